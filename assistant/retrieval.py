"""Where a question is looked up: in the documents of the schemes it is about, or where it names none, of the one it must mean."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from assistant.answer.topical import ALSO_TELLING
from assistant.domain import Evidence, Language, Retrieved, Understanding
from assistant.ledger import Ledger
from assistant.library import Filters, Findings, Library
from assistant.names import NameIndex, schemes_of
from assistant.terms import terms

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
_SYSTEM = "management-system"
_OF_ANY = ("time", "documents", "conditions", "steps", "authority", "validity")
"""Sections in which the common rules answer a question that names no scheme; what it costs, say, the page tells."""
DEEPER = 2
"""How many times as many passages are looked at where a section may have to come forward among them."""
AWAY = 0.02
"""Score by which another scheme's passage must lie nearer to an unnamed question than the page's own."""
AROUND, AROUND_WITHIN = 8, 0.04
"""Passages looked at for that, and the score by which they may lie behind the nearest."""
NUMBERED = 6
"""Schemes that a number of a standard may stand for; more say nothing."""
DEPTH = 5
"""Passages that an answer may draw on."""
DEPTH_NAMED = 8
"""The same when the schemes are known: their few documents are all about the subject."""

Scope = tuple[str, ...]
"""Ids of the schemes whose documents are searched."""


class Retrieval:
    """Searches of one library. Thread-safe."""

    def __init__(self, library: Library, names: NameIndex, ledger: Ledger) -> None:
        self._library, self._names, self._ledger = library, names, ledger

    def look_up(self, understanding: Understanding, elsewhere: bool = False) -> Retrieved:
        """Evidence and known gaps for a question, in its own language or `elsewhere`, in the other."""
        wanted: Language = understanding.language if not elsewhere else "en" if understanding.language == "zh" else "zh"
        queries = [understanding.question, *([understanding.said] if understanding.said else [])]
        named = schemes_of(understanding.mentions)
        if named and terms(understanding.bare) and understanding.bare != understanding.question:
            # Within one scheme's documents its name tells nothing apart.
            queries.append(understanding.bare)
        # The names of the schemes have chosen the documents; in these they stand everywhere.
        words = understanding.bare if named else None
        depth = DEPTH_NAMED if understanding.mentions else DEPTH
        looked_at = depth * DEEPER if named and understanding.topic else depth
        searched: dict[tuple[str, Scope], Findings] = {}

        def search(query: str, scope: Scope) -> Findings:
            # The page's own documents are searched to choose the scope, and often they are what is chosen.
            if (query, scope) not in searched:
                filters = Filters(language=wanted, about=scope)
                searched[query, scope] = self._library.look_up(query, k=looked_at, filters=filters, words=words)
            return searched[query, scope]

        scopes: list[Scope]
        if understanding.aim == "each":
            scopes = [(scheme,) for scheme in schemes_of(understanding.mentions)]
        else:
            scopes = [self._scope(understanding, queries, wanted, search)]
        searches = [search(query, scope) for query in queries for scope in scopes]
        texts = _merged([[_placed(one, understanding) for one in found.evidence] for found in searches])[: depth * len(scopes)]
        keyed = tuple(replace(one, key=f"S{n}") for n, one in enumerate(texts, start=1))
        return Retrieved(keyed, tuple(_merged([found.gaps for found in searches])), elsewhere)

    def _scope(
        self, understanding: Understanding, queries: Sequence[str], language: Language, search: Callable[[str, Scope], Findings]
    ) -> Scope:
        """The schemes whose documents may answer: those named, else the page's own, unless another one's answer lies clearly nearer."""
        named = schemes_of(understanding.mentions)
        if named:
            return (*named, *self._kin(named), *(COMMON if self._are_systems(named) else ()))
        numbered = self._names.by_number(understanding.question)
        if 0 < len(numbered) <= NUMBERED:
            return (*numbered, *COMMON)
        own = (HOME, *COMMON)
        near: list[Evidence] = []
        best = 0.0
        for query in queries:
            near += self._library.look_up(query, k=AROUND, filters=Filters(language=language)).evidence
            best = max([best, *(one.score for one in search(query, own).evidence[:1])])
        return (_elsewhere(near, best) or HOME, *COMMON)

    def _kin(self, named: Sequence[str]) -> tuple[str, ...]:
        """Schemes built on the ones named: what is asked of CCC may be answered by one of its product groups."""
        # A system of a trade that builds on the general one is another certificate: what holds for it says nothing of the general one.
        kin = (one.id for one in self._ledger if one.kind != _SYSTEM and any(r.id in named and r.kind in _KIN for r in one.related))
        return tuple(id for id in kin if id not in named)

    def _are_systems(self, named: Sequence[str]) -> bool:
        """Whether the common rules, which are for management systems, hold for one of them."""
        return any(scheme is None or scheme.kind in (_SYSTEM, "rules") for scheme in map(self._ledger.get, named))

    def look_anywhere(self, understanding: Understanding) -> Retrieved:
        """Evidence of the one scheme that lies nearest; none for what could be asked of any scheme, if it does not do so alone."""
        found = self._library.look_up(understanding.question, k=AROUND, filters=Filters(language=understanding.language))
        nearest = _elsewhere(found.evidence, 0.0)
        if nearest is None and not understanding.topic and found.evidence:
            nearest = found.evidence[0].passage.document.scheme
        held = [one for one in found.evidence if nearest and one.passage.document.scheme == nearest]
        return Retrieved(tuple(held), tuple(found.gaps))


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


def _merged(searches: list[list[Evidence]]) -> list[Evidence]:
    """Every passage once, as the search that liked it better found it."""
    best: dict[str, Evidence] = {}
    for found in (one for search in searches for one in search):
        known = best.get(found.passage.id)
        if known is None or found.score > known.score:
            best[found.passage.id] = found
    return sorted(best.values(), key=lambda found: found.score, reverse=True)


def _placed(found: Evidence, understanding: Understanding) -> Evidence:
    """Weighed by what its document is to the question: the scheme in question first, in it the section that the words point to."""
    document, named = found.passage.document, schemes_of(understanding.mentions)
    score = found.score
    topics = {understanding.topic, *(part.topic for part in understanding.parts)} - {""}
    on_topic = any(found.passage.anchor in (topic, *ALSO_TELLING.get(topic, ())) for topic in topics)
    if document.scheme in COMMON and document.scheme not in named:
        of_any = on_topic and not named and understanding.topic in _OF_ANY
        score -= 0.0 if of_any else IN_COMMON
    elif named and document.scheme and document.scheme not in named:
        score -= IN_KIN
    elif document.id == f"{HOME}.{document.language}" and named in ((), (HOME,)):
        # The page itself comes before the summary of what it is about.
        score -= IN_SUMMARY if not (named and on_topic) else 0.0
    elif named and on_topic:
        score += ON_TOPIC
    return replace(found, score=score)
