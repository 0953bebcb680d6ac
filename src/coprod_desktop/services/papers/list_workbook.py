# SPDX-License-Identifier: MIT
"""An exported list of comments as a workbook: the list, its codes, and counts that may leave."""

import io
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any, Final

from coprod_desktop.domain import suppression, themes
from coprod_desktop.domain.suppression import Rule
from coprod_desktop.domain.translating import known, translate
from coprod_desktop.services.papers import export_columns, workbook
from coprod_desktop.services.papers.export_columns import LABELS, Column
from coprod_desktop.services.papers.workbook import Counted
from coprod_desktop.services.recording.lists import FeedbackRow

_NOT_SAID: Final = "Not said"
_NOTHING: Final = "There is nothing to count."


def made(
    columns: Sequence[Column],
    rows: Sequence[Sequence[Any]],
    counted: Sequence[FeedbackRow],
    rule: Rule,
    about: Sequence[tuple[str, str]],
) -> bytes:
    """The file's bytes. `about` says line by line what the list is; its last sheet shows it."""
    held = io.BytesIO()
    with workbook.written(held, "Feedback") as pen:
        pen.sheet("Feedback", [column.name for column in columns], rows)
        for place, each in enumerate(summary(counted, rule)):
            pen.counts("Counts", each, first=place == 0)
        pen.dictionary([(c.name, known(c.meaning), _codes(c.name)) for c in columns])
        pen.about(about)
    return held.getvalue()


def summary(rows: Sequence[FeedbackRow], rule: Rule) -> tuple[Counted, ...]:
    """Counts of a list as they may leave: with none that gives a small one away.

    The number of comments is known from the list itself, and stands under several of the tables: it
    is kept in all of them, or hidden in all.
    """
    found = [
        _crossed(rows, rule),
        *(
            _one(title, rows, read, rule)
            for title, read in (
                (translate("Workbook", "Experience (Friends and Family Test)"), _answer),
                (translate("Workbook", "Who can fix it"), _fixer),
                (translate("Workbook", "State"), _state),
            )
        ),
    ]
    return (*found, _themes(rows, rule))


def _crossed(rows: Sequence[FeedbackRow], rule: Rule) -> Counted:
    """Wing by kind of comment, with totals."""
    title = translate("Workbook", "Wing and kind of comment")
    kinds = LABELS["kind"]
    wings = sorted({_place(row) for row in rows})
    if not rows:
        return Counted(title, (), (), known(_NOTHING))
    cells = Counter((_place(row), row.kind if row.kind in kinds else "") for row in rows)
    used = [kind for kind in (*kinds, "") if any(cells[wing, kind] for wing in wings)]
    counts = [[cells[wing, kind] for kind in used] for wing in wings]
    shown = suppression.table(counts, rule, keep_total=True)
    everything = translate("Workbook", "All")
    said = (known(kinds.get(kind, _NOT_SAID)) for kind in used)
    heading = (translate("Workbook", "Wing"), *said, everything)
    if shown is None:
        return Counted(title, (), (), known(_LEFT_OUT))
    lines = [
        (wing, *texts, total)
        for wing, texts, total in zip(wings, shown.rows, shown.row_totals, strict=True)
    ]
    return Counted(title, heading, (*lines, (everything, *shown.column_totals, shown.total)))


def _one(
    title: str, rows: Sequence[FeedbackRow], read: Callable[[FeedbackRow], str], rule: Rule
) -> Counted:
    """One count after another, with their total."""
    if not rows:
        return Counted(title, (), (), known(_NOTHING))
    cells = Counter(read(row) for row in rows)
    names = sorted(cells, key=lambda name: (name == known(_NOT_SAID), name))
    shown = suppression.listed([cells[name] for name in names], rule)
    if shown is None:
        return Counted(title, (), (), known(_LEFT_OUT))
    counts, total = shown
    lines = tuple(zip(names, counts, strict=True))
    heading = ("", translate("Workbook", "Comments"))
    return Counted(title, heading, (*lines, (translate("Workbook", "All"), total)))


def _themes(rows: Sequence[FeedbackRow], rule: Rule) -> Counted:
    """Comments by theme: one can have several, so they do not add up and have no total."""
    cells = Counter(code for row in rows for code in set(row.themes))
    lines = [(themes.label(code), suppression.shown(cells[code], rule)) for code in sorted(cells)]
    note = translate("Workbook", "A comment can have several themes, so these do not add up.")
    heading = (translate("Workbook", "Theme"), translate("Workbook", "Comments"))
    return Counted(translate("Workbook", "Themes"), heading, tuple(lines), note)


_LEFT_OUT = "This table is left out: its numbers are so small that hiding some gives others away."


def _place(row: FeedbackRow) -> str:
    return ", ".join(part for part in (row.site, row.wing) if part) or known(_NOT_SAID)


def _answer(row: FeedbackRow) -> str:
    return f"{row.fft} {export_columns.fft(row.fft)}" if row.fft else known(_NOT_SAID)


def _fixer(row: FeedbackRow) -> str:
    return known(LABELS["who_can_fix"].get(row.who_can_fix, _NOT_SAID))


def _state(row: FeedbackRow) -> str:
    return known(LABELS["status"].get(row.status, _NOT_SAID))


def _codes(name: str) -> str:
    if name == "fft":
        return "; ".join(f"{code} = {export_columns.fft(code)}" for code in range(1, 7))
    return "; ".join(f"{code} = {words}" for code, words in LABELS.get(name, {}).items())
