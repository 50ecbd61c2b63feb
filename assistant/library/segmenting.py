"""Chinese words by jieba, whose dictionary is read by first characters: a question needs some twenty of its 500,000 entries.

What is cut is what jieba cuts with the whole dictionary loaded, which takes a third of a second and 60 MB.
"""

import json
import logging
import threading
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from assistant.library.files import replaced

_FILE = "words.bin"
_Groups = Mapping[str, tuple[int, int]]


class Segmenter:
    """A segmenter of its own, so that other users of jieba in the process neither see our words nor give us theirs.

    Thread-safe.
    """

    def __init__(self, words: Iterable[str], cache: Path) -> None:
        """`words` are kept whole; `cache` is where the dictionary is kept in the form that is read here."""
        import jieba

        jieba.setLogLevel(logging.CRITICAL)
        self._jieba: Any = jieba.Tokenizer()
        self._jieba.total, self._groups, self._entries = _dictionary(self._jieba, cache / _FILE, jieba.__version__)
        self._jieba.initialized = True
        self._loaded: set[str] = set()
        self._loading = threading.Lock()
        for word in words:
            self._load(word)
            self._jieba.add_word(word)

    def cut(self, text: str) -> list[str]:
        """The words of a text, and the shorter words within them, as jieba's search mode gives them."""
        self._load(text)
        return list(self._jieba.cut_for_search(text))

    def _load(self, text: str) -> None:
        """The entries that begin with any of these characters: whatever is looked up for a text is a part of it."""
        if self._loaded.issuperset(text):
            return
        with self._loading:
            for character in set(text) - self._loaded:
                if character in self._groups:
                    start, length = self._groups[character]
                    self._jieba.FREQ.update(json.loads(self._entries[start : start + length]))
                self._loaded.add(character)


def _dictionary(tokenizer: Any, file: Path, version: str) -> tuple[int, _Groups, bytes]:
    """Sum of all frequencies; where the entries of each first character lie; the entries. From the cache if it is whole."""
    try:
        head, entries = file.read_bytes().split(b"\n", 1)
        about = json.loads(head)
        if (about["version"], about["length"]) == (version, len(entries)):
            return about["total"], about["groups"], entries
    except (OSError, ValueError, KeyError, TypeError):
        pass
    frequencies, total = tokenizer.gen_pfdict(tokenizer.get_dict_file())
    groups, entries = _grouped(frequencies)
    head = json.dumps({"version": version, "length": len(entries), "total": total, "groups": groups}, ensure_ascii=False).encode()
    # Where nothing can be written, the dictionary is parsed at every start, a second longer.
    with suppress(OSError), replaced(file) as unfinished:
        unfinished.write_bytes(head + b"\n" + entries)
    return total, groups, entries


def _grouped(frequencies: Mapping[str, int]) -> tuple[_Groups, bytes]:
    by_character: dict[str, dict[str, int]] = {}
    for word, frequency in frequencies.items():
        by_character.setdefault(word[0], {})[word] = frequency
    groups: dict[str, tuple[int, int]] = {}
    pieces: list[bytes] = []
    end = 0
    for character, entries in by_character.items():
        pieces.append(json.dumps(entries, ensure_ascii=False, separators=(",", ":")).encode())
        groups[character] = (end, len(pieces[-1]))
        end += len(pieces[-1])
    return groups, b"".join(pieces)
