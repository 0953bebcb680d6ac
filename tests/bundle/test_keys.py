# SPDX-License-Identifier: MIT
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from coprod_desktop.bundle import keys
from coprod_desktop.bundle.errors import WeakKey
from coprod_desktop.bundle.keys import SealKey, SealPublic, SigningKey

PRIME = 2**255 - 19
ORDER_EIGHT = bytes.fromhex("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05")
OTHER_ORDER_EIGHT = bytes.fromhex(
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a"
)


def spelt(y: int, sign: int = 0) -> bytes:
    return (y | sign << 255).to_bytes(32, "little")


SMALL_ORDER = [
    *(spelt(y, sign) for y in (0, 1, PRIME - 1, PRIME, PRIME + 1) for sign in (0, 1)),
    *(
        bytes([*key[:31], key[31] | bit])
        for key in (ORDER_EIGHT, OTHER_ORDER_EIGHT)
        for bit in (0, 128)
    ),
]


def test_a_signature_fits_its_message_and_key_alone() -> None:
    key, other = SigningKey.generate(), SigningKey.generate()
    signature = key.sign(b"message")
    assert keys.verify(key.public, b"message", signature)
    assert not keys.verify(key.public, b"massage", signature)
    assert not keys.verify(other.public, b"message", signature)
    assert not keys.verify(key.public, b"message", signature[:-1])


def test_keys_come_back_from_their_private_bytes() -> None:
    key, seal = SigningKey.generate(), SealKey.generate()
    assert len(key.private_bytes()) == 32
    assert SigningKey.from_private(key.private_bytes()).key_id == key.key_id
    assert SealKey.from_private(seal.private_bytes()).public == seal.public
    assert SealPublic.from_bytes(seal.public).key_id == seal.key_id
    assert len(key.key_id) == len(seal.key_id) == 8


def test_the_library_would_take_a_key_that_signs_everything() -> None:
    # The reason for check_public: with the identity as key and R, one signature fits all.
    key = spelt(1)
    forged = spelt(1) + bytes(32)
    Ed25519PublicKey.from_public_bytes(key).verify(forged, b"any message at all")
    assert not keys.verify(key, b"any message at all", forged)


@pytest.mark.parametrize("public", SMALL_ORDER, ids=lambda public: public.hex()[-8:])
def test_keys_of_small_order_or_misspelt_are_refused(public: bytes) -> None:
    with pytest.raises(WeakKey):
        keys.check_public(public)


@pytest.mark.parametrize("public", [b"", bytes(31), bytes(33), spelt(2), spelt(PRIME - 2)])
def test_what_is_no_point_is_no_key(public: bytes) -> None:
    with pytest.raises(WeakKey):
        keys.check_public(public)


def test_every_generated_key_is_accepted() -> None:
    for _ in range(200):
        keys.check_public(SigningKey.generate().public)


# RFC 7748's u coordinates of small order, and two that are misspelt.
@pytest.mark.parametrize("u", [0, 1, PRIME - 1, PRIME, PRIME + 1, 9 + (1 << 255)])
def test_sealing_to_a_weak_curve_point_is_refused(u: int) -> None:
    public = SealKey.generate().public[:1184] + u.to_bytes(32, "little")
    with pytest.raises(WeakKey):
        SealPublic.from_bytes(public)


def test_sealing_to_a_misspelt_lattice_key_is_refused() -> None:
    public = SealKey.generate().public
    for wrong in (b"", public[:-1], public + b"\0", b"\xff" * 1184 + public[1184:]):
        with pytest.raises(WeakKey):
            SealPublic.from_bytes(wrong)
