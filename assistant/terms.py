"""The words of a text that carry its subject, comparable between a question and a sentence without a dictionary.

Chinese is compared by pairs of neighbouring characters, English by stems; question words and particles count for nothing.
"""

import re
import unicodedata
from functools import cache, lru_cache
from pathlib import Path
from typing import Protocol, cast

import yaml

HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_HAN_RUN = re.compile(f"[{HAN}]+")
_WORD = re.compile(r"[a-z][a-z'’]*[a-z]|[a-z]|\d+(?:[.,]\d+)*")

_EMPTY: dict[str, str] = yaml.load(Path(__file__).with_name("empty_words.yaml").read_text(encoding="utf-8"), yaml.CSafeLoader)
# Longest first, so that 什么时候 goes before 什么.
_ZH_EMPTY = re.compile("|".join(sorted(_EMPTY["zh"].split(), key=len, reverse=True)))
_EN_EMPTY = frozenset(_EMPTY["en"].split())
_COMMON = frozenset(_EMPTY["names"].split())


class _Stemmer(Protocol):
    def stemWord(self, word: str) -> str: ...


@cache
def _stemmer() -> _Stemmer:
    import snowballstemmer

    return cast(_Stemmer, snowballstemmer.stemmer("english"))


@lru_cache(maxsize=20_000)
def _stem(word: str) -> str:
    return _stemmer().stemWord(word)


def fold(text: str) -> str:
    """NFKC and lower case: full-width becomes half-width, so that ＩＳＯ and iso are one."""
    return unicodedata.normalize("NFKC", text).lower()


def simplified(text: str) -> str:
    """Traditional characters replaced by simplified ones, one for one, so that places in the text stay what they are.

    From OpenCC's table of characters; OpenCC itself weighs phrases too, at some 50 µs a character.
    """
    return text.translate(_simplifications())


@cache
def _simplifications() -> dict[int, str]:
    import importlib.util

    spec = importlib.util.find_spec("opencc")
    if spec is None or spec.origin is None:
        return {}
    table = Path(spec.origin).parent / "dictionary" / "TSCharacters.txt"
    pairs = (line.split("\t", 1) for line in table.read_text(encoding="utf-8").splitlines() if "\t" in line)
    return {ord(old): new.split()[0] for old, new in pairs if len(old) == 1 and new.split()}


@lru_cache(maxsize=4096)
def terms(text: str) -> frozenset[str]:
    """Pairs of Han characters (a lone one stands for itself), English stems and numbers."""
    folded = fold(text)
    found: set[str] = set()
    for run in _HAN_RUN.findall(without_question_words(folded)):
        found.update(run[i : i + 2] for i in range(len(run) - 1) or ())
        if len(run) == 1:
            found.add(run)
    return frozenset(found) | frozenset(stems(folded))


def stems(text: str) -> list[str]:
    """The stems of a folded text's English words that carry its subject, and its numbers, in their order."""
    words = (word for word in _WORD.findall(text) if word not in _EN_EMPTY)
    return [_stem(word.replace("’", "'").removesuffix("'s")) if word[0].isalpha() else word for word in words]


def without_question_words(text: str) -> str:
    """A folded text with spaces for its Chinese question words and particles."""
    return _ZH_EMPTY.sub(" ", text)


def overlap(question: str, text: str) -> float:
    """Share of the question's terms that the text has, 0 to 1; 0 for a question without terms."""
    wanted = terms(question)
    return len(wanted & terms(text)) / len(wanted) if wanted else 0.0


def similarity(one: str, other: str) -> float:
    """Jaccard measure of two texts' terms, 0 to 1."""
    a, b = terms(one), terms(other)
    return len(a & b) / len(a | b) if a and b else 0.0


def without_empty_words(text: str) -> str:
    """The text less its question words and particles: what it is about."""
    text = _HAN_RUN.sub(lambda run: _ZH_EMPTY.sub("", run.group()), unicodedata.normalize("NFKC", text))
    words = re.split(r"(\s+|[^\w\s/-]+)", text)
    kept = [word for word in words if word.lower() not in _EN_EMPTY]
    return re.sub(r"\s+", " ", "".join(kept)).strip(" ,.;:!?，。；：！？、~")


_NAME = re.compile(r"(?<![A-Za-z])[A-Z]{2,}(?![a-z])|(?<![A-Za-z])[A-Z][a-z]+[A-Z]{2,}[A-Za-z]*|(?<!\d)\d{4,6}(?!\d)")


_LATIN_NAME = re.compile(r"(?<![A-Za-z])[A-Z][a-z]{2,}(?![a-z])")


def names(question: str) -> frozenset[str]:
    """Names of standards, schemes and years that a question holds, folded: `cmmi`, `27001`, `2018`. Nothing that every text has."""
    text = unicodedata.normalize("NFKC", question)
    # Chinese has no capitals that could tell.
    shouted = text.isupper() and " " in text and not _HAN_RUN.search(text)
    found = [name for name in _NAME.findall(text) if name.isdigit() or not shouted]
    if _HAN_RUN.search(text):
        # Among Chinese characters, a capital begins a name: 会写Python吗.
        found += _LATIN_NAME.findall(text)
    return frozenset(fold(name) for name in found) - _COMMON
