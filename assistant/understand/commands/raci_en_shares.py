"""The names between two verbs shared out: which belong to the verb before, which to the one behind, and which name the activity."""

from dataclasses import dataclass, field, replace

from assistant.understand.commands.raci_en_names import Names
from assistant.understand.commands.raci_en_piece import Piece, name_of
from assistant.understand.commands.raci_en_verb import Verb

_REFERENCES = ("rows", "every", "before", "current")
_PERSONS = ("person", "persons")
_OF_AN_ACTIVITY = ("in", "for", "on", "about", "of", "from", "off", "within", "under", "at", "during", "with", "into", "to", "as")
_BESIDE_A_ROLE = ("with", "as", "to")
"""Prepositions of these that may also stand before a role that is the subject: with the CIO accountable."""


@dataclass
class Shares:
    """What the two verbs take of the pieces between them."""

    after: list[Piece] = field(default_factory=list)
    """For the verb before: its roles or its object."""
    before: list[Piece] = field(default_factory=list)
    """For the verb behind."""
    scope_after: list[Piece] = field(default_factory=list)
    """Activities that the verb before is about."""
    scope_before: list[Piece] = field(default_factory=list)
    corrects: bool = False
    """What stands after a correction takes the place of what the verb before has said."""


@dataclass
class Gap:
    """The pieces between two verbs; at the ends of a sentence one of the verbs is missing."""

    pieces: list[Piece]
    tail: str
    """The separator at its end."""
    previous: Verb | None
    verb: Verb | None
    names: Names
    plural: bool
    """The verb behind may have several roles with only commas between them."""
    known: bool
    """An activity has been named before."""
    headed: bool
    """It has been named at the head of this sentence."""

    told: bool = False
    """Before a colon in it stands a statement, no heading."""
    scoped: bool = False
    """One of the pieces names an activity."""

    def shares(self) -> Shares:
        """Share out the pieces."""
        found, rest = Shares(), []
        self.pieces = [piece for piece in self.pieces if piece.kind != "matrix"]
        parted = self.previous is None
        for place, piece in enumerate(self.pieces):
            goes_on = (
                piece.lead == "and" and found.scope_after[-1:] == self.pieces[place - 1 : place] and self.names.is_activity(piece.text)
            )
            parted = parted or piece.lead in (",", "no", ":") or (piece.lead == "and" and place > 0 and not goes_on)
            if self._stands_as_role(place):
                rest.append(replace(piece, as_role=True))
            elif self._is_scope(place):
                (found.scope_before if parted and self.verb else found.scope_after).append(piece)
                self.scoped = True
            else:
                rest.append(piece)
        self._share(found, rest)
        return found

    def _more(self, place: int) -> bool:
        """Whether another name follows."""
        return any(other.kind == "name" or other.kind in _PERSONS for other in self.pieces[place + 1 :])

    def _is_object(self, place: int) -> bool:
        """Whether a piece follows right upon a verb that is said of an activity."""
        return self.previous is not None and self.previous.right == "activity" and place == 0 and self.pieces[0].lead in ("", ":")

    def _is_about(self, place: int) -> bool:
        """Whether a preposition before a piece says that it is what things are about."""
        piece = self.pieces[place]
        if piece.under in _OF_AN_ACTIVITY:
            return True
        return place == 0 and not piece.under and self.previous is not None and self.previous.about and self._more(0)

    def _goes_out(self, place: int) -> bool:
        """Whether a piece stands where what is removed stands."""
        if self.previous is not None and self.previous.act == "remove" and self.previous.right == "role" and not self.pieces[place].lead:
            return True
        return self.verb is not None and self.verb.act == "remove" and self.verb.left == "role" and not self._more(place)

    def _stands_as_role(self, place: int) -> bool:
        """The department that is called like an activity, alone before a verb that wants a role: internal audit gets a copy."""
        piece, verb = self.pieces[place], self.verb
        if self.previous is not None and self.previous.left == "activity" and place == 0 and not piece.lead and not piece.under:
            return piece.kind == "name" and self.names.is_activity(piece.text)
        if not self.known or verb is None or verb.left != "role" or verb.act != "give" or verb.flips or piece.kind != "name":
            return False
        if place != len(self.pieces) - 1 or piece.under or piece.followed or not self.names.is_activity(piece.text):
            return False
        listed = place > 0 and piece.lead == "and" and role_like(self.pieces[place - 1], self.names)
        return piece.lead == "," or listed

    def _is_scope(self, place: int) -> bool:
        """Whether a piece says what activity is meant."""
        piece = self.pieces[place]
        about, object_of = self._is_about(place), self._is_object(place)
        if piece.kind == "persons" and (about or object_of):
            return True
        if piece.old or piece.kind in ("unnamed", "speaker", *_PERSONS):
            return False
        if piece.kind in _REFERENCES:
            if about or piece.followed or object_of:
                return True
            return not self._goes_out(place) and (self.verb is None or self.verb.left != "activity")
        activity, role = self.names.is_activity(piece.text), self.names.is_role(piece.text)
        if (
            role
            and piece.followed
            and self.names.is_either(piece.text)
            and (self._more(place) or (self.verb is not None and not self.verb.left))
        ):
            return True
        if activity and not role:
            return about or piece.followed or object_of or self._is_known_scope(place)
        if about and not role and self.names.row_like(piece.text):
            return True
        if not name_of(piece) or role:
            return False
        return self._is_new_activity(place, about, object_of)

    def _is_known_scope(self, place: int) -> bool:
        """Whether a known activity without a preposition is what a verb is about."""
        if self._goes_out(place):
            return False
        if self.verb is None:
            return not self.known or (self.previous is not None and self.previous.right == "role" and self.previous.act == "give")
        return self.verb.left != "activity" or (self.previous is not None and self.previous.right == "role" and self.previous.act == "give")

    def _is_new_activity(self, place: int, about: bool, object_of: bool) -> bool:
        """Whether a name that nobody knows is that of an activity."""
        piece, verb = self.pieces[place], self.verb
        leaning, more = self.names.leaning(piece.text), self._more(place)
        if verb is None and any(other.lead in (",", ":", "no") for other in self.pieces[: place + 1]):
            return about and not self.known and not self.scoped and leaning != "role"
        if piece.followed and verb is not None:
            return not self.told and (leaning != "role" or more or verb.left == "")
        if leaning != "role" and about:
            return not self.headed or self.previous is None
        if object_of and leaning != "role" and not self.headed:
            return verb is None or verb.left != "role" or len(self.pieces) > 1
        if verb is None or place > 0 or self.previous is not None:
            return False
        if verb.left == "role" and more and self.pieces[1].lead in (",", ":", ""):
            return leaning == "activity" or (leaning == "" and not self.known)
        return verb.left == "" and leaning != "role" and verb.act != "remove"

    def _share(self, found: Shares, rest: list[Piece]) -> None:
        previous, verb = self.previous, self.verb
        turn = next((place for place in range(len(rest) - 1, -1, -1) if rest[place].lead == "no"), None)
        found.corrects = turn is not None or self.tail == "no"
        if turn is not None:
            earlier, rest = rest[:turn], rest[turn:]
            if previous and previous.right == "role" and (verb is None or self.tail in ("and", ",")):
                found.after, found.corrects = self._first_group(rest), False
                return
            if previous and verb:
                found.after = self._first_group(earlier) if previous.right == "role" else earlier[:1]
                found.before = self._last_group(rest)
                return
        if verb and verb.left == "role" and self.tail == "and" and (previous is None or previous.right != "role"):
            # “… and signs off”: whoever it is stands further before.
            found.after = rest if previous else []
        elif previous is None:
            found.before = self._last_group(rest) if verb and verb.left else rest
        elif verb is None or verb.left == "":
            found.after = self._first_group(rest) if previous.right == "role" else rest
        elif previous.right == "role":
            found.after, found.before = self._between(rest)
        else:
            taken = 1 if rest and not rest[0].lead and rest[0].kind not in _PERSONS and not role_like(rest[0], self.names) else 0
            found.after, found.before = rest[:taken], self._last_group(rest[taken:])

    def _between(self, rest: list[Piece]) -> tuple[list[Piece], list[Piece]]:
        """Roles of the verb before, then roles of the verb behind: “by QA and legal is consulted”."""
        if len(rest) < 2 or self.tail in ("and", ","):
            return self._first_group(rest), []
        commas = [place for place, piece in enumerate(rest) if place and piece.lead in (",", ":")]
        if commas:
            last = commas[-1]
            if self.plural and len(commas) > 1 and rest[last].lead == "," and not any(piece.lead == "and" for piece in rest[last:]):
                last = commas[0]
            return self._first_group(rest[:last]), self._last_group(rest[last:])
        cut = 1 if self.plural else len(rest) - 1
        return self._first_group(rest[:cut]), rest[cut:]

    def _last_group(self, pieces: list[Piece]) -> list[Piece]:
        """The list of names that ends right before a verb, and any that it is set against."""
        group: list[Piece] = []
        for piece in reversed(pieces):
            kept = [each for each in group if not each.old]
            if piece.old:
                group.insert(0, piece)
            elif len(group) == 1 and group[0].kind in _PERSONS and group[0].lead in ("", ",") and self._is_taken_up(piece):
                group = [replace(piece, opens=piece.opens or group[0].opens)]
                break
            elif piece.under in _OF_AN_ACTIVITY and piece.under not in _BESIDE_A_ROLE:
                continue
            elif not kept or self._joins(piece, kept):
                group.insert(0, piece)
        return group

    def _is_taken_up(self, piece: Piece) -> bool:
        """“Procurement, they lead it.”"""
        return not piece.under and role_like(piece, self.names)

    def _joins(self, piece: Piece, group: list[Piece]) -> bool:
        """Whether a name is in one list with those behind it."""
        after, anded = group[0], any(each.lead == "and" for each in group)
        if after.opens or after.kind in _PERSONS or (piece.opens and after.lead == "," and not anded):
            return False
        return after.lead == "and" or (after.lead == "," and (anded or (self.plural and role_like(piece, self.names))))

    def _first_group(self, pieces: list[Piece]) -> list[Piece]:
        """The list of names that begins right after a verb, and any that it is set against."""
        group: list[Piece] = []
        closed = False
        for place, piece in enumerate(pieces):
            if piece.old or all(each.old for each in group):
                group.append(piece)
                continue
            anded = any(each.lead == "and" for each in pieces[place + 1 :])
            # “Remove finance and add HR”: another wish begins.
            closed = closed or (bool(group) and piece.opens and self.previous is not None and self.previous.act == "remove")
            if not closed and (piece.lead == "and" or (piece.lead == "," and (anded or role_like(piece, self.names)))):
                group.append(piece)
            else:
                closed = True
        return group


def role_like(piece: Piece, names: Names) -> bool:
    """Whether a piece looks like a role more than like anything else."""
    if piece.as_role or piece.kind in _PERSONS:
        return True
    return piece.kind == "name" and (names.is_role(piece.text) or names.leaning(piece.text) == "role")
