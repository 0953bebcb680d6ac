# SPDX-License-Identifier: MIT
"""A second reader, from the standard library and `cryptography` alone, after the document.

It imports nothing of the project and follows `docs/bundle-format.md` step by step: whatever it
cannot read, the document does not say. It checks what the document tells a reader to check, but
for the shapes of records, and stops with an `AssertionError`.
"""

import base64
import hashlib
import hmac
import json
import re
import struct
import unicodedata
from collections.abc import Iterator
from typing import Any, NamedTuple

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

HEADER = b"application/vnd.coprod.header.v1+json"
TRUST = b"application/vnd.coprod.trust.v1+json"
HPKE_SUITE = b"HPKE" + struct.pack(">HHH", 0x647A, 1, 2)
MANIFEST, CHANGE, ERASED, RECEIPT, STEP, REFERENCE, PAD, END = 1, 2, 3, 4, 5, 6, 0x7E, 0x7F
CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
FORBIDDEN = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff]"
)


class Bundle(NamedTuple):
    """What a bundle held: each part as the tree that its JSON is."""

    header: dict[str, Any]
    bundle_id: bytes
    file_key: bytes
    plaintext: bytes
    manifest: dict[str, Any]
    receipt: dict[str, Any] | None
    steps: list[dict[str, Any]]
    references: list[dict[str, Any]]
    changes: list[dict[str, Any]]
    leaves: list[bytes]
    chain: bytes


# --- conventions ----------------------------------------------------------------------------------


def b64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def unb64(text: str) -> bytes:
    data = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    assert b64(data) == text
    return data


def canonical(tree: Any) -> bytes:
    text = json.dumps(tree, separators=(",", ":"), sort_keys=True, ensure_ascii=False)
    return text.encode()


def parsed(raw: bytes) -> Any:
    """Canonical JSON, or an error."""
    tree = json.loads(raw.decode())
    assert canonical(tree) == raw
    _check_text(tree)
    return tree


def _check_text(tree: Any) -> None:
    if isinstance(tree, str):
        assert not FORBIDDEN.search(tree)
        assert unicodedata.is_normalized("NFC", tree)
    elif isinstance(tree, dict):
        for key, value in tree.items():
            assert re.fullmatch(r"[a-z0-9_]{1,32}", key) or key == "payloadType"
            _check_text(value)
    elif isinstance(tree, list):
        for value in tree:
            _check_text(value)
    else:
        assert tree is None or isinstance(tree, bool) or abs(tree) < 2**53
        assert not isinstance(tree, float)


def pae(kind: bytes, payload: bytes) -> bytes:
    return b"DSSEv1 %d %s %d %s" % (len(kind), kind, len(payload), payload)


def sign_key_id(public: bytes) -> bytes:
    return hashlib.sha256(b"coprod/key/v1\0sign/ed25519\0" + public).digest()[:8]


def seal_key_id(public: bytes) -> bytes:
    return hashlib.sha256(b"coprod/key/v1\0seal/mlkem768-x25519\0" + public).digest()[:8]


def verify(public: bytes, signature: bytes, signed: bytes) -> None:
    Ed25519PublicKey.from_public_bytes(public).verify(signature, signed)


def link(chain: bytes, leaf: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + chain + leaf).digest()


def genesis(first: str, second: str) -> bytes:
    return hashlib.sha256(f"coprod/chain/v1\0{first}\0{second}".encode()).digest()


# --- the suite ------------------------------------------------------------------------------------


def expand(key: bytes, info: bytes, length: int, hash_name: str) -> bytes:
    """HKDF-Expand (RFC 5869)."""
    out = block = b""
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


def seal_public(private: bytes) -> bytes:
    """The public half of the 96 bytes of a private sealing key."""
    lattice = MLKEM768PrivateKey.from_seed_bytes(private[:64]).public_key().public_bytes_raw()
    curve = X25519PrivateKey.from_private_bytes(private[64:]).public_key().public_bytes_raw()
    return lattice + curve


def unwrap(wrapped: bytes, private: bytes, info: bytes) -> bytes:
    """X-Wing's combination of the two shared secrets, then HPKE in base mode (RFC 9180)."""
    lattice = MLKEM768PrivateKey.from_seed_bytes(private[:64])
    curve = X25519PrivateKey.from_private_bytes(private[64:])
    lattice_part, curve_part, sealed = wrapped[:1088], wrapped[1088:1120], wrapped[1120:]
    secrets = lattice.decapsulate(lattice_part)
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


# --- a bundle -------------------------------------------------------------------------------------


def outside(data: bytes, public: bytes) -> tuple[dict[str, Any], bytes, bytes]:
    """Container, signature and header: the header, the bundle id, the sealed body."""
    magic, version, flags, length = struct.unpack_from(">8sHHI", data)
    assert (magic, version, flags) == (b"\x89COP\r\n\x1a\n", 1, 0)
    assert 1 <= length <= 65_536
    raw, at = data[16 : 16 + length], 16 + length
    count, algorithm, key_id, size = struct.unpack_from(">HH8sH", data, at)
    assert (count, algorithm, size) == (1, 1, 64)
    assert key_id == sign_key_id(public)
    signed, end = pae(HEADER, raw), at + 14 + size
    verify(public, data[at + 14 : end], signed)
    header, body = parsed(raw), data[end:]
    assert len(body) == header["body"]["len"]
    assert hashlib.sha256(body).digest() == unb64(header["body"]["sha256"])
    assert [wrap["kid"] for wrap in header["wraps"]] == header["core"]["recipients"]
    return header, hashlib.sha256(signed).digest(), body


def read(data: bytes, public: bytes, private: bytes) -> Bundle:
    """A bundle of changes or a return, signed with one key and sealed (among others) to another."""
    header, bundle_id, body = outside(data, public)
    core = header["core"]
    assert core["suite"] == "cop1-xwing-aes256gcm-cobble256"
    ch = hashlib.sha256(canonical(core)).digest()
    ours = b64(seal_key_id(seal_public(private)))
    (wrap,) = [wrap for wrap in header["wraps"] if wrap["kid"] == ours]
    file_key = unwrap(unb64(wrap["enc_key"]), private, b"coprod/wrap/v1\0" + ch)
    plain = open_body(body, file_key, b"coprod/body/v1\0" + ch)
    return _content(header, bundle_id, ch, file_key, plain)


def frames_of(plain: bytes) -> Iterator[tuple[int, int, bytes]]:
    """Offset, kind and content of each frame."""
    at = 0
    while at < len(plain):
        kind, length = struct.unpack_from(">BI", plain, at)
        assert length <= 1 << 20
        content = plain[at + 5 : at + 5 + length]
        assert len(content) == length
        yield at, kind, content
        at += 5 + length


def _content(
    header: dict[str, Any], bundle_id: bytes, ch: bytes, file_key: bytes, plain: bytes
) -> Bundle:
    core, back = header["core"], header["core"]["type"] == "return"
    kinds = [kind for _, kind, _ in frames_of(plain)]
    # One manifest; in a return a receipt, steps, forms; changes; one end; perhaps one padding.
    before = rb"\x01\x04\x05*\x06*" if back else rb"\x01"
    assert re.fullmatch(before + rb"[\x02\x03]*\x7f\x7e?", bytes(kinds))
    found: dict[int, list[dict[str, Any]]] = {kind: [] for kind in range(1, 7)}
    leaves: list[bytes] = []
    changes: list[dict[str, Any]] = []
    manifest, chain = dict[str, Any](), b""
    for place, kind, content in frames_of(plain):
        if kind == PAD:
            assert not any(content)
            missing = -place % 65_536
            assert 5 + len(content) == (missing if missing >= 5 else missing + 65_536)
            continue
        tree = parsed(content)
        if kind == MANIFEST:
            manifest, chain = tree, unb64(tree["chain_before"])
            log = core["device"], core["epoch"]
            if back:
                log = core["office"], f"{core['life']['id']}/{core['device']}"
                assert core["life"]["id"] == tree["return_life"] not in core["life"]["former"]
            assert unb64(tree["ch"]) == ch
            assert tree["from"] > 1 or chain == genesis(*log)
        elif kind in {CHANGE, ERASED}:
            assert tree["n"] == manifest["from"] + len(leaves)
            leaf = hashlib.sha256(b"\x00" + content).digest()
            leaves.append(leaf if kind == CHANGE else unb64(tree["leaf"]))
            changes.append(tree)
            chain = link(chain, leaves[-1])
        elif kind == END:
            assert unb64(tree["sha256"]) == hashlib.sha256(plain[:place]).digest()
            assert unb64(tree["chain"]) == chain == unb64(manifest["chain_after"])
            assert not back or chain == unb64(core["life"]["chain"])
            assert tree["changes"] == len(leaves) == manifest["to"] - manifest["from"] + 1
        else:
            found[kind].append(tree)
    assert len(plain) % 65_536 == 0
    return Bundle(
        header=header,
        bundle_id=bundle_id,
        file_key=file_key,
        plaintext=plain,
        manifest=manifest,
        receipt=found[RECEIPT][0] if back else None,
        steps=found[STEP],
        references=found[REFERENCE],
        changes=changes,
        leaves=leaves,
        chain=chain,
    )


# --- trust ----------------------------------------------------------------------------------------


def trust_list(raw: bytes) -> dict[str, Any]:
    """A trust list's payload, when its own root set signed it."""
    envelope = parsed(raw)
    assert envelope["payloadType"].encode() == TRUST
    payload = unb64(envelope["payload"])
    listed = parsed(payload)
    good = _signers(payload, envelope["signatures"], listed)
    assert len(good) == len(envelope["signatures"]) >= listed["policy"]["threshold"]
    return listed


def step(listed: dict[str, Any], taken: dict[str, Any]) -> dict[str, Any]:
    """The payload that a step leads to, when enough root keys of both lists signed it."""
    assert taken["type"] == "trust_step"
    assert taken["version"] == listed["version"] + 1
    assert unb64(taken["previous"]) == hashlib.sha256(canonical(listed)).digest()
    devices = {each["device"]: each for each in (*listed["devices"], *taken["devices"])}
    new: dict[str, Any] = {
        **listed,
        **{name: taken[name] for name in ("name", "policy", "keys", "former") if name in taken},
        **{name: taken[name] for name in ("version", "previous", "at", "expires_at")},
        "devices": [devices[device] for device in sorted(devices)],
    }
    payload = canonical(new)
    old_good, new_good = (_signers(payload, taken["signatures"], each) for each in (listed, new))
    assert len(old_good | new_good) == len(taken["signatures"])
    assert len(old_good) >= listed["policy"]["threshold"]
    assert len(new_good) >= new["policy"]["threshold"]
    return new


def _signers(payload: bytes, signatures: list[dict[str, str]], listed: dict[str, Any]) -> set[str]:
    roots = {b64(sign_key_id(unb64(key))): unb64(key) for key in listed["policy"]["root_keys"]}
    good = {each["keyid"] for each in signatures if each["keyid"] in roots}
    for each in signatures:
        if each["keyid"] in good:
            verify(roots[each["keyid"]], unb64(each["sig"]), pae(TRUST, payload))
    return good


def digest_for_words(listed: dict[str, Any]) -> bytes:
    """What the twelve words of the office card are made of."""
    return hashlib.sha256(b"coprod/roots/v1\0" + canonical(listed["policy"])).digest()


# --- receipts by telephone ------------------------------------------------------------------------


def telephone(key: bytes, device: str, epoch: str, high_water: int, chain: bytes) -> str:
    """The ten characters of a receipt that is read out."""
    said = f"coprod/ack/v1\0{device}\0{epoch}\0{high_water}\0".encode() + chain
    bits = int.from_bytes(hmac.digest(key, said, "sha256")) >> 206
    return "".join(CROCKFORD[bits >> shift & 31] for shift in range(45, -1, -5))
