"""The one thing a question is about, asked in words that the corpus does not hold: refused by its name, in both languages."""

import pytest

from assistant.assistant import Assistant
from tests.talking import tell


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("27001和TISAX有什么区别", "TISAX"),
        ("计量授权和CMA有啥不同", "没有能回答"),
        ("Compare TISAX with ISO 27001", "TISAX"),
        ("证书挂靠在别的公司名下行不行", "挂靠"),
        ("Can we use another company's certificate for the tender?", "lending a certificate"),
        ("CNAS扩项大概要多久", "扩项"),
        ("How do we extend our CNAS scope?", "scope is extended"),
        ("Is there a grant for ISO 27001?", "subsidy"),
    ],
)
def test_what_no_passage_tells_of_is_refused_by_name(assistant: Assistant, question: str, names: str) -> None:
    answer = tell(assistant, question).answer
    assert answer.refused and names in answer.text


@pytest.mark.parametrize(("question", "says"), [("一阶段审核看什么？", "第1阶段审核"), ("第二阶段审核查什么", "第2阶段审核")])
def test_an_audit_stage_is_told_by_itself(assistant: Assistant, question: str, says: str) -> None:
    text = tell(assistant, question).answer.text
    assert text.startswith(says) and len([stage for stage in ("第1阶段审核：", "第2阶段审核：") if stage in text]) == 1
