"""Whether words tell of work that is done for others, and how plainly."""

import re
from collections import defaultdict
from dataclasses import dataclass
from functools import lru_cache

from assistant.case.fitting_clauses import read_description
from assistant.case.fitting_open import open_words
from assistant.case.fitting_signs import hits_of
from assistant.case.lexicon import activities, roles, squeezed
from assistant.understand.commands.services_wordings import WORDING

CLEAR = 3
"""Weight of the signs of one category that tells of its work; the word for one thing may stand anywhere."""
SOME = 2


@dataclass(frozen=True)
class Told:
    """What a folded text tells of work."""

    points: int
    """Weight of the signs for the category that most of them are for."""
    signs: int
    """How many different ones."""
    trade: bool
    """It names a trade that leaves open what is done: 运维, software company."""
    denied: bool
    """It says what is not done."""
    subject: bool
    """It says whose work it is."""
    verb: bool
    vague: bool
    """Work for somebody, whatever it is."""
    by_others: bool
    """It is others who do it, and nothing of one's own is told."""

    @property
    def plain(self) -> bool:
        """Somebody's work is told."""
        return self.subject and (self.vague or (self.verb and (self.points >= SOME or self.trade)) or self.points >= CLEAR or self.trade)

    @property
    def something(self) -> bool:
        """Worth hearing while the work is spoken of anyway."""
        return self.points >= SOME or self.trade

    @property
    def by_itself(self) -> bool:
        """Nobody is said to do it, but nothing else can be meant."""
        return self.points >= CLEAR and self.signs > 1 and (self.verb or self.points >= 2 * CLEAR)


@lru_cache(maxsize=512)
def told_of_work(folded: str) -> Told:
    """What a text tells, by the signs of the categories and the words around them."""
    described, others = read_description(folded), WORDING["others_do"]
    points: defaultdict[str, int] = defaultdict(int)
    signs: dict[str, set[tuple[str, int]]] = defaultdict(set)
    for hit in hits_of(described):
        place = (hit.language, hit.place)
        if hit.side == "for" and not hit.denied and place not in signs[hit.category]:
            signs[hit.category].add(place)
            points[hit.category] += hit.sign.weight
    best = max(points, key=lambda id: points[id], default="")
    return Told(
        points.get(best, 0),
        len(signs.get(best, ())),
        bool(open_words(folded).between),
        bool(WORDING["says_no_work"].search(folded)),
        bool(WORDING["subject"].search(folded) or WORDING["told_as_work"].search(folded)),
        bool(WORDING["work_verb"].search(folded)),
        bool(WORDING["vague_frame"].search(folded)),
        bool(others.search(folded)) and not WORDING["own_work"].search(others.sub(" ", folded)),
    )


def opens_with_trade(folded: str) -> bool:
    """Whether a text begins with the name of a trade, or with words that lead to one: 做大数据的, a data company."""
    # “QA needs to know” names a department, no trade.
    spans = [each for each in open_words(folded).spans if not _is_department(folded[each[0][0] : each[-1][1]])]
    if not spans or WORDING["bids"].search(folded):
        return False
    start = spans[0][0][0]
    ends = any(not folded[end:] or re.match(r"[,、。的;:.\s-]", folded[end:]) for end in (each[-1][1] for each in spans))
    return ends and ("," not in folded[:start] or bool(WORDING["opens_as_work"].search(folded)))


def _is_department(words: str) -> bool:
    return words.isascii() and roles().find(words) is not None


def speaks_of_case(folded: str) -> bool:
    """Whether a text is about rows, costs and the way to the certificate rather than about the client's work."""
    return bool(WORDING["not_work"].search(folded))


def names_activity(folded: str) -> bool:
    """Whether a text begins with the name of an activity of the matrix: 事件管理服务台做."""
    start = squeezed(folded)[:24]
    return any(start.startswith(name) for name in activities().names if len(name) > 2)


def tells_of_work(text: str) -> bool:
    """Whether a text, by itself, tells of somebody's work."""
    folded = text.lower()
    told = told_of_work(folded)
    return not speaks_of_case(folded) and (told.points >= CLEAR or told.trade or (told.verb and told.something))
