# SPDX-License-Identifier: MIT
"""Whether a store holds: its pages, its chain, and its projections against the log."""

import hashlib
from collections.abc import Callable, Iterator
from typing import Any

from sqlalchemy import select
from sqlalchemy.engine import Connection

from coprod_desktop.domain import change as changes
from coprod_desktop.domain.progress import Progress
from coprod_desktop.domain.translating import Filled
from coprod_desktop.store import log, search, tables, tombstones

_BATCH = 2000


def pages(connection: Any) -> str:
    """The first fault that the cipher or SQLite finds in the file's pages, or an empty string.

    `connection` is a driver connection: every page's authentication code is checked, then the
    structure of every table and index.
    """
    for (fault,) in connection.execute("PRAGMA cipher_integrity_check"):
        return str(fault)
    (found,) = connection.execute("PRAGMA integrity_check(1)").fetchone()
    return "" if found == "ok" else str(found)


def chains(connection: Connection, progress: Progress) -> Iterator[str]:
    """Compute every stream's leaves and chain again; yields a sentence for each that differs.

    Content may be gone where a tombstone stands, and there it must be.
    """
    t = tables.stream.c
    erased = set(connection.execute(select(tables.tombstone.c.record)).scalars())
    streams = connection.execute(select(t.id, t.device, t.epoch, t.head, t.chain)).all()
    total = sum(row.head for row in streams)
    done, sound = 0, True
    for row in streams:
        stream = log.Stream(*row)
        fault = _chain(connection, stream, erased, _beyond(progress, done, total))
        done += stream.head
        if fault:
            sound = False
            yield Filled(
                "The log of {device} does not hold: {fault}", device=stream.device[:8], fault=fault
            )
    if sound:
        # It reads what is there, and above all of it was found readable.
        yield from tombstones.faults(connection)


def _beyond(progress: Progress, before: int, total: int) -> Callable[[int], None]:
    return lambda done: progress(before + done, total, "changes")


def _chain(
    connection: Connection, stream: log.Stream, erased: set[str], progress: Callable[[int], None]
) -> str:
    """The first fault of one stream in words, or nothing."""
    chain, expected = changes.genesis(stream.device, stream.epoch), 1
    while block := _block(connection, stream.id, expected):
        for n, record, leaf, stored, raw in block:
            chain = changes.link(chain, leaf)
            if n != expected or chain != stored:
                return Filled("its chain breaks at change {n}", n=expected)
            if raw is None and record not in erased:
                return Filled("change {n} is gone, and nobody erased it", n=n)
            if raw is not None and changes.leaf(raw) != leaf:
                return Filled("change {n} is not what was written", n=n)
            expected += 1
        progress(expected - 1)
    if expected - 1 != stream.head or chain != stream.chain:
        return Filled("it ends at change {n}, not {head}", n=expected - 1, head=stream.head)
    return ""


def _block(connection: Connection, stream: int, first: int) -> list[Any]:
    t = tables.change.c
    query = select(t.n, t.record, t.leaf, t.chain, t.raw).where(t.stream == stream, t.n >= first)
    return list(connection.execute(query.order_by(t.n).limit(_BATCH)))


def fingerprint(connection: Connection) -> dict[str, str]:
    """A hash over all that a replay computes: lists, branches and search, to compare around it."""
    prints: dict[str, str] = {}
    for name, table in {table.name: table for table in (*tables.PLACES, tables.branch)}.items():
        hashed = hashlib.sha256()
        for row in connection.execute(select(table).order_by(*table.columns[1:3])):
            hashed.update(repr(tuple(row)).encode())
        prints[name] = hashed.hexdigest()
    return {**prints, "search": search.fingerprint(connection)}
