# SPDX-License-Identifier: MIT
"""What is made ready of new comments is what would be computed in their turn."""

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from coprod_desktop.domain import change as changes
from coprod_desktop.domain import ids
from coprod_desktop.domain.change import Entry
from coprod_desktop.domain.records import Record
from coprod_desktop.store import listed, tables
from coprod_desktop.store.fresh import batch, fresh
from tests.stores import feedback, meeting

WORDS = st.text(alphabet="abc é\n", max_size=20)
COMMENTS = st.builds(
    lambda good, note, language, day, heard: replace(
        feedback(),
        answers={"what_good": good, "fft_overall": len(good) % 9, "a": note},
        staff_note=note,
        language=language,
        date=datetime.date(2026, 1, 1) + datetime.timedelta(days=day),
        heard_on=datetime.date(2026, 2, 1) if heard else None,
    ),
    *(WORDS, WORDS, st.sampled_from(["", "English", "polski"]), st.integers(0, 400), st.booleans()),
)


def begins(record: Record, rev: int = 1, parent: bytes = b"") -> Entry:
    return changes.make(
        record, n=1, record_id=ids.new_id(), rev=rev, parent=parent, at=1_700_000_000_000, by="Hal"
    )


@given(st.lists(COMMENTS, min_size=1, max_size=4))
def test_rows_and_words_are_those_of_each_comment(comments: list[Record]) -> None:
    entries = [begins(each) for each in comments]
    made = fresh(entries, words=True)
    assert made is not None
    assert made.ids == {entry.change.id for entry in entries}
    arrivals = range(7, 7 + len(entries))
    for arrival, entry, row in zip(arrivals, entries, made.numbered(3, arrivals), strict=True):
        change = entry.change
        pos = tables.position(listed.day(change), arrival)
        own = listed.VALUES["feedback"](change.data)
        assert row == (pos, change.id, arrival, 3, 1, change.at, change.by, *own)
    assert list(made.words) == [listed.words(entry.change.data) for entry in entries]
    assert len(made.rows[0]) + 3 == len(tables.feedback.columns)


@pytest.mark.parametrize(
    "other",
    [
        begins(meeting()),
        begins(feedback(), rev=2, parent=bytes(32)),
        begins(replace(feedback(), binned=True)),
        changes.place(begins(feedback())),
    ],
)
def test_anything_else_among_them_is_weighed_up_in_its_turn(other: Entry) -> None:
    assert batch([begins(feedback()), other], words=True).fresh is None
    assert fresh([]) is None
