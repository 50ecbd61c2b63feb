"""Names of schemes in a message: found however they are put, asked back where they are ambiguous, guessed at where they are mistyped."""

import re
import time
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import assume, given
from hypothesis import strategies as st

from assistant.ambiguous import Ambiguous, read_ambiguous, read_not_held
from assistant.domain import Mention
from assistant.errors import CorpusError
from assistant.ledger_reading import read_ledger
from assistant.names import Found, NameIndex, key_of, schemes_of
from assistant.settings import ROOT
from tests.documents import write
from tests.summaries import alias, ambiguous, edition, fact, scheme, summary

LEDGER = read_ledger()
AMBIGUOUS = read_ambiguous()
NOT_HELD = read_not_held()
NAMES = NameIndex(LEDGER, AMBIGUOUS, NOT_HELD)
ASKED = {key_of(name) for row in AMBIGUOUS for name in row.names}
ALIASES = [(alias.name, scheme.id) for scheme in LEDGER for alias in scheme.aliases]
MENU = yaml.safe_load((ROOT / "corpus" / "reference" / "schemes.yaml").read_text(encoding="utf-8"))["schemes"]
OTHER_STANDARDS = (50001, 37001, 39001, 42001, 55001, 27002, 27799, 45003, 9004, 22002, 17065, 21001, 41001)
FULL_WIDTH = {code: code + 0xFEE0 for code in range(0x21, 0x7F)} | {0x20: 0x3000}


def found_in(text: str) -> tuple[str, ...]:
    return schemes_of(NAMES.find(text).mentions)


@pytest.fixture
def index(tmp_path: Path) -> NameIndex:
    """Two made-up schemes with names of every state."""
    alpha = summary(
        aliases=[
            alias("ALPHA71001"),
            alias("71001"),
            alias("阿尔法认证"),
            alias("ALF"),
            alias("Quokka"),
            alias("TA 71000", "obsolete", ("旧名。", "An old name.")),
            alias("ISA71001", "misnomer", ("错名。", "A wrong name.")),
        ],
        editions=[edition("ALPHA 71001:2016"), edition("ALPHA 71001:2009", "superseded")],
    )
    beta = summary("beta-2", "BETA 82002", aliases=[alias("BETA82002"), alias("82002"), alias("BETA MARK")])
    return index_of(tmp_path, alpha, beta, asked=["希腊认证", "阿尔法认证书"])


@pytest.fixture
def strangers(tmp_path: Path) -> NameIndex:
    """One made-up scheme, and names of others that nothing is held about."""
    made = scheme(tmp_path, aliases=[alias("ALPHA71001"), alias("71001")])
    return NameIndex([made], (), ["ALPHA 71002", "Zebra Mark", "71001"])  # type: ignore[arg-type]


def index_of(folder: Path, *summaries: Any, asked: list[str]) -> NameIndex:
    ledger = [scheme(folder / one.id, one) for one in summaries]
    write(folder, ambiguous(asked, *(one.id for one in summaries)))
    return NameIndex(ledger, read_ambiguous(folder / "reference" / "ambiguous.yaml"))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("alpha 71001怎么办", [("alpha-1", "alpha 71001", "current")]),
        ("ＡＬＰＨＡ－７１００１？", [("alpha-1", "ＡＬＰＨＡ－７１００１", "current")]),
        ("what about 71001?", [("alpha-1", "71001", "current")]),
        ("TA71000和BETA/82002", [("alpha-1", "TA71000", "obsolete"), ("beta-2", "BETA/82002", "current")]),
        ("ISA 71001", [("alpha-1", "ISA 71001", "misnomer")]),
        ("做阿尔法认证要多久", [("alpha-1", "阿尔法认证", "current")]),
        ("BETA 82002 certification", [("beta-2", "BETA 82002 certification", "current")]),
        ("the Beta-Mark", [("beta-2", "Beta-Mark", "current")]),
        ("alpha 71001, ALPHA 71001", [("alpha-1", "alpha 71001", "current"), ("alpha-1", "ALPHA 71001", "current")]),
        ("什么都没有", []),
        ("", []),
    ],
)
def test_names_are_found_in_reading_order_as_they_were_put(index: NameIndex, text: str, expected: list[tuple[str, str, str]]) -> None:
    assert [(one.scheme, one.said, one.state) for one in index.find(text).mentions] == expected


def test_the_number_of_an_edition_names_the_edition_and_a_longer_name_wins(index: NameIndex) -> None:
    (old,) = index.find("ALPHA71001：2009还有效吗").mentions
    assert old == Mention("alpha-1", "ALPHA71001：2009", "edition", "ALPHA 71001:2009")
    (plain,) = index.find("ALPHA 71001还有效吗").mentions
    assert (plain.state, plain.edition) == ("current", None)


@pytest.mark.parametrize(
    "text", ["171001", "710012", "XALPHA", "alphabet 71", "BETAMARKS", "71,001", "71001元", "71001人", "￥71001", "HALF"]
)
def test_a_part_of_a_longer_word_or_number_and_an_amount_are_no_name(index: NameIndex, text: str) -> None:
    assert index.find(text) == Found()


@pytest.mark.parametrize("text", ["BETA。MARK", "beta, mark", "BETA\nMARK", "the beta; mark it", "b      e      t      a mark"])
def test_a_name_is_not_put_together_across_clauses(index: NameIndex, text: str) -> None:
    assert index.find(text) == Found()


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("what about 9001?", "iso-9001"),
        ("How about 27001 then", "iso-27001"),
        ("a question about 13485", "iso-13485"),
        ("9001年审要准备什么", "iso-9001"),
        ("27001人员要求有哪些", "iso-27001"),
        ("想预约9001审核", "iso-9001"),
        ("9001月底到期", "iso-9001"),
        ("做9001的费用", "iso-9001"),
        ("our budget is about 20000", None),
        ("it costs about 9001 or so", None),
        ("约20000，够不够", None),
        ("20000元够吗", None),
        ("20000 yuan", None),
        ("￥20000", None),
        ("我们有9001人", None),
        ("9001年前", None),
    ],
)
def test_a_bare_number_is_the_standard_unless_it_is_an_amount(text: str, names: str | None) -> None:
    assert found_in(text) == ((names,) if names else ())


@pytest.mark.parametrize(("text", "found"), [("how is alf?", False), ("how is ALF?", True), ("alf怎么办", True), ("ＡＬＦ", True)])
def test_a_short_latin_name_counts_in_capitals_or_among_chinese(index: NameIndex, text: str, found: bool) -> None:
    assert bool(index.find(text).mentions) == found


@pytest.mark.parametrize("text", ["希腊认证怎么办", "阿尔法认证书是什么", "办希腊  认证"])
def test_a_name_of_several_schemes_is_asked_back(index: NameIndex, text: str) -> None:
    found = index.find(text)
    assert found.mentions == () and len(found.ambiguous) == 1
    row = index.ambiguous(found.ambiguous[0])
    assert row and [choice.scheme for choice in row.choices] == ["alpha-1", "beta-2"]
    assert (row.ask.zh, row.choices[0].label.en) == ("哪一种？", "the alpha-1 kind")


def test_what_names_one_scheme_is_not_ambiguous(index: NameIndex) -> None:
    assert index.ambiguous("ALPHA71001") is index.ambiguous("") is None
    assert index.ambiguous(" 希腊 认证 ") == index.ambiguous("希腊认证") != None  # noqa: E711
    both = index.find("希腊认证是BETA 82002吗")
    assert (schemes_of(both.mentions), both.ambiguous) == (("beta-2",), ("希腊认证",))


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("ISO 27010怎么做", "iso-27001"),
        ("ISO 20010是什么", "iso-20000-1"),
        ("ISO13458", "iso-13485"),
        ("GJB 90001C", "gjb-9001c"),
        ("Hallal for meat", "halal"),
        ("iso 134855", "iso-13485"),
        # Near to two schemes, too far, too short, or with a name beside it.
        ("ISO 22001", None),
        ("ISO 12345", None),
        ("hala", None),
        ("HACCP和Hallal", "haccp"),
    ],
)
def test_a_slip_of_one_key_is_guessed_at(text: str, names: str | None) -> None:
    assert found_in(text) == ((names,) if names else ())


def test_a_guess_says_what_was_typed() -> None:
    (guess,) = NAMES.find("iso-27010多久").mentions
    assert guess == Mention("iso-27001", "ISO-27010", "typo")


@pytest.mark.parametrize(
    "text",
    [
        *(f"ISO {number}认证怎么做" for number in OTHER_STANDARDS),
        "ISO/IEC 27002",
        "isoiec 27002",
        "Which items could we leave out?",
        "cost items of the licence",
        "What do the certificates state?",
        "Is MS Project needed?",
    ],
)
def test_what_is_a_thing_of_its_own_is_no_slip(text: str) -> None:
    assert NAMES.find(text).mentions == ()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("IATF 16499多久", "IATF 16499"),
        ("IATF-1694", "IATF-1694"),
        ("IATF 169499", "IATF 169499"),
        ("IATF 16949", "IATF 16949"),
        # Digits that are far from those of the scheme, or of another matter, stay outside.
        ("IATF 16700", "IATF"),
        ("IATF 2016", "IATF"),
        ("IATF", "IATF"),
    ],
)
def test_digits_with_a_slip_belong_to_the_name_before_them(text: str, said: str) -> None:
    (mention,) = NAMES.find(text).mentions
    assert (mention.scheme, mention.said) == ("iatf-16949", said)


def test_a_standard_is_traced_to_the_schemes_in_whose_ledger_its_number_stands(tmp_path: Path) -> None:
    alpha = scheme(tmp_path / "a", facts=[fact("basis", "按GB 14881-2013", "to GB 14881-2013")])
    beta = scheme(tmp_path / "b", summary("beta-2", "BETA 82002"))
    index = NameIndex([alpha, beta])  # type: ignore[arg-type]
    assert index.by_number("GB14881要改吗") == index.by_number("ＧＢ １４８８１") == ("alpha-1",)
    assert index.by_number("14881和82002") == ("alpha-1", "beta-2")
    assert index.by_number("148810") == index.by_number("2013年") == index.by_number("没有数字") == ()


def test_an_old_or_wrong_name_is_replaced_by_todays(index: NameIndex) -> None:
    assert index.renamed("TA71000证书与ISA71001", "zh") == "ALPHA 71001证书与ALPHA 71001"
    assert index.renamed("Is TA 71000 still valid?", "en") == "Is ALPHA 71001 still valid?"
    assert index.renamed("what of a Quoka?", "en") == "what of a ALPHA 71001?"
    for untouched in ("ALPHA71001证书", "没有名字", "", "希腊认证"):
        assert index.renamed(untouched, "zh") == untouched


def test_a_name_that_comes_near_another_ones_is_not_replaced() -> None:
    assert NAMES.renamed("ISO 22000的费用", "zh") == "ISO 22000的费用"
    assert NAMES.renamed("BRC和ISO 22000的区别", "zh").endswith("和ISO 22000的区别")


def test_a_text_can_be_had_without_its_names(index: NameIndex) -> None:
    assert index.without_names("做ALPHA71001和希腊认证要多久", "") == "做和要多久"
    assert index.without_names("How long does BETA 82002 take?") == "How long does   take?"
    assert index.without_names("没有名字") == "没有名字"


def test_schemes_of_mentions_are_told_once(index: NameIndex) -> None:
    assert schemes_of(index.find("82002、TA71000、BETA82002").mentions) == ("beta-2", "alpha-1")


@pytest.mark.parametrize(
    ("one", "other"), [("ISO/IEC 20000-1", "isoiec200001"), ("ＧＢ／Ｔ　１９００１", "gbt19001"), ("食品（SC）证", "食品sc证"), ("…", "")]
)
def test_two_spellings_have_one_key(one: str, other: str) -> None:
    assert key_of(one) == other


def test_ambiguous_names_are_read_and_a_wrong_row_is_named(tmp_path: Path) -> None:
    assert read_ambiguous(tmp_path / "none.yaml") == ()
    file = write(tmp_path, ambiguous(["某证"], "a", "b")) / "reference" / "ambiguous.yaml"
    (row,) = read_ambiguous(file)
    assert isinstance(row, Ambiguous) and row.names == ("某证",) and row.choices[1].scheme == "b" and not row.together
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("  ask:", "  together: true\n  ask:"), encoding="utf-8")
    assert read_ambiguous(file)[0].together
    for wrong in (text.replace("ask:", "question:"), text.replace("scheme:", "id:"), text.replace("en:", "fr:"), "names: [1]", "[", "- a"):
        file.write_text(wrong, encoding="utf-8")
        with pytest.raises(CorpusError, match=r"ambiguous\.yaml"):
            read_ambiguous(file)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("ＺＥＢＲＡ-mark怎么做", "Zebra Mark"),
        ("what does alpha71002 cost?", "ALPHA 71002"),
        ("alpha 71002 or zebra mark?", "ALPHA 71002"),
        # With a name of ours beside it, the question is answered; and a name that is held is ours.
        ("ALPHA 71001 or Zebra Mark?", None),
        ("71001", None),
        ("zebra, mark", None),
        ("没有名字", None),
        ("", None),
    ],
)
def test_a_scheme_that_nothing_is_held_about_is_known_by_its_name(strangers: NameIndex, text: str, name: str | None) -> None:
    assert strangers.not_held(text) == name


def test_such_a_name_is_no_slip_of_one_of_ours(strangers: NameIndex) -> None:
    assert strangers.find("ALPHA 71002") == Found()
    assert schemes_of(strangers.find("ALPHA 71003").mentions) == ("alpha-1",)
    assert strangers.without_names("what is Zebra Mark?") == "what is  ?"
    assert strangers.renamed("alpha 71002", "en") == "alpha 71002"


def test_names_that_are_not_held_are_read_and_a_wrong_file_is_named(tmp_path: Path) -> None:
    assert read_not_held(tmp_path / "none.yaml") == ()
    file = write(tmp_path, {"not-held.yaml": "names: [SOC 2, 5000]\n"}) / "not-held.yaml"
    assert read_not_held(file) == ("SOC 2", "5000")
    for wrong in ("[", "- a", "others: []", "names: 5"):
        file.write_text(wrong, encoding="utf-8")
        with pytest.raises(CorpusError, match=r"not-held\.yaml"):
            read_not_held(file)


def test_no_name_of_the_corpus_is_said_to_be_not_held() -> None:
    held = {key_of(name): owner for name, owner in ALIASES}
    assert {name: held[key_of(name)] for name in NOT_HELD if key_of(name) in held} == {}
    assert [name for name in NOT_HELD if key_of(name) in ASKED] == []
    for name in NOT_HELD:
        told = NAMES.not_held(f"请问{name}怎么做？")
        assert told and key_of(told) == key_of(name) and NAMES.find(f"请问{name}怎么做？") == Found(), name


@given(st.text(max_size=300))
def test_no_text_breaks_it(text: str) -> None:
    assert NAMES.not_held(text) in (*NOT_HELD, None)
    found = NAMES.find(text)
    assert all(one.scheme in LEDGER.schemes and one.said for one in found.mentions)
    assert all(NAMES.ambiguous(name) for name in found.ambiguous)
    NAMES.without_names(text)
    NAMES.renamed(text, "en")


@given(st.lists(st.sampled_from([name for name, _ in ALIASES] + ["，", " ", "\n", "和", "and ", "x", "1", "的"]), max_size=8))
def test_no_row_of_names_breaks_it(pieces: list[str]) -> None:
    text = "".join(pieces)
    found = NAMES.find(text)
    assert all(one.said in text for one in found.mentions if one.state != "typo")
    assert found == NAMES.find(text)
    # What is left without its names holds none but those that come together by it.
    assert key_of(NAMES.without_names(text)) in key_of(text) or found != Found()


@pytest.mark.parametrize("text", ["a" * 2000, "ab " * 700, "a1" * 1000, "iso" + " " * 1990, "请问" + "z" * 1990 + "？", "16949" * 400])
def test_a_long_message_is_read_at_once(text: str) -> None:
    started = time.process_time()
    NAMES.find(text)
    assert time.process_time() - started < 1


@given(st.data())
def test_every_real_alias_is_found_however_it_is_dressed(data: st.DataObject) -> None:
    name, owner = data.draw(st.sampled_from(ALIASES))
    assume(key_of(name) not in ASKED)
    dress = data.draw(st.sampled_from([str, str.upper, str.lower, str.title, lambda text: text.translate(FULL_WIDTH)]))
    space = data.draw(st.sampled_from(["", " ", "-", "　"]))
    # Letters and digits, and Chinese and Latin, are written together, with a space or a hyphen between them.
    dressed = re.sub(
        r"(?<=[A-Za-z])[\s-]?(?=\d)|(?<=[\u4e00-\u9fff])(?=[A-Za-z0-9])|(?<=[A-Za-z0-9])(?=[\u4e00-\u9fff])", space, dress(name)
    )
    frame = data.draw(st.sampled_from(["{}", "请问{}怎么办？", "（{}）", "我们想做{}，要多久", "《{}》"]))
    # Without a Chinese character in the text, a short name needs its capitals.
    assume(len(key_of(name)) > 3 or dress in (str, str.upper) or re.search("[\u4e00-\u9fff]", frame))
    assert owner in found_in(frame.format(dressed)), frame.format(dressed)


def test_every_real_alias_leads_to_its_scheme_alone() -> None:
    lost = {}
    for name, owner in ALIASES:
        found = NAMES.find(f"请问{name}？")
        if (schemes_of(found.mentions), found.ambiguous) != ((owner,), ()):
            lost[name] = (owner, found)
    assert lost == {}


@pytest.mark.parametrize("scheme", list(LEDGER), ids=lambda scheme: scheme.id)
def test_every_scheme_is_found_by_the_name_that_answers_give_it(scheme: Any) -> None:
    for name in (scheme.short.zh, scheme.short.en):
        assert found_in(f"请问{name}？") == (scheme.id,), name


@pytest.mark.parametrize("entry", MENU, ids=lambda entry: entry["id"])
def test_every_entry_of_the_menu_has_a_summary_and_leads_to_it(entry: dict[str, str]) -> None:
    assert entry["scheme"] in LEDGER.schemes
    for name in (entry["name_zh"], entry["name_zh"].replace("咨询", "")):
        found = NAMES.find(name)
        rows = [row for asked in found.ambiguous if (row := NAMES.ambiguous(asked))]
        choices = {choice.scheme for row in rows for choice in row.choices} if not found.mentions else set()
        assert entry["scheme"] in {*schemes_of(found.mentions), *choices}, name


def test_every_choice_of_an_ambiguous_name_is_a_scheme() -> None:
    assert {choice.scheme for row in AMBIGUOUS for choice in row.choices} <= LEDGER.schemes.keys()
    for row in AMBIGUOUS:
        assert all(NAMES.find(name).ambiguous == (name,) for name in row.names if len(key_of(name)) > 3), row.names
