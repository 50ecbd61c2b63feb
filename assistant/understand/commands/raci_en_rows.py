"""Commands on rows as wholes: rename, move, copy, swap, replace, clear, and the template."""

import re
from collections.abc import Callable, Iterator

from assistant.case.lexicon import activities, roles
from assistant.case.values import Phase
from assistant.domain import Command
from assistant.understand.commands.raci_en_names import Names
from assistant.understand.commands.raci_en_piece import Piece
from assistant.understand.commands.raci_en_pieces import cut
from assistant.understand.commands.raci_en_sentences import Sentence
from assistant.understand.commands.raci_en_spoken import Spoken, number_said
from assistant.understand.commands.raci_en_verb import letters_in
from assistant.understand.commands.raci_en_wordings import WORDING, family

Found = list[tuple[int, Command]]
_PHASES: tuple[Phase, ...] = ("preparation", "gap-analysis", "establishment", "audit")
_PHASE = {
    phase: re.compile(f"(?:{WORDING[f'phase_{phase}'].pattern})(?:{WORDING['phase_end'].pattern})", re.IGNORECASE) for phase in _PHASES
}


class Rows:
    """Reads them off a sentence, which is handed on without what was understood."""

    def __init__(self, spoken: Spoken, names: Names) -> None:
        self.spoken, self.names = spoken, names
        self.found: Found = []
        self.touched: set[int] = set()
        self.phases: dict[str, Phase] = {}
        """Phases said for activities, by the activity's key."""
        self.renamed: set[str] = set()
        """Names that this message gives rows."""

    def read(self, sentence: Sentence) -> Sentence:
        """What is left of the sentence."""
        steps: tuple[Callable[[Sentence], Sentence], ...] = (
            self._whole,
            self._phase,
            self._phase_alone,
            self._renamed,
            self._moved,
            self._copied,
            self._swapped,
            self._replaced,
        )
        self._note_head(sentence)
        for step in steps:
            sentence = step(sentence)
        return sentence

    def _note_head(self, sentence: Sentence) -> None:
        """The row that a sentence begins with: “row 1, QA and legal swap”."""
        head = re.match(r"[^,:]{1,60}(?=[,:])", sentence.low)
        pieces = cut(sentence, 0, head.end(), self.names)[0] if head else []
        named = [piece for piece in pieces if piece.kind != "matrix"]
        if len(named) == 1 and (named[0].kind == "rows" or (named[0].kind == "name" and self.names.row(named[0].text))):
            self.spoken.targets = self.spoken.rows(named[0]) or self.spoken.targets

    def _take(self, sentence: Sentence, match: re.Match[str], tool: str, **args: object) -> Sentence:
        number = sentence.clause(match.start())
        self.found.append(
            (number, Command(tool, {name: value for name, value in args.items() if value is not None}, match.group().strip()))
        )
        return self._understood(sentence, match.start(), match.end())

    def _understood(self, sentence: Sentence, start: int, end: int) -> Sentence:
        self.touched |= sentence.clauses(start, end)
        return sentence.blanked(start, end)

    def _whole(self, sentence: Sentence) -> Sentence:
        low = sentence.low
        if match := WORDING["template"].search(low):
            phases = tuple(phase for phase in _PHASES if re.search(rf"\b(?:{WORDING[f'phase_{phase}'].pattern})\b", low))
            phases = phases or tuple(phase for phase, _, _ in phases_in(low))
            kind = "responsibilities" if WORDING["template_responsibilities"].search(low) else None
            self._take(sentence, match, "use_template", kind=kind, phases=phases or None)
            return self._understood(sentence, 0, len(low))
        if match := WORDING["clear"].search(low):
            return self._take(sentence, match, "clear_raci")
        if match := WORDING["template_unclear"].search(low):
            self.spoken.ask("raci_ask_template")
            return self._understood(sentence, match.start(), match.end())
        return sentence

    def _phase_alone(self, sentence: Sentence) -> Sentence:
        """A phase without the word, behind a verb of moving: “put the internal audit under preparation”."""
        for match in WORDING["phase_alone"].finditer(sentence.low):
            phase = next((phase for phase in _PHASES if re.fullmatch(WORDING[f"phase_{phase}"].pattern, match["phase"])), None)
            targets = self._targets(sentence, *match.span("what"))
            if phase and targets and all(self.names.row(target) for target in targets):
                for target in targets:
                    self._add(sentence, match.start(), "move_row", activity=target, phase=phase)
                return self._understood(sentence, match.start(), match.end())
        return sentence

    def _phase(self, sentence: Sentence) -> Sentence:
        """The phase that is named, for the row that is put into it or for those that follow."""
        for phase, start, end in phases_in(sentence.low):
            head = sentence.low[:start]
            match = next((found for pattern in family("phase_verb") if (found := pattern.search(head))), None)
            if match is None:
                lead = re.search(r"(?:^|[,:]\s*|\b(?:in|during|for|of|under|within|at|to|into)\s+(?:the|our|this)?\s*)(?:the\s+)?$", head)
                if lead is None or (not re.search(r"\w", lead.group()) and not re.match(r"\s*(?:$|[,:])", sentence.low[end:])):
                    continue  # “Pilot phase review” is a name.
                start = lead.start()
                self.spoken.phase = phase
                self.touched |= sentence.clauses(start, end)
                sentence = sentence.blanked(start, end)
                continue
            name = "what" if "what" in match.groupdict() else "subject"
            targets = self._targets(sentence, *match.span(name))
            for target in targets:
                self.phases[activities().key(target)] = phase
                if self.names.row(target):
                    self._add(sentence, match.start(), "move_row", activity=target, phase=phase)
            if targets:
                self.spoken.targets = targets
                sentence = self._understood(sentence, match.start(name), end)
        return sentence

    def _add(self, sentence: Sentence, at: int, tool: str, **args: object) -> None:
        number = sentence.clause(at)
        self.found.append((number, Command(tool, dict(args), sentence.said(number))))

    def _renamed(self, sentence: Sentence) -> Sentence:
        for match in _matches(sentence, "rename"):
            goes_on = WORDING["goes_on"].search(sentence.low, *match.span("new"))
            end = goes_on.start() if goes_on else match.end()
            old, new = self._targets(sentence, *match.span("old")), self._name(sentence, match.start("new"), end)
            if len(old) == 1 and new and self.names.row(old[0]):
                self.spoken.targets = (new,)
                self.renamed.add(new)
                self._add(sentence, match.start(), "rename_row", activity=old[0], new=new)
                return self._understood(sentence, match.start(), end)
            role = self._role(sentence, *match.span("old"))
            if role and new and role in self.names.held:
                self._add(sentence, match.start(), "replace_role", old=role, new=new)
                return self._understood(sentence, match.start(), end)
        return sentence

    def _moved(self, sentence: Sentence) -> Sentence:
        for match in _matches(sentence, "move_row"):
            what = self._targets(sentence, *match.span("what"))
            if len(what) != 1 or not (self.names.row(what[0]) or what[0] in self.renamed):
                continue
            at = len(self.names.rows) if match["end"] else number_said(match["at"] or "") or None
            if match["where"]:
                where = self._targets(sentence, *match.span("where"))
                if not where:
                    continue
                return self._take(sentence, match, "move_row", activity=what[0], **self._place(what[0], where[0], match["before"]))
            return self._take(sentence, match, "move_row", activity=what[0], at=1 if match["top"] else at)
        return sentence

    def _place(self, what: str, where: str, word: str) -> dict[str, object]:
        """Before a row; behind one is a place by number."""
        rest = [row for row in self.names.rows if row != what]
        if word in ("after", "below", "behind", "under") and where in rest:
            return {"at": rest.index(where) + 2}
        return {"before": where}

    def _copied(self, sentence: Sentence) -> Sentence:
        for match in _matches(sentence, "copy_row"):
            targets = self._targets(sentence, *match.span("target"))
            source = self._targets(sentence, *match.span("source")) if match.groupdict().get("source") else self.spoken.current
            if len(source) == 1 and targets and self.names.row(source[0]) and source != targets:
                for target in targets:
                    self._add(sentence, match.start(), "copy_row", source=source[0], target=target)
                self.spoken.targets = targets
                return self._understood(sentence, match.start(), match.end())
        return sentence

    def _swapped(self, sentence: Sentence) -> Sentence:
        for match in _matches(sentence, "swap"):
            groups = match.groupdict()
            where = self._targets(sentence, *match.span("where")) if groups.get("where") else self.spoken.current
            if len(where) != 1:
                continue
            pair = self._pair(where[0]) if groups.get("pair") else self._two_roles(sentence, match)
            if len(pair) == 2:
                return self._take(sentence, match, "swap_roles", activity=where[0], one=pair[0], other=pair[1])
            if groups.get("pair") and self.spoken.file.case.raci.row(where[0]):
                self.spoken.ask("raci_ask_swap", activity=where[0])
                return self._understood(sentence, match.start(), match.end())
        return sentence

    def _two_roles(self, sentence: Sentence, match: re.Match[str]) -> tuple[str, ...]:
        pair = [self._role(sentence, *match.span(name)) for name in ("one", "other")]
        return tuple(role for role in pair if role and self.names.is_role(role))

    def _pair(self, target: str) -> tuple[str, ...]:
        """The two roles of a row that has only two, or else its primary and backup, or its R and its A."""
        row = self.spoken.file.case.raci.row(target)
        if row is None:
            return ()
        if row.primary and row.backup and not row.assignments:
            return (row.primary, row.backup)
        if len(row.assignments) == 2:
            return tuple(each.role for each in row.assignments)
        doing, accountable = row.of("R"), row.of("A")
        return (*doing, *accountable) if len(doing) == len(accountable) == 1 and doing != accountable else ()

    def _replaced(self, sentence: Sentence) -> Sentence:
        for match in _matches(sentence, "replace_role"):
            old, new = (self._role(sentence, *match.span(name)) for name in ("old", "new"))
            if not old or not new or letters_in(match["new"]) or not self.names.is_role(old) or self.names.is_activity(new):
                continue
            if roles().key(old) not in map(roles().key, self.names.held):
                if match.re is WORDING["replace_role_1"].compiled and self._nobody_there(sentence, match, old, new):
                    return self._take(sentence, match, "replace_role", old=old, new=new)
                continue
            if match.re is WORDING["replace_role_12"].compiled and not (self.names.is_role(new) or self.names.leaning(new) == "role"):
                continue
            everywhere = WORDING["everywhere"].search(sentence.low)
            said = match.groupdict().get("where") and not everywhere
            where = self._targets(sentence, *match.span("where")) if said else self._targets_before(sentence, *match.span("old"))
            for target in where or (() if everywhere else self._rows_of(old)) or (None,):
                self.found.append(
                    (
                        sentence.clause(match.start()),
                        Command("replace_role", {"old": old, "new": new} | ({"activity": target} if target else {}), match.group().strip()),
                    )
                )
            self.spoken.role = new
            return self._understood(sentence, match.start(), match.end())
        return sentence

    def _nobody_there(self, sentence: Sentence, match: re.Match[str], old: str, new: str) -> bool:
        """Whether two roles are bidden to change though the first stands in no row: the refusal says so."""
        bids = WORDING["nothing_before"].search(sentence.low[: match.start()])
        return bool(bids and roles().find(old) and roles().find(new))

    def _rows_of(self, role: str) -> tuple[str, ...]:
        """The current row if the role is in it; else every row that has it."""
        matrix = self.spoken.file.case.raci
        having = [row.activity for row in matrix.rows if row.letters(role) or roles().key(role) in _covering(row.primary, row.backup)]
        current = [name for name in self.spoken.current if name in having]
        return tuple(current or having)

    def _targets(self, sentence: Sentence, start: int, end: int) -> tuple[str, ...]:
        pieces = [piece for piece in cut(sentence, start, end, self.names)[0] if piece.kind not in ("matrix", "speaker")]
        return tuple(dict.fromkeys(target for piece in pieces for target in self.spoken.rows(piece)))

    def _targets_before(self, sentence: Sentence, start: int, end: int) -> tuple[str, ...]:
        """The activities that stand with a preposition before the name of a role: “in release management the PM”."""
        pieces = [piece for piece in cut(sentence, start, end, self.names)[0] if self._is_place(piece)]
        return tuple(dict.fromkeys(target for piece in pieces for target in self.spoken.rows(piece)))

    def _is_place(self, piece: Piece) -> bool:
        return piece.under in ("in", "for", "on") and piece.kind == "name" and self.names.is_activity(piece.text)

    def _name(self, sentence: Sentence, start: int, end: int) -> str:
        text = WORDING["name_ends"].sub("", sentence.text[start:end])
        return text.strip(" .'\"“”")[:60].strip()

    def _role(self, sentence: Sentence, start: int, end: int) -> str:
        pieces = [piece for piece in cut(sentence, start, end, self.names)[0] if piece.kind in ("name", "person")]
        pieces = [piece for piece in pieces if not self._is_place(piece)]
        if len(pieces) != 1:
            return ""
        spoken = self.spoken.role
        found = self.spoken.roles(pieces[0])
        self.spoken.role = spoken
        return found[0] if found else ""


def phases_in(low: str) -> Iterator[tuple[Phase, int, int]]:
    """The phases of the project that a text names, with their places."""
    found: list[tuple[Phase, int, int]] = []
    for phase, pattern in _PHASE.items():
        found += [(phase, match.start(), match.end()) for match in pattern.finditer(low)]
    for match in next(iter(family("phase_number"))).finditer(low):
        number = 4 if match["before"] == "last" else number_said(match["after"] or match["before"])
        if 1 <= number <= len(_PHASES):
            found.append((_PHASES[number - 1], match.start(), match.end()))
    taken = 0
    for phase, start, end in sorted(found, key=lambda each: (each[1], -each[2])):
        if start >= taken:
            taken = end
            yield phase, start, end


def _covering(*names: str | None) -> set[str]:
    return {roles().key(name) for name in names if name}


def _matches(sentence: Sentence, name: str) -> Iterator[re.Match[str]]:
    for pattern in (WORDING[name],) if name in WORDING else family(name):
        yield from pattern.finditer(sentence.low)
