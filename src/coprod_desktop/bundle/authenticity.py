# SPDX-License-Identifier: MIT
"""Stages B and C: is it a whole bundle, who signed it, is it meant for us. Nothing is decrypted.

The order is that of `docs/bundle-format.md`: a header is verified before it is read for meaning.
"""

import hashlib
from collections.abc import Generator
from contextlib import contextmanager
from typing import Final, Literal, Protocol

from msgspec import Struct

from coprod_desktop import files
from coprod_desktop.bundle import container, header, keys, suite
from coprod_desktop.bundle.container import Container, Stream
from coprod_desktop.bundle.errors import (
    BadSignature,
    BodyDigestMismatch,
    DeviceNotEnrolled,
    DeviceRevoked,
    HeaderMismatch,
    InsufficientSignatures,
    MalformedHeader,
    NotForThisOffice,
    NotForThisPc,
    SchemaTooNew,
    SchemaTooOld,
    SignerDeviceMismatch,
    TrailingData,
    TruncatedBundle,
    UnknownSigner,
    WrongEnvironment,
)
from coprod_desktop.bundle.header import Core, Env, Header
from coprod_desktop.bundle.intake import Quarantined
from coprod_desktop.domain.canonical import unb64
from coprod_desktop.domain.errors import CannotRead

REQUIRED: Final = (container.ED25519,)
"""The algorithms with which version 1 demands a signature each, and no others."""


class Signer(Struct, frozen=True, kw_only=True):
    """What is known of a signing key: whose it is and how that device stands.

    ``last_good`` is the last change accepted from a revoked device; all its bundles are refused.
    Of an office's key that signs returns, ``device`` is the PC for which they have to be.
    """

    device: str
    epoch: str
    public: bytes
    state: Literal["pending", "active", "revoked"]
    last_good: int | None = None
    site: str = ""
    wing: str = ""


class Roster(Protocol):
    """Who may send bundles here, and which are for us."""

    @property
    def office(self) -> str:
        """This office's id."""
        ...

    @property
    def env(self) -> Env:
        """This store's environment."""
        ...

    @property
    def schema_min(self) -> int:
        """The oldest record schema that is read here."""
        ...

    @property
    def schema_max(self) -> int:
        """The newest."""
        ...

    def signer(self, key_id: bytes, /) -> Signer | None:
        """The owner of a signing key, or None when it is not known."""
        ...


class Authentic(Struct, frozen=True):
    """A bundle whose header and sealed body, from byte `body_at`, are what its signer made."""

    header: Header
    bundle_id: bytes
    signer: Signer
    body_at: int


class EnrolRequest(Struct, frozen=True, kw_only=True):
    """A device's request to be enrolled. Only its own signature was verified: compare the words."""

    device: str
    epoch: str
    office: str
    env: Env
    site: str
    wing: str
    sign_key: bytes
    receive_key: bytes
    trust_version: int
    at: int
    bundle_id: bytes


def claimed(quarantined: Quarantined) -> Core | None:
    """What a file says of itself, before anything is trusted; None when that cannot be read.

    Raises the errors of stage B.
    """
    with _opened(quarantined) as stream:
        outer = container.read(stream)
    try:
        return header.decode(outer.header).core
    except MalformedHeader:
        return None


def authenticate(
    quarantined: Quarantined, roster: Roster, kind: Literal["changes", "return"] = "changes"
) -> Authentic:
    """Check a bundle up to its sealed body; raises the errors of stages B and C, in their order."""
    with _opened(quarantined) as stream:
        outer = container.read(stream)
        signers = _check_signatures(outer, roster)
        found = header.decode(outer.header)
        header.check(found, kind)
        suite.named(found.core.suite)
        for signer in signers:
            _check_device(signer, found.core)
        _check_place(found.core, roster)
        check_body(stream, found, outer, quarantined.size)
    return Authentic(
        header=found,
        bundle_id=header.bundle_id(outer.header),
        signer=signers[0],
        body_at=outer.body_at,
    )


def read_enrol(quarantined: Quarantined, roster: Roster) -> EnrolRequest:
    """Check an enrol request, which is signed with the very key that it brings.

    Raises the errors of stages B and C, and `WeakKey`. Whether another device has one of its keys
    is for the caller, who knows them all (`DuplicateKey`).
    """
    with _opened(quarantined) as stream:
        outer = container.read(stream)
        found = header.decode(outer.header)
        header.check(found, "enrol_request")
        enrol = found.enrol
        if enrol is None:  # `check` has seen to it
            raise HeaderMismatch(why="no enrolment clause")
        sign_key, receive_key = unb64(enrol.sign_key), unb64(enrol.receive_key)
        keys.check_public(sign_key)
        keys.SealPublic.from_bytes(receive_key)
        entry = only_signature(outer)
        if entry.key_id != keys.sign_key_id(sign_key):
            raise UnknownSigner
        if not keys.verify(sign_key, header.pae(outer.header), entry.value):
            raise BadSignature
        suite.named(found.core.suite)
        _check_place(found.core, roster)
        check_body(stream, found, outer, quarantined.size)
    return EnrolRequest(
        device=found.core.device,
        epoch=found.core.epoch,
        office=found.core.office,
        env=found.core.env,
        site=enrol.site,
        wing=enrol.wing,
        sign_key=sign_key,
        receive_key=receive_key,
        trust_version=enrol.trust_version,
        at=enrol.at,
        bundle_id=header.bundle_id(outer.header),
    )


def verify(stream: Stream, size: int, public_key: bytes) -> Header:
    """Check that a stream holds exactly one whole bundle, signed with this key.

    Raises the errors of stages B and C that need no roster.
    """
    outer = container.read(stream)
    entry = only_signature(outer)
    if not keys.verify(public_key, header.pae(outer.header), entry.value):
        raise BadSignature
    found = header.decode(outer.header)
    check_body(stream, found, outer, size)
    return found


def _check_signatures(outer: Container, roster: Roster) -> list[Signer]:
    signed = header.pae(outer.header)
    signers: list[Signer] = []
    for entry in outer.signatures:
        if entry.alg not in REQUIRED:
            continue
        signer = roster.signer(entry.key_id)
        if signer is None:
            raise UnknownSigner
        if not keys.verify(signer.public, signed, entry.value):
            raise BadSignature
        signers.append(signer)
    only_signature(outer)
    return signers


def only_signature(outer: Container) -> container.Signature:
    """The one signature that version 1 demands; raises `InsufficientSignatures`."""
    # An extra signature that nobody checks would let bytes outside the signed part vary.
    if tuple(entry.alg for entry in outer.signatures) != REQUIRED:
        raise InsufficientSignatures
    return outer.signatures[0]


def _check_device(signer: Signer, core: Core) -> None:
    if signer.device != core.device:
        raise NotForThisPc if core.type == "return" else SignerDeviceMismatch
    if signer.state == "revoked":
        raise DeviceRevoked
    if signer.state != "active":
        raise DeviceNotEnrolled


def _check_place(core: Core, roster: Roster) -> None:
    if core.office != roster.office:
        raise NotForThisOffice
    if core.env != roster.env:
        raise WrongEnvironment(theirs=core.env, ours=roster.env)
    if core.schema > roster.schema_max:
        raise SchemaTooNew
    if core.schema < roster.schema_min:
        raise SchemaTooOld


def check_body(stream: Stream, found: Header, outer: Container, size: int) -> None:
    """Check the rest of a stream of `size` bytes: length and hash of the sealed body.

    Raises `TruncatedBundle`, `TrailingData`, `BodyDigestMismatch`.
    """
    expected = outer.body_at + found.body.len
    if size < expected:
        raise TruncatedBundle
    if size > expected:
        raise TrailingData
    digest = hashlib.sha256()
    left = found.body.len
    while left:
        piece = stream.read(min(left, files.PIECE))
        if not piece:
            raise TruncatedBundle
        digest.update(piece)
        left -= len(piece)
    if stream.read(1):
        raise TrailingData
    if digest.digest() != unb64(found.body.sha256):
        raise BodyDigestMismatch


@contextmanager
def _opened(quarantined: Quarantined) -> Generator[Stream, None, None]:
    try:
        with quarantined.path.open("rb") as stream:
            yield stream
    except OSError as error:
        where = str(quarantined.path)
        raise CannotRead(where=where, why=error.strerror or "no answer") from error
