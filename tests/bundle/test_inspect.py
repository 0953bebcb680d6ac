# SPDX-License-Identifier: MIT
import os
from pathlib import Path
from typing import Any

import pytest

from coprod_desktop.bundle import inspect, trust, writer
from coprod_desktop.bundle.errors import SizeLimitExceeded, UnsafeSource
from coprod_desktop.bundle.inspect import Description, describe
from coprod_desktop.bundle.keys import SealPublic, SigningKey
from coprod_desktop.domain.canonical import b64
from tests.bundle import test_trust
from tests.bundle.making import DEVICE, EPOCH, LIFE, OFFICE, Wing, signed


def results(found: Description) -> dict[str, bool | str | None]:
    return {check.name: check.code or check.ok for check in found.checks}


def listing(wing: Wing, **other: Any) -> trust.TrustList:
    sign_key = other.pop("sign_key", b64(wing.key.public))
    device = test_trust.device(sign_key=sign_key, **other)
    return test_trust.made(version=2, previous=b64(bytes(32)), devices=(device,))


@pytest.fixture
def file(wing: Wing, tmp_path: Path) -> Path:
    return wing.stage(tmp_path / "staging").path


def test_a_bundle_without_a_trust_list(file: Path) -> None:
    found = describe(file)
    assert found.ok
    assert (found.type, found.device, found.seq, found.env) == ("changes", DEVICE, 1, "practice")
    assert found.name == file.name
    assert results(found) == {
        "container": True,
        "header": True,
        "suite": True,
        "body": True,
        "signature": None,
        "enrolled": None,
    }


def test_a_bundle_of_an_enrolled_device(wing: Wing, file: Path) -> None:
    found = describe(file, listing(wing))
    assert set(results(found).values()) == {True}
    assert (found.site, found.wing) == ("HMP Example", "B")


@pytest.mark.parametrize(
    ("other", "code"),
    [
        ({"state": "pending"}, "DeviceNotEnrolled"),
        ({"state": "revoked"}, "DeviceRevoked"),
        ({"device": EPOCH}, "SignerDeviceMismatch"),
        ({"sign_key": b64(SigningKey.generate().public)}, "UnknownSigner"),
    ],
)
def test_a_bundle_of_a_device_that_may_not_send(
    other: dict[str, Any], code: str, wing: Wing, file: Path
) -> None:
    found = describe(file, listing(wing, **other))
    assert not found.ok
    assert results(found)["enrolled"] == code
    assert results(found)["body"] is True


def test_a_bundle_for_others(wing: Wing, tmp_path: Path) -> None:
    path = tmp_path / "other.coprod"
    for core, code in (
        ({"office": "office-2"}, "NotForThisOffice"),
        ({"env": "live"}, "WrongEnvironment"),
    ):
        path.write_bytes(wing.forge(b"", wing.core(**core)))
        assert results(describe(path, listing(wing)))["enrolled"] == code


def test_a_return_bundle_is_signed_by_the_office(wing: Wing, tmp_path: Path) -> None:
    path = tmp_path / "return.coprod"
    path.write_bytes(wing.forge(b"", wing.core(type="return", life=LIFE), test_trust.SIGN))
    assert results(describe(path, listing(wing)))["signature"] is True
    path.write_bytes(wing.forge(b"", wing.core(type="return", life=LIFE)))
    assert results(describe(path, listing(wing)))["signature"] is None


def test_damage_is_named(wing: Wing, file: Path) -> None:
    data = bytearray(file.read_bytes())
    data[-5000] ^= 1
    file.write_bytes(data)
    assert results(describe(file, listing(wing)))["body"] == "BodyDigestMismatch"
    assert results(describe(file, listing(wing)))["signature"] is True
    data[100] ^= 1
    file.write_bytes(data)
    assert results(describe(file, listing(wing)))["header"] == "MalformedHeader"
    file.write_bytes(data[:500])
    found = describe(file)
    assert results(found)["container"] == "TruncatedBundle"
    assert not found.ok
    assert found.device == ""


def test_a_false_signature_is_named(wing: Wing, tmp_path: Path) -> None:
    path = tmp_path / "false.coprod"
    header = wing.header_of(b"x").encode()
    good, other = signed(header, wing.key), signed(header, SigningKey.generate())
    path.write_bytes(good[:-64] + other[-64:] + b"x")
    assert results(describe(path, listing(wing)))["signature"] == "BadSignature"


def test_an_enrol_request_shows_its_words(wing: Wing, tmp_path: Path) -> None:
    path = tmp_path / "enrol.coprod"
    path.write_bytes(
        writer.enrol_request(
            office=OFFICE,
            env="practice",
            device=DEVICE,
            epoch=EPOCH,
            site="HMP Example",
            wing="C",
            signing_key=wing.key,
            receive_key=SealPublic.from_bytes(wing.office.seal.public),
            schema=1,
            at=0,
        )
    )
    found = describe(path, listing(wing))
    assert found.ok
    assert results(found)["signature"] is True
    assert len(found.words) == 12
    assert found.wing == "C"


def test_other_files_are_described_or_refused(tmp_path: Path) -> None:
    path = tmp_path / "letter.pdf"
    path.write_bytes(b"%PDF" * 99)
    assert results(describe(path))["container"] == "NotABundle"
    assert [check.name for check in describe(path).checks] == list(inspect.CHECKS)
    path.write_bytes(b"")
    with pytest.raises(SizeLimitExceeded):
        describe(path)
    with pytest.raises(UnsafeSource):
        describe(tmp_path)
    path.write_bytes(os.urandom(500))
    assert not describe(path).ok
