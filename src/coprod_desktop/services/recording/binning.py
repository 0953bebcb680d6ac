# SPDX-License-Identifier: MIT
"""The bin, and undo: both are revisions, so nothing is lost and the office sees the same."""

import msgspec
from msgspec import Struct
from sqlalchemy import select

from coprod_desktop.domain.errors import InvalidValue
from coprod_desktop.domain.records import Choice, Erasure, Record, RecordType
from coprod_desktop.services.recording import records
from coprod_desktop.services.recording.records import Saved
from coprod_desktop.services.session import SignedIn
from coprod_desktop.store import tables


class Binned(Struct, frozen=True):
    """A record in the bin: `at` (UTC ms) and `by` say when it was put there, and by whom."""

    pos: int
    id: str
    type: RecordType
    date: str
    site: str
    wing: str
    excerpt: str
    at: int
    by: str


_t = tables.binned.c
_ALL = select(*(_t[name] for name in Binned.__struct_fields__)).order_by(_t.at.desc(), _t.pos)


def put_away(s: SignedIn, record_id: str) -> Saved:
    """Put a record into the bin. Raises as `records.save`."""
    return _set(s, record_id, binned=True)


def take_back(s: SignedIn, record_id: str) -> Saved:
    """Take a record out of the bin. Raises as `records.save`."""
    return _set(s, record_id, binned=False)


def listed(s: SignedIn) -> tuple[Binned, ...]:
    """What is in the bin, the newest first, but for a wing's copy of what an office withdrew."""
    ours = select(tables.stream.c.id).where(tables.stream.c.device == s.device)
    with s.vault.read() as connection:
        shown = _ALL.where((_t.type != "notice") | _t.stream.in_(ours))
        return tuple(Binned(*row) for row in connection.execute(shown))


def undo(s: SignedIn, record_id: str) -> Saved:
    """Let a record say again what it said before its newest revision; a new one goes to the bin.

    Raises `InvalidValue` where there is nothing to undo, and otherwise as `records.save`.
    """
    before = [event.record for event in records.story(s, record_id)]
    if len(before) == 1:
        return put_away(s, record_id)
    earlier = before[-2]
    if isinstance(earlier, Erasure | Choice):
        raise InvalidValue(what="The record", why="a person chose between two versions of it")
    return records.save(s, earlier, id=record_id)


def _set(s: SignedIn, record_id: str, *, binned: bool) -> Saved:
    record: Record = records.get(s, record_id).record
    if record.binned == binned:
        why = "it is in the bin already" if binned else "it is not in the bin"
        raise InvalidValue(what="The record", why=why)
    return records.save(s, msgspec.structs.replace(record, binned=binned), id=record_id)
