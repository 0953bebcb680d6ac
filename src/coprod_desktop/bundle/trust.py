# SPDX-License-Identifier: MIT
"""The trust list: which keys an office has and which devices it knows, signed by its root keys.

How one list follows another is in `steps`. The day on which a list expires only makes people ask:
a wing that was long without a stick must still be able to send.
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
from coprod_desktop.bundle.header import Binary, Env, KeyId, OfficeId, Uuid
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
MOST_ROOTS: Final = 16
MOST_FORMER: Final = 16
LIFE_MS: Final = 2 * 366 * 86_400_000
"""Each list is good for two years; then people are told to ask for a new one."""
_PROCESS_SECRET: Final = secrets.token_bytes(32)

DeviceState = Literal["pending", "active", "revoked"]


class _Part(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What all parts have in common: every field is there, and no other."""


class Policy(_Part, frozen=True, kw_only=True):
    """The root set: public keys, sorted, and how many of them must sign a list."""

    threshold: Annotated[int, Meta(ge=1, le=MOST_ROOTS)]
    root_keys: Annotated[tuple[Binary, ...], Meta(min_length=1, max_length=MOST_ROOTS)]


class OfficeKeys(_Part, frozen=True, kw_only=True):
    """The office's public keys: ``sign`` for returns; bundles are sealed to the other two."""

    sign: Binary
    seal: Binary
    recovery: Binary


class TrustDevice(_Part, frozen=True, kw_only=True):
    """A wing's device as the office knows it. ``last_good`` is set when it is revoked, else 0.

    ``receive_key`` is the id of its sealing key: only the office seals to it, and 1,216 bytes for
    each wing would make a list long.
    """

    device: Uuid
    epoch: Uuid
    site: Line
    wing: Line
    state: DeviceState
    sign_key: Binary
    receive_key: KeyId
    last_good: Annotated[int, Meta(ge=0, le=MAX_CHANGE)] = 0


class TrustList(_Part, frozen=True, kw_only=True):
    """What an office's root keys vouch for. ``previous`` is the hash of the version before.

    ``former`` are keys in grace: a wing still takes returns that they signed, and the office still
    opens what was sealed to them.
    """

    type: Literal["trust"] = "trust"
    office: OfficeId
    name: Line
    env: Env
    version: Number
    previous: Digest
    policy: Policy
    keys: OfficeKeys
    former: Annotated[tuple[OfficeKeys, ...], Meta(max_length=MOST_FORMER)]
    devices: Annotated[tuple[TrustDevice, ...], Meta(max_length=10_000)]
    at: Milliseconds
    expires_at: Milliseconds

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
    def sign_keys(self) -> tuple[bytes, ...]:
        """The public keys that may have signed a return: the present one, then those in grace."""
        return tuple(unb64(each.sign) for each in (self.keys, *self.former))

    @property
    def root_keys(self) -> tuple[bytes, ...]:
        """The public root keys."""
        return tuple(map(unb64, self.policy.root_keys))

    @property
    def digest(self) -> bytes:
        """The hash by which the next version names this one: SHA-256 over the canonical bytes."""
        return hashlib.sha256(canonical.encode(self)).digest()


class RootSignature(_Part, frozen=True, kw_only=True):
    """A root key's signature on a list: the key's id, and 64 bytes."""

    keyid: Binary
    sig: Binary


class _Envelope(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    payload: Annotated[str, Meta(pattern=r"^[A-Za-z0-9_-]+\Z")]
    payload_type: str = msgspec.field(name="payloadType")
    signatures: Annotated[tuple[RootSignature, ...], Meta(min_length=1, max_length=MOST_ROOTS)]


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
        former=(),
        devices=(),
        at=at,
        expires_at=at + LIFE_MS,
    )


def sign(trust: TrustList, roots: Sequence[SigningKey]) -> bytes:
    """The trust list's file: a DSSE envelope with a signature by each of these root keys."""
    ordered = sorted(roots, key=lambda root: root.key_id)
    return envelope(trust, [signature(trust, root) for root in ordered])


def signature(trust: TrustList, root: SigningKey) -> RootSignature:
    """One root key's signature on a list."""
    signed = _pae(canonical.encode(trust))
    return RootSignature(keyid=b64(root.key_id), sig=b64(root.sign(signed)))


def envelope(trust: TrustList, signatures: Sequence[RootSignature]) -> bytes:
    """The trust list's file, with signatures that were made already."""
    return canonical.encode(
        _Envelope(
            payload=b64(canonical.encode(trust)),
            payload_type=PAYLOAD_TYPE,
            signatures=tuple(signatures),
        )
    )


def read(source: Path | bytes) -> TrustList:
    """Read a trust list and verify that its own root set signed it.

    That makes it whole, not genuine: whether this root set is the office's, only `root_words`
    compared with the office card can tell.

    Raises `NotATrustList`, or `CannotRead` for a file that cannot be read.
    """
    return read_signed(source)[0]


def read_signed(source: Path | bytes) -> tuple[TrustList, tuple[RootSignature, ...]]:
    """As `read`, with the signatures. Raises `NotATrustList` or `CannotRead`."""
    shown, raw = ("This file", source) if isinstance(source, bytes) else _load(source)
    try:
        found = canonical.decode(_ENVELOPE, raw)
        trust = canonical.decode(_TRUST, unb64(found.payload))
        check(trust)
        good = len(signers(trust, found.signatures, trust.root_keys))
    except (canonical.NotCanonical, canonical.NotOfType) as error:
        raise NotATrustList(file=shown, why=str(error)) from None
    except WeakKey:
        raise NotATrustList(file=shown, why="it holds a key that protects nothing") from None
    if found.payload_type != PAYLOAD_TYPE:
        raise NotATrustList(file=shown, why="it is something else")
    if good < trust.policy.threshold or good != len(found.signatures):
        raise NotATrustList(file=shown, why="its signatures do not hold")
    return trust, found.signatures


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


def check(trust: TrustList) -> None:
    """The rules that a list's parts obey together.

    Raises `canonical.NotOfType`, `canonical.NotCanonical` or `WeakKey`.
    """
    if trust.policy.threshold > len(trust.policy.root_keys):
        raise canonical.NotOfType("more signatures are demanded than there are keys")
    if list(trust.policy.root_keys) != [b64(key) for key in sorted(set(trust.root_keys))]:
        raise canonical.NotOfType("its root keys are not in order")
    if (trust.version == 1) != (not trust.previous):
        raise canonical.NotOfType("all versions but the first name the one before")
    for public in (*trust.root_keys, *trust.sign_keys):
        keys.check_public(public)
    for each in (trust.keys, *trust.former):
        SealPublic.from_bytes(unb64(each.seal))
        SealPublic.from_bytes(unb64(each.recovery))
    order = [each.device for each in trust.devices]
    if order != sorted(set(order)) or len({each.sign_key for each in trust.devices}) != len(order):
        raise canonical.NotOfType("two of its devices are one")
    for device in trust.devices:
        keys.check_public(unb64(device.sign_key))
        unb64(device.receive_key)


def signers(
    trust: TrustList, signatures: Sequence[RootSignature], publics: Sequence[bytes]
) -> set[bytes]:
    """Which of some public root keys signed a list, each with a signature that holds.

    Raises `canonical.NotCanonical` for a signature that is misspelt.
    """
    signed = _pae(canonical.encode(trust))
    known = {b64(keys.sign_key_id(public)): public for public in publics}
    return {
        known[each.keyid]
        for each in signatures
        if each.keyid in known and keys.verify(known[each.keyid], signed, unb64(each.sig))
    }


def _pae(payload: bytes) -> bytes:
    kind = PAYLOAD_TYPE.encode()
    return b"DSSEv1 %d %s %d %s" % (len(kind), kind, len(payload), payload)
