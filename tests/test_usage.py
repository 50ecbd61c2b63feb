"""What models have cost: counted by session, day and model, priced where a price is set; and whether the model answers."""

import json
import time
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path

import pytest
from langchain_core.messages import AIMessage, AIMessageChunk, HumanMessage
from langchain_core.outputs import ChatGenerationChunk

from assistant import cli, cli_usage, models
from assistant.assistant import Assistant, open_assistant
from assistant.chat import Chat, ModelFailed
from assistant.domain import Answered
from assistant.errors import SettingsError
from assistant.recording import ModelCall
from assistant.settings import Settings
from assistant.tokens import tokens
from assistant.usage import Price, Total, UsageStore, Use, open_usage, total_of
from tests.conftest import TODAY
from tests.scripted import ScriptedModel

COSTS = "认证费用由哪几部分组成？"
GOOD = "认证实施项目的费用通常包含5个部分[S1]。"


class Counting(ScriptedModel):
    """Says what it has used with its last piece, as providers do."""

    def _stream(self, messages, stop=None, run_manager=None, **more) -> Iterator[ChatGenerationChunk]:  # type: ignore[no-untyped-def, override]
        yield from super()._stream(messages)
        numbers = {"input_tokens": 700, "output_tokens": 30, "total_tokens": 730}
        yield ChatGenerationChunk(message=AIMessageChunk(content="", usage_metadata=numbers))


def call(model: str = "m", prompt: int = 100, answer: int = 10) -> ModelCall:
    return ModelCall(model, prompt, answer, False, 0.0, 1.0, True)


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'sessions.db'}"


@pytest.fixture
def store(url: str) -> Iterator[UsageStore]:
    with open_usage(url) as opened:
        yield opened


def test_calls_are_added_up_by_session_and_model(store: UsageStore, url: str) -> None:
    store.note("a", "2026-11-25", [call(), call(prompt=50)])
    store.note("a", "2026-11-26", [call(), call("other", 7, 3)])
    store.note("b", "2026-11-24", [call()])
    store.note("c", "2026-11-26", [])
    wanted = [
        Use("a", "m", "2026-11-25", "2026-11-26", 3, 250, 30),
        Use("a", "other", "2026-11-26", "2026-11-26", 1, 7, 3),
        Use("b", "m", "2026-11-24", "2026-11-24", 1, 100, 10),
    ]
    assert store.by_session() == wanted
    with open_usage(url) as again:
        assert again.by_session() == wanted


def test_one_session_is_counted_by_itself(store: UsageStore) -> None:
    store.note("a", "2026-11-25", [call(), call("other", 7, 3)])
    store.note("a", "2026-11-26", [call()])
    store.note("b", "2026-11-24", [call()])
    days = ("2026-11-25", "2026-11-26")
    assert store.of("a") == [Use("a", "m", *days, 2, 200, 20), Use("a", "other", days[0], days[0], 1, 7, 3)]
    assert store.of("unknown") == []


def test_a_total_has_the_cost_of_the_model_whose_price_is_set() -> None:
    uses = [Use("a", "m", "", "", 1, 1_000_000, 500_000), Use("a", "other", "", "", 2, 7, 3)]
    price = Price.read("2,8,CNY")
    assert total_of(uses, price, "m") == Total(3, 1_000_007, 500_003, Decimal(6), False)
    assert total_of(uses[:1], price, "m").whole and total_of(uses, price, None).whole
    assert total_of(uses, price, "another").cost is None and total_of(uses, None, "m").cost is None
    assert total_of([], price, "m") == Total(0, 0, 0, None, True)


def test_a_session_that_is_deleted_leaves_its_costs_without_its_name(store: UsageStore) -> None:
    for session in ("a", "b"):
        store.note(session, "2026-11-26", [call()])
    for session in ("a", "b", "b", "", "unknown"):
        store.forget(session)
    assert store.by_session() == [Use("", "m", "2026-11-26", "2026-11-26", 2, 200, 20)]


def test_a_price_is_of_a_million_tokens() -> None:
    price = Price.read(" 2, 8.5 ,cny")
    assert price.currency == "CNY"
    assert (
        str(price.of(Use("a", "m", "", "", 1, 1_500_000, 200_000))) == "4.7000"
        and str(price.of(Use("a", "m", "", "", 1, 100, 10))) == "0.0003"
    )


@pytest.mark.parametrize("text", ["", "2", "2,8", "2,8,CNY,x", "a,8,CNY", "2,-8,CNY", "NaN,8,CNY", "2,8,yuan", "2,8,12 "])
def test_a_price_that_is_none_is_said(text: str) -> None:
    with pytest.raises(SettingsError, match="ASSISTANT_MODEL_PRICE"):
        Price.read(text)


@pytest.fixture(scope="module")
def opened(copied_index: Callable[[], Path], tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Assistant, str]]:
    url = f"sqlite:///{tmp_path_factory.mktemp('sessions') / 'sessions.db'}"
    with open_assistant(Settings(index=str(copied_index()), sessions=url), lambda: TODAY, Chat(ScriptedModel(), "none")) as assistant:
        yield assistant, url


def used_after(opened: tuple[Assistant, str], model: ScriptedModel, session: str, *messages: str) -> list[Use]:
    assistant, url = opened
    assistant.chat = assistant._answering._chat = Chat(model, "scripted", 5.0)
    for message in messages:
        assert isinstance(list(assistant.reply(session, message))[-1], Answered)
    with open_usage(url) as usage:
        return [use for use in usage.by_session() if use.session == session]


def test_what_the_provider_says_is_counted_and_kept(opened: tuple[Assistant, str]) -> None:
    said = [Use("said", "scripted", TODAY.isoformat(), TODAY.isoformat(), 2, 1400, 60)]
    assert used_after(opened, Counting(replies=[GOOD, GOOD]), "said", COSTS, COSTS) == said
    assert opened[0].used("said") == said and opened[0].used("nobody") == []


def test_where_it_says_nothing_the_texts_are_counted(opened: tuple[Assistant, str]) -> None:
    model = ScriptedModel(replies=[GOOD])
    (use,) = used_after(opened, model, "estimated", COSTS)
    assert use.prompt == sum(tokens(str(message.content)) for message in model.seen[0]) and use.answer == tokens(GOOD)


def test_a_turn_without_the_model_counts_nothing(opened: tuple[Assistant, str]) -> None:
    assert used_after(opened, ScriptedModel(), "quoted", "给我推荐一家便宜的搬家公司") == []


def test_a_model_that_breaks_off_is_counted_for_what_it_has_said(opened: tuple[Assistant, str]) -> None:
    class BreaksOff(ScriptedModel):
        def _stream(self, messages, stop=None, run_manager=None, **more) -> Iterator[ChatGenerationChunk]:  # type: ignore[no-untyped-def, override]
            self.seen.append(messages)
            yield ChatGenerationChunk(message=AIMessageChunk(content="认证实施项目的费用"))
            raise ValueError("broken off")

    (use,) = used_after(opened, BreaksOff(), "broken", COSTS)
    assert use.calls == 1 and use.prompt > 100 and use.answer == tokens("认证实施项目的费用")


def test_a_request_that_was_turned_away_has_no_tokens() -> None:
    chat = Chat(ScriptedModel(replies=[ConnectionError("x"), AIMessage("gut")]), "m", 5.0)
    assert chat.call([HumanMessage("12345678")]).content == "gut"
    assert (chat.used.calls, chat.used.prompt, chat.used.answer) == (2, tokens("12345678"), 1)


def test_forgetting_a_session_forgets_its_name_here_too(opened: tuple[Assistant, str]) -> None:
    used_after(opened, ScriptedModel(replies=[GOOD]), "client-x", COSTS)
    opened[0].forget("client-x")
    with open_usage(opened[1]) as usage:
        assert "client-x" not in {use.session for use in usage.by_session()} and "" in {use.session for use in usage.by_session()}


@pytest.fixture
def filled(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with open_usage(url) as usage:
        usage.note("client-a", "2026-11-26", [call("gpt", 1_000_000, 500_000)])
        usage.note("client-a", "2026-11-26", [call("local", 100, 10)])
    monkeypatch.setenv("ASSISTANT_SESSIONS", url)


def test_usage_is_listed_with_costs_of_the_model_that_has_a_price(
    filled: None, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["usage"]) == 0
    printed = capsys.readouterr().out
    assert "client-a  gpt  2026-11-26  1 call, 1000000 + 500000 tokens\n" in printed and "CNY" not in printed
    monkeypatch.setenv("ASSISTANT_MODEL_PRICE", "2,8,CNY")
    monkeypatch.setenv("ASSISTANT_MODEL", "gpt")
    assert cli.main(["usage", "--json"]) == 0
    rows = {row["model"]: row for row in map(json.loads, capsys.readouterr().out.splitlines())}
    assert (rows["gpt"]["cost"], rows["gpt"]["currency"], rows["gpt"]["tokens"]) == ("6.0000", "CNY", 1_500_000)
    assert rows["local"]["cost"] is None
    assert cli.main(["usage"]) == 0
    assert "together: 2 calls, 1500110 tokens, CNY 6.0000 without what other models cost" in capsys.readouterr().out


def test_usage_of_nothing_and_a_wrong_price(url: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["usage", "--sessions", url]) == 0
    assert "No conversation has used a model" in capsys.readouterr().out
    monkeypatch.setenv("ASSISTANT_MODEL_PRICE", "cheap")
    assert cli.main(["usage", "--sessions", url]) == 1
    assert "ASSISTANT_MODEL_PRICE" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("reply", "code", "shows"),
    [
        ("ready", 0, "scripted: well, answered after"),
        (ValueError("no"), 1, "scripted: failing, broken"),
        (9.0, 1, "scripted: failing, slow"),
    ],
)
def test_health_is_one_short_call(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], reply: object, code: int, shows: str
) -> None:
    model = ScriptedModel(replies=[reply, "late"])
    monkeypatch.setattr(models, "build_chat", lambda settings: Chat(model, "scripted", 60.0))
    monkeypatch.setattr(cli_usage, "LIMIT", 0.3)
    began = time.monotonic()
    assert cli.main(["health"]) == code
    assert time.monotonic() - began < 5 and shows in capsys.readouterr().out
    assert cli_usage.LIMIT == 0.3 and len(model.seen) == 1


def test_health_without_a_model_and_with_one_that_cannot_be(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.delenv("ASSISTANT_MODEL", raising=False)
    assert cli.main(["health"]) == 0 and "No model is set" in capsys.readouterr().out
    monkeypatch.setenv("ASSISTANT_MODEL", "nobody:model")
    assert cli.main(["health"]) == 1
    assert "nobody:model" in capsys.readouterr().err


def test_a_model_left_alone_sends_nothing_and_counts_nothing() -> None:
    chat = Chat(ScriptedModel(replies=[PermissionDenied()]), "m", 5.0)
    for _ in range(2):
        with pytest.raises(ModelFailed):
            chat.call([HumanMessage("x")])
    assert chat.used.calls == 1 and chat.used.prompt == 0


class PermissionDenied(Exception):
    """What a provider raises for a wrong key."""
