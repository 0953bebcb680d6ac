# SPDX-License-Identifier: MIT
"""A record's story for people: what each revision changed, and the way back to an earlier one."""

from typing import Literal

import msgspec
from msgspec import Struct

from coprod_desktop.domain import differing
from coprod_desktop.domain.differing import Difference
from coprod_desktop.domain.errors import InvalidValue, UserError
from coprod_desktop.domain.records import Choice, Erasure, Record, RecordType
from coprod_desktop.services.recording import records
from coprod_desktop.services.recording.records import Saved
from coprod_desktop.services.session import SignedIn

Did = Literal["written", "changed", "binned", "taken_back", "chosen", "erased"]


class Step(Struct, frozen=True):
    """One thing that happened to a record. `place` counts from 0, the first; `at` is UTC ms.

    `form` is that of a comment, whose questions the changed answers belong to.
    """

    place: int
    did: Did
    at: int
    by: str
    changed: tuple[Difference, ...] = ()
    form: str = ""


class Story(Struct, frozen=True):
    """All that happened to a record, the newest first. `mine`: it may be revised here."""

    id: str
    type: RecordType
    steps: tuple[Step, ...]
    mine: bool


def told(s: SignedIn, record_id: str) -> Story:
    """A record's story. Raises `RecordNotFound`."""
    events = records.story(s, record_id)
    kind: RecordType = "feedback"
    steps: list[Step] = []
    before: Record | None = None
    for place, event in enumerate(events):
        match event.record:
            case Erasure():
                kind = event.record.of
                steps.append(Step(place, "erased", event.at, event.by))
            case Choice():
                steps.append(Step(place, "chosen", event.at, event.by))
            case record:
                changed = differing.differences(before, record) if before else ()
                told = tuple(each for each in changed if each.field != "binned")
                form = str(getattr(record, "form", ""))
                did = _did(before, record)
                steps.append(Step(place, did, event.at, event.by, told, form))
                before = record
    try:
        stored = records.get(s, record_id)
    except UserError:
        return Story(record_id, kind, tuple(reversed(steps)), mine=False)
    return Story(record_id, stored.type, tuple(reversed(steps)), stored.mine)


def bring_back(s: SignedIn, record_id: str, place: int) -> Saved:
    """Let a record say again, in a new revision, what it said at a `place` of its story.

    One that is not in the bin stays out of it. Raises `InvalidValue`, and as `records.save`.
    """
    events = records.story(s, record_id)
    earlier = events[place].record if 0 <= place < len(events) else None
    if earlier is None or isinstance(earlier, Erasure | Choice):
        raise InvalidValue(what="The record", why="there is no such earlier version of it")
    now: Record = records.get(s, record_id).record
    return records.save(s, msgspec.structs.replace(earlier, binned=now.binned), id=record_id)


def _did(before: Record | None, now: Record) -> Did:
    if before is None:
        return "written"
    if now.binned != before.binned:
        return "binned" if now.binned else "taken_back"
    return "changed"
