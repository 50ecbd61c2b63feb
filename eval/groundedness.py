"""A model's opinion on groundedness: is each sentence of an answer borne out by the passages that it cites?

The code metric (`eval.support`) counts words in common; a judge reads. Both stand side by side, since neither is the truth.

A judge gets the question, the passages cited and the sentences, all fenced as data, `MOST_SENTENCES` a request. Of a passage it
sees `LONGEST_PASSAGE` characters at most, about the words that support the answer, and `MOST_PASSAGES` characters of passages a
request: a sentence that rests on what was cut off may be judged worse than it is.
"""

import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby
from typing import TYPE_CHECKING, Any

from pydantic import SecretStr
from pydantic_settings import BaseSettings

from assistant.chat import Chat, ModelFailed, text_of
from assistant.domain import Answer, Citation
from assistant.errors import ModelUnavailable
from assistant.models import build_chat
from assistant.prompts import hashes, prompt
from assistant.settings import Settings
from eval.judging import Row, stated
from eval.picking import spread
from eval.support import Statement
from eval.verdicts import NONE, Judgement, verdicts

if TYPE_CHECKING:
    from langchain_core.messages import BaseMessage

PROMPT = "judge"
LIMIT = 120.0
"""Seconds that a request may take at least: nobody waits for a judge, and a small machine reads slowly."""
MOST_SENTENCES = 8
LONGEST_PASSAGE = 2000
"""Characters."""
MOST_PASSAGES = 6000
"""Characters."""
_BEFORE = 0.25
"""Share of a cut passage that stands before the words which support the answer."""
Case = tuple[str, str]
"""Pair and language."""


class JudgeSettings(BaseSettings):
    """What only a judge has; the rest is of `assistant.settings`."""

    model_config = Settings.model_config
    judge_api_key: SecretStr | None = None


@dataclass(frozen=True)
class Claims:
    """What an answer says, and on what grounds."""

    question: str
    statements: tuple[Statement, ...]
    citations: tuple[Citation, ...]


def claims_of(question: str, answer: Answer | None) -> Claims | None:
    """The sentences of an answer that need support; None for a refusal, a question back, and an answer without any."""
    statements = stated(answer)
    return Claims(question, tuple(statements), answer.citations) if answer and statements else None


def judge_named(name: str, base_url: str | None) -> "Judge":
    """A judge at an address of its own, or at the one the settings give for the model; ModelUnavailable when it cannot be built.

    Its key is `ASSISTANT_JUDGE_API_KEY`, or else the model's.
    """
    settings = Settings()
    given = {
        "model": name,
        "model_base_url": base_url or settings.model_base_url,
        "model_api_key": JudgeSettings().judge_api_key or settings.model_api_key,
        "model_limit": max(LIMIT, settings.model_limit),
    }
    try:
        chat = build_chat(settings.model_copy(update=given))
    except ModelUnavailable as error:
        raise ModelUnavailable(f"--judge {name}: {error}") from error
    assert chat is not None, "it was named"
    return Judge(chat)


@dataclass
class Judge:
    """A chat model that is asked for verdicts. Whatever it does, it raises nothing: what it does not say is `no verdict`."""

    chat: Chat
    spent: float = 0.0
    """Seconds."""
    _said: dict[str, str] = field(default_factory=dict)

    def judged(self, claims: Claims) -> tuple[Judgement, ...]:
        """One judgement a sentence, in their order. What cites nothing is not supported, and is not put to the judge."""
        found: list[Judgement] = []
        for asked, batch in batches(claims):
            found += self._verdicts(claims, batch) if asked else [Judgement(each.text, "not supported", "cites nothing") for each in batch]
        return tuple(found)

    def _verdicts(self, claims: Claims, batch: Sequence[Statement]) -> list[Judgement]:
        try:
            read = verdicts(self._reply(messages(claims, batch)), len(batch))
        except ModelFailed as failed:
            return [Judgement(each.text, NONE, failed.trouble) for each in batch]
        return [Judgement(each.text, said, "unreadable" if said == NONE else "") for each, said in zip(batch, read, strict=True)]

    def _reply(self, asked: "Sequence[BaseMessage]") -> str:
        """What it says; to the same words, what it said before: many answers of a model are the quotation again."""
        key = text_of(asked[-1])
        if key not in self._said:
            began = time.perf_counter()
            try:
                self._said[key] = text_of(self.chat.call(asked))
            finally:
                self.spent += time.perf_counter() - began
        return self._said[key]


def batches(claims: Claims) -> Iterator[tuple[bool, list[Statement]]]:
    """Sentences of one request each, in their order; with False, those that cite nothing there is."""
    held = {citation.n: len(_shown(citation)) for citation in claims.citations}
    for cited, group in groupby(claims.statements, key=lambda each: bool(each.cites & set(held))):
        batch: list[Statement] = []
        for statement in group:
            together = {n for each in (*batch, statement) for n in each.cites & set(held)}
            if batch and (len(batch) == MOST_SENTENCES or sum(held[n] for n in together) > MOST_PASSAGES):
                yield cited, batch
                batch = []
            batch.append(statement)
        yield cited, batch


def messages(claims: Claims, batch: Sequence[Statement]) -> "list[BaseMessage]":
    """The rules, and the data fenced: the question, the passages that the batch cites, its sentences numbered from 1."""
    from langchain_core.messages import HumanMessage, SystemMessage

    needed = frozenset[int]().union(*(each.cites for each in batch))
    cited = [citation for citation in claims.citations if citation.n in needed]
    room = min(LONGEST_PASSAGE, MOST_PASSAGES // max(len(cited), 1)) if len(batch) == 1 else LONGEST_PASSAGE
    passages = [
        f'<passage n="{each.n}" title="{_data(each.title)}" section="{_data(each.section)}">\n{_data(_shown(each, room))}\n</passage>'
        for each in cited
    ]
    numbers = {citation.n for citation in cited}
    sentences = [
        f'<sentence n="{place}" cites="{" ".join(map(str, sorted(each.cites & numbers)))}">{_data(each.text)}</sentence>'
        for place, each in enumerate(batch, start=1)
    ]
    asked = [f"<question>\n{_data(claims.question)}\n</question>", *passages, *sentences]
    return [SystemMessage(prompt(PROMPT)), HumanMessage("\n".join(asked))]


def judge_rows(
    judge: Judge,
    runs: Sequence[tuple[list[Row], Mapping[Case, Claims]]],
    most: int | None = None,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> list[list[Row]]:
    """The rows of each run with what the judge said of their answers; `most`: answers of each run, the same cases in all of them."""
    chosen = [list(claims) for _, claims in runs]
    if most is not None:
        shared = [case for case in chosen[0] if all(case in other for other in chosen[1:])]
        chosen = [spread(shared, most)] * len(runs)
    total = sum(map(len, chosen))
    done = 0
    judged: list[list[Row]] = []
    for (rows, claims), cases in zip(runs, chosen, strict=True):
        wanted = set(cases)
        judged.append([])
        for row in rows:
            case = row.pair, row.language
            if case in wanted:
                row = replace(row, judged=judge.judged(claims[case]))
                done += 1
                progress(done, total)
            judged[-1].append(row)
    return judged


def told(judge: Judge, rows: Sequence[Row]) -> dict[str, Any]:
    """What a judge was asked and how it fared, over the rows of all runs; `seconds` of waiting for it."""
    reasons = Counter(each.reason for row in rows for each in row.judged if each.verdict == NONE)
    return {
        "name": judge.chat.name,
        "prompt": hashes()[PROMPT],
        "answers": sum(bool(row.judged) for row in rows),
        "sentences": sum(len(row.judged) for row in rows),
        "no_verdict": dict(reasons),
        "tokens": {"prompt": judge.chat.used.prompt, "answer": judge.chat.used.answer},
        "seconds": round(judge.spent, 1),
    }


def told_text(told: Mapping[str, Any]) -> str:
    """The same in one line."""
    none = ", ".join(f"{reason} {times}" for reason, times in sorted(told["no_verdict"].items()))
    return (
        f"judge {told['name']}: {told['answers']} answers, {told['sentences']} sentences, no verdict on {sum(told['no_verdict'].values())}"
        f"{f' ({none})' if none else ''}; tokens {told['tokens']['prompt']} + {told['tokens']['answer']}, {told['seconds']:.0f} s"
    )


def _shown(citation: Citation, room: int = LONGEST_PASSAGE) -> str:
    """The passage, verbatim; of one that is too long, what stands about the words that support the answer."""
    quote = citation.quote
    if len(quote) <= room:
        return quote
    places = [place for words in citation.highlights if (place := quote.find(words)) >= 0]
    start = min(max(min(places, default=0) - int(room * _BEFORE), 0), len(quote) - room)
    return quote[start : start + room]


def _data(text: str) -> str:
    """Text that cannot end the fence it stands in."""
    return text.replace("<", "‹").replace(">", "›").replace('"', "”")
