"""A case as conversations make them, and a fake assistant that changes it as it is told."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from decimal import Decimal

from assistant.case import Case, CaseFile, Stale
from assistant.case.categories import Fit, Fitted
from assistant.case.changes import changes
from assistant.case.costs import CostChecklist, Money
from assistant.case.profile import Profile
from assistant.case.raci import RaciMatrix
from assistant.case.templates import raci_rows, responsibility_rows
from assistant.domain import Action, Answer, Answered, Event, Language, Token, Understanding
from tests.fake_assistant import FakeAssistant

Change = Callable[[CaseFile], CaseFile]


def full_case(language: Language = "zh") -> Case:
    """A dozen rows of RACI of which two lack something, some work items, costs in ranges and two currencies, two categories."""
    zh = language == "zh"
    matrix = RaciMatrix().with_rows(raci_rows(language)[4:14]).with_rows(responsibility_rows(language)[3:8])
    matrix = matrix.assign("内部审核" if zh else "internal audit", "内审员" if zh else "internal auditor", ["R"], phase="establishment")
    matrix = matrix.assign("应急演练" if zh else "emergency drill", "质量部" if zh else "quality department", ["A", "C"])
    matrix = matrix.cover("夜间值守" if zh else "night watch", primary="服务台" if zh else "service desk")
    costs = CostChecklist(budget=Money(amount=Decimal(80000))).set("certification", status="quoted", amount=Decimal(42000))
    costs = costs.set("training", amount=Decimal(10000), amount_high=Decimal(12000), payer="人事部" if zh else "HR")
    costs = costs.set("tools", status="excluded").set("materials", label="差旅费" if zh else "travel", amount=Decimal(6000))
    costs = costs.set("consulting", label="英文辅导" if zh else "coaching", amount=Decimal(1200), currency="USD", formula="4 × 300")
    costs = costs.with_later("surveillance", "included").with_later("certificate_management", "not_included")
    why = ("排故障、装新版本", "别家开发的软件") if zh else ("fixing faults, installing releases", "software written by others")
    fit = Fit(
        fitted=(
            Fitted(category="software-operation-and-maintenance", score=0.8, why=why, why_not=("没有设计开发",) if zh else ("no design",)),
            Fitted(category="call-centre-and-service-desk", score=0.4, why=("热线",) if zh else ("a hotline",)),
        )
    )
    profile = Profile(
        company="某某信息公司" if zh else "A Software Company",
        headcount=80,
        sites=("重庆", "成都") if zh else ("Chongqing", "Chengdu"),
        services=("给连锁超市的收银系统排故障", "7×24小时热线") if zh else ("we fix tills of supermarkets", "a hotline around the clock"),
        target=("iso-20000-1",),
    )
    return Case(profile=profile, fit=fit, raci=matrix, costs=costs, stale=(Stale(area="costs", because="headcount"),))


class FakeTalk(FakeAssistant):
    """Messages it is told the meaning of change the case; undo and redo go back and forward; all others are answered as questions."""

    def __init__(self, meaning: dict[str, Change], pace: float = 0.0) -> None:
        super().__init__(pace)
        steps: dict[str, Change] = {"撤销": CaseFile.undone, "undo": CaseFile.undone, "恢复": CaseFile.redone, "redo": CaseFile.redone}
        self.meaning = {**steps, **meaning}
        self.files: dict[str, CaseFile] = {}

    def case(self, session: str) -> Case:
        return self.files.get(session, CaseFile()).case

    def reply(self, session: str, message: str) -> Iterator[Event]:
        change = self.meaning.get(message)
        if change is None:
            yield from super().reply(session, message)
            return
        self.heard.append((session, message))
        language: Language = "zh" if any("\u4e00" <= c <= "\u9fff" for c in message) else "en"
        before = self.case(session)
        self.files[session] = change(self.files.get(session, CaseFile()))
        lines = tuple(changes(before, self.case(session), language))
        answer = Answer(("已记：\n\n" if language == "zh" else "Noted:\n\n") + "\n".join(f"- {line}" for line in lines), language)
        turn = Answered(session, len(self.kept[session]) + 1, message, Understanding(language, "command"), answer, changes=lines)
        tool = "undo" if message in ("撤销", "undo") else "redo" if message in ("恢复", "redo") else "fake"
        turn = replace(turn, actions=tuple(Action(tool, {}, "applied", line) for line in lines))
        self.kept[session].append(turn)
        yield Token(answer.text)
        yield turn
