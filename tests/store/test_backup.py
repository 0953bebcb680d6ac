# SPDX-License-Identifier: MIT
"""A backup is whole, encrypted and of one moment, or it is not there."""

import shutil
import sqlite3
import threading
from pathlib import Path

import pytest

from coprod_desktop.domain.errors import (
    Cancelled,
    CannotWrite,
    NotAllowed,
    StorageFull,
    StoreDamaged,
)
from coprod_desktop.services.access import care, opening
from coprod_desktop.services.recording import lists, records
from coprod_desktop.services.session import SignedIn
from coprod_desktop.store import backup, slots
from tests.stores import PASSWORD, Folders, closing, feedback, fill, small_disk, stop_at


def restored(file: Path, folder: Path) -> SignedIn:
    """Put a backup in the place of a store, as its documents say, and sign in."""
    folder.mkdir()
    shutil.copy(file, folder / "store.db")
    shutil.copy(backup.keys_beside(file), folder / slots.KEYS_FILE)
    return opening.unlock(folder, "Hal", PASSWORD)


def test_a_backup_opens_with_the_same_password_and_holds_the_same(
    wing: SignedIn, tmp_path: Path
) -> None:
    records.save_many(wing, [feedback(f"Comment {n}") for n in range(30)])
    file = tmp_path / "backup.db"
    size = care.backup(wing, file)
    assert size == file.stat().st_size > 0
    with closing(restored(file, tmp_path / "restored")) as copy:
        assert care.check(copy).ok
        assert lists.page(copy, "feedback") == lists.page(wing, "feedback")
        records.save(copy, feedback("Life goes on"))


def test_a_backup_is_encrypted_and_stands_alone(wing: SignedIn, tmp_path: Path) -> None:
    records.save(wing, feedback("Marmalade"))
    folder = tmp_path / "backups"
    folder.mkdir()
    care.backup(wing, folder / "backup.db")
    assert {file.name for file in folder.iterdir()} == {"backup.db", "backup.db.keys.json"}
    assert b"Marmalade" not in (folder / "backup.db").read_bytes()
    with (
        closing_plain(folder / "backup.db") as plain,
        pytest.raises(sqlite3.DatabaseError, match="not a database"),
    ):
        plain.execute("SELECT * FROM sqlite_master")


class closing_plain:  # noqa: N801  reads as a function
    def __init__(self, file: Path) -> None:
        self.connection = sqlite3.connect(file)

    def __enter__(self) -> sqlite3.Connection:
        return self.connection

    def __exit__(self, *_: object) -> None:
        self.connection.close()


@pytest.mark.parametrize("step", [1, 2])
def test_a_cancelled_backup_leaves_nothing_and_keeps_the_last(
    wing: SignedIn, tmp_path: Path, step: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(backup, "_PAGES_A_STEP", 8)
    file = tmp_path / "backup.db"
    with pytest.raises(Cancelled):
        care.backup(wing, file, stop_at(step, Cancelled()))
    assert not list(tmp_path.glob("backup*"))

    care.backup(wing, file)
    before = file.read_bytes()
    records.save(wing, feedback())
    with pytest.raises(Cancelled):
        care.backup(wing, file, stop_at(step, Cancelled()))
    assert file.read_bytes() == before
    assert len(list(tmp_path.glob("backup*"))) == 2


def test_a_backup_during_many_writes_ends_and_is_of_one_moment(
    wing: SignedIn, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # A page at a time, and a save between any two: starting anew each time would never end.
    monkeypatch.setattr(backup, "_PAGES_A_STEP", 1)
    saved: list[str] = [records.save(wing, feedback()).id]

    def save(done: int, total: int, what: str) -> None:
        if len(saved) < 400:
            saved.append(records.save(wing, feedback("Saved while the backup runs")).id)

    care.backup(wing, tmp_path / "backup.db", save)
    assert len(saved) < 400
    with closing(restored(tmp_path / "backup.db", tmp_path / "restored")) as copy:
        assert care.check(copy).ok
        assert 1 <= lists.counts(copy).feedback <= len(saved)
    assert lists.counts(wing).feedback == len(saved)


def test_saving_goes_on_in_another_thread_while_a_backup_runs(
    wing: SignedIn, tmp_path: Path
) -> None:
    stop = threading.Event()
    saved: list[str] = []

    def save() -> None:
        while not stop.is_set():
            saved.append(records.save(wing, feedback()).id)

    thread = threading.Thread(target=save)
    thread.start()
    try:
        for n in range(5):
            care.backup(wing, tmp_path / f"{n}.db")
    finally:
        stop.set()
        thread.join()
    counted = []
    for n in range(5):
        with closing(restored(tmp_path / f"{n}.db", tmp_path / f"restored-{n}")) as copy:
            assert care.check(copy).ok
            counted.append(lists.counts(copy).feedback)
    assert counted == sorted(counted)
    assert counted[-1] <= len(saved)


@pytest.mark.parametrize("place", ["gone/backup.db", "file/backup.db"])
def test_a_place_that_cannot_be_written_is_a_fault_of_the_world(
    wing: SignedIn, tmp_path: Path, place: str
) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(CannotWrite):
        care.backup(wing, tmp_path / place)


def test_a_full_disk_leaves_no_half_backup(wing: SignedIn, tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk", 512) as disk:
        for leave in (0, 10_000, 100_000):
            fill(disk, leave)
            with pytest.raises(StorageFull):
                care.backup(wing, disk / "backup.db")
            assert {file.name for file in disk.iterdir()} == {"filler"}


def test_a_copy_that_does_not_hold_is_no_backup(
    wing: SignedIn, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = backup.copy

    def spoilt(*arguments: object) -> None:
        whole(*arguments)  # pyright: ignore[reportArgumentType]
        partial = tmp_path / "backup.db.partial"
        raw = bytearray(partial.read_bytes())
        raw[10_000] ^= 1
        partial.write_bytes(raw)

    monkeypatch.setattr(backup, "copy", spoilt)
    with pytest.raises(StoreDamaged):
        care.backup(wing, tmp_path / "backup.db")
    assert not list(tmp_path.glob("backup*"))


def test_a_nurse_makes_no_backup(folders: Folders, tmp_path: Path) -> None:
    with pytest.raises(NotAllowed):
        care.backup(folders.open("wing", "Nia"), tmp_path / "backup.db")


def test_the_check_up_tells_how_old_the_last_backup_is(folders: Folders, tmp_path: Path) -> None:
    def said() -> str:
        return next(line.detail for line in care.check(wing).lines if line.name == "backup")

    wing = folders.open("wing")
    assert "No backup" in said()
    care.backup(wing, tmp_path / "backup.db")
    folders.clock.days(9)
    assert "9 days" in said()
