# SPDX-License-Identifier: MIT
"""Stage D: where a bundle stands in the order of what its device has sent."""

from typing import Final, Literal

from msgspec import Struct

from coprod_desktop.bundle.errors import (
    AlreadyImported,
    ChainBroken,
    ForkDetected,
    SequenceJump,
    StaleEpoch,
    UnknownEpoch,
)
from coprod_desktop.bundle.header import Core
from coprod_desktop.domain.canonical import unb64

FARTHEST: Final = 1024
"""How far ahead of the last bundle a number may be: more than twenty years of weekly sticks."""

Freshness = Literal["new", "overlap_only"]


class Standing(Struct, frozen=True, kw_only=True):
    """What is stored of a device when one of its bundles arrives.

    ``last_seq`` and ``last_bundle_id`` are the highest imported in ``epoch``, 0 and empty for none;
    ``known`` says whether this very bundle id was imported; ``same_seq`` is the id of what was
    imported under the same epoch and number; ``past_epochs`` are those that were replaced.
    """

    last_seq: int
    last_bundle_id: bytes
    epoch: str
    known: bool
    same_seq: bytes | None = None
    past_epochs: tuple[str, ...] = ()


def judge(core: Core, bundle_id: bytes, standing: Standing) -> Freshness:
    """Say whether a bundle is new, or older than the last: then it is only compared with it.

    Raises the errors of stage D but `Superseded`, which follows the comparison.
    """
    if standing.known:
        raise AlreadyImported
    if standing.same_seq is not None and standing.same_seq != bundle_id:
        raise ForkDetected(seq=core.seq)
    if core.epoch != standing.epoch:
        raise StaleEpoch if core.epoch in standing.past_epochs else UnknownEpoch
    if core.seq > standing.last_seq + FARTHEST:
        raise SequenceJump(seq=core.seq, last=standing.last_seq)
    if core.seq == standing.last_seq + 1 and unb64(core.prev) != standing.last_bundle_id:
        raise ChainBroken
    return "new" if core.seq > standing.last_seq else "overlap_only"
