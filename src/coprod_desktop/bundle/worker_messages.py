# SPDX-License-Identifier: MIT
"""What the importer and the process that reads for it say to each other, and in what bounds."""

import struct
from typing import Annotated, Final

import msgspec
from msgspec import Meta, Struct

from coprod_desktop.bundle import errors_inside
from coprod_desktop.bundle.errors import ReaderFailed
from coprod_desktop.bundle.fault import BundleError
from coprod_desktop.domain import text

DATA: Final = b"D"
"""Plaintext of which all that is whole has been read strictly."""
DONE: Final = b"."
"""All of the content has proven sound."""
FAULT: Final = b"F"
"""The content is not sound; says why."""
HEAD: Final = struct.Struct(">cI")
"""Before each answer: its kind, and the length of what follows."""
LENGTH: Final = struct.Struct(">I")
"""Before an order."""
NEW: Final = b"N"
"""To the process that forks: begin another, by this number. Its two pipes come with it."""
END: Final = b"E"
"""End the one of that number, and answer how it ended."""
DISMISS: Final = b"D"
"""The same for one that is done: nobody waits for an answer."""
COMMAND: Final = struct.Struct(">cI")
ANSWER: Final = struct.Struct(">i")
"""From it: 0 once it has everything loaded; later how one ended (minus a signal's number)."""
LONGEST: Final = 1 << 20
"""No answer is longer."""
MEMORY: Final = "memory"
TIME: Final = "time"
_LONGEST_FIELD: Final = 300


class Caps(Struct, frozen=True, kw_only=True):
    """What reading one bundle may cost.

    ``memory`` is bytes beyond the bare program's, ``processor`` seconds of the processor, and
    ``waiting`` the seconds for which the importer waits for answers, in all.
    """

    memory: int = 256 << 20
    processor: int = 20
    waiting: float = 20.0

    def for_size(self, size: int) -> "Caps":
        """More time for a bundle of `size` bytes: a slow PC reads two mebibytes in a second."""
        more = size >> 20
        return Caps(
            memory=self.memory, processor=self.processor + more, waiting=self.waiting + more / 2
        )


class Order(Struct, frozen=True, kw_only=True, array_like=True):
    """All that a reading process gets to know: no store, and no key but this bundle's own."""

    file_key: bytes
    path: str
    size: int
    header: bytes
    changes: int
    memory: int
    processor: int


class _Fault(Struct, frozen=True, array_like=True):
    code: Annotated[str, Meta(max_length=40)]
    fields: Annotated[
        dict[
            Annotated[str, Meta(max_length=20)],
            int | Annotated[str, Meta(max_length=_LONGEST_FIELD)],
        ],
        Meta(max_length=4),
    ]


_ORDER = msgspec.msgpack.Decoder(Order)
_FAULT = msgspec.msgpack.Decoder(_Fault)
_READ_THERE = {
    kind.__name__: kind
    for kind in (
        errors_inside.BodyAuthenticationFailed,
        errors_inside.MalformedFrame,
        errors_inside.FrameTooLarge,
        errors_inside.ManifestMismatch,
        errors_inside.RecordLimitExceeded,
        errors_inside.WorkerLimitExceeded,
        errors_inside.NonCanonicalRecord,
        errors_inside.RecordSchemaError,
        errors_inside.ChangeSequenceError,
        errors_inside.IncompleteBundle,
        errors_inside.ChainMismatch,
        errors_inside.ReaderFailed,
    )
}
"""What a reading process may report: nothing else is believed of it."""


def encode_order(order: Order) -> bytes:
    """An order as it goes through the pipe."""
    raw = msgspec.msgpack.encode(order)
    return LENGTH.pack(len(raw)) + raw


def decode_order(raw: bytes) -> Order:
    """An order, in the reading process."""
    return _ORDER.decode(raw)


def encode_fault(fault: BundleError) -> bytes:
    """Why a bundle is not sound: the error's code and what it speaks of."""
    fields = {
        name: value[:_LONGEST_FIELD] if isinstance(value, str) else value
        for name, value in fault.fields.items()
    }
    return msgspec.msgpack.encode(_Fault(fault.code, fields))


def decode_fault(raw: bytes) -> BundleError:
    """The error that a reading process reports; `ReaderFailed` for one that it may not report."""
    try:
        said = _FAULT.decode(raw)
    except (msgspec.ValidationError, msgspec.DecodeError, UnicodeDecodeError):
        return ReaderFailed(why="it said what it may not say")
    kind = _READ_THERE.get(said.code)
    if kind is None or kind.needed() != said.fields.keys():
        return ReaderFailed(why="it said what it may not say")
    # Shown to people: a process that was taken over must not steer a screen.
    return kind(
        **{
            name: " ".join(text.clean(value).split()) if isinstance(value, str) else value
            for name, value in said.fields.items()
        }
    )
