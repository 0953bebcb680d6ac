# SPDX-License-Identifier: MIT
"""What a false office, an old stick or a wrong hand may bring to a wing: refused, without a trace.

One table of what is brought and what it is refused for, each through what the wing's people use.
"""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from coprod_desktop.bundle import errors
from coprod_desktop.bundle.errors import SecurityAlarm
from coprod_desktop.bundle.frames import CHANGE, RECEIPT, TRUST
from coprod_desktop.bundle.keys import SealKey, SigningKey
from coprod_desktop.domain import change, ids
from coprod_desktop.domain.canonical import b64
from coprod_desktop.services.exchanging import receiving, restoring, returning, trusting
from coprod_desktop.services.loop import answers
from coprod_desktop.services.recording import records
from coprod_desktop.services.session import SignedIn
from tests.services import apart
from tests.services.apart import Part, edited, spelt
from tests.stores import NOW, Folders, content, feedback, send, take_in


class Scene:
    """A wing with an answered comment, the office, and a return that is ready to be taken in."""

    def __init__(self, folders: Folders) -> None:
        self.folders = folders
        self.wing, self.other = folders.open("wing"), folders.open("other")
        self.central = folders.open("office")
        self.record = records.save(self.wing, feedback()).id
        take_in(self.central, send(self.wing, folders.root / "out"))
        answers.answer(self.central, self.record, "tell", "We heard you")
        self.good = self.written(self.wing)
        self.apart = apart.returned(self.good, self.wing, self.central)

    def written(self, wing: SignedIn) -> Path:
        """A return by the office, for a wing, in a folder of its own."""
        folder = self.folders.root / ids.new_id()
        folder.mkdir()
        returning.write(self.central, folder, wing.device)
        (path,) = folder.iterdir()
        return path

    def taken(self) -> None:
        (done,) = receiving.receive(self.wing, [self.good])
        assert done.outcome == "imported", done

    def later(self) -> apart.Apart:
        """Another return, after the first was taken in and the office's keys were rotated.

        The wing has not said yet that it knows the new key, so the former one signs.
        """
        self.taken()
        trusting.rotate_keys(self.central)
        return self.opened(self.written(self.wing))

    def opened(self, path: Path) -> apart.Apart:
        seal = SealKey.from_private(apart.secret(self.wing, "device-receive"))
        return apart.Apart(path, self.apart.key, seal)

    def of_kind(self, kind: int, made: apart.Apart | None = None) -> list[Part]:
        return [part for part in (made or self.apart).parts if part[0] == kind]

    def replaced(self, kind: int, edit: Callable[[bytes], bytes | None]) -> bytes:
        """The return with each part of a kind edited, or left out."""
        parts = [(each, edit(data) if each == kind else data) for each, data in self.apart.parts]
        return self.apart.framed([(k, d) for k, d in parts if d is not None])


Provocation = Callable[[Scene], Path | bytes]
PROVOKED: dict[str, tuple[str, Provocation]] = {}


def provokes(code: str) -> Callable[[Provocation], Provocation]:
    def noted(provocation: Provocation) -> Provocation:
        PROVOKED[provocation.__name__] = (code, provocation)
        return provocation

    return noted


@provokes("NotForThisPc")
def for_another_wing(scene: Scene) -> Path:
    return scene.written(scene.other)


@provokes("HeaderMismatch")
def a_wings_own_bundle(scene: Scene) -> bytes:
    return scene.apart.with_core(type="changes")


@provokes("UnknownSigner")
def by_a_stranger(scene: Scene) -> bytes:
    return scene.apart.signed(keys=[SigningKey.generate()])


@provokes("UnknownSigner")
def by_the_wing_itself(scene: Scene) -> bytes:
    key = SigningKey.from_private(apart.secret(scene.wing, "device-sign"))
    return scene.apart.signed(keys=[key])


@provokes("BadSignature")
def altered_on_the_way(scene: Scene) -> bytes:
    return scene.apart.data.replace(b'"seq":1', b'"seq":2')


@provokes("NotForThisOffice")
def of_another_office(scene: Scene) -> bytes:
    return scene.apart.with_core(office="another-office")


@provokes("WrongEnvironment")
def of_live(scene: Scene) -> bytes:
    return scene.apart.with_core(env="live")


@provokes("AlreadyImported")
def the_same_again(scene: Scene) -> Path:
    scene.taken()
    return scene.good


@provokes("ForkDetected")
def another_of_the_same_number(scene: Scene) -> bytes:
    scene.taken()
    return scene.apart.with_manifest(by="Somebody else")


@provokes("Superseded")
def an_older_one(scene: Scene) -> Path:
    newer = scene.written(scene.wing)
    assert receiving.receive(scene.wing, [newer])[0].outcome == "imported"
    return scene.good


@provokes("StaleEpoch")
def for_a_store_that_was_replaced(scene: Scene) -> bytes:
    return scene.apart.with_core(epoch=ids.new_id())


@provokes("StaleLife")
def from_a_life_of_the_office_that_was_replaced(scene: Scene) -> Path:
    scene.taken()
    late = scene.written(scene.wing)
    restoring.new_life(scene.central)
    assert receiving.receive(scene.wing, [scene.written(scene.wing)])[0].outcome == "imported"
    return late


@provokes("OfficeForked")
def from_a_second_copy_of_the_office(scene: Scene) -> bytes:
    scene.taken()
    life = scene.apart.header["core"]["life"]
    return scene.apart.with_core(life=life | {"id": ids.new_id(), "former": [ids.new_id()]})


@provokes("ChainBroken")
def after_another_than_the_last(scene: Scene) -> bytes:
    scene.taken()
    return scene.apart.with_core(seq=2, prev="A" * 43)


@provokes("BodyAuthenticationFailed")
def under_another_header(scene: Scene) -> bytes:
    body = scene.apart.body
    return scene.apart.with_body(body[:-1] + bytes([body[-1] ^ 1]))


@provokes("MalformedFrame")
def without_a_receipt(scene: Scene) -> bytes:
    return scene.replaced(RECEIPT, lambda _: None)


@provokes("MalformedFrame")
def with_two_receipts(scene: Scene) -> bytes:
    (receipt,) = scene.of_kind(RECEIPT)
    return scene.apart.framed([scene.apart.parts[0], receipt, *scene.apart.parts[1:]])


@provokes("MalformedFrame")
def with_a_receipt_spelt_otherwise(scene: Scene) -> bytes:
    return scene.replaced(RECEIPT, lambda raw: raw.replace(b'"gap_from":0', b'"gap_from":00'))


@provokes("MalformedFrame")
def with_a_receipt_key(scene: Scene) -> bytes:
    return scene.apart.with_manifest(receipt_key="B" + "A" * 42)


@provokes("RecordSchemaError")
def with_a_comment_that_nobody_made(scene: Scene) -> bytes:
    made = change.make(
        feedback("Invented"), n=1, record_id=ids.new_id(), rev=1, parent=b"", at=NOW, by="Ada"
    )
    last = len(scene.apart.parts) - 1
    return scene.apart.with_change(last, lambda _: made.raw)


@provokes("GapDetected")
def from_a_change_that_never_came(scene: Scene) -> bytes:
    (kind, raw), manifest = scene.of_kind(CHANGE)[0], json.loads(scene.apart.parts[0][1])
    parts = [
        (1, spelt(manifest | {"from": 2, "to": 2})),
        *scene.apart.parts[1:-1],
        (kind, edited(n=2)(raw)),
    ]
    after = b64(scene.apart.chain(parts))
    parts[0] = (1, spelt(manifest | {"from": 2, "to": 2, "chain_after": after}))
    return scene.apart.framed(parts)


@provokes("ReceiptMismatch")
def that_confirms_what_was_never_sent(scene: Scene) -> bytes:
    return scene.replaced(RECEIPT, edited(high_water=99))


@provokes("ReceiptMismatch")
def that_confirms_something_else(scene: Scene) -> bytes:
    return scene.replaced(RECEIPT, edited(chain="A" * 43))


@provokes("ReceiptMismatch")
def that_names_a_bundle_nobody_made(scene: Scene) -> bytes:
    def another(raw: bytes) -> bytes:
        (settled,) = json.loads(raw)["bundles"]
        return edited(bundles=[settled | {"bundle": "A" * 43}])(raw)

    return scene.replaced(RECEIPT, another)


@provokes("TrustRolledBack")
def a_list_older_than_ours(scene: Scene) -> bytes:
    later = scene.later()
    assert receiving.receive(scene.wing, [_file(scene, later.data)])[0].trust_version
    made = scene.opened(scene.written(scene.wing))
    plain = [part for part in made.parts if part[0] != TRUST]
    manifest = json.loads(plain[0][1])
    return made.framed([(1, spelt(manifest | {"trust_version": 1})), *plain[1:]])


@provokes("TrustSkipped")
def a_list_with_a_version_left_out(scene: Scene) -> bytes:
    made = scene.later()
    return made.framed([part for part in made.parts if part[0] != TRUST])


def _with_last_step(scene: Scene, edit: Callable[[dict[str, Any]], dict[str, Any]]) -> bytes:
    made = scene.later()
    last = max(n for n, (kind, _) in enumerate(made.parts) if kind == TRUST)
    parts = list(made.parts)
    parts[last] = (TRUST, spelt(edit(json.loads(parts[last][1]))))
    return made.framed(parts)


@provokes("TrustForked")
def a_list_that_follows_another(scene: Scene) -> bytes:
    return _with_last_step(scene, lambda step: step | {"previous": "A" * 43})


@provokes("TrustNotSigned")
def a_list_that_no_root_signed(scene: Scene) -> bytes:
    return _with_last_step(scene, lambda step: step | {"signatures": []})


@provokes("TrustNotSigned")
def a_list_with_another_name(scene: Scene) -> bytes:
    return _with_last_step(scene, lambda step: step | {"name": "Another office"})


def _file(scene: Scene, data: bytes) -> Path:
    path = scene.folders.root / "file.coprod"
    path.write_bytes(data)
    return path


@pytest.mark.parametrize("what", PROVOKED)
def test_a_wing_refuses(what: str, folders: Folders) -> None:
    code, provocation = PROVOKED[what]
    kind = getattr(errors, code)
    scene = Scene(folders)
    made = provocation(scene)
    path = _file(scene, made) if isinstance(made, bytes) else made
    before = content(scene.wing)
    (done,) = receiving.receive(scene.wing, [path])
    assert done.code == code
    assert done.outcome == kind.OUTCOME
    assert done.security == issubclass(kind, SecurityAlarm)
    assert done.title
    assert done.advice
    assert (done.receipts, done.answers, done.erased) == (0, 0, 0)
    assert content(scene.wing) == before
    assert list((scene.wing.folder / receiving.QUARANTINE).iterdir()) == []
