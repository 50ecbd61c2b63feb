"""When evidence counts as enough: the fit tells apart what can be answered, and nothing is judged by itself."""

import json
import re
from dataclasses import replace
from pathlib import Path

import pytest

from assistant.answer.evidence import CALIBRATION, Calibration, Signals, calibration
from assistant.domain import Document, Evidence, Language, Lead, Passage, Retrieved, Understanding
from eval import calibrate as module
from eval.calibrate import MODELS, TOLERATED, calibrate
from eval.cases import Case
from tests.documents import write
from tests.summaries import ask, summary, written

TEXT = "费用包含咨询、审核和培训三部分。"
SPAN = ((0, len(TEXT)),)
GOOD = [f"费用的第{n}个部分是哪些{n * 7}" for n in range(40)]
BAD = [f"天气第{n}天会怎样{n * 7}" for n in range(40)]


class FakeDoor:
    """Finds the passage for everything; a question of cost lies near its key questions, any other near a known gap."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, bool]] = []
        self.spread = 0

    def look_up(self, understanding: Understanding, elsewhere: bool = False) -> Retrieved:
        question = understanding.question
        self.asked.append((question, elsewhere))
        self.spread = (self.spread + 1) % 10
        near, far = 0.93 + self.spread / 1000, 0.80 + self.spread / 1000
        held, gap = (near, far) if "费用" in question else (far, near)
        # The question itself is among the keys, as every key question is when it is asked again.
        return Retrieved((self._found(held, "费用有哪些", question),), (self._found(gap, "今天下雨吗", question, gaps=True),), elsewhere)

    def _found(self, cosine: float, key: str, question: str, *, gaps: bool = False) -> Evidence:
        document = Document("gaps.zh" if gaps else "page.zh", "简介", "zh", gaps=gaps)
        passage = Passage("g" if gaps else "p", document, ("费用",), "costs", 0, TEXT)
        leads = (
            Lead("question", question, SPAN, 1.0, language="zh"),
            Lead("question", key, SPAN, cosine, language="zh"),
            Lead("sentence", TEXT, SPAN, cosine - 0.02),
        )
        return Evidence("S1", passage, cosine, cosine - 0.05, 0.5, leads)


def case(question: str, *, refuse: bool, language: Language = "zh", turns: tuple[str, ...] = ()) -> Case:
    return Case("id", language, "tune", "fact", (*turns, question), refuse, None, (), language, (), (), ())


CASES = [*(case(one, refuse=False) for one in GOOD), *(case(one, refuse=True) for one in BAD)]


@pytest.fixture
def keys(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A corpus of a few key questions in the place of the real one's thousands."""
    asks = "sections:\n- {anchor: costs, asks: [{zh: [费用分几块呢, 要掏哪些费用], en: [which cost parts]}]}\n"
    gaps = "gaps:\n- {nearest: null, lacks: {zh: 天气, en: weather}, zh: [明天下雨吗], en: [will it rain]}\n"
    monkeypatch.setattr(module, "ROOT", tmp_path)
    return write(tmp_path / "corpus" / "questions", {"page.yaml": asks, "gaps.yaml": gaps})


@pytest.mark.usefixtures("keys")
def test_the_fit_tells_apart_what_can_be_answered(tmp_path: Path) -> None:
    out = tmp_path / "calibration.json"
    report = calibrate(FakeDoor(), CASES, out)  # type: ignore[arg-type]
    written = json.loads(out.read_text(encoding="utf-8"))
    assert set(written) == set(MODELS)
    keyed = Calibration(**written["keyed"])
    answerable = Signals(vote=1.0, questions=0.935, gaps=0.805, sentence=0.91, passage=0.88, words=0.6, **_more(margin=0.13))
    beyond = Signals(vote=0.0, questions=0.805, gaps=0.935, sentence=0.78, passage=0.75, words=0.0, **_more(margin=-0.13))
    assert keyed.probability(beyond) < keyed.threshold <= keyed.probability(answerable)
    for name, (weighed, _) in MODELS.items():
        assert tuple(written[name]["weights"]) == weighed and 0 < written[name]["threshold"] < 1
        assert re.search(rf"^{name}: refuses 1\.000 of the unanswerable at {TOLERATED:.2f} .*, 80 cases, 5 keys$", report, re.MULTILINE)
    assert report.endswith("written to calibration.json")


def _more(**signals: float) -> dict[str, float]:
    """Those of the signals that there are."""
    return {name: value for name, value in signals.items() if name in Signals.__dataclass_fields__}


@pytest.mark.usefixtures("keys")
def test_no_more_of_what_can_be_answered_is_refused_than_is_tolerated(tmp_path: Path) -> None:
    out = tmp_path / "calibration.json"
    # One in five that can be answered looks as if it could not.
    mixed = [replace(one, refuse=False) if place % 5 == 0 else one for place, one in enumerate(CASES[40:])]
    report = calibrate(FakeDoor(), [*CASES[:40], *mixed], out)  # type: ignore[arg-type]
    refused = re.search(r"^keyed: refuses ([\d.]+) of the unanswerable", report, re.MULTILINE)
    assert refused and float(refused.group(1)) < 1


@pytest.mark.usefixtures("keys")
def test_every_question_is_asked_in_both_places(tmp_path: Path) -> None:
    door = FakeDoor()
    calibrate(door, CASES, tmp_path / "calibration.json")  # type: ignore[arg-type]
    assert {elsewhere for _, elsewhere in door.asked} == {True, False}
    asked = {question for question, _ in door.asked}
    assert {GOOD[0], BAD[0], "费用分几块呢", "which cost parts", "明天下雨吗", "will it rain"} <= asked


def test_a_key_of_a_scheme_has_to_name_it(keys: Path, tmp_path: Path) -> None:
    made = summary("alpha-1", "ALPHA 71001")
    made.asks = {"basis": ask(made.zh["basis"], made.en["basis"], "ALPHA 71001依据什么")}
    made.asks["basis"]["en"] = ["what is its basis"]
    written(keys.parent, made)
    door = FakeDoor()
    calibrate(door, CASES, tmp_path / "calibration.json")  # type: ignore[arg-type]
    asked = {question for question, _ in door.asked}
    assert any("ALPHA 71001" in question for question in asked)
    assert "what is its basis" not in asked


@pytest.mark.usefixtures("keys")
def test_nothing_is_judged_by_itself(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[Retrieved] = []

    def noted(understanding: Understanding, piece: object, found: Retrieved) -> Signals:
        assert understanding.question not in [lead.text for one in (*found.evidence, *found.gaps) for lead in one.leads]
        seen.append(found)
        return signals(understanding, piece, found)  # type: ignore[arg-type]

    from assistant.answer.evidence import signals

    monkeypatch.setattr(module, "signals", noted)
    calibrate(FakeDoor(), CASES, tmp_path / "calibration.json")  # type: ignore[arg-type]
    assert len(seen) == 3 * (80 + 5)
    assert all([lead.kind for lead in found.evidence[0].leads] == ["question", "sentence"] for found in seen)


@pytest.mark.usefixtures("keys")
@pytest.mark.parametrize(
    "left_out", [case("一共多少钱？", refuse=True), case("第二项呢？", refuse=False, turns=("费用有哪些？",)), case("谢谢", refuse=False)]
)
def test_prices_follow_ups_and_small_talk_teach_nothing(tmp_path: Path, left_out: Case) -> None:
    report = calibrate(FakeDoor(), [*CASES, left_out], tmp_path / "calibration.json")  # type: ignore[arg-type]
    assert ", 80 cases, " in report


def test_the_shipped_calibration_fits_the_models() -> None:
    shipped = json.loads(CALIBRATION.read_text(encoding="utf-8"))
    assert set(shipped) == set(MODELS)
    for name, (weighed, _) in MODELS.items():
        model = calibration(name)
        assert tuple(model.weights) == weighed and 0 < model.threshold < 1
        # More of what speaks for an answer never makes one less likely.
        assert all(weight > 0 for signal, weight in model.weights.items() if signal != "gaps")
