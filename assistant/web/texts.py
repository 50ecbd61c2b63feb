"""Every word of the page itself; what the assistant says comes from elsewhere."""

from pathlib import Path

import yaml

from assistant.domain import Language

_FILES = ("words-case.yaml", "words-staff.yaml", "words-api.yaml")


def _read(name: str) -> dict[str, dict[Language, str]]:
    text = Path(__file__).with_name(name).read_text(encoding="utf-8")
    words: dict[str, dict[Language, str]] = yaml.load(text, getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    return words


WORDS: dict[str, dict[Language, str]] = {key: row for name in _FILES for key, row in _read(name).items()} | {
    "name": {"zh": "认证顾问助手", "en": "Certification Assistant"},
    "other_language": {"zh": "EN", "en": "中文"},
    "new": {"zh": "新对话", "en": "New chat"},
    "welcome": {"zh": "认证的事，直接问", "en": "Ask about certification"},
    "promise": {
        "zh": "只按收录的资料回答，每句话都附出处；资料里没有的，会直说没有。",
        "en": "Answers come only from the documents on file, each with its source. What they do not say, it will not make up.",
    },
    "door_learn": {"zh": "了解标准", "en": "The standard"},
    "ask_learn": {"zh": "ISO 20000和ITIL有什么不同？", "en": "How does ISO 20000 differ from ITIL?"},
    "door_costs": {"zh": "费用构成", "en": "Costs"},
    "ask_costs": {"zh": "认证费用由哪几部分组成？", "en": "What does the cost of certification consist of?"},
    "door_categories": {"zh": "业务类别", "en": "Business categories"},
    "ask_categories": {"zh": "哪个业务类别适合我们？", "en": "Which business category fits us?"},
    "start": {"zh": "也可以直接说要记什么，我整理成表：", "en": "Or say what to note down, and it becomes a table:"},
    "ask_ability": {"zh": "你能做什么？", "en": "What can you do?"},
    "placeholder": {"zh": "输入问题，或直接说要改什么…", "en": "Ask, or say what to note down…"},
    "send": {"zh": "发送", "en": "Send"},
    "stop": {"zh": "停止", "en": "Stop"},
    "keys": {"zh": "Enter 发送，Shift+Enter 换行。", "en": "Enter sends, Shift+Enter starts a new line. "},
    "caution": {
        "zh": "回答依据收录的资料，以认证机构的答复为准。",
        "en": "The certification body has the final word.",
    },
    "lost": {
        "zh": "与服务器的连接出了问题，正在重连…",
        "en": "The connection to the server is in trouble; reconnecting…",
    },
    "understand": {"zh": "正在理解问题…", "en": "Reading the question…"},
    "retrieve": {"zh": "正在检索资料…", "en": "Searching the documents…"},
    "answer": {"zh": "正在组织回答…", "en": "Writing the answer…"},
    "you": {"zh": "提问", "en": "You asked"},
    "cut": {"zh": "共 {count} 字，此处只显示开头", "en": "{count} characters; only the beginning is shown"},
    "copy": {"zh": "复制（含出处）", "en": "Copy with sources"},
    "copied": {"zh": "已复制", "en": "Copied"},
    "copy_failed": {"zh": "复制失败，请手动选择", "en": "Could not copy; select the text instead"},
    "retry": {"zh": "重答", "en": "Ask again"},
    "references": {"zh": "出处", "en": "Sources"},
    "stopped": {"zh": "已停止。", "en": "Stopped."},
    "stopped_unchecked": {
        "zh": "已停止。模型的草稿还没有核对，没有保留。",
        "en": "Stopped. The model's draft had not been checked and is not kept.",
    },
    "checking": {"zh": "草稿，写完后逐句核对出处…", "en": "A draft; every sentence is checked against its source…"},
    "failed": {
        "zh": "这次没能答完，问题没有丢，点「重答」再试一次。",
        "en": "The answer could not be finished. Your question is still here: choose “Ask again”.",
    },
    "too_long": {
        "zh": "消息超过 {limit} 字，太长了，请分几次提问。",
        "en": "The message is longer than {limit} characters. Please ask in parts.",
    },
    "history_failed": {
        "zh": "之前的对话暂时读不出来，刷新页面可再试；现在也可以直接提问。",
        "en": "The earlier conversation cannot be read just now. Reload to try again, or simply ask.",
    },
    "back": {"zh": "返回上一个对话", "en": "Back to the previous conversation"},
    "source": {"zh": "来源", "en": "Sources"},
    "source_n": {"zh": "来源", "en": "Source"},
    "source_empty": {
        "zh": "点回答里的 [1]，这里会打开它引用的原文。",
        "en": "Choose a [1] in an answer and the passage it cites opens here.",
    },
    "previous": {"zh": "上一处", "en": "Previous"},
    "next": {"zh": "下一处", "en": "Next"},
    "place": {"zh": "第 {n} 处，共 {total} 处", "en": "{n} of {total}"},
    "original": {"zh": "原文", "en": "Chinese original"},
    "basis": {"zh": "依据", "en": "Rests on"},
    "before": {"zh": "上文", "en": "Before"},
    "after": {"zh": "下文", "en": "After"},
    "open_link": {"zh": "打开来源网页", "en": "Open the source page"},
    "close": {"zh": "关闭", "en": "Close"},
    "changed": {
        "zh": "资料更新后已没有这一段；下面是回答当时引用的文字。",
        "en": "This passage is no longer in the documents. Shown below is the text as it was cited.",
    },
    "source_failed": {"zh": "这处来源暂时打不开，请再点一次。", "en": "This source cannot be opened just now. Please try again."},
    "serving": {"zh": "页面地址：{address}（Ctrl+C 结束）", "en": "The page is at {address} (Ctrl+C ends it)"},
    "port_taken": {"zh": "端口 {port} 已被占用，改用 {taken}。", "en": "Port {port} is in use; using {taken}."},
    "no_port": {
        "zh": "端口 {first} 到 {last} 都被占用，请用 --port 另指定一个。",
        "en": "Ports {first} to {last} are all in use; choose another with --port.",
    },
    "building": {"zh": "还没有索引，现在建立。", "en": "There is no index yet; building it now."},
    "rebuilding": {
        "zh": "索引由旧版本建立，现在重建；从其他文件夹收录过的文档需要重新收录。",
        "en": "The index is of an older version; rebuilding it now. Documents from other folders have to be ingested again.",
    },
    "current": {"zh": "现行", "en": "current"},
    "superseded": {"zh": "已被替代", "en": "superseded"},
    "abolished": {"zh": "已废止", "en": "abolished"},
}


def word(key: str, language: Language) -> str:
    """The word or sentence in a language of the page; an unknown key is a mistake of ours and raises KeyError."""
    return WORDS[key][language]
