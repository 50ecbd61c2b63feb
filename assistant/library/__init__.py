"""Passages that are found by meaning and by words."""

from assistant.library.contents import Changes, IndexedDocument
from assistant.library.library import Findings, Library, open_library
from assistant.library.ranking import WEIGHTS, Filters, Weights
from assistant.library.retriever import Retriever

__all__ = ["WEIGHTS", "Changes", "Filters", "Findings", "IndexedDocument", "Library", "Retriever", "Weights", "open_library"]
