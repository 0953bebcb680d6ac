# SPDX-License-Identifier: MIT
"""The append-only log: the one way that anything is written, on a wing and at the office alike.

`append` writes changes, their chain and their projections in the caller's transaction. A record
saved here and a record imported from a bundle pass through the same lines.
"""

from collections.abc import Generator, Iterator, Sequence

from msgspec import Struct
from sqlalchemy import bindparam, func, insert, select, update
from sqlalchemy.engine import Connection

from coprod_desktop.domain import canonical
from coprod_desktop.domain import change as changes
from coprod_desktop.domain.change import Entry
from coprod_desktop.domain.errors import StoreDamaged
from coprod_desktop.domain.records import links
from coprod_desktop.store import project, search, tables
from coprod_desktop.store.rows import insert_rows

_REPLAY_BATCH = 2000
_IN_BATCH = 500

# Built once: building a statement costs more than running it, and every save runs these.
_s, _c = tables.stream.c, tables.change.c
_FIND = select(_s.id, _s.device, _s.epoch, _s.head, _s.chain).where(
    _s.device == bindparam("the_device"), _s.epoch == bindparam("the_epoch")
)
_LAST_ARRIVAL = select(func.max(_c.arrival))
_MOVE = (
    update(tables.stream)
    .where(_s.id == bindparam("the_id"), _s.head == bindparam("was"))
    .values(head=bindparam("new_head"), chain=bindparam("new_chain"))
)
_HEAD = (
    select(_c.stream, _c.n, _c.rev, _c.leaf, _c.raw)
    .where(_c.record == bindparam("the_record"))
    .order_by(_c.rev.desc())
    .limit(1)
)


class Stream(Struct, frozen=True):
    """One device's log in one epoch, and how far it goes here."""

    id: int
    device: str
    epoch: str
    head: int
    chain: bytes


class StreamMoved(Exception):
    """Another writer appended to the stream since it was read."""


def open_stream(connection: Connection, device: str, epoch: str, *, own: bool) -> Stream:
    """The stream of a device and epoch, begun when it is not there yet."""
    if found := find_stream(connection, device, epoch):
        return found
    chain = changes.genesis(device, epoch)
    added = connection.execute(
        insert(tables.stream).values(device=device, epoch=epoch, own=own, head=0, chain=chain)
    )
    (number,) = added.inserted_primary_key or (0,)
    return Stream(number, device, epoch, 0, chain)


def find_stream(connection: Connection, device: str, epoch: str) -> Stream | None:
    """The stream of a device and epoch, or None."""
    row = connection.execute(_FIND, {"the_device": device, "the_epoch": epoch}).one_or_none()
    return Stream(*row) if row else None


def append(connection: Connection, stream: Stream, entries: Sequence[Entry]) -> Stream:
    """Append changes to a stream, with chain and projections; returns the stream as it is then.

    Raises:
        StreamMoved: the stream is no longer as `stream` says.
        ValueError: a change's number does not follow; callers check numbers before.
    """
    if not entries:
        return stream
    last = connection.execute(_LAST_ARRIVAL).scalar() or 0
    chain, rows = stream.chain, list[tuple[object, ...]]()
    numbered: list[tuple[int, Entry]] = []
    for offset, entry in enumerate(entries, 1):
        change = entry.change
        if change.n != stream.head + offset:
            msg = f"change {change.n} does not follow {stream.head + offset - 1}"
            raise ValueError(msg)
        chain = changes.link(chain, entry.leaf)
        where = (last + offset, stream.id, change.n, change.id, change.rev)
        rows.append((*where, entry.leaf, chain, entry.raw))
        numbered.append((last + offset, entry))
    head = stream.head + len(entries)
    moved = connection.execute(
        _MOVE, {"the_id": stream.id, "was": stream.head, "new_head": head, "new_chain": chain}
    )
    if moved.rowcount != 1:
        raise StreamMoved
    insert_rows(connection, tables.change, rows)
    project.project(connection, stream.id, numbered)
    return Stream(stream.id, stream.device, stream.epoch, head, chain)


class Head(Struct, frozen=True):
    """The newest revision of a record: where it stands, and its exact bytes."""

    stream: int
    n: int
    rev: int
    leaf: bytes
    raw: bytes


def head(connection: Connection, record_id: str) -> Head | None:
    """The newest revision of a record in this store, or None."""
    row = connection.execute(_HEAD, {"the_record": record_id}).one_or_none()
    return Head(*row) if row else None


def missing(connection: Connection, entries: Sequence[Entry]) -> int | None:
    """The number of the first of some changes that names a record which is not there, or None.

    A record may be in the store already, or be put by one of these changes.
    """
    named = {link for entry in entries for link in links(entry.change.data)}
    named.difference_update([entry.change.id for entry in entries])
    unknown = sorted(named)
    for start in range(0, len(unknown), _IN_BATCH):
        some = unknown[start : start + _IN_BATCH]
        found = connection.execute(select(_c.record).where(_c.record.in_(some)))
        named.difference_update(found.scalars())
    if not named:
        return None
    return next(e.change.n for e in entries if not named.isdisjoint(links(e.change.data)))


def raws(connection: Connection, stream: int, first: int, last: int) -> Generator[bytes]:
    """The canonical bytes of a stream's changes `first` to `last`, without holding them all."""
    t = tables.change.c
    query = select(t.raw).where(t.stream == stream, t.n.between(first, last)).order_by(t.n)
    with connection.execution_options(stream_results=True).execute(query) as rows:
        for block in rows.yield_per(1000).partitions():
            for row in block:
                yield row[0]


def chain_at(connection: Connection, stream: Stream, n: int) -> bytes | None:
    """The chain value after change `n` (0: before the first), or None beyond the head."""
    if n == 0:
        return changes.genesis(stream.device, stream.epoch)
    t = tables.change.c
    query = select(t.chain).where(t.stream == stream.id, t.n == n)
    return connection.execute(query).scalar_one_or_none()


def read(raw: bytes) -> Entry:
    """A change of this store's own log from its bytes. Raises `StoreDamaged`."""
    try:
        return changes.read(raw)
    except (canonical.NotCanonical, canonical.NotOfType):
        raise StoreDamaged(what="a change in its log cannot be read") from None


def length(connection: Connection) -> int:
    """How many changes the store holds, of all streams."""
    return connection.execute(select(func.sum(_s.head))).scalar() or 0


def replay(connection: Connection) -> Iterator[int]:
    """Drop every projection and compute it again from the log; yields the changes done so far.

    Raises `StoreDamaged`.
    """
    project.clear(connection)
    search.loading(connection, bulk=True)
    t = tables.change.c
    done = after = 0
    while True:
        query = select(t.arrival, t.stream, t.raw).where(t.arrival > after)
        rows = connection.execute(query.order_by(t.arrival).limit(_REPLAY_BATCH)).all()
        if not rows:
            break
        batch: dict[int, list[tuple[int, Entry]]] = {}
        for arrival, stream, raw in rows:
            batch.setdefault(stream, []).append((arrival, read(raw)))
        for stream, entries in batch.items():
            project.project(connection, stream, entries)
        after = rows[-1].arrival
        done += len(rows)
        yield done
    search.loading(connection, bulk=False)
