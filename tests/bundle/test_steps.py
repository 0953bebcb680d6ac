# SPDX-License-Identifier: MIT
"""Trust list: rollback, skip, signed by the old only and by the new only, and the like refused."""

from typing import Any

import msgspec
import pytest

from coprod_desktop.bundle import steps, trust
from coprod_desktop.bundle.errors import (
    TrustForeign,
    TrustForked,
    TrustNotSigned,
    TrustRolledBack,
    TrustSkipped,
)
from coprod_desktop.bundle.keys import SealKey, SigningKey
from coprod_desktop.bundle.steps import Step
from coprod_desktop.bundle.trust import OfficeKeys, Policy, TrustList
from coprod_desktop.domain import canonical
from coprod_desktop.domain.canonical import b64
from tests.bundle.test_trust import AT, ROOTS, device, made

NEW_ROOTS = [SigningKey.generate() for _ in range(3)]


def step_of(listed: TrustList, roots: list[SigningKey], **other: Any) -> Step:
    step = steps.following(listed, at=AT + 1, **other)
    for root in roots:
        step = steps.signed(listed, step, root)
    return step


def policy(roots: list[SigningKey], threshold: int = 2) -> Policy:
    keys = tuple(map(b64, sorted(root.public for root in roots)))
    return Policy(threshold=threshold, root_keys=keys)


def test_a_step_leads_to_the_next_list() -> None:
    first = made()
    wing = device()
    step = step_of(first, ROOTS[:2], devices=[wing], name="Renamed")
    assert steps.decode(step.encode()) == step
    second, file = steps.take(first, step)
    assert trust.read(file) == second
    assert (second.version, second.name, second.devices) == (2, "Renamed", (wing,))
    assert second.previous == b64(first.digest)
    gone = msgspec.structs.replace(wing, state="revoked", last_good=7)
    third, _ = steps.take(second, step_of(second, ROOTS[1:], devices=[gone]))
    assert (third.devices, third.name) == ((gone,), "Renamed")


def test_a_step_says_only_what_changes() -> None:
    step = step_of(made(), ROOTS, former=())
    assert b"policy" not in step.encode()
    assert b"keys" not in step.encode().replace(b"keyid", b"")
    assert b'"former":[]' in step.encode()
    assert len(step.encode()) < 700


def test_rollback_and_skip_are_refused() -> None:
    first = made()
    step = step_of(first, ROOTS[:2])
    second, _ = steps.take(first, step)
    third, _ = steps.take(second, step_of(second, ROOTS[:2]))
    for listed in (second, third):
        with pytest.raises(TrustRolledBack):
            steps.take(listed, step)
    with pytest.raises(TrustSkipped):
        steps.take(first, step_of(second, ROOTS[:2]))


def test_a_step_from_another_list_is_refused() -> None:
    first, other = made(), made(name="Another")
    with pytest.raises(TrustForked):
        steps.take(first, step_of(other, ROOTS[:2]))
    with pytest.raises(TrustForked):
        steps.take(first, msgspec.structs.replace(step_of(first, ROOTS), previous=b64(bytes(32))))


def test_another_root_set_needs_the_old_and_the_new() -> None:
    first = made()
    new = policy(NEW_ROOTS)
    for signers, which in (
        (ROOTS, "new"),
        (NEW_ROOTS, "former"),
        ([*ROOTS[:1], *NEW_ROOTS], "former"),
        ([*ROOTS, NEW_ROOTS[0]], "new"),
    ):
        with pytest.raises(TrustNotSigned) as caught:
            steps.take(first, step_of(first, signers, policy=new))
        assert which in caught.value.title
        assert caught.value.SECURITY
    second, file = steps.take(first, step_of(first, [*ROOTS[:2], *NEW_ROOTS[:2]], policy=new))
    assert second.policy == new
    # The file stands by itself: just the new root set signs it.
    assert trust.read(file) == second
    assert trust.root_words(second) != trust.root_words(first)
    with pytest.raises(TrustNotSigned):
        steps.take(second, step_of(second, ROOTS))


def test_one_lost_root_is_replaced_by_the_two_others() -> None:
    first = made()
    new = policy([*ROOTS[:2], NEW_ROOTS[0]])
    step = step_of(first, ROOTS[:1], policy=new)
    assert steps.lacking(first, step) == 1
    step = steps.signed(first, step, ROOTS[1])
    assert steps.lacking(first, step) == 0
    assert steps.take(first, step)[0].policy == new


def test_how_many_signatures_are_lacking() -> None:
    first = made()
    unsigned = steps.following(first, at=AT)
    assert steps.lacking(first, unsigned) == 2
    assert steps.lacking(first, step_of(first, ROOTS[:1])) == 1
    assert steps.lacking(first, step_of(first, [*ROOTS[:1], *ROOTS[:1], NEW_ROOTS[0]])) == 1
    other = {"policy": policy(NEW_ROOTS, 3)}
    assert steps.lacking(first, step_of(first, [], **other)) == 5
    assert steps.lacking(first, step_of(first, [ROOTS[0], NEW_ROOTS[0]], **other)) == 3


@pytest.mark.parametrize(
    "spoil",
    [
        lambda each: msgspec.structs.replace(each, sig=b64(bytes(64))),
        lambda each: msgspec.structs.replace(each, sig="AAB"),
        lambda each: msgspec.structs.replace(each, keyid=b64(NEW_ROOTS[0].key_id)),
    ],
)
def test_no_signature_may_be_false_or_a_strangers(spoil: Any) -> None:
    first = made()
    step = step_of(first, ROOTS)
    spoilt = (*step.signatures[:2], spoil(step.signatures[2]))
    with pytest.raises((TrustNotSigned, TrustForked)):
        steps.take(first, msgspec.structs.replace(step, signatures=spoilt))


def test_what_was_signed_cannot_be_altered() -> None:
    first = made()
    step = step_of(first, ROOTS, devices=[device(state="revoked")])
    keys = OfficeKeys(
        sign=b64(NEW_ROOTS[0].public),
        seal=b64(SealKey.generate().public),
        recovery=first.keys.recovery,
    )
    for other in (
        {"at": AT + 2},
        {"expires_at": 2**53 - 1},
        {"name": "Mallory's office"},
        {"keys": keys},
        {"former": (keys,)},
        {"policy": policy(ROOTS, 1)},
        {"devices": (device(),)},
        {"devices": ()},
    ):
        with pytest.raises(TrustNotSigned):
            steps.take(first, msgspec.structs.replace(step, **other))


def test_a_list_that_breaks_the_rules_is_refused_although_it_is_signed() -> None:
    first = made()
    weak = msgspec.structs.replace(first.keys, sign=b64(b"\1" + bytes(31)))
    shared = b64(NEW_ROOTS[0].public)
    twins = [
        device(sign_key=shared),
        device(device="0192f0c1-2b3a-7c4d-8e5f-60718293a4ff", sign_key=shared),
    ]
    for other in ({"keys": weak}, {"former": (weak,)}, {"devices": twins}):
        with pytest.raises(TrustForked):
            steps.take(first, step_of(first, ROOTS, **other))


@pytest.mark.parametrize("other", [{"office": "office-2"}, {"env": "live"}])
def test_a_list_of_another_office_or_environment_is_refused(other: dict[str, Any]) -> None:
    first = made()
    second = steps.outcome(first, steps.following(first, at=AT + 1))
    foreign = msgspec.structs.replace(second, **other)
    signatures = [trust.signature(foreign, root) for root in ROOTS]
    with pytest.raises(TrustForeign):
        steps.check_successor(first, foreign, signatures)
    good = [trust.signature(second, root) for root in ROOTS]
    steps.check_successor(first, second, good)
    with pytest.raises(TrustRolledBack):
        steps.check_successor(second, second, good)


@pytest.mark.parametrize("cut", [b"", b"{}", b"[]", b"\xff", b'{"type":"trust"}'])
def test_other_bytes_are_no_step(cut: bytes) -> None:
    with pytest.raises((canonical.NotCanonical, canonical.NotOfType)):
        steps.decode(cut)
