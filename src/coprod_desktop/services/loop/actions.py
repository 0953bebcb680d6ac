# SPDX-License-Identifier: MIT
"""Actions across meetings and comments: the board of them, and what is due."""

import datetime
from array import array
from collections.abc import Iterable
from typing import Any, Literal

import msgspec
from msgspec import Struct
from sqlalchemy import func, select

from coprod_desktop.domain.errors import InvalidValue
from coprod_desktop.domain.records import Action
from coprod_desktop.services.recording import lists, records
from coprod_desktop.services.recording.lists import ActionRow, Query
from coprod_desktop.services.recording.records import Saved
from coprod_desktop.services.session import SignedIn
from coprod_desktop.store import tables

Column = Literal["overdue", "open", "done", "cannot"]
COLUMNS: tuple[Column, ...] = ("overdue", "open", "done", "cannot")
_WHAT = "The action"
_t = tables.action.c
_NO_DATE = "9999"


class Filter(Struct, frozen=True):
    """Which actions a board shows; an empty field does not filter."""

    words: str = ""
    owner_role: str = ""
    wing: str = ""
    joint: bool = False
    source: Literal["", "meeting", "feedback"] = ""
    meeting: str = ""
    feedback: str = ""


class Board(Struct, frozen=True):
    """Positions of actions by column, as they are shown, and who has any; `total` counts all.

    Overdue and open ones come by the day they are due, those without a day last; the others the
    newest first.
    """

    columns: "dict[Column, array[int]]"
    owners: tuple[str, ...]
    wings: tuple[str, ...]
    total: int


class Due(Struct, frozen=True):
    """Open actions that are due: the first of them, and how many are overdue or soon due."""

    first: tuple[ActionRow, ...]
    overdue: int
    soon: int


EVERYTHING = Filter()


def board(s: SignedIn, today: datetime.date, shown: Filter = EVERYTHING) -> Board:
    """All actions that a filter shows, by column."""
    query = select(_t.pos, _t.status, _t.due, _t.owner_role, _t.wing, _t.joint, _t.meeting)
    with s.vault.read() as connection:
        rows = connection.execute(query.add_columns(_t.feedback)).all()
    words = shown.words
    matching = set(lists.positions(s, "action", Query(words=words))) if words.strip() else None
    found: dict[Column, list[tuple[str, int]]] = {column: [] for column in COLUMNS}
    day = today.isoformat()
    for row in rows:
        if (matching is None or row.pos in matching) and _is_shown(row, shown):
            column = "overdue" if row.status == "open" and "" < row.due < day else row.status
            found[column].append((row.due or _NO_DATE, row.pos))
    for column, each in found.items():
        each.sort(reverse=column in {"done", "cannot"})
    return Board(
        {column: array("q", [pos for _, pos in each]) for column, each in found.items()},
        _sorted(row.owner_role for row in rows),
        _sorted(row.wing for row in rows),
        len(rows),
    )


def _is_shown(row: Any, shown: Filter) -> bool:
    return (
        (not shown.owner_role or row.owner_role == shown.owner_role)
        and (not shown.wing or row.wing == shown.wing)
        and (not shown.joint or row.joint)
        and (not shown.source or bool(getattr(row, shown.source)))
        and (not shown.meeting or row.meeting == shown.meeting)
        and (not shown.feedback or row.feedback == shown.feedback)
    )


def _sorted(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted({name for name in names if name}, key=str.casefold))


def due(s: SignedIn, today: datetime.date, until: datetime.date, most: int) -> Due:
    """Open actions that are due by a day, the earliest first."""
    is_due = (_t.status == "open", _t.due > "", _t.due <= until.isoformat())
    first = select(_t.pos).where(*is_due).order_by(_t.due, _t.pos).limit(most)
    count = select(func.count()).where(*is_due)
    with s.vault.read() as connection:
        positions = connection.execute(first).scalars().all()
        all_due = connection.execute(count).scalar_one()
        late = connection.execute(count.where(_t.due < today.isoformat())).scalar_one()
    rows = lists.rows(s, "action", positions)
    shown = tuple(row for row in rows if isinstance(row, ActionRow))
    return Due(shown, late, all_due - late)


def move(s: SignedIn, action_id: str, status: str, outcome: str) -> Saved:
    """Change how far an action has come; what came of it is said for all but an open one.

    Raises `InvalidValue` where that is missing, and otherwise as `records.save`.
    """
    record = records.get(s, action_id).record
    if not isinstance(record, Action):
        raise InvalidValue(what=_WHAT, why=records.OTHER_KIND)
    if status != "open" and not outcome.strip():
        raise InvalidValue(what=_WHAT, why="it does not say what came of it")
    changed = {"status": status, "outcome": outcome}
    moved = msgspec.convert({**msgspec.to_builtins(record), **changed}, Action)
    return records.save(s, moved, id=action_id)


def links(s: SignedIn, action: Action) -> tuple[str, str]:
    """What a meeting and a comment are called that an action comes from; empty where there is none.

    The comment's is the beginning of what its patient said.
    """
    with s.vault.read() as connection:
        m, f = tables.meeting.c, tables.feedback.c
        title = connection.execute(select(m.title).where(m.id == action.meeting)).scalar()
        said = connection.execute(select(f.excerpt).where(f.id == action.feedback)).scalar()
    return title or "", said or ""
