# SPDX-License-Identifier: MIT
"""What needs somebody now, gathered once: for the page that a wing's window opens with."""

import datetime

from msgspec import Struct

from coprod_desktop.services.access import care, recovery
from coprod_desktop.services.exchanging import exchange
from coprod_desktop.services.exchanging.exchange import SentBundle
from coprod_desktop.services.loop import actions, agendas, closing, complaints, guarding, notices
from coprod_desktop.services.loop.closing import Unanswered, Waiting
from coprod_desktop.services.loop.guarding import OpenEscalation
from coprod_desktop.services.loop.notices import Posted
from coprod_desktop.services.recording import drafts, lists
from coprod_desktop.services.recording.drafts import Draft
from coprod_desktop.services.session import SignedIn

SOON_DAYS = 7
"""What is due within so many days is told of."""


class Now(Struct, frozen=True):
    """What needs somebody. `records` counts all there is; times are in UTC milliseconds."""

    open: tuple[OpenEscalation, ...]
    complaints: tuple[complaints.Due, ...]
    replies: Waiting
    actions: actions.Due
    drafts: tuple[Draft, ...]
    meetings: tuple[agendas.Due, ...]
    unanswered: Unanswered
    unsent: int
    records: int
    sent: tuple[SentBundle, ...]
    backup: int | None
    sheet: bool
    notices: tuple[Posted, ...] = ()


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
        meetings=_held_soon(s, today),
        unanswered=closing.unanswered(s),
        unsent=counts.unsent,
        records=counts.feedback + counts.meeting + counts.action,
        sent=exchange.history(s),
        backup=care.last_backup(s),
        sheet=recovery.has_sheet(s),
        notices=notices.posted(s, today),
    )


def _held_soon(s: SignedIn, today: datetime.date) -> tuple[agendas.Due, ...]:
    """Meetings due from a week ago to a week ahead, of which there are no notes yet."""
    return tuple(each for each in agendas.due(s) if abs((each.date - today).days) <= SOON_DAYS)
