"""The words of a text that carry its subject, comparable between a question and a sentence without a dictionary.

Chinese is compared by pairs of neighbouring characters, English by stems; question words and particles count for nothing.
"""

import re
import unicodedata
from functools import cache, lru_cache
from typing import Protocol, cast

HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_HAN_RUN = re.compile(f"[{HAN}]+")
_WORD = re.compile(r"[a-z][a-z'’]*[a-z]|[a-z]|\d+(?:[.,]\d+)*")

# Longest first, so that 什么时候 goes before 什么.
_ZH_EMPTY = re.compile(
    "|".join(
        sorted(
            ["什么时候", "什么意思", "是什么", "有什么", "为什么", "做什么", "干什么", "什么样", "什么", "怎么样", "怎么办", "怎么做", "怎么", "怎样", "如何", "为何", "何时", "哪些", "哪几", "哪个", "哪种", "哪里", "哪儿", "哪家", "哪", "多少", "多久", "多长", "几个", "几种", "几类", "几项", "几块", "几条", "请问", "请教", "想问", "问一下", "问下", "想知道", "想了解", "了解一下", "告诉我", "介绍一下", "介绍下", "说一下", "说说", "讲讲", "讲一下", "解释一下", "麻烦", "帮我", "帮忙", "我们公司", "你们公司", "咱们公司", "我们", "你们", "咱们", "他们", "它们", "我司", "贵司", "老板", "领导", "我", "你", "您", "他", "它", "咱", "这个", "那个", "这些", "那些", "这种", "那种", "这", "那", "一下", "一般", "通常", "大概", "大约", "到底", "究竟", "具体", "其实", "真的", "现在", "目前", "可不可以", "能不能", "是不是", "有没有", "要不要", "需不需要", "是否", "可以", "能够", "应该", "必须", "一定", "需要", "得要", "或者", "还是", "以及", "的", "了", "着", "吗", "呢", "吧", "啊", "呀", "嘛", "么", "啦", "哦", "哈", "就", "都", "也", "还", "又", "再", "才", "是", "有", "在", "和", "与", "及", "只", "很", "最", "太", "被", "把", "对于", "关于", "没有", "别的", "其他", "另外", "那么", "所以", "因为", "如果", "但是", "而且", "然后", "所有", "全部", "一共", "总共", "包括", "包含", "啥", "咋", "俩", "些", "哪几块", "哪几个", "哪几类", "哪几项", "哪几种", "哪几部分", "几部分", "几大块", "几个部分", "人家", "东西", "事情", "时候", "意思"],
            key=len,
            reverse=True,
        )
    )
)
_EN_EMPTY = frozenset(
    ["a", "an", "the", "this", "that", "these", "those", "it", "its", "is", "are", "was", "were", "be", "been", "being", "am", "do", "does", "did", "doing", "done", "have", "has", "had", "having", "will", "would", "shall", "should", "can", "could", "may", "might", "must", "ought", "need", "needs", "i", "me", "my", "we", "us", "our", "you", "your", "he", "she", "they", "them", "their", "his", "her", "who", "whom", "whose", "which", "what", "when", "where", "why", "how", "and", "or", "but", "if", "then", "else", "so", "than", "too", "very", "of", "to", "in", "on", "at", "by", "for", "with", "from", "about", "into", "as", "up", "out", "off", "over", "under", "again", "there", "here", "all", "any", "both", "each", "few", "more", "most", "other", "some", "such", "no", "nor", "not", "only", "own", "same", "just", "also", "get", "gets", "got", "getting", "go", "goes", "going", "make", "makes", "made", "let", "lets", "tell", "tells", "know", "please", "thanks", "thank", "hi", "hello", "kind", "kinds", "sort", "exactly", "really", "actually", "basically", "mean", "means", "meant", "say", "says", "said", "want", "wants", "like", "anyone", "someone", "something", "anything", "thing", "things", "one", "ones", "much", "many", "lot", "ok", "okay", "well", "yes", "still", "even", "ever", "many", "s", "t", "re", "ve", "ll", "d", "m", "don", "doesn", "didn", "isn", "aren", "wasn", "weren"]
)


class _Stemmer(Protocol):
    def stemWord(self, word: str) -> str: ...


@cache
def _stemmer() -> _Stemmer:
    import snowballstemmer

    return cast(_Stemmer, snowballstemmer.stemmer("english"))


@lru_cache(maxsize=20_000)
def _stem(word: str) -> str:
    return _stemmer().stemWord(word)


def fold(text: str) -> str:
    """NFKC and lower case: full-width becomes half-width, so that ＩＳＯ and iso are one."""
    return unicodedata.normalize("NFKC", text).lower()


@lru_cache(maxsize=4096)
def terms(text: str) -> frozenset[str]:
    """Pairs of Han characters (a lone one stands for itself), English stems and numbers."""
    folded = fold(text)
    found: set[str] = set()
    for run in _HAN_RUN.findall(_ZH_EMPTY.sub(" ", folded)):
        found.update(run[i : i + 2] for i in range(len(run) - 1) or ())
        if len(run) == 1:
            found.add(run)
    for word in _WORD.findall(folded):
        if word not in _EN_EMPTY:
            found.add(_stem(word.replace("’", "'").removesuffix("'s")) if word[0].isalpha() else word)
    return frozenset(found)


def overlap(question: str, text: str) -> float:
    """Share of the question's terms that the text has, 0 to 1; 0 for a question without terms."""
    wanted = terms(question)
    return len(wanted & terms(text)) / len(wanted) if wanted else 0.0


def similarity(one: str, other: str) -> float:
    """Jaccard measure of two texts' terms, 0 to 1."""
    a, b = terms(one), terms(other)
    return len(a & b) / len(a | b) if a and b else 0.0


def without_empty_words(text: str) -> str:
    """The text less its question words and particles: what it is about."""
    text = _HAN_RUN.sub(lambda run: _ZH_EMPTY.sub("", run.group()), unicodedata.normalize("NFKC", text))
    words = re.split(r"(\s+|[^\w\s/-]+)", text)
    kept = [word for word in words if word.lower() not in _EN_EMPTY]
    return re.sub(r"\s+", " ", "".join(kept)).strip(" ,.;:!?，。；：！？、~")
