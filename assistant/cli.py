"""The command line: ask, chat, batch, search, gaps, export, usage and health. Its JSON is a contract; logs go to standard error."""

import argparse
import logging
import sys
from contextlib import suppress
from typing import Any

from assistant.cli_explain import add_explain, as_text, explanation, recorder_for
from assistant.cli_export import add_export
from assistant.cli_lines import as_line, read_line, record
from assistant.cli_usage import add_usage
from assistant.domain import Answered, Evidence, Failed, Language, Token
from assistant.errors import AssistantError, SettingsError
from assistant.settings import Settings

_EXAMPLES = """examples:
  python -m assistant ask "费用由哪几部分组成？"
  python -m assistant ask "Is training mandatory?" --json
  python -m assistant chat
  python -m assistant batch < questions.jsonl > answers.jsonl
  python -m assistant search "差距分析" --k 3
  python -m assistant ask "要多少钱？" --explain
  python -m assistant gaps
  python -m assistant export --session s1 --format xlsx --out exports
  python -m assistant usage
  python -m assistant health
"""


def main(arguments: list[str] | None = None) -> int:
    """Run one command; the exit code is 0, 1 for a failure said on standard error, 2 for a wrong call."""
    options = _parser().parse_args(arguments)
    logging.basicConfig(level=logging.WARNING, stream=sys.stderr, format="%(levelname)s %(name)s: %(message)s")
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        # A terminal with another encoding must not break an answer.
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    try:
        return int(options.run(options))
    except AssistantError as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        # The reader of our output has gone, as `| head` does.
        with suppress(OSError):
            sys.stdout.close()
        return 0


def _ask(options: argparse.Namespace) -> int:
    from assistant.assistant import open_assistant

    recorder = recorder_for(options)
    with open_assistant(_settings(options)) as assistant:
        for event in assistant.reply(options.session or "ask", options.question, recorder):
            if isinstance(event, Failed):
                print(event.text, file=sys.stderr)
                return 1
            if isinstance(event, Answered):
                turn = {**record(event, assistant.case(event.session)), **explanation(recorder, event)} if options.json else {}
                print(as_line(turn) if options.json else f"{_readable(event)}{as_text(recorder, event)}")
    return 0


def _chat(options: argparse.Namespace) -> int:
    from assistant.assistant import open_assistant

    with open_assistant(_settings(options)) as assistant:
        print("认证顾问助手 · certification assistant (exit / 退出)")
        while True:
            try:
                message = input("> ")
            except EOFError:
                return 0
            if message.strip().lower() in ("exit", "quit", "退出"):
                return 0
            for event in assistant.reply(options.session or "chat", message):
                if isinstance(event, Token):
                    print(event.text, end="", flush=True)
                elif isinstance(event, Failed):
                    print(event.text)
                elif isinstance(event, Answered):
                    print(f"\n{_references(event)}\n")


def _batch(options: argparse.Namespace) -> int:
    from assistant.assistant import open_assistant

    with open_assistant(_settings(options)) as assistant:
        for line in sys.stdin:
            row = read_line(line, ("session", "message"))
            if "error" not in row:
                recorder = recorder_for(options)
                events = list(assistant.reply(row["session"], row["message"], recorder))
                last = events[-1]
                row = (
                    {**record(last, assistant.case(last.session)), **explanation(recorder, last)}
                    if isinstance(last, Answered)
                    else {"error": last.text if isinstance(last, Failed) else "no answer"}
                )
            print(as_line(row), flush=True)
    return 0


def _gaps(options: argparse.Namespace) -> int:
    from dataclasses import asdict

    from assistant.missing import open_missing

    with open_missing(_settings(options).sessions) as missing:
        rows = missing.ranked(options.top)
    for row in rows:
        about = f" [{row.scheme}]" if row.scheme else ""
        print(as_line(asdict(row)) if options.json else f"{row.times:4d} × {row.why:<7} {row.last}{about} {row.question}")
    if not rows and not options.json:
        print("Nothing has been refused or weakly answered yet.")
    return 0


def _search(options: argparse.Namespace) -> int:
    if (options.query is None) == (not options.batch):
        raise SettingsError("Give a query, or --batch with JSON lines on standard input, e.g. python -m assistant search '差距分析'")
    from assistant.glossary import domain_terms
    from assistant.library import Filters, open_library
    from assistant.models import build_embedder, build_reranker

    settings = _settings(options)
    embedder = build_embedder(settings)
    with open_library(settings.index, embedder, reranker=build_reranker(settings), terms=domain_terms()) as library:
        language: Language | None = options.language
        filters = Filters(language=language)
        rows = (read_line(line, ("query",)) for line in sys.stdin) if options.batch else iter([{"query": options.query}])
        for row in rows:
            if "error" not in row:
                found = library.search(row["query"], k=options.k, filters=filters)
                if not options.json and not options.batch:
                    print("\n\n".join(_passage(one) for one in found) or "Nothing found.")
                    continue
                row = {"query": row["query"], "results": [_result(one) for one in found]}
            print(as_line(row), flush=True)
    return 0


def _result(found: Evidence) -> dict[str, Any]:
    passage = found.passage
    section = " › ".join(passage.section) or passage.document.title
    return {"source": passage.document.id, "section": section, "text": passage.text, "score": round(found.score, 4)}


def _passage(found: Evidence) -> str:
    row = _result(found)
    return f"{row['score']:.3f}  {row['source']}  {row['section']}\n{row['text']}"


def _readable(answered: Answered) -> str:
    references = _references(answered)
    return f"{answered.answer.text}\n\n{references}" if references else answered.answer.text


def _references(answered: Answered) -> str:
    return "\n".join(
        f"[{citation.n}] {citation.title} · {citation.section}{f' · {citation.url}' if citation.url else ''}"
        for citation in answered.answer.citations
    )


def _settings(options: argparse.Namespace) -> Settings:
    given = {name: getattr(options, name) for name in ("index", "sessions") if getattr(options, name, None)}
    if getattr(options, "session", "") is None:
        given["sessions"] = "sqlite://"
    return Settings(**given)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m assistant",
        description="Cited answers to certification questions, in Chinese and English.",
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    kept = "URL of the conversations (default: ASSISTANT_SESSIONS, or sqlite:///data/sessions.db)"

    def command(name: str, run: Any, summary: str, epilog: str) -> argparse.ArgumentParser:
        made = commands.add_parser(
            name, help=summary, description=summary, epilog=epilog, formatter_class=argparse.RawDescriptionHelpFormatter
        )
        made.add_argument(
            "--index", help="folder of the index, or http://host:port of a Chroma server (default: ASSISTANT_INDEX, or data/index)"
        )
        made.set_defaults(run=run)
        return made

    ask = command("ask", _ask, "Answer one question.", 'example:\n  python -m assistant ask "认证费用包括什么？" --json')
    ask.add_argument("question")
    ask.add_argument("--session", help="go on with the conversation of this name (default: a new one that is not kept)")
    ask.add_argument("--json", action="store_true", help="print the turn as one JSON object")
    ask.add_argument("--sessions", help=kept)
    add_explain(ask)

    chat = command("chat", _chat, "Talk in the terminal.", "example:\n  python -m assistant chat --session client-a")
    chat.add_argument("--session", help="go on with the conversation of this name (default: a new one that is not kept)")
    chat.add_argument("--sessions", help=kept)

    batch = command(
        "batch",
        _batch,
        "Read JSON lines, write one JSON line a turn.",
        'example:\n  echo \'{"session": "s1", "message": "费用有哪些？"}\' | python -m assistant batch',
    )
    batch.add_argument("--sessions", help=kept)
    add_explain(batch)

    gaps = command(
        "gaps",
        _gaps,
        "List what was asked and could not be answered, or hardly, most often first.",
        "example:\n  python -m assistant gaps --top 20",
    )
    gaps.add_argument("--top", type=_positive, default=50, help="how many (default: %(default)s)")
    gaps.add_argument("--json", action="store_true", help="print one JSON object a line")
    gaps.add_argument("--sessions", help=kept)

    search = command(
        "search", _search, "Print the passages nearest to a query.", 'example:\n  python -m assistant search "gap analysis" --k 3 --json'
    )
    search.add_argument("query", nargs="?")
    search.add_argument("--k", type=_positive, default=10, help="number of passages (default: %(default)s)")
    search.add_argument("--language", choices=("zh", "en"), help="passages of this language only")
    search.add_argument("--json", action="store_true", help="print one JSON object")
    search.add_argument("--batch", action="store_true", help='read JSON lines {"query": "…"} on standard input')
    add_export(command, kept, _settings)
    add_usage(command, kept, _settings)
    return parser


def _positive(text: str) -> int:
    number = int(text)
    if not 1 <= number <= 1000:
        raise argparse.ArgumentTypeError(f"{text} is not between 1 and 1000")
    return number
