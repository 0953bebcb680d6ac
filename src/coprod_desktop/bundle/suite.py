# SPDX-License-Identifier: MIT
"""Ways of encrypting a bundle, by name: a new one is a class and a line in the registry.

Old ones are never removed, so that every bundle ever released stays readable.
"""

from typing import Final, Protocol

from cryptography.cobblestone import Cobblestone256Decryptor, Cobblestone256Encryptor
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hpke

from coprod_desktop.bundle.errors import UnsupportedSuite
from coprod_desktop.bundle.keys import SealKey, SealPublic

FILE_KEY_LENGTH: Final = 32


class NotOpened(Exception):
    """A wrapped key or a stretch of the body is not what was sealed under this key and header."""


class Encryptor(Protocol):
    """Turns a body into ciphertext, piece by piece."""

    def update(self, data: bytes, /) -> bytes:
        """Take plaintext; give what ciphertext is ready."""
        ...

    def finalize(self) -> bytes:
        """The rest of the ciphertext, with the end marked."""
        ...


class Decryptor(Protocol):
    """Turns ciphertext back. It gives out nothing that it has not authenticated."""

    def update(self, data: bytes, /) -> bytes:
        """Take ciphertext; give what plaintext is authentic so far. Raises `NotOpened`."""
        ...

    def finalize(self) -> bytes:
        """The rest, once the end is proven to be the end. Raises `NotOpened`."""
        ...


class Suite(Protocol):
    """One way of sealing a file key to a recipient, and a body under the file key.

    `ch`, the hash of the header's core, binds both to their header.
    """

    name: str

    def file_key(self) -> bytes:
        """A fresh random key for one bundle."""
        ...

    def wrap(self, file_key: bytes, recipient: SealPublic, ch: bytes) -> bytes:
        """Seal the file key to a recipient."""
        ...

    def unwrap(self, wrapped: bytes, key: SealKey, ch: bytes) -> bytes:
        """Open a sealed file key. Raises `NotOpened`."""
        ...

    def encryptor(self, file_key: bytes, ch: bytes) -> Encryptor:
        """Start encrypting a body."""
        ...

    def decryptor(self, file_key: bytes, ch: bytes) -> Decryptor:
        """Start decrypting a body."""
        ...


class _CobblestoneDecryptor:
    def __init__(self, file_key: bytes, context: bytes) -> None:
        self._inner = Cobblestone256Decryptor(file_key, context)

    def update(self, data: bytes, /) -> bytes:
        try:
            return self._inner.update(data)
        except InvalidTag:
            raise NotOpened from None

    def finalize(self) -> bytes:
        try:
            return self._inner.finalize()
        except InvalidTag:
            raise NotOpened from None


class _HybridCobblestone:
    """HPKE (RFC 9180) over ML-KEM-768 with X25519; C2SP chunked encryption, AES-256-GCM."""

    name = "cop1-xwing-aes256gcm-cobble256"
    _wrap_info = b"coprod/wrap/v1\0"
    _body_context = b"coprod/body/v1\0"

    def __init__(self) -> None:
        self._hpke = hpke.Suite(
            hpke.KEM.MLKEM768_X25519, hpke.KDF.HKDF_SHA256, hpke.AEAD.AES_256_GCM
        )

    def file_key(self) -> bytes:
        return Cobblestone256Encryptor.generate_key()

    def wrap(self, file_key: bytes, recipient: SealPublic, ch: bytes) -> bytes:
        return self._hpke.encrypt(file_key, recipient.hpke, self._wrap_info + ch)

    def unwrap(self, wrapped: bytes, key: SealKey, ch: bytes) -> bytes:
        try:
            file_key = self._hpke.decrypt(wrapped, key.hpke, self._wrap_info + ch)
        except (InvalidTag, ValueError):
            raise NotOpened from None
        if len(file_key) != FILE_KEY_LENGTH:
            raise NotOpened
        return file_key

    def encryptor(self, file_key: bytes, ch: bytes) -> Encryptor:
        return Cobblestone256Encryptor(file_key, self._body_context + ch)

    def decryptor(self, file_key: bytes, ch: bytes) -> Decryptor:
        return _CobblestoneDecryptor(file_key, self._body_context + ch)


NEWEST: Final[Suite] = _HybridCobblestone()
"""The suite that new bundles are written with."""

SUITES: Final[dict[str, Suite]] = {suite.name: suite for suite in (NEWEST,)}


def named(name: str) -> Suite:
    """The suite of that name; raises `UnsupportedSuite`."""
    try:
        return SUITES[name]
    except KeyError:
        raise UnsupportedSuite from None
