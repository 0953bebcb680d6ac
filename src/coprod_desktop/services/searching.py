# SPDX-License-Identifier: MIT
"""Search everywhere at once: the newest matches of every type of record, a slip's comment first."""

import re
from typing import Final

from msgspec import Struct

from coprod_desktop.domain.records import RecordType
from coprod_desktop.services import lists
from coprod_desktop.services.lists import Query, Row
from coprod_desktop.services.session import SignedIn
from coprod_desktop.store import search

LIMIT: Final = 50
"""The most results that are shown of one type."""
MOST: Final = search.NEWEST
"""The most that are counted: so many stands for so many or more."""
_ORDER: Final[tuple[RecordType, ...]] = ("feedback", "meeting", "action", "answer", "complaint")
_SLIP: Final = re.compile(r"^\W*([A-Za-z])\W*([1-9])\W*([1-9])\W*([0-9])\W*$")


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


def slip_code(typed: str) -> str:
    """The slip code that somebody typed in whatever form ("k742", "K7-42"), or nothing."""
    parts = _SLIP.match(typed)
    return f"{parts[1].upper()}{parts[2]}-{parts[3]}{parts[4]}" if parts else ""


def everywhere(s: SignedIn, words: str, limit: int = LIMIT) -> Found:
    """Look for words in everything. Nothing is found for no words."""
    groups: list[Group] = []
    seen: set[int] = set()
    if code := slip_code(words):
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
