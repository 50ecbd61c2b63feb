"""Fixed pairs of Chinese and English terms of the field."""

import re
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from assistant.settings import ROOT
from assistant.terms import HAN

GLOSSARY = ROOT / "corpus" / "glossary.yaml"
_HAN_RUN = re.compile(f"[{HAN}]+")
_LATIN_RUN = re.compile("[a-z]{4,}", re.IGNORECASE)


def domain_terms(path: Path = GLOSSARY) -> tuple[str, ...]:
    """Every term of the glossary in both languages, for a word index to keep whole."""
    return tuple(term for row in _rows(path) for language in ("zh", "en") for term in row[language])


def in_english(question: str, path: Path = GLOSSARY) -> str:
    """An English question with the Chinese terms in it put into English, as far as the glossary knows them."""
    if not _HAN_RUN.search(question):
        return question
    pattern, english = _to_english(path)
    return re.sub(r" +", " ", pattern.sub(lambda term: f" {english[term.group()]} ", question)).strip()


def in_chinese(question: str, path: Path = GLOSSARY) -> str:
    """A Chinese question with the English terms in it put into Chinese, as far as the glossary knows them."""
    if not _LATIN_RUN.search(question):
        return question
    pattern, chinese = _to_chinese(path)
    return pattern.sub(lambda term: chinese[term.group().strip().lower()], question)


@cache
def _to_chinese(path: Path) -> tuple[re.Pattern[str], dict[str, str]]:
    # Names and abbreviations stay: the documents write them as they are.
    spoken = [row for row in reversed(_rows(path)) if _HAN_RUN.search(row["zh"][0])]
    chinese = {term: row["zh"][0] for row in spoken for term in row["en"] if term.islower()}
    ordered = "|".join(map(re.escape, sorted(chinese, key=len, reverse=True)))
    return re.compile(rf" ?(?<![a-z])(?:{ordered})(?![a-z]) ?", re.IGNORECASE), chinese


@cache
def _to_english(path: Path) -> tuple[re.Pattern[str], dict[str, str]]:
    english = {term: row["en"][0] for row in reversed(_rows(path)) for term in row["zh"] if _HAN_RUN.search(term)}
    return re.compile("|".join(map(re.escape, sorted(english, key=len, reverse=True)))), english


@cache
def _rows(path: Path) -> list[dict[str, Any]]:
    loaded = yaml.load(path.read_text(encoding="utf-8"), yaml.CSafeLoader)
    rows: list[dict[str, Any]] = loaded["terms"] if isinstance(loaded, dict) else loaded
    return rows
