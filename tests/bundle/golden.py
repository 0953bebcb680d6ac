# SPDX-License-Identifier: MIT
"""Makes the frozen bundle of a released format: `python -m tests.bundle.golden FOLDER`.

Run once for each version of the format, then never again: what it made must open for ever. The keys
are test keys, written down in clear beside the files; nothing real may ever be sealed to them.
"""

import datetime
import hashlib
import json
import shutil
import sys
import tempfile
from pathlib import Path
from typing import Any

from coprod_desktop.bundle import container, frames, reader, suite, trust, writer
from coprod_desktop.bundle import header as headers
from coprod_desktop.bundle.keys import SealKey, SealPublic, SigningKey
from coprod_desktop.bundle.manifest import Erased, Manifest
from coprod_desktop.domain import change, words
from coprod_desktop.domain.canonical import b64
from coprod_desktop.domain.records import Action, Attendance, Feedback, Meeting, Record
from tests.bundle.making import DEVICE, EPOCH, OFFICE

AT = 1_772_000_000_000
SITE, WING = "HMP Example", "B wing"
IDS = [f"0192f0c1-0000-7000-8000-00000000000{place}" for place in range(1, 5)]
RECORDS: list[Record] = [
    Feedback(
        date=datetime.date(2026, 3, 2),
        form="fft-2020",
        answers={"fft": 1, "why": "The nurse on the Tuesday round listened to me."},
        site=SITE,
        wing=WING,
        themes=("STA.AT",),
    ),
    Feedback(date=datetime.date(2026, 3, 2), form="fft-2020", answers={"why": "To be erased."}),
    Meeting(
        date=datetime.date(2026, 3, 3),
        kind="patient_forum",
        title="Wing forum",
        attendance=(Attendance(role="Peer representative", count=4),),
        patients_present=4,
    ),
    Action(
        text="Ask Pharmacy – „who“ brings évening doses? \u200f\u05dc\u05d9\u05dc\u05d4",
        owner_role="Lead nurse",
        meeting=IDS[2],
    ),
]


def private(purpose: str, length: int) -> bytes:
    """A test key that anybody can make again."""
    return hashlib.shake_256(f"coprod test key, never for real data: {purpose}".encode()).digest(
        length
    )


def main(folder: Path) -> None:
    """Write the golden files into a folder that holds none yet."""
    folder.mkdir(parents=True, exist_ok=True)
    if (folder / "bundle.coprod").exists():
        sys.exit(f"{folder} holds golden files already: they are frozen.")
    device, root, office_sign = (
        SigningKey.from_private(private(name, 32))
        for name in ("device-sign", "root", "office-sign")
    )
    seal, recovery, receive = (
        SealKey.from_private(private(name, 96))
        for name in ("office-seal", "recovery", "device-receive")
    )
    entries = [
        change.make(record, n=n, record_id=IDS[n - 1], rev=1, parent=b"", at=AT + n, by="Sam")
        for n, record in enumerate(RECORDS, start=1)
    ]
    before = chain = change.genesis(DEVICE, EPOCH)
    for entry in entries:
        chain = change.link(chain, entry.leaf)
    manifest = Manifest(
        site=SITE,
        wing=WING,
        by="Sam",
        app="0.1.0",
        first=1,
        last=len(entries),
        chain_before=before,
        chain_after=chain,
        trust_version=1,
        return_seq=0,
        receipt_key=private("receipt-key", 32),
        audit_n=7,
        audit_chain=private("audit", 32),
        at=AT,
    )
    outgoing = writer.Outgoing(
        type="changes",
        env="practice",
        office=OFFICE,
        device=DEVICE,
        epoch=EPOCH,
        seq=1,
        prev=b"",
        schema=1,
        recipients=(seal.public, recovery.public),
        manifest=manifest,
    )
    raws: list[bytes | Erased] = [entry.raw for entry in entries]
    raws[1] = Erased(n=2, id=IDS[1], type="feedback", rev=1, leaf=entries[1].leaf)
    with tempfile.TemporaryDirectory() as staging:
        staged = writer.stage(outgoing, device, raws, Path(staging))
        shutil.copy(staged.path, folder / "bundle.coprod")
    (folder / "enrol.coprod").write_bytes(
        writer.enrol_request(
            office=OFFICE,
            env="practice",
            device=DEVICE,
            epoch=EPOCH,
            site=SITE,
            wing=WING,
            signing_key=device,
            receive_key=SealPublic.from_bytes(receive.public),
            schema=1,
            at=AT,
            trust_version=1,
        )
    )
    listing = trust.create(
        office=OFFICE,
        name="Example healthcare office",
        env="practice",
        root_keys=[root.public],
        threshold=1,
        sign_key=office_sign.public,
        seal_key=seal.public,
        recovery_key=recovery.public,
        at=AT,
    )
    (folder / "trust-list.json").write_bytes(trust.sign(listing, [root]))
    facts = describe(folder / "bundle.coprod", seal) | {
        "device_sign_private": device.private_bytes().hex(),
        "device_sign_key_id": device.key_id.hex(),
        "office_seal_private": seal.private_bytes().hex(),
        "office_seal_key_id": seal.key_id.hex(),
        "recovery_private": recovery.private_bytes().hex(),
        "chain_before": before.hex(),
        "chain_after": chain.hex(),
        "leaves": [entry.leaf.hex() for entry in entries],
        "root_words": " ".join(trust.root_words(listing)),
        "enrol_words": " ".join(enrol_words(folder / "enrol.coprod")),
    }
    text = json.dumps(facts, indent=1, sort_keys=True, ensure_ascii=False)
    (folder / "bundle.json").write_text(text + "\n", "utf-8", newline="\n")


def describe(path: Path, seal: SealKey) -> dict[str, Any]:
    """Every value that a new reader has to reach on its way through a bundle."""
    data = path.read_bytes()
    with path.open("rb") as stream:
        outer = container.read(stream)
    header = headers.decode(outer.header)
    signer = reader.Signer(device=DEVICE, epoch=EPOCH, public=b"", state="active")
    file_key = reader.unwrap(reader.Authentic(header, b"", signer, 0), [seal])
    decryptor = suite.NEWEST.decryptor(file_key, header.ch)
    plaintext = decryptor.update(data[outer.body_at :]) + decryptor.finalize()
    parts = list(frames.FrameReader([plaintext]))
    return {
        "note": "Test keys in clear: nothing real may ever be sealed to them.",
        "size": len(data),
        "file_sha256": hashlib.sha256(data).hexdigest(),
        "header": outer.header.decode(),
        "bundle_id": headers.bundle_id(outer.header).hex(),
        "body_at": outer.body_at,
        "ch": header.ch.hex(),
        "file_key": file_key.hex(),
        "plaintext_sha256": hashlib.sha256(plaintext).hexdigest(),
        "plaintext_length": len(plaintext),
        "frames": [
            [kind, payload.decode() if kind != frames.PAD else len(payload)]
            for kind, payload in parts
        ],
        "manifest_ch": b64(header.ch),
    }


def enrol_words(path: Path) -> tuple[str, ...]:
    """The words of an enrol request."""
    with path.open("rb") as stream:
        return words.of(headers.bundle_id(container.read(stream).header))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
