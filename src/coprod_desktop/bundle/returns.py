# SPDX-License-Identifier: MIT
"""What a return says before its changes: the office's receipt, and forms; and whether it is new.

The content of a return is a full statement of what its wing should have now: taking it in twice
changes nothing, and a return that is lost is made good by the next.
"""

from collections.abc import Sequence as Several
from typing import Annotated, Final, Literal

import msgspec
from msgspec import UNSET, Meta, Struct, field

from coprod_desktop.bundle.errors import (
    AlreadyImported,
    ChainBroken,
    ForkDetected,
    OfficeForked,
    StaleEpoch,
    StaleLife,
    Superseded,
)
from coprod_desktop.bundle.header import MOST_FORMER, Core, Sequence, Sha256, Uuid
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


class HeldLife(_Part, frozen=True, kw_only=True):
    """The last change that an office holds of what it returned in a former life, and its chain."""

    life: Uuid
    n: Annotated[int, Meta(ge=0, le=MAX_CHANGE)]
    chain: Sha256


Given = Literal["change", "erased"]


class Place(_Part, frozen=True, kw_only=True):
    """A change that an office once returned, or the place of an erased one, as its exact bytes."""

    kind: Given
    raw: Annotated[str, Meta(pattern=r"^[A-Za-z0-9_-]+\Z", max_length=1 << 20)]


class Handed(_Part, frozen=True, kw_only=True):
    """What a wing gives back to an office that has lost it: changes of a former life, in order.

    They end where the return ended whose signed head, the bytes before its body, stands beside.
    """

    life: Uuid
    first: Number = field(name="from")
    head: Annotated[str, Meta(pattern=r"^[A-Za-z0-9_-]+\Z", max_length=1 << 18)]
    places: Annotated[tuple[Place, ...], Meta(max_length=20_000)]


class Receipt(_Part, frozen=True, kw_only=True):
    """How far the office holds a wing's log, and what became of its bundles, the newest last.

    ``chain`` is the chain value after change ``high_water``. ``gap_from`` is the change from which
    the office asks to have everything again, 0 when nothing is missing. ``lives`` says how far the
    office holds what it returned in former lives.
    """

    epoch: Uuid
    high_water: Annotated[int, Meta(ge=0, le=MAX_CHANGE)]
    chain: Sha256
    bundles: Annotated[tuple[Settled, ...], Meta(max_length=MOST_BUNDLES)]
    gap_from: Sequence
    lives: Annotated[tuple[HeldLife, ...], Meta(max_length=MOST_FORMER)]

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
_HANDED = msgspec.json.Decoder(Handed)
_REFERENCE = msgspec.json.Decoder(Reference)


def decode_receipt(raw: bytes) -> Receipt:
    """A receipt from its canonical bytes.

    Raises `canonical.NotCanonical` or `canonical.NotOfType`.
    """
    receipt = canonical.decode(_RECEIPT, raw)
    ours = (each.chain for each in receipt.lives)
    for encoded in (receipt.chain, *(each.bundle for each in receipt.bundles), *ours):
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


def decode_handed(raw: bytes) -> Handed:
    """What a wing gives back, from its canonical bytes.

    Raises `canonical.NotCanonical` or `canonical.NotOfType`.
    """
    handed = canonical.decode(_HANDED, raw)
    for encoded in (handed.head, *(each.raw for each in handed.places)):
        unb64(encoded)
    return handed


class Taken(Struct, frozen=True, kw_only=True):
    """What a wing has taken in of its returns, when one arrives.

    ``life`` is the office's life that it follows, empty before the first, and ``past`` are those
    that it followed before. ``last_seq`` and ``last_bundle_id`` are those of the newest in that
    life, 0 and empty for none; ``same_seq`` is the id of what was taken in under the life and
    number of the one that arrives.
    """

    epoch: str
    life: str
    past: tuple[str, ...]
    last_seq: int
    last_bundle_id: bytes
    same_seq: bytes | None


def judge(core: Core, bundle_id: bytes, taken: Taken) -> None:
    """Stage D for a return: it must be newer than the last. That one before is missing is fine.

    A return of another life of the office must be of one that takes the place of the life that is
    followed here. Raises `AlreadyImported`, `ForkDetected`, `StaleEpoch`, `StaleLife`,
    `OfficeForked`, `Superseded` or `ChainBroken`.
    """
    if taken.same_seq is not None:
        if taken.same_seq == bundle_id:
            raise AlreadyImported
        raise ForkDetected(seq=core.seq)
    if core.epoch != taken.epoch:
        raise StaleEpoch
    if core.life is not UNSET and core.life.id != taken.life:
        if core.life.id in taken.past:
            raise StaleLife
        if taken.life and taken.life not in core.life.former:
            raise OfficeForked
        return
    if core.seq < taken.last_seq:
        raise Superseded
    if core.seq == taken.last_seq + 1 and unb64(core.prev) != taken.last_bundle_id:
        raise ChainBroken


def kept_for(life: str, device: str) -> str:
    """What names, beside the office's id, the log that it keeps for a wing in a life of its own."""
    return f"{life}/{device}"


def newest(bundles: Several[Settled]) -> tuple[Settled, ...]:
    """The newest of some bundles, as many as a receipt holds, in the order of their numbers."""
    ordered = sorted(bundles, key=lambda each: (each.seq, each.at, each.bundle))
    return tuple(ordered[-MOST_BUNDLES:])
