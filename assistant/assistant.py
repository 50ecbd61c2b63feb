"""The one door: a message in, the events of a turn out. Page, command line and eval use only this."""

import datetime as dt
import logging
import re
import sqlite3
import threading
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, suppress
from dataclasses import replace
from types import TracebackType
from typing import TYPE_CHECKING, Self

from assistant.acting import Acted, act, joined
from assistant.ambiguous import read_ambiguous, read_not_held
from assistant.answer import Contact, Knowledge, small_talk
from assistant.answering import Answering, original_of
from assistant.case import Case
from assistant.chat import Chat
from assistant.domain import (
    Answer,
    Answered,
    Event,
    Evidence,
    Failed,
    Language,
    Progress,
    Retrieved,
    Token,
    Understanding,
)
from assistant.errors import AssistantError, ModelUnavailable
from assistant.explaining import unread
from assistant.glossary import domain_terms
from assistant.ledger import Ledger
from assistant.ledger_reading import LEDGER, read_ledger
from assistant.library import Library, open_library
from assistant.models import build_chat, build_embedder, build_reranker
from assistant.names import NameIndex
from assistant.proposing import may_command, proposed
from assistant.recording import Recorder, recorder
from assistant.retrieval import Retrieval
from assistant.settings import Settings
from assistant.speaking import BUDGET, Around
from assistant.spoken import read_spoken
from assistant.texts import say
from assistant.tools import Setting, Similar
from assistant.tracing import Tracing, open_tracing, traced
from assistant.turn import Turn
from assistant.understand import LONGEST, understand

if TYPE_CHECKING:
    from langchain_core.embeddings import Embeddings
    from langchain_core.runnables import RunnableConfig
    from langgraph.types import StreamMode

    from assistant.cases import CaseStore
    from assistant.missing import MissingKnowledge
    from assistant.sessions import Sessions
    from assistant.usage import UsageStore, Use

log = logging.getLogger(__name__)

_PIECE = re.compile(r"\s*(?:[A-Za-z0-9'’-]+|\[\d+\]|\[|[^\sA-Za-z0-9\[]{1,4})|\s+")
"""A word, a marker, or a few characters of Chinese; a marker is never cut in two."""


class Assistant(AbstractContextManager["Assistant"]):
    """Answers in many sessions at once; the turns of one session follow one another. See `open_assistant`."""

    def __init__(
        self,
        library: Library,
        sessions: "Sessions",
        resources: ExitStack,
        ledger: Ledger,
        missing: "MissingKnowledge",
        cases: "CaseStore",
        similar: Similar,
        chat: Chat | None = None,
        today: Callable[[], dt.date] = dt.date.today,
        usage: "UsageStore | None" = None,
        tracing: Tracing | None = None,
        budget: int = BUDGET,
    ) -> None:
        from assistant.graph import Steps, build_graph

        self.library = library
        self.missing = missing
        self._names = NameIndex(ledger, read_ambiguous(), read_not_held(), read_spoken())
        self._retrieval = Retrieval(library, self._names, ledger)
        self._knowledge = Knowledge(Contact.load(), original_of(library), library.section, ledger, self._names, lambda: today().isoformat())
        self.chat = chat
        self._answering = Answering(library, self._retrieval, self._knowledge, chat)
        self._ledger, self._today, self._similar = ledger, today, similar
        self._cases = cases
        self._sessions = sessions
        self._resources = resources
        self._turns: defaultdict[str, threading.Lock] = defaultdict(threading.Lock)
        self._usage, self._tracing, self._budget = usage, tracing, budget
        steps = Steps(
            traced(tracing, "understand", self._understand),
            traced(tracing, "act", self._act),
            joined,
            traced(tracing, "retrieve", self._answering.retrieve),
            traced(tracing, "answer", self._answer),
            self._small_talk,
        )
        self._graph = build_graph(steps, sessions)

    def reply(self, session: str, message: str, recorder: Recorder | None = None) -> Iterator[Event]:
        """Progress as steps begin, a model's draft while it is written, then the answer in pieces, then Answered.

        Or Failed, with the session as it was before. `recorder`: to be filled with what happens on the way.
        """
        with self._turns[session]:
            turn = Turn(message, recorder or (Recorder() if self.chat or self._tracing else None), self._tracing)
            last: Answered | Failed | None = None
            before: str | None = None
            modes: list[StreamMode] = ["updates", "custom"]
            try:
                before = self._sessions.latest(session)
                yield Progress("understand")
                yield from turn.events(self._graph.stream({"message": message}, _thread(session), stream_mode=modes, durability="exit"))
                last = self._kept(session, turn)
            except AssistantError as error:
                log.warning("turn failed: %s", error)
                last = Failed(say("failed", _language_of(message), reason=str(error)))
            except Exception:
                log.exception("turn failed")
                language = _language_of(message)
                last = Failed(say("failed", language, reason=say("unexpected", language)))
            finally:
                if before is not None and not isinstance(last, Answered):
                    self._drop_later(session, before)
                self._count(session, turn)
                turn.ended(last)
            if isinstance(last, Answered):
                yield from map(Token, _PIECE.findall(last.answer.text))
            yield last

    def _kept(self, session: str, turn: Turn) -> Answered:
        """The finished turn, its case kept and what it could not answer noted."""
        assert turn.answered is not None, "the last step keeps the turn"
        if turn.acted:
            self._cases.save(session, turn.acted.file)
        self._sessions.keep_only_latest(session)
        self.missing.note(turn.answered.understanding, turn.answered.answer, self._knowledge.today())
        return replace(turn.answered, timings=turn.timings())

    def _drop_later(self, session: str, state: str) -> None:
        """LangGraph keeps how far a turn came; it holds what was said, and nobody goes on with it."""
        try:
            self._sessions.drop_later(session, state)
        except sqlite3.Error as error:
            log.warning("what a turn left behind is not dropped: %s", error)

    def _count(self, session: str, turn: Turn) -> None:
        """Keep what the turn has used of a model, also when it failed."""
        if self._usage and turn.recorder:
            try:
                self._usage.note(session, self._knowledge.today(), turn.recorder.calls)
            except sqlite3.Error as error:
                log.warning("what the turn used of the model is not counted: %s", error)

    def history(self, session: str) -> list[Answered]:
        """The turns kept of a session, oldest first; none for an unknown one."""
        return list(self._graph.get_state(_thread(session)).values.get("turns", []))

    def case(self, session: str) -> Case:
        """The case of a session as it stands; an empty one for an unknown session."""
        return self._cases.load(session).case

    def scheme_name(self, scheme: str, language: Language) -> str:
        """The short name of a scheme by its id; the id itself where the ledger has none."""
        known = self._ledger.get(scheme)
        return known.short.of(language) if known else scheme

    def used(self, session: str) -> "list[Use]":
        """What a session has used of chat models, by model; nothing where no model is set."""
        return self._usage.of(session) if self._usage else []

    def forget(self, session: str) -> None:
        """Delete a session with its case."""
        self._sessions.delete_thread(session)
        self._cases.forget(session)
        if self._usage:
            self._usage.forget(session)

    def retrieve(self, understanding: Understanding) -> list[Evidence]:
        """The evidence that an answer to this would be drawn from, best first."""
        return list(self.look_up(understanding).evidence)

    def look_up(self, understanding: Understanding, elsewhere: bool = False) -> Retrieved:
        """Evidence and known gaps for a question, in its own language or `elsewhere`, in the other."""
        return self._retrieval.look_up(understanding, elsewhere)

    def warm(self) -> None:
        """Load what the first questions would otherwise wait for."""
        self.library.search("ISO 20000 认证 certification", k=1)
        self.library.preload()
        self._similar("IT")

    def close(self) -> None:
        """Let go of index and sessions; a second call does nothing."""
        self._answering.close()
        self._resources.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def _understand(self, message: str, history: Sequence[Answered], session: str) -> Understanding:
        file = self._cases.load(session)
        understood = understand(message, history, self._names, file, self._today())
        noted = recorder()
        if self.chat and may_command(understood, message):
            setting = Setting(understood.language, self._today(), self._similar)
            found = proposed(self.chat, message, file, setting)
            if noted:
                noted.dropped += [*found.dropped, *([f"no proposals: {found.failed}"] if found.failed else [])]
            if found.commands:
                understood = replace(understood, intent="command", commands=found.commands)
        if noted:
            noted.understood = understood
            noted.unread = unread(message, understood, file, self._names, self._today()) if noted.explaining else ()
        return understood

    def _act(self, understanding: Understanding, session: str) -> Acted:
        file = self._cases.load(session)
        spoken_to = understanding.commands or understanding.asked or understanding.unclear or understanding.declined
        if understanding.intent == "question" and not spoken_to:
            return Acted(file)
        setting = Setting(understanding.language, self._today(), self._similar)
        return act(understanding, file, setting, self.scheme_name)

    def _answer(
        self, understanding: Understanding, retrieved: Retrieved, history: Sequence[Answered], session: str, show: Callable[[str], None]
    ) -> Answer:
        def again(question: str) -> Understanding:
            return understand(question, history, self._names)

        surroundings = Around(history, self.case(session), self.scheme_name, self._budget)
        return self._answering.answer(understanding, retrieved, surroundings, again, show)

    def _small_talk(self, understanding: Understanding, message: str) -> Answer:
        return small_talk(understanding, len(message), LONGEST, say("examples", understanding.language).split("\n"))


def open_assistant(
    settings: Settings | None = None,
    today: Callable[[], dt.date] | None = None,
    chat: Chat | None = None,
    tracing: Tracing | None = None,
) -> Assistant:
    """The assistant as the settings want it; to be closed, or used as a context manager.

    `today`: the clock; without, the day of the settings, or else of this machine. `chat`: a model in place of the settings' one;
    `tracing`: in place of what the variables of OpenTelemetry want.
    Raises CorpusError, IndexMissing, IndexMismatch, IndexBusy, IndexUnreachable, ModelUnavailable, SettingsError.
    """
    settings = settings or Settings()
    with ExitStack() as opening:
        embedder = build_embedder(settings)
        threading.Thread(target=_load_ahead, args=(embedder,), name="load the encoder").start()
        from assistant.cases import open_cases
        from assistant.exemplars import Exemplars
        from assistant.missing import open_missing
        from assistant.sessions import open_sessions
        from assistant.usage import open_usage

        library = opening.enter_context(open_library(settings.index, embedder, reranker=build_reranker(settings), terms=domain_terms()))
        sessions = opening.enter_context(open_sessions(settings.sessions))
        missing = opening.enter_context(open_missing(settings.sessions))
        cases = opening.enter_context(open_cases(settings.sessions))
        ledger = read_ledger(cache=LEDGER)
        chat = chat or build_chat(settings)
        usage = opening.enter_context(open_usage(settings.sessions)) if chat else None
        tracing = tracing or open_tracing(settings.trace_text)
        if tracing:
            opening.callback(tracing.close)
        fixed = settings.today
        clock = today or ((lambda: fixed) if fixed else dt.date.today)
        similar, kept = Exemplars(embedder), opening.pop_all()
        return Assistant(library, sessions, kept, ledger, missing, cases, similar, chat, clock, usage, tracing, settings.model_budget)


def _load_ahead(embedder: "Embeddings") -> None:
    """The encoder's model is built outside the interpreter, while that imports what else a turn needs."""
    load = getattr(embedder, "load", None)
    if load:
        # Whoever encodes the first text is told.
        with suppress(ModelUnavailable):
            load()


def _thread(session: str) -> "RunnableConfig":
    return {"configurable": {"thread_id": session}}


def _language_of(message: str) -> Language:
    return understand(message[:LONGEST]).language
