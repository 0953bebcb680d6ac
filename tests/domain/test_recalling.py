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
from tests.stores import NOW, action, feedback, meeting, run

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


FIRST_AT_ONCE = """
import datetime, sys, threading
from coprod_desktop.domain import bulk, change, recalling
from coprod_desktop.domain.records import Feedback
said = Feedback(date=datetime.date(2026, 6, 4), form="f", answers={}, channel="paper_slip")
about = {"record_id": "01902d6e-4c5a-7000-8000-000000000000", "parent": b"", "by": "Nia"}
raw = change.make(said, n=1, rev=1, at=1, **about).raw
sys.setswitchinterval(1e-6)
found = []
def read():
    together.wait()
    reader = bulk.BulkReader()
    both = (reader.read(raw).change, reader.read(raw).change, recalling.recall(raw))
    found.append([each.data.date for each in both])
for _ in range(12):
    for cached in (recalling._twin, recalling._decoder, bulk._decoder, bulk._repeated):
        cached.cache_clear()
    together = threading.Barrier(4)
    threads = [threading.Thread(target=read) for _ in range(4)]
    for each in threads: each.start()
    for each in threads: each.join()
assert found == 4 * 12 * [3 * [said.date]]
"""


def test_threads_that_are_the_first_to_read_do_not_meet_half_a_type() -> None:
    """An import reads two bundles at once; without care the program crashes now and then."""
    run(FIRST_AT_ONCE)
