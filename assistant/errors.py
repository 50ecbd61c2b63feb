"""Errors a user may meet. Each says what happened, with which value, and what to do; the edges print only that."""


class AssistantError(Exception):
    """Root of the errors whose text is fit for a reader."""


class IndexMissing(AssistantError):
    """There is no complete index at the location."""


class IndexMismatch(AssistantError):
    """The index was built with another embedder or splitter than the ones now in use."""


class IndexBusy(AssistantError):
    """Another process owns the embedded index."""


class IndexUnreachable(AssistantError):
    """The Chroma server does not answer."""


class CorpusError(AssistantError):
    """A file of the corpus contradicts itself or another one."""


class DocumentError(AssistantError):
    """A document cannot be read: broken, encrypted, empty, too large, or not what its name says."""


class ModelUnavailable(AssistantError):
    """An embedding model, reranker or chat model cannot be loaded or reached."""


class SettingsError(AssistantError):
    """A setting has a value that cannot be used."""
