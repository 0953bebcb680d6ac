# SPDX-License-Identifier: MIT
"""Erasing a record for good, here and wherever it went, with no way back in.

A wing erases what it recorded by a change of its own, which the office then follows. The office
erases its copy at once and orders the wing to do the same: the order stands in what it returns to
that wing, and the wing answers it with an erasure of its own.
"""

import contextlib
from collections.abc import Sequence
from typing import Any, get_args

from sqlalchemy import exists, select
from sqlalchemy.engine import Connection

from coprod_desktop.domain import change as changes
from coprod_desktop.domain.canonical import unb64
from coprod_desktop.domain.change import ErasureChange
from coprod_desktop.domain.errors import InvalidValue, NotAllowed
from coprod_desktop.domain.records import Erasure, Reason, RecordType
from coprod_desktop.domain.translating import Filled
from coprod_desktop.services.books import holding, lives
from coprod_desktop.services.recording import records
from coprod_desktop.services.session import SignedIn
from coprod_desktop.store import log, tables, tombstones

REASONS: tuple[Reason, ...] = get_args(Reason)
_STAGING = "staging"

_c, _s, _t = tables.change.c, tables.stream.c, tables.tombstone.c


def erase(s: SignedIn, record_id: str, reason: Reason) -> None:
    """Erase a record with its history, its words in the search, its drafts and its answers.

    Raises `NotAllowed` (another PC's record, or a role that may not), `InvalidValue`,
    `RecordNotFound`, `RecordErased`, `StorageFull` or `CannotWrite`.
    """
    s.needs("head", "admin", what="erasing a record")
    if reason not in REASONS:
        why = Filled("its reason is one of {reasons}", reasons=", ".join(REASONS))
        raise InvalidValue(what="The erasure", why=why)
    stored = records.get(s, record_id)
    with s.vault.write() as connection:
        last = _last(connection, stored.device, record_id)
        stream = _stream_for(s, connection, stored.device, last.stream)
        erasure = Erasure(of=stored.type, reason=reason)
        _append(s, connection, stream, record_id, erasure, last.rev + 1, last.leaf)
        s.note(connection, "erase", record_id, reason)
        if s.kind == "office":
            holding.forget_record(s, connection, record_id)
    _forget_copies(s)
    sweep(s)


def _stream_for(s: SignedIn, connection: Connection, device: str, stream: int) -> log.Stream:
    """Where the erasure is said: in this PC's own log, or in what goes back to the wing."""
    if device == s.device:
        return s.own_stream(connection)
    if s.kind != "office":
        raise NotAllowed(role=s.person.role, what="erasing a record of another PC")
    if device == s.office:
        return lives.stream(s, connection, lives.wing_of(connection, stream))
    return lives.stream(s, connection, device)


def _last(connection: Connection, device: str, record_id: str) -> Any:
    """The newest revision of a record by the device that it belongs to: stream, rev and leaf."""
    query = (
        select(_c.stream, _c.rev, _c.leaf, _s.epoch)
        .join(tables.stream, _s.id == _c.stream)
        .where(_c.record == record_id, _s.device == device)
        .order_by(_c.arrival.desc())
        .limit(1)
    )
    return connection.execute(query).one_or_none()


def _append(
    s: SignedIn,
    connection: Connection,
    stream: log.Stream,
    record_id: str,
    erasure: Erasure,
    rev: int,
    parent: bytes,
) -> None:
    entry = changes.make_erasure(
        erasure,
        n=stream.head + 1,
        record_id=record_id,
        rev=rev,
        parent=parent,
        at=s.now(),
        by=s.person.name,
    )
    log.append(connection, stream, [entry])


def obey(s: SignedIn, connection: Connection, orders: Sequence[ErasureChange]) -> int:
    """At a wing, answer the office's orders to erase, so that it learns that it is done.

    Called in the transaction that took the orders in, which erased already. Returns how many
    erasures were added to this PC's log: none for what it has answered before.
    """
    added = 0
    for order in orders:
        last = _last(connection, s.device, order.id)
        if last is None and order.data.of in {"answer", "notice"}:
            continue  # what the office wrote itself is not ours to confirm
        if last is not None and last.epoch == s.epoch and _is_erasure(connection, s, order.id):
            continue
        rev, parent = (last.rev + 1, last.leaf) if last else (order.rev, unb64(order.parent))
        stream = s.own_stream(connection)
        _append(s, connection, stream, order.id, order.data, rev, parent)
        s.note(connection, "erase", order.id, f"{order.data.reason}, ordered by {order.by}")
        added += 1
    return added


def _is_erasure(connection: Connection, s: SignedIn, record_id: str) -> bool:
    """Whether this PC's log of this epoch says that the record is erased."""
    stream = s.own_stream(connection)
    kept = exists().where(_c.stream == stream.id, _c.record == record_id, _c.raw.is_not(None))
    return bool(connection.execute(select(kept)).scalar())


def remind(s: SignedIn, connection: Connection, device: str) -> int:
    """At the office, order a wing to erase what it may still hold although it was erased.

    For when it sends such content again, and for when its disk was restored from a time before the
    erasure. What it has confirmed in its present epoch, or has an order for, is left out. Returns
    how many orders were added to what goes back to it.
    """
    d = tables.device.c
    epoch = connection.execute(select(d.epoch).where(d.id == device)).scalar()
    streams = (
        lives.find(s, connection, device),
        log.find_stream(connection, device, epoch or ""),
    )
    said_in = [stream.id for stream in streams if stream]
    of_device = select(_s.id).where(_s.device == device)
    recorded = exists().where(_c.record == _t.record, _c.stream.in_(of_device))
    said = exists().where(_c.record == _t.record, _c.raw.is_not(None), _c.stream.in_(said_in))
    query = select(_t.record, _t.type, _t.reason).where(recorded, ~said).order_by(_t.record)
    found = connection.execute(query).all()
    for record_id, kind, reason in found:
        of: RecordType = kind
        last = _last(connection, device, record_id)
        stream = lives.stream(s, connection, device)
        erasure = Erasure(of=of, reason=reason)
        _append(s, connection, stream, record_id, erasure, last.rev + 1, last.leaf)
        s.note(connection, "erase", record_id, "ordered again")
    return len(found)


def sweep(s: SignedIn) -> None:
    """Take the words of what was erased out of the search index's pages, if that is due.

    It rewrites the index, in a transaction of its own: nobody who saves waits for it to be decided
    that something is erased. A crash before it leaves it due: for the next sign-in, or for whoever
    erases or takes in next.
    """
    with s.vault.read() as connection:
        due = tombstones.is_sweep_due(connection)
    if due:
        with s.vault.write() as connection:
            tombstones.sweep(connection)
        s.vault.fold()


def _forget_copies(s: SignedIn) -> None:
    """A sealed bundle that waits to be carried still holds the record: the next is made anew."""
    for staged in (s.folder / _STAGING).glob("*.coprod"):
        with contextlib.suppress(OSError):
            staged.unlink(missing_ok=True)
