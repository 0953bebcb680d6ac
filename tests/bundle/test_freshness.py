# SPDX-License-Identifier: MIT
import uuid

import msgspec
import pytest

from coprod_desktop.bundle.errors import (
    AlreadyImported,
    BundleError,
    ChainBroken,
    ForkDetected,
    SequenceJump,
    StaleEpoch,
    UnknownEpoch,
)
from coprod_desktop.bundle.freshness import Standing, judge
from coprod_desktop.domain.canonical import b64
from tests.bundle.making import EPOCH, Office, Wing

THIS, LAST, OTHER = b"t" * 32, b"l" * 32, b"o" * 32
AFTER_FIVE = Standing(last_seq=5, last_bundle_id=LAST, epoch=EPOCH, known=False)
NEW_EPOCH = str(uuid.UUID(int=77))


def verdict(
    seq: int, prev: bytes = LAST, standing: Standing = AFTER_FIVE, epoch: str = EPOCH
) -> str:
    core = Wing(Office()).core(seq=seq, prev=b64(prev), epoch=epoch)
    return judge(core, THIS, standing)


def test_the_next_bundle_is_new() -> None:
    assert verdict(6) == "new"


def test_the_first_bundle_is_new() -> None:
    nothing = Standing(last_seq=0, last_bundle_id=b"", epoch=EPOCH, known=False)
    assert verdict(1, b"", nothing) == "new"


def test_after_a_lost_bundle_the_one_before_cannot_be_compared() -> None:
    assert verdict(7, OTHER) == "new"
    assert verdict(5 + 1024, OTHER) == "new"


def test_an_older_bundle_is_only_compared() -> None:
    assert verdict(4, OTHER) == "overlap_only"


@pytest.mark.parametrize(
    ("seq", "prev", "epoch", "other", "error"),
    [
        (6, LAST, EPOCH, {"known": True}, AlreadyImported),
        (4, LAST, EPOCH, {"same_seq": OTHER}, ForkDetected),
        (5, OTHER, EPOCH, {"same_seq": LAST}, ForkDetected),
        (6, LAST, NEW_EPOCH, {}, UnknownEpoch),
        (1, b"", NEW_EPOCH, {"past_epochs": (NEW_EPOCH,)}, StaleEpoch),
        (5 + 1025, OTHER, EPOCH, {}, SequenceJump),
        (2**53 - 1, OTHER, EPOCH, {}, SequenceJump),
        (6, OTHER, EPOCH, {}, ChainBroken),
        # The checks' order: what is known is harmless, whatever else it is.
        (4, LAST, NEW_EPOCH, {"known": True, "same_seq": THIS}, AlreadyImported),
        (4, LAST, NEW_EPOCH, {"same_seq": OTHER}, ForkDetected),
    ],
)
def test_bundles_out_of_order(
    seq: int, prev: bytes, epoch: str, other: dict[str, object], error: type[BundleError]
) -> None:
    with pytest.raises(error):
        verdict(seq, prev, msgspec.structs.replace(AFTER_FIVE, **other), epoch)
