"""The commands as a chat model has them: called with its arguments, answered with the change or the reason."""

import asyncio
import threading
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, BaseMessage, ToolMessage
from langchain_core.outputs import ChatGeneration, ChatResult
from langchain_core.runnables import Runnable
from langchain_core.tools import BaseTool, StructuredTool
from langchain_core.utils.function_calling import convert_to_openai_tool
from pydantic import Field

from assistant.case import Case, CaseFile
from assistant.domain import Language
from assistant.tools import TOOLS, Setting
from assistant.tools.langchain import langchain_tools


class Desk:
    """A case and the tools that work on it."""

    def __init__(self, language: Language = "zh") -> None:
        self.file = CaseFile()
        self.saved = 0
        self.pause = 0.0
        made = langchain_tools(self._load, self._save, Setting(language))
        self.tools: dict[str, StructuredTool] = {tool.name: tool for tool in made}

    def _load(self) -> CaseFile:
        file = self.file
        time.sleep(self.pause)
        return file

    def _save(self, file: CaseFile) -> None:
        self.file = file
        self.saved += 1

    def call(self, name: str, **args: Any) -> str:
        return str(self.tools[name].invoke(args))


AUDIT = {"activity": "内审", "role": "管代", "letters": ["A"]}


def test_every_command_is_a_tool() -> None:
    tools = Desk().tools
    assert [*tools] == [*TOOLS]
    for name, tool in tools.items():
        assert tool.args_schema is TOOLS[name] and tool.description in " ".join((TOOLS[name].__doc__ or "").split()) + "\n"


def test_a_call_changes_the_case_and_tells_the_change() -> None:
    desk = Desk()
    assert desk.call("assign_raci", **AUDIT) == "内部审核：A 管理者代表"
    assert desk.call("set_cost", part="training", amount=12000.5, status="quoted") == "培训费用：12,000.50元（报价）"
    assert desk.call("set_profile", headcount=120, target_date="2027-06-30") == "人数：120\n目标日期：2027年6月30日"
    assert desk.file.at == desk.saved == 3


@pytest.mark.parametrize(
    ("name", "args", "said"),
    [
        (
            "assign_raci",
            {"activity": "internal audit", "role": "CEO", "letters": ["A"]},
            "“内部审核” has an A already (管理者代表), and a row can only have one. Put CEO in place? (yes / no)",
        ),
        (
            "assign_raci",
            {"activity": "internal audit", "role": "CEO", "letters": ["X"]},
            "That was not noted: letters.0: Input should be 'R', 'A', 'C' or 'I'",
        ),
        ("assign_raci", {"activity": "internal audit"}, "That was not noted: role: Field required"),
        ("set_cost", {"part": "training", "amount": -5}, "-5 is too small and was not noted."),
        ("set_cost", {"part": "training", "nonsense": 1}, "That was not noted: nonsense: Extra inputs are not permitted"),
        ("remove_row", {"activity": "filing"}, "There is no row “filing”. There are: 内部审核."),
        ("redo", {}, "There is nothing to redo."),
        ("set_budget", {}, "Nothing was changed."),
    ],
)
def test_a_call_that_cannot_be_done_is_answered_with_the_reason(name: str, args: dict[str, Any], said: str) -> None:
    desk = Desk("en")
    desk.file = CaseFile().with_case(Case(raci=Case().raci.assign("内部审核", "管理者代表", ["A"])))
    assert desk.call(name, **args) == said
    assert desk.saved == 0


def test_steps_are_taken_back_and_made_again() -> None:
    desk = Desk()
    desk.call("assign_raci", **AUDIT)
    desk.call("set_profile", headcount=5)
    assert desk.call("undo", steps=2) == "人数：5 → 无\n内部审核：已删除" and desk.file.case == Case()
    assert desk.call("redo") == "内部审核：A 管理者代表"
    assert desk.call("undo") == "内部审核：已删除" and desk.call("undo") == "没有可以撤销的改动。"


def test_optional_arguments_may_be_given_as_null() -> None:
    desk = Desk()
    args = {"part": "tools", "label": None, "status": None, "amount": 5, "amount_high": None, "currency": None, "payer": None}
    assert desk.call("set_cost", **args) == "工具软件费用：5元（估算）"


def test_calls_at_the_same_time_do_not_lose_one_another() -> None:
    desk = Desk()
    desk.pause = 0.01
    together = threading.Barrier(8)

    def call(number: int) -> str:
        together.wait()
        return desk.call("assign_raci", activity=f"活动{number}", role="甲", letters=["R"])

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(call, range(8)))
    assert len(desk.file.case.raci.rows) == 8
    assert asyncio.run(desk.tools["set_profile"].ainvoke({"headcount": 9})) == "人数：9"


@pytest.mark.parametrize("name", sorted(TOOLS))
def test_the_schema_is_one_that_models_are_given(name: str) -> None:
    function = convert_to_openai_tool(Desk().tools[name])["function"]
    assert function["name"] == name and function["description"]
    assert set(function["parameters"]["properties"]) == set(TOOLS[name].model_fields)
    required = {field for field, info in TOOLS[name].model_fields.items() if info.is_required()}
    assert set(function["parameters"].get("required", [])) == required
    assert "$ref" not in str(function) and "(?" not in str(function)


def test_what_a_model_has_to_know_stands_in_the_schema() -> None:
    tools = Desk().tools
    amount = convert_to_openai_tool(tools["set_cost"])["function"]["parameters"]["properties"]["amount"]
    assert {"type": "number", "minimum": 0, "maximum": 1e12} in amount["anyOf"]
    add = convert_to_openai_tool(tools["choose_categories"])["function"]["parameters"]["properties"]["add"]
    assert len(add["items"]["enum"]) == 14


class Scripted(BaseChatModel):
    """A model that says what it was told to say, and remembers which tools it was given."""

    says: list[AIMessage]
    bound: list[dict[str, Any]] = Field(default_factory=list)

    @property
    def _llm_type(self) -> str:
        return "scripted"

    def bind_tools(self, tools: Sequence[Any], **kwargs: Any) -> Runnable[Any, AIMessage]:
        self.bound.extend(convert_to_openai_tool(tool) for tool in tools)
        return self

    def _generate(self, messages: list[BaseMessage], stop: Any = None, run_manager: Any = None, **kwargs: Any) -> ChatResult:
        return ChatResult(generations=[ChatGeneration(message=self.says.pop(0))])


def test_an_agent_uses_them() -> None:
    """The loop of LangChain itself, with a model that calls two tools at once, the second one in vain."""
    from langchain.agents import create_agent

    desk = Desk()
    calls = [
        {"name": "assign_raci", "args": AUDIT, "id": "1", "type": "tool_call"},
        {"name": "set_cost", "args": {"part": "no such part"}, "id": "2", "type": "tool_call"},
    ]
    model = Scripted(says=[AIMessage("", tool_calls=calls), AIMessage("好了")])
    tools: list[BaseTool] = [*desk.tools.values()]
    said = create_agent(model, tools).invoke({"messages": [("user", "内审管代拍板")]})["messages"]
    answers = {message.tool_call_id: message.content for message in said if isinstance(message, ToolMessage)}
    assert answers["1"] == "内部审核：A 管理者代表" and answers["2"].startswith("这条没有记：part")
    assert {tool["function"]["name"] for tool in model.bound} == {*TOOLS}
    assert desk.file.case.raci.rows[0].of("A") == ("管理者代表",)
