"""The commands `usage`, what chat models have cost, and `health`, whether the one that is set answers."""

import argparse
from collections.abc import Callable
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from assistant.cli_lines import as_line, counted_calls
from assistant.settings import Settings

if TYPE_CHECKING:
    from assistant.usage import Price, Total, Use

LIMIT = 5.0
"""Seconds that the model may take to show that it is there."""
_Run = Callable[[argparse.Namespace], int]
_Command = Callable[[str, _Run, str, str], argparse.ArgumentParser]


def add_usage(command: _Command, kept: str, settings: Callable[[argparse.Namespace], Settings]) -> None:
    """Add both commands to a parser. `command` makes a subparser of name, function, summary and epilog; `kept`: the help of --sessions."""
    usage = command(
        "usage",
        lambda options: show_usage(settings(options), options.json),
        "List the tokens that conversations have used of chat models, and what they cost.",
        "ASSISTANT_MODEL_PRICE=in,out,CUR says what a million tokens cost; conversations that are not kept are not counted.\n\n"
        "example:\n  ASSISTANT_MODEL_PRICE=2,8,CNY python -m assistant usage",
    )
    usage.add_argument("--json", action="store_true", help="print one JSON object a line")
    usage.add_argument("--sessions", help=kept)
    command(
        "health",
        lambda options: show_health(settings(options)),
        "Ask the chat model for a word, and say how it is.",
        "The exit code is 1 when it does not answer within five seconds.\n\nexample:\n  python -m assistant health",
    )


def show_usage(settings: Settings, json: bool) -> int:
    """Print what was used; the exit code. SettingsError for a price that is none."""
    from assistant.usage import Price, is_priced, open_usage, total_of

    price = Price.read(settings.model_price) if settings.model_price else None
    with open_usage(settings.sessions) as usage:
        uses = usage.by_session()
    rows = [_row(use, price if is_priced(use, settings.model) else None) for use in uses]
    if json:
        for row in rows:
            print(as_line(row))
        return 0
    for row in rows:
        days = row["first"] if row["first"] == row["last"] else f"{row['first']} – {row['last']}"
        name = row["session"] or "(deleted)"
        print(f"{name}  {row['model']}  {days}  {counted_calls(row['calls'])}, {row['prompt']} + {row['answer']} tokens{_cost(row)}")
    print(_together(total_of(uses, price, settings.model), price) if uses else "No conversation has used a model yet.")
    return 0


def show_health(settings: Settings) -> int:
    """Print the model's name and state; 0, or 1 when it does not answer. ModelUnavailable when it cannot be built."""
    from assistant.models import build_chat

    chat = build_chat(settings)
    if chat is None:
        print("No model is set (ASSISTANT_MODEL): answers are quotations.")
        return 0
    from langchain_core.messages import HumanMessage

    from assistant.chat import ModelFailed

    try:
        chat.call([HumanMessage("Answer with one word: ready")], limit=LIMIT)
    except ModelFailed as failed:
        print(f"{chat.name}: {chat.health.state}, {failed}")
        return 1
    print(f"{chat.name}: {chat.health.state}, answered after {chat.health.first_token_ms or 0:.0f} ms")
    return 0


def _row(use: "Use", price: "Price | None") -> dict[str, Any]:
    return {
        **asdict(use),
        "tokens": use.prompt + use.answer,
        "cost": f"{price.of(use)}" if price else None,
        "currency": price.currency if price else None,
    }


def _cost(row: dict[str, Any]) -> str:
    return f", {row['currency']} {row['cost']}" if row["cost"] else ""


def _together(total: "Total", price: "Price | None") -> str:
    line = f"together: {counted_calls(total.calls)}, {total.prompt + total.answer} tokens"
    if price is None or total.cost is None:
        return line
    return f"{line}, {price.currency} {total.cost}{'' if total.whole else ' without what other models cost'}"
