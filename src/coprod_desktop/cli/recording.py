# SPDX-License-Identifier: MIT
"""`coprod record` and `coprod import-csv`: many records at once, each refused one named."""

import sys
from argparse import Namespace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from coprod_desktop.cli import stores, terminal
from coprod_desktop.domain.errors import MayIdentify

if TYPE_CHECKING:
    from argparse import ArgumentParser

    from coprod_desktop.services.entering.ndjson import LinesReport
    from coprod_desktop.services.entering.spreadsheet import CsvReport
    from coprod_desktop.services.entering.vetting import Guard

_ADVICE = (
    "  They may tell who somebody is. Change them, or record them again with --identifying mask",
    "  or --identifying keep. The program cannot find everything: read them first.",
)

_LINES = """\
Standard input holds one JSON object a line:
  {"type": "feedback"|"meeting"|"action", "record": {...}}
"id": "..." revises that record. "as": "name" names the line's record for the rest of the file;
"@name" stands for its id in "id", "meeting", "feedback" and "carried".
Good lines are recorded in one transaction; the others are named with line number and code.

Comments are looked over as they are in the window. What may tell of harm is recorded as still to
be passed on, and stops the next bundle until somebody says what was done (coprod escalations).
What may tell who somebody is is refused unless you say otherwise (--identifying).
"""


def add_to(commands: Any) -> None:
    """Add the commands to the parser."""
    from argparse import RawDescriptionHelpFormatter

    record = commands.add_parser(
        "record",
        help="record what stands in lines of JSON",
        description=_LINES,
        formatter_class=RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    stores.add_store(record)
    _add_guard(record)
    record.set_defaults(run=_record)

    sheet = commands.add_parser(
        "import-csv", help="record comments from a spreadsheet", allow_abbrev=False
    )
    stores.add_store(sheet)
    sheet.add_argument("file", type=Path, metavar="FILE", help="a CSV file")
    sheet.add_argument("--map", type=Path, required=True, metavar="MAP.json")
    _add_guard(sheet)
    sheet.set_defaults(run=_import_csv)


def _add_guard(parser: "ArgumentParser") -> None:
    parser.add_argument(
        "--identifying",
        choices=("refuse", "mask", "keep"),
        default="refuse",
        help="a comment that may tell who somebody is: refuse it (default), record it with those "
        "words masked, or record it as it is",
    )
    parser.add_argument(
        "--harm-dealt-with",
        action="store_true",
        help="what may tell of harm was read and passed on before: record it as no longer open; "
        "the audit says who said so",
    )


def _guard(args: Namespace) -> "Guard":
    from coprod_desktop.services.entering import vetting

    return vetting.Guard(args.identifying, args.harm_dealt_with)


def _record(args: Namespace) -> int:
    from coprod_desktop.services.entering import ndjson

    with stores.opened(args) as s:
        if sys.stdin.isatty():
            terminal.tell("One JSON object a line; end with Ctrl+D (on Windows Ctrl+Z, Enter).")
        # No `watched` here: while a line is awaited, Ctrl+C has to end the waiting. Nothing is
        # recorded then either, because the transaction is not complete.
        report = ndjson.record(s, sys.stdin.buffer, guard=_guard(args))
    return _answer(args, report, [saved.id for saved in report.taken])


def _import_csv(args: Namespace) -> int:
    from coprod_desktop.services.entering import spreadsheet

    mapping = spreadsheet.read_map(args.map)
    with stores.opened(args) as s, terminal.watched() as progress:
        report = spreadsheet.import_csv(s, args.file, mapping, progress, guard=_guard(args))
    lines = [f"Recorded: {len(report.taken)}. Refused: {len(report.refused)}."]
    return _answer(args, report, lines)


def _answer(args: Namespace, report: "LinesReport | CsvReport", lines: list[str]) -> int:
    from coprod_desktop.services.entering import vetting

    document = {
        "recorded": terminal.builtins(report.taken),
        "refused": terminal.builtins(report.refused),
        "flagged": terminal.builtins(report.flagged),
    }
    terminal.answer(args, document, lines)
    if not args.json:
        terminal.tell(*(f"line {r.line}: {r.why} [{r.code}]" for r in report.refused))
        if any(r.code == MayIdentify.__name__ for r in report.refused):
            terminal.tell(*_ADVICE)
        for flag in report.flagged:
            terminal.tell(*(f"line {flag.line}: {said}" for said in vetting.in_words(flag)))
    return terminal.SOME_REFUSED if report.refused else terminal.DONE
