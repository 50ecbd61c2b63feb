"""Names of schemes in a message: every alias, old name, edition and near miss, however it is spaced, cased or typed."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from assistant.ambiguous import Ambiguous
from assistant.domain import Language, Mention, MentionState
from assistant.ledger import Ledger
from assistant.spoken import Spoken
from assistant.terms import HAN, fold

_KEPT = re.compile(rf"[a-z0-9{HAN}]")
_AMOUNT_AFTER = re.compile(
    r"\s*(?:[元块万亿￥¥天]|人(?![员力才])|年(?![审检度报费])|月(?![报度底初])|日(?!常)|個|个"
    r"|rmb|cny|yuan|usd|dollars?|people|staff|employees|percent|%)",
    re.I,
)
_AMOUNT_BEFORE = re.compile(
    r"(?:[￥¥$€]|rmb|cny|usd|(?<![预签])约|budget of|\b(?:is|are|was|be|at|costs?|pay|paid|spend|spent|has|have|had|with) about)\s*$", re.I
)
"""What about 9001, and 预约9001审核, speak of the standard."""
_TYPED = re.compile(r"(?<![a-z])(?:[a-z]{2,8}[\s\-/]{0,3}[a-z0-9]{0,10}\d{4,5}[a-z]?|[a-z]{4,8}(?![a-z]))")
_NO_SLIP = frozenset({"items"})
"""Words that come near a name and are none."""
_OTHER_STANDARD = re.compile(
    r"(?:iso|isoiec|iec)(?:9004|1000[2-6]|1001[58]|1400[46]|1404[04]|1406[47]|170(?:21|24|34|65|67)|19011|20121|21001|2200[2-5]|22313|22716"
    r"|26000|2700[2-6]|2701[78]|27799|28000|29001|30401|31000|37[03]01|38500|39001|4[124]001|45003|46001|50001|55001|56002)"
)
"""Standards that exist: they come near the name of another one and are no slips."""
_COMPARES = re.compile(
    r"\bvs\b|\bversus\b|\bdifferen(?:t|ce)\b|\bcompar(?:e|es|ed|ing|ison)\b|\bsame as\b"
    r"|区别|差别|差异|不同|相比|对比|比较|一回事|一样|相同|等同|哪个好",
    re.IGNORECASE,
)
_LONG_NUMBER = re.compile(r"(?<!\d)(?!(?:19|20)\d\d(?!\d))\d{4,6}(?!\d)")
"""A number of four to six digits that is no year."""
_SHORT = 3
"""Latin names up to this many letters are words of their own in English text unless written in capitals."""


@dataclass(frozen=True)
class _Target:
    scheme: str
    state: MentionState
    edition: str | None = None


@dataclass(frozen=True)
class Found:
    """The names in a message, in reading order."""

    mentions: tuple[Mention, ...] = ()
    ambiguous: tuple[str, ...] = ()
    """Names that stand for several schemes, as they were put; see `NameIndex.ambiguous`."""


class NameIndex:
    """Finds names of schemes in a text."""

    def __init__(
        self, ledger: Ledger, ambiguous: Sequence[Ambiguous] = (), not_held: Sequence[str] = (), spoken: Spoken | None = None
    ) -> None:
        """`not_held`: names of schemes that no ledger is about; a question about one of them is not answered from others."""
        self._spoken = spoken or Spoken({})
        self._targets: dict[str, _Target] = {}
        self._numbers = {scheme.id: {one for one in scheme.figures if _LONG_NUMBER.fullmatch(one)} for scheme in ledger}
        self._short = {scheme.id: scheme.short for scheme in ledger}
        self._asked: dict[str, Ambiguous] = {}
        for scheme in ledger:
            for alias in scheme.aliases:
                self._targets.setdefault(key_of(alias.name), _Target(scheme.id, alias.state))
            for name in (scheme.short.zh, scheme.short.en, scheme.title, scheme.title_en):
                if len(key_of(name)) > 1:
                    self._targets.setdefault(key_of(name), _Target(scheme.id, "current"))
        for scheme in ledger:
            for edition in scheme.editions:
                self._targets.setdefault(key_of(edition.number), _Target(scheme.id, "edition", edition.number))
        for one in ambiguous:
            for name in one.names:
                self._asked[key_of(name)] = one
        self._strange = {key_of(name): name for name in not_held if key_of(name) not in self._targets}
        keys = [*self._targets, *self._asked, *self._strange]
        spaced = [alias.name for scheme in ledger for alias in scheme.aliases] + [name for one in ambiguous for name in one.names]
        spaced += [name for scheme in ledger for name in (scheme.short.en, scheme.title_en)]
        self._apart = {key_of(name) for name in (*spaced, *not_held) if re.search(r"[\s/-]", name.strip())}
        self._lengths: dict[str, list[int]] = {}
        for key in keys:
            self._lengths.setdefault(key[:2], []).append(len(key))
        self._lengths = {start: sorted(set(lengths), reverse=True) for start, lengths in self._lengths.items()}
        # Only names that hold letters and digits, or long Latin ones, are distinctive enough to be guessed at.
        self._typed = [key for key in self._targets if key.isascii() and len(key) >= 5 and re.search(r"[a-z]", key)]

    def find(self, text: str) -> Found:
        """The names, longest first where they overlap; a near miss counts only where nothing else in the text is a name."""
        folded = fold(text)
        if len(folded) != len(text):
            text = folded
        mentions: list[Mention] = []
        asked: list[str] = []
        taken: list[tuple[int, int]] = []
        for start, end, key in self._hits(folded, text):
            taken.append((start, end))
            if key in self._strange:
                continue
            if key in self._asked:
                asked.append(text[start:end].strip())
            else:
                target = self._targets[key]
                mentions.append(Mention(target.scheme, text[start:end].strip(), target.state, target.edition))
        if not taken:
            mentions += self._near_misses(folded)
        return Found(tuple(dict.fromkeys(mentions)), tuple(dict.fromkeys(asked)))

    def spoken_of(self, text: str) -> tuple[Mention, ...]:
        """The schemes that a text without a name speaks of by trade or purpose: those of the longest such words."""
        words, schemes = self._spoken.find(text)
        return tuple(Mention(scheme, words, "current") for scheme in schemes)

    def without_names(self, text: str, instead: str = " ") -> str:
        """The text with its names of schemes replaced."""
        folded = fold(text)
        if len(folded) != len(text):
            text = folded
        made, before = "", 0
        for start, end, _ in self._hits(folded, text):
            made += text[before:start] + instead
            before = end
        return made + text[before:]

    def renamed(self, text: str, language: Language) -> str:
        """The text with every name that is not current replaced by what the scheme is called today."""
        folded = fold(text)
        if len(folded) != len(text):
            text = folded
        made, before = "", 0
        hits = list(self._hits(folded, text))
        for start, end, key in hits:
            target = self._targets.get(key)
            if target and target.state in ("obsolete", "misnomer"):
                made += text[before:start] + self._short[target.scheme].of(language)
                before = end
        for miss in self._near_misses(folded) if not hits else ():
            return re.sub(re.escape(miss.said), self._short[miss.scheme].of(language), text, flags=re.IGNORECASE)
        return made + text[before:]

    def not_held(self, text: str) -> str | None:
        """A scheme in the text that no ledger is about, if it names no other, or compares it with one; as it is usually written."""
        folded = fold(text)
        keys = [key for _, _, key in self._hits(folded, text if len(folded) == len(text) else folded)]
        if any(key in self._targets for key in keys) and not _COMPARES.search(folded):
            return None
        return next((self._strange[key] for key in keys if key in self._strange), None)

    def by_number(self, text: str) -> tuple[str, ...]:
        """Schemes in whose ledger a standard's number stands that the text holds and that is no scheme's own name: `14881`."""
        numbers = set(_LONG_NUMBER.findall(fold(text)))
        return tuple(scheme for scheme, held in self._numbers.items() if numbers & held)

    def ambiguous(self, name: str) -> Ambiguous | None:
        """The row of a name that stands for several schemes."""
        return self._asked.get(key_of(name))

    def _hits(self, folded: str, text: str) -> Iterator[tuple[int, int, str]]:
        kept = [(place, character) for place, character in enumerate(folded) if _KEPT.match(character)]
        compact = "".join(character for _, character in kept)
        places = [place for place, _ in kept]
        at = 0
        while at < len(compact):
            hit = next(
                (
                    compact[at : at + length]
                    for length in self._lengths.get(compact[at : at + 2], ())
                    if self._stands(compact, at, length, places, folded, text)
                ),
                None,
            )
            if hit is None:
                at += 1
                continue
            length = len(hit) + self._mistyped(compact, at, hit)
            yield places[at], places[at + length - 1] + 1, hit
            at += length

    def _mistyped(self, compact: str, at: int, hit: str) -> int:
        """Digits behind a name of letters that are those of the scheme with a slip in them: “IATF 16499”."""
        digits = re.match(r"\d{4,6}", compact[at + len(hit) :])
        target = self._targets.get(hit)
        if not digits or not target or not hit.isascii() or not hit.isalpha():
            return 0
        typed = hit + digits.group()
        slip = any(_one_off(typed, key) for key in self._typed if self._targets[key].scheme == target.scheme)
        return len(digits.group()) if slip else 0

    def _stands(self, compact: str, at: int, length: int, places: list[int], folded: str, text: str) -> bool:
        key = compact[at : at + length]
        if len(key) < length or not (key in self._targets or key in self._asked or key in self._strange):
            return False
        start, end = places[at], places[at + length - 1] + 1
        before, after = folded[start - 1 : start], folded[end : end + 1]
        if _joined(before, key[0]) or _joined(key[-1], after):
            return False
        # A name is not put together across words and clauses: only spaces, hyphens and the like lie inside it.
        inside = folded[start:end]
        if re.search(r"[，。；！？,;!?\n]", inside) or (key.isalpha() and key.isascii() and len(inside) > len(key) + 6):
            return False
        if key.isascii() and key.isalpha() and key not in self._apart and re.search(r"\s", inside):
            # “Is MS Project …” names no ISMS.
            return False
        if key.isdigit():
            return not (_AMOUNT_AFTER.match(folded[end:]) or _AMOUNT_BEFORE.search(folded[:start]))
        if key in self._asked and key.isalpha() and places[at + length : at + length + 1] and compact[at + length].isdigit():
            # "ISO" asks which one is meant, "ISO 26262" says it.
            return False
        if key.isascii() and key.isalpha() and len(key) <= _SHORT:
            return text[start:end].isupper() or bool(re.search(f"[{HAN}]", text))
        return True

    def _near_misses(self, folded: str) -> list[Mention]:
        """One letter or digit wrong, missing, too many or swapped, if only one scheme's names come that near."""
        for match in _TYPED.finditer(folded):
            typed = re.sub(r"[\s\-/]", "", match.group())
            if len(typed) < 5 or typed in _NO_SLIP or _OTHER_STANDARD.fullmatch(typed):
                continue
            schemes = {self._targets[key].scheme for key in self._typed if _one_off(typed, key)}
            if len(schemes) == 1:
                return [Mention(schemes.pop(), match.group().strip().upper(), "typo")]
        return []


def key_of(name: str) -> str:
    """A name without case, width, spaces and punctuation: what makes two spellings the same name."""
    return "".join(_KEPT.findall(fold(name)))


def _joined(one: str, other: str) -> bool:
    """Whether two neighbouring characters belong to one word or number."""
    if not one or not other or not (one.isascii() and other.isascii()):
        return False
    return (one.isalpha() and other.isalpha()) or (one.isdigit() and other.isdigit())


def _one_off(one: str, other: str) -> bool:
    if one == other or abs(len(one) - len(other)) > 1 or one[0] != other[0]:
        return False
    if len(one) == len(other):
        odd = [n for n, (a, b) in enumerate(zip(one, other, strict=True)) if a != b]
        swapped = len(odd) == 2 and odd[1] == odd[0] + 1 and one[odd[0]] == other[odd[1]] and one[odd[1]] == other[odd[0]]
        return len(odd) == 1 or swapped
    short, long = sorted((one, other), key=len)
    return any(long[:n] + long[n + 1 :] == short for n in range(len(long)))


def schemes_of(mentions: Iterable[Mention]) -> tuple[str, ...]:
    """Ids of the schemes mentioned, each once."""
    return tuple(dict.fromkeys(mention.scheme for mention in mentions))
