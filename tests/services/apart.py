# SPDX-License-Identifier: MIT
"""An honest bundle taken apart, and put together wrongly by somebody who has its maker's keys."""

import hashlib
import json
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

from coprod_desktop.bundle import container, frames, header, suite
from coprod_desktop.bundle.container import Signature
from coprod_desktop.bundle.frames import CHANGE, END, ERASED, MANIFEST, PAD
from coprod_desktop.bundle.keys import SealKey, SigningKey
from coprod_desktop.domain import change
from coprod_desktop.domain.canonical import b64, unb64
from coprod_desktop.services import session
from coprod_desktop.services.session import SignedIn

Part = tuple[int, bytes]


def secret(s: SignedIn, name: str) -> bytes:
    """One of a store's private keys."""
    with s.vault.read() as connection:
        return session.secret(connection, name)


def spelt(tree: Any) -> bytes:
    """Canonical JSON, of anything."""
    text = json.dumps(tree, separators=(",", ":"), sort_keys=True, ensure_ascii=False)
    return text.encode("utf-8", "surrogatepass")


class Apart:
    """A bundle's parts. Each method gives the bytes of another bundle."""

    def __init__(self, path: Path, key: SigningKey, seal: SealKey) -> None:
        """`key` signed the bundle, and `seal` opens it."""
        self.key = key
        self.data = path.read_bytes()
        with path.open("rb") as stream:
            outer = container.read(stream)
        self.raw_header, self.body = outer.header, self.data[outer.body_at :]
        self.header: dict[str, Any] = json.loads(self.raw_header)
        found = header.decode(self.raw_header)
        self.ch, self._suite = found.ch, suite.named(found.core.suite)
        (wrap,) = [each for each in found.wraps if each.kid == b64(seal.key_id)]
        self.file_key = self._suite.unwrap(unb64(wrap.enc_key), seal, self.ch)
        decryptor = self._suite.decryptor(self.file_key, self.ch)
        self.plaintext = decryptor.update(self.body) + decryptor.finalize()
        self.parts: list[Part] = [
            part for part in frames.FrameReader([self.plaintext]) if part[0] not in {END, PAD}
        ]

    def signed(
        self,
        tree: dict[str, Any] | bytes | None = None,
        body: bytes | None = None,
        keys: Sequence[SigningKey] = (),
    ) -> bytes:
        """With another header, rightly signed, and perhaps another body."""
        raw = self.raw_header if tree is None else tree if isinstance(tree, bytes) else spelt(tree)
        entries = [
            Signature(alg=container.ED25519, key_id=key.key_id, value=key.sign(header.pae(raw)))
            for key in sorted(keys or [self.key], key=lambda key: key.key_id)
        ]
        return container.encode(raw, entries) + (self.body if body is None else body)

    def with_core(self, **fields: Any) -> bytes:
        """With other fields in the header's core; the body is still that of the old one."""
        return self.signed({**self.header, "core": {**self.header["core"], **fields}})

    def with_body(self, body: bytes) -> bytes:
        """With another sealed body, whose length and hash the header gives."""
        said = {"len": len(body), "sha256": b64(hashlib.sha256(body).digest())}
        return self.signed({**self.header, "body": said}, body)

    def sealed(self, plaintext: bytes) -> bytes:
        """With another plaintext, sealed under the same file key."""
        encryptor = self._suite.encryptor(self.file_key, self.ch)
        return self.with_body(encryptor.update(plaintext) + encryptor.finalize())

    def framed(self, parts: Iterable[Part], chain: bytes | None = None) -> bytes:
        """With other frames, and an end mark that fits them as far as it can."""
        parts = list(parts)
        before = b"".join(frames.frame(kind, data) for kind, data in parts)
        found = {
            "chain": b64(self.chain(parts) if chain is None else chain),
            "changes": sum(kind in {CHANGE, ERASED} for kind, _ in parts),
            "sha256": b64(hashlib.sha256(before).digest()),
        }
        body = before + frames.frame(END, spelt(found))
        return self.sealed(body + frames.padding(len(body)))

    def with_manifest(self, **fields: Any) -> bytes:
        """With other fields in the manifest."""
        return self.framed([self._manifest(**fields), *self.parts[1:]])

    def with_change(self, place: int, edit: Callable[[bytes], bytes]) -> bytes:
        """With another change at a place (from 1); chain, manifest and end mark fit it."""
        parts = list(self.parts)
        parts[place] = (CHANGE, edit(parts[place][1]))
        parts[0] = self._manifest(chain_after=b64(self.chain(parts)))
        return self.framed(parts)

    def chain(self, parts: Sequence[Part]) -> bytes:
        """The chain value to which the changes among some frames lead."""
        value = unb64(json.loads(self.parts[0][1])["chain_before"])
        for kind, data in parts[1:]:
            if kind == CHANGE:
                value = change.link(value, change.leaf(data))
        return value

    def _manifest(self, **fields: Any) -> Part:
        return MANIFEST, spelt({**json.loads(self.parts[0][1]), **fields})


def sent(path: Path, wing: SignedIn, central: SignedIn) -> Apart:
    """A wing's bundle."""
    key = SigningKey.from_private(secret(wing, "device-sign"))
    return Apart(path, key, SealKey.from_private(secret(central, "office-seal")))


def returned(path: Path, wing: SignedIn, central: SignedIn) -> Apart:
    """An office's return."""
    key = SigningKey.from_private(secret(central, "office-sign"))
    return Apart(path, key, SealKey.from_private(secret(wing, "device-receive")))


def edited(**fields: Any) -> Callable[[bytes], bytes]:
    """An edit of a change that sets some of its fields."""
    return lambda raw: spelt({**json.loads(raw), **fields})
