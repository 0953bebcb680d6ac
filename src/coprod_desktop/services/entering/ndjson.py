# SPDX-License-Identifier: MIT
"""Records from a file with one JSON object a line: good lines are recorded, others named with why.

A line is ``{"type": "feedback", "record": {…}}``, and `type` may be any other record type. With
``"id"`` it revises that record. With ``"as"`` it gives its record a name that holds for the rest of
the file: wherever a later line needs the record's id, ``"@name"`` stands for it. So a meeting, its
actions and what became of them fit in one file, and each store that reads it makes its own ids.
"""

from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from typing import Annotated, Any, cast

import msgspec
from msgspec import Meta, Struct

from coprod_desktop.domain import canonical, ids
from coprod_desktop.domain.change import RecordType
from coprod_desktop.domain.errors import InvalidValue, RecordNotFound, UserError
from coprod_desktop.domain.progress import Progress, silent
from coprod_desktop.domain.records import RECORD_TYPES, Feedback, Record
from coprod_desktop.domain.translating import Filled
from coprod_desktop.services.entering import vetting
from coprod_desktop.services.entering.vetting import Flag, Guard
from coprod_desktop.services.recording import records
from coprod_desktop.services.recording.records import Saved, Wanted
from coprod_desktop.services.session import SignedIn

_LONGEST_LINE = 1 << 20
_MARK = "@"
_SOURCE = "lines of records"
# Where a record holds the ids of others: only there does a name stand for one.
_LINKS = ("meeting", "feedback", "carried", "action", "agreed_at")

Name = Annotated[str, Meta(pattern=r"^[A-Za-z0-9._-]{1,60}\Z")]


class _Line(Struct, frozen=True, forbid_unknown_fields=True):
    type: RecordType
    record: msgspec.Raw
    id: str = ""
    name: Name | msgspec.UnsetType = msgspec.field(default=msgspec.UNSET, name="as")


_DECODER = msgspec.json.Decoder(_Line)
_RECORDS: Mapping[type[Record], msgspec.json.Decoder[Any]] = {
    kind: msgspec.json.Decoder(kind) for kind in RECORD_TYPES.values()
}


class RefusedLine(Struct, frozen=True):
    """A line that was not recorded, counted from 1, and why."""

    line: int
    code: str
    why: str


class LinesReport(Struct, frozen=True):
    """What became of a file; `flagged` is what somebody has to know of what was taken."""

    taken: tuple[Saved, ...]
    refused: tuple[RefusedLine, ...]
    flagged: tuple[Flag, ...] = ()


def record(
    s: SignedIn,
    lines: Iterable[bytes],
    progress: Progress = silent,
    guard: Guard | None = None,
) -> LinesReport:
    """Record every good line in one transaction, in order, and report every other.

    With a `guard`, comments are looked over for what may tell who somebody is, or of harm. Raises
    `WrongKindOfStore`, `Cancelled` or a storage fault; nothing is recorded then.
    """
    s.must_be("wing", "recording")
    refused, flags = list[RefusedLine](), vetting.Flags()
    good = _good(s, lines, refused, flags, guard)
    along = partial(flags.note, s, _SOURCE)
    taken = records.save_all(s, good, progress, source=_SOURCE, along=along)
    return LinesReport(tuple(taken), tuple(refused), flags.of(taken))


def _good(
    s: SignedIn,
    lines: Iterable[bytes],
    refused: list[RefusedLine],
    flags: vetting.Flags,
    guard: Guard | None,
) -> Iterator[Wanted]:
    reader = _Reader(s, guard)
    for number, raw in enumerate(lines, 1):
        line = raw.removeprefix(b"\xef\xbb\xbf") if number == 1 else raw
        if not line.strip():
            continue
        try:
            wanted = reader.read(line, number)
        except UserError as error:
            why = error.reason or error.title.rstrip(".")
            refused.append(RefusedLine(number, error.code, why))
        else:
            flags.meet(reader.flag)
            yield wanted


class _Reader:
    """Reads line after line, and remembers the names that were given."""

    def __init__(self, s: SignedIn, guard: Guard | None) -> None:
        self.s = s
        self.guard = guard
        self.flag: Flag | None = None
        self.form = records.form_of(s)
        self.named: dict[str, str] = {}
        self.made: dict[str, type[Record]] = {}

    def read(self, raw: bytes, number: int) -> Wanted:
        """What a line asks for.

        Raises `InvalidValue`, `MayIdentify`, `RecordNotFound` or `NotAllowed`.
        """
        if len(raw) > _LONGEST_LINE:
            raise InvalidValue(what="The line", why="it is too long")
        line = _decoded(raw, _DECODER)
        kind = RECORD_TYPES[line.type]
        record = records.accepted(self.linked(line.record, kind), self.form)
        record = self.vetted(record, number)
        name = "" if line.name is msgspec.UNSET else line.name
        if name in self.named:
            raise InvalidValue(
                what="The line", why=Filled("the name {name} was given before", name=name)
            )
        if line.id:
            revised = self.resolved(line.id)
            self.check_revisable(revised, kind)
            wanted = Wanted(record, revised, revises=True)
        else:
            wanted = Wanted(record, ids.new_id() if name else "")
            if name:
                self.made[wanted.id] = kind
        if name:
            self.named[name] = wanted.id
        return wanted

    def vetted(self, record: Record, number: int) -> Record:
        """The record, looked over if it is a comment; `flag` is what was found."""
        self.flag = None
        if self.guard is None or not isinstance(record, Feedback):
            return record
        vetted = vetting.vet(record, number, self.guard)
        self.flag = vetted.flag
        return records.accepted(vetted.record, self.form)

    def linked(self, raw: msgspec.Raw, kind: type[Record]) -> Record:
        """The line's record, with ids in the place of names."""
        if f'"{_MARK}'.encode() not in bytes(raw):
            return _decoded(raw, _RECORDS[kind])
        tree: Any = msgspec.json.decode(raw)
        if isinstance(tree, dict):
            self.link(cast("dict[str, Any]", tree))
        try:
            return msgspec.convert(tree, kind)
        except msgspec.ValidationError as error:
            raise _misshapen(error) from None

    def link(self, tree: dict[str, Any]) -> None:
        """Put ids in the place of names, in a record and in the items of an agenda."""
        for field in _LINKS:
            value = tree.get(field)
            if isinstance(value, str):
                tree[field] = self.resolved(value)
            elif isinstance(value, list):
                several = cast("list[Any]", value)
                tree[field] = [self.resolved(v) if isinstance(v, str) else v for v in several]
        items: Any = tree.get("agenda")
        for item in cast("list[Any]", items) if isinstance(items, list) else []:
            if isinstance(item, dict):
                self.link(cast("dict[str, Any]", item))

    def resolved(self, reference: str) -> str:
        """The id that a reference means: itself, or that of a record named before."""
        if not reference.startswith(_MARK):
            return reference
        try:
            return self.named[reference.removeprefix(_MARK)]
        except KeyError:
            raise RecordNotFound(id=reference[:61]) from None

    def check_revisable(self, record_id: str, kind: type[Record]) -> None:
        """Raise as `records.save` would, before the transaction that holds the good lines."""
        if record_id in self.made:
            if self.made[record_id] is not kind:
                raise InvalidValue(what="The line", why=records.OTHER_KIND)
        else:
            records.check_revisable(self.s, record_id, kind)


def _decoded(raw: bytes | msgspec.Raw, decoder: msgspec.json.Decoder[Any]) -> Any:
    try:
        return decoder.decode(raw)
    except msgspec.ValidationError as error:
        raise _misshapen(error) from None
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise InvalidValue(what="The line", why="it is not one JSON object") from None


def _misshapen(error: msgspec.ValidationError) -> InvalidValue:
    return InvalidValue(what="The line", why=canonical.shape_of(error))
