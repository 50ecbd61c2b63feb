"""Letters that are said as letters, and nouns that stand for one."""

import re
from collections.abc import Iterator
from dataclasses import replace

from assistant.understand.commands.raci_en_names import Names, as_written
from assistant.understand.commands.raci_en_sentences import Sentence
from assistant.understand.commands.raci_en_verb import Verb, letters_in
from assistant.understand.commands.raci_en_wordings import WORDING

MOST_WORDS_BEHIND = 5
"""Words of the name of a role behind a noun that stands for a letter."""

_PASSES = (" now", " goes to", " goes over to", " go to", " over to")
_MOVES = ("moves to", "moves over to", "passes to", "passes over to", "shifts to", "shifts over to", "transfers to", "switches to")
"""Ends of the words that take a letter from whoever has had it."""


def said_letters(sentence: Sentence, names: Names) -> Iterator[Verb]:
    """Letters that a word ties to a role or to an activity: “QA is R”, “R = QA”, “the A for the CMDB goes to …”."""
    yield from _moved_letters(sentence, names)
    text = sentence.text
    for match in WORDING["letter_again"].finditer(text):
        yield Verb(match.start(), match.end(), letters_in(match["letters"]), "role", "activity", letter=True, again=True)
    for match in WORDING["letter_after"].finditer(text):
        if letters := letters_in(match["letters"]):
            yield Verb(match.start(), match.end(), letters, "role", "activity", letter=True)
    for match in WORDING["letter_before"].finditer(text):
        behind = sentence.low[match.end() :]
        tie = match.group().rstrip()
        astray = (tie.endswith(" for") and not names.leads_with_role(behind)) or (tie.endswith(" to") and names.leads_with_activity(behind))
        letters = letters_in(match["letters"])
        if letters and not astray and not WORDING["i_says"].search(text[match.end("letters") :].lower()):
            yield Verb(match.start(), match.end(), letters, "", "role", changes=tie.lower().endswith(_PASSES), letter=True)


def _moved_letters(sentence: Sentence, names: Names) -> Iterator[Verb]:
    """Letters and activities that are handed to a role."""
    text = sentence.text
    for match in (*WORDING["letter_shift"].finditer(text), *WORDING["letter_moves"].finditer(text)):
        old, where = (match.span(name) if match[name] else None for name in ("old", "where"))
        changes = match.re is WORDING["letter_shift"].compiled or old is not None or match.group().lower().endswith(_MOVES)
        letters = letters_in(match["letters"])
        yield Verb(match.start(), match.end(), letters, "", "role", changes=changes, letter=True, old=old, where=where)
    for match in WORDING["letter_of"].finditer(text):
        yield Verb(match.start(), match.end(), letters_in(match["letters"]), "", "role", letter=True, where=match.span("where"))
    for match in WORDING["order_give"].finditer(sentence.low):
        where_said = names.without_article(match["where"])
        if names.is_activity(where_said) or names.leaning(where_said) == "activity":
            yield Verb(match.start(), match.end(), "R", "", "role", hands=True, where=match.span("where"))
    for match in WORDING["order_about"].finditer(sentence.low):
        yield Verb(match.start(), match.end(), "C", "", "role", where=match.span("where"))


def bare_letters(sentence: Sentence, chosen: list[Verb], names: Names) -> Iterator[Verb]:
    """Letters without a word that ties them to a role: “R internal auditor, A mgmt rep” or “sales director C”; nouns likewise.

    `chosen`: the verbs that have been found; a clause with one of them that is no letter has none of these.
    """
    matches = [match for match in _bare_matches(sentence) if not any(v.start < match.end() and match.start() < v.end for v in chosen)]
    clauses: dict[tuple[int, int], list[re.Match[str]]] = {}
    for match in sorted(matches, key=lambda each: each.start()):
        clauses.setdefault(_clause_around(sentence.low, match), []).append(match)
    for clause, group in clauses.items():
        if any(clause[0] <= verb.start < clause[1] and not verb.letter for verb in chosen):
            continue
        for match in group:
            made = Verb(match.start(), match.end(), letters_in(match["letters"]), "role", "activity", letter=True, bare=True)
            if match.re is WORDING["noun_bare"].compiled:
                if len(group) == 1 and _leads_to_a_role(sentence.low[match.end() : clause[1]], names):
                    yield replace(made, left="", right="role", bare=False)
            elif side := _side(sentence, match, group, clause, names):
                yield made if side == "before" else replace(made, left="", right="role")


def _bare_matches(sentence: Sentence) -> Iterator[re.Match[str]]:
    yield from WORDING["letter_bare"].finditer(sentence.text)
    yield from WORDING["noun_bare"].finditer(sentence.low)
    small = list(WORDING["letter_bare_low"].finditer(sentence.low))
    several = len(small) > 1 and any(match["letters"] in "rc" for match in small)
    for match in [*(small if several else []), *WORDING["letter_last_low"].finditer(sentence.low)]:
        if sentence.text[match.start("letters")].islower():
            yield match


def _leads_to_a_role(low: str, names: Names) -> bool:
    """Whether nothing but the name of a role stands behind a noun that stands for a letter."""
    behind = names.without_article(low)
    return len(behind.split()) <= MOST_WORDS_BEHIND and _names_a_role(behind, names)


def _clause_around(low: str, match: re.Match[str]) -> tuple[int, int]:
    start = max((low.rfind(mark, 0, match.start()) for mark in ",:;("), default=-1) + 1
    return start, min((place for mark in ",:;)" if (place := low.find(mark, match.end())) >= 0), default=len(low))


def _side(sentence: Sentence, match: re.Match[str], group: list[re.Match[str]], clause: tuple[int, int], names: Names) -> str:
    """On which side of a letter its role stands: `before`, `behind`, or "" for no letter."""
    low, (start, end) = sentence.low, clause
    before, after = low[start : match.start()].strip(), low[match.end() : end].strip()
    if WORDING["i_says"].search(after) or (match["letters"] == "I" and after and not before and not _names_a_role(after, names)):
        return ""
    if match["letters"] in "AI" and not match.start() and _is_no_letter(sentence, match):
        return ""
    if match["letters"] == "i" and not _names_a_role(before, names):
        return ""
    closed = not after or WORDING["after_letter"].search(after) is not None
    if len(group) > 1:
        # “R auditor A GM” or “auditor R GM A”: the end of the clause tells.
        last = low[group[-1].end() : end].strip()
        if last and not WORDING["after_letter"].search(last):
            return "behind"
        return "before" if low[start : group[0].start()].strip() else ""
    heads = before and after and (names.is_activity(before) or (names.leaning(before) != "role" and _names_a_role(after, names)))
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
