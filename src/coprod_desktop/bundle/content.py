# SPDX-License-Identifier: MIT
"""Stage E: unlocks a bundle and reads its changes as a stream, strictly, in bounded memory.

`unwrap` is the only step that needs a private key. `contents` needs the file key and the
quarantined file alone, so that it can run in a process of its own.
"""

from collections.abc import Generator, Iterator, Sequence
from contextlib import closing
from typing import Final

from msgspec import Struct

from coprod_desktop.bundle import frames, manifest, suite
from coprod_desktop.bundle.authenticity import Authentic
from coprod_desktop.bundle.errors import (
    BodyAuthenticationFailed,
    ChainMismatch,
    ChangeSequenceError,
    IncompleteBundle,
    KeyUnwrapFailed,
    MalformedFrame,
    ManifestMismatch,
    NoMatchingRecipient,
    NonCanonicalRecord,
    RecordLimitExceeded,
    RecordSchemaError,
)
from coprod_desktop.bundle.header import Header
from coprod_desktop.bundle.intake import LIMITS, Limits, Quarantined
from coprod_desktop.bundle.keys import SealKey
from coprod_desktop.bundle.manifest import Erased, Manifest
from coprod_desktop.domain import change
from coprod_desktop.domain.canonical import NotCanonical, NotOfType, b64, unb64
from coprod_desktop.domain.change import Entry
from coprod_desktop.domain.errors import CannotRead

_PIECE: Final = 1 << 18
_CONTROL_FRAME: Final = 1 << 16
"""The manifest and the end mark are never larger."""


class Ended(Struct, frozen=True):
    """What was proven by reading to the end: how many changes, and the chain value they lead to."""

    changes: int
    chain: bytes


def unwrap(authentic: Authentic, seal_keys: Sequence[SealKey]) -> bytes:
    """The file key of a bundle that was sealed to one of our keys.

    Raises `NoMatchingRecipient`, `KeyUnwrapFailed`.
    """
    ours = {b64(key.key_id): key for key in seal_keys}
    sealing = suite.named(authentic.header.core.suite)
    for wrap in authentic.header.wraps:
        if key := ours.get(wrap.kid):
            try:
                return sealing.unwrap(unb64(wrap.enc_key), key, authentic.header.ch)
            except suite.NotOpened:
                raise KeyUnwrapFailed from None
    raise NoMatchingRecipient


class Content:
    """The unlocked content of a bundle. It may be read several times; no file stays open."""

    def __init__(
        self, file_key: bytes, quarantined: Quarantined, header: Header, limits: Limits
    ) -> None:
        self._file_key = file_key
        self._quarantined = quarantined
        self._limits = limits
        self.header = header
        self.end: Ended | None = None
        """Known once `entries` has been read to its end, which proves it."""
        with closing(self._plaintext()) as pieces:
            found = self._read_manifest(iter(frames.FrameReader(pieces)))
        self.manifest: Manifest = found

    def entries(self) -> Generator[Entry | Erased, None, None]:
        """Every change in order, decoded strictly, with the leaf that the chain is made of.

        Nothing may be kept until the last one is out and the iterator has ended without an error:
        only then are the end mark, the padding and the end of the stream proven.

        Raises the errors of stage E, and `ChainMismatch`.
        """
        self.end = None
        # Closed here whatever happens: Windows does not delete a file that is open.
        with closing(self._plaintext()) as pieces:
            yield from self._read(frames.FrameReader(pieces))

    def _read(self, reader: frames.FrameReader) -> Iterator[Entry | Erased]:
        parts = iter(reader)
        self._read_manifest(parts)
        first, last = self.manifest.first, self.manifest.last
        n, chain, link = first, self.manifest.chain_before, change.link
        for kind, data in parts:
            if kind == frames.CHANGE:
                entry = _change(data, n)
                number = entry.change.n
            elif kind == frames.ERASED:
                entry = _erased(data, n)
                number = entry.n
            elif kind == frames.END:
                self._read_end(data, reader, n - first, chain)
                break
            else:
                raise MalformedFrame(why=f"an unexpected part of kind {kind}")
            if number != n or n > last:
                raise ChangeSequenceError(n=number)
            chain = link(chain, entry.leaf)
            n += 1
            yield entry
        else:
            raise IncompleteBundle(why="its end mark is missing")
        self._read_padding(parts, reader)
        self.end = Ended(changes=n - first, chain=chain)

    def _read_manifest(self, parts: Iterator[tuple[int, bytes]]) -> Manifest:
        kind, data = next(parts, (0, b""))
        if kind != frames.MANIFEST or len(data) > _CONTROL_FRAME:
            raise MalformedFrame(why="it does not begin with a manifest")
        try:
            found, ch = manifest.decode_manifest(data)
        except (NotCanonical, NotOfType) as error:
            raise MalformedFrame(why=f"manifest: {error}") from None
        core = self.header.core
        if ch != self.header.ch:
            raise ManifestMismatch(why="another header")
        if found.first == 1 and found.chain_before != change.genesis(core.device, core.epoch):
            raise ManifestMismatch(why="another beginning")
        if found.last < found.first - 1:
            raise MalformedFrame(why="manifest: the numbers of its changes")
        if found.last - found.first + 1 > self._limits.changes:
            raise RecordLimitExceeded(most=self._limits.changes)
        return found

    def _read_end(
        self, data: bytes, reader: frames.FrameReader, changes: int, chain: bytes
    ) -> None:
        if len(data) > _CONTROL_FRAME:
            raise IncompleteBundle(why="its end mark is too long")
        try:
            end = manifest.decode_end(data)
        except (NotCanonical, NotOfType) as error:
            raise IncompleteBundle(why=f"end mark: {error}") from None
        if end.sha256 != reader.before_end:
            raise IncompleteBundle(why="what comes before its end mark differs")
        if not changes == end.changes == self.manifest.last - self.manifest.first + 1:
            raise IncompleteBundle(why="the number of changes differs")
        if not chain == end.chain == self.manifest.chain_after:
            raise ChainMismatch

    def _read_padding(self, parts: Iterator[tuple[int, bytes]], reader: frames.FrameReader) -> None:
        padding = 0
        for kind, data in parts:
            if kind != frames.PAD or padding or data.count(0) != len(data):
                raise IncompleteBundle(why="something follows its end mark")
            padding = frames.HEAD.size + len(data)
        # There is one way to pad: a reader that took others would let two bodies mean the same.
        if len(frames.padding(reader.length - padding)) != padding or reader.length % frames.BLOCK:
            raise IncompleteBundle(why="its padding")

    def _plaintext(self) -> Generator[bytes, None, None]:
        decryptor = suite.named(self.header.core.suite).decryptor(self._file_key, self.header.ch)
        path, left = self._quarantined.path, self.header.body.len
        try:
            with path.open("rb") as file:
                file.seek(self._quarantined.size - left)
                while left and (sealed := file.read(min(left, _PIECE))):
                    left -= len(sealed)
                    yield decryptor.update(sealed)
                yield decryptor.finalize()
        except suite.NotOpened:
            raise BodyAuthenticationFailed from None
        except OSError as error:
            raise CannotRead(where=str(path), why=error.strerror or "no answer") from error


def contents(
    file_key: bytes, quarantined: Quarantined, header: Header, limits: Limits = LIMITS
) -> Content:
    """The content of an authentic bundle; its manifest is read and checked against the header.

    Raises `BodyAuthenticationFailed`, `MalformedFrame`, `FrameTooLarge`, `ManifestMismatch`,
    `RecordLimitExceeded`.
    """
    return Content(file_key, quarantined, header, limits)


def open_content(
    quarantined: Quarantined,
    authentic: Authentic,
    seal_keys: Sequence[SealKey],
    limits: Limits = LIMITS,
) -> Content:
    """`unwrap` and `contents` in one; raises what they raise."""
    return contents(unwrap(authentic, seal_keys), quarantined, authentic.header, limits)


def _change(data: bytes, n: int) -> Entry:
    try:
        return change.read(data)
    except NotCanonical as error:
        raise NonCanonicalRecord(n=n, why=str(error)) from None
    except NotOfType as error:
        raise RecordSchemaError(n=n, why=str(error)) from None


def _erased(data: bytes, n: int) -> Erased:
    try:
        return manifest.decode_erased(data)
    except NotCanonical as error:
        raise NonCanonicalRecord(n=n, why=str(error)) from None
    except NotOfType as error:
        raise RecordSchemaError(n=n, why=str(error)) from None
