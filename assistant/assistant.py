"""The one door: a message in, the events of a turn out. Page, command line and eval use only this."""

import datetime as dt
import logging
import re
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, ExitStack, suppress
from dataclasses import replace
from types import TracebackType
from typing import TYPE_CHECKING, Literal, Self

from assistant.acting import ASKS_AT_MOST, Acted, act
from assistant.answer import Contact, Knowledge, answer, small_talk
from assistant.case import Case
from assistant.domain import (
    Answer,
    Answered,
    Event,
    Evidence,
    Failed,
    Language,
    Passage,
    Progress,
    Retrieved,
    Timings,
    Token,
    Understanding,
)
from assistant.errors import AssistantError, ModelUnavailable
from assistant.glossary import domain_terms
from assistant.ledger import LEDGER, Ledger, read_ledger
from assistant.library import Library, open_library
from assistant.models import build_embedder, build_reranker
from assistant.names import NameIndex, read_ambiguous, read_not_held, read_spoken
from assistant.retrieval import Retrieval
from assistant.settings import Settings
from assistant.texts import say
from assistant.tools import Setting, Similar
from assistant.understand import LONGEST, understand

if TYPE_CHECKING:
    from langchain_core.embeddings import Embeddings
    from langchain_core.runnables import RunnableConfig
    from langgraph.checkpoint.base import BaseCheckpointSaver

    from assistant.cases import CaseStore
    from assistant.missing import MissingKnowledge

log = logging.getLogger(__name__)

TURNED = 0.02
"""Score by which the page's own passages must lie nearer than those of the scheme spoken of before, for a question to turn away from it."""
FAR_SURE, FAR_NEAR = 0.3, 0.89
"""Surplus of evidence, and cosine of a key question, that an answer needs which neither the page nor a named scheme gives."""
SEARCHERS = 2
"""Searches that run at once; more would only slow each other down on few cores, and a stream never waits for a core."""
_PIECE = re.compile(r"\s*(?:[A-Za-z0-9'’-]+|\[\d+\]|\[|[^\sA-Za-z0-9\[]{1,4})|\s+")
"""A word, a marker, or a few characters of Chinese; a marker is never cut in two."""
_NEXT: dict[str, Literal["retrieve", "answer"]] = {"act": "retrieve", "retrieve": "answer"}


class Assistant(AbstractContextManager["Assistant"]):
    """Answers in many sessions at once; the turns of one session follow one another. See `open_assistant`."""

    def __init__(
        self,
        library: Library,
        sessions: "BaseCheckpointSaver[str]",
        resources: ExitStack,
        ledger: Ledger,
        missing: "MissingKnowledge",
        cases: "CaseStore",
        similar: Similar,
        today: Callable[[], dt.date] = dt.date.today,
    ) -> None:
        from assistant.graph import Steps, build_graph

        self.library = library
        self.missing = missing
        self._names = NameIndex(ledger, read_ambiguous(), read_not_held(), read_spoken())
        self._retrieval = Retrieval(library, self._names, ledger)
        self._knowledge = Knowledge(Contact.load(), self._original, library.section, ledger, self._names, lambda: today().isoformat())
        self._ledger, self._today, self._similar = ledger, today, similar
        self._cases = cases
        self._sessions = sessions
        self._resources = resources
        self._searchers = ThreadPoolExecutor(SEARCHERS, thread_name_prefix="search")
        self._turns: defaultdict[str, threading.Lock] = defaultdict(threading.Lock)
        self._graph = build_graph(Steps(self._understand, self._act, joined, self._retrieve, self._answer, self._small_talk), sessions)

    def reply(self, session: str, message: str) -> Iterator[Event]:
        """Progress as steps begin, then the answer in pieces, then Answered; or Failed, with the session as it was before."""
        with self._turns[session]:
            try:
                yield Progress("understand")
                started = time.perf_counter()
                answered: Answered | None = None
                spent: dict[str, float] = {}
                before = started
                acted: Acted | None = None
                for update in self._graph.stream({"message": message}, _thread(session), stream_mode="updates", durability="exit"):
                    for step, change in update.items():
                        now = time.perf_counter()
                        spent[step] = spent.get(step, 0.0) + (now - before) * 1000
                        before = now
                        if change and "turns" in change:
                            answered = change["turns"][-1]
                        elif step in _NEXT:
                            yield Progress(_NEXT[step])
                        if step == "act":
                            acted = change["acted"]
                if acted:
                    self._cases.save(session, acted.file)
                self._keep_only_latest(session)
                assert answered is not None, "the last step keeps the turn"
                self.missing.note(answered.understanding, answered.answer, self._knowledge.today())
                timings = _timings(spent, (time.perf_counter() - started) * 1000)
            except AssistantError as error:
                log.warning("turn failed: %s", error)
                yield Failed(say("failed", _language_of(message), reason=str(error)))
                return
            except Exception:
                log.exception("turn failed")
                language = _language_of(message)
                yield Failed(say("failed", language, reason=say("unexpected", language)))
                return
            for piece in _PIECE.findall(answered.answer.text):
                yield Token(piece)
            yield replace(answered, timings=timings)

    def history(self, session: str) -> list[Answered]:
        """The turns kept of a session, oldest first; none for an unknown one."""
        return list(self._graph.get_state(_thread(session)).values.get("turns", []))

    def case(self, session: str) -> Case:
        """The case of a session as it stands; an empty one for an unknown session."""
        return self._cases.load(session).case

    def forget(self, session: str) -> None:
        """Delete a session with its case."""
        self._sessions.delete_thread(session)
        self._cases.forget(session)

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

    def close(self) -> None:
        """Let go of index and sessions; a second call does nothing."""
        self._searchers.shutdown()
        self._resources.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def _understand(self, message: str, history: Sequence[Answered], session: str) -> Understanding:
        return understand(message, history, self._names, self._cases.load(session), self._today())

    def _act(self, understanding: Understanding, session: str) -> Acted:
        file = self._cases.load(session)
        if understanding.intent == "question" and not (understanding.commands or understanding.asked or understanding.unclear):
            return Acted(file)
        setting = Setting(understanding.language, self._today(), self._similar)
        return act(understanding, file, setting, self._scheme_name)

    def _scheme_name(self, scheme: str, language: Language) -> str:
        known = self._ledger.get(scheme)
        return known.short.of(language) if known else scheme

    def _retrieve(self, understanding: Understanding, elsewhere: bool) -> Retrieved:
        if not elsewhere:
            return self._searchers.submit(self.look_up, understanding, False).result()
        # What stands in the question's own language too has been weighed there.
        documents = self.library.documents()
        rendered = {document.renders for document in documents}
        covered = {document.scheme for document in documents if document.language == understanding.language and document.scheme}
        alone = {
            document.id for document in documents if not document.renders and document.id not in rendered and document.scheme not in covered
        }
        if not any(document.id in alone for document in documents if document.language != understanding.language):
            return Retrieved(elsewhere=True)
        found = self._searchers.submit(self.look_up, understanding, True).result()
        return replace(found, evidence=tuple(one for one in found.evidence if one.passage.document.id in alone))

    def _answer(self, understanding: Understanding, retrieved: Retrieved) -> Answer:
        # What was spoken of before, or what the page is about, need not be what is asked about now.
        asked = (understanding.carried and understanding.said) or understanding.question
        alone = replace(understanding, question=asked, mentions=(), carried=False, bare=asked)
        page = self._searchers.submit(self.look_up, alone).result() if understanding.carried and not retrieved.elsewhere else Retrieved()
        if page.evidence and _best(page) > _best(self._of_carried(understanding, asked)) + TURNED:
            return answer(alone, page, self._knowledge)
        answered = answer(understanding, retrieved, self._knowledge)
        if not answered.refused or answered.foreign or retrieved.elsewhere or (understanding.mentions and not understanding.carried):
            return answered
        other = answer(alone, page, self._knowledge) if page.evidence else answered
        if not other.refused:
            return other
        far = self._searchers.submit(self._retrieval.look_anywhere, alone).result()
        if max((lead.cosine for one in far.evidence for lead in one.leads if lead.kind == "question"), default=0.0) < FAR_NEAR:
            return answered
        found = answer(alone, far, self._knowledge, sure=FAR_SURE)
        return answered if found.refused else found

    def _of_carried(self, understanding: Understanding, asked: str) -> Retrieved:
        """What the schemes spoken of before have on the message alone, without what was asked of them then."""
        return self._searchers.submit(self.look_up, replace(understanding, question=asked, said="", bare=asked, topic="")).result()

    def _small_talk(self, understanding: Understanding, message: str) -> Answer:
        return small_talk(understanding, len(message), LONGEST, say("examples", understanding.language).split("\n"))

    def _original(self, passage: Passage) -> str | None:
        if passage.document.renders is None or passage.anchor is None:
            return None
        return "\n\n".join(part.text for part in self.library.section(passage.document.renders, passage.anchor)) or None

    def _keep_only_latest(self, session: str) -> None:
        from assistant.sessions import keep_only_latest

        keep_only_latest(self._sessions, session)


def open_assistant(settings: Settings | None = None, today: Callable[[], dt.date] | None = None) -> Assistant:
    """The assistant as the settings want it; to be closed, or used as a context manager.

    `today`: the clock; without, the day of the settings, or else of this machine.
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

        library = opening.enter_context(open_library(settings.index, embedder, reranker=build_reranker(settings), terms=domain_terms()))
        sessions = opening.enter_context(open_sessions(settings.sessions))
        missing = opening.enter_context(open_missing(settings.sessions))
        cases = opening.enter_context(open_cases(settings.sessions))
        ledger = read_ledger(cache=LEDGER)
        fixed = settings.today
        clock = today or ((lambda: fixed) if fixed else dt.date.today)
        return Assistant(library, sessions, opening.pop_all(), ledger, missing, cases, Exemplars(embedder), clock)


def _load_ahead(embedder: "Embeddings") -> None:
    """The encoder's model is built outside the interpreter, while that imports what else a turn needs."""
    load = getattr(embedder, "load", None)
    if load:
        # Whoever encodes the first text is told.
        with suppress(ModelUnavailable):
            load()


def joined(acted: Acted, answered: Answer | None) -> Answer:
    """What was done to the case and the answer to the question beside it, as one reply.

    A question that finds no answer is refused only when nothing else was to be said.
    """
    if answered is None:
        language = acted.language
        return Answer(acted.said, language, asks=acted.asks)
    if not acted.said:
        return answered
    asks = (*acted.asks, *answered.asks)[:ASKS_AT_MOST]
    refused = answered.refused and not acted.changes
    return replace(answered, text=f"{acted.said}\n\n{answered.text}", asks=asks, refused=refused)


def _best(retrieved: Retrieved) -> float:
    return max((one.score for one in retrieved.evidence), default=0.0)


def _thread(session: str) -> "RunnableConfig":
    return {"configurable": {"thread_id": session}}


def _language_of(message: str) -> Language:
    return understand(message[:LONGEST]).language


def _timings(spent: dict[str, float], total: float) -> Timings:
    answering = sum(spent.get(step, 0.0) for step in ("answer", "elsewhere", "small_talk"))
    return Timings(total, spent.get("understand", 0.0), spent.get("retrieve", 0.0), answering)
