"""Where a client is: the sites that a message names, adds or takes out."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assistant.case.lexicon import squeezed
from assistant.domain import Command
from assistant.understand.commands.places import places_in
from assistant.understand.commands.profile_wordings import WORDING
from assistant.understand.commands.reading import Context
from assistant.understand.commands.stretches import Stretch, sentences_of

_CAPITAL = r"[A-Z][\w'’-]{1,20}(?: [A-Z][\w'’-]{1,20}){0,2}"
_LIST = re.compile(rf"(?:{_CAPITAL})(?:\s*(?:,|&|\band\b|\bplus\b|、)\s*(?:{_CAPITAL})){{0,8}}")
_IN_NAMES = re.compile(rf"\b(?:in|at|moved to|relocated to)\s+({_LIST.pattern})[.\s]*$")
_BETWEEN = re.compile(r"\s*(?:,|&|\band\b|\bplus\b|、)\s*")
_AND = re.compile("、|和|与|及|跟|以及")
_HAN = re.compile(r"[\u4e00-\u9fff]")
_NO_NAME = re.compile(r"(?:iso|iec|cmmi|it|we|they|the|our|no|yes|ok|i|also|and|hq|new|client|budget|target|raci|[a-z]*\d+)", re.IGNORECASE)


@dataclass
class _Seen:
    """What a stretch says of sites."""

    stretch: Stretch
    names: tuple[str, ...]
    framed: bool
    """Its words say that sites are spoken of."""
    bare: bool
    """Nothing but names."""
    out: tuple[str, ...] = ()
    """Sites of the case that it takes out."""


def sites_in(stretches: Sequence[Stretch], context: Context, *, wary: bool) -> Iterator[tuple[Stretch, Command | None]]:
    """The changes of the sites, each with the stretch that asks for it."""
    held = context.file.case.profile.sites
    added: list[tuple[Stretch, tuple[str, ...]]] = []
    whole = moved = False
    out: list[str] = []
    for sentence in sentences_of(stretches):
        seen = [_seen(each, held) for each in sentence]
        framed = any(each.framed for each in seen)
        of_client = any(WORDING["speaks_of_client"].search(each.folded) for each in sentence)
        for number, each in enumerate(seen):
            after = seen[number + 1] if number + 1 < len(seen) else None
            if after and not each.out and WORDING["bare_out"].search(after.stretch.folded):
                # 青岛那个只是个人办公，不算
                each.out = tuple(site for site in held if squeezed(site) in squeezed(each.stretch.text))
                each.names = ()
            if each.out:
                out += each.out
                yield each.stretch, Command("remove_from_profile", {"field": "sites", "values": each.out}, each.stretch.text)
                added += [(each.stretch, each.names)] if each.names else []
            elif number and seen[number - 1].out and WORDING["bare_out"].search(each.stretch.folded):
                each.out = seen[number - 1].out
                yield each.stretch, None
            elif added and WORDING["takes_back"].search(each.stretch.folded) and added[-1][0].sentence == each.stretch.sentence:
                added = [one for one in added if one[0].sentence != each.stretch.sentence] + (
                    [(each.stretch, each.names)] if each.names else []
                )
            elif each.names and (each.framed or (each.bare and framed)) and not (wary and not of_client):
                added.append((each.stretch, each.names))
        whole = whole or any(WORDING["site_whole"].search(each.folded) for each in sentence)
        moved = moved or any(WORDING["site_moved"].search(each.folded) for each in sentence)
    yield from _added(added, held, whole, moved, out)


def _added(
    added: Sequence[tuple[Stretch, tuple[str, ...]]], held: tuple[str, ...], whole: bool, moved: bool, out: Sequence[str]
) -> Iterator[tuple[Stretch, Command | None]]:
    names = tuple(dict.fromkeys(name for _, each in added for name in each if name not in out))
    if not names:
        return
    besides = any(WORDING["besides"].search(stretch.folded) for stretch, _ in added)
    anew = not held or (whole and not besides and not out) or (moved and len(held) == 1)
    first, said = added[0][0], "，".join(stretch.text for stretch, _ in added)
    if anew:
        yield first, Command("set_profile", {"sites": names}, said)
    else:
        yield first, Command("add_to_profile", {"field": "sites", "values": names}, said)
    yield from ((stretch, None) for stretch, _ in added[1:])


def _seen(stretch: Stretch, held: tuple[str, ...]) -> _Seen:
    text = stretch.folded
    if WORDING["hypothetical"].search(text):
        return _Seen(stretch, (), framed=False, bare=False)
    mentioned = tuple(site for site in held if squeezed(site) in squeezed(stretch.text))
    known = tuple(stretch.text[start:end] for start, end in places_in(text))
    word = bool(WORDING["site_word"].search(text))
    moved = WORDING["site_moved"].search(text)
    if moved and mentioned and known:
        new = tuple(stretch.text[start:end] for start, end in places_in(text) if start >= moved.end())
        return _Seen(stretch, new, framed=True, bare=False, out=tuple(site for site in mentioned if site not in new))
    others = tuple(name for name in known if name not in mentioned)
    swap = WORDING["site_swap"].search(text)
    if swap and mentioned and others:
        # 场地改成… tells all of them, 苏州换成… takes one out.
        gone = tuple(site for site in mentioned if not _HAN.search(swap.group()) or text.find(site) < swap.start())
        if gone:
            return _Seen(stretch, others, framed=True, bare=False, out=gone)
    if (mentioned or (known and word)) and (WORDING["site_out"].search(text) or _replaced(text, mentioned)):
        return _Seen(stretch, (), framed=True, bare=False, out=mentioned or known)
    if WORDING["site_out"].search(text):
        return _Seen(stretch, (), framed=word, bare=False)
    bare = _bare_names(stretch)
    names = max(known if known and _little_else(stretch, known) else (), _named(stretch), key=len)
    if names and len(names) >= len(bare):
        framed = word or bool(moved) or bool(WORDING["site_frame"].search(text))
        return _Seen(stretch, names, framed, bare=not framed)
    names = bare
    return _Seen(stretch, names, framed=word and not names, bare=bool(names))


def _bare_names(stretch: Stretch) -> tuple[str, ...]:
    return _split(stretch.text) if _LIST.fullmatch(stretch.text.strip(" .")) else ()


def _split(said: str) -> tuple[str, ...]:
    names = tuple(name.strip(" .") for name in _BETWEEN.split(said) if name.strip(" ."))
    return () if any(_NO_NAME.fullmatch(name) for name in names) else names


def _named(stretch: Stretch) -> tuple[str, ...]:
    """Names that are not known, by the words beside them."""
    if not _HAN.search(stretch.text):
        match = WORDING["places_after_en"].search(stretch.text)
        listed = _LIST.match(stretch.text, match.end()) if match and stretch.text[match.end() : match.end() + 1].isupper() else None
        if listed:
            return _split(listed.group())
        names = names_behind_in(stretch.text)
        return names if names and _little_else(stretch, names) else ()
    if match := WORDING["places_listed_zh"].search(stretch.folded):
        names = tuple(_AND.split(stretch.text[match.start("list") : match.end("list")]))
        if not any(len(name) < 2 or WORDING["no_place_zh"].search(name) for name in names):
            return names
    for name in ("place_after_zh", "place_before_zh"):
        match = WORDING[name].search(stretch.folded)
        if match and not WORDING["no_place_zh"].search(match["place"]):
            return (stretch.text[match.start("place") : match.end("place")],)
    return ()


def names_behind_in(text: str) -> tuple[str, ...]:
    """Capitalised names at the end of a text, right behind “in”: 72 people in Linz."""
    match = _IN_NAMES.search(text)
    return _split(match[1]) if match and not WORDING["no_place_en"].search(match[1]) else ()


def _replaced(text: str, mentioned: Sequence[str]) -> bool:
    """“不是苏州”, “not Wuxi”: what is denied was wrong."""
    return any(
        re.search(rf"(?:不是|而非|\bnot|\binstead of|\brather than)\s?(?:在|in )?{re.escape(site.lower())}", text) for site in mentioned
    )


def _little_else(stretch: Stretch, known: Sequence[str]) -> bool:
    """Whether a stretch speaks of its places and of nothing else."""
    left = stretch.folded
    for name in known:
        left = left.replace(name.lower(), " ")
    left = WORDING["unit_count_zh"].sub(" ", left) if _HAN.search(left) else WORDING["unit_count_en"].sub(" ", left)
    if _HAN.search(stretch.folded):
        left = WORDING["site_word"].sub("", left)
        return len(WORDING["site_filler_zh"].sub("", left)) <= 2
    return len(WORDING["site_filler_en"].sub(" ", WORDING["site_word"].sub(" ", left)).split()) <= 1
