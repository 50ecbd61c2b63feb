"""Which section of a scheme's summary a question is about."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.understand import understand
from assistant.understand.topic import topic_of
from ingest.check import SECTIONS

TOPICS = {
    "replaced": (
        "以前的证书作废了吗",
        "老名字是什么",
        "这个资质取消了没有",
        "旧版还有效吗",
        "Which standard did it replace?",
        "Is the old certificate still valid?",
        "It was formerly called something else",
        "Has it been abolished?",
    ),
    "documents": (
        "要交哪些材料",
        "申请需要准备什么文件",
        "资料清单发一份",
        "Which documents are needed?",
        "what paperwork is there",
        "What do we submit?",
    ),
    "costs": (
        "费用由哪几块组成",
        "怎么收费的",
        "成本大概有哪些",
        "What are the cost parts?",
        "Are there annual fees?",
        "What do we pay for?",
    ),
    "validity": (
        "证书有效期多长",
        "这个证能用几年有效",
        "每年要监督审核吗",
        "到期怎么续证",
        "多久年审一次",
        "How long is it valid?",
        "when does it expire",
        "How often are surveillance audits?",
        "How do we renew?",
    ),
    "time": (
        "办下来要多久",
        "多长时间能拿证",
        "要几个月",
        "周期多长",
        "How long does it take?",
        "How many months until the certificate?",
        "what is the timeline",
    ),
    "conditions": (
        "申请条件是什么",
        "门槛高不高",
        "我们够不够格",
        "能不能申请",
        "What are the requirements?",
        "Are we eligible?",
        "Can we apply?",
        "prerequisites?",
    ),
    "steps": (
        "办理流程是怎样的",
        "分几步走",
        "怎么办理",
        "如何取得",
        "What are the steps?",
        "How do we go about it?",
        "How does the process go?",
    ),
    "authority": (
        "谁发证",
        "归哪个部门管",
        "找谁办",
        "发证机关是哪里",
        "Who issues it?",
        "Which authority is it?",
        "By which body is it issued?",
    ),
    "basis": (
        "现行的是哪一版",
        "依据什么标准",
        "什么时候转版",
        "Which edition is in force?",
        "What is the latest version?",
        "When was it published?",
    ),
    "who-needs-it": (
        "哪些企业需要做",
        "是强制的吗",
        "我们用不用做",
        "Who needs it?",
        "Is it mandatory?",
        "Which companies have it?",
        "Do we have to have it?",
    ),
    "related": (
        "能和别的体系联合审核吗",
        "跟质量体系什么关系",
        "可以整合吗",
        "Can they be audited together?",
        "How are the two related?",
    ),
    "what-it-is": (
        "这是什么",
        "到底是干嘛的",
        "介绍一下",
        "What is it?",
        "tell me about it",
        "What does it stand for?",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("topic", "question"), [(topic, question) for topic, questions in TOPICS.items() for question in questions])
def test_the_words_of_a_question_point_to_a_section(topic: str, question: str) -> None:
    assert topic_of(question) == topic


@pytest.mark.parametrize(
    "question", ["", "好的", "重庆的天气", "Tell that to my boss", "IATF 16949", "能便宜点吗", "我们是做软件的", "12345"]
)
def test_a_question_without_such_words_points_nowhere(question: str) -> None:
    assert topic_of(question) == ""


def test_every_section_of_a_summary_can_be_pointed_to_and_nothing_else() -> None:
    assert set(TOPICS) == set(SECTIONS) - {"questions"}


@pytest.mark.parametrize(
    ("question", "topic"),
    [
        # Of two topics in one question, the narrower one.
        ("续证要交什么材料", "documents"),
        ("监督审核的费用", "costs"),
        ("申请流程要多久", "time"),
        ("老证书过期了还有效吗", "replaced"),
        ("What documents are required?", "documents"),
        ("How long is the certificate valid?", "validity"),
        ("What is the process?", "steps"),
        ("What is the validity?", "validity"),
    ],
)
def test_of_two_topics_one_counts(question: str, topic: str) -> None:
    assert topic_of(question) == topic


@pytest.mark.parametrize("question", ["证书有效期多长", "How long is it valid?", "谁发证", "WHO ISSUES IT?"])
def test_case_and_frame_do_not_matter(question: str) -> None:
    assert topic_of(question) == topic_of(f"请问，{question.upper()}") == topic_of(f"hello, {question.lower()} thanks") != ""


def test_understanding_a_question_tells_its_topic() -> None:
    assert understand("IATF 16949证书有效期几年？").topic == "validity"
    assert understand("What are the cost parts of HACCP?").topic == "costs"
    assert understand("你好").topic == understand("机密★ 证书有效期").topic == ""


@given(st.text(max_size=300))
def test_any_text_points_to_a_section_or_nowhere(text: str) -> None:
    assert topic_of(text) in {*TOPICS, ""}
