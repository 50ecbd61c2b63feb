"""The case as HTML: tables, what changed, what is lacking, what to say in an empty tab, and the files of a case."""

import re
from collections.abc import Callable
from decimal import Decimal

import pytest

from assistant.case import Case
from assistant.case.categories import Fit
from assistant.case.costs import CostChecklist, Money
from assistant.case.profile import Profile
from assistant.case.raci import RaciMatrix
from assistant.domain import Answered, Language
from assistant.errors import SettingsError
from assistant.web import conversation, downloads
from assistant.web.case_panel import TABS, bar_html, failed_html, tabs_html, tools_html
from assistant.web.costs_panel import sum_said
from assistant.web.downloads import Downloads, disposition
from assistant.web.shown import Shown
from assistant.web.texts import WORDS, word
from assistant.web.turns import kept_case
from tests.case_talk import FakeTalk, full_case
from tests.test_web_render import Tags

FULL: dict[Language, Case] = {"zh": full_case("zh"), "en": full_case("en")}


def shown(case: Case, before: Case | None = None, language: Language = "zh", *, flash: bool = False) -> Shown:
    return Shown(case, before or case, language, lambda scheme, _: scheme.upper(), turn=3, flash=flash)


def html(name: str, case: Case, before: Case | None = None, language: Language = "zh", *, flash: bool = False) -> str:
    return TABS[name](shown(case, before, language, flash=flash))


def plain(markup: str) -> str:
    return re.sub(r"<[^>]*>", " ", markup)


def raci(matrix: RaciMatrix) -> Case:
    return Case(raci=matrix)


def two_rows() -> RaciMatrix:
    matrix = RaciMatrix().assign("内部审核", "内审员", ["R"]).assign("内部审核", "管理者代表", ["A"])
    return matrix.assign("管理评审", "最高管理者", ["R", "A"])


def test_the_matrix_has_a_column_a_role_and_its_rows_under_their_phases() -> None:
    markup = html("raci", FULL["zh"])
    head = re.findall(r'<th scope="col"[^>]*><span>(.*?)</span>', markup)
    assert head == list(FULL["zh"].raci.roles)
    places = [
        markup.index(each) for each in ("前期准备", "人员任命", "差距分析</span></th></tr>", "差距评定", "内部审核", "未分阶段", "应急演练")
    ]
    assert places == sorted(places)
    row = re.search(r"<tr><th scope=\"row\"><span class=\"no\">1</span><span>人员任命.*?</tr>", markup)
    assert row and re.findall(r'<b class="chip (\w)">(\w)</b>', row[0]) == [("r", "R"), ("a", "A"), ("c", "C"), *[("i", "I")] * 4]


def test_a_row_says_what_it_lacks_and_a_column_that_it_has_too_much() -> None:
    markup = html("raci", FULL["zh"])
    assert re.search(r'内部审核<em class="lack">缺A</em>', markup) and re.search(r'应急演练<em class="lack">缺R</em>', markup)
    assert markup.count("缺") == 3 and "2行缺项" in plain(markup)
    assert '<th scope="col" class="heavy"><span>管理者代表</span><small>A×7 偏多</small></th>' in markup
    complete = html("raci", raci(two_rows()), language="en")
    assert "every row has its R and A" in complete and "lack" not in complete and "heavy" not in complete


def test_rows_keep_the_numbers_people_call_them_by() -> None:
    matrix = two_rows().assign("差距分析", "项目经理", ["R"], phase="gap-analysis").cover("夜间值守", primary="服务台")
    markup = html("raci", raci(matrix))
    assert re.findall(r'<span class="no">(\d+)</span><span>([^<]*)', markup) == [
        ("3", "差距分析"),
        ("1", "内部审核"),
        ("2", "管理评审"),
        ("4", "夜间值守"),
    ]


def test_work_items_stand_beneath_with_primary_and_backup() -> None:
    markup = html("raci", FULL["en"], language="en")
    beneath = markup[markup.index("Responsibilities") :]
    assert "Primary (P)" in beneath and "Service desk" in beneath
    night = re.search(r"<span>night watch</span></th><td>(.*?)</td><td>(.*?)</td>", beneath)
    assert night and night[1] == "service desk" and "nobody yet" in night[2]
    only = html("raci", raci(RaciMatrix().cover("夜间值守", primary="服务台")))
    assert "matrix" not in only and "夜间值守" in only


def test_only_what_the_last_turn_changed_is_marked() -> None:
    before = two_rows()
    after = before.assign("内部审核", "法务", ["C"]).assign("内部审核", "内审员", ["C"])
    markup = html("raci", raci(after), raci(before), flash=True)
    cells = re.findall(r'<td class="changed flash"(?: title="原为(\w+)")?>(.*?)<span class="unseen">', markup)
    assert cells == [
        ("R", '<b class="chip c">C</b>'),
        ("", '<b class="chip c">C</b>'),
    ]
    assert 'data-turn="3"' in markup and "刚改" in markup
    assert "flash" not in html("raci", raci(after), raci(before))
    assert "changed" not in html("raci", raci(after)) and "data-turn" not in html("raci", raci(after))


def test_letters_that_were_taken_away_are_told_until_the_next_turn() -> None:
    before = two_rows().assign("管理评审", "内审员", ["C"])
    markup = html("raci", raci(before.unassign("管理评审", "内审员")), raci(before))
    assert '<td class="changed" title="原为C"><del class="was">C</del>' in markup and markup.count('class="changed"') == 1


def test_rows_that_are_new_gone_or_renamed_are_told() -> None:
    before = two_rows()
    added = html("raci", raci(before.assign("应急演练", "质量部", ["R"])), raci(before))
    assert re.search(r'<tr class="changed"><th scope="row"><span class="no">3', added) and added.count('class="changed"') == 1
    removed = html("raci", raci(before.remove("管理评审")), raci(before))
    assert "刚删除：管理评审" in removed
    renamed = html("raci", raci(before.rename("管理评审", "年度评审")), raci(before))
    assert "刚删除" not in renamed and re.search(r'<th scope="row" class="changed">.*?年度评审', renamed)
    emptied = html("raci", Case(), raci(before))
    assert "刚删除：内部审核、管理评审" in emptied and "data-ask" in emptied


def test_the_checklist_has_its_columns_and_leaves_unknown_amounts_blank() -> None:
    markup = html("costs", FULL["zh"])
    rows = [[plain(cell).strip() for cell in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row)] for row in re.findall(r"<tr.*?</tr>", markup)]
    assert rows[0] == ["项目", "金额", "状态", "可选", "付款方", "算法"]
    assert rows[1] == ["认证咨询服务费", "", "待报价", "可选", "", ""]
    assert rows[2] == ["认证服务费", "42,000元", "报价", "必需", "", ""]
    assert rows[3] == ["培训费用", "10,000–12,000元", "估算", "可选", "人事部", ""]
    assert rows[5][1:4] == ["", "不做", "可选"] and rows[7] == ["英文辅导", "USD 1,200", "估算", "可选", "", "4 × 300"]
    bare = CostChecklist().set("certification", amount=Decimal(5))
    assert "付款方" not in html("costs", Case(costs=bare)) and "算法" not in html("costs", Case(costs=bare))


def test_sums_later_years_and_what_is_open_stand_beneath_the_items() -> None:
    markup = html("costs", FULL["zh"])
    assert re.findall(r"<dt>(.*?)</dt><dd[^>]*>(.*?)</dd>", markup) == [
        ("合计", "58,000–60,000元"),
        ("合计", "USD 1,200"),
        ("预算", "80,000元"),
        ("预算还剩", "20,000元至22,000元"),
        ("后续年度的监督审核", "已含"),
        ("再认证（复评）", "还不清楚"),
        ("证书管理费", "不含"),
    ]
    assert "另有USD的金额，未与预算相加减" in markup and markup.index("还没有定的") < markup.index("认证服务费是否含再认证（复评）")
    over = html("costs", Case(costs=FULL["en"].costs.with_budget(Money(amount=Decimal(59000)))), language="en")
    assert "CNY −1,000 to CNY 1,000" in over and "Over the budget by CNY 1,000 at the upper end" in over


def test_an_amount_that_changed_is_marked_and_so_is_what_follows() -> None:
    before = FULL["zh"].costs
    after = before.set("training", amount=Decimal(9000)).with_later("recertification", "included")
    markup = html("costs", Case(costs=after), Case(costs=before))
    assert '<td class="money changed">9,000元' in markup and '<dd class="included changed">已含' in markup
    assert '<dd class="changed">57,000元' in markup and markup.count("changed") == 4
    added = html("costs", Case(costs=before.set("materials", label="翻译费")), Case(costs=before))
    assert re.search(r'<tr class="changed"><th scope="row"><span>翻译费', added)
    assert "刚删除：差旅费" in html("costs", Case(costs=before.without(None, "差旅费")), Case(costs=before))
    first = html("costs", Case(costs=CostChecklist().set("certification", amount=Decimal(5))), Case())
    assert "<tr class=" not in first and first.count("<td class=") - first.count('<td class="money">') == 2


@pytest.mark.parametrize(
    ("low", "high", "currency", "language", "said"),
    [
        (42000, 42000, "CNY", "zh", "42,000元"),
        (1, 2, "CNY", "zh", "1–2元"),
        (1, 2, "CNY", "en", "CNY 1–2"),
        (1, 2, "USD", "zh", "USD 1–2"),
    ],
)
def test_a_range_names_its_currency_once(low: int, high: int, currency: str, language: Language, said: str) -> None:
    assert sum_said(Decimal(low), Decimal(high), currency, language) == said


def test_a_category_says_why_why_not_and_how_the_scope_may_read() -> None:
    markup = html("categories", FULL["zh"])
    parts = ["软件运行维护", "为什么", "别家开发的软件", "不利的地方", "没有设计开发", "呼叫中心", "建议的范围表述", "向客户提供"]
    assert [markup.index(part) for part in parts] == sorted(markup.index(part) for part in parts)
    assert "官方定义" in markup and "official definition" in html("categories", FULL["en"], language="en")
    asked = html("categories", Case(fit=Fit(between=("software-operations", "software-operation-and-maintenance"))))
    assert "先要问清" not in asked and "要先问清：软件运营、软件运行维护" in asked and "官方定义" in asked and "data-ask" not in asked
    gone = html("categories", Case(), FULL["zh"])
    assert "刚删除：软件运行维护、呼叫中心/服务台" in gone


def test_the_profile_is_a_list_of_what_is_known() -> None:
    markup = html("client", FULL["zh"], FULL["zh"].changed(profile=FULL["zh"].profile.changed(headcount=60)))
    assert "ISO-20000-1" in markup and '<dd class="changed">80' in markup and markup.count("changed") == 1
    assert "<li>7×24小时热线</li>" in markup and "联系人" not in markup
    emptied = html("client", Case(), Case(profile=Profile(headcount=60)))
    assert "刚删除：人数" in emptied


@pytest.mark.parametrize("language", ["zh", "en"])
def test_what_is_stale_stands_at_the_top_of_its_tab(language: Language) -> None:
    markup = html("costs", FULL[language], language=language)
    assert markup.index('class="stale"') < markup.index("<table") and "stale" not in html("raci", FULL[language], language=language)
    changed = html("costs", FULL[language], FULL[language].fresh("costs"), language=language)
    assert "data-turn" in changed


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("name", TABS)
def test_an_empty_tab_teaches_a_sentence_and_says_it(name: str, language: Language) -> None:
    markup = html(name, Case(), language=language)
    asked = [attributes["data-ask"] for tag, attributes in Tags(markup).found if tag == "button"]
    assert asked[0] == WORDS[f"say_{name}"][language] and asked[1:] == ([word("say_template", language)] if name == "raci" else [])
    assert "data-ask" not in html(name, FULL[language], language=language)


HOSTILE = '"><img src=x onerror=alert(1)>\u202e</b>&amp;{{x}}'


@pytest.mark.parametrize("render", [*TABS.values(), bar_html, lambda shown: tools_html(shown, "k")])
def test_names_are_text_whatever_they_hold(render: Callable[[Shown], str]) -> None:
    matrix = RaciMatrix().assign(HOSTILE, HOSTILE, ["R"]).cover("x" + HOSTILE, primary=HOSTILE, group=HOSTILE)
    costs = CostChecklist().set("tools", label=HOSTILE, amount=Decimal(1), payer=HOSTILE, note=HOSTILE, formula=HOSTILE)
    fit = FULL["zh"].fit.changed(fitted=tuple(each.changed(why=(HOSTILE,), why_not=(HOSTILE,)) for each in FULL["zh"].fit.fitted))
    profile = Profile(company=HOSTILE, sites=(HOSTILE,), services=(HOSTILE,), contacts=(HOSTILE,), target=(HOSTILE,))
    case = Case(profile=profile, fit=fit, raci=matrix, costs=costs)
    for before in (case, Case()):
        for markup in (render(shown(case, before)), render(shown(before, case))):
            assert not {tag for tag, _ in Tags(markup).found} & {"img", "script"} and "\u202e" not in markup
            assert not [name for _, attributes in Tags(markup).found for name in attributes if name.startswith("on")]


def test_undo_and_redo_are_messages_and_files_hide_the_session() -> None:
    assert tools_html(shown(Case()), "key") == ""
    markup = tools_html(shown(FULL["zh"]), "key")
    assert [a.get("data-ask") for tag, a in Tags(markup).found if tag == "button"] == ["撤销", "恢复"]
    links = [a["href"] for tag, a in Tags(markup).found if tag == "a"]
    assert links == ["case/key/xlsx?language=zh", "case/key/md?language=zh"]
    undone = tools_html(shown(Case(), FULL["zh"]), "key")
    assert "恢复" in undone and "href" not in undone


def test_the_bar_tells_the_last_change_else_what_there_is() -> None:
    case = FULL["zh"]
    changed = case.changed(raci=case.raci.assign("内部审核", "管理者代表", ["A"]))
    assert "内部审核：A 管理者代表" in bar_html(shown(changed, case)) and 'data-sheet="raci"' in bar_html(shown(changed, case))
    both = changed.changed(profile=case.profile.changed(headcount=90))
    assert "人数：80 → 90，另1处" in bar_html(shown(both, case))
    assert "RACI 18行（2行缺项） · 费用合计58,000–60,000元 + USD 1,200 · 2项待报价" in bar_html(shown(case))
    assert "都还没有" in bar_html(shown(Case())) and "data-turn" not in bar_html(shown(case))
    assert "软件运行维护" in bar_html(shown(Case(fit=case.fit)))


def test_the_last_change_can_be_taken_back_in_the_conversation() -> None:
    talk = FakeTalk({"满": lambda file: file.with_case(FULL["zh"])})
    for message in ("满", "满", "费用？"):
        list(talk.reply("s", message))
    turns = tuple(talk.history("s"))
    assert 'data-ask="撤销"' in conversation.conversation_html(turns[:1], "zh")
    assert "撤销" not in conversation.conversation_html(turns, "zh")


def test_a_case_that_cannot_be_read_is_a_quiet_line() -> None:
    class Broken(FakeTalk):
        def case(self, session: str) -> Case:
            raise SettingsError("geheim")

    assert kept_case(Broken({}), "s") is None
    assert WORDS["case_failed"]["zh"] in failed_html("raci", "zh")
    keys = Downloads(Broken({}))
    with pytest.raises(SettingsError):
        keys.file(keys.key("s"), "md", "zh")


def test_every_tab_has_its_panel() -> None:
    tabs = [attributes for tag, attributes in Tags(tabs_html("en")).found if attributes.get("role") == "tab"]
    assert [tab["id"] for tab in tabs] == ["tab-source", *(f"tab-{name}" for name in TABS)]
    for name in TABS:
        panel = Tags(html(name, FULL["en"], language="en")).found[0][1]
        assert (panel["id"], panel["aria-labelledby"], panel["role"]) == (f"pane-{name}", f"tab-{name}", "tabpanel")


def test_a_file_is_fetched_by_a_key_and_only_by_one(monkeypatch: pytest.MonkeyPatch) -> None:
    talk = FakeTalk({"满": lambda file: file.with_case(FULL["zh"])})
    list(talk.reply("mine", "满"))
    keys = Downloads(talk)
    key, other = keys.key("mine"), keys.key("theirs")
    assert key == keys.key("mine") != other and len(key) == 32 and "mine" not in key
    found = keys.file(key, "md", "zh")
    assert found and "人员任命" in found.content.decode() and found.name.endswith(".md")
    assert keys.file("mine", "md", "zh") is None and keys.file("", "xlsx", "zh") is None
    theirs = keys.file(other, "md", "zh")
    assert theirs and "人员任命" not in theirs.content.decode()
    monkeypatch.setattr(downloads, "MOST_KEYS", 2)
    keys.key("third")
    assert keys.file(other, "md", "zh") is None and keys.file(key, "md", "zh")


@pytest.mark.parametrize(("name", "header"), [("费用 a.xlsx", "%E8%B4%B9%E7%94%A8%20a.xlsx"), ('a"b.md', "a%22b.md")])
def test_a_file_may_have_any_name(name: str, header: str) -> None:
    assert disposition(name).endswith(f"filename*=UTF-8''{header}") and disposition(name).isascii()


def test_an_undone_turn_offers_to_do_it_again() -> None:
    talk = FakeTalk({"满": lambda file: file.with_case(FULL["zh"])})
    for message in ("满", "撤销"):
        list(talk.reply("s", message))
    last = talk.history("s")[-1]
    assert isinstance(last, Answered) and 'data-ask="恢复"' in conversation.turn_html(last, 1, "zh", is_last=True)
