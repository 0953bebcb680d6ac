# SPDX-License-Identifier: MIT
"""The outer shape of a bundle: fixed prefix, header, table of signatures, body."""

import struct
from collections.abc import Sequence
from typing import Final, Protocol

from msgspec import Struct

from coprod_desktop.bundle.errors import (
    HeaderTooLarge,
    MalformedSignatureBlock,
    NotABundle,
    TransferDamage,
    TruncatedBundle,
    UnknownFlag,
    UnsupportedContainer,
)
from coprod_desktop.bundle.header import CONTAINER_VERSION
from coprod_desktop.bundle.keys import KEY_ID_LENGTH

MAGIC: Final = b"\x89COP\r\n\x1a\n"
MAX_HEADER: Final = 65_536
MAX_SIGNATURES: Final = 4
ED25519: Final = 1
ML_DSA_65: Final = 2
SIGNATURE_LENGTHS: Final = {ED25519: 64, ML_DSA_65: 3309}
_PREFIX = struct.Struct(">8sHHI")
_COUNT = struct.Struct(">H")
_SIGNATURE = struct.Struct(f">H{KEY_ID_LENGTH}sH")
LEAST_SIZE: Final = _PREFIX.size + 2 + _COUNT.size + _SIGNATURE.size + 64
"""No bundle is smaller: prefix, an empty object, one Ed25519 signature."""


class Stream(Protocol):
    """Anything that can be read from."""

    def read(self, length: int, /) -> bytes:
        """Up to `length` bytes, fewer only at the end."""
        ...


class Signature(Struct, frozen=True):
    """One entry of the table: algorithm, id of the signing key, signature."""

    alg: int
    key_id: bytes
    value: bytes


class Container(Struct, frozen=True):
    """A bundle's outer parts, none of them trusted yet. The body starts at byte ``body_at``."""

    header: bytes
    signatures: tuple[Signature, ...]
    body_at: int


def encode(header: bytes, signatures: Sequence[Signature]) -> bytes:
    """All that stands before the body."""
    parts = [
        _PREFIX.pack(MAGIC, CONTAINER_VERSION, 0, len(header)),
        header,
        _COUNT.pack(len(signatures)),
    ]
    for entry in signatures:
        parts += [_SIGNATURE.pack(entry.alg, entry.key_id, len(entry.value)), entry.value]
    return b"".join(parts)


def read(stream: Stream) -> Container:
    """Read up to the body from a stream at its beginning, never more than the bounds allow.

    Raises the errors of stage B.
    """
    prefix = stream.read(_PREFIX.size)
    _check_magic(prefix[: len(MAGIC)])
    if len(prefix) != _PREFIX.size:
        raise TruncatedBundle
    _, version, flags, length = _PREFIX.unpack(prefix)
    if version != CONTAINER_VERSION:
        raise UnsupportedContainer(version=version)
    if flags:
        raise UnknownFlag
    if not 1 <= length <= MAX_HEADER:
        raise HeaderTooLarge
    header = _exactly(stream, length)
    signatures, table = _signatures(stream)
    return Container(header=header, signatures=signatures, body_at=_PREFIX.size + length + table)


def _check_magic(found: bytes) -> None:
    if found == MAGIC:
        return
    # As in PNG: each byte of the magic shows another way in which text tools damage files.
    if found[1:4] == MAGIC[1:4]:
        raise TransferDamage
    raise NotABundle


def _signatures(stream: Stream) -> tuple[tuple[Signature, ...], int]:
    (count,) = _COUNT.unpack(_exactly(stream, _COUNT.size))
    if not 1 <= count <= MAX_SIGNATURES:
        raise MalformedSignatureBlock
    found: list[Signature] = []
    size = _COUNT.size
    for _ in range(count):
        alg, key_id, length = _SIGNATURE.unpack(_exactly(stream, _SIGNATURE.size))
        if length != SIGNATURE_LENGTHS.get(alg):
            raise MalformedSignatureBlock
        found.append(Signature(alg=alg, key_id=key_id, value=_exactly(stream, length)))
        size += _SIGNATURE.size + length
    order = [(entry.alg, entry.key_id) for entry in found]
    if order != sorted(set(order)):
        raise MalformedSignatureBlock
    return tuple(found), size


def _exactly(stream: Stream, length: int) -> bytes:
    data = stream.read(length)
    if len(data) != length:
        raise TruncatedBundle
    return data
