# SPDX-License-Identifier: MIT
"""Whoever has the key and alters the past is found out by the chain; an old copy by its length."""

import json
import shutil

import pytest
from sqlalchemy import text

from coprod_desktop.domain.errors import StoreRolledBack
from coprod_desktop.services.access import care, opening
from coprod_desktop.services.recording import records
from coprod_desktop.services.session import SignedIn
from coprod_desktop.store import backup, integrity
from coprod_desktop.store.backup import SEEN_FILE
from tests.stores import PASSWORD, Folders, action, closing, feedback, meeting


@pytest.fixture
def kept(wing: SignedIn) -> SignedIn:
    first = records.save(wing, feedback("One"))
    records.save_many(wing, [feedback(f"More {n}") for n in range(8)])
    records.save(wing, feedback("One, put better"), id=first.id)
    records.save_meeting(wing, meeting(), [(action(), None)])
    return wing


def faults(s: SignedIn) -> list[str]:
    with s.vault.read() as connection:
        return list(integrity.chains(connection, lambda *_: None))


def alter(s: SignedIn, sql: str, **values: object) -> None:
    with s.vault.write() as connection:
        assert connection.execute(text(sql), values).rowcount > 0


def test_an_honest_log_has_no_fault(kept: SignedIn) -> None:
    assert faults(kept) == []
    assert care.check(kept).ok


_RAW = "UPDATE change SET raw = CAST({} AS BLOB) WHERE n = 5"


@pytest.mark.parametrize(
    ("sql", "said"),
    [
        (_RAW.format("replace(raw, 'More 3', 'More 4')"), "change 5 is not"),
        (_RAW.format("raw || ' '"), "change 5 is not"),
        ("UPDATE change SET leaf = randomblob(32) WHERE n = 4", "breaks at change 4"),
        ("UPDATE change SET chain = randomblob(32) WHERE n = 6", "breaks at change 6"),
        ("DELETE FROM change WHERE n = 3", "breaks at change 3"),
        ("DELETE FROM change WHERE n = 12", "ends at change 11, not 12"),
        ("DELETE FROM change", "ends at change 0, not 12"),
        ("UPDATE stream SET head = head + 1", "ends at change 12, not 13"),
        ("UPDATE stream SET chain = randomblob(32)", "ends at change 12"),
        ("UPDATE stream SET epoch = 'another'", "breaks at change 1"),
    ],
)
def test_an_altered_past_is_found_out(kept: SignedIn, sql: str, said: str) -> None:
    alter(kept, sql)
    (fault,) = faults(kept)
    assert said in fault
    report = care.check(kept)
    assert not report.ok
    assert next(line.name for line in report.lines if not line.ok) == "log"


def test_two_swapped_changes_are_found_out(kept: SignedIn) -> None:
    alter(kept, "UPDATE change SET n = 100 WHERE n = 2")
    alter(kept, "UPDATE change SET n = 2 WHERE n = 3")
    alter(kept, "UPDATE change SET n = 3 WHERE n = 100")
    assert "breaks at change 2" in faults(kept)[0]


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE feedback SET excerpt = 'Everything is fine'",
        "DELETE FROM feedback WHERE pos = (SELECT min(pos) FROM feedback)",
        "UPDATE meeting SET title = 'Another'",
        "UPDATE action SET due = '2030-01-01'",
    ],
)
def test_lists_that_differ_from_the_log_are_found_and_mended(kept: SignedIn, sql: str) -> None:
    with kept.vault.read() as connection:
        before = integrity.fingerprint(connection)
    alter(kept, sql)
    report = care.check(kept)
    assert [line.name for line in report.lines if not line.ok] == ["lists"]
    assert care.rebuild(kept) == 12
    assert care.check(kept).ok
    with kept.vault.read() as connection:
        assert integrity.fingerprint(connection) == before


def test_a_check_changes_nothing(kept: SignedIn) -> None:
    with kept.vault.read() as connection:
        before = connection.exec_driver_sql("PRAGMA data_version").scalar()
    care.check(kept)
    with kept.vault.read() as connection:
        assert connection.exec_driver_sql("PRAGMA data_version").scalar() == before


# --- an older copy put in the place of a newer one ------------------------------------------


def test_an_older_copy_is_noticed_when_it_is_opened(folders: Folders) -> None:
    with closing(folders.open("wing")) as wing:
        records.save(wing, feedback("Before the copy"))
    shutil.copy(folders.wing / "store.db", folders.root / "old.db")
    with closing(folders.open("wing")) as wing:
        records.save(wing, feedback("After the copy"))
    newest = (folders.wing / "store.db").read_bytes()
    shutil.copy(folders.root / "old.db", folders.wing / "store.db")
    with pytest.raises(StoreRolledBack) as caught:
        folders.open("wing")
    assert "ends at change 1" in caught.value.title
    assert "saw 2" in caught.value.title
    (folders.wing / "store.db").write_bytes(newest)
    folders.open("wing")


def test_an_older_copy_in_a_new_place_opens(folders: Folders) -> None:
    with closing(folders.open("wing")) as wing:
        records.save(wing, feedback())
    elsewhere = folders.root / "elsewhere"
    shutil.copytree(folders.wing, elsewhere)
    (elsewhere / SEEN_FILE).unlink()
    opening.unlock(elsewhere, "Hal", PASSWORD).close()


def test_no_flipped_byte_of_the_note_keeps_a_person_out(folders: Folders) -> None:
    with closing(folders.open("wing")) as wing:
        records.save(wing, feedback())
    file = folders.wing / SEEN_FILE
    whole = file.read_bytes()
    with closing(folders.open("wing")) as wing:
        for place in range(len(whole)):
            for flip in (1, 0x80):
                raw = bytearray(whole)
                raw[place] ^= flip
                file.write_bytes(raw)
                backup.check_seen(wing.vault, wing.device, wing.epoch)
        for mac in ("\u00e9", "", "x" * 64, None, 1):
            file.write_text(json.dumps({**json.loads(whole), "n": 99, "mac": mac}))
            backup.check_seen(wing.vault, wing.device, wing.epoch)
