# SPDX-License-Identifier: MIT
"""Whether a store holds: its pages, its chain, and its projections against the log."""

import hashlib
from collections.abc import Iterator
from typing import Any

from sqlalchemy import select
from sqlalchemy.engine import Connection

from coprod_desktop.domain import change as changes
from coprod_desktop.domain.progress import Progress
from coprod_desktop.store import log, search, tables

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
    """Compute every stream's leaves and chain again; yields a sentence for each that differs."""
    t = tables.stream.c
    streams = connection.execute(select(t.id, t.device, t.epoch, t.head, t.chain)).all()
    total = sum(row.head for row in streams)
    done = 0
    for row in streams:
        stream = log.Stream(*row)
        chain, expected, fault = changes.genesis(stream.device, stream.epoch), 1, ""
        while not fault:
            block = _block(connection, stream.id, expected)
            if not block:
                break
            for n, leaf, stored, raw in block:
                chain = changes.link(chain, leaf)
                if n != expected or chain != stored:
                    fault = f"its chain breaks at change {expected}"
                elif raw is not None and changes.leaf(raw) != leaf:
                    fault = f"change {n} is not what was written"
                if fault:
                    break
                expected += 1
            done += len(block)
            progress(done, total, "changes")
        if not fault and (expected - 1 != stream.head or chain != stream.chain):
            fault = f"it ends at change {expected - 1}, not {stream.head}"
        if fault:
            yield f"The log of {stream.device[:8]} does not hold: {fault}"


def _block(connection: Connection, stream: int, first: int) -> list[Any]:
    t = tables.change.c
    query = select(t.n, t.leaf, t.chain, t.raw).where(t.stream == stream, t.n >= first)
    return list(connection.execute(query.order_by(t.n).limit(_BATCH)))


def fingerprint(connection: Connection) -> dict[str, str]:
    """A hash over each projection's rows and the search index, to compare around a replay."""
    prints: dict[str, str] = {}
    for name, table in tables.PROJECTIONS.items():
        hashed = hashlib.sha256()
        for row in connection.execute(select(table).order_by(table.c.id)):
            hashed.update(repr(tuple(row)).encode())
        prints[name] = hashed.hexdigest()
    return {**prints, "search": search.fingerprint(connection)}
