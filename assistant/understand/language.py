"""Which language a message is written in, or that it is written in none the assistant speaks."""

import re
import unicodedata

from assistant.domain import Language
from assistant.terms import HAN

_HAN = re.compile(f"[{HAN}]")
_ZH_FRAME = re.compile(
    "[的吗呢吧么啥咋哪几怎谁]|什么|多少|是不是|有没有|能不能|要不要|可以|需要|我们|你们|请问|包括|如何|为什么|一下|还是|有|要|在|是"
)
_EN_FRAME = re.compile(
    r"\b(?:what|which|who|when|where|why|how|is|are|was|does|do|did|can|could|should|would|will|must|may|the|an?|of|for|in|to|we|you|our|your|"
    r"my|tell|explain|list|mean|means|it|and|have|has|need|with|about|please|not)\b",
    re.IGNORECASE,
)
_LATIN_WORD = re.compile(r"[A-Za-z]{2,}")
_OTHER_FRAME = re.compile(
    r"\b(?:est|une|les|des|pour|avec|quel|quelle|combien|comment|pourquoi|der|die|das|und|ist|wie|viel|kostet|eine|für|qué|cuál|cuánto|cómo|para|los|las|una|está|"
    r"como|quanto|qual|não|você|che|cosa|sono|della|perché|quanto|wat|het|een|hoe|voor)\b",
    re.IGNORECASE,
)
_SCRIPTS = ("HIRAGANA", "KATAKANA", "HANGUL", "CYRILLIC", "ARABIC", "HEBREW", "THAI", "DEVANAGARI", "GREEK", "BENGALI", "TAMIL")


def language_of(text: str, default: Language = "zh") -> Language:
    """Chinese or English by the words that hold the sentence together: standard numbers and borrowed terms decide nothing."""
    han = len(_HAN.findall(text))
    latin = _LATIN_WORD.findall(text)
    if not han:
        return "en" if latin and any(c.islower() for word in latin for c in word) else default if not latin else "en"
    english = len(_EN_FRAME.findall(text))
    chinese = len(_ZH_FRAME.findall(text))
    if english == chinese:
        return "zh" if han >= len(latin) else "en"
    return "en" if english > chinese and len(latin) >= 2 else "zh"


def is_other_language(text: str) -> bool:
    """Whether the text is mainly in a language that is neither Chinese nor English."""
    letters = [c for c in text if c.isalpha()]
    if not letters:
        return False
    foreign = sum(unicodedata.name(c, "").startswith(_SCRIPTS) for c in letters)
    if foreign / len(letters) > 0.3:
        return True
    return not _HAN.search(text) and len(_OTHER_FRAME.findall(text)) >= 2 > len(_EN_FRAME.findall(text))
