# SPDX-License-Identifier: MIT
"""Damages bundles by chance, blindly and knowing their structure, and counts what readers say.

A case is made from a seed and a number alone, so that whatever a run finds can be made again.
"""

import json
import random
import signal
import struct
import threading
import time
from collections import Counter
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from typing import Any

import msgspec

from coprod_desktop.domain.errors import UserError

LONGEST_SECONDS = 5.0
_NUMBERS = (0, 1, 2, 4, 95, 255, 256, 65_535, 65_536, 65_537, 2**20, 2**20 + 1, 2**31, 2**32 - 1)
_WHOLE = (-1, 0, 1, 2, 99, 100, 65_536, 2**31, 2**53 - 1, 2**53, 2**63, 2**64, 10**400)
# Spellings that no canonical text holds, put anywhere into JSON.
HOSTILE = (
    b" ",
    b"\n",
    b"\xef\xbb\xbf",
    b"\0",
    b"\\u0000",
    b"\\ud800",
    b"\\u202e",
    "\u202e".encode(),
    "e\u0301".encode(),
    b"\xff",
    b"NaN",
    b"1e3",
    b"-0",
    b"9007199254740992",
    b"9" * 5_000,
    b"[" * 50_000,
    b'{"a":' * 20_000,
    b'"n":1,',
    b'{"n":1,"n":1}',
    b"null",
    b"true",
    b"/**/",
    b",",
    b"\\/",
    b"\\u0041",
)


class Hung(Exception):
    """A reader was still busy after `LONGEST_SECONDS`."""


class Tally:
    """What became of many damaged inputs."""

    def __init__(self) -> None:
        self.codes: Counter[str] = Counter()
        self.unchanged = 0
        self.accepted: list[int] = []
        self.bugs: list[str] = []
        self.slowest = 0.0

    @property
    def tried(self) -> int:
        return self.codes.total() + len(self.accepted) + len(self.bugs)

    def run(self, number: int, read: Callable[[], object]) -> None:
        """Let a reader read; whatever it raises but a refusal in words is a bug."""
        began = time.perf_counter()
        try:
            with _stopped_when_hung():
                said = read()
            # A layer may know better: the damage made another bundle that is as honest.
            if isinstance(said, str) and said:
                self.codes[said] += 1
            else:
                self.accepted.append(number)
        except UserError as error:
            self.codes[error.code] += 1
        except Exception as error:  # noqa: BLE001  finding these is what it is for
            self.bugs.append(f"{number}: {type(error).__name__}: {str(error)[:200]}")
        self.slowest = max(self.slowest, time.perf_counter() - began)

    def check(self) -> None:
        """No case got in, none met a bug, and none took long."""
        assert not self.bugs, self.bugs[:5]
        assert not self.accepted, self.accepted[:20]
        assert self.slowest < LONGEST_SECONDS, self.slowest


@contextmanager
def _stopped_when_hung() -> Generator[None]:
    # Windows has no such timer: there the time is only measured, and a real hang stops the run.
    if (
        not hasattr(signal, "setitimer")
        or threading.current_thread() is not threading.main_thread()
    ):
        yield
        return
    before = signal.signal(signal.SIGALRM, _hung)
    signal.setitimer(signal.ITIMER_REAL, LONGEST_SECONDS)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def _hung(*_: object) -> None:
    raise Hung


class Mutator:
    """One case's chances."""

    def __init__(self, seed: int, number: int) -> None:
        self.chance = random.Random(seed * 1_000_003 + number)

    def several(self, once: Callable[[bytes], bytes], data: bytes) -> bytes:
        """One damage mostly, sometimes up to four."""
        for _ in range(self.chance.choice((1, 1, 1, 2, 4))):
            data = once(data)
        return data

    def raw(self, data: bytes) -> bytes:
        """Damage anywhere, by what disks, sticks, and people with an editor do."""
        chance, size = self.chance, len(data)
        if not size:
            return chance.randbytes(chance.randrange(1, 40))
        at = chance.randrange(size)
        end = min(size, at + chance.choice((1, 2, 4, 16, 16_400, 65_536)))
        before, piece, after = data[:at], data[at:end], data[end:]
        match chance.randrange(9):
            case 0 | 1 | 2:
                piece = bytes([piece[0] ^ 1 << chance.randrange(8)]) + piece[1:]
            case 3:
                piece = chance.randbytes(len(piece))
            case 4:
                piece = b""
            case 5:
                piece += piece
            case 6:
                piece = after = b""
            case 7:
                after += chance.randbytes(chance.choice((1, 2, 4096)))
            case _:
                other = chance.randrange(size)
                piece = data[other : other + len(piece)]
        return before + piece + after

    def head(self, data: bytes, body_at: int) -> bytes:
        """Damage where a container's lengths, counts, flags and ids stand."""
        (length,) = struct.unpack_from(">I", data, 12)
        table = 16 + length
        places = [(0, ">B"), (8, ">H"), (10, ">H"), (12, ">I"), (table, ">H"), (table + 2, ">H")]
        places += [(table + 4, ">Q"), (table + 12, ">H"), (body_at, ">Q"), (body_at + 24, ">Q")]
        at, kind = self.chance.choice(places)
        value = self.chance.choice((*_NUMBERS, self.chance.getrandbits(64)))
        value %= 1 << (8 * struct.calcsize(kind))
        return data[:at] + struct.pack(kind, value) + data[at + struct.calcsize(kind) :]

    def spelling(self, raw: bytes) -> bytes:
        """JSON with something in it that the canonical spelling never has."""
        chance = self.chance
        at = chance.randrange(len(raw) + 1)
        return raw[:at] + chance.choice(HOSTILE) + raw[at:]

    def tree(self, raw: bytes) -> bytes:
        """JSON with one value changed, gone, added or of another kind, spelt canonically."""
        tree = json.loads(raw)
        holders = list(_holders(tree))
        holder, key = self.chance.choice(holders)
        match self.chance.randrange(6):
            case 0:
                del holder[key]
            case 1 if isinstance(holder, dict):
                holder[self.chance.choice(("x", "at", "type", "v2", "zz"))] = self._value()
            case 2 if isinstance(holder[key], str) and holder[key]:
                text = holder[key]
                at = self.chance.randrange(len(text))
                other = self.chance.choice(("A", "-", "_", "0", "=", "\n", "\u0001", "", "é"))
                holder[key] = text[:at] + other + text[at + 1 :]
            case 3 if isinstance(holder[key], list) and holder[key]:
                holder[key].append(self.chance.choice(holder[key]))
            case _:
                holder[key] = self._value()
        return msgspec.json.encode(tree, order="sorted") if _encodable(tree) else raw + b" "

    def frames(self, parts: list[tuple[int, bytes]]) -> list[tuple[int, bytes]]:
        """A body's frames: one gone, twice, elsewhere, of another kind, cut or glued."""
        chance, parts = self.chance, list(parts)
        at = chance.randrange(len(parts))
        kind, data = parts[at]
        match chance.randrange(7):
            case 0:
                del parts[at]
            case 1:
                parts.insert(chance.randrange(len(parts) + 1), parts[at])
            case 2:
                parts.insert(chance.randrange(len(parts)), parts.pop(at))
            case 3:
                parts[at] = (chance.choice((0, 1, 2, 3, 4, 5, 6, 0x7E, 0x7F, 0xFF)), data)
            case 4:
                parts[at] = (kind, data[: chance.randrange(len(data) + 1)])
            case 5:
                other = parts[chance.randrange(len(parts))]
                parts[at] = (kind, data + other[1])
            case _:
                parts[at] = (kind, self.raw(data))
        return parts

    def _value(self) -> Any:
        chance = self.chance
        return chance.choice(
            (
                chance.choice(_WHOLE),
                1.5,
                "",
                "x" * chance.choice((1, 44, 201, 20_001)),
                "\n",
                None,
                True,
                [],
                {},
                [[]] * 600,
                {"a": 1},
                "../../etc/passwd",
                "2026-02-30",
            )
        )


def _holders(tree: Any) -> Iterator[tuple[Any, Any]]:
    items: Any = ()
    if isinstance(tree, dict):
        items = tree.items()
    elif isinstance(tree, list):
        items = enumerate(tree)
    for key, value in list(items):
        yield tree, key
        yield from _holders(value)


def _encodable(tree: Any) -> bool:
    try:
        msgspec.json.encode(tree, order="sorted")
    except (OverflowError, UnicodeEncodeError, ValueError, TypeError):
        return False
    return True
