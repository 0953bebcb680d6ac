# SPDX-License-Identifier: MIT
"""A trust list that root keys signed is followed from a file, where no return can be trusted."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from coprod_desktop.bundle import steps, trust
from coprod_desktop.bundle.errors import TrustForeign, TrustForked, TrustNotSigned, TrustRolledBack
from coprod_desktop.bundle.keys import SigningKey
from coprod_desktop.domain.canonical import b64, unb64
from coprod_desktop.domain.errors import NotAllowed, NotATrustList
from coprod_desktop.domain.errors_trust import TrustListTooOld
from coprod_desktop.services.access import care, setup
from coprod_desktop.services.books import keyring
from coprod_desktop.services.exchanging import exchange, lists_by_hand, office, restoring, trusting
from coprod_desktop.services.recording import records
from coprod_desktop.services.session import SignedIn
from tests.services.apart import spelt
from tests.services.returns import received, returned, written
from tests.stores import PASSWORD, Folders, closing, feedback, make_office, make_wing, send, take_in


def retired(central: SignedIn, *wings: SignedIn) -> None:
    """The office lets all keys go that these wings know."""
    for each in wings:
        office.revoke(central, each.device, 0)
    trusting.rotate_keys(central)
    trusting.retire_keys(central)


@pytest.fixture
def newcomer(folders: Folders) -> SignedIn:
    """A wing that was set up long ago, and never let in."""
    made = make_wing(folders.office, folders.root / "newcomer", "HMP Newplace")
    folders.keep(made)
    return made


def test_a_wing_that_knows_no_living_key_of_the_office_finds_its_way_back(
    newcomer: SignedIn, folders: Folders
) -> None:
    wing, other, central = (folders.open(name) for name in ("wing", "other", "office"))
    asked = exchange.request(newcomer, folders.stick)
    take_in(central, asked.path)
    retired(central, wing, other)
    with pytest.raises(TrustListTooOld):
        office.approve(central, newcomer.device, asked.words)
    status = lists_by_hand.follow(newcomer, lists_by_hand.give(central, folders.stick))
    assert status.version == trusting.status(central).version
    again = exchange.request(newcomer, folders.stick)
    assert again.words != asked.words
    assert take_in(central, again.path).outcome == "enrolment_waiting"
    office.approve(central, newcomer.device, again.words)
    returned(central, newcomer, folders.stick)


def test_what_was_asked_before_does_not_come_back(newcomer: SignedIn, folders: Folders) -> None:
    central = folders.open("office")
    asked = exchange.request(newcomer, folders.stick)
    old = asked.path.read_bytes()
    trusting.rotate_keys(central)
    lists_by_hand.follow(newcomer, lists_by_hand.give(central, folders.stick))
    again = exchange.request(newcomer, folders.stick)
    take_in(central, again.path)
    late = folders.root / "late.coprod"
    late.write_bytes(old)
    assert take_in(central, late).code == "DuplicateKey"
    office.approve(central, newcomer.device, again.words)


def test_a_restored_office_learns_its_list_from_a_wings_file(
    wing: SignedIn, central: SignedIn, folders: Folders
) -> None:
    file = folders.root / "office.db"
    care.backup(central, file)
    trusting.rotate_recovery(central, setup.new_recovery_words())
    returned(central, wing, folders.stick)
    again = restoring.restore(file, folders.root / "again", "Ada", PASSWORD, now=folders.clock)
    folders.keep(again)
    status = lists_by_hand.follow(again, lists_by_hand.give(wing, folders.stick))
    assert status == trusting.status(central)
    # The same again changes nothing.
    assert lists_by_hand.follow(again, folders.stick / lists_by_hand.FILE_NAME) == status


def test_lists_that_parted_are_healed_at_the_wing(
    wing: SignedIn, central: SignedIn, folders: Folders
) -> None:
    file = folders.root / "office.db"
    care.backup(central, file)
    trusting.rotate_recovery(central, setup.new_recovery_words())
    returned(central, wing, folders.stick)
    again = restoring.restore(file, folders.root / "again", "Ada", PASSWORD, now=folders.clock)
    folders.keep(again)
    for _ in range(2):
        trusting.rotate_recovery(again, setup.new_recovery_words())
    path = lists_by_hand.give(again, folders.stick)
    with pytest.raises(TrustForked):  # an office never leaves its own way
        lists_by_hand.follow(central, path)
    status = lists_by_hand.follow(wing, path)
    assert status.version == trusting.status(again).version
    # From there it goes on with returns.
    records.save(wing, feedback())
    folders.clock.days(1)
    take_in(again, send(wing, folders.root / "up"))
    trusting.rotate_keys(again)
    assert returned(again, wing, folders.root / "down").trust_version == status.version + 1


def _edited(path: Path, edit: Callable[[dict[str, Any]], dict[str, Any]]) -> Path:
    path.write_bytes(spelt(edit(json.loads(path.read_bytes()))))
    return path


def test_files_that_lead_nowhere(wing: SignedIn, central: SignedIn, folders: Folders) -> None:
    old = lists_by_hand.give(central, folders.root).read_bytes()
    trusting.rotate_keys(central)
    path = lists_by_hand.give(central, folders.stick)
    honest = path.read_bytes()
    with central.vault.read() as connection:
        listed = keyring.listed(connection)
    stranger = SigningKey.generate()
    step = steps.signed(listed, steps.following(listed, at=0, former=()), stranger)
    # Whoever signs with a root key of their own can make a list that is whole, and not ours.
    own = trust.create(
        office=listed.office,
        name=listed.name,
        env=listed.env,
        root_keys=[stranger.public],
        threshold=1,
        sign_key=stranger.public,
        seal_key=listed.seal_key,
        recovery_key=listed.recovery_key,
        at=0,
    )
    import msgspec

    far = msgspec.structs.replace(own, version=99, previous=b64(bytes(32)))
    before = trusting.status(wing)
    for error, edit in (
        (TrustNotSigned, {"list": b64(trust.sign(far, [stranger]))}),
        (TrustNotSigned, {"list": b64(trust.sign(far, [stranger])), "steps": [b64(step.encode())]}),
        (NotATrustList, {"list": "AAAA"}),
        (NotATrustList, {"format": 2}),
        (NotATrustList, {"more": 1}),
    ):
        path.write_bytes(honest)
        with pytest.raises(error):
            lists_by_hand.follow(wing, _edited(path, lambda tree, edit=edit: tree | edit))
        assert trusting.status(wing) == before
    path.write_bytes(honest)
    assert lists_by_hand.follow(wing, path).version == trusting.status(central).version
    path.write_bytes(old)
    with pytest.raises(TrustRolledBack):
        lists_by_hand.follow(wing, path)
    assert unb64(json.loads(honest)["list"])


def test_the_list_of_another_office(wing: SignedIn, folders: Folders) -> None:
    make_office(folders.root / "strange", "Central office")
    with closing(folders.open("strange", "Ada")) as strange:
        path = lists_by_hand.give(strange, folders.stick)
    with pytest.raises(TrustForeign):
        lists_by_hand.follow(wing, path)
    wing.close()
    with pytest.raises(NotAllowed):
        lists_by_hand.follow(folders.open("wing", "Nia"), path)


def test_returns_of_the_new_keys_are_taken_afterwards(
    wing: SignedIn, central: SignedIn, folders: Folders
) -> None:
    trusting.rotate_keys(central)
    lists_by_hand.follow(wing, lists_by_hand.give(central, folders.stick))
    assert received(wing, written(central, wing, folders.root / "down")).outcome == "imported"
