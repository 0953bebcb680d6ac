# SPDX-License-Identifier: MIT
"""The append-only log: the one way that anything is written, on a wing and at the office alike.

`append` writes changes, their chain and their projections in the caller's transaction. A record
saved here and a record imported from a bundle pass through the same lines.
"""

from collections.abc import Collection, Generator, Iterator, Sequence
from itertools import groupby

from msgspec import Struct
from sqlalchemy import bindparam, false, func, insert, select, update
from sqlalchemy.engine import Connection

from coprod_desktop.domain import canonical
from coprod_desktop.domain import change as changes
from coprod_desktop.domain.change import ChoiceChange, Entry, Erased, ErasureChange
from coprod_desktop.domain.errors import StoreDamaged
from coprod_desktop.domain.records import links
from coprod_desktop.store import numbering, project, search, tables, tombstones
from coprod_desktop.store.fresh import Fresh
from coprod_desktop.store.rows import insert_rows
from coprod_desktop.store.tombstones import Tombstone

_REPLAY_BATCH = 2000
_IN_BATCH = 500

# Built once: building a statement costs more than running it, and every save runs these.
_s, _c = tables.stream.c, tables.change.c
_FIND = select(_s.id, _s.device, _s.epoch, _s.head, _s.chain).where(
    _s.device == bindparam("the_device"), _s.epoch == bindparam("the_epoch")
)
_MOVE = (
    update(tables.stream)
    .where(_s.id == bindparam("the_id"), _s.head == bindparam("was"))
    .values(head=bindparam("new_head"), chain=bindparam("new_chain"))
)
# Where a record has branches, the one that is shown; else its newest revision.
_HEAD = (
    select(_c.stream, _s.device, _s.own, _c.n, _c.rev, _c.leaf, _c.raw)
    .join(tables.stream, _s.id == _c.stream)
    .outerjoin(
        tables.branch, (tables.branch.c.record == _c.record) & (tables.branch.c.leaf == _c.leaf)
    )
    .where(_c.record == bindparam("the_record"))
    .order_by(func.coalesce(tables.branch.c.shown, false()).desc(), _c.rev.desc())
    .limit(1)
)
_CHAIN = select(_c.chain).where(_c.stream == bindparam("the_stream"), _c.n == bindparam("the_n"))
_PLACE = (
    select(_c.n, _c.record, tables.tombstone.c.type, _c.rev, _c.leaf)
    .join(tables.tombstone, tables.tombstone.c.record == _c.record)
    .where(_c.stream == bindparam("the_stream"), _c.n == bindparam("the_n"))
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


def append(
    connection: Connection,
    stream: Stream,
    entries: Sequence[Entry | Erased],
    *,
    index_later: bool = False,
    begun: Fresh | None = None,
    words: list[tuple[int, str]] | None = None,
) -> Stream:
    """Append changes to a stream, with chain and projections; returns the stream as it is then.

    With `index_later` the search learns of them when it catches up (`store.indexing`). Of what is
    erased only the place is kept, whatever comes. An erasure takes effect at once. `begun` is what
    was made ready of these very changes, and its words go to `words`, by order of arrival.

    Raises:
        StreamMoved: the stream is no longer as `stream` says.
        ValueError: a change's number does not follow; callers check numbers before.
    """
    if not entries:
        return stream
    last = numbering.reserve(connection, len(entries))
    gone = tombstones.gone(connection, entries)
    if begun is not None and index_later and not gone:
        return _begin(connection, stream, entries, last, begun, words)
    chain, rows, link = stream.chain, list[tuple[object, ...]](), changes.link
    numbered: list[tuple[int, Entry]] = []
    places: list[Erased] = []
    erasures: list[ErasureChange] = []
    for offset, entry in enumerate(entries, 1):
        if isinstance(entry, Entry):
            place, raw = entry.change, entry.raw
            if isinstance(place, ErasureChange):
                erasures.append(place)
            elif gone and place.id in gone and not isinstance(place, ChoiceChange):
                raw = None
                places.append(changes.place(entry))
            else:
                numbered.append((last + offset, entry))
        else:
            place, raw = entry, None
            places.append(entry)
        if place.n != stream.head + offset:
            msg = f"change {place.n} does not follow {stream.head + offset - 1}"
            raise ValueError(msg)
        leaf = entry.leaf
        chain = link(chain, leaf)
        rows.append((last + offset, stream.id, place.n, place.id, place.rev, leaf, chain, raw))
    moved = _move(connection, stream, rows, chain)
    project.project(connection, stream.id, numbered, index_later=index_later)
    if places:
        tombstones.keep_places(connection, places)
    for change in erasures:
        stone = Tombstone(change.data.of, change.at, change.by, change.data.reason)
        tombstones.erase(connection, change.id, stone)
    return moved


def _begin(
    connection: Connection,
    stream: Stream,
    entries: Sequence[Entry | Erased],
    last: int,
    begun: Fresh,
    words: list[tuple[int, str]] | None,
) -> Stream:
    """Append comments that begin: what `append` weighs up has only one answer for each."""
    chain, link, n = stream.chain, changes.link, stream.head
    rows: list[tuple[object, ...]] = []
    for arrival, entry in enumerate(entries, last + 1):
        n += 1
        if not isinstance(entry, Entry) or entry.change.n != n:
            msg = f"a change does not follow {n - 1}"
            raise ValueError(msg)
        chain = link(chain, entry.leaf)
        rows.append((arrival, stream.id, n, entry.change.id, 1, entry.leaf, chain, entry.raw))
    moved = _move(connection, stream, rows, chain)
    project.begin(connection, stream.id, range(last + 1, last + 1 + len(rows)), begun, words)
    return moved


def _move(
    connection: Connection, stream: Stream, rows: Sequence[tuple[object, ...]], chain: bytes
) -> Stream:
    """Write the log's rows, if nobody else did meanwhile; raises `StreamMoved`."""
    head = stream.head + len(rows)
    moved = connection.execute(
        _MOVE, {"the_id": stream.id, "was": stream.head, "new_head": head, "new_chain": chain}
    )
    if moved.rowcount != 1:
        raise StreamMoved
    insert_rows(connection, tables.change, rows)
    return Stream(stream.id, stream.device, stream.epoch, head, chain)


class Head(Struct, frozen=True):
    """The newest revision of a record: where it stands, and its exact bytes.

    `device` made it, in whichever epoch, and `own` says whether that is this store. `raw` is None
    when the record is erased.
    """

    stream: int
    device: str
    own: bool
    n: int
    rev: int
    leaf: bytes
    raw: bytes | None


def head(connection: Connection, record_id: str) -> Head | None:
    """The revision of a record that this store shows, or None."""
    row = connection.execute(_HEAD, {"the_record": record_id}).one_or_none()
    return Head(*row) if row else None


def missing(connection: Connection, entries: Sequence[Entry]) -> dict[str, int]:
    """Records that some changes name and that are not there, with the first change's number.

    A record may be in the store already, or be put by one of these changes.
    """
    named = {link for entry in entries for link in links(entry.change.data)}
    named.difference_update([entry.change.id for entry in entries])
    named -= known(connection, named)
    if not named:
        return {}
    first: dict[str, int] = {}
    for entry in entries:
        for link in named.intersection(links(entry.change.data)):
            first.setdefault(link, entry.change.n)
    return first


def known(connection: Connection, records: Collection[str]) -> set[str]:
    """Which of some records are here, erased or not."""
    ordered, found = sorted(records), set[str]()
    for start in range(0, len(ordered), _IN_BATCH):
        some = ordered[start : start + _IN_BATCH]
        rows = connection.execute(select(_c.record).where(_c.record.in_(some)))
        found.update(rows.scalars())
    return found


def raws(connection: Connection, stream: int, first: int, last: int) -> Generator[bytes | Erased]:
    """A stream's changes `first` to `last` without holding them all: bytes, or an erased place.

    Raises `StoreDamaged` where content is gone that nobody erased.
    """
    t = tables.change.c
    query = select(t.raw, t.n).where(t.stream == stream, t.n.between(first, last)).order_by(t.n)
    with connection.execute(query.execution_options(stream_results=True)) as rows:
        for block in rows.yield_per(1000).partitions():
            for raw, n in block:
                yield raw if raw is not None else _place(connection, stream, n)


def _place(connection: Connection, stream: int, n: int) -> Erased:
    row = connection.execute(_PLACE, {"the_stream": stream, "the_n": n}).one_or_none()
    if row is None:
        raise StoreDamaged(what="a change in its log is gone")
    n, record, kind, rev, leaf = row
    return Erased(n=n, id=record, type=kind, rev=rev, leaf=leaf)


def chain_at(connection: Connection, stream: Stream, n: int) -> bytes | None:
    """The chain value after change `n` (0: before the first), or None beyond the head."""
    if n == 0:
        return changes.genesis(stream.device, stream.epoch)
    if n == stream.head:
        return stream.chain
    keys = {"the_stream": stream.id, "the_n": n}
    return connection.execute(_CHAIN, keys).scalar_one_or_none()


def read(raw: bytes) -> Entry:
    """A change of this store's own log from its bytes. Raises `StoreDamaged`."""
    try:
        return changes.read(raw)
    except (canonical.NotCanonical, canonical.NotOfType):
        raise StoreDamaged(what="a change in its log cannot be read") from None


def length(connection: Connection) -> int:
    """How many changes the store holds, of all streams."""
    return int(connection.execute(select(func.sum(_s.head))).scalar() or 0)


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
        # In the order of arrival: which branch of a record is shown depends on it.
        for stream, run in groupby(rows, key=lambda row: row.stream):
            kept = [(row.arrival, read(row.raw)) for row in run if row.raw is not None]
            project.project(connection, stream, kept)
        after = rows[-1].arrival
        done += len(rows)
        yield done
    search.loading(connection, bulk=False)
