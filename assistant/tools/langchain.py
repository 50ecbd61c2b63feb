"""The commands as LangChain tools, for a chat model that calls them."""

import threading
from collections.abc import Callable
from inspect import cleandoc
from typing import TYPE_CHECKING, Any

from assistant.case import CaseFile, Rejected
from assistant.case.changes import changes
from assistant.texts import say
from assistant.tools import TOOLS, Setting, Tool, done, made
from assistant.tools.base import wrong

if TYPE_CHECKING:
    from langchain_core.tools import StructuredTool

Load = Callable[[], CaseFile]
Save = Callable[[CaseFile], None]


def langchain_tools(load: Load, save: Save, setting: Setting) -> "list[StructuredTool]":
    """A tool for each command, over the case that `load` gives and `save` keeps; each call that changes something is one step.

    A tool answers with the change as it is told to the user, or with the reason why nothing was changed; it does not raise for either.
    Calls that come at the same time are made one after another.
    """
    from langchain_core.tools import StructuredTool

    one_at_a_time = threading.Lock()

    def running(kind: type[Tool]) -> Callable[..., str]:
        def run(**args: Any) -> str:
            with one_at_a_time:
                return _run(kind, args, load, save, setting)

        return run

    return [
        StructuredTool.from_function(
            running(kind),
            name=kind.name,
            description=cleandoc(kind.__doc__ or ""),
            args_schema=kind,
            handle_validation_error=lambda error: wrong(error).said(setting.language),
        )
        for kind in TOOLS.values()
    ]


def _run(kind: type[Tool], args: dict[str, Any], load: Load, save: Save, setting: Setting) -> str:
    before = load()
    try:
        after = done(made(kind, args), before, setting)
    except Rejected as rejected:
        return rejected.said(setting.language)
    if after != before:
        save(after)
    return "\n".join(changes(before.case, after.case, setting.language)) or say("unchanged", setting.language)
