"""From evidence to an answer: chosen, said, cited and checked, or refused."""

from dataclasses import replace

from assistant.answer import several, standing
from assistant.answer.asking import asked_back
from assistant.answer.checks import checked
from assistant.answer.citations import resolve
from assistant.answer.evidence import nearest_question
from assistant.answer.knowledge import Knowledge, References
from assistant.answer.piece import Piece
from assistant.answer.quoting import other_language_note, quote
from assistant.answer.refusal import Contact, is_beyond, refusal
from assistant.answer.selection import rivals, select
from assistant.answer.smalltalk import small_talk
from assistant.answer.subjects import left_out
from assistant.answer.sufficiency import has_what_is_asked, missing, surplus, told
from assistant.answer.topical import section_asked, section_begun
from assistant.answer.wordings import WORDING
from assistant.domain import FOREIGN, Answer, Evidence, Frame, Retrieved, Understanding
from assistant.figures import figures
from assistant.names import schemes_of
from assistant.recording import lacking
from assistant.sentences import units
from assistant.terms import terms
from assistant.texts import say

__all__ = ["Contact", "Knowledge", "answer", "small_talk"]

_PRICE, _DEPENDS, _OF_NAME, _DIFFERS = WORDING["of_price"], WORDING["depends"], WORDING["of_name"], WORDING["differs"]
NEAR_GAP = 0.015
"""Cosine by which a known gap may lie farther from a refused question than what is held, and still be named."""
_BY_SENTENCE = ("yes_no", "count")
"""Shapes that a sentence answers rather than a table."""
WEAK = 0.1
"""Surplus of evidence below which an answer is noted as weakly supported."""
_OF_THE_CERTIFICATE = ("steps", "time", "costs", "documents", "conditions", "validity")
"""What is asked of a certificate, and of nothing that is confused with it."""
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
    found = _of_all(understanding, retrieved, knowledge) if understanding.aim == "order" and understanding.shape in _BY_SENTENCE else None
    if understanding.aim in ("compare", "add", "order") and understanding.shape != "price" and found is None:
        drafted = several.drafted(understanding, knowledge, references)
        if drafted:
            lead = standing.before(understanding, knowledge, references)
            text = "\n\n".join([*([("" if understanding.language == "zh" else " ").join(lead)] if lead else []), drafted])
            finished = _finished(understanding, text, [], references, knowledge)
            if finished.citations:
                return finished
    if _only_named(understanding) and not knowledge.names.not_held(understanding.question):
        return _overview(understanding, retrieved, knowledge, references)
    found = found or _drafted(understanding, retrieved, knowledge)
    if found and sure and surplus(understanding, found[1], retrieved) < sure:
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
    found = _of_parts(understanding, retrieved, knowledge) if understanding.parts else None
    return found or _of_one(understanding, retrieved, knowledge)


def _of_one(understanding: Understanding, retrieved: Retrieved, knowledge: Knowledge) -> tuple[str, list[Piece]] | None:
    """The same for a question that asks one thing of one subject."""
    pieces = section_asked(understanding, retrieved, knowledge)
    if pieces and has_what_is_asked(understanding, pieces):
        return quote(understanding, pieces), pieces
    pieces = select(understanding, retrieved.evidence)
    if not pieces:
        return lacking("nothing in the passages comes near the question")
    more = surplus(understanding, pieces, retrieved)
    if more < 0:
        pieces = section_begun(understanding, retrieved, knowledge)
        if not pieces or left_out(understanding, told(pieces)):
            return lacking(f"the evidence is not enough, by {-more:.2f}")
        return quote(understanding, pieces), pieces
    if reason := missing(understanding, pieces, knowledge):
        return lacking(reason)
    drafted = quote(understanding, pieces, rivals(understanding, retrieved.evidence, pieces[0]))
    return (other_language_note(drafted, understanding.language) if retrieved.elsewhere else drafted), pieces


def _of_all(understanding: Understanding, retrieved: Retrieved, knowledge: Knowledge) -> tuple[str, list[Piece]] | None:
    """What answers in words that name all the schemes of the question; a sentence about one of them tells nothing of the others."""
    found = _drafted(understanding, retrieved, knowledge)
    asked = set(schemes_of(understanding.mentions))

    def names_all(piece: Piece) -> bool:
        return asked <= {*schemes_of(knowledge.names.find(piece.text).mentions), piece.evidence.passage.document.scheme}

    of_all = [replace(piece, units=(unit,)) for piece in (found[1] if found else ()) for unit in piece.units]
    pieces = [piece for piece in of_all if names_all(piece)]
    return (quote(understanding, pieces), pieces) if pieces else None


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
        if found is None and part.shape == "price":
            fact = _what_the_price_depends_on(retrieved)
            drafted = quote(Understanding(part.language, "question"), fact) if fact else ""
            found = ("" if part.language == "zh" else " ").join(filter(None, [say("refuse_price", part.language), drafted])), fact
        if found is None:
            return None
        if found[0] not in said:
            said.append(found[0])
            pieces += found[1]
    # The same words for two parts answer neither.
    apart = len({piece.text for piece in pieces}) == len(pieces)
    return ("\n\n".join(said), pieces) if len(said) > 1 and pieces and apart else None


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
    strange = all(one.state == "confusable" for one in understanding.mentions) and understanding.topic in _OF_THE_CERTIFICATE
    if lead and references.evidence and strange and not understanding.carried:
        # Of what is no such certificate, that is all there is to say.
        drafted, pieces = "", []
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
    before, behind = space.join([word, *lead] if word else lead), space.join(tail)
    text = "\n\n".join(part for part in (before, drafted, behind) if part)
    finished = _finished(understanding, text, pieces, references, knowledge)
    if finished.text and finished.citations:
        weak = bool(pieces) and bool(pieces[0].evidence.leads) and surplus(understanding, pieces, retrieved) < WEAK
        frame = Frame(before, behind, tuple(references.evidence), references.supports) if before or behind else None
        return replace(finished, weak=weak, free=bool(pieces), frame=frame)
    return _refused(understanding, retrieved, _gap(gap_of, retrieved), knowledge)


def _about_the_name(understanding: Understanding) -> bool:
    """Whether the question asks no more than what has become of the name."""
    rest = _OF_NAME.sub(" ", understanding.bare)
    asks_more = bool(understanding.topic) and understanding.topic not in ("replaced", "what-it-is")
    asks_more = asks_more or understanding.shape in ("price", "time", "count", "list", "how_to", "who", "why")
    return len(terms(rest)) <= SETTLED_BY_NAME and not asks_more and not _DIFFERS.search(understanding.bare)


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


def _gap(pieces: list[Piece], retrieved: Retrieved) -> Evidence | None:
    """The known gap that a refused question falls into, if one lies about as near as what the corpus holds."""
    if not retrieved.gaps:
        return None
    nearest = retrieved.gaps[0]
    return nearest if nearest_question([nearest]) > nearest_question([piece.evidence for piece in pieces]) - NEAR_GAP else None


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
    nearest = _nearest(understanding, retrieved, gap)
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


def _nearest(understanding: Understanding, retrieved: Retrieved, gap: Evidence | None) -> Evidence | None:
    if gap is not None:
        return next((found for found in retrieved.evidence if found.passage.anchor == gap.passage.anchor), None) or (
            retrieved.evidence[0] if retrieved.evidence and gap.passage.anchor else None
        )
    costs = (one for one in retrieved.evidence if understanding.shape == "price" and one.passage.anchor == "costs")
    return next(costs, retrieved.evidence[0] if retrieved.evidence else None)
