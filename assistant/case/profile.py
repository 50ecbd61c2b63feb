"""Who the client is."""

import datetime as dt
from typing import Annotated, Any

from pydantic import Field

from assistant.case.values import Value

Words = Annotated[str, Field(min_length=1, max_length=200)]
Many = Annotated[tuple[Words, ...], Field(max_length=50)]
Description = Annotated[str, Field(min_length=1, max_length=2000)]


class Profile(Value):
    """What has been said of the client; None and () where nothing has."""

    company: Words | None = None
    sites: Many = ()
    headcount: Annotated[int, Field(ge=1, le=10_000_000)] | None = None
    services: Annotated[tuple[Description, ...], Field(max_length=50)] = ()
    """What the client does, in the words of the conversation."""
    certificates: Many = ()
    """Ids of the schemes that the client is certified to."""
    target: Many = ()
    """Ids of the schemes wanted."""
    target_date: dt.date | None = None
    maturity: Words | None = None
    contacts: Many = ()

    def as_json(self) -> dict[str, Any]:
        """What is known, as the command line's contract has it."""
        shown = self.model_dump(mode="json")
        return {name: value for name, value in shown.items() if value not in (None, [])}
