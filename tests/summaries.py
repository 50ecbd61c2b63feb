"""A corpus of made-up schemes, right in every point; a test damages one thing in it."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from assistant.ledger import CARD_ROWS, Scheme
from assistant.ledger_reading import read_scheme
from tests.documents import write

HEADINGS = {
    "what-it-is": ("是什么", "What it is"),
    "who-needs-it": ("谁需要", "Who needs it"),
    "basis": ("依据与现行版本", "Basis and edition in force"),
    "replaced": ("取代了什么", "What it replaced"),
    "authority": ("主管与发证机构", "Authority and issuing body"),
    "conditions": ("申请条件", "Conditions"),
    "steps": ("办理步骤", "Steps"),
    "validity": ("有效期与监督", "Validity and surveillance"),
    "costs": ("费用构成", "Cost parts"),
    "documents": ("材料清单", "Documents"),
    "time": ("办理时间", "Time"),
    "related": ("相关项目与联合办理", "Related schemes and combined audits"),
    "q1": ("可以申请吗？", "Can one apply?"),
}
DAY = "2026-11-26"
"""On this day nothing in these summaries is due."""


@dataclass
class Summary:
    """The three files of a scheme, to be changed before they are written."""

    ledger: dict[str, Any]
    title_en: str
    zh: dict[str, str]
    """Text by anchor, in the order of the file."""
    en: dict[str, str]
    asks: dict[str, dict[str, Any]]
    """One ask by anchor."""

    @property
    def id(self) -> str:
        return str(self.ledger["id"])

    def files(self) -> dict[str, str]:
        """What is written, by path."""
        english = {"id": self.id, "language": "en", "title": self.title_en, "ledger": f"{self.id}.zh.md"}
        questions = {
            "document": {"zh": f"{self.id}.zh", "en": f"{self.id}.en"},
            "sections": [{"anchor": anchor, "asks": [ask]} for anchor, ask in self.asks.items()],
        }
        return {
            f"standards/{self.id}.zh.md": f"---\n{dumped(self.ledger)}---\n{_body(self.ledger['title'], self.zh, 0)}",
            f"standards/{self.id}.en.md": f"---\n{dumped(english)}---\n{_body(self.title_en, self.en, 1)}",
            f"questions/standards/{self.id}.yaml": dumped(questions),
        }


def summary(id: str = "alpha-1", name: str = "ALPHA 71001", **ledger: Any) -> Summary:
    """A scheme of this short name; further arguments stand in its ledger instead of what stands there."""
    zh = {anchor: f"{name}的这一节说的是{heading}。" for anchor, (heading, _) in HEADINGS.items()}
    en = {anchor: f"This section of {name} is on this: {heading}." for anchor, (_, heading) in HEADINGS.items()}
    zh["validity"] = f"{name}证书有效期3年。{name}每12个月监督一次。"
    en["validity"] = f"A certificate of {name} is valid for 3 years. Surveillance of {name} is every 12 months."
    zh["basis"] = f"{name}的现行版本是{name}:2016，2016年10月1日发布。"
    en["basis"] = f"The edition of {name} in force is {name}:2016, published on 1 October 2016."
    zh["steps"] = f"{name}的步骤：\n\n1. 申请\n2. 审核"
    en["steps"] = f"The steps to {name}:\n\n1. application\n2. audit"
    made = Summary(_ledger(id, name) | ledger, f"{name} certification", zh, en, {})
    made.asks = {anchor: ask(zh[anchor], en[anchor], f"{name}：{HEADINGS[anchor][0]}") for anchor in HEADINGS if anchor != "steps"}
    return made


def ask(zh: str, en: str, question: str) -> dict[str, Any]:
    """A question that the first sentence of each text answers."""
    answer = {"zh": [zh.split("。")[0] + "。"], "en": [en.split(". ")[0].removesuffix(".") + "."]}
    return {"answer": answer, "zh": [question], "en": [f"What of this: {question}"]}


def alias(name: str, state: str = "current", note: tuple[str, str] | None = None) -> dict[str, Any]:
    return {"name": name, "state": state} | ({"note": {"zh": note[0], "en": note[1]}} if note else {})


def edition(number: str, state: str = "current", **dates: str) -> dict[str, Any]:
    return {"number": number, "state": state, "confidence": "high", "source": ["rule"]} | dates


def fact(at: str, zh: str, en: str, **more: Any) -> dict[str, Any]:
    return {"at": at, "zh": zh, "en": en, "confidence": "high", "as_of": "2026-10", "source": ["rule"]} | more


def ambiguous(names: Sequence[str], *schemes: str) -> dict[str, Any]:
    """The file of names that are asked back."""
    choices = [{"scheme": scheme, "zh": f"{scheme}这一种", "en": f"the {scheme} kind"} for scheme in schemes]
    rows = [{"names": list(names), "ask": {"zh": "哪一种？", "en": "Which one?"}, "choices": choices}]
    return {"reference/ambiguous.yaml": dumped({"names": rows})}


def written(folder: Path, *summaries: Summary, **files: str) -> Path:
    """A corpus folder with these summaries."""
    made = {"sources.yaml": "documents: []\n"}
    for one in summaries:
        made |= one.files()
    return write(folder, {**made, **files})


def scheme(folder: Path, made: Summary | None = None, **ledger: Any) -> Scheme:
    """A ledger, read from its file."""
    made = made or summary(**ledger)
    written(folder, made)
    return read_scheme(folder / "standards" / f"{made.id}.zh.md")


def dumped(value: Any) -> str:
    return yaml.safe_dump(value, allow_unicode=True, sort_keys=False)


def _body(title: str, texts: dict[str, str], place: int) -> str:
    made = f"# {title}\n"
    for anchor, text in texts.items():
        if anchor == "q1":
            made += f"\n## {('常见问题', 'What people ask')[place]} {{#questions}}\n"
        made += f"\n{'###' if anchor == 'q1' else '##'} {HEADINGS[anchor][place]} {{#{anchor}}}\n\n{text}\n"
    return made


def _ledger(id: str, name: str) -> dict[str, Any]:
    cells = {row: {"zh": f"{name}的{row}", "en": f"{row} of {name}", "at": "what-it-is"} for row in CARD_ROWS}
    validity = {
        "certificate_months": 36,
        "surveillance_months": 12,
        "certificate": {"zh": "3年", "en": "3 years"},
        "surveillance": {"zh": "每12个月", "en": "every 12 months"},
        "renewal": {"zh": "到期前", "en": "before expiry"},
        "confidence": "high",
        "source": ["rule"],
    }
    return {
        "id": id,
        "language": "zh",
        "title": f"{name}认证",
        "short": {"zh": name, "en": name},
        "family": "quality",
        "kind": "management-system",
        "status": "current",
        "status_since": None,
        "replaced_by": None,
        "obtainable": True,
        "as_of": "2026-11-22",
        "review_by": "2027-05-22",
        "aliases": [alias(name.replace(" ", ""))],
        "editions": [edition(f"{name}:2016", published="2016-10-01")],
        "validity": validity,
        "card": cells,
        "conditions": [{"tag": "legal-entity", "zh": "合法主体", "en": "a legal entity"}],
        "related": [],
        "facts": [fact("basis", "2016年10月1日发布", "published on 1 October 2016")],
        "sources": {"rule": {"title": "认证规则", "number": "R-1", "url": "https://rules.example/1", "date": "2025-02-03"}},
    }
