# SPDX-License-Identifier: MIT
"""Who may change what: a record belongs to the device that made it, in whichever epoch.

Within an epoch its revisions follow without a gap. Its first one in a new epoch may stand on any
revision: what it followed may have been lost with the disk (`store.branches` tells what becomes
of it then).
"""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from typing import TypeGuard

from msgspec import Struct
from sqlalchemy import bindparam, exists, select
from sqlalchemy.engine import Connection

from coprod_desktop.bundle.errors_inside import (
    DanglingReference,
    RecordSchemaError,
    ScopeViolation,
)
from coprod_desktop.domain.canonical import b64, unb64
from coprod_desktop.domain.change import (
    AnswerChange,
    Change,
    ChoiceChange,
    Entry,
    Erased,
    ErasureChange,
    NoticeChange,
    PutChange,
    type_of,
)
from coprod_desktop.store import log, tables
from coprod_desktop.store.fresh import Fresh
from coprod_desktop.store.log import Stream
from coprod_desktop.store.rows import together

_IN_BATCH = 500
_c, _s, _e = tables.change.c, tables.stream.c, tables.epoch.c
# Built once: building a statement costs more than running it.
_OTHERS = select(_s.id).where(_s.device == bindparam("the_device"))
_LATER = select(
    exists().where(_e.device == bindparam("the_device"), _e.epoch != bindparam("the_epoch"))
)
_BETWEEN = (
    select(_c.record).where(_c.record.between(bindparam("least"), bindparam("most"))).limit(1)
)


class _Head(Struct):
    """Where a record stands: its last revision of this device, in this epoch if it has any here."""

    stream: int
    rev: int
    leaf: bytes
    kind: str


class Owners:
    """Checks a bundle's changes against the records that are here."""

    def __init__(self, connection: Connection, stream: Stream, *, orders: bool) -> None:
        self._connection = connection
        self._stream = stream.id
        self._orders = orders
        self._foreign: set[str] = set()
        place = {"the_device": stream.device, "the_epoch": stream.epoch}
        device = {"the_device": stream.device}
        own, later = together(connection, (_OTHERS, device), (_LATER, place))
        self._own = {number for (number,) in own.rows}
        self._later = len(self._own) > 1 or bool(later.rows[0][0])

    def check(self, new: Sequence[Entry | Erased], begun: Fresh | None = None) -> None:
        """Check changes that are about to be appended, in order; `begun` if all begin comments.

        Raises `ScopeViolation` (another device's record), `DanglingReference` (a revision that
        follows nothing) or `RecordSchemaError` (a record of another kind: lists would show both).
        """
        if begun is not None:
            ids: AbstractSet[str] = begun.ids
        else:
            ids = {e.change.id if isinstance(e, Entry) else e.id for e in new}
        heads = self._heads(ids)
        none_here = not (heads or self._foreign or self._orders)
        if not none_here or len(ids) < len(new) or begun is None:
            self._check_each(new, heads)

    def _check_each(self, new: Sequence[Entry | Erased], heads: dict[str, _Head]) -> None:
        begun: dict[str, Entry] = {}
        for entry in new:
            place = entry.change if isinstance(entry, Entry) else entry
            if place.id in begun:
                first = begun.pop(place.id)
                kind = self._kind(first.change)
                heads[place.id] = _Head(self._stream, 1, first.leaf, kind)
            elif self._begins(entry, heads):
                begun[place.id] = entry
                continue
            if self._orders and self._is_order(place):
                continue
            if place.id in self._foreign:
                raise ScopeViolation(id=place.id)
            head, kind = heads.get(place.id), self._kind(place)
            if head is None:
                self._check_first(place)
            elif head.stream == self._stream:
                if place.rev != head.rev + 1 or not _stands_on(place, head.leaf):
                    raise DanglingReference(n=place.n)
            else:
                self._check_crossing(place)
            if head and kind and head.kind and kind != head.kind:
                raise RecordSchemaError(n=place.n, why="it was a record of another kind before")
            heads[place.id] = _Head(self._stream, place.rev, entry.leaf, kind)

    def _begins(self, entry: Entry | Erased, heads: dict[str, _Head]) -> TypeGuard[Entry]:
        """Whether a record begins that nobody has: what nearly all changes of a bundle are."""
        if self._orders or not isinstance(entry, Entry):
            return False
        change = entry.change
        fresh = change.rev == 1 and not change.parent and isinstance(change, PutChange)
        return fresh and change.id not in heads and change.id not in self._foreign

    def _is_order(self, place: Change | Erased) -> bool:
        """The office orders what it likes to be erased; otherwise it answers and gives notice."""
        if isinstance(place, ErasureChange):
            return True
        said = isinstance(place, AnswerChange | NoticeChange)
        if not said and getattr(place, "type", "") not in {"answer", "notice"}:
            raise ScopeViolation(id=place.id)
        return False

    def _kind(self, place: Change | Erased) -> str:
        match place:
            case Erased():
                return place.type
            case ErasureChange():
                return place.data.of
            case ChoiceChange():
                raise RecordSchemaError(n=place.n, why="only an office chooses between versions")
            case _:
                return type_of(place)

    def _check_first(self, place: Change | Erased) -> None:
        """Nothing of the record is here: it begins, or what came before was lost with a disk."""
        begins = place.rev == 1 and _stands_on(place, b"")
        if not begins and not (self._later and place.rev > 1):
            raise DanglingReference(n=place.n)

    def _check_crossing(self, place: Change | Erased) -> None:
        if place.rev == 1:
            raise DanglingReference(n=place.n)
        if isinstance(place, Erased) or not place.parent:
            return
        same = (_c.record == place.id) & (_c.leaf == unb64(place.parent))
        known = self._connection.execute(select(_c.rev).where(same)).scalar()
        if known is not None and place.rev != known + 1:
            raise DanglingReference(n=place.n)

    def _heads(self, wanted: AbstractSet[str]) -> dict[str, _Head]:
        """The records of this device that are here; those of others become known as foreign."""
        heads: dict[str, _Head] = {}
        # Ids rise with time, so mostly nothing here lies between the first and the last of a batch.
        ends = {"least": min(wanted), "most": max(wanted)}
        if self._connection.execute(_BETWEEN, ends).first() is None:
            return heads
        ordered = sorted(wanted)
        for start in range(0, len(ordered), _IN_BATCH):
            some = ordered[start : start + _IN_BATCH]
            query = select(_c.record, _c.stream, _c.rev, _c.leaf, _c.raw).where(_c.record.in_(some))
            for record, stream, rev, leaf, raw in self._connection.execute(query.order_by(_c.rev)):
                change = log.read(raw).change if raw else None
                if stream not in self._own:
                    # Orders and choices are about others' records; whoever puts one owns it.
                    if change is None or isinstance(change, PutChange):
                        self._foreign.add(record)
                    continue
                old = heads.get(record)
                if old is None or old.stream != self._stream or stream == self._stream:
                    kind = type_of(change) if isinstance(change, PutChange) else ""
                    heads[record] = _Head(stream, rev, leaf, kind)
        return heads


def _stands_on(place: Change | Erased, leaf: bytes) -> bool:
    """Whether a change follows the revision with this leaf; an erased place no longer says."""
    return isinstance(place, Erased) or place.parent == (b64(leaf) if leaf else "")
