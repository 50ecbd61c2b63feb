"""What the index holds: the one record whose writing makes a run of ingest count."""

import base64
import hashlib
import json
import zlib
from dataclasses import asdict, dataclass, field

from assistant.domain import Document


@dataclass(frozen=True)
class Holding:
    """One document as it is held."""

    description: Document
    revision: str
    """Hash of content, embedder, splitter and layout; entries of other revisions are not served."""
    digest: str
    origin: str
    passages: int
    entries: int


@dataclass(frozen=True)
class Manifest:
    """The state that readers see."""

    embedder: str
    splitter: str
    layout: str
    generation: int = 1
    """Number of the collections in use: a rebuild fills new ones beside them."""
    holdings: dict[str, Holding] = field(default_factory=dict)

    @property
    def revisions(self) -> frozenset[str]:
        """Revisions that are served."""
        return frozenset(holding.revision for holding in self.holdings.values())

    @property
    def fingerprint(self) -> str:
        """Changes whenever what is served changes."""
        return hashlib.sha256(self._json().encode()).hexdigest()

    def encoded(self) -> str:
        """As one short string: Chroma indexes strings, so a long one costs it twice its length."""
        return base64.b64encode(zlib.compress(self._json().encode())).decode()

    @classmethod
    def decoded(cls, text: str) -> "Manifest":
        """The reverse of `encoded`. Raises ValueError, KeyError or TypeError for what is none."""
        try:
            raw = json.loads(zlib.decompress(base64.b64decode(text)))
        except zlib.error as error:
            raise ValueError(str(error)) from error
        holdings = {id: Holding(**{**held, "description": Document(**held["description"])}) for id, held in raw.pop("holdings").items()}
        return cls(**raw, holdings=holdings)

    def _json(self) -> str:
        return json.dumps(asdict(self), ensure_ascii=False, sort_keys=True)
