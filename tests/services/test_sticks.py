# SPDX-License-Identifier: MIT
"""Which sticks may carry bundles, and the book of what each carried."""

import os

import pytest
from sqlalchemy import select

from coprod_desktop.bundle import media
from coprod_desktop.domain.errors import (
    MediumNameless,
    MediumNotAuthorised,
    MediumUnknown,
    NotAllowed,
    WriteProtected,
    WrongPassword,
)
from coprod_desktop.services.books import sticks
from coprod_desktop.services.exchanging import exchange
from coprod_desktop.services.recording import records
from coprod_desktop.services.session import SignedIn
from coprod_desktop.store import tables
from tests.bundle.system import System
from tests.stores import NOW, PASSWORD, Folders, closing, feedback, send

pytestmark = pytest.mark.skipif(os.name != "posix", reason="the tables of Linux")

STICK = "S1/V1"


@pytest.fixture
def pc(folders: Folders, monkeypatch: pytest.MonkeyPatch) -> System:
    """A PC with the stick of the tests plugged in."""
    system = System(folders.root / "pc")
    system.stick("sdb", folders.stick, "S1", "V1")
    monkeypatch.setattr(media, "SYSTEM", system.linux)
    return system


def noted(s: SignedIn) -> list[tuple[str, str, str]]:
    a = tables.audit.c
    query = select(a.kind, a.about, a.detail).where(a.kind.in_(["medium", "refused"])).order_by(a.n)
    with s.vault.read() as connection:
        return [tuple(row) for row in connection.execute(query)]


def test_a_stick_is_authorised_and_withdrawn_by_name(wing: SignedIn, pc: System) -> None:
    (found,) = sticks.drives(wing)
    assert (found.id, found.name, found.authorised_at) == (STICK, "stick", None)
    sticks.authorise(wing, STICK)
    (found,) = sticks.drives(wing)
    assert (found.authorised_by, found.authorised_at) == ("Hal", NOW)
    sticks.withdraw(wing, STICK)
    (found,) = sticks.drives(wing)
    assert (found.authorised_by, found.authorised_at) == ("", None)
    (known,) = sticks.known(wing)
    assert (known.authorised_at, known.withdrawn_by, known.bundles) == (None, "Hal", 0)
    sticks.authorise(wing, STICK)
    assert noted(wing) == [
        ("medium", STICK, "authorised stick"),
        ("medium", STICK, "withdrawn stick"),
        ("medium", STICK, "authorised stick"),
    ]


def test_only_a_head_or_an_administrator_decides(folders: Folders, pc: System) -> None:
    with closing(folders.open("wing", "Nia")) as nia:
        for decide in (sticks.authorise, sticks.withdraw):
            with pytest.raises(NotAllowed):
                decide(nia, STICK)
        assert [kind for kind, _, _ in noted(nia)] == ["refused", "refused"]
        assert sticks.known(nia) == ()


def test_a_stick_that_is_out_can_be_withdrawn_and_an_unknown_one_cannot(
    wing: SignedIn, folders: Folders, pc: System
) -> None:
    sticks.authorise(wing, STICK)
    pc.unmount(folders.stick)
    sticks.withdraw(wing, STICK)
    assert sticks.drives(wing) == ()
    with pytest.raises(MediumUnknown):
        sticks.authorise(wing, "S9/V9")
    with pytest.raises(MediumNameless):
        sticks.authorise(wing, "")


def test_nothing_is_written_to_a_stick_that_nobody_authorised(
    wing: SignedIn, folders: Folders, pc: System
) -> None:
    records.save(wing, feedback())
    with pytest.raises(MediumNotAuthorised):
        exchange.export(wing, PASSWORD, folders.stick)
    assert list(folders.stick.iterdir()) == []
    assert exchange.history(wing) == ()
    assert noted(wing)[-1] == ("refused", "writing to a stick", f"not authorised: {STICK}")


def test_a_head_authorises_a_stick_with_the_password_of_the_export(
    wing: SignedIn, folders: Folders, pc: System
) -> None:
    records.save(wing, feedback())
    with pytest.raises(WrongPassword):
        exchange.export(wing, "not the password", folders.stick, authorise=True)
    assert sticks.known(wing) == ()
    made = exchange.export(wing, PASSWORD, folders.stick, authorise=True)
    (line,) = sticks.journal(wing)
    assert (line.at, line.by, line.way, line.seq) == (NOW, "Hal", "out", 1)
    assert (line.bundle, line.medium, line.name) == (made.bundle_id, STICK, "stick")
    assert line.authorised_by == "Hal"
    # From now on without being asked.
    records.save(wing, feedback())
    folders.clock.days(1)
    send(wing, folders.stick)
    assert [line.seq for line in sticks.journal(wing)] == [2, 1]
    (known,) = sticks.known(wing)
    assert (known.bundles, known.last_at) == (2, folders.clock.now)


def test_a_withdrawn_stick_carries_nothing_more(
    wing: SignedIn, folders: Folders, pc: System
) -> None:
    sticks.authorise(wing, STICK)
    sticks.withdraw(wing, STICK)
    records.save(wing, feedback())
    with pytest.raises(MediumNotAuthorised):
        send(wing, folders.stick)


def test_the_same_bundle_sent_twice_by_one_stick_is_one_line(
    wing: SignedIn, folders: Folders, pc: System
) -> None:
    sticks.authorise(wing, STICK)
    records.save(wing, feedback())
    made = exchange.export(wing, PASSWORD, folders.stick)
    with wing.vault.write() as connection:
        sticks.carried(wing, connection, sticks.of(folders.stick), made.bundle_id, "out")
    assert len(sticks.journal(wing)) == 1


def test_a_stick_that_names_nothing_of_itself_is_not_trusted_with_anything(
    wing: SignedIn, folders: Folders, pc: System
) -> None:
    pc.unmount(folders.stick)
    pc.mount(pc.part(pc.disk("sdc", "pci0/usb1/1-8"), 1), folders.stick)
    records.save(wing, feedback())
    with pytest.raises(MediumNameless):
        exchange.export(wing, PASSWORD, folders.stick, authorise=True)


def test_a_locked_stick_is_refused_before_anything_is_sealed(
    wing: SignedIn, folders: Folders, pc: System
) -> None:
    sticks.authorise(wing, STICK)
    pc.unmount(folders.stick)
    (pc.volumes / "V1").unlink()
    pc.stick("sdc", folders.stick, "S1", "V1", read_only=True)
    records.save(wing, feedback())
    (found,) = sticks.drives(wing)
    assert found.read_only
    with pytest.raises(WriteProtected):
        send(wing, folders.stick)
    assert exchange.history(wing) == ()


def test_a_folder_needs_nobodys_leave(wing: SignedIn, folders: Folders, pc: System) -> None:
    records.save(wing, feedback())
    send(wing, folders.root / "folder")
    assert sticks.journal(wing) == ()
    assert sticks.of(folders.root / "folder") is None
