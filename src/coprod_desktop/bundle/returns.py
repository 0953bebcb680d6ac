# SPDX-License-Identifier: MIT
"""What a return says before its changes: the office's receipt, and forms; and whether it is new.

The content of a return is a full statement of what its wing should have now: taking it in twice
changes nothing, and a return that is lost is made good by the next.
"""

from collections.abc import Sequence as Several
from typing import Annotated, Final, Literal

import msgspec
from msgspec import Meta, Struct

from coprod_desktop.bundle.errors import (
    AlreadyImported,
    ChainBroken,
    ForkDetected,
    StaleEpoch,
    Superseded,
)
from coprod_desktop.bundle.header import Core, Sequence, Sha256, Uuid
from coprod_desktop.domain import canonical
from coprod_desktop.domain.canonical import unb64
from coprod_desktop.domain.change import MAX_CHANGE, Milliseconds, Number
from coprod_desktop.domain.forms import Form
from coprod_desktop.domain.records import FormId

MOST_BUNDLES: Final = 1000
"""So many of the newest bundles of an epoch stand in a receipt."""

Result = Literal["refused", "held", "already_imported", "superseded", "imported"]


class _Part(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What all parts have in common: every field is there, and no other."""


class Settled(_Part, frozen=True, kw_only=True):
    """What became of one bundle at the office, and when. ``code`` is empty when it was taken in."""

    seq: Number
    bundle: Sha256
    outcome: Result
    code: Annotated[str, Meta(pattern=r"^[A-Za-z]{0,40}\Z")]
    at: Milliseconds

    @property
    def bundle_id(self) -> bytes:
        """The bundle's name for good: 32 bytes."""
        return unb64(self.bundle)


class Receipt(_Part, frozen=True, kw_only=True):
    """How far the office holds a wing's log, and what became of its bundles, the newest last.

    ``chain`` is the chain value after change ``high_water``. ``gap_from`` is the change from which
    the office asks to have everything again, 0 when nothing is missing.
    """

    epoch: Uuid
    high_water: Annotated[int, Meta(ge=0, le=MAX_CHANGE)]
    chain: Sha256
    bundles: Annotated[tuple[Settled, ...], Meta(max_length=MOST_BUNDLES)]
    gap_from: Sequence

    @property
    def chain_value(self) -> bytes:
        """The chain value: 32 bytes."""
        return unb64(self.chain)


class Reference(_Part, frozen=True, kw_only=True):
    """A form that the office sends out. Only a newer version replaces one that is there."""

    kind: Literal["form"] = "form"
    name: FormId
    version: Number
    data: Form


_RECEIPT = msgspec.json.Decoder(Receipt)
_REFERENCE = msgspec.json.Decoder(Reference)


def decode_receipt(raw: bytes) -> Receipt:
    """A receipt from its canonical bytes.

    Raises `canonical.NotCanonical` or `canonical.NotOfType`.
    """
    receipt = canonical.decode(_RECEIPT, raw)
    for encoded in (receipt.chain, *(each.bundle for each in receipt.bundles)):
        unb64(encoded)
    return receipt


def decode_reference(raw: bytes) -> Reference:
    """A form from its canonical bytes.

    Raises `canonical.NotCanonical` or `canonical.NotOfType`.
    """
    reference = canonical.decode(_REFERENCE, raw)
    if reference.data.id != reference.name:
        msg = "a form under another form's name"
        raise canonical.NotOfType(msg)
    return reference


class Taken(Struct, frozen=True, kw_only=True):
    """What a wing has taken in of its returns, when one arrives.

    ``last_seq`` and ``last_bundle_id`` are those of the newest, 0 and empty for none; ``same_seq``
    is the id of what was taken in under the number of the one that arrives.
    """

    epoch: str
    last_seq: int
    last_bundle_id: bytes
    same_seq: bytes | None


def judge(core: Core, bundle_id: bytes, taken: Taken) -> None:
    """Stage D for a return: it must be newer than the last. That one before is missing is fine.

    Raises `AlreadyImported`, `ForkDetected`, `StaleEpoch`, `Superseded`, `ChainBroken`.
    """
    if taken.same_seq is not None:
        if taken.same_seq == bundle_id:
            raise AlreadyImported
        raise ForkDetected(seq=core.seq)
    if core.epoch != taken.epoch:
        raise StaleEpoch
    if core.seq < taken.last_seq:
        raise Superseded
    if core.seq == taken.last_seq + 1 and unb64(core.prev) != taken.last_bundle_id:
        raise ChainBroken


def newest(bundles: Several[Settled]) -> tuple[Settled, ...]:
    """The newest of some bundles, as many as a receipt holds, in the order of their numbers."""
    ordered = sorted(bundles, key=lambda each: (each.seq, each.at, each.bundle))
    return tuple(ordered[-MOST_BUNDLES:])
