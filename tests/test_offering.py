"""Which tools a model is shown: those that the message can concern, in few tokens, and nothing that matters left out."""

import json
from typing import Any

import pytest

from assistant.case import Case
from assistant.offering import NEVER, offered, schemas, topics_of
from assistant.tokens import tokens
from assistant.tools import TOOLS, Setting, applied, made

EVERY, TYPICAL = 2_800, 1_500
"""Tokens of all tools, and of those for a message as it comes."""


def filled(*steps: tuple[str, dict[str, Any]]) -> Case:
    case = Case()
    for name, args in steps:
        case = applied(made(TOOLS[name], args), case, Setting())
    return case


FULL = filled(
    ("assign_raci", {"activity": "内审", "role": "内审员", "letters": ["R"]}),
    ("assign_raci", {"activity": "机房巡视", "role": "小张班组", "letters": ["A"]}),
    ("set_cost", {"part": "consulting", "amount": 50000}),
    ("set_cost", {"part": "tools", "label": "Zabbix维保", "amount": 3000}),
    ("set_profile", {"headcount": 5, "sites": ["黔江"], "company": "云梯"}),
)
MESSAGES = [
    ("内审嘛，活归审计组，总监那边点个头就成，预算呢就八万", {"assign_raci", "set_responsibility", "set_budget", "set_cost"}),
    ("管评这事儿总经理说了算，质量部跑腿", {"assign_raci"}),
    ("培训那块儿砍到两万吧", {"set_cost", "adjust_cost"}),
    ("我们公司一百二十人，分公司在成都", {"set_profile", "add_to_profile"}),
    ("内审员统统换成小组长们", {"replace_role", "swap_roles"}),
    ("把咨询费按九折算，认证费还没报", {"adjust_cost", "set_cost"}),
    ("the internal audit sits with the audit team and the director has the final say", {"assign_raci"}),
    ("knock ten percent off the consulting part", {"adjust_cost"}),
    ("we're 85 people with offices in Berlin and Chengdu, aiming for June", {"set_profile", "add_to_profile"}),
    ("let the service desk handle incident intake with IT ops as stand-in", {"assign_raci", "set_responsibility"}),
    ("we write software for banks and run their data centres", {"describe_services", "choose_categories"}),
    ("机房巡视挪到前面去", {"move_row", "rename_row", "remove_row"}),
]


def weight(tools: Any) -> int:
    return tokens(json.dumps(tools, ensure_ascii=False))


@pytest.mark.parametrize("case", [Case(), FULL], ids=["empty", "filled"])
@pytest.mark.parametrize(("message", "needed"), MESSAGES)
def test_a_message_is_shown_the_tools_that_it_can_concern_in_few_tokens(message: str, needed: set[str], case: Case) -> None:
    shown = offered(message, case)
    changing = {"adjust_cost", "add_to_profile", "replace_role", "swap_roles", "move_row", "rename_row", "remove_row"}
    assert needed - (changing if case == Case() else set()) <= set(shown)
    assert weight(schemas(shown)) <= TYPICAL


def test_all_tools_together_are_few_tokens() -> None:
    assert weight(schemas()) <= EVERY
    assert {tool["function"]["name"] for tool in schemas()} == set(TOOLS) - set(NEVER)


def test_where_nothing_tells_what_is_meant_all_are_shown() -> None:
    assert topics_of("嗯就这么办吧", Case()) == frozenset()
    assert {*offered("嗯就这么办吧", FULL)} == set(TOOLS) - set(NEVER) - {"answer_category_question"}


def test_what_only_changes_what_is_there_is_not_shown_for_an_empty_case() -> None:
    shown = {*offered("嗯就这么办吧", Case())}
    assert shown == {
        "set_profile",
        "describe_services",
        "choose_categories",
        "assign_raci",
        "set_responsibility",
        "use_template",
        "set_cost",
        "set_later",
        "set_budget",
    }


def test_an_open_question_on_the_work_can_be_answered() -> None:
    asked = Case().changed(fit=Case().fit.changed(between=("system-testing", "software-product-testing")))
    assert "answer_category_question" in offered("我们测试软件产品", asked)


@pytest.mark.parametrize(("name", "topic"), [("小张班组", "raci"), ("机房巡视", "raci"), ("zabbix 维保", "costs"), ("黔江", "profile")])
def test_what_the_case_calls_by_name_is_spoken_of(name: str, topic: str) -> None:
    said = f"{name}嘛，咱再合计合计"
    assert topic in topics_of(said, FULL)


def test_letters_are_those_of_a_matrix_and_no_english_words() -> None:
    assert "raci" in topics_of("质量部给个C", Case()) and "raci" in topics_of("make them R/A", Case())
    assert topics_of("I think we have had a fine chat", Case()) == frozenset()


def test_a_schema_says_what_arguments_there_are_and_nothing_twice() -> None:
    text = json.dumps(schemas(), ensure_ascii=False)
    for waste in ("title", "default", "$defs", "$ref", "anyOf", "null", "maxLength", "additionalProperties"):
        assert f'"{waste}"' not in text
    descriptions = [
        row["description"] for tool in schemas() for row in tool["function"]["parameters"]["properties"].values() if "description" in row
    ]
    assert len(set(descriptions)) == len(descriptions) and text.count("software-product-testing") == 1


@pytest.mark.parametrize("tool", schemas(), ids=lambda tool: str(tool["function"]["name"]))
def test_a_schema_names_the_arguments_of_its_command(tool: dict[str, Any]) -> None:
    function = tool["function"]
    kind = TOOLS[function["name"]]
    assert function["description"].endswith(".") and "\n" not in function["description"]
    properties = function["parameters"]["properties"]
    assert set(properties) == set(kind.model_fields) and function["parameters"]["type"] == "object"
    assert all(row["type"] in ("string", "number", "integer", "boolean", "array") for row in properties.values())
    assert set(function["parameters"].get("required", ())) == {name for name, one in kind.model_fields.items() if one.is_required()}


def test_choices_stay_choices() -> None:
    assign = next(tool for tool in schemas(("assign_raci",)))["function"]["parameters"]["properties"]
    assert assign["letters"]["items"] == {"type": "string", "enum": ["R", "A", "C", "I"]}
    assert assign["phase"]["enum"][0] == "preparation" and "description" in assign["activity"]
    profile = next(tool for tool in schemas(("set_profile",)))["function"]["parameters"]["properties"]
    assert profile["target_date"] == {"type": "string", "format": "date"}
