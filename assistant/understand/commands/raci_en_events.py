"""From the verbs of a sentence and the names between them to what is to happen in which row."""

import re
from dataclasses import replace

from assistant.understand.commands.raci_en_event import Event, end_of_clause, note_adverbs, note_manner, peeled_off
from assistant.understand.commands.raci_en_names import Names
from assistant.understand.commands.raci_en_piece import Piece, name_of
from assistant.understand.commands.raci_en_pieces import cut
from assistant.understand.commands.raci_en_sentences import Sentence
from assistant.understand.commands.raci_en_shares import Gap, Shares, role_like
from assistant.understand.commands.raci_en_spoken import Spoken
from assistant.understand.commands.raci_en_verb import Verb
from assistant.understand.commands.raci_en_verbs import verbs_of
from assistant.understand.commands.raci_en_wordings import WORDING

_SINGULAR = {"is", "was", "has", "gets", "does", "needs", "wants"}
_BASE = re.compile(r"(?:sign|do|approve|have|give|get|own|decide|lead|run|handle|take|carry|make|need|want|advise|hear)\b")
_EITHER = {"should", "must", "will", "can", "may", "shall"}


def events_of(sentence: Sentence, spoken: Spoken, names: Names) -> list[Event]:
    """The events of a sentence in their order; none when it has no verb of the matrix."""
    sentence = _without_old_letters(sentence)
    verbs = verbs_of(sentence, names)
    return _Builder(sentence, verbs, spoken, names).events() if verbs else []


def _without_old_letters(sentence: Sentence) -> Sentence:
    """Without the letters that are given up: consulted instead of *informed*, from *C* to I."""
    for name in ("letter_left", "letter_not"):
        for match in list(WORDING[name].finditer(sentence.text)):
            sentence = _spaced(sentence, match.start(), match.end())
    return sentence


def _spaced(sentence: Sentence, start: int, end: int) -> Sentence:
    gap = " " * (end - start)
    return replace(sentence, text=sentence.text[:start] + gap + sentence.text[end:], low=sentence.low[:start] + gap + sentence.low[end:])


class _Builder:
    def __init__(self, sentence: Sentence, verbs: list[Verb], spoken: Spoken, names: Names) -> None:
        self.sentence, self.verbs, self.spoken, self.names = sentence, verbs, spoken, names
        self.found: list[Event] = []
        self.named_before = bool(spoken.targets)
        self._turned = WORDING["turns"].match(sentence.low) is not None

    def events(self) -> list[Event]:
        """Verb by verb from the left: each gap closes the event before it and opens the one behind."""
        start = 0
        for place, verb in enumerate(self.verbs):
            end, peeled = peeled_off(self.sentence.low, start, verb.start)
            pieces, tail = cut(self.sentence, start, end, self.names)
            previous = self.found[-1] if self.found else None
            verb = self._flipped(verb, place, pieces, tail, previous)
            if verb.act == "give" and not verb.letters:
                verb = replace(verb, letters=self._letters_meant(verb, previous, pieces, tail))
            plural = _is_plural(verb, self.sentence.low[verb.start : verb.end], peeled)
            shared = self._gap(pieces, tail, previous, verb, plural=plural)
            if previous:
                self._close(previous, shared, pieces)
            self.found.append(self._opened(verb, start, shared, previous, peeled, pieces))
            start = verb.end
        pieces, tail = cut(self.sentence, start, len(self.sentence.low), self.names)
        last = self.found[-1]
        last.corrects = last.corrects or (tail == "no" and not pieces)
        self._close(last, self._gap(pieces, tail, last, None, plural=True), pieces)
        self._backfill()
        return self.found

    def _letters_meant(self, verb: Verb, previous: Event | None, pieces: list[Piece], tail: str) -> str:
        """Of “Y does” and “Y is”: the letters of the verb that is denied or corrected before."""
        turned = tail == "no" or any(piece.lead == "no" for piece in pieces)
        if previous is not None and (previous.negated or turned):
            return previous.verb.letters
        if previous is None and self.spoken.turned:
            return self.spoken.letters
        return "R" if self.sentence.low.startswith("do", verb.start) else ""

    def _gap(self, pieces: list[Piece], tail: str, previous: Event | None, verb: Verb | None, *, plural: bool) -> Shares:
        known, headed = bool(self.spoken.targets), any(event.headed for event in self.found)
        low = self.sentence.low
        told = previous is None and WORDING["clause_verb"].search(low[: max(low.find(":"), 0)]) is not None
        return Gap(pieces, tail, previous.verb if previous else None, verb, self.names, plural, known, headed, told).shares()

    def _flipped(self, verb: Verb, place: int, pieces: list[Piece], tail: str, previous: Event | None) -> Verb:
        """“responsible: QA” for “QA is responsible”."""
        if not verb.flips:
            return verb
        end = self.verbs[place + 1].start if place + 1 < len(self.verbs) else len(self.sentence.low)
        behind = cut(self.sentence, verb.end, end, self.names)[0]
        before = [piece for piece in pieces if piece.kind in ("person", "persons", "speaker") or role_like(piece, self.names)]
        turned = WORDING["be_behind"].match(self.sentence.low, verb.end) is not None
        turned = turned or self.sentence.low[verb.start : verb.end].endswith((" is", " are"))
        if previous is not None and not previous.verb.flips and previous.verb.left == "role" and not before and not turned:
            return verb
        unsure = [piece for piece in pieces if piece.kind == "name" and not self.names.is_activity(piece.text) and not piece.followed]
        if previous is not None and previous.verb.right == "role":
            before, unsure = [] if len(before) == 1 or tail in (",", "and") else before, []
        elif turned and unsure[:1] == pieces[:1]:
            unsure = unsure[1:]
        roles_behind = [piece for piece in behind[:2] if role_like(piece, self.names) or self._is_called(piece)]
        if before or unsure or not roles_behind:
            return verb
        follows = behind[0] in roles_behind or verb.about or behind[0].kind == "current" or self.names.is_activity(behind[0].text)
        return replace(verb, left="", right="role") if follows else verb

    def _is_called(self, piece: Piece) -> bool:
        """A name with an article that is no activity."""
        return piece.determiner in ("the", "our") and name_of(piece) != "" and not self.names.is_activity(piece.text)

    def _opened(self, verb: Verb, start: int, shared: Shares, previous: Event | None, peeled: set[str], pieces: list[Piece]) -> Event:
        number = self.sentence.clause(verb.start)
        event = Event(verb, number, self.sentence.said(number))
        event.touched = self.sentence.clauses(verb.start, verb.end)
        event.phase = self.spoken.phase
        self._open_scope(event, shared, headed=previous is None)
        if verb.left == "role":
            event.corrects = shared.corrects or verb.again
            self._fill(event, shared.before, previous)
        if not event.targets:
            event.targets, event.named = self.spoken.current, bool(self.spoken.targets)
        if not verb.left and not verb.letter and pieces and pieces[-1].kind == "name" and pieces[-1] not in shared.scope_before:
            event.told_by = "" if end_of_clause(self.sentence.low, pieces[-1].end, verb.start) else pieces[-1].text
        event.corrects = shared.corrects or verb.again
        event.orders = (verb.left == "" and not verb.letter) or any(piece.opens for piece in shared.before)
        note_manner(event, self.sentence.low, start, peeled, shared.before, self.names)
        if verb.old:
            event.olds = tuple(role for piece in cut(self.sentence, *verb.old, self.names)[0] for role in self.spoken.roles(piece))
        return event

    def _open_scope(self, event: Event, shared: Shares, *, headed: bool) -> None:
        """The activities before a verb, or within it."""
        self._scope(event, shared.scope_before, headed=headed)
        if event.verb.where:
            self._scope(event, [replace(piece, under="on") for piece in cut(self.sentence, *event.verb.where, self.names)[0]], headed=False)
        if event.verb.left == "activity":
            left = [piece for piece in shared.before if not piece.old and not self._is_only_role(piece)]
            several = all(piece.kind == "name" and self.names.is_activity(piece.text) for piece in left)
            self._scope(event, left if several else left[-1:], headed=False)

    def _is_only_role(self, piece: Piece) -> bool:
        """No activity where one is named already: “supplier contracts: … by purchasing, signed by the CEO”."""
        return piece.kind == "name" and self.names.is_role(piece.text) and bool(self.spoken.targets or not self.names.is_either(piece.text))

    def _fill(self, event: Event, pieces: list[Piece], previous: Event | None) -> None:
        """The roles before a verb; where none stand, those of the verb before are meant."""
        event.pieces = pieces
        shared = previous and (previous.verb.act == "place" or (previous.verb.left, previous.verb.right) == ("role", "activity"))
        if previous and shared and not [piece for piece in pieces if not piece.old]:
            event.pieces = [*pieces, *(piece for piece in previous.pieces if not piece.old)]
        self._resolve(event)
        if not pieces and previous is None and event.verb.act == "give" and not self.named_before and (event.corrects or self._turned):
            # “No, consulted”: it was the role of the message before.
            event.roles = (last,) if (last := self.spoken.last_role()) else ()

    def _resolve(self, event: Event) -> None:
        for piece in event.pieces:
            if event.verb.act == "remove" and self._goes(event, piece):
                continue
            event.unnamed = event.unnamed or (piece.kind == "unnamed" and piece is event.pieces[-1])
            found = self.spoken.roles(piece)
            event.touched |= self.sentence.clauses(piece.start, piece.end) if found else set()
            if piece.old:
                event.olds += found
            else:
                event.roles += found

    def _goes(self, event: Event, piece: Piece) -> bool:
        """A row that is to be deleted, or whoever holds a letter."""
        named = WORDING["letter_name"].match(piece.text.lower()) if piece.kind == "name" else None
        if named:
            event.holders = (named.lastgroup or "").upper()
        elif piece.kind in ("rows", "every", "before", "current") or (
            piece.kind == "name" and self.names.is_activity(piece.text) and not self.names.is_role(piece.text)
        ):
            event.rows += self.spoken.rows(piece)
        else:
            return False
        event.touched |= self.sentence.clauses(piece.start, piece.end)
        return True

    def _close(self, event: Event, shared: Shares, pieces: list[Piece]) -> None:
        """What stands behind a verb: its roles or its object, and the row."""
        low, end = self.sentence.low, event.verb.end
        note_adverbs(event, re.split(r",|:|\b(?:and|but|while)\b", low[end : end + 160])[0])
        event.change = event.change or bool(WORDING["at_once"].search(low[end : end + 40]))
        event.everywhere = bool(WORDING["everywhere"].search(low[end : end + 60]))
        self._note_purpose(event)
        beside = [piece for piece in shared.scope_after if not event.own or piece.kind != "name" or self.names.is_activity(piece.text)]
        self._scope(event, beside, headed=False)
        after = shared.after
        if event.verb.right == "role":
            event.pieces = [*event.pieces, *after]
            self._resolve_right(event, after)
        else:
            self._resolve_object(event, after, pieces)
        if event.olds and not event.roles:
            # “Not the project manager does it” denies, until somebody else is named.
            event.roles, event.olds, event.negated = event.olds, (), True

    def _note_purpose(self, event: Event) -> None:
        """“Goes to HR *for approval*” says which letter is meant."""
        low, end = self.sentence.low, event.verb.end
        behind = low[end : end + 80].split(",")[0]
        purpose = next((letter for letter in "ACI" if WORDING[f"purpose_{letter.lower()}"].search(behind)), "")
        if purpose and low[event.verb.start : end].strip().endswith(" to"):
            event.verb = replace(event.verb, letters=purpose)

    def _resolve_right(self, event: Event, after: list[Piece]) -> None:
        kept, event.pieces = event.pieces, after
        self._resolve(event)
        event.pieces = kept
        event.astray = event.astray or (bool(event.told_by) and not all(self.names.is_role(role) for role in event.roles))

    def _resolve_object(self, event: Event, after: list[Piece], pieces: list[Piece]) -> None:
        first = pieces[0] if pieces else None
        beside = [piece for piece in after if piece.under == "along" or self._helps(event, piece)]
        if first and first in after and first not in beside and not first.lead and first.kind == "name" and not first.old:
            event.astray = event.astray or not any(each.headed for each in self.found)
        event.roles += tuple(role for piece in beside for role in self.spoken.roles(piece))
        if event.negated and event.roles and WORDING["now_it_is"].search(self.sentence.low, event.verb.end):
            # “The requester isn't informed any more, it's the service owner now”
            instead = tuple(role for piece in after if piece.lead and not piece.old for role in self.spoken.roles(piece))
            if instead:
                event.roles, event.olds, event.negated = instead, event.roles, False
        against = [piece for piece in after if piece.old]
        turned = [piece for piece in after if piece.lead == "no"]
        for piece in against:
            event.olds += self.spoken.roles(piece)
        if turned and (found := tuple(role for piece in turned for role in self.spoken.roles(piece))):
            event.roles = found
            event.touched |= self.sentence.clauses(turned[0].start, turned[-1].end)

    def _helps(self, event: Event, piece: Piece) -> bool:
        """“The quality manager does it with the auditors”: they do it, too."""
        return piece.under == "with" and event.verb.letters == "R" and not piece.old and role_like(piece, self.names)

    def _scope(self, event: Event, pieces: list[Piece], *, headed: bool) -> None:
        """The activities named beside a verb; they hold for the clauses that follow."""
        named = [piece for piece in pieces if piece.kind not in ("matrix", "speaker")]
        turned = next((place for place, piece in enumerate(named) if piece.lead == "no"), 0)
        targets = tuple(dict.fromkeys(target for piece in named[turned:] for target in self.spoken.rows(piece)))
        for piece in named:
            event.touched |= self.sentence.clauses(piece.start, piece.end)
        if not targets:
            event.lost = event.lost or any(piece.kind in ("rows", "before") for piece in named)
            return
        event.targets, event.named = targets, event.named or any(piece.kind != "current" for piece in named)
        event.own, event.headed = True, headed
        if event.named:
            self.spoken.targets = targets

    def _backfill(self) -> None:
        """An activity that is named with the last verb of a sentence is that of the others as well."""
        named = [event for event in self.found if event.named]
        if self.named_before or not named:
            return
        for event in self.found[: self.found.index(named[0])]:
            if not event.own:
                event.targets, event.named = named[0].targets, True


def _is_plural(verb: Verb, text: str, peeled: set[str]) -> bool:
    """Whether several roles may stand before a verb with commas only between them."""
    if peeled & (_SINGULAR | _EITHER | {"to"}) or re.match(r"\w+s\b", text):
        return False
    return bool(peeled & {"are", "were", "'re"} or text.startswith((":", "=")) or _BASE.match(text))
