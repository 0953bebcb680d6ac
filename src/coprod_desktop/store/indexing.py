# SPDX-License-Identifier: MIT
"""Words of imported records that the search does not know yet, and bringing it up to date.

An import writes down which orders of arrival it left out: every row of a list with one of them is
missing from the index, and every other row is in it. Each step of catching up shortens that in the
same transaction that indexes, so a crash between two steps leaves the rest to be done, and no more.
"""

from collections.abc import Mapping
from types import MappingProxyType

from sqlalchemy import bindparam, delete, func, insert, select, union_all
from sqlalchemy.engine import Connection

from coprod_desktop.domain.canonical import NotOfType
from coprod_desktop.domain.errors import StoreDamaged
from coprod_desktop.domain.recalling import recall
from coprod_desktop.store import listed, search, tables

STEP = 10_000
"""So many orders of arrival in a transaction: long enough to index well, short for who waits."""
_PART = 1000
_NONE: Mapping[int, str] = MappingProxyType({})

_u, _c = tables.unindexed.c, tables.change.c
_NEXT = select(_u.first, _u.last).order_by(_u.first).limit(1)
_SHOWN = union_all(
    *(
        select(table.c.arrival).where(
            table.c.arrival.between(bindparam("first"), bindparam("last"))
        )
        for table in tables.PROJECTIONS.values()
    )
).subquery()
_ARRIVALS = select(_SHOWN.c.arrival)
_WORDS = (
    select(_c.arrival, _c.raw).join(_SHOWN, _SHOWN.c.arrival == _c.arrival).order_by(_c.arrival)
)


def behind(connection: Connection) -> int:
    """How many changes the index may not know yet."""
    return int(connection.execute(select(func.sum(_u.last - _u.first + 1))).scalar() or 0)


def step(connection: Connection, words: Mapping[int, str] = _NONE) -> int:
    """Index what comes next, as much as one transaction should; how many changes that settles.

    `words`, by order of arrival, were made of the very changes in the log: where they are there
    for all that is shown, it is not read again.

    Returns 0 when nothing is left. Raises `StoreDamaged` for a change that cannot be read.
    """
    left = connection.execute(_NEXT).one_or_none()
    if left is None:
        return 0
    last = min(left.last, left.first + max(STEP, len(words)) - 1)
    connection.execute(delete(tables.unindexed).where(_u.first == left.first))
    if last < left.last:
        connection.execute(insert(tables.unindexed).values(first=last + 1, last=left.last))
    ends = {"first": left.first, "last": last}
    shown = sorted(connection.execute(_ARRIVALS, ends).scalars()) if words else []
    if shown and all(arrival in words for arrival in shown):
        search.index(connection, [(arrival, words[arrival]) for arrival in shown])
        return last - left.first + 1
    rows = connection.execute(_WORDS, ends)
    for part in rows.partitions(_PART):
        search.index(connection, [(arrival, _words(raw)) for arrival, raw in part])
    return last - left.first + 1


def _words(raw: bytes) -> str:
    try:
        return listed.words(recall(raw).data)
    except NotOfType:
        raise StoreDamaged(what="a change in its log cannot be read") from None


def index_all(connection: Connection) -> None:
    """Index all that is left in the caller's transaction."""
    while step(connection):
        pass
