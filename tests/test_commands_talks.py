"""Conversations on fees, facts of the client, its work, and steps back: what a message makes of the case that those before it have left."""

import pytest

from tests.test_commands_raci_wholesale import rows, said


@pytest.mark.parametrize(
    ("message", "yes", "amount"),
    [
        ("我们预算8到10万", "是", 100_000),
        ("预算10-15万", "好的", 150_000),
        ("budget is between 80k and 100k", "yes", 100_000),
        ("the budget is 30 to 35k", "go ahead", 35_000),
    ],
)
def test_the_upper_end_of_a_budget_is_offered_and_noted_on_a_yes(message: str, yes: str, amount: int) -> None:
    asked = said(message)
    assert asked.file.case.costs.budget is None and f"{amount:,}" in asked.asks[0]
    budget = said(message, yes).file.case.costs.budget
    assert budget and budget.amount == amount


@pytest.mark.parametrize(
    ("first", "message"),
    [
        ("预算10万", "预算再加15%的预备费"),
        ("预算10万", "再加15%的不可预见费到预算里"),
        ("the budget is 100k", "put a 15% contingency into the budget"),
        ("the budget is 100k", "add a contingency of 15% to the budget"),
    ],
)
def test_a_reserve_is_a_share_of_the_budget_on_top_of_it(first: str, message: str) -> None:
    budget = said(first, message).file.case.costs.budget
    assert budget and budget.amount == 115_000
    assert said(message).file.case.costs.budget is None


def test_whoever_gives_something_away_is_no_item() -> None:
    costs = said("咨询大概3万", "培训费免了，咨询方送的").file.case.costs
    training, consulting = costs.item("training"), costs.item("consulting")
    assert training and training.amount == 0
    assert consulting and consulting.amount == 30_000


@pytest.mark.parametrize("message", ["培训每人800，一共12个人", "培训12个人，每人800"])
def test_a_price_for_one_goes_with_the_number_of_people(message: str) -> None:
    training = said(message).file.case.costs.item("training")
    assert training and training.amount == 9_600


@pytest.mark.parametrize(
    "message",
    [
        "A competitor has 300 employees and paid 80k for their audit",
        "our competitor was quoted 50k for the audit",
        "隔壁公司300人，花了8万",
        "朋友公司审核费8万，咨询3万",
    ],
)
def test_what_others_have_and_pay_is_not_noted(message: str) -> None:
    case = said(message).file.case
    assert case.profile.headcount is None
    assert not [item for item in case.costs.items if item.amount is not None]


def test_the_speakers_own_fee_counts_beside_that_of_others() -> None:
    fee = said("隔壁公司审核费8万，我们的审核费报了6万").file.case.costs.item("certification")
    assert fee and fee.amount == 60_000


@pytest.mark.parametrize(
    ("messages", "count"),
    [
        (("公司86人", "人数更正一下，92"), 92),
        (("公司86人", "人数更正为92"), 92),
        (("We're a 120-person company", "make that 135, we hired some people"), 135),
        (("We're a 120-person company", "we want the certificate by June 2027", "make that 135"), 120),
    ],
)
def test_the_head_count_is_put_right_where_it_has_been_spoken_of(messages: tuple[str, ...], count: int) -> None:
    assert said(*messages).file.case.profile.headcount == count


@pytest.mark.parametrize(
    ("messages", "sites"),
    [
        (("两个办公地点：渝北和南岸",), ("渝北", "南岸")),
        (("两个办公地点：渝北和南岸", "南岸那个点下个月关了"), ("渝北",)),
        (("两个办公地点：渝北和南岸", "南岸不在认证范围里"), ("渝北",)),
        (("our offices are in Jurong and Penang", "Penang isn't in scope"), ("Jurong",)),
    ],
)
def test_all_sites_of_a_list_are_noted_and_go_when_they_are_out(messages: tuple[str, ...], sites: tuple[str, ...]) -> None:
    assert said(*messages).file.case.profile.sites == sites


@pytest.mark.parametrize(
    ("message", "date"),
    [
        ("计划1月开始，年底前完成认证", "2027-12-31"),
        ("start in January, certificate by the end of the year", "2027-12-31"),
        ("start in January, certificate before Christmas 2027", "2027-12-25"),
        ("年底前拿证", "2026-12-31"),
    ],
)
def test_what_begins_next_year_does_not_end_in_this_one(message: str, date: str) -> None:
    target = said(message).file.case.profile.target_date
    assert target and target.isoformat() == date


@pytest.mark.parametrize(
    "message",
    ["tell QA", "QA needs to know", "replace QA with legal", "no idea yet about consulting", "其中外包12人", "南岸那个办公室下个月关了"],
)
def test_what_tells_of_no_work_is_no_service(message: str) -> None:
    held = said("我们做运维的" if "\u4e00" <= message[0] <= "\u9fff" else "hello", message)
    assert not set(held.file.case.profile.services) - {"我们做运维的"}


def test_the_scope_that_is_to_be_certified_tells_of_the_work() -> None:
    case = said("认证范围是给金融客户提供数据库运维服务").file.case
    assert case.fit.ids == ("software-operation-and-maintenance",)


@pytest.mark.parametrize(
    ("message", "ids"),
    [
        ("我们给客户做软件开发，另外还托管服务器", {"software-design-and-development", "infrastructure-operation-and-maintenance"}),
        (
            "We develop custom software for banks and host their servers",
            {"software-design-and-development", "infrastructure-operation-and-maintenance"},
        ),
        ("We host servers for our customers", {"infrastructure-operation-and-maintenance"}),
        ("our app is a subscription, we host it and users log in", {"software-operations"}),
    ],
)
def test_hosting_servers_is_running_infrastructure(message: str, ids: set[str]) -> None:
    assert set(said(message).file.case.fit.ids) == ids


@pytest.mark.parametrize("message", ["oops, bring it back", "put it back", "还是要回来"])
def test_what_was_just_deleted_comes_back(message: str) -> None:
    assert rows(said("internal audit: A quality manager", "delete the row", message)) == ["internal audit"]


@pytest.mark.parametrize("message", ["恢复到最开始", "撤回到最开始", "go back to the beginning", "undo everything back to the start"])
def test_all_steps_back_lead_to_the_start(message: str) -> None:
    held = said("internal audit: A quality manager", "training: A quality manager", "the budget is 80k", message)
    assert not rows(held) and held.file.case.costs.budget is None


@pytest.mark.parametrize(
    ("messages", "amount"),
    [
        (("预算先按12万算", "再砍1万"), 110_000),
        (("the budget is 100k", "cut it by 10k"), 90_000),
        (("预算12万", "审核费报了5万", "再砍1万"), 120_000),
    ],
)
def test_so_much_less_right_after_the_budget_is_meant_of_it(messages: tuple[str, ...], amount: int) -> None:
    budget = said(*messages).file.case.costs.budget
    assert budget and budget.amount == amount


@pytest.mark.parametrize("message", ["our friend's company lets the CEO sign off, they have 40 people", "朋友公司是总经理拍板，他们40人"])
def test_the_head_count_of_others_is_not_noted_in_the_next_clause(message: str) -> None:
    assert said(message).file.case.profile.headcount is None


def test_a_head_count_put_right_as_of_a_day() -> None:
    assert said("We are a 60 person company", "actually 64 as of this week").file.case.profile.headcount == 64


@pytest.mark.parametrize(
    ("message", "count"),
    [
        ("We have 45 staff in Leeds and 30 in York", 75),
        ("在职68人，另有外包15人", 68),
        ("共83人，其中外包15人", 83),
    ],
)
def test_people_are_counted_over_all_places_and_without_those_of_others(message: str, count: int) -> None:
    assert said(message).file.case.profile.headcount == count


def test_what_is_done_in_house_at_no_cost_is_free() -> None:
    training = said("training we do in-house so no cost").file.case.costs.item("training")
    assert training and training.amount == 0


@pytest.mark.parametrize(
    "messages",
    [
        ("we run the networks and machine rooms of our clients", "we used to do web development but stopped last year"),
        ("我们以前做过软件开发，现在主要给银行看机房",),
        ("我们给银行看机房", "软件开发那块去年停了"),
    ],
)
def test_work_that_is_done_no_more_makes_no_category(messages: tuple[str, ...]) -> None:
    assert said(*messages).file.case.fit.ids == ("infrastructure-operation-and-maintenance",)


def test_a_discount_that_the_body_gives_is_one_of_its_fee() -> None:
    fee = said("审核费4.5万", "机构又给便宜了3000").file.case.costs.item("certification")
    assert fee and fee.amount == 42_000


def test_depots_are_sites() -> None:
    sites = said("Client: Harbour Logistics, 3 depots: Kiel, Bremen and Rostock").file.case.profile.sites
    assert sites == ("Kiel", "Bremen", "Rostock")


@pytest.mark.parametrize(
    ("message", "amount"), [("a colleague at another firm paid 20k for it", 30_000), ("another firm quoted 28k for the audit", 28_000)]
)
def test_what_another_firm_paid_is_not_what_it_offers(message: str, amount: int) -> None:
    fee = said("the certifier wants 30k", message).file.case.costs.item("certification")
    assert fee and fee.amount == amount


def test_who_pays_is_no_answer_to_what_they_do() -> None:
    assert said("We do IT consulting", "our bank pays half of the audit").file.case.profile.services == ("We do IT consulting",)
