# SPDX-License-Identifier: MIT
"""Lists of any length: all positions at once as plain integers, rows only for what is seen."""

import datetime
from array import array
from collections.abc import Sequence
from typing import Any

from msgspec import Struct
from sqlalchemy import Select, Table, func, select
from sqlalchemy.engine import Connection

from coprod_desktop.domain.change import RecordType
from coprod_desktop.services import exchange
from coprod_desktop.services.session import SignedIn
from coprod_desktop.store import search, tables

_IN_BATCH = 500
_FEW = 100


class Query(Struct, frozen=True):
    """What a list shows; an empty field does not filter. Dates are ISO, both ends included."""

    words: str = ""
    date_from: str = ""
    date_to: str = ""
    site: str = ""
    wing: str = ""
    kind: str = ""
    status: str = ""
    fft: int = 0
    theme: str = ""
    meeting: str = ""


class FeedbackRow(Struct, frozen=True):
    """One line of the feedback list."""

    pos: int
    id: str
    date: str
    site: str
    wing: str
    service: str
    channel: str
    kind: str
    fft: int | None
    excerpt: str
    themes: tuple[str, ...]
    who_can_fix: str
    wants_reply: bool
    slip_code: str
    status: str
    rev: int
    at: int
    by: str


class MeetingRow(Struct, frozen=True):
    """One line of the list of meetings."""

    pos: int
    id: str
    date: str
    kind: str
    title: str
    site: str
    wing: str
    patients_present: int
    actions_open: int
    status: str
    rev: int
    at: int
    by: str


class ActionRow(Struct, frozen=True):
    """One line of the list of actions."""

    pos: int
    id: str
    text: str
    owner_role: str
    due: str
    status: str
    joint: bool
    meeting: str
    feedback: str
    site: str
    wing: str
    rev: int
    at: int
    by: str


Row = FeedbackRow | MeetingRow | ActionRow


class Counts(Struct, frozen=True):
    """How much the store holds, and how many of its own changes the office has not confirmed."""

    feedback: int
    meeting: int
    action: int
    unsent: int


EVERYTHING = Query()


def positions(
    s: SignedIn, kind: RecordType, query: Query = EVERYTHING, *, most: int = 0
) -> "array[int]":
    """Positions of all records that match, newest first; with words, of the newest thousand.

    `most` bounds the answer (0: no bound): the first page of a long list is quick with it.
    """
    table = tables.PROJECTIONS[kind]
    with s.vault.read() as connection:
        if query.words.strip():
            found = _found(connection, table, query, most)
        else:
            wanted = _filtered(select(table.c.pos), table, query)
            if most:
                wanted = wanted.order_by(table.c.pos.desc()).limit(most)
            found = connection.execute(wanted).scalars().all()
            if not most:
                # Sorting integers here costs less than making SQLite read whole rows in order.
                found = sorted(found, reverse=True)
    return array("q", found[:most] if most else found)


def _found(connection: Connection, table: Table, query: Query, most: int) -> list[int]:
    """Matches that pass the filters: of the newest few while they suffice, else of a thousand."""
    for bound in (_FEW, search.NEWEST):
        matches = search.newest(connection, query.words, bound)
        found: list[int] = []
        for start in range(0, len(matches), _IN_BATCH):
            some = matches[start : start + _IN_BATCH]
            wanted = select(table.c.pos).where(table.c.arrival.in_(some))
            found += connection.execute(_filtered(wanted, table, query)).scalars()
        if len(matches) < bound or 0 < most <= len(found):
            break
    return sorted(found, reverse=True)


def _filtered(wanted: Select[Any], table: Table, query: Query) -> Select[Any]:
    columns = table.c
    if query.date_from:
        first = datetime.date.fromisoformat(query.date_from).toordinal()
        wanted = wanted.where(columns.pos >= tables.position(first, 0))
    if query.date_to:
        beyond = datetime.date.fromisoformat(query.date_to).toordinal() + 1
        wanted = wanted.where(columns.pos < tables.position(beyond, 0))
    for name in ("site", "wing", "kind", "status", "fft", "meeting"):
        value = getattr(query, name)
        if value and name in columns:
            wanted = wanted.where(columns[name] == value)
    if query.theme and "themes" in columns:
        wanted = wanted.where(func.instr(";" + columns.themes, ";" + query.theme) > 0)
    return wanted


def rows(s: SignedIn, kind: RecordType, wanted: Sequence[int]) -> tuple[Row, ...]:
    """The rows at these positions, in their order; a position that is gone is left out."""
    table = tables.PROJECTIONS[kind]
    found: dict[int, Row] = {}
    with s.vault.read() as connection:
        for start in range(0, len(wanted), _IN_BATCH):
            some = list(wanted[start : start + _IN_BATCH])
            for row in connection.execute(_SELECTS[kind].where(table.c.pos.in_(some))):
                found[row[0]] = _row(kind, row)
    return tuple(found[pos] for pos in wanted if pos in found)


_OPEN_ACTIONS = (
    select(func.count())
    .where(tables.action.c.meeting == tables.meeting.c.id, tables.action.c.status == "open")
    .scalar_subquery()
)


def _select(kind: RecordType) -> Select[Any]:
    """The columns of a row type, by its fields' names: the two cannot drift apart."""
    columns = tables.PROJECTIONS[kind].c
    names = _ROW_TYPES[kind].__struct_fields__
    return select(*(columns.get(name, _OPEN_ACTIONS) for name in names))


def _row(kind: RecordType, row: Sequence[Any]) -> Row:
    values = list(row)
    if kind == "feedback":
        values[_THEMES] = tuple(values[_THEMES].split(";")) if values[_THEMES] else ()
    return _ROW_TYPES[kind](*values)


_ROW_TYPES: dict[RecordType, type[Row]] = {
    "feedback": FeedbackRow,
    "meeting": MeetingRow,
    "action": ActionRow,
}
_SELECTS = {kind: _select(kind) for kind in _ROW_TYPES}
_THEMES = FeedbackRow.__struct_fields__.index("themes")


def page(
    s: SignedIn, kind: RecordType, query: Query = EVERYTHING, *, limit: int = 50
) -> tuple[Row, ...]:
    """The newest rows that match: a list's first screenful."""
    table = tables.PROJECTIONS[kind]
    with s.vault.read() as connection:
        wanted = _filtered(_SELECTS[kind], table, query).order_by(table.c.pos.desc()).limit(limit)
        if query.words.strip():
            found = _found(connection, table, query, limit)[:limit]
            wanted = _SELECTS[kind].where(table.c.pos.in_(found)).order_by(table.c.pos.desc())
        return tuple([_row(kind, row) for row in connection.execute(wanted)])


def counts(s: SignedIn) -> Counts:
    """How many records the store holds, and how many changes still have to reach the office."""
    with s.vault.read() as connection:
        numbers = {
            kind: connection.execute(select(func.count()).select_from(table)).scalar_one()
            for kind, table in tables.PROJECTIONS.items()
        }
        unsent = s.own_stream(connection).head - exchange.acknowledged(connection, s.epoch)
    return Counts(**numbers, unsent=unsent)
