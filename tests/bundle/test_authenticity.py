# SPDX-License-Identifier: MIT
import io
import json
from pathlib import Path
from typing import Any

import msgspec
import pytest

from coprod_desktop.bundle import container, reader, writer
from coprod_desktop.bundle import header as headers
from coprod_desktop.bundle.container import Signature
from coprod_desktop.bundle.errors import (
    BadSignature,
    BodyDigestMismatch,
    BundleError,
    DeviceNotEnrolled,
    DeviceRevoked,
    HeaderMismatch,
    InsufficientSignatures,
    MalformedHeader,
    NotForThisOffice,
    SchemaTooNew,
    SchemaTooOld,
    SignerDeviceMismatch,
    TrailingData,
    TruncatedBundle,
    UnknownSigner,
    UnsupportedSuite,
    WeakKey,
    WrongEnvironment,
)
from coprod_desktop.bundle.header import Header
from coprod_desktop.bundle.keys import SealKey, SealPublic, SigningKey
from coprod_desktop.domain import words
from coprod_desktop.domain.canonical import b64
from tests.bundle.making import DEVICE, EPOCH, OFFICE, Office, Wing, quarantined, signed

OTHER_DEVICE = DEVICE.replace("0192", "0193")


def authenticate(data: bytes, office: Office, folder: Path) -> reader.Authentic:
    return reader.authenticate(quarantined(data, folder), office)


def test_an_honest_bundle_is_authentic(wing: Wing, office: Office, tmp_path: Path) -> None:
    staged = wing.stage(tmp_path / "staging")
    found = authenticate(staged.path.read_bytes(), office, tmp_path)
    assert found.bundle_id == staged.bundle_id
    assert found.header.core.seq == 1
    assert found.signer.device == wing.device


@pytest.mark.parametrize(
    ("core", "error"),
    [
        ({"type": "return"}, HeaderMismatch),
        ({"suite": "cop9-quantum-only"}, UnsupportedSuite),
        ({"device": OTHER_DEVICE}, SignerDeviceMismatch),
        ({"office": "office-2"}, NotForThisOffice),
        ({"env": "live"}, WrongEnvironment),
        ({"schema": 2}, SchemaTooNew),
    ],
)
def test_signed_headers_that_are_not_for_us(
    core: dict[str, Any], error: type[BundleError], wing: Wing, office: Office, tmp_path: Path
) -> None:
    with pytest.raises(error):
        authenticate(wing.forge(b"", wing.core(**core)), office, tmp_path)


def test_an_old_schema(wing: Wing, office: Office, tmp_path: Path) -> None:
    office.schema_min = office.schema_max = 2
    with pytest.raises(SchemaTooOld):
        authenticate(wing.forge(b""), office, tmp_path)


@pytest.mark.parametrize(
    ("state", "error"), [("pending", DeviceNotEnrolled), ("revoked", DeviceRevoked)]
)
def test_devices_that_may_not_send(
    state: str, error: type[BundleError], wing: Wing, office: Office, tmp_path: Path
) -> None:
    office.enrol(wing, state=state, last_good=3)
    with pytest.raises(error):
        authenticate(wing.forge(b""), office, tmp_path)


def test_an_unknown_key(wing: Wing, office: Office, tmp_path: Path) -> None:
    with pytest.raises(UnknownSigner):
        authenticate(wing.forge(b"", key=SigningKey.generate()), office, tmp_path)


def test_an_enrolled_device_cannot_sign_as_another(
    wing: Wing, office: Office, tmp_path: Path
) -> None:
    other = Wing(office, device=OTHER_DEVICE)
    office.enrol(other)
    with pytest.raises(SignerDeviceMismatch):
        authenticate(wing.forge(b"", key=other.key), office, tmp_path)


def test_a_signature_over_another_header(wing: Wing, office: Office, tmp_path: Path) -> None:
    sealed = wing.forge(b"")
    other = wing.header_of(b"other").encode()
    entry = Signature(alg=1, key_id=wing.key.key_id, value=wing.key.sign(headers.pae(other)))
    outer = container.read(io.BytesIO(sealed))
    forged = container.encode(outer.header, (entry,)) + sealed[outer.body_at :]
    with pytest.raises(BadSignature):
        authenticate(forged, office, tmp_path)


def test_a_signature_under_a_key_that_signs_everything(
    wing: Wing, office: Office, tmp_path: Path
) -> None:
    identity = b"\x01" + bytes(31)
    office.signers[b"i" * 8] = reader.Signer(
        device=DEVICE, epoch=EPOCH, public=identity, state="active"
    )
    header = wing.header_of(b"x").encode()
    entry = Signature(alg=1, key_id=b"i" * 8, value=identity + bytes(32))
    with pytest.raises(BadSignature):
        authenticate(container.encode(header, (entry,)) + b"x", office, tmp_path)


def test_only_the_required_signatures_will_do(wing: Wing, office: Office, tmp_path: Path) -> None:
    header = wing.header_of(b"x").encode()
    good = Signature(alg=1, key_id=wing.key.key_id, value=wing.key.sign(headers.pae(header)))
    unchecked = Signature(alg=2, key_id=wing.key.key_id, value=bytes(3309))
    for table in ((unchecked,), (good, unchecked)):
        with pytest.raises(InsufficientSignatures):
            authenticate(container.encode(header, table) + b"x", office, tmp_path)


def test_two_devices_do_not_sign_together(wing: Wing, office: Office, tmp_path: Path) -> None:
    other = Wing(office, device=OTHER_DEVICE)
    office.enrol(other)
    header = wing.header_of(b"x").encode()
    table = sorted(
        (
            Signature(alg=1, key_id=key.key_id, value=key.sign(headers.pae(header)))
            for key in (wing.key, other.key)
        ),
        key=lambda entry: entry.key_id,
    )
    with pytest.raises(InsufficientSignatures):
        authenticate(container.encode(header, table) + b"x", office, tmp_path)


@pytest.mark.parametrize("raw", [b"{}", b"not json", b"[" * 60_000, b'{"core":{}}'])
def test_a_signed_header_that_is_none(
    raw: bytes, wing: Wing, office: Office, tmp_path: Path
) -> None:
    with pytest.raises(MalformedHeader):
        authenticate(signed(raw, wing.key), office, tmp_path)


def test_a_header_is_not_read_before_its_signature(
    wing: Wing, office: Office, tmp_path: Path
) -> None:
    stranger = SigningKey.generate()
    with pytest.raises(UnknownSigner):
        authenticate(signed(b"[" * 60_000, stranger), office, tmp_path)


def test_the_body_is_exactly_what_was_signed(wing: Wing, office: Office, tmp_path: Path) -> None:
    data = wing.stage(tmp_path / "staging").path.read_bytes()
    flipped = data[:-100] + bytes([data[-100] ^ 1]) + data[-99:]
    for spoilt, error in (
        (data[:-1], TruncatedBundle),
        (data + b"\0", TrailingData),
        (data + data, TrailingData),
        (flipped, BodyDigestMismatch),
    ):
        with pytest.raises(error):
            authenticate(spoilt, office, tmp_path)


def test_the_body_of_one_bundle_under_the_header_of_another(
    wing: Wing, office: Office, tmp_path: Path
) -> None:
    first = wing.stage(tmp_path / "one").path.read_bytes()
    second = wing.stage(tmp_path / "two").path.read_bytes()
    body = 65_536 + 56 + 5 * 16
    assert len(first) == len(second)
    with pytest.raises(BodyDigestMismatch):
        authenticate(first[:-body] + second[-body:], office, tmp_path)


# --- enrol requests ----------------------------------------------------------------------------


def request(**other: Any) -> bytes:
    parts: dict[str, Any] = {
        "office": OFFICE,
        "env": "practice",
        "device": DEVICE,
        "epoch": EPOCH,
        "site": "HMP Example",
        "wing": "B",
        "signing_key": SigningKey.generate(),
        "receive_key": SealPublic.from_bytes(SealKey.generate().public),
        "schema": 1,
        "at": 1_772_000_000_000,
    }
    return writer.enrol_request(**{**parts, **other})


def enrol(data: bytes, office: Office, folder: Path) -> reader.EnrolRequest:
    return reader.read_enrol(quarantined(data, folder), office)


def test_an_enrol_request_is_read_with_its_words(office: Office, tmp_path: Path) -> None:
    key, seal = SigningKey.generate(), SealKey.generate()
    receive = SealPublic.from_bytes(seal.public)
    data = request(signing_key=key, receive_key=receive)
    found = enrol(data, office, tmp_path)
    assert (found.device, found.site, found.wing) == (DEVICE, "HMP Example", "B")
    assert (found.sign_key, found.receive_key) == (key.public, seal.public)
    assert writer.enrol_words(found.bundle_id) == words.of(found.bundle_id)
    assert len(writer.enrol_words(found.bundle_id)) == 12


@pytest.mark.parametrize(
    ("other", "error"),
    [
        ({"office": "office-2"}, NotForThisOffice),
        ({"env": "live"}, WrongEnvironment),
        ({"schema": 2}, SchemaTooNew),
    ],
)
def test_enrol_requests_that_are_not_for_us(
    other: dict[str, Any], error: type[BundleError], office: Office, tmp_path: Path
) -> None:
    with pytest.raises(error):
        enrol(request(**other), office, tmp_path)


def respelt(data: bytes, key: SigningKey, **enrolment: str) -> bytes:
    """The same request with other fields in its clause, signed by `key`."""
    tree = json.loads(container.read(io.BytesIO(data)).header)
    tree["enrol"].update(enrolment)
    return signed(msgspec.json.encode(tree, order="sorted"), key)


def test_enrol_requests_with_weak_keys(office: Office, tmp_path: Path) -> None:
    key = SigningKey.generate()
    curve_zero = SealKey.generate().public[:1184] + bytes(32)
    good = request(signing_key=key)
    for clause in (
        {"sign_key": b64(b"\x01" + bytes(31))},
        {"sign_key": b64(bytes(31))},
        {"receive_key": b64(curve_zero)},
        {"receive_key": "AAAA"},
    ):
        with pytest.raises(WeakKey):
            enrol(respelt(good, key, **clause), office, tmp_path)


def test_an_enrol_request_is_signed_with_the_key_it_brings(office: Office, tmp_path: Path) -> None:
    key, other = SigningKey.generate(), SigningKey.generate()
    good = request(signing_key=key)
    with pytest.raises(UnknownSigner):
        enrol(respelt(good, other), office, tmp_path)
    header = container.read(io.BytesIO(good)).header
    entry = Signature(alg=1, key_id=key.key_id, value=other.sign(headers.pae(header)))
    with pytest.raises(BadSignature):
        enrol(container.encode(header, (entry,)), office, tmp_path)


def test_an_enrol_request_has_no_body(office: Office, tmp_path: Path) -> None:
    with pytest.raises(TrailingData):
        enrol(request() + b"x", office, tmp_path)


def test_kinds_are_not_mixed_up(wing: Wing, office: Office, tmp_path: Path) -> None:
    changes, enrolment = wing.forge(b""), request()
    said = [reader.claimed(quarantined(raw, tmp_path)) for raw in (changes, enrolment)]
    assert [core and core.type for core in said] == ["changes", "enrol_request"]
    assert reader.claimed(quarantined(signed(b"{}", wing.key), tmp_path)) is None
    with pytest.raises(HeaderMismatch):
        enrol(changes, office, tmp_path)
    with pytest.raises(UnknownSigner):
        authenticate(enrolment, office, tmp_path)


def test_an_enrolled_device_cannot_pass_a_request_off_as_changes(
    wing: Wing, office: Office, tmp_path: Path
) -> None:
    with pytest.raises(HeaderMismatch):
        authenticate(request(signing_key=wing.key), office, tmp_path)


def test_headers_are_frozen(wing: Wing) -> None:
    header: Header = wing.header_of(b"")
    with pytest.raises(AttributeError):
        header.core.seq = 2  # type: ignore[misc]
