# SPDX-License-Identifier: MIT
"""Each bundle is taken in once and whole, in whatever order it arrives."""

import itertools
import os
import shutil

from coprod_desktop.domain import ids
from coprod_desktop.services.access import care
from coprod_desktop.services.exchanging import exchange, intake, office
from coprod_desktop.services.recording import lists, records
from coprod_desktop.services.session import SignedIn
from coprod_desktop.store import integrity
from tests.services.carrying import agrees, bundles
from tests.stores import (
    Folders,
    closing,
    content,
    feedback,
    records_of,
    send,
    take_in,
)


def test_a_bundle_is_taken_in_and_said_to_be(
    wing: SignedIn, central: SignedIn, folders: Folders
) -> None:
    (path,) = bundles(wing, folders.stick, 1)
    outcome = take_in(central, path)
    assert (outcome.outcome, outcome.code, outcome.security) == ("imported", None, False)
    assert (outcome.device, outcome.short) == (wing.device, ids.short(wing.device))
    assert (outcome.seq, outcome.site, outcome.wing) == (1, "HMP Example", "B")
    assert outcome.changes == 4
    assert path.exists()
    (row,) = intake.inbox(central)
    assert (row.seq, row.first, row.last, row.changes, row.outcome) == (1, 1, 4, 4, "imported")
    assert (row.by, row.at, row.site) == ("Ada", folders.clock(), "HMP Example")
    agrees(central, wing)
    assert list((central.folder / intake.QUARANTINE).iterdir()) == []


def test_again_and_again_is_harmless(wing: SignedIn, central: SignedIn, folders: Folders) -> None:
    (path,) = bundles(wing, folders.stick, 1)
    take_in(central, path)
    before = content(central)
    copy = folders.stick / "renamed by somebody.coprod"
    shutil.copy(path, copy)
    for each in (path, copy) * 10:
        outcome = take_in(central, each)
        assert (outcome.outcome, outcome.code) == ("already_imported", "AlreadyImported")
        assert not outcome.security
    assert content(central) == before


def test_an_overlap_brings_what_is_new_and_no_more(
    wing: SignedIn, central: SignedIn, folders: Folders
) -> None:
    one, two = bundles(wing, folders.stick, 2)
    assert [take_in(central, path).changes for path in (one, two)] == [4, 3]
    agrees(central, wing)


def test_everything_sent_again_is_a_bundle_like_another(
    wing: SignedIn, central: SignedIn, folders: Folders
) -> None:
    records.save(wing, feedback())
    take_in(central, send(wing, folders.stick))
    again = take_in(central, send(wing, folders.stick, everything=True))
    assert (again.outcome, again.changes) == ("imported", 0)
    assert [(row.seq, row.outcome) for row in intake.inbox(central)] == [
        (2, "imported"),
        (1, "imported"),
    ]


def test_bundles_two_to_four_are_lost(wing: SignedIn, central: SignedIn, folders: Folders) -> None:
    made = bundles(wing, folders.stick, 5)
    assert take_in(central, made[0]).changes == 4
    assert take_in(central, made[4]).changes == 12
    agrees(central, wing)
    # Found at last behind a radiator: compared, and nothing changes.
    before = integrity_of(central)
    for late in made[1:4]:
        assert take_in(central, late).outcome == "superseded"
        assert take_in(central, late).outcome == "already_imported"
    assert integrity_of(central) == before
    records.save(wing, feedback("And so on"))
    assert take_in(central, send(wing, folders.stick)).outcome == "imported"
    agrees(central, wing)


def integrity_of(s: SignedIn) -> dict[str, str]:
    with s.vault.read() as connection:
        return integrity.fingerprint(connection)


def test_three_bundles_in_any_order_give_the_same_records(wing: SignedIn, folders: Folders) -> None:
    made = bundles(wing, folders.stick, 3)
    seen: list[list[bytes]] = []
    for n, order in enumerate(itertools.permutations(made)):
        copy = folders.root / f"office-{n}"
        shutil.copytree(folders.office, copy)
        with closing(folders.open(copy.name, "Ada")) as central:
            outcomes = [take_in(central, path).outcome for path in order]
            assert set(outcomes) <= {"imported", "superseded"}
            agrees(central, wing)
            seen.append(records_of(central, wing.device))
    assert len(seen) == 6


def test_two_wings_share_an_office(
    wing: SignedIn, other: SignedIn, central: SignedIn, folders: Folders
) -> None:
    for _ in range(3):
        for each in (wing, other):
            records.save(each, feedback(f"From {each.site}"))
            assert take_in(central, send(each, folders.stick)).outcome == "imported"
    agrees_with = {getattr(row, "site", "") for row in lists.page(central, "feedback")}
    assert len(lists.positions(central, "feedback")) == 6
    assert records_of(central, wing.device) == records_of(wing, wing.device)
    assert records_of(central, other.device) == records_of(other, other.device)
    assert agrees_with == {""}
    assert care.check(central).ok


def test_a_folder_is_taken_in_in_the_order_of_its_numbers(
    wing: SignedIn, central: SignedIn, folders: Folders
) -> None:
    bundles(wing, folders.stick, 11)
    (folders.stick / "notes.txt").write_text("not a bundle")
    outcomes = intake.take_in(central, [folders.stick])
    assert [outcome.seq for outcome in outcomes] == list(range(1, 12))
    assert {outcome.outcome for outcome in outcomes} == {"imported"}
    agrees(central, wing)


def test_one_bad_file_does_not_stop_the_others(
    wing: SignedIn, central: SignedIn, folders: Folders
) -> None:
    (good,) = bundles(wing, folders.stick, 1)
    bad = folders.root / "bad"
    bad.mkdir()
    (bad / "a folder.coprod").mkdir()
    (bad / "empty.coprod").write_bytes(b"")
    (bad / "short.coprod").write_bytes(good.read_bytes()[:500])
    (bad / "text.coprod").write_bytes(b"hello " * 100)
    (bad / "crlf.coprod").write_bytes(good.read_bytes().replace(b"\r\n", b"\n"))
    if os.name == "posix":  # Windows lets nobody make these
        (bad / "CON.coprod").write_bytes(good.read_bytes())
        (bad / "link.coprod").symlink_to(good)
        os.mkfifo(bad / "pipe.coprod")
        (bad / f"{'x' * 240}.coprod").write_bytes(good.read_bytes()[:-1])
        (bad / "newline\n\u202e.coprod").write_bytes(b"")
    outcomes = intake.take_in(central, [bad, folders.root / "gone.coprod", good])
    assert [outcome.outcome for outcome in outcomes[:-1]] == ["refused"] * (len(outcomes) - 1)
    assert len(outcomes) == (12 if os.name == "posix" else 7)
    assert all(outcome.title and outcome.advice for outcome in outcomes[:-1])
    assert not any("\n" in outcome.title or "\u202e" in outcome.title for outcome in outcomes)
    assert outcomes[-1].outcome == "imported"
    agrees(central, wing)


def test_a_gap_is_refused_with_the_number_to_export_from(
    wing: SignedIn, central: SignedIn, folders: Folders
) -> None:
    for n in range(2):
        records.save(wing, feedback(f"n{n}"))
        take_in(central, send(wing, folders.stick))
    # Changes 3 and 4 count as received, though the office (restored from a backup) lacks them.
    records.save_many(wing, [feedback("n2"), feedback("n3")])
    send(wing, folders.stick)
    with wing.vault.read() as connection:
        stream = wing.own_stream(connection)
    exchange.confirm(wing, stream.head, stream.chain)
    records.save(wing, feedback("n4"))
    before = records_of(central, wing.device)
    outcome = take_in(central, send(wing, folders.stick))
    assert (outcome.outcome, outcome.code, outcome.security) == ("refused", "GapDetected", False)
    assert "from change 3" in outcome.advice
    assert records_of(central, wing.device) == before
    assert next(d for d in office.devices(central) if d.device == wing.device).gap_from == 3

    assert take_in(central, send(wing, folders.stick, everything=True)).changes == 3
    assert next(d for d in office.devices(central) if d.device == wing.device).gap_from is None
    agrees(central, wing)


def test_an_old_bundle_that_turns_up_settles_neither_a_gap_nor_a_delay(
    wing: SignedIn, central: SignedIn, folders: Folders
) -> None:
    def row() -> office.DeviceRow:
        return next(d for d in office.devices(central) if d.device == wing.device)

    old, newer = bundles(wing, folders.stick, 2)
    take_in(central, newer)
    with wing.vault.read() as connection:
        stream = wing.own_stream(connection)
    records.save(wing, feedback("Counts as received, but is not"))
    send(wing, folders.stick)
    with wing.vault.read() as connection:
        lost = wing.own_stream(connection)
    exchange.confirm(wing, lost.head, lost.chain)
    records.save(wing, feedback("After the gap"))
    assert take_in(central, send(wing, folders.stick)).code == "GapDetected"
    assert row().gap_from == stream.head + 1
    folders.clock.days(10)
    late = row()
    assert late.overdue_days == 3
    assert take_in(central, old).outcome == "superseded"
    assert row() == late
