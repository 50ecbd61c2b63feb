"""The words of a sentence that give a letter or take one away, and on which side of them role and activity stand."""

import re
from collections.abc import Iterator
from dataclasses import replace

from assistant.understand.commands.raci_en_letters import bare_letters, said_letters
from assistant.understand.commands.raci_en_names import Names, as_written
from assistant.understand.commands.raci_en_sentences import Sentence
from assistant.understand.commands.raci_en_verb import Act, Side, Verb, clause_before, same_clause
from assistant.understand.commands.raci_en_wordings import WORDING

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
"""The letter, what stands before and behind, and whether both may be turned round."""
_BEHIND_A_ROLE = {"verb_of_role": "R", "verb_of_role_a": "A", "verb_of_role_c": "C", "verb_of_role_i": "I"}
_PLAIN: dict[str, tuple[Side, Side, Act]] = {
    "remove_after": ("role", "activity", "remove"),
    "remove_pronoun": ("", "", "remove"),
    "place_order": ("", "role", "place"),
    "place_after": ("role", "activity", "place"),
}


def verbs_of(sentence: Sentence, names: Names) -> list[Verb]:
    """In their order; of two that overlap, the one that begins first, then the longer one."""
    low, known = sentence.low, names.spans(sentence.low)

    def free(verb: Verb) -> bool:
        return not any(start < verb.end and verb.start < end for start, end in known)

    found = [verb for verb in _candidates(sentence, names) if not _hyphened(verb, low) and (verb.where or verb.old or free(verb))]
    chosen: list[Verb] = []
    for verb in sorted(_without_weak(found, low), key=lambda each: (each.start, -each.end)):
        if not chosen or verb.start >= chosen[-1].end:
            chosen.append(_with_preposition(verb, low))
    chosen = sorted([*chosen, *_lone_by(chosen, low, names)], key=lambda each: each.start)
    chosen = [verb for verb in chosen if not _in_heading(verb, chosen, low) and not _is_subject(verb, chosen, low)]
    bare = [verb for verb in bare_letters(sentence, chosen, names) if free(verb)]
    return sorted([*chosen, *bare], key=lambda each: each.start)


def _without_weak(found: list[Verb], low: str) -> list[Verb]:
    """Without what says less than another verb of the clause: “add legal” beside “as C”."""
    said = [verb for verb in found if verb.letter]
    found = [verb for verb in found if not verb.hands or not any(same_clause(low, verb, other) for other in said)]
    acting = [verb for verb in found if verb.act != "place"]
    return [verb for verb in found if verb.act != "place" or not any(same_clause(low, verb, other) for other in acting)]


def _lone_by(chosen: list[Verb], low: str, names: Names) -> Iterator[Verb]:
    """“Onboarding by HR”, where the clause has no other verb."""
    for match in WORDING["bare_by"].finditer(low):
        before = names.without_article(clause_before(low, match.start()))
        lone = Verb(match.start(), match.end(), "R", "activity", "role")
        named = names.is_activity(before) or names.leaning(before) == "activity"
        if named and not any(same_clause(low, lone, other) for other in chosen):
            yield lone


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
    start = max(low.rfind(mark, 0, verb.start) for mark in ",;:") + 1
    if not re.match(r"\w+ing\b", low[verb.start : verb.end]) or low[start : verb.start].strip():
        return False
    end = min((place for mark in ",;:" if (place := low.find(mark, verb.end)) >= 0), default=len(low))
    return any(verb.end < other.start < end and other.act == "give" for other in verbs)


def _hyphened(verb: Verb, low: str) -> bool:
    """Only the end or the beginning of a word: the *off* in kick-off."""
    return low[verb.start - 1 : verb.start] == "-" or bool(re.match(r"-\w", low[verb.end :]))


def _with_preposition(verb: Verb, low: str) -> Verb:
    return replace(verb, about=low[verb.start : verb.end].rstrip().endswith((" for", " on", " about", " of", " in")))


def _candidates(sentence: Sentence, names: Names) -> Iterator[Verb]:
    low = sentence.low
    for match in WORDING["ellipsis"].finditer(low):
        yield Verb(match.start(), match.end(), "", "role", "activity")
    for name, (letters, left, right, flips) in _FAMILIES.items():
        for match in WORDING[name].finditer(low):
            if _counts(name, match, low, names):
                turns = flips and (not name.startswith("active") or re.match(r"consult|inform|notif", match.group()) is not None)
                yield Verb(match.start(), match.end(), letters, left, right, flips=turns, changes=name == "takeover")
    for name, letters in _BEHIND_A_ROLE.items():
        for match in WORDING[name].finditer(low):
            before = WORDING["modal_behind"].sub("", clause_before(low, match.start()).strip())
            if WORDING["role_like"].search(before) or names.is_role(as_written(before.rsplit(" ", 1)[-1])):
                yield Verb(match.start(), match.end(), letters, "role", "activity")
    for match in WORDING["verb_of_activity"].finditer(low):
        if names.leads_with_activity(low[match.end() :], reference=False):
            yield Verb(match.start(), match.end(), "R", "role", "activity")
    yield from _removals(low, names)
    yield from said_letters(sentence, names)


def _counts(name: str, match: re.Match[str], low: str, names: Names) -> bool:
    """Whether what stands before the words lets them be a verb of their family."""
    before = clause_before(low, match.start())
    if name.startswith("left_"):
        return WORDING["left_needed"].search(before) is not None
    if not name.startswith("noun_"):
        return True
    titled = low[match.end() : match.end() + 3].lstrip()[:1] in (":", "=")
    return _stands_alone(before, names, titled=titled)


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
        # “Scrap handling: …” is a heading.
        if not re.match(r"[^,;:]{1,40}:", low[match.end() :]):
            yield Verb(match.start(), match.end(), "", "", "role", "remove")
    for match in WORDING["remove_no"].finditer(low):
        if names.leads_with_role(low[match.end() :]) or WORDING["letter_noun"].match(low, match.end()):
            yield Verb(match.start(), match.end(), "", "", "role", "remove")
    for match in WORDING["remove_out"].finditer(low):
        if _goes_out(match, low):
            yield Verb(match.start(), match.end(), "", "role", "activity", "remove")
    for name, (left, right, act) in _PLAIN.items():
        for match in WORDING[name].finditer(low):
            yield Verb(match.start(), match.end(), "", left, right, act)


def _goes_out(match: re.Match[str], low: str) -> bool:
    """“Take legal out”, “workshop out”, but not any other “out”."""
    before = clause_before(low, match.start())
    if WORDING["remove_opening"].search(before):
        return True
    ends = match.group().endswith((" of", " from")) or match.group().startswith("off the") or re.match(r"\s*(?:$|[,;])", low[match.end() :])
    return bool(before.strip() and ends and (len(before.split()) <= 4 or WORDING["is_out"].search(before)))
