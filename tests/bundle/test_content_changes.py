# SPDX-License-Identifier: MIT
"""Changes in a bundle: one spelling of each, within its bounds and in its place."""

import json
from pathlib import Path
from typing import Any

import pytest

from coprod_desktop.bundle import manifest
from coprod_desktop.bundle.errors import (
    ChangeSequenceError,
    NonCanonicalRecord,
    RecordSchemaError,
)
from coprod_desktop.bundle.frames import CHANGE, ERASED, frame
from coprod_desktop.bundle.manifest import Erased
from tests.bundle.making import (
    Wing,
    changes,
    edited,
    end_of,
    first_frame,
    refused,
    take_in,
    whole,
)


def edited_data(raw: bytes, **fields: Any) -> bytes:
    return edited(raw, data={**json.loads(raw)["data"], **fields})


def with_second(wing: Wing, raw: bytes) -> bytes:
    parts = changes(wing)
    parts[1] = frame(CHANGE, raw)
    return whole([first_frame(wing), *parts], 3, end_of(wing))


SPELLINGS = [
    lambda _: b"",
    lambda raw: b"\xef\xbb\xbf" + raw,
    lambda raw: raw + b" ",
    lambda raw: raw.replace(b",", b", ", 1),
    lambda raw: raw.replace(b'"n":2', b'"n":2,"n":2'),
    lambda raw: raw.replace(b'"n":2', b'"n":3,"n":2'),
    lambda raw: raw.replace(b'"rev":1', b'"parent":"","rev":1'),
    lambda raw: raw.replace(b'"fft":1', b'"fft":NaN'),
    lambda raw: raw.replace(b'"fft":1', b'"fft":Infinity'),
    lambda raw: raw.replace(b'"fft":1', b'"fft":-0'),
    lambda raw: raw.replace(b"nurse", rb"nur\u0073e"),
    lambda raw: raw.replace(b"nurse", rb"nur\ud800se"),
    lambda raw: raw.replace(b"nurse", rb"nur\u0000se"),
    lambda raw: raw.replace(b"nurse", b"nur\0se"),
    lambda raw: raw.replace(b"nurse", rb"nur\tse"),
    lambda raw: raw.replace(b"nurse", b"nur\xed\xa0\x80se"),
    lambda raw: raw.replace(b"nurse", b"nur\xff"),
    lambda raw: raw.replace(b"nurse", "nur\u202ese".encode()),
    lambda raw: raw.replace(b"nurse", "nur\u2066se".encode()),
    lambda raw: raw.replace(b"nurse", "nurse\u0301".encode()),  # e and accent: not form C
    lambda raw: raw.replace(b'{"at"', b"[" * 200_000 + b'{"at"'),
    lambda raw: raw.replace(b'"why":', b'"why":' + b"[" * 200_000),
]


@pytest.mark.parametrize("spell", SPELLINGS)
def test_other_spellings_of_a_change(spell: Any, wing: Wing, tmp_path: Path) -> None:
    raw = spell(wing.log[1].raw)
    assert raw != wing.log[1].raw
    with pytest.raises((NonCanonicalRecord, RecordSchemaError)) as caught:
        take_in(wing.forge(with_second(wing, raw)), wing.office, tmp_path)
    assert "2" in caught.value.title
    assert "nur" not in caught.value.title


@pytest.mark.parametrize(
    "fields",
    [
        {"v": 2},
        {"type": "gossip"},
        {"op": "erase"},
        {"n": 2**53},
        {"n": 0},
        {"n": "2"},
        {"at": -1},
        {"by": "x" * 201},
        {"by": "two\nlines"},
        {"salt": ""},
        {"id": "../../etc/passwd"},
        {"id": "00000000-0000-0000-0000-000000000000"},
        {"extra": 1},
    ],
)
def test_changes_out_of_bounds(fields: dict[str, Any], wing: Wing, tmp_path: Path) -> None:
    raw = edited(wing.log[1].raw, **fields)
    refused(RecordSchemaError, with_second(wing, raw), wing, tmp_path)


@pytest.mark.parametrize(
    "fields",
    [
        {"date": "2026-02-30"},
        {"date": "yesterday"},
        {"answers": {"UPPER": "x"}},
        {"answers": {"why": "x" * 20_001}},
        {"answers": {"fft": 2**53}},
        {"answers": {"fft": 1.5}},
        {"channel": "telepathy"},
        {"themes": ["=cmd|' /C calc'!A0"]},
        {"form": "..\\..\\con"},
        {"unknown": True},
    ],
)
def test_records_out_of_bounds(fields: dict[str, Any], wing: Wing, tmp_path: Path) -> None:
    raw = edited_data(wing.log[1].raw, **fields)
    refused(RecordSchemaError, with_second(wing, raw), wing, tmp_path)


def test_an_erased_place_is_read_strictly(wing: Wing, tmp_path: Path) -> None:
    good = manifest.encode_erased(
        Erased(n=2, id=wing.log[1].change.id, type="feedback", rev=1, leaf=bytes(32))
    )
    for raw, error in (
        (good + b" ", NonCanonicalRecord),
        (good.replace(b"feedback", b"gossip"), RecordSchemaError),
    ):
        parts = changes(wing)
        parts[1] = frame(ERASED, raw)
        refused(error, whole([first_frame(wing), *parts], 3, end_of(wing)), wing, tmp_path)


@pytest.mark.parametrize("order", [(1, 0, 2), (0, 0, 1), (0, 2, 1), (1, 2), (0, 2), (0, 1, 2, 2)])
def test_numbers_that_repeat_skip_or_descend(
    order: tuple[int, ...], wing: Wing, tmp_path: Path
) -> None:
    parts = [changes(wing)[place] for place in order]
    body = whole([first_frame(wing), *parts], len(order), end_of(wing))
    refused(ChangeSequenceError, body, wing, tmp_path)


def test_more_changes_than_the_manifest_says(wing: Wing, tmp_path: Path) -> None:
    parts = [first_frame(wing, last=2), *changes(wing)]
    refused(ChangeSequenceError, whole(parts, 3, end_of(wing)), wing, tmp_path)
