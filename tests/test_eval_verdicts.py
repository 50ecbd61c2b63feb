"""Verdicts read from what small models write; what is no verdict beyond doubt is none."""

import pytest

from eval.verdicts import NONE, Verdict, verdicts

YES, PART, NO = "supported", "partly", "not supported"


@pytest.mark.parametrize(
    ("reply", "read"),
    [
        ('{"n": 1, "verdict": "supported"}\n{"n": 2, "verdict": "partly"}\n{"n": 3, "verdict": "not supported"}', [YES, PART, NO]),
        ('```json\n[{"n": 1, "verdict": "Supported"}, {"n": 2, "verdict": "partially supported"}, {"n": 3, "verdict": "UNSUPPORTED"}]\n```',
         [YES, PART, NO]),
        ("{'n': 1, 'verdict': 'supported'}\n{'n': 2, 'verdict': 'not_supported',}\n{n: 3, verdict: partly}", [YES, NO, PART]),
        ('{"sentence": "3", "label": "not-supported"} {"sentence": "S1", "label": "supported."}', [YES, NONE, NO]),
        ('{"1": "supported", "2": "partly", "3": "not supported"}', [YES, PART, NO]),
        ('{"verdicts": [{"n": 1, "verdict": "supported"}, {"n": 2, "verdict": "supported"}, {"n": 3, "verdict": "partly"}]}',
         [YES, YES, PART]),
        ('{"verdict": "supported"}\n{"verdict": "supported"}\n{"verdict": "partly"}', [YES, YES, PART]),
        ("1. supported\n2) Partially supported\n- [3]: Not supported", [YES, PART, NO]),
        ("Sentence 1: supported\n句子 2：部分支持\n3：不支持", [YES, PART, NO]),
        ('<think>{"n": 1, "verdict": "not supported"}</think>{"n": 1, "verdict": "supported"}', [YES, NONE, NONE]),
        ('{"n": 3, "verdict": "supported", "reason": "passage 1 says {so}"}\n{"n": 2, "verdict": "partly"}', [NONE, PART, NONE]),
        ('{"sentence": "包含5", "id": 2, "verdict": "supported"}', [NONE, YES, NONE]),
        ('{"sentence": "It has 5.", "verdict": "partly"} {"sentence": "包含5", "verdict": "supported"} {"sentence": "x", "verdict": "not"}',
         [PART, YES, NO]),
        ('Here you are: {"n": 2, "verdict": "supported"}. I hope that helps!', [NONE, YES, NONE]),
    ],
)  # fmt: skip
def test_what_can_be_read(reply: str, read: list[Verdict]) -> None:
    assert verdicts(reply, 3) == read


@pytest.mark.parametrize(
    "reply",
    [
        "",
        "All three are supported.",
        "supported\nsupported",
        '{"verdict": "supported"}\n{"verdict": "supported"}',
        '{"n": 21, "verdict": "supported"}\n{"n": 0, "verdict": "supported"}',
        '{"n": 1, "verdict": "supported"}{"n": 1, "verdict": "not supported"}',
        '{"n": 1, "verdict": "supported | partly | not supported"}',
        '{"n": 1, "verdict": "supported, but the date is missing"}',
        '{"n": 1, "verdict": true}\n{"n": true, "verdict": "supported"}',
        '{"n": 1, "verdict": "no verdict"}',
        "1. supported? No.\n2. not sure\n3. It is supported by nothing",
        '{"n": 1, "verdict": "suppor',
        "<think>1. supported",
        "{}",
        '{"n": 1}',
    ],
)
def test_what_is_none(reply: str) -> None:
    assert verdicts(reply, 3) == [NONE] * 3


@pytest.mark.parametrize(
    ("reply", "read"), [("Supported.", YES), ('{"verdict": "partly"}', PART), ("不支持", NO), ("Well, supported", NONE)]
)
def test_of_a_single_sentence_the_number_may_be_left_out(reply: str, read: Verdict) -> None:
    assert verdicts(reply, 1) == [read]
