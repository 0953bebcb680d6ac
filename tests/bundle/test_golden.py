# SPDX-License-Identifier: MIT
"""Bundles of every released version open for ever, and every value on the way stays the same."""

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest

from coprod_desktop.bundle import keys, reader, trust
from coprod_desktop.bundle.keys import SealKey, SigningKey
from coprod_desktop.bundle.manifest import Erased
from coprod_desktop.domain import change
from coprod_desktop.domain.change import Entry
from tests.bundle import golden
from tests.bundle.making import DEVICE, EPOCH, OFFICE

FOLDER = Path(__file__).parents[1] / "golden" / "v1"
DOCUMENT = Path(__file__).parents[2] / "docs" / "bundle-format.md"


class Roster:
    """The office that the frozen bundle was made for."""

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


@pytest.fixture(scope="module")
def roster(facts: dict[str, Any]) -> Roster:
    key = SigningKey.from_private(bytes.fromhex(facts["device_sign_private"]))
    assert key.key_id.hex() == facts["device_sign_key_id"]
    return Roster(key.public)


def frozen(name: str) -> reader.Quarantined:
    data = (FOLDER / name).read_bytes()
    return reader.Quarantined(FOLDER / name, len(data), hashlib.sha256(data).digest())


@pytest.mark.parametrize("key", ["office_seal_private", "recovery_private"])
def test_the_bundle_opens_for_both_recipients(
    key: str, facts: dict[str, Any], roster: Roster
) -> None:
    file = frozen("bundle.coprod")
    authentic = reader.authenticate(file, roster)  # type: ignore[arg-type]
    assert authentic.bundle_id.hex() == facts["bundle_id"]
    seal = SealKey.from_private(bytes.fromhex(facts[key]))
    content = reader.open_content(file, authentic, [seal])
    entries = list(content.entries())
    assert [type(entry) for entry in entries] == [Entry, Erased, Entry, Entry]
    assert [entry.leaf.hex() for entry in entries] == facts["leaves"]
    assert content.end is not None
    assert content.end.chain.hex() == facts["chain_after"]
    puts = [entry.change.data for entry in entries if isinstance(entry, Entry)]
    assert puts == [golden.RECORDS[0], *golden.RECORDS[2:]]


def test_every_value_on_the_way_stays_the_same(facts: dict[str, Any]) -> None:
    seal = SealKey.from_private(bytes.fromhex(facts["office_seal_private"]))
    found = golden.describe(FOLDER / "bundle.coprod", seal)
    assert found == {name: facts[name] for name in found}


def test_the_enrol_request_opens(facts: dict[str, Any], roster: Roster) -> None:
    found = reader.read_enrol(frozen("enrol.coprod"), roster)  # type: ignore[arg-type]
    assert found.sign_key == roster.public
    assert (found.site, found.wing) == (golden.SITE, golden.WING)
    assert " ".join(golden.enrol_words(FOLDER / "enrol.coprod")) == facts["enrol_words"]


def test_the_trust_list_opens(facts: dict[str, Any]) -> None:
    found = trust.read(FOLDER / "trust-list.json")
    assert " ".join(trust.root_words(found)) == facts["root_words"]


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
        "chain_before",
        "chain_after",
        "root_words",
        "enrol_words",
    ],
)
def test_the_documents_example_is_this_bundle(name: str, facts: dict[str, Any]) -> None:
    assert facts[name] in DOCUMENT.read_text("utf-8")
