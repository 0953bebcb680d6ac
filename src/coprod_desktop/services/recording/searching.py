# SPDX-License-Identifier: MIT
"""Search everywhere at once: the newest matches of every type of record, a slip's comment first.

Evidence on paper names a record by the beginning of its id: that is found as well.
"""

import re
from typing import Final

from msgspec import Struct
from sqlalchemy import select

from coprod_desktop.domain import ids
from coprod_desktop.domain.records import RecordType
from coprod_desktop.services.recording import lists
from coprod_desktop.services.recording.lists import Query, Row
from coprod_desktop.services.session import SignedIn
from coprod_desktop.store import search, tables

LIMIT: Final = 50
"""The most results that are shown of one type."""
MOST: Final = search.NEWEST
"""The most that are counted: so many stands for so many or more."""
_ORDER: Final[tuple[RecordType, ...]] = ("feedback", "meeting", "action", "answer", "complaint")
_ID: Final = re.compile(r"^\W*([0-9a-f]{8}-[0-9a-f]{4}[0-9a-f-]{0,23})\W*$", re.IGNORECASE)
_FIRST: Final = "00000000-0000-0000-0000-000000000000"
_LAST: Final = _FIRST.replace("0", "f")


class Group(Struct, frozen=True):
    """The newest results of one type; `found` is how many there are, `MOST` for so many or more.

    `slip` is the code of the slip whose comment this is, in a group of its own.
    """

    type: RecordType
    rows: tuple[Row, ...]
    found: int
    slip: str = ""


class Found(Struct, frozen=True):
    """What was found for the words; a type with nothing is left out."""

    words: str
    groups: tuple[Group, ...]


def everywhere(s: SignedIn, words: str, limit: int = LIMIT) -> Found:
    """Look for words in everything, or for the beginning of an id. No words find nothing."""
    if named := _by_id(s, words, limit):
        return Found(words, named)
    groups: list[Group] = []
    seen: set[int] = set()
    if code := ids.read_slip(words):
        slips = lists.positions(s, "feedback", Query(slip_code=code))
        rows = lists.rows(s, "feedback", slips[:limit])
        seen = set(slips)
        if rows:
            groups.append(Group("feedback", rows, len(slips), code))
    if search.terms(words):
        for kind in _ORDER:
            positions = lists.positions(s, kind, Query(words=words))
            if kind == "feedback" and seen:
                positions = type(positions)("q", [pos for pos in positions if pos not in seen])
            if positions:
                shown = lists.rows(s, kind, positions[:limit])
                groups.append(Group(kind, shown, len(positions)))
    return Found(words, tuple(groups))


def _by_id(s: SignedIn, typed: str, limit: int) -> tuple[Group, ...]:
    """The records whose ids begin as was typed, with thirteen letters or more."""
    parts = _ID.match(typed)
    if parts is None:
        return ()
    start = parts[1].lower()
    # Whole ids at both ends: the order of parts of them is another in each language's sorting.
    ends = (start + _FIRST[len(start) :], start + _LAST[len(start) :])
    groups: list[Group] = []
    for kind in _ORDER:
        t = tables.PROJECTIONS[kind].c
        query = select(t.pos).where(t.id.between(*ends)).order_by(t.pos.desc()).limit(MOST)
        with s.vault.read() as connection:
            positions = connection.execute(query).scalars().all()
        if positions:
            groups.append(Group(kind, lists.rows(s, kind, positions[:limit]), len(positions)))
    return tuple(groups)
