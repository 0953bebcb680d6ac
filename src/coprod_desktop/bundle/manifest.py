# SPDX-License-Identifier: MIT
"""What stands inside a body beside the changes: the manifest, erased places and the end mark."""

from typing import Annotated, Final

import msgspec
from msgspec import Meta, Struct, field

from coprod_desktop.bundle.header import Sequence, Sha256
from coprod_desktop.domain import canonical
from coprod_desktop.domain.canonical import b64, unb64
from coprod_desktop.domain.change import MAX_CHANGE, Digest, Erased, Milliseconds, Number
from coprod_desktop.domain.records import Line, RecordId, RecordType

__all__ = [
    "End",
    "Erased",
    "Manifest",
    "decode_end",
    "decode_erased",
    "decode_manifest",
    "encode_end",
    "encode_erased",
    "encode_manifest",
]


class Manifest(Struct, frozen=True, kw_only=True):
    """What a bundle says of its content.

    It holds changes ``first`` to ``last`` (``last`` is ``first`` − 1 when it holds none), which
    lead from chain value ``chain_before`` to ``chain_after``. ``trust_version`` and ``return_seq``
    are the newest that the device has seen, 0 for none; ``return_life`` is the office's life of
    that return and ``return_bundle`` its id, empty for none. ``at`` is its clock in milliseconds.

    ``receipt_key`` is the wing's secret of 32 bytes for receipts by telephone, zero bytes in a
    return; ``audit_n`` and ``audit_chain`` are the end of the store's audit, so that its history
    cannot be written anew after the bundle has left. ``audit_before`` is its chain value after line
    ``audit_before_n``, where it ended in the newest bundle that the office has confirmed.
    """

    site: str
    wing: str
    by: str
    app: str
    first: int
    last: int
    chain_before: bytes
    chain_after: bytes
    trust_version: int
    return_seq: int
    return_life: str = ""
    return_bundle: bytes = b""
    receipt_key: bytes
    audit_n: int
    audit_chain: bytes
    audit_before_n: int = 0
    audit_before: bytes = b""
    at: int


LIFE_PATTERN: Final = r"^([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})?\Z"
"""The id of a life of an office, or nothing."""
NO_RECEIPT_KEY: Final = bytes(32)
"""What stands in a return for the receipt key, which only a wing has."""


class End(Struct, frozen=True, kw_only=True):
    """The end mark: how many changes there were, where the chain ends, the hash of all frames."""

    changes: int
    chain: bytes
    sha256: bytes


class _Wire(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The spelling in canonical JSON: binary is base64url, and every field is there."""


class _WireManifest(_Wire, frozen=True, kw_only=True):
    ch: Sha256
    site: Line
    wing: Line
    by: Line
    app: Line
    first: Number = field(name="from")
    last: Annotated[int, Meta(ge=0, le=MAX_CHANGE)] = field(name="to")
    chain_before: Sha256
    chain_after: Sha256
    trust_version: Sequence
    return_seq: Sequence
    return_life: Annotated[str, Meta(pattern=LIFE_PATTERN)]
    return_bundle: Digest
    receipt_key: Sha256
    audit_n: Sequence
    audit_chain: Sha256
    audit_before_n: Sequence
    audit_before: Digest
    at: Milliseconds


class _WireErased(_Wire, frozen=True, kw_only=True):
    n: Number
    id: RecordId
    type: RecordType
    rev: Number
    leaf: Sha256


class _WireEnd(_Wire, frozen=True, kw_only=True):
    changes: Annotated[int, Meta(ge=0, le=MAX_CHANGE)]
    chain: Sha256
    sha256: Sha256


_MANIFEST = msgspec.json.Decoder(_WireManifest)
_ERASED = msgspec.json.Decoder(_WireErased)
_END = msgspec.json.Decoder(_WireEnd)


def encode_manifest(manifest: Manifest, ch: bytes) -> bytes:
    """The manifest's canonical bytes, with the hash of the header's core to which it belongs."""
    return canonical.encode(
        _WireManifest(
            ch=b64(ch),
            site=manifest.site,
            wing=manifest.wing,
            by=manifest.by,
            app=manifest.app,
            first=manifest.first,
            last=manifest.last,
            chain_before=b64(manifest.chain_before),
            chain_after=b64(manifest.chain_after),
            trust_version=manifest.trust_version,
            return_seq=manifest.return_seq,
            return_life=manifest.return_life,
            return_bundle=b64(manifest.return_bundle),
            receipt_key=b64(manifest.receipt_key),
            audit_n=manifest.audit_n,
            audit_chain=b64(manifest.audit_chain),
            audit_before_n=manifest.audit_before_n,
            audit_before=b64(manifest.audit_before),
            at=manifest.at,
        )
    )


def decode_manifest(raw: bytes) -> tuple[Manifest, bytes]:
    """A manifest and its `ch`. Raises `canonical.NotCanonical` or `canonical.NotOfType`."""
    wire = canonical.decode(_MANIFEST, raw)
    manifest = Manifest(
        site=wire.site,
        wing=wire.wing,
        by=wire.by,
        app=wire.app,
        first=wire.first,
        last=wire.last,
        chain_before=unb64(wire.chain_before),
        chain_after=unb64(wire.chain_after),
        trust_version=wire.trust_version,
        return_seq=wire.return_seq,
        return_life=wire.return_life,
        return_bundle=unb64(wire.return_bundle),
        receipt_key=unb64(wire.receipt_key),
        audit_n=wire.audit_n,
        audit_chain=unb64(wire.audit_chain),
        audit_before_n=wire.audit_before_n,
        audit_before=unb64(wire.audit_before),
        at=wire.at,
    )
    return manifest, unb64(wire.ch)


def encode_erased(erased: Erased) -> bytes:
    """An erased place's canonical bytes."""
    return canonical.encode(
        _WireErased(
            n=erased.n, id=erased.id, type=erased.type, rev=erased.rev, leaf=b64(erased.leaf)
        )
    )


def decode_erased(raw: bytes) -> Erased:
    """An erased place. Raises `canonical.NotCanonical` or `canonical.NotOfType`."""
    wire = canonical.decode(_ERASED, raw)
    return Erased(n=wire.n, id=wire.id, type=wire.type, rev=wire.rev, leaf=unb64(wire.leaf))


def encode_end(end: End) -> bytes:
    """The end mark's canonical bytes."""
    return canonical.encode(
        _WireEnd(changes=end.changes, chain=b64(end.chain), sha256=b64(end.sha256))
    )


def decode_end(raw: bytes) -> End:
    """The end mark. Raises `canonical.NotCanonical` or `canonical.NotOfType`."""
    wire = canonical.decode(_END, raw)
    return End(changes=wire.changes, chain=unb64(wire.chain), sha256=unb64(wire.sha256))
