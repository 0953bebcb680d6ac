# SPDX-License-Identifier: MIT
"""What the meetings screens ask of the services, on a worker."""

from __future__ import annotations

import datetime
from array import array
from typing import Any, NamedTuple

from coprod_desktop.domain.records import Meeting
from coprod_desktop.services.loop import agendas, meetings
from coprod_desktop.services.loop.agendas import Due, Template
from coprod_desktop.services.loop.meetings import Before, Comment, Notes, Series, Written
from coprod_desktop.services.recording import drafts, lists
from coprod_desktop.services.recording.lists import ActionRow, MeetingRow, Query
from coprod_desktop.services.recording.records import Saved


class Begun(NamedTuple):
    """How notes begin: a meeting as it is proposed, and what it takes over."""

    meeting: Meeting | None
    notes: Notes | None
    before: Before


class Shown(NamedTuple):
    """A meeting beside the list."""

    notes: Notes
    actions: tuple[ActionRow, ...]


def positions(session: Any, query: Query) -> tuple[Query, array[int], int, tuple[Due, ...]]:
    """All meetings that match, newest first, how many there are in all, and what is due."""
    found = lists.positions(session, "meeting", query)
    due = agendas.due(session) if session.kind == "wing" else ()
    return query, found, lists.counts(session).meeting, due


def rows(session: Any, positions: tuple[int, ...]) -> tuple[MeetingRow, ...]:
    """The list's lines at these positions."""
    found = lists.rows(session, "meeting", positions)
    return tuple(row for row in found if isinstance(row, MeetingRow))


def saved_notes(session: Any, record_id: str) -> Begun:
    """A saved meeting's notes."""
    found = meetings.notes(session, record_id)
    return Begun(None, found, found.before)


def new_notes(session: Any, series: Series, date: datetime.date) -> Begun:
    """What a new meeting of a series takes over."""
    return Begun(None, None, meetings.before(session, series, date))


def next_notes(session: Any, after: str, agenda: bool) -> Begun:  # noqa: FBT001 - a worker's call
    """The meeting that follows another, with what it takes over."""
    begun = agendas.following(session, after, agenda=agenda)
    series = Series(begun.kind, begun.wing, begun.title)
    return Begun(begun, None, meetings.before(session, series, begun.date))


def shown(session: Any, record_id: str) -> Shown:
    """A meeting with its actions, to be read."""
    return Shown(meetings.notes(session, record_id), meetings.actions_of(session, record_id))


def find_comments(session: Any, words: str) -> tuple[str, tuple[Comment, ...]]:
    """Comments to link to an item, with the words that they were asked by."""
    return words, meetings.find_comments(session, words)


def templates(session: Any) -> tuple[Template, ...]:
    """All templates, those of this PC first."""
    return (*agendas.own_templates(session), *agendas.built_in())


def keep_template(session: Any, template: Template) -> tuple[Template, ...]:
    """Keep a template; all of them as they are then."""
    agendas.keep_template(session, template)
    return templates(session)


def drop_template(session: Any, name: str) -> tuple[Template, ...]:
    """Keep a template no longer; all of them as they are then."""
    agendas.drop_template(session, name)
    return templates(session)


def save(
    session: Any, written: Written, record_id: str | None, draft: str | None
) -> tuple[Saved, ...]:
    """Save a meeting's notes with all that they write, in one transaction."""
    return meetings.save(session, written, record_id, draft)


def undo(session: Any, saved: tuple[str, ...]) -> None:
    """Take back what one save wrote."""
    meetings.undo(session, saved)


def draft(session: Any, draft_id: str) -> drafts.Draft | None:
    """One of this person's drafts, or None when it is gone."""
    return next((each for each in drafts.mine(session) if each.id == draft_id), None)
