# SPDX-License-Identifier: MIT
"""Makes wings, offices and bundles for the tests: honest ones, and ones that break one rule."""

import datetime
import hashlib
import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import msgspec
import pytest

from coprod_desktop.bundle import container, frames, reader, suite, writer
from coprod_desktop.bundle import header as headers
from coprod_desktop.bundle.errors import BundleError
from coprod_desktop.bundle.frames import CHANGE, MANIFEST, frame
from coprod_desktop.bundle.header import EMPTY_SHA256, BodyInfo, Core, Header, Life, Wrap
from coprod_desktop.bundle.keys import SealKey, SealPublic, SigningKey
from coprod_desktop.bundle.manifest import (
    End,
    Erased,
    Manifest,
    encode_end,
    encode_erased,
    encode_manifest,
)
from coprod_desktop.domain import change, ids
from coprod_desktop.domain.canonical import b64
from coprod_desktop.domain.change import Entry
from coprod_desktop.domain.records import Feedback

DEVICE = "0192f0c1-2b3a-7c4d-8e5f-60718293a4b5"
EPOCH = "0192f0c1-2b3a-7c4d-9e5f-60718293a4b6"
OFFICE = "office-1"
LIFE = Life(id="0192f0c1-2b3a-7c4d-ae5f-60718293a4b7", chain=EMPTY_SHA256, former=())
MARKER = "The nurse on the Tuesday round listened to me"


class Office:
    """An office with its keys; it is the roster that a reader asks."""

    def __init__(self) -> None:
        self.office = OFFICE
        self.env: headers.Env = "practice"
        self.schema_min = self.schema_max = 1
        self.seal, self.recovery = SealKey.generate(), SealKey.generate()
        self.signers: dict[bytes, reader.Signer] = {}

    def signer(self, key_id: bytes, /) -> reader.Signer | None:
        return self.signers.get(key_id)

    def enrol(self, wing: "Wing", **other: Any) -> None:
        signer = reader.Signer(
            device=wing.device, epoch=wing.epoch, public=wing.key.public, state="active"
        )
        self.signers[wing.key.key_id] = msgspec.structs.replace(signer, **other)


class Wing:
    """A wing PC that records feedback and exports it."""

    def __init__(self, office: Office, device: str = DEVICE, epoch: str = EPOCH) -> None:
        self.office, self.device, self.epoch = office, device, epoch
        self.key = SigningKey.generate()
        self.log: list[Entry] = []

    def record(self, count: int = 1, words: str = MARKER) -> None:
        for _ in range(count):
            record = Feedback(
                date=datetime.date(2026, 3, 2), form="fft-2020", answers={"fft": 1, "why": words}
            )
            n = len(self.log) + 1
            made = change.make(
                record, n=n, record_id=ids.new_id(), rev=1, parent=b"", at=1_772_000_000_000, by="S"
            )
            self.log.append(made)

    def chain(self, n: int) -> bytes:
        value = change.genesis(self.device, self.epoch)
        for entry in self.log[:n]:
            value = change.link(value, entry.leaf)
        return value

    def manifest(self, first: int = 1, **other: Any) -> Manifest:
        manifest = Manifest(
            site="HMP Example",
            wing="B",
            by="Sam",
            app="0.1.0",
            first=first,
            last=len(self.log),
            chain_before=self.chain(first - 1),
            chain_after=self.chain(len(self.log)),
            trust_version=1,
            return_seq=0,
            receipt_key=bytes(32),
            audit_n=0,
            audit_chain=bytes(32),
            at=1_772_000_000_000,
        )
        return msgspec.structs.replace(manifest, **other)

    def outgoing(self, seq: int = 1, prev: bytes = b"", first: int = 1) -> writer.Outgoing:
        return writer.Outgoing(
            type="changes",
            env="practice",
            office=OFFICE,
            device=self.device,
            epoch=self.epoch,
            seq=seq,
            prev=prev,
            schema=1,
            recipients=(self.office.seal.public, self.office.recovery.public),
            manifest=self.manifest(first),
        )

    def stage(self, folder: Path, seq: int = 1, prev: bytes = b"", first: int = 1) -> writer.Staged:
        folder.mkdir(exist_ok=True)
        raws = (entry.raw for entry in self.log[first - 1 :])
        return writer.stage(self.outgoing(seq, prev, first), self.key, raws, folder)

    def core(self, **other: Any) -> Core:
        core = Core(
            type="changes",
            env="practice",
            office=OFFICE,
            device=self.device,
            epoch=self.epoch,
            seq=1,
            prev="",
            suite=suite.NEWEST.name,
            schema=1,
            recipients=(b64(self.office.seal.key_id),),
        )
        return msgspec.structs.replace(core, **other)

    def plaintext(self, raws: Iterable[bytes | Erased] | None = None, **manifest: Any) -> bytes:
        """A body's plaintext, honest but for the changes and manifest fields that are given."""
        parts = [bytes(entry.raw) for entry in self.log] if raws is None else list(raws)
        return whole(
            [
                frames.frame(
                    frames.MANIFEST,
                    encode_manifest(self.manifest(**manifest), self.header_of(b"").ch),
                ),
                *(frames.frame(frames.CHANGE, raw) for raw in parts if isinstance(raw, bytes)),
                *(
                    frames.frame(frames.ERASED, encode_erased(raw))
                    for raw in parts
                    if isinstance(raw, Erased)
                ),
            ],
            len(parts),
            self.chain(len(self.log)),
        )

    def header_of(self, sealed: bytes, core: Core | None = None, key: bytes = bytes(32)) -> Header:
        core = core or self.core()
        draft = Header(core=core, wraps=(), body=body_info(sealed))
        wrapped = suite.NEWEST.wrap(key, SealPublic.from_bytes(self.office.seal.public), draft.ch)
        wrap = Wrap(kid=b64(self.office.seal.key_id), enc_key=b64(wrapped))
        return Header(core=core, wraps=(wrap,), body=body_info(sealed))

    def forge(
        self, plaintext: bytes, core: Core | None = None, key: SigningKey | None = None
    ) -> bytes:
        """A bundle, rightly signed and sealed, with a plaintext that may break any rule."""
        file_key = suite.NEWEST.file_key()
        ch = self.header_of(b"", core).ch
        encryptor = suite.NEWEST.encryptor(file_key, ch)
        sealed = encryptor.update(plaintext) + encryptor.finalize()
        header = self.header_of(sealed, core, file_key)
        return signed(header.encode(), key or self.key) + sealed


def body_info(sealed: bytes) -> BodyInfo:
    return BodyInfo(len=len(sealed), sha256=b64(hashlib.sha256(sealed).digest()))


def whole(parts: Sequence[bytes], changes: int, chain: bytes) -> bytes:
    """Frames with their end mark and padding."""
    before = b"".join(parts)
    end = End(changes=changes, chain=chain, sha256=hashlib.sha256(before).digest())
    body = before + frames.frame(frames.END, encode_end(end))
    return body + frames.padding(len(body))


def signed(header: bytes, key: SigningKey) -> bytes:
    """A container up to its body, with one good signature over any header."""
    value = key.sign(headers.pae(header))
    entry = container.Signature(alg=container.ED25519, key_id=key.key_id, value=value)
    return container.encode(header, (entry,))


def quarantined(data: bytes, folder: Path) -> reader.Quarantined:
    """Bytes as if they had just come off a stick."""
    path = folder / "under-test.coprod"
    path.write_bytes(data)
    return reader.Quarantined(path, len(data), hashlib.sha256(data).digest())


def take_in(data: bytes, office: Office, folder: Path) -> list[Entry | Erased]:
    """Stages B, C and E of an import, to the end."""
    file = quarantined(data, folder)
    authentic = reader.authenticate(file, office)
    return list(reader.open_content(file, authentic, [office.seal]).entries())


def first_frame(wing: Wing, **other: Any) -> bytes:
    ch = wing.header_of(b"").ch
    return frame(MANIFEST, encode_manifest(wing.manifest(**other), ch))


def changes(wing: Wing) -> list[bytes]:
    return [frame(CHANGE, entry.raw) for entry in wing.log]


def end_of(wing: Wing) -> bytes:
    return wing.chain(len(wing.log))


def refused(error: type[BundleError], plaintext: bytes, wing: Wing, folder: Path) -> BundleError:
    with pytest.raises(error) as caught:
        take_in(wing.forge(plaintext), wing.office, folder)
    return caught.value


def edited(raw: bytes, **fields: Any) -> bytes:
    tree = json.loads(raw)
    tree.update(fields)
    return msgspec.json.encode(tree, order="sorted")
