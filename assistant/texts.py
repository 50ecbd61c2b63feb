"""Every sentence of the assistant's own that a user can see: one row a sentence, Chinese and English side by side."""

from assistant.domain import Language

TEXTS: dict[str, dict[Language, str]] = {
    # Small talk
    "greeting": {
        "zh": "您好。请直接说您想了解哪个认证，或您的情况。",
        "en": "Hello. Tell me which certification you have in mind, or what your situation is.",
    },
    "thanks": {"zh": "不客气。还有要核对的，接着问就行。", "en": "You are welcome. Ask on if anything else needs checking."},
    "farewell": {"zh": "好的，再见。对话会保留，回来可以接着问。", "en": "Goodbye. The conversation is kept; you can pick it up again."},
    "identity": {
        "zh": "我是认证顾问助手，一个程序：只根据资料回答认证问题，每条都注明出处；资料里没有的，我会直说。",
        "en": "I am the certification assistant, a program: I answer certification questions from the documents I hold, "
        "with the source of each statement, and say so when they are silent.",
    },
    "ability": {
        "zh": "我能回答认证问题，并给出原文出处，中英文都可以。例如：\n\n{examples}",
        "en": "I answer certification questions and show the source, in Chinese or English. For instance:\n\n{examples}",
    },
    # What cannot be read
    "empty": {
        "zh": "没有收到文字。请写下您的问题，例如：{example}",
        "en": "No text arrived. Please write your question, for instance: {example}",
    },
    "too_long": {
        "zh": "这段文字有{length}字，我一次最多读{limit}字。请用一两句话写下问题。",
        "en": "That is {length} characters; I read up to {limit} at a time. Please put the question in a sentence or two.",
    },
    "not_words": {
        "zh": "我没有读出问题。请用中文或英文写一句话，例如：{example}",
        "en": "I could not read a question in that. Please write a sentence in Chinese or English, for instance: {example}",
    },
    "other_language": {
        "zh": "我只会中文和英文，请换其中一种再问一次。 I speak Chinese and English; please ask again in either.",
        "en": "I speak Chinese and English; please ask again in either. 我只会中文和英文，请换其中一种再问一次。",
    },
    # Refusals
    "refuse_lacks": {"zh": "资料里没有{lacks}。", "en": "The documents I hold do not state {lacks}."},
    "refuse_plain": {"zh": "资料里没有能回答这个问题的内容。", "en": "Nothing I hold answers that."},
    "refuse_foreign": {
        "zh": "这不在我的范围内，我只回答认证方面的问题。",
        "en": "That is outside my field; I answer certification questions only.",
    },
    "refuse_price": {"zh": "我给不出价格：资料里没有任何报价。", "en": "I have no price to give: nothing I hold states one."},
    "nearest": {"zh": "最接近的内容是“{section}”。", "en": "The nearest topic I hold is “{section}”."},
    "ask_instead": {"zh": "可以问我：{example}。", "en": "You could ask: {example}"},
    "contact": {
        "zh": "具体情况可致电 {phone}（{person}）。",
        "en": "For your own case, call the firm: {phone} ({person}).",
    },
    "only_other_language": {"zh": "资料中只有英文原文：", "en": "Only the Chinese text answers this:"},
    # Answers
    "yes": {"zh": "是。", "en": "Yes."},
    "no": {"zh": "不是。", "en": "No."},
    "examples": {
        "zh": "认证费用由哪几部分组成？哪些可以不花？\n认证的业务类别有哪些？\n认证准备阶段要做什么调研？",
        "en": "What does certification cost consist of, and what is optional?\nWhich business categories are there?\n"
        "What does the survey before certification cover?",
    },
    "example": {"zh": "“{question}”", "en": "“{question}”"},
    # Failures
    "failed": {
        "zh": "这一轮没有完成，您的话没有丢，请再发一次。（{reason}）",
        "en": "This turn could not be finished; nothing you wrote is lost. Please send it again. ({reason})",
    },
    "unexpected": {"zh": "内部错误，已记入日志", "en": "an internal error, noted in the log"},
}


def say(row: str, language: Language, **values: object) -> str:
    """The sentence of a row in a language, its placeholders filled in."""
    return TEXTS[row][language].format(**values)
