"""What is said of a scheme's names and editions whatever was asked: dead names, near misses, old editions, transitions, stale facts."""

import re
from collections.abc import Iterator, Sequence

from assistant.answer.knowledge import Knowledge, References
from assistant.answer.wordings import WORDING
from assistant.domain import Language, Mention, Understanding
from assistant.figures import figures
from assistant.ledger import Edition, Fact, Said, Scheme
from assistant.names import key_of, schemes_of
from assistant.sentences import spans_of_sentences
from assistant.texts import date_said, say

_OF_EDITIONS, _ASKS_ALIVE, _ASKS_OVER = WORDING["of_editions"], WORDING["asks_alive"], WORDING["asks_over"]
_WITH_YEAR = re.compile(r"\d[-:：—]\s*(?:19|20)\d\d$")
_YEAR_ONLY = re.compile(r"(?<!\d)((?:19|20)\d\d)年?版")
_OF_NAMES = ("replaced", "q1", "q2", "q3", "q4", "q5", "basis", "what-it-is", "related", "editions-compared")
"""Sections that may tell what has become of a name."""


def before(understanding: Understanding, knowledge: Knowledge, references: References) -> list[str]:
    """Marked sentences that belong in front of the answer: what a dead or wrong name is called today, and that a scheme is abolished."""
    language = understanding.language
    said: list[str] = []
    for mention in () if understanding.carried else understanding.mentions:
        scheme = knowledge.ledger.get(mention.scheme)
        if scheme:
            said += _of_name(mention, scheme, language, references)
    for scheme in knowledge.schemes(understanding.mentions):
        gone = not scheme.obtainable or (understanding.topic == "replaced" and scheme.status != "current")
        if gone and not any(mention.scheme == scheme.id and _note(mention, scheme) for mention in understanding.mentions):
            said += first_sentence(scheme, "replaced", knowledge, references, language)
    for mention in understanding.mentions:
        scheme = knowledge.ledger.get(mention.scheme)
        edition = mention.edition or (_edition_of_year(understanding, scheme) if scheme else "")
        if scheme and edition:
            said += _of_old_edition(edition, scheme, knowledge, references, language)
    return list(dict.fromkeys(said))


def _edition_of_year(understanding: Understanding, scheme: Scheme) -> str:
    """The edition that is named by its year alone, “2015版”, where what has become of it is asked."""
    year = _YEAR_ONLY.search(understanding.question)
    if not year or understanding.topic not in ("replaced", "validity") or len(schemes_of(understanding.mentions)) != 1:
        return ""
    return next((one.number for one in scheme.editions if re.search(rf"[-:：—]{year[1]}$", one.number)), "")


def yes_or_no(understanding: Understanding, knowledge: Knowledge) -> str:
    """The word in front of what is said of a dead name or edition, where it is asked whether that still holds or is over; "" elsewhere."""
    over, alive = _ASKS_OVER.search(understanding.question), _ASKS_ALIVE.search(understanding.question)
    if understanding.shape != "yes_no" or understanding.carried or not (over or alive):
        return ""
    rows = {row for mention in understanding.mentions if (row := _dead(mention, knowledge))}
    if len(rows) != 1 or len(schemes_of(understanding.mentions)) != 1:
        return ""
    return say("over" if over else rows.pop(), understanding.language)


def _dead(mention: Mention, knowledge: Knowledge) -> str:
    """The sentence for what has died: the scheme, its name, or its edition; "" where nothing has."""
    scheme, day = knowledge.ledger.get(mention.scheme), knowledge.today()
    if scheme is None:
        return ""
    if not scheme.obtainable:
        return "not_obtainable"
    if mention.state == "obsolete" and _note(mention, scheme):
        # A number with a year is an edition, whatever the ledger lists it under.
        return "not_by_old_edition" if _WITH_YEAR.search(mention.said) else "not_by_old_name"
    edition = next((one for one in scheme.editions if one.number == mention.edition), None)
    current = scheme.edition_on(day)
    superseded = edition and current and edition.state_on(day) == "superseded" and _same_document(edition, current)
    return "not_by_old_edition" if superseded else ""


def after(
    understanding: Understanding, shown: str, cited: Sequence[tuple[str, str]], knowledge: Knowledge, references: References
) -> list[str]:
    """Marked sentences that belong behind the answer: how a transition stands today, and what should be verified.

    `shown`: the answer; `cited`: scheme and anchor of the passages that it rests on.
    """
    said: list[str] = []
    language = understanding.language
    of_editions = bool(_OF_EDITIONS.search(understanding.question)) or any(anchor in ("basis", "replaced") for _, anchor in cited)
    for scheme in knowledge.schemes([Mention(id, "", "current") for id, _ in cited]):
        if of_editions:
            said += _of_transitions(scheme, shown, knowledge.today(), references, language)
        stale = [fact for id, anchor in cited if id == scheme.id for fact in scheme.stale(anchor, knowledge.today())]
        told = [fact for fact in stale if _told(fact, shown, language)]
        if told:
            said.append(say("stale", language, date=date_said(told[0].as_of, language), scheme=scheme.short.of(language)))
    return list(dict.fromkeys(said))


def _of_name(mention: Mention, scheme: Scheme, language: Language, references: References) -> Iterator[str]:
    if mention.state == "typo":
        yield say("meant", language, said=mention.said, scheme=scheme.short.of(language))
    note = _note(mention, scheme)
    if note:
        yield references.noted(note.of(language), scheme, _OF_NAMES)


def _note(mention: Mention, scheme: Scheme) -> Said | None:
    return next((alias.note for alias in scheme.aliases if alias.note and key_of(alias.name) == key_of(mention.said)), None)


def first_sentence(scheme: Scheme, anchor: str, knowledge: Knowledge, references: References, language: Language) -> Iterator[str]:
    """The sentence that a section begins with, marked; nothing where the library has no such section."""
    for passage in knowledge.section(scheme, anchor, language)[:1]:
        for start, end in spans_of_sentences(passage.text)[:1]:
            sentence = passage.text[start:end]
            yield references.marked(sentence, scheme, anchor, sentence)


def _of_old_edition(number: str, scheme: Scheme, knowledge: Knowledge, references: References, language: Language) -> Iterator[str]:
    day = knowledge.today()
    edition = next((one for one in scheme.editions if one.number == number), None)
    current = scheme.edition_on(day)
    if edition is None or current is None or edition.number == current.number or not _same_document(edition, current):
        return
    state = edition.state_on(day)
    anchor = "replaced" if any(key_of(number) in key_of(one.text) for one in knowledge.section(scheme, "replaced", language)) else "basis"
    if state == "transition" and edition.transition_end:
        row = "old_edition_until" if edition.confidence != "low" else "old_edition_until_low"
        date = date_said(edition.transition_end, language)
        said = say(row, language, old=number, new=current.number, date=date)
        yield references.marked_best(said, scheme, (anchor, *_OF_NAMES))
    elif state == "superseded" and edition.ended:
        date = date_said(edition.ended, language)
        said = say("old_edition_ended", language, old=number, new=current.number, date=date)
        yield references.marked_best(said, scheme, (anchor, *_OF_NAMES))
    elif state == "superseded":
        yield references.marked(say("old_edition", language, old=number, new=current.number), scheme, anchor)


def _same_document(one: Edition, other: Edition) -> bool:
    """Whether one follows the other: their numbers differ in the year only, or the older one is of a document that is out of use."""
    return (
        key_of(re.sub(r"[:：-]\d{4}.*$", "", one.number)) == key_of(re.sub(r"[:：-]\d{4}.*$", "", other.number)) or one.state != "current"
    )


def _of_transitions(scheme: Scheme, shown: str, day: str, references: References, language: Language) -> Iterator[str]:
    """The end of a transition where the answer does not give it; and that it has passed, for the texts were written before."""
    ends: set[str] = set()
    for edition in scheme.editions:
        if edition.state != "transition" or not edition.transition_end or edition.transition_end in ends:
            continue
        ends.add(edition.transition_end)
        date = date_said(edition.transition_end, language)
        if edition.state_on(day) == "superseded":
            yield references.marked(say("transition_over", language, old=edition.number, date=date), scheme, "basis")
        elif not figures(edition.transition_end) <= figures(shown):
            row = "transition_until_low" if edition.confidence == "low" else "transition_until"
            yield references.marked(say(row, language, old=edition.number, date=date), scheme, "basis")


def _told(fact: Fact, shown: str, language: Language) -> bool:
    """Whether the answer tells this fact: half of its figures at least."""
    wanted = figures(fact.of(language))
    return bool(wanted) and 2 * len(wanted & figures(shown)) >= len(wanted)
