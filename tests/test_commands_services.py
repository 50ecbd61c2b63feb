"""What a client does and its categories: descriptions told apart from everything else, answers, additions and removals."""

import time
from typing import Any

import pytest

from assistant.ambiguous import read_ambiguous, read_not_held
from assistant.case import Case, CaseFile, Pending, Talk
from assistant.case.categories import Fit, Fitted
from assistant.domain import Asked
from assistant.ledger_reading import read_ledger
from assistant.names import NameIndex
from assistant.understand.commands import profile, services
from assistant.understand.commands.clauses import clauses_of
from assistant.understand.commands.reading import Context, Reading
from assistant.understand.language import language_of
from tests.conftest import TODAY

NAMES = NameIndex(read_ledger(), read_ambiguous(), read_not_held())
INFRASTRUCTURE = "infrastructure-operation-and-maintenance"
HARDWARE = "hardware-operation-and-maintenance"
SOFTWARE = "software-operation-and-maintenance"
CALLS = "call-centre-and-service-desk"
DATA = "data-processing"
OPERATIONS = "software-operations"


def file_with(*ids: str, described: bool = False, between: tuple[str, ...] = ()) -> CaseFile:
    """A case whose work has been spoken of."""
    fit = Fit(
        described=("管机房",) if ids or described or between else (),
        fitted=tuple(Fitted(category=id, score=0.9) for id in ids),
        between=between,
    )
    pending = Pending(kind="category", between=between) if between else None
    return CaseFile((Case(fit=fit),), talk=Talk(subject="categories" if fit.described else "", pending=pending))


def read(text: str, file: CaseFile | None = None) -> Reading:
    reading = Reading(clauses_of(text))
    context = Context(language_of(text), file or CaseFile(), NAMES, TODAY)
    profile.read(reading, context)
    services.read(reading, context)
    return reading


def done(text: str, file: CaseFile | None = None) -> list[tuple[str, dict[str, Any]]]:
    """The commands, without those on the profile."""
    return [(command.tool, command.args) for command in read(text, file).commands if "profile" not in command.tool]


DESCRIPTIONS = [
    "我们给医院跑机房和网络",
    "他们就是给行里看机房的，UPS、空调都管，服务器坏了也自己修",
    "客户主要做软件外包，按甲方的需求写代码，交源码",
    "我们是做监理的",
    "就是帮政府录入档案，扫描、著录、校对",
    "修电脑和打印机的，学校的活多",
    "我们有三百个坐席，给电商接客服电话",
    "公司自己有套云上的考勤系统，客户按年交钱用",
    "业务是软件产品测试，出检测报告",
    "干的活就是给连锁药店修收银机",
    "我们做信息化运维",
    "团队负责给物流公司标注和清洗数据",
    "我哋幫銀行做資訊安全顧問",
    "专门给商家做网店的上架和支付接入",
    "我们替业主盯弱电工程，隐蔽验收要我们到场",
    "他们给十几家区县医院维护HIS，打补丁、升版本，数据库也管",
    "机房值守、网络巡检、UPS保养都是我们的活",
    "给企业做数字化转型的规划，写蓝图和可研",
    "they repair servers and printers",
    "we do O&M for hospitals",
    "Our client runs machine rooms and networks for two airports",
    "The company develops bespoke software for insurers and hands over the source code.",
    "we answer the users' calls and log their tickets",
    "They key in and clean booking data for an airline",
    "we're a testing lab, vendors send us their packages and we check functions and compatibility",
    "On behalf of the owner we supervise network and cabling projects.",
    "basically it's a SaaS: clinics subscribe, we host it",
    "What we do is write custom production software, each from scratch",
    "mostly desktop support, laptops and printers at customer sites",
    "tills, receipt printers, barcode guns - they break, we swap the part",
    "we advise IT departments on ITIL and information security",
    "They keep hospital software running that others wrote: fixing faults, putting in patches. No development.",
    "a data company, customers are energy firms",
]


@pytest.mark.parametrize("text", DESCRIPTIONS)
def test_a_description_is_taken_as_a_whole_and_as_one(text: str) -> None:
    reading = read(text)
    assert [command.tool for command in reading.commands] == ["describe_services"]
    assert reading.commands[0].args["add"] is False
    assert not list(reading.free()), "no clause is left over"
    assert not reading.asked and not reading.unclear


OTHER = [
    # questions of the field
    "ISO20000证书有效期几年？",
    "业务类别有哪些？",
    "这两类能放在一张证书上吗？",
    "呼叫中心要单独认证吗？",
    "服务台和呼叫中心有什么区别？",
    "做软件开发的能认证ISO20000吗？",
    "机房要不要算在范围里？",
    "which business categories are there?",
    "Is hardware maintenance one of the categories?",
    "Does a software house need ISO 27001?",
    "what does a service desk do in incident management?",
    # rows and costs
    "事件管理服务台做，科技部总经理拍板",
    "调研问卷放前期准备阶段，咨询顾问来做，项目经理批准",
    "机房值班，主要负责人是网管，备份是系统管理员",
    "变更那条再抄送审计部",
    "咨询那边报价七万二，打九五折",
    "工具软件不要了，我们用表格凑合",
    "咨询在国内做，人民币六万到七万",
    "那咨询就不要了，我们自己搞",
    "incident management: the service desk does it, ops manager signs off",
    "patch release: app team does it, key users are informed",
    "consulting offered at 80,000, tools estimated at 12k",
    "The tools were quoted at 22,000 EUR, and the airline pays them.",
    "in the P/B matrix, tape rotation: P storage admin, B linux admin",
    "Undo, they complained.",
    "make the training 6.5k",
    # the client, and the conversation
    "客户是某城商行，总部在重庆，120人",
    "27001和9001已经有证了",
    "ITIL做过两年",
    "联系人是运维主管",
    "你好，帮我整理一个项目",
    "这个我回头问",
    "他们经理又发了句话，不用理",
    "把它改一下",
    "好的，谢谢",
    "we need the certificate by end of May 2027",
    "their boss asked for an update",
    "fix that please",
    "thanks, that's all",
    "😀",
    "",
]


@pytest.mark.parametrize("text", OTHER)
def test_everything_else_is_no_description(text: str) -> None:
    assert done(text) == []
    assert read(text).unclear == []


ADDED = [
    ("另外还帮他们接客服电话", True),
    ("还替别人做数据标注和清洗", True),
    ("我们也修打印机", True),
    ("服务器坏了也是我们换件", True),
    ("再加上ITIL流程咨询，帮客户改进运维管理", True),
    ("其实主要是给商家修收银机和打印机", False),
    ("说错了，我们是做软件开发的，按客户要求定制", False),
    ("不是修电脑，而是给他们打补丁、排软件故障", False),
    ("ah and we also answer the users' calls", True),
    ("They scan and index paper files, too.", True),
    ("actually they mainly develop software to order", False),
    ("correction: we supervise software projects for owners", False),
]


@pytest.mark.parametrize(("text", "add"), ADDED)
def test_later_descriptions_come_on_top_unless_said_anew(text: str, add: bool) -> None:
    assert [(tool, args["add"]) for tool, args in done(text, file_with(INFRASTRUCTURE))] == [("describe_services", add)]


@pytest.mark.parametrize("text", ["不搞开发，也不搞测试", "no development, no testing", "我们不做开发"])
def test_what_is_not_done_changes_nothing_and_the_categories_are_told(text: str) -> None:
    reading = read(text, file_with(INFRASTRUCTURE))
    assert not reading.commands
    assert reading.asked == [Asked("categories", {})]
    assert done(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "硬件不归我们",
        "修硬件的活我们不做",
        "硬件坏了由厂家修",
        "we don't do hardware",
        "Broken hardware is repaired by the manufacturer, not by us.",
    ],
)
def test_what_is_not_done_goes_if_it_stands_in_the_case(text: str) -> None:
    assert done(text, file_with(INFRASTRUCTURE, HARDWARE)) == [("choose_categories", {"remove": (HARDWARE,)})]


@pytest.mark.parametrize(
    ("text", "described", "noted"),
    [
        ("我们给银行写软件，员工120人，总部在成都", "我们给银行写软件", 2),
        ("公司85人，在成都。我们给医院打补丁、排故障，硬件有厂家管", "我们给医院打补丁，排故障，硬件有厂家管", 2),
        ("We are 95 persons. We develop software for customers, on their order.", "We develop software for customers, on their order", 1),
        (
            "New client: around 120 people, sites in Suzhou and Wuxi. They repair servers, and printers too.",
            "They repair servers, and printers too",
            2,
        ),
    ],
)
def test_facts_of_the_client_are_not_part_of_the_description(text: str, described: str, noted: int) -> None:
    reading = read(text)
    assert [args["text"].replace("、", "，") for _, args in done(text)] == [described]
    assert len([command for command in reading.commands if "profile" in command.tool]) == noted


BETWEEN = (INFRASTRUCTURE, HARDWARE, SOFTWARE)
ANSWERS = [
    "主要是软件，HIS打补丁、排故障，硬件有厂家管",
    "都有",
    "第二个",
    "机房",
    "偏硬件多一点吧",
    "it's mostly servers and printers. we repair them and swap the parts",
    "both",
    "the first one",
    "neither really, they answer calls",
]


@pytest.mark.parametrize("text", ANSWERS)
def test_the_answer_to_the_question_between_candidates(text: str) -> None:
    reading = read(text, file_with(between=BETWEEN))
    assert [command.tool for command in reading.commands] == ["answer_category_question"]
    assert not list(reading.free())


@pytest.mark.parametrize(
    "text",
    [
        "ISO20000证书有效期几年？",
        "为什么要问这个？",
        "算了，以后再说",
        "why does that matter?",
        "not sure, later",
        "好的",
        "审核费报了五万六",
    ],
)
def test_what_does_not_answer_the_question(text: str) -> None:
    assert done(text, file_with(between=BETWEEN)) == []


def test_the_whole_answer_is_passed_on_without_the_facts_of_the_client() -> None:
    reading = read("主要是机房，还有网络，公司一共50人", file_with(between=BETWEEN))
    assert [command.args for command in reading.commands] == [{"text": "主要是机房，还有网络"}, {"headcount": 50}]


REMOVED = [
    ("机房那块外包出去了，别算", (INFRASTRUCTURE, CALLS), (INFRASTRUCTURE,)),
    ("呼叫中心服务台那类去掉，其实外包了", (SOFTWARE, CALLS), (CALLS,)),
    ("数据处理那块明年停，拿掉吧", (OPERATIONS, DATA), (DATA,)),
    ("类别里去掉软件运营", (OPERATIONS, DATA), (OPERATIONS,)),
    ("硬件那类不要了", (HARDWARE, INFRASTRUCTURE), (HARDWARE,)),
    ("客服这块不算", (CALLS, SOFTWARE), (CALLS,)),
    ("把修打印机那块去掉", (HARDWARE, DATA), (HARDWARE,)),
    ("这一类去掉", (HARDWARE,), (HARDWARE,)),
    ("维护那块拿掉", (SOFTWARE, DATA), (SOFTWARE,)),
    ("把呼叫中心删了", (CALLS, DATA), (CALLS,)),
    ("we don't do hardware any more, take it out", (HARDWARE, DATA), (HARDWARE,)),
    ("去掉数据处理这个类别", (HARDWARE,), (DATA,)),
    ("take the call centre category out", (HARDWARE, CALLS), (CALLS,)),
    ("remove the system testing category, a partner does that", (SOFTWARE, "system-testing"), ("system-testing",)),
    ("please drop the hardware category", (HARDWARE, CALLS), (HARDWARE,)),
    ("take that category out again", (HARDWARE,), (HARDWARE,)),
    ("the service desk category is out, they outsource it", (HARDWARE, CALLS), (CALLS,)),
]


@pytest.mark.parametrize(("text", "held", "gone"), REMOVED)
def test_a_category_is_taken_out(text: str, held: tuple[str, ...], gone: tuple[str, ...]) -> None:
    reading = read(text, file_with(*held))
    assert done(text, file_with(*held)) == [("choose_categories", {"remove": gone})]
    assert not list(reading.free())


@pytest.mark.parametrize(
    ("text", "name"), [("这类去掉", "软件运营"), ("平台那块先不算", "数据处理"), ("take that category out", "Software operations")]
)
def test_which_category_goes_is_asked_where_several_could(text: str, name: str) -> None:
    reading = read(text, file_with(OPERATIONS, DATA))
    assert not reading.commands
    assert len(reading.unclear) == 1 and name in reading.unclear[0]


@pytest.mark.parametrize(
    "text",
    [
        "内审那行去掉",
        "惠州那个点不算了",
        "法务去掉",
        "培训不要了",
        "take the workshop out of the internal audit",
        "drop the tools",
        "去掉总经理",
    ],
)
def test_other_removals_are_left_to_others(text: str) -> None:
    assert done(text, file_with(OPERATIONS, DATA)) == []


CHOSEN = [
    ("再加一个数据处理类", {"add": (DATA,)}),
    ("业务类别里加上软件运行维护", {"add": (SOFTWARE,)}),
    ("服务台这一类也要加上", {"add": (CALLS,)}),
    ("加个呼叫中心", {"add": (CALLS,)}),
    ("add the data processing category", {"add": (DATA,)}),
    ("swap hardware for software maintenance", {"remove": (HARDWARE,), "add": (SOFTWARE,)}),
    ("please put the service desk category in as well", {"add": (CALLS,)}),
    ("硬件那类换成软件运行维护", {"remove": (HARDWARE,), "add": (SOFTWARE,)}),
    ("take that category out and put in software operation and maintenance instead", {"remove": (HARDWARE,), "add": (SOFTWARE,)}),
]


@pytest.mark.parametrize(("text", "args"), CHOSEN)
def test_a_category_is_put_in_by_its_name(text: str, args: dict[str, Any]) -> None:
    assert done(text, file_with(HARDWARE)) == [("choose_categories", args)]


@pytest.mark.parametrize(
    "text", ["哪个业务类别适合我们？", "我们该报哪一类？", "which category fits us?", "what category should we choose?"]
)
def test_which_category_fits_needs_a_description(text: str) -> None:
    reading = read(text)
    assert not reading.commands and not reading.asked
    assert len(reading.unclear) == 1
    assert not list(reading.free())
    assert read(text, file_with(HARDWARE)).asked == [Asked("categories", {})]


@pytest.mark.parametrize(
    "text",
    [
        "我们给银行修ATM，属于哪一类？",
        "帮网店上架商品、接支付的，该报哪个业务类别？",
        "我们就是接电话的，客服外包。哪个业务类别适合我们？",
        "We repair ATMs for banks. Which category fits us?",
        "which category fits us? we scan and index paper files for archives",
    ],
)
def test_a_description_with_the_question_which_category_fits(text: str) -> None:
    reading = read(text)
    assert [command.tool for command in reading.commands] == ["describe_services"]
    assert not reading.unclear and not list(reading.free())


@pytest.mark.parametrize(
    "text", ["现在有哪些业务类别？", "我们定了哪几类？", "which categories do we have now?", "what categories are noted so far?"]
)
def test_which_categories_there_are_is_for_the_case(text: str) -> None:
    reading = read(text, file_with(HARDWARE))
    assert reading.asked == [Asked("categories", {})]
    assert not reading.commands


def test_a_description_beside_a_question() -> None:
    reading = read("We run the machine rooms of three hospitals. How long is an ISO 20000 certificate valid?")
    assert [command.tool for command in reading.commands] == ["describe_services"]
    assert reading.question == "How long is an ISO 20000 certificate valid?"


def test_quoted_words_are_no_description() -> None:
    assert done("客户发来一句「我们给医院跑机房和网络」，先放着") == []


@pytest.mark.parametrize(
    "text",
    [
        "我们给医院修电脑，" * 20_000,
        "机房" * 100_000,
        "we repair servers and " * 10_000,
        "去掉" * 100_000,
        "哪类适合我们，" * 20_000,
        "a, " * 60_000,
    ],
)
def test_hostile_input_is_read_in_time(text: str) -> None:
    started = time.perf_counter()
    for command in read(text, file_with(HARDWARE)).commands:
        assert len(str(command.args.get("text", ""))) <= 2000
    assert time.perf_counter() - started < 5
