"""The question that tells candidates apart, and which of them its answer means."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

from assistant.case.categories import Neighbour, categories
from assistant.case.fitting_clauses import Described
from assistant.case.fitting_signs import places_of
from assistant.domain import Language
from assistant.texts import say
from assistant.wording import load_wording

_NUMBERS = "①②③④⑤⑥⑦⑧"
_WORDING = load_wording(Path(__file__).with_name("fitting.yaml"))
_PLACES = 5
"""Groups of `number_chosen` in each language: first to fourth, and last."""
_LANGUAGES: tuple[Language, ...] = ("zh", "en")


@dataclass(frozen=True)
class Choice:
    """One thing that can be answered."""

    category: str
    said: str


def question_between(ids: Sequence[str], language: Language) -> str:
    """One or two questions that tell candidates apart, each with its numbered choices; without candidates, what it is that they do."""
    if not ids:
        return say("ask_what_they_do", language)
    questions, number = [], 0
    for question, choices in _asked(ids, language):
        numbered = [f"{_NUMBERS[number + place]} {choice.said}" for place, choice in enumerate(choices)]
        number += len(choices)
        questions.append(say("ask_between", language, question=question, choices=say("choice_mark", language).join(numbered)))
    return (" " if language == "en" else "").join([*questions, say("ask_between_several", language)])


def chosen_by_number(described: Described, ids: Sequence[str], language: Language) -> tuple[str, ...]:
    """The candidates that an answer picks by number or place, or all of them by “both”; () for an answer in words."""
    clauses = [described.text[clause.start : clause.end].strip() for clause in described.clauses]
    if clauses and _WORDING["all_of_them"].search(clauses[0]):
        return tuple(ids)
    choices = [choice.category for _, asked in _asked(ids, language) for choice in asked]
    picked = []
    for clause in clauses:
        match = _WORDING["number_chosen"].match(clause)
        if not match:
            break
        place = next(number for number, group in enumerate(match.groups()) if group is not None) % _PLACES
        place = len(choices) - 1 if place == _PLACES - 1 else place
        picked += choices[place : place + 1]
    return tuple(dict.fromkeys(picked))


def words_answered(described: Described, ids: Sequence[str]) -> dict[str, int]:
    """For each candidate, how many words of an answer point to it, less those that are said of others' work."""
    found: dict[str, set[str]] = {id: set() for id in ids}
    denied: dict[str, set[str]] = {id: set() for id in ids}
    for one, other in combinations(ids, 2):
        for neighbour in _neighbours(one, other):
            for answer in neighbour.answers:
                for language in _LANGUAGES:
                    for word in answer.words[language]:
                        for start, end in places_of(word, language, described.text):
                            clause = described.clauses[described.at(start)]
                            (denied if clause.denies(start, end) else found)[answer.category].add(word)
    return {id: len(found[id]) - len(denied[id] - found[id]) for id in ids}


def _asked(ids: Sequence[str], language: Language) -> Iterator[tuple[str, list[Choice]]]:
    """At most two questions with their choices, in the order in which they are put; together they name every candidate."""
    first = next(_pairs(ids), None)
    if first is None:
        yield say("ask_which", language), _names(ids, language)
        return
    yield _put(first[1], language)
    left = [id for id in ids if id not in first[0]]
    if not left:
        return
    pairs = _pairs(left) if len(left) > 1 else _pairs([left[0], *first[0]])
    second = next((each for pair, each in pairs if set(left) <= set(pair)), None)
    yield _put(second, language) if second else (say("ask_or_else", language), _names(left, language))


def _put(neighbour: Neighbour, language: Language) -> tuple[str, list[Choice]]:
    return neighbour.question.of(language), [Choice(answer.category, answer.say.of(language)) for answer in neighbour.answers]


def _names(ids: Sequence[str], language: Language) -> list[Choice]:
    return [Choice(id, categories()[id].name.of(language)) for id in ids]


def _pairs(ids: Sequence[str]) -> Iterator[tuple[tuple[str, str], Neighbour]]:
    return (((one, other), each) for one, other in combinations(ids, 2) for each in _neighbours(one, other))


def _neighbours(one: str, other: str) -> list[Neighbour]:
    """What the two categories say about being confused with one another."""
    known = categories()
    return [each for first, second in ((one, other), (other, one)) for each in known[first].neighbours if each.category == second]
