# SPDX-License-Identifier: MIT
"""Several processes have one office's store open: each bundle comes in once, and nobody hangs."""

import json
import shutil
from pathlib import Path

import pytest
from sqlalchemy import select

from coprod_desktop.domain.errors import Cancelled, StoreBusy, StoreInUse
from coprod_desktop.services.access import care
from coprod_desktop.services.books import indexing
from coprod_desktop.services.exchanging import intake
from coprod_desktop.services.recording import lists, records
from coprod_desktop.services.recording.lists import Query
from coprod_desktop.services.session import SignedIn
from coprod_desktop.store import indexing as steps
from coprod_desktop.store import tables, vault
from tests.services.carrying import bundles
from tests.stores import (
    Folders,
    closing,
    feedback,
    kill,
    records_of,
    run,
    send,
    start,
    take_in,
)

IMPORTS = """
import json, sys
from pathlib import Path
from coprod_desktop.services.access import opening
from coprod_desktop.services.exchanging import intake
from tests.stores import NOW, PASSWORD
central = opening.unlock(Path(sys.argv[1]), "Ada", PASSWORD, lambda: NOW)
print("open", flush=True)
sys.stdin.readline()
outcomes = intake.take_in(central, [Path(sys.argv[2])])
central.close()
print(json.dumps([[each.seq, each.outcome, each.code] for each in outcomes]), flush=True)
"""


def test_two_processes_take_in_one_folder_and_each_bundle_comes_in_once(
    wing: SignedIn, other: SignedIn, folders: Folders
) -> None:
    bundles(wing, folders.stick, 6)
    bundles(other, folders.stick, 6)
    with (
        start(IMPORTS, folders.office, folders.stick) as one,
        start(IMPORTS, folders.office, folders.stick) as two,
    ):
        for each in (one, two):
            assert each.stdout
            assert each.stdout.readline() == "open\n"
        for each in (one, two):
            assert each.stdin
            each.stdin.write("go\n")
            each.stdin.flush()
        said = [json.loads(each.communicate(timeout=120)[0]) for each in (one, two)]
    assert len(said[0]) == len(said[1]) == 12
    for mine, theirs in zip(*said, strict=True):
        assert sorted([mine[1], theirs[1]]) == ["already_imported", "imported"]
    with closing(folders.open("office")) as central:
        for each in (wing, other):
            assert records_of(central, each.device) == records_of(each, each.device)
        assert care.check(central).ok
        assert len(intake.inbox(central)) == 12
        assert lists.search_behind(central) == 0


HOLDS = """
import sys
from pathlib import Path
from coprod_desktop.services.access import opening
from tests.stores import NOW, PASSWORD
central = opening.unlock(Path(sys.argv[1]), "Ada", PASSWORD, lambda: NOW)
with central.vault.write():
    print("writing", flush=True)
    sys.stdin.readline()
central.close()
print("done", flush=True)
sys.stdin.readline()
"""


def test_an_import_waits_for_another_process_as_long_as_somebody_wants(
    wing: SignedIn, central: SignedIn, folders: Folders
) -> None:
    records.save(wing, feedback())
    path = send(wing, folders.stick)
    with start(HOLDS, folders.office) as holder:
        assert holder.stdout
        assert holder.stdin
        assert holder.stdout.readline() == "writing\n"
        told: list[str] = []
        stdin = holder.stdin

        def progress(done: int, total: int, what: str) -> None:
            told.append(what)
            if told.count("waiting") == 1:
                stdin.write("\n")
                stdin.flush()

        with pytest.raises(StoreBusy):
            vault_that_waits_briefly(central)
        assert intake_once(central, path, progress) == "imported"
        assert "waiting" in told
        kill(holder)


def intake_once(central: SignedIn, path: Path, progress: object) -> str:
    return intake.take_in(central, [path], progress)[-1].outcome  # pyright: ignore[reportArgumentType]


def vault_that_waits_briefly(central: SignedIn) -> None:
    with central.vault.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA busy_timeout=1")
        try:
            with central.vault.translating():
                connection.exec_driver_sql("BEGIN IMMEDIATE")
        finally:
            connection.exec_driver_sql(f"PRAGMA busy_timeout={vault._BUSY_MS}")


# --- the search catches up --------------------------------------------------------------------


def found(s: SignedIn, words: str) -> int:
    return len(lists.positions(s, "feedback", Query(words=words)))


@pytest.fixture
def behind(
    wing: SignedIn, central: SignedIn, folders: Folders, monkeypatch: pytest.MonkeyPatch
) -> SignedIn:
    """An office whose search has not caught up with 30 records that were just imported."""
    monkeypatch.setattr(steps, "STEP", 7)
    records.save_many(wing, [feedback(f"nightingale {n}") for n in range(30)])
    path = send(wing, folders.stick)

    def progress(done: int, total: int, what: str) -> None:
        if what == indexing.WHAT:
            raise Cancelled

    assert intake.take_in(central, [path], progress)[-1].outcome == "imported"
    return central


def test_a_search_that_is_behind_says_so_and_catches_up(behind: SignedIn) -> None:
    assert lists.search_behind(behind) == 30
    assert len(lists.page(behind, "feedback", limit=99)) == 30
    assert found(behind, "nightingale") == 0
    assert care.check(behind).ok
    assert indexing.catch_up(behind) == 30
    assert lists.search_behind(behind) == 0
    assert found(behind, "nightingale") == 30
    assert care.check(behind).ok


def test_the_next_import_catches_up(behind: SignedIn) -> None:
    intake.take_in(behind, [])
    assert found(behind, "nightingale") == 30


CATCHES_UP = """
import os, sys
from pathlib import Path
from coprod_desktop.services.access import opening
from coprod_desktop.services.books import indexing
from coprod_desktop.store import indexing as steps
from tests.stores import NOW, PASSWORD
steps.STEP = 7
central = opening.unlock(Path(sys.argv[1]), "Ada", PASSWORD, lambda: NOW)
def progress(done, total, what):
    if done >= int(sys.argv[2]):
        os.kill(os.getpid(), 9)
indexing.catch_up(central, progress)
"""


@pytest.mark.parametrize("done", [0, 7, 21])
def test_a_crash_while_catching_up_leaves_the_rest_and_no_more(
    behind: SignedIn, folders: Folders, done: int
) -> None:
    behind.close()
    with start(CATCHES_UP, folders.office, done) as child:
        child.communicate(timeout=60)
    with closing(folders.open("office")) as central:
        assert lists.search_behind(central) == 30 - done
        assert found(central, "nightingale") == done
        assert care.check(central).ok
        assert indexing.catch_up(central) == 30 - done
        assert found(central, "nightingale") == 30
        assert care.check(central).ok


def test_a_record_revised_meanwhile_is_found_once_and_by_its_new_words(
    behind: SignedIn, wing: SignedIn, folders: Folders
) -> None:
    record = lists.page(wing, "feedback", limit=99)[4].id
    records.save(wing, feedback("a blackbird instead"), id=record)
    stopped = Cancelled()

    def progress(done: int, total: int, what: str) -> None:
        if what == indexing.WHAT:
            raise stopped

    intake.take_in(behind, [send(wing, folders.stick)], progress)
    with behind.vault.read() as connection:
        ranges = connection.execute(select(tables.unindexed)).all()
    assert len(ranges) == 1
    indexing.catch_up(behind)
    assert (found(behind, "nightingale"), found(behind, "blackbird")) == (29, 1)
    assert care.check(behind).ok
    # And once more when it is in the index already.
    records.save(wing, feedback("a wren at last"), id=record)
    take_in(behind, send(wing, folders.stick))
    assert (found(behind, "blackbird"), found(behind, "wren")) == (0, 1)
    assert care.check(behind).ok


def test_what_the_office_saves_meanwhile_is_found_at_once(behind: SignedIn) -> None:
    from tests.stores import meeting

    records.save(behind, meeting("A cuckoo calls"))
    assert len(lists.positions(behind, "meeting", Query(words="cuckoo"))) == 1
    indexing.catch_up(behind)
    assert len(lists.positions(behind, "meeting", Query(words="cuckoo"))) == 1
    assert care.check(behind).ok


def test_a_rebuild_leaves_nothing_behind(behind: SignedIn) -> None:
    care.rebuild(behind)
    assert lists.search_behind(behind) == 0
    assert found(behind, "nightingale") == 30
    assert indexing.catch_up(behind) == 0


def test_two_processes_catch_up_at_once(behind: SignedIn, folders: Folders) -> None:
    copy = folders.root / "aside"
    shutil.copytree(folders.stick, copy)
    run(CATCHES_UP, folders.office, 99)
    assert indexing.catch_up(behind) == 0
    assert found(behind, "nightingale") == 30


def test_lists_are_rebuilt_only_where_nobody_else_has_the_store(folders: Folders) -> None:
    first, second = folders.open("office"), folders.open("office")
    with pytest.raises(StoreInUse):
        care.rebuild(first)
    second.close()
    care.rebuild(first)
