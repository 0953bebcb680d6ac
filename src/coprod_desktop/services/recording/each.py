# SPDX-License-Identifier: MIT
"""Whole records of a list, one after the other, for whatever is made of all of them."""

from collections.abc import Iterator
from typing import Generic, TypeVar

from msgspec import Struct
from sqlalchemy import select

from coprod_desktop.domain.change import RecordType
from coprod_desktop.domain.recalling import recall
from coprod_desktop.domain.records import Action, Complaint, Feedback, Meeting, Record
from coprod_desktop.services.recording import lists
from coprod_desktop.services.recording.lists import EVERYTHING, Query
from coprod_desktop.services.session import SignedIn
from coprod_desktop.store import tables

_IN_BATCH = 500
Kind = TypeVar("Kind", bound=Record)


class Of(Struct, Generic[Kind], frozen=True):
    """A record as it stands, with its id and its revision."""

    id: str
    rev: int
    record: Kind


Held = Of[Feedback]


def feedback(s: SignedIn, query: Query = EVERYTHING) -> Iterator[Of[Feedback]]:
    """The comments that match, newest first."""
    return _all(s, "feedback", Feedback, query)


def meetings(s: SignedIn, query: Query = EVERYTHING) -> Iterator[Of[Meeting]]:
    """The meetings that match, newest first."""
    return _all(s, "meeting", Meeting, query)


def actions(s: SignedIn, query: Query = EVERYTHING) -> Iterator[Of[Action]]:
    """The actions that match, newest first."""
    return _all(s, "action", Action, query)


def complaints(s: SignedIn, query: Query = EVERYTHING) -> Iterator[Of[Complaint]]:
    """The complaints that match, newest first."""
    return _all(s, "complaint", Complaint, query)


def _all(s: SignedIn, name: RecordType, kind: type[Kind], query: Query) -> Iterator[Of[Kind]]:
    found = lists.positions(s, name, query)
    table, c = tables.PROJECTIONS[name].c, tables.change.c
    with s.vault.read() as connection:
        for start in range(0, len(found), _IN_BATCH):
            some = list(found[start : start + _IN_BATCH])
            rows = connection.execute(
                select(table.id, table.rev, c.raw)
                .join(tables.change, c.arrival == table.arrival)
                .where(table.pos.in_(some), c.raw.is_not(None))
                .order_by(table.pos.desc())
            )
            for row in rows.all():
                record = recall(row.raw).data
                if isinstance(record, kind):
                    yield Of(row.id, row.rev, record)
