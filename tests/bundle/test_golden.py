# SPDX-License-Identifier: MIT
"""Bundles of every released version open for ever, and every value on the way stays the same."""

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest

from coprod_desktop.bundle import keys, reader, steps, trust
from coprod_desktop.bundle.keys import SealKey, SigningKey
from coprod_desktop.bundle.manifest import Erased
from coprod_desktop.domain import canonical, change
from coprod_desktop.domain.change import AnswerChange, Entry, ErasureChange, NoticeChange
from coprod_desktop.services.exchanging import receipts
from tests.bundle import golden, golden_log
from tests.bundle.making import DEVICE, EPOCH, OFFICE

FOLDER = Path(__file__).parents[1] / "golden" / "v1"
DOCUMENT = Path(__file__).parents[2] / "docs" / "bundle-format.md"


class Roster:
    """Who takes the frozen bundles: the office, or the wing, that knows one key."""

    office, env, schema_min, schema_max = OFFICE, "practice", 1, change.SCHEMA

    def __init__(self, public: bytes) -> None:
        self.public = public

    def signer(self, key_id: bytes, /) -> reader.Signer | None:
        if key_id != keys.sign_key_id(self.public):
            return None
        return reader.Signer(device=DEVICE, epoch=EPOCH, public=self.public, state="active")


@pytest.fixture(scope="module")
def facts() -> dict[str, Any]:
    return json.loads((FOLDER / "bundle.json").read_text("utf-8"))


def roster(facts: dict[str, Any], name: str) -> Any:
    key = SigningKey.from_private(bytes.fromhex(facts[f"{name}_private"]))
    assert key.key_id.hex() == facts[f"{name}_key_id"]
    return Roster(key.public)


def sealing(facts: dict[str, Any], name: str) -> SealKey:
    key = SealKey.from_private(bytes.fromhex(facts[f"{name}_private"]))
    assert key.key_id.hex() == facts[f"{name}_key_id"]
    return key


def frozen(name: str) -> reader.Quarantined:
    data = (FOLDER / name).read_bytes()
    return reader.Quarantined(FOLDER / name, len(data), hashlib.sha256(data).digest())


@pytest.mark.parametrize("key", ["office_seal", "recovery"])
def test_the_bundle_opens_for_both_recipients(key: str, facts: dict[str, Any]) -> None:
    file = frozen("bundle.coprod")
    authentic = reader.authenticate(file, roster(facts, "device_sign"))
    assert authentic.bundle_id.hex() == facts["bundle_id"]
    content = reader.open_content(file, authentic, [sealing(facts, key)])
    entries = list(content.entries())
    assert [entry.leaf.hex() for entry in entries] == facts["leaves"]
    assert content.end is not None
    assert content.end.chain.hex() == facts["chain_after"]
    assert content.manifest.receipt_key.hex() == facts["receipt_key"]
    assert [n for n, entry in enumerate(entries) if isinstance(entry, Erased)] == [1]
    made = golden_log.log_of_the_wing()
    for entry, again in zip(entries, made, strict=True):
        if isinstance(entry, Entry):
            assert canonical.encode(entry.change.data) == canonical.encode(again.change.data)
            assert (entry.change.id, entry.change.rev) == (again.change.id, again.change.rev)


def test_the_return_opens_at_its_wing(facts: dict[str, Any]) -> None:
    file = frozen("return.coprod")
    authentic = reader.authenticate(file, roster(facts, "office_sign"), "return")
    assert authentic.bundle_id.hex() == facts["return"]["bundle_id"]
    content = reader.open_content(file, authentic, [sealing(facts, "device_receive")])
    changes = [entry.change for entry in content.entries() if isinstance(entry, Entry)]
    assert [type(each) for each in changes] == [AnswerChange, ErasureChange, NoticeChange]
    assert content.receipt is not None
    assert content.receipt.high_water == len(facts["leaves"])
    assert content.receipt.chain_value.hex() == facts["chain_after"]
    assert [each.bundle_id.hex() for each in content.receipt.bundles] == [facts["bundle_id"]]
    assert [(each.name, each.data) for each in content.references] == [
        ("example-1", golden_log.FORM)
    ]
    listed = trust.read(FOLDER / "trust-list.json")
    for step in content.trust_steps:
        listed, _ = steps.take(listed, step)
    assert listed == golden.last_list()
    assert " ".join(trust.root_words(listed)) == facts["new_root_words"]


def test_every_value_on_the_way_stays_the_same(facts: dict[str, Any]) -> None:
    found = golden.describe(FOLDER / "bundle.coprod", sealing(facts, "office_seal"))
    assert found == {name: facts[name] for name in found}
    back = golden.describe(FOLDER / "return.coprod", sealing(facts, "device_receive"))
    assert back == facts["return"]


def test_the_enrol_request_opens(facts: dict[str, Any]) -> None:
    wing = roster(facts, "device_sign")
    found = reader.read_enrol(frozen("enrol.coprod"), wing)
    assert found.sign_key == wing.public
    assert (found.site, found.wing) == (golden_log.SITE, golden_log.WING)
    assert " ".join(golden.enrol_words(FOLDER / "enrol.coprod")) == facts["enrol_words"]


def test_the_trust_list_and_its_steps_open(facts: dict[str, Any]) -> None:
    listed = trust.read(FOLDER / "trust-list.json")
    assert " ".join(trust.root_words(listed)) == facts["root_words"]
    for n in (2, 3):
        listed, file = steps.take(
            listed, steps.decode((FOLDER / f"trust-step-{n}.json").read_bytes())
        )
        assert trust.read(file) == listed
    assert listed.version == 3


def test_the_receipt_that_is_read_out_stays_the_same(facts: dict[str, Any]) -> None:
    key, chain = (bytes.fromhex(facts[name]) for name in ("receipt_key", "chain_after"))
    assert receipts.made(key, DEVICE, EPOCH, len(facts["leaves"]), chain) == facts["telephone"]


@pytest.mark.parametrize(
    "name",
    [
        "file_sha256",
        "bundle_id",
        "ch",
        "file_key",
        "plaintext_sha256",
        "device_sign_private",
        "device_sign_key_id",
        "office_seal_key_id",
        "office_sign_key_id",
        "device_receive_key_id",
        "receipt_key",
        "telephone",
        "chain_before",
        "chain_after",
        "root_words",
        "new_root_words",
        "enrol_words",
    ],
)
def test_the_documents_example_is_this_bundle(name: str, facts: dict[str, Any]) -> None:
    assert facts[name] in DOCUMENT.read_text("utf-8")


@pytest.mark.parametrize("name", ["file_sha256", "bundle_id", "ch", "file_key"])
def test_the_documents_return_is_this_return(name: str, facts: dict[str, Any]) -> None:
    assert facts["return"][name] in DOCUMENT.read_text("utf-8")
