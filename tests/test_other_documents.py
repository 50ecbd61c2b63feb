"""Documents that are not ours: in one language only, without key questions, in a plain folder."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from langchain_core.messages import AIMessage

from assistant.assistant import Assistant, open_assistant
from assistant.chat import Chat
from assistant.domain import Answered
from assistant.encoder import Encoder
from assistant.settings import Settings
from assistant.texts import say
from ingest.run import ingest
from tests.documents import write
from tests.scripted import ScriptedModel

ENGLISH = """# Handbook of the laboratory

## Calibration of balances

Every balance is calibrated twice a year with weights of class E2. The certificate of calibration is kept for six years.

## Handling of samples

Samples are handled in four steps:

1. Register the sample on arrival.
2. Store it at five degrees.
3. Test it within three days.
4. Destroy what is left after thirty days.
"""
CHINESE = """# 实验室访客须知

## 入场

访客须在前台登记，并由接待人全程陪同。手机可以带入，拍照须经实验室主任批准。

## 防护用品

进入前须佩戴：

- 护目镜
- 实验服
- 防静电鞋套
"""


@contextmanager
def reading(folder: Path, documents: dict[str, str | bytes]) -> Iterator[Assistant]:
    """An assistant that has read these documents and nothing else."""
    write(folder / "documents", documents)
    index = str(folder / "index")
    assert not ingest([folder / "documents"], index, Encoder()).failed
    with open_assistant(Settings(index=index, sessions="sqlite://")) as opened:
        yield opened


@pytest.fixture(scope="module")
def stranger(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    with reading(tmp_path_factory.mktemp("both"), {"handbook.md": ENGLISH, "visitors.md": CHINESE}) as opened:
        yield opened


@pytest.fixture(scope="module")
def english(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    with reading(tmp_path_factory.mktemp("english"), {"handbook.md": ENGLISH}) as opened:
        yield opened


@pytest.fixture(scope="module")
def chinese(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    with reading(tmp_path_factory.mktemp("chinese"), {"visitors.md": CHINESE}) as opened:
        yield opened


def ask(assistant: Assistant, question: str) -> Answered:
    last = list(assistant.reply(question, question))[-1]
    assert isinstance(last, Answered)
    texts = (" ".join(ENGLISH.split()), "".join(CHINESE.split()))
    for citation in last.answer.citations:
        assert " ".join(citation.quote.split()) in texts[0] or "".join(citation.quote.split()) in texts[1]
        assert citation.original is None and citation.url is None and citation.status is None
    return last


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("How often are the balances calibrated?", "twice a year"),
        ("How long is the certificate of calibration kept?", "six years"),
        ("What are the steps of handling samples?", "4. Destroy what is left after thirty days"),
        ("访客可以拍照吗？", "须经实验室主任批准"),
        ("进入实验室要佩戴什么？", "- 防静电鞋套"),
    ],
)
def test_plain_documents_are_answered_from(stranger: Assistant, question: str, words: str) -> None:
    answer = ask(stranger, question).answer
    assert not answer.refused and words in answer.text
    assert answer.citations[0].title in ("Handbook of the laboratory", "实验室访客须知")


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("样品处理分哪几步？", "1. Register the sample on arrival"),
        ("校准证书保存几年？", "six years"),
    ],
)
def test_what_only_english_documents_hold_is_quoted_and_said_to_be(english: Assistant, question: str, words: str) -> None:
    answer = ask(english, question).answer
    assert answer.language == "zh" and not answer.refused and answer.citations
    assert answer.text.startswith(say("only_other_language", "zh")) and words in answer.citations[0].quote


def test_what_only_chinese_documents_hold_is_quoted_and_said_to_be(chinese: Assistant) -> None:
    answer = ask(chinese, "May visitors take photographs?").answer
    assert answer.language == "en" and not answer.refused and answer.citations
    assert answer.text.startswith(say("only_other_language", "en")) and "须经实验室主任批准" in answer.text


@pytest.mark.parametrize(
    "question", ["月球到地球有多远？", "培训费必须交吗？", "Who won the football world cup?", "What is the capital of France?"]
)
def test_what_plain_documents_do_not_hold_is_refused(stranger: Assistant, question: str) -> None:
    answer = ask(stranger, question).answer
    assert answer.refused and not answer.citations


def test_a_follow_up_works_there_too(stranger: Assistant) -> None:
    list(stranger.reply("s", "What are the steps of handling samples?"))
    last = list(stranger.reply("s", "what is the second step?"))[-1]
    assert isinstance(last, Answered) and "Store it at five degrees" in last.answer.text


@pytest.fixture
def model(english: Assistant) -> Iterator[ScriptedModel]:
    """A model for the assistant that holds English documents only."""
    model = ScriptedModel()
    english._answering._chat = Chat(model, "scripted")
    yield model
    english._answering._chat = None


def test_a_model_puts_the_question_in_the_language_of_the_documents(english: Assistant, model: ScriptedModel) -> None:
    question = "天平多久校一次？"
    model.replies = [AIMessage("How often is a balance calibrated?")]
    answer = ask(english, question).answer
    assert answer.language == "zh" and answer.text.startswith(say("only_other_language", "zh")) and "twice a year" in answer.text
    assert "English" in str(model.seen[0][0].content) and question in str(model.seen[0][1].content)


@pytest.mark.parametrize(
    "said", ["每年校准几次？", "How often is a balance calibrated under ISO 17025?", "Who won the football world cup?"]
)
def test_what_is_no_such_question_leaves_the_refusal(english: Assistant, model: ScriptedModel, said: str) -> None:
    model.replies = [AIMessage(said)]
    assert list(english.reply(said, "天平多久校一次？"))[-1].answer.refused and len(model.seen) == 1
