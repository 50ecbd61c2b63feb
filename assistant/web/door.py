"""What the page needs of an assistant; whatever has these can stand behind it."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Protocol

from assistant.case import Case
from assistant.domain import Answered, Event, Language, Passage

if TYPE_CHECKING:
    from assistant.chat import Health
    from assistant.usage import Use


class Passages(Protocol):
    """The library, as far as the source panel reads it."""

    def passage(self, passage_id: str, /) -> Passage | None:
        """The passage as it stands now; None when the documents no longer have it."""
        ...

    def neighbours(self, passage_id: str, /) -> tuple[Passage | None, Passage | None]:
        """The passages before and after it in its document."""
        ...


class Model(Protocol):
    """The chat model, as far as the page tells of it."""

    @property
    def health(self) -> "Health":
        """How it has been doing."""
        ...


class Door(Protocol):
    """The assistant, as the page sees it. All of it is called from several threads."""

    @property
    def library(self) -> Passages:
        """Where the cited passages are read."""
        ...

    @property
    def chat(self) -> Model | None:
        """The model that words answers; None when answers are quotations."""
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

    def used(self, session: str, /) -> "Sequence[Use]":
        """What a session has used of chat models, by model."""
        ...
