"""What an English message speaks of while it is read: the activity, the phase and the role of the moment."""

import re

from assistant.case import CaseFile
from assistant.case.lexicon import activities
from assistant.case.values import Phase
from assistant.texts import say
from assistant.understand.commands.raci_en_names import Names, without_kind
from assistant.understand.commands.raci_en_piece import Piece, name_of
from assistant.understand.commands.raci_en_wordings import WORDING, family

_NUMBERS = {
    word: number
    for number, row in enumerate(
        (
            ("one", "first", "top"),
            ("two", "second"),
            ("three", "third"),
            ("four", "fourth"),
            ("five", "fifth"),
            ("six", "sixth"),
            ("seven", "seventh"),
            ("eight", "eighth"),
            ("nine", "ninth"),
            ("ten", "tenth"),
        ),
        start=1,
    )
    for word in row
}


class Spoken:
    """Resolves references; what cannot be resolved becomes a question back."""

    def __init__(self, file: CaseFile, names: Names) -> None:
        self.file, self.names = file, names
        self.targets: tuple[str, ...] = ()
        """Activities named in this message that the following clauses are about."""
        self.phase: Phase | None = None
        self.role = ""
        """The role named last in this message."""
        self.turned, self.letters = False, ""
        """Whether the sentence before was a word of correction, and the letters given last."""
        self.missing = 0
        """Number of a row that was named and is not there."""
        self.unclear: list[str] = []

    @property
    def current(self) -> tuple[str, ...]:
        """The activity of this message, or else the one spoken of last that is still in the matrix."""
        if self.targets:
            return self.targets
        last = next((name for name in self._recent() if self.names.row(name)), None)
        return (last,) if last else self._recent()[:1]

    @property
    def before(self) -> tuple[str, ...]:
        """The activity spoken of before that."""
        key = activities().key
        now = {key(name) for name in self.current}
        return next(((name,) for name in self._recent() if key(name) not in now), ())

    def _recent(self) -> tuple[str, ...]:
        return self.file.talk.activities

    def rows(self, piece: Piece) -> tuple[str, ...]:
        """The activities that a piece means; none when it means none."""
        if piece.kind == "rows":
            return self.numbered(piece.text)
        if piece.kind == "every":
            return self._several(piece.text.lower())
        if piece.kind == "before":
            return self.before
        if piece.kind in ("current", "persons"):
            return self.current
        if piece.kind != "name":
            return ()
        name = self.activity(piece)
        return (name,) if name else ()

    def _several(self, low: str) -> tuple[str, ...]:
        """Every row, or with a number the last ones that have been spoken of."""
        if low == "everything" and self.targets:
            return self.targets
        match = WORDING["several_rows"].match(low)
        count = 2 if low.startswith("both") else next((_NUMBERS[word] for word in low.split() if word in _NUMBERS), 0)
        rows = self.names.rows
        if match is None or count == len(rows):
            return rows
        recent = [row for name in self._recent() if (row := self.names.row(name))]
        return self.targets if len(self.targets) == count else tuple(recent[:count])

    def activity(self, piece: Piece) -> str:
        """The row a name means, or the name of a new one; "" for words that can be no name."""
        shorter = _row_name(piece.text, self.names)
        shorter = WORDING["bare_ones"].sub("", shorter)
        like = None if activities().find(shorter) else self.names.row_like(shorter)
        return self.names.row(shorter) or like or name_of(Piece(shorter, piece.start, piece.end))

    def numbered(self, text: str) -> tuple[str, ...]:
        """Rows by their numbers; a number that there is not is asked about."""
        found = next((match for pattern in family("row_number") if (match := pattern.match(text.lower()))), None)
        said = [word for word in found.groups() if word] if found else []
        count, rows = len(self.names.rows), []
        for word in said:
            number = count if word in ("last", "final", "bottom") else number_said(word)
            if not 1 <= number <= count:
                self.missing = number
                return ()
            rows.append(self.names.rows[number - 1])
        return tuple(dict.fromkeys(rows))

    def roles(self, piece: Piece) -> tuple[str, ...]:
        """The role that a piece means; none for words that mean none."""
        if piece.kind in ("person", "persons"):
            spoken = self.role or (self.file.talk.roles[0] if self.file.talk.roles and piece.kind == "person" else "")
            return (spoken,) if spoken else ()
        name = self._role_name(piece) if piece.kind == "name" else ""
        if (
            not name
            or self.names.is_statement(name)
            or (self.names.is_activity(name) and not self.names.is_role(name) and not piece.as_role)
        ):
            return ()
        self.role = self.names.role(name)
        return (self.role,)

    def _role_name(self, piece: Piece) -> str:
        text = " ".join(piece.text.split())
        return text if self.names.is_role(text) and not text.lower().startswith("the ") else name_of(piece)

    def last_role(self) -> str:
        """The role that the conversation has spoken of last, if it is in the current row."""
        role = next(iter(self.file.talk.roles), "")
        row = self.file.case.raci.row(self.current[0]) if self.current else None
        return role if role and row and row.letters(role) else ""

    @property
    def example(self) -> str:
        """An activity to show in a question back."""
        return next(iter(self.current), next(iter(self.names.rows), "internal audit"))

    def ask(self, row: str, **fields: object) -> None:
        """Put a question back, once."""
        text = say(row, "en", **fields)
        if text not in self.unclear:
            self.unclear.append(text)


def number_said(word: str) -> int:
    """1 for one, first, 1 or 1st; 0 for anything else."""
    digits = re.match(r"\d{1,3}", word)
    return int(digits.group()) if digits else _NUMBERS.get(word, 0)


def _row_name(text: str, names: Names) -> str:
    """The name as it is kept for a row: “row” behind it belongs to it only when it is known so."""
    whole, shorter = " ".join(text.split()), without_kind(text)
    return whole if names.row(whole) or activities().find(whole) else shorter
