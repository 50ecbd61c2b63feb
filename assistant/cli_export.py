"""The command `export`: the case of a conversation written as a file."""

import argparse
import datetime as dt
import re
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from assistant.domain import Language
from assistant.errors import SettingsError
from assistant.settings import Settings

if TYPE_CHECKING:
    from assistant.case import Case
    from assistant.case.changes import SchemeName

FORMATS: tuple[Literal["xlsx", "md"], ...] = ("xlsx", "md")
_HAN = re.compile(r"[\u4e00-\u9fff]")
_Run = Callable[[argparse.Namespace], int]


def add_export(
    command: Callable[[str, _Run, str, str], argparse.ArgumentParser], kept: str, settings: Callable[[argparse.Namespace], Settings]
) -> None:
    """Add the command to a parser. `command` makes a subparser of name, function, summary and epilog; `kept`: the help of --sessions."""

    def run(options: argparse.Namespace) -> int:
        print(written(options.session, options.format, options.out, options.language, settings(options)))
        return 0

    made = command(
        "export",
        run,
        "Write the case of a conversation as a file.",
        "example:\n  python -m assistant export --session s1 --format xlsx --out exports",
    )
    made.add_argument("--session", required=True, help="name of the conversation")
    made.add_argument("--format", required=True, choices=FORMATS, help="workbook, or Markdown")
    made.add_argument(
        "--out", required=True, type=Path, metavar="DIR", help="folder to write to, made if it is missing; a file is replaced"
    )
    made.add_argument("--language", choices=("zh", "en"), help="of headings and labels (default: that of most names in the case)")
    made.add_argument("--sessions", help=kept)


def written(session: str, format: Literal["xlsx", "md"], folder: Path, language: Language | None, settings: Settings) -> Path:
    """The path of the file, which is whole when it is there. SettingsError when there is no case or the folder cannot be written."""
    from assistant.export import exported
    from assistant.library.files import replaced

    case = _case(session, settings)
    day = settings.today or dt.date.today()
    file = exported(case, format, language or language_of_case(case), session, day, _scheme_names(case))
    path = folder / file.name
    try:
        with replaced(path) as unfinished:
            unfinished.write_bytes(file.content)
    except OSError as error:
        raise SettingsError(f"{path} cannot be written ({error.strerror or error}). Name another folder with --out.") from error
    return path


def language_of_case(case: "Case") -> Language:
    """Chinese, unless most of the names in the case are written without a Chinese character."""
    names = [*case.profile.services, *case.raci.roles, *(row.activity for row in case.raci.rows)]
    names += [name for name in (case.profile.company, *(item.label for item in case.costs.items)) if name]
    return "zh" if 2 * sum(bool(_HAN.search(name)) for name in names) >= len(names) else "en"


def _case(session: str, settings: Settings) -> "Case":
    from assistant.case import Case
    from assistant.cases import open_cases

    with open_cases(settings.sessions) as cases:
        # A name with half a character in it cannot have been kept.
        if session != session.encode(errors="ignore").decode() or not cases.known(session):
            raise SettingsError(
                f"There is no case of a conversation {session!r}. Check its name (--session) and where conversations are kept (--sessions)."
            )
        case = cases.load(session).case
    if case == Case():
        raise SettingsError(
            f"The case of the conversation {session!r} is empty. Tell the assistant about it first, for instance: "
            'python -m assistant ask "内审由内审员做，管理者代表拍板" --session NAME'
        )
    return case


def _scheme_names(case: "Case") -> "SchemeName":
    from assistant.ledger import Ledger
    from assistant.ledger_reading import LEDGER, read_ledger

    ledger = read_ledger(cache=LEDGER) if case.profile.certificates or case.profile.target else Ledger()

    def name(scheme: str, language: Language) -> str:
        found = ledger.get(scheme)
        return found.short.of(language) if found else scheme

    return name
