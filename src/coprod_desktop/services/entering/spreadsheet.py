# SPDX-License-Identifier: MIT
"""Comments from a spreadsheet (CSV): good rows are recorded, each other row is named with why."""

import contextlib
import csv
import datetime
from collections.abc import Iterator, Sequence
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Annotated, Any

import msgspec
from msgspec import Meta, Struct

from coprod_desktop import files
from coprod_desktop.domain import canonical
from coprod_desktop.domain.errors import InvalidValue, MayIdentify, RecordErased
from coprod_desktop.domain.progress import Progress, silent
from coprod_desktop.domain.records import Feedback, Record
from coprod_desktop.domain.translating import Filled, known
from coprod_desktop.services.entering import vetting
from coprod_desktop.services.entering.vetting import Flag, Guard, Spot
from coprod_desktop.services.loop import guarding
from coprod_desktop.services.recording import records
from coprod_desktop.services.recording.records import Saved, Wanted
from coprod_desktop.services.session import SignedIn

_LARGEST_FIELD = 1 << 20
_TOLD_EVERY = 200


class Column(Struct, frozen=True, forbid_unknown_fields=True):
    """Where a value comes from.

    `values` translates cells (to null: not recorded), in any case of letters with `any_case`;
    `format` is a date's `strptime` pattern, or several to try in order; `separator` splits a cell
    into several values, each of which is translated; `wrap` makes of each value an object with
    that one field.
    """

    column: str
    values: dict[str, str | int | bool | None] | None = None
    format: str | tuple[str, ...] = ""
    separator: str = ""
    wrap: str = ""
    any_case: bool = False


class Asked(Struct, frozen=True, forbid_unknown_fields=True):
    """A file with one answer a row: which question was asked stands in a column of its own."""

    column: str
    answer: str
    questions: dict[str, str]


class CsvMap(Struct, frozen=True, forbid_unknown_fields=True):
    """How a file's columns become feedback: fields, answers by question id, and constants."""

    form: str
    date: Column
    fields: dict[str, Column] = {}
    constants: dict[str, str | int | bool] = {}
    answers: dict[str, Column] = {}
    asked: Asked | None = None
    encoding: str = "utf-8-sig"
    delimiter: Annotated[str, Meta(min_length=1, max_length=1)] = ","


_MAP = msgspec.json.Decoder(CsvMap)


class RefusedRow(Struct, frozen=True):
    """A row that was not recorded: the line it ends on (counted from 1), and why."""

    line: int
    code: str
    why: str


class TriedRow(Struct, frozen=True):
    """What a row would become: the comment, or None and why not."""

    line: int
    record: Feedback | None
    why: str = ""


class NamingRow(Struct, frozen=True):
    """A good row in which words may tell who somebody is."""

    line: int
    spots: tuple[Spot, ...]


class Trial(Struct, frozen=True):
    """What a file would come to: so many comments, and every row that would be refused.

    `told` are comments that may tell of harm, `naming` those that may tell who somebody is.
    """

    good: int
    refused: tuple[RefusedRow, ...]
    told: int = 0
    naming: tuple[NamingRow, ...] = ()


class CsvReport(Struct, frozen=True):
    """What became of a file; `flagged` is what somebody has to know of what was taken."""

    taken: tuple[Saved, ...]
    refused: tuple[RefusedRow, ...]
    flagged: tuple[Flag, ...] = ()


def read_map(file: Path) -> CsvMap:
    """Read a map from its JSON file. Raises `CannotRead` or `InvalidValue`."""
    with files.reading(file):
        raw = file.read_bytes()
    try:
        return _MAP.decode(raw)
    except msgspec.ValidationError as error:
        raise InvalidValue(what="The map", why=canonical.shape_of(error)) from None
    except (msgspec.DecodeError, UnicodeDecodeError):
        raise InvalidValue(what="The map", why="it is not valid JSON") from None


def import_csv(
    s: SignedIn,
    file: Path,
    mapping: CsvMap,
    progress: Progress = silent,
    total: int = 0,
    guard: Guard | None = None,
) -> CsvReport:
    """Record every good row of `file` in one transaction, and report every other.

    `total` is how many rows are expected, for the progress. With a `guard`, what may tell of harm
    is recorded as still to be passed on, and what may tell who somebody is as the guard says,
    because nobody was asked while it was typed. Raises `CannotRead`, `InvalidValue` (a column the
    map names is missing), `Cancelled` or a storage fault; nothing is recorded then.
    """
    s.must_be("wing", "recording patients' comments")
    refused, flags = list[RefusedRow](), vetting.Flags()
    good = _good(s, _tried(s, file, mapping), refused, flags, guard)
    along = partial(flags.note, s, file.name)
    taken = records.save_many(s, good, progress, total, source=file.name, along=along)
    return CsvReport(tuple(taken), tuple(refused), flags.of(taken))


def preview(s: SignedIn, file: Path, mapping: CsvMap, most: int = 8) -> tuple[TriedRow, ...]:
    """What the first rows of a file would become. Raises as `import_csv`; records nothing."""
    return tuple(_told(row) for row, _ in islice(_tried(s, file, mapping), most))


def try_out(s: SignedIn, file: Path, mapping: CsvMap, progress: Progress = silent) -> Trial:
    """What a whole file would come to. Raises as `import_csv`; records nothing."""
    s.must_be("wing", "recording patients' comments")
    good, told = 0, 0
    refused, naming = list[RefusedRow](), list[NamingRow]()
    for number, (row, why) in enumerate(_tried(s, file, mapping), 1):
        record = _told(row).record
        if record is not None:
            good += 1
            told += bool(record.escalations)
            if found := vetting.spots(record):
                naming.append(NamingRow(row.line, found))
        elif why is not None:
            refused.append(why)
        if number % _TOLD_EVERY == 0:
            progress(number, 0, "rows")
    return Trial(good, tuple(refused), told, tuple(naming))


def undo(s: SignedIn, taken: Sequence[Saved], progress: Progress = silent) -> int:
    """Put all that an import recorded into the bin, in one transaction; returns how many.

    What was changed, binned or erased since is left alone. Raises as `records.save_all`.
    """
    wanted: list[Wanted] = []
    for saved in taken:
        with contextlib.suppress(RecordErased):
            stored = records.get(s, saved.id)
            if stored.rev == saved.rev:
                binned = msgspec.structs.replace(stored.record, binned=True)
                wanted.append(Wanted(binned, saved.id, revises=True))
    return len(records.save_all(s, wanted, progress, len(wanted)))


def _good(
    s: SignedIn,
    tried: Iterator[tuple[TriedRow, RefusedRow | None]],
    refused: list[RefusedRow],
    flags: vetting.Flags,
    guard: Guard | None,
) -> Iterator[Record]:
    form = records.form_of(s)
    for row, why in tried:
        if row.record is None:
            refused += [why] if why is not None else []
            continue
        if guard is None:
            flags.meet(None)
            yield row.record
            continue
        try:
            vetted = vetting.vet(row.record, row.line, guard)
            record = records.accepted(vetted.record, form)
        except (MayIdentify, InvalidValue) as error:
            refused.append(RefusedRow(row.line, error.code, error.reason))
        else:
            flags.meet(vetted.flag)
            yield record


def _tried(
    s: SignedIn, file: Path, mapping: CsvMap
) -> Iterator[tuple[TriedRow, RefusedRow | None]]:
    form = records.form_of(s)
    for line, cells, broken in _rows(file, mapping):
        if broken:
            yield TriedRow(line, None, known(broken)), RefusedRow(line, "BrokenRow", known(broken))
            continue
        try:
            record = records.accepted(_feedback(cells, mapping), form)
        except InvalidValue as error:
            why = error.reason
            yield TriedRow(line, None, why), RefusedRow(line, error.code, why)
            continue
        assert isinstance(record, Feedback)  # noqa: S101  accepted() keeps the type
        yield TriedRow(line, record), None


def _told(row: TriedRow) -> TriedRow:
    """The row, with what may tell of harm as still to be passed on."""
    if row.record is None:
        return row
    return msgspec.structs.replace(row, record=guarding.with_open(row.record))


def _rows(file: Path, mapping: CsvMap) -> Iterator[tuple[int, dict[str, str], str]]:
    """Yield (line, cells, what is broken) for each row after the heading."""
    csv.field_size_limit(_LARGEST_FIELD)
    reader = csv.reader(_lines(file, mapping), strict=True, delimiter=mapping.delimiter)
    try:
        heading = next(reader, list[str]())
    except csv.Error as error:
        why = Filled("its heading is broken ({error})", error=str(error))
        raise InvalidValue(what="The file", why=why) from None
    if missing := sorted(_needed(mapping) - set(heading)):
        why = Filled("it has no column “{name}”", name=missing[0])
        raise InvalidValue(what="The file", why=why)
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield reader.line_num, {}, Filled("the row cannot be read ({error})", error=str(error))
            continue
        if cells:
            broken = _broken(cells, heading, mapping)
            yield reader.line_num, dict(zip(heading, cells, strict=False)), broken


def _lines(file: Path, mapping: CsvMap) -> Iterator[str]:
    """Yield a file's lines; bytes that are no text become lone surrogates, to refuse one row."""
    encoding = mapping.encoding
    try:
        with (
            files.reading(file),
            file.open(encoding=encoding, errors="surrogateescape", newline="") as handle,
        ):
            yield from handle
    except UnicodeError:
        # Some encodings cannot go on after a fault, and then no row can be told from another.
        why = Filled("it is not {encoding} text", encoding=encoding)
        raise InvalidValue(what="The file", why=why) from None
    except (LookupError, ValueError):
        raise InvalidValue(what="The map", why="its encoding is not known") from None


def _broken(cells: list[str], heading: list[str], mapping: CsvMap) -> str:
    if len(cells) != len(heading):
        counts = {"cells": len(cells), "heading": len(heading)}
        return Filled("it has {cells} cells, and the heading {heading}", **counts)
    if any("\ud800" <= letter <= "\udfff" for cell in cells for letter in cell):
        return Filled("it holds bytes that are not {encoding} text", encoding=mapping.encoding)
    return ""


def _needed(mapping: CsvMap) -> set[str]:
    columns = (mapping.date, *mapping.fields.values(), *mapping.answers.values())
    named = {source.column for source in columns}
    if mapping.asked:
        named |= {mapping.asked.column, mapping.asked.answer}
    return named


def _feedback(cells: dict[str, str], mapping: CsvMap) -> Feedback:
    values: dict[str, Any] = {"form": mapping.form, **mapping.constants}
    values["date"] = _value(cells, mapping.date)
    for name, source in mapping.fields.items():
        value = _value(cells, source)
        if value not in (None, "", ()):
            values[name] = value
    answers = {
        question: value
        for question, source in mapping.answers.items()
        if (value := _value(cells, source)) not in (None, "")
    }
    if mapping.asked and cells[mapping.asked.answer].strip():
        asked = " ".join(cells[mapping.asked.column].split())
        question = mapping.asked.questions.get(asked)
        if question is None:
            raise InvalidValue(what="The row", why="its question is not in the map")
        answers[question] = cells[mapping.asked.answer]
    values["answers"] = answers
    try:
        return msgspec.convert(values, Feedback)
    except msgspec.ValidationError as error:
        raise InvalidValue(what="The row", why=canonical.in_words(error)) from None


def _value(cells: dict[str, str], source: Column) -> Any:
    cell = cells[source.column].strip()
    if source.format:
        return _day(cell, source)
    if source.separator:
        parts = [part.strip() for part in cell.split(source.separator) if part.strip()]
        translated = [_translated(part, source) for part in parts]
        return tuple(_wrapped(each, source) for each in translated if each is not None)
    if source.wrap:
        return (_wrapped(cell, source),) if cell else ()
    return _translated(cell, source)


def _wrapped(value: Any, source: Column) -> Any:
    return {source.wrap: value} if source.wrap else value


def _translated(cell: str, source: Column) -> Any:
    if source.values is None:
        return cell
    values, key = source.values, cell
    if source.any_case:
        values, key = {each.casefold(): value for each, value in values.items()}, cell.casefold()
    if key not in values:
        why = Filled("“{column}” has an unknown value", column=source.column)
        raise InvalidValue(what="The row", why=why)
    return values[key]


def _day(cell: str, source: Column) -> datetime.date:
    formats = (source.format,) if isinstance(source.format, str) else source.format
    for pattern in formats:
        with contextlib.suppress(ValueError):
            moment = datetime.datetime.strptime(cell, pattern)  # noqa: DTZ007  a day
            return moment.date()
    why = Filled("“{column}” is not a date", column=source.column)
    raise InvalidValue(what="The row", why=why)
