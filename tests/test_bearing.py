"""What bears out a sentence of a model: words, figures, and which way it is put."""

import pytest

from assistant.answer.bearing import bearer, turned, unsupported
from assistant.domain import Document, Evidence, Passage

ZH = (
    "证书有效期为3年，期间每年至少进行一次监督审核。监督审核未通过的，认证机构可以暂停证书。"
    "办理周期通常为3至6个月。换证审核不得晚于到期日。"
)
EN = (
    "The certificate is valid for 3 years, with a surveillance audit at least once a year. Without a passed surveillance audit the "
    "certificate may be suspended. It usually takes 3 to 6 months. Training is optional."
)


def evidence(key: str, text: str) -> Evidence:
    passage = Passage(id=key, document=Document("d", "认证", "zh"), section=("有效期",), anchor=None, ordinal=0, text=text)
    return Evidence(key, passage, 1.0, 1.0, 0.0)


@pytest.mark.parametrize(
    "sentence",
    [
        "证书有效期为3年",
        "期间每年至少进行一次监督审核",
        "办理周期通常为3至6个月",
        "办理周期一般为3至6个月",
        "监督审核未通过的，认证机构可以暂停证书",
        "换证审核不得晚于到期日",
    ],
)
def test_what_keeps_its_way_stands(sentence: str) -> None:
    assert unsupported(sentence, [evidence("S1", ZH)], frozenset()) == ""


@pytest.mark.parametrize(
    "sentence",
    [
        "期间不进行监督审核",
        "期间每年进行一次监督审核不是必须的",
        "监督审核通过的，认证机构可以暂停证书",
        "监督审核未通过的，认证机构必须暂停证书",
        "办理周期为3至6个月",
        "办理周期至少为3至6个月",
        "证书有效期最长为3年",
        "证书有效期超过3年",
        "监督审核需要每年至少进行一次",
    ],
)
def test_what_is_turned_round_or_made_firmer_does_not(sentence: str) -> None:
    assert turned(sentence, [ZH])


def test_letters_that_look_like_a_duty_are_none() -> None:
    held = "ISO 13485适用于医疗器械生产企业和零部件供应商，认可机构为CNAS。医院提出要求时，经营企业也会做ISO 13485。"
    assert turned("医疗器械经营企业需要ISO 13485", [held])
    assert turned("经营企业也会做ISO 13485", [held]), "without its condition"
    assert turned("医疗器械生产企业可做ISO 13485", [held]), "what is fit for somebody is no permission"
    assert not turned("ISO 13485适用于零部件供应商", [held])


@pytest.mark.parametrize("sentence", ["The certificate is valid for 3 years", "It usually takes 3 to 6 months", "Training is optional"])
def test_in_english_what_keeps_its_way_stands(sentence: str) -> None:
    assert unsupported(sentence, [evidence("S1", EN)], frozenset()) == ""


@pytest.mark.parametrize(
    "sentence",
    [
        "The certificate isn't valid for 3 years",
        "The certificate is not valid for 3 years",
        "It takes 3 to 6 months",
        "Training is mandatory",
        "The certificate is valid for up to 3 years",
        "The certificate must be suspended",
    ],
)
def test_in_english_what_is_turned_round_or_made_firmer_does_not(sentence: str) -> None:
    assert turned(sentence, [EN])


def test_figures_words_and_clauses_are_looked_for() -> None:
    held = [evidence("S1", ZH)]
    assert unsupported("证书有效期为5年", held, frozenset()) == "figure"
    assert unsupported("证书有效期为5年", held, frozenset({"5"})) in ("", "support", "clause")
    assert unsupported("食宿由客户承担", held, frozenset()) == "support"
    assert unsupported("证书有效期为3年，期间每年至少进行一次监督审核，食宿客户承担", held, frozenset()) == "clause"


def test_the_bearer_is_the_passage_that_says_it() -> None:
    other = evidence("S2", "培训费用可选。认证咨询服务费付给咨询机构。")
    found = bearer("证书有效期为3年", [other, evidence("S1", ZH)], frozenset())
    assert found and found.key == "S1"
    assert bearer("差旅由客户承担", [other, evidence("S1", ZH)], frozenset()) is None
