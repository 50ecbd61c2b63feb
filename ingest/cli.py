"""The command line of ingest."""

import argparse
import datetime as dt
import json
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Literal, NoReturn

from assistant.errors import AssistantError
from assistant.settings import Settings
from ingest.run import Progress, Report, ingest

_EXAMPLES = """\
examples:
  python -m ingest                              the project's own corpus, as corpus/sources.yaml lists it
  python -m ingest ~/documents report.pdf       any folders and files
  python -m ingest --dry-run                    what would change
  python -m ingest check                        what is contradictory or due in the summaries of corpus/standards/
  python -m ingest vectors                      bring the vectors shipped with the corpus up to date
  python -m ingest --rebuild                    encode everything anew, after a change of the embedding model
  ASSISTANT_INDEX=/tmp/index python -m ingest DIR   an index of its own; also http://host:port of a Chroma server

Reads md, txt, html, docx, pdf and xlsx. Unchanged documents cost nothing, changed ones are replaced, vanished ones removed.
Exit code: 0 done, 1 if something was wrong with a file or the index, 2 for a wrong call."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; the exit code."""
    arguments = sys.argv[1:] if arguments is None else arguments
    if arguments[:1] == ["check"]:
        return _check(arguments[1:])
    if arguments[:1] == ["vectors"]:
        return _vectors(arguments[1:])
    options = _parser().parse_args(arguments)
    paths = [Path(path).expanduser() for path in options.paths]
    if missing := [str(path) for path in paths if not path.exists()]:
        print(f"python -m ingest: there is no {', no '.join(missing)}", file=sys.stderr)
        return 2
    settings = Settings(index=options.index) if options.index else Settings()
    try:
        report = _run(paths, settings, options)
    except AssistantError as error:
        _say_failure(str(error), as_json=options.json)
        return 1
    except KeyboardInterrupt:
        _say_failure("Stopped. The index is as it was before; the next run completes it.", as_json=options.json)
        return 130
    if options.json:
        print(json.dumps(as_json(report)))
    else:
        _print_report(report, settings.index, quiet=options.quiet, dry_run=options.dry_run)
    return 1 if report.failed else 0


def _check(arguments: Sequence[str]) -> int:
    from ingest.check import check

    parser = argparse.ArgumentParser(prog="python -m ingest check", description="Check the summaries of schemes against their ledgers.")
    parser.add_argument("--only", action="append", default=[], metavar="SCHEME", help="only this scheme, e.g. iatf-16949; may be repeated")
    parser.add_argument("--on", metavar="DATE", help="what will be due on a day (YYYY-MM-DD) instead of today")
    options = parser.parse_args(arguments)
    day = options.on or (Settings().today or dt.date.today()).isoformat()
    findings = check(day, only=options.only)
    for finding in findings:
        print(finding)
    print(f"{len(findings)} to mend." if findings else "Everything agrees and nothing is due.")
    return 1 if findings else 0


def _vectors(arguments: Sequence[str]) -> int:
    from assistant.encoder import Encoder
    from ingest.vectors import FOLDER, refresh

    about = "Bring the vectors that are shipped with the corpus up to date, after a change in corpus/."
    argparse.ArgumentParser(prog="python -m ingest vectors", description=about).parse_args(arguments)
    with _bar(sys.stderr.isatty()) as progress:
        written = refresh(Encoder(), lambda done, total: progress("encode", done, total) if progress else None)
    print(f"{len(written)} files written in {FOLDER.name}/: {', '.join(written)}" if written else "The vectors are up to date.")
    return 0


def as_json(report: Report) -> dict[str, object]:
    """The report as `--json` prints it."""
    changes = report.changes
    return {
        "added": list(changes.added),
        "replaced": list(changes.replaced),
        "removed": list(changes.removed),
        "unchanged": list(changes.unchanged),
        "skipped": [{"path": one.path, "reason": one.reason, "error": one.error} for one in report.skipped],
        "passages": changes.passages,
        "entries": changes.entries,
        "seconds": report.seconds,
    }


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m ingest",
        description="Build or refresh the index.",
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("paths", nargs="*", metavar="PATH", help="file or folder; without any, the project's corpus")
    parser.add_argument("--index", metavar="LOCATION", help="folder or http://host:port, instead of ASSISTANT_INDEX")
    parser.add_argument("--rebuild", action="store_true", help="encode everything anew and drop what is not given")
    parser.add_argument("--dry-run", action="store_true", help="say what would change, and change nothing")
    parser.add_argument("--json", action="store_true", help="print the summary as one JSON object")
    parser.add_argument("--quiet", action="store_true", help="print only what went wrong")
    return parser


def _run(paths: Sequence[Path], settings: Settings, options: argparse.Namespace) -> Report:
    from assistant.models import build_embedder

    embedder = build_embedder(settings)
    if settings.embedding is None:
        from ingest.vectors import ShippedVectors

        embedder = ShippedVectors(embedder)
    shown = sys.stderr.isatty() and not (options.quiet or options.json)
    with _bar(shown) as progress:
        return ingest(
            paths,
            settings.index,
            embedder,
            rebuild=options.rebuild,
            dry_run=options.dry_run,
            progress=progress,
        )


@contextmanager
def _bar(shown: bool) -> Iterator[Progress | None]:
    """A bar with the rate on standard error, one for each step."""
    if not shown:
        yield None
        return
    from tqdm import tqdm

    units = {"read": " files", "encode": " texts"}
    bars: dict[str, tqdm[NoReturn]] = {}

    def tell(step: Literal["read", "encode"], done: int, total: int) -> None:
        if step not in bars:
            bars[step] = tqdm(total=total, desc=step, unit=units[step], file=sys.stderr, leave=False)
        bars[step].total = total
        bars[step].update(done - bars[step].n)

    try:
        yield tell
    finally:
        for bar in bars.values():
            bar.close()


def _print_report(report: Report, index: str, *, quiet: bool, dry_run: bool) -> None:
    for one in report.skipped:
        if one.error or not quiet:
            print(f"{'failed' if one.error else 'skipped'}: {one.path}: {one.reason}", file=sys.stderr)
    if quiet:
        return
    changes = report.changes
    for name in ("added", "replaced", "removed"):
        for document in getattr(changes, name):
            print(f"{name}: {document}")
    failed = sum(one.error for one in report.skipped)
    print(
        f"{'Would be' if dry_run else 'Done'}: {len(changes.added)} added, {len(changes.replaced)} replaced, "
        f"{len(changes.removed)} removed, {len(changes.unchanged)} unchanged, "
        f"{len(report.skipped) - failed} skipped, {failed} failed."
    )
    rate = f", {changes.encoded / report.seconds:,.0f} texts a second" if changes.encoded and report.seconds else ""
    print(f"{changes.passages} passages and {changes.entries} entries in {report.seconds:.1f} s{rate}. Index: {index}")


def _say_failure(text: str, *, as_json: bool) -> None:
    """On standard error; with --json also as the one object on standard output."""
    print(text, file=sys.stderr)
    if as_json:
        print(json.dumps({"error": text}))
