"""What the page tells the firm's own people: how the model does and what a conversation has used of it."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from html import escape
from typing import TYPE_CHECKING

from assistant.domain import Language
from assistant.usage import Price, Use, total_of
from assistant.web.door import Door
from assistant.web.texts import word

if TYPE_CHECKING:
    from assistant.chat import Health

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Staff:
    """That the page is for the firm's own people. Whoever opens it sees the same: there are no accounts."""

    price: Price | None = None
    """What a million tokens of the model cost; None when that is not known, and then no costs are shown."""


def staff_html(assistant: Door, session: str, staff: Staff, language: Language) -> str:
    """The line for a session as things stand now."""
    model = assistant.chat
    parts = [word("no_model", language)]
    if model:
        health = model.health
        parts = [*_health(health, language), *_used(assistant, session, health.name, staff.price, language)]
    return f'<p class="staff" lang="{language}">{" · ".join(map(escape, parts))}</p>'


def _health(health: "Health", language: Language) -> list[str]:
    state = word(f"model_{health.state}", language)
    if health.trouble:
        state = word("with_trouble", language).format(state=state, trouble=word(f"trouble_{health.trouble}", language))
    first = health.first_token_ms
    return [health.name, state, *([] if first is None else [word("first_token", language).format(ms=f"{first:,.0f}")])]


def _used(assistant: Door, session: str, model: str, price: Price | None, language: Language) -> list[str]:
    try:
        uses = assistant.used(session)
    except Exception:  # outermost edge
        _log.exception("What a session has used could not be read")
        return [word("used_failed", language)]
    return _told(uses, model, price, language)


def _told(uses: Sequence[Use], model: str, price: Price | None, language: Language) -> list[str]:
    total = total_of(uses, price, model)
    if not total.calls:
        return [word("used_nothing", language)]
    told = [
        word("used_call" if total.calls == 1 else "used_calls", language).format(calls=f"{total.calls:,}"),
        word("used_tokens", language).format(prompt=f"{total.prompt:,}", answer=f"{total.answer:,}"),
    ]
    if price and total.cost is not None:
        cost = _cost(total.cost, price.currency, language)
        told.append(word("used_cost" if total.whole else "used_partly", language).format(cost=cost))
    return told


def _cost(amount: Decimal, currency: str, language: Language) -> str:
    """To the hundredth of a cent: one question costs less than a cent."""
    return f"{amount:,}元" if (language, currency) == ("zh", "CNY") else f"{currency} {amount:,}"
