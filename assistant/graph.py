"""The steps of a turn wired as a graph, each a plain function given from outside.

    understand -> retrieve -> answer -> keep                    a question
    understand -> retrieve -> answer -> elsewhere -> keep       without evidence in its own language, the other one is tried
    understand -> small_talk -> keep                            anything else

Without the graph: `answer(u, retrieve(u))` for `u = understand(message, history)`.
"""

import operator
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Literal, TypedDict

from langchain_core.runnables import RunnableConfig
from langgraph.checkpoint.base import BaseCheckpointSaver
from langgraph.graph import END, START, StateGraph
from langgraph.graph.state import CompiledStateGraph

from assistant.domain import Answer, Answered, Retrieved, Understanding


class State(TypedDict, total=False):
    """What a session keeps (`turns`) and what one turn works on (the rest, cleared when it ends)."""

    turns: Annotated[list[Answered], operator.add]
    message: str
    understanding: Understanding
    retrieved: Retrieved
    answer: Answer


@dataclass(frozen=True)
class Steps:
    """The functions of a turn."""

    understand: Callable[[str, Sequence[Answered]], Understanding]
    retrieve: Callable[[Understanding, bool], Retrieved]
    """With True, the passages of the other language."""
    answer: Callable[[Understanding, Retrieved], Answer]
    small_talk: Callable[[Understanding, str], Answer]


Graph = CompiledStateGraph[State, Any, State, State]


def build_graph(steps: Steps, checkpointer: BaseCheckpointSaver[str] | None) -> Graph:
    """The compiled graph; a session is a thread of the checkpointer."""

    def understand(state: State) -> State:
        return {"understanding": steps.understand(state["message"], state.get("turns", [])), "retrieved": Retrieved()}

    def retrieve(state: State) -> State:
        return {"retrieved": steps.retrieve(state["understanding"], False)}

    def answer(state: State) -> State:
        return {"answer": steps.answer(state["understanding"], state["retrieved"])}

    def elsewhere(state: State) -> State:
        found = steps.answer(state["understanding"], steps.retrieve(state["understanding"], True))
        return {} if found.refused else {"answer": found}

    def small_talk(state: State) -> State:
        return {"answer": steps.small_talk(state["understanding"], state["message"])}

    def keep(state: State, config: RunnableConfig) -> State:
        session = config["configurable"]["thread_id"]
        number = len(state.get("turns", [])) + 1
        # What bears a classification mark is not kept, neither in the turn nor beside it.
        message = "" if state["understanding"].intent == "classified_refused" else state["message"]
        turn = Answered(session, number, message, state["understanding"], state["answer"])
        return {"turns": [turn], "retrieved": Retrieved(), "message": ""}

    def after_understanding(state: State) -> Literal["retrieve", "small_talk"]:
        return "retrieve" if state["understanding"].intent == "question" else "small_talk"

    def after_answering(state: State) -> Literal["elsewhere", "keep"]:
        return "elsewhere" if state["answer"].refused else "keep"

    graph = StateGraph(State)
    for step in (understand, retrieve, answer, elsewhere, small_talk, keep):
        graph.add_node(step.__name__, step)
    graph.add_edge(START, "understand")
    graph.add_conditional_edges("understand", after_understanding)
    graph.add_edge("retrieve", "answer")
    graph.add_conditional_edges("answer", after_answering)
    graph.add_edge("elsewhere", "keep")
    graph.add_edge("small_talk", "keep")
    graph.add_edge("keep", END)
    return graph.compile(checkpointer=checkpointer)
