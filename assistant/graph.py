"""The steps of a turn wired as a graph, each a plain function given from outside.

    understand -> act -> retrieve -> answer -> keep                  a question, with or without changes of the case
    understand -> act -> retrieve -> answer -> elsewhere -> keep     without evidence in its own language, the other one is tried
    understand -> act -> keep                                        changes of the case and questions about it only
    understand -> small_talk -> keep                                 anything else

Without the graph: `join(act(u), answer(u, retrieve(u)))` for `u = understand(message, history)`.
"""

import operator
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Annotated, Any, Literal, TypedDict

from langchain_core.runnables import RunnableConfig
from langgraph.checkpoint.base import BaseCheckpointSaver
from langgraph.graph import END, START, StateGraph
from langgraph.graph.state import CompiledStateGraph
from langgraph.types import StreamWriter

from assistant.acting import Acted
from assistant.domain import Answer, Answered, Retrieved, Understanding


class State(TypedDict, total=False):
    """What a session keeps (`turns`) and what one turn works on (the rest, cleared when it ends)."""

    turns: Annotated[list[Answered], operator.add]
    message: str
    understanding: Understanding
    acted: Acted | None
    retrieved: Retrieved
    answer: Answer | None
    """Of the question, if there is one."""


@dataclass(frozen=True)
class Steps:
    """The functions of a turn."""

    understand: Callable[[str, Sequence[Answered], str], Understanding]
    """The message, the turns before it, and the session."""
    act: Callable[[Understanding, str], Acted]
    join: Callable[[Acted, Answer | None], Answer]
    """What was done and the answer to the question beside it as one reply."""
    retrieve: Callable[[Understanding, bool], Retrieved]
    """With True, the passages of the other language."""
    answer: Callable[[Understanding, Retrieved, Sequence[Answered], str, Callable[[str], None]], Answer]
    """Also the turns before, the session, and what shows a draft while a model writes it."""
    small_talk: Callable[[Understanding, str], Answer]


Graph = CompiledStateGraph[State, Any, State, State]


def build_graph(steps: Steps, checkpointer: BaseCheckpointSaver[str] | None) -> Graph:
    """The compiled graph; a session is a thread of the checkpointer."""

    def understand(state: State, config: RunnableConfig) -> State:
        understanding = steps.understand(state["message"], state.get("turns", []), _session(config))
        return {"understanding": understanding, "acted": None, "retrieved": Retrieved(), "answer": None}

    def act(state: State, config: RunnableConfig) -> State:
        return {"acted": steps.act(state["understanding"], _session(config))}

    def keep(state: State, config: RunnableConfig) -> State:
        acted = state.get("acted")
        answer = state["answer"]
        answer = steps.join(acted, answer) if acted else answer
        assert answer is not None, "small talk has answered"
        return _kept(state, _session(config), answer)

    def retrieve(state: State) -> State:
        return {"retrieved": steps.retrieve(state["understanding"], False)}

    def answer(state: State, config: RunnableConfig, writer: StreamWriter) -> State:
        return {"answer": steps.answer(state["understanding"], state["retrieved"], state.get("turns", []), _session(config), writer)}

    def elsewhere(state: State, config: RunnableConfig, writer: StreamWriter) -> State:
        retrieved = steps.retrieve(state["understanding"], True)
        found = steps.answer(state["understanding"], retrieved, state.get("turns", []), _session(config), writer)
        return {} if found.refused else {"answer": found}

    def small_talk(state: State) -> State:
        return {"answer": steps.small_talk(state["understanding"], state["message"])}

    graph = StateGraph(State)
    for step in (understand, act, retrieve, answer, elsewhere, small_talk, keep):
        graph.add_node(step.__name__, step)
    graph.add_edge(START, "understand")
    graph.add_conditional_edges("understand", _after_understanding)
    graph.add_conditional_edges("act", _after_acting)
    graph.add_edge("retrieve", "answer")
    graph.add_conditional_edges("answer", _after_answering)
    graph.add_edge("elsewhere", "keep")
    graph.add_edge("small_talk", "keep")
    graph.add_edge("keep", END)
    return graph.compile(checkpointer=checkpointer)


def _kept(state: State, session: str, answer: Answer) -> State:
    number = len(state.get("turns", [])) + 1
    # What bears a classification mark is not kept, neither in the turn nor beside it.
    message = "" if state["understanding"].intent == "classified_refused" else state["message"]
    # The commands have become actions; what they were read from need not be kept twice.
    understanding = replace(state["understanding"], commands=(), asked=())
    turn = Answered(session, number, message, understanding, answer)
    acted = state.get("acted")
    if acted:
        turn = replace(turn, actions=acted.actions, changes=acted.changes)
    return {"turns": [turn], "retrieved": Retrieved(), "message": "", "acted": None}


def _after_understanding(state: State) -> Literal["act", "small_talk"]:
    return "act" if state["understanding"].intent in ("question", "command") else "small_talk"


def _after_acting(state: State) -> Literal["retrieve", "keep"]:
    return "retrieve" if state["understanding"].intent == "question" else "keep"


def _after_answering(state: State) -> Literal["elsewhere", "keep"]:
    answer = state["answer"]
    return "elsewhere" if answer and answer.refused else "keep"


def _session(config: RunnableConfig) -> str:
    return str(config["configurable"]["thread_id"])
