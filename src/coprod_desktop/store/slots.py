# SPDX-License-Identifier: MIT
"""Key slots: the store's random key, wrapped once for each person under their own password.

A password can change, and a person come or go, without rewriting a page of the store. The slots
stand in ``keys.json`` beside the store. What they say is bound to the wrapped key (as associated
data), so nobody can weaken the parameters or swap names without the slot ceasing to open.

Two more ways in stand there: a slot for the words of the printed recovery sheet, and a copy of the
key that only the office's recovery key opens (made by ``bundle.escrow``).
"""

import hashlib
import secrets
from pathlib import Path
from typing import Annotated, Literal

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from msgspec import Meta, Struct

from coprod_desktop import files, passphrase
from coprod_desktop.domain import canonical
from coprod_desktop.domain.canonical import b64, unb64
from coprod_desktop.domain.errors import NotAStore, PersonUnknown, StoreDamaged, StoreTooNew
from coprod_desktop.domain.records import Line
from coprod_desktop.passphrase import Cost, Sealed, tuned

KEYS_FILE = "keys.json"
KEY_BYTES = 32
FORMAT = 1
LEAST_PASSWORD = passphrase.LEAST_LENGTH


class Slot(Struct, frozen=True, forbid_unknown_fields=True):
    """One person's way in: how their password becomes a key, and the store's key under it."""

    name: Line
    cost: Cost
    salt: str
    nonce: str
    wrapped: str


class SheetSlot(Struct, frozen=True, forbid_unknown_fields=True):
    """The way in by the recovery sheet. `salt` is random, and names the sheet too."""

    salt: str
    nonce: str
    wrapped: str


class Escrow(Struct, frozen=True, forbid_unknown_fields=True):
    """The store's key, sealed to the office's recovery key `kid` with the suite named `suite`."""

    suite: Annotated[str, Meta(pattern=r"^[a-z0-9-]{1,64}\Z")]
    kid: str
    wrapped: Annotated[str, Meta(max_length=8192)]

    @property
    def digest(self) -> str:
        """A hash by which the store remembers this copy: it cannot be exchanged unnoticed."""
        return b64(hashlib.sha256(canonical.encode(self)).digest())


class KeyFile(Struct, frozen=True, forbid_unknown_fields=True):
    """What can be known of a store before it is unlocked. Nothing in it is secret."""

    format: Annotated[int, Meta(ge=1)]
    store: str
    kind: Literal["wing", "office"]
    env: Literal["live", "practice"]
    title: Line
    slots: tuple[Slot, ...]
    sheet: SheetSlot | None = None
    escrow: Escrow | None = None

    def slot(self, name: str) -> Slot:
        """The slot of the person called `name` (letter case aside). Raises `PersonUnknown`."""
        for slot in self.slots:
            if slot.name.casefold() == name.strip().casefold():
                return slot
        raise PersonUnknown(name=name)

    def with_slot(self, slot: Slot) -> "KeyFile":
        """This file with `slot` added, or put in place of the same person's."""
        others = tuple(s for s in self.slots if s.name.casefold() != slot.name.casefold())
        return msgspec.structs.replace(self, slots=(*others, slot))

    def with_sheet(self, sheet: SheetSlot) -> "KeyFile":
        """This file with another recovery sheet's slot, and no earlier one's."""
        return msgspec.structs.replace(self, sheet=sheet)

    def with_escrow(self, escrow: Escrow) -> "KeyFile":
        """This file with another sealed copy of the key for the office."""
        return msgspec.structs.replace(self, escrow=escrow)

    def without(self, name: str) -> "KeyFile":
        """This file without the slot of `name`."""
        left = tuple(s for s in self.slots if s.name.casefold() != name.casefold())
        return msgspec.structs.replace(self, slots=left)


_KEY_FILE = msgspec.json.Decoder(KeyFile)


def new_key() -> bytes:
    """A fresh random store key."""
    return secrets.token_bytes(KEY_BYTES)


def seal(key: bytes, store: str, name: str, password: str, cost: Cost | None = None) -> Slot:
    """Wrap the store's `key` for a person under their password."""
    cost = cost or tuned()
    sealed = passphrase.seal(key, password, cost, _bound(store, name, cost))
    return Slot(name, cost, b64(sealed.salt), b64(sealed.nonce), b64(sealed.wrapped))


def unseal(slot: Slot, store: str, password: str) -> bytes | None:
    """The store's key, or None when the password is not this slot's. Raises `StoreDamaged`."""
    try:
        sealed = Sealed(unb64(slot.salt), unb64(slot.nonce), unb64(slot.wrapped))
        key = passphrase.unseal(sealed, password, slot.cost, _bound(store, slot.name, slot.cost))
    except ValueError:
        # A spelling, length or cost that no slot is ever written with.
        raise StoreDamaged(what="its key file cannot be read") from None
    if key is not None and len(key) != KEY_BYTES:
        raise StoreDamaged(what="its key has the wrong length")
    return key


def seal_sheet(key: bytes, store: str, secret: bytes) -> SheetSlot:
    """Wrap the store's `key` under the 32 random bytes that the recovery sheet's words are.

    Such a secret cannot be guessed, so making its key needs no slowness (RFC 5869, section 4).
    """
    salt, nonce = secrets.token_bytes(KEY_BYTES), secrets.token_bytes(12)
    kek, bound = _sheet_key(secret, store, salt), _sheet_bound(store, b64(salt))
    return SheetSlot(b64(salt), b64(nonce), b64(AESGCM(kek).encrypt(nonce, key, bound)))


def unseal_sheet(slot: SheetSlot, store: str, secret: bytes) -> bytes | None:
    """The store's key, or None when the secret is not this sheet's. Raises `StoreDamaged`."""
    try:
        kek = _sheet_key(secret, store, unb64(slot.salt))
        key = AESGCM(kek).decrypt(
            unb64(slot.nonce), unb64(slot.wrapped), _sheet_bound(store, slot.salt)
        )
    except InvalidTag:
        return None
    except ValueError:
        raise StoreDamaged(what="its key file cannot be read") from None
    if len(key) != KEY_BYTES:
        raise StoreDamaged(what="its key has the wrong length")
    return key


def _sheet_key(secret: bytes, store: str, salt: bytes) -> bytes:
    info = b"coprod/sheet/v1\0" + store.encode()
    return HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=salt, info=info).derive(secret)


def _sheet_bound(store: str, salt: str) -> bytes:
    return b"coprod/sheet/v1\0" + canonical.encode({"store": store, "salt": salt})


def _bound(store: str, name: str, cost: Cost) -> bytes:
    return b"coprod/slot/v1\0" + canonical.encode({"store": store, "name": name, "cost": cost})


class _Head(Struct, frozen=True):
    format: int


_HEAD = msgspec.json.Decoder(_Head)


def read(folder: Path) -> KeyFile:
    """Read the key file of the store in `folder`.

    Raises `NotAStore`, `StoreTooNew`, `StoreDamaged` or `CannotRead`.
    """
    path = folder / KEYS_FILE
    with files.reading(path):
        if not path.is_file():
            raise NotAStore(folder=str(folder))
        raw = path.read_bytes()
    try:
        if _HEAD.decode(raw).format > FORMAT:
            raise StoreTooNew
        return _KEY_FILE.decode(raw)
    except (msgspec.DecodeError, UnicodeDecodeError):
        raise StoreDamaged(what="its key file cannot be read") from None


def write(folder: Path, key_file: KeyFile) -> None:
    """Replace the key file of the store in `folder`; a crash leaves the old or the new one."""
    files.replace(folder / KEYS_FILE, msgspec.json.format(canonical.encode(key_file)) + b"\n")
