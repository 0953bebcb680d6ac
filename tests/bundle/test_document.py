# SPDX-License-Identifier: MIT
"""The document is enough: a second reader, from primitives alone, opens the frozen bundle.

It imports nothing of the project and follows `docs/bundle-format.md` step by step.
"""

import base64
import hashlib
import hmac
import json
import struct
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

FOLDER = Path(__file__).parents[1] / "golden" / "v1"
TYPE = b"application/vnd.coprod.header.v1+json"
HPKE_SUITE = b"HPKE" + struct.pack(">HHH", 0x647A, 1, 2)


def unb64(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def canonical(value: Any) -> bytes:
    text = json.dumps(value, separators=(",", ":"), sort_keys=True, ensure_ascii=False)
    return text.encode()


def expand(key: bytes, info: bytes, length: int, hash_name: str) -> bytes:
    """HKDF-Expand (RFC 5869)."""
    out, block = b"", b""
    for number in range(1, 256):
        if len(out) >= length:
            break
        block = hmac.digest(key, block + info + bytes([number]), hash_name)
        out += block
    return out[:length]


def labeled_extract(salt: bytes, label: bytes, value: bytes) -> bytes:
    return hmac.digest(salt or bytes(32), b"HPKE-v1" + HPKE_SUITE + label + value, "sha256")


def labeled_expand(key: bytes, label: bytes, info: bytes, length: int) -> bytes:
    labeled = struct.pack(">H", length) + b"HPKE-v1" + HPKE_SUITE + label + info
    return expand(key, labeled, length, "sha256")


def unwrap(wrapped: bytes, private: bytes, info: bytes) -> bytes:
    """X-Wing's combination of the two shared secrets, then HPKE in base mode (RFC 9180)."""
    mlkem = MLKEM768PrivateKey.from_seed_bytes(private[:64])
    curve = X25519PrivateKey.from_private_bytes(private[64:])
    lattice_part, curve_part, sealed = wrapped[:1088], wrapped[1088:1120], wrapped[1120:]
    secrets = mlkem.decapsulate(lattice_part)
    secrets += curve.exchange(X25519PublicKey.from_public_bytes(curve_part))
    public = curve.public_key().public_bytes_raw()
    shared = hashlib.sha3_256(secrets + curve_part + public + rb"\.//^" + b"\\").digest()
    context = b"\0" + labeled_extract(b"", b"psk_id_hash", b"")
    context += labeled_extract(b"", b"info_hash", info)
    secret = labeled_extract(shared, b"secret", b"")
    key = labeled_expand(secret, b"key", context, 32)
    nonce = labeled_expand(secret, b"base_nonce", context, 12)
    return AESGCM(key).decrypt(nonce, sealed, None)


def open_body(body: bytes, key: bytes, context: bytes) -> bytes:
    """C2SP's chunked encryption with SHA-512 and AES-256-GCM."""
    salt, commitment, chunks = body[:24], body[24:56], body[56:]
    info = b"c2sp.org/chunked-encryption@v1+AEAD_AES_256_GCM\0" + salt + context
    derived = expand(key, info, 32 + 12 + 32, "sha512")
    assert derived[44:] == commitment
    aead, base = AESGCM(derived[:32]), int.from_bytes(derived[32:44])
    plain = piece = b""
    for number, at in enumerate(range(0, len(chunks), 16_400)):
        piece = aead.decrypt((base ^ number).to_bytes(12), chunks[at : at + 16_400], None)
        plain += piece
    assert len(plain) % 16_384 == len(piece) < 16_384
    return plain


def frames_of(plain: bytes) -> Iterator[tuple[int, int, bytes]]:
    at = 0
    while at < len(plain):
        kind, length = struct.unpack_from(">BI", plain, at)
        yield at, kind, plain[at + 5 : at + 5 + length]
        at += 5 + length


@pytest.fixture(scope="module")
def facts() -> dict[str, Any]:
    return json.loads((FOLDER / "bundle.json").read_text("utf-8"))


def test_a_second_reader_opens_the_frozen_bundle(facts: dict[str, Any]) -> None:
    data = (FOLDER / "bundle.coprod").read_bytes()
    magic, version, flags, length = struct.unpack_from(">8sHHI", data)
    assert (magic, version, flags) == (b"\x89COP\r\n\x1a\n", 1, 0)
    raw = data[16 : 16 + length]
    at = 16 + length
    count, algorithm, key_id, size = struct.unpack_from(">HH8sH", data, at)
    assert (count, algorithm, size) == (1, 1, 64)
    signature, body = data[at + 14 : at + 14 + size], data[at + 14 + size :]

    signing = Ed25519PrivateKey.from_private_bytes(bytes.fromhex(facts["device_sign_private"]))
    public = signing.public_key().public_bytes_raw()
    named = hashlib.sha256(b"coprod/key/v1\0sign/ed25519\0" + public).digest()[:8]
    assert named == key_id
    signed = b"DSSEv1 37 " + TYPE + b" " + str(length).encode() + b" " + raw
    signing.public_key().verify(signature, signed)
    assert hashlib.sha256(signed).hexdigest() == facts["bundle_id"]

    header = json.loads(raw)
    assert canonical(header) == raw
    assert len(body) == header["body"]["len"]
    assert hashlib.sha256(body).digest() == unb64(header["body"]["sha256"])
    ch = hashlib.sha256(canonical(header["core"])).digest()
    file_key = b""
    for wrap, private in zip(
        header["wraps"], ("office_seal_private", "recovery_private"), strict=True
    ):
        file_key = unwrap(
            unb64(wrap["enc_key"]), bytes.fromhex(facts[private]), b"coprod/wrap/v1\0" + ch
        )
        assert file_key.hex() == facts["file_key"]
    plain = open_body(body, file_key, b"coprod/body/v1\0" + ch)
    assert len(plain) % 65_536 == 0

    core = header["core"]
    origin = b"coprod/chain/v1\0" + f"{core['device']}\0{core['epoch']}".encode()
    chain = hashlib.sha256(origin).digest()
    kinds: list[int] = []
    for place, kind, payload in frames_of(plain):
        kinds.append(kind)
        if kind == 0x01:
            assert unb64(json.loads(payload)["ch"]) == ch
            assert unb64(json.loads(payload)["chain_before"]) == chain
        elif kind in {0x02, 0x03}:
            leaf = hashlib.sha256(b"\x00" + payload).digest()
            leaf = leaf if kind == 0x02 else unb64(json.loads(payload)["leaf"])
            chain = hashlib.sha256(b"\x01" + chain + leaf).digest()
        elif kind == 0x7F:
            end = json.loads(payload)
            assert unb64(end["chain"]) == chain
            assert unb64(end["sha256"]) == hashlib.sha256(plain[:place]).digest()
    assert kinds == [0x01, 0x02, 0x03, 0x02, 0x02, 0x7F, 0x7E]
    assert chain.hex() == facts["chain_after"]
