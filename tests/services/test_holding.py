# SPDX-License-Identifier: MIT
"""What the office keeps of bundles: those that wait, evidence, and ninety days of the rest."""

from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest

from coprod_desktop.bundle.manifest import Manifest
from coprod_desktop.services.books import holding
from coprod_desktop.services.exchanging import exchange, intake, office
from coprod_desktop.services.recording import records
from coprod_desktop.services.session import SignedIn
from coprod_desktop.store import tables
from tests.services.carrying import agrees, bundles
from tests.services.hostile import Forger
from tests.stores import NOW, Folders, content, feedback, make_wing, send, take_in

DAY_MS = 86_400_000


def kept(s: SignedIn, folder: str) -> list[str]:
    place = s.folder / folder
    return sorted(path.stem for path in place.iterdir()) if place.exists() else []


def verdicts(s: SignedIn) -> list[tuple[int, str, str]]:
    t = tables.verdict.c
    with s.vault.read() as connection:
        rows = connection.execute(tables.verdict.select().order_by(t.device, t.seq, t.at))
        return [(row.seq, row.outcome, row.code) for row in rows]


def noted(s: SignedIn) -> list[tuple[str, str]]:
    t = tables.audit.c
    with s.vault.read() as connection:
        rows = connection.execute(
            tables.audit.select().where(t.kind.in_(["import", "alarm"])).order_by(t.n)
        )
        return [(row.kind, row.detail) for row in rows]


@pytest.fixture
def forger(wing: SignedIn, folders: Folders) -> Forger:
    return Forger(wing, folders.root / "forged")


# --- waiting for an approval --------------------------------------------------------------------


@pytest.fixture
def newcomer(folders: Folders) -> SignedIn:
    """A wing that the office has not approved."""
    made = make_wing(folders.office, folders.root / "new", "HMP New")
    folders._open.append(made)
    return made


def test_what_waits_comes_in_by_itself_when_its_pc_is_approved(
    newcomer: SignedIn, central: SignedIn, folders: Folders, tmp_path: Path
) -> None:
    asked = exchange.request(newcomer, tmp_path)
    take_in(central, asked.path)
    paths = bundles(newcomer, folders.stick, 3)
    outcomes = intake.take_in(central, [folders.stick])
    assert [each.outcome for each in outcomes] == ["held"] * 3
    assert {each.site for each in outcomes} == {"HMP New"}
    assert [(each.seq, each.site, each.code) for each in intake.waiting(central)] == [
        (3, "HMP New", "DeviceNotEnrolled"),
        (2, "HMP New", "DeviceNotEnrolled"),
        (1, "HMP New", "DeviceNotEnrolled"),
    ]
    for path in paths:
        path.unlink()  # the stick is wiped
    office.approve(central, newcomer.device, asked.words)
    assert intake.waiting(central) == ()
    assert kept(central, holding.HELD) == []
    assert len(kept(central, holding.ARCHIVE)) == 3
    assert [each[1] for each in verdicts(central)] == ["imported"] * 3
    agrees(central, newcomer)


def test_what_waits_comes_in_with_the_next_import_too(
    newcomer: SignedIn,
    central: SignedIn,
    folders: Folders,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked = exchange.request(newcomer, tmp_path)
    take_in(central, asked.path)
    records.save(newcomer, feedback())
    send(newcomer, folders.stick).rename(tmp_path / "one.coprod")
    assert take_in(central, tmp_path / "one.coprod").outcome == "held"
    with monkeypatch.context() as cut_off:
        # As if the program had been ended between the approval and what follows it.
        cut_off.setattr(intake, "take_held", lambda *_: ())
        office.approve(central, newcomer.device, asked.words)
    assert len(intake.waiting(central)) == 1
    assert [each.outcome for each in intake.take_in(central, [])] == ["imported"]
    assert intake.waiting(central) == ()


def test_no_more_is_held_than_there_is_room_for(
    newcomer: SignedIn,
    central: SignedIn,
    folders: Folders,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    take_in(central, exchange.request(newcomer, tmp_path).path)
    monkeypatch.setattr(holding, "MOST_FILES", 2)
    bundles(newcomer, folders.stick, 3)
    outcomes = intake.take_in(central, [folders.stick])
    assert [each.outcome for each in outcomes] == ["held", "held", "refused"]
    assert outcomes[-1].code == "TooManyHeld"
    assert len(kept(central, holding.HELD)) == 2
    # The same ones again are no more than there are.
    again = intake.take_in(central, [folders.stick])
    assert [each.outcome for each in again] == ["held", "held", "refused"]
    monkeypatch.setattr(holding, "MOST_BYTES", 1)
    assert {each.code for each in intake.take_in(central, [folders.stick])} == {"TooManyHeld"}


def test_a_file_that_no_book_knows_is_removed(central: SignedIn) -> None:
    for folder in (holding.HELD, holding.ARCHIVE):
        (central.folder / folder).mkdir(exist_ok=True)
        (central.folder / folder / f"{'ab' * 32}.coprod").write_bytes(b"cut off")
    intake.take_in(central, [])
    assert kept(central, holding.HELD) == kept(central, holding.ARCHIVE) == []


# --- evidence --------------------------------------------------------------------------------


def test_both_bundles_of_a_fork_are_kept(forger: Forger, central: SignedIn) -> None:
    forger.put()
    one = forger.stage()
    take_in(central, one.path)
    forger.log.clear()
    forger.put(feedback("Another past"))
    two = forger.stage()
    before = content(central)
    outcome = take_in(central, two.path)
    assert (outcome.outcome, outcome.code, outcome.security) == ("refused", "ForkDetected", True)
    assert content(central) == before
    assert kept(central, holding.ARCHIVE) == [one.bundle_id.hex()]
    assert kept(central, holding.HELD) == [two.bundle_id.hex()]
    assert [each.code for each in intake.waiting(central)] == ["ForkDetected"]
    # Nothing ever takes it in.
    assert intake.take_held(central, [forger.device]) == ()
    assert intake.take_in(central, []) == ()
    assert noted(central)[-1] == ("alarm", "refused ForkDetected")
    assert sorted(verdicts(central)) == [(1, "imported", ""), (1, "refused", "ForkDetected")]


def test_an_alarm_stays_an_alarm_when_there_is_no_room_for_the_evidence(
    forger: Forger, central: SignedIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    forger.put()
    take_in(central, forger.stage().path)
    forger.log.clear()
    forger.put(feedback("Another past"))
    monkeypatch.setattr(holding, "MOST_FILES", 0)
    outcome = take_in(central, forger.stage().path)
    assert (outcome.code, outcome.security) == ("ForkDetected", True)
    assert outcome.remarks == ("TooManyHeld",)


# --- ninety days, and erasure ------------------------------------------------------------------


def test_what_was_taken_in_is_kept_for_ninety_days(
    wing: SignedIn, central: SignedIn, folders: Folders
) -> None:
    (path,) = bundles(wing, folders.stick, 1)
    take_in(central, path)
    (name,) = kept(central, holding.ARCHIVE)
    assert (central.folder / holding.ARCHIVE / f"{name}.coprod").read_bytes() == path.read_bytes()
    folders.clock.days(89)
    intake.take_in(central, [])
    assert kept(central, holding.ARCHIVE) == [name]
    folders.clock.days(2)
    intake.take_in(central, [])
    assert kept(central, holding.ARCHIVE) == []
    # Its header and signature stay for good.
    t = tables.received.c
    with central.vault.read() as connection:
        head = connection.execute(tables.received.select().where(t.seq == 1)).one().head
    assert path.read_bytes().startswith(head)
    assert take_in(central, path).outcome == "already_imported"


def test_what_may_hold_an_erased_change_is_forgotten_at_once(
    wing: SignedIn, central: SignedIn, folders: Folders
) -> None:
    from tests.bench.weekly import confirm_all

    first = records.save(wing, feedback("One"))
    one = send(wing, folders.stick)
    confirm_all(wing)
    records.save(wing, feedback("Two"))
    two = send(wing, folders.stick)
    intake.take_in(central, [one, two])
    assert len(kept(central, holding.ARCHIVE)) == 2
    with central.vault.write() as connection:
        assert holding.forget_record(central, connection, first.id) == 1
    (left,) = kept(central, holding.ARCHIVE)
    assert (central.folder / holding.ARCHIVE / f"{left}.coprod").read_bytes() == two.read_bytes()


# --- books and remarks -----------------------------------------------------------------------


def test_every_authentic_bundle_has_a_verdict_and_a_line(
    wing: SignedIn, central: SignedIn, folders: Folders
) -> None:
    one, two, three = bundles(wing, folders.stick, 3)
    intake.take_in(central, [one, three, two, one])
    assert verdicts(central) == [(1, "imported", ""), (2, "superseded", ""), (3, "imported", "")]
    assert (
        noted(central)[-4:]
        == [
            ("import", "imported 3 changes"),
            ("import", "imported 6 changes"),
            ("import", "superseded 0 changes"),
            ("import", "already_imported 1 bundles"),
        ]
        or len(noted(central)) >= 4
    )


@pytest.mark.parametrize(
    ("at", "suspect"),
    [
        (0, True),
        (1_577_836_799_999, True),
        (NOW, False),
        (NOW + DAY_MS, False),
        (NOW + DAY_MS + 1, True),
        (2**53 - 1, True),
    ],
)
def test_an_odd_clock_is_remarked(
    forger: Forger, central: SignedIn, at: int, suspect: bool
) -> None:
    forger.put()
    said: Callable[[Manifest], Manifest] = lambda same: msgspec.structs.replace(same, at=at)  # noqa: E731
    outcome = take_in(central, forger.stage(manifest=said).path)
    assert outcome.outcome == "imported"
    assert outcome.remarks == (("ClockSuspect",) if suspect else ())
    assert bool(outcome.title) == suspect


def test_a_return_is_left_alone_in_a_folder_and_refused_by_name(
    wing: SignedIn, central: SignedIn, folders: Folders
) -> None:
    from coprod_desktop.services.exchanging import returning

    records.save(wing, feedback())
    send(wing, folders.stick)
    intake.take_in(central, [folders.stick])
    (made,) = [
        each for each in returning.write(central, folders.stick) if each.device == wing.device
    ]
    assert {each.outcome for each in intake.take_in(central, [folders.stick])} == {
        "already_imported"
    }
    refused = take_in(central, made.path)
    assert (refused.outcome, refused.code) == ("refused", "HeaderMismatch")
