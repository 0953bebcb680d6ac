# SPDX-License-Identifier: MIT
"""Makes bundles: seals changes into a staged file, which `delivery` then carries to a stick."""

import hashlib
import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO, Final, Literal

from msgspec import UNSET, Struct, UnsetType

from coprod_desktop import files
from coprod_desktop.bundle import container, frames, suite
from coprod_desktop.bundle.delivery import deliver
from coprod_desktop.bundle.header import (
    EMPTY_SHA256,
    BodyInfo,
    Core,
    Enrol,
    Env,
    Header,
    Life,
    Wrap,
    bundle_id,
    check,
    decode,
    file_name,
    pae,
)
from coprod_desktop.bundle.keys import SealPublic, SigningKey
from coprod_desktop.bundle.manifest import (
    End,
    Erased,
    Manifest,
    encode_end,
    encode_erased,
    encode_manifest,
)
from coprod_desktop.domain import change, words
from coprod_desktop.domain.canonical import b64
from coprod_desktop.domain.progress import Progress, silent

__all__ = ["Outgoing", "Staged", "deliver", "enrol_request", "enrol_words", "stage"]

_BUFFER: Final = 1 << 18
"""Frames are encrypted and hashed in pieces of about this many bytes."""
_LIKELY: Final = 1000
"""About how many bytes a change has, to say how much room is needed."""


class Outgoing(Struct, frozen=True, kw_only=True):
    """All of a bundle but its changes.

    ``prev`` is the bundle id of ``seq`` − 1, empty for 1; ``recipients`` are public sealing keys.
    ``parts`` are the frames, kind and content, that stand before the changes. ``life`` is that of
    the office, in a return.
    """

    type: Literal["changes", "return"]
    env: Env
    office: str
    device: str
    epoch: str
    seq: int
    prev: bytes
    schema: int
    recipients: tuple[bytes, ...]
    manifest: Manifest
    parts: tuple[tuple[int, bytes], ...] = ()
    life: Life | UnsetType = UNSET


class Staged(Struct, frozen=True, kw_only=True):
    """A finished bundle on this PC's disk, in ciphertext. ``chain`` is the value after the last."""

    path: Path
    name: str
    bundle_id: bytes
    size: int
    sha256: bytes
    changes: int
    chain: bytes


def stage(
    outgoing: Outgoing,
    signing_key: SigningKey,
    raws: Iterable[bytes | Erased],
    folder: Path,
    progress: Progress = silent,
) -> Staged:
    """Seal changes, given by their canonical bytes in order, into a signed file in `folder`.

    Memory stays bounded and only ciphertext is written. The file is complete, or absent. A file of
    the same name is replaced: a bundle's number is given out once, so it can only be a remnant.

    Raises:
        WeakKey: a recipient's key is unusable.
        StorageFull, CannotWrite: the staging folder cannot be written.
        ValueError: the changes are not those that the manifest speaks of, which is a bug.
    """
    sealing = suite.NEWEST
    recipients = [SealPublic.from_bytes(public) for public in outgoing.recipients]
    core = Core(
        type=outgoing.type,
        env=outgoing.env,
        office=outgoing.office,
        device=outgoing.device,
        epoch=outgoing.epoch,
        seq=outgoing.seq,
        prev=b64(outgoing.prev),
        suite=sealing.name,
        schema=outgoing.schema,
        recipients=tuple(b64(recipient.key_id) for recipient in recipients),
        life=outgoing.life,
    )
    draft = Header(core=core, wraps=(), body=BodyInfo(len=0, sha256=EMPTY_SHA256))
    ch = draft.ch
    file_key = sealing.file_key()
    wraps = tuple(
        Wrap(kid=b64(recipient.key_id), enc_key=b64(sealing.wrap(file_key, recipient, ch)))
        for recipient in recipients
    )
    target = folder / file_name(core)
    body_path, whole_path = (target.with_name(target.name + end) for end in (".body", ".new"))
    likely = 2 * _LIKELY * (outgoing.manifest.last - outgoing.manifest.first + 1) + frames.BLOCK
    with files.writing(folder, likely), files.removed_on_failure(body_path):
        for remnant in (body_path, whole_path):
            remnant.unlink(missing_ok=True)
        with files.create(body_path) as file:
            body = _Body(file, sealing.encryptor(file_key, ch))
            changes, chain = _seal(body, outgoing, ch, raws, progress)
        header = Header(core=core, wraps=wraps, body=body.info())
        with files.removed_on_failure(whole_path), files.create(whole_path) as whole:
            size, sha256 = _assemble(whole, _signed(header, signing_key), body_path)
        body_path.unlink()
        os.replace(whole_path, target)  # noqa: PTH105  replaces an existing file on Windows too
        files.sync_folder(folder)
    return Staged(
        path=target,
        name=target.name,
        bundle_id=bundle_id(header.encode()),
        size=size,
        sha256=sha256,
        changes=changes,
        chain=chain,
    )


def enrol_request(  # noqa: PLR0913  a device introduces itself with this much
    *,
    office: str,
    env: Env,
    device: str,
    epoch: str,
    site: str,
    wing: str,
    signing_key: SigningKey,
    receive_key: SealPublic,
    schema: int,
    at: int,
    trust_version: int = 0,
) -> bytes:
    """The whole file with which a new device asks to be enrolled: a header, signed by itself."""
    core = Core(
        type="enrol_request",
        env=env,
        office=office,
        device=device,
        epoch=epoch,
        seq=0,
        prev="",
        suite=suite.NEWEST.name,
        schema=schema,
        recipients=(),
    )
    enrol = Enrol(
        site=site,
        wing=wing,
        sign_key=b64(signing_key.public),
        receive_key=b64(receive_key.public),
        trust_version=trust_version,
        at=at,
    )
    body = BodyInfo(len=0, sha256=EMPTY_SHA256)
    return _signed(Header(core=core, wraps=(), body=body, enrol=enrol), signing_key)


def enrol_words(request_id: bytes) -> tuple[str, ...]:
    """The twelve words of an enrol request's bundle id, compared over the telephone."""
    return words.of(request_id)


def _signed(header: Header, signing_key: SigningKey) -> bytes:
    raw = header.encode()
    # What a reader would refuse must not leave: that would be found on the far side only.
    check(decode(raw), header.core.type)
    value = signing_key.sign(pae(raw))
    entry = container.Signature(alg=container.ED25519, key_id=signing_key.key_id, value=value)
    return container.encode(raw, (entry,))


class _Body:
    """The sealed body while it is written: hashes on both sides of the encryption."""

    def __init__(self, file: BinaryIO, encryptor: suite.Encryptor) -> None:
        self._file = file
        self._encryptor = encryptor
        self._sealed = hashlib.sha256()
        self._size = 0
        self.plain = hashlib.sha256()
        self.length = 0

    def add(self, plaintext: bytes) -> None:
        self.plain.update(plaintext)
        self.length += len(plaintext)
        self._write(self._encryptor.update(plaintext))

    def finish(self) -> None:
        self._write(self._encryptor.finalize())

    def info(self) -> BodyInfo:
        return BodyInfo(len=self._size, sha256=b64(self._sealed.digest()))

    def _write(self, sealed: bytes) -> None:
        self._sealed.update(sealed)
        self._size += len(sealed)
        self._file.write(sealed)


def _seal(
    body: _Body,
    outgoing: Outgoing,
    ch: bytes,
    raws: Iterable[bytes | Erased],
    progress: Progress,
) -> tuple[int, bytes]:
    manifest = outgoing.manifest
    body.add(frames.frame(frames.MANIFEST, encode_manifest(manifest, ch)))
    for kind, part in outgoing.parts:
        body.add(frames.frame(kind, part))
    total = manifest.last - manifest.first + 1
    changes, chain = 0, manifest.chain_before
    for reached in _pieces(raws, manifest.chain_before):
        changes, chain, piece = reached
        body.add(piece)
        progress(changes, total, "Sealing")
    if changes != total or chain != manifest.chain_after:
        msg = f"{changes} changes do not lead to the manifest's chain value after {total}"
        raise ValueError(msg)
    end = encode_end(End(changes=changes, chain=chain, sha256=body.plain.digest()))
    body.add(frames.frame(frames.END, end))
    body.add(frames.padding(body.length))
    body.finish()
    return changes, chain


def _pieces(raws: Iterable[bytes | Erased], chain: bytes) -> Iterator[tuple[int, bytes, bytes]]:
    """Frames of changes, joined into pieces, with the number and the chain value so far."""
    pack, leaf_of, link, most = frames.HEAD.pack, change.leaf, change.link, frames.MAX_FRAME
    parts: list[bytes] = []
    size = changes = 0
    for raw in raws:
        if isinstance(raw, bytes):
            kind, data, leaf = frames.CHANGE, raw, leaf_of(raw)
        else:
            kind, data, leaf = frames.ERASED, encode_erased(raw), raw.leaf
        length = len(data)
        if length > most:
            msg = f"a change of {length} bytes is larger than a frame"
            raise ValueError(msg)
        chain = link(chain, leaf)
        changes += 1
        parts += (pack(kind, length), data)
        size += length
        if size >= _BUFFER:
            yield changes, chain, b"".join(parts)
            parts.clear()
            size = 0
    if parts:
        yield changes, chain, b"".join(parts)


def _assemble(whole: BinaryIO, head: bytes, body_path: Path) -> tuple[int, bytes]:
    digest = hashlib.sha256(head)
    size = whole.write(head)
    with body_path.open("rb") as body:
        while piece := body.read(files.PIECE):
            digest.update(piece)
            size += whole.write(piece)
    files.sync(whole)
    return size, digest.digest()
