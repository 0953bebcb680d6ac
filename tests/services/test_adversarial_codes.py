# SPDX-License-Identifier: MIT
"""Every reason for which a file is not taken in is provoked through the importer that people use.

One table for all of them: a code without a file that provokes it fails here. What fails by its
order, content or effect is in `provoking_content`. The codes of return bundles and of the trust
list are provoked at a wing in `test_adversarial_returns`.
"""

import json
import os
import shutil
import struct
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from coprod_desktop.bundle import container, errors
from coprod_desktop.bundle.errors import SecurityAlarm
from coprod_desktop.bundle.keys import SigningKey
from coprod_desktop.domain import ids
from coprod_desktop.domain.canonical import b64
from coprod_desktop.services.books import roster
from coprod_desktop.services.exchanging import exchange, importing, intake
from coprod_desktop.services.recording import records
from tests.services.apart import secret, spelt
from tests.services.provoking import Scene, provokes
from tests.services.provoking_content import PROVOKED
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
    class Later(roster.Roster):
        def __init__(self, *arguments: Any) -> None:
            super().__init__(*arguments)
            self.schema_min = 2
            self.schema_max = 3

    scene.patch.setattr(importing, "Roster", Later)
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
