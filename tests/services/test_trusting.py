# SPDX-License-Identifier: MIT
"""Changing what wings trust: keys in and out of grace, root keys of holders, and whom it names."""

import pytest
from sqlalchemy import text

from coprod_desktop.bundle import container, trust
from coprod_desktop.bundle.keys import sign_key_id
from coprod_desktop.domain.errors import (
    NotAllowed,
    NotATrustList,
    WrongKindOfStore,
)
from coprod_desktop.domain.errors_trust import (
    NoFormerKeys,
    TrustListTooOld,
    WingsNotInformed,
)
from coprod_desktop.services.access import people, setup
from coprod_desktop.services.books import keyring
from coprod_desktop.services.exchanging import exchange, office, returning, trusting
from coprod_desktop.services.recording import records
from coprod_desktop.services.session import SignedIn
from tests.services.holders import plan, sign
from tests.services.returns import bring, received, returned, written
from tests.stores import COST, PASSWORD, Folders, closing, feedback, make_wing, send, take_in

# --- the office's keys ---------------------------------------------------------------------------


def test_rotated_keys_in_grace(wing: SignedIn, central: SignedIn, folders: Folders) -> None:
    before = trusting.status(central)
    records.save(wing, feedback("Sealed to the old key"))
    old = send(wing, folders.stick)
    status = trusting.rotate_keys(central)
    assert (status.version, status.former) == (before.version + 1, 1)
    # What was on its way opens, and the wing, which knows the old key alone, believes the return.
    assert take_in(central, old).outcome == "imported"
    done = returned(central, wing, folders.stick)
    assert done.trust_version == status.version
    assert trusting.status(wing).former == 1
    # From now on it seals to the new keys, and is told by the new one.
    with central.vault.read() as connection:
        listed = keyring.listed(connection)
    assert bring(wing, central, folders.stick) == "imported"
    path = written(central, wing, folders.stick)
    with path.open("rb") as file:
        (signature,) = container.read(file).signatures
    assert signature.key_id == sign_key_id(listed.sign_key)
    assert received(wing, path).outcome == "imported"


def test_rotated_keys_out_of_grace(
    wing: SignedIn, other: SignedIn, central: SignedIn, folders: Folders
) -> None:
    records.save(wing, feedback("Sealed to the old key"))
    old = send(wing, folders.root / "lost")
    trusting.rotate_keys(central)
    for each in (wing, other):
        returned(central, each, folders.stick)
        assert bring(each, central, folders.stick) == "imported"
    status = trusting.retire_keys(central)
    assert (status.former, status.uninformed) == (0, ())
    # It carries nothing that a later bundle did not bring.
    found = take_in(central, old)
    assert found.code in ("Superseded", "NoMatchingRecipient")
    with central.vault.read() as connection:
        keys = connection.execute(text("SELECT name FROM secret WHERE name LIKE 'office-s%'"))
        assert sorted(keys.scalars()) == ["office-seal", "office-sign"]
    returned(central, wing, folders.stick)
    assert bring(wing, central, folders.stick) == "imported"


def test_a_bundle_for_keys_out_of_grace_is_refused(
    wing: SignedIn, central: SignedIn, other: SignedIn, folders: Folders
) -> None:
    bring(wing, central, folders.stick)
    records.save(wing, feedback("Sealed to the old key"))
    late = send(wing, folders.root / "late")
    trusting.rotate_keys(central)
    office.revoke(central, other.device, 0)
    with central.vault.write() as connection:
        # As if the wing had said that it has seen the new keys.
        connection.execute(text("UPDATE device SET trust_version = 99"))
    trusting.retire_keys(central)
    assert take_in(central, late).code == "NoMatchingRecipient"


def test_keys_are_not_retired_while_a_wing_has_not_seen_the_new_ones(
    wing: SignedIn, other: SignedIn, central: SignedIn, folders: Folders
) -> None:
    with pytest.raises(NoFormerKeys):
        trusting.retire_keys(central)
    trusting.rotate_keys(central)
    with pytest.raises(WingsNotInformed) as caught:
        trusting.retire_keys(central)
    assert "HMP Example, B" in caught.value.title
    assert "HMP Elsewhere, B" in caught.value.title
    returned(central, wing, folders.stick)
    bring(wing, central, folders.stick)
    with pytest.raises(WingsNotInformed) as caught:
        trusting.retire_keys(central)
    assert "HMP Example" not in caught.value.title
    assert trusting.status(central).uninformed == ("HMP Elsewhere, B",)
    office.revoke(central, other.device, 0)
    assert trusting.retire_keys(central).former == 0


def test_keys_rotated_twice_before_a_wing_hears_of_it(
    wing: SignedIn, central: SignedIn, folders: Folders
) -> None:
    bring(wing, central, folders.stick)
    trusting.rotate_keys(central)
    status = trusting.rotate_keys(central)
    assert status.former == 2
    assert returned(central, wing, folders.stick).trust_version == status.version
    assert bring(wing, central, folders.stick) == "imported"
    returned(central, wing, folders.stick)


def test_another_office_cannot_speak_for_this_one(
    wing: SignedIn, central: SignedIn, folders: Folders
) -> None:
    bring(wing, central, folders.stick)
    from coprod_desktop.bundle.keys import SigningKey

    with central.vault.write() as connection:
        keyring.put(connection, keyring.SIGN, SigningKey.generate().private_bytes())
    found = received(wing, written(central, wing, folders.stick))
    assert found.code == "UnknownSigner"


def test_an_old_list_only_warns(wing: SignedIn, central: SignedIn, folders: Folders) -> None:
    assert not trusting.status(wing).expired
    folders.clock.now = trusting.status(wing).expires_at + 1
    assert trusting.status(wing).expired
    assert bring(wing, central, folders.stick) == "imported"
    trusting.rotate_keys(central)
    returned(central, wing, folders.stick)
    assert not trusting.status(wing).expired


def test_another_recovery_key(wing: SignedIn, central: SignedIn, folders: Folders) -> None:
    words = setup.new_recovery_words()
    trusting.rotate_recovery(central, words)
    returned(central, wing, folders.stick)
    with wing.vault.read() as connection:
        listed = keyring.listed(connection)
    with central.vault.read() as connection:
        assert keyring.listed(connection).recovery_key == listed.recovery_key
    from coprod_desktop.bundle import escrow
    from coprod_desktop.domain import words as wordlist
    from coprod_desktop.services.access import recovery

    assert escrow.recovery_key(wordlist.secret(words)).public == listed.recovery_key
    for each in (wing, central):
        recovery.rehearse_key(each, words)
    # The keys that sign and seal are the same.
    assert trusting.status(central).former == 0
    assert bring(wing, central, folders.stick) == "imported"
    returned(central, wing, folders.stick)


# --- devices -------------------------------------------------------------------------------------


def test_approving_and_revoking_are_steps_that_wings_hear_of(
    wing: SignedIn, other: SignedIn, central: SignedIn, folders: Folders
) -> None:
    def states() -> dict[str, tuple[str, int]]:
        with wing.vault.read() as connection:
            listed = keyring.listed(connection)
        return {each.device: (each.state, each.last_good) for each in listed.devices}

    returned(central, wing, folders.stick)
    assert states() == {wing.device: ("active", 0), other.device: ("active", 0)}
    records.save(other, feedback())
    take_in(central, send(other, folders.stick))
    office.revoke(central, other.device, 1)
    returned(central, wing, folders.stick)
    assert states()[other.device] == ("revoked", 1)


def test_with_holders_an_approval_waits_and_a_revocation_does_not(
    wing: SignedIn, central: SignedIn, folders: Folders
) -> None:
    trusting.change_roots(central, plan(folders.root))
    folders.close()
    make_wing(folders.office, folders.root / "newcomer", "HMP Newplace").close()
    newcomer, central = folders.open("newcomer"), folders.open("office")
    records.save(newcomer, feedback("Waited"))
    asked = exchange.request(newcomer, folders.stick)
    take_in(central, asked.path)
    assert take_in(central, send(newcomer, folders.stick)).outcome == "held"
    assert office.approve(central, newcomer.device, asked.words).state == "pending"
    assert trusting.status(central).what == "letting in HMP Newplace, B"

    wing = folders.open("wing")
    records.save(wing, feedback())
    bundle = send(wing, folders.stick)
    assert office.revoke(central, wing.device, 0).state == "revoked"
    assert take_in(central, bundle).code == "DeviceRevoked"

    sign(central, folders.root, "Ann", "Bo")
    rows = {row.device: row for row in office.devices(central)}
    assert rows[newcomer.device].state == "active"
    # What waited came in by itself, and the revocation waits for signatures now.
    assert rows[newcomer.device].high_water == 1
    assert trusting.status(central).what == "withdrawing HMP Example, B"
    done = sign(central, folders.root, "Ann", "Bo")
    assert not done.proposed
    with central.vault.read() as connection:
        states = {each.device: each.state for each in keyring.listed(connection).devices}
    assert (states[wing.device], states[newcomer.device]) == ("revoked", "active")
    returned(central, newcomer, folders.stick)


def test_a_wing_with_a_list_that_knows_no_present_key_is_not_let_in(
    wing: SignedIn, other: SignedIn, central: SignedIn, folders: Folders
) -> None:
    folders.close()
    make_wing(folders.office, folders.root / "newcomer", "HMP Newplace").close()
    newcomer, central = folders.open("newcomer"), folders.open("office")
    for each in (wing, other):
        office.revoke(central, each.device, 0)
    trusting.rotate_keys(central)
    trusting.retire_keys(central)
    asked = exchange.request(newcomer, folders.stick)
    take_in(central, asked.path)
    with pytest.raises(TrustListTooOld):
        office.approve(central, newcomer.device, asked.words)
    # Nor does one such wing keep the others from their returns.
    with central.vault.write() as connection:
        connection.execute(
            text("UPDATE device SET state = 'active' WHERE id = :id"), {"id": newcomer.device}
        )
    (found,) = returning.write(central, folders.stick)
    assert (found.code, found.seq) == ("TrustListTooOld", 0)


def test_whose_task_it_is(folders: Folders) -> None:
    wing = folders.open("wing")
    for task in (trusting.rotate_keys, trusting.retire_keys, trusting.withdraw):
        with pytest.raises(WrongKindOfStore):
            task(wing)
    with pytest.raises(WrongKindOfStore):
        trusting.change_roots(wing, None)
    with pytest.raises(WrongKindOfStore):
        trusting.sign_proposal(wing, folders.root, "")
    with closing(folders.open("office")) as central:
        people.add(central, "Cal", "head", PASSWORD, COST)
    head = folders.open("office", "Cal")
    for task in (trusting.rotate_keys, trusting.retire_keys, trusting.withdraw):
        with pytest.raises(NotAllowed):
            task(head)
    with pytest.raises(NotATrustList):
        trust.read(b"")
