"""RACI commands of an English message: who does, signs off, is consulted or informed; rows as wholes; and questions to the matrix."""

import re
from dataclasses import dataclass, replace

from assistant.case.lexicon import activities
from assistant.domain import Command
from assistant.understand.commands.raci_en_asking import Asking, Loose
from assistant.understand.commands.raci_en_changes import Changes
from assistant.understand.commands.raci_en_event import Event
from assistant.understand.commands.raci_en_events import events_of
from assistant.understand.commands.raci_en_names import Names
from assistant.understand.commands.raci_en_piece import Piece
from assistant.understand.commands.raci_en_pieces import cut
from assistant.understand.commands.raci_en_questions import asked_of
from assistant.understand.commands.raci_en_rows import Rows
from assistant.understand.commands.raci_en_sentences import Sentence, sentences_of
from assistant.understand.commands.raci_en_shares import role_like
from assistant.understand.commands.raci_en_spoken import Spoken
from assistant.understand.commands.raci_en_weight import is_meant
from assistant.understand.commands.raci_en_wordings import WORDING
from assistant.understand.commands.reading import Context, Reading


def read(reading: Reading, context: Context) -> None:
    """Take the clauses that are about the matrix; a question to it changes nothing."""
    _Message(reading, context).read()


_OF_COSTS = ("set_cost", "adjust_cost", "convert_cost", "remove_cost", "set_budget", "set_later")


@dataclass
class _Header:
    """A sentence or clause that only names activities; it counts if something is said of them."""

    numbers: set[int]
    targets: tuple[str, ...]


class _Message:
    def __init__(self, reading: Reading, context: Context) -> None:
        self.reading, self.file = reading, context.file
        self.names = Names(context.file)
        self.spoken = Spoken(context.file, self.names)
        self.rows = Rows(self.spoken, self.names)
        self.events: list[Event] = []
        self.headers: list[_Header] = []
        self.tagged: list[Sentence] = []
        """Statements with a question tag: “…, ok?”"""
        self.turned = False
        self.loose: Loose | None = None

    def read(self) -> None:
        """Sentence by sentence, then all commands at once."""
        for sentence in sentences_of(self.reading.free()):
            if _is_question(sentence):
                if (stated := _stated_before(sentence)) and not _is_question(stated):
                    self._read_sentence(stated)
                    continue
                self._ask(sentence)
                self._head_by_question(sentence)
            elif not WORDING["skip"].search(sentence.low):
                self.tagged += [sentence] if sentence.asks and len(sentence.starts) > 1 else []
                self._read_sentence(sentence)
        self._give_back()

    def _ask(self, sentence: Sentence) -> None:
        asked = asked_of(sentence, self.spoken, self.names)
        if asked is None:
            return
        row = asked.args.get("activity")
        self.spoken.targets = (row,) if row else self.spoken.targets
        for _, number in sentence.starts:
            self.reading.used.add(number)
        self.reading.ask(sentence.starts[-1][1], asked)

    def _head_by_question(self, sentence: Sentence) -> None:
        """“Supplier review? Procurement does it.”"""
        pieces = cut(sentence, 0, len(sentence.low), self.names)[0]
        alone = len(pieces) == 1 and pieces[0].kind == "name" and len(sentence.low) - len(pieces[0].text) < 8
        if alone and self.names.is_activity(pieces[0].text):
            self.spoken.targets = self.spoken.rows(pieces[0])
            self.headers.append(_Header({number for _, number in sentence.starts}, self.spoken.targets))

    def _head_by_announcement(self, sentence: Sentence) -> None:
        """“I'd like to set up who does what for the data centre move.”"""
        match = WORDING["who_does_what"].search(sentence.low)
        if match is None:
            return
        pieces = cut(sentence, *match.span("where"), self.names)[0]
        if len(pieces) == 1 and (targets := self._heads(pieces[0], alone=True)):
            self.spoken.targets = targets
            self.headers.append(_Header({number for _, number in sentence.starts}, targets))

    def _read_sentence(self, sentence: Sentence) -> None:
        shown = WORDING["shown"].search(sentence.low) or WORDING["check"].search(sentence.low)
        if shown and (asked := asked_of(sentence, self.spoken, self.names)):
            self.reading.ask(sentence.clause(shown.start()), asked)
            return
        sentence = _without_side_clause(sentence)
        self._head_by_announcement(sentence)
        left = self.rows.read(replace(sentence, lettered=any(event.verb.letter for event in self.events)))
        self.spoken.turned, self.spoken.letters = self.turned, self.events[-1].verb.letters if self.events else ""
        found = events_of(left, self.spoken, self.names)
        if found:
            self._take_events(found, beside_money=self._stands_beside_money(sentence))
        else:
            self._read_bare(left)

    def _stands_beside_money(self, sentence: Sentence) -> bool:
        """Whether another clause of the sentence has been understood as a cost: “training 12k, the CFO approves”."""
        own = self.reading.clauses[sentence.starts[0][1]].sentence
        return any(command.tool in _OF_COSTS and self.reading.clauses[number].sentence == own for number, command in self.reading.found)

    def _take_events(self, found: list[Event], *, beside_money: bool) -> None:
        if beside_money:
            found = [event for event in found if event.own or event.named or event.verb.letter]
        if not found:
            return
        if self.turned and self.events:
            found[0].corrects = True
        self.turned = False
        announced = {target for header in self.headers for target in header.targets}
        for event in found:
            event.headed = event.headed or (event.named and bool(announced & set(event.targets)))
        self.events += found

    def _read_bare(self, sentence: Sentence) -> None:
        """A sentence without a verb of the matrix: a heading, a correction, one more role, or something vague."""
        pieces, tail = cut(sentence, 0, len(sentence.low), self.names)
        if WORDING["vague"].search(sentence.low.strip(" ,")):
            self.spoken.ask("raci_ask_what")
            self.reading.used |= {number for _, number in sentence.starts}
            return
        named = [piece for piece in pieces if piece.kind != "matrix" and not (piece.kind == "current" and piece.lead != ":")]
        self.turned = tail == "no" or any(piece.lead == "no" for piece in pieces)
        if any(piece.kind in ("speaker", "unnamed") for piece in named):
            # “We start with the gap analysis”
            named = [piece for piece in named if self.names.is_activity(piece.text) and not self.names.is_role(piece.text)]
        if not named:
            return
        if self._instead(sentence, named):
            return
        if self.events and (self.turned or WORDING["also"].search(sentence.low)) and self._again(sentence, named):
            return
        if self._without_letter(sentence, named):
            return
        targets = tuple(dict.fromkeys(target for piece in named for target in self._heads(piece, alone=len(pieces) == 1)))
        if targets:
            self.spoken.targets = targets
            self.headers.append(_Header({sentence.clause(piece.start) for piece in named}, targets))
        elif len(named) == 1 and (found := self.spoken.roles(named[0])):
            self.loose = Loose(sentence.clause(named[0].start), found[0], self.turned, bool(WORDING["also"].search(sentence.low)))

    def _instead(self, sentence: Sentence, named: list[Piece]) -> bool:
        """“Not the GM, the CEO”, said of a row as it stands: one role in place of the other."""
        olds = [role for piece in named if piece.old for role in self.spoken.roles(piece)]
        news = [role for piece in named if not piece.old and role_like(piece, self.names) for role in self.spoken.roles(piece)]
        row = self.file.case.raci.row(self.spoken.current[0]) if self.spoken.current else None
        if self.events or len(olds) != 1 or len(news) != 1 or row is None or not row.letters(olds[0]):
            return False
        number = sentence.clause(named[-1].start)
        args = {"old": olds[0], "new": news[0], "activity": row.activity}
        self.rows.found.append((number, Command("replace_role", args, sentence.said(number))))
        self.rows.touched |= {sentence.clause(piece.start) for piece in named}
        return True

    def _again(self, sentence: Sentence, named: list[Piece]) -> bool:
        """“No, I mean the analyst”, “legal too”: the last event with other roles."""
        olds = {role for piece in named if piece.old for role in self.spoken.roles(piece)}
        last = next((event for event in reversed(self.events) if olds & set(event.roles)), self.events[-1])
        pieces = [piece for piece in named if role_like(piece, self.names) and not piece.old]
        found = tuple(role for piece in pieces for role in self.spoken.roles(piece))
        if not found:
            return False
        number = sentence.clause(pieces[0].start)
        self.events.append(
            replace(
                last, number=number, said=sentence.said(number), pieces=pieces, roles=found, olds=(), touched={number}, corrects=self.turned
            )
        )
        self.turned = False
        return True

    def _without_letter(self, sentence: Sentence, named: list[Piece]) -> bool:
        """“Patching - windows team”: the part of the role is asked for."""
        if len(named) != 2 or not named[0].followed or not role_like(named[1], self.names) or role_like(named[0], self.names):
            return False
        activity = self._heads(named[0], alone=True)
        if not activity or WORDING["foreign"].search(sentence.low):
            return False
        self.spoken.ask("raci_ask_letter", activity=activity[0], role=named[1].text)
        self.reading.used |= {number for _, number in sentence.starts}
        return True

    def _heads(self, piece: Piece, *, alone: bool) -> tuple[str, ...]:
        """The activities that a piece names as a heading."""
        if piece.kind in ("rows", "every", "before", "current"):
            return self.spoken.rows(piece)
        if piece.kind != "name" or piece.old or (self.names.is_role(piece.text) and not self.names.is_either(piece.text)):
            return ()
        name = self.spoken.activity(piece)
        if self.names.is_statement(name) or (piece.kind == "name" and self._begins_with_role(name)):
            return ()
        sure = self.names.is_activity(name) or self.names.leaning(name) == "activity"
        short = alone and self.names.leaning(name) == "" and len(name.split()) <= 4 and piece.determiner not in ("a", "an")
        return (name,) if name and (sure or short) else ()

    def _begins_with_role(self, name: str) -> bool:
        """“CIO delegated” is a statement rather than a heading."""
        first, _, rest = name.partition(" ")
        return bool(rest) and self.names.is_role(first) and not self.names.is_activity(name) and self.names.leaning(name) == ""

    def _give_back(self) -> None:
        meant = [event for event in self.events if is_meant(event, self.events, self.spoken, self.names)]
        sure = [event for event in meant if not event.uncertain]
        changes = Changes(self.file, self.spoken)
        copies = [command.args for _, command in self.rows.found if command.tool == "copy_row"]
        changes.copied = {activities().key(args["target"]): args["source"] for args in copies}
        changes.all_of(sure, self.rows.phases)
        Asking(self.reading, self.file, self.spoken, self.names, self.events).ask(meant, self.loose, done=bool(changes.commands))
        for number, command in sorted([*self.rows.found, *changes.commands], key=lambda each: each[0]):
            self.reading.take(number, replace(command, said=self.reading.clauses[number].text))
        for event in meant:
            self.reading.used |= event.touched
        told = {target for event in meant for target in event.targets}
        for header in self.headers:
            if told & set(header.targets):
                self.reading.used |= header.numbers
        for sentence in self.tagged:
            numbers = {number for _, number in sentence.starts}
            last = max(numbers)
            if numbers & self.reading.used and WORDING["tag"].search(self.reading.clauses[last].folded):
                self.reading.used.add(last)
        if self.rows.found or self.rows.phases:
            self.reading.used |= self.rows.touched
        self.reading.unclear += [text for text in self.spoken.unclear if text not in self.reading.unclear]


def _is_question(sentence: Sentence) -> bool:
    """Whether it asks; “can you make QA the A?” and “QA signs off, ok?” only have the form of a question."""
    low = sentence.low.strip(" ,")
    if WORDING["asks_as_heading"].search(low):
        return False
    if not sentence.asks:
        return bool(WORDING["asks_without_mark"].search(low))
    if WORDING["polite"].search(low) and not low.startswith(("who", "what", "which")):
        return False
    if _only_relative(low):
        return False
    last = low.rsplit(",", 1)[-1].strip()
    return not ("," in low and WORDING["tag"].search(last) and not WORDING["wh"].search(low))


def _stated_before(sentence: Sentence) -> Sentence | None:
    """What is stated before the question at the end of a sentence: “QA does it and the GM signs off, may QA audit itself?”

    Nothing where the question is about the statement: “…, is that allowed?”
    """
    at, number = sentence.starts[-1]
    low = sentence.low[at:]
    if len(sentence.starts) < 2 or not WORDING["asks_at_once"].search(low) or WORDING["asks_about_that"].search(low):
        return None
    starts = tuple(start for start in sentence.starts if start[1] != number)
    stated = replace(sentence, text=sentence.text[:at].rstrip(" ,"), low=sentence.low[:at].rstrip(" ,"), starts=starts, asks=False)
    return None if any(WORDING[name].search(stated.low) for name in ("asks_at_once", "skip", "wh")) else stated


def _only_relative(low: str) -> bool:
    """Whether what looks like a question is a relative clause: “the CIO is the one who signs off”."""
    if WORDING["asks_at_once"].search(low):
        return False
    found = [low[: match.start()].rstrip() for match in re.finditer(r"\bwho\b", low)]
    return bool(found) and all(WORDING["role_like"].search(before) or WORDING["before_who"].search(before) for before in found)


def _without_side_clause(sentence: Sentence) -> Sentence:
    for name in ("side_clause", "side_clause_behind"):
        if match := WORDING[name].search(sentence.low):
            sentence = sentence.blanked(match.start(), match.end())
    return sentence
