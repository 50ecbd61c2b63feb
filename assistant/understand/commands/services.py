"""What a client does, and which business categories that makes: told, asked about, added and taken out."""

from collections.abc import Sequence

from assistant.case.categories import categories
from assistant.domain import Asked, Command
from assistant.texts import say
from assistant.understand.commands.category_names import called_in_full, categories_named, category_denied, category_meant, without_names
from assistant.understand.commands.descriptions import Description, description_in
from assistant.understand.commands.profile_wordings import WORDING as FACTS
from assistant.understand.commands.reading import Context, Reading
from assistant.understand.commands.services_wordings import WORDING
from assistant.understand.commands.stretches import Stretch, sentences_of, stretches_of
from assistant.understand.commands.work import speaks_of_case, told_of_work

_OF_PROFILE = ("set_profile", "add_to_profile", "remove_from_profile")
LONGEST = 2000
"""Characters of a description that are passed on."""


def read(reading: Reading, context: Context) -> None:
    """Categories that are named to be added or taken out, questions about them, and what is told of the work."""
    for sentence in sentences_of(stretches_of(reading)):
        if not any(each.asks for each in sentence):
            _chosen(reading, context, sentence)
    if _asked(reading, context):
        return
    stretches = stretches_of(reading)
    if _answered(reading, context, stretches) or _denied(reading, context, stretches):
        return
    alone = all(command.tool in _OF_PROFILE for _, command in reading.found)
    asking = any(each.asks or (each.last and FACTS["asks_besides"].search(each.folded)) for each in stretches)
    found = description_in(stretches, context, asking=asking, alone=alone)
    if found:
        _describe(reading, context, found)


def _chosen(reading: Reading, context: Context, sentence: Sequence[Stretch]) -> None:
    """“机房那块外包出去了，别算”, “再加一个数据处理类”, “take that out and put in … instead”."""
    text = ",".join(each.folded for each in sentence)[:LONGEST]
    out, into = WORDING["takes_out"].search(text), WORDING["takes_in"].search(text)
    swaps = WORDING["swaps"].search(text)
    held = context.file.case.fit.ids
    about = bool(WORDING["category_word"].search(text)) or called_in_full(text) or _only_the_choice(text)
    about = about or (context.file.talk.subject == "categories" and bool(WORDING["the_one"].search(text)))
    about = about or (bool(out or swaps) and not set(held).isdisjoint(categories_named(text)))
    if not about or not (out or into or swaps):
        return
    if speaks_of_case(text) and not swaps and not WORDING["category_said"].search(text):
        return
    before, after = _parts(text, bool(swaps or (out and into)))
    add = categories_named(after) if after else ()
    if out or swaps:
        gone = tuple(id for id in _gone(before, held) if id not in add)
        if not gone and (not add or len(held) > 1):
            _ask_which(reading, context, sentence, text)
            return
        args = {name: ids for name, ids in (("remove", gone), ("add", add)) if ids}
        _take(reading, _part_of(sentence, gone + add), Command("choose_categories", args, text))
        return
    add = categories_named(text)
    if add:
        _take(reading, _part_of(sentence, add), Command("choose_categories", {"add": add}, text))


def _only_the_choice(text: str) -> bool:
    """Whether a text names a category and what to do with it, and nothing else: 加个呼叫中心."""
    if not categories_named(text):
        return False
    left = without_names(text)
    for name in ("takes_out", "takes_in", "choice_filler"):
        left = WORDING[name].sub("", left)
    return not left.strip()


def _parts(text: str, two: bool) -> tuple[str, str]:
    """What goes, and what comes in its place."""
    match = WORDING["instead_of"].search(text) if two else None
    return (text[: match.start()], text[match.end() :]) if match else (text, "")


def _gone(text: str, held: Sequence[str]) -> tuple[str, ...]:
    named = categories_named(text)
    meant = tuple(id for id in named if id in held) or category_meant(text, held)
    if meant or named:
        return meant or named[:1]
    return tuple(held) if len(held) == 1 and WORDING["that_one"].search(text) else ()


def _ask_which(reading: Reading, context: Context, sentence: Sequence[Stretch], text: str) -> None:
    """Several could be meant, or none of those there are."""
    held = context.file.case.fit.ids
    if not held or not (WORDING["category_word"].search(text) or WORDING["swaps"].search(text)):
        return
    names = [categories()[id].name.of(context.language) for id in held]
    joined = ("、" if context.language == "zh" else ", ").join(names)
    reading.unclear.append(say("which_category", context.language, held=joined, example=names[0]))
    _take(reading, sentence)


def _part_of(sentence: Sequence[Stretch], ids: Sequence[str]) -> list[Stretch]:
    """The stretches of a sentence that speak of the choice; others may go on about the work."""
    words = ("takes_out", "takes_in", "category_word", "swaps", "why_out", "small_talk")
    return [
        each
        for each in sentence
        if category_meant(each.folded, ids)
        or any(WORDING[word].search(each.folded) for word in words)
        or not told_of_work(each.folded).something
    ]


def _asked(reading: Reading, context: Context) -> bool:
    """Questions about the categories; True when one was found."""
    stretches = stretches_of(reading)
    fit = context.file.case.fit
    of_client = any(WORDING["asks_fit_of_us"].search(each.folded) for each in stretches)
    for each in stretches:
        text = each.folded
        held = WORDING["asks_held"].search(text) and not WORDING["not_held"].search(text)
        # Once there are categories, “哪个类别合适” is about these.
        fits = (of_client or fit.fitted or fit.between) and WORDING["asks_fit"].search(text)
        if fits and not held:
            found = description_in([other for other in stretches if other is not each], context, wanted=True)
            if found:
                _take(reading, [each])
                _describe(reading, context, found)
                return True
        if (held and of_client) or ((held or fits) and (fit.fitted or fit.between)):
            _take(reading, [each])
            reading.asked.append(Asked("categories", {}))
            return True
        if fits:
            _take(reading, [each])
            reading.unclear.append(say("describe_work", context.language))
            return True
    return False


def _answered(reading: Reading, context: Context, stretches: Sequence[Stretch]) -> bool:
    """The answer to the question between candidates: the whole message, unless it is about something else."""
    pending = context.file.talk.pending
    if pending is None or pending.kind != "category":
        return False
    said = [each for each in stretches if not each.asks and not WORDING["small_talk"].search(each.folded)]
    if not said or WORDING["no_answer"].search(said[0].folded):
        return False
    text = ",".join(each.folded for each in said)
    other = reading.commands or speaks_of_case(text) or WORDING["answers_not"].search(text) or any(each.asks for each in stretches)
    if other and not told_of_work(text[:LONGEST]).something:
        return False
    _take(reading, [each for each in stretches if not each.asks])
    _take(reading, said, Command("answer_category_question", {"text": _joined(said)}, _joined(said)))
    return True


def _denied(reading: Reading, context: Context, stretches: Sequence[Stretch]) -> bool:
    """Only what is not done is told: a category of the case that it denies goes, else the categories are told as they stand."""
    held = context.file.case.fit.ids
    said = [each for each in stretches if not each.asks and not WORDING["small_talk"].search(each.folded)]
    text = ",".join(each.folded for each in said)[:LONGEST]
    told = told_of_work(text)
    only_denied = told.denied and (told.verb or told.subject) and all(_denies(each.folded) for each in said)
    if not held or not (only_denied or told.by_others) or speaks_of_case(text) or any(each.asks for each in stretches):
        return False
    gone = category_denied(text, held)
    if gone:
        _take(reading, said, Command("choose_categories", {"remove": gone}, _joined(said)))
    else:
        _take(reading, said)
        reading.asked.append(Asked("categories", {}))
    return True


def _denies(folded: str) -> bool:
    """Whether a clause says what is not done, and nothing else."""
    return bool(WORDING["says_no_work"].search(folded)) and not WORDING["turns_back"].search(folded)


def _describe(reading: Reading, context: Context, found: Description) -> None:
    known = bool(context.file.case.fit.described or context.file.case.profile.services)
    text = ",".join(each.folded for each in found.stretches)
    anew = bool(WORDING["anew"].search(text)) and not WORDING["besides"].search(text)
    said = _joined(found.stretches)
    _take(reading, found.stretches, Command("describe_services", {"text": said, "add": known and not anew}, said))


def _joined(stretches: Sequence[Stretch]) -> str:
    """The words of several stretches as one text, a full stop between sentences."""
    han = any("\u4e00" <= character <= "\u9fff" for each in stretches for character in each.text)
    comma, stop = ("，", "。") if han else (", ", ". ")
    sentences = [comma.join(each.text for each in sentence) for sentence in sentences_of(stretches)]
    return stop.join(sentences)[:LONGEST]


def _take(reading: Reading, stretches: Sequence[Stretch], *commands: Command) -> None:
    for each in stretches:
        for number in each.numbers:
            reading.take(number)
    if stretches:
        reading.take(stretches[0].numbers[0], *commands)
