"""What a raw message is before it is read: cleaned of what cannot be seen, and told apart from what is no question at all."""

import re
import unicodedata

from assistant.domain import Intent
from assistant.terms import HAN
from assistant.understand.language import is_other_language

LONGEST = 2_000
"""Characters of a message that are read as a question; more is a document, not a question."""

_TAG = re.compile(r"<[/!]?[A-Za-z][^<>]{0,200}>|<!--.*?-->", re.DOTALL)
_WORDY = re.compile(rf"[{HAN}]|[A-Za-z]{{2,}}|\b[PBRACI]\b")
_CODE = re.compile(
    r"^\s*(?:[\[{].*[\]}]|(?:select|insert|update|delete|drop|create|alter)\s.+\b(?:from|into|table|set|where)\b.*|.*;\s*drop\s+table\b.*|"
    r"(?:def|class|function|import|var|const|let)\s+\w+.*[(){;=:].*)\s*$",
    re.IGNORECASE | re.DOTALL,
)
_LETTERS_ONLY = re.compile(r"^[a-z]{9,}$|^(.)\1{4,}$", re.IGNORECASE)

_COURTESY_ZH = r"(?:啊|呀|呢|哦|哈|了|啦|您|你|大家|老师|[~～!！。.，, ])*"
_GREETING = re.compile(
    rf"^(?:你好|您好|哈喽|嗨|喂|在吗|在么|在不在|早上好|上午好|下午好|晚上好|早|hi|hello|hey|good (?:morning|afternoon|evening)|hi there|hello there){_COURTESY_ZH}[?？]?$",
    re.IGNORECASE,
)
_THANKS = re.compile(
    rf"^(?:好的?|嗯|行|ok|okay|great|perfect|明白|明白了|知道了|清楚了|懂了|收到|got it|i see)?[,，。.! ！]*(?:谢谢|多谢|感谢|谢了|辛苦|3q|thanks|thank you|thx|cheers|much appreciated|many thanks)"
    rf"(?: a lot| very much| so much| for (?:the|your) (?:help|answer))?{_COURTESY_ZH}$|^(?:好的?|明白了?|知道了|清楚了|懂了|收到|ok|okay|great|perfect|got it|i see|understood){_COURTESY_ZH}$",
    re.IGNORECASE,
)
_FAREWELL = re.compile(
    rf"^(?:再见|拜拜|拜|回头见|下次聊|先这样|bye|bye bye|goodbye|see you|see ya|talk later){_COURTESY_ZH}$", re.IGNORECASE
)
_IDENTITY = re.compile(
    r"^(?:请问)?(?:你|您)(?:是|到底是|究竟是)?(?:谁|什么人|哪位|什么|机器人吗?|真人吗?|人工吗?|ai吗?|人吗?)(?:啊|呀|呢)?[?？。]*$|^(?:你|您)(?:叫什么|是不是(?:机器人|真人|ai|人)|是(?:一个)?(?:机器人|真人|ai|人工)(?:还是.+)?)(?:名字)?(?:啊|呀|呢)?[?？]*$"
    r"|^(?:so |and )?(?:who|what) (?:exactly )?are you\??$|^are you (?:a )?(?:human|robot|bot|real|ai|real person|machine|person|chatgpt)(?: person)?\??$|^what(?:'s| is) your name\??$",
    re.IGNORECASE,
)
_ABILITY = re.compile(
    r"^(?:请问)?(?:你|您)?(?:都|还)?(?:能|可以|会)(?:帮我|帮我们)?(?:做|干|回答|问)?(?:些|一些|点)?(?:什么|啥|哪些)(?:问题|事情?|忙)?(?:啊|呀|呢)?[?？]*$|^(?:怎么用|如何使用|使用说明|帮助|help|怎么使用|功能介绍|你有什么功能|有什么功能)[?？!！]*$"
    r"|^(?:so |and )?what (?:else )?can (?:you|i) (?:do|ask|help|answer)(?: (?:me )?(?:with|for me|here|you))?\??$|^how (?:can you help|do (?:i|you) (?:use|work)(?: (?:this|you|it))?)(?: me)?\??$|^what (?:do you do|are you (?:able to do|capable of))\??$",
    re.IGNORECASE,
)
_OPENING = re.compile(
    r"^(?:(?:你好|您好|哈喽|嗨|hi|hello|hey|good (?:morning|afternoon|evening)|谢谢|thanks|thank you|ok|okay|好的|嗯)(?: there)?[啊呀,，。.!！~～\s]+)+(?=\S)",
    re.IGNORECASE,
)


def cleaned(message: str) -> str:
    """The message without control and zero-width characters and mark-up, its white space folded."""
    text = "".join(
        " " if c in "\t\r\n\u2028\u2029" else c
        for c in message
        if c in "\t\r\n" or unicodedata.category(c) not in ("Cc", "Cf", "Co", "Cs", "Cn")
    )
    return re.sub(r"\s+", " ", _TAG.sub(" ", text)).strip()


def without_opening(text: str) -> str:
    """The message less a greeting or thanks before its question."""
    return _OPENING.sub("", text).strip() or text


def intent_of(text: str) -> Intent:
    """What a cleaned message is. Anything that may be a question is one."""
    if not text:
        return "empty"
    if len(text) > LONGEST:
        return "too_long"
    for intent, pattern in _SMALL_TALK:
        if pattern.match(text):
            return intent
    if is_other_language(text):
        return "other_language"
    if not _WORDY.search(text) or _CODE.match(text) or _LETTERS_ONLY.match(text):
        return "not_words"
    return "question"


_SMALL_TALK: tuple[tuple[Intent, re.Pattern[str]], ...] = (
    ("greeting", _GREETING),
    ("thanks", _THANKS),
    ("farewell", _FAREWELL),
    ("identity", _IDENTITY),
    ("ability", _ABILITY),
)
