# SPDX-License-Identifier: MIT
"""Whoever locks a store has locked it, whatever became of the disk under it."""

import shutil
from pathlib import Path

import pytest

from coprod_desktop.domain.errors import StorageFull, StoreRolledBack
from coprod_desktop.services.access import opening
from coprod_desktop.services.recording import records
from tests.stores import PASSWORD, Folders, closing, feedback, fill, small_disk


def test_a_store_on_a_full_disk_can_be_locked_and_opened_again(
    folders: Folders, tmp_path: Path
) -> None:
    with small_disk(tmp_path / "disk", 2_048) as disk:
        shutil.copytree(folders.wing, disk / "wing")
        wing = opening.unlock(disk / "wing", "Hal", PASSWORD)
        saved = records.save(wing, feedback())
        fill(disk)
        with pytest.raises(StorageFull):
            records.save(wing, feedback("w" * 15_000))
        wing.close()
        (disk / "filler").unlink()
        with closing(opening.unlock(disk / "wing", "Hal", PASSWORD)) as again:
            assert records.get(again, saved.id).rev == 1


def test_a_store_whose_drive_was_pulled_out_can_be_locked(folders: Folders) -> None:
    wing = folders.open("wing")
    records.save(wing, feedback())
    folders.wing.rename(folders.root / "pulled")
    wing.close()


def test_locking_twice_is_harmless(folders: Folders) -> None:
    wing = folders.open("wing")
    wing.close()
    wing.close()
    folders.open("wing")


def test_what_was_seen_when_a_store_was_locked_is_remembered(folders: Folders) -> None:
    with closing(folders.open("wing")) as wing:
        old = records.save(wing, feedback())
    whole = (folders.wing / "store.db").read_bytes()
    with closing(folders.open("wing")) as wing:
        records.save(wing, feedback("Newer"), id=old.id)
    (folders.wing / "store.db").write_bytes(whole)
    with pytest.raises(StoreRolledBack):
        folders.open("wing")
