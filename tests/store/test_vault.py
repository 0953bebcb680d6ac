# SPDX-License-Identifier: MIT
"""The encrypted database: damage never goes unnoticed, and a full disk costs nothing saved."""

import contextlib
import os
import subprocess
from pathlib import Path

import pytest
from sqlalchemy import text

from coprod_desktop.domain.errors import (
    CannotWrite,
    StorageFull,
    StoreDamaged,
)
from coprod_desktop.services.access import care, opening, setup
from coprod_desktop.services.recording import drafts, lists, records
from coprod_desktop.services.session import SignedIn
from coprod_desktop.store import slots, vault
from coprod_desktop.store.vault import Vault
from tests.stores import (
    COST,
    PASSWORD,
    Folders,
    closing,
    content,
    feedback,
    fill,
    make_office,
    meeting,
    run,
    small_disk,
)

PAGE = 8192


@pytest.mark.parametrize("key", [b"", b"x" * 31, b"x" * 33, b"x" * 64])
def test_a_key_of_another_length_is_a_bug_not_a_passphrase(tmp_path: Path, key: bytes) -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        vault.connect(tmp_path / "store.db", key)
    assert not (tmp_path / "store.db").exists()


def test_another_key_does_not_open_the_store(folders: Folders) -> None:
    with pytest.raises(StoreDamaged):
        Vault(folders.wing, slots.new_key())


def test_a_file_that_is_no_database_is_damage(tmp_path: Path) -> None:
    (tmp_path / "store.db").write_bytes(b"SQLite format 3\0" + bytes(8192))
    with pytest.raises(StoreDamaged):
        Vault(tmp_path, slots.new_key())


def test_a_folder_that_is_gone_is_a_fault_of_the_world(tmp_path: Path) -> None:
    with pytest.raises(CannotWrite):
        Vault(tmp_path / "gone", slots.new_key())
    with pytest.raises(CannotWrite):
        vault.connect(tmp_path / "gone" / "store.db", slots.new_key())


def test_every_connection_is_set_up_for_safety(folders: Folders) -> None:
    wing = folders.open("wing")
    expected = {
        "journal_mode": "wal",
        "synchronous": 2,
        "foreign_keys": 1,
        "temp_store": 2,
        "trusted_schema": 0,
        "recursive_triggers": 1,
        "cipher_page_size": "8192",
        "cipher_hmac_algorithm": "HMAC_SHA256",
        "cipher_use_hmac": "1",
    }
    with wing.vault.read() as one, wing.vault.read() as two, wing.vault.write() as three:
        for connection in (one, two, three):
            for pragma, value in expected.items():
                found = connection.exec_driver_sql(f"PRAGMA {pragma}").scalar()
                assert found == value, pragma


def test_a_reader_sees_one_moment_and_disturbs_no_writer(folders: Folders) -> None:
    wing = folders.open("wing")
    count = text("SELECT count(*) FROM feedback")
    with wing.vault.read() as reading:
        before = reading.execute(count).scalar()
        records.save(wing, feedback())
        assert reading.execute(count).scalar() == before == 0
    with wing.vault.read() as reading:
        assert reading.execute(count).scalar() == 1


def fail(s: SignedIn) -> None:
    with s.vault.write() as connection:
        connection.execute(text("DELETE FROM person"))
        raise ZeroDivisionError


def test_a_write_that_fails_leaves_nothing(folders: Folders) -> None:
    wing = folders.open("wing")
    before = content(wing)
    with pytest.raises(ZeroDivisionError):
        fail(wing)
    assert content(wing) == before


def test_references_are_held_to(folders: Folders) -> None:
    wing = folders.open("wing")
    records.save(wing, feedback())
    with pytest.raises(Exception, match="FOREIGN KEY"), wing.vault.write() as connection:
        connection.execute(text("DELETE FROM stream"))


def test_closing_leaves_one_database_file(folders: Folders) -> None:
    with closing(folders.open("wing")) as wing:
        records.save(wing, feedback())
    left = {file.name for file in folders.wing.iterdir() if file.name.startswith("store.db")}
    assert left == {"store.db"}


def test_a_flipped_bit_in_any_page_is_noticed(folders: Folders) -> None:
    with closing(folders.open("wing")) as wing:
        records.save_many(wing, [feedback(f"Comment {n} about the hatch") for n in range(60)])
        records.save_meeting(wing, meeting())
    file = folders.wing / "store.db"
    whole = file.read_bytes()
    assert len(whole) % PAGE == 0
    assert len(whole) // PAGE > 40
    for page in range(len(whole) // PAGE):
        # The salt, the content and the authentication code of a page are its parts.
        for place in (0, 100, PAGE - 6) if page < 3 else (2000,):
            raw = bytearray(whole)
            raw[page * PAGE + place] ^= 0x10
            file.write_bytes(raw)
            (folders.wing / "seen.json").unlink(missing_ok=True)
            assert _noticed(folders.wing), f"page {page}, byte {place}"
    file.write_bytes(whole)
    with closing(folders.open("wing")) as wing:
        assert care.check(wing).ok


def _noticed(folder: Path) -> bool:
    try:
        wing = opening.unlock(folder, "Hal", PASSWORD)
    except StoreDamaged:
        return True
    try:
        return not care.check(wing).lines[0].ok
    except StoreDamaged:
        return True
    finally:
        # What the damage does to the last write on the way out is not the point here.
        with contextlib.suppress(StoreDamaged):
            wing.close()


def test_two_swapped_pages_are_noticed(folders: Folders) -> None:
    file = folders.wing / "store.db"
    raw = file.read_bytes()
    pages = [raw[at : at + PAGE] for at in range(0, len(raw), PAGE)]
    pages[5], pages[6] = pages[6], pages[5]
    file.write_bytes(b"".join(pages))
    assert _noticed(folders.wing)


def test_a_shortened_file_is_noticed(folders: Folders) -> None:
    file = folders.wing / "store.db"
    file.write_bytes(file.read_bytes()[: -3 * PAGE])
    assert _noticed(folders.wing)


# --- a full disk ----------------------------------------------------------------------------


def test_a_full_disk_refuses_a_save_and_loses_nothing(folders: Folders, tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk", 2048) as disk:
        place = disk / "wing"
        subprocess.run(["cp", "-r", folders.wing, place], check=True)
        with closing(opening.unlock(place, "Hal", PASSWORD)) as wing:
            kept = [records.save(wing, feedback(f"Kept {n}")).id for n in range(5)]
            drafts.keep(wing, drafts.Draft("d", "feedback", {"what_good": "half typed"}))
            fill(disk)
            refused: list[str] = []
            for n in range(40):
                try:
                    kept.append(records.save(wing, feedback("w" * 15_000 + str(n))).id)
                except StorageFull as error:
                    refused.append(error.title)
            assert refused
            assert all(str(place) in title for title in refused)
            # It is still of use: everything is there to be read.
            assert [records.get(wing, each).id for each in kept] == kept
            assert [draft.id for draft in drafts.mine(wing)] == ["d"]
            (disk / "filler").unlink()
            kept.append(records.save(wing, feedback("There is room again")).id)
        with closing(opening.unlock(place, "Hal", PASSWORD)) as wing:
            assert care.check(wing).ok
            assert len(lists.positions(wing, "feedback")) == len(kept)


def test_a_store_cannot_be_made_on_a_full_disk_but_can_be_afterwards(tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk", 2048) as disk:
        for leave in (0, 4096, 20_000, 60_000, 120_000, 200_000):
            fill(disk, leave)
            with pytest.raises(StorageFull):
                make_office(disk / "office")
        (disk / "filler").unlink()
        make_office(disk / "office")
        opening.unlock(disk / "office", "Ada", PASSWORD).close()


def test_a_read_only_disk_is_a_fault_of_the_world(folders: Folders, tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk", 4096) as disk:
        place = disk / "wing"
        subprocess.run(["cp", "-r", folders.wing, place], check=True)
        subprocess.run(["mount", "-o", "remount,ro", disk], check=True)
        with pytest.raises(CannotWrite):
            opening.unlock(place, "Hal", PASSWORD)
        made = setup.OfficeSetup("Office", "Ada", PASSWORD, "practice", COST)
        with pytest.raises(CannotWrite):
            setup.create_office(disk / "new", made)


LIMITED = """
import resource, sys
from pathlib import Path
from coprod_desktop.domain.errors import CannotWrite, StorageFull
from coprod_desktop.services.access import opening
from coprod_desktop.services.recording import records
from tests.stores import PASSWORD, feedback
wing = opening.unlock(Path(sys.argv[1]), "Hal", PASSWORD)
resource.setrlimit(resource.RLIMIT_FSIZE, (600_000, resource.RLIM_INFINITY))
refused = 0
while refused < 3:
    try:
        print(records.save(wing, feedback("w" * 9_000)).id, flush=True)
    except (StorageFull, CannotWrite):
        refused += 1
wing.close()
"""


@pytest.mark.skipif(os.name == "nt", reason="Windows has no limit on the size of a process's files")
def test_a_limit_that_is_hit_loses_nothing_and_says_so(folders: Folders) -> None:
    saved = run(LIMITED, folders.wing).split()
    assert len(saved) > 3
    with closing(folders.open("wing")) as wing:
        assert [records.get(wing, each).id for each in saved] == saved
        assert lists.counts(wing).feedback == len(saved)
        assert care.check(wing).ok
