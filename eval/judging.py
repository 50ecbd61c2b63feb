"""What is measured of one answer, by code; what a model judges of it (`eval.groundedness`) is added to the row afterwards."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from assistant.domain import Answer, Citation, Evidence, Language, Passage
from eval.cases import Case, Part
from eval.support import Statement, is_supported, statements_of
from eval.verdicts import Judgement
from eval.wording import holds, is_in_script, says_it_is_over, squeezed, verdict_of

Original = Callable[[Passage], str | None]
"""Gives the text of the section that a translated passage renders, None for a passage that renders nothing."""
_PAGE, _SCHEME_OF_PAGE = "iso20000-page", "iso-20000-1"


@dataclass(frozen=True)
class Row:
    """One case and what became of it. None stands for: not measured in this case."""

    pair: str
    language: Language
    split: str
    kind: str
    turns: tuple[str, ...]
    answer: str
    refused: bool
    failed: bool
    """There was no answer but an error."""
    refuse: bool
    found: bool | None
    """All supporting sentences are among the first five passages."""
    found_across: bool | None
    """The same when only passages of the other language are searched."""
    missing: tuple[str, ...]
    """First wordings of the key facts that the answer lacks."""
    facts: int
    """Number of key facts asked for; 0 where the answer is a refusal by right."""
    forbidden: tuple[str, ...]
    """Strings the answer must not hold, but does."""
    forbids: bool
    statements: int
    unsupported: tuple[str, ...]
    language_right: bool
    verdict_right: bool | None
    anchors: frozenset[str] = field(default_factory=frozenset)
    """Sections cited."""
    ms: float = 0.0
    theme: str | None = None
    schemes: tuple[str, ...] = ()
    """Certification schemes of which one must be cited."""
    cited: frozenset[str] = field(default_factory=frozenset)
    """Schemes cited."""
    citations: tuple[str, ...] = ()
    """Each as number, source and section."""
    asked_back: bool | None = None
    """Asked which of several schemes is meant, where the name leaves that open."""
    called_over: bool | None = None
    """Of what is abolished: said so, and nothing that must not be said of it. A mere refusal does not say so."""

    judged: tuple[Judgement, ...] = ()
    """What a judge said of its sentences; empty when none was asked, and for a refusal."""

    @property
    def part(self) -> Part:
        """The part of the cases that it belongs to."""
        return "page" if self.theme is None else "schemes"

    @property
    def fact_share(self) -> float | None:
        """Share of the key facts that the answer holds."""
        return None if not self.facts else 1 - len(self.missing) / self.facts

    @property
    def scheme_found(self) -> bool | None:
        """A scheme is cited that must be."""
        return bool(self.cited & set(self.schemes)) if self.schemes else None

    @property
    def right(self) -> bool:
        """Nothing is wrong with this row."""
        found = (self.found, self.found_across, self.scheme_found)
        judged = (*found, self.verdict_right, self.language_right, self.asked_back, self.called_over)
        flaws = (self.missing, self.forbidden, self.unsupported)
        return False not in judged and not any(flaws) and not self.failed and self.refused == self.refuse


def judge(
    case: Case,
    answer: Answer | None,
    *,
    found: bool | None,
    found_across: bool | None,
    anchors: Iterable[str] = (),
    ms: float = 0.0,
) -> Row:
    """Measure one answer, None if the turn failed."""
    text = answer.text if answer else ""
    refused = bool(answer and answer.refused)
    statements = stated(answer)
    forbidden = tuple(each for each in case.forbid if squeezed(each) in squeezed(text))
    citations = answer.citations if answer else ()
    return Row(
        pair=case.pair,
        language=case.language,
        split=case.split,
        kind=case.kind,
        turns=case.turns,
        answer=text,
        refused=refused,
        failed=answer is None,
        refuse=case.refuse,
        found=None if case.refuse else found,
        found_across=None if case.refuse else found_across,
        missing=() if case.refuse else missing_facts("" if refused else _said(answer), case.facts, case.language),
        facts=0 if case.refuse else len(case.facts),
        forbidden=forbidden,
        forbids=bool(case.forbid),
        statements=len(statements),
        unsupported=tuple(each.text for each in statements if not is_supported(each, citations)),
        language_right=answer is not None and in_language(answer, case.language),
        verdict_right=_verdict_right(case, answer),
        anchors=frozenset(anchors),
        ms=round(ms, 2),
        theme=case.theme,
        schemes=case.schemes,
        cited=frozenset(map(scheme_cited, citations)),
        citations=tuple(f"[{each.n}] {each.source} · {each.section}" for each in citations),
        asked_back=bool(answer and answer.asks) if case.kind == "ambiguous" else None,
        called_over=not forbidden and _says_it_is_over(case, answer) if case.theme == "abolished" else None,
    )


def stated(answer: Answer | None) -> list[Statement]:
    """The statements of an answer that need support; none of a refusal."""
    # A question back states nothing, and the choices it gives are of the ledger.
    states = answer is not None and not answer.refused and (bool(answer.citations) or not answer.asks)
    return statements_of(answer) if answer and states else []


def scheme_cited(citation: Citation) -> str:
    """Id of the scheme whose document is cited; a document of no scheme stands for itself."""
    name = citation.source.removesuffix(".zh").removesuffix(".en")
    return _SCHEME_OF_PAGE if name == _PAGE else name


def holds_support(snippets: Sequence[str], language: Language, evidence: Sequence[Evidence], original: Original, k: int = 5) -> bool | None:
    """Whether every snippet stands in one of the first k passages, or in the section such a passage renders.

    Compared as `squeezed`. None without snippets.
    """
    if not snippets:
        return None
    texts = [text for found in evidence[:k] for text in _texts_of(found.passage, language, original)]
    return all(any(squeezed(snippet) in text for text in texts) for snippet in snippets)


def missing_facts(answer: str, facts: Iterable[Sequence[str]], language: Language) -> tuple[str, ...]:
    """The first wording of every key fact of which the answer has no wording."""
    return tuple(fact[0] for fact in facts if not any(holds(answer, wording, language) for wording in fact))


def in_language(answer: Answer, language: Language) -> bool:
    """The answer is declared to be in the language, and its script agrees."""
    return answer.language == language and is_in_script(answer.text, language)


def _said(answer: Answer | None) -> str:
    """What the reader sees: the text, and questions back that it does not hold itself."""
    return "" if answer is None else "\n\n".join([answer.text, *(each for each in answer.asks if each not in answer.text)])


def _texts_of(passage: Passage, language: Language, original: Original) -> list[str]:
    if passage.document.language == language:
        return [squeezed(passage.text)]
    rendered = original(passage)
    return [] if rendered is None else [squeezed(rendered)]


def _says_it_is_over(case: Case, answer: Answer | None) -> bool:
    """A refusal without a citation says nothing, whatever question it proposes instead."""
    return answer is not None and bool(answer.citations or answer.asks) and says_it_is_over(answer.text, case.language)


def _verdict_right(case: Case, answer: Answer | None) -> bool | None:
    if case.verdict is None:
        return None
    return answer is not None and not answer.refused and verdict_of(answer.text, case.language) == case.verdict
