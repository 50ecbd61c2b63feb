"""The answer in the words of the evidence: chosen sentences, items and lists, each with its marker."""

import re
from collections.abc import Sequence

from assistant.answer.lists import NAME
from assistant.answer.piece import Piece
from assistant.answer.selection import ALIKE
from assistant.answer.verdicts import predicate, verdict, word_for
from assistant.answer.wordings import WORDING
from assistant.domain import Evidence, Language, Understanding
from assistant.sentences import ITEM, Unit, units
from assistant.terms import HAN
from assistant.texts import say

_OPENERS = WORDING["openers"]
_SAYS_ITSELF = re.compile(r"(?:不|是|能|可以|要|需要|没有|有|对)[，：,:]|不(?:能|用|需要|可以|是|要|行|会|必)|(?:yes|no)\b", re.IGNORECASE)
"""An answer that begins with yes or no itself, as those to frequent questions do."""
_WORD = re.compile(r"^(?:yes|no)[,:.;]\s+(?=\S{2})", re.IGNORECASE)
ABOUT = 0.01
"""Cosine by which the question that a text answers with yes or no may lie farther than one that asks the same."""
_STOP = re.compile(r"([。！？!?；;.]+[”\"’')）]*|[：:])$")
_HALF_WIDTH = re.compile(f"(?<=[{HAN}”）])[;,:!?](?=[{HAN}“（])")
_FULL_WIDTH = str.maketrans(";,:!?", "；，：！？")
_PARTED = re.compile("[。；：，]")
_ORDERED = re.compile(r"\s*(?:\(?\d{1,2}[.)、）]|（\d{1,2}）|[①-⑳])")


def quote(understanding: Understanding, pieces: Sequence[Piece], rivals: Sequence[Piece] = ()) -> str:
    """Markdown whose statements carry the evidence's keys (`[S1]`); a yes-or-no question begins with its word where the text settles it."""
    settled = verdict(understanding, pieces[0], rivals)
    # Behind yes or no, what an item is one of has been said by the question.
    parts = [_said(piece, understanding.language, answers=bool(settled) and number == 0) for number, piece in enumerate(pieces)]
    own = settled or _answers_itself(understanding, pieces[0])
    parts = [part if own and number == 0 else _without_word(part, understanding.language) for number, part in enumerate(parts)]
    if settled and not _SAYS_ITSELF.match(parts[0]):
        parts[0] = _after(word_for(settled, predicate(understanding), understanding.language), parts[0], understanding.language)
    return "\n\n".join(parts)


def _answers_itself(understanding: Understanding, piece: Piece) -> bool:
    """Whether the yes or no that a piece begins with answers this question, and not only the one that the text was written for."""
    asked = [lead.cosine for lead in piece.evidence.leads if lead.kind == "question"]
    near = piece.lead.cosine if piece.lead else max(asked, default=0.0)
    return understanding.shape in ("yes_no", "fact") and near >= ALIKE[understanding.language] - ABOUT


def _without_word(said: str, language: Language) -> str:
    """Without the yes or no that answers another question."""
    bare = _WORD.sub("", said, count=1) if language == "en" else said
    return bare[:1].upper() + bare[1:] if bare != said else said


def _after(word: str, text: str, language: Language) -> str:
    return f"{word}{'' if language == 'zh' else ' '}{text}" if not text.startswith(("-", "1.")) else f"{word}\n\n{text}"


def _said(piece: Piece, language: Language, *, answers: bool = False) -> str:
    """One piece: its sentences as running text, its items as a list behind their introduction."""
    evidence, text = piece.evidence, piece.evidence.passage.text
    blocks: list[str] = []
    running: list[str] = []
    items = [unit for unit in piece.units if unit.kind == "item"]
    whole = piece.is_list and _is_whole(text, items)
    headed = piece.units[0].kind == "row" or (piece.units[0].kind == "item" and whole)
    if headed:
        blocks.append(_heading(evidence, language))
    # Part of a list is not led in as if it were all of it: each item then carries its own marker.
    bare = piece.is_list and not whole
    for unit in piece.units:
        words = text[unit.start : unit.end]
        if unit.kind == "sentence":
            following = whole and _next_is_list(piece.units, unit)
            running.append(_marked(words, evidence, language, opens_list=following, first=not running and not blocks))
        else:
            _flush(running, blocks, language)
            if unit.kind == "item" and len(items) > 1:
                blocks.append(_item(text, unit, language) + (f" [{evidence.key}]" if bare else ""))
            elif unit.kind == "row":
                blocks.append(words)
            else:
                blocks.append(_marked(_alone(words, evidence, answers=answers), evidence, language, first=not blocks))
    _flush(running, blocks, language)
    return _arranged(blocks)


def _alone(item: str, evidence: Evidence, *, answers: bool) -> str:
    """An item by itself, which is no sentence, behind the heading that says what it is one of."""
    if not evidence.passage.section:
        return item
    if evidence.passage.document.language == "zh":
        names_only = len(item) <= NAME["zh"] and not _PARTED.search(item)
        return f"{evidence.passage.section[-1]}：{item}" if names_only and not answers else item
    return f"{evidence.passage.section[-1]}: {item}" if item[:1].islower() else item


def _is_whole(text: str, items: Sequence[Unit]) -> bool:
    return len(items) == sum(unit.group == items[0].group for unit in units(text))


def _heading(evidence: Evidence, language: Language) -> str:
    """What stands above a list that nothing in the text introduces."""
    title = evidence.passage.section[-1] if evidence.passage.section else evidence.passage.document.title
    return f"{title}[{evidence.key}]：" if language == "zh" else f"{title} [{evidence.key}]:"


def _flush(running: list[str], blocks: list[str], language: Language) -> None:
    if running:
        blocks.append(("" if language == "zh" else " ").join(running))
        running.clear()


def _arranged(blocks: Sequence[str]) -> str:
    """List items and rows on neighbouring lines, everything else a paragraph of its own."""
    out = ""
    for block in blocks:
        tight = out and _is_line(block) and _is_line(out.rsplit("\n", 1)[-1])
        out += f"{'' if not out else chr(10) if tight else chr(10) * 2}{block}"
    return out


def _is_line(block: str) -> bool:
    return bool(re.match(r"- |\d+\. |\|", block))


def _marked(words: str, evidence: Evidence, language: Language, *, opens_list: bool = False, first: bool = False) -> str:
    """A statement with its marker before the full stop: `……[S1]。`, `… [S1].`"""
    words = _typeset(_opened(words) if first else words, language)
    stop = _STOP.search(words)
    end = stop.group() if stop else ""
    body = words[: -len(end)] if end else words
    if opens_list:
        end = "：" if language == "zh" else ":"
    elif not end or end[0] in "：:；;":
        end = "。" if language == "zh" else "."
    return f"{body.rstrip()}{'' if language == 'zh' else ' '}[{evidence.key}]{end}"


def _typeset(words: str, language: Language) -> str:
    """Full-width punctuation between Chinese characters, however the source was typed."""
    return _HALF_WIDTH.sub(lambda mark: mark.group().translate(_FULL_WIDTH), words) if language == "zh" else words


def _opened(words: str) -> str:
    bare = _OPENERS.sub("", words)
    return bare[:1].upper() + bare[1:] if bare != words and bare[:1].isascii() else bare


def _item(text: str, unit: Unit, language: Language) -> str:
    line_start = text.rfind("\n", 0, unit.start) + 1
    marker = text[line_start : unit.start]
    ordered = _ORDERED.match(marker)
    number = re.search(r"\d+", marker)
    words = re.sub(r"\s*\n\s*", " ", text[unit.start : unit.end]).rstrip("；; ")
    bullet = f"{number.group()}. " if ordered and number else "- "
    assert ITEM.match(text[line_start:]), "an item stands behind its marker"
    return f"{bullet}{_typeset(words, language)}"


def _next_is_list(chosen: Sequence[Unit], unit: Unit) -> bool:
    """Whether a list of several items comes next; whatever the sentence ends in, it then leads in."""
    later = [other for other in chosen if other.start > unit.start]
    return len(later) > 1 and all(other.kind == "item" and other.group != unit.group for other in later[:2])


def other_language_note(text: str, language: Language) -> str:
    """An answer quoted in the language that was not asked for, with a word to say so."""
    return f"{say('only_other_language', language)}\n\n{text}"
