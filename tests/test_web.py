"""The page without a browser: turns, sources, visitors, words in both languages, ports, colours."""

import re
from collections.abc import Iterator
from dataclasses import replace

import pytest

from assistant.domain import Answer, Answered, Draft, Event, Failed, Progress, Token
from assistant.errors import IndexBusy
from assistant.web import conversation, source
from assistant.web.conversation import Unfinished
from assistant.web.page import STATIC
from assistant.web.server import has_display, listen
from assistant.web.texts import WORDS
from assistant.web.turns import LONGEST_MESSAGE, _every_step, growing_turn, kept_turns, opened_source
from assistant.web.visitor import known_visitor, new_session, preferred
from tests.fake_assistant import ANSWERS, CITATION, FakeAssistant, FakeLibrary, answered


def test_a_message_is_escaped_and_cut_on_the_page_only() -> None:
    html = conversation.turn_html(Unfinished("<b>" + "字" * 49_997), 0, "zh")
    assert "&lt;b&gt;字" in html and "50,000" in html and len(html) < 2 * conversation.SHOWN_OF_A_MESSAGE


def test_what_is_copied_is_the_answer_with_its_references() -> None:
    copied = conversation.copied_text(Answer("三年 [1]。", "zh", citations=(CITATION,)))
    assert copied == "三年 [1]。\n\n出处\n[1] 《标题》，费用，2012 · 现行，https://example.org/a?b=1&c=2\n"
    assert conversation.copied_text(Answer("您好。", "zh")) == "您好。"
    assert "Sources\n[1] 标题, 费用, 2012 · current" in conversation.copied_text(Answer("x [1].", "en", citations=(CITATION,)))


def test_a_question_back_that_the_text_lacks_is_shown() -> None:
    turn = replace(answered("好。"), answer=Answer("好。", "zh", asks=("多少人？", "好。")))
    assert conversation.turn_html(turn, 0, "zh").count("多少人？") == 1


def test_the_source_stands_between_its_neighbours_with_the_original_beneath() -> None:
    assistant = FakeAssistant()
    list(assistant.reply("s", "costs?"))
    html = opened_source(assistant, tuple(assistant.history("s")), (1, 1), "en")
    places = [html.index(part) for part in ("Resources and costs", "2012 · current", "core parts", "<mark>", "费用方面", "the survey")]
    assert places == sorted(places)
    assert 'data-cite="2"' in html and "1 of 2" in html


def test_a_passage_that_is_gone_is_shown_as_it_was_cited() -> None:
    html = source.source_html(answered("x [1]", CITATION), CITATION, FakeLibrary(), "zh")
    assert WORDS["changed"]["zh"] in html and "费用包含5个部分。" in html


@pytest.mark.parametrize("wanted", [(1, 9), (9, 1)])
def test_an_unknown_source_is_a_quiet_line(wanted: tuple[int, int]) -> None:
    assert WORDS["source_failed"]["en"] in opened_source(FakeAssistant(), (answered("x [1]", CITATION),), wanted, "en")


class Broken(FakeAssistant):
    """Everything fails."""

    def __init__(self, error: Exception) -> None:
        super().__init__()
        self.error = error

    def reply(self, session: str, message: str) -> Iterator[Event]:
        yield Token("开头")
        raise self.error

    def history(self, session: str) -> list[Answered]:
        raise self.error


@pytest.mark.parametrize(("error", "line"), [(ZeroDivisionError("geheim"), WORDS["failed"]["zh"]), (IndexBusy("索引被占用"), "索引被占用")])
def test_a_failure_is_a_quiet_line_that_keeps_what_arrived(error: Exception, line: str) -> None:
    last = list(growing_turn(Broken(error), "s", "问", "zh"))[-1]
    assert last == Unfinished("问", "开头", note=line)
    html = conversation.turn_html(last, 4, "zh")
    assert "geheim" not in html and "Traceback" not in html and 'data-retry="4"' in html
    assert kept_turns(Broken(error), "s", "zh") == ((), WORDS["history_failed"]["zh"])


def test_a_turn_grows_and_ends_with_the_answer() -> None:
    steps = list(growing_turn(FakeAssistant(), "s", "费用？", "zh"))
    assert isinstance(steps[-1], Answered) and steps[-1].answer.text == ANSWERS["zh"]
    assert [step.step for step in steps[:2] if isinstance(step, Unfinished)] == ["understand", "retrieve"]
    assert any(isinstance(step, Unfinished) and step.text for step in steps)


def test_what_a_model_drafts_is_shown_until_the_checked_answer_begins() -> None:
    class Drafting(FakeAssistant):
        def reply(self, session: str, message: str) -> Iterator[Event]:
            yield from [Progress("answer"), Draft("也许"), Draft("三年"), Progress("answer"), Token("三年 "), Token("[1]。")]

    texts = [turn.text for turn in _every_step(Drafting(), "s", "问", "zh") if isinstance(turn, Unfinished) and not turn.note]
    assert texts == ["", "也许", "也许三年", "也许三年", "三年 ", "三年 [1]。"]


def test_of_a_draft_that_is_broken_off_nothing_stays() -> None:
    class Failing(FakeAssistant):
        def reply(self, session: str, message: str) -> Iterator[Event]:
            yield from [Progress("answer"), Draft("约88,000元"), *([Failed("稍后")] if message == "拒" else [])]

    for message in ("拒", "问"):
        last = list(growing_turn(Failing(), "s", message, "zh"))[-1]
        assert isinstance(last, Unfinished) and last.note and last.text == ""
    assert Unfinished("问", "三年", drafted=False).broken_off("停").text == "三年"


def test_a_draft_is_shown_as_one_and_without_its_keys() -> None:
    for text in ("有效期3年[S1]", "有效期3年 [S1][S2", "有效期3年 [S", "有效期3年【S1、S2】"):
        shown = conversation.turn_html(Unfinished("问", text, drafted=True), 0, "zh")
        assert "有效期3年" in shown and "S1" not in shown and "[S" not in shown and WORDS["checking"]["zh"] in shown
    assert WORDS["checking"]["zh"] not in conversation.turn_html(Unfinished("问", "有效期3年"), 0, "zh")


def test_a_reply_that_ends_without_a_word_or_says_it_failed() -> None:
    class Silent(FakeAssistant):
        def reply(self, session: str, message: str) -> Iterator[Event]:
            yield from [Failed("稍后")] if message == "拒" else []

    assert list(growing_turn(Silent(), "s", "拒", "zh"))[-1] == Unfinished("拒", note="稍后")
    assert list(growing_turn(Silent(), "s", "问", "zh"))[-1] == Unfinished("问", note=WORDS["failed"]["zh"])


def test_a_message_beyond_reason_never_reaches_the_assistant() -> None:
    assistant = FakeAssistant()
    (turn,) = growing_turn(assistant, "s", "x" * (LONGEST_MESSAGE + 1), "en")
    assert isinstance(turn, Unfinished) and "100,000" in turn.note and not assistant.heard


@pytest.mark.parametrize("stored", [None, "x", {}, {"session": 3}, {"session": "../../etc"}, {"session": "a" * 65, "language": "de"}])
def test_what_the_browser_sends_is_not_trusted(stored: object) -> None:
    visitor = known_visitor(stored, "fr")
    assert len(visitor["session"]) == 32 and visitor["previous"] == "" and visitor["language"] == "en"


def test_a_known_visitor_keeps_session_and_language() -> None:
    session = new_session()
    assert known_visitor({"session": session, "language": "zh"}, "en") == {"session": session, "previous": "", "language": "zh"}
    assert len({new_session() for _ in range(1000)}) == 1000


@pytest.mark.parametrize(
    ("accepted", "language"), [("", "zh"), ("zh-CN,en;q=0.8", "zh"), ("en-GB,zh;q=0.5", "zh"), ("en-US,en;q=0.9", "en")]
)
def test_the_first_language_is_the_browsers(accepted: str, language: str) -> None:
    assert preferred(accepted) == language


def test_every_word_is_there_in_both_languages_with_the_same_blanks() -> None:
    for key, row in WORDS.items():
        assert set(row) == {"zh", "en"} and all(row.values()), key
        assert set(re.findall(r"{\w+}", row["zh"])) == set(re.findall(r"{\w+}", row["en"])), key
        assert not re.search(r"[\u4e00-\u9fff][,?!]", row["zh"]), key


def test_a_port_in_use_gives_way_to_the_next() -> None:
    with listen("127.0.0.1", 0) as first, listen("127.0.0.1", first.getsockname()[1]) as second:
        assert second.getsockname()[1] > first.getsockname()[1]


def test_an_address_that_is_not_ours_is_refused() -> None:
    with pytest.raises(OSError):
        listen("203.0.113.1", 0)


def test_no_browser_is_opened_without_a_screen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CI", "1")
    assert not has_display()
    monkeypatch.delenv("CI")
    monkeypatch.setenv("DISPLAY", ":0")
    assert has_display()


def _luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("scheme", [":root", ".dark"])
def test_text_can_be_read_on_its_ground(scheme: str) -> None:
    css = (STATIC / "page.css").read_text(encoding="utf-8")
    colours = dict(re.findall(r"--([\w-]+): (#\w{6})", re.findall(re.escape(scheme) + r" {([^}]*)}", css)[-1]))
    grounds = {"ink": "ground sheet asked tint mark", "soft": "ground sheet asked", "accent": "ground sheet tint", "warn": "ground sheet"}
    chips = {"r-ink": "r", "a-ink": "a", "c-ink": "c", "i-ink": "i"}
    for text, names in {**grounds, **chips, "accent-ink": "accent"}.items():
        for ground in names.split():
            light, dark = sorted((_luminance(colours[text]), _luminance(colours[ground])), reverse=True)
            assert (light + 0.05) / (dark + 0.05) >= 4.5, (text, ground)
