"""What code keeps of a model's words, measured on right answers in other words and on wrong sentences."""

from pathlib import Path

import pytest

from assistant.errors import CorpusError
from eval.__main__ import main
from eval.bearing import FOLDER, Sample, Shown, Unsupported, failures_text, figures_table, judge, load_samples

SHOWN = Shown(key="S1", title="认证", section="有效期", text="证书有效期为3年。监督审核每年一次。")


def _sample(answer: str, *wrong: str) -> Sample:
    unsupported = tuple(Unsupported(says=one, how="added") for one in wrong)
    return Sample(id="x", language="zh", question="有效期几年？", evidence=(SHOWN,), answer=answer, unsupported=unsupported)


def test_what_is_taken_out_and_what_is_let_through_is_counted() -> None:
    kept, lost = judge([_sample("证书有效期3年[S1]。", "差旅由客户承担[S1]。"), _sample("食宿由客户承担[S1]。", "监督审核每年一次[S1]。")])
    assert (kept.sentences, kept.removed, kept.stands, kept.let_through) == (1, (), True, ())
    assert lost.removed and not lost.stands and [one.says for one in lost.let_through] == ["监督审核每年一次[S1]。"]
    shown = figures_table([kept, lost])
    assert "answers kept whole         0.500 (1/2)" in shown and "unsupported, let through   0.500 (1/2)" in shown
    assert failures_text([kept, lost]).splitlines() == [
        "x taken out, support: 食宿由客户承担[S1]。",
        "x let through, added: 监督审核每年一次[S1]。",
    ]


def test_most_right_answers_stand_and_few_wrong_sentences_do() -> None:
    judged = judge(one for one in load_samples() if not one.held)
    answered = [one for one in judged if one.sample.answer]
    assert len(answered) > 60 and sum(not one.removed for one in answered) / len(answered) > 0.7
    wrong = [each for one in judged for each in one.sample.unsupported if each.how != "linked"]
    let = [each for one in judged for each in one.let_through if each.how != "linked"]
    assert len(wrong) > 200 and len(let) / len(wrong) < 0.08
    assert all(each.how in ("turned", "firmer", "added", "general", "figure") for each in let)


def test_every_key_that_is_cited_is_shown() -> None:
    for one in load_samples():
        said = one.answer + "".join(each.says for each in one.unsupported)
        assert all(f"[{shown.key}]" in said for shown in one.evidence), one.id
        assert len({shown.key for shown in one.evidence}) == len(one.evidence)


def test_the_command_prints_the_totals_and_of_the_held_back_part_nothing_else(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["bearing", "--failures"]) == 0
    assert "let through, linked" in capsys.readouterr().out
    assert main(["bearing", "--held", "--failures"]) == 0
    assert "let through, linked:" not in (printed := capsys.readouterr().out) and "answers kept whole" in printed


def test_a_wrong_file_is_named(tmp_path: Path) -> None:
    for language in ("zh", "en"):
        (tmp_path / f"{language}.yaml").write_text((FOLDER / f"{language}.yaml").read_text(encoding="utf-8"), encoding="utf-8")
    (tmp_path / "en.yaml").write_text("- {id: x, question: y}", encoding="utf-8")
    with pytest.raises(CorpusError, match=r"en\.yaml"):
        load_samples(tmp_path)
