"""A draft of the statement of scope from the categories."""

import re
from collections.abc import Sequence

from assistant.case.categories import categories
from assistant.domain import Language
from assistant.texts import say

_WHOM_ZH = re.compile(r"^向(客户|业主)提供")


def scope_statement(ids: Sequence[str], language: Language) -> str:
    """“向客户提供…的信息技术服务管理活动”, with the word that the certification body decides; "" without categories."""
    known = categories()
    scopes = [known[id].scope.of(language) for id in ids if id in known]
    if not scopes:
        return ""
    whom = dict.fromkeys(match.group(1) for scope in scopes if (match := _WHOM_ZH.match(scope)))
    services = [_WHOM_ZH.sub("", scope) for scope in scopes]
    joined = _joined(services, language)
    said = say("scope_draft", language, whom=_joined([*whom], language), services=joined)
    return f"{said}{' ' if language == 'en' else ''}{say('scope_hedge', language)}"


def _joined(parts: Sequence[str], language: Language) -> str:
    *most, last = parts or [""]
    comma = "、" if language == "zh" else ", "
    return say("scope_and", language).join([comma.join(most), last]) if most else last
