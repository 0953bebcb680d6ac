# SPDX-License-Identifier: MIT
"""Reading in bulk lets nothing through that strict reading refuses, and refuses nothing else."""

import json
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from coprod_desktop.domain import bulk, canonical, change, ids
from coprod_desktop.domain.bulk import BulkReader
from coprod_desktop.domain.canonical import NotCanonical, NotOfType
from coprod_desktop.domain.records import Record
from tests.stores import NOW, action, feedback, meeting

SHORT: dict[str, Any] = {"site": "HMP Oakmere", "wing": "B", "themes": ("MED.HATCH",)}


def raw_of(record: Record, **other: Any) -> bytes:
    place: dict[str, Any] = {"n": 1, "rev": 1, "parent": b"", "at": NOW, "by": "Nia"}
    place |= {"record_id": ids.new_id(), **other}
    return change.make(record, **place).raw


def primed() -> BulkReader:
    """A reader that has met a comment of this site, wing and theme, of revision 1 and of 2."""
    reader = BulkReader()
    reader.read(raw_of(feedback(**SHORT)))
    reader.read(raw_of(feedback(answers={"fft_overall": 3}, **SHORT)))
    return reader


READER = primed()
LIKE_IT = raw_of(feedback("Other words", answers={"fft_overall": 5}, **SHORT), parent=b"p" * 32)
TREE = json.loads(LIKE_IT)
ANYTHING = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(2**60), 2**60),
    st.text(max_size=250),
    st.sampled_from(["a\nb", "x" * 201, "2026-02-30", "", "MED", "ABCD", "é", "e\u0301", "\u202e"]),
    st.lists(st.sampled_from(["MED.HATCH", "med", "MED.HATCH\n", ""]), max_size=25),
    st.dictionaries(st.text(max_size=40), st.integers(0, 200) | st.text(max_size=9), max_size=4),
)
DATA = sorted(TREE["data"])
BULK_FIELDS = ["staff_note", "slip_code", "language", "reference", "written_by", "lever", "x"]


def verdict(read: Any, raw: bytes) -> tuple[type, str] | bytes:
    try:
        return canonical.encode(read(raw).change)
    except (NotCanonical, NotOfType) as error:
        return type(error), str(error)


@given(st.sampled_from([*sorted(TREE), "x"]), ANYTHING)
@example("at", -1)
@example("n", 0)
@example("n", 2**53)
@example("rev", 0)
@example("id", TREE["id"].upper())
@example("salt", TREE["salt"][:-1] + "B")
@example("parent", TREE["parent"][:-1])
@example("by", "Nia\nRoberts")
def test_any_field_of_a_change(name: str, value: object) -> None:
    raw = canonical.encode({**TREE, name: value})
    assert verdict(READER.read, raw) == verdict(change.read, raw)


@given(st.sampled_from([*DATA, *BULK_FIELDS]), ANYTHING)
@example("answers", {"fft_overall": 100})
@example("answers", {"fft_overall": -1})
@example("answers", {"FFT": 1})
@example("themes", ["MED.HATCH"] * 21)
@example("site", "HMP\nOakmere")
@example("staff_note", "x" * 20_001)
@example("date", "0001-01-01")
@example("date", "2199-12-31")
@example("date", "2200-01-01")
@example("heard_on", "9999-12-31")
@example("escalations", [{"on": "0001-01-01", "route": "acct"}])
def test_any_field_of_a_comment(name: str, value: object) -> None:
    raw = canonical.encode({**TREE, "data": {**TREE["data"], name: value}})
    assert verdict(READER.read, raw) == verdict(change.read, raw)


@given(st.integers(0, len(LIKE_IT) - 1), st.integers(1, 255))
def test_any_altered_byte(place: int, other: int) -> None:
    raw = bytearray(LIKE_IT)
    raw[place] ^= other
    assert verdict(READER.read, bytes(raw)) == verdict(change.read, bytes(raw))


def test_an_id_and_a_salt_do_not_lend_each_other_a_letter() -> None:
    tree = {**TREE, "id": TREE["id"][:-1], "salt": TREE["id"][-1] + TREE["salt"]}
    with pytest.raises(NotOfType):
        READER.read(canonical.encode(tree))


def test_what_is_read_without_bounds_is_the_same_comment() -> None:
    strict, quick = change.read(LIKE_IT), READER.read(LIKE_IT)
    assert type(quick.change) is not type(strict.change)  # else nothing here tests anything
    assert isinstance(quick.change, change.FeedbackChange)
    assert change.type_of(quick.change) == "feedback"
    assert (quick.raw, quick.leaf) == (strict.raw, strict.leaf)
    assert canonical.encode(quick.change) == LIKE_IT


@pytest.mark.parametrize("record", [meeting(), action()])
def test_other_records_are_read_as_ever(record: Record) -> None:
    raw = raw_of(record)
    assert READER.read(raw) == change.read(raw)


def test_the_memory_stays_small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bulk, "MOST_KNOWN", 3)
    reader = BulkReader()
    for number in range(20):
        raw = raw_of(feedback(wing=f"House {number}"))
        assert canonical.encode(reader.read(raw).change) == raw
        assert len(reader._known) <= 3  # what nobody can see from outside
