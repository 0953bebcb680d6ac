# SPDX-License-Identifier: MIT
"""Keys: Ed25519 for signing, ML-KEM-768 with X25519 for sealing. One key, one purpose."""

import functools
import hashlib
from typing import Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import (
    Ed25519PrivateKey,
    Ed25519PublicKey,
)
from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey, MLKEM768PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hpke import MLKEM768X25519PrivateKey, MLKEM768X25519PublicKey

from coprod_desktop.bundle.errors import WeakKey

KEY_ID_LENGTH: Final = 8
SIGN_PUBLIC_LENGTH: Final = 32
SIGNATURE_LENGTH: Final = 64
SEAL_PUBLIC_LENGTH: Final = 1184 + 32
_MLKEM_PUBLIC: Final = 1184
_MLKEM_SEED: Final = 64
_SIGN_PURPOSE = b"sign/ed25519\0"
_SEAL_PURPOSE = b"seal/mlkem768-x25519\0"

_PRIME = 2**255 - 19
_SIGN_BIT = 1 << 255
_D = -121665 * pow(121666, -1, _PRIME) % _PRIME
# The y coordinates of the points of order 1, 2, 4 and 8 (RFC 8032's curve has cofactor 8).
_ORDER_EIGHT = int.from_bytes(
    bytes.fromhex("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05"), "little"
)
_SMALL_ORDER = frozenset({0, 1, _PRIME - 1, _ORDER_EIGHT, _PRIME - _ORDER_EIGHT})


def key_id(purpose: bytes, public: bytes) -> bytes:
    """Eight bytes that name a public key within its purpose."""
    return hashlib.sha256(b"coprod/key/v1\0" + purpose + public).digest()[:KEY_ID_LENGTH]


def sign_key_id(public: bytes) -> bytes:
    """The id of a public signing key."""
    return key_id(_SIGN_PURPOSE, public)


class SigningKey:
    """An Ed25519 key pair (RFC 8032)."""

    def __init__(self, private: Ed25519PrivateKey) -> None:
        self._private = private
        self.public = private.public_key().public_bytes_raw()
        self.key_id = sign_key_id(self.public)

    @classmethod
    def generate(cls) -> "SigningKey":
        """A new random key."""
        return cls(Ed25519PrivateKey.generate())

    @classmethod
    def from_private(cls, private: bytes) -> "SigningKey":
        """The key of 32 stored private bytes."""
        return cls(Ed25519PrivateKey.from_private_bytes(private))

    def private_bytes(self) -> bytes:
        """The 32 private bytes, to be kept encrypted."""
        return self._private.private_bytes_raw()

    def sign(self, message: bytes) -> bytes:
        """A signature of 64 bytes."""
        return self._private.sign(message)


def verify(public: bytes, message: bytes, signature: bytes) -> bool:
    """Whether the signature fits. A weak public key verifies nothing."""
    try:
        check_public(public)
        Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
    except (InvalidSignature, WeakKey, ValueError):
        return False
    return True


def check_public(public: bytes) -> None:
    """Refuse Ed25519 public keys that are misspelt, no point of the curve, or of small order.

    Under a key of small order one signature fits every message, and `cryptography` accepts such
    keys. Raises `WeakKey`.
    """
    if len(public) != SIGN_PUBLIC_LENGTH:
        raise WeakKey
    y = int.from_bytes(public, "little") & ~_SIGN_BIT
    if y >= _PRIME or y in _SMALL_ORDER or not _is_on_curve(y):
        raise WeakKey


@functools.lru_cache(maxsize=1024)
def _is_on_curve(y: int) -> bool:
    # RFC 8032, section 5.1.3: x² = (y² − 1) / (d·y² + 1) must have a root.
    x_squared = (y * y - 1) * pow(_D * y * y + 1, -1, _PRIME) % _PRIME
    return pow(x_squared, (_PRIME - 1) // 2, _PRIME) == 1


class SealPublic:
    """The public half of a sealing key: ML-KEM-768's 1,184 bytes, then X25519's 32."""

    def __init__(self, public: bytes, hpke: MLKEM768X25519PublicKey) -> None:
        self.public = public
        self.key_id = key_id(_SEAL_PURPOSE, public)
        self.hpke = hpke

    @classmethod
    def from_bytes(cls, public: bytes) -> "SealPublic":
        """Read a public key; raises `WeakKey` when it is misspelt or of small order."""
        if len(public) != SEAL_PUBLIC_LENGTH:
            raise WeakKey
        curve = public[_MLKEM_PUBLIC:]
        if int.from_bytes(curve, "little") >= _PRIME:
            raise WeakKey
        try:
            mlkem = MLKEM768PublicKey.from_public_bytes(public[:_MLKEM_PUBLIC])
            x25519 = X25519PublicKey.from_public_bytes(curve)
            # RFC 7748, section 6.1: a point of small order shares the zero secret with everyone.
            X25519PrivateKey.generate().exchange(x25519)
        except ValueError:
            raise WeakKey from None
        return cls(public, MLKEM768X25519PublicKey(mlkem, x25519))


class SealKey:
    """A key pair to which file keys are sealed."""

    def __init__(self, mlkem: MLKEM768PrivateKey, x25519: X25519PrivateKey) -> None:
        self._mlkem = mlkem
        self._x25519 = x25519
        self.hpke = MLKEM768X25519PrivateKey(mlkem, x25519)
        self.public = mlkem.public_key().public_bytes_raw() + x25519.public_key().public_bytes_raw()
        self.key_id = key_id(_SEAL_PURPOSE, self.public)

    @classmethod
    def generate(cls) -> "SealKey":
        """A new random key."""
        return cls(MLKEM768PrivateKey.generate(), X25519PrivateKey.generate())

    @classmethod
    def from_private(cls, private: bytes) -> "SealKey":
        """The key of 96 stored private bytes: ML-KEM's seed (64), then X25519's key (32)."""
        seed, curve = private[:_MLKEM_SEED], private[_MLKEM_SEED:]
        return cls(
            MLKEM768PrivateKey.from_seed_bytes(seed), X25519PrivateKey.from_private_bytes(curve)
        )

    def private_bytes(self) -> bytes:
        """The 96 private bytes, to be kept encrypted."""
        return self._mlkem.private_bytes_raw() + self._x25519.private_bytes_raw()
