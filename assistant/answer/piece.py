"""Units of one passage that answer together."""

from dataclasses import dataclass

from assistant.domain import Evidence, Lead
from assistant.sentences import Unit


@dataclass(frozen=True)
class Piece:
    """Units of one passage to be said together, in the order of the text."""

    evidence: Evidence
    units: tuple[Unit, ...]
    score: float
    lead: Lead | None = None
    """The key question that chose them, if one did."""

    @property
    def text(self) -> str:
        """The chosen words, verbatim."""
        return "\n".join(self.evidence.passage.text[unit.start : unit.end] for unit in self.units)

    @property
    def is_list(self) -> bool:
        """Whether it holds several items of one list."""
        return sum(unit.kind == "item" for unit in self.units) > 1
