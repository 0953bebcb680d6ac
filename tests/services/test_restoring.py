# SPDX-License-Identifier: MIT
"""A store that comes back from a backup, or was copied, loses nothing and deceives nobody."""

import shutil
from pathlib import Path

import pytest

from coprod_desktop.domain import change
from coprod_desktop.domain.errors import (
    Cancelled,
    KeyFileMissing,
    NotAllowed,
    RecordErased,
    StoreDamaged,
    StoreExists,
    StoreRolledBack,
    WrongKindOfStore,
    WrongPassword,
)
from coprod_desktop.services.access import care
from coprod_desktop.services.books import forks, lives
from coprod_desktop.services.exchanging import exchange, office, restoring
from coprod_desktop.services.recording import erasing, lists, records
from coprod_desktop.services.session import SignedIn
from coprod_desktop.store import log
from tests.stores import PASSWORD, Folders, closing, feedback, meeting, send, stop_at, take_in


@pytest.fixture
def backup(wing: SignedIn, folders: Folders) -> Path:
    records.save(wing, feedback("In the backup"))
    records.save(wing, feedback("In the backup, then revised"))
    file = folders.root / "copy.db"
    care.backup(wing, file)
    return file


def restored(folders: Folders, file: Path, name: str = "again") -> SignedIn:
    again = restoring.restore(file, folders.root / name, "Hal", PASSWORD, now=folders.clock)
    folders.keep(again)
    return again


def let_in(central: SignedIn, wing: SignedIn, folders: Folders) -> None:
    """Carry the wing's new request to the office, where its words are compared."""
    asked = exchange.request(wing, folders.root)
    assert take_in(central, asked.path).outcome == "enrolment_waiting"
    office.approve(central, wing.device, asked.words)
    asked.path.unlink()


def ordered(central: SignedIn, wing: SignedIn) -> list[str]:
    """The records that the office orders a wing to erase."""
    with central.vault.read() as connection:
        stream = lives.stream(central, connection, wing.device)
        raws = list(log.raws(connection, stream.id, 1, stream.head))
    found = [change.read(raw).change for raw in raws if isinstance(raw, bytes)]
    return [each.id for each in found if isinstance(each, change.ErasureChange)]


def said(s: SignedIn) -> set[str]:
    return {
        str(records.get(s, row.id).record.answers["what_good"])  # type: ignore[union-attr]
        for row in lists.page(s, "feedback", limit=500)
    }


# --- from a backup ---------------------------------------------------------------------------


def test_a_lost_disk_loses_nothing(
    wing: SignedIn, central: SignedIn, folders: Folders, backup: Path
) -> None:
    first = lists.page(wing, "feedback")[0]
    records.save(wing, feedback("After the backup"))
    records.save(wing, feedback("Revised after the backup"), id=first.id)
    assert take_in(central, send(wing, folders.stick)).outcome == "imported"
    before = said(central)
    wing.close()
    shutil.rmtree(folders.wing)

    again = restored(folders, backup)
    assert (again.device, again.epoch != wing.epoch) == (wing.device, True)
    records.save(again, feedback("After the restoring"))
    early = take_in(central, send(again, folders.root / "stick-2"))
    assert (early.outcome, early.code) == ("held", "UnknownEpoch")
    let_in(central, again, folders)
    came = take_in(central, send(again, folders.root / "stick-3"))
    assert came.outcome in ("imported", "already_imported", "superseded")
    assert said(central) >= {"After the backup", "After the restoring", "In the backup"}
    assert len(said(central)) == len(before) + 1

    (conflict,) = forks.conflicts(central)
    assert conflict.record == first.id
    both = {
        version.record.answers["what_good"]  # type: ignore[union-attr]
        for version in (conflict.shown, conflict.other)
    }
    assert both == {"In the backup, then revised", "Revised after the backup"}
    forks.choose(central, first.id, conflict.other.leaf)
    assert forks.conflicts(central) == ()
    assert records.get(central, first.id).record == conflict.other.record
    assert care.check(central).ok


def test_a_bundle_of_the_old_epoch_is_an_alarm_once_the_new_one_is_let_in(
    wing: SignedIn, central: SignedIn, folders: Folders, backup: Path
) -> None:
    old = send(wing, folders.stick)
    again = restored(folders, backup)
    let_in(central, again, folders)
    outcome = take_in(central, old)
    assert (outcome.outcome, outcome.code, outcome.security) == ("refused", "StaleEpoch", True)


def test_what_the_office_confirmed_is_not_put_again(
    wing: SignedIn, central: SignedIn, folders: Folders
) -> None:
    from coprod_desktop.services.books import acknowledging

    records.save(wing, feedback("Confirmed"))
    take_in(central, send(wing, folders.stick))
    with wing.vault.write() as connection:
        acknowledging.settle(wing, connection, 1, "return")
    records.save(wing, feedback("Not confirmed"))
    file = folders.root / "copy.db"
    care.backup(wing, file)
    again = restored(folders, file)
    assert exchange.preview(again).counts == {"feedback": 1}
    let_in(central, again, folders)
    assert take_in(central, send(again, folders.root / "stick-2")).changes == 1
    assert said(central) == {"Confirmed", "Not confirmed"} == said(again)


def test_who_said_it_and_when_is_kept(wing: SignedIn, folders: Folders, backup: Path) -> None:
    stood = {row.id: (row.at, row.by) for row in lists.page(wing, "feedback")}
    folders.clock.days(3)
    again = restored(folders, backup)
    assert {row.id: (row.at, row.by) for row in lists.page(again, "feedback")} == stood
    assert {row.rev for row in lists.page(again, "feedback")} == {2}


def test_a_restored_store_goes_on_with_its_old_records(folders: Folders, backup: Path) -> None:
    again = restored(folders, backup)
    row = lists.page(again, "feedback")[0]
    assert records.save(again, feedback("Put better"), id=row.id).rev == 3
    records.save_meeting(again, meeting(), [])
    assert care.check(again).ok
    assert care.rebuild(again) == 2 + 2 + 2
    assert care.check(again).ok


def test_an_erasure_is_not_undone_by_restoring(
    wing: SignedIn, central: SignedIn, folders: Folders, backup: Path
) -> None:
    gone = lists.page(wing, "feedback")[0]
    take_in(central, send(wing, folders.stick))
    erasing.erase(wing, gone.id, "patient_asked")
    take_in(central, send(wing, folders.stick))
    again = restored(folders, backup)
    assert records.get(again, gone.id).rev == 2
    let_in(central, again, folders)
    come = take_in(central, send(again, folders.root / "stick-2"))
    assert come.outcome == "imported"
    with pytest.raises(RecordErased):
        records.get(central, gone.id)
    assert len(lists.page(central, "feedback")) == 1
    assert care.check(central).ok
    # What goes back to the wing orders it to erase once more.
    assert ordered(central, again) == [gone.id]


def test_what_was_erased_before_the_backup_stays_so(
    wing: SignedIn, central: SignedIn, folders: Folders
) -> None:
    gone = records.save(wing, feedback("Never sent"))
    erasing.erase(wing, gone.id, "law")
    file = folders.root / "copy.db"
    care.backup(wing, file)
    again = restored(folders, file)
    let_in(central, again, folders)
    assert take_in(central, send(again, folders.stick)).changes == 1
    for s in (again, central):
        assert records.story(s, gone.id)[0].by == "Hal"
        assert care.check(s).ok


def test_restoring_twice_in_a_row(
    wing: SignedIn, central: SignedIn, folders: Folders, backup: Path
) -> None:
    once = restored(folders, backup, "once")
    records.save(once, feedback("Between"))
    care.backup(once, folders.root / "second.db")
    twice = restored(folders, folders.root / "second.db", "twice")
    assert len({wing.epoch, once.epoch, twice.epoch}) == 3
    let_in(central, twice, folders)
    assert take_in(central, send(twice, folders.stick)).changes == 3
    assert said(central) == said(twice)
    assert len(said(twice)) == 3


# --- what can go wrong ------------------------------------------------------------------------


def test_a_wrong_password_or_role_makes_no_store(folders: Folders, backup: Path) -> None:
    for person, password, error in (
        ("Hal", "not the password", WrongPassword),
        ("Nobody", PASSWORD, WrongPassword),
        ("Nia", PASSWORD, NotAllowed),
    ):
        with pytest.raises(error):
            restoring.restore(backup, folders.root / "again", person, password)
        assert not (folders.root / "again" / "keys.json").exists()
    assert said(restored(folders, backup)) == {"In the backup", "In the backup, then revised"}


def test_it_needs_its_key_file_and_an_empty_folder(folders: Folders, backup: Path) -> None:
    with pytest.raises(StoreExists):
        restoring.restore(backup, folders.other, "Hal", PASSWORD)
    backup.with_name("copy.db.keys.json").unlink()
    with pytest.raises(KeyFileMissing):
        restoring.restore(backup, folders.root / "again", "Hal", PASSWORD)


def test_a_damaged_backup_makes_no_store(folders: Folders, backup: Path) -> None:
    raw = bytearray(backup.read_bytes())
    raw[-3000] ^= 1
    backup.write_bytes(raw)
    with pytest.raises(StoreDamaged):
        restoring.restore(backup, folders.root / "again", "Hal", PASSWORD)
    assert not (folders.root / "again" / "keys.json").exists()


def test_cut_off_anywhere_and_done_again(folders: Folders, backup: Path) -> None:
    place = folders.root / "again"
    with pytest.raises(Cancelled):
        restoring.restore(backup, place, "Hal", PASSWORD, stop_at(1, Cancelled()))
    (place / "store.db").write_bytes(b"moved, but not yet a store")
    assert said(restored(folders, backup)) == {"In the backup", "In the backup, then revised"}
    assert {file.name for file in place.iterdir()} >= {"keys.json", "store.db", "seen.json"}
    assert not (place / "restoring").exists()


def test_an_older_copy_of_a_folder_can_be_restored(folders: Folders) -> None:
    with closing(folders.open("wing")) as wing:
        records.save(wing, feedback("Before the copy"))
    old = folders.root / "old"
    shutil.copytree(folders.wing, old)
    with closing(folders.open("wing")) as wing:
        records.save(wing, feedback("After the copy"))
    shutil.copy(old / "store.db", folders.wing / "store.db")
    with pytest.raises(StoreRolledBack) as caught:
        folders.open("wing")
    assert "coprod restore" in caught.value.advice
    assert said(restored(folders, old / "store.db")) == {"Before the copy"}


# --- a copied store ------------------------------------------------------------------------------


def test_a_copy_that_goes_on_is_noticed_and_both_are_kept(
    folders: Folders, central: SignedIn
) -> None:
    with closing(folders.open("wing")) as wing:
        shared = records.save(wing, feedback("Shared"))
    shutil.copytree(folders.wing, folders.root / "clone")
    wing, clone = folders.open("wing"), folders.open("clone", "Hal")
    records.save(wing, feedback("Said at the first"))
    records.save(wing, feedback("Shared, revised at the first"), id=shared.id)
    records.save(clone, feedback("Said at the copy"))
    records.save(clone, feedback("Shared, revised at the copy"), id=shared.id)
    assert take_in(central, send(wing, folders.stick)).outcome == "imported"
    fork = take_in(central, send(clone, folders.root / "stick-2"))
    assert (fork.code, fork.security) == ("ForkDetected", True)
    records.save(clone, feedback("More at the copy"))
    broken = take_in(central, send(clone, folders.root / "stick-2"))
    assert (broken.code, broken.security) == ("ChainBroken", True)
    records.save(clone, feedback("Still more at the copy"))
    other = take_in(central, send(clone, folders.root / "stick-2"))
    assert (other.code, other.security) == ("HistoryRewritten", True)

    # The way out: each in turn asks anew; the one that is to be used last is let in last.
    restoring.new_history(clone)
    let_in(central, clone, folders)
    assert take_in(central, send(clone, folders.root / "stick-3")).outcome == "imported"
    restoring.new_history(wing)
    let_in(central, wing, folders)
    records.save(wing, feedback("Later at the first"))
    assert take_in(central, send(wing, folders.root / "stick-4")).outcome == "imported"
    stale = take_in(central, send(clone, folders.root / "stick-5", everything=True))
    assert (stale.code, stale.security) == ("StaleEpoch", True)
    (conflict,) = forks.conflicts(central)
    assert conflict.record == shared.id
    texts = {
        v.record.answers["what_good"]  # type: ignore[union-attr]
        for v in (conflict.shown, conflict.other, *conflict.more)
    }
    assert texts >= {"Shared, revised at the first", "Shared, revised at the copy"}
    assert said(central) >= {
        "Said at the first",
        "Said at the copy",
        "More at the copy",
        "Still more at the copy",
        "Later at the first",
    }
    assert care.check(central).ok
    before = lists.page(central, "feedback")
    care.rebuild(central)
    assert lists.page(central, "feedback") == before


def test_an_office_does_not_begin_a_new_history(central: SignedIn) -> None:
    with pytest.raises(WrongKindOfStore):
        restoring.new_history(central)


def test_a_nurse_does_not_begin_a_new_history(folders: Folders) -> None:
    with pytest.raises(NotAllowed):
        restoring.new_history(folders.open("wing", "Nia"))


# --- an office ------------------------------------------------------------------------------------


def test_an_erasure_that_was_confirmed_is_ordered_again_of_a_restored_wing(
    wing: SignedIn, central: SignedIn, folders: Folders
) -> None:
    from coprod_desktop.services.exchanging import receiving, returning

    gone = records.save(wing, feedback("To be erased"))
    take_in(central, send(wing, folders.stick))
    (back,) = returning.write(central, folders.stick, wing.device)
    assert receiving.receive(wing, [back.path])[0].outcome == "imported"
    file = folders.root / "copy.db"
    care.backup(wing, file)
    erasing.erase(wing, gone.id, "patient_asked")
    take_in(central, send(wing, folders.stick))
    again = restored(folders, file)
    let_in(central, again, folders)
    (back,) = returning.write(central, folders.root, again.device)
    (taken,) = receiving.receive(again, [back.path])
    assert (taken.outcome, taken.erased) == ("imported", 1)
    with pytest.raises(RecordErased):
        records.get(again, gone.id)
    assert take_in(central, send(again, folders.root / "stick-2")).changes == 1
    assert care.check(again).ok
    assert care.check(central).ok


def test_a_restored_office_asks_for_what_it_lost_and_confuses_no_wing(
    wing: SignedIn, central: SignedIn, folders: Folders
) -> None:
    from coprod_desktop.services.exchanging import receiving, returning

    records.save(wing, feedback("Before the backup"))
    take_in(central, send(wing, folders.stick))
    file = folders.root / "office.db"
    care.backup(central, file)
    records.save(wing, feedback("After the backup"))
    take_in(central, send(wing, folders.stick))
    (folders.root / "lost").mkdir()
    (late,) = returning.write(central, folders.root / "lost", wing.device)
    assert late.seq == 1
    central.close()

    folders.clock.days(1)
    again = restoring.restore(file, folders.root / "office-2", "Ada", PASSWORD, now=folders.clock)
    folders.keep(again)
    (refused,) = returning.write(again, folders.root, wing.device)
    assert refused.code == "OfficeRestored"
    assert said(again) == {"Before the backup"}
    come = take_in(again, send(wing, folders.stick, everything=True))
    assert come.outcome == "imported"
    assert said(again) == {"Before the backup", "After the backup"}
    (back,) = returning.write(again, folders.root, wing.device)
    assert back.seq == late.seq
    assert receiving.receive(wing, [back.path])[0].outcome == "imported"
    # The return that was on its way when the office's disk was lost comes from a former life:
    # nobody can tell it from one of a store that is still in use.
    (stale,) = receiving.receive(wing, [late.path])
    assert (stale.outcome, stale.code, stale.security) == ("refused", "StaleLife", True)
    assert care.check(again).ok
