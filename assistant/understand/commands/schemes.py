"""The schemes that a client holds and those it wants, as a message says it."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Literal

from assistant.domain import Command
from assistant.names import NameIndex
from assistant.understand.commands.profile_wordings import WORDING
from assistant.understand.commands.reading import Context
from assistant.understand.commands.stretches import Stretch, sentences_of

DENIED_WITHIN = 12
"""Characters from a “no” to the verb that it denies: don't really have."""
_DEAD = ("obsolete", "misnomer")
Sense = Literal["", "holds", "wants", "lacks", "gives_up"]


@dataclass
class Named:
    """Schemes named in one go (27001和9001), and what is said of them."""

    stretch: Stretch
    schemes: tuple[str, ...]
    before: str
    """The folded words before them in the stretch, from the last schemes on."""
    after: str
    sense: Sense = ""
    only: bool = field(default=False)


def schemes_in(stretches: Sequence[Stretch], context: Context) -> Iterator[tuple[Stretch, Command]]:
    """The changes of certificates and targets, each with the stretch that asks for it."""
    if context.names is None:
        return
    replaced = False
    for sentence in sentences_of(stretches):
        groups = [group for each in sentence for group in _groups(each, context.names)]
        _judge(sentence, groups, context.file.case.profile.target)
        for group in _meant(sentence, groups):
            command = _command(group, context, replaced)
            replaced = replaced or group.sense == "gives_up"
            if command:
                yield group.stretch, command


def _meant(sentence: Sequence[Stretch], groups: Sequence[Named]) -> list[Named]:
    """The groups less those that are taken back in the same breath: 27001，不对，20000."""
    at = next((each.numbers for each in reversed(sentence) if WORDING["takes_back"].search(each.folded)), None)
    later = [group for group in groups if at is not None and group.stretch.numbers >= at]
    return later if later and later[0].sense in ("holds", "wants") else list(groups)


def _groups(stretch: Stretch, names: NameIndex) -> list[Named]:
    """The schemes of a stretch; those with only an “and” between them are spoken of together."""
    text = stretch.folded
    if WORDING["hypothetical"].search(text) or WORDING["other_holder"].search(text):
        return []
    found = names.find(stretch.text)
    if any(mention.state in _DEAD for mention in found.mentions):
        # What has become of an old name is for the documents to say.
        return []
    spans: list[tuple[int, int, tuple[str, ...]]] = []
    for said, schemes in [
        *((mention.said, (mention.scheme,)) for mention in found.mentions if mention.state != "confusable"),
        *((name, _together(name, names)) for name in found.ambiguous),
    ]:
        at = text.find(said.lower())
        if at >= 0 and schemes:
            spans.append((at, at + len(said), schemes))
    groups: list[Named] = []
    end = 0
    for start, stop, schemes in sorted(spans):
        between = text[end:start]
        if groups and WORDING["between_schemes"].search(between):
            groups[-1].schemes += schemes
        else:
            if groups:
                groups[-1].after = between
            groups.append(Named(stretch, schemes, between, ""))
        end = stop
    if groups:
        groups[-1].after = text[end:]
    return groups


def _together(name: str, names: NameIndex) -> tuple[str, ...]:
    """The schemes of a name like 三体系, which means all of them."""
    row = names.ambiguous(name)
    return tuple(choice.scheme for choice in row.choices) if row and row.together else ()


def _judge(sentence: Sequence[Stretch], groups: Sequence[Named], targets: Sequence[str]) -> None:
    """What is said of each group: by its own words, else as of the group beside it in the sentence."""
    framed = any(WORDING["target_frame"].search(each.folded) for each in sentence)
    for group in groups:
        group.sense = _sense(group)
        group.only = bool(WORDING["only_scheme"].search(group.before))
    for number, group in enumerate(groups):
        if group.sense or not _bare(group):
            continue
        near = (
            groups[number - 1] if number and groups[number - 1].sense else next((each for each in groups[number + 1 :] if each.sense), None)
        )
        group.sense = near.sense if near else "wants" if framed else ""
        if near and set(near.schemes) & set(targets) and WORDING["denied_only"].search(near.before):
            # “是20000，不是27001”: the one is wanted instead of the other.
            group.sense = "wants"


def _bare(group: Named) -> bool:
    """Nothing is said but the names."""
    return len(re.sub(r"[\s,.、的证书也和与and认]", "", group.before + group.after)) <= 1


def _sense(group: Named) -> Sense:
    whole = group.stretch.folded
    if WORDING["scheme_other"].search(whole):
        return ""
    before, after = group.before, group.after
    wants, holds, lacks = (_last(name, before) for name in ("wants", "holds", "lacks"))
    gives_up = _last("gives_up", before)
    if WORDING["gives_up_behind"].search(after) or (gives_up >= 0 and gives_up > wants):
        # “不做了” gives up what is wanted; “没有” and “no” only say what is not there.
        return "gives_up" if WORDING["gives_up_behind"].search(after) or WORDING["gives_up_surely"].search(before) else "lacks"
    if WORDING["lacks_behind"].search(after) or (lacks > wants and holds - lacks <= DENIED_WITHIN):
        return "lacks"
    if wants >= 0 and (holds < 0 or wants <= holds):
        return "wants"
    if holds >= 0:
        return "holds"
    if WORDING["holds_behind"].search(after) and not WORDING["together_behind"].search(after):
        return "holds"
    return "wants" if WORDING["wants_behind"].search(after) else ""


def _last(name: str, text: str) -> int:
    """Where the last match begins; -1 without."""
    return max((match.start() for match in WORDING[name].finditer(text)), default=-1)


def _command(group: Named, context: Context, replaced: bool) -> Command | None:
    profile, said = context.file.case.profile, group.stretch.text
    if group.sense == "holds":
        return Command("add_to_profile", {"field": "certificates", "values": group.schemes}, said)
    if group.sense == "wants":
        if profile.target and group.only and not replaced:
            return Command("set_profile", {"target": group.schemes}, said)
        return Command("add_to_profile", {"field": "target", "values": group.schemes}, said)
    # “要的是20000，不是27001”: what is only denied was wanted, if it is not held.
    denied = bool(WORDING["denied_only"].search(group.before)) and not set(group.schemes) & set(profile.certificates)
    name = "certificates" if group.sense == "lacks" and not denied else "target"
    if group.sense == "gives_up" and not set(group.schemes) & set(profile.target):
        name = "certificates" if WORDING["strikes"].search(group.stretch.folded) else name
    gone = tuple(scheme for scheme in group.schemes if scheme in getattr(profile, name))
    return Command("remove_from_profile", {"field": name, "values": gone}, said) if gone else None
