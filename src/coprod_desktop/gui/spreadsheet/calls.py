# SPDX-License-Identifier: MIT
"""What the spreadsheet's screens ask of the services, on a worker."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

from coprod_desktop.domain.progress import Progress
from coprod_desktop.services.entering import columns, spreadsheet
from coprod_desktop.services.entering.columns import Seen
from coprod_desktop.services.entering.spreadsheet import CsvMap, CsvReport, Trial, TriedRow
from coprod_desktop.services.entering.vetting import Guard
from coprod_desktop.services.recording import keeping
from coprod_desktop.services.recording.records import Saved


class Looked(NamedTuple):
    """A file as far as it was looked into, and how its columns were matched last time."""

    file: Path
    seen: Seen
    kept: dict[str, Any]


def look(session: Any, file: Path) -> Looked:
    """Look into a file."""
    seen = columns.look(file)
    name = _name(seen)
    for each in keeping.listed(session, "template", shared=True):
        if each.name == name:
            return Looked(file, seen, each.value)
    return Looked(file, seen, {})


def preview(session: Any, file: Path, mapping: CsvMap) -> tuple[TriedRow, ...]:
    """What the first rows would become."""
    return spreadsheet.preview(session, file, mapping)


def try_out(session: Any, file: Path, mapping: CsvMap, progress: Progress) -> Trial:
    """What the whole file would come to."""
    return spreadsheet.try_out(session, file, mapping, progress)


def record(
    session: Any, looked: Looked, mapping: CsvMap, matched: dict[str, Any], guard: Guard,
    total: int, progress: Progress,
) -> CsvReport:  # fmt: skip
    """Record the good rows, and keep for all on this PC how such a file's columns are matched."""
    report = spreadsheet.import_csv(session, looked.file, mapping, progress, total, guard=guard)
    keeping.keep(session, "template", _name(looked.seen), matched, shared=True)
    return report


def undo(session: Any, taken: Sequence[Saved], progress: Progress) -> int:
    """Put all that was recorded into the bin."""
    return spreadsheet.undo(session, taken, progress)


def _name(seen: Seen) -> str:
    """Files with the same columns are of the same kind; the name says nothing of them."""
    heading = "\n".join(seen.heading)
    return f"spreadsheet {hashlib.sha256(heading.encode(errors='replace')).hexdigest()[:24]}"
