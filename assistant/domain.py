"""The types that pass between the steps of a turn: one frozen type per arrow, importing nothing of ours.

message -> Understanding -> Evidence -> Answer -> events
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

Language = Literal["zh", "en"]
Status = Literal["current", "superseded", "abolished"]
Verdict = Literal["yes", "no"]
FOREIGN = ("foreign",)
"""Section of a known gap that is no question of the field at all."""
Shape = Literal["fact", "list", "yes_no", "definition", "how_to", "why", "price", "count", "time", "who"]
"""What kind of answer a question wants. `price`, `count` and `time` want a figure; without one in the evidence there is no answer."""
Intent = Literal[
    "question",
    "command",
    "greeting",
    "thanks",
    "farewell",
    "identity",
    "ability",
    "empty",
    "too_long",
    "not_words",
    "other_language",
    "classified",
    "classified_refused",
]


@dataclass(frozen=True)
class Document:
    """One source, as `corpus/sources.yaml` describes it; for a file without an entry only id, title and language are known."""

    id: str
    title: str
    language: Language
    issuer: str | None = None
    date: str | None = None
    """Date of capture or of effect, ISO 8601 (`2026-11-22`)."""
    edition: str | None = None
    status: Status | None = None
    url: str | None = None
    licence: str | None = None
    scheme: str | None = None
    """Id of the certification scheme it is about, e.g. `iso-20000-1`."""
    renders: str | None = None
    """Id of the document of which this one is a translation, section for section."""
    gaps: bool = False
    """It holds no text but the questions known to be beyond the corpus: each passage names what is lacking."""


@dataclass(frozen=True)
class Passage:
    """A stretch of one document that is found and quoted as a whole."""

    id: str
    """Hash of the document's id, section and text: the same content always has the same id."""
    document: Document
    section: tuple[str, ...]
    """Heading path from the outermost heading inwards."""
    anchor: str | None
    """Id of the section (`{#costs}` behind its heading); a translation carries the same one."""
    ordinal: int
    """Place among the document's passages, from 0."""
    text: str
    """Verbatim Markdown of the passage, without its headings."""


@dataclass(frozen=True)
class Key:
    """A question as people put it that leads to a passage, and to the spans in it that answer."""

    text: str
    language: Language
    passage: str
    """Id of the passage it leads to."""
    spans: tuple[tuple[int, int], ...] = ()
    """Offsets into the passage's text, in characters; empty when the whole passage answers."""
    verdict: Verdict | None = None
    """For a yes-or-no question, what the spans answer."""


@dataclass(frozen=True)
class Lead:
    """What in a passage came near the question: one of its sentences, or a key question with its spans."""

    kind: Literal["sentence", "question"]
    text: str
    spans: tuple[tuple[int, int], ...]
    cosine: float
    verdict: Verdict | None = None
    language: Language | None = None
    """Of a key question; people ask of a passage in either language."""


@dataclass(frozen=True)
class Evidence:
    """A passage found for a question, with why it was found. Scores are comparable within one search only."""

    key: str
    """`S1`, `S2`, … in the order of rank, for this turn."""
    passage: Passage
    score: float
    cosine: float
    """Cosine of the question and the passage's own vector."""
    keyword: float
    """BM25 over its attainable maximum for this question, 0 to 1."""
    leads: tuple[Lead, ...] = ()
    """Best first."""


@dataclass(frozen=True)
class Retrieved:
    """What the search brought for a question, each group best first."""

    evidence: tuple[Evidence, ...] = ()
    gaps: tuple[Evidence, ...] = ()
    """Known gaps that lie near the question."""
    elsewhere: bool = False
    """The evidence is in the language that was not asked for."""


Aim = Literal["answer", "compare", "add", "order", "each"]
"""What is wanted of several schemes: their differences, what one adds to others that are held, in which order to get them,
or the same thing of each."""
MentionState = Literal["current", "obsolete", "misnomer", "confusable", "edition", "typo"]


@dataclass(frozen=True)
class Mention:
    """A certification scheme that a message names."""

    scheme: str
    said: str
    """The name as it was put."""
    state: MentionState
    """What the name is today; `edition`: it names one edition, `typo`: it comes near a name and near no other's."""
    edition: str | None = None


@dataclass(frozen=True)
class Command:
    """A change of the case that a message asks for: a tool by its name with its arguments, not checked yet."""

    tool: str
    args: dict[str, Any]
    said: str = ""
    """The words that ask for it."""


CaseQuestion = Literal[
    "who", "gaps", "overload", "total", "remaining", "open", "item", "later", "categories", "profile", "raci", "costs", "case"
]
"""What is asked of the case itself: who has a letter in a row, what is missing, sums, what is held."""


@dataclass(frozen=True)
class Asked:
    """A question that the case answers, not the documents."""

    kind: CaseQuestion
    args: dict[str, Any]


@dataclass(frozen=True)
class Action:
    """A command that was tried on the case, as the command line's contract has it."""

    tool: str
    args: dict[str, Any]
    status: Literal["applied", "rejected"]
    message: str
    """The change, or why there is none."""


@dataclass(frozen=True)
class Understanding:
    """What a message asks for."""

    language: Language
    intent: Intent
    question: str = ""
    """The question made to stand alone: what a follow-up leaves out is filled in from the conversation."""
    shape: Shape = "fact"
    said: str = ""
    """Of a follow-up that might stand alone as well, the message as it was; searched for beside the question."""
    focus: str = ""
    """Of a follow-up, the words it adds itself: the answer has to be about these."""
    about: tuple[str, ...] = ()
    """Ids of the passages that a follow-up goes on from."""
    mentions: tuple[Mention, ...] = ()
    """Schemes that the message names, or that it goes on from."""
    carried: bool = False
    """The message names no scheme: the mentions are those of the turn before."""
    ambiguous: str = ""
    """A name in the message that stands for several schemes, if nothing tells which one is meant."""
    bare: str = ""
    """The question less its names of schemes."""
    topic: str = ""
    """Anchor of the section of a scheme's summary that the question's words point to, e.g. `validity`."""
    only_topic: bool = False
    """Nothing is asked but that section: “要多久”, and not “换新版要多久”."""
    aim: Aim = "answer"
    held: tuple[str, ...] = ()
    """Ids of the schemes that the speaker says to have already."""
    parts: "tuple[Understanding, ...]" = ()
    """Of a message that asks two things of a scheme (“几年有效，怎么续”), each of them."""
    commands: tuple[Command, ...] = ()
    """Changes of the case that the message asks for, in its order."""
    asked: tuple[Asked, ...] = ()
    """What it asks of the case."""
    unclear: tuple[str, ...] = ()
    """Questions back about what was not understood, each with a suggestion."""
    declined: bool = False
    """It declines what the assistant offered."""
    otherwise: str = ""
    """A question back for when the documents have no answer: the message may have been meant for the case."""


@dataclass(frozen=True)
class Basis:
    """What a section of a summary rests on: a document with its date, and how sure it is."""

    text: str
    url: str | None = None


@dataclass(frozen=True)
class Citation:
    """A reference as a reader sees it; everything in it comes from the corpus."""

    n: int
    passage: str
    source: str
    title: str
    section: str
    quote: str
    """The passage, verbatim."""
    original: str | None
    """The section of the original that a translation renders."""
    url: str | None
    edition: str | None
    status: Status | None
    highlights: tuple[str, ...] = ()
    """The words of the quote that support the answer."""
    basis: tuple[Basis, ...] = ()
    """Of a summary, the sources of the section."""


@dataclass(frozen=True)
class Frame:
    """What code says of names and editions around what the passages say; marked with keys, S51 and on, of its own evidence."""

    before: str
    behind: str
    evidence: tuple[Evidence, ...]
    supports: Mapping[str, tuple[str, ...]]
    """By key, the words of its passage to highlight."""


@dataclass(frozen=True)
class Answer:
    """A finished reply: Markdown with markers `[1]`, each with its citation."""

    text: str
    language: Language
    refused: bool = False
    citations: tuple[Citation, ...] = ()
    asks: tuple[str, ...] = ()
    """Questions put to the user, at most two."""
    foreign: bool = False
    """Refused as no question of the field at all."""
    unsure: bool = False
    """Refused for want of evidence alone: put in other words, the question might find some."""
    free: bool = False
    """What it says besides its frame is made of passages alone: a model may put that in other words."""
    frame: Frame | None = None
    """Of an answer that is free, as long as it may still be worded anew; not kept."""
    weak: bool = False
    """The evidence was hardly enough: worth a consultant's look."""


@dataclass(frozen=True)
class Timings:
    """Milliseconds spent on a turn."""

    total: float = 0.0
    understand: float = 0.0
    retrieve: float = 0.0
    answer: float = 0.0


@dataclass(frozen=True)
class Progress:
    """A step has begun."""

    step: Literal["understand", "retrieve", "answer"]


@dataclass(frozen=True)
class Token:
    """A piece of the reply to show at once. The pieces of a turn, joined, are the text of its answer."""

    text: str


@dataclass(frozen=True)
class Draft:
    """A piece of what a model is writing, to be shown until the checked answer takes its place."""

    text: str


@dataclass(frozen=True)
class Answered:
    """The turn is finished and kept."""

    session: str
    turn: int
    message: str
    understanding: Understanding
    answer: Answer
    timings: Timings = field(default_factory=Timings)
    actions: tuple[Action, ...] = ()
    """The commands of the message, in order."""
    changes: tuple[str, ...] = ()
    """What they changed in the case, a line each."""


@dataclass(frozen=True)
class Failed:
    """The turn could not be finished; nothing was kept. The text is fit for the reader."""

    text: str


Event = Progress | Draft | Token | Answered | Failed
