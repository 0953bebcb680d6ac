# SPDX-License-Identifier: MIT
"""A meeting's notes as a paper for others: in full, or as one page in Easy Read."""

from collections.abc import Iterator
from typing import Final

from coprod_desktop.domain.document import Document
from coprod_desktop.domain.errors import InvalidValue, RecordErased, RecordNotFound
from coprod_desktop.domain.records import Action, Meeting
from coprod_desktop.services.papers import easy_minutes, full_minutes, looking_over
from coprod_desktop.services.papers.looking_over import Concern
from coprod_desktop.services.papers.meeting_parts import Choice, Line, Source
from coprod_desktop.services.recording import lists, records
from coprod_desktop.services.recording.lists import ActionRow, Query
from coprod_desktop.services.session import SignedIn

_MOST: Final = 500


def source(s: SignedIn, meeting_id: str) -> Source:
    """All that the minutes of a meeting are made of.

    Raises `RecordNotFound`, `RecordErased`, or `InvalidValue` where the record is no meeting.
    """
    meeting = records.get(s, meeting_id).record
    if not isinstance(meeting, Meeting):
        raise InvalidValue(what="The minutes", why="only a meeting has minutes")
    rows = lists.page(s, "action", Query(meeting=meeting_id), limit=_MOST)
    own = [row.id for row in reversed(rows) if isinstance(row, ActionRow)]
    return Source(
        meeting,
        tuple(line for each in own for line in _line(s, each, meeting)),
        tuple(line for each in meeting.carried for line in _line(s, each, None)),
    )


def _line(s: SignedIn, action_id: str, meeting: Meeting | None) -> Iterator[Line]:
    """An action, unless it is gone, and whether the item that it came of is private."""
    try:
        action = records.get(s, action_id).record
        if not isinstance(action, Action) or action.binned:
            return
        if meeting is None and action.meeting:
            first = records.get(s, action.meeting).record
            meeting = first if isinstance(first, Meeting) else None
    except (RecordNotFound, RecordErased):
        return
    place = action.agenda_item - 1
    items = meeting.agenda if meeting is not None else ()
    yield Line(action, 0 <= place < len(items) and items[place].confidential)


def made(found: Source, choice: Choice = Choice()) -> Document:  # noqa: B008 - a frozen value
    """The paper: the full minutes, or one page in Easy Read."""
    return (easy_minutes if choice.easy_read else full_minutes).made(found, choice)


def concerns(found: Source, choice: Choice) -> tuple[Concern, ...]:
    """What to look at first, before the paper is given to others: it may tell who somebody is."""
    seen = list(looking_over.concerns(made(found, choice)))
    if choice.easy_read and found.private and not choice.confidential and found.meeting.easy_read:
        why = "Check that no line tells of what was private."
        seen.append(Concern(found.meeting.title, why, "private"))
    return tuple(dict.fromkeys(seen))
