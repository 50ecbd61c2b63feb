"""Costs in spoken messages: what is noted, what is asked of the checklist, what is asked back, and what is left alone."""

import datetime as dt
import json
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.case import Case, CaseFile, Pending, Rejected, Talk
from assistant.tools import TOOLS, Setting, applied, made
from assistant.understand.commands import costs
from assistant.understand.commands.clauses import clauses_of
from assistant.understand.commands.reading import Context, Reading
from assistant.understand.language import language_of

TODAY = dt.date(2026, 11, 26)
Expected = list[tuple[str, dict[str, Any]]]


def cost(part: str, amount: int | None = None, status: str | None = None, **fields: str) -> tuple[str, dict[str, Any]]:
    said = {"amount": None if amount is None else str(amount), "status": status}
    return "set_cost", {"part": part} | {name: value for name, value in said.items() if value is not None} | fields


def adjust(part: str | None, **change: str) -> tuple[str, dict[str, Any]]:
    return "adjust_cost", ({"part": part} if part else {}) | change


def later(state: str, *which: str) -> tuple[str, dict[str, Any]]:
    return "set_later", {"state": state, "which": list(which)}


def noted(*commands: tuple[str, dict[str, Any]]) -> Case:
    case = Case()
    for tool, args in commands:
        case = applied(made(TOOLS[tool], args), case, Setting(today=TODAY))
    return case


STARTED = noted(
    cost("consulting", 80000, "quoted"),
    cost("certification", 42000, "quoted"),
    cost("training", 10000),
    cost("tools", 5000, currency="USD"),
    cost("materials", status="excluded"),
    cost("consulting", 4000, label="差旅费"),
    ("set_budget", {"amount": "150000"}),
)
"""A checklist under way; the certification fee was spoken of last, the consulting before it."""
TALK = Talk(costs=(("certification", None), ("consulting", None)), subject="costs")
EMPTY = CaseFile()
UNDER_WAY = CaseFile().with_case(STARTED).with_talk(TALK)


def read(message: str, file: CaseFile = EMPTY) -> Reading:
    reading = Reading(clauses_of(message))
    costs.read(reading, Context(language_of(message), file, None, TODAY))
    return reading


def commands(message: str, file: CaseFile = EMPTY) -> Expected:
    return [(command.tool, command.args) for command in read(message, file).commands]


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        ("辅导那家公司开价七万五", [cost("consulting", 75000, "quoted")]),
        ("审核机构给了个数,三万八左右", [cost("certification", 38000, "estimated")]),
        (
            "咨询5万8,培训1万2,审核还没报",
            [cost("consulting", 58000), cost("training", 12000), cost("certification", status="to_be_quoted")],
        ),
        (
            "培训费:8000元;宣传册3000元;工具软件两万",
            [cost("training", 8000, currency="CNY"), cost("materials", 3000, currency="CNY"), cost("tools", 20000)],
        ),
        ("资料、工具都不要", [cost("materials", status="excluded"), cost("tools", status="excluded")]),
        (
            "咨询、培训、工具都还没报",
            [cost("consulting", status="to_be_quoted"), cost("training", status="to_be_quoted"), cost("tools", status="to_be_quoted")],
        ),
        ("咨询和培训各两万", [cost("consulting", 20000), cost("training", 20000)]),
        ("咨询和培训分别是五万和两万", [cost("consulting", 50000), cost("training", 20000)]),
        ("内审员班每人1200，报了15个人", [cost("training", 18000, formula="15 × 1,200")]),
        ("顾问费三十五万打八八折", [cost("consulting", 350000), adjust("consulting", factor="0.88")]),
        ("审核费三万六含6%的税", [cost("certification", 36000, note="含6%的税")]),
        ("审核费四万二,分三期付,30/40/30", [cost("certification", 42000, note="分三期付；30/40/30")]),
        ("审核费4.2万，首付一半尾款拿证后付", [cost("certification", 42000, note="首付一半尾款拿证后付")]),
        ("认证费由甲方出", [cost("certification", payer="甲方")]),
        ("培训我们自己掏钱", [cost("training", payer="我们自己")]),
        ("咨询费集团承担，八万", [cost("consulting", 80000, payer="集团")]),
        ("审核费我司付，培训费客户报销", [cost("certification", payer="我司"), cost("training", payer="客户")]),
        ("公证费800,快递费200", [cost("materials", 800, label="公证费"), cost("materials", 200, label="快递费")]),
        ("加一项差旅费，大概5000", [cost("consulting", 5000, "estimated", label="差旅费")]),
        ("再加一笔翻译费 报价6800元", [cost("materials", 6800, "quoted", label="翻译费", currency="CNY")]),
        ("审核费不是四万二,是四万八", [cost("certification", 48000)]),
        ("咨询原来报7万,现在谈到6万5", [cost("consulting", 65000, "quoted")]),
        ("审核费还要等机构报价", [cost("certification", status="to_be_quoted")]),
        ("培训待定", [cost("training", status="to_be_quoted")]),
        ("审核报价四万二,以后每年还要另交吗?", [cost("certification", 42000, "quoted")]),
        ("每天2500，咨询做8天", [cost("consulting", 20000, formula="8 × 2,500")]),
        ("咨询费:人民币柒万贰仟元整", [cost("consulting", 72000, currency="CNY")]),
        ("认证费 12,000-15,000 元", [cost("certification", 12000, "estimated", amount_high="15000", currency="CNY")]),
        ("审核大约三四万", [cost("certification", 30000, "estimated", amount_high="40000")]),
        ("咨询费降了5000", [adjust("consulting", delta="-5000")]),
        ("培训费涨两千", [adjust("training", delta="2000")]),
        ("咨询费加税6%", [adjust("consulting", factor="1.06")]),
        ("帮我把培训改成一万", [cost("training", 10000)]),
        ("把工具删了吧", [cost("tools", status="excluded")]),
        ("差旅实报实销", [cost("consulting", status="to_be_quoted", label="差旅")]),
        ("认证审核这块报4w1", [cost("certification", 41000, "quoted")]),
        ("培训费先按一万二估", [cost("training", 12000, "estimated")]),
        ("咨询服务费人民币6.8万元（含税）", [cost("consulting", 68000, currency="CNY", note="含税")]),
        ("審核費報了四萬二，諮詢費五萬八", [cost("certification", 42000, "quoted"), cost("consulting", 58000, "quoted")]),
        ("工具用免费的", [cost("tools", 0, "quoted")]),
        ("辅导费6.5万分两次付，审核费4万一次性付清", [cost("consulting", 65000, note="分两次付"), cost("certification", 40000)]),
        ("印500本手册，每本12块", [cost("materials", 6000, currency="CNY", formula="500 × 12")]),
        ("软件授权5个，每个6400", [cost("tools", 32000, formula="5 × 6,400")]),
        (
            "机构那边报价是USD 5,800，按7.1折人民币",
            [
                cost("certification", 5800, "quoted", currency="USD"),
                ("convert_cost", {"part": "certification", "rate": "7.1", "currency": "CNY"}),
            ],
        ),
        ("两万八，培训的", [cost("training", 28000)]),
        ("三万是资料和宣传的", [cost("materials", 30000)]),
        ("咨询6万，其中差旅5000", [cost("consulting", 60000, note="其中差旅5000")]),
        ("审核费4万，不含差旅", [cost("certification", 40000, note="不含差旅")]),
        ("培训费不用另外出，包在咨询里", [cost("training", note="包在咨询里")]),
        (
            "诶你好，帮我记下费用：咨询报价六万五，审核费四万，内审员培训三千六，其他的先空着",
            [cost("consulting", 65000, "quoted"), cost("certification", 40000, "quoted"), cost("training", 3600, "quoted")],
        ),
        ("咨询报价五万八千八百八十八", [cost("consulting", 58888, "quoted")]),
        ("咨询费6万，税点6个点另加", [cost("consulting", 60000), adjust("consulting", factor="1.06")]),
        ("培训由一万改为八千", [cost("training", 8000)]),
        ("审核费写错了，应该是四万三", [cost("certification", 43000)]),
        ("等一下，咨询是五万，不是六万", [cost("consulting", 50000)]),
        ("所有费用打九五折", [adjust(None, factor="0.95")]),
        ("都按九折算", [adjust(None, factor="0.9")]),
        ("客户付审核费，咨询我们付", [cost("certification", payer="客户"), cost("consulting", payer="我们")]),
        ("咨询费谈好六万，含差旅，分三次付", [cost("consulting", 60000, "quoted", note="含差旅；分三次付")]),
        (
            "咨询费:¥65000/审核费:¥42000/培训费:¥8000",
            [
                cost("consulting", 65000, currency="CNY"),
                cost("certification", 42000, currency="CNY"),
                cost("training", 8000, currency="CNY"),
            ],
        ),
        ("审核4.2w辅导6w培训1w", [cost("certification", 42000), cost("consulting", 60000), cost("training", 10000)]),
        ("咨询六万，比预算高了一万", [cost("consulting", 60000)]),
        ("培训大概要花个万把块", [cost("training", 10000, "estimated", currency="CNY")]),
        ("资料费三五百", [cost("materials", 300, "estimated", amount_high="500")]),
        ("培训费按人头，每人800，大概25人", [cost("training", 20000, "estimated", formula="25 × 800")]),
        ("咨询25人天，单价2800", [cost("consulting", 70000, formula="25 × 2,800")]),
        (
            "审核5人日，每人日4000，另加差旅3000",
            [cost("certification", 20000, formula="5 × 4,000"), cost("consulting", 3000, label="差旅")],
        ),
        ("咨询费4万+差旅5千", [cost("consulting", 40000), cost("consulting", 5000, label="差旅")]),
        ("审核费至少四万", [cost("certification", 40000, "estimated")]),
        ("审核费最多四万五", [cost("certification", 45000, "estimated")]),
        ("把咨询的6万改成欧元", [cost("consulting", 60000, currency="EUR")]),
        ("培训改成美元报价，1500刀", [cost("training", 1500, "quoted", currency="USD")]),
        ("港币三万的培训", [cost("training", 30000, currency="HKD")]),
        ("先不考虑工具和资料", [cost("tools", status="excluded"), cost("materials", status="excluded")]),
        ("培训换成线上的，省了三千", [adjust("training", delta="-3000")]),
        ("取消培训，改买工具，两万", [cost("training", status="excluded"), cost("tools", 20000)]),
        ("成交价六万二，咨询的", [cost("consulting", 62000)]),
        ("培训的八千只是估的", [cost("training", 8000, "estimated")]),
        ("ok 审核 4.2w done，consulting 还在谈", [cost("certification", 42000), cost("consulting", status="to_be_quoted")]),
        ("consulting fee报了6w，training大概8k", [cost("consulting", 60000, "quoted"), cost("training", 8000, "estimated")]),
        ("audit fee 还没quote", [cost("certification", status="to_be_quoted")]),
        ("tool 不要了，materials 也 skip", [cost("tools", status="excluded"), cost("materials", status="excluded")]),
        ("audit那边quote了42k RMB", [cost("certification", 42000, "quoted", currency="CNY")]),
        ("喂，那个，咨询费嘛，人家报了，嗯，七万整", [cost("consulting", 70000, "quoted")]),
        ("审合费四万五，资询费六万", [cost("certification", 45000), cost("consulting", 60000)]),
        ("咨询报价区间6-8万", [cost("consulting", 60000, "quoted", amount_high="80000")]),
        ("还要加一笔专家评审费，2000元", [cost("certification", 2000, label="专家评审费", currency="CNY")]),
        ("工具就用现有的，不花钱", [cost("tools", 0, "quoted")]),
        (
            "项目|金额|付款方\n咨询费|72000|总部\n培训费|9000|分公司",
            [cost("consulting", 72000, payer="总部"), cost("training", 9000, payer="分公司")],
        ),
        ("审核费标价5万，优惠价4万5", [cost("certification", 45000)]),
        ("咨询费原价8万，打八折，实付6万4", [cost("consulting", 64000)]),
        ("培训二十人次，每人次六百", [cost("training", 12000, formula="20 × 600")]),
        ("资料(不做)，工具：无", [cost("materials", status="excluded"), cost("tools", status="excluded")]),
        (
            "咨询费六万审核费四万培训一万资料不要工具待报价",
            [
                cost("consulting", 60000),
                cost("certification", 40000),
                cost("training", 10000),
                cost("materials", status="excluded"),
                cost("tools", status="to_be_quoted"),
            ],
        ),
    ],
)
def test_what_is_said_of_items_in_chinese(message: str, expected: Expected) -> None:
    assert commands(message) == expected


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        ("the consulting outfit wants 75k", [cost("consulting", 75000)]),
        ("the registrar offered EUR 7,200", [cost("certification", 7200, "quoted", currency="EUR")]),
        (
            "consulting 58k, training 12k, audit not quoted yet",
            [cost("consulting", 58000), cost("training", 12000), cost("certification", status="to_be_quoted")],
        ),
        (
            "training: 8,000; brochures: 3,000; tool software twenty thousand",
            [cost("training", 8000), cost("materials", 3000), cost("tools", 20000)],
        ),
        ("scrap materials and tools", [cost("materials", status="excluded"), cost("tools", status="excluded")]),
        ("no training, no brochures", [cost("training", status="excluded"), cost("materials", status="excluded")]),
        ("consulting and training 20k each", [cost("consulting", 20000), cost("training", 20000)]),
        ("consulting and training are 50k and 20k respectively", [cost("consulting", 50000), cost("training", 20000)]),
        ("internal auditor course is 1,200 per person, 15 people", [cost("training", 18000, formula="15 × 1,200")]),
        ("consulting fee 350 grand with a 12% discount", [cost("consulting", 350000), adjust("consulting", factor="0.88")]),
        ("audit fee 36k incl. 6% VAT", [cost("certification", 36000, note="incl. 6% VAT")]),
        ("audit fee 42k, payable in three instalments 30/40/30", [cost("certification", 42000, note="in three instalments 30/40/30")]),
        ("the client pays for the certification", [cost("certification", payer="client")]),
        ("we'll pay the training ourselves", [cost("training", payer="we")]),
        ("add courier costs, about 300", [cost("materials", 300, "estimated", label="courier")]),
        ("add an item for legal fees at 4,500", [cost("consulting", 4500, label="legal fees")]),
        ("training is free of charge", [cost("training", 0, "quoted")]),
        ("audit fee is not 42k, it's 48k", [cost("certification", 48000)]),
        ("consulting was 70k, now down to 65k", [cost("consulting", 65000)]),
        ("still waiting for the certification body's quote", [cost("certification", status="to_be_quoted")]),
        ("The audit quote is 52,000. Do we pay again every year?", [cost("certification", 52000, "quoted")]),
        ("they agreed to 10% off the consulting", [adjust("consulting", factor="0.9")]),
        ("$2,500 per day for 8 days of consulting", [cost("consulting", 20000, currency="USD", formula="8 × 2,500")]),
        ("fees for certification between 30 and 35 thousand", [cost("certification", 30000, "estimated", amount_high="35000")]),
        ("thirty-two to thirty-five thousand for the audit", [cost("certification", 32000, "estimated", amount_high="35000")]),
        ("could you put the training down as 10k please?", [cost("training", 10000)]),
        ("please drop the tools", [cost("tools", status="excluded")]),
        ("tools we do without", [cost("tools", status="excluded")]),
        ("80k for consulting and 50k for the certification", [cost("consulting", 80000), cost("certification", 50000)]),
        ("certification is 31k, that's what they quoted", [cost("certification", 31000, "quoted")]),
        ("put consulting at 60k and training at 8k", [cost("consulting", 60000), cost("training", 8000)]),
        ("correction: training is 9k, not 8k", [cost("training", 9000)]),
        ("training 5 grand, wait, 6 grand", [cost("training", 6000)]),
        ("convert the certification to RMB at 7.2", [("convert_cost", {"part": "certification", "rate": "7.2", "currency": "CNY"})]),
        ("the printing came in at 2.3k", [cost("materials", 2300)]),
        ("my guess for tools: 15k", [cost("tools", 15000, "estimated")]),
        ("training for 20 people, 800 a head", [cost("training", 16000, formula="20 × 800")]),
        ("20 participants × CNY 800 for the internal auditor training", [cost("training", 16000, currency="CNY", formula="20 × 800")]),
        ("5 auditor days at 3,500 for the certification", [cost("certification", 17500, formula="5 × 3,500")]),
        ("travel 5k, hotel 2k", [cost("consulting", 5000, label="travel"), cost("consulting", 2000, label="hotel")]),
        (
            "consulting fee sixty-five thousand, audit forty, training three point six k",
            [cost("consulting", 65000), cost("training", 3600)],
        ),
        ("the auditors want forty-two k for it", [cost("certification", 42000)]),
        ("put down 3.6k for training", [cost("training", 3600)]),
        (
            "audit: 42k (quoted), training: 8k (est.), tools: tbd",
            [cost("certification", 42000, "quoted"), cost("training", 8000, "estimated"), cost("tools", status="to_be_quoted")],
        ),
        ("certification fee 42.000,00 RMB", [cost("certification", 42000, currency="CNY")]),
        ("we got an offer of 58k for the consulting", [cost("consulting", 58000, "quoted")]),
        ("consultants came down by 3k", [adjust("consulting", delta="-3000")]),
        ("they knocked 5% off the audit fee", [adjust("certification", factor="0.95")]),
        ("audit is 3k less now", [adjust("certification", delta="-3000")]),
        ("please take training off the list", [cost("training", status="excluded")]),
        ("tools are included in the consulting fee", [cost("tools", note="included in the consulting fee")]),
        ("leave the audit fee open", [cost("certification", status="to_be_quoted")]),
        ("nobody has quoted the training yet", [cost("training", status="to_be_quoted")]),
        ("10% off everything", [adjust(None, factor="0.9")]),
        ("20 seats at $49 per seat for the ITSM tool", [cost("tools", 980, currency="USD", formula="20 × 49")]),
        ("trainer costs 4,000 a day, two days", [cost("training", 8000, formula="2 × 4,000")]),
        ("the client covers travel and accommodation", [cost("consulting", label="travel and accommodation", payer="client")]),
        ("training will be paid by HR", [cost("training", payer="HR")]),
        ("consulting - 60k, audit - 42k, training - 8k", [cost("consulting", 60000), cost("certification", 42000), cost("training", 8000)]),
        ("internal auditor course is 1,200 per person, 15 people", [cost("training", 18000, formula="15 × 1,200")]),
        ("the quotation of consulting is RMB sixty thousand", [cost("consulting", 60000, "quoted", currency="CNY")]),
        ("tool licences: 25 users at 400 each", [cost("tools", 10000, formula="25 × 400")]),
        ("consulting must be 58k not 85k", [cost("consulting", 58000)]),
        ("take 3k off the consulting", [adjust("consulting", delta="-3000")]),
        (
            "training 1200 USD, at 7.1",
            [cost("training", 1200, currency="USD"), ("convert_cost", {"part": "training", "rate": "7.1", "currency": "CNY"})],
        ),
        ("tools are off the table", [cost("tools", status="excluded")]),
        ("head office will take care of the audit fee", [cost("certification", payer="head office")]),
        ("cost | amount | who pays\nconsulting | 58,000 | head office", [cost("consulting", 58000, payer="head office")]),
        ("cons 60k, cert 42k, train 8k", [cost("consulting", 60000), cost("certification", 42000), cost("training", 8000)]),
        ("the audit charges are INR 95,000", [cost("certification", 95000, "quoted", currency="INR")]),
        (
            "consulting's been confirmed at 62,000 and the auditors have come back with 39,500.",
            [cost("consulting", 62000), cost("certification", 39500)],
        ),
        ("training price still missing", [cost("training", status="to_be_quoted")]),
        ("price of the consulting is going from 60k down to 58k", [cost("consulting", 58000)]),
        ("they give discount 10 percent for consulting", [adjust("consulting", factor="0.9")]),
    ],
)
def test_what_is_said_of_items_in_english(message: str, expected: Expected) -> None:
    assert commands(message) == expected


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        ("预算不超过20万", [("set_budget", {"amount": "200000"})]),
        ("老板就批了十五万", [("set_budget", {"amount": "150000"})]),
        ("总盘子8万美金", [("set_budget", {"amount": "80000", "currency": "USD"})]),
        ("预算从10万调到12万", [("set_budget", {"amount": "120000"})]),
        ("预算再加两万", [("set_budget", {"delta": "20000"})]),
        ("预算砍掉三万", [("set_budget", {"delta": "-30000"})]),
        ("能不能把预算改成十万？", [("set_budget", {"amount": "100000"})]),
        ("预算改成9万，可以吗？", [("set_budget", {"amount": "90000"})]),
        ("领导说最多给十万", [("set_budget", {"amount": "100000"})]),
        ("钱就这么多，8万封顶", [("set_budget", {"amount": "80000"})]),
        ("预算按美元算，两万刀", [("set_budget", {"amount": "20000", "currency": "USD"})]),
        ("把budget raise到20w", [("set_budget", {"amount": "200000"})]),
        ("budget is capped at 200k", [("set_budget", {"amount": "200000"})]),
        ("boss gave us 150k to spend", [("set_budget", {"amount": "150000"})]),
        ("we can spend 90 thousand at most", [("set_budget", {"amount": "90000"})]),
        ("raise the budget by 20k", [("set_budget", {"delta": "20000"})]),
        ("cut the budget to 80k", [("set_budget", {"amount": "80000"})]),
        ("can you set the budget to 100k?", [("set_budget", {"amount": "100000"})]),
        ("max 80k in total", [("set_budget", {"amount": "80000"})]),
        ("the budget went from 100k to 120k", [("set_budget", {"amount": "120000"})]),
        ("追加预算五万", [("set_budget", {"delta": "50000"})]),
        ("预算缩到8万了", [("set_budget", {"amount": "80000"})]),
        ("cut 10k from the budget", [("set_budget", {"delta": "-10000"})]),
        ("our limit is 80 grand", [("set_budget", {"amount": "80000"})]),
    ],
)
def test_the_budget(message: str, expected: Expected) -> None:
    assert commands(message) == expected


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        ("监审另收，每年8000", [later("not_included", "surveillance"), cost("certification", note="每年8000")]),
        ("只含监审", [later("included", "surveillance"), later("not_included", "recertification", "certificate_management")]),
        ("除了复评都含", [later("included", "surveillance", "certificate_management"), later("not_included", "recertification")]),
        ("后面几年的都不含", [later("not_included", "surveillance", "recertification", "certificate_management")]),
        ("证书管理费每年2000另付", [later("not_included", "certificate_management")]),
        ("监审、复评含,年金不清楚", [later("included", "surveillance", "recertification"), later("unknown", "certificate_management")]),
        ("年审已经包在里面了，三年换证那次要另外给钱", [later("included", "surveillance"), later("not_included", "recertification")]),
        (
            "审核费四万二，监审复评都含，证书费另付",
            [
                cost("certification", 42000),
                later("included", "surveillance", "recertification"),
                later("not_included", "certificate_management"),
            ],
        ),
        (
            "认证公司说四万，包三年的监督审核，复评重新报价",
            [cost("certification", 40000), later("included", "surveillance"), later("not_included", "recertification")],
        ),
        (
            "监审每年一万，复评三万",
            [later("not_included", "surveillance", "recertification"), cost("certification", note="监审每年一万；复评三万")],
        ),
        ("证书年费不用另外交", [later("included", "certificate_management")]),
        ("三年内的监督审核都包了，到期复评得重新签", [later("included", "surveillance"), later("not_included", "recertification")]),
        ("那几项后续的费用都包含在内", [later("included", "surveillance", "recertification", "certificate_management")]),
        (
            "监督审核和管理费含，再认证不含",
            [later("included", "surveillance", "certificate_management"), later("not_included", "recertification")],
        ),
        (
            "审核费 45000左右，后面每年监督审核 15000，证书费 2000",
            [
                cost("certification", 45000, "estimated"),
                later("not_included", "surveillance", "certificate_management"),
                cost("certification", note="后面每年监督审核 15000；证书费 2000"),
            ],
        ),
        ("surveillance is extra, 8k a year", [later("not_included", "surveillance"), cost("certification", note="8k a year")]),
        ("recert isn't covered", [later("not_included", "recertification")]),
        (
            "everything but the recertification is included",
            [later("included", "surveillance", "certificate_management"), later("not_included", "recertification")],
        ),
        (
            "the yearly visits are in, the three-year one is extra",
            [later("included", "surveillance"), later("not_included", "recertification")],
        ),
        ("later years are not included", [later("not_included", "surveillance", "recertification", "certificate_management")]),
        ("certificate management: no idea yet", [later("unknown", "certificate_management")]),
        (
            "surveillance and recertification included but not certificate management",
            [later("included", "surveillance", "recertification"), later("not_included", "certificate_management")],
        ),
        (
            "the fee covers surveillance but recertification comes on top",
            [later("included", "surveillance"), later("not_included", "recertification")],
        ),
        (
            "audit 42k, recert and cert mgmt fee not included",
            [cost("certification", 42000), later("not_included", "recertification", "certificate_management")],
        ),
        (
            "surveillance year 1 and 2 are in, recert at year 3 isn't",
            [later("included", "surveillance"), later("not_included", "recertification")],
        ),
        (
            "recert not sure, the rest is in",
            [later("unknown", "recertification"), later("included", "surveillance", "certificate_management")],
        ),
        (
            "cert fee covers surveillance only",
            [later("included", "surveillance"), later("not_included", "recertification", "certificate_management")],
        ),
        ("the price covers all three years", [later("included", "surveillance", "recertification", "certificate_management")]),
        ("机构说监审另收费", [later("not_included", "surveillance")]),
        ("再认证不在报价里", [later("not_included", "recertification")]),
        ("复评费用报价里没写", [later("unknown", "recertification")]),
        ("everything is included, all three years", [later("included", "surveillance", "recertification", "certificate_management")]),
        ("recert costs extra", [later("not_included", "recertification")]),
        (
            "審核費四萬二，監督稽核沒含，重新驗證有含",
            [cost("certification", 42000), later("not_included", "surveillance"), later("included", "recertification")],
        ),
        (
            "审核费仲等紧报价，年审唔包，证书管理费包埋",
            [
                cost("certification", status="to_be_quoted"),
                later("not_included", "surveillance"),
                later("included", "certificate_management"),
            ],
        ),
        (
            "首年审核费4.2万，监审1.5万/年",
            [cost("certification", 42000), later("not_included", "surveillance"), cost("certification", note="监审1.5万/年")],
        ),
        (
            "include the surveillance, exclude the rest",
            [later("included", "surveillance"), later("not_included", "recertification", "certificate_management")],
        ),
        ("recert will be invoiced separately", [later("not_included", "recertification")]),
        ("neither surveillance nor recertification is included", [later("not_included", "surveillance", "recertification")]),
    ],
)
def test_what_later_years_include(message: str, expected: Expected) -> None:
    assert commands(message) == expected


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        ("都含", [later("included", "surveillance", "recertification", "certificate_management")]),
        ("都不含", [later("not_included", "surveillance", "recertification", "certificate_management")]),
        ("含", [later("included", "surveillance", "recertification", "certificate_management")]),
        ("不含", [later("not_included", "surveillance", "recertification", "certificate_management")]),
        ("还不清楚", [later("unknown", "surveillance", "recertification", "certificate_management")]),
        ("not known yet", [later("unknown", "surveillance", "recertification", "certificate_management")]),
        ("included", [later("included", "surveillance", "recertification", "certificate_management")]),
        ("all included", [later("included", "surveillance", "recertification", "certificate_management")]),
        ("none", [later("not_included", "surveillance", "recertification", "certificate_management")]),
        ("这个我回头问", [later("unknown", "surveillance", "recertification", "certificate_management")]),
        ("含监审，别的另算", [later("included", "surveillance"), later("not_included", "recertification", "certificate_management")]),
        ("前两个含，最后一个不含", [later("included", "surveillance", "recertification"), later("not_included", "certificate_management")]),
        ("监审含，其他不含", [later("included", "surveillance"), later("not_included", "recertification", "certificate_management")]),
        ("yes, all of them", [later("included", "surveillance", "recertification", "certificate_management")]),
        ("只有监审含", [later("included", "surveillance"), later("not_included", "recertification", "certificate_management")]),
        ("we'll ask them", [later("unknown", "surveillance", "recertification", "certificate_management")]),
        ("不知道，要问机构", [later("unknown", "surveillance", "recertification", "certificate_management")]),
        (
            "surveillance yes, the rest no",
            [later("included", "surveillance"), later("not_included", "recertification", "certificate_management")],
        ),
        ("not sure", [later("unknown", "surveillance", "recertification", "certificate_management")]),
        ("都包括了，机构确认过", [later("included", "surveillance", "recertification", "certificate_management")]),
        (
            "监督审核含，其余两项另计",
            [later("included", "surveillance"), later("not_included", "recertification", "certificate_management")],
        ),
    ],
)
def test_the_answer_to_the_question_about_later_years(message: str, expected: Expected) -> None:
    assert commands(message, UNDER_WAY.with_talk(TALK.changed(pending=Pending(kind="later")))) == expected


def test_an_answer_leaves_what_is_known() -> None:
    known = noted(cost("certification", 42000, "quoted"), later("not_included", "surveillance"))
    file = CaseFile().with_case(known).with_talk(Talk(subject="costs", pending=Pending(kind="later")))
    assert commands("都含", file) == [later("included", "recertification", "certificate_management")]


@pytest.mark.parametrize("message", ["都含", "included", "no", "前两个含"])
def test_nothing_is_answered_where_nothing_was_asked(message: str) -> None:
    assert commands(message, UNDER_WAY) == []


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        ("打八五折", [adjust("certification", factor="0.85")]),
        ("再加上6%的税", [adjust("certification", factor="1.06")]),
        ("再便宜两千", [adjust("certification", delta="-2000")]),
        ("这项改成四万五", [cost("certification", 45000)]),
        ("那笔不要了", [cost("certification", status="excluded")]),
        ("不是四万二是四万八", [cost("certification", 48000)]),
        ("其实是四万四", [cost("certification", 44000)]),
        ("改成五万", [cost("certification", 50000)]),
        ("按7.2折成人民币", [("convert_cost", {"part": "tools", "rate": "7.2", "currency": "CNY"})]),
        ("convert it to RMB at 7.2", [("convert_cost", {"part": "tools", "rate": "7.2", "currency": "CNY"})]),
        ("把工具的美元按汇率7.15换成人民币", [("convert_cost", {"part": "tools", "rate": "7.15", "currency": "CNY"})]),
        ("make it 45k", [cost("certification", 45000)]),
        ("10% off on that", [adjust("certification", factor="0.9")]),
        ("knock 2k off", [adjust("certification", delta="-2000")]),
        ("halve it", [adjust("certification", factor="0.5")]),
        ("the last one is paid by the client", [cost("certification", payer="client")]),
        ("the one before goes up by 5k", [adjust("consulting", delta="5000")]),
        ("scrap that one", [cost("certification", status="excluded")]),
        ("差旅费涨到六千", [cost("consulting", 6000, label="差旅费")]),
        ("差旅不要了", [cost("consulting", status="excluded", label="差旅费")]),
        ("差旅费删掉", [("remove_cost", {"part": "consulting", "label": "差旅费"})]),
        ("资料还是要印，三千", [cost("materials", 3000)]),
        ("materials are needed after all", [cost("materials", status="to_be_quoted")]),
        ("工具那五千美元改成人民币三万六", [cost("tools", 36000, currency="CNY")]),
        ("咨询的报价有效期到年底", [cost("consulting", note="报价有效期到年底")]),
        ("预算砍掉两万", [("set_budget", {"delta": "-20000"})]),
        ("预算提高10%", [("set_budget", {"delta": "15000"})]),
        ("预算没了", [("set_budget", {})]),
        ("drop the budget", [("set_budget", {})]),
        ("分三期付，首期一万五", [cost("certification", note="分三期付；首期一万五")]),
        ("备注：价格含差旅", [cost("certification", note="价格含差旅")]),
        ("培训再加5个人，每人500", [adjust("training", delta="2500")]),
        ("审核加急费5000", [cost("consulting", 5000, label="审核加急费")]),
        ("对方答应打九折", [adjust("certification", factor="0.9")]),
        ("审核费按四万二的九折算", [cost("certification", 42000), adjust("certification", factor="0.9")]),
        ("工具那笔改成3万，人民币", [cost("tools", 30000, currency="CNY")]),
        ("咨询费打九五折再减两千", [adjust("consulting", factor="0.95"), adjust("consulting", delta="-2000")]),
        ("培训费正式报价了，就是一万", [cost("training", 10000, "quoted")]),
        ("第一项改成八万", [cost("consulting", 80000)]),
        ("the first one is 45k", [cost("consulting", 45000)]),
        ("刚说错了，是五万", [cost("certification", 50000)]),
        ("not 42k, 44k", [cost("certification", 44000)]),
        ("I said 42k, should be 44k", [cost("certification", 44000)]),
        ("换算成人民币，汇率七点二", [("convert_cost", {"part": "tools", "rate": "7.2", "currency": "CNY"})]),
        ("in RMB at 7.2 please", [("convert_cost", {"part": "tools", "rate": "7.2", "currency": "CNY"})]),
        ("付款方改成甲方", [cost("certification", payer="甲方")]),
        ("这笔钱财务部说他们出", [cost("certification", payer="财务部")]),
        ("咨询和审核都打九折", [adjust("consulting", factor="0.9"), adjust("certification", factor="0.9")]),
        (
            "费用都由集团出",
            [
                cost("consulting", payer="集团"),
                cost("certification", payer="集团"),
                cost("training", payer="集团"),
                cost("tools", payer="集团"),
                cost("consulting", label="差旅费", payer="集团"),
            ],
        ),
        ("another 2k on top", [adjust("certification", delta="2000")]),
        ("翻译费加上，大概三千", [cost("materials", 3000, "estimated", label="翻译费")]),
    ],
)
def test_what_was_spoken_of_before_is_meant(message: str, expected: Expected) -> None:
    assert commands(message, UNDER_WAY) == expected


@pytest.mark.parametrize(
    ("message", "part", "fields"),
    [
        ("审核费从四万二砍到三万九，含首年监审", "certification", {"amount": Decimal(39000), "status": "quoted"}),
        ("咨询打九折再减两千", "consulting", {"amount": Decimal(70000), "formula": "72,000 − 2,000"}),
        ("工具按汇率7.2折成人民币", "tools", {"amount": Decimal(36000), "currency": "CNY"}),
        ("培训改成20人，每人450", "training", {"amount": Decimal(9000), "formula": "20 × 450"}),
        ("consulting is 90k, 6% VAT on top", "consulting", {"amount": Decimal(95400), "status": "quoted"}),
        ("training 5-6k", "training", {"amount": Decimal(5000), "amount_high": Decimal(6000)}),
        ("the consulting is paid by head office", "consulting", {"payer": "head office", "amount": Decimal(80000)}),
        ("咨询那边撤回了报价", "consulting", {"status": "to_be_quoted", "amount": None}),
    ],
)
def test_the_commands_make_the_item_that_was_meant(message: str, part: str, fields: dict[str, Any]) -> None:
    case = STARTED
    for command in read(message, UNDER_WAY).commands:
        case = applied(made(TOOLS[command.tool], command.args), case, Setting(today=TODAY))
    item = case.costs.item(part)  # type: ignore[arg-type]
    assert {name: getattr(item, name) for name in fields} == fields


@pytest.mark.parametrize(
    ("message", "asked"),
    [
        ("四万二", "四万二"),
        ("they quoted 42k", "42k"),
        ("大概三万五吧", "三万五"),
        ("咨询和培训一共8万", "各是多少"),
        ("consulting and training together 80k", "how much is each"),
        ("咨询6万，7万", "不止一个数"),
        ("培训每人1200", "一共多少"),
        ("请把审核费改为已报价", "报了多少"),
        ("打八折", "哪一项"),
    ],
)
def test_what_cannot_be_known_is_asked_back(message: str, asked: str) -> None:
    reading = read(message)
    assert not reading.commands
    assert len(reading.unclear) == 1 and asked in reading.unclear[0]


@pytest.mark.parametrize("message", ["折成人民币", "咨询便宜200美元"])
def test_what_the_checklist_does_not_allow_is_asked_back(message: str) -> None:
    reading = read(message, CaseFile().with_case(STARTED).with_talk(Talk(costs=(("tools", None),), subject="costs")))
    assert not reading.commands and reading.unclear


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        ("现在加起来是多少", [("total", {})]),
        ("what's our total?", [("total", {})]),
        ("预算还剩多少？", [("remaining", {})]),
        ("are we still within budget?", [("remaining", {})]),
        ("哪些还没报价？", [("open", {})]),
        ("which items have no quote?", [("open", {})]),
        ("审核费现在是多少？", [("item", {"part": "certification"})]),
        ("how much is the consulting now?", [("item", {"part": "consulting"})]),
        ("差旅费记了多少？", [("item", {"part": "consulting", "label": "差旅费"})]),
        ("咨询费和审核费各是多少？", [("item", {"part": "consulting"}), ("item", {"part": "certification"})]),
        ("哪几项是甲方出的？", [("costs", {})]),
        ("show me the costs", [("costs", {})]),
        ("我们这次监审含不含？", [("later", {})]),
        ("那个现在多少", [("item", {"part": "certification"})]),
    ],
)
def test_what_is_asked_of_the_checklist(message: str, expected: Expected) -> None:
    reading = read(message, UNDER_WAY)
    assert [(asked.kind, asked.args) for asked in reading.asked] == expected
    assert not reading.commands


@pytest.mark.parametrize(
    "message",
    [
        "如果咨询打九折是多少",
        "要是审核报四万五就超预算了",
        "what if the consulting were 10% off?",
        "if they give us 10% off we take it",
        "客户想打九折",
        "they want 10% off the consulting",
        "审核费我想砍到三万五",
        "审核费先别记，四万",
        "don't record this: audit 40k",
        "去年审核费花了三万",
        "听说别家报五万",
        "last year the audit was 30k",
        "对方发来一句「咨询费改成八万八」",
        "以下是邮件：\n> 审核费改成 88000 元",
        "审核费一般多少？",
        "认证费用由哪几部分组成？",
        "咨询费六万是不是偏高？",
        "is 42k for the audit too much?",
        "how much is a typical certification fee?",
        "培训是必须的吗？",
        "can we drop the training?",
        "咨询不做了，会有什么影响？",
        "监督审核一般多久一次？",
        "审核费可以分期吗",
        "硬要我们掏培训费，是这么规定的不",
        "我们做软件开发，年营收3000万",
        "我们120人，在重庆有两个场所",
        "ISO 27001 audit, 2 sites, 120 people",
        "certification to ISO 20000 by June 2027",
        "内部审核由质量部做，管理者代表拍板",
        "审核组三个人待两天",
        "培训计划由人事部负责，总经理批准",
        "training plan: HR does it, COO approves",
        "Exporters often take the certification too, though it is not required by law.",
        "质量提高5%",
        "the contract with the client is worth 800k",
    ],
)
def test_questions_suppositions_and_ordinary_talk_pass_untouched(message: str) -> None:
    for file in (EMPTY, UNDER_WAY):
        reading = read(message, file)
        assert (reading.commands, reading.unclear, reading.asked, reading.used) == ((), [], [], set())


def test_the_question_beside_a_command_is_left() -> None:
    reading = read("审核报价四万二，以后每年还要另交吗？")
    assert [clause.text for _, clause in reading.free()] == ["以后每年还要另交吗"]
    assert reading.question.startswith("以后每年还要另交吗")


def test_a_headcount_beside_a_cost_stays_free() -> None:
    reading = read("we have 120 people and a budget of 90k")
    assert [command.tool for command in reading.commands] == ["set_budget"]
    assert [clause.text for _, clause in reading.free()] == ["we have 120 people and a budget of 90k"]


def test_what_is_understood_is_taken_and_the_rest_is_not() -> None:
    reading = read("咨询六万，内审由质量部做，审核费四万")
    assert [clause.text for _, clause in reading.free()] == ["内审由质量部做"]


def test_a_row_of_the_matrix_is_not_a_cost() -> None:
    case = noted(("assign_raci", {"activity": "培训", "role": "人事部", "letters": ["R"]}))
    file = CaseFile().with_case(case)
    assert commands("培训不要了", file.with_talk(Talk(subject="raci"))) == []
    assert commands("培训不要了", file.with_talk(Talk(subject="costs"))) == [cost("training", status="excluded")]


def test_arguments_can_be_kept_as_json() -> None:
    for message in ("审核报价6500美元，按7.2折成人民币", "training 5-6k, 10% off", "监审另收，每年8000"):
        assert json.loads(json.dumps([command.args for command in read(message).commands]))


WORDS = [
    "审核费",
    "咨询",
    "培训",
    "预算",
    "四万二",
    "5k",
    "%",
    "九折",
    "含",
    "不含",
    "监审",
    "另算",
    "甲方出",
    "报了",
    "大概",
    "，",
    "。",
    "？",
    "不要",
]
WORDS += ["$", "the ", "fee ", "not ", "if ", "3", "人", "每", "天", "其中", "分三期", "it's ", " 600 ", "×", "改成"]


@settings(deadline=None, max_examples=60)
@given(st.lists(st.sampled_from(WORDS), max_size=25))
def test_any_message_is_read_and_its_commands_are_commands(words: list[str]) -> None:
    for file in (EMPTY, UNDER_WAY.with_talk(TALK.changed(pending=Pending(kind="later")))):
        for command in read("".join(words), file).commands:
            try:
                applied(made(TOOLS[command.tool], command.args), file.case, Setting(today=TODAY))
            except Rejected as rejected:
                assert rejected.said("zh")


@pytest.mark.parametrize(
    "message", ["审核费" * 60_000, "四万二，" * 40_000, "1," * 90_000, "监审、" * 40_000, "😀" * 500, "\u0000费" * 300]
)
def test_a_hostile_message_does_no_harm(message: str) -> None:
    assert len(read(message).commands) < 1000
