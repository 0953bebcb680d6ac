# SPDX-License-Identifier: MIT
"""Complaints: a comment becomes one in a single step, and each goes on step by step to its end.

Staff may begin a complaint and acknowledge it; the other steps are the head's or an
administrator's. What was done is noted in the audit, by the complaint's id and its status alone.
"""

import datetime
from array import array
from collections.abc import Sequence
from typing import Any, Literal

import msgspec
from msgspec import Struct
from sqlalchemy import select

from coprod_desktop.domain import complaints as rules
from coprod_desktop.domain import days, ids
from coprod_desktop.domain.complaints import Clock, Step, StepCode
from coprod_desktop.domain.errors import InvalidValue, RecordErased, RecordNotFound
from coprod_desktop.domain.records import Complaint, Feedback
from coprod_desktop.services.recording import binning, lists, records
from coprod_desktop.services.recording.lists import Query
from coprod_desktop.services.recording.records import Saved, Stored, Wanted
from coprod_desktop.services.session import SignedIn
from coprod_desktop.store import tables

_WHAT = "The complaint"
_STAFF: frozenset[StepCode] = frozenset({"acknowledge"})
_t = tables.complaint.c
_DUE_COLUMNS = (
    *("pos", "id", "date", "how", "wing", "status", "acknowledged_on", "reply_by"),
    *("delay_told_on", "replied_on", "excerpt"),
)


class Case(Struct, frozen=True):
    """A complaint as it stands today: its clocks, the steps that may come, and what it is about.

    `said` are the patient's words of the comment that it came from. `limit` is the last day of the
    twelve months, where it is known.
    """

    stored: Stored
    record: Complaint
    status: str
    clocks: tuple[Clock, ...]
    steps: tuple[StepCode, ...]
    limit: datetime.date | None
    past_limit: bool
    ombudsman_until: datetime.date | None
    said: str = ""


class Due(Struct, frozen=True):
    """A complaint in a list, with its next clock, which is None where nothing has a day."""

    pos: int
    id: str
    received: datetime.date
    wing: str
    status: str
    excerpt: str
    clock: Clock | None
    step: StepCode


def today(s: SignedIn) -> datetime.date:
    """The date here, by the session's clock."""
    return days.here(s.now()).date()


def may(role: str, step: StepCode) -> bool:
    """Whether somebody of a role may take a step."""
    return step in _STAFF or role in {"head", "admin"}


def begin(
    s: SignedIn,
    complaint: Complaint,
    *,
    draft: str | None = None,
) -> Saved:
    """Begin a complaint; the comment that it names becomes one in the same transaction.

    Raises `InvalidValue` where the comment is a complaint already, and otherwise as
    `records.save`.
    """
    if complaint.received > today(s):
        raise InvalidValue(what=_WHAT, why="the day it came is still to come")
    complaint = msgspec.structs.replace(complaint, status=complaint.status or "received")
    made = Wanted(complaint, ids.new_id())
    if not complaint.feedback:
        return records.save_all(s, [made], draft=draft)[0]
    stored = records.get(s, complaint.feedback)
    if not isinstance(stored.record, Feedback):
        raise InvalidValue(what=_WHAT, why="only a comment can become one")
    if of(s, complaint.feedback):
        raise InvalidValue(what=_WHAT, why="this comment became one already")
    if stored.record.kind == "complaint":
        return records.save_all(s, [made], draft=draft)[0]
    comment = msgspec.structs.replace(stored.record, kind="complaint")
    revised = Wanted(comment, stored.id, revises=True)
    # The comment first: what the complaint names is there.
    return records.save_all(s, [revised, made], draft=draft)[1]


def start(s: SignedIn, feedback_id: str) -> Complaint:
    """A complaint as a comment suggests it, for a person to look over; nothing is saved.

    Raises `RecordNotFound`, `RecordErased` or `InvalidValue`.
    """
    record = records.get(s, feedback_id).record
    if not isinstance(record, Feedback):
        raise InvalidValue(what=_WHAT, why="only a comment can become one")
    spoken = {"spoken_to_staff", "peer_rep", "forum", "family"}
    written = {"paper_slip", "paper_at_clinic", "letter", "kiosk_or_tablet", "survey"}
    how = "spoken" if record.channel in spoken else "written" if record.channel in written else ""
    return Complaint(
        received=today(s),
        feedback=feedback_id,
        how=how,
        site=record.site,
        wing=record.wing,
        service=record.service,
        complainant="relative" if record.channel == "family" else "patient",
        status="received",
    )


def of(s: SignedIn, feedback_id: str) -> str:
    """The id of the complaint that a comment became, or nothing."""
    query = select(_t.id).where(_t.feedback == feedback_id).limit(1)
    with s.vault.read() as connection:
        return connection.execute(query).scalar() or ""


def case(s: SignedIn, complaint_id: str) -> Case:
    """A complaint as it stands today. Raises `RecordNotFound`, `RecordErased`, `InvalidValue`."""
    stored = records.get(s, complaint_id)
    record = stored.record
    if not isinstance(record, Complaint):
        raise InvalidValue(what=_WHAT, why=records.OTHER_KIND)
    day = today(s)
    return Case(
        stored=stored,
        record=record,
        status=rules.status(record),
        clocks=rules.clocks(record, day),
        steps=rules.steps(record, day),
        limit=rules.limit(record),
        past_limit=rules.is_past_limit(record),
        ombudsman_until=rules.ombudsman_until(record.replied_on) if record.replied_on else None,
        said=said(s, record.feedback),
    )


def said(s: SignedIn, feedback_id: str) -> str:
    """What the patient said in a comment, or nothing where it is not here any more."""
    if not feedback_id:
        return ""
    try:
        record = records.get(s, feedback_id).record
    except (RecordErased, RecordNotFound):
        return ""
    if not isinstance(record, Feedback):
        return ""
    return "\n".join(each for each in record.answers.values() if isinstance(each, str))


def take(s: SignedIn, complaint_id: str, step: Step, *, draft: str | None = None) -> Saved:
    """Take a complaint a step further.

    Raises `NotAllowed`, `InvalidValue` where the step does not fit, and as `records.save`.
    """
    if step.code not in _STAFF:
        s.needs("head", "admin", what="taking a complaint further than its acknowledgement")
    record = records.get(s, complaint_id).record
    if not isinstance(record, Complaint):
        raise InvalidValue(what=_WHAT, why=records.OTHER_KIND)
    if why := rules.fault(record, step, today(s)):
        raise InvalidValue(what=_WHAT, why=why)
    return records.save(s, rules.taken(record, step), id=complaint_id, draft=draft)


def describe(
    s: SignedIn, complaint_id: str, complaint: Complaint, *, draft: str | None = None
) -> Saved:
    """Say better what a complaint is about; where it stands, and its days, stay as they are.

    Raises as `records.save`.
    """
    record = records.get(s, complaint_id).record
    if not isinstance(record, Complaint):
        raise InvalidValue(what=_WHAT, why=records.OTHER_KIND)
    changed = {name: getattr(complaint, name) for name in _DESCRIBED}
    return records.save(s, msgspec.structs.replace(record, **changed), id=complaint_id, draft=draft)


_DESCRIBED = (
    *("received", "how", "event_on", "known_on", "late_reason", "wing", "service"),
    *("complainant", "subjects", "summary", "handler_role", "reference"),
)


def undo(s: SignedIn, complaint_id: str) -> None:
    """Take the newest step of a complaint back; one that was just begun goes to the bin.

    The comment that it came from is then again of the kind that it was. Raises as `records.save`.
    """
    stored = records.get(s, complaint_id)
    record = stored.record
    if stored.rev > 1 or not isinstance(record, Complaint) or not record.feedback:
        binning.undo(s, complaint_id)
        return
    wanted = [Wanted(msgspec.structs.replace(record, binned=True), complaint_id, revises=True)]
    before = [e.record for e in records.story(s, record.feedback) if isinstance(e.record, Feedback)]
    kinds = [each.kind for each in before]
    if len(kinds) > 1 and kinds[-1] == "complaint":
        comment = msgspec.structs.replace(before[-1], kind=kinds[-2])
        wanted.insert(0, Wanted(comment, record.feedback, revises=True))
    records.save_all(s, wanted)


def due(s: SignedIn) -> tuple[Due, ...]:
    """Every open complaint, the one whose time runs out first before the others."""
    query = select(*(_t[name] for name in _DUE_COLUMNS))
    query = query.where(_t.status.in_(rules.open_statuses()))
    with s.vault.read() as connection:
        rows = connection.execute(query).all()
    found = [_due(row, today(s)) for row in rows]
    found.sort(key=lambda each: (each.clock.by if each.clock else datetime.date.max, each.received))
    return tuple(found)


def listed(s: SignedIn, words: str, show: Literal["open", "over", ""]) -> "tuple[array[int], int]":
    """Positions of the complaints to show, and how many there are in all.

    Open ones come by the clock that runs out first, all others the newest first.
    """
    total = lists.counts(s).complaint
    found = lists.positions(s, "complaint", Query(words=words))
    if not show:
        return found, total
    still_open = [each.pos for each in due(s)]
    if show == "open":
        matching = set(found)
        return array("q", [pos for pos in still_open if pos in matching]), total
    left_out = set(still_open)
    return array("q", [pos for pos in found if pos not in left_out]), total


def rows(s: SignedIn, positions: Sequence[int]) -> tuple[Due, ...]:
    """Complaints at these positions, open or not, with the clocks that run today."""
    day = today(s)
    return tuple(_due(row, day) for row in lists.rows(s, "complaint", positions))


def _due(row: Any, day: datetime.date) -> Due:
    record = Complaint(
        received=datetime.date.fromisoformat(row.date),
        how=row.how,
        status=row.status,
        acknowledged_on=_day(row.acknowledged_on),
        reply_by=_day(row.reply_by),
        delay_told_on=_day(row.delay_told_on),
        replied_on=_day(row.replied_on),
    )
    return Due(
        pos=row.pos,
        id=row.id,
        received=record.received,
        wing=row.wing,
        status=rules.status(record),
        excerpt=row.excerpt,
        clock=rules.next_clock(record, day),
        step=rules.steps(record, day)[0],
    )


def _day(text: str) -> datetime.date | None:
    return datetime.date.fromisoformat(text) if text else None
