"""The ledger of a scheme: read from its summary, asked for a day, kept in a cache, refused by field."""

import json
from pathlib import Path
from typing import Any

import pytest

from assistant.errors import CorpusError
from assistant.ledger import Edition, Ledger
from assistant.ledger_reading import STANDARDS, read_ledger, read_scheme
from tests.documents import write
from tests.summaries import DAY, alias, dumped, edition, fact, scheme, summary, written


def one_edition(**about: Any) -> Edition:
    return Edition.model_validate(edition("X 1:2015", **about))


@pytest.mark.parametrize(
    ("about", "day", "state"),
    [
        ({"state": "current"}, "2026-11-26", "current"),
        ({"state": "superseded"}, "2026-11-26", "superseded"),
        # It is valid on its last day, however exactly that is known.
        ({"state": "transition", "transition_end": "2026-11-26"}, "2026-11-26", "transition"),
        ({"state": "transition", "transition_end": "2026-11-26"}, "2026-11-27", "superseded"),
        ({"state": "transition", "transition_end": "2029-09"}, "2029-09-30", "transition"),
        ({"state": "transition", "transition_end": "2029-09"}, "2029-10-01", "superseded"),
        ({"state": "transition", "transition_end": "2027"}, "2027-12-31", "transition"),
        ({"state": "transition", "transition_end": "2027"}, "2028-01-01", "superseded"),
        ({"state": "transition"}, "2099-01-01", "transition"),
        ({"state": "current", "ended": "2026-11-01"}, "2026-11-26", "superseded"),
        ({"state": "current", "ended": "2026-12"}, "2026-11-26", "current"),
        # The end of the transition counts, not that of the document.
        ({"state": "transition", "ended": "2026-09-16", "transition_end": "2029-09"}, "2026-11-26", "transition"),
        ({"state": "planned", "in_force": "2027"}, "2026-12-31", "planned"),
        ({"state": "planned", "in_force": "2027"}, "2027-01-01", "current"),
        ({"state": "planned", "in_force": "2027-03"}, "2027-02-28", "planned"),
        ({"state": "planned", "in_force": "2027-03"}, "2027-03-01", "current"),
        ({"state": "planned", "in_force": "2027-03", "confidence": "low"}, "2027-03-01", "planned"),
        ({"state": "planned"}, "2099-01-01", "planned"),
    ],
)
def test_the_state_of_an_edition_is_that_of_the_day(about: dict[str, str], day: str, state: str) -> None:
    assert one_edition(**about).state_on(day) == state


def test_the_edition_in_force_is_another_one_when_its_day_has_come(tmp_path: Path) -> None:
    editions = [
        edition("X 1:2009", "superseded"),
        edition("X 1:2016", ended="2027-06-30"),
        edition("X 1:2027", "planned", in_force="2027-07-01"),
    ]
    read = scheme(tmp_path, editions=editions)
    numbers = [found.number if (found := read.edition_on(day)) else None for day in ("2026-11-26", "2027-06-30", "2027-07-01")]
    assert numbers == ["X 1:2016", "X 1:2016", "X 1:2027"]
    assert scheme(tmp_path, editions=editions[:1]).edition_on(DAY) is None


def test_facts_are_due_from_the_day_of_their_review_on(tmp_path: Path) -> None:
    facts = [
        fact("costs", "新的", "new", as_of="2026-10"),
        fact("costs", "旧的", "old", as_of="2024"),
        fact("costs", "早该看的", "overdue", as_of="2025", review_by="2026-01-01"),
        fact("costs", "历史", "history", as_of="1999", review_by="never"),
        fact("time", "别处的", "elsewhere", as_of="1998"),
    ]
    read = scheme(tmp_path, review_by="2027-05-22", facts=facts)

    def due(day: str) -> list[str]:
        return [one.en for one in read.stale("costs", day)]

    assert due("2025-12-31") == []
    assert due("2026-01-01") == due("2027-05-21") == ["overdue"]
    assert due("2027-05-22") == ["old", "overdue", "new"]
    assert read.stale("validity", "2099-01-01") == []


@pytest.mark.parametrize(
    ("status", "obtainable", "document"),
    [("current", True, "current"), ("renamed", True, "current"), ("merged", False, "abolished"), ("abolished", True, "abolished")],
)
def test_a_summary_of_what_nobody_can_get_is_marked_so(tmp_path: Path, status: str, obtainable: bool, document: str) -> None:
    assert scheme(tmp_path, status=status, obtainable=obtainable).document_status == document


def test_a_ledger_holds_the_figures_it_prints_and_not_those_of_its_upkeep(tmp_path: Path) -> None:
    made = summary(as_of="2031-01-02", review_by="2032-03-04")
    made.ledger["sources"]["rule"] |= {"url": "https://rules.example/7777", "number": "R-4242"}
    made.ledger["facts"].append(fact("costs", "5级共1,200元", "level 5 is 1200", as_of="2033"))
    made.ledger["aliases"].append(alias("旧名88", "obsolete", ("2018年9月14日失效", "ended on 14 September 2018")))
    held = scheme(tmp_path, made).figures
    assert {"71001", "2016", "2016-10-01", "36", "12", "3", "5", "1200", "88", "2018-09-14", "4242", "2025-02-03"} <= held
    assert not held & {"2031-01-02", "2032-03-04", "7777", "2033"}


def test_both_languages_are_held(tmp_path: Path) -> None:
    read = scheme(tmp_path, replaced_by={"scheme": None, "zh": "新办法", "en": "the new rule"})
    assert (read.title, read.title_en) == ("ALPHA 71001认证", "ALPHA 71001 certification")
    assert read.replaced_by and (read.replaced_by.of("zh"), read.replaced_by.of("en")) == ("新办法", "the new rule")
    assert read.card.of("authority").of("en") == "authority of ALPHA 71001"


def test_without_its_english_file_a_scheme_lacks_only_the_english_title(tmp_path: Path) -> None:
    written(tmp_path, summary())
    (tmp_path / "standards" / "alpha-1.en.md").unlink()
    assert read_scheme(tmp_path / "standards" / "alpha-1.zh.md").title_en == ""


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"kind": "magic"}, "kind"),
        ({"status": None}, "status"),
        ({"colour": "red"}, "colour: Extra"),
        ({"short": {"zh": "只有中文"}}, "short.en"),
        ({"aliases": [{"name": "A1", "state": "dead"}]}, "aliases.0.state"),
        ({"aliases": [{"name": "A", "state": "current"}]}, "aliases.0.name"),
        ({"related": [{"id": "b", "kind": "cousin", "zh": "甲", "en": "a"}]}, "related.0.kind"),
        ({"conditions": [{"tag": "luck", "zh": "甲", "en": "a"}]}, "conditions.0.tag"),
        ({"facts": [{"at": "costs"}]}, "facts.0.zh"),
        ({"editions": [edition("X 1", "maybe")]}, "editions.0.state"),
        # YAML reads a bare date or number as no text.
        ({"editions": [edition("X 1") | {"published": 2018}]}, "editions.0.published"),
        ({"language": "en"}, "language"),
    ],
)
def test_a_field_that_cannot_be_used_is_named_with_its_file(tmp_path: Path, change: dict[str, Any], field: str) -> None:
    with pytest.raises(CorpusError) as caught:
        scheme(tmp_path, **change)
    assert str(caught.value).startswith("alpha-1.zh.md: ") and field in str(caught.value)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("# 没有前言\n", "does not begin with front matter"),
        ("---\nid: a\n", "does not begin with front matter"),
        ("---\nid: [1\n---\n", "no YAML"),
        ("---\nid: a: b\n---\n", "no YAML"),
        ("---\n- id\n---\n", "no mapping"),
        ("---\n\n---\n", "no mapping"),
        (b"---\nid: \xff\xfe\n---\n", "cannot be read"),
    ],
)
def test_front_matter_that_is_none_is_refused(tmp_path: Path, content: str | bytes, says: str) -> None:
    write(tmp_path, {"a.zh.md": content})
    with pytest.raises(CorpusError, match=rf"a\.zh\.md: .*{says}"):
        read_scheme(tmp_path / "a.zh.md")
    with pytest.raises(CorpusError, match=r"a\.zh\.md"):
        read_ledger(tmp_path)


def test_a_file_that_is_not_there_is_a_fault_of_the_corpus(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match=r"b\.zh\.md: cannot be read"):
        read_scheme(tmp_path / "b.zh.md")


def test_a_ledger_finds_a_scheme_by_its_id(tmp_path: Path) -> None:
    ledger = read_ledger(written(tmp_path, summary(), summary("beta-2", "BETA 82002")) / "standards")
    assert [one.id for one in ledger] == ["alpha-1", "beta-2"]
    assert (found := ledger.get("beta-2")) and found.short.en == "BETA 82002"
    assert ledger.get("gamma") is ledger.get(None) is ledger.get("") is None
    assert list(read_ledger(tmp_path / "nowhere")) == list(Ledger()) == []


def test_the_cache_holds_what_the_files_say(tmp_path: Path) -> None:
    folder = written(tmp_path, summary(), summary("beta-2", "BETA 82002")) / "standards"
    cache = tmp_path / "deep" / "ledger.json"
    read = read_ledger(folder, cache)
    assert cache.is_file() and [file.name for file in cache.parent.iterdir()] == ["ledger.json"]
    # It is used: what is changed in it alone is believed.
    assert list(read_ledger(folder, cache)) == list(read)
    cache.write_text(cache.read_text(encoding="utf-8").replace("合法主体", "从缓存来"), encoding="utf-8")
    (cached, _) = read_ledger(folder, cache)
    assert cached.conditions[0].zh == "从缓存来"
    assert cached.model_copy(update={"conditions": ()}) == read.schemes["alpha-1"].model_copy(update={"conditions": ()})


@pytest.mark.parametrize("changed", ["alpha-1.zh.md", "alpha-1.en.md"])
def test_the_cache_is_made_anew_when_a_summary_has_changed(tmp_path: Path, changed: str) -> None:
    folder = written(tmp_path, summary()) / "standards"
    cache = tmp_path / "ledger.json"
    read_ledger(folder, cache)
    file = folder / changed
    file.write_text(file.read_text(encoding="utf-8").replace("71001", "72002"), encoding="utf-8")
    (read,) = read_ledger(folder, cache)
    assert "72002" in (read.title if ".zh." in changed else read.title_en)
    file.unlink()
    assert [one.title_en for one in read_ledger(folder, cache)] == ([] if ".zh." in changed else [""])


@pytest.mark.parametrize("content", ["", "no JSON", "[]", "{}", '{"stamp": [], "schemes": []}', '{"stamp": STAMP, "schemes": [{"id": 5}]}'])
def test_a_cache_that_cannot_be_used_is_passed_over(tmp_path: Path, content: str) -> None:
    folder = written(tmp_path, summary()) / "standards"
    cache = tmp_path / "ledger.json"
    read_ledger(folder, cache)
    stamp = json.dumps(json.loads(cache.read_text(encoding="utf-8"))["stamp"])
    cache.write_text(content.replace("STAMP", stamp), encoding="utf-8")
    assert [one.id for one in read_ledger(folder, cache)] == ["alpha-1"]
    cache.write_bytes(b"\xff\xfe")
    assert [one.id for one in read_ledger(folder, cache)] == ["alpha-1"]


def test_where_no_cache_can_be_written_the_files_are_read(tmp_path: Path) -> None:
    folder = written(tmp_path, summary()) / "standards"
    write(tmp_path, {"file": "no folder"})
    for _ in range(2):
        assert [one.id for one in read_ledger(folder, tmp_path / "file" / "ledger.json")] == ["alpha-1"]
    assert (tmp_path / "file").read_text(encoding="utf-8") == "no folder"


def test_a_broken_summary_is_not_hidden_by_the_cache(tmp_path: Path) -> None:
    folder = written(tmp_path, summary()) / "standards"
    cache = tmp_path / "ledger.json"
    read_ledger(folder, cache)
    write(folder, {"beta-2.zh.md": f"---\n{dumped({'id': 'beta-2'})}---\n"})
    with pytest.raises(CorpusError, match=r"beta-2\.zh\.md"):
        read_ledger(folder, cache)


def test_every_scheme_of_the_corpus_can_be_read_and_has_its_own_file_and_english_title() -> None:
    files = sorted(STANDARDS.glob("*.zh.md"))
    assert files
    for file in files:
        read = read_scheme(file)
        assert (f"{read.id}.zh.md", bool(read.title_en)) == (file.name, True)
