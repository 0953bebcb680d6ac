# SPDX-License-Identifier: MIT
"""What needs somebody now, gathered once: for the page that a wing's window opens with."""

import datetime

from msgspec import Struct
from sqlalchemy import select

from coprod_desktop.services import (
    actions,
    care,
    closing,
    complaints,
    drafts,
    exchange,
    guarding,
    lists,
    recovery,
)
from coprod_desktop.services.closing import Unanswered, Waiting
from coprod_desktop.services.drafts import Draft
from coprod_desktop.services.exchange import SentBundle
from coprod_desktop.services.guarding import OpenEscalation
from coprod_desktop.services.session import SignedIn
from coprod_desktop.store import tables

SOON_DAYS = 7
"""What is due within so many days is told of."""
_m = tables.meeting.c


class Next(Struct, frozen=True):
    """A meeting that was said to come again, and when; `id` is the one that said so."""

    id: str
    title: str
    date: datetime.date


class Now(Struct, frozen=True):
    """What needs somebody. `records` counts all there is; times are in UTC milliseconds."""

    open: tuple[OpenEscalation, ...]
    complaints: tuple[complaints.Due, ...]
    replies: Waiting
    actions: actions.Due
    drafts: tuple[Draft, ...]
    meetings: tuple[Next, ...]
    unanswered: Unanswered
    unsent: int
    records: int
    sent: tuple[SentBundle, ...]
    backup: int | None
    sheet: bool


def look(s: SignedIn, today: datetime.date, most: int) -> Now:
    """Everything that needs somebody, of each kind at `most` so many."""
    counts = lists.counts(s)
    soon = today + datetime.timedelta(days=SOON_DAYS)
    return Now(
        open=guarding.open_ones(s),
        complaints=complaints.due(s),
        replies=closing.waiting(s, most),
        actions=actions.due(s, today, soon, most),
        drafts=drafts.mine(s),
        meetings=next_meetings(s, today),
        unanswered=closing.unanswered(s),
        unsent=counts.unsent,
        records=counts.feedback + counts.meeting + counts.action,
        sent=exchange.history(s),
        backup=care.last_backup(s),
        sheet=recovery.has_sheet(s),
    )


def next_meetings(s: SignedIn, today: datetime.date) -> tuple[Next, ...]:
    """Meetings due from a week ago to a week ahead, of which there are no notes yet."""
    first, last = (today + datetime.timedelta(days=days) for days in (-SOON_DAYS, SOON_DAYS))
    later = tables.meeting.alias("later")
    taken = (
        select(later.c.pos)
        .where(later.c.kind == _m.kind, later.c.title == _m.title, later.c.date >= _m.next_date)
        .exists()
    )
    query = (
        select(_m.id, _m.title, _m.next_date)
        .where(_m.next_date >= first.isoformat(), _m.next_date <= last.isoformat(), ~taken)
        .order_by(_m.next_date, _m.pos)
    )
    with s.vault.read() as connection:
        rows = connection.execute(query).all()
    from_iso = datetime.date.fromisoformat
    return tuple(Next(row.id, row.title, from_iso(row.next_date)) for row in rows)
