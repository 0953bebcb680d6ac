# SPDX-License-Identifier: MIT
"""The frames that a body's plaintext is made of: kind, length, bytes."""

import hashlib
import struct
from collections.abc import Iterable, Iterator
from typing import Final

from coprod_desktop.bundle.errors import FrameTooLarge, IncompleteBundle

MANIFEST: Final = 0x01
CHANGE: Final = 0x02
ERASED: Final = 0x03
RECEIPT: Final = 0x04
TRUST: Final = 0x05
REFERENCE: Final = 0x06
HANDED: Final = 0x07
PAD: Final = 0x7E
END: Final = 0x7F
MAX_FRAME: Final = 1 << 20
BLOCK: Final = 1 << 16
"""A body's plaintext is a multiple of this, so that its length tells little."""

HEAD: Final = struct.Struct(">BI")


def frame(kind: int, data: bytes) -> bytes:
    """One frame."""
    return HEAD.pack(kind, len(data)) + data


def padding(length: int) -> bytes:
    """What brings a plaintext of `length` bytes to a multiple of `BLOCK`: a frame or nothing."""
    missing = -length % BLOCK
    if missing == 0:
        return b""
    if missing < HEAD.size:
        missing += BLOCK
    return frame(PAD, bytes(missing - HEAD.size))


class FrameReader:
    """Cuts plaintext, which comes in pieces of any length, into frames.

    Holds one piece and at most one frame. ``before_end`` is, once the END frame was given out, the
    SHA-256 of all frames before it, and ``length`` that of the plaintext read.
    """

    def __init__(self, pieces: Iterable[bytes]) -> None:
        self._pieces = pieces
        self.before_end = b""
        self.length = 0

    def __iter__(self) -> Iterator[tuple[int, bytes]]:
        """Give kind and bytes of each frame. Raises `FrameTooLarge`, `IncompleteBundle`."""
        digest = hashlib.sha256()
        unpack, head = HEAD.unpack_from, HEAD.size
        rest = b""
        for piece in self._pieces:
            self.length += len(piece)
            buffer = rest + piece
            place, hashed, size = 0, 0, len(buffer)
            while size - place >= head:
                kind, length = unpack(buffer, place)
                if length > MAX_FRAME:
                    raise FrameTooLarge
                start = place + head
                if start + length > size:
                    break
                if kind == END and not self.before_end:
                    digest.update(memoryview(buffer)[hashed:place])
                    hashed = place
                    self.before_end = digest.digest()
                place = start + length
                yield kind, buffer[start:place]
            digest.update(memoryview(buffer)[hashed:place])
            rest = buffer[place:]
        if rest:
            raise IncompleteBundle(why="it stops within a part")
