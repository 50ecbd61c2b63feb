"""A document as the entries that are kept in Chroma: its passages, their sentences, the questions that lead to them."""

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

from assistant.domain import Document, Key, Passage
from assistant.library.contents import IndexedDocument
from assistant.sentences import units

Metadata = Mapping[str, str]
About = Mapping[str, Any]
"""What is kept of a passage or a question, as JSON holds it."""
Side = Literal["passage", "query"]
Kind = Literal["passage", "question"]

KEY_SIDE: Side = "passage"
"""Whether the questions that lead to a passage are encoded as what is searched, or as what is asked."""
LAYOUT = f"2-{KEY_SIDE}"
"""Version of the entries: what is encoded for a passage, and what is kept beside it."""
TITLE_LENGTH = 40
"""Longer titles are left out of what is encoded: they would drown the passage's own words."""
_WORD = re.compile(r"\w")


@dataclass(frozen=True)
class Entry:
    """One vector's worth: what is encoded, and what is kept with it."""

    id: str
    text: str
    side: Side = "passage"
    metadata: Metadata = field(default_factory=dict)
    """What is searched by (document, revision, kind), and `about` as one string: Chroma keeps, and indexes, a row for every field."""


def passage_entry(revision: str, passage: str) -> str:
    return f"{revision}.{passage}.p"


def sentence_entry(revision: str, passage: str, ordinal: int) -> str:
    return f"{revision}.{passage}.s{ordinal}"


def question_entry(revision: str, passage: str, ordinal: int) -> str:
    return f"{revision}.{passage}.q{ordinal}"


def parts_of(entry: str) -> tuple[str, str, str]:
    """Revision, passage id, and `p`, `s3` or `q0`."""
    revision, rest = entry.split(".", 1)
    passage, part = rest.rsplit(".", 1)
    return revision, passage, part


def revision_of(document: IndexedDocument, embedder: str, splitter: str) -> str:
    """Equal for equal content, embedder, splitter and layout."""
    content = json.dumps(
        [
            asdict(document.description),
            [[p.id, p.section, p.anchor, p.ordinal, p.text] for p in document.passages],
            [[k.text, k.language, k.passage, k.spans, k.verdict] for k in document.keys],
            [embedder, splitter, LAYOUT],
        ],
        ensure_ascii=False,
    )
    return hashlib.sha256(content.encode()).hexdigest()[:16]


def heading_of(document: Document, section: tuple[str, ...]) -> str:
    """The title, if it is short and isn't the first heading, and the heading path."""
    title = (document.title,) if len(document.title) <= TITLE_LENGTH and document.title not in section[:1] else ()
    return " > ".join((*title, *section))


def entries_of(document: IndexedDocument, revision: str) -> list[Entry]:
    """All entries of a document. A passage id that occurs twice counts once."""
    questions: dict[str, list[Key]] = {}
    for key in dict.fromkeys(document.keys):
        questions.setdefault(key.passage, []).append(key)
    distinct: dict[str, Passage] = {}
    for passage in document.passages:
        distinct.setdefault(passage.id, passage)
    return [entry for passage in distinct.values() for entry in _entries_of_passage(passage, questions.get(passage.id, []), revision)]


def sentence_spans(text: str) -> list[tuple[int, int]]:
    """Start and end of the units of a passage that have a word in them."""
    return [(unit.start, unit.end) for unit in units(text) if _WORD.search(text, unit.start, unit.end)]


def _entries_of_passage(passage: Passage, keys: list[Key], revision: str) -> list[Entry]:
    spans = sentence_spans(passage.text)
    heading = heading_of(passage.document, passage.section)
    owner = {"document": passage.document.id, "revision": revision}
    about = {
        "text": passage.text,
        "section": passage.section,
        "anchor": passage.anchor,
        "ordinal": passage.ordinal,
        "spans": spans,
        "keys": len(keys),
    }
    found = [Entry(passage_entry(revision, passage.id), f"{heading}\n{passage.text}", "passage", _metadata(owner, "passage", about))]
    for ordinal, (start, end) in enumerate(spans):
        found.append(Entry(sentence_entry(revision, passage.id, ordinal), passage.text[start:end], metadata=owner))
    for ordinal, key in enumerate(keys):
        asked = {"text": key.text, "language": key.language, "spans": key.spans, "verdict": key.verdict}
        found.append(Entry(question_entry(revision, passage.id, ordinal), key.text, KEY_SIDE, _metadata(owner, "question", asked)))
    return found


def _metadata(owner: Metadata, kind: Kind, about: About) -> Metadata:
    return {**owner, "kind": kind, "about": json.dumps(about, ensure_ascii=False)}


def about_from(metadata: Metadata) -> About:
    """What `_metadata` was given; nothing for a sentence."""
    about: About = json.loads(metadata.get("about", "{}"))
    return about


def passage_from(id: str, about: About, document: Document) -> Passage:
    """A passage as its entry keeps it."""
    return Passage(id, document, tuple(about["section"]), about["anchor"], about["ordinal"], about["text"])
