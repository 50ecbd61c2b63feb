"""What kind of answer a question wants, from the words it is put in."""

import re

from assistant.domain import Shape

_PRICE = re.compile(
    r"多少钱|多少费用|什么价|啥价|价位|价格|报价是|报个价|报价多少|怎么收费|收费标准|收多少|要花多少|花多少|费用(?:大概|大约|一般)?(?:是|要)?多少|贵不贵|贵吗|几万|多少万|预算多少|便宜"
    r"|\bhow much\b(?! (?:effort|time|work|staff|training|detail|documentation|of|reserve|attention|preparation|do (?:we|you) know))|\bprice\b|\bprices\b|\bpricing\b|\bballpark\b|\bquotation\b|\bfee schedule\b"
    r"|what (?:does|do|would|will|is) .{0,40}\bcost\b(?! (?:consist|include|part|item|component|categor))|\bcosts? (?:roughly|about|us)\b|\bhow expensive\b|\brates?\b.*\?",
    re.IGNORECASE,
)
_COUNT = re.compile(
    r"几(?:个|类|种|项|块|部分|条|步|阶段|方面|大|点|份|家|位|名|级|本|处|样|页|款|块儿|次)|多少(?:个|类|种|项|部分|条|步|家|位|名|人|次|本|页)|一共多少|总共多少"
    r"|how many|\bnumber of\b",
    re.IGNORECASE,
)
_TIME = re.compile(
    r"多久|多长|多少(?:天|个?月|年|周|小时)|几(?:天|个?月|年|周|小时)|什么时候|啥时候|何时|哪一?年|哪天|有效期|周期|几号|工期|时限|时长"
    r"|how long|how soon|\bwhen\b (?:did|was|is|does|do|will|were|can)|what year|which year|how often|what date|\bduration\b|\bdeadline\b|\bvalid(?:ity)?\b",
    re.IGNORECASE,
)
_WHY = re.compile(r"为什么|为何|为啥|凭什么|原因|干嘛要|何必|\bwhy\b|\breasons?\b|how come", re.IGNORECASE)
_HOW = re.compile(
    r"怎么(?!样的?人|回事|说)|如何|怎样|步骤|咋(?!回事)|\bhow (?:do|to|should|can|does|would|are|is|did)\b|\bsteps?\b|\bprocedure\b|what should we do",
    re.IGNORECASE,
)
_DEFINITION = re.compile(
    r"什么是|是什么(?!时候|原因|人)|是啥|啥是|啥叫|什么叫|叫做什么|什么意思|啥意思|啥玩意|什么东西|何谓|定义|指的是|指什么|代表什么|代表啥|怎么回事|咋回事|全称"
    r"|\bwhat(?:'s| is| are|s)\b(?! (?:the|our|your) (?:cost|price|difference|steps?|parts?|benefits?|phases?|stages?|categories|items|areas|aspects|contents?|point|purpose|advantages?|use))"
    r"|\bdefine\b|\bdefinition\b|\bmeaning of\b|\bstands? for\b|\bwhat do(?:es)? .+ mean\b|\bexplain\b",
    re.IGNORECASE,
)
_LIST = re.compile(
    r"哪些|哪几|哪两|哪三|哪四|哪五|列出|列一下|列举|列个|都有什么|有什么(?!区别|不同|意思|关系)|有啥(?!区别)|包括什么|包含什么|由什么|清单|分别是|几大块|都包括|都要|构成|组成|名单|全部|一一"
    r"|\bwhich\b.*\b\w+s\b|\bwhat (?:are|kinds?|types?|sorts?|items|parts?|areas|benefits|categories|things|topics|else)\b|\blist\b|\bname (?:the|all|them)\b|\bconsists? of\b|\bmade up of\b|\bmake[- ]?up\b|\bcomponents?\b"
    r"|\bbreak ?down\b|\bincluded? in\b|\binclude\?|\badvantages\b|\bbenefits\b|\ball (?:the|of)\b|\bcover\b",
    re.IGNORECASE,
)
_WHO = re.compile(r"谁|什么人|哪个部门|哪些人|哪个岗位|由哪|\bwho(?:m|se)?\b|which (?:department|person|role|people|staff)", re.IGNORECASE)
_YES_NO_ZH = re.compile(
    r"[吗嘛](?:[？?。，,！!\s]|$)|么[？?]?$|是不是|能不能|要不要|有没有|可不可以|需不需要|该不该|会不会|算不算|对不对|行不行|好不好|是否|用不用|必不必|包不包|属不属于|在不在|还是不|对吧|没错吧|是吧|行吧|可以吧|吧[？?]$"
)
_YES_NO_EN = re.compile(
    r"(?:^|[,;:.!?—-]\s*|\b(?:and|so|but|then|also|ok|okay|hi|hello|please|say|well)[, ]+)"
    r"(?:is|are|was|were|do|does|did|can|could|must|should|shall|will|would|has|have|had|may|might|isn't|aren't|don't|doesn't|can't|won't|shouldn't|am)\b(?: not)?\s+"
    r"(?!you (?:please |tell|explain|list|give|name|describe|say|help|show|walk)|i (?:ask|know|get a list))"
    r"|,\s*(?:right|correct|true|no|yes|isn't it|is it|doesn't it|don't we|do we|aren't they)\s*\?$|\bwhether\b|\bright\?$|\btrue that\b",
    re.IGNORECASE,
)


def shape_of(question: str) -> Shape:
    """The most demanding reading first: a price is never answered with a definition."""
    yes_no = bool(_YES_NO_ZH.search(question) or _YES_NO_EN.search(question))
    if _PRICE.search(question) and not (yes_no and re.search("必须|可选|optional|mandatory|包含|包括|include", question)):
        return "price"
    for shape, pattern in (("count", _COUNT), ("time", _TIME)):
        if pattern.search(question) and not yes_no:
            return "count" if shape == "count" else "time"
    if yes_no:
        return "yes_no"
    if _WHY.search(question):
        return "why"
    if _WHO.search(question):
        return "who"
    if _LIST.search(question):
        return "list"
    if _DEFINITION.search(question):
        return "definition"
    return "how_to" if _HOW.search(question) else "fact"
