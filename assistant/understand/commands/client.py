"""Who the client is: its name or kind, its contacts, how mature its management is, and by when it wants the certificate."""

import datetime as dt
import re
from collections.abc import Iterator, Sequence

from assistant.case.fitting_open import open_words
from assistant.domain import Command
from assistant.understand.commands.date_shifts import shifted
from assistant.understand.commands.dates import date_in
from assistant.understand.commands.places import places_in
from assistant.understand.commands.profile_wordings import WORDING
from assistant.understand.commands.reading import Context
from assistant.understand.commands.sites import names_behind_in
from assistant.understand.commands.stretches import Stretch

_HAN = re.compile("[\u4e00-\u9fff]")
_COMPANY = ("company_zh", "company_we_zh", "company_listed_zh", "company_new_en", "company_en", "company_we_en")
NAME_AT_MOST = 30
"""Characters of a contact that stands by itself."""
Fact = tuple[Stretch, Command | None]
_LEADING = re.compile(r"^(?:the|our|their)\s+", re.IGNORECASE)
_PADDING = re.compile(r"^(?:就|还|是|也|这家|这个|[:：\s])+|[\s吧啊哈了呢.。!！]+$")


def company_in(stretches: Sequence[Stretch], context: Context) -> Iterator[Fact]:
    """The client's name, or what kind of organisation it is; with it, where it is if that is said in the same breath."""
    announced: Stretch | None = None
    for stretch in stretches:
        follows = announced is not None and announced.sentence == stretch.sentence
        announced = stretch if WORDING["company_next"].search(stretch.folded) else None
        if WORDING["hypothetical"].search(stretch.folded):
            continue
        for name in (*(("company_named",) if follows else ()), *_COMPANY):
            match = WORDING[name].search(stretch.folded)
            if match is None:
                continue
            group = next(group for group, value in match.groupdict().items() if value)
            said = _PADDING.sub("", stretch.text[match.start(group) : match.end(group)])
            language = "zh" if _HAN.search(said) else "en"
            if name == "company_we_zh" and open_words(said.lower()).between:
                # 我们是软件公司 tells of the work.
                continue
            if len(said) > 1 and not WORDING[f"no_company_{language}"].search(said.lower()):
                yield stretch, Command("set_profile", {"company": said}, stretch.text)
                yield from _located(stretch, match.end(group), context)
                break


def _located(stretch: Stretch, at: int, context: Context) -> Iterator[Fact]:
    """The places right behind the name: a regional bank in Chongqing."""
    places = [(start, end) for start, end in places_in(stretch.folded) if start >= at]
    framed = bool(places) and WORDING["site_frame"].search(stretch.folded[at : places[0][0]])
    names = tuple(stretch.text[start:end] for start, end in places) if framed else names_behind_in(stretch.text[at:])
    if names:
        if context.file.case.profile.sites:
            yield stretch, Command("add_to_profile", {"field": "sites", "values": names}, stretch.text)
        else:
            yield stretch, Command("set_profile", {"sites": names}, stretch.text)


def contacts_in(stretches: Sequence[Stretch], context: Context) -> Iterator[Fact]:
    """Whom to speak to, by role or phone number."""
    known = bool(context.file.case.profile.contacts)
    announced: Stretch | None = None
    for stretch in stretches:
        text = stretch.folded
        values = _contacts(stretch) or (_announced(stretch) if announced and announced.sentence == stretch.sentence else [])
        said = f"{announced.folded} {text}" if announced and values else text
        announced = stretch if not values and WORDING["contact_next"].search(text) else None
        phone = WORDING["phone"].search(text)
        if phone and (values or known or WORDING["contact_word"].search(text)):
            values.append(phone["who"])
        if values:
            more = not context.file.case.profile.contacts or WORDING["besides"].search(said) or (phone and len(values) == 1)
            args = {"field": "contacts", "values": tuple(values)} if more else {"contacts": tuple(values)}
            yield stretch, Command("add_to_profile" if more else "set_profile", args, stretch.text)
            known = True


def _contacts(stretch: Stretch) -> list[str]:
    """The roles that a stretch names as contacts."""
    for name in ("contact_zh", "contact_after_zh", "contact_with_zh", "contact_en", "contact_after_en"):
        match = WORDING[name].search(stretch.folded)
        group = next((name for name, value in match.groupdict().items() if value), "") if match else ""
        if match and not WORDING["no_contact"].search(match[group]):
            said = WORDING["phone"].sub("", stretch.text[match.start(group) : match.end(group)])
            values = [_PADDING.sub("", _LEADING.sub("", each)) for each in WORDING["contact_and"].split(said)]
            return [value for value in values if value]
    return []


def _announced(stretch: Stretch) -> list[str]:
    """The name behind “one more contact:” in the clause before."""
    said = _PADDING.sub("", _LEADING.sub("", stretch.text))
    return [said] if 1 < len(said) <= NAME_AT_MOST and not WORDING["no_contact"].search(stretch.folded) else []


def maturity_in(stretches: Sequence[Stretch], *, wary: bool) -> Iterator[Fact]:
    """How mature the management is, in the speaker's words. `wary`: only where that is what is spoken of."""
    for stretch in stretches:
        text = stretch.folded
        if WORDING["hypothetical"].search(text) or WORDING["no_maturity"].search(text):
            continue
        for name in ("maturity_zh", "maturity_en") if wary else ("maturity_zh", "maturity_plain_zh", "maturity_en", "maturity_plain_en"):
            match = WORDING[name].search(text)
            if match:
                group = next(group for group, value in match.groupdict().items() if value)
                said = stretch.text[match.start(group) : match.end(group)].strip(" :：吧啊哈了呢.。!！")
                if said:
                    yield stretch, Command("set_profile", {"maturity": said}, stretch.text)
                break


def target_date_in(stretches: Sequence[Stretch], context: Context, *, wanted: Sequence[Stretch]) -> Iterator[Fact]:
    """By when the certificate is wanted. `wanted`: stretches that name a scheme as wanted: a bare date beside them is its date."""
    held = context.file.case.profile.target_date
    sentences = {each.sentence for each in wanted}
    changing = held is not None and any(WORDING["date_changes"].search(each.folded) for each in stretches)
    begun: dict[int, dt.date] = {}
    for stretch in stretches:
        text = stretch.folded
        if WORDING["date_of_start"].search(text) and (start_said := date_in(text, context.today)):
            begun.setdefault(stretch.sentence, start_said[0])
        if WORDING["date_cleared"].search(text) and held:
            yield stretch, Command("remove_from_profile", {"field": "target_date"}, stretch.text)
            continue
        if WORDING["hypothetical"].search(text) or WORDING["date_other"].search(text):
            continue
        moved = shifted(held, text) if held and (changing or context.file.talk.subject == "profile") else None
        if moved:
            yield stretch, Command("set_profile", {"target_date": moved.isoformat()}, stretch.text)
            continue
        # What begins in January ends by the end of that year.
        since = None if WORDING["of_this_year"].search(text) else begun.get(stretch.sentence)
        found = date_in(text, max(context.today, since or context.today))
        if found is None:
            continue
        day, start, end = found
        rest = f"{text[:start]} {text[end:]}"
        alone = bool(WORDING["date_bare"].search(rest.strip()))
        expected = changing or stretch.sentence in sentences or context.file.talk.subject == "profile"
        if (alone and expected) or stretch in wanted or _asked_for(text, rest, expected):
            yield stretch, Command("set_profile", {"target_date": day.isoformat()}, stretch.text)


def _asked_for(text: str, rest: str, expected: bool) -> bool:
    """Whether the words beside a date say that something is to be reached by it, and that this is the certificate."""
    if not WORDING["date_wanted"].search(text):
        return False
    return expected or bool(WORDING["date_of_certificate"].search(rest)) or bool(WORDING["date_bare"].search(rest.strip()))
