"""Which words of an English sentence name a role, an activity or a row of the matrix."""

import re
from functools import cache, lru_cache
from typing import Literal

from assistant.case import CaseFile
from assistant.case.lexicon import activities, roles, squeezed
from assistant.understand.commands.raci_en_sentences import INFORMATION_TECHNOLOGY, told_apart
from assistant.understand.commands.raci_en_wordings import WORDING

TOKEN = re.compile(
    r"[\u3400-\u9fff]+|[a-z0-9\u00c0-\u024f][a-z0-9\u00c0-\u024f&'+./#-]*[a-z0-9\u00c0-\u024f+#]|[a-z0-9\u00c0-\u024f]|\S", re.IGNORECASE
)
LONGEST_KNOWN = 8
"""Words of the longest known name."""
MOST_WORDS, MOST_CHARACTERS = 7, 60
"""Of a name that is not known."""
_HAN = re.compile(r"[\u3400-\u9fff]")
_AMOUNT = re.compile(r"(?:\d[\d.,]*)(?:k|m|%|th)?")


class Names:
    """The names of the corpus and those that the matrix holds."""

    def __init__(self, file: CaseFile) -> None:
        matrix = file.case.raci
        self.rows = tuple(row.activity for row in matrix.rows)
        covering = [name for row in matrix.rows for name in (row.primary, row.backup) if name]
        self.held = tuple(dict.fromkeys([*matrix.roles, *covering]))
        self._roles = {squeezed(name) for name in self.held}
        self._rows = {squeezed(name): name for name in self.rows}
        self._role_words = {words_of(name): name for name in self.held}
        self._row_words = {words_of(name): name for name in self.rows}

    def is_role(self, name: str) -> bool:
        """Whether a role of the corpus or of the matrix is called so."""
        words = words_of(name)
        if roles().find(name) is not None or squeezed(name) in self._roles or words in self._role_words or words in _known("roles"):
            return True
        return bool(self.held) and self._role_like(name) is not None

    def is_activity(self, name: str) -> bool:
        """Whether an activity of the corpus or a row is called so, with or without “row” behind its name."""
        ones = WORDING["bare_ones"].sub("", name)
        if ones != name:
            return self.row_like(ones) is not None
        said = (name, without_kind(name))
        return any(activities().find(each) or self.row(each) or words_of(each) in _known("activities") for each in said)

    def is_either(self, name: str) -> bool:
        """Whether a name of a role is one of an activity as well: quality control."""
        return self.is_role(name) and (self.is_activity(name) or self.leaning(name) == "activity")

    def role(self, name: str) -> str:
        """The role as the matrix has it, also by a shorter name, or the name as it is said."""
        key = roles().key(name)
        same = next((held for held in self.held if roles().key(held) == key), None) or self._role_words.get(words_of(name))
        if same or roles().find(name):
            return same or name
        return self._role_like(name) or name

    def _role_like(self, name: str) -> str | None:
        """The only role of the matrix that a shorter name can mean: the clerks for the warehouse clerks."""
        found = [role for held, role in self._role_words.items() if _is_short_for(words_of(name), held)]
        return found[0] if len(found) == 1 else None

    def row(self, name: str) -> str | None:
        """The row that a name means: by any of its names, in the singular or plural."""
        if not self.rows:
            return None
        return self._row(name) or self._row(WORDING["kind_perhaps"].sub("", name))

    def _row(self, name: str) -> str | None:
        key = activities().key(name)
        same = next((row for row in self.rows if activities().key(row) == key), None)
        return same or self._row_words.get(words_of(name))

    def row_like(self, name: str) -> str | None:
        """The only row whose name has all the words of this one: “the review” for the management review."""
        words = set(words_of(name))
        found = [row for held, row in self._row_words.items() if words and words < set(held)]
        return found[0] if len(found) == 1 else None

    def leaning(self, name: str) -> str:
        """`role` or `activity` by how an unknown name ends, "" for neither."""
        low = name.lower()
        if (
            WORDING["activity_like"].search(low.split(" of ")[0])
            and " of " in low
            and not WORDING["role_like"].search(low.split(" of ")[0])
        ):
            return "activity"
        if WORDING["role_like"].search(low):
            return "role"
        return "activity" if WORDING["activity_like"].search(low) or WORDING["activity_like"].search(low.split(" of ")[0]) else ""

    def without_article(self, low: str) -> str:
        """A name less the article before it."""
        return re.sub(r"^(?:the|our|an?)\s+", "", low.strip())

    def is_statement(self, name: str) -> bool:
        """A known role with a verb behind it: HR screens."""
        words = name.split()
        if len(words) < 2 or self.is_role(name) or not WORDING["verb_like"].match(words[-1].lower()):
            return False
        return self.is_role(" ".join(words[:-1])) and self.leaning(name) == ""

    def known_at(self, words: list[str], at: int) -> int:
        """How many words from a place on are a known name, 0 for none; the longest counts."""
        for count in range(min(LONGEST_KNOWN, len(words) - at), 0, -1):
            if not all(word[0].isalnum() for word in words[at : at + count]):
                continue
            if self._is_known(as_written(" ".join(words[at : at + count]))):
                return count
        return 0

    def _is_known(self, name: str) -> bool:
        words = words_of(name)
        if words in _known("roles") or words in _known("activities") or words in self._role_words or words in self._row_words:
            return True
        return bool(_HAN.search(name)) and (roles().find(name) is not None or activities().find(name) is not None)

    def leads_with_role(self, low: str) -> bool:
        """Whether a text begins with a known role."""
        return any(map(self.is_role, _beginnings(low)))

    def leads_with_activity(self, low: str, *, reference: bool = True) -> bool:
        """Whether a text begins with a known activity or row, or else with a reference to one."""
        if any(map(self.is_activity, _beginnings(low))):
            return True
        return reference and re.match(r"\s*(?:the\s+)?(?:row|it\b|that\b|this\b|\w+ row)", low) is not None

    def spans(self, low: str) -> list[tuple[int, int]]:
        """Where names of two words or more stand in a text."""
        found = list(TOKEN.finditer(low))
        words, at, spans = [match.group() for match in found], 0, []
        while at < len(words):
            count = self.known_at(words, at)
            if count > 1:
                spans.append((found[at].start(), found[at + count - 1].end()))
            at += max(count, 1)
        return spans


def _beginnings(low: str) -> list[str]:
    words = [match.group() for match in TOKEN.finditer(low[:80])]
    words = words[1:] if words[:1] in (["the"], ["our"]) else words
    return [as_written(" ".join(words[:count])) for count in range(1, min(LONGEST_KNOWN, len(words)) + 1)]


def _numbers(words: list[str], place: int) -> bool:
    """A number that belongs to a name: ISO 20000, SOC 2, level 12."""
    return place > 0 and words[place].isdigit() and words[place - 1].isalpha() and (words[place - 1].isupper() or len(words[place]) < 3)


def _is_short_for(words: tuple[str, ...], whole: tuple[str, ...]) -> bool:
    """Clerks for warehouse clerks, head for head of customer care, boss of the warehouse for warehouse boss."""
    if not words:
        return False
    behind, before = words == whole[-len(words) :], "of" in whole and words == whole[: len(words)]
    return behind or before or set(words) - {"of", "the"} == set(whole)


@lru_cache(maxsize=4096)
def words_of(name: str) -> tuple[str, ...]:
    """The words of a name in lower case and in the singular."""
    return tuple(map(_singular, re.findall(r"[^\W_]+(?:'[a-z]+)?", name.lower())))


def _singular(word: str) -> str:
    if len(word) < 4:
        return word
    if word.endswith("ies"):
        return f"{word[:-3]}y"
    if word.endswith(("sses", "xes", "ches", "shes")):
        return word[:-2]
    return word[:-1] if word.endswith("s") and word[-2] not in "sui" else word


@cache
def _known(kind: Literal["roles", "activities"]) -> frozenset[tuple[str, ...]]:
    """The English names of the corpus by their words."""
    lexicon = roles() if kind == "roles" else activities()
    names = [name for entry in lexicon.entries for name in (entry.en, *entry.aliases)]
    return frozenset(words for name in names if (words := words_of(name)) and not _HAN.search(name))


def without_kind(name: str) -> str:
    """A name less a word that only says that it is a row: “change management row”."""
    said = " ".join(name.split())
    return WORDING["kind_before"].sub("", WORDING["kind_of_row"].sub("", said)) or said


def as_written(low: str) -> str:
    """Words of a sentence in lower case with the department of that name spelled out again, see `Sentence.low`."""
    return low.replace(INFORMATION_TECHNOLOGY, "it")


def plausible(name: str) -> bool:
    """Whether words that are no known name may be one: short, without verbs, pronouns and amounts."""
    words = name.split()
    if not name or len(name) > MOST_CHARACTERS or len(words) > MOST_WORDS or not re.search(r"[^\W\d_]", name):
        return False
    if any(_AMOUNT.fullmatch(word) and len(word) > 1 and not _numbers(words, place) for place, word in enumerate(words)):
        return False
    if WORDING["not_a_last_word"].search(name.lower()):
        return False
    if WORDING["never_alone"].search(name.lower()):
        return False
    return not WORDING["not_a_name"].search(told_apart(name, name.lower()))
