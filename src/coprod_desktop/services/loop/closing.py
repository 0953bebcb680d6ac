# SPDX-License-Identifier: MIT
"""Closing the loop: every comment is answered, and whoever wanted to hear of it has heard.

An answer is *told*, *changed*, *asked* or *cannot, because*; answers of the office count as those
of the wing do. Times are of comments, never of persons.
"""

import datetime
import statistics
from typing import Any, Literal

import msgspec
from msgspec import Struct
from sqlalchemy import Select, exists, func, select

from coprod_desktop.domain import days, ids
from coprod_desktop.domain.errors import InvalidValue
from coprod_desktop.domain.records import Feedback
from coprod_desktop.services.recording import binning, records
from coprod_desktop.services.recording.records import Saved
from coprod_desktop.services.session import SignedIn
from coprod_desktop.store import tables

How = Literal["spoken", "slip", "letter", "peer_rep", "poster"]
_WHAT = "That it was handed back"
_f, _a, _stream = tables.feedback.c, tables.answer.c, tables.stream.c


class Said(Struct, frozen=True):
    """An answer in words that its patient hears."""

    id: str
    lever: str
    text: str
    date: datetime.date


class Reply(Struct, frozen=True):
    """A comment with its answers, the newest first; `heard_on` is when its patient last heard."""

    feedback: str
    date: datetime.date
    wing: str
    slip_code: str
    said: str
    heard_on: datetime.date | None
    answers: tuple[Said, ...]


class Waiting(Struct, frozen=True):
    """How many replies wait to be handed back, and the oldest of them."""

    number: int
    oldest: tuple[Reply, ...]


class Unanswered(Struct, frozen=True):
    """How many comments have no answer, and which of them has waited longest."""

    number: int
    oldest: datetime.date | None = None
    oldest_id: str = ""


class Wait(Struct, frozen=True):
    """Days from a comment to its first answer, for first answers that were given in a period."""

    answered: int
    median: float
    longest: int


_REPLY = (_f.id, _f.date, _f.wing, _f.slip_code, _f.excerpt, _f.heard_on)
_SAID = (_a.id.label("answer"), _a.lever, _a.text, _a.date.label("said_on"))
# Only those who want a reply are looked at: few do, and they have an index of their own.
_WAITS = (_f.wants_reply, exists().where(_a.feedback == _f.id, _a.date > _f.heard_on))


def to_hand_back(s: SignedIn) -> tuple[Reply, ...]:
    """Comments of this PC whose patient waits for an answer that is there, by wing, oldest first.

    Only answers that are newer than what was last heard.
    """
    query = _answered().where(_f.pos.in_(_which(s)), _a.date > _f.heard_on)
    return _replies(s, query.order_by(_f.wing, _f.pos, _a.at.desc()))


def waiting(s: SignedIn, most: int) -> Waiting:
    """How many replies there are to hand back, and the oldest of them."""
    with s.vault.read() as connection:
        found = sorted(connection.execute(_which(s)).scalars())
    query = _answered().where(_f.pos.in_(found[:most]), _a.date > _f.heard_on)
    replies = _replies(s, query.order_by(_f.pos, _a.at.desc())) if found else ()
    return Waiting(len(found), replies)


def _which(s: SignedIn) -> Select[int]:
    ours = select(_stream.id).where(_stream.device == s.device)
    return select(_f.pos).where(*_WAITS, _f.stream.in_(ours))


def by_slip(s: SignedIn, typed: str) -> tuple[Reply, ...]:
    """The comments of a slip's code, the newest first, with all their answers.

    Codes repeat after some years: there may be several. Empty where the code is none.
    """
    code = ids.read_slip(typed, by_hand=True)
    if not code:
        return ()
    query = _answered(outer=True).where(_f.slip_code != "", _f.slip_code == code)
    return _replies(s, query.order_by(_f.pos.desc(), _a.at.desc()))


def hand_back(s: SignedIn, feedback_id: str, how: How) -> Saved:
    """Write down that a comment's patient has heard its answer, today and in this way.

    Raises `InvalidValue` where there is no answer to hear, and otherwise as `records.save`.
    """
    record = records.get(s, feedback_id).record
    if not isinstance(record, Feedback):
        raise InvalidValue(what=_WHAT, why="only a comment has an answer")
    with s.vault.read() as connection:
        answered = connection.execute(select(exists().where(_a.feedback == feedback_id))).scalar()
    if not answered:
        raise InvalidValue(what=_WHAT, why="the comment has no answer yet")
    heard = msgspec.structs.replace(record, heard_on=today(s), heard_how=how, status="answered")
    return records.save(s, heard, id=feedback_id)


def undo_hand_back(s: SignedIn, feedback_id: str) -> Saved:
    """The patient has not heard it after all. Raises as `binning.undo`."""
    return binning.undo(s, feedback_id)


def today(s: SignedIn) -> datetime.date:
    """The date here, by the session's clock."""
    return days.here(s.now()).date()


def unanswered(s: SignedIn) -> Unanswered:
    """Comments that nobody has answered: no answer, no lever, and not marked as answered."""
    answered = select(_a.feedback).where(_a.feedback == _f.id).exists()
    query = select(func.count(), func.min(_f.pos)).where(tables.UNANSWERED, ~answered)
    with s.vault.read() as connection:
        number, oldest = connection.execute(query).one()
        if not number:
            return Unanswered(0)
        row = connection.execute(select(_f.id, _f.date).where(_f.pos == oldest)).one()
    return Unanswered(number, datetime.date.fromisoformat(row.date), row.id)


def time_to_answer(s: SignedIn, first: datetime.date, last: datetime.date) -> Wait | None:
    """How long first answers took that were given from `first` to `last`; None where none was."""
    start, end = (tables.position(day.toordinal(), 0) for day in (first, last))
    end += 1 << tables.ORDER_BITS
    earlier = tables.answer.alias("earlier").c
    query = (
        select(_f.date, func.min(_a.date).label("answered"))
        .join(tables.feedback, _f.id == _a.feedback)
        .where(_a.pos >= start, _a.pos < end)
        .where(~exists().where(earlier.feedback == _a.feedback, earlier.pos < start))
        .group_by(_a.feedback, _f.date)
    )
    with s.vault.read() as connection:
        rows = connection.execute(query).all()
    from_iso = datetime.date.fromisoformat
    # A clock may have been wrong: nobody answered before anything was said.
    days = [max((from_iso(row.answered) - from_iso(row.date)).days, 0) for row in rows]
    return Wait(len(days), statistics.median(days), max(days)) if days else None


def _answered(*, outer: bool = False) -> Select[*tuple[Any, ...]]:
    joined = tables.feedback.join(tables.answer, _a.feedback == _f.id, isouter=outer)
    return select(*_REPLY, *_SAID).select_from(joined)


def _replies(s: SignedIn, query: Select[*tuple[Any, ...]]) -> tuple[Reply, ...]:
    with s.vault.read() as connection:
        rows = connection.execute(query).all()
    found: dict[str, tuple[Any, list[Said]]] = {}
    for row in rows:
        _, said = found.setdefault(row.id, (row, []))
        if row.answer:
            date = datetime.date.fromisoformat(row.said_on)
            said.append(Said(row.answer, row.lever, row.text, date))
    return tuple(
        Reply(
            row.id,
            datetime.date.fromisoformat(row.date),
            row.wing,
            row.slip_code,
            row.excerpt,
            datetime.date.fromisoformat(row.heard_on) if row.heard_on else None,
            tuple(said),
        )
        for row, said in found.values()
    )
