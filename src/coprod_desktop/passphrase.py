# SPDX-License-Identifier: MIT
"""Keeps a secret under a password: for a store's key slots, and for root keys in files.

A password becomes a key by Argon2id (RFC 9106), which is slow on purpose; under it the secret is
sealed with AES-256-GCM, bound to whatever else its place says.
"""

import functools
import secrets
import time
import unicodedata
from typing import Annotated, Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from msgspec import Meta, Struct

LEAST_LENGTH: Final = 12
"""The fewest characters that a password may have."""
_KEY_BYTES = 32
_TARGET_SECONDS = 0.25
_MEMORY_KIB = 64 * 1024


class Cost(Struct, frozen=True, forbid_unknown_fields=True):
    """Argon2id's parameters (RFC 9106). The bounds keep a forged file from hanging the PC."""

    memory_kib: Annotated[int, Meta(ge=8, le=1024 * 1024)]
    iterations: Annotated[int, Meta(ge=1, le=64)]
    lanes: Annotated[int, Meta(ge=1, le=16)]


class Sealed(Struct, frozen=True):
    """A secret under a password: salt of 16 bytes, nonce of 12, ciphertext with its tag."""

    salt: bytes
    nonce: bytes
    wrapped: bytes


@functools.cache
def tuned() -> Cost:
    """Parameters that take about a quarter of a second on this PC (measured once a process)."""
    started = time.perf_counter()
    _derive("calibration", secrets.token_bytes(16), Cost(_MEMORY_KIB, 1, 4))
    once = max(time.perf_counter() - started, 0.001)
    return Cost(_MEMORY_KIB, min(max(round(_TARGET_SECONDS / once), 2), 32), 4)


def seal(secret: bytes, password: str, cost: Cost, bound: bytes) -> Sealed:
    """Seal a secret under a password; `bound` is what has to be the same when it is opened."""
    salt, nonce = secrets.token_bytes(16), secrets.token_bytes(12)
    kek = _derive(password, salt, cost)
    return Sealed(salt, nonce, AESGCM(kek).encrypt(nonce, secret, bound))


def unseal(sealed: Sealed, password: str, cost: Cost, bound: bytes) -> bytes | None:
    """The secret, or None when the password is another one.

    Raises `ValueError` for lengths or costs that nothing is ever sealed with.
    """
    try:
        kek = _derive(password, sealed.salt, cost)
        return AESGCM(kek).decrypt(sealed.nonce, sealed.wrapped, bound)
    except InvalidTag:
        return None


def _derive(password: str, salt: bytes, cost: Cost) -> bytes:
    return Argon2id(
        salt=salt,
        length=_KEY_BYTES,
        iterations=cost.iterations,
        lanes=cost.lanes,
        memory_cost=cost.memory_kib,
    ).derive(_composed(password))


def _composed(password: str) -> bytes:
    """A password's bytes, the same whether a keyboard sends é as one character or as two."""
    return unicodedata.normalize("NFC", password).encode("utf-8", "surrogatepass")
