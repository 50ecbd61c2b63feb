"""Verdicts on single sentences, read from what a judge wrote, in whatever shape small models give it.

Nothing is guessed: what is no verdict beyond doubt, names a sentence that was not asked about, or contradicts itself counts as none.
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

Verdict = Literal["supported", "partly", "not supported", "no verdict"]
NONE: Verdict = "no verdict"


@dataclass(frozen=True)
class Judgement:
    """What a judge said of one sentence."""

    text: str
    """The sentence, without its markers."""
    verdict: Verdict
    reason: str = ""
    """Of no verdict: `unreadable`, or the trouble the judge was in. Of a sentence that was not put to it: `cites nothing`."""


_THOUGHTS = re.compile(r"<think>.*?(?:</think>|\Z)", re.DOTALL | re.IGNORECASE)
_OBJECT = re.compile(r"\{[^{}]*\}")
_PAIR = re.compile(r"""["']?(\w+)["']?\s*[:=：]\s*(?:"([^"\n]*)"|'([^'\n]*)'|([^,，}\n]+))""")
_LINE = re.compile(r"(?im)^[\s\-*>\[(（【#]*(?:sentence|句子?|n)?\s*[#:=]?\s*(\d{1,3})\s*[\])）】.:：、\-–—=|]+\s*(.+)$")
_NUMBERS = ("n", "number", "no", "sentence", "id", "index", "sentence_number")
_VERDICTS = ("verdict", "label", "judgement", "judgment", "result", "answer", "support", "status")
_SUPPORTED = frozenset({"supported", "fully supported", "support", "supports", "支持", "完全支持"})
_PARTLY = frozenset({"partly", "partially", "partial", "partly supported", "partially supported", "partial support", "部分支持"})
_NOT = frozenset({"not supported", "unsupported", "not", "no support", "not support", "notsupported", "不支持", "未支持"})


def verdicts(reply: str, count: int) -> list[Verdict]:
    """The verdict on each of so many sentences, numbered from 1; `no verdict` where there is none.

    Read are JSON objects, alone, in an array or in a fence, and lines such as `1. supported`. Objects without numbers
    count by their order when there is one for every sentence.
    """
    plain = _THOUGHTS.sub("", reply)
    found = list(_in_objects(plain)) or [(int(number), _verdict(said)) for number, said in _LINE.findall(plain)]
    if not found and count == 1:
        found = [(1, _verdict(plain))]
    if len(found) == count and all(number is None for number, _ in found):
        found = [(place, verdict) for place, (_, verdict) in enumerate(found, start=1)]
    said: dict[int, set[Verdict]] = {}
    for number, verdict in found:
        if number is not None:
            said.setdefault(number, set()).add(verdict)
    return [next(iter(held)) if len(held := said.get(place, set())) == 1 else NONE for place in range(1, count + 1)]


def _in_objects(text: str) -> Iterator[tuple[int | None, Verdict]]:
    """Number and verdict of every object; one without either key, `{"1": "supported"}`, holds them as its pairs."""
    for written in _OBJECT.findall(text):
        fields = _fields(written)
        number = next((place for key in _NUMBERS if (place := _number(fields.get(key))) is not None), None)
        said = next((fields[key] for key in _VERDICTS if key in fields), None)
        if said is not None:
            yield number, _verdict(str(said))
        else:
            yield from ((place, _verdict(str(each))) for key, each in fields.items() if (place := _number(key)) is not None)


def _fields(written: str) -> Mapping[str, Any]:
    """The pairs of an object, also where it is no JSON: single quotes, none at all, a comma too many."""
    try:
        loaded: dict[str, Any] = json.loads(written)
    except ValueError:
        loaded = {key: double or single or bare.strip() for key, double, single, bare in _PAIR.findall(written)}
    return {key.casefold(): value for key, value in loaded.items()}


def _number(value: object) -> int | None:
    """`1`, `"1"` and `"S1"`; None for what is no number, such as the sentence itself."""
    found = re.fullmatch(r"(?:sentence|句子?|[sn#])?\s*(\d{1,3})", str(value).strip().casefold())
    return int(found.group(1)) if found and not isinstance(value, bool) else None


def _verdict(said: str) -> Verdict:
    """Only the bare word is a verdict: what hangs behind it (`supported, but …`) may take it back."""
    word = " ".join(re.sub(r"[_\-]+", " ", said.casefold()).split()).strip(" .。!\"'`*,;；")
    if word in _SUPPORTED:
        return "supported"
    if word in _PARTLY:
        return "partly"
    return "not supported" if word in _NOT else NONE
