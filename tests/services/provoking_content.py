# SPDX-License-Identifier: MIT
"""Files that fail by their order, their content or their effect, for `test_adversarial_codes`."""

from pathlib import Path

from sqlalchemy import text

from coprod_desktop.bundle.keys import SealKey
from coprod_desktop.domain import ids
from coprod_desktop.services.exchanging import exchange, intake
from coprod_desktop.services.recording import records
from tests.services.apart import edited
from tests.services.provoking import PROVOKED, Scene, provokes
from tests.stores import feedback, send

__all__ = ["PROVOKED"]

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
