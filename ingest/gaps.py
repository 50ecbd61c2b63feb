"""Questions known to be beyond the corpus, as documents of their own: a question near one of them is refused by name."""

import hashlib
import json
from collections.abc import Sequence

from assistant.domain import FOREIGN, Document, Key, Language, Passage
from assistant.library import IndexedDocument
from ingest.keys import LANGUAGES, Gap

TITLES: dict[Language, str] = {"zh": "资料里没有的内容", "en": "What the documents do not hold"}


def gap_documents(gaps: Sequence[Gap], origin: str) -> tuple[IndexedDocument, ...]:
    """One document a language: each gap a passage whose text is what is lacking, led to by the gap's questions. None without gaps."""
    return tuple(_document(gaps, language, origin) for language in LANGUAGES) if gaps else ()


def _document(gaps: Sequence[Gap], language: Language, origin: str) -> IndexedDocument:
    description = Document(f"gaps.{language}", TITLES[language], language, gaps=True)
    passages: list[Passage] = []
    keys: list[Key] = []
    for ordinal, gap in enumerate(gaps):
        content = json.dumps([description.id, gap.nearest, gap.lacks[language], ordinal], ensure_ascii=False)
        identity = hashlib.sha256(content.encode()).hexdigest()[:24]
        passages.append(Passage(identity, description, FOREIGN if gap.foreign else (), gap.nearest, ordinal, gap.lacks[language]))
        keys += [Key(question, asked, identity) for asked in LANGUAGES for question in gap.questions[asked]]
    made_of = json.dumps(
        [[[passage.id, passage.section] for passage in passages], [[key.text, key.passage] for key in keys]], ensure_ascii=False
    )
    return IndexedDocument(description, tuple(passages), tuple(keys), hashlib.sha256(made_of.encode()).hexdigest()[:32], origin)
