"""The names between two verbs shared out: which belong to the verb before, which to the one behind, and which name the activity."""

from dataclasses import dataclass, field, replace

from assistant.understand.commands.raci_en_names import Names
from assistant.understand.commands.raci_en_pieces import Piece, name_of
from assistant.understand.commands.raci_en_verbs import Verb

_REFERENCES = ("rows", "every", "before", "current")
_PERSONS = ("person", "persons")
_OF_AN_ACTIVITY = ("in", "for", "on", "about", "of", "from", "off", "within", "under", "at", "during", "with", "into", "to", "as")


@dataclass
class Shares:
    """What a verb takes of the pieces on its two sides."""

    after: list[Piece] = field(default_factory=list)
    """For the verb before: its roles or its object."""
    before: list[Piece] = field(default_factory=list)
    """For the verb behind."""
    scope_after: list[Piece] = field(default_factory=list)
    """Activities that the verb before is about."""
    scope_before: list[Piece] = field(default_factory=list)
    corrects: bool = False
    """What stands after a correction takes the place of what the verb before has said."""


def shares(pieces: list[Piece], tail: str, previous: Verb | None, verb: Verb | None, names: Names, *, plural: bool, known: bool) -> Shares:
    """Share out the pieces between two verbs; `known`: an activity has been named before, `tail`: the separator at the end."""
    found = Shares()
    rest: list[Piece] = []
    parted = previous is None
    pieces = [piece for piece in pieces if piece.kind != "matrix"]
    for place, piece in enumerate(pieces):
        goes_on = piece.lead == "and" and found.scope_after[-1:] == pieces[place - 1 : place] and names.is_activity(piece.text)
        parted = parted or piece.lead in (",", "no", ":") or (piece.lead == "and" and place > 0 and not goes_on)
        if known and _stands_as_role(piece, place, pieces, verb, names):
            rest.append(replace(piece, as_role=True))
        elif _is_scope(piece, place, pieces, previous, verb, names, known=known):
            (found.scope_before if parted and verb else found.scope_after).append(piece)
        else:
            rest.append(piece)
    _share_rest(found, rest, tail, previous, verb, names, plural)
    return found


def _stands_as_role(piece: Piece, place: int, pieces: list[Piece], verb: Verb | None, names: Names) -> bool:
    """The department that is called like an activity, alone before a verb that wants a role."""
    if verb is None or verb.left != "role" or verb.act != "give" or verb.flips or place != len(pieces) - 1 or piece.kind != "name":
        return False
    before = pieces[place - 1] if place else None
    listed = before is not None and piece.lead == "and" and role_like(before, names)
    return names.is_activity(piece.text) and not piece.under and not piece.followed and (piece.lead == "," or listed)


def role_like(piece: Piece, names: Names) -> bool:
    """Whether a piece looks like a role more than like anything else."""
    return piece.as_role or piece.kind in _PERSONS or (piece.kind == "name" and (names.is_role(piece.text) or names.leaning(piece.text) == "role"))


def _is_scope(piece: Piece, place: int, pieces: list[Piece], previous: Verb | None, verb: Verb | None, names: Names, *, known: bool) -> bool:
    more = any(other.kind == "name" or other.kind in _PERSONS for other in pieces[place + 1 :])
    about = piece.under in _OF_AN_ACTIVITY or (place == 0 and not piece.under and previous is not None and previous.about and more)
    object_of = previous is not None and previous.right == "activity" and place == 0 and piece.lead in ("", ":")
    if piece.kind == "persons" and (about or object_of):
        return True
    if piece.old or piece.kind in ("unnamed", "speaker", *_PERSONS):
        return False
    deletes = (previous is not None and previous.act == "remove" and previous.right == "role" and not piece.lead) or (
        verb is not None and verb.act == "remove" and verb.left == "role" and not more
    )
    if piece.kind in _REFERENCES:
        if about or piece.followed or object_of:
            return True
        return not deletes and (verb is None or verb.left != "activity")
    activity, role = names.is_activity(piece.text), names.is_role(piece.text)
    if role and piece.followed and (more or (verb is not None and not verb.left)) and names.is_either(piece.text):
        return True
    if activity and not role:
        if about or piece.followed or object_of:
            return True
        if verb is None and not known and not deletes:
            return True
        return not deletes and (verb is not None and verb.left != "activity" or (previous is not None and previous.right == "role" and previous.act == "give"))
    if not name_of(piece) or (role and not (piece.followed and more and activity)):
        return False
    return _new_activity(piece, place, pieces, previous, verb, names, known=known, more=more, object_of=object_of)


def _new_activity(
    piece: Piece,
    place: int,
    pieces: list[Piece],
    previous: Verb | None,
    verb: Verb | None,
    names: Names,
    *,
    known: bool,
    more: bool,
    object_of: bool,
) -> bool:
    """Whether a name that nobody knows is that of an activity."""
    leaning = names.leaning(piece.text)
    about = piece.under in _OF_AN_ACTIVITY or (place == 0 and not piece.under and previous is not None and previous.about and more)
    if verb is None and any(other.lead in (",", ":", "no") for other in pieces[: place + 1]):
        return False
    if piece.followed and verb is not None:
        return leaning != "role" or more or verb.left == ""
    if object_of and leaning != "role" and (about or verb is None or verb.left != "role" or len(pieces) > 1):
        return True
    if about and leaning != "role":
        return True
    if verb is None or place > 0 or previous is not None:
        return False
    if verb.left == "role" and more and pieces[1].lead in (",", ":", ""):
        return leaning == "activity" or (leaning == "" and not known)
    return verb.left == "" and leaning != "role" and not verb.act == "remove"


def _share_rest(
    found: Shares, rest: list[Piece], tail: str, previous: Verb | None, verb: Verb | None, names: Names, plural: bool
) -> None:
    turn = next((place for place in range(len(rest) - 1, -1, -1) if rest[place].lead == "no"), None)
    found.corrects = turn is not None or tail == "no"
    if turn is not None:
        earlier, rest = rest[:turn], rest[turn:]
        if previous and verb:
            found.after = _first_group(earlier, names) if previous.right == "role" else earlier[:1]
            found.before = _last_group(rest, names, plural)
            return
    if previous is None:
        found.before = _last_group(rest, names, plural) if verb and verb.left else rest
        return
    if verb is None or verb.left == "":
        found.after = _first_group(rest, names) if previous.right == "role" else rest
        return
    if previous.right != "role":
        taken = 1 if rest and not rest[0].lead and rest[0].kind not in _PERSONS and not role_like(rest[0], names) else 0
        found.after, found.before = rest[:taken], _last_group(rest[taken:], names, plural)
        return
    found.after, found.before = _between(rest, tail, names, plural)


def _between(rest: list[Piece], tail: str, names: Names, plural: bool) -> tuple[list[Piece], list[Piece]]:
    """Roles of the verb before, then roles of the verb behind: “by QA and legal is consulted”."""
    if len(rest) < 2 or tail in ("and", ","):
        return _first_group(rest, names), []
    commas = [place for place, piece in enumerate(rest) if place and piece.lead in (",", ":")]
    if commas:
        last = commas[-1]
        if rest[last].lead == "," and not any(piece.lead == "and" for piece in rest[last:]) and plural and len(commas) > 1:
            last = commas[0]
        return _first_group(rest[:last], names), _last_group(rest[last:], names, plural)
    cut = 1 if plural else len(rest) - 1
    return _first_group(rest[:cut], names), rest[cut:]


def _last_group(pieces: list[Piece], names: Names, plural: bool) -> list[Piece]:
    """The list of names that ends right before a verb, and any that it is set against."""
    group: list[Piece] = []
    for piece in reversed(pieces):
        if piece.old:
            group.insert(0, piece)
            continue
        if len(group) == 1 and group[0].kind in _PERSONS and group[0].lead in ("", ",") and role_like(piece, names):
            # “Procurement, they lead it”
            return [replace(piece, opens=piece.opens or group[0].opens)]
        if piece.under in _OF_AN_ACTIVITY and piece.under not in ("with", "as", "to"):
            continue
        kept = [each for each in group if not each.old]
        if kept:
            after = kept[0]
            joined = after.lead == "and" or (after.lead == "," and (any(each.lead == "and" for each in kept) or (plural and role_like(piece, names))))
            if not joined or (piece.opens and after.lead == "," and not any(each.lead == "and" for each in kept)) or after.opens or after.kind in _PERSONS:
                continue
        group.insert(0, piece)
    return group


def _first_group(pieces: list[Piece], names: Names) -> list[Piece]:
    """The list of names that begins right after a verb, and any that it is set against."""
    group: list[Piece] = []
    open_list = True
    for place, piece in enumerate(pieces):
        if piece.old:
            group.append(piece)
        elif not any(not each.old for each in group):
            group.append(piece)
        elif open_list and (
            piece.lead == "and"
            or (piece.lead == "," and (role_like(piece, names) or any(each.lead == "and" for each in pieces[place + 1 :])))
        ):
            group.append(piece)
        else:
            open_list = False
    return group
