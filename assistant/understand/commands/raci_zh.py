"""Commands on the RACI matrix in Chinese messages, English words among them: who does what, taken as it is spoken."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from assistant.domain import Command
from assistant.texts import say
from assistant.understand.commands.raci_zh_clauses import end_message, end_sentence, read_clause
from assistant.understand.commands.raci_zh_moves import Assign, Drop, Move, Whole, Writer
from assistant.understand.commands.raci_zh_pairs import read_pair, speaks_of_pairs
from assistant.understand.commands.raci_zh_phrases import phrases_of
from assistant.understand.commands.raci_zh_places import WORDS as ROWS
from assistant.understand.commands.raci_zh_questions import WORDS as QUESTIONS
from assistant.understand.commands.raci_zh_questions import activity_asked_of, asked_in, asks, hypothetical, reads_out
from assistant.understand.commands.raci_zh_rows import read_rows, with_phases
from assistant.understand.commands.raci_zh_spelling import spelt_right
from assistant.understand.commands.raci_zh_state import State
from assistant.understand.commands.raci_zh_tokens import WORDS
from assistant.understand.commands.reading import Context, Reading
from assistant.understand.commands.stretches import Stretch, sentences_of, stretches_of

LONGEST = 200
"""Characters of a clause; what is longer is no command."""
_PICTURES = re.compile("[\u2600-\u27bf\ufe0f\u200d\U0001f000-\U0001faff]")
_BRACKETS = str.maketrans(dict.fromkeys("()[]{}【】“”‘’「」『』《》\"'", " "))


def read(reading: Reading, context: Context) -> None:
    """Takes the clauses about the matrix as commands, questions to it, or as something to ask back."""
    stretches = [_plain(stretch) for stretch in stretches_of(reading)]
    state = State(context.file.case.raci, context.file.talk)
    if _without_object(reading, stretches):
        reading.take(stretches[0].numbers[0])
        reading.unclear.append(say("raci_ask_what", "zh"))
        return
    read_so_far: list[Stretch] = []
    both = any(speaks_of_pairs(stretch.folded) for stretch in stretches)
    for sentence in sentences_of(stretches):
        if hypothetical(sentence):
            continue
        if any(asks(stretch) for stretch in sentence):
            sentence = [replace(stretch, asks=True) for stretch in sentence]
        alone = all(reads_out(stretch) or WORDS["aside"].search(stretch.folded.strip()) for stretch in sentence[:-1])
        for stretch in sentence:
            if len(stretch.folded) <= LONGEST and _read_one(reading, state, stretch, both=both, alone=alone):
                read_so_far.append(stretch)
        end_sentence(state)
    end_message(state)
    _write(reading, state, read_so_far, context)
    with_phases(reading)
    if _incomplete(reading, state, stretches, context):
        reading.take(stretches[0].numbers[0])
        row = next(iter(state.rows), None)
        said = any(token.verb for token in phrases_of(stretches[0].folded, state.names, governed=True))
        reading.unclear.append(say("raci_ask_role", "zh", activity=row) if said and row else say("raci_ask_what", "zh"))


def _incomplete(reading: Reading, state: State, stretches: Sequence[Stretch], context: Context) -> bool:
    """A short message in a talk about the matrix that bids to change something and does not say what, or whom."""
    if len(stretches) != 1 or len(reading.clauses) != 1 or reading.used or reading.unclear or context.file.talk.subject != "raci":
        return False
    folded = stretches[0].folded.strip()
    if stretches[0].asks or asks(stretches[0]) or not ROWS["incomplete"].search(folded):
        return False
    # Something else than the matrix may be meant: 老系统改一改.
    unknown = [token.text for token in phrases_of(folded, state.names, governed=True) if token.kind == "unknown"]
    return all(len(ROWS["incomplete_words"].sub("", text)) < 3 for text in unknown)


def _plain(stretch: Stretch) -> Stretch:
    """Without brackets, quotation marks, pictures and names mistyped, place for place."""
    text, folded = spelt_right(*(_PICTURES.sub(" ", each.translate(_BRACKETS)) for each in (stretch.text, stretch.folded)))
    return replace(stretch, text=text, folded=folded)


def _without_object(reading: Reading, stretches: Sequence[Stretch]) -> bool:
    """The whole message bids to change something without saying what."""
    return len(stretches) == len(reading.clauses) == 1 and bool(ROWS["no_object"].search(stretches[0].folded.strip()))


def _read_one(reading: Reading, state: State, stretch: Stretch, *, both: bool, alone: bool) -> bool:
    """Whether the clause belongs to what the message does to the matrix."""
    folded = stretch.folded
    asked = asked_in(state, stretch, alone=alone)
    asking = asks(stretch) or (stretch.asks and stretch.last)
    if (asked or asking) and (named := activity_asked_of(state, stretch)):
        state.turn_to(named)
    if asked:
        for each in asked:
            reading.ask(stretch.numbers[0], each)
        for number in stretch.numbers:
            reading.take(number)
        return False
    if asking or WORDS["money"].search(folded):
        return False
    if WORDS["aside"].search(folded.strip()) and not WORDS["fixes"].search(folded):
        return True
    if reads_out(stretch) or QUESTIONS["hypothetical"].search(folded):
        return reads_out(stretch)
    moved = len(state.moves)
    if not stretch.asks and ((both and read_pair(state, stretch)) or read_rows(state, stretch)):
        return True
    if read_clause(state, stretch) or len(state.moves) > moved:
        return True
    return len(stretch.numbers) > 1 and _read_pieces(state, stretch)


def _read_pieces(state: State, stretch: Stretch) -> bool:
    """An enumeration clause by clause, if that makes sense of all of them."""
    moved = len(state.moves)
    if all([read_clause(state, piece) for piece in _pieces(stretch)]):
        return True
    del state.moves[moved:]
    return False


def _pieces(stretch: Stretch) -> Iterator[Stretch]:
    """The clauses of an enumeration one by one: 经理经办、法务审核、总经理签发."""
    start = 0
    for number, text in zip(stretch.numbers, stretch.text.split("、"), strict=False):
        yield replace(stretch, numbers=(number,), text=text, folded=stretch.folded[start : start + len(text)])
        start += len(text) + 1


def _write(reading: Reading, state: State, stretches: Sequence[Stretch], context: Context) -> None:
    writer = Writer(context.file.case.raci)
    commands: list[tuple[int, Command]] = []
    unclear = list(state.unclear)
    _make_room(state.moves)
    for move in state.moves:
        if not _placed(move):
            unclear += _asked_for_row(move, state, context)
            continue
        commands += [(move.number, command) for command in writer.commands(move)]
    unclear += writer.unclear
    if commands and state.missed:
        unclear.append(say("raci_ask_clause", "zh", said=state.missed[0].strip()))
    if not commands and not unclear:
        commands, unclear = _of_no_effect(state)
    if not commands and not unclear:
        if reading.asked or reading.declined:
            _take_asides(reading, stretches)
        return
    for stretch in stretches:
        for number in stretch.numbers:
            reading.take(number)
    for number, command in commands:
        reading.take(number, command)
    reading.unclear += [text for text in dict.fromkeys(unclear) if text not in reading.unclear]


def _of_no_effect(state: State) -> tuple[list[tuple[int, Command]], list[str]]:
    """What is taken from a role that has not got it: told as such, or asked."""
    for move in state.moves:
        if isinstance(move, Drop) and move.activities and move.roles:
            activity, role = move.activities[0], move.roles[0]
            if state.letters_in_row(role):
                return [], [say("raci_ask_letter", "zh", activity=activity, role=role)]
            return [(move.number, Command("remove_role", {"role": role, "activity": activity}, move.said))], []
    return [], []


def _make_room(moves: Sequence[Move]) -> None:
    """A new A takes the place of the old one if the same message gives whoever had it another part."""
    for move in moves:
        if isinstance(move, Assign) and "A" in move.letters and not move.add:
            others = [
                each for each in moves if isinstance(each, (Assign, Drop)) and each is not move and each.activities == move.activities
            ]
            move.gives_way = tuple(role for each in others if not (isinstance(each, Assign) and "A" in each.letters) for role in each.roles)


def _placed(move: Move) -> bool:
    """Whether it is known which rows a move is about."""
    return isinstance(move, Whole) or bool(move.activities) or getattr(move, "everywhere", False)


def _asked_for_row(move: Move, state: State, context: Context) -> list[str]:
    """The question which row is meant, unless nothing shows that the matrix is spoken of at all."""
    letters = move.letters if isinstance(move, Assign) else ()
    about = set(letters) - {"R"} or context.file.talk.subject == "raci"
    return [say("raci_ask_activity", "zh", said=move.said)] if about and move.roles else []


def _take_asides(reading: Reading, stretches: Sequence[Stretch]) -> None:
    for stretch in stretches:
        if WORDS["aside"].search(stretch.folded.strip()) or reading.declined:
            for number in stretch.numbers:
                reading.take(number)
