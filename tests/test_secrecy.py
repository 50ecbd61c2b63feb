"""Classified material: whoever is about to bring it is warned, and what bears a mark is not kept anywhere."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from assistant.assistant import Assistant
from assistant.cases import open_cases
from assistant.domain import Answered, Intent, Language, Token
from assistant.ledger import Ledger
from assistant.missing import open_missing
from assistant.sessions import open_sessions
from assistant.texts import TEXTS
from assistant.tools.base import no_similarity
from assistant.understand import LONGEST, understand
from assistant.understand.messages import intent_of
from tests.conftest import BigramEmbeddings
from tests.shelves import document, opened

SECRETS = ("鱼鹰七号", "XYZZY-4711", "射程八百公里")
TEXT = "，".join(SECRETS)
MARKED = [
    f"机密★10年 {TEXT}",
    f"{TEXT}\n绝密★",
    f"秘密 ☆ 长期\n{TEXT}",
    f"【机密】★20年\n{TEXT}",
    f"密级：秘密\n{TEXT}",
    f"密级:绝密 {TEXT}",
    f"机\u200b密★ {TEXT}",
    f"机密＊{TEXT}",
    f"SECRET//NOFORN {TEXT}",
    f"Please summarise. TOP SECRET // {TEXT}",
    f"confidential//REL {TEXT}",
    f"{'前面很长的材料。' * 500}机密★ {TEXT}",
]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "kept"


@pytest.fixture
def assistant(folder: Path, tmp_path: Path, embedder: BigramEmbeddings) -> Iterator[Assistant]:
    """On a page of two passages, with conversations and the list of missing knowledge in one file."""
    url = f"sqlite:///{folder / 'sessions.db'}"
    page = document("page.zh", ["认证费用包含咨询服务费和认证服务费两部分。", "证书有效期为3年。"], scheme="iso-20000-1", status="current")
    with ExitStack() as stack:
        library = stack.enter_context(opened(tmp_path / "index", embedder))
        library.synchronise([page], prune=True)
        sessions, missing = stack.enter_context(open_sessions(url)), stack.enter_context(open_missing(url))
        cases = stack.enter_context(open_cases(url))
        yield stack.enter_context(Assistant(library, sessions, ExitStack(), Ledger(), missing, cases, no_similarity))


def say(assistant: Assistant, message: str, session: str = "s") -> Answered:
    *_, last = assistant.reply(session, message)
    assert isinstance(last, Answered)
    return last


def held(folder: Path) -> bytes:
    """Every byte of the database, of what has not reached it yet, and of whatever else lies beside it."""
    files = [file for file in folder.rglob("*") if file.is_file()]
    assert any(file.name == "sessions.db" for file in files)
    return b"".join(file.read_bytes() for file in files)


def found_in(content: bytes, *words: str) -> list[str]:
    """Words that stand in the bytes in any encoding that would keep them."""
    dresses = {word: [word.encode(code) for code in ("utf-8", "utf-16-le", "gb18030")] + [ascii(word)[1:-1].encode()] for word in words}
    return [word for word, made in dresses.items() if any(dress in content for dress in made)]


@pytest.mark.parametrize("message", MARKED)
def test_what_bears_a_mark_is_kept_nowhere(assistant: Assistant, folder: Path, message: str) -> None:
    say(assistant, "认证费用包含哪两部分？")
    turn = say(assistant, message)
    assert turn.answer.text == TEXTS["classified_refused"][turn.answer.language]
    assert (turn.message, turn.understanding.question, turn.understanding.intent) == ("", "", "classified_refused")
    assert not turn.answer.citations
    say(assistant, "月球上的证书叫什么名字？")
    content = held(folder)
    assert found_in(content, *SECRETS, "前面很长的材料") == []
    # The same way of looking finds what is kept.
    assert found_in(content, "认证费用包含哪两部分", "月球上的证书", *SECRETS) == ["认证费用包含哪两部分", "月球上的证书"]


def test_it_is_gone_from_the_file_that_stays_as_well(assistant: Assistant, folder: Path) -> None:
    say(assistant, MARKED[0], "only this")
    say(assistant, "你好", "another")
    assistant.forget("only this")
    assert [turn.message for turn in assistant.history("only this")] == []
    assert found_in(held(folder), *SECRETS) == []


@pytest.mark.parametrize("message", MARKED)
def test_it_is_no_gap_in_our_knowledge(assistant: Assistant, message: str) -> None:
    say(assistant, message)
    assert assistant.missing.ranked() == []


def test_the_conversation_goes_on_without_it(assistant: Assistant) -> None:
    say(assistant, "认证费用包含哪两部分？")
    say(assistant, MARKED[0])
    after = say(assistant, "证书有效期几年？")
    assert (after.turn, after.message) == (3, "证书有效期几年？")
    assert [turn.message for turn in assistant.history("s")] == ["认证费用包含哪两部分？", "", "证书有效期几年？"]
    assert not any(word in str(assistant.history("s")) for word in SECRETS)


def test_it_is_neither_searched_for_nor_repeated(assistant: Assistant, embedder: BigramEmbeddings, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    monkeypatch.setattr(embedder, "embed_query", asked.append)
    events = list(assistant.reply("s", MARKED[0]))
    assert asked == []
    assert not any(word in str(events) for word in SECRETS)
    assert "".join(event.text for event in events if isinstance(event, Token)) == TEXTS["classified_refused"]["zh"]


@pytest.mark.parametrize(
    ("message", "language"),
    [
        ("我把涉密合同发给你看看", "zh"),
        ("可以把军品图纸传上来吗，涉密的", "zh"),
        ("以下是型号任务的原文", "zh"),
        ("帮我看看这份保密材料", "zh"),
        ("Can I upload our classified contract?", "en"),
        ("I will paste a military contract here", "en"),
        ("Shall I send you the state secrets list?", "en"),
    ],
)
def test_whoever_is_about_to_bring_it_is_warned(assistant: Assistant, message: str, language: Language) -> None:
    turn = say(assistant, message)
    assert (turn.understanding.intent, turn.answer.text) == ("classified", TEXTS["classified"][language])
    assert not turn.answer.citations and assistant.missing.ranked() == []


@pytest.mark.parametrize(
    "message",
    [
        "涉密信息系统集成资质怎么办理？",
        "军工保密资质分几级？",
        "国家秘密载体印制资质有效期几年",
        "军工涉密业务咨询备案需要什么材料？",
        "保密资格申请材料发给谁？",
        "机密级和秘密级有什么区别？",
        "How do we get the military secrecy qualification?",
        "Is a classified system integration licence compulsory?",
        "Where do I upload the application?",
        "秘密是什么",
        "三星★★★的酒店能做什么认证",
        "Is confidentiality part of ISO 27001?",
    ],
)
def test_a_question_about_secrecy_is_a_question(message: str) -> None:
    assert understand(message).intent == "question"


@pytest.mark.parametrize(
    ("message", "intent"),
    [
        (f"机密★{'长' * LONGEST}", "classified_refused"),
        ("长" * LONGEST + "★绝密", "classified_refused"),
        ("你好，机密★10年", "classified_refused"),
        ("机密★，涉密合同发给你", "classified_refused"),
        ("涉密合同发给你" + "长" * LONGEST, "too_long"),
        ("", "empty"),
    ],
)
def test_a_mark_counts_before_everything_else(message: str, intent: Intent) -> None:
    assert intent_of(message) == intent


def test_both_warnings_stand_in_both_languages_and_promise_no_secrecy() -> None:
    for row in ("classified", "classified_refused"):
        assert "不是保密渠道" in TEXTS[row]["zh"] and "not a secure channel" in TEXTS[row]["en"]
    assert "没有保存" in TEXTS["classified_refused"]["zh"]
