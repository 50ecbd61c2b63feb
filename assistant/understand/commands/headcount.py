"""How many people a client has, as a message says it or corrects it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.domain import Command
from assistant.texts import say
from assistant.understand.commands.counts import whole_number
from assistant.understand.commands.places import places_in
from assistant.understand.commands.profile_wordings import WORDING
from assistant.understand.commands.reading import Context
from assistant.understand.commands.stretches import Stretch, sentences_of

_HEADED = ("headed_count_zh", "headed_count_en")
_COUNTED = ("unit_count_zh", "unit_count_en", "are_count_en")
_FEW = 5
"""Up to so many people are counted only where the client is spoken of: 两个人 may be anybody."""


@dataclass(frozen=True)
class Counted:
    """What a stretch says of the head-count."""

    stretch: Stretch
    count: int | None = None
    """None where it only takes back another number."""
    ask: str = ""
    """What has to be asked instead."""
    partial: bool = False
    """Of one place only."""
    span: tuple[int, int] = (0, 0)
    """Where in the stretch it stands."""


def counts_in(stretches: Sequence[Stretch], context: Context, *, wary: bool) -> list[Counted]:
    """The head-counts a message states, in its order. `wary`: only where it is plain that the client is meant."""
    found: list[Counted] = []
    for sentence in sentences_of(stretches):
        found += _corrected(sentence, context) or _stated(sentence, context, wary)
    if found and not any(each.count or each.ask for each in found):
        # Only that the number is wrong.
        return [Counted(found[0].stretch, ask=say("how_many_people", context.language, said=found[0].stretch.text))]
    if len(found) > 1 and all(each.partial for each in found):
        total = sum(each.count or 0 for each in found)
        return [Counted(found[0].stretch, total, span=found[0].span), *(Counted(each.stretch, span=each.span) for each in found[1:])]
    return found


def command_of(counted: Counted) -> Command | None:
    """The change that notes it, if it gives a number."""
    return Command("set_profile", {"headcount": counted.count}, counted.stretch.text) if counted.count else None


def _corrected(sentence: Sequence[Stretch], context: Context) -> list[Counted]:
    """“不是120，是150”: the number that is taken back is the one held."""
    held = context.file.case.profile.headcount
    if held is None:
        return []
    joined = "，".join(each.folded for each in sentence)
    for name in ("not_but_zh", "not_but_en"):
        match = WORDING[name].search(joined)
        if match and whole_number(match["old"]) == held and (new := whole_number(match["n"])):
            found: list[Counted] = []
            end = 0
            for each in sentence:
                start, end = end, end + len(each.folded) + 1
                if start < match.end() and end > match.start():
                    found.append(Counted(each, None if found else new, span=(0, len(each.folded))))
            return found
    return []


def _stated(sentence: Sequence[Stretch], context: Context, wary: bool) -> list[Counted]:
    held = context.file.case.profile.headcount
    found: list[Counted] = []
    correcting = context.file.talk.subject == "profile" and held is not None and _corrects(sentence, held)
    announced = any(WORDING["count_corrected"].search(each.folded) for each in sentence)
    just_now = _just_counted(context)
    for each in sentence:
        text = each.folded
        if _of_others(each):
            continue
        taken_back = _taken_back(text, held, found)
        if taken_back:
            correcting = True
            found.append(Counted(each, span=(0, len(text))))
            continue
        if announced and WORDING["count_corrected"].search(text):
            continue
        counted = _bare(each) if correcting or announced else None
        counted = counted or (_made(each) if just_now else None)
        counted = counted or _changed(each, held) or _in(each, context, wary)
        if counted:
            found.append(counted)
    return found


def _of_others(stretch: Stretch) -> bool:
    """Whether the sentence speaks of somebody else's company up to here."""
    text = stretch.whole.partition(stretch.folded)[0] + stretch.folded
    last = next(reversed(list(WORDING["of_others"].finditer(text))), None)
    return last is not None and not WORDING["of_us"].search(text, last.end())


def _corrects(sentence: Sequence[Stretch], held: int) -> bool:
    """Whether a sentence corrects something, and not another number than the one held."""
    denied = [match for each in sentence if (match := WORDING["not_only"].search(each.folded))]
    return any(WORDING["correction"].search(each.folded) for each in sentence) and all(whole_number(each["n"]) == held for each in denied)


def _taken_back(text: str, held: int | None, found: Sequence[Counted]) -> bool:
    """“88 is wrong”, “人数不对”, “not 120”."""
    only = WORDING["not_only"].search(text)
    if only:
        return bool(found) or whole_number(only["n"]) == held
    if not WORDING["count_wrong"].search(text):
        return False
    headed = re.search(r"人数|人头|head-?count|number of (?:people|staff)", text)
    number = re.search(r"\d[\d,]*", text)
    return bool(headed and not number) or bool(number and held is not None and whole_number(number.group().replace(",", "")) == held)


def _bare(stretch: Stretch) -> Counted | None:
    match = WORDING["bare_count"].search(stretch.folded)
    count = whole_number(match["n"]) if match else None
    return Counted(stretch, count, span=(0, len(stretch.folded))) if count else None


def _just_counted(context: Context) -> bool:
    """Whether the last change of the case was one of the head-count."""
    file = context.file
    before = file.states[file.at - 1].profile.headcount if file.at else file.case.profile.headcount
    return file.talk.subject == "profile" and before != file.case.profile.headcount


def _made(stretch: Stretch) -> Counted | None:
    """“Make that 135”, right after a head-count."""
    match = WORDING["make_that"].search(stretch.folded)
    count = whole_number(match["n"]) if match else None
    return Counted(stretch, count, span=(0, len(stretch.folded))) if count else None


def _changed(stretch: Stretch, held: int | None) -> Counted | None:
    """Some more or fewer than there were."""
    for name, sign in (("joined_in", 1), ("joined_in_en", 1), ("left_out", -1), ("left_out_en", -1)):
        match = WORDING[name].search(stretch.folded)
        if match is None:
            continue
        number = whole_number(next(value for value in match.groups() if value))
        if number and held and held + sign * number > 0:
            return Counted(stretch, held + sign * number, span=match.span())
    return None


def _headed(stretch: Stretch, text: str) -> Counted | None:
    """A number behind a word for it, or the sum of those of two places."""
    if WORDING["count_other"].search(text):
        return None
    if split := WORDING["split_count_en"].search(text):
        return Counted(stretch, int(split["n"]) + int(split["m"]), span=split.span())
    for name in _HEADED:
        match = WORDING[name].search(text)
        if match and (count := whole_number(match["n"])):
            return Counted(stretch, count, span=match.span())
    return None


def _in(stretch: Stretch, context: Context, wary: bool) -> Counted | None:
    text = stretch.folded
    if WORDING["hypothetical"].search(text) or WORDING["outsourced_zh"].search(text):
        return None
    if headed := _headed(stretch, text):
        return headed
    of_client = bool(WORDING["speaks_of_client"].search(text))
    if WORDING["counted_for_costs"].search(stretch.whole):
        return None
    if WORDING["count_other"].search(text) or (wary and (not of_client or WORDING["kind_of_firm"].search(text))):
        return None
    for name in ("many_zh", "many_en"):
        match = WORDING[name].search(text)
        if match:
            return Counted(stretch, ask=say("how_many_people", context.language, said=match.group()), span=match.span())
    for name in _COUNTED:
        match = WORDING[name].search(text)
        count = whole_number(next(value for value in (match["n"], match.groupdict().get("m")) if value)) if match else None
        if match and count and (count > _FEW or of_client):
            return Counted(stretch, count, partial=bool(places_in(text)) and not of_client, span=match.span())
    return None
