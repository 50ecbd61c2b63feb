"""Some of the cases: every kind of them, in pairs, and always the same ones."""

from collections import Counter

import pytest

from eval.cases import Split, load_cases
from eval.picking import limited, spread


@pytest.mark.parametrize("split", ["tune", "test"])
def test_sixty_four_cases_of_a_split_hold_every_kind_of_question_in_both_languages(split: Split) -> None:
    cases = load_cases(splits=(split,))
    chosen = limited(cases, 64)
    assert len(chosen) == 64 and Counter(case.language for case in chosen) == {"zh": 32, "en": 32}
    assert set(Counter(case.pair for case in chosen).values()) == {2}
    kinds, wanted = ({(case.part, case.kind) for case in held} for held in (chosen, cases))
    assert kinds == wanted
    assert {"alias", "obsolete-name", "ambiguous", "unknown", "validity"} <= {case.theme for case in chosen}
    refused = {part: sum(case.refuse for case in chosen if case.part == part) for part in ("page", "schemes")}
    assert all(refused.values()) and 0.08 < sum(refused.values()) / 64 < 0.2
    assert 0.5 < sum(case.part == "schemes" for case in chosen) / 64 < 0.8


@pytest.mark.parametrize("most", [1, 2, 7, 20, 51, 64])
def test_a_limit_takes_cases_from_everywhere_and_keeps_pairs_together(most: int) -> None:
    cases = load_cases()
    chosen = limited(cases, most)
    assert 0 < len(chosen) <= most and chosen == [case for case in cases if case in chosen]
    if most >= 20:
        both = [case.pair for case in chosen]
        assert sum(both.count(pair) == 2 for pair in set(both)) >= len(set(both)) - 2
        assert {case.split for case in chosen} == {"tune", "test"} and len({case.theme for case in chosen}) > 3
    assert limited(cases, None) == cases == limited(cases, len(cases) + 1)


def test_the_common_kinds_keep_their_share() -> None:
    cases = load_cases(splits=("test",))
    share = [sum(case.kind == "fact" and case.part == "schemes" for case in held) / len(held) for held in (cases, limited(cases, 64))]
    assert share[1] == pytest.approx(share[0], abs=0.06)


def test_one_language_alone_can_be_limited() -> None:
    assert len(limited(load_cases(language="zh"), 30)) == 30


@pytest.mark.parametrize(("most", "taken"), [(None, [0, 1, 2, 3, 4, 5]), (9, [0, 1, 2, 3, 4, 5]), (1, [3]), (2, [1, 4]), (3, [1, 3, 5])])
def test_what_is_spread_lies_at_even_distances(most: int | None, taken: list[int]) -> None:
    assert spread(range(6), most) == taken
