# SPDX-License-Identifier: MIT
"""What came of a comment elsewhere: the meetings that spoke of it, its actions and complaints."""

from msgspec import Struct
from sqlalchemy import LargeBinary, cast, select

from coprod_desktop.services.recording import lists
from coprod_desktop.services.recording.lists import ActionRow, ComplaintRow, MeetingRow, Query
from coprod_desktop.services.session import SignedIn
from coprod_desktop.store import tables
from coprod_desktop.store.within import Within

_MOST = 20
_m, _c = tables.meeting.c, tables.change.c


class Linked(Struct, frozen=True):
    """What names a comment, the newest first: at most twenty of each."""

    meetings: tuple[MeetingRow, ...]
    actions: tuple[ActionRow, ...]
    complaints: tuple[ComplaintRow, ...]


def to(s: SignedIn, feedback_id: str) -> Linked:
    """All that names a comment. A meeting names those that an item of its agenda is about."""
    about = Query(feedback=feedback_id)
    actions = lists.rows(s, "action", lists.positions(s, "action", about)[:_MOST])
    complaints = lists.rows(s, "complaint", lists.positions(s, "complaint", about)[:_MOST])
    # A list of meetings is short; what each says stands in its newest change.
    named = Within(_c.raw, cast(feedback_id.encode(), LargeBinary))
    query = (
        select(_m.pos)
        .join(tables.change, _c.arrival == _m.arrival)
        .where(named)
        .order_by(_m.pos.desc())
        .limit(_MOST)
    )
    with s.vault.read() as connection:
        spoke = connection.execute(query).scalars().all()
    meetings = lists.rows(s, "meeting", spoke)
    return Linked(
        tuple(row for row in meetings if isinstance(row, MeetingRow)),
        tuple(row for row in actions if isinstance(row, ActionRow)),
        tuple(row for row in complaints if isinstance(row, ComplaintRow)),
    )
