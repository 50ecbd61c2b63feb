"""Numbers as they are spoken and written, in Chinese and English: 四万二, 4万2, 七八千, 42k, 38 000, thirty-five thousand five hundred."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

_ROWS = ("零〇", "一壹", "二两贰", "三叁", "四肆", "五伍", "六陆", "七柒", "八捌", "九玖")
_DIGITS = {character: value for value, row in enumerate(_ROWS) for character in row}
_HAN_UNITS = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000, "万": 10_000, "亿": 100_000_000}
_SHORT = {"w": 10_000, "k": 1000, "m": 1_000_000}
_MAGNITUDES = {"hundred": 100, "thousand": 1000, "thou": 1000, "grand": 1000, "k": 1000, "million": 1_000_000, "mio": 1_000_000}
_MAGNITUDES |= {"lakh": 100_000, "lakhs": 100_000, "lac": 100_000, "crore": 10_000_000, "crores": 10_000_000}
_UNITS = _HAN_UNITS | _SHORT | _MAGNITUDES
_ONES = (
    *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen"),
    *("fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"),
)
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_WORDS = {word: value for value, word in enumerate(_ONES)} | {word: 10 * value for value, word in enumerate(_TENS, 2)}

_ARABIC = (
    r"\d{1,3}(?:[,'’]\d{3})+(?!\d)(?:\.\d{1,2}(?!\d))?"
    r"|\d{1,3},\d{1,2}(?=\s?(?:[万wk]|thousand))"
    r"|\d{1,3}(?: \d{3})+(?!\d)(?:\.\d{1,2}(?!\d))?"
    r"|\d{1,3}(?:\.\d{3})+(?![\d.])(?:,\d{2}(?!\d))?(?!\s?[万千wk])"
    r"|\d{1,15}(?:\.\d{1,4}(?!\d))?(?!\d)"
)
_DIGIT = "".join(_DIGITS)
_HAN = _DIGIT + "".join(_HAN_UNITS)
_WORD = "|".join(sorted({*_WORDS, *_MAGNITUDES}, key=len, reverse=True))
_NUMBER = re.compile(
    rf"(?<![\d.])(?P<arabic>{_ARABIC})"
    rf"(?:\s?(?:多|来|个(?=[万亿w]))?(?P<unit>(?:[十百千万亿]{{1,2}}|[wkm](?=ish\b|(?:usd|eur|rmb|cny|hkd|gbp)\b|(?![a-z])))"
    rf"(?P<tail>(?:[零〇]?(?:\d{{1,4}}(?!\.?\d)|[{_DIGIT}])[千仟百佰十拾万]?){{1,4}})?"
    r"|(?:hundred|thousand|thou|grand|million|mio|lakhs?|lac|crores?)\b))?"
    r"|(?P<rough>[万千]把)(?![手握关])"
    rf"|(?<![几数第])(?P<han>[{_DIGIT}十拾](?:[{_HAN}]|点(?=[{_DIGIT}])|[多来](?=[百千万])){{0,15}})(?!几)"
    r"|\b(?P<english>(?:half\s+an?|an?\s+couple\s+of|an?(?=\s+(?:half|hundred|thousand|thou|grand|million|lakh|crore)\b)|"
    rf"{_WORD})(?:(?:\s+(?:and\s+)?|-)(?:an?\s+half|point|{_WORD})){{0,9}})\b",
    re.ASCII,
)
_PIECE = re.compile(rf"{_ARABIC}|[{_HAN}wkm]")
_COUNTED = re.compile(r"\s?(?:个?(?:人(?!民)|小时)|[个天日次份期位家场年月名项条套台步门堂]|%)")
"""Behind a lone digit: it counts what follows and is no part of the number before: 三千一天, 4万2家."""
_ENDS_COUNTING = re.compile(rf"[百佰千仟万亿][{_DIGIT}]?[{_DIGIT}]$")
_POINT = re.compile(rf"([{_DIGIT}])点([{_DIGIT}]{{1,4}})")


@dataclass(frozen=True)
class Number:
    """A number in a text, or two for the ends of a range that is one word (七八千)."""

    low: Decimal
    high: Decimal | None
    unit: Decimal
    """What the last magnitude counts for: 1000 in `12k`; 1 where none is said."""
    start: int
    end: int
    grouped: bool = False
    """Its thousands are set apart."""
    vague: bool = False
    """三万多, 十来万."""


def numbers_in(text: str) -> Iterator[Number]:
    """The numbers of a folded, simplified text in order."""
    at = 0
    while match := _NUMBER.search(text, at):
        found = _READERS[match.lastgroup or ""](match)
        at = found.end if found else match.end()
        if found:
            yield found


def _rough(match: re.Match[str]) -> Number:
    worth = Decimal(_UNITS[match.group()[0]])
    return Number(worth, None, worth, match.start(), match.end(), vague=True)


def _arabic(match: re.Match[str]) -> Number:
    literal, unit, tail = match["arabic"], match["unit"], match["tail"] or ""
    grouped = bool(re.fullmatch(r"\d{1,3}([,'’ .]\d{3})+([.,]\d{1,2})?", literal))
    head = _literal(literal)
    if unit is None:
        return Number(head, None, Decimal(1), match.start(), match.end(), grouped)
    name = unit.removesuffix(tail)
    if (len(tail) == 1 and _COUNTED.match(match.string, match.end())) or (name in _SHORT and len(tail) > 1):
        tail = ""
    worth = Decimal(1)
    for each in [name] if name in _UNITS else name:
        worth *= _UNITS[each]
    rest = _valued(_pieces(tail), worth) if tail else Decimal(0)
    end = match.end() - len(match["tail"] or "") + len(tail)
    vague = any(word in match.group()[len(literal) :] for word in "多来")
    return Number(head * worth + (rest or 0), None, worth, match.start(), end, grouped, vague)


def _han(match: re.Match[str]) -> Number | None:
    run, start = match["han"], match.start()
    if _ENDS_COUNTING.search(run) and _COUNTED.match(match.string, match.end()):
        run = run[:-1]
    end = start + len(run)
    vague = any(word in run for word in "多来")
    pieces = _pieces(_POINT.sub(_pointed, re.sub("[多来]", "", run)))
    units = [_UNITS[piece] for piece in pieces if piece in _UNITS]
    if not units and len(pieces) == 1 and "." in pieces[0]:
        return Number(Decimal(pieces[0]), None, Decimal(1), start, end)
    if not units:
        digits = "".join(str(_DIGITS.get(piece, "")) for piece in pieces)
        return Number(Decimal(digits), None, Decimal(1), start, end) if digits else None
    unit = Decimal(max(units))
    pairs = [n for n in range(len(pieces) - 1) if 0 < _digit(pieces[n]) < _digit(pieces[n + 1]) <= _digit(pieces[n]) + 2]
    if len(pairs) == 1:
        at = pairs[0]
        low, high = (_valued([*pieces[:at], pieces[n], *pieces[at + 2 :]]) for n in (at, at + 1))
    else:
        low, high = _valued(pieces), None
    return Number(low, high, unit, start, end, vague=vague) if low is not None else None


def _english(match: re.Match[str]) -> Number | None:
    """None for words that are no one number: twelve fifty."""
    words = re.findall(r"[a-z]+", match["english"])
    if words[0] in _MAGNITUDES:
        return None
    if "point" in words:
        return _with_point(words, match)
    total, current, worth = Decimal(0), Decimal(0), Decimal(1)
    for word in words:
        if word in _MAGNITUDES:
            times = Decimal(_MAGNITUDES[word])
            worth = max(worth, times)
            current = (current or 1) * times
            if times >= 1000:
                total, current = total + current, Decimal(0)
        elif word in _WORDS:
            value = _WORDS[word]
            if current % 100 and not (current % 100 >= 20 and current % 10 == 0 and value < 10):
                return None
            current += value
        else:
            current += {"half": Decimal("0.5"), "couple": Decimal(2)}.get(word, Decimal(0))
    return Number(total + current, None, worth, match.start(), match.end(), vague="couple" in words)


def _with_point(words: Sequence[str], match: re.Match[str]) -> Number | None:
    """Three point six k: single digits behind the point, and at most one magnitude."""
    at = words.index("point")
    whole, behind = words[:at], list(words[at + 1 :])
    worth = Decimal(_MAGNITUDES[behind.pop()]) if behind and behind[-1] in _MAGNITUDES else Decimal(1)
    if not behind or len(whole) > 2 or any(word not in _WORDS for word in whole) or any(_WORDS.get(word, 10) > 9 for word in behind):
        return None
    value = Decimal(f"{sum(_WORDS[word] for word in whole)}." + "".join(str(_WORDS[word]) for word in behind))
    return Number(value * worth, None, worth, match.start(), match.end())


def _pieces(run: str) -> list[str]:
    return _PIECE.findall(run)


def _pointed(match: re.Match[str]) -> str:
    return f"{_DIGITS[match[1]]}." + "".join(str(_DIGITS[character]) for character in match[2])


def _digit(piece: str) -> int:
    return _DIGITS.get(piece, -9)


def _literal(text: str) -> Decimal:
    if re.fullmatch(r"\d{1,3}(\.\d{3})+(,\d{2})?|\d{1,3},\d{1,2}", text):
        text = text.replace(".", "").replace(",", ".")
    return Decimal(re.sub(r"[,'’ ]", "", text))


def _valued(pieces: Sequence[str], unit: Decimal = Decimal(1)) -> Decimal | None:
    """The value of digits and units in turn; a last digit counts tenths of the unit before it (四万二). None for no number."""
    total, section = Decimal(0), Decimal(0)
    digit: Decimal | None = None
    last, zero = unit, False
    for piece in pieces:
        if piece in _UNITS:
            last, zero = Decimal(_UNITS[piece]), False
            if last >= 10_000:
                total, section = total + ((section + (digit or 0)) or 1) * last, Decimal(0)
            else:
                section += (digit if digit is not None else 1) * last
            digit = None
        elif piece in "零〇":
            zero = True
        elif digit is not None:
            return None
        else:
            digit = Decimal(_DIGITS[piece]) if piece in _DIGITS else _literal(piece)
    if digit is not None:
        section += digit * last / 10 if digit < 10 and last >= 100 and not zero else digit
    return total + section


_READERS = {"arabic": _arabic, "unit": _arabic, "tail": _arabic, "rough": _rough, "han": _han, "english": _english}
"""By the group of the pattern that closed last."""
