# SPDX-License-Identifier: MIT
"""What the actions page asks of the services, on a worker."""

from __future__ import annotations

from array import array
from typing import Any, Final

from coprod_desktop.domain.records import Action
from coprod_desktop.services import lists, records
from coprod_desktop.services.lists import ActionRow, Query
from coprod_desktop.services.records import Event, Saved, Stored

_MOST_BY_DATE: Final = 2000
_NO_DATE: Final = "9999"


def positions(session: Any, words: str, show: str, today: str) -> tuple[array[int], int]:
    """The actions to show, and how many there are in all.

    `show` is a status, ``overdue`` or nothing. Open ones come by the date they are due, the newest
    two thousand of them; others newest first.
    """
    total = lists.counts(session).action
    status = "open" if show == "overdue" else show
    found = lists.positions(session, "action", Query(words=words, status=status))
    if status != "open" or len(found) > _MOST_BY_DATE:
        return found, total
    dated = [row for row in lists.rows(session, "action", found) if isinstance(row, ActionRow)]
    if show == "overdue":
        dated = [row for row in dated if row.due and row.due < today]
    dated.sort(key=lambda row: row.due or _NO_DATE)
    return array("q", [row.pos for row in dated]), total


def rows(session: Any, positions: tuple[int, ...]) -> tuple[ActionRow, ...]:
    """The list's lines at these positions."""
    found = lists.rows(session, "action", positions)
    return tuple(row for row in found if isinstance(row, ActionRow))


def one(session: Any, record_id: str) -> tuple[Stored, tuple[Event, ...]]:
    """An action as it stands, and its story."""
    return records.get(session, record_id), records.story(session, record_id)


def save(session: Any, record: Action, record_id: str | None) -> Saved:
    """Save an action, new or revised."""
    return records.save(session, record, id=record_id)
