"""The words of a sentence that give a letter or take one away, and on which side of them role and activity stand."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

from assistant.case.values import LETTERS
from assistant.understand.commands.raci_en_names import Names, as_written
from assistant.understand.commands.raci_en_sentences import Sentence
from assistant.understand.commands.raci_en_wordings import WORDING

Side = Literal["", "role", "activity"]
Act = Literal["give", "remove", "place"]


@dataclass(frozen=True)
class Verb:
    """One of them."""

    start: int
    end: int
    letters: str
    left: Side
    right: Side
    act: Act = "give"
    flips: bool = False
    """Without a role before it, the role stands behind: “responsible: QA”."""
    changes: bool = False
    """It says that another role has had the letter so far."""
    letter: bool = False
    """A letter is said as such."""
    about: bool = False
    """It ends in the preposition of its activity: responsible for, consulted on."""
    bare: bool = False
    """The letter stands beside the role without a word between them."""
    again: bool = False
    """It corrects the letter that the role before has been given."""
    hands: bool = False
    """An activity is only handed to a role: “give the calibration to the lab”."""
    old: tuple[int, int] | None = None
    """Where the role stands from which the letter is taken."""
    where: tuple[int, int] | None = None
    """Where the activity stands within the verb."""


_FAMILIES: dict[str, tuple[str, Side, Side, bool]] = {
    "active_r": ("R", "role", "activity", False),
    "takeover": ("R", "role", "activity", False),
    "noun_r": ("R", "role", "activity", True),
    "passive_r": ("R", "activity", "role", False),
    "active_a": ("A", "role", "activity", False),
    "noun_a": ("A", "role", "activity", True),
    "passive_a": ("A", "activity", "role", False),
    "active_c": ("C", "role", "activity", True),
    "left_c": ("C", "role", "activity", False),
    "order_c": ("C", "", "role", False),
    "passive_c": ("C", "activity", "role", False),
    "passive_i": ("I", "activity", "role", False),
    "active_i": ("I", "role", "activity", True),
    "left_i": ("I", "role", "activity", False),
    "order_i": ("I", "", "role", False),
    "noun_c": ("C", "role", "activity", True),
    "noun_i": ("I", "role", "activity", True),
    "noun_p": ("P", "role", "activity", True),
    "noun_b": ("B", "role", "activity", True),
    "passive_b": ("B", "activity", "role", False),
    "active_b": ("B", "role", "activity", False),
}
MOST_WORDS_BEHIND = 5
"""Words of the name of a role behind a noun that stands for a letter."""
_NOUNS_ALONE = ("noun_r", "noun_a", "noun_c", "noun_i", "noun_p", "noun_b")
_NOUNS = {
    **{stem: "A" for stem in ("approv", "sign", "account", "owner")},
    **{stem: "R" for stem in ("respons", "doer", "execut", "lead")},
    **{stem: "C" for stem in ("input", "advice", "consult")},
    **{stem: "I" for stem in ("info", "fyi")},
    **{stem: "P" for stem in ("primary",)},
    **{stem: "B" for stem in ("back", "second", "deputy")},
}
"""Beginnings of the nouns that stand for a letter."""


def verbs_of(sentence: Sentence, names: Names) -> list[Verb]:
    """In their order; of two that overlap, the one that begins first, then the longer one."""
    known = names.spans(sentence.low)
    found = [
        _with_preposition(verb, sentence.low)
        for verb in _candidates(sentence, names)
        if not _hyphened(verb, sentence.low)
        and (verb.where or verb.old or not any(start < verb.end and verb.start < end for start, end in known))
    ]
    said = [verb for verb in found if verb.letter]
    found = [verb for verb in found if not verb.hands or not any(_same_clause(sentence.low, verb, other) for other in said)]
    acting = [verb for verb in found if verb.act != "place"]
    found = [verb for verb in found if verb.act != "place" or not any(_same_clause(sentence.low, verb, other) for other in acting)]
    chosen: list[Verb] = []
    for verb in sorted(found, key=lambda each: (each.start, -each.end)):
        if not chosen or verb.start >= chosen[-1].end:
            chosen.append(verb)
    for match in WORDING["bare_by"].finditer(sentence.low):
        before = names.without_article(_clause_before(sentence.low, match.start()))
        lone = Verb(match.start(), match.end(), "R", "activity", "role")
        if (names.is_activity(before) or names.leaning(before) == "activity") and not any(
            _same_clause(sentence.low, lone, v) for v in chosen
        ):
            chosen.append(lone)
    chosen.sort(key=lambda each: each.start)
    chosen = [verb for verb in chosen if not _in_heading(verb, chosen, sentence.low) and not _is_subject(verb, chosen, sentence.low)]
    bare = [verb for verb in _bare_letters(sentence, chosen, names) if not any(s < verb.end and verb.start < e for s, e in known)]
    return sorted([*chosen, *bare], key=lambda each: each.start)


def _in_heading(verb: Verb, verbs: list[Verb], low: str) -> bool:
    """Whether a verb is a word of a name before a colon: “customer consultation: support does it”."""
    start = max(low.rfind(mark, 0, verb.start) for mark in ",;:") + 1
    colon = low.find(":", verb.end)
    if colon < 0 or re.search(r"[,;]", low[verb.end : colon]) or verb.letter:
        return False
    if verb.flips and not low[start : verb.start].strip():
        return False
    end = min((place for mark in ",;:" if (place := low.find(mark, colon + 1)) >= 0), default=len(low))
    return any(colon < other.start < end and other.act == "give" and not other.letter for other in verbs)


def _is_subject(verb: Verb, verbs: list[Verb], low: str) -> bool:
    """Whether a verb on -ing at the head of a clause is what the clause speaks of: “running the payroll is done by HR”."""
    if (
        not re.match(r"\w+ing\b", low[verb.start : verb.end])
        or low[max(low.rfind(mark, 0, verb.start) for mark in ",;:") + 1 : verb.start].strip()
    ):
        return False
    end = min((place for mark in ",;:" if (place := low.find(mark, verb.end)) >= 0), default=len(low))
    return any(verb.end < other.start < end and other.act == "give" for other in verbs)


def _hyphened(verb: Verb, low: str) -> bool:
    """Only the end or the beginning of a word: the *off* in kick-off."""
    return low[verb.start - 1 : verb.start] == "-" or bool(re.match(r"-\w", low[verb.end :]))


def _with_preposition(verb: Verb, low: str) -> Verb:
    return replace(verb, about=low[verb.start : verb.end].rstrip().endswith((" for", " on", " about", " of", " in")))


def _noun_letter(noun: str) -> str:
    return next((letter for stem, letter in _NOUNS.items() if noun.lower().startswith(stem)), "")


def letters_in(text: str) -> str:
    """`RA` of “R/A” or “A and R”: each letter once, in the order R, A, C, I; P and B stand alone."""
    said = set(re.findall(r"\b[racipb]+\b", text.lower().replace("and", " ")))
    joined = "".join(said).upper()
    if joined and set(joined) <= {"P", "B"}:
        return joined[0]
    return "".join(letter for letter in LETTERS if letter in joined)


def _same_clause(low: str, one: Verb, other: Verb) -> bool:
    first, last = min(one.start, other.start), max(one.end, other.end)
    return not any(mark in low[first:last] for mark in ",;:")


def _candidates(sentence: Sentence, names: Names) -> Iterator[Verb]:
    low = sentence.low
    for match in WORDING["ellipsis"].finditer(low):
        yield Verb(match.start(), match.end(), "", "role", "activity")
    for name, (letters, left, right, flips) in _FAMILIES.items():
        for match in WORDING[name].finditer(low):
            if name.startswith("left_") and not WORDING["left_needed"].search(_clause_before(low, match.start())):
                continue
            titled = low[match.end() : match.end() + 3].lstrip()[:1] in (":", "=")
            if name in _NOUNS_ALONE and not _stands_alone(_clause_before(low, match.start()), names, titled=titled):
                continue
            turns = flips and (not name.startswith("active") or re.match(r"consult|inform|notif", match.group()) is not None)
            yield Verb(match.start(), match.end(), letters, left, right, flips=turns, changes=name == "takeover")
    for name, letters in (("verb_of_role", "R"), ("verb_of_role_a", "A"), ("verb_of_role_c", "C"), ("verb_of_role_i", "I")):
        for match in WORDING[name].finditer(low):
            before = _clause_before(low, match.start()).strip()
            if WORDING["role_like"].search(before) or names.is_role(as_written(before.rsplit(" ", 1)[-1])):
                yield Verb(match.start(), match.end(), letters, "role", "activity")
    for match in WORDING["verb_of_activity"].finditer(low):
        if names.leads_with_activity(low[match.end() :], reference=False):
            yield Verb(match.start(), match.end(), "R", "role", "activity")
    yield from _removals(low, names)
    yield from _letters(sentence, names)


def _stands_alone(before: str, names: Names, *, titled: bool) -> bool:
    """Whether a noun that stands for a letter is no part of a longer name: approval, but not leave approval.

    `titled`: a colon follows.
    """
    said = before.strip(" (")
    if not said or WORDING["before_noun"].search(said) is not None:
        return True
    return not titled and (names.leaning(said) == "role" or names.is_role(as_written(said.split()[-1])))


def _removals(low: str, names: Names) -> Iterator[Verb]:
    for match in WORDING["remove_order"].finditer(low):
        if re.match(r"[^,;:]{1,40}:", low[match.end() :]):
            continue  # “Scrap handling: …” is a heading.
        yield Verb(match.start(), match.end(), "", "", "role", "remove")
    for match in WORDING["remove_no"].finditer(low):
        if names.leads_with_role(low[match.end() :]):
            yield Verb(match.start(), match.end(), "", "", "role", "remove")
    for match in WORDING["remove_after"].finditer(low):
        yield Verb(match.start(), match.end(), "", "role", "activity", "remove")
    for match in WORDING["remove_out"].finditer(low):
        before = _clause_before(low, match.start())
        opened = WORDING["remove_opening"].search(before)
        ends = match.group().endswith((" of", " from")) or re.match(r"\s*(?:$|[,;])", low[match.end() :])
        alone = before.strip() and ends and (len(before.split()) <= 4 or WORDING["is_out"].search(before))
        if opened or alone:
            yield Verb(match.start(), match.end(), "", "role", "activity", "remove")
    for match in WORDING["remove_pronoun"].finditer(low):
        yield Verb(match.start(), match.end(), "", "", "", "remove")
    for match in WORDING["place_order"].finditer(low):
        yield Verb(match.start(), match.end(), "", "", "role", "place")
    for match in WORDING["place_after"].finditer(low):
        yield Verb(match.start(), match.end(), "", "role", "activity", "place")


def _clause_before(low: str, at: int) -> str:
    return re.split(r"[,;:]", low[max(0, at - 120) : at])[-1]


def _letters(sentence: Sentence, names: Names) -> Iterator[Verb]:
    text = sentence.text
    for match in (*WORDING["letter_shift"].finditer(text), *WORDING["letter_moves"].finditer(text)):
        said = match["letters"].lower()
        letters = _noun_letter(said) or letters_in(said)
        yield Verb(
            match.start(),
            match.end(),
            letters,
            "",
            "role",
            changes=match.re is WORDING["letter_shift"] or match["old"] is not None,
            letter=True,
            old=match.span("old") if match["old"] else None,
            where=match.span("where") if match["where"] else None,
        )
    for match in WORDING["letter_of"].finditer(text):
        letters = _noun_letter(match["letters"]) or letters_in(match["letters"])
        yield Verb(match.start(), match.end(), letters, "", "role", letter=True, where=match.span("where"))
    for match in WORDING["order_give"].finditer(sentence.low):
        where = names.without_article(match["where"])
        if names.is_activity(where) or names.leaning(where) == "activity":
            yield Verb(match.start(), match.end(), "R", "", "role", hands=True, where=match.span("where"))
    for match in WORDING["order_about"].finditer(sentence.low):
        yield Verb(match.start(), match.end(), "C", "", "role", where=match.span("where"))
    for match in WORDING["letter_again"].finditer(text):
        yield Verb(match.start(), match.end(), letters_in(match["letters"]), "role", "activity", letter=True, again=True)
    for match in WORDING["letter_after"].finditer(text):
        if letters := letters_in(match["letters"]):
            yield Verb(match.start(), match.end(), letters, "role", "activity", letter=True)
    for match in WORDING["letter_before"].finditer(text):
        behind = sentence.low[match.end() :]
        if match.group().rstrip().endswith(" for") and not names.leads_with_role(behind):
            continue
        if match.group().rstrip().endswith(" to") and names.leads_with_activity(behind):
            continue
        if (letters := letters_in(match["letters"])) and not WORDING["i_says"].search(text[match.end("letters") :].lower()):
            yield Verb(match.start(), match.end(), letters, "", "role", letter=True)


def _bare_letters(sentence: Sentence, chosen: list[Verb], names: Names) -> Iterator[Verb]:
    """Letters without a word that ties them to a role: “R internal auditor, A mgmt rep” or “sales director C”."""
    small = list(WORDING["letter_bare_low"].finditer(sentence.low))
    several = len(small) > 1 and any(match["letters"] in "rc" for match in small)
    small = [*(small if several else []), *WORDING["letter_last_low"].finditer(sentence.low)]
    small = [match for match in small if sentence.text[match.start("letters")].islower()]
    matches = [*WORDING["letter_bare"].finditer(sentence.text), *small, *WORDING["noun_bare"].finditer(sentence.low)]
    free = [match for match in matches if not any(verb.start < match.end() and match.start() < verb.end for verb in chosen)]
    clauses: dict[tuple[int, int], list[re.Match[str]]] = {}
    for match in sorted(free, key=lambda each: each.start()):
        clauses.setdefault(_clause_around(sentence.low, match), []).append(match)
    for (start, end), group in clauses.items():
        if any(start <= verb.start < end and not verb.letter for verb in chosen):
            continue
        for match in group:
            if match.re is WORDING["noun_bare"]:
                behind = re.sub(r"^(?:the|our|an?) ", "", sentence.low[match.end() : end].strip())
                if len(behind.split()) <= MOST_WORDS_BEHIND and len(group) == 1 and _names_a_role(behind, names):
                    yield Verb(match.start(), match.end(), _noun_letter(match["letters"]), "", "role", letter=True)
                continue
            side = _side(sentence, match, group, (start, end), names)
            if side and not (match["letters"] in "AI" and not match.start() and _is_no_letter(sentence, match)):
                made = Verb(match.start(), match.end(), letters_in(match["letters"]), "role", "activity", letter=True, bare=True)
                yield made if side == "before" else replace(made, left="", right="role")


def _clause_around(low: str, match: re.Match[str]) -> tuple[int, int]:
    start = max((low.rfind(mark, 0, match.start()) for mark in ",:;("), default=-1) + 1
    return start, min((place for mark in ",:;)" if (place := low.find(mark, match.end())) >= 0), default=len(low))


def _side(sentence: Sentence, match: re.Match[str], group: list[re.Match[str]], clause: tuple[int, int], names: Names) -> str:
    """On which side of a letter its role stands: `before`, `behind`, or "" for no letter."""
    low, (start, end) = sentence.low, clause
    before, after = low[start : match.start()].strip(), low[match.end() : end].strip()
    if WORDING["i_says"].search(after) or (match["letters"] == "I" and after and not before and not _names_a_role(after, names)):
        return ""
    closed = not after or WORDING["after_letter"].search(after) is not None
    if len(group) > 1:
        # “R auditor A GM” or “auditor R GM A”: the end of the clause tells.
        last = low[group[-1].end() : end].strip()
        return (
            "behind" if last and not WORDING["after_letter"].search(last) else ("before" if low[start : group[0].start()].strip() else "")
        )
    heads = before and after and names.is_activity(before)
    if (heads or not before or before.endswith((" and", "and")) or before in ("set", "put", "make", "note")) and after:
        return "behind"
    return "before" if before and closed else ""


def _names_a_role(low: str, names: Names) -> bool:
    return names.leads_with_role(low) or names.leaning(as_written(low)) == "role"


def _is_no_letter(sentence: Sentence, match: re.Match[str]) -> bool:
    """An A or I at the head of a sentence is an article or the speaker unless other letters follow or an article does."""
    return not sentence.lettered and not _several_letters(sentence, match) and not sentence.low[match.end() :].startswith(" the ")


def _several_letters(sentence: Sentence, first: re.Match[str]) -> bool:
    return any(match.start() > first.end() for match in WORDING["letter_bare"].finditer(sentence.text))
