# SPDX-License-Identifier: MIT
"""Reading back without bounds gives what reading strictly gave."""

from typing import Any

import msgspec
import pytest

from coprod_desktop.domain import change, ids
from coprod_desktop.domain.canonical import NotOfType, encode
from coprod_desktop.domain.recalling import recall
from coprod_desktop.domain.records import Choice, Erasure, Record
from coprod_desktop.store import listed
from tests.stores import NOW, action, feedback, meeting

PLACE: dict[str, Any] = {"n": 1, "rev": 1, "parent": b"", "at": NOW, "by": "Hal"}
RECORDS = [
    feedback("Said\nin two lines", site="HMP", themes=("MED.HATCH",), wants_reply=True),
    meeting(),
    action(),
]


@pytest.mark.parametrize("record", RECORDS)
def test_it_is_the_same_change(record: Record) -> None:
    entry = change.make(record, record_id=ids.new_id(), **PLACE)
    read = recall(entry.raw)
    assert isinstance(read, type(entry.change))
    assert encode(read) == entry.raw
    assert listed.words(read.data) == listed.words(record)


def test_so_are_erasures_and_choices() -> None:
    gone = change.make_erasure(
        Erasure(of="feedback", reason="other"), record_id=ids.new_id(), **PLACE
    )
    chosen = change.make_choice(Choice(leaf="A" * 43), record_id=ids.new_id(), **PLACE)
    for entry in (gone, chosen):
        assert encode(recall(entry.raw)) == entry.raw


@pytest.mark.parametrize("raw", [b"", b"{}", b"\xff", msgspec.json.encode({"type": "other"})])
def test_what_is_no_change_is_said_to_be_none(raw: bytes) -> None:
    with pytest.raises(NotOfType):
        recall(raw)
