"""An answer written by a chat model from the evidence, and what code leaves of it.

The model adds words. Which keys exist, which figures may be printed, which sentence its passage bears out: that is decided here,
whatever the model was told by a document or a message.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from assistant.answer.checks import checked
from assistant.answer.citations import resolve
from assistant.answer.knowledge import Knowledge
from assistant.answer.wordings import WORDING
from assistant.domain import Answer, Citation, Evidence, Language, Understanding
from assistant.figures import covered, figures
from assistant.prompts import prompt
from assistant.sentences import spans_of_sentences
from assistant.terms import HAN, fold, overlap, terms

if TYPE_CHECKING:
    from langchain_core.messages import BaseMessage

NO_ANSWER = "NO_ANSWER"
MOST_EVIDENCE = 6
"""Passages that a prompt holds."""
LONGEST_PASSAGE = 1600
"""Characters of one passage in a prompt."""
BORNE_OUT = 0.6
"""Share of a sentence's words that the passages it cites have to hold."""
ALONE = 0.8
"""The same for a sentence that has no key and takes that of its line."""
A_CLAUSE, CLAUSE_BORNE_OUT = 2, 0.4
"""Words that make a clause, and the share of them that the passages have to hold."""
ENOUGH_LEFT = 0.5
"""Share of the model's sentences that have to stand; otherwise the quotation is better."""
_KEYS = re.compile(r"[\[【［]\s*S\d+(?:\s*[,，、;；]\s*S?\d+)*\s*[\]】］]", re.IGNORECASE)
_KEY = re.compile(r"\d+")
_CLAUSE = re.compile(r"[，,；;：:（）()—]")
_LINK = re.compile(r"!?\[[^\]\n]*\]\([^)\n]*\)|<[^>\n]{1,200}>|(?:https?|ftp|javascript|data)\s*:\s*\S+|\bwww\.\S+", re.IGNORECASE)
_FENCE = re.compile(r"```.*?(?:```|\Z)", re.DOTALL)
_THOUGHTS = re.compile(r"<think>.*?(?:</think>|\Z)", re.DOTALL | re.IGNORECASE)
_FORBIDDEN = (WORDING["promise"], WORDING["leak"], WORDING["posing"], WORDING["assured"])
_OF_THE_PASSAGE = (WORDING["elsewhere"], WORDING["spelled_number"])
"""What may be said only in the passage's very words: addresses, amounts in words."""
_LANGUAGE = {"zh": "Chinese (简体中文)", "en": "English"}


@dataclass(frozen=True)
class Written:
    """What code left of a model's words."""

    answer: Answer | None
    """None: nothing that may be shown, the quotation stands."""
    removed: tuple[str, ...] = ()
    """Sentences that were taken out, with the reason in front."""


def messages(
    understanding: Understanding, evidence: Sequence[Evidence], history: Sequence[tuple[str, str]] = (), notes: str = ""
) -> "list[BaseMessage]":
    """The prompt: rules, then evidence fenced as data, what was said before, and the question.

    `history`: the last questions with their answers; `notes`: what is known of the client.
    """
    from langchain_core.messages import HumanMessage, SystemMessage

    rules = prompt("answer").format(language=_LANGUAGE[understanding.language], house_style=prompt("house-style"))
    fenced = "\n".join(
        f'<evidence key="{one.key}" title="{_data(one.passage.document.title)}" section="{_data(" › ".join(one.passage.section))}">\n'
        f"{_data(one.passage.text[:LONGEST_PASSAGE])}\n</evidence>"
        for one in evidence[:MOST_EVIDENCE]
    )
    before = "".join(f"<before>\nQ: {_data(question)}\nA: {_data(answer)}\n</before>\n" for question, answer in history)
    client = f"<client>\n{_data(notes)}\n</client>\n" if notes else ""
    asked = f"{fenced}\n{before}{client}<question>\n{_data(understanding.question)}\n</question>"
    return [SystemMessage(rules), HumanMessage(asked)]


def written(
    text: str, understanding: Understanding, evidence: Sequence[Evidence], knowledge: Knowledge, allowed: frozenset[str] = frozenset()
) -> Written:
    """The model's words less every sentence that cites nothing, or what does not bear it out, or that may not be said.

    `allowed`: figures of the case, which may be printed besides those of the passages cited.
    """
    plain = _plain(text)
    if NO_ANSWER in plain or not plain.strip():
        return Written(None)
    known = {one.key.upper(): one for one in evidence}
    kept: list[str] = []
    removed: list[str] = []
    whole = 0
    for line in plain.split("\n"):
        sentences = [line[start:end] for start, end in spans_of_sentences(line)] or ([line] if line.strip() else [])
        inherited = _keys_in(line)
        good: list[str] = []
        for sentence in sentences:
            whole += 1
            reason = _wrong(sentence, inherited, known, understanding.language, allowed)
            if reason:
                removed.append(f"{reason}: {sentence.strip()[:200]}")
            else:
                good.append(sentence.strip())
        kept.append((" " if understanding.language == "en" else "").join(good))
    if not any(kept) or len(removed) > (1 - ENOUGH_LEFT) * whole:
        return Written(None, tuple(removed))
    drafted = re.sub(r"\n{3,}", "\n\n", "\n".join(kept)).strip()
    shown, citations = resolve(drafted, evidence, _supports(drafted, known), knowledge.originals, knowledge.basis)
    shown = checked(shown, citations, _held(citations, evidence, knowledge) | allowed)
    if not shown or not citations:
        return Written(None, tuple(removed))
    return Written(Answer(shown, understanding.language, citations=citations), tuple(removed))


def _plain(text: str) -> str:
    """Without the model's thoughts, code, mark-up and links: none of them is an answer."""
    return _LINK.sub("", _FENCE.sub("", _THOUGHTS.sub("", text)))


def _wrong(sentence: str, inherited: Sequence[str], known: Mapping[str, Evidence], language: Language, allowed: frozenset[str]) -> str:
    """Why a sentence may not be shown; "" if it may."""
    bare = _KEYS.sub(" ", sentence)
    if not re.search(r"\w", bare):
        return "empty"
    folded = fold(bare)
    if any(pattern.search(folded) for pattern in _FORBIDDEN):
        return "wording"
    if not language_like(bare, language):
        return "language"
    keys = _keys_in(sentence) or list(inherited)
    cited = [known[key] for key in keys if key in known]
    if not cited:
        return "no source"
    held = "\n".join(f"{one.passage.text}\n{' '.join(one.passage.section)}\n{one.passage.document.title}" for one in cited)
    if not covered(figures(bare), figures(held) | allowed):
        return "figure"
    if any(match.group() not in fold(held) for pattern in _OF_THE_PASSAGE for match in pattern.finditer(folded)):
        return "address or amount"
    # A sentence without a key of its own leans on its line's: it has to say what is there all the more.
    needed = BORNE_OUT if _keys_in(sentence) else ALONE
    if overlap(bare, held) < needed:
        return "support"
    # What is hung on behind the key, or woven in between commas, has to stand by itself.
    clauses = [clause for clause in _CLAUSE.split(_KEYS.sub("，", sentence)) if len(terms(clause)) >= A_CLAUSE]
    return "" if all(overlap(clause, held) >= CLAUSE_BORNE_OUT for clause in clauses) else "clause"


def _keys_in(text: str) -> list[str]:
    return [f"S{number}" for marker in _KEYS.findall(text) for number in _KEY.findall(marker)]


def language_like(text: str, language: Language) -> bool:
    """Whether a text is mainly written in a language."""
    han, latin = len(re.findall(f"[{HAN}]", text)), len(re.findall(r"[A-Za-z]{2,}", text))
    return han >= latin if language == "zh" else han <= 2 * latin


def _supports(text: str, known: Mapping[str, Evidence]) -> dict[str, tuple[str, ...]]:
    """For each key the sentences of its passage that hold most of the words said of it."""
    supports: dict[str, list[str]] = {}
    for start, end in spans_of_sentences(text):
        sentence = text[start:end]
        for key in _keys_in(sentence):
            found = known.get(key)
            if found is None:
                continue
            passage = found.passage.text
            pieces = [passage[one:other] for one, other in spans_of_sentences(passage)]
            best = max(pieces, key=lambda piece: overlap(_KEYS.sub(" ", sentence), piece), default="")
            if best and best not in supports.setdefault(found.key, []):
                supports[found.key].append(best)
    return {key: tuple(pieces) for key, pieces in supports.items()}


def _held(citations: Sequence[Citation], evidence: Sequence[Evidence], knowledge: Knowledge) -> frozenset[str]:
    sources = {citation.source for citation in citations}
    schemes = [knowledge.ledger.get(one.passage.document.scheme) for one in evidence if one.passage.document.id in sources]
    return frozenset[str]().union(*(scheme.figures for scheme in schemes if scheme))


def _data(text: str) -> str:
    """Text that cannot end the fence it stands in."""
    return text.replace("<", "‹").replace(">", "›").replace('"', "”")


def pieces_shown(pieces: Iterator[str]) -> Iterator[str]:
    """The pieces of a stream fit to be shown while they arrive: a thought is not shown, nor the word for no answer."""
    held, thinking = "", False
    for piece in pieces:
        held += piece
        while held:
            if thinking:
                end = held.lower().find("</think>")
                if end < 0:
                    held = held[-8:]
                    break
                held, thinking = held[end + 8 :], False
                continue
            start = held.lower().find("<think>")
            if start >= 0:
                if held[:start]:
                    yield held[:start]
                held, thinking = held[start + 7 :], True
                continue
            safe = _cut(held)
            if safe:
                yield held[:safe]
            held = held[safe:]
            break
    if held and not thinking and NO_ANSWER not in held:
        yield held


def _cut(text: str) -> int:
    """Up to where a text can be shown: not into what may yet become a thought or the word for no answer."""
    for word in ("<think>", NO_ANSWER):
        for length in range(min(len(word), len(text)), 0, -1):
            if word.lower().startswith(text[-length:].lower()):
                return len(text) - length
    return len(text)
