"""Facts of the client in a message: what is noted, what is corrected, and what is left alone."""

import datetime as dt
import time
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.ambiguous import read_ambiguous, read_not_held
from assistant.case import Case, CaseFile, Rejected, Talk
from assistant.case.profile import Profile
from assistant.domain import Asked
from assistant.ledger_reading import read_ledger
from assistant.names import NameIndex
from assistant.tools import TOOLS, Setting
from assistant.tools.base import applied, made
from assistant.understand.commands import profile
from assistant.understand.commands.clauses import clauses_of
from assistant.understand.commands.reading import Context, Reading
from assistant.understand.language import language_of

NAMES = NameIndex(read_ledger(), read_ambiguous(), read_not_held())
TODAY = dt.date(2026, 11, 26)


def read(text: str, **held: Any) -> Reading:
    reading = Reading(clauses_of(text))
    file = CaseFile((Case(profile=Profile(**held)),), talk=Talk(subject="profile" if held else ""))
    profile.read(reading, Context(language_of(text), file, NAMES, TODAY))
    return reading


def after(text: str, **held: Any) -> dict[str, Any]:
    """The profile after a message, only what is known."""
    case = Case(profile=Profile(**held))
    for command in read(text, **held).commands:
        with suppress(Rejected):
            case = applied(made(TOOLS[command.tool], command.args), case, Setting(today=TODAY))
    return case.profile.as_json()


COMPANY = [
    ("客户是一家城商行", "一家城商行"),
    ("甲方是市公积金中心", "市公积金中心"),
    ("公司叫蓝海数据", "蓝海数据"),
    ("我们是一家三甲医院", "一家三甲医院"),
    ("单位：某县人民医院", "某县人民医院"),
    ("客户是银行和证券居多", None),
    ("这次的客户是一家做物流的民企，两百人上下", "一家做物流的民企"),
    ("新客户，某股份制银行", "某股份制银行"),
    ("我们是软件公司", None),
    ("客户是谁啊", None),
    ("公司是不是要先备案", None),
    ("our client is a regional bank", "a regional bank"),
    ("The client is a logistics firm with 300 people", "a logistics firm"),
    ("company name: Harbour Freight Systems", "Harbour Freight Systems"),
    ("We are a regional hospital", "a regional hospital"),
    ("new client: a provincial insurer, they want ISO 27001", "a provincial insurer"),
    ("New customer, a hospital group with 1,800 employees", "a hospital group"),
    ("The company is called Example Kiosk Care GmbH and employs 72 people in Linz.", "Example Kiosk Care GmbH"),
    ("the client is happy", None),
    ("our clients are banks and telcos", None),
]


@pytest.mark.parametrize(("text", "company"), COMPANY)
def test_the_company_is_noted_as_it_is_said(text: str, company: str | None) -> None:
    assert after(text).get("company") == company


HEADCOUNT = [
    ("120人", 120),
    ("员工两百多", 200),
    ("全公司差不多三百五十号人", 350),
    ("一共1,200名员工", 1200),
    ("我们团队有四十五个人", 45),
    ("人数写500", 500),
    ("人员规模：86", 86),
    ("百来号人", 100),
    ("我们公司有1.2万人", 12_000),
    ("在职一百零八人", 108),
    ("公司就俩办公室，六十人出头", 60),
    ("那边一共有八十几个人", 80),
    ("就三十个人的团队", 30),
    ("重庆总部200人，成都分部50人", 250),
    ("around 120 people", 120),
    ("We're a team of forty-two", 42),
    ("headcount is 85", 85),
    ("they have about two hundred and fifty employees", 250),
    ("we're 45 now", 45),
    ("a team of 30 people", 30),
    ("staff of 1,500 in total", 1500),
    ("there are 64 of us", 64),
    ("they employ just under 2k people", 2000),
    # other people, or none
    ("培训15个人，一人600", None),
    ("咨询20个人日，每人日2800", None),
    ("内审至少要两个人做", None),
    ("坐席300人", None),
    ("如果有200人呢", None),
    ("12个人的小公司能认证吗？", None),
    ("教育訓練一人三千五,二十個人,台幣", None),
    ("Training, that is 45 people at 350 each.", None),
    ("the hospital has 900 beds and 4,000 patients a day", None),
    ("suppose we had 200 people", None),
    ("we need 3 people for the audit", None),
    ("2026年成立", None),
    ("第3行知会一下", None),
]


@pytest.mark.parametrize(("text", "count"), HEADCOUNT)
def test_the_head_count(text: str, count: int | None) -> None:
    assert after(text).get("headcount") == count


CORRECTED = [
    ("不是120是150", 150),
    ("不是120，是150", 150),
    ("人数不对，应该是150", 150),
    ("120人说错了，是150人", 150),
    ("更正一下，人数150", 150),
    ("not 120 but 150", 150),
    ("correction: headcount is 150, not 120", 150),
    ("120 is wrong, headcount is 150", 150),
    ("sorry, 150 people", 150),
    ("是150，不是120", 150),
    ("又招了30人", 150),
    ("they hired 30 more", 150),
    ("走了20个人", 100),
    ("不是90，是80", 120),
    ("第三行不对，换一个", 120),
]


@pytest.mark.parametrize(("text", "count"), CORRECTED)
def test_the_head_count_is_corrected(text: str, count: int) -> None:
    assert after(text, headcount=120)["headcount"] == count


@pytest.mark.parametrize(
    "text", ["几百号人吧", "大概三四十人", "我们公司二十五六个人", "30到40人", "80 to 100 people", "a few hundred people"]
)
def test_a_vague_head_count_is_asked_about(text: str) -> None:
    reading = read(text)
    assert not reading.commands
    assert len(reading.unclear) == 1 and any(c.isdigit() for c in reading.unclear[0])


SITES = [
    ("总部在重庆，绵阳还有个办事处", ["重庆", "绵阳"]),
    ("我们在深圳、东莞、惠州三个点", ["深圳", "东莞", "惠州"]),
    ("公司在昆明", ["昆明"]),
    ("办公地点在两江新区", ["两江新区"]),
    ("就一个场地，在西安", ["西安"]),
    ("机房一个在贵阳，一个在呼和浩特", ["贵阳", "呼和浩特"]),
    ("分公司有武汉、长沙和南昌", ["武汉", "长沙", "南昌"]),
    ("人都在成都", ["成都"]),
    ("梁平那边也有个办事处", ["梁平"]),
    ("sites in Suzhou and Wuxi", ["Suzhou", "Wuxi"]),
    ("HQ in Chongqing, a branch office in Mianyang", ["Chongqing", "Mianyang"]),
    ("we're based in chengdu", ["chengdu"]),
    ("They are 90 people at two sites, Luoyang and Wuhan.", ["Luoyang", "Wuhan"]),
    ("offices: Lisbon, Porto and Braga", ["Lisbon", "Porto", "Braga"]),
    ("they have three sites: Suzhou, Wuxi and Nantong", ["Suzhou", "Wuxi", "Nantong"]),
    ("We are 85 employees in Ulm and Kempten.", ["Ulm", "Kempten"]),
    ("There's 19 of us, all in Cork.", ["Cork"]),
    ("our client is a mid-sized insurer in Hangzhou", ["Hangzhou"]),
    ("还有个数据中心在乌兰察布", ["乌兰察布"]),
    # places that are no sites
    ("我们给重庆的医院跑机房", None),
    ("客户的机房在他们自己楼里", None),
    ("审核员从北京过来", None),
    ("去上海出差开会", None),
    ("成都的认证机构有哪些？", None),
    ("the certification body in Beijing quoted 40k", None),
    ("重庆能办ISO20000吗", None),
]


@pytest.mark.parametrize(("text", "sites"), SITES)
def test_the_sites(text: str, sites: list[str] | None) -> None:
    assert after(text).get("sites") == sites


CHANGED_SITES = [
    ("惠州那个点不算了，去掉", ["深圳", "东莞"]),
    ("东莞的办事处撤了", ["深圳", "惠州"]),
    ("把惠州去掉", ["深圳", "东莞"]),
    ("西安也开了个分公司", ["深圳", "东莞", "惠州", "西安"]),
    ("再加一个场地：珠海", ["深圳", "东莞", "惠州", "珠海"]),
    ("场地改成深圳、珠海两个", ["深圳", "珠海"]),
    ("不是惠州，是佛山那个点", ["深圳", "东莞", "佛山"]),
    ("东莞搬到佛山了", ["深圳", "惠州", "佛山"]),
    ("惠州那个其实只是个人办公，不算", ["深圳", "东莞"]),
    ("惠州那边怎么算？", ["深圳", "东莞", "惠州"]),
]


@pytest.mark.parametrize(("text", "sites"), CHANGED_SITES)
def test_sites_are_added_and_taken_out(text: str, sites: list[str]) -> None:
    assert after(text, sites=("深圳", "东莞", "惠州"))["sites"] == sites


@pytest.mark.parametrize(
    ("text", "sites"),
    [
        ("Chengdu has closed, take that site out", ["Xi'an"]),
        ("please drop the Chengdu office", ["Xi'an"]),
        ("there's also a small office in Lanzhou", ["Xi'an", "Chengdu", "Lanzhou"]),
        ("sites are Xi'an and Baoji", ["Xi'an", "Baoji"]),
        ("they moved from Chengdu to Baoji", ["Xi'an", "Baoji"]),
        ("replace Chengdu with Baoji", ["Xi'an", "Baoji"]),
        ("how far is Chengdu?", ["Xi'an", "Chengdu"]),
    ],
)
def test_sites_are_changed_in_english(text: str, sites: list[str]) -> None:
    assert after(text, sites=("Xi'an", "Chengdu"))["sites"] == sites


HELD = [
    ("27001和9001已经有证了", ["iso-27001", "iso-9001"]),
    ("9001、14001、45001都有", ["iso-9001", "iso-14001", "iso-45001"]),
    ("手上有CMMI的证", ["cmmi"]),
    ("去年通过了ISO 9001", ["iso-9001"]),
    ("ISO9001早就拿了", ["iso-9001"]),
    ("三体系都有", ["iso-9001", "iso-14001", "iso-45001"]),
    ("有9001，没有27001", ["iso-9001"]),
    ("they hold ISO 9001", ["iso-9001"]),
    ("We're certified to ISO 27001 and ISO 9001", ["iso-27001", "iso-9001"]),
    ("ISO 14001 is already in place", ["iso-14001"]),
    ("they've got ISO 9001, not ISO 27001", ["iso-9001"]),
    ("没有27001", None),
    ("27001还没有", None),
    ("they don't have ISO 27001", None),
    ("有27001的公司还要做27701吗？", None),
    ("同行都有27001", None),
    ("有CMMI的证，军方那边5000B可以互认吧", None),
    ("9001的证书要求什么", None),
]


@pytest.mark.parametrize(("text", "held"), HELD)
def test_the_certificates_that_are_held(text: str, held: list[str] | None) -> None:
    assert after(text).get("certificates") == held


@pytest.mark.parametrize(
    ("text", "held"),
    [
        ("没有27001", ["iso-9001"]),
        ("27001过期了", ["iso-9001"]),
        ("ISO 27001 has lapsed", ["iso-9001"]),
        ("没有14001", ["iso-9001", "iso-27001"]),
    ],
)
def test_a_certificate_that_is_not_held_goes(text: str, held: list[str]) -> None:
    assert after(text, certificates=("iso-9001", "iso-27001"))["certificates"] == held


TARGET = [
    ("想做20000", ["iso-20000-1"]),
    ("打算上27001和20000", ["iso-27001", "iso-20000-1"]),
    ("目标是ISO20000", ["iso-20000-1"]),
    ("20000和27001一起做", ["iso-20000-1", "iso-27001"]),
    ("年底前要拿20000的证", ["iso-20000-1"]),
    ("还想加27001", ["iso-27001"]),
    ("准备申请CCRC", ["ccrc-infosec-service"]),
    ("want ISO 20000", ["iso-20000-1"]),
    ("we're going for ISO 27001", ["iso-27001"]),
    ("They'd like to get certified to ISO 20000 and ISO 27001.", ["iso-20000-1", "iso-27001"]),
    ("target is ISO 20000", ["iso-20000-1"]),
    ("想做20000要什么条件？", None),
    ("想了解一下ISO20000", None),
    ("招标要27001", None),
    ("A German carmaker wants TISAX. What sets AL3 apart?", None),
    ("We want halal. Whom do we turn to?", None),
]


@pytest.mark.parametrize(("text", "target"), TARGET)
def test_the_schemes_that_are_wanted(text: str, target: list[str] | None) -> None:
    assert after(text).get("target") == target


@pytest.mark.parametrize(
    ("text", "target"),
    [
        ("还想加27001", ["iso-20000-1", "iso-27001"]),
        ("不做20000了，改做27001", ["iso-27001"]),
        ("20000换成27001", ["iso-27001"]),
        ("20000先不做了", None),
        ("only ISO 27001", ["iso-20000-1"]),
        ("we only want ISO 27001", ["iso-27001"]),
        ("drop ISO 20000, we want ISO 27001 instead", ["iso-27001"]),
        ("they also want ISO 27001", ["iso-20000-1", "iso-27001"]),
        ("不做20000了，只做27001", ["iso-27001"]),
        ("we're aiming for ISO 22301, no, sorry, ISO 27001", ["iso-20000-1", "iso-27001"]),
    ],
)
def test_targets_are_changed(text: str, target: list[str] | None) -> None:
    assert after(text, target=("iso-20000-1",)).get("target") == target


DATE = [
    ("明年6月要拿证", "2027-06-30"),
    ("希望2027年9月底前通过认证", "2027-09-30"),
    ("目标时间：明年三季度", "2027-09-30"),
    ("半年内要搞定", "2027-05-26"),
    ("最晚明年五月底拿到证书", "2027-05-31"),
    ("we need the certificate by end of May 2027", "2027-05-31"),
    ("certified by mid-June next year", "2027-06-15"),
    ("target date is 15 March 2027", "2027-03-15"),
    ("we want to be done within six months", "2027-05-26"),
    ("证书明年6月到期", None),
    ("公司2015年成立", None),
    ("内审放在3月", None),
    ("管理评审明年1月要开", None),
    ("数据处理那块明年停", None),
    ("ISO 9001 expires in June 2027", None),
    ("we went live in March 2025", None),
    ("报价6月前有效", None),
    ("要是明年6月拿证呢", None),
]


@pytest.mark.parametrize(("text", "date"), DATE)
def test_the_target_date(text: str, date: str | None) -> None:
    assert after(text).get("target_date") == date


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("来不及，改到明年3月", "2027-03-31"),
        ("推迟到明年年底", "2027-12-31"),
        ("push it to June 2027", "2027-06-30"),
        ("日期再晚一个月", "2027-01-31"),
        ("postpone it by two months", "2027-02-28"),
        ("change the date to 31 August 2027", "2027-08-31"),
        ("2027年4月15日", "2027-04-15"),
    ],
)
def test_the_target_date_is_moved(text: str, date: str) -> None:
    assert after(text, target_date=dt.date(2026, 12, 31))["target_date"] == date


MATURITY = [
    ("管理基础一般", "一般"),
    ("成熟度偏低", "偏低"),
    ("他们成熟度中等吧", "中等"),
    ("ITIL做过两年", "ITIL做过两年"),
    ("流程基本没什么基础", "流程基本没什么基础"),
    ("maturity is low", "low"),
    ("Their processes are ad hoc", "Their processes are ad hoc"),
    ("they've done ITIL for two years", "they've done ITIL for two years"),
    ("成熟度模型是什么", None),
    ("成熟度评估怎么做？", None),
]


@pytest.mark.parametrize(("text", "maturity"), MATURITY)
def test_the_maturity_in_the_speakers_words(text: str, maturity: str | None) -> None:
    assert after(text).get("maturity") == maturity


CONTACTS = [
    ("联系人是运维主管", ["运维主管"]),
    ("对接人：信息科科长，电话13800000000", ["信息科科长", "13800000000"]),
    ("质量经理是我们的联系人", ["质量经理"]),
    ("联系人是质量经理和行政主管", ["质量经理", "行政主管"]),
    ("Contact person is the quality manager", ["quality manager"]),
    ("the IT director is our contact", ["IT director"]),
    ("再加一个联系人，采购部经理", ["采购部经理"]),
    ("add the quality manager as a second contact", ["quality manager"]),
    ("联系人是谁", None),
    ("联系人还没定", None),
]


@pytest.mark.parametrize(("text", "contacts"), CONTACTS)
def test_the_contacts(text: str, contacts: list[str] | None) -> None:
    assert after(text).get("contacts") == contacts


def test_another_contact_takes_the_place_unless_it_is_a_further_one() -> None:
    assert after("联系人换成信息中心主任", contacts=("运维主管",))["contacts"] == ["信息中心主任"]
    assert after("联系人再加一个质量经理，联系人还有采购", contacts=("运维主管",))["contacts"][0] == "运维主管"


@pytest.mark.parametrize(
    "text",
    [
        "人数多少来着？",
        "我们有几个场地？",
        "联系人是谁来着",
        "客户资料给我看一下",
        "headcount again?",
        "what sites do we have?",
        "who's the contact person again?",
    ],
)
def test_questions_about_the_client_are_for_the_case(text: str) -> None:
    reading = read(text)
    assert reading.asked == [Asked("profile", {})]
    assert not reading.commands and not list(reading.free())


@pytest.mark.parametrize(
    "text",
    [
        "人数多少才能申请？",
        "多场所怎么抽样？",
        "ISO20000证书有效期几年？",
        "12个人的小公司能认证吗？",
        "这两类能放在一张证书上吗？",
        "目标日期怎么定比较合理？",
        "How many people does the standard require?",
        "Is there a minimum head-count to apply?",
        "do we need ISO 9001 before ISO 20000?",
        "事件管理服务台做，科技部总经理拍板",
        "咨询那边报价六万八，审核报了四万二",
        "内审这块内审员来做，管代签字",
        "internal audit: QA lead does it, deputy GM signs off",
        "certification fee quoted at 40k, surveillance included",
        "这个我回头问",
        "你好，帮我整理一个项目",
        "撤销",
        "undo that",
        "😀😀😀",
        "",
    ],
)
def test_everything_else_passes_through(text: str) -> None:
    reading = read(text)
    assert (reading.commands, reading.asked, reading.unclear) == ((), [], [])
    assert len(list(reading.free())) == len(reading.clauses)


def test_several_facts_in_one_message_and_a_question_behind_them() -> None:
    text = "客户是某三甲医院，460人，总部在成都，想做20000，9001已经有了"
    assert after(text) == {
        "company": "某三甲医院",
        "headcount": 460,
        "sites": ["成都"],
        "target": ["iso-20000-1"],
        "certificates": ["iso-9001"],
    }
    reading = read("我们公司85人，在绵阳，做20000要审几天？")
    assert [command.args for command in reading.commands] == [{"headcount": 85}, {"sites": ("绵阳",)}]
    assert [clause.text for _, clause in reading.free()] == ["做20000要审几天"]


def test_quoted_words_are_not_noted() -> None:
    assert after("他发来一句「人数改成500，总部在北京」，先别记") == {}


_WORDS = [
    "我们",
    "客户",
    "在",
    "重庆",
    "、",
    "，",
    "。",
    "120人",
    "不是",
    "20000",
    "想做",
    "没有",
    "明年6月",
    "联系人是",
    "去掉",
    "Suzhou",
    "and",
    "100",
    "people",
    "not",
    "hold",
    "ISO",
    "9001",
    "want",
    "by",
    "June",
    "contact",
    "is",
    "?",
    "不对",
]


@given(st.lists(st.sampled_from(_WORDS), max_size=14).map("".join))
def test_any_message_is_read(text: str) -> None:
    after(text, headcount=120, sites=("重庆", "Suzhou"), target=("iso-20000-1",), target_date=dt.date(9999, 12, 31))


@pytest.mark.parametrize(
    "text",
    ["人" * 200_000, "在重庆、" * 50_000, "120人，" * 40_000, "site " * 40_000, "想做20000、" * 20_000, "联系人是" * 50_000, "a" * 200_000],
)
def test_hostile_input_is_read_in_time(text: str) -> None:
    started = time.perf_counter()
    read(text)
    assert time.perf_counter() - started < 5


def test_the_scheme_that_is_wanted_instead_of_the_one_denied() -> None:
    assert after("不对，是20000，不是27001", target=("iso-27001",))["target"] == ["iso-20000-1"]
