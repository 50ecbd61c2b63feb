"""Words, numbers and scripts of a text in Chinese and English, as the metrics compare them."""

import re
import unicodedata
from functools import cache
from pathlib import Path
from typing import Any

import snowballstemmer
import yaml

from assistant.domain import Language

MARKER = re.compile(r"\[\s*(\d+(?:\s*[,，、]\s*\d+)*)\s*\]")
"""A reference to citations in an answer: `[1]`, or several at once as `[1, 2]`."""
_HAN = re.compile(r"[\u3400-\u9fff]+")
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_LATIN = re.compile(r"[A-Za-z\u00c0-\u024f]+")
_DIGITS = re.compile(r"\d+(?:,\d{3})*(?:\.\d+)?")
_INNER_SPACE = re.compile(r"(?<!\d) | (?!\d)")
_EMPHASIS = re.compile(r"\*\*|__|`|(?m:^\s*#+\s*)|(?m:^\s*>\s*)")
_ZH_DIGITS = {character: value for value, character in enumerate("零一二三四五六七八九")} | {"\u3007": 0, "两": 2}
_ZH_NUMERAL = re.compile(r"[零\u3007一二两三四五六七八九十百]+")
_PAUSE = r"(?:\s*[，,。.；;：:、！!（(—–\[-]|\s*$)"


@cache
def words() -> dict[str, Any]:
    """The content of `words.yaml`."""
    loaded: dict[str, Any] = yaml.safe_load(Path(__file__).with_name("words.yaml").read_text(encoding="utf-8"))
    return loaded


def bare(text: str) -> str:
    """The text without reference markers and Markdown emphasis, headings and quotation marks at line starts."""
    return _EMPHASIS.sub("", MARKER.sub("", text))


def squeezed(text: str) -> str:
    """NFKC, lower case, no markers, no emphasis, no white space: what snippets and Chinese facts are looked up in."""
    return "".join(unicodedata.normalize("NFKC", bare(text)).lower().split())


def spaced(text: str) -> str:
    """As `squeezed`, but runs of white space become one space: what English facts are looked up in."""
    return " ".join(unicodedata.normalize("NFKC", bare(text)).lower().replace("’", "'").split())


def holds(text: str, wording: str, language: Language) -> bool:
    """Whether the text has the wording: white space is nothing in Chinese, and a number is never part of a longer one.

    "3年" is not in "2023年", but in "2023 3年".
    """
    wanted, folded = (_joined(each, language) for each in (wording, text))
    before = r"(?<!\d)" if wanted[:1].isdigit() else ""
    behind = r"(?!\d)" if wanted[-1:].isdigit() else ""
    return re.search(f"{before}{re.escape(wanted)}{behind}", folded) is not None


def _joined(text: str, language: Language) -> str:
    return spaced(text) if language == "en" else _INNER_SPACE.sub("", spaced(text))


def says_it_is_over(text: str, language: Language) -> bool:
    """Whether the text says of anything that it has been abolished, replaced or was never there."""
    listed, said = words()["over"][language], spaced(text)
    return any(re.search(rf"\b{word}", said) for word in listed) if language == "en" else any(word in squeezed(text) for word in listed)


def is_in_script(text: str, language: Language) -> bool:
    """Whether the text may be in the language, by Chinese characters against Latin words.

    A word is worth about two characters. Terms of the other language are at home in both, so what is about evenly
    mixed passes for either; so does a text with neither.
    """
    plain = bare(text)
    han = sum(len(run) for run in _HAN.findall(plain))
    latin = len(_LATIN.findall(plain))
    return han >= latin if language == "zh" else han <= 2 * latin


def content_of(text: str) -> frozenset[str]:
    """What a text says, as a set: pairs of neighbouring Chinese characters, and stems of Latin content words."""
    plain = unicodedata.normalize("NFKC", bare(text)).lower()
    pairs = {run[i : i + 2] for run in _HAN.findall(plain) for i in range(len(run) - 1)}
    latin = [word for word in _WORD.findall(_HAN.sub(" ", plain)) if word not in _function_words()]
    return frozenset(pairs | {_stem(word) for word in latin})


def numbers_of(text: str, *, everywhere: bool) -> frozenset[str]:
    """The numbers in a text, as canonical digits (`4,200` and `4200` are one).

    Numerals in words count too. In Chinese they do so `everywhere` (right for the text that is to bear a number out),
    or only where a measure word shows that something is counted (right for the text that claims it); likewise
    "one" and 一, which mostly are not numbers at all, are only counted everywhere.
    """
    plain = unicodedata.normalize("NFKC", bare(text)).lower()
    found = {_canonical(match) for match in _DIGITS.findall(plain)}
    values = {_zh_value(match.group()) for match in _ZH_NUMERAL.finditer(plain) if everywhere or _counts(plain, match)}
    named = words()["numerals"]["en"]
    values |= {named[word] for word in _WORD.findall(plain) if word in named}
    return frozenset(found | {str(value) for value in values if everywhere or value != 1})


def verdict_of(text: str, language: Language) -> str | None:
    """`yes` or `no` when the text begins with it, else None."""
    beginning = spaced(text).lstrip("\"'“‘「 ")
    for verdict in ("no", "yes"):
        listed = words()["verdicts"][language][verdict]
        if any(beginning.startswith(word) for word in listed["not"]):
            continue
        strict = any(re.match(re.escape(word) + _PAUSE, beginning) for word in listed["strict"])
        if strict or any(beginning.startswith(word) for word in listed["open"]):
            return verdict
    return None


def without_verdict(text: str) -> str:
    """The text behind the yes or no that it begins with, when a pause separates the two."""
    return _bare_verdict().sub("", text, count=1)


@cache
def _bare_verdict() -> re.Pattern[str]:
    longest_first = sorted(words()["bare_verdicts"], key=len, reverse=True)
    return re.compile(rf"^\s*(?:{'|'.join(map(re.escape, longest_first))}){_PAUSE}", re.IGNORECASE)


@cache
def _function_words() -> frozenset[str]:
    return frozenset(words()["function_words"].split())


@cache
def _stemmer() -> Any:
    return snowballstemmer.stemmer("english")


@cache
def _stem(word: str) -> str:
    return str(_stemmer().stemWord(word))


def _canonical(digits: str) -> str:
    whole, _, fraction = digits.replace(",", "").partition(".")
    fraction = fraction.rstrip("0")
    return (whole.lstrip("0") or "0") + (f".{fraction}" if fraction else "")


def _counts(text: str, match: re.Match[str]) -> bool:
    behind = text[match.end() :].lstrip()
    return text[: match.start()][-1:] != "第" and behind.startswith(tuple(words()["numerals"]["zh_measures"]))


def _zh_value(numeral: str) -> int:
    """Value of a Chinese numeral below a thousand; of anything else, its digits in a row."""
    if not set(numeral) & {"十", "百"}:
        return int("".join(str(_ZH_DIGITS[character]) for character in numeral))
    total, digit = 0, 0
    for character in numeral:
        if character in _ZH_DIGITS:
            digit = _ZH_DIGITS[character]
        else:
            total += (digit or 1) * (10 if character == "十" else 100)
            digit = 0
    return total + digit
