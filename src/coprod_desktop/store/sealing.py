# SPDX-License-Identifier: MIT
"""Private keys in tables that others can read: sealed under the store's key, which stays here."""

import os
from typing import Any, Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from sqlalchemy import LargeBinary
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator

from coprod_desktop.domain.errors import StoreDamaged

_LABEL: Final = b"coprod/sealed-column/v1"
_NONCE: Final = 12
_ATTRIBUTE: Final = "coprod_sealer"


class Sealer:
    """Seals and opens values with AES-256-GCM under a key made from the store's (HKDF-SHA256)."""

    def __init__(self, key: bytes) -> None:
        made = HKDF(algorithm=SHA256(), length=32, salt=None, info=_LABEL).derive(key)
        self._cipher = AESGCM(made)

    def attach(self, dialect: Dialect) -> None:
        """Have every sealed column of an engine pass through here."""
        setattr(dialect, _ATTRIBUTE, self)

    def seal(self, value: bytes) -> bytes:
        """A value as the table holds it: a nonce of 12 bytes, and what is sealed."""
        nonce = os.urandom(_NONCE)
        return nonce + self._cipher.encrypt(nonce, value, _LABEL)

    def open(self, sealed: bytes) -> bytes:
        """The value. Raises `StoreDamaged` where it was sealed under another key, or altered."""
        try:
            return self._cipher.decrypt(sealed[:_NONCE], sealed[_NONCE:], _LABEL)
        except (InvalidTag, ValueError):
            raise StoreDamaged(what="a private key in its tables does not open") from None


class Sealed(TypeDecorator[bytes]):
    """A column of bytes that is sealed wherever the engine has a `Sealer`, and plain elsewhere.

    The encrypted file needs none: all of it is sealed already.
    """

    impl = LargeBinary
    cache_ok = True

    def process_bind_param(self, value: bytes | None, dialect: Dialect) -> bytes | None:
        """Seal what goes in."""
        sealer: Sealer | None = getattr(dialect, _ATTRIBUTE, None)
        return value if value is None or sealer is None else sealer.seal(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> bytes | None:
        """Open what comes out. Raises `StoreDamaged`."""
        sealer: Sealer | None = getattr(dialect, _ATTRIBUTE, None)
        return value if value is None or sealer is None else sealer.open(bytes(value))
