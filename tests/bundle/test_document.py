# SPDX-License-Identifier: MIT
"""The document is enough: a second reader, from primitives alone, opens the frozen files.

The reader (`tests.golden.reader`) imports nothing of the project and follows
`docs/bundle-format.md` step by step.
"""

import ast
import hashlib
import json
from pathlib import Path
from typing import Any

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tests.golden import reader

FOLDER = Path(reader.__file__).parent / "v1"


@pytest.fixture(scope="module")
def facts() -> dict[str, Any]:
    return json.loads((FOLDER / "bundle.json").read_text("utf-8"))


def public(facts: dict[str, Any], name: str) -> bytes:
    private = Ed25519PrivateKey.from_private_bytes(bytes.fromhex(facts[f"{name}_private"]))
    return private.public_key().public_bytes_raw()


def opened(facts: dict[str, Any], name: str, signer: str, seal: str) -> reader.Bundle:
    data = (FOLDER / name).read_bytes()
    return reader.read(data, public(facts, signer), bytes.fromhex(facts[f"{seal}_private"]))


def test_the_second_reader_shares_nothing_with_the_program() -> None:
    tree = ast.parse(Path(reader.__file__).read_text("utf-8"))
    names = {
        alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.Import)
        for alias in node.names
    } | {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert {name.split(".")[0] for name in names} == {
        *("base64", "collections", "cryptography", "hashlib", "hmac", "json", "re", "struct"),
        *("typing", "unicodedata"),
    }


@pytest.mark.parametrize("seal", ["office_seal", "recovery"])
def test_a_second_reader_opens_the_frozen_bundle(facts: dict[str, Any], seal: str) -> None:
    found = opened(facts, "bundle.coprod", "device_sign", seal)
    assert found.bundle_id.hex() == facts["bundle_id"]
    assert found.file_key.hex() == facts["file_key"]
    assert hashlib.sha256(found.plaintext).hexdigest() == facts["plaintext_sha256"]
    assert [leaf.hex() for leaf in found.leaves] == facts["leaves"]
    assert found.chain.hex() == facts["chain_after"]
    assert reader.unb64(found.manifest["receipt_key"]).hex() == facts["receipt_key"]
    erased, revised, erasure = (found.changes[n] for n in (1, 4, 5))
    assert set(erased) == {"id", "leaf", "n", "rev", "type"}
    assert (revised["rev"], reader.unb64(revised["parent"])) == (2, found.leaves[0])
    assert (erasure["op"], erasure["id"], erasure["parent"]) == (
        "erase",
        erased["id"],
        erased["leaf"],
    )


def test_a_second_reader_opens_the_frozen_return(facts: dict[str, Any]) -> None:
    sent = opened(facts, "bundle.coprod", "device_sign", "office_seal")
    found = opened(facts, "return.coprod", "office_sign", "device_receive")
    receipt = found.receipt
    assert receipt is not None
    assert reader.unb64(receipt["chain"]) == sent.chain
    assert receipt["high_water"] == len(sent.leaves)
    assert reader.unb64(receipt["bundles"][0]["bundle"]) == sent.bundle_id
    assert [change["type"] for change in found.changes] == ["answer", "erasure", "notice"]
    assert [form["name"] for form in found.references] == ["example-1"]
    assert found.manifest["receipt_key"] == reader.b64(bytes(32))


def test_a_second_reader_follows_the_trust_list(facts: dict[str, Any]) -> None:
    first = reader.trust_list((FOLDER / "trust-list.json").read_bytes())
    taken = opened(facts, "return.coprod", "office_sign", "device_receive").steps
    assert taken == [reader.parsed((FOLDER / f"trust-step-{n}.json").read_bytes()) for n in (2, 3)]
    second = reader.step(first, taken[0])
    third = reader.step(second, taken[1])
    assert [device["state"] for device in second["devices"]] == ["active"]
    assert (third["version"], third["policy"]["threshold"]) == (3, 2)
    assert third["former"] == [second["keys"]]
    # The old root alone, or the new ones alone, lead nowhere; nor does a step too far.
    by_old, *by_new = (
        taken[1]["signatures"],
        *(
            [each for each in taken[1]["signatures"] if each["keyid"] != other]
            for other in roots(first)
        ),
    )
    assert len(by_old) == 3
    for some in (*by_new, [each for each in by_old if each["keyid"] in roots(first)]):
        with pytest.raises(AssertionError):
            reader.step(second, {**taken[1], "signatures": some})
    with pytest.raises(AssertionError):
        reader.step(first, taken[1])
    with pytest.raises((AssertionError, InvalidSignature)):
        reader.step(second, {**taken[1], "name": "Another office"})


def roots(listed: dict[str, Any]) -> list[str]:
    return [
        reader.b64(reader.sign_key_id(reader.unb64(key))) for key in listed["policy"]["root_keys"]
    ]


def test_a_second_reader_makes_the_receipt_that_is_read_out(facts: dict[str, Any]) -> None:
    found = opened(facts, "bundle.coprod", "device_sign", "office_seal")
    core, key = found.header["core"], bytes.fromhex(facts["receipt_key"])
    code = reader.telephone(key, core["device"], core["epoch"], len(found.leaves), found.chain)
    assert code == facts["telephone"]


def test_a_second_reader_opens_the_frozen_enrol_request(facts: dict[str, Any]) -> None:
    data = (FOLDER / "enrol.coprod").read_bytes()
    header, _, body = reader.outside(data, public(facts, "device_sign"))
    assert body == b""
    assert header["enrol"]["sign_key"] == reader.b64(public(facts, "device_sign"))
    receive = reader.seal_public(bytes.fromhex(facts["device_receive_private"]))
    assert header["enrol"]["receive_key"] == reader.b64(receive)
