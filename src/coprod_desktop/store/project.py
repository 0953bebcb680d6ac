# SPDX-License-Identifier: MIT
"""Projections: the rows that screens read, computed from changes and from nothing else."""

from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from sqlalchemy import Table, bindparam, delete, select
from sqlalchemy.engine import Connection

from coprod_desktop.domain.canonical import b64
from coprod_desktop.domain.change import (
    Change,
    ChoiceChange,
    Entry,
    ErasureChange,
    PutChange,
    read,
    type_of,
)
from coprod_desktop.domain.records import (
    RecordType,
)
from coprod_desktop.store import branches, listed, search, tables, tally
from coprod_desktop.store.fresh import Fresh, fresh
from coprod_desktop.store.listed import Values
from coprod_desktop.store.rows import insert_rows

_IN_BATCH = 500


class _Place(NamedTuple):
    pos: int
    arrival: int
    stream: int


def project(
    connection: Connection,
    stream: int,
    entries: Sequence[tuple[int, Entry]],
    *,
    index_later: bool = False,
) -> None:
    """Bring the projections up to date with changes, given with their order of arrival.

    An erasure is none of them: it changes the log itself (`log.append`). With `index_later` the
    search is left behind, and knows it.
    """
    if begun := fresh((entry for _, entry in entries), words=not index_later):
        begin(connection, stream, [arrival for arrival, _ in entries], begun)
    else:
        _rows(connection, stream, entries, search.leave_out if index_later else _index)


def begin(
    connection: Connection,
    stream: int,
    arrivals: Sequence[int],
    begun: Fresh,
    later: list[tuple[int, str]] | None = None,
) -> None:
    """Bring the projections up to date with comments that begin: they stand nowhere yet.

    Without their words, or where these go to `later`, the search is left behind, and knows it.
    """
    insert_rows(connection, tables.feedback, begun.numbered(stream, arrivals))
    tally.mark(connection, [tables.position(day, 0) for day in set(begun.days)])
    words = list(zip(arrivals, begun.words, strict=False))
    if words and later is None:
        search.index(connection, words)
        return
    search.leave_out(connection, [(arrivals[0], None), (arrivals[-1], None)])
    if later is not None:
        later += words


_Words = Callable[[Connection, Sequence[tuple[int, PutChange]]], None]
"""Lets the search know of changes, given with their order of arrival, or leaves them for later."""


def _index(connection: Connection, shown: Sequence[tuple[int, PutChange]]) -> None:
    search.index(connection, [(arrival, listed.words(change.data)) for arrival, change in shown])


def _rows(
    connection: Connection,
    stream: int,
    entries: Sequence[tuple[int, Entry]],
    tell: _Words,
) -> None:
    known = _known_places(connection, [entry.change for _, entry in entries])
    forked = _forked(connection, stream, entries, known)
    if not forked:
        _project(connection, stream, entries, known, tell)
        return
    plain = [each for each in entries if each[1].change.id not in forked]
    left = {record: place for record, place in known.items() if record not in forked}
    _project(connection, stream, plain, left, tell)
    for arrival, entry in entries:
        if entry.change.id in forked:
            _project_forked(connection, stream, arrival, entry, tell)


def _forked(
    connection: Connection,
    stream: int,
    entries: Sequence[tuple[int, Entry]],
    known: dict[str, _Place],
) -> set[str]:
    """The records that have branches, or get one by these changes."""
    changes = [entry.change for _, entry in entries]
    forked = {change.id for change in changes if isinstance(change, ChoiceChange)}
    if not known:
        return forked
    forked |= branches.forked(connection, known.keys())
    # The first revision of a new epoch may stand on any revision, and not only on the newest.
    crossing = {record: place for record, place in known.items() if place.stream != stream}
    leaves = _leaves(connection, [place.arrival for place in crossing.values()])
    for change in changes:
        if place := crossing.pop(change.id, None):
            if change.parent != b64(leaves[place.arrival]):
                forked.add(change.id)
        elif not crossing:
            break
    return forked


def _project_forked(
    connection: Connection, stream: int, arrival: int, entry: Entry, tell: _Words
) -> None:
    change = entry.change
    place = _places_of(connection, change.id)
    match change:
        case ChoiceChange():
            shown = branches.choose(connection, change)
        case ErasureChange():
            return
        case _ if place:
            shown = branches.follow(connection, place.arrival, arrival, change, entry.leaf)
        case _:
            shown = arrival
    if shown is None or (place and shown == place.arrival):
        return
    if shown != arrival:
        c = tables.change.c
        row = connection.execute(select(c.stream, c.raw).where(c.arrival == shown)).one()
        stream, entry = row.stream, read(row.raw)
        if search.is_left_out(connection, shown):
            tell = search.leave_out
    known = {change.id: place} if place else {}
    _project(connection, stream, [(shown, entry)], known, tell)


def _project(
    connection: Connection,
    stream: int,
    entries: Sequence[tuple[int, Entry]],
    known: dict[str, _Place],
    tell: _Words,
) -> None:
    places = dict(known)
    latest: dict[str, PutChange] = {}
    for arrival, entry in entries:
        change = entry.change
        if not isinstance(change, PutChange):
            continue
        before, today = places.get(change.id), listed.day(change)
        # A record keeps its place unless its day changed, so lists do not jump on an edit.
        keeps = before is not None and before.pos >> tables.ORDER_BITS == today
        pos = before.pos if keeps and before else tables.position(today, arrival)
        places[change.id] = _Place(pos, arrival, stream)
        latest[change.id] = change

    _remove(connection, known)
    rows: dict[Table, list[Values]] = {}
    shown: list[tuple[int, PutChange]] = []
    for record_id, change in latest.items():
        kind, (pos, arrival, _) = type_of(change), places[record_id]
        common = (pos, record_id, arrival, stream, change.rev, change.at, change.by)
        if change.data.binned:
            rows.setdefault(tables.binned, []).append((*common, *listed.binned(change)))
            continue
        rows.setdefault(tables.PROJECTIONS[kind], []).append(
            (*common, *listed.VALUES[kind](change.data))
        )
        shown.append((arrival, change))
    for table, batch in rows.items():
        _put(connection, table, batch)
    tell(connection, shown)


def _put(connection: Connection, table: Table, rows: Sequence[Values]) -> None:
    insert_rows(connection, table, rows)
    if table in _COUNTED:
        tally.mark(connection, (row[0] for row in rows))


_COUNTED = tuple(tables.PROJECTIONS[kind] for kind in tally.COUNTED)


def clear(connection: Connection) -> None:
    """Drop every projected row, before the log is replayed."""
    for table in tables.PLACES:
        connection.execute(delete(table))
    connection.execute(delete(tables.branch))
    tally.clear(connection)
    search.clear(connection)


def _known_places(connection: Connection, changes: Iterable[Change]) -> dict[str, _Place]:
    """Where the records that are being revised stand; a first revision stands nowhere yet."""
    wanted: dict[RecordType, set[str]] = {}
    for change in changes:
        if change.rev > 1 and isinstance(change, PutChange):
            wanted.setdefault(type_of(change), set()).add(change.id)
    known: dict[str, _Place] = {}
    for kind, ids in wanted.items():
        known.update(_found(connection, tables.PROJECTIONS[kind], ids))
        if missing := ids - known.keys():
            known.update(_found(connection, tables.binned, missing))
    return known


def _found(connection: Connection, table: Table, ids: set[str]) -> dict[str, _Place]:
    """Where records stand in one table."""
    found: dict[str, _Place] = {}
    t, ordered = table.c, sorted(ids)
    for start in range(0, len(ordered), _IN_BATCH):
        some = ordered[start : start + _IN_BATCH]
        query = select(t.id, t.pos, t.arrival, t.stream).where(t.id.in_(some))
        for record_id, *place in connection.execute(query):
            found[record_id] = _Place(*place)
    return found


def _places_of(connection: Connection, record: str) -> _Place | None:
    """Where one record stands, of whatever type it is."""
    for table in tables.PLACES:
        t = table.c
        row = connection.execute(select(t.pos, t.arrival, t.stream).where(t.id == record)).first()
        if row:
            return _Place(*row)
    return None


def _leaves(connection: Connection, arrivals: Sequence[int]) -> dict[int, bytes]:
    c = tables.change.c
    leaves: dict[int, bytes] = {}
    for start in range(0, len(arrivals), _IN_BATCH):
        some = arrivals[start : start + _IN_BATCH]
        query = select(c.arrival, c.leaf).where(c.arrival.in_(some))
        leaves.update((row.arrival, row.leaf) for row in connection.execute(query))
    return leaves


def _remove(connection: Connection, known: dict[str, _Place]) -> None:
    if not known:
        return
    gone = [{"gone": place.pos} for place in known.values()]
    tally.mark(connection, (place.pos for place in known.values()))
    for table in tables.PLACES:
        connection.execute(delete(table).where(table.c.pos == bindparam("gone")), gone)
    search.unindex(connection, (place.arrival for place in known.values()))
