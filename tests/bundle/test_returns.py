# SPDX-License-Identifier: MIT
"""The parts of a return by themselves: spelling, bounds, and the order of returns."""

import json
from typing import Any

import msgspec
import pytest

from coprod_desktop.bundle import returns
from coprod_desktop.bundle.errors import (
    AlreadyImported,
    ChainBroken,
    ForkDetected,
    OfficeForked,
    StaleEpoch,
    StaleLife,
    Superseded,
)
from coprod_desktop.bundle.header import Core, Life
from coprod_desktop.bundle.returns import Receipt, Reference, Settled, Taken
from coprod_desktop.domain import canonical, forms
from coprod_desktop.domain.canonical import NotCanonical, NotOfType, b64
from tests.bundle.making import DEVICE, EPOCH, OFFICE

LAST, THIS = b"l" * 32, b"t" * 32
OTHER = "0192f0c1-2b3a-7c4d-ae5f-60718293a4b9"
LIFE = Life(id="0192f0c1-2b3a-7c4d-ae5f-60718293a4b7", chain=b64(LAST), former=())


def settled(seq: int, at: int = 1) -> Settled:
    return Settled(seq=seq, bundle=b64(bytes(32)), outcome="imported", code="", at=at)


def receipt(**other: Any) -> Receipt:
    plain = Receipt(
        epoch=EPOCH,
        high_water=7,
        chain=b64(LAST),
        bundles=(settled(1), settled(2)),
        gap_from=0,
        lives=(),
    )
    return msgspec.structs.replace(plain, **other)


def core(**other: Any) -> Core:
    plain = Core(
        type="return",
        env="practice",
        office=OFFICE,
        device=DEVICE,
        epoch=EPOCH,
        seq=4,
        prev=b64(LAST),
        suite="s",
        schema=1,
        recipients=("A" * 11,),
        life=LIFE,
    )
    return msgspec.structs.replace(plain, **other)


def judged(taken: dict[str, Any] | None = None, **other: Any) -> None:
    plain = Taken(
        epoch=EPOCH, life=LIFE.id, past=(), last_seq=3, last_bundle_id=LAST, same_seq=None
    )
    returns.judge(core(**other), THIS, msgspec.structs.replace(plain, **(taken or {})))


def test_a_receipt_comes_back() -> None:
    made = receipt()
    found = returns.decode_receipt(canonical.encode(made))
    assert found == made
    assert (found.chain_value, found.bundles[0].bundle_id) == (LAST, bytes(32))


@pytest.mark.parametrize(
    "other",
    [
        {"epoch": "x"},
        {"high_water": -1},
        {"chain": "AA"},
        {"chain": "A" * 42 + "B"},
        {"gap_from": -1},
        {"bundles": [settled(1)] * 1001},
        {"bundles": [{"seq": 1}]},
        {"more": 1},
    ],
)
def test_other_shapes_are_no_receipt(other: dict[str, Any]) -> None:
    tree = json.loads(canonical.encode(receipt())) | msgspec.to_builtins(other)
    with pytest.raises((NotCanonical, NotOfType)):
        returns.decode_receipt(msgspec.json.encode(tree, order="sorted"))


def test_a_form_comes_back_under_its_own_name_alone() -> None:
    form = forms.load("feedback-1")
    made = Reference(name=form.id, version=3, data=form)
    assert returns.decode_reference(canonical.encode(made)) == made
    for wrong in ({"name": "other"}, {"version": 0}):
        raw = canonical.encode(msgspec.structs.replace(made, **wrong))
        with pytest.raises((NotCanonical, NotOfType)):
            returns.decode_reference(raw)


def test_a_receipt_holds_the_newest_thousand() -> None:
    kept = returns.newest([settled(seq) for seq in range(1500, 0, -1)])
    assert [each.seq for each in kept] == list(range(501, 1501))
    canonical.encode(receipt(bundles=kept))
    # With the longest code each, it still fits one frame.
    long = [msgspec.structs.replace(each, code="B" * 40, outcome="refused") for each in kept]
    assert len(canonical.encode(receipt(bundles=tuple(long)))) < 1 << 18


def test_a_new_life_is_followed_from_one_that_it_replaces_and_never_back() -> None:
    first = {"last_seq": 0, "last_bundle_id": b"", "life": ""}
    judged(first, seq=1, prev="")
    judged({"life": OTHER}, life=Life(id=LIFE.id, chain=LIFE.chain, former=(EPOCH, OTHER)), seq=1)
    for error, taken in (
        # Siblings: neither knows of the other.
        (OfficeForked, {"life": OTHER}),
        # It was followed before, so an old stick brings nobody back to it.
        (StaleLife, {"life": OTHER, "past": (LIFE.id,)}),
        (AlreadyImported, {"life": OTHER, "past": (LIFE.id,), "same_seq": THIS}),
    ):
        with pytest.raises(error):
            judged(taken)


def test_the_order_of_returns() -> None:
    judged()
    judged(seq=9)  # those before it are lost, and nothing is missing
    judged({"last_seq": 0, "last_bundle_id": b""}, seq=1, prev="")
    for error, taken, other in (
        (AlreadyImported, {"same_seq": THIS}, {}),
        (AlreadyImported, {"same_seq": THIS, "epoch": DEVICE}, {}),
        (ForkDetected, {"same_seq": LAST}, {}),
        (StaleEpoch, {"epoch": DEVICE}, {}),
        (Superseded, {}, {"seq": 2}),
        (ChainBroken, {}, {"prev": b64(THIS)}),
    ):
        with pytest.raises(error):
            judged(taken, **other)
