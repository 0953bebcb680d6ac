# SPDX-License-Identifier: MIT
"""`coprod record` and `coprod import-csv`: many records at once, each refused one named."""

import sys
from argparse import Namespace
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from coprod_desktop.cli import stores, terminal

if TYPE_CHECKING:
    from coprod_desktop.services.ndjson import RefusedLine
    from coprod_desktop.services.records import Saved
    from coprod_desktop.services.spreadsheet import RefusedRow

_LINES = """\
Standard input holds one JSON object a line:
  {"type": "feedback"|"meeting"|"action", "record": {...}}
"id": "..." revises that record. "as": "name" names the line's record for the rest of the file;
"@name" stands for its id in "id", "meeting", "feedback" and "carried".
Good lines are recorded in one transaction; the others are named with line number and code.
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
    record.set_defaults(run=_record)

    sheet = commands.add_parser(
        "import-csv", help="record comments from a spreadsheet", allow_abbrev=False
    )
    stores.add_store(sheet)
    sheet.add_argument("file", type=Path, metavar="FILE", help="a CSV file")
    sheet.add_argument("--map", type=Path, required=True, metavar="MAP.json")
    sheet.set_defaults(run=_import_csv)


def _record(args: Namespace) -> int:
    from coprod_desktop.services import ndjson

    with stores.opened(args) as s:
        if sys.stdin.isatty():
            terminal.tell("One JSON object a line; end with Ctrl+D (on Windows Ctrl+Z, Enter).")
        # No `watched` here: while a line is awaited, Ctrl+C has to end the waiting. Nothing is
        # recorded then either, because the transaction is not complete.
        report = ndjson.record(s, sys.stdin.buffer)
    return _answer(args, report.taken, report.refused, [saved.id for saved in report.taken])


def _import_csv(args: Namespace) -> int:
    from coprod_desktop.services import spreadsheet

    mapping = spreadsheet.read_map(args.map)
    with stores.opened(args) as s, terminal.watched() as progress:
        report = spreadsheet.import_csv(s, args.file, mapping, progress)
    lines = [f"Recorded: {len(report.taken)}. Refused: {len(report.refused)}."]
    return _answer(args, report.taken, report.refused, lines)


def _answer(
    args: Namespace,
    taken: "Sequence[Saved]",
    refused: "Sequence[RefusedLine] | Sequence[RefusedRow]",
    lines: list[str],
) -> int:
    document = {"recorded": terminal.builtins(taken), "refused": terminal.builtins(refused)}
    terminal.answer(args, document, lines)
    if refused and not args.json:
        terminal.tell(*(f"line {r.line}: {r.why} [{r.code}]" for r in refused))
    return terminal.SOME_REFUSED if refused else terminal.DONE
