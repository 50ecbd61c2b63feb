"""Which categories fit what a client does, by words and by a similarity that is made up here."""

import time
from collections.abc import Mapping
from itertools import combinations

import pytest
import yaml

from assistant.case.categories import Fit, Fitted, categories
from assistant.case.fitting import Similar, fit, fit_between, question_between, scope_statement
from assistant.case.fitting_clauses import read_description
from assistant.case.fitting_open import open_words
from assistant.case.fitting_signs import places_of
from assistant.domain import Language
from eval.descriptions import FOLDER, Description, Judged, figures_table, load_descriptions

PLAN, DEVELOP = "consulting-and-planning", "software-design-and-development"
ADVISE, TEST, TEST_PRODUCT = "it-consulting", "system-testing", "software-product-testing"
SUPERVISE, SUPERVISE_SOFTWARE = "system-engineering-supervision", "software-engineering-supervision"
ROOMS, DEVICES = "infrastructure-operation-and-maintenance", "hardware-operation-and-maintenance"
SOFTWARE, SHOPS = "software-operation-and-maintenance", "e-commerce-support"
OPERATE, DATA, CALLS = "software-operations", "data-processing", "call-centre-and-service-desk"


def nothing(_: str) -> Mapping[str, float]:
    return {}


def like(*ids: str) -> Similar:
    """Everything lies near to these categories."""
    return lambda _: {id: 0.9 if id in ids else 0.2 for id in categories()}


def language_of(text: str) -> Language:
    return "zh" if any("\u4e00" <= character <= "\u9fff" for character in text) else "en"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("给区里写信息化总体规划和可研报告", {PLAN}),
        ("教客户怎么落地ITIL，给信息安全的整改建议", {ADVISE}),
        ("按甲方要求定制开发系统，源码交付", {DEVELOP}),
        ("系统上线前到现场做压力测试和渗透测试", {TEST}),
        ("软件厂商送样品来，我们测功能和兼容性，出登记测试报告", {TEST_PRODUCT}),
        ("弱电和综合布线工程的监理，旁站、查隐蔽工程", {SUPERVISE}),
        ("软件开发项目的监理，评审需求、盯开发商进度", {SUPERVISE_SOFTWARE}),
        ("機房、UPS、精密空調二十四小時值守", {ROOMS}),
        ("上门修打印机、换硬盘", {DEVICES}),
        ("给ERP打补丁、查日志，数据库备份也做", {SOFTWARE}),
        ("帮商家上架商品、接支付、对订单", {SHOPS}),
        ("我们的SaaS平台，客户按年收费，注册账号就能用", {OPERATE}),
        ("票据录入、数据清洗和标注", {DATA}),
        ("两百个坐席接客服热线", {CALLS}),
        ("We write IT master plans and feasibility studies for ports", {PLAN}),
        ("ITIL coaching and security awareness training", {ADVISE}),
        ("bespoke apps, we code them and hand over the source", {DEVELOP}),
        ("load tests and penetration tests of systems before go-live, on site", {TEST}),
        ("vendors bring their package to our lab for compatibility tests", {TEST_PRODUCT}),
        ("we supervise cabling and network projects for the owner", {SUPERVISE}),
        ("for the owner we supervise software development contracts and review requirements", {SUPERVISE_SOFTWARE}),
        ("we keep machine rooms running, power and cooling", {ROOMS}),
        ("we repair printers and laptops and swap the parts", {DEVICES}),
        ("we put patches in and load new releases", {SOFTWARE}),
        ("we list products, hook up payments and watch the order feed of web shops", {SHOPS}),
        ("our platform is SaaS, hosted by us, users sign up", {OPERATE}),
        ("data entry, data cleaning and image annotation", {DATA}),
        ("our agents answer calls on a customer hotline", {CALLS}),
        ("某厂的 helpdesk 归我们，users call us 我们 log ticket，接电话", {CALLS}),
        ("机房和网络我们看着，服务器硬盘坏了也是我们换件", {ROOMS, DEVICES}),
        ("we developed the permit system to order and since then we fix faults and patch it", {DEVELOP, SOFTWARE}),
        ("Machine room and network, PCs and printers, plus patches for the ERP database", {ROOMS, DEVICES, SOFTWARE}),
    ],
)
@pytest.mark.parametrize("punctuation", [str, lambda text: f"  {text}！！ ", lambda text: f"😀 {text}\n"], ids=["plain", "marks", "lines"])
def test_what_is_said_clearly_fits_by_its_words_alone(text: str, expected: set[str], punctuation: type[str]) -> None:
    found = fit(punctuation(text), language_of(text), nothing)
    assert set(found.ids) == expected
    assert found.between == ()


@pytest.mark.parametrize(
    ("text", "fits", "not_theirs"),
    [
        ("HIS打补丁、排故障，硬件有厂家管", SOFTWARE, DEVICES),
        ("HIS打补丁、排故障，修电脑打印机的活儿外包出去了", SOFTWARE, DEVICES),
        ("HIS打补丁、排故障，客服热线不是我们做", SOFTWARE, CALLS),
        ("HIS打补丁、排故障，机房、网络、供电都不归我们", SOFTWARE, ROOMS),
        ("不做软件开发，只打补丁、修bug", SOFTWARE, DEVELOP),
        ("机房和网络归信息中心自己管，我们打补丁、升级版本", SOFTWARE, ROOMS),
        ("打补丁升版本厂家负责，台式机、打印机坏了我们修", DEVICES, SOFTWARE),
        ("唔做客服热线，只係修電腦、打印機", DEVICES, CALLS),
        ("we patch the ERP, and we don't run the machine room", SOFTWARE, ROOMS),
        ("we patch the ERP, the helpdesk is not our job", SOFTWARE, CALLS),
        ("we repair printers and laptops. Bespoke software is someone else's problem", DEVICES, DEVELOP),
        ("we repair printers and laptops, the hotline is outsourced", DEVICES, CALLS),
        ("we repair printers and laptops, data entry we farm out", DEVICES, DATA),
        ("No call centre, we just repair printers and laptops", DEVICES, CALLS),
        ("we repair printers and laptops, patches go back to the vendor", DEVICES, SOFTWARE),
    ],
)
def test_what_others_do_does_not_count_and_is_told(text: str, fits: str, not_theirs: str) -> None:
    language = language_of(text)
    found = fit(text, language, nothing)
    assert found.ids == (fits,)
    name = categories()[not_theirs].name.of(language)
    assert any(name in reason for reason in found.fitted[0].why_not)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("不仅修打印机和电脑，还接客服热线", {DEVICES, CALLS}),
        ("不管白天晚上都有坐席接电话", {CALLS}),
        ("别家写的系统我们打补丁、升级版本", {SOFTWARE}),
        ("给烟草局开发了定制系统，源码也交付", {DEVELOP}),
        ("the ERP was written by some other company, we put patches in and fix faults", {SOFTWARE}),
        ("when users cannot log in our agents answer their calls", {CALLS}),
        ("we give the machine room power and cooling around the clock so that it never goes dark", {ROOMS}),
    ],
)
def test_a_word_of_denial_alone_takes_nothing_away(text: str, expected: set[str]) -> None:
    assert set(fit(text, language_of(text), nothing).ids) == expected


@pytest.mark.parametrize(
    ("text", "between"),
    [
        ("我们是做监理的", {SUPERVISE, SUPERVISE_SOFTWARE}),
        ("第三方测评机构，四十来个人", {TEST, TEST_PRODUCT}),
        ("做IT顾问的，客户是银行", {PLAN, ADVISE}),
        ("我们给医院做信息化运维", {ROOMS, DEVICES, SOFTWARE}),
        ("做大数据的，国家高新企业", {DATA, DEVELOP, OPERATE}),
        ("人力外包，往银行派程序员", {DEVELOP, SOFTWARE}),
        ("搞电商平台的", {SHOPS, DEVELOP, OPERATE}),
        ("we do O&M for hospitals", {ROOMS, DEVICES, SOFTWARE}),
        ("testing outfit, clients are banks", {TEST, TEST_PRODUCT}),
        ("a supervision company", {SUPERVISE, SUPERVISE_SOFTWARE}),
        ("technical support for petrol stations", {DEVICES, SOFTWARE, CALLS}),
        ("we lend programmers to insurers", {DEVELOP, SOFTWARE}),
    ],
)
@pytest.mark.parametrize("similar", [nothing, like(TEST), like(OPERATE, DEVICES)], ids=["no similarity", "one near", "two near"])
def test_a_trade_without_the_work_is_asked_about(text: str, between: set[str], similar: Similar) -> None:
    found = fit(text, language_of(text), similar)
    assert found.fitted == ()
    assert set(found.between) == between
    assert found.described == (text,)


def test_candidates_come_best_first() -> None:
    assert fit("我们是做监理的", "zh", like(SUPERVISE)).between[0] == SUPERVISE
    assert fit("我们是做监理的", "zh", like(SUPERVISE_SOFTWARE)).between[0] == SUPERVISE_SOFTWARE


def test_a_candidate_that_is_denied_is_not_asked_about() -> None:
    assert set(fit("做运维的，硬件维修外包出去了", "zh", nothing).between) == {ROOMS, SOFTWARE}


def test_open_words_with_the_work_beside_them_are_not_asked_about() -> None:
    found = fit("我们是做监理的，都是弱电、综合布线、机房工程", "zh", like(SUPERVISE))
    assert found.ids == (SUPERVISE,)


def test_likeness_decides_where_no_word_does() -> None:
    text = "卷宗一页一页弄进电脑里，弄完再交回去给他们存着"
    assert fit(text, "zh", like(DATA)).ids == (DATA,)
    assert fit(text, "zh", like(DATA)).fitted[0].why
    near = fit(text, "zh", like(DATA, CALLS))
    assert near.fitted == ()
    assert set(near.between) == {DATA, CALLS}


def test_a_clause_that_is_just_what_others_say_adds_a_category_without_a_sign() -> None:
    def near_in_its_clause(said: str) -> Mapping[str, float]:
        near = 0.8 if said.startswith("卷宗") else 0.5 if "卷宗" in said else 0.2
        return {id: near if id == DATA else 0.2 for id in categories()}

    found = fit("上门修打印机、换硬盘，卷宗一页一页弄进电脑里再交回去给他们", "zh", near_in_its_clause)
    assert set(found.ids) == {DEVICES, DATA}
    denied = fit("上门修打印机、换硬盘，卷宗一页一页弄进去那些活我们不接", "zh", near_in_its_clause)
    assert denied.ids == (DEVICES,)


@pytest.mark.parametrize("text", ["", " ", "?", "😀😀😀", "123", "\ud800\ud801", "今天天气不错", "hello there"])
def test_what_says_nothing_of_work_fits_nothing(text: str) -> None:
    found = fit(text, "zh", nothing)
    assert found.fitted == ()
    assert len(found.between) != 1


@pytest.mark.parametrize("language", ["zh", "en"])
def test_reasons_are_told_in_the_language_of_the_message(language: Language) -> None:
    text = "打补丁、升级版本，数据库备份" if language == "zh" else "we put patches in, load new releases, tune the database"
    fitted = fit(text, language, nothing).fitted[0]
    assert fitted.category == SOFTWARE
    told = {sign.say for sign in categories()[SOFTWARE].signs[language]}
    assert all(any(reason.startswith(say) for say in told) for reason in fitted.why)
    assert any("补丁" in reason or "patches" in reason for reason in fitted.why)
    assert 0.5 < fitted.score <= 1


def test_what_is_added_keeps_what_fitted() -> None:
    first = fit("机房、网络、UPS、空调都是我们值守", "zh", nothing)
    added = fit("另外还帮他们接客服电话", "zh", nothing, before=first)
    assert added.ids == (ROOMS, CALLS)
    assert added.fitted[0] == first.fitted[0]
    assert added.described == (*first.described, "另外还帮他们接客服电话")


def test_what_is_added_unclearly_is_asked_about_beside_what_fitted() -> None:
    first = fit("机房、网络、UPS、空调都是我们值守", "zh", nothing)
    added = fit("还有个监理公司", "zh", nothing, before=first)
    assert added.ids == (ROOMS,)
    assert set(added.between) == {SUPERVISE, SUPERVISE_SOFTWARE}
    answered = fit_between("都是弱电和布线的工程", "zh", nothing, added)
    assert answered.ids == (ROOMS, SUPERVISE)
    assert answered.between == ()


def test_what_was_taken_out_does_not_come_back_by_itself() -> None:
    before = Fit(fitted=(Fitted(category=SOFTWARE, score=0.9),), removed=(CALLS,))
    assert fit("还接客服热线电话", "zh", nothing, before=before).ids == (SOFTWARE,)
    asked = Fit(between=(DEVICES, CALLS), removed=(CALLS,))
    assert CALLS not in fit_between("接电话，也上门修打印机", "zh", nothing, asked).ids
    assert fit_between("接电话的", "zh", nothing, asked.changed(removed=(CALLS, DEVICES))).ids == ()


@pytest.mark.parametrize(
    ("between", "answer", "expected"),
    [
        ((ROOMS, DEVICES, SOFTWARE), "主要是机房和网络，服务器坏了有厂家", {ROOMS}),
        ((ROOMS, DEVICES, SOFTWARE), "电脑打印机坏了去修，别的不管", {DEVICES}),
        ((ROOMS, DEVICES, SOFTWARE), "they keep the ERP going, faults, patches. Machines are the plant's own", {SOFTWARE}),
        ((TEST, TEST_PRODUCT), "都是软件公司把产品送过来测", {TEST_PRODUCT}),
        ((TEST, TEST_PRODUCT), "at their site, the whole system before acceptance", {TEST}),
        ((PLAN, ADVISE), "总体规划没有接，做流程辅导和安全培训", {ADVISE}),
        ((SUPERVISE, SUPERVISE_SOFTWARE), "cabling and network integration, never a software one", {SUPERVISE}),
        ((SUPERVISE, SUPERVISE_SOFTWARE), "都是软件开发的项目", {SUPERVISE_SOFTWARE}),
        ((DEVELOP, SOFTWARE), "both", {DEVELOP, SOFTWARE}),
        ((DEVELOP, SOFTWARE), "两样都做", {DEVELOP, SOFTWARE}),
        ((DEVELOP, SOFTWARE), "some write new systems, some fix faults and install patches", {DEVELOP, SOFTWARE}),
        ((DEVICES, CALLS), "只接电话登记工单，上门修机器是另外一家", {CALLS}),
    ],
)
@pytest.mark.parametrize("similar", [nothing, like(OPERATE)], ids=["no similarity", "something else near"])
def test_an_answer_decides_between_the_candidates(between: tuple[str, ...], answer: str, expected: set[str], similar: Similar) -> None:
    found = fit_between(answer, language_of(answer), similar, Fit(described=("…",), between=between))
    assert set(found.ids) == expected
    assert found.between == ()
    assert found.described == ("…", answer)


@pytest.mark.parametrize(
    ("answer", "place"), [("①", 0), ("第二个", 1), ("2", 1), ("前者", 0), ("后者", -1), ("the second one", 1), ("last", -1)]
)
def test_an_answer_may_name_the_number_of_the_choice(answer: str, place: int) -> None:
    language = language_of(answer) if answer not in ("①", "2") else "zh"
    asked = Fit(between=(TEST, TEST_PRODUCT))
    question = question_between(asked.between, language)
    says = {answer.say.of(language): answer.category for neighbour in categories()[TEST].neighbours[:1] for answer in neighbour.answers}
    in_order = [category for said, category in sorted(says.items(), key=lambda each: question.rindex(each[0]))]
    assert fit_between(answer, language, nothing, asked).ids == (in_order[place],)


def test_an_answer_that_decides_nothing_is_asked_about_once_more_and_then_left() -> None:
    asked = Fit(described=("做运维的",), between=(ROOMS, DEVICES, SOFTWARE))
    once = fit_between("这个不好说", "zh", nothing, asked)
    assert once.fitted == ()
    assert once.between == asked.between
    assert once.again
    twice = fit_between("还是不好说", "zh", nothing, once)
    assert twice.fitted == ()
    assert twice.between == ()
    assert not twice.again


def test_the_answer_after_the_second_asking_counts() -> None:
    asked = Fit(between=(ROOMS, DEVICES), again=True)
    assert fit_between("修打印机、换硬盘", "zh", nothing, asked).ids == (DEVICES,)


def test_an_answer_may_name_something_else_but_only_clearly() -> None:
    asked = Fit(between=(DEVICES, CALLS))
    assert fit_between("其实我们是做票据录入和数据清洗的", "zh", nothing, asked).ids == (DATA,)
    assert fit_between("数据方面的", "zh", nothing, asked).ids == ()


def test_without_a_question_an_answer_is_a_description() -> None:
    assert fit_between("修打印机、换硬盘", "zh", nothing, Fit()).ids == (DEVICES,)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_question_offers_every_candidate_in_at_most_two_questions(language: Language) -> None:
    for count in (2, 3, 4):
        for ids in list(combinations(categories(), count))[::7]:
            question = question_between(ids, language)
            assert 1 <= question.count("？" if language == "zh" else "?") <= 2
            for id in ids:
                names = {categories()[id].name.of(language)}
                names |= {
                    answer.say.of(language)
                    for each in categories().values()
                    for neighbour in each.neighbours
                    for answer in neighbour.answers
                    if answer.category == id
                }
                assert any(name in question for name in names), (ids, id, question)


def test_without_candidates_it_is_asked_what_they_do() -> None:
    assert "？" in question_between((), "zh") or "例如" in question_between((), "zh")
    assert question_between((), "en").count("?") == 1


def test_the_scope_names_the_services_and_whom_they_are_for() -> None:
    said = scope_statement((SOFTWARE, CALLS), "zh")
    assert "向客户提供信息系统软件运行维护服务和呼叫中心/服务台服务的信息技术服务管理活动" in said
    assert "认证机构" in said
    assert "官方定义" in said
    assert "向业主提供软件工程监理服务" in scope_statement((SUPERVISE_SOFTWARE,), "zh")
    english = scope_statement((SOFTWARE, CALLS, DATA), "en")
    assert english.count("the provision of") == 3
    assert "certification body decides" in english
    assert scope_statement((), "zh") == scope_statement(("none",), "en") == ""


@pytest.mark.parametrize("id", list(categories()))
@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_category_has_a_scope(id: str, language: Language) -> None:
    assert categories()[id].scope.of(language).removeprefix("向客户提供").removeprefix("向业主提供")[:6] in scope_statement((id,), language)


@pytest.mark.parametrize(
    ("word", "language", "text", "found"),
    [
        ("ups", "zh", "机房ups坏了", ["ups"]),
        ("ups", "zh", "hospital groups and top-ups", []),
        ("app", "zh", "做app的", ["app"]),
        ("app", "zh", "approved", []),
        ("写…代码", "zh", "我们写服务端的代码", ["写服务端的代码"]),
        ("写…代码", "zh", "写方案,代码不管", []),
        ("test system", "en", "we test their whole systems", ["test their whole systems"]),
        ("repair", "en", "repairing, repairs", ["repairing", "repairs"]),
        ("bug", "en", "bugs and buglers", ["bugs"]),
        ("on-site test", "en", "on site tests", ["on site tests"]),
        ("pay per", "en", "they pay per month", ["pay per"]),
    ],
)
def test_words_are_found_where_they_stand(word: str, language: Language, text: str, found: list[str]) -> None:
    assert [text[start:end] for start, end in places_of(word, language, text)] == found


def test_the_rows_of_open_words_name_categories() -> None:
    path = FOLDER.parent.parent / "assistant" / "case" / "fitting-open.yaml"
    rows = yaml.safe_load(path.read_text(encoding="utf-8"))
    assert all(set(row["between"]) <= set(categories()) and len(row["between"]) in (2, 3, 4) for row in rows)
    assert open_words("我们是做监理的").between == (SUPERVISE, SUPERVISE_SOFTWARE)
    assert open_words("修打印机").between == ()


def test_a_description_is_cut_and_traditional_characters_are_read() -> None:
    assert len(read_description("機" * 100_000).text) <= 4000
    assert read_description("維護 ＥＲＰ").text == "维护 erp"


@pytest.mark.parametrize(
    "piece",
    [
        "的",
        "信息系统",
        "系统运维和",
        "不做",
        "it ",
        "a,",
        "负责平台日常",
        "software system it testing ",
        "替甲方",
        "机房，不管，修电脑；",
        "ﷺ",
        "😀",
        "别人管",
    ],
)
def test_any_text_is_read_in_time(piece: str) -> None:
    text = piece * (200_000 // len(piece))
    started = time.perf_counter()
    found = fit(text, "zh", nothing)
    fit_between(text, "en", nothing, found.changed(between=(TEST, DATA)))
    assert time.perf_counter() - started < 5


def test_descriptions_are_divided_and_a_third_is_held_back() -> None:
    tune, held = load_descriptions(held=False), load_descriptions(held=True)
    assert len(tune) + len(held) == 170
    assert not {each.id for each in tune} & {each.id for each in held}
    assert all(set(each.expect) | set(each.ask) <= set(categories()) for each in (*tune, *held))


def test_the_figures_count_what_they_say() -> None:
    def judged(expect: tuple[str, ...], found: tuple[str, ...], ask: tuple[str, ...] = (), after: tuple[str, ...] | None = None) -> Judged:
        made = Description(id="d", text="t", expect=expect, ask=ask, answer="a", language="zh", held=False)
        fits = [Fit(fitted=tuple(Fitted(category=id, score=0.5) for id in ids)) for ids in (found, after or ())]
        return Judged(made, fits[0], fits[1] if after is not None else None)

    rows = [
        judged((TEST,), (TEST, DATA)),
        judged((TEST, DATA), (DATA, TEST)),
        judged((TEST,), ()),
        judged((TEST,), (), (TEST, DATA), (TEST,)),
        judged((TEST,), (DATA,), (TEST, DATA)),
    ]
    lines = {line.split("  ")[0].strip(): line for line in figures_table(rows).splitlines()}
    assert "0.667 (2/3)" in lines["first right, of what can be decided"]
    assert "0.333 (1/3)" in lines["all right and no others"]
    assert "0.333 (1/3)" in lines["asked without need"]
    assert "0.500 (1/2)" in lines["asked when it should"]
    assert "1.000 (1/1)" in lines["right after the answer"]
