"""Which language a message is written in, or that it is written in none the assistant speaks."""

import re
import unicodedata

from assistant.domain import Language
from assistant.terms import HAN
from assistant.understand.wordings import WORDING

_HAN = re.compile(f"[{HAN}]")
_ZH_FRAME = WORDING["zh_frame"]
_EN_FRAME = WORDING["en_frame"]
_OTHER_FRAME = WORDING["other_frame"]
_SCHEME_NAME = WORDING["scheme_name"]
_LATIN_WORD = re.compile(r"[A-Za-z]{2,}")
_LETTERS = 6
"""Capital letters of which an abbreviation may be made."""
_SCRIPTS = ("HIRAGANA", "KATAKANA", "HANGUL", "CYRILLIC", "ARABIC", "HEBREW", "THAI", "DEVANAGARI", "GREEK", "BENGALI", "TAMIL")


def language_of(text: str, default: Language = "zh") -> Language:
    """Chinese or English by the words that hold the sentence together: standard numbers and borrowed terms decide nothing."""
    han = len(_HAN.findall(text))
    latin = _LATIN_WORD.findall(text)
    if not han:
        # The bare name of a standard is the same in both languages.
        return default if all(map(_is_abbreviation, latin)) and not _EN_FRAME.search(text) else "en"
    english = len(_EN_FRAME.findall(text))
    chinese = len(_ZH_FRAME.findall(text))
    if english == chinese:
        return "zh" if han >= len(latin) else "en"
    return "en" if english > chinese and len(latin) >= 2 else "zh"


def _is_abbreviation(word: str) -> bool:
    return (word.isupper() and len(word) <= _LETTERS) or bool(_SCHEME_NAME.fullmatch(word))


def is_other_language(text: str) -> bool:
    """Whether the text is mainly in a language that is neither Chinese nor English."""
    letters = [c for c in text if c.isalpha()]
    if not letters:
        return False
    foreign = sum(unicodedata.name(c, "").startswith(_SCRIPTS) for c in letters)
    if foreign / len(letters) > 0.3:
        return True
    if "¿" in text or "¡" in text:
        return True
    return not _HAN.search(text) and len(_OTHER_FRAME.findall(text)) >= 2 > len(_EN_FRAME.findall(text))
