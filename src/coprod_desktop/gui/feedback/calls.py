# SPDX-License-Identifier: MIT
"""What the feedback screens ask of the services, on a worker."""

from __future__ import annotations

from array import array
from typing import Any, NamedTuple

import msgspec

from coprod_desktop.domain.records import Feedback
from coprod_desktop.services.loop import answers, closing
from coprod_desktop.services.loop.answers import AnswerShown, Lever
from coprod_desktop.services.loop.closing import How
from coprod_desktop.services.recording import history, linking, lists, records
from coprod_desktop.services.recording import places as placing
from coprod_desktop.services.recording.history import Story
from coprod_desktop.services.recording.linking import Linked
from coprod_desktop.services.recording.lists import FeedbackRow, Query
from coprod_desktop.services.recording.places import Place
from coprod_desktop.services.recording.records import Saved, Stored


def positions(session: Any, query: Query) -> tuple[Query, array[int], int]:
    """All comments that match, newest first, and how many there are in all."""
    found = lists.positions(session, "feedback", query)
    return query, found, lists.counts(session).feedback


def places(session: Any) -> tuple[Place, ...]:
    """The sites, wings and services that there are."""
    return placing.places(session)


def rows(session: Any, positions: tuple[int, ...]) -> tuple[FeedbackRow, ...]:
    """The list's lines at these positions."""
    found = lists.rows(session, "feedback", positions)
    return tuple(row for row in found if isinstance(row, FeedbackRow))


class One(NamedTuple):
    """A comment as it stands, the answers to it, the oldest first, its links and its story."""

    stored: Stored
    answers: tuple[AnswerShown, ...]
    linked: Linked
    story: Story


def one(session: Any, record_id: str) -> One:
    """A comment with all that stands beside it."""
    stored = records.get(session, record_id)
    said, linked = answers.to(session, record_id), linking.to(session, record_id)
    return One(stored, said, linked, history.told(session, record_id))


def answer(session: Any, record_id: str, lever: Lever, text: str, draft: str | None) -> Saved:
    """Answer a comment."""
    return answers.answer(session, record_id, lever, text, draft=draft)


def say_better(session: Any, answer_id: str, lever: Lever, text: str, draft: str | None) -> Saved:
    """Say an answer better: a revision of it."""
    record = records.get(session, answer_id).record
    better = msgspec.structs.replace(record, lever=lever, text=text)
    return records.save(session, better, id=answer_id, draft=draft)


def hand_back(session: Any, record_id: str, how: How) -> Saved:
    """Write down that the patient has heard the answer."""
    return closing.hand_back(session, record_id, how)


def undo_hand_back(session: Any, record_id: str) -> Saved:
    """The patient has not heard it after all."""
    return closing.undo_hand_back(session, record_id)


def save(session: Any, record: Feedback, record_id: str | None, draft: str | None) -> Saved:
    """Save a comment, new or revised; its draft goes in the same transaction."""
    return records.save(session, record, id=record_id, draft=draft)
