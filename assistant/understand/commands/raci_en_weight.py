"""Which events are meant for the matrix: a description of what a company does is not a row of it."""

from assistant.understand.commands.raci_en_event import Event
from assistant.understand.commands.raci_en_names import Names
from assistant.understand.commands.raci_en_piece import Piece
from assistant.understand.commands.raci_en_shares import role_like
from assistant.understand.commands.raci_en_spoken import Spoken
from assistant.understand.commands.raci_en_wordings import WORDING

MOST_WORDS_OF_A_NOTE = 5
"""Words of a sentence that is but a role and its letter: “team members I”."""


def is_meant(event: Event, events: list[Event], spoken: Spoken, names: Names) -> bool:
    """Whether an event is about the matrix."""
    if event.past or event.astray or event.lost:
        return False
    if event.verb.act == "remove":
        return _removal_is_meant(event, names)
    if event.verb.act == "place" or not event.verb.letters or not (event.roles or event.olds):
        return False
    if not event.targets:
        return False
    if event.verb.bare and not all(_known(piece, names) for piece in event.pieces) and not _letters_beside(event, events):
        return False
    if all(names.is_activity(target) for target in event.targets) and event.own:
        return True
    if not event.named:
        return _continues(event, names)
    if len(_letters_of(event, events)) > 1 and event.named and (event.headed or any(other.headed for other in events)):
        return True
    if any(not names.is_activity(target) and WORDING["foreign"].search(target.lower()) for target in event.targets):
        return False
    return event.verb.letter or _row_is_meant(event, events, names)


def _letters_beside(event: Event, events: list[Event]) -> bool:
    """Other letters are said as letters for the same row."""
    return any(other is not event and other.verb.letter and set(other.targets) & set(event.targets) for other in events)


def asks_for_activity(events: list[Event], spoken: Spoken, names: Names) -> Event | None:
    """An event that surely is for the matrix and whose activity nobody has named."""
    bare = [
        event for event in events if event.verb.act == "give" and not event.targets and event.roles and not event.past and not event.astray
    ]
    sure = [event for event in bare if all(_known(piece, names) for piece in event.pieces if not piece.old)]
    if not sure:
        return None
    letters = {letter for event in sure for letter in event.verb.letters}
    return sure[0] if len(letters) > 1 or sure[0].verb.letter or spoken.file.talk.subject == "raci" else None


def _removal_is_meant(event: Event, names: Names) -> bool:
    if not names.rows:
        return False
    if event.rows or event.holders:
        return True
    held = [role for role in event.roles if names.role(role) in names.held]
    if held:
        return True
    known = bool(event.roles) and all(names.is_role(role) or names.leaning(role) == "role" for role in event.roles)
    return known and not any(WORDING[name].search(event.said.lower()) for name in ("foreign", "other_lists"))


def _continues(event: Event, names: Names) -> bool:
    """Said of the activity of a message before: the role has to be one, and no other than the one that is spoken of."""
    pieces = [piece for piece in event.pieces if not piece.old]
    if not pieces and event.roles:
        return event.corrects
    if event.verb.bare and len(event.said.split()) <= MOST_WORDS_OF_A_NOTE:
        return True
    if event.verb.letters == "R" and any(piece.determiner in ("a", "an", "another", "some") for piece in pieces) and not event.verb.letter:
        return False
    if WORDING["foreign"].search(event.said.lower()):
        return False
    return bool(pieces) and all(_known(piece, names) or (event.verb.letter and not event.verb.bare) or event.orders for piece in pieces)


def _row_is_meant(event: Event, events: list[Event], names: Names) -> bool:
    """A row that nobody knows yet: several letters are said for it, or it is told like a row."""
    beside = [other for other in events if set(other.targets) & set(event.targets) and other.roles]
    headed = event.headed or any(other.headed for other in beside)
    if len(_letters_of(event, events)) > 1 or (headed and all(_known(piece, names) for piece in event.pieces if not piece.old)):
        return True
    if all(names.is_activity(target) for target in event.targets):
        return True
    pieces = [piece for piece in event.pieces if not piece.old]
    if not all(_known(piece, names) for piece in pieces) or WORDING["foreign"].search(event.said.lower()):
        return False
    if event.orders or "A" in event.verb.letters:
        return True
    return all(names.leaning(target) == "activity" for target in event.targets) and not any(
        piece.determiner in ("our", "my", "their", "a", "an") for piece in pieces
    )


def _letters_of(event: Event, events: list[Event]) -> set[str]:
    """The letters that are said for the rows of an event."""
    beside = [other for other in events if set(other.targets) & set(event.targets) and other.roles]
    return {letter for other in beside for letter in other.verb.letters}


def _known(piece: Piece, names: Names) -> bool:
    return role_like(piece, names) or (piece.kind == "name" and piece.text.isupper() and len(piece.text) <= 5)
