# SPDX-License-Identifier: MIT
"""Stage E: unlocks a bundle and reads its changes as a stream, strictly, in bounded memory.

`unwrap` is the only step that needs a private key. What follows needs the file key and the
quarantined file alone, and runs in a process of its own (`worker`). What that gives back is read
here once more, by the same lines, in the importer.
"""

from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import closing
from itertools import chain as chain_of
from typing import Final

from msgspec import UNSET, Struct

from coprod_desktop.bundle import frames, manifest, returns, steps, suite
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
from coprod_desktop.bundle.manifest import NO_RECEIPT_KEY, Erased, Manifest
from coprod_desktop.bundle.returns import Handed, Receipt, Reference
from coprod_desktop.bundle.steps import Step
from coprod_desktop.domain import change
from coprod_desktop.domain.bulk import BulkReader
from coprod_desktop.domain.canonical import NotCanonical, NotOfType, b64, unb64
from coprod_desktop.domain.change import AnswerChange, Entry, ErasureChange, NoticeChange
from coprod_desktop.domain.errors import CannotRead
from coprod_desktop.domain.translating import Filled

_PIECE: Final = 1 << 16
"""So much is unlocked at once: larger pieces would be mapped anew, page by page, each time."""
_CONTROL_FRAME: Final = 1 << 16
"""The manifest and the end mark are never larger."""
_MOST_PARTS: Final = 10_000
_MOST_PARTS_SIZE: Final = 64 << 20
"""What a return says before its changes is held in memory, so it has bounds."""


_SAID: Final = {
    frames.RECEIPT: "receipt",
    frames.TRUST: "trust list",
    frames.REFERENCE: "form",
    frames.HANDED: "what is given back",
}
_BEFORE: Final = {
    "return": (frames.RECEIPT, frames.TRUST, frames.REFERENCE),
    "changes": (frames.TRUST, frames.HANDED),
}
"""What may stand before the changes, in this order."""
FROM_OFFICE: Final = (AnswerChange, NoticeChange, ErasureChange)
"""All that an office writes for a wing."""


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


class Said(Struct, frozen=True):
    """What a bundle says before its changes: mostly nothing, where it is not a return."""

    receipt: Receipt | None = None
    trust_steps: tuple[Step, ...] = ()
    references: tuple[Reference, ...] = ()
    handed: tuple[Handed, ...] = ()


Plaintext = Callable[[], Generator[bytes, None, None]]
"""Gives a body's plaintext from its beginning, in pieces of any length, whenever it is called."""


class Content:
    """The unlocked content of a bundle. It may be read as often as its plaintext.

    ``receipt``, ``trust_steps`` and ``references`` are what a return says before its changes;
    ``trust_steps`` and ``handed`` what a wing gives back. As the changes, they are proven only once
    `entries` has come to its end.
    """

    def __init__(self, plaintext: Plaintext, header: Header, limits: Limits = LIMITS) -> None:
        """Read the manifest, and what stands before the changes. Raises as `contents`."""
        self._plaintext = plaintext
        self._limits = limits
        self.header = header
        self.end: Ended | None = None
        """Known once `entries` has been read to its end, which proves it."""
        with closing(self._plaintext()) as pieces:
            parts = iter(frames.FrameReader(pieces))
            self.manifest: Manifest = self._read_manifest(parts)
            said, _ = self._read_said(parts)
        self.receipt = said.receipt
        self.trust_steps = said.trust_steps
        self.references = said.references
        self.handed = said.handed

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
        parts: Iterator[tuple[int, bytes]] = iter(reader)
        self._read_manifest(parts)
        back = self.header.core.type == "return"
        _, after = self._read_said(parts)
        parts = chain_of([after] if after else [], parts)
        first, last = self.manifest.first, self.manifest.last
        n, chain, link = first, self.manifest.chain_before, change.link
        records = BulkReader()
        for kind, data in parts:
            if kind == frames.CHANGE:
                entry = _change(records, data, n)
                number = entry.change.n
                if back and not isinstance(entry.change, FROM_OFFICE):
                    raise RecordSchemaError(n=n, why="not what an office sends to a wing")
                if not back and isinstance(entry.change, NoticeChange):
                    raise RecordSchemaError(n=n, why="not what a wing sends to an office")
            elif kind == frames.ERASED:
                entry = _erased(data, n)
                number = entry.n
            elif kind == frames.END:
                self._read_end(data, reader, n - first, chain)
                break
            else:
                raise MalformedFrame(why=Filled("an unexpected part of kind {kind}", kind=kind))
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
            raise MalformedFrame(why=Filled("manifest: {error}", error=str(error))) from None
        core = self.header.core
        if ch != self.header.ch:
            raise ManifestMismatch(why="another header")
        back = core.type == "return"
        # A return is a stretch of the log that the office keeps for one wing.
        log = core.device, core.epoch
        if core.life is not UNSET:
            log = core.office, returns.kept_for(core.life.id, core.device)
            if found.return_life != core.life.id:
                raise ManifestMismatch(why="another life of the office")
        if found.first == 1 and found.chain_before != change.genesis(*log):
            raise ManifestMismatch(why="another beginning")
        if back and found.receipt_key != NO_RECEIPT_KEY:
            raise MalformedFrame(why="manifest: a receipt key in a return")
        if found.last < found.first - 1:
            raise MalformedFrame(why="manifest: the numbers of its changes")
        if found.last - found.first + 1 > self._limits.changes:
            raise RecordLimitExceeded(most=self._limits.changes)
        return found

    def _read_said(
        self, parts: Iterator[tuple[int, bytes]]
    ) -> tuple[Said, tuple[int, bytes] | None]:
        """What stands before the changes, and the first frame that is no part of it."""
        back = self.header.core.type == "return"
        allowed = _BEFORE["return" if back else "changes"]
        handed: list[Handed] = []
        trust_steps: list[Step] = []
        references: list[Reference] = []
        receipt: Receipt | None = None
        size = last = 0
        after: tuple[int, bytes] | None = None
        for kind, data in parts:
            if kind not in allowed:
                after = kind, data
                break
            size += len(data)
            if kind < last or (back and (receipt is None) != (kind == frames.RECEIPT)):
                raise MalformedFrame(why="the parts before its changes are out of order")
            if (
                size > _MOST_PARTS_SIZE
                or len(trust_steps) + len(references) + len(handed) >= _MOST_PARTS
            ):
                raise MalformedFrame(why="too much before its changes")
            last = kind
            try:
                if kind == frames.RECEIPT:
                    receipt = returns.decode_receipt(data)
                elif kind == frames.TRUST:
                    trust_steps.append(steps.decode(data))
                elif kind == frames.REFERENCE:
                    references.append(returns.decode_reference(data))
                else:
                    handed.append(returns.decode_handed(data))
            except (NotCanonical, NotOfType) as error:
                raise MalformedFrame(
                    why=Filled("{part}: {error}", part=_SAID[kind], error=str(error))
                ) from None
        if back and receipt is None:
            raise MalformedFrame(why="it has no receipt")
        return Said(receipt, tuple(trust_steps), tuple(references), tuple(handed)), after

    def _read_end(
        self, data: bytes, reader: frames.FrameReader, changes: int, chain: bytes
    ) -> None:
        if len(data) > _CONTROL_FRAME:
            raise IncompleteBundle(why="its end mark is too long")
        try:
            end = manifest.decode_end(data)
        except (NotCanonical, NotOfType) as error:
            raise IncompleteBundle(why=Filled("end mark: {error}", error=str(error))) from None
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


def sealed(file_key: bytes, quarantined: Quarantined, header: Header) -> Plaintext:
    """The plaintext of a body that is sealed in a file; the file is open only while it is read.

    Reading raises `BodyAuthenticationFailed` or `CannotRead`.
    """
    path = quarantined.path

    def plaintext() -> Generator[bytes, None, None]:
        decryptor = suite.named(header.core.suite).decryptor(file_key, header.ch)
        left = header.body.len
        try:
            with path.open("rb") as file:
                file.seek(quarantined.size - left)
                while left and (piece := file.read(min(left, _PIECE))):
                    left -= len(piece)
                    yield decryptor.update(piece)
                yield decryptor.finalize()
        except suite.NotOpened:
            raise BodyAuthenticationFailed from None
        except OSError as error:
            raise CannotRead(where=str(path), why=error.strerror or "no answer") from error

    return plaintext


def contents(
    file_key: bytes, quarantined: Quarantined, header: Header, limits: Limits = LIMITS
) -> Content:
    """The content of an authentic bundle, read in this process: for tests and measurements.

    Raises `BodyAuthenticationFailed`, `MalformedFrame`, `FrameTooLarge`, `ManifestMismatch`,
    `RecordLimitExceeded`.
    """
    return Content(sealed(file_key, quarantined, header), header, limits)


def open_content(
    quarantined: Quarantined,
    authentic: Authentic,
    seal_keys: Sequence[SealKey],
    limits: Limits = LIMITS,
) -> Content:
    """`unwrap` and `contents` in one; raises what they raise."""
    return contents(unwrap(authentic, seal_keys), quarantined, authentic.header, limits)


def _change(records: BulkReader, data: bytes, n: int) -> Entry:
    try:
        return records.read(data)
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
