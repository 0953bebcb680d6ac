# SPDX-License-Identifier: MIT
"""Identifiers: time-ordered record ids, short device ids, and the code on a reply slip."""

import re
import secrets
import threading
import time
import uuid

CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_SLIP_LETTERS = "ABCDEFGHJKMNPQRSTVWXYZ"
_SLIP = re.compile(r"([A-Z])([1-9])([1-9][0-9])")
_SLIP_LENGTH = 4
SHORT = 13
"""So many letters of a record's id stand on paper: when it was made, to the millisecond."""
# What is written by hand is read back in more than one way; a code has no O, I or L in it.
_MISREAD = str.maketrans("OIL", "011")


class _Clock:
    """The last timestamp given out, so that ids made in one process always rise."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.last = 0

    def tick(self) -> int:
        # 48 bits of milliseconds and 12 bits of counter, as one rising number (RFC 9562 §6.2).
        with self.lock:
            self.last = max(self.last + 1, time.time_ns() // 1_000_000 << 12)
            return self.last


_CLOCK = _Clock()


def new_id() -> str:
    """A new record id: UUID version 7 (RFC 9562), rising within the process."""
    tick = _CLOCK.tick()
    number = (tick >> 12 & (1 << 48) - 1) << 80 | 7 << 76 | (tick & 0xFFF) << 64
    number |= 2 << 62 | secrets.randbits(62)
    return str(uuid.UUID(int=number))


def short(device: str) -> str:
    """Eight Crockford characters (40 bits) of a device id, to be read out and used in names."""
    number = uuid.UUID(device).int & (1 << 40) - 1
    return "".join(CROCKFORD[number >> shift & 31] for shift in range(35, -5, -5))


def slip_code() -> str:
    """A reply slip's code such as ``K7-42``: no name needed to ask what happened to a comment."""
    letter, first = secrets.choice(_SLIP_LETTERS), secrets.choice("123456789")
    return f"{letter}{first}-{secrets.randbelow(90) + 10}"


def read_slip(typed: str, *, by_hand: bool = False) -> str:
    """A slip's code as it is printed ("K7-42"), however it was typed; nothing if it is none.

    `by_hand` where nothing but a code is typed: letters may stand for the digits they look like.
    """
    letters = "".join(each for each in typed.upper() if each.isalnum())
    if len(letters) != _SLIP_LENGTH or not letters.isascii():
        return ""
    if by_hand:
        letters = letters[0] + letters[1:].translate(_MISREAD)
    found = _SLIP.fullmatch(letters)
    return f"{found[1]}{found[2]}-{found[3]}" if found else ""
