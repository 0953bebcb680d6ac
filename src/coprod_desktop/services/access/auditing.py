# SPDX-License-Identifier: MIT
"""Reading the audit: who did what in this store, searched, filtered, and given out as a table."""

import datetime
from collections.abc import Iterator, Sequence
from pathlib import Path

from msgspec import Struct
from sqlalchemy import Select, or_, select
from sqlalchemy.engine import Connection

from coprod_desktop import files
from coprod_desktop.domain import days, table
from coprod_desktop.services.session import Role, SignedIn
from coprod_desktop.store import tables
from coprod_desktop.store.audit import Kind, Line

__all__ = ["AuditQuery", "Kind", "Line", "export", "page"]

MOST = 1000
_MANAGERS: tuple[Role, ...] = ("head", "admin")
_HEADING = ("number", "at", "by", "kind", "about", "detail", "chain")
_READ, _EXPORTED = "read", "exported"
_BATCH = 2000
_t = tables.audit.c


class AuditQuery(Struct, frozen=True):
    """Which lines: all of the `words` in it, of this kind, by this person, from day to day.

    Days are those of this PC's time zone, both included. What is left empty limits nothing.
    """

    words: str = ""
    kind: Kind | None = None
    by: str = ""
    date_from: datetime.date | None = None
    date_to: datetime.date | None = None


ALL = AuditQuery()


def page(
    s: SignedIn, query: AuditQuery = ALL, limit: int = 100, before: int | None = None
) -> tuple[Line, ...]:
    """The newest `limit` lines that fit (at most `MOST`); `before` is the number to go on from.

    That somebody reads is noted too: once, until something else happens. Raises `NotAllowed`.
    """
    s.needs(*_MANAGERS, what="reading the audit")
    if before is None:
        _note_reading(s)
    wanted = _wanted(query)
    if before is not None:
        wanted = wanted.where(_t.n < before)
    wanted = wanted.order_by(_t.n.desc()).limit(max(0, min(limit, MOST)))
    with s.vault.read() as connection:
        rows = connection.execute(wanted)
        return tuple(Line(r.n, r.at, r.by, r.kind, r.about, r.detail) for r in rows)


def export(s: SignedIn, file: Path, query: AuditQuery = ALL) -> int:
    """Write the lines that fit to `file`, oldest first, as a table (CSV); returns how many.

    Beside each line stands the chain value after it, so that what is handed over can be compared
    with the store. Noted before it is written. Raises `NotAllowed`, `StorageFull` or `CannotWrite`.
    """
    s.needs(*_MANAGERS, what="exporting the audit")
    with s.vault.write() as connection:
        s.note(connection, "audit", _EXPORTED, file.name)
    count = 0

    def rows(connection: Connection) -> Iterator[Sequence[object]]:
        nonlocal count
        after = 0
        while block := connection.execute(
            _wanted(query).where(_t.n > after).order_by(_t.n).limit(_BATCH)
        ).all():
            for row in block:
                at = days.here(row.at).astimezone(datetime.UTC)
                moment = at.isoformat(timespec="milliseconds")
                yield row.n, moment, row.by, row.kind, row.about, row.detail, row.chain.hex()
            count += len(block)
            after = block[-1].n

    with s.vault.read() as connection:
        files.replace(file, table.lines(_HEADING, rows(connection)))
    return count


def _note_reading(s: SignedIn) -> None:
    newest = select(_t.by, _t.kind, _t.about).order_by(_t.n.desc()).limit(1)
    with s.vault.write() as connection:
        last = connection.execute(newest).one_or_none()
        if last is None or tuple(last) != (s.person.name, "audit", _READ):
            s.note(connection, "audit", _READ)


def _wanted(query: AuditQuery) -> Select[tuple[object, ...]]:
    wanted = select(tables.audit)
    if query.kind is not None:
        wanted = wanted.where(_t.kind == query.kind)
    if query.by:
        wanted = wanted.where(_t.by == query.by)
    if query.date_from is not None:
        wanted = wanted.where(_t.at >= days.midnight(query.date_from))
    if query.date_to is not None:
        wanted = wanted.where(_t.at < days.midnight(query.date_to + datetime.timedelta(days=1)))
    for word in query.words.split():
        columns = (_t.by, _t.kind, _t.about, _t.detail)
        wanted = wanted.where(or_(*(c.icontains(word, autoescape=True) for c in columns)))
    return wanted
