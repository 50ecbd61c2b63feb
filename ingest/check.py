"""`python -m ingest check`: whether the summaries, their ledgers and their questions agree, and what has grown old."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from assistant.ambiguous import read_ambiguous
from assistant.errors import CorpusError
from assistant.figures import designations, figures, missing
from assistant.ledger import CARD_ROWS, Ledger, Scheme
from assistant.ledger_reading import FRONT, front_matter, read_scheme
from assistant.names import NameIndex, key_of
from ingest.files import CORPUS
from ingest.keys import keys_of, read_questions
from ingest.sources import described
from ingest.split import Section, sections, split

SECTIONS = (
    "what-it-is", "who-needs-it", "basis", "replaced", "authority", "conditions", "steps", "validity", "costs", "documents", "time",
    "related", "questions",
)  # fmt: skip
"""Anchors that every summary has, in this order; `questions` is a heading over sections q1, q2, …"""
_WORDED_ZH = re.compile(r"(?<![第一二三四五六七八九十])[二两三四五六七八九十]+(?:年|个月|个工作日|天)(?!级|度)")
_WORDED_EN = re.compile(
    r"\b(?:two|three|four|five|six|seven|eight|nine|ten|twelve)[- ](?:working days?|days?|weeks?|months?|years?)\b", re.I
)

_ALL_QUESTIONS = "questions"

What = Literal["stale", "related", "alias", "figures", "source", "form", "question"]


@dataclass(frozen=True)
class Finding:
    """One thing to mend. Only what is stale is no contradiction, merely due."""

    what: What
    where: str
    text: str

    def __str__(self) -> str:
        return f"{self.what}: {self.where}: {self.text}"


def check(day: str, corpus: Path = CORPUS, only: Sequence[str] = ()) -> list[Finding]:
    """Everything that is wrong or due on a day (ISO 8601) in a corpus folder; `only` limits it to these schemes."""
    found: list[Finding] = []
    schemes: list[Scheme] = []
    for file in sorted((corpus / "standards").glob("*.zh.md")):
        try:
            schemes.append(read_scheme(file))
        except CorpusError as error:
            found.append(Finding("form", file.name, str(error).removeprefix(f"{file.name}: ")))
    ledger = Ledger(schemes)
    for scheme in schemes:
        found += _of_scheme(scheme, ledger, corpus, day)
    for file in sorted((corpus / "standards").glob("*.en.md")):
        if not file.with_name(file.name.replace(".en.md", ".zh.md")).is_file():
            found.append(Finding("form", file.name, "the Chinese summary, which holds the ledger, is missing"))
    found += _aliases(ledger, corpus)
    found += _questions(corpus, only)
    # Questions that cannot be read are nobody's: without them nothing is known of any scheme's.
    return [one for one in found if not only or one.where.split(".")[0].split(",")[0] in (*only, _ALL_QUESTIONS)]


def _of_scheme(scheme: Scheme, ledger: Ledger, corpus: Path, day: str) -> Iterator[Finding]:
    for fact in scheme.facts:
        if fact in scheme.stale(fact.at, day):
            yield Finding("stale", scheme.id, f"as of {fact.as_of}, review by {fact.review_by or scheme.review_by}: {fact.zh}")
    for related in scheme.related:
        if related.id not in ledger.schemes or related.id == scheme.id:
            yield Finding("related", scheme.id, f"there is no scheme {related.id!r}")
    if scheme.replaced_by and scheme.replaced_by.scheme and scheme.replaced_by.scheme not in ledger.schemes:
        yield Finding("related", scheme.id, f"replaced_by: there is no scheme {scheme.replaced_by.scheme!r}")
    yield from _sources(scheme)
    yield from _aliases_of(scheme)
    try:
        texts = {language: _sections(corpus / "standards" / f"{scheme.id}.{language}.md", scheme) for language in ("zh", "en")}
    except CorpusError as error:
        yield Finding("form", scheme.id, str(error))
        return
    yield from _form(scheme, texts)
    yield from _figures(scheme, texts)


def _sections(file: Path, scheme: Scheme) -> dict[str, Section]:
    if not file.is_file():
        raise CorpusError(f"{file.name} is missing.")
    raw = front_matter(file)
    if raw.get("id") != scheme.id or file.name.split(".")[1] != raw.get("language"):
        raise CorpusError(f"{file.name}: id and language in the front matter must be those of the file's name.")
    body = FRONT.sub("", file.read_text(encoding="utf-8"), count=1)
    title = str(raw.get("title", ""))
    if not body.lstrip().startswith(f"# {title}\n"):
        raise CorpusError(f"{file.name}: the first heading must be the title {title!r}.")
    found = sections(body, title)
    if unnamed := [one.path[-1] for one in found if one.anchor is None]:
        raise CorpusError(f"{file.name}: the section {unnamed[0]!r} has no anchor.")
    anchors = [str(one.anchor) for one in found]
    if twice := [anchor for anchor in dict.fromkeys(anchors) if anchors.count(anchor) > 1]:
        raise CorpusError(f"{file.name}: the anchor {twice[0]!r} is used twice.")
    return dict(zip(anchors, found, strict=True))


def _form(scheme: Scheme, texts: dict[str, dict[str, Section]]) -> Iterator[Finding]:
    zh, en = texts["zh"], texts["en"]
    if list(zh) != list(en):
        yield Finding("form", scheme.id, f"sections differ between zh and en: {sorted(zh.keys() ^ en.keys()) or 'their order'}")
    if lacking := [anchor for anchor in SECTIONS[:-1] if anchor not in zh]:
        yield Finding("form", scheme.id, f"sections missing: {', '.join(lacking)}")
    if [anchor for anchor in zh if anchor in SECTIONS] != [anchor for anchor in SECTIONS if anchor in zh]:
        yield Finding("form", scheme.id, f"sections are not in the order {', '.join(SECTIONS[:-1])}")
    anchors = {*zh, "questions"}
    for at in [fact.at for fact in scheme.facts] + [scheme.card.of(row).at for row in CARD_ROWS]:
        if at not in anchors:
            yield Finding("form", scheme.id, f"a fact or cell stands at {at!r}, which is no section")
    for language, pattern in (("zh", _WORDED_ZH), ("en", _WORDED_EN)):
        for anchor, section in texts[language].items():
            for word in pattern.findall(section.text):
                yield Finding("figures", scheme.id, f"{language} {anchor}: {word!r}; write the number in digits")


def _figures(scheme: Scheme, texts: dict[str, dict[str, Section]]) -> Iterator[Finding]:
    """Every number of the text stands in the ledger, and both languages hold the same numbers, dates and designations."""
    validity = (scheme.validity.certificate, scheme.validity.surveillance, scheme.validity.renewal)
    cells = [scheme.card.of(row) for row in CARD_ROWS]
    for row in (*scheme.facts, *scheme.conditions, *scheme.related, *cells, *validity):
        if odd := figures(row.zh) ^ figures(row.en):
            yield Finding("figures", scheme.id, f"zh and en of a row of the ledger differ in {sorted(odd)}: {row.zh}")
    for anchor, section in texts["zh"].items():
        other = texts["en"].get(anchor)
        if other is None:
            continue
        zh, en = (f"{' '.join(one.path[-1:])}\n{one.text}" for one in (section, other))
        if odd := figures(zh) ^ figures(en):
            only_zh, only_en = sorted(figures(zh) & odd), sorted(figures(en) & odd)
            yield Finding("figures", scheme.id, f"{anchor}: only in zh {only_zh}, only in en {only_en}")
        elif odd := designations(zh) ^ designations(en):
            yield Finding("figures", scheme.id, f"{anchor}: standard numbers differ between zh and en: {sorted(odd)}")
        if lacking := missing(figures(zh) | figures(en), scheme.figures):
            yield Finding("figures", scheme.id, f"{anchor}: not in the ledger: {lacking}")


def _sources(scheme: Scheme) -> Iterator[Finding]:
    used = [(fact.zh, fact.source) for fact in scheme.facts]
    used += [(edition.number, edition.source) for edition in scheme.editions]
    for what, keys in [*used, ("validity", scheme.validity.source)]:
        if not keys:
            yield Finding("source", scheme.id, f"no source: {what}")
        for key in keys:
            if key not in scheme.sources:
                yield Finding("source", scheme.id, f"unknown source {key!r}")


def _aliases_of(scheme: Scheme) -> Iterator[Finding]:
    for alias in scheme.aliases:
        if alias.state != "current" and alias.note is None:
            yield Finding("alias", scheme.id, f"{alias.name!r} is {alias.state}, but no note says what to do now")
        if alias.note and (odd := figures(alias.note.zh) ^ figures(alias.note.en)):
            yield Finding("alias", scheme.id, f"{alias.name!r}: zh and en of the note differ in {sorted(odd)}")


def _aliases(ledger: Ledger, corpus: Path) -> Iterator[Finding]:
    """A name leads to one scheme, or it is listed as ambiguous and asked back."""
    try:
        ambiguous = read_ambiguous(corpus / "reference" / "ambiguous.yaml")
    except CorpusError as error:
        yield Finding("form", "ambiguous.yaml", str(error).removeprefix("ambiguous.yaml: "))
        ambiguous = ()
    for one in ambiguous:
        if unknown := [choice.scheme for choice in one.choices if choice.scheme not in ledger.schemes]:
            yield Finding("related", "ambiguous.yaml", f"{one.names[0]}: there is no scheme {unknown[0]!r}")
    asked = {key_of(name): name for one in ambiguous for name in one.names}
    holders: dict[str, list[str]] = defaultdict(list)
    for scheme in ledger:
        for key in dict.fromkeys(key_of(alias.name) for alias in scheme.aliases):
            holders[key].append(scheme.id)
            if key in asked:
                yield Finding("alias", scheme.id, f"{asked[key]!r} is asked back by ambiguous.yaml and an alias too")
    for key, ids in holders.items():
        if len(ids) > 1:
            for id in ids:
                yield Finding("alias", id, f"the name {key!r} belongs to {' and '.join(ids)}")
    NameIndex(ledger, ambiguous)


def _questions(corpus: Path, only: Sequence[str]) -> Iterator[Finding]:
    """Every piece of an answer stands in its section."""
    try:
        asks = read_questions(corpus).asks
    except CorpusError as error:
        yield Finding("question", _ALL_QUESTIONS, str(error))
        return
    for file in sorted((corpus / "standards").glob("*.md")):
        if only and file.name.split(".")[0] not in only:
            continue
        try:
            description = described(file)
            passages = split(description, FRONT.sub("", file.read_text(encoding="utf-8"), count=1))
        except CorpusError:
            continue
        if not passages:
            continue
        own = asks.get(description.id, ())
        if not own:
            yield Finding("question", file.name, "no questions lead to it")
        for ask in own:
            try:
                keys_of([ask], passages)
            except CorpusError as error:
                yield Finding("question", file.name, str(error))
