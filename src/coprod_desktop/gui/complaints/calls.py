# SPDX-License-Identifier: MIT
"""What the screen of complaints asks of the services, on a worker."""

from __future__ import annotations

from array import array
from typing import Any

from coprod_desktop.domain.complaints import Step
from coprod_desktop.domain.records import Complaint
from coprod_desktop.services.loop import complaints
from coprod_desktop.services.loop.complaints import Case, Due
from coprod_desktop.services.recording import drafts, records
from coprod_desktop.services.recording.drafts import Draft
from coprod_desktop.services.recording.records import Saved


def listed(session: Any, words: str, show: Any) -> tuple[array[int], int]:
    """The complaints to show, and how many there are in all."""
    return complaints.listed(session, words, show)


def rows(session: Any, positions: tuple[int, ...]) -> tuple[Due, ...]:
    """The list's lines at these positions."""
    return complaints.rows(session, positions)


def case(session: Any, record_id: str) -> Case:
    """A complaint as it stands today."""
    return complaints.case(session, record_id)


def start(session: Any, feedback_id: str) -> tuple[str, Complaint, str]:
    """The complaint that a comment became, or what one would begin with, and what was said."""
    known = complaints.of(session, feedback_id)
    record = complaints.start(session, feedback_id)
    return known, record, complaints.said(session, feedback_id)


def begin(session: Any, record: Complaint, draft: str | None) -> Saved:
    """Begin a complaint; its comment becomes one with it."""
    return complaints.begin(session, record, draft=draft)


def describe(session: Any, record_id: str, record: Complaint, draft: str | None) -> Saved:
    """Say better what a complaint is about."""
    return complaints.describe(session, record_id, record, draft=draft)


def take(session: Any, record_id: str, step: Step, draft: str | None) -> Saved:
    """Take a complaint a step further."""
    return complaints.take(session, record_id, step, draft=draft)


def undo(session: Any, record_id: str) -> None:
    """Take the newest step back."""
    complaints.undo(session, record_id)


def draft(session: Any, draft_id: str) -> tuple[Draft | None, str]:
    """A draft of one's own, and what the comment said that it is about."""
    found = next((each for each in drafts.mine(session) if each.id == draft_id), None)
    feedback = str(found.form.get("feedback", "")) if found is not None else ""
    return found, complaints.said(session, feedback)


def record(session: Any, record_id: str) -> records.Stored:
    """A record as it stands."""
    return records.get(session, record_id)
