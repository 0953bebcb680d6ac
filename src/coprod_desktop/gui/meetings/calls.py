# SPDX-License-Identifier: MIT
"""What the meetings page asks of the services, on a worker."""

from __future__ import annotations

from array import array
from dataclasses import dataclass
from typing import Any, Final

from coprod_desktop.domain.records import Action, Meeting
from coprod_desktop.services import drafts, lists, records
from coprod_desktop.services.lists import ActionRow, MeetingRow, Query
from coprod_desktop.services.records import Saved, Stored

_MOST_CARRIED: Final = 30


@dataclass(frozen=True)
class Opened:
    """A meeting with its own actions, and open ones from earlier meetings of its kind."""

    stored: Stored | None
    actions: tuple[Stored, ...]
    carried: tuple[Stored, ...]


def positions(session: Any, query: Query) -> tuple[Query, array[int], int]:
    """All meetings that match, newest first, and how many there are in all."""
    return query, lists.positions(session, "meeting", query), lists.counts(session).meeting


def rows(session: Any, positions: tuple[int, ...]) -> tuple[MeetingRow, ...]:
    """The list's lines at these positions."""
    found = lists.rows(session, "meeting", positions)
    return tuple(row for row in found if isinstance(row, MeetingRow))


def opened(session: Any, record_id: str) -> Opened:
    """What the editor needs for a meeting, or with no id for a new one."""
    stored = records.get(session, record_id) if record_id else None
    own = _actions(session, Query(meeting=record_id)) if record_id else ()
    mine = {each.id for each in own}
    carried = tuple(
        each
        for each in _actions(session, Query(status="open"))
        if each.id not in mine and isinstance(each.record, Action) and each.record.meeting
    )
    return Opened(stored, own, carried if stored is None else ())


def _actions(session: Any, query: Query) -> tuple[Stored, ...]:
    rows = lists.page(session, "action", query, limit=_MOST_CARRIED)
    found = [records.get(session, row.id) for row in rows if isinstance(row, ActionRow)]
    return tuple(each for each in reversed(found) if each.mine)


def save(
    session: Any,
    meeting: Meeting,
    actions: tuple[tuple[Action, str | None], ...],
    record_id: str | None,
    draft: str | None,
) -> tuple[Saved, ...]:
    """Save a meeting with its actions in one transaction."""
    return records.save_meeting(session, meeting, actions, id=record_id, draft=draft)


def draft(session: Any, draft_id: str) -> drafts.Draft | None:
    """One of this person's drafts, or None when it is gone."""
    return next((each for each in drafts.mine(session) if each.id == draft_id), None)
