# SPDX-License-Identifier: MIT
"""A change's bytes, leaf and chain are what a stranger would compute from the documents."""

import hashlib
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coprod_desktop.domain import canonical, change, ids
from coprod_desktop.domain.canonical import NotCanonical, NotOfType
from coprod_desktop.domain.change import Entry
from tests.stores import action, feedback, meeting

RECORD = "0192f0c1-2b3a-7c4d-8e5f-60718293a4b5"


def put(record: Any = None, **other: Any) -> Entry:
    given_fields: dict[str, Any] = {
        "n": 1,
        "record_id": RECORD,
        "rev": 1,
        "parent": b"",
        "at": 1_772_000_000_000,
        "by": "Nia",
    }
    return change.make(record or feedback(), **{**given_fields, **other})


def altered(**fields: Any) -> bytes:
    tree = {**json.loads(put().raw), **fields}
    tree = {key: value for key, value in tree.items() if value is not None}
    return canonical.encode(tree)


def test_leaf_and_chain_by_hand() -> None:
    first, second = put(), put(n=2, rev=2)
    zero = hashlib.sha256(b"coprod/chain/v1\0device\0epoch").digest()
    assert change.genesis("device", "epoch") == zero
    assert first.leaf == hashlib.sha256(b"\x00" + first.raw).digest()
    one = hashlib.sha256(b"\x01" + zero + first.leaf).digest()
    assert change.link(zero, first.leaf) == one
    assert change.link(one, second.leaf) == hashlib.sha256(b"\x01" + one + second.leaf).digest()


def test_devices_and_epochs_begin_apart() -> None:
    starts = {change.genesis(*pair) for pair in [("a", "b"), ("a", "c"), ("ab", ""), ("", "ab")]}
    assert len(starts) == 4


def test_the_same_words_twice_cannot_be_recognised_by_their_leaves() -> None:
    one, two = put(), put()
    assert one.change.salt != two.change.salt
    assert one.leaf != two.leaf


@pytest.mark.parametrize(
    "record", [feedback(), meeting(), action()], ids=["feedback", "meeting", "action"]
)
def test_a_change_is_read_as_it_was_written(record: Any) -> None:
    made = put(record)
    found = change.read(made.raw)
    assert found == made
    assert found.change.data == record
    assert isinstance(found.change, change.PutChange)
    assert change.type_of(found.change) == type(record).__name__.lower()


def test_a_revision_names_the_leaf_before_it() -> None:
    first = put()
    second = put(n=2, rev=2, parent=first.leaf)
    assert canonical.unb64(second.change.parent) == first.leaf
    assert "parent" not in json.loads(first.raw)


@pytest.mark.parametrize(
    "fields",
    [
        {"n": 0},
        {"n": -1},
        {"n": 2**53},
        {"n": "1"},
        {"n": 1.5},
        {"rev": 0},
        {"at": -1},
        {"v": 2},
        {"op": "erase"},
        {"op": None},
        {"type": "person"},
        {"type": None},
        {"type": "meeting"},
        {"id": "not-an-id"},
        {"id": "0192f0c1-2b3a-4c4d-8e5f-60718293a4b5"},
        {"id": RECORD.upper()},
        {"id": RECORD + "\n"},
        {"parent": "short"},
        {"salt": ""},
        {"salt": "A" * 23},
        {"salt": "A" * 21 + "B"},
        {"parent": "A" * 42 + "B"},
        {"by": "two\nlines"},
        {"by": "x" * 201},
        {"extra": 1},
        {"data": None},
        {"data": {}},
        {"data": {"date": "1899-12-31", "form": "fft-2020", "answers": {}}},
        {"data": {"date": "2200-01-01", "form": "fft-2020", "answers": {}}},
    ],
    ids=str,
)
def test_a_change_that_breaks_a_rule_is_refused(fields: dict[str, Any]) -> None:
    with pytest.raises((NotCanonical, NotOfType)):
        change.read(altered(**fields))


def test_altering_nothing_is_no_fault() -> None:
    assert change.read(altered()).change.id == RECORD


@given(st.data())
def test_no_flipped_bit_leaves_the_leaf_as_it_was(data: st.DataObject) -> None:
    made = put()
    place = data.draw(st.integers(0, len(made.raw) * 8 - 1))
    raw = bytearray(made.raw)
    raw[place // 8] ^= 1 << place % 8
    try:
        found = change.read(bytes(raw))
    except (NotCanonical, NotOfType):
        return
    assert found.leaf != made.leaf


@given(st.binary(max_size=200) | st.text().map(str.encode))
def test_rubbish_is_refused_in_an_orderly_way(raw: bytes) -> None:
    with pytest.raises((NotCanonical, NotOfType)):
        change.read(raw)


def test_new_ids_fit_a_change() -> None:
    record_id = ids.new_id()
    assert change.read(put(record_id=record_id).raw).change.id == record_id
