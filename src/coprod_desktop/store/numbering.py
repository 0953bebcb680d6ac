# SPDX-License-Identifier: MIT
"""Numbers that rise, each once, whoever else is writing: orders of arrival, lines of the audit."""

from typing import Final

from sqlalchemy import func, select, text
from sqlalchemy.engine import Connection

from coprod_desktop.store import tables
from coprod_desktop.store.rows import Asked, Given, together

SEQUENCE: Final = "arrival"
_LOCKS: Final = 0x434F5051
"""The first half of these locks; those of `store.server` have the number after it."""
_NAMES: Final = {SEQUENCE: 1, "audit": 2}
_LAST: Final = select(func.max(tables.change.c.arrival))
_ALONE: Final = text("SELECT pg_advisory_lock(:locks, :name)")
# Taken and let go of in one statement: columns are computed in their order.
_TAKE: Final = text(
    "SELECT setval('arrival', last_value + :count), pg_advisory_unlock(:locks, :name) FROM arrival"
)
_UNTIL_THE_END: Final = text("SELECT pg_advisory_xact_lock(:locks, :name)")


def reserve(connection: Connection, count: int) -> int:
    """The number before the first of `count` that now belong to this transaction.

    In the file its only writer counts on. On a server a sequence does, under a lock that is held
    for no longer than that: numbers of a transaction that fails are missing, and nobody minds.
    """
    if connection.dialect.name == "sqlite":
        return connection.execute(_LAST).scalar() or 0
    try:
        lock = {"locks": _LOCKS, "name": _NAMES[SEQUENCE]}
        _, taken = together(connection, (_ALONE, lock), (_TAKE, {**lock, "count": count}))
    except BaseException:
        # This lock outlives a transaction that failed, and must not outlive its connection.
        connection.invalidate()
        raise
    return int(taken.rows[0][0]) - count


def alone(connection: Connection, name: str, asked: Asked) -> Given:
    """Have what is numbered under this name for oneself until the transaction ends.

    Gives what is asked once that is so.
    """
    wait: list[Asked] = []
    if connection.dialect.name != "sqlite":
        wait.append((_UNTIL_THE_END, {"locks": _LOCKS, "name": _NAMES[name]}))
    return together(connection, *wait, asked)[-1]
