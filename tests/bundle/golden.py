# SPDX-License-Identifier: MIT
"""Makes the frozen files of a released format: `python -m tests.bundle.golden FOLDER`.

Run once for each version of the format, then never again: what it made must open for ever. The keys
are test keys, written down in clear beside the files; nothing real may ever be sealed to them.
"""

import hashlib
import json
import shutil
import sys
import tempfile
from pathlib import Path
from typing import Any, Literal

from msgspec import UNSET, UnsetType

from coprod_desktop.bundle import container, frames, reader, steps, suite, trust, writer
from coprod_desktop.bundle import header as headers
from coprod_desktop.bundle.header import Life
from coprod_desktop.bundle.keys import SealKey, SealPublic, SigningKey
from coprod_desktop.bundle.manifest import NO_RECEIPT_KEY, Erased, Manifest
from coprod_desktop.bundle.returns import HeldLife, Receipt, Reference, Settled, kept_for
from coprod_desktop.bundle.steps import Step
from coprod_desktop.bundle.trust import OfficeKeys, Policy, TrustDevice, TrustList
from coprod_desktop.domain import canonical, change, words
from coprod_desktop.domain.canonical import b64
from coprod_desktop.services.exchanging import receipts
from tests.bundle.golden_log import AT, FORM, SITE, WING, chained, log_for_the_wing, log_of_the_wing
from tests.bundle.making import DEVICE, EPOCH, OFFICE

LIFE, FORMER_LIFE = (f"0192f0c1-2b3a-7c4d-ae5f-60718293a4b{n}" for n in (7, 8))


def private(purpose: str, length: int) -> bytes:
    """A test key that anybody can make again."""
    return hashlib.shake_256(f"coprod test key, never for real data: {purpose}".encode()).digest(
        length
    )


def signing(purpose: str) -> SigningKey:
    return SigningKey.from_private(private(purpose, 32))


def sealing(purpose: str) -> SealKey:
    return SealKey.from_private(private(purpose, 96))


# --- trust ----------------------------------------------------------------------------------------


def first_list() -> TrustList:
    return trust.create(
        office=OFFICE,
        name="Example healthcare office",
        env="practice",
        root_keys=[signing("root").public],
        threshold=1,
        sign_key=signing("office-sign").public,
        seal_key=sealing("office-seal").public,
        recovery_key=sealing("recovery").public,
        at=AT,
    )


def two_steps(listed: TrustList) -> tuple[Step, Step]:
    """The wing is let in; then the office has other keys, and three roots of which two sign."""
    device = TrustDevice(
        device=DEVICE,
        epoch=EPOCH,
        site=SITE,
        wing=WING,
        state="active",
        sign_key=b64(signing("device-sign").public),
        receive_key=b64(sealing("device-receive").key_id),
    )
    one = steps.signed(
        listed, steps.following(listed, at=AT + 10, devices=[device]), signing("root")
    )
    second, _ = steps.take(listed, one)
    publics = sorted(signing(f"root-{n}").public for n in range(1, 4))
    two = steps.following(
        second,
        at=AT + 20,
        policy=Policy(threshold=2, root_keys=tuple(map(b64, publics))),
        keys=OfficeKeys(
            sign=b64(signing("office-sign-2").public),
            seal=b64(sealing("office-seal-2").public),
            recovery=b64(sealing("recovery").public),
        ),
        former=(second.keys,),
    )
    for name in ("root", "root-1", "root-3"):
        two = steps.signed(second, two, signing(name))
    steps.take(second, two)
    return one, two


# --- bundles --------------------------------------------------------------------------------------


def staged(
    folder: Path,
    kind: Literal["changes", "return"],
    key: SigningKey,
    recipients: list[SealKey],
    raws: list[bytes | Erased],
    **other: Any,
) -> Path:
    """Seal a bundle and put it into the folder."""
    parts: tuple[tuple[int, bytes], ...] = other.pop("parts", ())
    life: Life | UnsetType = UNSET
    if kind == "return":
        life = Life(id=LIFE, chain=b64(other["chain_after"]), former=(FORMER_LIFE,))
    outgoing = writer.Outgoing(
        type=kind,
        env="practice",
        office=OFFICE,
        device=DEVICE,
        epoch=EPOCH,
        seq=1,
        prev=b"",
        schema=1,
        recipients=tuple(each.public for each in recipients),
        manifest=Manifest(
            site=SITE,
            wing=WING,
            app="0.1.0",
            first=1,
            last=len(raws),
            audit_n=7,
            audit_chain=private("audit", 32),
            at=AT,
            **other,
        ),
        parts=parts,
        life=life,
    )
    path = folder / ("return.coprod" if kind == "return" else "bundle.coprod")
    with tempfile.TemporaryDirectory() as place:
        shutil.copy(writer.stage(outgoing, key, raws, Path(place)).path, path)
    return path


def main(folder: Path) -> None:
    """Write the golden files into a folder that holds none yet."""
    folder.mkdir(parents=True, exist_ok=True)
    if (folder / "bundle.coprod").exists():
        sys.exit(f"{folder} holds golden files already: they are frozen.")
    entries = log_of_the_wing()
    before = change.genesis(DEVICE, EPOCH)
    after = chained(before, entries)
    raws: list[bytes | Erased] = [entry.raw for entry in entries]
    raws[1] = change.place(entries[1])
    seals = [sealing("office-seal"), sealing("recovery")]
    bundle = staged(
        folder,
        "changes",
        signing("device-sign"),
        seals,
        raws,
        by="Sam",
        chain_before=before,
        chain_after=after,
        trust_version=1,
        return_seq=0,
        receipt_key=private("receipt-key", 32),
    )
    (folder / "enrol.coprod").write_bytes(
        writer.enrol_request(
            office=OFFICE,
            env="practice",
            device=DEVICE,
            epoch=EPOCH,
            site=SITE,
            wing=WING,
            signing_key=signing("device-sign"),
            receive_key=SealPublic.from_bytes(sealing("device-receive").public),
            schema=1,
            at=AT,
            trust_version=1,
        )
    )
    listed = first_list()
    one, two = two_steps(listed)
    (folder / "trust-list.json").write_bytes(trust.sign(listed, [signing("root")]))
    (folder / "trust-step-2.json").write_bytes(one.encode())
    (folder / "trust-step-3.json").write_bytes(two.encode())
    bundle_facts = describe(bundle, seals[0])
    orders = log_for_the_wing(entries)
    start = change.genesis(OFFICE, kept_for(LIFE, DEVICE))
    receipt = Receipt(
        epoch=EPOCH,
        high_water=len(entries),
        chain=b64(after),
        bundles=(
            Settled(
                seq=1,
                bundle=b64(bytes.fromhex(bundle_facts["bundle_id"])),
                outcome="imported",
                code="",
                at=AT + 50,
            ),
        ),
        gap_from=0,
        lives=(
            HeldLife(
                life=FORMER_LIFE,
                n=0,
                chain=b64(change.genesis(OFFICE, kept_for(FORMER_LIFE, DEVICE))),
            ),
        ),
    )
    back = staged(
        folder,
        "return",
        signing("office-sign"),
        [sealing("device-receive")],
        [entry.raw for entry in orders],
        by="Ada",
        chain_before=start,
        chain_after=chained(start, orders),
        trust_version=3,
        return_seq=1,
        return_life=LIFE,
        receipt_key=NO_RECEIPT_KEY,
        parts=(
            (frames.RECEIPT, canonical.encode(receipt)),
            (frames.TRUST, one.encode()),
            (frames.TRUST, two.encode()),
            (frames.REFERENCE, canonical.encode(Reference(name=FORM.id, version=1, data=FORM))),
        ),
    )
    facts: dict[str, Any] = bundle_facts | {
        "return": describe(back, sealing("device-receive")),
        "chain_before": before.hex(),
        "chain_after": after.hex(),
        "leaves": [entry.leaf.hex() for entry in entries],
        "root_words": " ".join(trust.root_words(listed)),
        "new_root_words": " ".join(trust.root_words(last_list())),
        "enrol_words": " ".join(enrol_words(folder / "enrol.coprod")),
        "receipt_key": private("receipt-key", 32).hex(),
        "telephone": receipts.made(private("receipt-key", 32), DEVICE, EPOCH, len(entries), after),
    }
    for name in ("device-sign", "office-sign", "root", "root-1", "root-2", "root-3"):
        facts[f"{name.replace('-', '_')}_private"] = signing(name).private_bytes().hex()
        facts[f"{name.replace('-', '_')}_key_id"] = signing(name).key_id.hex()
    for name in ("office-seal", "recovery", "device-receive"):
        facts[f"{name.replace('-', '_')}_private"] = sealing(name).private_bytes().hex()
        facts[f"{name.replace('-', '_')}_key_id"] = sealing(name).key_id.hex()
    text = json.dumps(facts, indent=1, sort_keys=True, ensure_ascii=False)
    (folder / "bundle.json").write_text(text + "\n", "utf-8", newline="\n")


def last_list() -> TrustList:
    """The list that both steps lead to."""
    listed = first_list()
    for step in two_steps(listed):
        listed, _ = steps.take(listed, step)
    return listed


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
    }


def enrol_words(path: Path) -> tuple[str, ...]:
    """The twelve words of an enrol request."""
    with path.open("rb") as stream:
        return words.of(headers.bundle_id(container.read(stream).header))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
