"""An assistant that says what a test wants, at the pace it wants, with a library of three passages."""

import threading
import time
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from assistant.case import Case
from assistant.chat import Health
from assistant.domain import (
    Answer,
    Answered,
    Citation,
    Document,
    Event,
    Failed,
    Language,
    Passage,
    Progress,
    Token,
    Understanding,
)
from assistant.usage import Use

ZH = Document("page.zh", "ISO20000信息技术认证简介", "zh", edition="2012", status="current", url="https://example.org/a")
EN = Document("page.en", "Introduction to ISO 20000 certification", "en", edition="2012", status="current", renders="page.zh")
TEXTS: dict[Language, tuple[tuple[str, str], ...]] = {
    "zh": (
        (
            "认证实施计划",
            "认证实施计划是认证方案书中的核心部分之一。提到计划，通常的理解就是步骤、任务、人员、周期、里程碑等内容，"
            "使用专业的工具如MS Project、Excel进行和制定。",
        ),
        (
            "资源与费用 › 费用",
            "费用方面，通常认证实施项目包含以下5个部分：\n\n1. 认证咨询服务费（咨询合作方，可选）\n2. 认证服务费（审核机构）\n"
            "3. 培训费用（可选）\n4. 认证相关参考资料、宣传费用（可选）\n5. 工具软件费用（可选）\n\n具体费用根据组织规模而有所不同。"
            "对于希望通过该项认证的组织来说，在项目方案中应确认认证服务费用是否包含后续年度的复审、复评和证书管理费用等。",
        ),
        (
            "前期调研",
            "认证准备阶段的另一项重要工作就是调研，对于整个组织而言，进行充分细致的调研工作有助于梳理组织内IT服务管理现状，"
            "同时对于提高全员认证意识，提升组织内成员对认证工作的重视程度有一定的积极作用。",
        ),
    ),
    "en": (
        ("Implementation plan", "The implementation plan is one of the core parts of the certification proposal."),
        (
            "Resources and costs › Costs",
            "As to costs, a certification project usually consists of these five parts:\n\n1. consulting service (partner, optional)\n"
            "2. certification service (certification body)\n3. training (optional)\n4. reference materials and publicity (optional)\n"
            "5. tool software (optional)\n\nThe actual amounts depend on the size of the organisation.",
        ),
        ("Survey", "Another important task of the preparation phase is the survey of the present state."),
    ),
}
ANSWERS: dict[Language, str] = {
    "zh": "共五部分，只有第二项不是可选的 [1]：\n1. 认证咨询服务费（可选）\n2. 认证服务费，付给审核机构\n3. 培训费用（可选）\n"
    "4. 参考资料、宣传费用（可选）\n5. 工具软件费用（可选）\n\n具体金额随组织规模而不同；"
    "签约前请确认报价是否包含后续年度的复审、复评和证书管理 [1]。"
    "计划里要给审核机构留出时间 [2]。",
    "en": "Five parts; only the second is not optional [1]:\n1. consulting service (optional)\n2. certification service, paid to the "
    "certification body\n3. training (optional)\n4. reference materials and publicity (optional)\n5. tool software (optional)\n\n"
    "Amounts depend on the size of the organisation [1]. The plan is a core part of the proposal [2].",
}
HIGHLIGHTS: dict[Language, tuple[str, ...]] = {
    "zh": ("通常认证实施项目包含以下5个部分：", "具体费用根据组织规模而有所不同。"),
    "en": ("these five parts:", "The actual amounts depend on the size of the organisation."),
}


CITATION = Citation(1, "p1", "page.zh", "标题", "费用", "费用包含5个部分。", None, "https://example.org/a?b=1&c=2", "2012", "current")


def answered(text: str, *citations: Citation, message: str = "问") -> Answered:
    """A kept first turn with this answer."""
    return Answered("s", 1, message, Understanding("zh", "question"), Answer(text, "zh", citations=citations))


class FakeLibrary:
    """Three passages a language, in order."""

    def __init__(self) -> None:
        self.order = {
            language: [
                Passage(f"{language}{place}", ZH if language == "zh" else EN, (section,), f"s{place}", place, text)
                for place, (section, text) in enumerate(texts)
            ]
            for language, texts in TEXTS.items()
        }

    def passage(self, passage_id: str) -> Passage | None:
        return next((p for row in self.order.values() for p in row if p.id == passage_id), None)

    def neighbours(self, passage_id: str) -> tuple[Passage | None, Passage | None]:
        row = next(row for row in self.order.values() if any(p.id == passage_id for p in row))
        place = [p.id for p in row].index(passage_id)
        return (row[place - 1] if place else None, row[place + 1] if place + 1 < len(row) else None)


@dataclass
class FakeModel:
    """A chat model of which only its health is known."""

    health: Health


class FakeAssistant:
    """Answers every question with the five parts of the cost; `慢`/`slow`, `坏`/`broken` and `拒`/`failed` behave so."""

    def __init__(self, pace: float = 0.0, chat: FakeModel | None = None) -> None:
        self.pace = pace
        self.chat = chat
        self.library = FakeLibrary()
        self.kept: dict[str, list[Answered]] = defaultdict(list)
        self.heard: list[tuple[str, str]] = []
        self.closed = threading.Event()

    def reply(self, session: str, message: str) -> Iterator[Event]:
        self.heard.append((session, message))
        language: Language = "zh" if any("\u4e00" <= c <= "\u9fff" for c in message) else "en"
        pace = 0.2 if ("慢" in message or "slow" in message) else self.pace
        try:
            yield Progress("understand")
            yield Progress("retrieve")
            time.sleep(pace)
            if "坏" in message or "broken" in message:
                raise ZeroDivisionError("geheim")
            if "拒" in message or "failed" in message:
                yield Failed("资料库正在更新，请稍后再问。")
                return
            text = ANSWERS[language]
            for start in range(0, len(text), 12):
                time.sleep(pace)
                yield Token(text[start : start + 12])
            yield self._keep(session, message, language)
        finally:
            self.closed.set()

    def history(self, session: str) -> list[Answered]:
        return list(self.kept[session])

    def case(self, session: str) -> Case:
        return Case()

    def scheme_name(self, scheme: str, language: Language) -> str:
        return scheme.upper()

    def used(self, session: str) -> list[Use]:
        """A model is asked once a turn."""
        calls = len(self.kept[session])
        return [Use(session, self.chat.health.name, "", "", calls, 700 * calls, 30 * calls)] if self.chat and calls else []

    def _keep(self, session: str, message: str, language: Language) -> Answered:
        citations = tuple(self._citation(n, language, place) for n, place in ((1, 1), (2, 0)))
        answer = Answer(ANSWERS[language], language, citations=citations)
        turn = Answered(session, len(self.kept[session]) + 1, message, Understanding(language, "question"), answer)
        self.kept[session].append(turn)
        return turn

    def _citation(self, n: int, language: Language, place: int) -> Citation:
        passage = self.library.order[language][place]
        return Citation(
            n=n,
            passage=passage.id,
            source=passage.document.id,
            title=passage.document.title,
            section=passage.section[-1],
            quote=passage.text,
            original=TEXTS["zh"][place][1] if language == "en" else None,
            url=passage.document.url,
            edition=passage.document.edition,
            status=passage.document.status,
            highlights=HIGHLIGHTS[language] if place == 1 else (),
        )
