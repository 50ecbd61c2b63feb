"""What kind of answer a question wants, from the words it is put in."""

import re

from assistant.domain import Shape
from assistant.understand.wordings import WORDING

_PRICE = WORDING["price"]
_COUNT = WORDING["count"]
_TIME = WORDING["time"]
_WHY = WORDING["why"]
_HOW = WORDING["how"]
_DEFINITION = WORDING["definition"]
_LIST = WORDING["list"]
_WHO = WORDING["who"]
_YES_NO_ZH = WORDING["yes_no_zh"]
_YES_NO_EN = WORDING["yes_no_en"]


def shape_of(question: str) -> Shape:
    """The most demanding reading first: a price is never answered with a definition."""
    yes_no = bool(_YES_NO_ZH.search(question) or _YES_NO_EN.search(question))
    if _PRICE.search(question) and not (yes_no and re.search("必须|可选|optional|mandatory|包含|包括|include", question)):
        return "price"
    for shape, pattern in (("count", _COUNT), ("time", _TIME)):
        if pattern.search(question) and not yes_no:
            return "count" if shape == "count" else "time"
    if yes_no:
        return "yes_no"
    if _WHY.search(question):
        return "why"
    if _WHO.search(question):
        return "who"
    if _LIST.search(question):
        return "list"
    if _DEFINITION.search(question):
        return "definition"
    return "how_to" if _HOW.search(question) else "fact"
