"""A chat model that says what it was told to say: a queue of texts, messages and exceptions; it records what it saw."""

import time
from collections.abc import Iterator, Sequence
from typing import Any

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage
from langchain_core.outputs import ChatGeneration, ChatGenerationChunk, ChatResult
from pydantic import ConfigDict, Field

Reply = str | AIMessage | Exception | float
"""What it says, or raises; a number is waited for, in seconds, before the next one is taken."""


class ScriptedModel(BaseChatModel):
    """Takes the next reply of its queue with every call; the last one is repeated when `forever` is set."""

    model_config = ConfigDict(arbitrary_types_allowed=True)
    replies: list[Any] = Field(default_factory=list)
    seen: list[list[BaseMessage]] = Field(default_factory=list)
    tools: list[Any] = Field(default_factory=list)
    forever: bool = False

    @property
    def _llm_type(self) -> str:
        return "scripted"

    def bind_tools(self, tools: Sequence[Any], **_: Any) -> "ScriptedModel":  # type: ignore[override]
        """The same model; the tools are recorded."""
        self.tools.extend(tools)
        return self

    def _next(self, messages: list[BaseMessage]) -> AIMessage:
        self.seen.append(messages)
        while True:
            reply = self.replies[0] if self.forever and len(self.replies) == 1 else self.replies.pop(0)
            if isinstance(reply, float):
                time.sleep(reply)
                continue
            if isinstance(reply, Exception):
                raise reply
            return reply if isinstance(reply, AIMessage) else AIMessage(reply)

    def _generate(self, messages: list[BaseMessage], stop: Any = None, run_manager: Any = None, **_: Any) -> ChatResult:
        return ChatResult(generations=[ChatGeneration(message=self._next(messages))])

    def _stream(self, messages: list[BaseMessage], stop: Any = None, run_manager: Any = None, **_: Any) -> Iterator[ChatGenerationChunk]:
        message = self._next(messages)
        text = str(message.content)
        for start in range(0, max(len(text), 1), 7):
            yield ChatGenerationChunk(message=AIMessageChunk(content=text[start : start + 7]))
