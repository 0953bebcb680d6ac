# SPDX-License-Identifier: MIT
"""What the feedback screens ask of the services, on a worker."""

from __future__ import annotations

from array import array
from typing import Any

from coprod_desktop.domain.records import Feedback
from coprod_desktop.services import erasing, lists, records
from coprod_desktop.services.lists import FeedbackRow, Query
from coprod_desktop.services.records import Event, Saved, Stored


def positions(session: Any, query: Query) -> tuple[Query, array[int], int]:
    """All comments that match, newest first, and how many there are in all."""
    found = lists.positions(session, "feedback", query)
    return query, found, lists.counts(session).feedback


def rows(session: Any, positions: tuple[int, ...]) -> tuple[FeedbackRow, ...]:
    """The list's lines at these positions."""
    found = lists.rows(session, "feedback", positions)
    return tuple(row for row in found if isinstance(row, FeedbackRow))


def one(session: Any, record_id: str) -> tuple[Stored, tuple[Event, ...]]:
    """A comment as it stands, and its story."""
    return records.get(session, record_id), records.story(session, record_id)


def save(session: Any, record: Feedback, record_id: str | None, draft: str | None) -> Saved:
    """Save a comment, new or revised; its draft goes in the same transaction."""
    return records.save(session, record, id=record_id, draft=draft)


def erase(session: Any, record_id: str, reason: Any) -> None:
    """Erase a comment for good."""
    erasing.erase(session, record_id, reason)
