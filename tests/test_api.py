"""The HTTP API: a turn whole or as it comes, what is not taken and why, and that nothing is left when a client goes away."""

import json
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import anyio
import httpx
import pytest
import uvicorn
from fastapi import FastAPI

from assistant.assistant import Assistant, open_assistant
from assistant.case import Case
from assistant.chat import Chat, Health
from assistant.cli_lines import record
from assistant.domain import Answered, Draft, Event, Progress, Token
from assistant.errors import IndexBusy
from assistant.settings import Settings
from assistant.web.api import LARGEST_BODY, LONGEST_SESSION, add_api
from assistant.web.door import Door
from assistant.web.replying import Replies
from assistant.web.server import listen
from assistant.web.turns import CONCURRENT_REPLIES, LONGEST_MESSAGE
from tests.conftest import TODAY
from tests.fake_assistant import FakeAssistant, FakeModel
from tests.scripted import ScriptedModel

STREAM = {"accept": "text/event-stream"}
JSON = {"content-type": "application/json"}


class Drafting(FakeAssistant):
    """Drafts two pieces and goes on when it may; counts the turns that are worked on."""

    def __init__(self) -> None:
        super().__init__()
        self.may_go_on = threading.Event()
        self.working, self.most = 0, 0
        self.order: list[str] = []

    def reply(self, session: str, message: str) -> Iterator[Event]:
        self.working += 1
        self.most = max(self.most, self.working)
        self.order.append(f"{message} begins")
        try:
            yield Progress("understand")
            yield from [Draft("也许"), Draft("三年\n\n🙂")]
            assert self.may_go_on.wait(20)
            yield from [Token("三年 "), Token("[1]。")]
            yield self._keep(session, message, "zh")
        finally:
            self.working -= 1
            self.order.append(f"{message} ends")
            self.closed.set()


@contextmanager
def serving(assistant: Door) -> Iterator[httpx.Client]:
    """A client of a server that has the API and no page."""
    app = FastAPI()
    add_api(app, assistant)
    with listen("127.0.0.1", 0) as listener:
        server = uvicorn.Server(uvicorn.Config(app, log_level="error", timeout_graceful_shutdown=1))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
        thread.start()
        while not server.started:
            time.sleep(0.01)
        limits = httpx.Limits(max_connections=None)
        with httpx.Client(base_url=f"http://127.0.0.1:{listener.getsockname()[1]}", trust_env=False, timeout=20, limits=limits) as client:
            yield client
        server.should_exit = True
        thread.join(10)


@pytest.fixture
def assistant() -> FakeAssistant:
    return FakeAssistant()


@pytest.fixture
def client(assistant: FakeAssistant) -> Iterator[httpx.Client]:
    with serving(assistant) as found:
        yield found


def asking(message: str, session: str = "s") -> dict[str, str]:
    return {"session": session, "message": message}


def events(response: httpx.Response) -> Iterator[tuple[str, dict[str, Any]]]:
    """The events as a browser's EventSource reads them."""
    name = ""
    for line in response.iter_lines():
        field, _, value = line.partition(": ")
        if field == "event":
            name = value
        elif field == "data":
            yield name, json.loads(value)


def soon(condition: Any) -> bool:
    """Whether it becomes true within five seconds."""
    return any(condition() or time.sleep(0.02) for _ in range(250))


def test_a_turn_is_one_object_as_batch_prints_it(client: httpx.Client, assistant: FakeAssistant) -> None:
    answer = client.post("/api/reply", json=asking("费用？"))
    assert answer.status_code == 200 and answer.headers["content-type"] == "application/json"
    assert answer.headers["cache-control"] == "no-store"
    assert answer.json() == record(assistant.history("s")[0], Case())
    assert client.post("/api/reply", json=asking("再问")).json()["turn"] == 2


def test_events_come_while_the_turn_goes_on() -> None:
    drafting = Drafting()
    with serving(drafting) as client, client.stream("POST", "/api/reply", json=asking("几年？"), headers=STREAM) as response:
        assert response.headers["content-type"] == "text/event-stream; charset=utf-8"
        assert (response.headers["cache-control"], response.headers["x-accel-buffering"]) == ("no-store", "no")
        arriving = events(response)
        assert [next(arriving) for _ in range(3)] == [
            ("progress", {"step": "understand"}),
            ("draft", {"text": "也许", "checked": False}),
            ("draft", {"text": "三年\n\n🙂", "checked": False}),
        ]
        assert not drafting.kept["s"]
        drafting.may_go_on.set()
        assert list(arriving) == [("answered", record(drafting.kept["s"][0], Case()))]


@pytest.mark.parametrize("headers", [{}, STREAM])
@pytest.mark.parametrize(("message", "said"), [("拒", "资料库正在更新，请稍后再问。"), ("坏", "Send the message again.")])
def test_a_turn_that_fails_says_so(client: httpx.Client, headers: dict[str, str], message: str, said: str) -> None:
    with client.stream("POST", "/api/reply", json=asking(message), headers=headers) as response:
        if headers:
            name, row = list(events(response))[-1]
            assert name == "failed" and response.status_code == 200
        else:
            response.read()
            row = response.json()
            assert response.status_code == 503
    assert list(row) == ["error"] and said in row["error"] and "geheim" not in row["error"]


def test_an_error_for_the_reader_is_given_as_it_is() -> None:
    class Busy(FakeAssistant):
        def reply(self, session: str, message: str) -> Iterator[Event]:
            raise IndexBusy("the index is in use by process 7")
            yield

    with serving(Busy()) as client:
        answer = client.post("/api/reply", json=asking("费用？"))
    assert (answer.status_code, answer.json()) == (503, {"error": "the index is in use by process 7"})


BAD: dict[str, tuple[bytes, int, str]] = {
    "nothing": (b"", 400, "}. The body is empty."),
    "no JSON": (b"session=s&message=x", 400, "Not a JSON body"),
    "a list": (b"[1]", 400, "has to be a JSON object"),
    "no UTF-8": (b'{"session": "\xff", "message": "x"}', 400, "UTF-8"),
    "too deep": (b"[" * 100_000, 400, "Not a JSON body"),
    "no message": (b'{"session": "s"}', 400, "'message' is missing"),
    "no session": (b'{"message": "x"}', 400, "'session' is missing"),
    "session of the wrong type": (b'{"session": 5, "message": "x"}', 400, "'session' is missing or no text"),
    "message of the wrong type": (b'{"session": "s", "message": null}', 400, "'message' is missing or no text"),
    "half a character": (b'{"session": "\\ud800", "message": "x"}', 400, "half a character"),
    "blank session": (b'{"session": " ", "message": "x"}', 422, "1 to 128 printable characters"),
    "session with a line break": (b'{"session": "a\\nb", "message": "x"}', 422, "printable"),
    "long session": (json.dumps(asking("x", "s" * (LONGEST_SESSION + 1))).encode(), 422, "1 to 128"),
    "blank message": (b'{"session": "s", "message": " \\n"}', 422, "The message is blank. Send a question"),
    "long message": (json.dumps(asking("x" * (LONGEST_MESSAGE + 1))).encode(), 422, "100,000 characters"),
    "large body": (b"x" * (LARGEST_BODY + 1), 413, "2,000,000 bytes"),
}


@pytest.mark.parametrize("name", BAD)
def test_what_is_not_taken_is_said_in_a_sentence(client: httpx.Client, assistant: FakeAssistant, name: str) -> None:
    body, status, said = BAD[name]
    answer = client.post("/api/reply", content=body, headers=JSON | STREAM)
    assert answer.status_code == status
    assert list(answer.json()) == ["error"] and said in answer.json()["error"] and len(answer.json()["error"]) < 300
    assert assistant.heard == []


def test_what_is_just_short_enough_is_taken(client: httpx.Client, assistant: FakeAssistant) -> None:
    asked = asking("🙂" * LONGEST_MESSAGE, "客户甲 " + "s" * (LONGEST_SESSION - 4))
    body = json.dumps(asked).encode()  # with escapes, as most programs send it
    assert client.post("/api/reply", content=body, headers={"content-type": "Application/JSON; charset=utf-8"}).status_code == 200
    assert assistant.heard == [(asked["session"], asked["message"])]
    assert client.post("/api/reply", content=b'{"session": "s", "message": "\\ud800 x"}', headers=JSON).status_code == 200


@pytest.mark.parametrize("kind", [None, "text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"])
def test_what_a_form_can_send_is_refused(client: httpx.Client, assistant: FakeAssistant, kind: str | None) -> None:
    headers = {} if kind is None else {"content-type": kind}
    answer = client.post("/api/reply", content=json.dumps(asking("费用？")), headers=headers)
    assert answer.status_code == 415 and "application/json" in answer.json()["error"] and assistant.heard == []


@pytest.mark.parametrize("origin", ["https://example.org", "null", "", "http://[", "http://127.0.0.1", "http://127.0.0.1:1"])
def test_another_websites_page_is_refused(client: httpx.Client, assistant: FakeAssistant, origin: str) -> None:
    answer = client.post("/api/reply", json=asking("费用？"), headers={"origin": origin})
    assert answer.status_code == 403 and "another website" in answer.json()["error"] and assistant.heard == []


def test_our_own_page_is_not(client: httpx.Client) -> None:
    origin = str(client.base_url).rstrip("/")
    assert client.post("/api/reply", json=asking("费用？"), headers={"origin": origin}).status_code == 200


def test_what_is_said_of_a_request_is_in_its_language(client: httpx.Client) -> None:
    answer = client.post("/api/reply", json=asking(" "), headers={"accept-language": "zh-CN,zh;q=0.9"})
    assert answer.json() == {"error": "message是空的，请写上问题或要记的内容。"}


@pytest.mark.parametrize(("method", "path"), [("GET", "/api/reply"), ("POST", "/api/health"), ("GET", "/api/"), ("DELETE", "/api/x/y")])
def test_what_there_is_not_leads_to_what_there_is(client: httpx.Client, method: str, path: str) -> None:
    answer = client.request(method, path)
    assert answer.status_code == 404 and "POST /api/reply and GET /api/health" in answer.json()["error"]


def test_health_tells_of_the_model(client: httpx.Client, assistant: FakeAssistant) -> None:
    assert client.get("/api/health").json() == {"status": "ok", "model": None}
    assistant.chat = FakeModel(Health("qwen", "failing", "slow", 12.5))
    model = {"name": "qwen", "state": "failing", "trouble": "slow", "first_token_ms": 12.5}
    assert client.get("/api/health").json() == {"status": "ok", "model": model}


def test_a_client_that_goes_away_ends_the_turn() -> None:
    class Endless(FakeAssistant):
        def reply(self, session: str, message: str) -> Iterator[Event]:
            try:
                while message == "不停":
                    time.sleep(0.01)
                    yield Draft("还有")
            finally:
                self.closed.set()
            yield from super().reply(session, message)

    endless = Endless()
    with serving(endless) as client:
        with client.stream("POST", "/api/reply", json=asking("不停"), headers=STREAM) as response:
            assert next(events(response))[0] == "draft"
            assert not endless.closed.is_set()
        assert endless.closed.wait(5)
        assert client.post("/api/reply", json=asking("几年？")).json()["turn"] == 1


def test_turns_of_one_session_follow_one_another_and_hold_no_threads() -> None:
    """More of them than there are threads: whoever waits must not take the thread that the first one goes on in."""
    drafting = Drafting()
    with serving(drafting) as client, ThreadPoolExecutor(60) as pool:
        waiting = [pool.submit(client.post, "/api/reply", json=asking(str(number))) for number in range(60)]
        assert soon(lambda: drafting.working)
        began = time.monotonic()
        assert client.get("/api/health").status_code == 200 and time.monotonic() - began < 2
        drafting.may_go_on.set()
        assert sorted(one.result().json()["turn"] for one in waiting) == list(range(1, 61))
    assert drafting.most == 1
    begun = [line.split()[0] for line in drafting.order[::2]]
    assert [line.split()[0] for line in drafting.order[1::2]] == begun


def test_so_many_turns_run_at_a_time() -> None:
    drafting = Drafting()
    with serving(drafting) as client, ThreadPoolExecutor(CONCURRENT_REPLIES + 4) as pool:
        posted = [pool.submit(client.post, "/api/reply", json=asking("?", str(number))) for number in range(CONCURRENT_REPLIES + 4)]
        assert soon(lambda: drafting.working == CONCURRENT_REPLIES)
        time.sleep(0.2)
        assert drafting.most == CONCURRENT_REPLIES
        drafting.may_go_on.set()
        assert all(one.result().status_code == 200 for one in posted)
    assert drafting.most == CONCURRENT_REPLIES


def test_whoever_goes_away_while_waiting_leaves_the_place_to_the_next() -> None:
    drafting = Drafting()
    drafting.may_go_on.set()

    async def scenario() -> None:
        replies = Replies(drafting, at_a_time=1)

        async def wait(session: str) -> None:
            with anyio.move_on_after(0.05) as waited:
                async with replies.turn(session, "second"):
                    pass
            assert waited.cancelled_caught

        async with replies.turn("a", "first") as first, anyio.create_task_group() as group:
            assert (await anext(first))[0] == "progress"
            group.start_soon(wait, "a")
            group.start_soon(wait, "b")
        async with replies.turn("b", "third") as third:
            assert [name async for name, _ in third][-1] == "answered"

    anyio.run(scenario)
    assert drafting.order == ["first begins", "first ends", "third begins", "third ends"]


@pytest.fixture
def modelled(copied_index: Callable[[], Path]) -> Iterator[Assistant]:
    """The real assistant with a model that takes its time between two pieces."""

    class Slow(ScriptedModel):
        def _stream(self, *arguments: Any, **more: Any) -> Iterator[Any]:
            for chunk in super()._stream(*arguments, **more):
                yield chunk
                time.sleep(0.05)

    chat = Chat(Slow(replies=["认证实施项目的费用通常包含5个部分[S1]。" * 6], forever=True), "slow", 20.0)
    with open_assistant(Settings(index=str(copied_index()), sessions="sqlite://"), lambda: TODAY, chat) as assistant:
        assistant.warm()
        yield assistant


def test_whoever_leaves_amid_a_draft_leaves_the_session_as_it_was(modelled: Assistant) -> None:
    with serving(modelled) as client:
        with client.stream("POST", "/api/reply", json=asking("认证费用由哪几部分组成？"), headers=STREAM) as response:
            assert any(name == "draft" for name, _ in events(response))
        assert soon(lambda: not any(thread.name == "chat model" for thread in threading.enumerate()))
        assert modelled.history("s") == [] and modelled.case("s") == Case()
        with client.stream("POST", "/api/reply", json=asking("认证费用由哪几部分组成？"), headers=STREAM) as response:
            arrived = list(events(response))
        (kept,) = modelled.history("s")
        assert isinstance(kept, Answered) and kept.turn == 1
        name, row = arrived[-1]
    assert name == "answered" and {**row, "ms": 0} == {**record(kept, Case()), "ms": 0} and row["ms"]["total"] > 0
    assert sum(name == "draft" for name, _ in arrived) > 3
