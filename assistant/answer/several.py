"""Answers about several schemes at once, put together from their ledgers: how they differ, what one adds, in which order to get them."""

from collections.abc import Iterator, Sequence
from itertools import combinations

from assistant.answer.knowledge import Knowledge, References
from assistant.domain import Language, Understanding
from assistant.ledger import CARD_ROWS, Condition, Related, Scheme
from assistant.texts import say

MOST = 4
"""Schemes in one table: more columns cannot be read."""
_FIRST = ("prerequisite", "base")
_TELLING = ("confusable", "alternative", "base", "prerequisite", "combined", "successor", "predecessor", "part", "see")


def drafted(understanding: Understanding, knowledge: Knowledge, references: References) -> str | None:
    """The answer in marked Markdown; None where fewer than two schemes are known."""
    schemes = knowledge.schemes(understanding.mentions)[:MOST]
    if len(schemes) < 2:
        return None
    if understanding.aim == "compare":
        return "\n\n".join([_difference(schemes, references, understanding.language), _table(schemes, references, understanding.language)])
    if understanding.aim == "add":
        return _added(understanding, schemes, references)
    return _together(schemes, knowledge, references, understanding.language)


def _difference(schemes: Sequence[Scheme], references: References, language: Language) -> str:
    """What each of them looks at, and how they are related: the one thing that was asked for."""
    said = [_cell_sentence(scheme, "object", references, language) for scheme in schemes]
    for one, other in combinations(schemes, 2):
        said += list(_relation(one, other, references, language))[:1]
    return ("" if language == "zh" else " ").join(said)


def _cell_sentence(scheme: Scheme, row: str, references: References, language: Language) -> str:
    cell = scheme.card.of(row)
    sentence = say(f"cell_{row}", language, scheme=scheme.short.of(language), cell=cell.of(language))
    return references.marked(sentence, scheme, cell.at)


def _relation(one: Scheme, other: Scheme, references: References, language: Language) -> Iterator[str]:
    """How two schemes are related, in the words of either ledger, the more telling relation first."""
    found = [(related, here, there) for here, there in ((one, other), (other, one)) for related in here.related if related.id == there.id]
    for related, here, there in sorted(found, key=lambda each: _TELLING.index(each[0].kind)):
        names = {"scheme": here.short.of(language), "other": there.short.of(language), "how": related.of(language)}
        yield references.marked(say(f"relation_{related.kind}", language, **names), here, "related")


def _table(schemes: Sequence[Scheme], references: References, language: Language) -> str:
    head = [say("table_corner", language), *(scheme.short.of(language) for scheme in schemes)]
    lines = [_line(head), _line(["---"] * len(head))]
    for row in CARD_ROWS:
        cells = [_table_cell(scheme, row, references, language) for scheme in schemes]
        lines.append(_line([say(f"row_{row}", language), *cells]))
    return "\n".join(lines)


def _table_cell(scheme: Scheme, row: str, references: References, language: Language) -> str:
    cell = scheme.card.of(row)
    key = references.key(scheme, cell.at)
    return cell.of(language).replace("|", "/") + (f" [{key}]" if key else "")


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _added(understanding: Understanding, schemes: Sequence[Scheme], references: References) -> str:
    """What the schemes that are wanted ask for beyond those that are held."""
    language = understanding.language
    held = [scheme for scheme in schemes if scheme.id in understanding.held]
    if not held or len(held) == len(schemes):
        held = list(schemes[:-1])
    parts: list[str] = []
    for scheme in (scheme for scheme in schemes if scheme not in held):
        said = [_cell_sentence(scheme, "object", references, language)]
        said += [one for other in held for one in list(_relation(scheme, other, references, language))[:1]]
        parts.append(("" if language == "zh" else " ").join(said))
        has = {condition.tag for other in held for condition in other.conditions}
        shared = [condition for condition in scheme.conditions if condition.tag in has]
        new = [condition for condition in scheme.conditions if condition.tag not in has]
        parts += _conditions("builds_on", shared, scheme, references, language)
        parts += _conditions("asks_besides", new, scheme, references, language)
    parts.append(_table(schemes, references, language))
    return "\n\n".join(parts)


def _conditions(row: str, conditions: Sequence[Condition], scheme: Scheme, references: References, language: Language) -> list[str]:
    if not conditions:
        return []
    head = say(row, language, scheme=scheme.short.of(language))
    key = references.key(scheme, "conditions")
    marker = f"{'' if language == 'zh' else ' '}[{key}]" if key else ""
    items = "\n".join(f"- {condition.of(language)}" for condition in conditions)
    return [f"{head[:-1]}{marker}{head[-1]}\n\n{items}"]


def _together(schemes: Sequence[Scheme], knowledge: Knowledge, references: References, language: Language) -> str:
    """Order, what has to be there first, what they share, and what is done together."""
    ordered = in_order(schemes)
    parts = [_order(ordered, schemes, references, language)]
    lacking = [(scheme, related) for scheme in ordered for related in _prerequisites(scheme) if related.id not in {s.id for s in schemes}]
    said: list[str] = []
    for scheme, related in lacking:
        other = knowledge.ledger.get(related.id)
        if other:
            names = {"scheme": scheme.short.of(language), "other": other.short.of(language), "how": related.of(language)}
            said.append(references.marked(say(f"relation_{related.kind}", language, **names), scheme, "related"))
    for one, other in combinations(ordered, 2):
        said += list(_relation(one, other, references, language))[:1]
    if said:
        parts.append("\n".join(f"- {sentence}" for sentence in said))
    parts += _shared(ordered, references, language)
    parts.append(_table(ordered, references, language))
    return "\n\n".join(parts)


def _order(ordered: Sequence[Scheme], asked: Sequence[Scheme], references: References, language: Language) -> str:
    bound = any(related.id in {other.id for other in asked} for scheme in ordered for related in _prerequisites(scheme))
    between = " → " if bound else "、" if language == "zh" else ", "
    sentence = say("in_order" if bound else "any_order", language, names=between.join(scheme.short.of(language) for scheme in ordered))
    # That no order is laid down is our own word on the ledgers, which no passage says.
    return references.marked(sentence, ordered[-1], "related") if bound else sentence


def _shared(schemes: Sequence[Scheme], references: References, language: Language) -> list[str]:
    """Conditions whose kind all of them ask for, in the words of each."""
    tags = [condition.tag for condition in schemes[0].conditions]
    common = [tag for tag in dict.fromkeys(tags) if tag != "other" and all(any(c.tag == tag for c in s.conditions) for s in schemes[1:])]
    if not common:
        return []
    lines: list[str] = []
    for tag in common:
        said: list[str] = []
        for scheme in schemes:
            words = next(condition.of(language) for condition in scheme.conditions if condition.tag == tag)
            key = references.key(scheme, "conditions")
            said.append(f"{scheme.short.of(language)}{'：' if language == 'zh' else ': '}{words}" + (f" [{key}]" if key else ""))
        lines.append("- " + ("；" if language == "zh" else "; ").join(said))
    return [f"{say('shared_conditions', language)}\n\n" + "\n".join(lines)]


def in_order(schemes: Sequence[Scheme]) -> list[Scheme]:
    """What must come first before what needs it; otherwise as given."""
    left, ordered = list(schemes), list[Scheme]()
    while left:
        ready = next((one for one in left if not any(r.id in {other.id for other in left} for r in _prerequisites(one))), left[0])
        ordered.append(ready)
        left.remove(ready)
    return ordered


def _prerequisites(scheme: Scheme) -> list[Related]:
    return [related for related in scheme.related if related.kind in _FIRST and related.id != scheme.id]
