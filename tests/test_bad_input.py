"""Whatever is typed or pasted: a short helpful reply within a second, no traceback, and the conversation intact."""

import time

import pytest

from assistant.assistant import Assistant
from assistant.domain import Answered
from tests.talking import tell

NO_QUESTION = {
    "nothing": "",
    "white space": " \t\r\n\u3000\u2028",
    "zero width": "\u200b\u200c\u200d\u2060\ufeff",
    "control": "\x00\x01\x07\x08\x1b[31m\x7f",
    "private and unassigned": "\ue000\uf8ff\uffff",
    "emoji": "😀🎉👍🏽👨‍👩‍👧‍👦🇨🇳",
    "punctuation": "？？！……——（）",
    "ASCII punctuation": "...!!!???---",
    "stars": "*****",
    "digits": "1234567890",
    "one letter": "x",
    "combining marks": "e" + "\u0301" * 500,
    "lone surrogates": "\ud800\udfff\udc00",
    "right to left marks": "\u202e\u202d\u2066\u2069\u200f",
    "script": "<script>alert(document.cookie)</script>",
    "image": '<img src=x onerror="alert(1)">',
    "SVG": "<svg/onload=alert(1)>",
    "open tags": "<div><p onclick='x'",
    "escaped HTML": "&lt;script&gt;alert(1)&lt;/script&gt;",
    "Markdown": "[x](javascript:alert(1)) ![](http://example.org/a.png)",
    "SQL": "SELECT * FROM users; DROP TABLE users;",
    "SQL injection": "'; DROP TABLE checkpoints;--",
    "SQL condition": "' OR 1=1 --",
    "JSON": '{"a": [1, 2, {"b": null}]}',
    "JSON like the contract's": '{"session": "s1", "message": "费用有哪些"}',
    "nested JSON": "[" * 1000,
    "template": "{{7*7}} ${7*7} {0} {answer}",
    "format": "%s%s%n {__class__}",
    "Japanese": "認証の費用はいくらですか",
    "Korean": "이 인증은 얼마입니까",
    "Russian": "Сколько стоит сертификация?",
    "Arabic": "كم تكلفة الشهادة؟",
    "Hebrew": "כמה זה עולה?",
    "Thai": "ราคาเท่าไหร่",
    "French": "Combien coûte la certification pour une PME ?",
    "German": "Wie viel kostet die Zertifizierung für ein kleines Unternehmen?",
    "Spanish": "¿Cuánto cuesta la certificación para una empresa pequeña?",
    "short Spanish": "¿Cuánto cuesta la certificación?",
    "keys at random": "asdfghjkl qwertyuiop zxcvbnm",
}
TOO_LONG = {
    "Chinese": "费用" * 25_000,
    "English": "what does it cost " * 2_778,
    "one word": "a" * 50_000,
    "stops": "。" * 50_000,
    "tags": "<" * 50_000,
    "open tags": "<a " * 16_667,
    "brackets": "[" * 50_000,
    "digits": "1" * 50_000,
    "emoji": "😀" * 50_000,
    "lines": "费用有哪些？\n" * 7_143,
    "zero width": "\u200b" * 50_000,
    "white space": " " * 50_000,
    "white space and a letter": " " * 49_999 + "x",
    "surrogates": "\ud800" * 50_000,
    "combining marks": "e" + "\u0301" * 49_999,
}
WITH_A_QUESTION = {
    "control characters": "认证费\x00用由哪\x07几部分\u200b组成？",
    "right to left": "\u202e认证费用由哪几部分组成？\u202c",
    "surrogate": "认证费用\ud83d由哪几部分组成？",
    "emoji": "💰认证费用由哪几部分组成❓🙏",
    "HTML": "<b>认证费用</b>由哪几部分<br/>组成？<script src=x></script>",
    "full width": "＜ｂ＞认证费用由哪几部分组成？",
    "white space": "\n\n   认证费用由哪几部分组成？ \t\r\n",
    "quotes": "\"'`认证费用由哪几部分组成？`'\"",
}


def writable(message: str) -> str:
    """As UTF-8 can keep it: a lone surrogate, which is no character, becomes a question mark."""
    return message.encode("utf-8", "replace").decode()


def reply(assistant: Assistant, session: str, message: str) -> Answered:
    """The reply, found to come within a second, to say something, and to repeat nothing that could do harm."""
    # What this process works, so that a busy machine is not taken for a slow assistant.
    began = time.process_time()
    turn = tell(assistant, message, session=session)
    assert time.process_time() - began < 1
    text = turn.answer.text
    assert text.isprintable() or text.replace("\n", "").isprintable()
    assert not any(mark in text for mark in ("<", "&lt;", "javascript:", "Traceback", "Error", ".py", "DROP", "onerror"))
    return turn


@pytest.mark.parametrize("kind", NO_QUESTION)
def test_what_is_no_question_gets_a_short_hint_and_no_claim(assistant: Assistant, kind: str) -> None:
    answer = reply(assistant, f"bad {kind}", NO_QUESTION[kind]).answer
    assert 5 < len(answer.text) < 400
    assert answer.citations == ()


@pytest.mark.parametrize("kind", TOO_LONG)
def test_fifty_thousand_characters_are_refused_at_once(assistant: Assistant, kind: str) -> None:
    message = TOO_LONG[kind]
    assert 49_990 < len(message) <= 50_010
    turn = reply(assistant, f"long {kind}", message)
    assert len(turn.answer.text) < 400 and turn.answer.citations == ()
    assert assistant.history(f"long {kind}")[0].message == writable(message)


@pytest.mark.parametrize("kind", WITH_A_QUESTION)
def test_a_question_is_found_in_the_rubbish_around_it(assistant: Assistant, kind: str) -> None:
    answer = reply(assistant, f"rubbish {kind}", WITH_A_QUESTION[kind]).answer
    assert answer.language == "zh" and "认证服务费（审核机构）" in answer.text


@pytest.mark.parametrize(
    "message", ["什" * 2000, "what does it cost " * 111, "<" * 2000, "费用。" * 666, "(" * 1999, "认证费用由哪几部分组成？\n" * 150]
)
def test_the_longest_that_is_read_is_still_answered_in_time(assistant: Assistant, message: str) -> None:
    # What is loaded with the first question of a process is no part of its answer.
    for question in ("费用有哪些？", "What does it cost?"):
        list(assistant.reply("warm", question))
    reply(assistant, "longest", message)


def test_the_conversation_goes_on_as_if_nothing_had_been(assistant: Assistant) -> None:
    session = "through it all"
    reply(assistant, session, "认证费用由哪几部分组成？")
    rubbish = [*NO_QUESTION.values(), TOO_LONG["Chinese"]]
    for message in rubbish:
        reply(assistant, session, message)
    turn = reply(assistant, session, "第二项是什么意思？")
    assert "认证服务费（审核机构）" in turn.answer.text
    history = assistant.history(session)
    assert turn.turn == len(history) == len(rubbish) + 2
    assert [kept.message for kept in history[1:-1]] == [writable(message) for message in rubbish]


@pytest.mark.parametrize(("before", "hint"), [("你好", "没有收到文字"), ("hello", "No text arrived")])
def test_the_hint_is_in_the_language_of_the_conversation(assistant: Assistant, before: str, hint: str) -> None:
    assert hint in tell(assistant, before, "").answer.text
