# SPDX-License-Identifier: MIT
"""What the feedback screens ask of the services, on a worker."""

from __future__ import annotations

from array import array
from typing import Any, NamedTuple

import msgspec

from coprod_desktop.domain.records import Feedback
from coprod_desktop.services import answers, lists, records
from coprod_desktop.services.answers import AnswerShown, Lever
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


class One(NamedTuple):
    """A comment as it stands, its story, and the answers to it, the oldest first."""

    stored: Stored
    story: tuple[Event, ...]
    answers: tuple[AnswerShown, ...]


def one(session: Any, record_id: str) -> One:
    """A comment with all that stands beside it."""
    stored, story = records.get(session, record_id), records.story(session, record_id)
    return One(stored, story, answers.to(session, record_id))


def answer(session: Any, record_id: str, lever: Lever, text: str) -> Saved:
    """Answer a comment."""
    return answers.answer(session, record_id, lever, text)


def told(session: Any, record_id: str) -> Saved:
    """Write down that the patient has heard the answer."""
    record = records.get(session, record_id).record
    return records.save(session, msgspec.structs.replace(record, status="answered"), id=record_id)


def save(session: Any, record: Feedback, record_id: str | None, draft: str | None) -> Saved:
    """Save a comment, new or revised; its draft goes in the same transaction."""
    return records.save(session, record, id=record_id, draft=draft)
