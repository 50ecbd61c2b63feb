"""Everyday Chinese questions, as sales staff, clients and consultants type them: the first words answer, nothing else is beside."""

import pytest

from assistant.assistant import Assistant
from tests.talking import tell

REFUSED = "资料里没有"
ANSWERED: tuple[tuple[str, str, str], ...] = (
    # how long
    ("9001多久", "ISO 9001认证通常需要数月", "监督"),
    ("CMA多久", "CMA资质认定通常需要3至6个月", "6年"),
    ("三类医疗器械经营许可证几天能下来", "受理后20个工作日内决定", "有效期"),
    ("我们是做软件开发的，30个人，想做27001要多久", "ISO 27001认证通常需要数月", "小公司"),
    ("我们有9001了，再做14001要多久", "ISO 14001从建立体系到取证通常需要4至6个月", "另外要求"),
    ("甲方让我们三个月内拿到ISO20000，来得及吗", "4至8个月", "效益"),
    ("ISO45001下证时间", "4至6个月", "到期前"),
    # what it costs
    ("ISO9001多少钱", "ISO 9001的具体金额取决于", "IRIS"),
    ("CMMI5级评估费大概几万", "CMMI的具体金额取决于", "有效期"),
    ("办个3C认证贵不贵", "CCC的金额取决于", "罚款"),
    ("我们想办ISO27001，先问下费用", "ISO 27001认证的费用由以下部分组成", "我给不出价格"),
    ("三体系一起做能便宜吗", "我给不出价格", "先后"),
    # documents, conditions, steps
    ("45001要提供什么", "ISO 45001认证通常需要的材料", "适用于"),
    ("CMMI评估要准备啥", "CMMI评估通常需要的材料", "办理步骤"),
    ("军工保密资质要提交什么", "军工保密资质通常需要的材料", "办理步骤"),
    ("CNAS申请资料", "法律地位证明", "能力验证费"),
    ("申请27001需要提供的资料清单", "ISO 27001认证通常需要的材料", "已记"),
    ("现场审核要准备什么", "内部审核和管理评审记录", "项目计划"),
    ("新公司刚成立能做9001吗", "3个月以上", "规模没有下限"),
    ("27001怎么办", "ISO 27001认证的办理步骤", "2013"),
    ("申请CCRC的步骤", "CCRC资质的办理步骤", "已记"),
    ("客户要求我们有ISO9001证书，怎么办理？", "ISO 9001认证的办理步骤", "无须等待"),
    ("CCC怎么申请", "CCC的办理步骤", "代理人"),
    ("做ITSS四级有什么要求", "4级：独立法人", "行业级"),
    # validity, surveillance, renewal
    ("9001每年要年审吗", "首次监督审核在发证后12个月内", "暂停"),
    ("年审没做会怎样", "逾期的先暂停", "复审"),
    ("监督审核晚了怎么办", "逾期的先暂停", "预约"),
    ("ITSS不年审会怎么样", "证书暂停3个月", "到期前6个月"),
    ("14001过期了还能续吗", "到期前须完成再认证审核", "能。"),
    ("13485证书多久过期", "有效期3年", "到期前应"),
    ("27001到期前多久开始换证", "到期前须完成再认证审核", "监督审核每年一次"),
    ("ISO证书是终身的吗", "管理体系证书的有效期通常为3年", "请选一个"),
    ("SC许可证有效期", "有效期5年", "3年"),
    # mandatory, of use, for whom
    ("45001必须要做吗", "不是必须的。ISO 45001不是法律强制的", "事故"),
    ("HACCP强制认证吗", "国家推行的自愿认证", "CCC"),
    ("CCC是不是强制的", "CCC（3C）是强制性产品认证", "锂电池"),
    ("保密资质是强制性的吗", "法定资格，属于行政许可", "不是必须的"),
    ("14001有什么用", "证明组织按标准管理自身的环境影响", "2004"),
    ("办27001有啥用", "招标", "申请条件"),
    ("国军标有啥用", "未通过认证的单位不得承担", "2017年7月1日"),
    ("有9001招投标能加分吗", "许多招标和客户把它作为前提", "军品"),
    ("贸易公司能办ISO9001吗", "标准对规模没有下限", "IATF"),
    ("什么企业适合做ISO20000", "ISO 20000适用于提供IT服务的组织", "不适合"),
    # who issues it, where to look it up
    ("保密资质去哪里申请", "军工保密资质由保密行政管理部门发证", "境外"),
    ("国军标哪些机构能做", "GJB 9001C由军方审查或由", "申请条件"),
    ("怎么查ISO证书真假", "cx.cnca.cn", "请选一个"),
    ("14001怎么查证书是不是真的", "cx.cnca.cn", "体系认证规则"),
    ("DILAC是哪发的", "DILAC秘书处", "2004年4月"),
    # editions, names, levels
    ("2015版的9001证书还能用吗", "ISO 9001:2015已被ISO 9001:2026取代，过渡期预计至2029年9月", "IRIS"),
    ("9001有2026版吗", "ISO 9001的现行版本是ISO 9001:2026", "无须等待"),
    ("CCRC是什么", "CCRC资质是对信息安全服务机构的自愿认证", "CNITSEC"),
    ("CMMI需要多少人", "没有官方规定", "数月"),
    ("没有环评能做14001吗", "不能。没有环评通常做不成", "没有。没有"),
    ("等保二级怎么做", "等保按系统定级、备案和测评", "办理步骤"),
    # two schemes
    ("先做9001还是先做国军标", "建议的先后：ISO 9001 → GJB 9001C", "已记"),
    ("先办SC还是先做HACCP", "建议的先后：食品生产许可证（SC） → HACCP", "已记"),
    ("先CMA还是先CNAS", "CMA资质认定、CNAS实验室认可", "有效期6年。"),
    ("做27001要先做9001吗", "没有写明这几项的先后", "27017"),
    ("HACCP和22000一起做行吗", "HACCP常与ISO 22000同时安排审核", "GFSI"),
    ("SC和HACCP有什么不一样", "食品生产许可证（SC）针对的是", "替代"),
    ("CCRC和CMMI哪个含金量高", "CMMI针对的是", "维持性评估"),
    ("三体系要多久", "ISO 45001从建立体系到取证", "请选一个"),
    # not passed
    ("27001外审不通过怎么办", "整改不符合项", "风险评估"),
    ("审核不通过怎么办", "严重不符合须关闭并验证后才发证", "4个方面"),
)
LACKING: tuple[tuple[str, str], ...] = (
    ("ISO9001有补贴吗", "补贴"),
    ("做27001国家有没有补贴", "补贴"),
    ("分公司能用总公司的9001证书吗", "分公司"),
    ("9001能增加范围吗", "范围"),
    ("9001认证范围怎么写", "范围"),
    ("27001的范围可以只写一个部门吗", "部门"),
    ("两个地址要办两张证吗", "场所"),
    ("27001外审几天", "天数"),
    ("CCC工厂检查几天", "天数"),
    ("27001需要人员持证吗", "人员证书"),
    ("内审员证怎么考", "内审员"),
    ("做9001需要办公场地吗", "场地"),
    ("9001国外认吗", "国外"),
    ("9001证书丢了能补吗", "遗失"),
    ("变更公司地址9001证书要换吗", "变更"),
    ("注册资本对9001有要求吗", "注册资本"),
    ("ITSS证书怎么查询", "查证书"),
    ("9001审核没通过会退钱吗", "退款"),
    ("50001能源管理体系多久", "50001"),
)
FOLLOWED: tuple[tuple[tuple[str, ...], str, str], ...] = (
    (("做9001", "要多久"), "ISO 9001认证通常需要数月", "监督"),
    (("ITSS怎么办", "要多久"), "ITSS能力体系通常要先运行6个月以上", "4级"),
    (("HACCP要多久", "材料呢"), "HACCP认证通常需要的材料", "体系认证规则"),
    (("ISO27001有效期几年", "多少钱呢"), "ISO 27001的具体金额取决于", "有效期与监督"),
    (("CMA多久", "CNAS呢"), "首次CNAS实验室认可通常约6至12个月", "有效期6年"),
    (("要多久", "27001"), "ISO 27001认证通常需要数月", "没有读出"),
    (("14001", "流程"), "ISO 14001认证的办理步骤", "问卷"),
    (("三体系多少钱", "要多久"), "ISO 14001从建立体系到取证", "预约"),
    (("SC怎么办", "几年有效"), "食品生产许可证（SC）有效期5年", "通常为3年"),
    (("国军标条件", "资料呢", "那9001呢"), "ISO 9001认证通常需要的材料", "GJB"),
)


@pytest.mark.parametrize(("message", "said", "unsaid"), ANSWERED)
def test_answers_what_is_asked(assistant: Assistant, message: str, said: str, unsaid: str) -> None:
    text = tell(assistant, message).answer.text
    assert said.replace(" ", "") in text.replace(" ", "")
    assert unsaid not in text


@pytest.mark.parametrize(("message", "lacks"), LACKING)
def test_says_what_it_lacks(assistant: Assistant, message: str, lacks: str) -> None:
    turn = tell(assistant, message)
    assert turn.answer.refused
    first = turn.answer.text.split("。")[0]
    assert first.startswith(REFUSED) and lacks in first


@pytest.mark.parametrize(("messages", "said", "unsaid"), FOLLOWED)
def test_follows_the_conversation(assistant: Assistant, messages: tuple[str, ...], said: str, unsaid: str) -> None:
    text = tell(assistant, *messages).answer.text
    assert said in text
    assert unsaid not in text


def test_gives_the_time_where_it_cannot_give_the_price(assistant: Assistant) -> None:
    text = tell(assistant, "你好，我想问问27001认证，大概多少钱多久能下来？").answer.text
    assert "我给不出价格" in text and "通常需要数月" in text
