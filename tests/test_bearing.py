"""What bears out a sentence of a model: words, figures, and which way it is put."""

import pytest

from assistant.answer.bearing import bearer, begins, turned, unsupported, without_verdict
from assistant.answer.coverage import coverage, weight
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


@pytest.mark.parametrize(
    ("text", "held", "share"),
    [
        ("体系至少要运行满3个月", "体系已运行至少3个月", 0.8),
        ("其中，认证服务费付给审核机构", "认证服务费付给审核机构", 1.0),
        ("In addition, a surveillance audit takes place every year", "A surveillance audit is done once a year", 1.0),
        ("食宿和差旅由客户承担", "认证服务费付给审核机构", 0.0),
        ("此外", "认证服务费", 1.0),
    ],
)
def test_what_is_put_between_the_words_does_not_count_against_a_sentence(text: str, held: str, share: float) -> None:
    assert coverage(text, held) == pytest.approx(share, abs=0.12)


def test_words_that_only_join_weigh_nothing() -> None:
    assert weight("此外，其中") == weight("in addition") == 0 and weight("监督审核") == 4 and weight("surveillance audits") == 4


GRANTED = "ISO 9001证书由国家认监委（CNCA）批准的认证机构签发，规则由CNCA制定。签合同前应问清报价是否包含监督审核的费用。"


@pytest.mark.parametrize(
    "sentence",
    [
        "签发ISO 9001证书的机构须经国家认监委批准",
        "规则由CNCA制定，ISO 9001证书由认监委批准的认证机构签发",
        "也就是说，签合同前要问清报价里有没有监督审核的费用",
    ],
)
def test_the_same_in_other_words_stands(sentence: str) -> None:
    assert unsupported(sentence, [evidence("S1", GRANTED)], frozenset()) == ""


@pytest.mark.parametrize(
    ("sentence", "reason"),
    [
        ("报价包含监督审核的费用", "turned"),
        ("ISO 9001证书由审核员批准的认证机构签发", "turned"),
        ("ISO 9001证书的规则由国家认监委签发", ""),
        ("所有ISO 9001证书都由国家认监委批准的认证机构签发", "turned"),
        ("ISO 9001证书由CNAS批准的认证机构签发", "support"),
    ],
)
def test_what_is_asked_another_agent_or_all_of_them_is_not_borne_out(sentence: str, reason: str) -> None:
    assert unsupported(sentence, [evidence("S1", GRANTED)], frozenset()) == reason


def test_an_item_is_read_with_what_stands_over_its_list() -> None:
    held = "Possible benefits, which may differ:\n\n- lower time costs\n- better motivation of staff"
    assert not turned("It may also bring lower time costs", [held])
    assert turned("It always brings lower time costs", [held])


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("不能。证书已失效", "no"),
        ("可以，但", "yes"),
        ("Yes, it is", "yes"),
        ("No. It", "no"),
        ("Not yet", "no"),
        ("证书有效期3年", None),
        ("有机产品证书1年", None),
        ("行业资质", None),
    ],
)
def test_how_an_answer_begins(text: str, verdict: str | None) -> None:
    assert begins(text) == verdict


def test_the_questions_own_words_behind_yes_or_no_need_no_passage() -> None:
    question = "Is my ISO 9001:2015 certificate void now?"
    rest = without_verdict("No, your certificate is not void: ISO 9001:2015 certificates stay valid in the transition", question)
    assert rest == "ISO 9001:2015 certificates stay valid in the transition"
    assert without_verdict("Certificates stay valid, and training is free", question).startswith("Certificates")
    assert "fee is waived" in without_verdict("No, the fee is waived, certificates stay valid in the transition", question)
