# SPDX-License-Identifier: MIT
"""What the notes of a meeting need from those before it, and saving all that they write at once.

Meetings of one kind and wing follow one another: actions are carried over, and the notes of one are
agreed at the next. One-to-ones and projects of a wing are told apart by their titles as well.
"""

import datetime
from typing import Final, Literal

import msgspec
from msgspec import Struct
from sqlalchemy import ColumnElement, select

from coprod_desktop.domain import ids
from coprod_desktop.domain.records import (
    Action,
    Feedback,
    Meeting,
)
from coprod_desktop.services.recording import binning, lists, records
from coprod_desktop.services.recording.lists import ActionRow, FeedbackRow, Query
from coprod_desktop.services.recording.records import Saved, Stored, Wanted
from coprod_desktop.services.session import SignedIn
from coprod_desktop.store import tables

BY_TITLE: Final = frozenset({"one_to_one", "project"})
"""The kinds of which a wing may have several series, told apart by their titles."""
MOST_CARRIED: Final = 200
_MOST_ACTIONS: Final = 500
_m, _a, _f = tables.meeting.c, tables.action.c, tables.feedback.c
OWN: Final = _m.stream.in_(select(tables.stream.c.id).where(tables.stream.c.own))
"""Meetings of this store, and not those that an office took in."""


class Series(Struct, frozen=True):
    """Which meetings follow one another. An empty wing is a series of its own."""

    kind: str
    wing: str = ""
    title: str = ""


class Carried(Struct, frozen=True):
    """An open action of an earlier meeting, due on an ISO date or on none."""

    id: str
    text: str
    owner_role: str
    with_role: str
    due: str
    status: str
    outcome: str
    joint: bool
    meeting: str
    title: str
    date: str


class Earlier(Struct, frozen=True):
    """The last meeting of a series, whose notes nobody has agreed yet."""

    id: str
    title: str
    date: datetime.date


class Comment(Struct, frozen=True):
    """A comment as an agenda item shows it: its first words. `gone`: erased, or in the bin."""

    id: str
    words: str = ""
    slip_code: str = ""
    date: str = ""
    gone: bool = False


class Before(Struct, frozen=True):
    """What a meeting takes over from those before it.

    `last` is the one before it; `earlier` is that too, while nobody has agreed its notes.
    """

    carried: tuple[Carried, ...] = ()
    earlier: Earlier | None = None
    last: str = ""


class Notes(Struct, frozen=True):
    """A saved meeting with all that stands in its notes."""

    stored: Stored
    actions: tuple[Stored, ...]
    comments: tuple[Comment, ...]
    before: Before
    agreed: Earlier | None = None
    agreed_at: Earlier | None = None


class Outcome(Struct, frozen=True):
    """What the meeting says of an action carried over. ``again``: it is carried on."""

    id: str
    status: Literal["again", "done", "cannot"]
    outcome: str = ""
    due: datetime.date | None = None


class Written(Struct, frozen=True):
    """All that one save of a meeting's notes writes; comments and actions as `save_meeting`."""

    meeting: Meeting
    actions: tuple[tuple[Action, str | None], ...] = ()
    feedback: tuple[tuple[Feedback, str], ...] = ()
    outcomes: tuple[Outcome, ...] = ()
    dropped: tuple[str, ...] = ()
    agrees: str = ""


# --- reading -----------------------------------------------------------------------------------


def notes(s: SignedIn, record_id: str) -> Notes:
    """A saved meeting's notes. Raises `RecordNotFound` or `RecordErased`."""
    stored = records.get(s, record_id)
    meeting = stored.record
    if not isinstance(meeting, Meeting):
        return Notes(stored, (), (), Before())
    rows = lists.page(s, "action", Query(meeting=record_id), limit=_MOST_ACTIONS)
    actions = tuple(records.get(s, row.id) for row in reversed(rows))
    said = tuple(each for item in meeting.agenda for each in item.feedback)
    series = Series(meeting.kind, meeting.wing, meeting.title)
    found = before(s, series, meeting.date, record_id) if stored.mine else Before()
    if meeting.status == "agreed":
        found = Before()
    answered = _carried(s, _a.id.in_(meeting.carried)) if meeting.carried else ()
    shown = {each.id for each in answered}
    open_ones = tuple(each for each in found.carried if each.id not in shown)
    return Notes(
        stored,
        actions,
        comments(s, said),
        Before((*answered, *open_ones), found.earlier, found.last),
        _agreed_by(s, record_id),
        _earlier(s, _m.id == meeting.agreed_at) if meeting.agreed_at else None,
    )


def before(s: SignedIn, series: Series, date: datetime.date, record_id: str = "") -> Before:
    """What a meeting of a series on a day takes over; `record_id` is the meeting itself."""
    earlier = _in(series), _m.date <= date.isoformat(), _m.id != record_id
    carried = _carried(s, _a.status == "open", *earlier)
    newest = _earlier(s, *earlier)
    if newest is None:
        return Before(carried)
    meeting = records.get(s, newest.id).record
    if not isinstance(meeting, Meeting) or meeting.status == "agreed":
        return Before(carried, last=newest.id)
    held = meeting.regime != "cancelled"
    return Before(carried, newest if held else None, newest.id)


def comments(s: SignedIn, ids: tuple[str, ...]) -> tuple[Comment, ...]:
    """The comments of these ids, in their order."""
    query = select(_f.id, _f.excerpt, _f.slip_code, _f.date).where(_f.id.in_(ids))
    with s.vault.read() as connection:
        found = {row.id: Comment(*row) for row in connection.execute(query)} if ids else {}
    return tuple(found.get(each, Comment(each, gone=True)) for each in ids)


def find_comments(s: SignedIn, words: str, most: int = 8) -> tuple[Comment, ...]:
    """Comments with a slip's code, or with some words, the newest first; with none the newest."""
    slip = ids.read_slip(words)
    query = Query(slip_code=slip) if slip else Query(words=words)
    rows = lists.page(s, "feedback", query, limit=most)
    return tuple(
        Comment(row.id, row.excerpt, row.slip_code, row.date)
        for row in rows
        if isinstance(row, FeedbackRow)
    )


def actions_of(s: SignedIn, record_id: str) -> tuple[ActionRow, ...]:
    """The actions of a meeting as lists show them, the oldest first."""
    rows = lists.page(s, "action", Query(meeting=record_id), limit=_MOST_ACTIONS)
    return tuple(row for row in reversed(rows) if isinstance(row, ActionRow))


def _in(series: Series) -> ColumnElement[bool]:
    same = (_m.kind == series.kind) & (_m.wing == series.wing)
    return same & (_m.title == series.title) if series.kind in BY_TITLE else same


def _carried(s: SignedIn, *where: ColumnElement[bool]) -> tuple[Carried, ...]:
    query = (
        select(_a.id, _m.title, _m.date)
        .join(tables.meeting, _m.id == _a.meeting)
        .where(OWN, *where)
        .order_by(_a.due == "", _a.due, _a.pos)
        .limit(MOST_CARRIED)
    )
    with s.vault.read() as connection:
        rows = connection.execute(query).all()
    found: list[Carried] = []
    for row in rows:
        action = records.get(s, row.id).record
        if isinstance(action, Action):
            whose = (action.owner_role, action.with_role, str(action.due or ""))
            come = (action.status, action.outcome, action.joint, action.meeting)
            found.append(Carried(row.id, action.text, *whose, *come, row.title, row.date))
    return tuple(found)


def _earlier(s: SignedIn, *where: ColumnElement[bool]) -> Earlier | None:
    query = select(_m.id, _m.title, _m.date).where(OWN, *where).order_by(_m.pos.desc()).limit(1)
    with s.vault.read() as connection:
        row = connection.execute(query).one_or_none()
    return Earlier(row.id, row.title, datetime.date.fromisoformat(row.date)) if row else None


def _agreed_by(s: SignedIn, record_id: str) -> Earlier | None:
    """The meeting whose notes this one agreed: the last of its series before it, if it says so."""
    stored = records.get(s, record_id).record
    if not isinstance(stored, Meeting):
        return None
    series = Series(stored.kind, stored.wing, stored.title)
    dated = _m.date <= stored.date.isoformat()
    found = _earlier(s, _in(series), dated, _m.id != record_id, _m.status == "agreed")
    if found is None:
        return None
    meeting = records.get(s, found.id).record
    return found if isinstance(meeting, Meeting) and meeting.agreed_at == record_id else None


# --- writing -----------------------------------------------------------------------------------


def save(
    s: SignedIn, written: Written, record_id: str | None = None, draft: str | None = None
) -> tuple[Saved, ...]:
    """Write a meeting's notes, with all that was said of carried actions, in one transaction.

    Returns what was saved, the meeting first. Raises as `records.save`.
    """
    actions = list(written.actions)
    for outcome in written.outcomes:
        stored = records.get(s, outcome.id).record
        if isinstance(stored, Action) and (said := _said(stored, outcome)) != stored:
            actions.append((said, outcome.id))
    for dropped in written.dropped:
        stored = records.get(s, dropped).record
        if isinstance(stored, Action):
            actions.append((msgspec.structs.replace(stored, binned=True), dropped))
    return records.save_meeting(
        s,
        written.meeting,
        actions,
        id=record_id,
        draft=draft,
        feedback=written.feedback,
        agrees=_agreeing(s, written) if written.agrees else None,
    )


def undo(s: SignedIn, saved: tuple[str, ...]) -> None:
    """Take back what one `save` wrote: new records to the bin, others as they were before.

    Raises as `records.save`.
    """
    for record_id in reversed(saved):
        binning.undo(s, record_id)


def _said(action: Action, outcome: Outcome) -> Action:
    status = "open" if outcome.status == "again" else outcome.status
    return msgspec.structs.replace(
        action, status=status, outcome=outcome.outcome, due=outcome.due or action.due
    )


def _agreeing(s: SignedIn, written: Written) -> Wanted | None:
    meeting = records.get(s, written.agrees).record
    if not isinstance(meeting, Meeting) or meeting.status == "agreed":
        return None
    on = written.meeting.date
    agreed = msgspec.structs.replace(meeting, status="agreed", agreed_on=on)
    return Wanted(agreed, written.agrees, revises=True)
