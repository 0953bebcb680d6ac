# SPDX-License-Identifier: MIT
import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest

from coprod_desktop.bundle import steps, trust
from coprod_desktop.bundle.keys import SealKey, SigningKey
from coprod_desktop.bundle.trust import TrustDevice, TrustList
from coprod_desktop.domain.canonical import b64, unb64
from coprod_desktop.domain.errors import CannotRead, NotATrustList
from tests.bundle.making import DEVICE, EPOCH, OFFICE

ROOTS = [SigningKey.generate() for _ in range(3)]
SIGN, SEAL, RECOVERY = SigningKey.generate(), SealKey.generate(), SealKey.generate()
AT = 1_772_000_000_000
SHARED = b64(SigningKey.generate().public)


def made(threshold: int = 2, **other: Any) -> TrustList:
    plain = trust.create(
        office=OFFICE,
        name="Healthcare office",
        env="practice",
        root_keys=[root.public for root in ROOTS],
        threshold=threshold,
        sign_key=SIGN.public,
        seal_key=SEAL.public,
        recovery_key=RECOVERY.public,
        at=AT,
    )
    return msgspec.structs.replace(plain, **other)


def device(**other: Any) -> TrustDevice:
    plain = TrustDevice(
        device=DEVICE,
        epoch=EPOCH,
        site="HMP Example",
        wing="B",
        state="active",
        sign_key=b64(SigningKey.generate().public),
        receive_key=b64(SealKey.generate().key_id),
    )
    return msgspec.structs.replace(plain, **other)


def test_a_signed_list_is_read(tmp_path: Path) -> None:
    data = trust.sign(made(), ROOTS[:2])
    (tmp_path / trust.FILE_NAME).write_bytes(data)
    for source in (data, tmp_path / trust.FILE_NAME):
        found = trust.read(source)
        assert found == made()
        assert (found.sign_key, found.seal_key) == (SIGN.public, SEAL.public)
        assert found.recovery_key == RECOVERY.public
        assert set(found.root_keys) == {root.public for root in ROOTS}


def test_the_next_version_names_the_one_before() -> None:
    first = made()
    second = steps.outcome(first, steps.following(first, at=AT + 1, devices=[device()]))
    assert trust.read(trust.sign(second, ROOTS)).devices == second.devices
    assert (second.version, unb64(second.previous)) == (2, first.digest)
    assert trust.root_words(second) == trust.root_words(first)


@pytest.mark.parametrize("roots", [[], ROOTS[:1], [SIGN, SIGN], [ROOTS[0], SIGN], [*ROOTS, SIGN]])
def test_signatures_that_are_not_enough(roots: list[SigningKey]) -> None:
    with pytest.raises(NotATrustList):
        trust.read(trust.sign(made(), roots))


def test_one_root_key_does_not_sign_twice() -> None:
    tree = json.loads(trust.sign(made(), ROOTS[:1]))
    tree["signatures"] *= 2
    with pytest.raises(NotATrustList):
        trust.read(msgspec.json.encode(tree, order="sorted"))


def test_every_altered_byte_is_noticed() -> None:
    data = trust.sign(made(), ROOTS)
    for place in range(len(data)):
        altered = bytearray(data)
        altered[place] ^= 1 << place % 7
        with pytest.raises(NotATrustList):
            trust.read(bytes(altered))


@pytest.mark.parametrize(
    "other",
    [
        {"version": 2},
        {"previous": b64(bytes(32))},
        {"env": "test"},
        {"office": "../x"},
        {"name": "two\nlines"},
        {"name": "over\u202eride"},
        {"devices": (device(sign_key=b64(b"\1" + bytes(31))),)},
        {"devices": (device(receive_key=b64(bytes(1216))),)},
        {"devices": (device(state="trusted"),)},
        {"devices": (device(), device())},
        {"devices": (device(epoch=DEVICE, sign_key=SHARED), device(device=EPOCH, sign_key=SHARED))},
        {"devices": (device(device=EPOCH), device())},
        {"keys": trust.OfficeKeys(sign=b64(bytes(32)), seal=b64(SEAL.public), recovery="AA")},
        {"policy": trust.Policy(threshold=4, root_keys=made().policy.root_keys)},
        {"policy": trust.Policy(threshold=2, root_keys=made().policy.root_keys[::-1])},
        {"policy": trust.Policy(threshold=1, root_keys=(b64(b"\1" + bytes(31)),))},
    ],
)
def test_lists_that_contradict_themselves(other: dict[str, Any]) -> None:
    with pytest.raises(NotATrustList):
        trust.read(trust.sign(made(**other), ROOTS))


@pytest.mark.parametrize(
    "edit",
    [
        lambda data: data + b"\n",
        lambda data: b"\xef\xbb\xbf" + data,
        lambda data: data.replace(b"vnd.coprod.trust", b"vnd.coprod.other"),
        lambda _: b"",
        lambda _: b"{}",
        lambda _: b"[" * 200_000,
        lambda _: os.urandom(300),
    ],
)
def test_other_files_are_no_trust_lists(edit: Callable[[bytes], bytes], tmp_path: Path) -> None:
    path = tmp_path / "list.json"
    path.write_bytes(edit(trust.sign(made(), ROOTS)))
    with pytest.raises(NotATrustList) as caught:
        trust.read(path)
    assert "list.json" in caught.value.title


def test_files_that_cannot_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(CannotRead):
        trust.read(tmp_path / "absent.json")
    (tmp_path / "large.json").write_bytes(bytes(100))
    monkeypatch.setattr(trust, "MAX_FILE", 99)
    with pytest.raises(NotATrustList):
        trust.read(tmp_path / "large.json")


def test_the_words_are_those_of_the_root_set() -> None:
    words = trust.root_words(made())
    assert len(words) == 12
    assert trust.root_words(made(name="Renamed", env="live")) == words
    assert trust.root_words(made(threshold=1)) != words


def test_three_words_are_asked_for() -> None:
    data = trust.sign(made(), ROOTS)
    assert trust.asked(data) == trust.asked(data)
    found = {trust.asked(data, bytes([secret]) * 32) for secret in range(200)}
    for first, second, third in found:
        assert 1 <= first < second < third <= 12
    # Which words are asked for must not follow from the file alone.
    assert len(found) > 60
    assert {place for places in found for place in places} == set(range(1, 13))
