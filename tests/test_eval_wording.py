"""Words, numbers and scripts, as the metrics compare them."""

import pytest

from assistant.domain import Language
from eval.wording import content_of, holds, is_in_script, numbers_of, says_it_is_over, verdict_of, without_verdict


@pytest.mark.parametrize(
    ("text", "wording", "language", "held"),
    [
        ("有效期3年。", "3年", "zh", True),
        ("2023年起施行。", "3年", "zh", False),
        ("自2018 3年内", "3年", "zh", True),
        ("1. 3 年", "3年", "zh", True),
        ("ISO 27001", "2700", "zh", False),
        ("ISO/IEC 20000-1:2018", "20000", "zh", True),
        ("2021年10月1日", "1日", "zh", True),
        ("2021年11日", "1日", "zh", False),
        ("valid for 13 years", "3 years", "en", False),
        ("valid for 3\nyears", "3 years", "en", True),
        ("in force since 2019-12-01", "2019", "en", True),
        ("items 20190", "2019", "en", False),
        ("GJB 5000B", "5000b", "en", True),
    ],
)
def test_a_number_is_no_part_of_a_longer_one(text: str, wording: str, language: Language, held: bool) -> None:
    assert holds(text, wording, language) is held


@pytest.mark.parametrize(
    ("text", "language", "over"),
    [
        ("药品GMP认证已取消[1]。", "zh", True),
        ("防火门不再属CCC[1]。", "zh", True),
        ("药品GMP认证证书有效期5年[1]。", "zh", False),
        ("It was abolished in 2019 [1].", "en", True),
        ("It is no longer issued [1].", "en", True),
        ("Avoid delays: it is recommended and valid for five years [1].", "en", False),
    ],
)
def test_words_that_say_it_is_over(text: str, language: Language, over: bool) -> None:
    assert says_it_is_over(text, language) is over


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("4,200元", "4200"),
        ("十三个流程", "13"),
        ("两类人", "2"),
        ("３年", "3"),
        ("二十一天", "21"),
        ("6.50", "6.5"),
        ("fourteen kinds", "14"),
    ],
)
def test_numbers_that_are_claimed(text: str, number: str) -> None:
    assert numbers_of(text, everywhere=False) == {number}


@pytest.mark.parametrize("text", ["统一的要求", "一个平台", "第三方机构", "one platform", "万事开头难"])
def test_numbers_that_claim_nothing(text: str) -> None:
    assert not numbers_of(text, everywhere=False)


def test_content_is_pairs_and_stems() -> None:
    assert content_of("服务台 is **certifying** the services [1]") == {"服务", "务台", "certifi", "servic"}


@pytest.mark.parametrize(
    ("text", "language", "verdict"),
    [
        ("是的，属于 [1]。", "zh", "yes"),
        ("可以。", "zh", "yes"),
        ("需要预留时间 [1]。", "zh", "yes"),
        ("不是，咨询可选 [1]。", "zh", "no"),
        ("不能按旧名做了 [1]。", "zh", "no"),
        ("可以不请咨询公司 [1]。", "zh", "no"),
        ("不仅要有工具 [1]。", "zh", None),
        ("在认证准备阶段，需要调研 [1]。", "zh", None),
        ("有效管理供应商 [1]。", "zh", None),
        ("Yes: it is optional [1].", "en", "yes"),
        ("No, it is not [1].", "en", "no"),
        ("Not necessarily [1].", "en", "no"),
        ("Notice that it depends [1].", "en", None),
        ("Not only tools [1].", "en", None),
        ("It depends [1].", "en", None),
    ],
)
def test_verdicts(text: str, language: Language, verdict: str | None) -> None:
    assert verdict_of(text, language) == verdict


@pytest.mark.parametrize(
    ("text", "rest"),
    [("是的，包含 [1]。", "包含 [1]。"), ("No: three parts.", "three parts."), ("有效管理", "有效管理")],
)
def test_verdict_is_taken_off(text: str, rest: str) -> None:
    assert without_verdict(text).strip() == rest


@pytest.mark.parametrize(
    ("text", "chinese", "english"),
    [
        ("使用MS Project制定计划", True, False),
        ("专业的工具如MS Project、Excel [1]。", True, True),
        ("Surveillance audit (监督审核)", True, True),
        ("Ask for a surveillance audit (监督审核)", False, True),
        ("Only the Chinese text answers this: 具体费用根据组织规模而有所不同。", True, False),
        ("[1]", True, True),
    ],
)
def test_script(text: str, chinese: bool, english: bool) -> None:
    assert (is_in_script(text, "zh"), is_in_script(text, "en")) == (chinese, english)
