# SPDX-License-Identifier: MIT
"""Every reason for which a file is not taken in is provoked through the importer that people use.

One table for all of them: a code without a file that provokes it fails here. The codes of return
bundles and of the trust list are provoked at a wing in `test_adversarial_returns`.
"""

import json
import os
import shutil
import struct
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy import text

from coprod_desktop.bundle import container, errors
from coprod_desktop.bundle.errors import SecurityAlarm
from coprod_desktop.bundle.keys import SealKey, SigningKey
from coprod_desktop.domain import ids
from coprod_desktop.domain.canonical import b64
from coprod_desktop.services import exchange, intake, office, records
from tests.services.apart import edited, secret, spelt
from tests.services.provoking import PROVOKED, Scene, provokes
from tests.stores import Folders, closing, content, feedback, make_wing, send

# --- A, the medium ------------------------------------------------------------------------------


@provokes("UnsafeSource")
def a_name_that_is_a_device(scene: Scene) -> Path:
    return scene.file(scene.apart.data, "CON.coprod")


@provokes("SizeLimitExceeded")
def an_empty_file(scene: Scene) -> bytes:
    return b""


@provokes("InsufficientSpace")
def a_full_disk(scene: Scene) -> Path:
    full = SimpleNamespace(total=1 << 40, used=1 << 40, free=1 << 16)
    scene.patch.setattr(shutil, "disk_usage", lambda _: full)
    return scene.good


@provokes("MediaReadError")
def a_file_that_is_gone(scene: Scene) -> Path:
    return scene.folders.root / "gone.coprod"


@provokes("SourceChanged")
def a_file_that_is_exchanged_while_it_is_opened(scene: Scene) -> Path:
    other, real = scene.file(scene.apart.data, "other.coprod"), os.open

    def swap(path: Path | str, *flags: Any, **where: Any) -> int:
        return real(other if path == scene.good else path, *flags, **where)

    scene.patch.setattr(os, "open", swap)
    return scene.good


# --- B, the container ---------------------------------------------------------------------------


@provokes("NotABundle")
def another_kind_of_file(scene: Scene) -> bytes:
    return b"%PDF-1.7\n" * 100


@provokes("TransferDamage")
def line_ends_that_a_text_tool_changed(scene: Scene) -> bytes:
    return scene.apart.data.replace(b"\r\n", b"\n")


@provokes("UnsupportedContainer")
def a_later_container(scene: Scene) -> bytes:
    return scene.apart.data[:8] + b"\0\2" + scene.apart.data[10:]


@provokes("UnknownFlag")
def a_flag(scene: Scene) -> bytes:
    return scene.apart.data[:10] + b"\0\1" + scene.apart.data[12:]


@provokes("HeaderTooLarge")
def a_header_of_four_gigabytes(scene: Scene) -> bytes:
    return scene.apart.data[:12] + b"\xff" * 4 + scene.apart.data[16:]


@provokes("TruncatedBundle")
def a_file_cut_off(scene: Scene) -> bytes:
    return scene.apart.data[:-1]


@provokes("MalformedSignatureBlock")
def no_signature_at_all(scene: Scene) -> bytes:
    at = 16 + len(scene.apart.raw_header)
    return scene.apart.data[:at] + struct.pack(">H", 0) + scene.apart.data[at + 2 :]


# --- C, authenticity ----------------------------------------------------------------------------


@provokes("UnknownSigner")
def a_stranger(scene: Scene) -> bytes:
    return scene.apart.signed(keys=[SigningKey.generate()])


@provokes("BadSignature")
def a_signature_of_something_else(scene: Scene) -> bytes:
    data, end = bytearray(scene.apart.data), len(scene.apart.data) - len(scene.apart.body)
    data[end - 1] ^= 1
    return bytes(data)


@provokes("InsufficientSignatures")
def two_wings_sign_together(scene: Scene) -> bytes:
    other = SigningKey.from_private(secret(scene.other, "device-sign"))
    return scene.apart.signed(keys=[scene.apart.key, other])


@provokes("MalformedHeader")
def a_header_that_is_none(scene: Scene) -> bytes:
    return scene.apart.signed(scene.apart.raw_header.replace(b'"seq":1', b'"seq":1 '))


@provokes("HeaderMismatch")
def a_return_that_a_wing_signs(scene: Scene) -> bytes:
    return scene.apart.with_core(type="return")


@provokes("UnsupportedSuite")
def a_suite_of_later_days(scene: Scene) -> bytes:
    return scene.apart.with_core(suite="cop2-later")


@provokes("SignerDeviceMismatch")
def one_wing_in_anothers_name(scene: Scene) -> bytes:
    return scene.apart.with_core(device=scene.other.device)


@provokes("DeviceNotEnrolled")
def a_wing_that_waits_for_approval(scene: Scene) -> Path:
    folder = scene.folders.root / "newcomer"
    scene.central.close()
    make_wing(scene.folders.office, folder, "HMP Newplace").close()
    scene.central = scene.folders.open("office")
    with closing(scene.folders.open("newcomer")) as newcomer:
        records.save(newcomer, feedback())
        intake.take_in(scene.central, [exchange.request(newcomer, scene.folders.stick).path])
        return send(newcomer, scene.folders.stick)


@provokes("DeviceRevoked")
def a_wing_that_was_revoked(scene: Scene) -> Path:
    scene.sql(
        "UPDATE device SET state = 'revoked', last_good = 0 WHERE id = :id", id=scene.wing.device
    )
    return scene.good


@provokes("NotForThisOffice")
def for_another_office(scene: Scene) -> bytes:
    return scene.apart.with_core(office="another-office")


@provokes("WrongEnvironment")
def a_live_bundle_in_a_practice_store(scene: Scene) -> bytes:
    return scene.apart.with_core(env="live")


@provokes("SchemaTooNew")
def records_of_later_days(scene: Scene) -> bytes:
    return scene.apart.with_core(schema=2)


@provokes("SchemaTooOld")
def a_later_program_that_reads_schema_one_no_more(scene: Scene) -> Path:
    class Later(office.Roster):
        def __init__(self, *arguments: Any) -> None:
            super().__init__(*arguments)
            self.schema_min = 2
            self.schema_max = 3

    scene.patch.setattr(office, "Roster", Later)
    return scene.good


@provokes("TrailingData")
def two_bundles_joined(scene: Scene) -> bytes:
    return scene.apart.data * 2


@provokes("BodyDigestMismatch")
def a_flipped_bit_in_the_body(scene: Scene) -> bytes:
    return scene.apart.data[:-1] + bytes([scene.apart.data[-1] ^ 1])


def _request(scene: Scene, **fields: str) -> bytes:
    """An enrol request of another device with the wing's signing key, some fields changed."""
    path = exchange.request(scene.other, scene.folders.stick).path
    with path.open("rb") as stream:
        tree = json.loads(container.read(stream).header)
    tree["enrol"] |= fields
    tree["core"]["device"] = ids.new_id()
    return scene.apart.signed(spelt(tree), b"")


@provokes("WeakKey")
def a_key_that_signs_everything(scene: Scene) -> bytes:
    return _request(scene, sign_key="A" * 43)


@provokes("DuplicateKey")
def a_key_that_another_wing_has(scene: Scene) -> bytes:
    return _request(scene, sign_key=b64(scene.apart.key.public))


# --- D, freshness -------------------------------------------------------------------------------


@provokes("AlreadyImported")
def the_same_again(scene: Scene) -> Path:
    return scene.taken()


@provokes("ForkDetected")
def another_bundle_of_the_same_number(scene: Scene) -> bytes:
    scene.taken()
    return scene.apart.with_manifest(by="Somebody else")


@provokes("UnknownEpoch")
def a_store_made_anew(scene: Scene) -> bytes:
    return scene.apart.with_core(epoch=ids.new_id())


@provokes("SequenceJump")
def a_number_far_ahead(scene: Scene) -> bytes:
    return scene.apart.with_core(seq=1_026, prev="A" * 43)


@provokes("ChainBroken")
def a_bundle_after_another_than_the_last(scene: Scene) -> bytes:
    scene.taken()
    return scene.apart.with_core(seq=2, prev="A" * 43)


@provokes("Superseded")
def an_old_bundle_that_turns_up(scene: Scene) -> Path:
    records.save(scene.wing, feedback("Later"))
    later = send(scene.wing, scene.folders.stick)
    assert intake.take_in(scene.central, [later])[0].outcome == "imported"
    return scene.good


# --- E, content ---------------------------------------------------------------------------------


@provokes("NoMatchingRecipient")
def sealed_to_others(scene: Scene) -> Path:
    scene.forger.put()
    scene.forger.recipients = (SealKey.generate().public,)
    return scene.forger.stage().path


@provokes("KeyUnwrapFailed")
def a_wrap_that_does_not_open(scene: Scene) -> bytes:
    tree = scene.apart.header
    ours, *rest = tree["wraps"]
    ours = {**ours, "enc_key": "A" * 20 + ours["enc_key"][20:]}
    return scene.apart.signed({**tree, "wraps": [ours, *rest]})


@provokes("BodyAuthenticationFailed")
def a_body_that_was_altered_before_it_was_signed(scene: Scene) -> bytes:
    body = scene.apart.body
    return scene.apart.with_body(body[:-1] + bytes([body[-1] ^ 1]))


@provokes("MalformedFrame")
def no_manifest(scene: Scene) -> bytes:
    return scene.apart.framed(scene.apart.parts[1:])


@provokes("FrameTooLarge")
def a_frame_of_four_gigabytes(scene: Scene) -> bytes:
    return scene.apart.sealed(b"\1\xff\xff\xff\xff" + scene.apart.plaintext[5:])


@provokes("ManifestMismatch")
def the_manifest_of_another_header(scene: Scene) -> bytes:
    return scene.apart.with_manifest(ch="A" * 43)


@provokes("RecordLimitExceeded")
def more_changes_than_any_wing_has(scene: Scene) -> bytes:
    return scene.apart.with_manifest(to=5_000_001)


@provokes("NonCanonicalRecord")
def a_change_spelt_otherwise(scene: Scene) -> bytes:
    return scene.apart.with_change(1, lambda raw: raw.replace(b'"n":1', b'"n":1,"n":1'))


@provokes("RecordSchemaError")
def a_change_that_is_no_record(scene: Scene) -> bytes:
    return scene.apart.with_change(1, edited(v=2))


@provokes("ChangeSequenceError")
def a_number_that_repeats(scene: Scene) -> bytes:
    return scene.apart.with_change(2, edited(n=1))


@provokes("ScopeViolation")
def another_wings_record(scene: Scene) -> Path:
    theirs = records.save(scene.other, feedback("Our own words"))
    intake.take_in(scene.central, [send(scene.other, scene.folders.stick)])
    scene.forger.put(feedback("Taken over"), record_id=theirs.id)
    return scene.forger.stage().path


@provokes("IncompleteBundle")
def no_end_mark(scene: Scene) -> bytes:
    at = scene.apart.plaintext.rindex(b"\x7f")
    return scene.apart.sealed(scene.apart.plaintext[:at])


# --- F and G, history and effect ------------------------------------------------------------------


@provokes("GapDetected")
def changes_that_never_came(scene: Scene) -> Path:
    with scene.wing.vault.read() as connection:
        stream = scene.wing.own_stream(connection)
    exchange.confirm(scene.wing, stream.head, stream.chain)
    records.save(scene.wing, feedback("After the gap"))
    return send(scene.wing, scene.folders.stick)


@provokes("HistoryRewritten")
def an_old_note_that_was_altered(scene: Scene) -> bytes:
    scene.taken()
    tree = scene.apart.header["core"]
    assert tree["seq"] == 1
    scene.sql("UPDATE change SET leaf = :leaf WHERE n = 1", leaf=bytes(32))
    scene.sql("DELETE FROM received")
    scene.sql("UPDATE device SET last_seq = 0, last_bundle = x''")
    return scene.apart.data


@provokes("AuditRewritten")
def an_audit_that_was_cut_off(scene: Scene) -> Path:
    scene.taken()
    shorter = "DELETE FROM audit WHERE n > 3"
    with scene.wing.vault.write() as connection:
        connection.execute(text(shorter))
    records.save(scene.wing, feedback("After the audit was cut off"))
    return send(scene.wing, scene.folders.stick)


@provokes("ChainMismatch")
def changes_that_do_not_add_up(scene: Scene) -> bytes:
    return scene.apart.framed(scene.apart.parts, chain=bytes(32))


@provokes("DanglingReference")
def a_revision_of_nothing(scene: Scene) -> Path:
    scene.forger.put(rev=2, parent=bytes(32))
    return scene.forger.stage().path


_TRIGGER = "CREATE TRIGGER in_the_way BEFORE"


@provokes("ApplyFailed")
def a_store_that_refuses(scene: Scene) -> Path:
    scene.sql(f"{_TRIGGER} INSERT ON feedback BEGIN SELECT RAISE(ABORT, 'a constraint'); END")
    return scene.good


@provokes("ConcurrentImport")
def a_log_that_another_importer_moved_on(scene: Scene) -> Path:
    scene.sql(f"{_TRIGGER} UPDATE ON stream BEGIN SELECT RAISE(IGNORE); END")
    return scene.good


# --- the test -------------------------------------------------------------------------------------


@pytest.mark.parametrize("code", PROVOKED)
def test_every_code_is_provoked_through_the_importer(
    code: str, folders: Folders, monkeypatch: pytest.MonkeyPatch
) -> None:
    kind = getattr(errors, code)
    scene = Scene(folders, monkeypatch)
    made = PROVOKED[code](scene)
    path = scene.file(made) if isinstance(made, bytes) else made
    before = content(scene.central)
    (outcome,) = intake.take_in(scene.central, [path])
    assert outcome.code == code
    assert outcome.outcome == kind.OUTCOME
    assert outcome.security == issubclass(kind, SecurityAlarm)
    assert outcome.title
    assert outcome.advice
    if kind.OUTCOME == "refused":
        assert outcome.changes == 0
        assert _records(content(scene.central)) == _records(before)
    assert list((scene.central.folder / intake.QUARANTINE).iterdir()) == []


def _records(held: dict[str, Any]) -> dict[str, Any]:
    """What a refused file must not touch: a gap is noted with its device, and that is right."""
    return {name: rows for name, rows in held.items() if name != "device"}
