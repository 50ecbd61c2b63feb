"""Every sentence of the assistant's own that a user can see: one row a sentence, Chinese and English side by side."""

from pathlib import Path

import yaml

from assistant.domain import Language

_OF_THE_CASE = Path(__file__).with_name("texts-case.yaml")
_CASE: dict[str, dict[Language, str]] = yaml.load(_OF_THE_CASE.read_text(encoding="utf-8"), getattr(yaml, "CSafeLoader", yaml.SafeLoader))
TEXTS: dict[str, dict[Language, str]] = _CASE | {
    # Names and editions that have died
    "over": {"zh": "是的。", "en": "Yes."},
    "not_obtainable": {"zh": "不能。", "en": "No."},
    "not_by_old_name": {"zh": "不能按旧名办了。", "en": "No, not under that name."},
    "not_by_old_edition": {"zh": "不能按旧版办了。", "en": "No, not to that edition."},
    "names_and_what_to_do": {"zh": "名称与现行办法", "en": "Names and what to do now"},
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
    "refuse_scheme": {"zh": "资料里没有“{scheme}”这个项目的内容。", "en": "Nothing I hold is about “{scheme}”."},
    "refuse_record": {"zh": "资料里没有这方面的记录。", "en": "The documents I hold have no record of that."},
    "refuse_promise": {
        "zh": "通过与否由认证机构或发证部门决定，我不能替他们保证。",
        "en": "Whether you pass is for the certification body or authority to decide; I cannot promise it for them.",
    },
    "nearest": {"zh": "最接近的内容是“{section}”。", "en": "The nearest topic I hold is “{section}”."},
    "ask_instead": {"zh": "可以问我：{example}。", "en": "You could ask: {example}"},
    "contact": {
        "zh": "具体情况可致电 {phone}（{person}）。",
        "en": "For your own case, call the firm: {phone} ({person}).",
    },
    "only_other_language": {"zh": "资料中只有英文原文：", "en": "Only the Chinese text answers this:"},
    # Names and editions
    "meant": {"zh": "“{said}”应是指{scheme}。", "en": "“{said}” is taken to mean {scheme}."},
    "old_edition": {"zh": "{old}是旧版，现行版本是{new}。", "en": "{old} is an old edition; the one in force is {new}."},
    "old_edition_ended": {
        "zh": "{old}是旧版，{date}起不再有效，现行版本是{new}。",
        "en": "{old} is an old edition that ended on {date}; the one in force is {new}.",
    },
    "old_edition_until": {
        "zh": "{old}已被{new}取代，过渡期至{date}。",
        "en": "{old} has been replaced by {new}; the transition ends on {date}.",
    },
    "old_edition_until_low": {
        "zh": "{old}已被{new}取代，过渡期预计至{date}，请向认证机构确认。",
        "en": "{old} has been replaced by {new}; the transition is expected to end on {date}: ask the certification body.",
    },
    "transition_until": {"zh": "{old}的过渡期至{date}。", "en": "The transition from {old} ends on {date}."},
    "transition_until_low": {
        "zh": "{old}的过渡期预计至{date}，请向认证机构确认。",
        "en": "The transition from {old} is expected to end on {date}: ask the certification body.",
    },
    "transition_over": {
        "zh": "{old}的过渡期已于{date}结束，请以新版为准并向认证机构确认。",
        "en": "The transition from {old} ended on {date}: go by the new edition and ask the certification body.",
    },
    "stale": {
        "zh": "以上{scheme}的信息截至{date}，已到复核期，请向主管或发证机构核实。",
        "en": "What is said of {scheme} is as of {date} and due for review: verify it with the authority or issuing body.",
    },
    "about_scheme": {
        "zh": "以下按{scheme}回答；要问其他项目，请说出名称。",
        "en": "This is for {scheme}; name another scheme to ask about that one.",
    },
    # Several schemes
    "table_corner": {"zh": "项目", "en": "Scheme"},
    "row_object": {"zh": "对象", "en": "What is looked at"},
    "row_nature": {"zh": "性质", "en": "Nature"},
    "row_basis": {"zh": "依据", "en": "Basis"},
    "row_authority": {"zh": "主管或发证", "en": "Authority or issuer"},
    "row_applicants": {"zh": "适用对象", "en": "Who applies"},
    "row_validity": {"zh": "有效期", "en": "Validity"},
    "row_surveillance": {"zh": "监督", "en": "Surveillance"},
    "row_result": {"zh": "结果", "en": "Result"},
    "cell_object": {"zh": "{scheme}针对的是{cell}。", "en": "{scheme} looks at: {cell}."},
    "relation_prerequisite": {"zh": "{scheme}要先有{other}：{how}。", "en": "{scheme} needs {other} first: {how}."},
    "relation_base": {"zh": "{scheme}以{other}为基础：{how}。", "en": "{scheme} builds on {other}: {how}."},
    "relation_combined": {"zh": "{scheme}可与{other}联合办理：{how}。", "en": "{scheme} can be combined with {other}: {how}."},
    "relation_successor": {"zh": "{scheme}之后的是{other}：{how}。", "en": "{scheme} is followed by {other}: {how}."},
    "relation_predecessor": {"zh": "{scheme}之前的是{other}：{how}。", "en": "{scheme} follows {other}: {how}."},
    "relation_alternative": {"zh": "{scheme}与{other}可按需要二选一：{how}。", "en": "{other} is an alternative to {scheme}: {how}."},
    "relation_confusable": {"zh": "{scheme}与{other}容易混淆：{how}。", "en": "{scheme} and {other} are easily confused: {how}."},
    "relation_part": {"zh": "{scheme}与{other}是部分与整体：{how}。", "en": "{scheme} and {other} are part and whole: {how}."},
    "relation_see": {"zh": "{scheme}与{other}相关：{how}。", "en": "{scheme} and {other} are related: {how}."},
    "builds_on": {"zh": "{scheme}可以利用已有的基础：", "en": "{scheme} can build on what is there:"},
    "asks_besides": {"zh": "{scheme}另外要求：", "en": "{scheme} asks for besides:"},
    "in_order": {
        "zh": "建议的先后：{names}，后者以前者为前提或基础。",
        "en": "Take them in this order: {names}; the later one rests on the earlier.",
    },
    "any_order": {
        "zh": "资料中没有写明这几项的先后：{names}。",
        "en": "What I hold lays down no order among these: {names}.",
    },
    "shared_conditions": {"zh": "共同的前提：", "en": "Conditions they share:"},
    # Sources
    "background": {"zh": "行业背景知识，未逐条核对", "en": "knowledge of the trade, not checked item by item"},
    "confidence_high": {"zh": "可靠", "en": "reliable"},
    "confidence_medium": {"zh": "较可靠", "en": "fairly reliable"},
    "confidence_low": {"zh": "待核实", "en": "to be verified"},
    # Secrecy
    "classified": {
        "zh": "请不要在这里粘贴或上传涉密内容，包括密级文件、军品合同、型号和技术指标；本对话不是保密渠道。请只描述业务类型和一般情况。",
        "en": "Please do not paste or upload classified material here: marked documents, military contracts, model names, "
        "technical data. This chat is not a secure channel; describe the kind of business in general terms only.",
    },
    "classified_refused": {
        "zh": "这段文字带有密级标志，我没有作为问题处理，也没有保存。本对话不是保密渠道，"
        "请不要在这里粘贴或上传涉密内容，只描述业务类型和一般情况。",
        "en": "That text bears a classification mark; I have not processed or kept it. This chat is not a secure channel: "
        "please do not paste or upload classified material here, describe the kind of business in general terms only.",
    },
    # Answers
    "yes": {"zh": "是。", "en": "Yes."},
    "no": {"zh": "不是。", "en": "No."},
    "examples": {
        "zh": "认证费用由哪几部分组成？哪些可以不花？\n认证的业务类别有哪些？\n认证准备阶段要做什么调研？",
        "en": "What does certification cost consist of, and what is optional?\nWhich business categories are there?\n"
        "What does the survey before certification cover?",
    },
    "example": {"zh": "“{question}”", "en": "“{question}”"},
    # A chat model that did not answer, or not well
    "model_slow": {
        "zh": "（模型没有及时作答，以上是资料原文。）",
        "en": "(The model did not answer in time; this is quoted from the documents.)",
    },
    "model_busy": {"zh": "（模型暂时繁忙，以上是资料原文。）", "en": "(The model is busy; this is quoted from the documents.)"},
    "model_refused": {
        "zh": "（模型的密钥或名称不被接受，以上是资料原文。）",
        "en": "(The model's key or name was not accepted; this is quoted from the documents.)",
    },
    "model_unreachable": {
        "zh": "（连不上模型，以上是资料原文。）",
        "en": "(The model cannot be reached; this is quoted from the documents.)",
    },
    "model_too_long": {
        "zh": "（问题连同资料超出了模型能读的长度，以上是资料原文。）",
        "en": "(Question and documents together are longer than the model can read; this is quoted from the documents.)",
    },
    "model_broken": {
        "zh": "（模型的回答不可用，以上是资料原文。）",
        "en": "(The model's answer could not be used; this is quoted from the documents.)",
    },
    "model_resting": {
        "zh": "（模型暂停使用，以上是资料原文。）",
        "en": "(The model is paused after failures; this is quoted from the documents.)",
    },
    "model_not_borne_out": {
        "zh": "（模型的措辞没有通过核对，以上是资料原文。）",
        "en": "(The model's wording did not pass the check; this is quoted from the documents.)",
    },
    "model_sentence_quoted": {
        "zh": "（引号里的1句是资料原文：模型的说法没有通过核对。）",
        "en": "(The sentence in quotation marks is the document's own: the model's words for it did not stand the check.)",
    },
    "model_sentences_quoted": {
        "zh": "（引号里的{count}句是资料原文：模型的说法没有通过核对。）",
        "en": "(The {count} sentences in quotation marks are the documents' own: the model's words for them did not stand the check.)",
    },
    "model_sentence_removed": {
        "zh": "（模型有1句没有出处支持，已删去。）",
        "en": "(One sentence of the model was taken out: no source bears it out.)",
    },
    "model_sentences_removed": {
        "zh": "（模型有{count}句没有出处支持，已删去。）",
        "en": "({count} sentences of the model were taken out: no source bears them out.)",
    },
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


_MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December")


def date_said(date: str, language: Language) -> str:
    """`2018`, `2018-09` or `2018-09-14` as it is said: 2018年9月14日, 14 September 2018."""
    year, *rest = date.split("-")
    numbers = [int(one) for one in rest]
    if language == "zh":
        return f"{year}年" + "".join(f"{number}{unit}" for number, unit in zip(numbers, "月日", strict=False))
    if not numbers:
        return year
    month = f"{_MONTHS[numbers[0] - 1]} {year}"
    return f"{numbers[1]} {month}" if len(numbers) > 1 else month
