"""The sentences of an English message, each put together again from its clauses."""

import re
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from assistant.understand.commands.clauses import Clause
from assistant.understand.commands.raci_en_spelling import spelled
from assistant.understand.commands.raci_en_wordings import WORDING

LONGEST = 1_200
"""Characters of a sentence that is read for commands; nobody dictates a longer one."""
MOST = 40
"""Sentences of a message that are read."""
_LETTER = re.compile(r"[RACI](?:/[RACI])*")
_DICTATED_COLON, _DICTATED_COMMA = WORDING["dictated_colon"], WORDING["dictated_comma"]
INFORMATION_TECHNOLOGY = "ït"
_DEPARTMENT = WORDING["information_technology"]
_STRAIGHT = str.maketrans({"’": "'", "‘": "'", "´": "'", "\n": " ", "\t": " "})


@dataclass(frozen=True)
class Sentence:
    """A sentence with commas, and after a dash colons, between its clauses."""

    text: str
    low: str
    """In lower case, character for character; IT, the department, is told apart from the pronoun."""
    starts: tuple[tuple[int, int], ...]
    """Where each clause begins, with its number in the message."""
    asks: bool
    lettered: bool = False
    """Letters have been said as letters before in the message."""

    def clause(self, at: int) -> int:
        """Number of the clause that a place in the text belongs to."""
        return next((number for start, number in reversed(self.starts) if start <= at), self.starts[0][1])

    def clauses(self, start: int, end: int) -> set[int]:
        """Numbers of the clauses that a stretch of the text touches."""
        return {self.clause(at) for at in (start, max(start, end - 1))} | {number for at, number in self.starts if start <= at < end}

    def said(self, number: int) -> str:
        """The words of a clause."""
        place = next(n for n, (_, each) in enumerate(self.starts) if each == number)
        end = self.starts[place + 1][0] if place + 1 < len(self.starts) else len(self.text)
        return self.text[self.starts[place][0] : end].strip(" ,:")

    def blanked(self, start: int, end: int) -> "Sentence":
        """The sentence without a stretch that has been understood; places stay where they are."""
        gap = ("," + " " * (end - start))[: end - start]
        return replace(self, text=self.text[:start] + gap + self.text[end:], low=self.low[:start] + gap + self.low[end:])


def sentences_of(clauses: Iterable[tuple[int, Clause]]) -> list[Sentence]:
    """The sentences of the clauses that are given with their numbers; overlong ones are left out."""
    grouped: dict[int, list[tuple[int, Clause]]] = {}
    short: dict[int, int] = {}
    for number, clause in clauses:
        sentence = short.get(clause.sentence, clause.sentence)
        before = grouped.get(sentence, grouped.get(short.get(sentence - 1, sentence - 1), []))
        if sentence not in grouped and before and WORDING["abbreviated"].search(before[-1][1].folded):
            # “purchasing dept. does it”: the two halves are one clause.
            sentence = short[clause.sentence] = next(key for key, group in grouped.items() if group is before)
            last, words = before.pop()
            before.append((last, replace(words, text=f"{words.text} {clause.text}", asks=clause.asks)))
            continue
        grouped.setdefault(sentence, []).append((number, clause))
        if len(grouped) > MOST:
            break
    made = (_joined(group) for group in grouped.values() if sum(len(clause.text) + 3 for _, clause in group) <= LONGEST)
    return [sentence for sentence in made if sentence.text.strip()]


def _joined(group: list[tuple[int, Clause]]) -> Sentence:
    text, starts = "", []
    for place, (number, clause) in enumerate(group):
        piece = unicodedata.normalize("NFKC", spelled(clause.text)).translate(_STRAIGHT).lstrip("-*•· ")
        if place:
            dash = clause.mark.strip() in ("-", "–", "—", "——")
            letter = _LETTER.fullmatch(piece.strip()) or _LETTER.fullmatch(group[place - 1][1].text.strip())
            text += " : " if dash and (place == 1 or letter) else " , "
        starts.append((len(text), number))
        text += piece
    text = _DICTATED_COLON.sub(_mark_for(":"), _DICTATED_COMMA.sub(_mark_for(","), text))
    text = WORDING["letter_row_low"].sub(_capital_letters, text)
    text = WORDING["recorded_as"].sub(lambda match: "let".ljust(len(match.group())), text)
    text = WORDING["how_often"].sub(lambda match: " " * len(match.group()), text)
    text = WORDING["numbering"].sub(_mark_for(","), text)
    text = text.replace("→", ":").replace("->", ": ").replace("=>", ": ").replace(" / ", " , ").replace(" | ", " , ")
    low = "".join(lower if len(lower := character.lower()) == 1 else character for character in text)
    return Sentence(text, low if text.isupper() else told_apart(text, low), tuple(starts), group[0][1].asks)


def _capital_letters(match: re.Match[str]) -> str:
    return "".join(part.upper() if place % 2 == 0 else f" {part} " for place, part in enumerate(filter(None, match.groups()))).rstrip()


def _mark_for(mark: str) -> Callable[[re.Match[str]], str]:
    return lambda match: mark.ljust(len(match.group()))


def told_apart(text: str, low: str) -> str:
    """The text in lower case, with the department of information technology told apart from the pronoun."""
    for match in _DEPARTMENT.finditer(text):
        low = low[: match.start()] + INFORMATION_TECHNOLOGY + low[match.end() :]
    return low
