# SPDX-License-Identifier: MIT
"""A change to a record, and the hash chain that makes a log of changes tamper-evident."""

import hashlib
import secrets
from typing import Annotated, Any, Literal, TypedDict, Unpack

import msgspec
from msgspec import Meta, Struct

from coprod_desktop.domain import canonical
from coprod_desktop.domain.canonical import b64
from coprod_desktop.domain.records import (
    Action,
    Answer,
    Choice,
    Complaint,
    Erasure,
    Feedback,
    Line,
    Meeting,
    Notice,
    Record,
    RecordId,
    RecordType,
    Roll,
    day_out_of_reach,
)

SCHEMA = 1
"""The newest version of the record types that this program reads and writes."""

MAX_CHANGE = 2**53 - 1
MAX_RECORD = (1 << 20) - 2048
"""The longest a record may be, in canonical bytes: with its change it must fit one frame, 1 MiB."""

# 32 and 16 bytes leave bits of their last letter unused: they are zero, so there is one spelling.
Digest = Annotated[str, Meta(pattern=r"^([A-Za-z0-9_-]{42}[AEIMQUYcgkosw048])?\Z")]
Salt = Annotated[str, Meta(pattern=r"^[A-Za-z0-9_-]{21}[AQgw]\Z")]
Number = Annotated[int, Meta(ge=1, le=MAX_CHANGE)]
Milliseconds = Annotated[int, Meta(ge=0, le=MAX_CHANGE)]
"""UTC, since 1 January 1970."""


class _Change(
    Struct,
    frozen=True,
    forbid_unknown_fields=True,
    omit_defaults=True,
    kw_only=True,
    tag_field="type",
    gc=False,
):
    """One change to one record.

    ``n`` numbers the changes of one device and epoch from 1 without a gap; ``rev`` numbers the
    revisions of one record from 1; ``parent`` is the leaf hash of the revision before (absent in
    the first); ``salt`` keeps an erased text from being guessed by its leaf.
    """

    n: Number
    id: RecordId
    v: Literal[1]
    rev: Number
    parent: Digest = ""
    at: Milliseconds
    by: Line
    salt: Salt


class _Put(_Change, frozen=True, kw_only=True):
    op: Literal["put"]


class FeedbackChange(_Put, frozen=True, kw_only=True, tag="feedback"):
    """A change that puts a feedback record."""

    data: Feedback


class MeetingChange(_Put, frozen=True, kw_only=True, tag="meeting"):
    """A change that puts a meeting."""

    data: Meeting


class ActionChange(_Put, frozen=True, kw_only=True, tag="action"):
    """A change that puts an action."""

    data: Action


class AnswerChange(_Put, frozen=True, kw_only=True, tag="answer"):
    """A change that puts an answer to a comment."""

    data: Answer


class ComplaintChange(_Put, frozen=True, kw_only=True, tag="complaint"):
    """A change that puts a complaint."""

    data: Complaint


class RollChange(_Put, frozen=True, kw_only=True, tag="roll"):
    """A change that puts the roll of a wing."""

    data: Roll


class NoticeChange(_Put, frozen=True, kw_only=True, tag="notice"):
    """A change that puts a notice of the office."""

    data: Notice


class ErasureChange(_Change, frozen=True, kw_only=True, tag="erasure"):
    """A change that erases a record: the content and salt of all its changes go, for good.

    ``id`` is the record that is erased, and ``rev`` and ``parent`` follow its last revision.
    """

    op: Literal["erase"]
    data: Erasure


class ChoiceChange(_Change, frozen=True, kw_only=True, tag="choice"):
    """A change by which a person chose between two versions of the record ``id``."""

    op: Literal["choose"]
    data: Choice


PutChange = (
    FeedbackChange
    | MeetingChange
    | ActionChange
    | AnswerChange
    | ComplaintChange
    | RollChange
    | NoticeChange
)
Change = PutChange | ErasureChange | ChoiceChange
PUT_TYPES: dict[type[Record], type[PutChange]] = {
    Feedback: FeedbackChange,
    Meeting: MeetingChange,
    Action: ActionChange,
    Answer: AnswerChange,
    Complaint: ComplaintChange,
    Roll: RollChange,
    Notice: NoticeChange,
}
TYPE_NAMES: dict[type[PutChange], RecordType] = {
    FeedbackChange: "feedback",
    MeetingChange: "meeting",
    ActionChange: "action",
    AnswerChange: "answer",
    ComplaintChange: "complaint",
    RollChange: "roll",
    NoticeChange: "notice",
}
_TYPES_BY_TAG: dict[object, RecordType] = {name: name for name in TYPE_NAMES.values()}
_DECODER: msgspec.json.Decoder[Change] = msgspec.json.Decoder(Change)


class Entry(Struct, frozen=True, eq=False, gc=False):
    """A change with the exact bytes that were hashed, and their leaf: what a log is made of.

    The bytes are what it is: entries of the same bytes are equal, however they were read.
    """

    change: Change
    raw: bytes
    leaf: bytes

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Entry) and self.raw == other.raw

    def __hash__(self) -> int:
        return hash(self.raw)


class Erased(Struct, frozen=True, kw_only=True):
    """A change whose content was erased: its place in the chain and its leaf, and nothing else."""

    n: int
    id: str
    type: RecordType
    rev: int
    leaf: bytes


def genesis(device: str, epoch: str) -> bytes:
    """The chain value before change 1 of a device's epoch, `h_0`: 32 bytes."""
    return hashlib.sha256(b"coprod/chain/v1\0" + f"{device}\0{epoch}".encode()).digest()


def leaf(raw: bytes) -> bytes:
    """SHA-256 over 00 and a change's canonical bytes (the split is RFC 6962's, section 2.1)."""
    return hashlib.sha256(b"\x00" + raw).digest()


def link(previous: bytes, leaf_hash: bytes) -> bytes:
    """The next chain value: SHA-256 over 01, the value before, and the leaf."""
    return hashlib.sha256(b"\x01" + previous + leaf_hash).digest()


class Place(TypedDict):
    """Where a change stands and who made it when; `parent` is empty for revision 1."""

    n: int
    record_id: str
    rev: int
    parent: bytes
    at: int
    by: str


def make(record: Record, **place: Unpack[Place]) -> Entry:
    """Build the change that puts `record`, with fresh salt."""
    put = PUT_TYPES[type(record)]
    # The table pairs record and change, which no type can say.
    return _entry(put(op="put", data=record, **_common(place)))  # pyright: ignore[reportArgumentType]


def make_erasure(erasure: Erasure, **place: Unpack[Place]) -> Entry:
    """Build the change that erases the record at `place`, whose last revision is its parent."""
    return _entry(ErasureChange(op="erase", data=erasure, **_common(place)))


def make_choice(choice: Choice, **place: Unpack[Place]) -> Entry:
    """Build the change by which a person chose a version of the record at `place`."""
    return _entry(ChoiceChange(op="choose", data=choice, **_common(place)))


def _common(place: Place) -> dict[str, Any]:
    parent = place["parent"]
    return {
        "n": place["n"],
        "id": place["record_id"],
        "v": 1,
        "rev": place["rev"],
        "parent": b64(parent) if parent else "",
        "at": place["at"],
        "by": place["by"],
        "salt": _salt(),
    }


def _salt() -> str:
    return b64(secrets.token_bytes(16))


def _entry(change: Change) -> Entry:
    raw = canonical.encode(change)
    return Entry(change=change, raw=raw, leaf=leaf(raw))


def read(raw: bytes) -> Entry:
    """Decode a change's canonical bytes strictly.

    Raises `canonical.NotCanonical` or `canonical.NotOfType`.
    """
    found = canonical.decode(_DECODER, raw)
    if field := day_out_of_reach(found.data):
        msg = f"“{field}” is a day out of reach"
        raise canonical.NotOfType(msg)
    return Entry(change=found, raw=raw, leaf=leaf(raw))


def place(entry: Entry) -> Erased:
    """What is left of a put once its content is erased."""
    change = entry.change
    if not isinstance(change, PutChange):
        msg = "only what puts a record has content to erase"
        raise TypeError(msg)
    kind = type_of(change)
    return Erased(n=change.n, id=change.id, type=kind, rev=change.rev, leaf=entry.leaf)


def type_of(change: PutChange) -> RecordType:
    """The record type that a change puts."""
    # Not by its type itself: what is read in bulk, or back from the log, is of a subclass.
    return _TYPES_BY_TAG[change.__struct_config__.tag]
