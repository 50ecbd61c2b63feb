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
from typing import TYPE_CHECKING, Self

from assistant.answer import Contact, Knowledge, answer, small_talk
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
from assistant.ledger import Ledger, read_ledger
from assistant.library import Filters, Library, open_library
from assistant.models import build_embedder, build_reranker
from assistant.names import NameIndex, read_ambiguous, read_not_held, schemes_of
from assistant.settings import ROOT, Settings
from assistant.terms import terms
from assistant.texts import say
from assistant.understand import LONGEST, understand

if TYPE_CHECKING:
    from langchain_core.embeddings import Embeddings
    from langchain_core.runnables import RunnableConfig
    from langgraph.checkpoint.base import BaseCheckpointSaver

    from assistant.missing import MissingKnowledge

log = logging.getLogger(__name__)

HOME = "iso-20000-1"
"""What the firm's page is about: what a question means that names no scheme."""
COMMON = ("cross-cutting-certification-rules",)
"""What holds for every scheme."""
IN_COMMON = 0.05
"""Score by which such a passage steps back."""
IN_SUMMARY = 0.07
"""Score by which the summary of the page's own scheme steps back where no scheme is named."""
IN_KIN = 0.04
"""Score by which schemes step back that are built on the one in question."""
ON_TOPIC = 0.075
"""Score by which the section comes forward that the question's words point to."""
_KIN = ("base", "predecessor", "part")
AWAY = 0.02
"""Score by which another scheme's passage must lie nearer to an unnamed question than the page's own."""
AROUND, AROUND_WITHIN = 8, 0.04
"""Passages looked at for that, and the score by which they may lie behind the nearest."""
NUMBERED = 6
"""Schemes that a number of a standard may stand for; more say nothing."""
TURNED = 0.02
"""Score by which the page's own passages must lie nearer than those of the scheme spoken of before, for a question to turn away from it."""
FAR_SURE, FAR_NEAR = 0.3, 0.89
"""Surplus of evidence, and cosine of a key question, that an answer needs which neither the page nor a named scheme gives."""
LEDGER = ROOT / "data" / "cache" / "ledger.json"
DEPTH = 5
"""Passages that an answer may draw on."""
DEPTH_NAMED = 8
"""The same when the schemes are known: their few documents are all about the subject."""
SEARCHERS = 2
"""Searches that run at once; more would only slow each other down on few cores, and a stream never waits for a core."""
_PIECE = re.compile(r"\s*(?:[A-Za-z0-9'’-]+|\[\d+\]|\[|[^\sA-Za-z0-9\[]{1,4})|\s+")
"""A word, a marker, or a few characters of Chinese; a marker is never cut in two."""
_NEXT = {"understand": "retrieve", "retrieve": "answer"}


class Assistant(AbstractContextManager["Assistant"]):
    """Answers in many sessions at once; the turns of one session follow one another. See `open_assistant`."""

    def __init__(
        self,
        library: Library,
        sessions: "BaseCheckpointSaver[str]",
        resources: ExitStack,
        ledger: Ledger,
        missing: "MissingKnowledge",
        today: Callable[[], dt.date] = dt.date.today,
    ) -> None:
        from assistant.graph import Steps, build_graph

        self.library = library
        self.missing = missing
        self._names = NameIndex(ledger, read_ambiguous(), read_not_held())
        self._knowledge = Knowledge(Contact.load(), self._original, library.section, ledger, self._names, lambda: today().isoformat())
        self._sessions = sessions
        self._resources = resources
        self._searchers = ThreadPoolExecutor(SEARCHERS, thread_name_prefix="search")
        self._turns: defaultdict[str, threading.Lock] = defaultdict(threading.Lock)
        self._graph = build_graph(Steps(self._understand, self._retrieve, self._answer, self._small_talk), sessions)

    def reply(self, session: str, message: str) -> Iterator[Event]:
        """Progress as steps begin, then the answer in pieces, then Answered; or Failed, with the session as it was before."""
        with self._turns[session]:
            try:
                yield Progress("understand")
                started = time.perf_counter()
                answered: Answered | None = None
                spent: dict[str, float] = {}
                before = started
                for update in self._graph.stream({"message": message}, _thread(session), stream_mode="updates", durability="exit"):
                    for step, change in update.items():
                        now = time.perf_counter()
                        spent[step] = spent.get(step, 0.0) + (now - before) * 1000
                        before = now
                        if change and "turns" in change:
                            answered = change["turns"][-1]
                        elif step in _NEXT:
                            yield Progress("retrieve" if step == "understand" else "answer")
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

    def forget(self, session: str) -> None:
        """Delete a session."""
        self._sessions.delete_thread(session)

    def retrieve(self, understanding: Understanding) -> list[Evidence]:
        """The evidence that an answer to this would be drawn from, best first."""
        return list(self.look_up(understanding).evidence)

    def look_up(self, understanding: Understanding, elsewhere: bool = False) -> Retrieved:
        """Evidence and known gaps for a question, in its own language or `elsewhere`, in the other."""
        wanted: Language = understanding.language if not elsewhere else "en" if understanding.language == "zh" else "zh"
        queries = [understanding.question, *([understanding.said] if understanding.said else [])]
        named = schemes_of(understanding.mentions)
        if named not in ((), (HOME,)) and terms(understanding.bare) and understanding.bare != understanding.question:
            # Within one scheme's documents its name tells nothing apart; the page is asked about by name and without.
            queries.append(understanding.bare)
        # The names of the schemes have chosen the documents; in these they stand everywhere.
        words = understanding.bare if named else None
        depth = DEPTH_NAMED if understanding.mentions else DEPTH
        scopes: list[tuple[str, ...]]
        if understanding.aim == "each":
            scopes = [(scheme,) for scheme in schemes_of(understanding.mentions)]
        else:
            scopes = [self._scope(understanding, queries, wanted)]
        searches = [
            self.library.look_up(query, k=depth, filters=Filters(language=wanted, about=scope), words=words)
            for query in queries
            for scope in scopes
        ]
        texts = _merged([[_placed(one, understanding) for one in found.evidence] for found in searches])[: depth * len(scopes)]
        keyed = tuple(replace(one, key=f"S{n}") for n, one in enumerate(texts, start=1))
        return Retrieved(keyed, tuple(_merged([found.gaps for found in searches])), elsewhere)

    def _scope(self, understanding: Understanding, queries: Sequence[str], language: Language) -> tuple[str, ...]:
        """The schemes whose documents may answer: those named, else the page's own, unless another one's answer lies clearly nearer."""
        named = schemes_of(understanding.mentions)
        if named:
            return (*named, *self._kin(named), *COMMON)
        numbered = self._names.by_number(understanding.question)
        if 0 < len(numbered) <= NUMBERED:
            return (*numbered, *COMMON)
        own = (HOME, *COMMON)
        near: list[Evidence] = []
        best = 0.0
        for query in queries:
            near += self.library.look_up(query, k=AROUND, filters=Filters(language=language)).evidence
            best = max(
                [best, *(one.score for one in self.library.look_up(query, k=1, filters=Filters(language=language, about=own)).evidence)]
            )
        return (_elsewhere(near, best) or HOME, *COMMON)

    def _kin(self, named: Sequence[str]) -> tuple[str, ...]:
        """Schemes built on the ones named: what is asked of CCC may be answered by one of its product groups."""
        kin = (scheme.id for scheme in self._knowledge.ledger if any(r.id in named and r.kind in _KIN for r in scheme.related))
        return tuple(id for id in kin if id not in named)

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

    def _understand(self, message: str, history: Sequence[Answered]) -> Understanding:
        return understand(message, history, self._names)

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
        far = self._searchers.submit(self._look_anywhere, alone).result()
        if max((lead.cosine for one in far.evidence for lead in one.leads if lead.kind == "question"), default=0.0) < FAR_NEAR:
            return answered
        found = answer(alone, far, self._knowledge, sure=FAR_SURE)
        return answered if found.refused else found

    def _of_carried(self, understanding: Understanding, asked: str) -> Retrieved:
        """What the schemes spoken of before have on the message alone, without what was asked of them then."""
        return self._searchers.submit(self.look_up, replace(understanding, question=asked, said="", bare=asked, topic="")).result()

    def _look_anywhere(self, understanding: Understanding) -> Retrieved:
        """Evidence of the one scheme that lies nearest; none for what could be asked of any scheme, if it does not do so alone."""
        found = self.library.look_up(understanding.question, k=AROUND, filters=Filters(language=understanding.language))
        nearest = _elsewhere(found.evidence, 0.0)
        if nearest is None and not understanding.topic and found.evidence:
            nearest = found.evidence[0].passage.document.scheme
        held = [one for one in found.evidence if nearest and one.passage.document.scheme == nearest]
        return Retrieved(tuple(held), tuple(found.gaps))

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
        from assistant.missing import open_missing
        from assistant.sessions import open_sessions

        library = opening.enter_context(open_library(settings.index, embedder, reranker=build_reranker(settings), terms=domain_terms()))
        sessions = opening.enter_context(open_sessions(settings.sessions))
        missing = opening.enter_context(open_missing(settings.sessions))
        ledger = read_ledger(cache=LEDGER)
        fixed = settings.today
        clock = today or ((lambda: fixed) if fixed else dt.date.today)
        return Assistant(library, sessions, opening.pop_all(), ledger, missing, clock)


def _elsewhere(near: Sequence[Evidence], best: float) -> str | None:
    """The scheme that a question is about without naming it: its passages lie clearly nearer than the page's own, and no other's do.

    A question that many schemes' passages lie near, such as one for a period of validity, is about none of them.
    """
    nearest = max(near, key=lambda one: one.score, default=None)
    if nearest is None or nearest.score < best + AWAY or nearest.passage.document.scheme in (None, HOME, *COMMON):
        return None
    around = {one.passage.id: one for one in near if one.score > nearest.score - AROUND_WITHIN}
    own = sum(one.passage.document.scheme == nearest.passage.document.scheme for one in around.values())
    return nearest.passage.document.scheme if own * 2 > len(around) else None


def _load_ahead(embedder: "Embeddings") -> None:
    """The encoder's model is built outside the interpreter, while that imports what else a turn needs."""
    load = getattr(embedder, "load", None)
    if load:
        # Whoever encodes the first text is told.
        with suppress(ModelUnavailable):
            load()


def _merged(searches: list[list[Evidence]]) -> list[Evidence]:
    """Every passage once, as the search that liked it better found it."""
    best: dict[str, Evidence] = {}
    for found in (one for search in searches for one in search):
        known = best.get(found.passage.id)
        if known is None or found.score > known.score:
            best[found.passage.id] = found
    return sorted(best.values(), key=lambda found: found.score, reverse=True)


def _best(retrieved: Retrieved) -> float:
    return max((one.score for one in retrieved.evidence), default=0.0)


def _placed(found: Evidence, understanding: Understanding) -> Evidence:
    """Weighed by what its document is to the question: the scheme in question first, in it the section that the words point to."""
    document, named = found.passage.document, schemes_of(understanding.mentions)
    score = found.score
    if document.scheme in COMMON and document.scheme not in named:
        score -= IN_COMMON
    elif named and document.scheme and document.scheme not in named:
        score -= IN_KIN
    elif document.id == f"{HOME}.{document.language}" and named in ((), (HOME,)):
        # The page itself comes before the summary of what it is about.
        score -= IN_SUMMARY
    elif named and understanding.topic and found.passage.anchor == understanding.topic:
        score += ON_TOPIC
    return replace(found, score=score)


def _thread(session: str) -> "RunnableConfig":
    return {"configurable": {"thread_id": session}}


def _language_of(message: str) -> Language:
    return understand(message[:LONGEST]).language


def _timings(spent: dict[str, float], total: float) -> Timings:
    answering = sum(spent.get(step, 0.0) for step in ("answer", "elsewhere", "small_talk"))
    return Timings(total, spent.get("understand", 0.0), spent.get("retrieve", 0.0), answering)
