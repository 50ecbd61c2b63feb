"""What kind of answer a question wants, from the words it is put in."""

import re

from assistant.domain import Shape
from assistant.terms import HAN
from assistant.understand.wordings import WORDING

_PRICE = WORDING["price"]
_COUNT = WORDING["count"]
_TIME = WORDING["time"]
_EITHER = WORDING["either"]
_WHY = WORDING["why"]
_HOW = WORDING["how"]
_DEFINITION = WORDING["definition"]
_LIST = WORDING["list"]
_WHO = WORDING["who"]
_PRICE_ASIDE = WORDING["price_aside"]
_WH_ZH = WORDING["wh_zh"]
_WH_EN = WORDING["wh_en"]
_DECLARED_ZH = WORDING["declared_zh"]
_YES_NO_ZH = WORDING["yes_no_zh"]
_YES_NO_EN = WORDING["yes_no_en"]


def shape_of(question: str) -> Shape:
    """The most demanding reading first: a price is never answered with a definition."""
    yes_no = _is_yes_no(question) and not _EITHER.search(question)
    if _PRICE.search(question) and not _PRICE_ASIDE.search(question):
        return "price"
    if not yes_no and _TIME.search(question):
        return "time"
    if not yes_no and _COUNT.search(question):
        return "count"
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


def _is_yes_no(question: str) -> bool:
    if _YES_NO_ZH.search(question) or _YES_NO_EN.search(question):
        return True
    # "工具也是必须买的？": a statement with a question mark, as people speak.
    return (
        bool(re.search(f"[{HAN}]", question))
        and bool(_DECLARED_ZH.search(question))
        and not (_WH_ZH.search(question) or _WH_EN.search(question))
    )
