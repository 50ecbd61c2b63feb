"""What the page needs of an assistant; whatever has these can stand behind it."""

from collections.abc import Iterator
from typing import Protocol

from assistant.case import Case
from assistant.domain import Answered, Event, Language, Passage


class Passages(Protocol):
    """The library, as far as the source panel reads it."""

    def passage(self, passage_id: str, /) -> Passage | None:
        """The passage as it stands now; None when the documents no longer have it."""
        ...

    def neighbours(self, passage_id: str, /) -> tuple[Passage | None, Passage | None]:
        """The passages before and after it in its document."""
        ...


class Door(Protocol):
    """The assistant, as the page sees it. All of it is called from several threads."""

    @property
    def library(self) -> Passages:
        """Where the cited passages are read."""
        ...

    def reply(self, session: str, message: str, /) -> Iterator[Event]:
        """The events of one turn, ending in Answered or Failed."""
        ...

    def history(self, session: str, /) -> list[Answered]:
        """The turns of a session that were kept, oldest first."""
        ...

    def case(self, session: str, /) -> Case:
        """The case of a session as it stands; an empty one for an unknown session."""
        ...

    def scheme_name(self, scheme: str, language: Language, /) -> str:
        """The short name of a scheme by its id."""
        ...
