# SPDX-License-Identifier: MIT
"""A known PC whose store was restored asks again; and what becomes of a PC that is revoked."""

from collections.abc import Iterator

import pytest
from sqlalchemy import text

from coprod_desktop.bundle import writer
from coprod_desktop.domain import ids
from coprod_desktop.domain.errors import InvalidValue, NotAllowed, WordsDoNotMatch
from coprod_desktop.services import session
from coprod_desktop.services.access import people
from coprod_desktop.services.exchanging import exchange, office
from coprod_desktop.services.exchanging.office import DeviceRow
from coprod_desktop.services.loop import answers
from coprod_desktop.services.recording import records
from coprod_desktop.services.session import SignedIn
from tests.services.hostile import Forger
from tests.services.returns import returned, written
from tests.stores import COST, PASSWORD, Folders, closing, feedback, send, take_in


def row(central: SignedIn, wing: SignedIn) -> DeviceRow:
    return next(each for each in office.devices(central) if each.device == wing.device)


def begin_anew(folders: Folders) -> SignedIn:
    """The wing's store begins a new epoch, as a restored one does."""
    with closing(folders.open("wing")) as wing, wing.vault.write() as connection:
        session.put_setting(connection, "epoch", ids.new_id())
        connection.execute(text("DELETE FROM secret WHERE name = 'enrol-request'"))
    return folders.open("wing")


@pytest.fixture
def restored(folders: Folders) -> Iterator[tuple[SignedIn, SignedIn, str]]:
    """A wing that has sent one bundle and was then restored; the office; the old epoch."""
    wing, central = folders.open("wing"), folders.open("office")
    records.save(wing, feedback("Before"))
    take_in(central, send(wing, folders.root / "before"))
    old = wing.epoch
    folders.close()
    yield begin_anew(folders), folders.open("office"), old
    folders.close()


def test_a_new_epoch_waits_for_its_words(
    restored: tuple[SignedIn, SignedIn, str], folders: Folders
) -> None:
    wing, central, old = restored
    asked = exchange.request(wing, folders.stick)
    assert take_in(central, asked.path).outcome == "enrolment_waiting"
    waiting = row(central, wing)
    assert (waiting.state, waiting.words, waiting.last_seq) == ("pending", asked.words, 1)
    records.save(wing, feedback("After"))
    held = take_in(central, send(wing, folders.stick))
    assert (held.outcome, held.code) == ("held", "UnknownEpoch")
    with central.vault.read() as connection:
        query = text("SELECT request FROM device WHERE id = :id")
        before = connection.execute(query, {"id": wing.device}).scalar_one()
    # Neither the card's words nor those of the request that was approved once let it in.
    for typed in (office.card(central).words, writer.enrol_words(before)):
        with pytest.raises(WordsDoNotMatch):
            office.approve(central, wing.device, typed)

    done = office.approve(central, wing.device, asked.words)
    assert done.state == "active"
    # What waited came in by itself.
    assert (done.high_water, done.last_seq) == (1, 1)
    assert take_in(central, asked.path).outcome == "already_imported"
    with central.vault.read() as connection:
        states = connection.execute(text("SELECT epoch, state FROM epoch")).all()
    assert {each.epoch: each.state for each in states} | {old: "past", wing.epoch: "active"} == {
        each.epoch: each.state for each in states
    }


def test_the_old_epoch_is_past(restored: tuple[SignedIn, SignedIn, str], folders: Folders) -> None:
    wing, central, old = restored
    forger = Forger(wing, folders.root / "forged")
    forger.epoch = old
    forger.put()
    forger.put()
    asked = exchange.request(wing, folders.stick)
    take_in(central, asked.path)
    office.approve(central, wing.device, asked.words)
    found = take_in(central, forger.stage(2, bytes(32)).path)
    assert (found.code, found.security) == ("StaleEpoch", True)


def test_everything_is_returned_again_to_a_new_epoch(
    restored: tuple[SignedIn, SignedIn, str], folders: Folders
) -> None:
    wing, central, _ = restored
    with wing.vault.read() as connection:
        (known,) = connection.execute(text("SELECT id FROM feedback")).scalars()
    answers.answer(central, known, "tell", "Thank you")
    stale = written(central, wing, folders.stick)
    asked = exchange.request(wing, folders.stick)
    take_in(central, asked.path)
    office.approve(central, wing.device, asked.words)
    from coprod_desktop.services.exchanging import receiving

    (found,) = receiving.receive(wing, [stale])
    assert (found.code, found.security) == ("StaleEpoch", True)
    assert returned(central, wing, folders.stick).answers == 1
    assert [each.text for each in answers.to(wing, known)] == ["Thank you"]


def test_a_restored_store_with_other_keys_is_an_alarm(
    restored: tuple[SignedIn, SignedIn, str], folders: Folders
) -> None:
    from coprod_desktop.bundle.keys import SigningKey

    wing, central, _ = restored
    with wing.vault.write() as connection:
        put = text("UPDATE secret SET value = :key WHERE name = 'device-sign'")
        connection.execute(put, {"key": SigningKey.generate().private_bytes()})
    found = take_in(central, exchange.request(wing, folders.stick).path)
    assert (found.code, found.security) == ("DuplicateKey", True)


# --- revoking ------------------------------------------------------------------------------------


def test_a_revoked_pc_is_believed_no_more(
    wing: SignedIn, central: SignedIn, folders: Folders
) -> None:
    kept = records.save(wing, feedback("Good"))
    take_in(central, send(wing, folders.stick))
    records.save(wing, feedback("Late"))
    late = send(wing, folders.stick)
    for wrong in (-1, 2, 10**9):
        with pytest.raises(InvalidValue):
            office.revoke(central, wing.device, wrong)
    done = office.revoke(central, ids.short(wing.device), 1)
    assert (done.state, done.last_good, done.high_water) == ("revoked", 1, 1)
    for _ in range(2):
        found = take_in(central, late)
        assert (found.code, found.security) == ("DeviceRevoked", True)
    # What was taken in stays.
    assert records.get(central, kept.id).record == feedback("Good")
    assert office.revoke(central, wing.device, 0).last_good == 1


def test_a_revoked_pc_does_not_come_back_by_its_words(
    wing: SignedIn, central: SignedIn, folders: Folders
) -> None:
    words = row(central, wing).words
    office.revoke(central, wing.device, 0)
    assert office.approve(central, wing.device, words).state == "revoked"
    folders.close()
    wing, central = begin_anew(folders), folders.open("office")
    found = take_in(central, exchange.request(wing, folders.stick).path)
    assert (found.code, found.security) == ("DeviceRevoked", True)
    assert row(central, wing).state == "revoked"


def test_who_may_revoke(folders: Folders) -> None:
    with closing(folders.open("office")) as central:
        people.add(central, "Cal", "staff", PASSWORD, COST)
    clerk, wing = folders.open("office", "Cal"), folders.open("wing")
    with pytest.raises(NotAllowed):
        office.revoke(clerk, wing.device, 0)
