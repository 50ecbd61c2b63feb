"""A chat model's words held against the evidence, sentence by sentence: what may not be said, or is not borne out, is taken out."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from assistant.answer.bearing import bearer, begins, unsupported, without_verdict
from assistant.answer.coverage import coverage
from assistant.answer.wordings import WORDING
from assistant.domain import Evidence, Language, Verdict
from assistant.sentences import ITEM, Unit, spans_of_sentences, units
from assistant.terms import HAN, fold

TOLD_OF = {"sentence": 0.5, "item": 0.7}
"""Share of a sentence that a sentence or an item of a passage has to hold for it to be what was meant; an item alone says little."""
ENOUGH_LEFT = 0.5
"""Share of the model's sentences that have to stand; otherwise the quotation is better."""
KEYS = re.compile(r"[\[【［]\s*S\d+(?:\s*[,，、;；]\s*S?\d+)*\s*[\]】］]", re.IGNORECASE)
"""Keys of the evidence as models write them: [S1], 【S1、S2】."""
_KEY = re.compile(r"\d+")
_BEHIND = re.compile(rf"([。！？!?；;]|\.(?!\d))[ \t]*((?:{KEYS.pattern}[ \t]*)+)", re.IGNORECASE)
"""Keys behind a full stop: they are meant for the sentence before it."""
_LINK = re.compile(r"!?\[[^\]\n]*\]\([^)\n]*\)|<[^>\n]{1,200}>|(?:https?|ftp|javascript|data)\s*:\s*\S+|\bwww\.\S+", re.IGNORECASE)
_FENCE = re.compile(r"```.*?(?:```|\Z)", re.DOTALL)
_THOUGHTS = re.compile(r"<think>.*?(?:</think>|\Z)", re.DOTALL | re.IGNORECASE)
_LEVEL = re.compile(r"\d+\s?[级类]|\b(?:level|class|grade|category)\s\d+\b", re.IGNORECASE)
_NAME = re.compile(f"[{HAN}]{{2,}}")
_STOP = re.compile(r"[。！？!?；;：:.]+[\"”’)）」』]*$")
_PREFACE = WORDING["preface"]
_MISKEYED = ("no source", "figure", "support", "clause")
"""Faults that another passage of the evidence may mend."""
_MISTOLD = (*_MISKEYED, "turned")
"""Faults in telling what a passage says."""
_FORBIDDEN = (WORDING["promise"], WORDING["leak"], WORDING["posing"], WORDING["assured"])
_OF_THE_PASSAGE = (WORDING["elsewhere"], WORDING["spelled_number"])
"""What may be said only in the passage's very words: addresses, amounts in words."""


@dataclass
class Scrutiny:
    """Goes through a model's lines and remembers what it took out."""

    language: Language
    known: Mapping[str, Evidence]
    allowed: frozenset[str] = frozenset()
    """Figures that may be printed besides those of the passages cited."""
    question: str = ""
    verdict: Verdict | None = None
    """What code answers to a yes-or-no question."""
    whole: int = 0
    """Sentences seen."""
    removed: list[str] = field(default_factory=list)
    """Sentences taken out, with the reason in front."""
    quoted: list[str] = field(default_factory=list)
    """Sentences in whose place the passage's own words stand."""
    answer_is_gone: bool = False
    """The first sentence was taken out, and it was no mere introduction: what follows it says nothing alone."""
    said: set[str] = field(default_factory=set)
    """Sentences that need not be said once more."""

    def read(self, text: str, before: str = "") -> str:
        """What stands of a plain text, keys and all; "" if that is too little, or the answer itself is gone.

        `before`: what is shown before it, which need not be said once more.
        """
        self.said |= {_bare(before[start:end]) for start, end in spans_of_sentences(before)}
        kept = [self._line(line) for line in text.split("\n")]
        if not any(kept) or len(self.removed) + len(self.quoted) > (1 - ENOUGH_LEFT) * self.whole or self.answer_is_gone:
            return ""
        return re.sub(r"\n{3,}", "\n\n", "\n".join(line for line in kept if line is not None)).strip()

    def _line(self, line: str) -> str | None:
        """What stands of a line: "" for a blank one, None for one of which nothing is left."""
        if not line.strip():
            return ""
        marker = ITEM.match(line)
        prefix = marker.group() if marker else ""
        body = _PREFACE.sub("", line[len(prefix) :].replace("**", "").strip())
        if body.startswith("#"):
            return None
        spans = spans_of_sentences(body) or [(0, len(body))]
        good = [kept for start, end in spans if (kept := self._sentence(body[start:end].strip()))]
        return prefix + (" " if self.language == "en" else "").join(good) if good else None

    def _sentence(self, sentence: str) -> str:
        bare = KEYS.sub("", sentence).strip()
        said = _bare(sentence)
        if not re.search(r"\w", bare) or said in self.said:
            return ""
        self.said.add(said)
        self.whole += 1
        reason = self._unfit(bare) or self._contradicts(bare) or self._unsupported(sentence)
        if not reason and self._spells(bare, keys_in(sentence)):
            reason = "address or amount"
        if not reason:
            return sentence
        found = bearer(bare, list(self.known.values()), self.allowed) if reason in _MISKEYED else None
        if found and not self._spells(bare, [found.key]):
            return _keyed(bare, found.key, self.language)
        if reason in _MISTOLD and (instead := self._instead(bare, keys_in(sentence))):
            self.quoted.append(f"{reason}: {sentence[:200]}")
            return instead
        self.removed.append(f"{reason}: {sentence[:200]}")
        self.answer_is_gone |= self.whole == 1 and not bare.endswith(("：", ":"))
        return ""

    def _instead(self, bare: str, keys: Sequence[str]) -> str:
        """The sentence of the passages that a sentence has told wrongly, or too freely, in its own words; "" if it tells of none."""
        cited = [self.known[key] for key in keys if key in self.known] or list(self.known.values())
        told = [
            (coverage(bare, text) + coverage(text, bare), text, one.key)
            for one in cited
            for unit in units(one.passage.text)
            if unit.kind in TOLD_OF
            and coverage(bare, text := _unit(one.passage.text, unit)) >= TOLD_OF[unit.kind]
            # What introduces a list says nothing without it.
            and not text.endswith((":", "："))
        ]
        _, text, key = max(told, default=(0.0, "", ""))
        if not text or text in self.said or self._unfit(text):
            return ""
        self.said.add(text)
        stop, space = ("。", "") if self.language == "zh" else (".", " ")
        return f"“{text}”{space}[{key}]{stop}"

    def _unsupported(self, sentence: str) -> str:
        cited = [self.known[key] for key in keys_in(sentence) if key in self.known]
        # The level that was asked about may be named.
        sentence = _LEVEL.sub(lambda level: " " if fold(level.group()) in fold(self.question) else level.group(), sentence)
        if self.whole == 1 and self.verdict:
            # Its yes or no has been held against that of code.
            sentence = without_verdict(sentence, self.question)
        return unsupported(KEYS.sub("，", sentence), cited, self.allowed) if cited else "no source"

    def _contradicts(self, bare: str) -> str:
        """The first sentence may not say yes where code says no."""
        said = begins(bare) if self.whole == 1 and self.verdict else None
        return "verdict" if said and said != self.verdict else ""

    def _unfit(self, bare: str) -> str:
        """Why a sentence may not be said, whatever bears it out."""
        if any(pattern.search(fold(bare)) for pattern in _FORBIDDEN):
            return "wording"
        if self.language == "en":
            # A Chinese name in the passages stays what it is.
            held = "".join(one.passage.text for one in self.known.values())
            bare = _NAME.sub(lambda run: "" if run.group() in held else run.group(), bare)
        return "" if language_like(bare, self.language) else "language"

    def _spells(self, bare: str, keys: Sequence[str]) -> bool:
        """Whether it holds an address or an amount in words that is not in its passages."""
        held = fold("\n".join(self.known[key].passage.text for key in keys if key in self.known))
        return any(match.group() not in held for pattern in _OF_THE_PASSAGE for match in pattern.finditer(fold(bare)))


def _unit(passage: str, unit: Unit) -> str:
    """The words of a sentence or an item, without its number and its full stop."""
    words = passage[unit.start : unit.end]
    marker = ITEM.match(words)
    return _bare(words[marker.end() :] if marker else words)


def _bare(sentence: str) -> str:
    """Without keys and full stop."""
    return KEYS.sub("", sentence).strip().rstrip("。.；;！!").rstrip()


def _keyed(sentence: str, key: str, language: Language) -> str:
    """The key goes before the full stop."""
    end = _STOP.search(sentence)
    at = end.start() if end else len(sentence)
    return f"{sentence[:at]}{' ' if language == 'en' else ''}[{key}]{sentence[at:]}"


def plain_text(text: str) -> str:
    """Without the model's thoughts, code, mark-up and links: none of them is an answer. Its keys stand before the full stops."""
    bare = _LINK.sub("", _FENCE.sub("", _THOUGHTS.sub("", text)))
    return _BEHIND.sub(lambda match: f"{' ' if match[1] == '.' else ''}{match[2].strip()}{match[1]} ", bare)


def keys_in(text: str) -> list[str]:
    """The evidence keys of a text, in their order."""
    return [f"S{number}" for marker in KEYS.findall(text) for number in _KEY.findall(marker)]


def language_like(text: str, language: Language) -> bool:
    """Whether a text is mainly written in a language."""
    han, latin = len(re.findall(f"[{HAN}]", text)), len(re.findall(r"[A-Za-z]{2,}", text))
    return han >= latin if language == "zh" else han <= 2 * latin
