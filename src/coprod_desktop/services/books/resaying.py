# SPDX-License-Identifier: MIT
"""Puts records once more into a new log, in the newest revision that is held of each."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.engine import Connection

from coprod_desktop.domain import change as changes
from coprod_desktop.domain.change import Entry, PutChange
from coprod_desktop.domain.errors import StoreDamaged
from coprod_desktop.domain.records import Erasure
from coprod_desktop.services.session import SignedIn
from coprod_desktop.store import log, tables, tombstones

_c = tables.change.c


def again(
    s: SignedIn, connection: Connection, stream: log.Stream, records: Sequence[str], device: str
) -> list[Entry]:
    """The newest revision of each record by `device`, put once more at the end of `stream`.

    It says what it said, by whom and when, one revision higher; an erased one is erased again.
    Raises `StoreDamaged`.
    """
    t = tables.stream.c
    query = (
        select(_c.record, _c.rev, _c.leaf, _c.raw)
        .join(tables.stream, t.id == _c.stream)
        .where(_c.record.in_(records), t.device == device)
    )
    last: dict[str, Any] = {r.record: r for r in connection.execute(query.order_by(_c.arrival))}
    entries: list[Entry] = []
    for n, record in enumerate(records, stream.head + 1):
        row = last[record]
        place: dict[str, Any] = {
            "n": n,
            "record_id": record,
            "rev": row.rev + 1,
            "parent": row.leaf,
        }
        if stone := tombstones.of(connection, record):
            erasure = Erasure(of=stone.type, reason=stone.reason)
            by = stone.by or s.person.name
            entries.append(changes.make_erasure(erasure, **place, at=stone.at or s.now(), by=by))
            continue
        if row.raw is None:
            raise StoreDamaged(what="a change in its log is gone")
        change = log.read(row.raw).change
        if not isinstance(change, PutChange):
            raise StoreDamaged(what="a record of its log is not one")
        entries.append(changes.make(change.data, **place, at=change.at, by=change.by))
    return entries
