# SPDX-License-Identifier: MIT
"""The office's board: its card, whom it lets in, who is late and what is missing."""

import pytest
from sqlalchemy import text

from coprod_desktop.domain import ids
from coprod_desktop.domain.errors import (
    CannotWrite,
    DeviceUnknown,
    NotAllowed,
    WordsDoNotMatch,
    WrongKindOfStore,
)
from coprod_desktop.services.access import people, setup
from coprod_desktop.services.exchanging import exchange, intake, office
from coprod_desktop.services.exchanging.office import DeviceRow
from coprod_desktop.services.recording import records
from coprod_desktop.services.session import SignedIn
from tests.stores import COST, PASSWORD, Folders, closing, feedback, make_wing, send, take_in


@pytest.fixture
def newcomer(folders: Folders) -> SignedIn:
    """A wing that the office does not know yet."""
    wing = make_wing(folders.office, folders.root / "newcomer", "HMP Newplace")
    wing.close()
    return folders.open("newcomer")


def row(central: SignedIn, wing: SignedIn) -> DeviceRow:
    return next(each for each in office.devices(central) if each.device == wing.device)


def test_the_card_has_the_words_of_the_trust_list(central: SignedIn, folders: Folders) -> None:
    card = office.card(central)
    assert (card.name, card.env, len(card.words)) == ("Central office", "practice", 12)
    path = office.write_card(central, folders.stick)
    assert setup.read_trust(path).office_name == card.name
    with pytest.raises(CannotWrite):
        office.write_card(central, folders.root / "gone")


def test_a_newcomer_waits_until_its_words_were_compared(
    newcomer: SignedIn, central: SignedIn, folders: Folders
) -> None:
    asked = exchange.request(newcomer, folders.stick)
    assert take_in(central, asked.path).outcome == "enrolment_waiting"
    assert take_in(central, asked.path).outcome == "enrolment_waiting"
    waiting = row(central, newcomer)
    assert (waiting.state, waiting.site, waiting.wing) == ("pending", "HMP Newplace", "B")
    assert waiting.words == asked.words
    assert waiting.overdue_days == 0

    wrong = ("zoo", *asked.words[1:]) if asked.words[0] != "zoo" else ("abandon", *asked.words[1:])
    for typed in (wrong, asked.words[:-1], (), (*asked.words, "zoo"), office.card(central).words):
        with pytest.raises(WordsDoNotMatch):
            office.approve(central, newcomer.device, typed)
    assert row(central, newcomer).state == "pending"

    typed = [f" {word[:4].upper()} " for word in asked.words]
    assert office.approve(central, ids.short(newcomer.device).lower(), typed).state == "active"
    assert office.approve(central, newcomer.device, asked.words).state == "active"
    assert take_in(central, asked.path).outcome == "already_imported"


def test_a_bundle_before_approval_waits_undecrypted(
    newcomer: SignedIn, central: SignedIn, folders: Folders
) -> None:
    records.save(newcomer, feedback())
    bundle = send(newcomer, folders.stick)
    assert (take_in(central, bundle).outcome, take_in(central, bundle).code) == (
        "refused",
        "UnknownSigner",
    )
    asked = exchange.request(newcomer, folders.stick)
    take_in(central, asked.path)
    held = take_in(central, bundle)
    assert (held.outcome, held.code) == ("held", "DeviceNotEnrolled")
    # What waited comes in by itself.
    assert office.approve(central, newcomer.device, asked.words).high_water == 1
    assert take_in(central, bundle).outcome == "already_imported"


@pytest.mark.parametrize("device", ["", "NOBODY00", "'; DROP TABLE device; --", "x" * 500])
def test_an_unknown_device_is_not_approved(central: SignedIn, device: str) -> None:
    with pytest.raises(DeviceUnknown):
        office.approve(central, device, office.card(central).words)


def test_a_key_that_another_device_has_is_an_alarm(
    newcomer: SignedIn, central: SignedIn, wing: SignedIn, folders: Folders
) -> None:
    for name in ("device-sign", "device-receive"):
        with wing.vault.read() as connection:
            find = text("SELECT value FROM secret WHERE name = :name")
            key = connection.execute(find, {"name": name}).scalar_one()
        with newcomer.vault.write() as connection:
            connection.execute(text("DELETE FROM secret WHERE name = 'enrol-request'"))
            put = text("UPDATE secret SET value = :key WHERE name = :name")
            old = connection.execute(find, {"name": name}).scalar_one()
            connection.execute(put, {"key": key, "name": name})
        outcome = take_in(central, exchange.request(newcomer, folders.stick).path)
        assert (outcome.outcome, outcome.code, outcome.security) == (
            "refused",
            "DuplicateKey",
            True,
        )
        with newcomer.vault.write() as connection:
            connection.execute(put, {"key": old, "name": name})
    assert newcomer.device not in {each.device for each in office.devices(central)}


def test_a_device_does_not_slip_in_other_keys(central: SignedIn, folders: Folders) -> None:
    wing = folders.open("wing")
    with wing.vault.write() as connection:
        connection.execute(text("DELETE FROM secret WHERE name = 'enrol-request'"))
    folders.clock.days(1)
    outcome = take_in(central, exchange.request(wing, folders.stick).path)
    assert (outcome.code, outcome.security) == ("DuplicateKey", True)
    assert row(central, wing).state == "active"


def test_a_request_for_another_office_is_refused(folders: Folders, newcomer: SignedIn) -> None:
    made = setup.OfficeSetup("Another", "Ada", PASSWORD, "practice", COST)
    asked = exchange.request(newcomer, folders.stick)
    with closing(setup.create_office(folders.root / "another", made)) as another:
        assert take_in(another, asked.path).code == "NotForThisOffice"
        assert office.devices(another) == ()


def test_a_wing_that_is_late_is_seen(central: SignedIn, wing: SignedIn, folders: Folders) -> None:
    records.save(wing, feedback())
    take_in(central, send(wing, folders.stick))
    here = row(central, wing)
    assert (here.overdue_days, here.last_seq, here.high_water) == (0, 1, 1)
    assert here.last_at == folders.clock()
    assert here.app_version
    folders.clock.days(7)
    assert row(central, wing).overdue_days == 0
    folders.clock.days(1)
    assert row(central, wing).overdue_days == 1
    records.save(wing, feedback())
    take_in(central, send(wing, folders.stick))
    assert row(central, wing).overdue_days == 0


def test_a_wing_that_never_sent_is_late_from_its_approval(folders: Folders) -> None:
    wing = folders.open("wing")
    central = folders.open("office")
    with central.vault.write() as connection:
        connection.execute(text("UPDATE device SET approved_at = :now"), {"now": folders.clock()})
    folders.clock.days(10)
    assert row(central, wing).overdue_days == 3


def test_whose_task_it_is(folders: Folders) -> None:
    wing = folders.open("wing")
    for task in (office.card, office.devices, intake.inbox):
        with pytest.raises(WrongKindOfStore):
            task(wing)
    with pytest.raises(WrongKindOfStore):
        office.write_card(wing, folders.stick)
    with pytest.raises(WrongKindOfStore):
        office.approve(wing, wing.device, ())
    with pytest.raises(WrongKindOfStore):
        intake.take_in(wing, [])
    with closing(folders.open("office")) as central:
        people.add(central, "Cal", "staff", PASSWORD, COST)
    clerk = folders.open("office", "Cal")
    with pytest.raises(NotAllowed):
        office.approve(clerk, wing.device, ())
    with pytest.raises(NotAllowed):
        intake.take_in(clerk, [])
    assert len(office.devices(clerk)) == 2
