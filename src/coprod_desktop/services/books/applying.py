# SPDX-License-Identifier: MIT
"""Stages F and G of an import: a bundle's changes against the history that is held here.

The content is read once. A fault in its history is found early, but only raised when all of
the content has proven sound: the checks keep their order, and what is reported is what comes first.
"""

from collections.abc import Iterable, Sequence

from msgspec import Struct
from sqlalchemy import func, select
from sqlalchemy.engine import Connection

from coprod_desktop.bundle.content import Content
from coprod_desktop.bundle.errors_inside import (
    ChainMismatch,
    DanglingReference,
    ErasedContentDropped,
    GapDetected,
    HistoryRewritten,
    RevisionConflict,
)
from coprod_desktop.bundle.fault import BundleError
from coprod_desktop.bundle.manifest import Manifest
from coprod_desktop.domain.change import (
    Entry,
    Erased,
    ErasureChange,
    PutChange,
)
from coprod_desktop.domain.progress import Progress
from coprod_desktop.services.books.owning import Owners
from coprod_desktop.store import branches, log, tables, tombstones
from coprod_desktop.store.fresh import Batch, Fresh
from coprod_desktop.store.log import Stream

_MOST_MISSING = 100_000
_c = tables.change.c
# Built once: an import of many small bundles runs it for each.
_LAST = select(func.max(_c.arrival))


class Gap(Exception):
    """Changes are missing before the bundle; carries the fault and the number to export from."""

    def __init__(self, fault: BundleError, expected: int) -> None:
        super().__init__(str(fault))
        self.fault = fault
        self.expected = expected


class Applied(Struct, frozen=True):
    """What an import did: where the stream stands, what is to be said of it, what it erased.

    `remarks` holds one error of each kind whose `OUTCOME` is "imported".
    """

    stream: Stream
    remarks: tuple[BundleError, ...]
    erased: tuple[ErasureChange, ...]


def apply(
    connection: Connection,
    stream: Stream,
    opened: Content,
    batches: Iterable[Batch],
    progress: Progress,
    *,
    orders: bool = False,
    words: list[tuple[int, str]] | None = None,
) -> Applied:
    """Compare what overlaps and append what is new; the caller's transaction makes it whole.

    `batches` are all of the content's changes in order, read to their end. `orders` says that the
    stream is what the office returns to this PC: answers, and orders to erase what this PC
    recorded. What the search is to be told later goes to `words`, by order of arrival, where it
    was made ready. Raises `Gap`, `HistoryRewritten`, `ChainMismatch`, `ScopeViolation`,
    `DanglingReference`, `RecordSchemaError`, and everything that reading the content raises.
    """
    manifest = opened.manifest
    fault = _history_fault(connection, stream, manifest)
    work = _Work(connection, stream, orders=orders, words=words)
    total, done = manifest.last - manifest.first + 1, 0
    for batch in batches:
        if fault is None:
            fault = work.take(batch)
        done += len(batch)
        progress(done, total, "changes")
    if isinstance(fault, GapDetected):
        raise Gap(fault, stream.head + 1)
    if fault is not None:
        raise fault
    ended = opened.end
    if ended and work.stream.head == manifest.last and work.stream.chain != ended.chain:
        raise ChainMismatch
    return work.finished()


class _Work:
    """A bundle on its way into a stream."""

    def __init__(
        self,
        connection: Connection,
        stream: Stream,
        *,
        orders: bool,
        words: list[tuple[int, str]] | None,
    ) -> None:
        self._connection = connection
        self._words = words
        self._orders = orders
        self._before = connection.execute(_LAST).scalar() or 0
        self._owners = Owners(connection, stream, orders=orders)
        self._missing: dict[str, int] = {}
        self._dropped = ""
        self._erased: list[ErasureChange] = []
        self.stream = stream

    def take(self, batch: Batch) -> BundleError | None:
        """Append what is new of some changes; or say how what overlaps differs."""
        begins = batch[0]
        first = begins.change.n if isinstance(begins, Entry) else begins.n
        held = batch[: max(self.stream.head + 1 - first, 0)]
        if fault := self._overlap(first, held):
            return fault
        if new := batch[len(held) :]:
            begun = batch.fresh if not held else None
            self._owners.check(new, begun)
            self._note(new, begun)
            # A return brings a few answers; an import may bring years.
            later = not self._orders
            self.stream = log.append(
                *(self._connection, self.stream, new),
                index_later=later,
                begun=begun,
                words=self._words,
            )
        return None

    def _overlap(self, first: int, held: Sequence[Entry | Erased]) -> BundleError | None:
        """What is stored must agree leaf for leaf, also where its content was erased since."""
        if not held:
            return None
        t = tables.change.c
        query = select(t.leaf, t.raw.is_(None), t.record).where(
            t.stream == self.stream.id, t.n.between(first, first + len(held) - 1)
        )
        stored = self._connection.execute(query.order_by(t.n))
        for n, (entry, (leaf, erased, record)) in enumerate(zip(held, stored, strict=True), first):
            if entry.leaf != leaf:
                return HistoryRewritten(n=n)
            if erased and isinstance(entry, Entry):
                self._dropped = self._dropped or record
        return None

    def _note(self, new: Sequence[Entry | Erased], begun: Fresh | None) -> None:
        """Keep what can only be said at the end: what was erased, dropped, or names what is not."""
        if not self._dropped and (gone := tombstones.gone(self._connection, new)):
            entries = (entry for entry in new if isinstance(entry, Entry))
            puts = (e.change.id for e in entries if isinstance(e.change, PutChange))
            self._dropped = next((record for record in puts if record in gone), "")
        if begun is not None:
            # They neither erase anything nor name another record.
            return
        entries = [entry for entry in new if isinstance(entry, Entry)]
        self._erased += [e.change for e in entries if isinstance(e.change, ErasureChange)]
        if self._orders:
            # An answer may be to a comment that this PC lost with its disk, and the office has.
            return
        for record, n in log.missing(self._connection, entries).items():
            self._missing.setdefault(record, n)
        if len(self._missing) > _MOST_MISSING:
            raise DanglingReference(n=min(self._missing.values()))

    def finished(self) -> Applied:
        """Raises `DanglingReference` for a record that was named and has not come."""
        if self._missing:
            known = log.known(self._connection, self._missing.keys())
            if left := [n for record, n in self._missing.items() if record not in known]:
                raise DanglingReference(n=min(left))
        remarks: list[BundleError] = []
        if self._dropped:
            remarks.append(ErasedContentDropped(id=self._dropped))
        if forked := branches.undecided(self._connection, self._before):
            remarks.append(RevisionConflict(id=min(forked)))
        return Applied(self.stream, tuple(remarks), tuple(self._erased))


def _history_fault(
    connection: Connection, stream: Stream, manifest: Manifest
) -> BundleError | None:
    expected = stream.head + 1
    if manifest.first > expected:
        return GapDetected(first=manifest.first, expected=expected)
    if log.chain_at(connection, stream, manifest.first - 1) != manifest.chain_before:
        return HistoryRewritten(n=manifest.first)
    return None
