"""Facts of the client: who it is, how large, where, what it holds and what it wants by when."""

from collections.abc import Sequence

from assistant.domain import Asked, Command
from assistant.understand.commands.client import company_in, contacts_in, maturity_in, target_date_in
from assistant.understand.commands.headcount import command_of, counts_in
from assistant.understand.commands.profile_wordings import WORDING
from assistant.understand.commands.reading import Context, Reading
from assistant.understand.commands.schemes import schemes_in
from assistant.understand.commands.sites import sites_in
from assistant.understand.commands.stretches import Stretch, stretches_of
from assistant.understand.commands.wordings import WORDING as COMMON
from assistant.understand.commands.work import tells_of_work

Fact = tuple[Stretch, Command | None]


def read(reading: Reading, context: Context) -> None:
    """Questions about the client's data, then the facts that are stated; where a message asks something, only the plain ones."""
    _asked(reading)
    stretches = stretches_of(reading)
    stated = [each for each in stretches if not each.asks or _leads_up(each, stretches)]
    asking = any(each.asks or WORDING["asks_besides"].search(each.folded) for each in stretches)
    _take(reading, context, stated, asking)


def _asked(reading: Reading) -> None:
    for stretch in stretches_of(reading):
        text = stretch.folded
        asks = stretch.asks and WORDING["asks_profile"].search(text) and WORDING["asks_of_this_case"].search(text)
        if (asks and not WORDING["asks_of_rule"].search(text)) or WORDING["shows_profile"].search(text):
            for number in stretch.numbers[1:]:
                reading.take(number)
            reading.ask(stretch.numbers[0], Asked("profile", {}))


def _leads_up(stretch: Stretch, stretches: Sequence[Stretch]) -> bool:
    """A clause that states something of the client before the question: 我们85人，做20000要多少钱."""
    if stretch.last or COMMON["asks"].search(stretch.folded) or WORDING["asks_besides"].search(stretch.folded):
        return False
    so_far = [each for each in stretches if each.sentence == stretch.sentence and each.numbers <= stretch.numbers]
    return any(WORDING["speaks_of_client"].search(each.folded) for each in so_far)


def _take(reading: Reading, context: Context, stated: Sequence[Stretch], asking: bool) -> None:
    facts: list[Fact] = list(company_in(stated, context))
    taken = {stretch.numbers for stretch, _ in facts}
    for counted in counts_in(stated, context, wary=asking):
        start, end = counted.span
        if counted.ask:
            reading.unclear.append(counted.ask)
        rest = f"{counted.stretch.text[:start]} {counted.stretch.text[end:]}"
        _note(reading, (counted.stretch, command_of(counted)), only_note=tells_of_work(rest))
        taken.add(counted.stretch.numbers)
    facts += sites_in(stated, context, wary=asking)
    facts += contacts_in(stated, context)
    facts += maturity_in(stated, wary=asking)
    if not asking or facts or taken:
        schemes = list(schemes_in(stated, context))
        wanted = [stretch for stretch, command in schemes if command.args.get("field") == "target" or "target" in command.args]
        for fact in [*schemes, *target_date_in(stated, context, wanted=wanted)]:
            # What is held and wanted belongs to a question behind it as well.
            _note(reading, fact, only_note=fact[0].asks)
    for stretch, command in facts:
        # 客户是一家软件公司 tells of the work as well.
        _note(reading, (stretch, command), only_note=bool(command and "company" in command.args) and tells_of_work(stretch.text))


def _note(reading: Reading, fact: Fact, *, only_note: bool) -> None:
    """`only_note`: the clause says more, which another reader or the question needs."""
    stretch, command = fact
    if only_note:
        reading.found += [(stretch.numbers[0], command)] if command else []
        return
    for number in stretch.numbers:
        reading.take(number)
    if command:
        reading.take(stretch.numbers[0], command)
