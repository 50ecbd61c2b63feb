"""The library as LangChain sees it."""

from typing import Any

from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document as LangChainDocument
from langchain_core.retrievers import BaseRetriever

from assistant.domain import Evidence, Language
from assistant.library.library import Library
from assistant.library.ranking import Filters


class Retriever(BaseRetriever):
    """Finds passages as LangChain documents: the passage's text, and in the metadata where it stands and its scores."""

    library: Library
    language: Language | None = None
    k: int = 5
    filters: Filters | None = None

    def _get_relevant_documents(self, query: str, *, run_manager: CallbackManagerForRetrieverRun) -> list[LangChainDocument]:
        found = self.library.search(query, language=self.language, k=self.k, filters=self.filters)
        return [_as_document(one) for one in found]


def _as_document(one: Evidence) -> LangChainDocument:
    passage, source = one.passage, one.passage.document
    metadata: dict[str, Any] = {
        "key": one.key,
        "source": source.id,
        "title": source.title,
        "language": source.language,
        "scheme": source.scheme,
        "status": source.status,
        "edition": source.edition,
        "url": source.url,
        "section": " > ".join(passage.section),
        "anchor": passage.anchor,
        "score": one.score,
        "cosine": one.cosine,
        "keyword": one.keyword,
    }
    return LangChainDocument(id=passage.id, page_content=passage.text, metadata=metadata)
