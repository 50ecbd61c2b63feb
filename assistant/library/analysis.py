"""What a text is searched by: Chinese words and their parts, English stems, and standard numbers whole and in parts.

Traditional and simplified, full-width and half-width, upper and lower case come to the same terms.
"""

import re
import threading
from collections.abc import Iterable
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from assistant.library.segmenting import Segmenter
from assistant.settings import ROOT
from assistant.terms import fold, simplified

ANALYSIS = "1"
"""Version of the rules below; raised when they change, so that keyword indices are built anew."""

CACHE = ROOT / "data" / "cache"

_HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003134f"
_TOKEN = re.compile(
    rf"(?P<han>[{_HAN}]+)|(?P<code>[a-z0-9]+(?:[-.:][a-z0-9]+)*)|(?P<other>[^\W_]+)",
)
_PIECE = re.compile(r"[a-z]+|\d+")
_DIGIT = re.compile(r"\d")

_ZH_PARTICLES = (
    "的 了 吗 呢 吧 啊 呀 嘛 么 啦 是 在 和 与 及 或 也 都 就 这 那 之 其 被 把 对 为 以 于 而 我 你 您 他 它 "
    "我们 你们 他们 请问 什么 怎么 怎样 如何 哪些 哪个 哪 谁 一个 这个 那个 有 会 要 能 可以 个 些 等 一下"
)
_EN_PARTICLES = (
    "a an the this that these those is are was were be been am do does did has have had will would shall should "
    "can could may might must i me my we us our you your he she it its they them their who what which when where why "
    "how and or but if then so as of to in on at by for with from about into up out there here not no s t re ve ll d m"
)
_ZH_STOP = frozenset(_ZH_PARTICLES.split())
_EN_STOP = frozenset(_EN_PARTICLES.split())


class Analyzer:
    """Turns text into terms. Nothing is loaded before the first text; thread-safe."""

    def __init__(self, words: Iterable[str] = (), cache: Path = CACHE) -> None:
        """`words`: terms of the domain, kept whole when they are Chinese. `cache`: where jieba keeps its dictionary."""
        self.words = tuple(sorted({_folded(word) for word in words if word.strip()}))
        self._cache = cache

    def terms(self, text: str) -> list[str]:
        """The terms of a text in reading order, repeated as often as they occur. Any text will do; many have none."""
        found: list[str] = []
        for match in _TOKEN.finditer(_folded(text)):
            token = match.group()
            if match.lastgroup == "han":
                found += [word for word in self._loaded().cut(token) if word not in _ZH_STOP]
            elif match.lastgroup == "code":
                found += _code_terms(token)
            else:
                found.append(token)
        return found

    def _loaded(self) -> Segmenter:
        with _SEGMENTING:
            return _segmenter(self.words, self._cache)


_SEGMENTING = threading.Lock()
"""Held while a segmenter is looked up, so that two threads do not both build one."""


@lru_cache(maxsize=4)
def _segmenter(words: tuple[str, ...], cache: Path) -> Segmenter:
    return Segmenter([run for word in words for run in re.findall(f"[{_HAN}]{{2,}}", word)], cache)


def _code_terms(token: str) -> list[str]:
    """English words as stems; what holds digits (`iso20000`, `20000-1`, `9001c`) whole and in pieces."""
    if not _DIGIT.search(token):
        words = re.split(r"[-.:]", token)
        return [_stem(word) for word in words if word not in _EN_STOP]
    pieces = [piece for piece in _PIECE.findall(token) if len(piece) > 1 or piece.isdigit()]
    parts = [part for part in re.split(r"[-.:]", token) if part]
    return list(dict.fromkeys([token, *parts, *pieces]))


@lru_cache(maxsize=50_000)
def _stem(word: str) -> str:
    with _STEMMING:
        return str(_stemmer().stemWord(word))


_STEMMING = threading.Lock()
"""A stemmer keeps its state in itself."""


@cache
def _stemmer() -> Any:
    import snowballstemmer

    return snowballstemmer.stemmer("english")


def _folded(text: str) -> str:
    return simplified(fold(text))
