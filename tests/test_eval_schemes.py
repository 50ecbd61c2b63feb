"""What is measured of an answer on certification schemes."""

import pytest

from assistant.domain import Answer
from eval.cases import Case
from eval.judging import Row, judge, scheme_cited
from eval.metrics import figures_of
from tests.test_eval_metrics import COSTS_ZH, case, citation, row


def scheme_case(**changed: object) -> Case:
    given: dict[str, object] = {"kind": "fact", "theme": "alias", "schemes": ("iso-9001",), "support": (), "original_support": ()}
    return case(**{**given, **changed})


def cites(text: str, *sources: str, asks: tuple[str, ...] = (), refused: bool = False) -> Answer:
    citations = tuple(citation(n, COSTS_ZH, source) for n, source in enumerate(sources, start=1))
    return Answer(text, "zh", refused, citations, asks)


def measured(case: Case, given: Answer | None) -> Row:
    return judge(case, given, found=None, found_across=None)


@pytest.mark.parametrize(
    ("source", "scheme"),
    [("iso-9001.zh", "iso-9001"), ("iso-20000-1.en", "iso-20000-1"), ("iso20000-page.en", "iso-20000-1"), ("leave.md", "leave.md")],
)
def test_the_scheme_of_a_citation(source: str, scheme: str) -> None:
    assert scheme_cited(citation(1, "", source)) == scheme


@pytest.mark.parametrize(
    ("schemes", "sources", "found"),
    [
        (("iso-9001",), ("iso-9001.zh",), True),
        (("iso-9001",), ("cmmi.zh", "iso-9001.en"), True),
        (("iso-9001", "cmmi"), ("cmmi.zh",), True),
        (("iso-9001",), ("cmmi.zh",), False),
        (("iso-9001",), (), False),
        ((), ("cmmi.zh",), None),
    ],
)
def test_a_scheme_that_is_meant_is_cited(schemes: tuple[str, ...], sources: tuple[str, ...], found: bool | None) -> None:
    judged = measured(scheme_case(schemes=schemes), cites("5 可选 [1]", *sources))
    assert judged.scheme_found is found
    assert judged.citations == tuple(f"[{n}] {source} · 费用" for n, source in enumerate(sources, start=1))


def test_schemes_are_counted_over_all_cases_and_over_names() -> None:
    right, wrong = cites("5 可选 [1]", "iso-9001.zh"), cites("5 可选 [1]", "cmmi.zh")
    rows = [measured(scheme_case(theme=theme), given) for theme in ("alias", "obsolete-name", "validity") for given in (right, wrong)]
    figures = figures_of([*rows, row(case(), right)])["zh"]
    assert (figures["scheme_found"].value, figures["scheme_found"].n) == (0.5, 6)
    assert (figures["scheme_found_by_name"].value, figures["scheme_found_by_name"].n) == (0.5, 4)


@pytest.mark.parametrize(
    ("given", "over"),
    [
        (cites("已取消[1]。", "iso-9001.zh"), True),
        (cites("哪一种？都已不单独发证。", asks=("哪一种？",)), True),
        (cites("证书有效期3年[1]。", "iso-9001.zh"), False),
        (cites("已取消，仍可办，约5万元[1]。", "iso-9001.zh"), False),
        (cites("资料里没有。可以问我：“何时取消的？”", refused=True), False),
        (None, False),
    ],
)
def test_what_is_abolished_is_called_so(given: Answer | None, over: bool) -> None:
    judged = measured(scheme_case(theme="abolished"), given)
    assert judged.called_over is over
    figure = figures_of([judged, judged])["zh"]["abolished_as_obtainable"]
    assert (figure.value, figure.n) == (0 if over else 2, 2)


def test_a_question_back_is_judged_by_its_choices() -> None:
    asked = scheme_case(kind="ambiguous", theme="ambiguous", schemes=(), facts=(("9001",), ("14001",)), forbid=())
    back = cites("体系认证有许多种。请选一个：\n\n1. 质量（ISO 9001）\n2. 环境（ISO 14001）", asks=("体系认证有许多种。请选一个：",))
    assert measured(asked, back).right
    silent = measured(asked, cites("ISO 9001和ISO 14001 [1]", "iso-9001.zh"))
    assert silent.asked_back is False and not silent.right
    # Choices that stand beside the text only.
    assert measured(asked, cites("请说明：", asks=("ISO 9001？", "ISO 14001？"))).missing == ()
    figures = figures_of([measured(asked, back), silent])["zh"]
    assert (figures["asked_back"].value, figures["asked_back"].n) == (0.5, 2)
