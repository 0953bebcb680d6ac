# SPDX-License-Identifier: MIT
"""The signed header of a bundle: who made it, for whom, in what order, and what its body is."""

import functools
import hashlib
from typing import Annotated, Final, Literal

import msgspec
from msgspec import UNSET, Meta, Struct, UnsetType

from coprod_desktop.bundle.errors import HeaderMismatch, MalformedHeader
from coprod_desktop.domain import canonical, ids
from coprod_desktop.domain.canonical import b64, unb64
from coprod_desktop.domain.change import MAX_CHANGE, Digest, Milliseconds
from coprod_desktop.domain.records import Line
from coprod_desktop.domain.translating import Filled

CONTAINER_VERSION: Final = 1
PAYLOAD_TYPE: Final = b"application/vnd.coprod.header.v1+json"
MOST_FORMER: Final = 64
"""So many of the lives that it took the place of are named by an office, the newest."""
EMPTY_SHA256: Final = b64(hashlib.sha256(b"").digest())

Kind = Literal["changes", "return", "enrol_request"]
Env = Literal["live", "practice"]
OfficeId = Annotated[str, Meta(pattern=r"^[A-Za-z0-9-]{1,64}\Z")]
Uuid = Annotated[
    str, Meta(pattern=r"^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\Z")
]
KeyId = Annotated[str, Meta(pattern=r"^[A-Za-z0-9_-]{11}\Z")]
Sha256 = Annotated[str, Meta(pattern=r"^[A-Za-z0-9_-]{43}\Z")]
Binary = Annotated[str, Meta(pattern=r"^[A-Za-z0-9_-]+\Z", max_length=8192)]
Sequence = Annotated[int, Meta(ge=0, le=MAX_CHANGE)]


class _Part(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What all parts of a header have in common: every field is there, and no other."""


class Life(_Part, frozen=True, kw_only=True):
    """The life of its store in which an office wrote a return, and the lives that it replaces.

    An office that was restored from a backup begins a new one: a wing goes over to it only from one
    of ``former``, and never back. ``chain`` is the value to which the log leads that the return
    is a stretch of: a wing can show it to an office that lost that log.
    """

    id: Uuid
    chain: Sha256
    former: Annotated[tuple[Uuid, ...], Meta(max_length=MOST_FORMER)]


class Core(_Part, frozen=True, kw_only=True):
    """What the body's encryption is bound to.

    ``device`` and ``epoch`` are the wing's, also in a return bundle. ``seq`` rises by one from 1
    in an epoch, that of returns in a life of the office; ``prev`` is the bundle id of ``seq`` − 1,
    and empty in the first. ``life`` stands in returns alone.
    """

    container: Literal[1] = CONTAINER_VERSION
    type: Kind
    env: Env
    office: OfficeId
    device: Uuid
    epoch: Uuid
    seq: Sequence
    prev: Digest
    suite: Annotated[str, Meta(pattern=r"^[a-z0-9-]{1,64}\Z")]
    schema: Annotated[int, Meta(ge=1, le=65_535)]
    recipients: Annotated[tuple[KeyId, ...], Meta(max_length=8)]
    life: Life | UnsetType = UNSET


class Wrap(_Part, frozen=True, kw_only=True):
    """The file key, sealed to one recipient."""

    kid: KeyId
    enc_key: Binary


class BodyInfo(_Part, frozen=True, kw_only=True):
    """The sealed body: its length in bytes and its SHA-256."""

    len: Annotated[int, Meta(ge=0, le=MAX_CHANGE)]
    sha256: Sha256


class Enrol(_Part, frozen=True, kw_only=True):
    """What a new device asks for: its place, its two public keys, its clock.

    ``trust_version`` is that of the trust list it was set up with: what the office signs for it
    must be signed with a key that this list knows.
    """

    site: Line
    wing: Line
    sign_key: Binary
    receive_key: Binary
    trust_version: Sequence = 0
    at: Milliseconds


class Header(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, omit_defaults=True):
    """All that is signed. ``enrol`` stands in enrol requests alone."""

    core: Core
    wraps: Annotated[tuple[Wrap, ...], Meta(max_length=8)]
    body: BodyInfo
    enrol: Enrol | None = None

    @property
    def ch(self) -> bytes:
        """The hash of the core, to which the body's encryption is bound: 32 bytes."""
        return hashlib.sha256(canonical.encode(self.core)).digest()

    @property
    def prev(self) -> bytes:
        """The bundle id of the bundle before, or nothing in the first."""
        return unb64(self.core.prev)

    def encode(self) -> bytes:
        """The canonical bytes that are signed."""
        return canonical.encode(self)


_DECODER: msgspec.json.Decoder[Header] = msgspec.json.Decoder(Header)


def pae(header: bytes) -> bytes:
    """What a signature covers: DSSE's pre-authentication encoding of the header's bytes."""
    return b"DSSEv1 %d %s %d %s" % (len(PAYLOAD_TYPE), PAYLOAD_TYPE, len(header), header)


def bundle_id(header: bytes) -> bytes:
    """The name of a bundle for good: SHA-256 over `pae`, 32 bytes."""
    return hashlib.sha256(pae(header)).digest()


@functools.lru_cache(maxsize=4)
def decode(raw: bytes) -> Header:
    """Read a header strictly, each part by itself; raises `MalformedHeader`.

    Each stage of an import reads the header anew: the last few are remembered.
    """
    try:
        header = canonical.decode(_DECODER, raw)
        for encoded in _binaries(header):
            unb64(encoded)
    except (canonical.NotCanonical, canonical.NotOfType) as error:
        raise MalformedHeader(why=str(error)) from None
    return header


def check(header: Header, kind: Kind) -> None:
    """Check the parts of a header against each other; raises `HeaderMismatch`."""
    core = header.core
    if core.type != kind:
        raise HeaderMismatch(why=Filled("it is of type {type}", type=core.type))
    if tuple(wrap.kid for wrap in header.wraps) != core.recipients:
        raise HeaderMismatch(why="recipients and sealed keys differ")
    if len(set(core.recipients)) != len(core.recipients):
        raise HeaderMismatch(why="a recipient is named twice")
    if (header.enrol is not None) != (kind == "enrol_request"):
        raise HeaderMismatch(why="an enrolment clause stands where none belongs, or is missing")
    _check_life(core)
    if kind == "enrol_request":
        empty = header.body.len == 0 and header.body.sha256 == EMPTY_SHA256
        if core.seq or core.prev or core.recipients or not empty:
            raise HeaderMismatch(why="an enrol request has no sequence, recipient or body")
    elif not core.seq or not core.recipients or not header.body.len:
        raise HeaderMismatch(why="sequence number, recipient or body is missing")
    elif (core.seq == 1) != (not core.prev):
        raise HeaderMismatch(why="all bundles but the first name the one before")


def _check_life(core: Core) -> None:
    if (core.life is not UNSET) != (core.type == "return"):
        raise HeaderMismatch(why="a life of an office stands where none belongs, or is missing")
    if core.life is not UNSET and core.life.id in core.life.former:
        raise HeaderMismatch(why="a life that takes its own place")


def file_name(core: Core) -> str:
    """The opaque name of a bundle's file: no site, wing or date in clear."""
    short = ids.short(core.device)
    match core.type:
        case "changes":
            return f"{short}-{core.seq}.coprod"
        case "return":
            return f"{short}-r{core.seq}.coprod"
        case "enrol_request":
            return f"{short}-enrol.coprod"


def _binaries(header: Header) -> list[str]:
    core = header.core
    found = [core.prev, header.body.sha256, *core.recipients]
    if core.life is not UNSET:
        found.append(core.life.chain)
    found += [part for wrap in header.wraps for part in (wrap.kid, wrap.enc_key)]
    if header.enrol:
        found += [header.enrol.sign_key, header.enrol.receive_key]
    return found
