# SPDX-License-Identifier: MIT
"""A list of comments as a file for a spreadsheet, with nothing in it that a spreadsheet computes.

Heads and administrators may; the audit says who did, how many, and whether patients' words went
along. The file is as plain as any: what is in it is as safe as the place it is saved to.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Literal

from msgspec import Struct

from coprod_desktop import files
from coprod_desktop.domain import suppression, table
from coprod_desktop.domain.errors import InvalidValue
from coprod_desktop.domain.progress import Progress, silent
from coprod_desktop.domain.records import Feedback
from coprod_desktop.domain.translating import translate
from coprod_desktop.services.papers import export_columns, list_workbook, workbook
from coprod_desktop.services.papers.export_columns import Column
from coprod_desktop.services.recording import lists, records
from coprod_desktop.services.recording.lists import FeedbackRow, Query
from coprod_desktop.services.session import SignedIn

Format = Literal["csv", "xlsx"]
_BATCH = 500


class Wanted(Struct, frozen=True):
    """What goes into the file: the comments that match, with or without patients' `words`.

    `rule` names the rule for the counts (`domain.suppression.RULES`); `filters` says in words what
    the list was narrowed by, for whoever opens the file.
    """

    query: Query = lists.EVERYTHING
    words: bool = False
    rule: str = suppression.NHS_DIGITAL.name
    filters: str = ""


def write(s: SignedIn, file: Path, wanted: Wanted, progress: Progress = silent) -> int:
    """Write the comments to `file`, whose name says which kind it is; returns how many.

    Noted in the audit before it is written. Raises `NotAllowed`, `InvalidValue`, `StorageFull`,
    `CannotWrite` or `Cancelled`.
    """
    s.needs("head", "admin", what="saving a list as a spreadsheet")
    form = file.suffix.lower().removeprefix(".")
    if form not in {"csv", "xlsx"} or wanted.rule not in suppression.RULES:
        raise InvalidValue(what="The list", why="a spreadsheet is a .csv or an .xlsx file")
    positions = lists.positions(s, "feedback", wanted.query)
    said = "with patients' words" if wanted.words else "without words"
    with s.vault.write() as connection:
        s.note(connection, "report", form, f"{len(positions)} comments, {said}")
    columns = export_columns.columns(words=wanted.words)
    found = _rows(s, positions, wanted, progress)
    if form == "csv":
        heading = [column.name for column in columns]
        files.replace(file, table.lines(heading, (_cells(columns, *each) for each in found)))
    else:
        whole = list(found)
        rows = [_cells(columns, *each) for each in whole]
        counted = [row for row, _ in whole]
        rule, about = suppression.RULES[wanted.rule], _about(wanted, s.now(), len(rows))
        files.replace(file, [list_workbook.made(columns, rows, counted, rule, about)])
    return len(positions)


def _rows(
    s: SignedIn, positions: Sequence[int], wanted: Wanted, progress: Progress
) -> Iterator[tuple[FeedbackRow, Feedback | None]]:
    for start in range(0, len(positions), _BATCH):
        some = positions[start : start + _BATCH]
        for row in lists.rows(s, "feedback", some):
            if isinstance(row, FeedbackRow):
                yield row, _whole(s, row.id) if wanted.words else None
        progress(min(start + _BATCH, len(positions)), len(positions), "comments")


def _whole(s: SignedIn, record_id: str) -> Feedback | None:
    record = records.get(s, record_id).record
    return record if isinstance(record, Feedback) else None


def _cells(columns: Sequence[Column], row: FeedbackRow, record: Feedback | None) -> list[Any]:
    return [column.read(row, record) for column in columns]


def _about(wanted: Wanted, at: int, number: int) -> list[tuple[str, str]]:
    none = translate("Workbook", "none")
    span = translate("Workbook", "from {first} to {last}").format(
        first=wanted.query.date_from or translate("Workbook", "the first"),
        last=wanted.query.date_to or translate("Workbook", "the last"),
    )
    inside = translate("Workbook", "are in it")
    words = inside if wanted.words else translate("Workbook", "are not in it")
    itself = translate(
        "Workbook",
        "The sheet Feedback has a line for each comment and hides nothing. Give on the sheet "
        "Counts, and not the list, to anybody who should not see single comments.",
    )
    hidden = suppression.why(suppression.RULES[wanted.rule])
    return [
        (translate("Workbook", "Made"), workbook.made_at(at)),
        (translate("Workbook", "Comments in the list"), str(number)),
        (translate("Workbook", "Filters"), wanted.filters or none),
        (translate("Workbook", "Words searched for"), wanted.query.words or none),
        (translate("Workbook", "Days"), span),
        (translate("Workbook", "Patients’ words"), words),
        (translate("Workbook", "Small numbers"), hidden),
        (translate("Workbook", "The list itself"), itself),
        workbook.encryption(),
    ]
