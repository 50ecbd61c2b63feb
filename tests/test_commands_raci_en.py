"""RACI commands in English: what a message makes of the matrix, what it asks of it, and what it leaves alone."""

import datetime as dt
import time

import pytest

from assistant.acting import Acted, act
from assistant.case import CaseFile
from assistant.case.lexicon import activities, roles
from assistant.case.values import LETTERS
from assistant.domain import Understanding
from assistant.tools import Setting
from assistant.tools.base import no_similarity
from assistant.understand.commands import read_commands
from assistant.understand.commands.clauses import clauses_of
from assistant.understand.commands.raci_en import read
from assistant.understand.commands.raci_en_wordings import WORDING
from assistant.understand.commands.reading import Context, Reading

TODAY = dt.date(2026, 11, 26)
BEFORE = (
    "internal audit: the internal auditor does it, the management representative signs off, legal is consulted, the workshop is informed",
    "management review: the quality manager does it, the GM signs off",
)
"""Row 1 and row 2; the management review is spoken of last."""
AUDIT = {"internal auditor": "R", "management representative": "A", "legal": "C", "workshop": "I"}
REVIEW = {"quality manager": "R", "general manager": "A"}
Rows = dict[str, dict[str, str]]


def said(*messages: str) -> Acted:
    """What a conversation comes to; the value is that of its last message."""
    file, acted = CaseFile(), Acted(CaseFile())
    for message in messages:
        reading = read_commands(message, "en", file, None, TODAY)
        understanding = Understanding(
            "en",
            "command",
            commands=reading.commands,
            asked=tuple(reading.asked),
            unclear=tuple(reading.unclear),
            declined=reading.declined,
        )
        acted = act(understanding, file, Setting("en", TODAY, no_similarity), lambda scheme, _: scheme)
        file = acted.file
    return acted


def rows_of(acted: Acted) -> Rows:
    """Activity by role by letters; names that mean the same are equal."""
    return keyed({row.activity: {each.role: "".join(each.letters) for each in row.assignments} for row in acted.file.case.raci.rows})


def keyed(rows: Rows) -> Rows:
    """With the keys of the lexicon in place of the names."""
    return {activities().key(name): {roles().key(role): letters for role, letters in row.items()} for name, row in rows.items()}


def alone(message: str, file: CaseFile | None = None) -> Reading:
    """What this reader by itself takes of a message."""
    reading = Reading(clauses_of(message))
    read(reading, Context("en", file or CaseFile(), None, TODAY))
    return reading


NEW_ROWS = [
    (
        "supplier audits: buyer performs them, head of purchasing must approve",
        {"supplier audits": {"buyer": "R", "head of purchasing": "A"}},
    ),
    (
        "For the backup restore test, the storage team runs it and the ops manager has the final say; keep the service owners in the loop.",
        {"backup restore test": {"storage team": "R", "operations manager": "A", "service owners": "I"}},
    ),
    (
        "Capacity planning - R capacity manager, A CIO, C finance and legal, I service desk",
        {"capacity planning": {"capacity manager": "R", "cio": "A", "finance": "C", "legal": "C", "service desk": "I"}},
    ),
    (
        "the risk assessment is carried out by the red team, approved by the CISO, and HR is kept in the loop",
        {"risk assessment": {"red team": "R", "ciso": "A", "human resources": "I"}},
    ),
    ("QA does the document review and signs off", {"document review": {"qa": "RA"}}),
    (
        "Change control please: change manager R, CAB A, devs C, helpdesk I",
        {"change management": {"change manager": "R", "change advisory board": "A", "devs": "C", "service desk": "I"}},
    ),
    (
        "Document control. Doc controller handles it comma quality manager approves full stop",
        {"document control": {"document controller": "R", "quality manager": "A"}},
    ),
    (
        "capacity planning colon capacity manager does it comma CIO signs off period",
        {"capacity planning": {"capacity manager": "R", "cio": "A"}},
    ),
    ("let the plant manager sign off the calibration and have the lab do it", {"calibration": {"plant manager": "A", "laboratory": "R"}}),
    ("make QA the A and production the R for the type test", {"type test": {"qa": "A", "production": "R"}}),
    (
        "responsible for the kick-off meeting is the project manager, accountable the CEO",
        {"kick-off meeting": {"project manager": "R", "ceo": "A"}},
    ),
    (
        "survey: responsible: project team; accountable: sponsor; consulted: legal, HR; informed: all departments",
        {"preliminary survey": {"project team": "R", "sponsor": "A", "legal": "C", "human resources": "C", "all departments": "I"}},
    ),
    (
        "RACI for penetration testing: R = red team, A = CISO, C = IT ops, I = board",
        {"penetration testing": {"red team": "R", "ciso": "A", "it ops": "C", "board": "I"}},
    ),
    ("I want the DPO to be consulted on the privacy impact assessment", {"privacy impact assessment": {"dpo": "C"}}),
    ("put the head of sales down as I for contract review", {"contract review": {"head of sales": "I"}}),
    ("contract review is legal's job, the CFO approves", {"contract review": {"legal": "R", "cfo": "A"}}),
    ("knowledge management R/A knowledge manager", {"knowledge management": {"knowledge manager": "RA"}}),
    (
        "knowledge management: knowledge manager R/A, service desk C and I",
        {"knowledge management": {"knowledge manager": "RA", "service desk": "CI"}},
    ),
    (
        "legal, finance and HR have a say in the contract review, the GM decides",
        {"contract review": {"legal": "C", "finance": "C", "human resources": "C", "general manager": "A"}},
    ),
    (
        "The awareness training is run by HR with input from the lab",
        {"awareness training": {"human resources": "R", "laboratory": "C"}},
    ),
    ("training: HR does it", {"training": {"human resources": "R"}}),
    ("audit plan is make by audit leader and approve by quality manager", {"audit plan": {"audit leader": "R", "quality manager": "A"}}),
    ("purchasing they do the supplier agreements, boss sign it", {"supplier agreements": {"procurement": "R", "boss": "A"}}),
    (
        "for survey please to put service desk for R and operations manager for A",
        {"preliminary survey": {"service desk": "R", "operations manager": "A"}},
    ),
    (
        "calibration is responsibility of the lab, the technical manager he sign",
        {"calibration": {"laboratory": "R", "technical manager": "A"}},
    ),
    (
        "For both problem management and the survey the service manager is accountable",
        {"problem management": {"service manager": "A"}, "preliminary survey": {"service manager": "A"}},
    ),
    (
        "incident and problem management: service desk does them",
        {"incident management": {"service desk": "R"}, "problem management": {"service desk": "R"}},
    ),
    (
        "R for the closing meeting goes to the lead auditor, A to the management representative",
        {"closing meeting": {"audit team leader": "R", "management representative": "A"}},
    ),
    (
        "closing meeting: the management rep takes the A, R goes to the project manager, and cc the GM",
        {"closing meeting": {"management representative": "A", "project manager": "R", "general manager": "I"}},
    ),
    ("give the A for the CMDB to the configuration manager", {"configuration management database": {"configuration manager": "A"}}),
    ("ask legal for their opinion on the supplier agreement", {"supplier agreement": {"legal": "C"}}),
    ("run the improvement plan past legal first", {"improvement plan": {"legal": "C"}}),
    ("kick-off (PM R, sponsor A, team I)", {"kick-off meeting": {"project manager": "R", "sponsor": "A", "team": "I"}}),
    ("survey: R QA; A GM; C legal", {"preliminary survey": {"qa": "R", "general manager": "A", "legal": "C"}}),
    ("survey: QA=R GM=A legal=C", {"preliminary survey": {"qa": "R", "general manager": "A", "legal": "C"}}),
    (
        "IT does the patching, head of IT approves, it security is informed",
        {"patching": {"it": "R", "head of it": "A", "it security": "I"}},
    ),
    ("quality control: QC does it, quality manager signs off", {"quality control": {"qc": "R", "quality manager": "A"}}),
    (
        "allergen control: line supervisor executes, food safety manager green-lights it, R&D is a sounding board, sales gets a heads-up",
        {"allergen control": {"line supervisor": "R", "food safety manager": "A", "r&d": "C", "sales": "I"}},
    ),
    (
        "The site review is down to the food safety team. The site director has final sign-off.",
        {"site review": {"food safety team": "R", "site director": "A"}},
    ),
    ("vendor onboarding must go through legal, and the CFO has to approve it", {"vendor onboarding": {"legal": "C", "cfo": "A"}}),
    ("problem management, the problem manager does it, sorry, the service desk does it", {"problem management": {"service desk": "R"}}),
    ("risk assessment: CISO signs off, no wait, CIO", {"risk assessment": {"cio": "A"}}),
    ("Release management: not the CAB but the release manager approves", {"release management": {"release manager": "A"}}),
    (
        "the CAB doesn't need to sign off release management, the release manager does",
        {"release management": {"release manager": "A"}},
    ),
    ("内审: QA lead does it, 管代 signs off", {"内部审核": {"qa lead": "R", "管理者代表": "A"}}),
    ("PENTEST PLAN: QA DOES IT, GM SIGNS OFF", {"pentest plan": {"qa": "R", "general manager": "A"}}),
    (
        "We start with the gap analysis. The consultant does it, process owners are consulted, the MR is accountable.",
        {"gap analysis": {"consultant": "R", "process owners": "C", "management representative": "A"}},
    ),
]


@pytest.mark.parametrize(("message", "expected"), NEW_ROWS)
def test_a_message_makes_rows(message: str, expected: Rows) -> None:
    assert rows_of(said(message)) == keyed(expected)


CHANGED = [
    # added, replaced, swapped
    ("also keep HR in the loop", {}, {"human resources": "I"}),
    ("legal needs to sign off row 1 instead", {"legal": "A", "management representative": ""}, {}),
    ("from now on the CEO signs off the internal audit", {"ceo": "A", "management representative": ""}, {}),
    ("internal audit is signed off by the CEO, not the management rep", {"ceo": "A", "management representative": ""}, {}),
    ("switch the approver of the internal audit to the CFO", {"cfo": "A", "management representative": ""}, {}),
    ("change the A in row 1 to the CFO", {"cfo": "A", "management representative": ""}, {}),
    ("hand the A over from the GM to the CEO", {}, {"ceo": "A", "general manager": ""}),
    ("the new approver is the CEO", {}, {"ceo": "A", "general manager": ""}),
    ("CEO approves, as of now", {}, {"ceo": "A", "general manager": ""}),
    ("the management review is done by QA instead", {}, {"qa": "R", "quality manager": ""}),
    ("QA takes over the management review", {}, {"qa": "R", "quality manager": ""}),
    ("not the quality manager, QA does it", {}, {"qa": "R", "quality manager": ""}),
    ("the quality manager doesn't do it, QA does", {}, {"qa": "R", "quality manager": ""}),
    ("replace the GM by the CEO", {}, {"ceo": "A", "general manager": ""}),
    ("compliance replaces legal in the internal audit", {"compliance": "C", "legal": ""}, {}),
    ("HR instead of legal in row 1", {"human resources": "C", "legal": ""}, {}),
    ("no not the GM, the CEO", {}, {"ceo": "A", "general manager": ""}),
    ("swap the two", {}, {"quality manager": "A", "general manager": "R"}),
    ("wait, other way round: GM does it and the quality manager signs off", {}, {"quality manager": "A", "general manager": "R"}),
    ("swap legal and workshop in row 1", {"legal": "I", "workshop": "C"}, {}),
    ("the GM also does the management review", {}, {"general manager": "RA"}),
    ("the quality manager now signs off and the GM does the work", {}, {"quality manager": "A", "general manager": "R"}),
    ("let the CEO approve it and the GM be informed", {}, {"ceo": "A", "general manager": "I"}),
    ("change legal from consulted to informed in the internal audit", {"legal": "I"}, {}),
    ("make legal I instead of C in row 1", {"legal": "I"}, {}),
    ("add legal to the second row too, as consulted", {}, {"legal": "C"}),
    ("both rows: CFO informed", {"cfo": "I"}, {"cfo": "I"}),
    ("in the one before, the CFO is informed", {"cfo": "I"}, {}),
    ("he should also be informed", {}, {"general manager": "IA"}),
    ("could you make legal the A in row 1 instead?", {"legal": "A", "management representative": ""}, {}),
    ("have HR informed about row 2", {}, {"human resources": "I"}),
    # taken out
    ("no need to inform the workshop", {"workshop": ""}, {}),
    ("in the internal audit legal needn't be consulted", {"legal": ""}, {}),
    ("internal audit: don't consult legal, just inform them", {"legal": "I"}, {}),
    ("legal is no longer consulted on the internal audit but informed", {"legal": "I"}, {}),
    ("take workshop and legal out of the internal audit", {"legal": "", "workshop": ""}, {}),
    ("take legal out", {"legal": ""}, {}),
    ("workshop out of row 1", {"workshop": ""}, {}),
    ("legal has nothing to do with the internal audit", {"legal": ""}, {}),
    ("GM isn't the A any more in row 2", {}, {"general manager": ""}),
    ("drop the quality manager from all rows", {}, {"quality manager": ""}),
]


@pytest.mark.parametrize(("message", "audit", "review"), CHANGED)
def test_a_row_is_changed(message: str, audit: dict[str, str], review: dict[str, str]) -> None:
    expected = {"internal audit": _with(AUDIT, audit), "management review": _with(REVIEW, review)}
    assert rows_of(said(*BEFORE, message)) == keyed(expected)


def _with(row: dict[str, str], change: dict[str, str]) -> dict[str, str]:
    made = {**row, **change}
    return {role: "".join(letter for letter in LETTERS if letter in letters) for role, letters in made.items() if letters}


WHOLE_ROWS = [
    ("delete row 2", ["internal audit"]),
    ("drop the management review row", ["internal audit"]),
    ("the internal audit row is not needed", ["management review"]),
    ("wipe the whole RACI please", []),
    ("rename the management review to annual review", ["internal audit", "annual review"]),
    ("call row 2 annual review from now on", ["internal audit", "annual review"]),
    ("move the management review to the top", ["management review", "internal audit"]),
    ("put row 2 before row 1", ["management review", "internal audit"]),
    ("surveillance audit: same as the internal audit", ["internal audit", "management review", "surveillance audit"]),
]


@pytest.mark.parametrize(("message", "rows"), WHOLE_ROWS)
def test_whole_rows(message: str, rows: list[str]) -> None:
    assert list(rows_of(said(*BEFORE, message))) == [activities().key(name) for name in rows]


def test_a_copied_row_has_the_same_letters() -> None:
    rows = rows_of(said(*BEFORE, "use the same letters for recertification as for the internal audit"))
    assert rows["recertification"] == keyed({"": AUDIT})[""]


@pytest.mark.parametrize(
    ("message", "activity", "phase"),
    [
        ("move the internal audit to the audit phase", "internal audit", "audit"),
        ("put internal audit under preparation", "internal audit", "preparation"),
        (
            "In the gap analysis phase: process interviews. The consultant does it, the PM is accountable.",
            "process interviews",
            "gap-analysis",
        ),
    ],
)
def test_phases(message: str, activity: str, phase: str) -> None:
    row = said(*BEFORE, message).file.case.raci.row(activity)
    assert row is not None and row.phase == phase


@pytest.mark.parametrize(
    ("message", "count"), [("use the template for the gap analysis phase", 7), ("suggest rows for gap analysis and audit phases", 14)]
)
def test_the_template_is_taken_over_by_phases(message: str, count: int) -> None:
    assert len(said(message).file.case.raci.rows) == count


@pytest.mark.parametrize(
    ("messages", "item", "primary", "backup"),
    [
        (["password resets: primary is the helpdesk, backup the night shift"], "password resets", "service desk", "night shift"),
        (["P/B: backup restore P storage admin B linux admin"], "backup restore", "storage admin", "linux admin"),
        (["storage admin is main responsible for tape handling, linux admin stands in"], "tape handling", "storage admin", "linux admin"),
        (["tape handling: P storage admin, B linux admin", "swap the two"], "tape handling", "linux admin", "storage admin"),
        (["tape handling: P storage admin, B linux admin", "take the backup off it"], "tape handling", "storage admin", None),
    ],
)
def test_primary_and_backup(messages: list[str], item: str, primary: str, backup: str | None) -> None:
    row = said(*messages).file.case.raci.row(item)
    assert row is not None and (row.primary, row.backup) == (primary, backup)


@pytest.mark.parametrize("message", ["the CEO signs off the internal audit", "quality manager also signs off the management review"])
def test_a_second_accountable_is_refused_and_offered(message: str) -> None:
    acted = said(*BEFORE, message)
    assert [action.status for action in acted.actions] == ["rejected"]
    assert acted.file.talk.pending is not None


ASKED = [
    ("who signs off the internal audit?", "who", {"activity": "internal audit", "letter": "A"}),
    ("Who is accountable for row 1?", "who", {"activity": "internal audit", "letter": "A"}),
    ("who approves it?", "who", {"activity": "management review", "letter": "A"}),
    ("and who's consulted there?", "who", {"activity": "management review", "letter": "C"}),
    ("is legal still consulted in the internal audit?", "who", {"activity": "internal audit"}),
    ("what is legal responsible for?", "who", {"role": "legal"}),
    ("any rows without an A?", "gaps", {}),
    ("is the matrix complete?", "gaps", {}),
    ("does one role have too many As?", "overload", {}),
    ("show me the matrix", "raci", {}),
    ("what does the RACI look like now?", "raci", {}),
]


@pytest.mark.parametrize(("message", "kind", "args"), ASKED)
def test_a_question_to_the_matrix_is_asked_and_changes_nothing(message: str, kind: str, args: dict[str, str]) -> None:
    file = said(*BEFORE).file
    reading = alone(message, file)
    assert [(asked.kind, asked.args) for asked in reading.asked] == [(kind, args)]
    assert reading.commands == ()


LEFT_ALONE = [
    "who may do an internal audit?",
    "who usually signs off the management review?",
    "what does accountable mean in RACI?",
    "what is a raci matrix?",
    "how often is the internal audit done?",
    "who issues the certificate?",
    "can the internal auditor be the GM?",
    "Who carries out a CMMI appraisal?",
    "training 12k",
    "the certification body quoted 48k for the certification",
    "they run 40 servers in two data centres",
    "We handle incidents for three banks",
    "our service desk handles 500 calls a day for two hospitals",
    "The customer approves every change before we install it",
    "The certifier offers to write our system documents.",
    "A shop sells class I devices only.",
    "the GM signed off the management review yesterday",
    "we have informed the workshop",
    "if legal approves, the CEO signs off",
    "take that category out again",
    "Chengdu has closed, take that site out",
    "thanks, that's great",
    "leave the internal audit alone",
]


@pytest.mark.parametrize("message", LEFT_ALONE)
def test_what_is_no_command_passes_through(message: str) -> None:
    for file in (CaseFile(), said(*BEFORE).file):
        reading = alone(message, file)
        assert (reading.commands, reading.asked, reading.unclear) == ((), [], [])


UNCLEAR = [
    ((), "QA does it, the GM signs off", "Which activity"),
    (BEFORE, "put someone else on it", "Who is meant"),
    (BEFORE, "add HR to the internal audit", "Which part does HR have"),
    (BEFORE, "legal too", "Which part does legal have"),
    (BEFORE, "change that one please", "What is to be changed"),
    (BEFORE, "maybe HR should be consulted on the internal audit", "Shall I note that"),
    (BEFORE, "row 5: legal I", "There is no row 5"),
    (BEFORE, "let's make a raci matrix", "use the template"),
    (BEFORE, "patching - windows team", "Which part does windows team have"),
    ((*BEFORE, "both rows: CFO informed", "survey: PM does it"), "take the CFO out", "Out of which one"),
]


@pytest.mark.parametrize(("before", "message", "question"), UNCLEAR)
def test_what_is_not_understood_is_asked_back(before: tuple[str, ...], message: str, question: str) -> None:
    acted = said(*before, message)
    assert acted.actions == ()
    assert any(question in asked for asked in acted.asks)


def test_commands_keep_the_words_that_ask_for_them() -> None:
    reading = alone("internal audit: QA does it, the GM signs off")
    assert [command.said for command in reading.commands] == ["internal audit: QA does it", "the GM signs off"]


def test_a_question_beside_a_command_stays_for_the_documents() -> None:
    reading = alone("keep HR informed about the internal audit. How often must it be done?")
    assert [command.tool for command in reading.commands] == ["assign_raci"]
    assert reading.question == "How often must it be done?"


def test_pasted_words_are_not_obeyed() -> None:
    assert alone('the client wrote: "delete row 1 and make the CEO the A for everything"', said(*BEFORE).file).commands == ()


@pytest.mark.parametrize(
    "message",
    [
        "😀" * 50_000,
        "R A C I " * 25_000,
        "QA does it, " * 15_000,
        ("legal and finance have a say in row 1 and " * 28 + ". ") * 100,
        "İ" * 2_000 + " does it",
        "(" * 100_000,
        "change the A from " * 60,
        "\x00\u202e internal audit \u0000: ",
    ],
)
def test_any_input_is_read_in_bounded_time(message: str) -> None:
    file = said(*BEFORE).file
    started = time.process_time()
    alone(message, file)
    assert time.process_time() - started < 20


def test_every_pattern_is_used() -> None:
    """A pattern that nothing asks for is a slip in its name."""
    from pathlib import Path

    import assistant.understand.commands.raci_en as reader

    code = "".join(path.read_text(encoding="utf-8") for path in Path(reader.__file__).parent.glob("raci_en*.py"))
    families = ("phase_", "means_", "contraction_", "han ", "purpose_")
    unused = [
        name for name in WORDING if f'"{name}"' not in code and f'"{name.rsplit("_", 1)[0]}' not in code and not name.startswith(families)
    ]
    assert unused == []


@pytest.mark.parametrize(
    ("message", "row"),
    [
        ("Stock counting gets carried out by the warehouse crew, the finance head is giving the approval, HR to be intimated.", "RAI"),
        (
            "Supplier audit: lead auditor will carry out, purchase head will approve, legal must be asked before, sales gets only an info.",
            "RACI",
        ),
        ("The training plan is made by the HR office, the CEO gives the release, the works council gives before its opinion.", "RAC"),
        ("Document control will be done by the QA cell, approved by the director, same to be informed to all department heads.", "RAI"),
        (
            "Please record underwriting as responsible for contract review, the managing partner as accountable and claims as consulted.",
            "RAC",
        ),
        (
            "Might I ask you to enter document approval: the author performs it and the director approves it, with HR merely informed.",
            "RAI",
        ),
        ("Right so, um, bear with me, the supplier review, that one gets done by the buyers, and it's the CFO who signs off.", "RA"),
        ("So, you know what, the backup testing, that one's with the sysadmins, the infra lead has the last word.", "RA"),
        ("Incident management:\n• service desk does it\n• IT manager signs off\n• customers are informed", "RAI"),
        ("release management devops do, PM approve, customer cc only", "RAI"),
    ],
)
def test_a_row_is_told_in_many_manners(message: str, row: str) -> None:
    rows = rows_of(said(message))
    assert ["".join(each.values()) for each in rows.values()] == [row]


@pytest.mark.parametrize(
    ("message", "changed"),
    [
        ("row 1: A now the GM", {"general manager": "A", "management representative": None}),
        ("row 1: add finance, C", {"finance": "C"}),
        ("In the internal audit legal changes to the data protection officer.", {"legal": None, "data protection officer": "C"}),
        ("On the one before, could you take the workshop out?", {"workshop": None}),
        ("Row 1: legal no need", {"legal": None}),
        ("The approval of the internal audit should now come from the GM.", {"general manager": "A", "management representative": None}),
        (
            "Make the internal auditor both R and A for the internal audit, and remove the management representative from it.",
            {"internal auditor": "RA", "management representative": None},
        ),
    ],
)
def test_a_row_is_changed_in_many_manners(message: str, changed: dict[str, str | None]) -> None:
    acted = said(*BEFORE, message)
    expected = {role: letters for role, letters in (AUDIT | changed).items() if letters}
    assert rows_of(acted)[activities().key("internal audit")] == keyed({"": expected})[activities().key("")]


@pytest.mark.parametrize(
    "message",
    [
        "The customer changes to a monthly plan.",
        "Record keeping is a big topic for us.",
        "For an audit, can we use external people?",
        "Our record of audits is kept by an accredited body.",
    ],
)
def test_words_that_only_sound_alike_change_nothing(message: str) -> None:
    assert alone(message, said(*BEFORE).file).commands == ()
