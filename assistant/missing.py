"""What people asked and the corpus could not answer, or hardly: a ranked list for the consultants, without anything personal.

Kept are the question without names, numbers of persons and addresses, the scheme, how often and on which day last; no session,
no time of day.
"""

import re
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from typing import Literal

from assistant.domain import Answer, Language, Understanding
from assistant.names import schemes_of
from assistant.sessions import connect
from assistant.terms import HAN, terms

Why = Literal["refused", "weak"]

LONGEST = 200
"""Characters of a question that are kept."""
_TABLE = """CREATE TABLE IF NOT EXISTS missing (
    topic TEXT PRIMARY KEY, question TEXT NOT NULL, scheme TEXT NOT NULL, language TEXT NOT NULL, why TEXT NOT NULL,
    times INTEGER NOT NULL, last TEXT NOT NULL)"""
_NOTE = """INSERT INTO missing VALUES (?, ?, ?, ?, ?, 1, ?)
    ON CONFLICT (topic) DO UPDATE SET times = times + 1, last = excluded.last, why = MIN(why, excluded.why)"""
_RANKED = "SELECT question, scheme, language, why, times, last FROM missing ORDER BY times DESC, why, last DESC, question LIMIT ?"
_OMITTED = "…"
_CONTACT = r"(?:微信|wechat|\bqq|电话|手机|\btel\b\.?|\bphone\b)"
_PERSONAL = (
    re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+", re.ASCII),
    re.compile(r"(?:https?://|www\.)[!-~]+", re.IGNORECASE),
    # No telephone, though as long: GB/T 19001-2016 and 2018-09-14.
    re.compile(r"(?<!\d)(?!\d{4,5}-(?:19|20)\d{2}(?!\d)|(?:19|20)\d{2}-\d{2}-\d{2}(?!\d))(?:\+?\d[\d\s-]{8,}\d[Xx]?)(?!\d)"),
    re.compile(rf"{_CONTACT}(?:号码?| ?id)?\s*(?:是|为|[:：]|\bis\b)?\s*(?=[\w-]*\d)[\w-]{{5,}}", re.IGNORECASE | re.ASCII),
    re.compile(rf"{_CONTACT}(?:号码?| ?id)?\s*(?:是|为|[:：])\s*[\w-]{{5,}}", re.IGNORECASE | re.ASCII),
    re.compile(r"(?<=我叫)[\u4e00-\u9fff]{2,4}|(?<=我姓)[\u4e00-\u9fff]|(?<=联系人)[:：]?[\u4e00-\u9fff]{2,4}"),
    # Not the project manager of 项目经理.
    re.compile(r"(?![目品户门量总售术务区]经理)[\u4e00-\u9fff](?:先生|女士|小姐|老师|经理|总(?=[，,。说要问]))"),
    re.compile(rf"[{HAN}A-Za-z0-9（）()]{{2,24}}?(?:有限(?:责任)?公司|股份公司|集团公司|集团|研究所|事务所)"),
    # A name has a capital and then small letters: neither "I am looking" nor "we are ISO certified" is one.
    re.compile(r"\b(?i:my name is [\w'-]+(?: (?!and\b|but\b|from\b|i\b|we\b)[\w'-]+)?)"),
    re.compile(r"\b(?i:i am|i'm|this is) [A-Z][a-z'][\w'-]*(?: [A-Z][a-z'][\w'-]*)*"),
    re.compile(r"\b(?:Mr|Ms|Mrs|Dr)\.? [A-Z][\w'-]+(?: [A-Z][\w'-]+)?"),
    re.compile(r"\b(?:[A-Z][\w&'-]* ){1,5}(?:Ltd|Limited|Inc|LLC|GmbH|Corp|Corporation|Co)\b\.?"),
)


@dataclass(frozen=True)
class Missing:
    """One thing that was asked for and is not held."""

    question: str
    scheme: str
    """Id of the scheme it was asked of; empty for none."""
    language: Language
    why: Why
    times: int
    last: str
    """The day it was last asked, ISO 8601."""


class MissingKnowledge:
    """The list. Thread-safe."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._lock = threading.Lock()
        with self._lock, self._connection:
            self._connection.execute(_TABLE)

    def note(self, understanding: Understanding, answer: Answer, day: str) -> None:
        """Note the question if it was refused or is weakly supported; one that is not of the field, or has no words left, is not."""
        if understanding.intent != "question" or answer.foreign or not (answer.refused or answer.weak):
            return
        question = impersonal(understanding.question)[:LONGEST]
        words = terms(question)
        if not words:
            return
        scheme = next(iter(schemes_of(understanding.mentions)), "")
        topic = f"{scheme} {understanding.language} {' '.join(sorted(words))}"
        why: Why = "refused" if answer.refused else "weak"
        with self._lock, self._connection:
            self._connection.execute(_NOTE, (topic, question, scheme, understanding.language, why, day))

    def ranked(self, limit: int = 50) -> list[Missing]:
        """What is missing most: asked most often first, what was refused before what was hardly answered."""
        with self._lock:
            return [Missing(*row) for row in self._connection.execute(_RANKED, (limit,))]


def impersonal(text: str) -> str:
    """The text without what may tell who asked: addresses, numbers, names of persons and companies."""
    for pattern in _PERSONAL:
        text = pattern.sub(_OMITTED, text)
    return re.sub(rf"(?:{_OMITTED}\s*)+", _OMITTED, text).strip()


@contextmanager
def open_missing(url: str) -> Iterator[MissingKnowledge]:
    """The list in the database of the conversations. SettingsError as `open_sessions`."""
    with closing(connect(url)) as connection:
        yield MissingKnowledge(connection)
