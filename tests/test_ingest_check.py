"""`python -m ingest check`: a small corpus without fault, one thing damaged in it, and the finding that names it."""

import datetime as dt
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from ingest import check as checking
from ingest import cli
from ingest.check import Finding, check
from tests.documents import write
from tests.summaries import DAY, Summary, alias, ambiguous, edition, fact, summary, written

Damage = Callable[[Summary], object]
BETA = summary("beta-2", "BETA 82002")


def findings(folder: Path, damage: Damage = lambda made: None, *, on: str = DAY, **files: Any) -> list[str]:
    """What is found in a corpus of two schemes, the first of which is damaged."""
    made = summary()
    damage(made)
    return [str(one) for one in check(on, written(folder, made, BETA, **files))]


def test_a_corpus_without_fault_has_no_finding(tmp_path: Path) -> None:
    assert findings(tmp_path) == []
    assert findings(tmp_path, **ambiguous(["希腊认证"], "alpha-1", "beta-2")) == []


def put(place: str, value: Any) -> Damage:
    """Sets a field of the ledger, given by its path."""

    def damage(made: Summary) -> None:
        *path, last = place.split(".")
        held: Any = made.ledger
        for name in path:
            held = held[name]
        held[last] = value

    return damage


def add(field: str, *rows: dict[str, Any]) -> Damage:
    return lambda made: made.ledger[field].extend(rows)


def say(anchor: str, zh: str = "", en: str = "") -> Damage:
    """Adds sentences to a section."""

    def damage(made: Summary) -> None:
        made.zh[anchor] += zh
        made.en[anchor] += f" {en}" if en else ""

    return damage


def drop(anchor: str, *languages: str) -> Damage:
    def damage(made: Summary) -> None:
        for language in languages or ("zh", "en"):
            del getattr(made, language)[anchor]
        made.asks.pop(anchor, None)

    return damage


def related(id: str) -> dict[str, Any]:
    return {"id": id, "kind": "see", "zh": "参见", "en": "see also"}


def moved(made: Summary) -> None:
    """The costs behind all that follows them, in both languages."""
    for texts in (made.zh, made.en):
        for anchor in ("costs", "q1"):
            texts[anchor] = texts.pop(anchor)


def swapped(made: Summary) -> None:
    made.en = {anchor: made.en[anchor] for anchor in ("who-needs-it", "what-it-is", *list(made.en)[2:])}


NOTE = ("旧名是TA，2018年9月14日起改称ALPHA 71001。", "TA is an old name; since 14 September 2018 it is ALPHA 71001.")
NOTE_OTHER = (NOTE[0], NOTE[1].replace("14", "15"))


@pytest.mark.parametrize(
    ("damage", "found"),
    [
        # related
        (add("related", related("gamma-3")), "related: alpha-1: there is no scheme 'gamma-3'"),
        (add("related", related("alpha-1")), "related: alpha-1: there is no scheme 'alpha-1'"),
        (put("replaced_by", {"scheme": "gamma-3", "zh": "新", "en": "new"}), "related: alpha-1: replaced_by: there is no scheme 'gamma-3'"),
        # aliases
        (add("aliases", alias("TA", "obsolete")), "alias: alpha-1: 'TA' is obsolete, but no note says what to do now"),
        (add("aliases", alias("TA", "misnomer")), "alias: alpha-1: 'TA' is misnomer, but no note says what to do now"),
        (add("aliases", alias("TA", "confusable")), "alias: alpha-1: 'TA' is confusable, but no note says what to do now"),
        (
            add("aliases", alias("TA", "obsolete", NOTE_OTHER)),
            "alias: alpha-1: 'TA': zh and en of the note differ in ['2018-09-14', '2018-09-15']",
        ),
        # figures
        (say("costs", zh="证书管36个月。"), "figures: alpha-1: costs: only in zh ['36'], only in en []"),
        (say("costs", en="That is 36 months."), "figures: alpha-1: costs: only in zh [], only in en ['36']"),
        (say("costs", "管36个月。", "It is 12 months."), "figures: alpha-1: costs: only in zh ['36'], only in en ['12']"),
        (say("costs", "费用200元。", "It is 200."), "figures: alpha-1: costs: not in the ledger: ['200']"),
        (say("time", "2019年5月6日起。", "Since 6 May 2019."), "figures: alpha-1: time: not in the ledger: ['2019-05-06']"),
        (
            say("basis", "按ISO 71001:2016。", "By ISO/IEC 71001:2016."),
            "figures: alpha-1: basis: standard numbers differ between zh and en: ['iso/iec71001:2016', 'iso71001:2016']",
        ),
        (say("time", "通常要三年。", "It takes long."), "figures: alpha-1: zh time: '三年'; write the number in digits"),
        (say("time", "要两个月。", "It takes long."), "figures: alpha-1: zh time: '两个月'; write the number in digits"),
        (say("q1", "十五天。", "Soon."), "figures: alpha-1: zh q1: '十五天'; write the number in digits"),
        (say("time", "很久。", "Twelve-month cycles."), "figures: alpha-1: en time: 'Twelve-month'; write the number in digits"),
        (
            say("time", "很久。", "It takes three working days."),
            "figures: alpha-1: en time: 'three working days'; write the number in digits",
        ),
        (
            add("facts", fact("costs", "约12个月", "about 36 months")),
            "figures: alpha-1: zh and en of a row of the ledger differ in ['12', '36']: 约12个月",
        ),
        (
            put("card.validity", {"zh": "3年", "en": "5 years", "at": "validity"}),
            "figures: alpha-1: zh and en of a row of the ledger differ in ['3', '5']: 3年",
        ),
        (
            put("validity.surveillance", {"zh": "每12个月", "en": "every 36 months"}),
            "figures: alpha-1: zh and en of a row of the ledger differ in ['12', '36']: 每12个月",
        ),
        (
            put("conditions", [{"tag": "other", "zh": "运行3个月", "en": "running for a quarter"}]),
            "figures: alpha-1: zh and en of a row of the ledger differ in ['3']: 运行3个月",
        ),
        # sources
        (add("facts", fact("costs", "没有来源", "no source", source=[])), "source: alpha-1: no source: 没有来源"),
        (add("facts", fact("costs", "甲", "a", source=["rule", "law"])), "source: alpha-1: unknown source 'law'"),
        (put("validity.source", []), "source: alpha-1: no source: validity"),
        (put("validity.source", ["law"]), "source: alpha-1: unknown source 'law'"),
        (add("editions", edition("X:2016") | {"source": ["law"]}), "source: alpha-1: unknown source 'law'"),
        # form
        (add("facts", fact("prices", "甲", "a")), "form: alpha-1: a fact or cell stands at 'prices', which is no section"),
        (put("card.result.at", "prices"), "form: alpha-1: a fact or cell stands at 'prices', which is no section"),
        (drop("costs"), "form: alpha-1: sections missing: costs"),
        (drop("costs", "en"), "form: alpha-1: sections differ between zh and en: ['costs']"),
        (swapped, "form: alpha-1: sections differ between zh and en: their order"),
        (
            moved,
            "form: alpha-1: sections are not in the order what-it-is, who-needs-it, basis, replaced, authority, conditions, steps, "
            "validity, costs, documents, time, related",
        ),
        # questions
        (
            lambda made: made.asks["costs"]["answer"].update(zh=["别处的一句话。"]),
            "question: alpha-1.zh.md: corpus/questions/standards/alpha-1.yaml: section 'costs' of alpha-1.zh does not hold the piece "
            "'别处的一句话。'.",
        ),
        (
            lambda made: made.asks["time"]["answer"].update(en=["A sentence of another section."]),
            "question: alpha-1.en.md: corpus/questions/standards/alpha-1.yaml: section 'time' of alpha-1.en does not hold the piece "
            "'A sentence of another section.'.",
        ),
    ],
)
def test_one_thing_damaged_is_the_one_thing_found(tmp_path: Path, damage: Damage, found: str) -> None:
    assert findings(tmp_path / "corpus", damage) == [found]


@pytest.mark.parametrize(
    "damage",
    [
        add("related", related("beta-2")),
        put("replaced_by", {"scheme": None, "zh": "新", "en": "new"}),
        add("aliases", alias("TA", "obsolete", NOTE)),
        say("costs", "第三方审核每年一次，二级。", "A third party audits once a year, level two."),
        say("time", "三十多。", "It takes a month; stage one first."),
        say("basis", "2016年10月发布，2016年。", "Published in October 2016, in 2016."),
        add("facts", fact("q1", "甲", "a"), fact("questions", "乙", "b")),
    ],
)
def test_what_is_no_fault_is_not_found(tmp_path: Path, damage: Damage) -> None:
    assert findings(tmp_path, damage) == []


def test_a_fact_is_found_from_the_day_of_its_review_on(tmp_path: Path) -> None:
    facts = add(
        "facts",
        fact("costs", "老", "old", review_by="2027-02-22", as_of="2025"),
        fact("costs", "史", "history", review_by="never"),
    )
    assert findings(tmp_path, facts, on="2027-02-21") == []
    assert findings(tmp_path, facts, on="2027-02-22") == ["stale: alpha-1: as of 2025, review by 2027-02-22: 老"]
    later = findings(tmp_path, facts, on="2027-05-22")
    assert len(later) == 3 and all(one.startswith("stale: ") for one in later) and not any("史" in one for one in later)


def test_a_name_of_two_schemes_is_found_at_both(tmp_path: Path) -> None:
    assert findings(tmp_path, add("aliases", alias("ＢＥＴＡ-82002"))) == [
        "alias: alpha-1: the name 'beta82002' belongs to alpha-1 and beta-2",
        "alias: beta-2: the name 'beta82002' belongs to alpha-1 and beta-2",
    ]
    # Twice in one scheme, it leads nowhere else.
    assert findings(tmp_path, add("aliases", alias("ALPHA-71001"))) == []


def test_a_name_is_asked_back_or_an_alias_and_not_both(tmp_path: Path) -> None:
    found = findings(tmp_path, add("aliases", alias("希腊 认证")), **ambiguous(["希腊认证"], "alpha-1", "beta-2"))
    assert found == ["alias: alpha-1: '希腊认证' is asked back by ambiguous.yaml and an alias too"]


def test_an_ambiguous_name_leads_to_schemes_that_there_are(tmp_path: Path) -> None:
    found = findings(tmp_path, **ambiguous(["希腊认证"], "alpha-1", "gamma-3"))
    assert found == ["related: ambiguous.yaml: 希腊认证: there is no scheme 'gamma-3'"]
    found = findings(tmp_path, **{"reference/ambiguous.yaml": "names:\n- names: [希腊认证]\n"})
    assert len(found) == 1 and found[0].startswith("form: ambiguous.yaml: ") and "ask" in found[0]


def damaged(folder: Path, file: str, *changes: tuple[str, str]) -> list[str]:
    """What is found when these words of a file are others."""
    corpus = written(folder, summary(), BETA)
    text = (corpus / file).read_text(encoding="utf-8")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    (corpus / file).write_text(text, encoding="utf-8")
    return [str(one) for one in check(DAY, corpus)]


ZH, EN = "standards/alpha-1.zh.md", "standards/alpha-1.en.md"
ASKS = "questions/standards/alpha-1.yaml"


@pytest.mark.parametrize(
    ("file", "change", "found"),
    [
        (ZH, ("\nfamily:", "\nfamily: [1"), "form: alpha-1.zh.md: the front matter is no YAML"),
        (ZH, ("---\nid", "id"), "form: alpha-1.zh.md: it does not begin with front matter"),
        (ZH, ("kind: management-system", "kind: magic"), "form: alpha-1.zh.md: kind: Input should be"),
        (ZH, ("id: alpha-1", "id: gamma-3"), "form: gamma-3: gamma-3.zh.md is missing."),
        (EN, ("id: alpha-1", "id: beta-2"), "form: alpha-1: alpha-1.en.md: id and language in the front matter must be"),
        (EN, ("language: en", "language: zh"), "form: alpha-1: alpha-1.en.md: id and language in the front matter must be"),
        (EN, ("\n# ALPHA", "\n# BETA"), "form: alpha-1: alpha-1.en.md: the first heading must be the title 'ALPHA 71001 certification'."),
        (ZH, ("费用构成 {#costs}", "费用构成"), "form: alpha-1: alpha-1.zh.md: the section '费用构成' has no anchor."),
        (EN, ("{#time}", "{#costs}"), "form: alpha-1: alpha-1.en.md: the anchor 'costs' is used twice."),
        (ZH, ("认证\n\n## ", "认证\n\n开头的话。\n\n## "), "form: alpha-1: alpha-1.zh.md: the section 'ALPHA 71001认证' has no anchor."),
        (
            ASKS,
            ("anchor: costs", "anchor: prices"),
            "question: alpha-1.en.md: corpus/questions/standards/alpha-1.yaml: there is no",
        ),
        (ASKS, ("sections:", "sections: [1"), "question: questions: "),
        (ASKS, ("zh: alpha-1.zh", "zh: gamma-3.zh"), "question: alpha-1.zh.md: no questions lead to it"),
    ],
)
def test_a_file_that_is_damaged_is_named(tmp_path: Path, file: str, change: tuple[str, str], found: str) -> None:
    lines = damaged(tmp_path / "corpus", file, change)
    assert any(line.startswith(found) for line in lines), lines
    # Nothing is said of the other scheme, whose files are sound.
    assert not any("beta-2" in line for line in lines if "questions" not in line and "id: beta-2" not in change), lines


def test_a_lacking_file_is_found(tmp_path: Path) -> None:
    corpus = written(tmp_path / "corpus", summary(), BETA)
    (corpus / EN).unlink()
    assert list(map(str, check(DAY, corpus))) == ["form: alpha-1: alpha-1.en.md is missing."]
    written(tmp_path / "corpus", summary())
    (corpus / ZH).unlink()
    assert list(map(str, check(DAY, corpus))) == ["form: alpha-1.en.md: the Chinese summary, which holds the ledger, is missing"]
    written(tmp_path / "corpus", summary())
    (corpus / ASKS).unlink()
    assert list(map(str, check(DAY, corpus))) == [
        "question: alpha-1.en.md: no questions lead to it",
        "question: alpha-1.zh.md: no questions lead to it",
    ]


def test_a_file_without_a_text_or_in_no_utf8_does_not_end_the_check(tmp_path: Path) -> None:
    corpus = written(tmp_path / "corpus", summary(), BETA)
    front = (corpus / EN).read_text(encoding="utf-8").split("\n# ")[0]
    write(corpus, {EN: f"{front}\n"})
    assert any(one.what == "form" and "first heading" in one.text for one in check(DAY, corpus))
    write(corpus, {EN: b"---\nid: \xff\n---\n"})
    assert any(one.what == "form" and "alpha-1.en.md: cannot be read" in one.text for one in check(DAY, corpus))


def test_an_empty_folder_has_no_finding(tmp_path: Path) -> None:
    assert check(DAY, tmp_path / "nowhere") == []


def test_only_some_schemes_can_be_checked(tmp_path: Path) -> None:
    made = summary()
    add("related", related("gamma-3"))(made)
    made.asks["costs"]["answer"]["zh"] = ["别处的一句话。"]
    corpus = written(tmp_path / "corpus", made, BETA)
    assert check(DAY, corpus, ["beta-2"]) == []
    assert [one.what for one in check(DAY, corpus, ["alpha-1"])] == ["related", "question"]
    assert check(DAY, corpus, ["alpha-1", "beta-2"]) == check(DAY, corpus)
    # Questions that cannot be read hide what is wrong with any scheme's.
    write(corpus, {"questions/other.yaml": "sections: [1"})
    assert [one.where for one in check(DAY, corpus, ["beta-2"])] == ["questions"]


def test_a_finding_is_one_line() -> None:
    assert str(Finding("stale", "alpha-1", "x")) == "stale: alpha-1: x"


@pytest.fixture
def command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, str, str]]:
    """`python -m ingest check` with these arguments, on a corpus of two schemes."""
    corpus = written(tmp_path / "corpus", summary(), BETA)
    monkeypatch.setattr(checking, "check", partial(check, corpus=corpus))

    def call(*arguments: str) -> tuple[int, str, str]:
        code = cli.main(["check", *arguments])
        said = capsys.readouterr()
        return code, said.out, said.err

    return call


def test_the_command_tells_by_its_exit_code_whether_something_is_to_mend(command: Callable[..., tuple[int, str, str]]) -> None:
    assert command("--on", DAY) == (0, "Everything agrees and nothing is due.\n", "")
    code, out, err = command("--on", "2027-05-22")
    assert (code, err) == (1, "")
    assert [line.split(":")[:2] for line in out.splitlines()] == [["stale", " alpha-1"], ["stale", " beta-2"], ["2 to mend."]]
    code, out, _ = command("--on", "2027-05-22", "--only", "beta-2")
    assert code == 1 and out.startswith("stale: beta-2: ") and out.endswith("\n1 to mend.\n") and out.count("\n") == 2
    assert command("--only", "alpha-1", "--only", "beta-2", "--on", "2027-05-22")[1] == command("--on", "2027-05-22")[1]


def test_the_command_checks_for_today_unless_it_is_told_a_day(
    command: Callable[..., tuple[int, str, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("ASSISTANT_TODAY", raising=False)
    assert command()[0] == (1 if dt.date.today().isoformat() >= "2027-05-22" else 0)
    for day, code in {"2027-05-21": 0, "2027-05-22": 1}.items():
        monkeypatch.setenv("ASSISTANT_TODAY", day)
        assert command()[0] == code
        assert command("--on", DAY)[0] == 0


def test_a_wrong_call_of_the_command_is_refused(command: Callable[..., tuple[int, str, str]], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        command("alpha-1")
    assert caught.value.code == 2


def test_nothing_in_the_real_corpus_is_contradictory() -> None:
    found = [str(one) for one in check("2026-11-26") if one.what != "stale"]
    assert found == []


def test_of_the_real_corpus_something_will_be_due() -> None:
    assert {one.what for one in check("2099-01-01")} >= {"stale"}
