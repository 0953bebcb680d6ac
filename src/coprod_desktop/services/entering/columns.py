# SPDX-License-Identifier: MIT
"""Looking into a spreadsheet before anything is recorded: how it is written, what it holds."""

import csv
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Final

from msgspec import Struct

from coprod_desktop import files
from coprod_desktop.domain.errors import InvalidValue
from coprod_desktop.domain.translating import Filled
from coprod_desktop.services.entering.spreadsheet import Column, CsvMap

DATES: Final = (
    *("%d/%m/%Y", "%Y-%m-%d", "%d/%m/%y", "%d.%m.%Y", "%d-%m-%Y", "%d %B %Y", "%d %b %Y"),
    *("%d-%b-%y", "%d-%b-%Y", "%d/%m/%Y %H:%M", "%d/%m/%Y %H:%M:%S"),
    *("%Y-%m-%d %H:%M", "%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M:%S"),
)
"""Dates as spreadsheets here write them, the day before the month."""
_MARKS: Final = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
_LOOKED_AT: Final = 1 << 18
_DELIMITERS: Final = ",;\t|"
_SAMPLE: Final = 20
_WORDS: Final[dict[str, tuple[str, ...]]] = {
    "date": ("date received", "date", "received", "day", "when"),
    "wing": ("wing", "unit", "house block", "houseblock", "location", "ward"),
    "service": ("service", "clinic", "department"),
    "channel": ("channel", "how it came", "source", "method"),
    "kind": ("feedback type", "kind", "type"),
    "themes": ("themes", "theme", "category", "topic"),
    "who_can_fix": ("who can fix", "fixer"),
    "staff_note": ("staff note", "note"),
    "language": ("language",),
    "reference": ("reference", "id", "number", "ref"),
    "fft_overall": ("fft answer", "overall", "experience", "how was it", "rating", "fft", "answer"),
    "what_good": ("what was good", "good", "went well", "positive", "liked"),
    "what_better": ("could we do better", "could be better", "better", "improve", "comment"),
}
"""What columns are often called, by what they hold; the most telling words come first."""


class Seen(Struct, frozen=True):
    """A file as far as it was looked into: how it is written, its columns, and its first rows."""

    encoding: str
    delimiter: str
    heading: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def look(file: Path) -> Seen:
    """Look into a file. Raises `CannotRead`, or `InvalidValue` where there are no columns."""
    with files.reading(file), file.open("rb") as handle:
        raw = handle.read(_LOOKED_AT)
    encoding = _encoding(raw)
    # What is cut off in the middle of a letter belongs to no row that is shown.
    text = raw.decode(encoding, errors="replace")
    lines = text.splitlines(keepends=True)
    delimiter = _delimiter(lines[0] if lines else "")
    csv.field_size_limit(_LOOKED_AT)
    rows: list[tuple[str, ...]] = []
    try:
        for cells in csv.reader(lines, delimiter=delimiter):
            if cells:
                rows.append(tuple(cells))
            if len(rows) > _SAMPLE:
                break
    except csv.Error as error:
        why = Filled("it is no table of text ({error})", error=str(error))
        raise InvalidValue(what="The file", why=why) from None
    if not rows or not any(name.strip() for name in rows[0]) or "\0" in text:
        raise InvalidValue(what="The file", why="its first line names no columns")
    if len(set(rows[0])) < len(rows[0]):
        twice = next(name for name in rows[0] if rows[0].count(name) > 1)
        why = Filled("it has two columns called “{name}”", name=twice)
        raise InvalidValue(what="The file", why=why)
    return Seen(encoding, delimiter, rows[0], tuple(rows[1:]))


def guess(heading: Sequence[str], targets: Iterable[str]) -> dict[str, str]:
    """Which column most likely holds what: a column's name by the field or question it fills.

    A column that is called exactly like a field is taken for it; otherwise the words of its name
    decide, and no column is taken twice.
    """
    plain = {
        name: " ".join(name.lower().replace("_", " ").split()).strip("?:. ") for name in heading
    }
    found: dict[str, str] = {}
    wanted = list(targets)
    for exact in (True, False):
        for target in wanted:
            if target in found:
                continue
            free = [name for name in heading if name not in found.values()]
            names = (target.replace("_", " "), *_WORDS.get(target, ()))
            for words in names:
                hit = next((n for n in free if _called(plain[n], words, exact=exact)), None)
                if hit is not None:
                    found[target] = hit
                    break
    return found


def csv_map(
    seen: Seen,
    form: str,
    chosen: Mapping[str, str],
    values: Mapping[str, Mapping[str, str | int | None]],
    constants: Mapping[str, str],
    questions: Iterable[str],
) -> CsvMap:
    """The map of a file by what was `chosen`: a column by the field or question that it fills.

    `values` translates the cells of fields with closed lists; `questions` are those of the form.
    Raises `InvalidValue` where no column holds the date.
    """
    if not chosen.get("date"):
        raise InvalidValue(what="The map", why="no column holds the date")
    asked = set(questions)
    columns = {
        target: Column(
            column,
            values=dict(values[target]) if target in values else None,
            separator=_separator(seen, column) if target == "themes" else "",
            any_case=True,
        )
        for target, column in chosen.items()
        if column and target != "date"
    }
    return CsvMap(
        form=form,
        date=Column(chosen["date"], format=DATES),
        fields={name: each for name, each in columns.items() if name not in asked},
        answers={name: each for name, each in columns.items() if name in asked},
        constants={
            name: each for name, each in constants.items() if each and name not in columns
        },
        encoding=seen.encoding,
        delimiter=seen.delimiter,
    )  # fmt: skip


def _encoding(raw: bytes) -> str:
    for mark, name in _MARKS.items():
        if raw.startswith(mark):
            return name
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError as error:
        # A letter that is cut off at the end of what was read is no fault of the file.
        if len(raw) < _LOOKED_AT or error.start < len(raw) - 4:
            return "cp1252"
    return "utf-8-sig"


def _delimiter(heading: str) -> str:
    return max(_DELIMITERS, key=heading.count)


def _separator(seen: Seen, column: str) -> str:
    place = seen.heading.index(column)
    cells = [row[place] for row in seen.rows if place < len(row)]
    return max(";|/", key=lambda mark: sum(mark in cell for cell in cells))


def _called(name: str, words: str, *, exact: bool) -> bool:
    return name == words if exact else f" {words} " in f" {name} "
