# SPDX-License-Identifier: MIT
import hashlib
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coprod_desktop.bundle import frames
from coprod_desktop.bundle.errors import FrameTooLarge, IncompleteBundle
from coprod_desktop.bundle.frames import BLOCK, CHANGE, END, MAX_FRAME, FrameReader

PARTS = st.lists(st.tuples(st.integers(0, 255), st.binary(max_size=300)), max_size=20)


def cut(data: bytes, size: int) -> list[bytes]:
    return [data[at : at + size] for at in range(0, len(data), size)]


@given(PARTS, st.integers(1, 400))
def test_frames_come_back_however_the_stream_is_cut(
    parts: list[tuple[int, bytes]], size: int
) -> None:
    data = b"".join(frames.frame(kind, payload) for kind, payload in parts)
    reader = FrameReader(cut(data, size))
    assert list(reader) == parts
    assert reader.length == len(data)


@given(PARTS, st.integers(1, 400))
def test_the_end_mark_can_prove_what_came_before(parts: list[tuple[int, bytes]], size: int) -> None:
    before = b"".join(frames.frame(CHANGE, payload) for _, payload in parts)
    reader = FrameReader(cut(before + frames.frame(END, b"end") + frames.frame(END, b""), size))
    list(reader)
    assert reader.before_end == hashlib.sha256(before).digest()


@given(st.integers(0, 5 * BLOCK))
def test_padding_fills_the_last_block_in_one_way(length: int) -> None:
    padding = frames.padding(length)
    assert (length + len(padding)) % BLOCK == 0
    assert len(padding) < BLOCK + frames.HEAD.size
    assert [kind for kind, _ in FrameReader([padding])] == [frames.PAD] * bool(padding)


def test_the_largest_frame_passes_and_a_larger_one_does_not() -> None:
    data = frames.frame(CHANGE, bytes(MAX_FRAME))
    assert [len(payload) for _, payload in FrameReader(cut(data, 1 << 18))] == [MAX_FRAME]
    for length in (MAX_FRAME + 1, 2**32 - 1):
        with pytest.raises(FrameTooLarge):
            list(FrameReader([struct.pack(">BI", CHANGE, length)]))


def test_a_frame_that_stops_is_noticed() -> None:
    data = frames.frame(CHANGE, b"words")
    for length in range(1, len(data)):
        with pytest.raises(IncompleteBundle):
            list(FrameReader([data[:length]]))
