# SPDX-License-Identifier: MIT
"""Lists of any length: all positions at once as plain integers, rows only for what is seen."""

import datetime
import functools
from array import array
from collections.abc import Sequence
from typing import Any, Literal

import msgspec
from msgspec import Struct
from sqlalchemy import (
    ColumnElement,
    CursorResult,
    Select,
    Table,
    exists,
    func,
    literal,
    literal_column,
    select,
)

from coprod_desktop.domain.change import RecordType
from coprod_desktop.services.books import acknowledging, indexing
from coprod_desktop.services.session import SignedIn
from coprod_desktop.store import search, tables
from coprod_desktop.store.within import Within

_IN_BATCH = 500


class Query(Struct, frozen=True):
    """What a list shows; an empty field does not filter. Dates are ISO, both ends included.

    `answered`: whether a comment has an answer. `hand_back`: an answer that its patient waits for
    and has not heard. `due_to`: the last day that an action's due date may be. A field that a
    type of record does not have filters nothing.
    """

    words: str = ""
    date_from: str = ""
    date_to: str = ""
    site: str = ""
    wing: str = ""
    service: str = ""
    channel: str = ""
    kind: str = ""
    status: str = ""
    fft: int = 0
    theme: str = ""
    who_can_fix: str = ""
    escalation: str = ""
    slip_code: str = ""
    answered: Literal["", "yes", "no"] = ""
    wants_reply: bool = False
    hand_back: bool = False
    owner_role: str = ""
    due_to: str = ""
    meeting: str = ""
    feedback: str = ""


class FeedbackRow(Struct, frozen=True):
    """One line of the feedback list."""

    pos: int
    id: str
    date: str
    site: str
    wing: str
    service: str
    channel: str
    kind: str
    fft: int | None
    excerpt: str
    themes: tuple[str, ...]
    who_can_fix: str
    wants_reply: bool
    slip_code: str
    status: str
    escalation: str
    heard_on: str
    answered: str
    rev: int
    at: int
    by: str


class MeetingRow(Struct, frozen=True):
    """One line of the list of meetings."""

    pos: int
    id: str
    date: str
    kind: str
    title: str
    site: str
    wing: str
    patients_present: int
    actions_open: int
    status: str
    next_date: str
    repeats: str
    rev: int
    at: int
    by: str


class ActionRow(Struct, frozen=True):
    """One line of the list of actions."""

    pos: int
    id: str
    text: str
    owner_role: str
    with_role: str
    due: str
    status: str
    joint: bool
    lever: str
    meeting: str
    feedback: str
    site: str
    wing: str
    rev: int
    at: int
    by: str


class AnswerRow(Struct, frozen=True):
    """One answer to a comment."""

    pos: int
    id: str
    date: str
    feedback: str
    action: str
    lever: str
    text: str
    rev: int
    at: int
    by: str


class ComplaintRow(Struct, frozen=True):
    """One line of the list of complaints; its dates are ISO, or empty."""

    pos: int
    id: str
    date: str
    site: str
    wing: str
    feedback: str
    how: str
    subjects: tuple[str, ...]
    status: str
    acknowledged_on: str
    reply_by: str
    delay_told_on: str
    replied_on: str
    outcome: str
    handler_role: str
    excerpt: str
    rev: int
    at: int
    by: str


class RollRow(Struct, frozen=True):
    """How many people lived on a wing in the month that begins on a date (ISO)."""

    pos: int
    id: str
    date: str
    site: str
    wing: str
    number: int
    rev: int
    at: int
    by: str


class NoticeRow(Struct, frozen=True):
    """A notice of the office; its first and last day are ISO. `of` is set in a wing's copy."""

    pos: int
    id: str
    date: str
    until: str
    site: str
    wing: str
    title: str
    text: str
    of: str
    rev: int
    at: int
    by: str


Row = FeedbackRow | MeetingRow | ActionRow | AnswerRow | ComplaintRow | RollRow | NoticeRow


class Counts(Struct, frozen=True):
    """How much the store holds, and how many of its own changes the office has not confirmed."""

    feedback: int
    meeting: int
    action: int
    answer: int
    complaint: int
    roll: int
    notice: int
    unsent: int


EVERYTHING = Query()


def positions(s: SignedIn, kind: RecordType, query: Query = EVERYTHING) -> "array[int]":
    """Positions of all records that match, newest first; with words, of the newest thousand."""
    searched = bool(search.terms(query.words))
    found: list[int] = []
    with s.vault.read() as connection:
        for newest in (search.NEWEST, search.LOOKED_AT):
            found = _integers(connection.execute(*_statement(kind, query, 0, newest)))
            if len(found) >= search.NEWEST or not searched:
                break
    # Sorting integers here costs less than making SQLite read whole rows in order.
    newest_first = sorted(found, reverse=True)
    return array("q", newest_first[: search.NEWEST] if searched else newest_first)


def _integers(result: CursorResult[Any]) -> list[int]:
    """One column of integers at the driver's speed, three times SQLAlchemy's for a long list."""
    cursor = result.cursor
    found = [row[0] for row in cursor.fetchall()] if cursor is not None else []
    result.close()
    return found


def page(
    s: SignedIn, kind: RecordType, query: Query = EVERYTHING, *, limit: int = 50
) -> tuple[Row, ...]:
    """The newest rows that match: a list's first screenful."""
    with s.vault.read() as connection:
        # The newest few matches mostly fill the page; filters may call for many more.
        for newest in (2 * limit, search.NEWEST, search.LOOKED_AT):
            found = connection.execute(*_statement(kind, query, limit, newest)).all()
            if len(found) >= limit or not query.words:
                break
    return tuple([_row(kind, row) for row in found])


def _statement(
    kind: RecordType, query: Query, limit: int, newest: int
) -> tuple[Select[Any], dict[str, Any]]:
    if not search.terms(query.words):
        # Punctuation alone asks for nothing in particular.
        return _select(kind, msgspec.structs.replace(query, words=""), limit), {}
    shape = msgspec.structs.replace(query, words="…")
    words = {"the_words": search.query(query.words), "newest": newest}
    return _select(kind, shape, limit), words


@functools.lru_cache(maxsize=64)
def _select(kind: RecordType, query: Query, limit: int) -> Select[Any]:
    """The statement for a list: its positions alone, or with a limit its first rows.

    Kept, because building it costs more than running it.
    """
    table = tables.PROJECTIONS[kind]
    wanted = _SELECTS[kind] if limit else select(table.c.pos)
    if query.words:
        wanted = wanted.where(search.matching(table.c.arrival))
    wanted = _filtered(wanted, table, query)
    return wanted.order_by(table.c.pos.desc()).limit(limit) if limit else wanted


def _filtered(wanted: Select[Any], table: Table, query: Query) -> Select[Any]:
    columns = table.c
    if query.date_from:
        first = datetime.date.fromisoformat(query.date_from).toordinal()
        wanted = wanted.where(columns.pos >= tables.position(first, 0))
    if query.date_to:
        beyond = datetime.date.fromisoformat(query.date_to).toordinal() + 1
        wanted = wanted.where(columns.pos < tables.position(beyond, 0))
    for name in _EXACT:
        value = getattr(query, name)
        if value and name in columns:
            wanted = wanted.where(columns[name] == value)
    if query.slip_code and "slip_code" in columns:
        # Said in so many words, so that the index of slips alone can be used.
        wanted = wanted.where(columns.slip_code != literal_column("''"))
    if query.theme and "themes" in columns:
        wanted = wanted.where(Within(";" + columns.themes, literal(";" + query.theme)))
    if query.due_to and "due" in columns:
        wanted = wanted.where(columns.due != "", columns.due <= query.due_to)
    return _of_feedback(wanted, columns, query) if table is tables.feedback else wanted


def _of_feedback(wanted: Select[Any], columns: Any, query: Query) -> Select[Any]:
    if query.answered:
        wanted = wanted.where(_ANSWERED if query.answered == "yes" else ~_ANSWERED)
    if query.wants_reply:
        wanted = wanted.where(columns.wants_reply)
    if query.hand_back:
        wanted = wanted.where(columns.wants_reply, _UNHEARD)
    return wanted


def rows(s: SignedIn, kind: RecordType, wanted: Sequence[int]) -> tuple[Row, ...]:
    """The rows at these positions, in their order; a position that is gone is left out."""
    table = tables.PROJECTIONS[kind]
    found: dict[int, Row] = {}
    with s.vault.read() as connection:
        for start in range(0, len(wanted), _IN_BATCH):
            some = list(wanted[start : start + _IN_BATCH])
            for row in connection.execute(_SELECTS[kind].where(table.c.pos.in_(some))).all():
                found[row[0]] = _row(kind, row)
    return tuple(found[pos] for pos in wanted if pos in found)


_OPEN_ACTIONS = (
    select(func.count())
    .where(tables.action.c.meeting == tables.meeting.c.id, tables.action.c.status == "open")
    .scalar_subquery()
)


_EXACT = (
    *("site", "wing", "service", "channel", "kind", "status", "fft", "who_can_fix", "escalation"),
    *("slip_code", "owner_role", "meeting", "feedback"),
)
_ANSWERS = tables.answer.c.feedback == tables.feedback.c.id
_ANSWERED = exists().where(_ANSWERS)
_UNHEARD = exists().where(_ANSWERS, tables.answer.c.date > tables.feedback.c.heard_on)
# When the newest answer was given, or nothing: what a line shows of it.
_ANSWERED_ON = (
    select(func.coalesce(func.max(tables.answer.c.date), "")).where(_ANSWERS).scalar_subquery()
)
_COMPUTED: dict[str, ColumnElement[Any]] = {"actions_open": _OPEN_ACTIONS, "answered": _ANSWERED_ON}


def _columns(kind: RecordType) -> Select[Any]:
    """The columns of a row type, by its fields' names: the two cannot drift apart."""
    columns = {**_COMPUTED, **dict(tables.PROJECTIONS[kind].c.items())}
    return select(*(columns[name] for name in _ROW_TYPES[kind].__struct_fields__))


def _row(kind: RecordType, row: Sequence[Any]) -> Row:
    values = list(row)
    if (several := _SEVERAL.get(kind)) is not None:
        values[several] = tuple(values[several].split(";")) if values[several] else ()
    return _ROW_TYPES[kind](*values)


_ROW_TYPES: dict[RecordType, type[Row]] = {
    "feedback": FeedbackRow,
    "meeting": MeetingRow,
    "action": ActionRow,
    "answer": AnswerRow,
    "complaint": ComplaintRow,
    "roll": RollRow,
    "notice": NoticeRow,
}
_SELECTS = {kind: _columns(kind) for kind in _ROW_TYPES}
_SEVERAL = {
    "feedback": FeedbackRow.__struct_fields__.index("themes"),
    "complaint": ComplaintRow.__struct_fields__.index("subjects"),
}


def search_behind(s: SignedIn) -> int:
    """How many changes a search may not find yet, because an import has just brought them."""
    return indexing.behind(s)


def counts(s: SignedIn) -> Counts:
    """How many records the store holds, and how many changes still have to reach the office."""
    with s.vault.read() as connection:
        numbers = {
            kind: connection.execute(select(func.count()).select_from(table)).scalar_one()
            for kind, table in tables.PROJECTIONS.items()
        }
        unsent = s.own_stream(connection).head - acknowledging.acknowledged(connection, s.epoch)
    return Counts(**numbers, unsent=unsent)
