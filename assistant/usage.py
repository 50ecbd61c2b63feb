"""What chat models have cost: calls and tokens by session, day and model, in the database of the conversations."""

import sqlite3
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from assistant.errors import SettingsError
from assistant.recording import ModelCall
from assistant.sessions import connect

_TABLE = """CREATE TABLE IF NOT EXISTS model_use (
    session TEXT NOT NULL, day TEXT NOT NULL, model TEXT NOT NULL, calls INTEGER NOT NULL, prompt INTEGER NOT NULL, answer INTEGER NOT NULL,
    PRIMARY KEY (session, day, model))"""
_ADD = """ON CONFLICT (session, day, model) DO UPDATE SET
    calls = calls + excluded.calls, prompt = prompt + excluded.prompt, answer = answer + excluded.answer"""
_NAMELESS = f"INSERT INTO model_use SELECT '', day, model, calls, prompt, answer FROM model_use WHERE session = ? AND session <> '' {_ADD}"
_BY_SESSION = """SELECT session, model, MIN(day), MAX(day), SUM(calls), SUM(prompt), SUM(answer) FROM model_use
    GROUP BY session, model ORDER BY MAX(day) DESC, session, model"""
_OF_SESSION = """SELECT session, model, MIN(day), MAX(day), SUM(calls), SUM(prompt), SUM(answer) FROM model_use
    WHERE session = ? GROUP BY model ORDER BY model"""
_MILLION = 1_000_000


@dataclass(frozen=True)
class Use:
    """What one session has used of one model."""

    session: str
    """"" for sessions that were deleted."""
    model: str
    first: str
    """The first day, ISO 8601."""
    last: str
    calls: int
    prompt: int
    """Tokens sent."""
    answer: int
    """Tokens received."""


@dataclass(frozen=True)
class Price:
    """What a million tokens cost."""

    prompt: Decimal
    answer: Decimal
    currency: str

    @classmethod
    def read(cls, text: str) -> "Price":
        """From `in,out,CUR`, such as `2,8,CNY`. SettingsError for anything else."""
        try:
            prompt, answer, currency = (part.strip() for part in text.split(","))
            price = cls(Decimal(prompt), Decimal(answer), currency.upper())
        except (ValueError, InvalidOperation):
            price = cls(Decimal("NaN"), Decimal("NaN"), "")
        amounts = (price.prompt, price.answer)
        if not all(amount.is_finite() and amount >= 0 for amount in amounts) or not (len(price.currency) == 3 and price.currency.isalpha()):
            raise SettingsError(
                f"ASSISTANT_MODEL_PRICE is {text!r}; it has to be the prices of a million tokens sent and received, "
                "and the currency, such as '2,8,CNY'."
            )
        return price

    def of(self, use: Use) -> Decimal:
        """What a use has cost, to the hundredth of a cent: a question costs less than one."""
        return ((self.prompt * use.prompt + self.answer * use.answer) / _MILLION).quantize(Decimal("0.0001"))


@dataclass(frozen=True)
class Total:
    """What several uses come to."""

    calls: int
    prompt: int
    """Tokens sent."""
    answer: int
    """Tokens received."""
    cost: Decimal | None
    """Of those whose price is known; None when there are none."""
    whole: bool
    """No use is without a price."""


def total_of(uses: Sequence[Use], price: Price | None, model: str | None) -> Total:
    """The uses together. The price is that of `model`, or of any when that is None; what another one cost is not known."""
    priced = [use for use in uses if price and is_priced(use, model)]
    return Total(
        sum(use.calls for use in uses),
        sum(use.prompt for use in uses),
        sum(use.answer for use in uses),
        sum(map(price.of, priced), Decimal(0)) if price and priced else None,
        len(priced) == len(uses),
    )


def is_priced(use: Use, model: str | None) -> bool:
    """Whether a price that is set for `model` is that of the use."""
    return model in (None, use.model)


class UsageStore:
    """The counts. Thread-safe."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._lock = threading.Lock()
        with self._lock, self._connection:
            self._connection.execute(_TABLE)

    def note(self, session: str, day: str, calls: Iterable[ModelCall]) -> None:
        """Add the calls of a turn. `day`: ISO 8601."""
        rows = [(session, day, call.model, 1, call.prompt, call.answer) for call in calls]
        if rows:
            with self._lock, self._connection:
                self._connection.executemany(f"INSERT INTO model_use VALUES (?, ?, ?, ?, ?, ?) {_ADD}", rows)

    def by_session(self) -> list[Use]:
        """All of it, by session and model, those used last first."""
        with self._lock:
            return [Use(*row) for row in self._connection.execute(_BY_SESSION)]

    def of(self, session: str) -> list[Use]:
        """What one session has used, by model; nothing for one that is unknown or has used none."""
        with self._lock:
            return [Use(*row) for row in self._connection.execute(_OF_SESSION, (session,))]

    def forget(self, session: str) -> None:
        """What it used stays counted, without its name."""
        with self._lock, self._connection:
            self._connection.execute(_NAMELESS, (session,))
            self._connection.execute("DELETE FROM model_use WHERE session = ? AND session <> ''", (session,))


@contextmanager
def open_usage(url: str) -> Iterator[UsageStore]:
    """The counts in the database of the conversations. SettingsError as `open_sessions`."""
    with closing(connect(url)) as connection:
        yield UsageStore(connection)
