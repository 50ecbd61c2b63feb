"""From evidence to an answer: chosen, said, cited and checked, or refused."""

from collections.abc import Sequence
from dataclasses import replace

from assistant.answer import several, standing
from assistant.answer.asking import asked_back
from assistant.answer.checks import checked
from assistant.answer.citations import resolve
from assistant.answer.evidence import calibration, model_for, signals
from assistant.answer.knowledge import Knowledge, References
from assistant.answer.quoting import other_language_note, quote
from assistant.answer.refusal import Contact, is_beyond, refusal
from assistant.answer.selection import Piece, has_figure, rivals, select
from assistant.answer.smalltalk import small_talk
from assistant.answer.wordings import WORDING
from assistant.domain import FOREIGN, Answer, Evidence, Retrieved, Understanding
from assistant.figures import figures
from assistant.names import schemes_of
from assistant.recording import lacking
from assistant.sentences import units
from assistant.terms import fold, names, overlap, terms
from assistant.texts import say

__all__ = ["Contact", "Knowledge", "answer", "small_talk"]

_PRICE, _DEPENDS, _OF_NAME = WORDING["of_price"], WORDING["depends"], WORDING["of_name"]
ON_THE_ITEM = 0.6
"""Share of the words of the list item a follow-up means that make a piece of the passage cited before its answer."""
NEAR_GAP = 0.015
"""Cosine by which a known gap may lie farther from a refused question than what is held, and still be named."""
WEAK = 0.1
"""Surplus of evidence below which an answer is noted as weakly supported."""
SETTLED_BY_NAME = 2
"""Words besides a dead name, and besides asking what has become of it, up to which the question is about the name itself."""


def answer(understanding: Understanding, retrieved: Retrieved, knowledge: Knowledge, *, sure: float = 0.0) -> Answer:
    """An answer from the evidence and the ledger, a question back, or a refusal when nothing in them answers.

    `sure`: by how much the evidence must be more than enough.
    """
    if understanding.ambiguous:
        return asked_back(understanding, knowledge)
    references = References(knowledge, understanding.language)
    # Whether schemes have to be, or can be, done together is answered by a sentence rather than by a table, if one does.
    found = _drafted(understanding, retrieved, knowledge) if understanding.aim == "order" and understanding.shape == "yes_no" else None
    if understanding.aim in ("compare", "add", "order") and found is None:
        drafted = several.drafted(understanding, knowledge, references)
        if drafted:
            lead = standing.before(understanding, knowledge, references)
            text = "\n\n".join([*([("" if understanding.language == "zh" else " ").join(lead)] if lead else []), drafted])
            finished = _finished(understanding, text, [], references, knowledge)
            if finished.citations:
                return finished
    if _only_named(understanding):
        return _overview(understanding, retrieved, knowledge, references)
    found = found or _drafted(understanding, retrieved, knowledge)
    if found and sure and _surplus(understanding, found[1], retrieved) < sure:
        found = lacking("the evidence is of a scheme that was not named, and not enough for that")
    return _with_standing(understanding, retrieved, found, knowledge, references)


def _drafted(understanding: Understanding, retrieved: Retrieved, knowledge: Knowledge) -> tuple[str, list[Piece]] | None:
    """The marked words of the evidence that answer, and what they were taken from."""
    if is_beyond(understanding.question):
        return lacking("no document could say it: a promise, a record of the firm, an opinion")
    if other := knowledge.names.not_held(understanding.question):
        return lacking(f"no document is about {other}")
    if understanding.aim == "each":
        return _of_each(understanding, retrieved, knowledge)
    if understanding.parts:
        found = _of_parts(understanding, retrieved, knowledge)
        if found:
            return found
    pieces = select(understanding, retrieved.evidence)
    if not pieces:
        return lacking("nothing in the passages comes near the question")
    surplus = _surplus(understanding, pieces, retrieved)
    if surplus < 0:
        pieces = _section_meant(understanding, knowledge)
        return (quote(understanding, pieces), pieces) if pieces else lacking(f"the evidence is not enough, by {-surplus:.2f}")
    if not _names_are_held(understanding, pieces[0], knowledge):
        return lacking("a standard, scheme or year of the question is not in the nearest passage")
    if not _has_figure(understanding, pieces):
        return lacking("a figure is asked for and the nearest passage has none")
    drafted = quote(understanding, pieces, rivals(understanding, retrieved.evidence, pieces[0]))
    return (other_language_note(drafted, understanding.language) if retrieved.elsewhere else drafted), pieces


def _section_meant(understanding: Understanding, knowledge: Knowledge) -> list[Piece]:
    """Of the scheme that the question names, what the section that its words point to begins with: a list whole, or two sentences."""
    schemes = knowledge.schemes(understanding.mentions)
    if len(schemes) != 1 or not understanding.topic or understanding.shape == "price":
        return []
    for passage in knowledge.section(schemes[0], understanding.topic, understanding.language)[:1]:
        every = units(passage.text)
        listed = [unit for unit in every if unit.kind == "item"]
        first = [unit for unit in every if unit.kind == "sentence"][: 1 if listed else 2]
        return [Piece(Evidence("S1", passage, 1.0, 1.0, 0.0), tuple([*first, *listed]), 1.0)]
    return []


def _of_each(understanding: Understanding, retrieved: Retrieved, knowledge: Knowledge) -> tuple[str, list[Piece]] | None:
    """The same question put to the evidence of each scheme."""
    parts: list[str] = []
    pieces: list[Piece] = []
    for scheme in schemes_of(understanding.mentions):
        own = tuple(one for one in retrieved.evidence if one.passage.document.scheme == scheme)
        of_one = replace(understanding, aim="answer", mentions=tuple(one for one in understanding.mentions if one.scheme == scheme))
        found = _drafted(of_one, replace(retrieved, evidence=own), knowledge)
        if found:
            parts.append(found[0])
            pieces += found[1]
    return ("\n\n".join(parts), pieces) if pieces else None


def _of_parts(understanding: Understanding, retrieved: Retrieved, knowledge: Knowledge) -> tuple[str, list[Piece]] | None:
    """Each part of a question answered, if all can be; what two parts have in common is said once."""
    said: list[str] = []
    pieces: list[Piece] = []
    for part in understanding.parts:
        found = _drafted(part, retrieved, knowledge)
        if found is None:
            return None
        if found[0] not in said:
            said.append(found[0])
            pieces += found[1]
    return ("\n\n".join(said), pieces) if len(said) > 1 else None


def _with_standing(
    understanding: Understanding,
    retrieved: Retrieved,
    found: tuple[str, list[Piece]] | None,
    knowledge: Knowledge,
    references: References,
) -> Answer:
    """What was found between what has to be said of names and editions; a refusal where that alone does not answer."""
    lead = standing.before(understanding, knowledge, references)
    word = standing.yes_or_no(understanding, knowledge) if lead else ""
    gap_of = select(understanding, retrieved.evidence)
    if found is None and not (lead and references.evidence and _about_the_name(understanding)):
        refused = _refused(understanding, retrieved, _gap(gap_of, retrieved), knowledge)
        return _joined_to(lead, refused, understanding, knowledge, references)
    drafted, pieces = found or ("", [])
    if lead and references.evidence and _about_the_name(understanding) and (understanding.shape == "yes_no" or _says_the_same(pieces)):
        # What has been said of the name has answered already.
        drafted, pieces = "", []
    cited = [(one.passage.document.scheme or "", one.passage.anchor or "") for one in [piece.evidence for piece in pieces]]
    tail = standing.after(understanding, f"{' '.join(lead)} {drafted}", cited, knowledge, references)
    if not understanding.mentions and pieces and _is_summary(pieces[0], knowledge):
        scheme = knowledge.ledger.get(pieces[0].evidence.passage.document.scheme)
        if scheme and scheme.kind != "rules":
            tail.append(say("about_scheme", understanding.language, scheme=scheme.short.of(understanding.language)))
    space = "" if understanding.language == "zh" else " "
    text = "\n\n".join(part for part in (space.join([word, *lead] if word else lead), drafted, space.join(tail)) if part)
    finished = _finished(understanding, text, pieces, references, knowledge)
    if finished.text and finished.citations:
        weak = bool(pieces) and bool(pieces[0].evidence.leads) and _surplus(understanding, pieces, retrieved) < WEAK
        return replace(finished, weak=weak, free=bool(pieces) and not (lead or tail or word))
    return _refused(understanding, retrieved, _gap(gap_of, retrieved), knowledge)


def _about_the_name(understanding: Understanding) -> bool:
    """Whether the question asks no more than what has become of the name."""
    rest = _OF_NAME.sub(" ", understanding.bare)
    asks_more = bool(understanding.topic) and understanding.topic not in ("replaced", "what-it-is")
    asks_more = asks_more or understanding.shape in ("price", "time", "count", "list", "how_to", "who", "why")
    return len(terms(rest)) <= SETTLED_BY_NAME and not asks_more


def _says_the_same(pieces: list[Piece]) -> bool:
    """Whether the answer found only tells once more what has just been said of the name."""
    return all(piece.evidence.passage.anchor in ("replaced", "q1") for piece in pieces)


def _is_summary(piece: Piece, knowledge: Knowledge) -> bool:
    document = piece.evidence.passage.document
    return document.id == f"{document.scheme}.{document.language}" and knowledge.ledger.get(document.scheme) is not None


def _joined_to(lead: list[str], refused: Answer, understanding: Understanding, knowledge: Knowledge, references: References) -> Answer:
    """A refusal behind what is to be said of the name, if anything."""
    said = _finished(understanding, " ".join(lead), [], references, knowledge) if lead else None
    if said is None or not said.text or refused.citations:
        return refused
    return replace(refused, text=f"{said.text}\n\n{refused.text}", citations=said.citations)


def _only_named(understanding: Understanding) -> bool:
    return bool(understanding.mentions) and not (understanding.carried or understanding.topic or terms(understanding.bare))


def _overview(understanding: Understanding, retrieved: Retrieved, knowledge: Knowledge, references: References) -> Answer:
    """For a message that is nothing but a name: what it is, its edition, how long it holds."""
    sentences = [
        sentence
        for scheme in knowledge.schemes(understanding.mentions)
        for anchor in ("what-it-is", "basis", "validity")
        for sentence in standing.first_sentence(scheme, anchor, knowledge, references, understanding.language)
    ]
    drafted = ("" if understanding.language == "zh" else " ").join(sentences)
    return _with_standing(understanding, retrieved, (drafted, []) if drafted else None, knowledge, references)


def _names_are_held(understanding: Understanding, piece: Piece, knowledge: Knowledge) -> bool:
    """A standard, scheme or year that the question names has to stand in the passage, its headings, title or near key questions."""
    found = piece.evidence
    leads = (lead.text for lead in found.leads if lead.kind == "question" and lead.spans and _covers_some(lead.spans, piece))
    held = fold(" ".join([found.passage.text, *found.passage.section, found.passage.document.title, *leads]))
    # Names of schemes have chosen the documents; in a document of no scheme they have to stand as well.
    asked = understanding.bare if understanding.mentions and found.passage.document.scheme else understanding.question
    known = frozenset[str]().union(*(scheme.figures for scheme in knowledge.schemes(understanding.mentions)))
    return all(name in held or name in known for name in names(asked))


def _surplus(understanding: Understanding, pieces: list[Piece], retrieved: Retrieved) -> float:
    """By how much the evidence is more than enough; below 0 it does not suffice."""
    if pieces[0].evidence.passage.id in understanding.about and overlap(understanding.focus, pieces[0].text) >= ON_THE_ITEM:
        return 1.0
    model = calibration(model_for(pieces[0], elsewhere=retrieved.elsewhere))
    return model.probability(signals(understanding, pieces[0], retrieved)) - model.threshold


def _covers_some(spans: Sequence[tuple[int, int]], piece: Piece) -> bool:
    return any(start < unit.end and unit.start < end for start, end in spans for unit in piece.units)


def _gap(pieces: list[Piece], retrieved: Retrieved) -> Evidence | None:
    """The known gap that a refused question falls into, if one lies about as near as what the corpus holds."""
    if not retrieved.gaps:
        return None
    nearest = retrieved.gaps[0]
    return nearest if _nearest_question([nearest]) > _nearest_question([piece.evidence for piece in pieces]) - NEAR_GAP else None


def _nearest_question(found: Sequence[Evidence]) -> float:
    return max((lead.cosine for one in found for lead in one.leads if lead.kind == "question"), default=0.0)


def _has_figure(understanding: Understanding, pieces: list[Piece]) -> bool:
    """A question for an amount, a time or a number is answered only by words that hold one."""
    if understanding.shape == "count" and any(piece.is_list for piece in pieces):
        return True
    return has_figure(understanding.shape, " ".join(piece.text for piece in pieces)) is not False


def _finished(
    understanding: Understanding, drafted: str, pieces: list[Piece], references: References | None, knowledge: Knowledge
) -> Answer:
    supports = {piece.evidence.key: tuple(piece.text.split("\n")) for piece in pieces}
    evidence = [piece.evidence for piece in pieces]
    if references:
        supports |= references.supports
        evidence += references.evidence
    text, citations = resolve(drafted, evidence, supports, knowledge.originals, knowledge.basis)
    schemes = [knowledge.ledger.get(one.passage.document.scheme) for one in evidence]
    known = [scheme for scheme in schemes if scheme]
    # How old a fact is may be told too.
    dates = figures(" ; ".join(fact.as_of for scheme in known for fact in scheme.facts))
    held = frozenset[str]().union(*(scheme.figures for scheme in known), figures(knowledge.contact.phone), dates)
    return Answer(checked(text, citations, held), understanding.language, citations=citations)


def _refused(understanding: Understanding, retrieved: Retrieved, gap: Evidence | None, knowledge: Knowledge) -> Answer:
    nearest = _nearest(retrieved, gap)
    lacks = knowledge.names.not_held(understanding.question) or ""
    of_price = understanding.shape == "price" and not (lacks or retrieved.elsewhere or is_beyond(understanding.question))
    fact = _what_the_price_depends_on(retrieved) if of_price else []
    drafted = quote(Understanding(understanding.language, "question"), fact) if fact else ""
    said = _finished(understanding, drafted, fact, None, knowledge)
    # The rest of a refusal is the assistant's own words about its own corpus; the check of answers would read them as claims.
    text = refusal(understanding, nearest, gap, knowledge.contact, said.text, lacks)
    foreign = gap is not None and gap.passage.section == FOREIGN
    unsure = not (gap or lacks or of_price or is_beyond(understanding.question))
    return Answer(text, understanding.language, refused=True, citations=said.citations, foreign=foreign, unsure=unsure)


def _what_the_price_depends_on(retrieved: Retrieved) -> list[Piece]:
    """The first sentence of the evidence that says so, if one does."""
    for found in retrieved.evidence:
        text = found.passage.text
        for unit in units(text):
            words = text[unit.start : unit.end]
            if unit.kind == "sentence" and _PRICE.search(words) and _DEPENDS.search(words):
                return [Piece(found, (unit,), found.score)]
    return []


def _nearest(retrieved: Retrieved, gap: Evidence | None) -> Evidence | None:
    if gap is not None:
        return next((found for found in retrieved.evidence if found.passage.anchor == gap.passage.anchor), None) or (
            retrieved.evidence[0] if retrieved.evidence and gap.passage.anchor else None
        )
    return retrieved.evidence[0] if retrieved.evidence else None
