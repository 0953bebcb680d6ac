# SPDX-License-Identifier: MIT
"""The trust list: which keys an office has and which devices it knows, signed by its root keys.

Rotation (version + 1, signed by the thresholds of the old and the new root set, as in TUF) will
have its place here: a function that reads a list as the successor of one that is trusted already.
"""

import hashlib
import hmac
import secrets
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Final, Literal

import msgspec
from msgspec import Meta, Struct

from coprod_desktop.bundle import keys
from coprod_desktop.bundle.errors import WeakKey
from coprod_desktop.bundle.header import Binary, Env, OfficeId, Uuid
from coprod_desktop.bundle.keys import SealPublic, SigningKey
from coprod_desktop.domain import canonical, words
from coprod_desktop.domain.canonical import b64, unb64
from coprod_desktop.domain.change import MAX_CHANGE, Digest, Milliseconds, Number
from coprod_desktop.domain.errors import CannotRead, NotATrustList
from coprod_desktop.domain.records import Line

PAYLOAD_TYPE: Final = "application/vnd.coprod.trust.v1+json"
MAX_FILE: Final = 32 << 20
FILE_NAME: Final = "trust-list.json"
ASKED: Final = 3
_PROCESS_SECRET: Final = secrets.token_bytes(32)

DeviceState = Literal["pending", "active", "revoked"]


class _Part(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What all parts have in common: every field is there, and no other."""


class Policy(_Part, frozen=True, kw_only=True):
    """The root set: public keys, sorted, and how many of them must sign a list."""

    threshold: Annotated[int, Meta(ge=1, le=16)]
    root_keys: Annotated[tuple[Binary, ...], Meta(min_length=1, max_length=16)]


class OfficeKeys(_Part, frozen=True, kw_only=True):
    """The office's public keys: ``sign`` for returns; bundles are sealed to the other two."""

    sign: Binary
    seal: Binary
    recovery: Binary


class TrustDevice(_Part, frozen=True, kw_only=True):
    """A wing's device as the office knows it. ``last_good`` is set when it is revoked, else 0."""

    device: Uuid
    epoch: Uuid
    site: Line
    wing: Line
    state: DeviceState
    sign_key: Binary
    receive_key: Binary
    last_good: Annotated[int, Meta(ge=0, le=MAX_CHANGE)] = 0


class TrustList(_Part, frozen=True, kw_only=True):
    """What an office's root keys vouch for. ``previous`` is the hash of the version before."""

    type: Literal["trust"] = "trust"
    office: OfficeId
    name: Line
    env: Env
    version: Number
    previous: Digest
    policy: Policy
    keys: OfficeKeys
    devices: Annotated[tuple[TrustDevice, ...], Meta(max_length=10_000)]
    at: Milliseconds

    @property
    def sign_key(self) -> bytes:
        """The office's public signing key."""
        return unb64(self.keys.sign)

    @property
    def seal_key(self) -> bytes:
        """The public key that opens bundles at the office."""
        return unb64(self.keys.seal)

    @property
    def recovery_key(self) -> bytes:
        """The public key, kept offline, that opens bundles when the office's is lost."""
        return unb64(self.keys.recovery)

    @property
    def root_keys(self) -> tuple[bytes, ...]:
        """The public root keys."""
        return tuple(map(unb64, self.policy.root_keys))

    @property
    def digest(self) -> bytes:
        """The hash by which the next version names this one: SHA-256 over the canonical bytes."""
        return hashlib.sha256(canonical.encode(self)).digest()


class _Signature(_Part, frozen=True, kw_only=True):
    keyid: Binary
    sig: Binary


class _Envelope(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    payload: Annotated[str, Meta(pattern=r"^[A-Za-z0-9_-]+\Z")]
    payload_type: str = msgspec.field(name="payloadType")
    signatures: Annotated[tuple[_Signature, ...], Meta(min_length=1, max_length=16)]


_ENVELOPE = msgspec.json.Decoder(_Envelope)
_TRUST = msgspec.json.Decoder(TrustList)


def create(  # noqa: PLR0913  an office has this many keys
    *,
    office: str,
    name: str,
    env: Env,
    root_keys: Sequence[bytes],
    threshold: int,
    sign_key: bytes,
    seal_key: bytes,
    recovery_key: bytes,
    at: int,
) -> TrustList:
    """Version 1 of a new office's list, without devices. Keys are public ones."""
    return TrustList(
        office=office,
        name=name,
        env=env,
        version=1,
        previous="",
        policy=Policy(threshold=threshold, root_keys=tuple(map(b64, sorted(root_keys)))),
        keys=OfficeKeys(sign=b64(sign_key), seal=b64(seal_key), recovery=b64(recovery_key)),
        devices=(),
        at=at,
    )


def amended(trust: TrustList, devices: Sequence[TrustDevice], at: int) -> TrustList:
    """The next version, with these devices and the same keys; it still has to be signed."""
    return msgspec.structs.replace(
        trust,
        version=trust.version + 1,
        previous=b64(trust.digest),
        devices=tuple(sorted(devices, key=lambda device: (device.device, device.epoch))),
        at=at,
    )


def sign(trust: TrustList, roots: Sequence[SigningKey]) -> bytes:
    """The trust list's file: a DSSE envelope with a signature by each of these root keys."""
    payload = canonical.encode(trust)
    signed = _pae(payload)
    ordered = sorted(roots, key=lambda root: root.key_id)
    return canonical.encode(
        _Envelope(
            payload=b64(payload),
            payload_type=PAYLOAD_TYPE,
            signatures=tuple(
                _Signature(keyid=b64(root.key_id), sig=b64(root.sign(signed))) for root in ordered
            ),
        )
    )


def read(source: Path | bytes) -> TrustList:
    """Read a trust list and verify that its own root set signed it.

    That makes it whole, not genuine: whether this root set is the office's, only `root_words`
    compared with the office card can tell.

    Raises `NotATrustList`, or `CannotRead` for a file that cannot be read.
    """
    shown, raw = ("This file", source) if isinstance(source, bytes) else _load(source)
    try:
        envelope = canonical.decode(_ENVELOPE, raw)
        payload = unb64(envelope.payload)
        trust = canonical.decode(_TRUST, payload)
        _check_keys(trust)
        good = _good_signatures(trust, envelope, payload)
    except (canonical.NotCanonical, canonical.NotOfType) as error:
        raise NotATrustList(file=shown, why=str(error)) from None
    except WeakKey:
        raise NotATrustList(file=shown, why="it holds a key that protects nothing") from None
    if envelope.payload_type != PAYLOAD_TYPE:
        raise NotATrustList(file=shown, why="it is something else")
    if good < trust.policy.threshold or good != len(envelope.signatures):
        raise NotATrustList(file=shown, why="its signatures do not hold")
    return trust


def root_words(trust: TrustList) -> tuple[str, ...]:
    """The twelve words of an office's root set, as printed on the office card."""
    return words.of(hashlib.sha256(b"coprod/roots/v1\0" + canonical.encode(trust.policy)).digest())


def asked(trust_file: bytes, secret: bytes = _PROCESS_SECRET) -> tuple[int, int, int]:
    """Which three of the twelve words (from 1, rising) to ask for.

    The same for the same file and secret. The secret keeps a forger from making a list of which
    just the asked words agree with the card's: with positions that follow from the file alone,
    that takes 2^25 tries. By default it lives as long as the process.
    """
    stream = hmac.digest(secret, b"coprod/asked/v1\0" + trust_file, "sha256")
    places = list(range(1, words.COUNT + 1))
    chosen = [places.pop(byte % len(places)) for byte in stream[:ASKED]]
    first, second, third = sorted(chosen)
    return first, second, third


def _load(path: Path) -> tuple[str, bytes]:
    try:
        with path.open("rb") as file:
            raw = file.read(MAX_FILE + 1)
    except OSError as error:
        raise CannotRead(where=str(path), why=error.strerror or "no answer") from error
    if len(raw) > MAX_FILE:
        raise NotATrustList(file=path.name, why="it is too large")
    return path.name, raw


def _check_keys(trust: TrustList) -> None:
    if trust.policy.threshold > len(trust.policy.root_keys):
        msg = "more signatures are demanded than there are keys"
        raise canonical.NotOfType(msg)
    if list(trust.policy.root_keys) != [b64(key) for key in sorted(set(trust.root_keys))]:
        msg = "its root keys are not in order"
        raise canonical.NotOfType(msg)
    if (trust.version == 1) != (not trust.previous):
        msg = "all versions but the first name the one before"
        raise canonical.NotOfType(msg)
    for public in (*trust.root_keys, trust.sign_key):
        keys.check_public(public)
    for public in (trust.seal_key, trust.recovery_key):
        SealPublic.from_bytes(public)
    owners = {device.sign_key: device.device for device in trust.devices}
    order = [(device.device, device.epoch) for device in trust.devices]
    if order != sorted(set(order)) or any(
        owners[device.sign_key] != device.device for device in trust.devices
    ):
        msg = "two of its devices are one"
        raise canonical.NotOfType(msg)
    for device in trust.devices:
        keys.check_public(unb64(device.sign_key))
        SealPublic.from_bytes(unb64(device.receive_key))


def _good_signatures(trust: TrustList, envelope: _Envelope, payload: bytes) -> int:
    signed = _pae(payload)
    roots = {b64(keys.sign_key_id(public)): public for public in trust.root_keys}
    good = {
        entry.keyid
        for entry in envelope.signatures
        if entry.keyid in roots and keys.verify(roots[entry.keyid], signed, unb64(entry.sig))
    }
    return len(good)


def _pae(payload: bytes) -> bytes:
    kind = PAYLOAD_TYPE.encode()
    return b"DSSEv1 %d %s %d %s" % (len(kind), kind, len(payload), payload)
