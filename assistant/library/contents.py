"""What goes into the library and what a run changed."""

from dataclasses import dataclass

from assistant.domain import Document, Key, Passage


@dataclass(frozen=True)
class IndexedDocument:
    """One document, split and ready to be indexed."""

    description: Document
    passages: tuple[Passage, ...]
    """In reading order; every one belongs to `description`."""
    keys: tuple[Key, ...] = ()
    """Questions that lead to these passages; in whichever language, they are kept with their passage."""
    digest: str = ""
    """Hash of everything the document was made of (bytes, description, keys): equal digests mean equal documents."""
    origin: str = ""
    """The root it was read from. Pruning removes only documents whose origin is among those of the run."""


@dataclass(frozen=True)
class Changes:
    """What a synchronisation did, or would do. Ids of documents, each in exactly one group."""

    added: tuple[str, ...] = ()
    replaced: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    unchanged: tuple[str, ...] = ()
    passages: int = 0
    """Passages written."""
    entries: int = 0
    """Vectors written: passages, sentences and questions."""
    encoded: int = 0
    """Texts that had to be encoded; the rest kept the vectors they had."""
