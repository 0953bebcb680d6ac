# SPDX-License-Identifier: MIT
"""Stages F and G of an import: a bundle's changes against the history that is held here.

The content is read once. A fault in its history is found early, but only raised when all of
the content has proven sound: the checks keep their order, and what is reported is what comes first.
"""

from collections.abc import Iterator
from itertools import islice

from sqlalchemy import select
from sqlalchemy.engine import Connection

from coprod_desktop.bundle.content import Content
from coprod_desktop.bundle.errors_inside import (
    ChainMismatch,
    DanglingReference,
    GapDetected,
    HistoryRewritten,
    RecordSchemaError,
    ScopeViolation,
)
from coprod_desktop.bundle.fault import BundleError
from coprod_desktop.bundle.manifest import Erased, Manifest
from coprod_desktop.domain.canonical import b64
from coprod_desktop.domain.change import Entry
from coprod_desktop.domain.progress import Progress
from coprod_desktop.store import log, tables
from coprod_desktop.store.log import Stream

_BATCH = 500
# Larger batches cost memory and gain nothing: the index gathers rows by itself.


class Gap(Exception):
    """Changes are missing before the bundle; carries the fault and the number to export from."""

    def __init__(self, fault: BundleError, expected: int) -> None:
        super().__init__(str(fault))
        self.fault = fault
        self.expected = expected


def apply(connection: Connection, stream: Stream, opened: Content, progress: Progress) -> Stream:
    """Compare what overlaps and append what is new; the caller's transaction makes it whole.

    Raises `Gap`, `HistoryRewritten`, `ChainMismatch`, `ScopeViolation`, `DanglingReference`, and
    everything that reading the content raises.
    """
    manifest = opened.manifest
    total = manifest.last - manifest.first + 1
    fault = _history_fault(connection, stream, manifest)
    entries = opened.entries()
    done = 0
    while batch := _batch(entries):
        if fault is None:
            held = [entry for entry in batch if entry.change.n <= stream.head]
            fault = _overlap_fault(connection, stream, held)
            new = batch[len(held) :]
            if fault is None and new:
                _check_ownership(connection, stream, new)
                if (n := log.missing(connection, new)) is not None:
                    raise DanglingReference(n=n)
                stream = log.append(connection, stream, new)
        done += len(batch)
        progress(done, total, "changes")
    if isinstance(fault, GapDetected):
        raise Gap(fault, stream.head + 1)
    if fault is not None:
        raise fault
    ended = opened.end
    if ended and stream.head == manifest.last and stream.chain != ended.chain:
        raise ChainMismatch
    return stream


def _batch(entries: Iterator[Entry | Erased]) -> list[Entry]:
    batch: list[Entry] = []
    for entry in islice(entries, _BATCH):
        if isinstance(entry, Erased):
            raise RecordSchemaError(n=entry.n, why="it was erased, which this version cannot keep")
        batch.append(entry)
    return batch


def _history_fault(
    connection: Connection, stream: Stream, manifest: Manifest
) -> BundleError | None:
    expected = stream.head + 1
    if manifest.first > expected:
        return GapDetected(first=manifest.first, expected=expected)
    if log.chain_at(connection, stream, manifest.first - 1) != manifest.chain_before:
        return HistoryRewritten(n=manifest.first)
    return None


def _overlap_fault(connection: Connection, stream: Stream, held: list[Entry]) -> BundleError | None:
    if not held:
        return None
    t = tables.change.c
    query = select(t.leaf).where(
        t.stream == stream.id, t.n.between(held[0].change.n, held[-1].change.n)
    )
    stored = connection.execute(query.order_by(t.n)).scalars()
    for entry, leaf in zip(held, stored, strict=True):
        if entry.leaf != leaf:
            return HistoryRewritten(n=entry.change.n)
    return None


def _check_ownership(connection: Connection, stream: Stream, new: list[Entry]) -> None:
    """A record is only ever revised by the device that made it, from its last revision.

    Nor does it become a record of another kind: lists would show it as both.
    """
    heads = _heads(connection, {entry.change.id for entry in new})
    for entry in new:
        change = entry.change
        owner, rev, leaf, raw = heads.get(change.id, (stream.id, 0, b"", b""))
        if owner != stream.id:
            raise ScopeViolation(id=change.id)
        if change.rev != rev + 1 or change.parent != (b64(leaf) if leaf else ""):
            raise DanglingReference(n=change.n)
        if raw and type(log.read(raw).change) is not type(change):
            raise RecordSchemaError(n=change.n, why="it was a record of another kind before")
        heads[change.id] = (stream.id, change.rev, entry.leaf, entry.raw)


def _heads(connection: Connection, wanted: set[str]) -> dict[str, tuple[int, int, bytes, bytes]]:
    """Of each record that is here: its stream, and its last revision's number, leaf and bytes."""
    t = tables.change.c
    heads: dict[str, tuple[int, int, bytes, bytes]] = {}
    if not wanted:
        return heads
    # Ids rise with time, so mostly nothing here lies between the first and the last of a bundle.
    between = select(t.record).where(t.record.between(min(wanted), max(wanted))).limit(1)
    if connection.execute(between).first() is None:
        return heads
    ordered = sorted(wanted)
    for start in range(0, len(ordered), _BATCH):
        some = ordered[start : start + _BATCH]
        query = select(t.record, t.stream, t.rev, t.leaf, t.raw).where(t.record.in_(some))
        for record, *head in connection.execute(query.order_by(t.rev)):
            heads[record] = tuple(head)
    return heads
