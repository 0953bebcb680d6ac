# SPDX-License-Identifier: MIT
"""Who has a store: one process or, at an office, several; and a dead one never."""

import sys
from pathlib import Path

import pytest

from coprod_desktop.domain.errors import CannotWrite, StoreInUse
from coprod_desktop.store.lock import StoreLock, make_private
from tests.stores import Folders, kill, start

HOLDS = """
import sys
from pathlib import Path
from coprod_desktop.store.lock import StoreLock
held = StoreLock(Path(sys.argv[1]), shared="shared" in sys.argv)
print("held", flush=True)
sys.stdin.read()
"""


def test_another_process_is_kept_out_until_the_holder_dies(tmp_path: Path) -> None:
    with start(HOLDS, tmp_path) as child:
        assert child.stdout
        assert child.stdout.readline() == "held\n"
        with pytest.raises(StoreInUse):
            StoreLock(tmp_path)
        kill(child)
    StoreLock(tmp_path).close()


def test_several_processes_share_and_none_is_alone_while_another_is_there(tmp_path: Path) -> None:
    ours = StoreLock(tmp_path, shared=True)
    with ours.alone(), pytest.raises(StoreInUse):
        StoreLock(tmp_path, shared=True)
    with start(HOLDS, tmp_path, "shared") as child:
        assert child.stdout
        assert child.stdout.readline() == "held\n"
        with pytest.raises(StoreInUse), ours.alone():
            pass
        with pytest.raises(StoreInUse):
            StoreLock(tmp_path)
        kill(child)
    with ours.alone():
        pass
    # Having been alone, or not, it still shares.
    with pytest.raises(StoreInUse):
        StoreLock(tmp_path)
    StoreLock(tmp_path, shared=True).close()
    ours.close()


def test_a_lock_that_nobody_shares_is_alone_already(tmp_path: Path) -> None:
    ours = StoreLock(tmp_path)
    with ours.alone(), pytest.raises(StoreInUse):
        StoreLock(tmp_path, shared=True)
    ours.close()


def test_the_same_store_cannot_be_opened_twice_in_one_process(folders: Folders) -> None:
    first = folders.open("wing")
    with pytest.raises(StoreInUse):
        folders.open("wing")
    first.close()
    folders.open("wing")


def test_an_office_is_opened_by_several(folders: Folders) -> None:
    first = folders.open("office")
    second = folders.open("office")
    with pytest.raises(StoreInUse), first.alone():
        pass
    second.close()
    with first.alone():
        pass


def test_closing_lets_go_and_leaves_the_file(tmp_path: Path) -> None:
    StoreLock(tmp_path).close()
    StoreLock(tmp_path).close()
    assert (tmp_path / "lock").exists()


def test_a_folder_that_is_gone_is_a_fault_of_the_world(tmp_path: Path) -> None:
    with pytest.raises(CannotWrite):
        StoreLock(tmp_path / "gone")


@pytest.mark.skipif(sys.platform == "win32", reason="folders have lists there, and no modes")
def test_a_private_folder_is_this_users_alone(tmp_path: Path) -> None:
    folder = tmp_path / "a" / "b"
    make_private(folder)
    make_private(folder)
    assert folder.stat().st_mode & 0o077 == 0


def test_a_file_in_the_place_of_a_folder_is_a_fault_of_the_world(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(CannotWrite):
        make_private(tmp_path / "file")
