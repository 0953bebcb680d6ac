# SPDX-License-Identifier: MIT
"""What the actions page asks of the services, on a worker."""

from __future__ import annotations

import datetime
from typing import Any, NamedTuple

from coprod_desktop.domain.records import Action
from coprod_desktop.services.loop import actions, closing
from coprod_desktop.services.loop.actions import Board, Filter
from coprod_desktop.services.loop.closing import How, Reply, Unanswered, Wait
from coprod_desktop.services.recording import binning, drafts, lists, records
from coprod_desktop.services.recording.drafts import Draft
from coprod_desktop.services.recording.lists import ActionRow
from coprod_desktop.services.recording.records import Saved, Stored


class One(NamedTuple):
    """An action as it stands, what its meeting and its comment are called, and one's own draft."""

    stored: Stored
    meeting: str
    said: str
    draft: Draft | None


class Replies(NamedTuple):
    """Replies to hand back, comments without an answer, and how long answers took of late."""

    replies: tuple[Reply, ...]
    unanswered: Unanswered
    wait: Wait | None


def board(session: Any, today: datetime.date, shown: Filter) -> Board:
    """The actions to show, by column."""
    return actions.board(session, today, shown)


def rows(session: Any, positions: tuple[int, ...]) -> tuple[ActionRow, ...]:
    """The lines at these positions."""
    found = lists.rows(session, "action", positions)
    return tuple(row for row in found if isinstance(row, ActionRow))


def one(session: Any, record_id: str) -> One:
    """An action with all that stands beside it."""
    stored = records.get(session, record_id)
    record = stored.record
    meeting, said = actions.links(session, record) if isinstance(record, Action) else ("", "")
    mine = (each for each in drafts.mine(session) if each.kind == "action")
    draft = next((each for each in mine if each.record == record_id), None)
    return One(stored, meeting, said, draft)


def draft(session: Any, draft_id: str) -> tuple[Draft | None, str]:
    """A draft of one's own, and what the comment said that it comes from."""
    found = next((each for each in drafts.mine(session) if each.id == draft_id), None)
    feedback = str(found.form.get("feedback", "")) if found is not None else ""
    return found, said(session, feedback)


def said(session: Any, feedback_id: str) -> str:
    """The beginning of what a comment's patient said."""
    return actions.links(session, Action(text="–", feedback=feedback_id))[1] if feedback_id else ""


def save(session: Any, record: Action, record_id: str | None, draft_id: str | None) -> Saved:
    """Save an action, new or revised; its draft goes in the same transaction."""
    return records.save(session, record, id=record_id, draft=draft_id)


def move(session: Any, record_id: str, status: str, outcome: str) -> Saved:
    """Change how far an action has come."""
    return actions.move(session, record_id, status, outcome)


def undo(session: Any, record_id: str) -> Saved:
    """Let it say what it said before; a new one goes to the bin."""
    return binning.undo(session, record_id)


def replies(session: Any, days: int) -> Replies:
    """What is to be handed back, and how long answers of the last `days` days took."""
    last = closing.today(session)
    first = last - datetime.timedelta(days=days)
    return Replies(
        closing.to_hand_back(session),
        closing.unanswered(session),
        closing.time_to_answer(session, first, last),
    )


def by_slip(session: Any, typed: str) -> tuple[Reply, ...]:
    """The comments of a slip's code."""
    return closing.by_slip(session, typed)


def hand_back(session: Any, feedback_id: str, how: How) -> Saved:
    """Write down that the patient has heard it."""
    return closing.hand_back(session, feedback_id, how)


def undo_hand_back(session: Any, feedback_id: str) -> Saved:
    """They have not, after all."""
    return closing.undo_hand_back(session, feedback_id)
