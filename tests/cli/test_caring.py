# SPDX-License-Identifier: MIT
import json
from pathlib import Path

import pytest

from coprod_desktop.services.access import care
from tests.cli.conftest import Cli
from tests.stores import small_disk

RECORD = {
    "date": "2026-03-02",
    "form": "feedback-1",
    "answers": {"what_good": "The nurse listened"},
}
# Typed in another order than the log's own: lists have to come out the same all the same.
BOTH = {**RECORD, "answers": {"what_good": "Nurse", "what_better": "Queue"}}


@pytest.fixture
def kept(cli: Cli, wing: Path) -> Path:
    given = [json.dumps({"type": "feedback", "record": r}).encode() for r in (RECORD, BOTH)]
    assert cli("record", wing, user="Nia", stdin=b"\n".join(given)).status == 0
    return wing


def test_check(cli: Cli, kept: Path) -> None:
    ran = cli("check", kept, "--json", user="Nia")
    assert ran.status == 0
    assert ran.json["ok"] is True
    assert {check["name"] for check in ran.json["checks"]} >= {"file", "log", "lists", "backup"}
    assert (
        "ok     lists: Lists and search agree with the log." in cli("check", kept, user="Nia").out
    )


def test_check_that_finds_a_fault(cli: Cli, kept: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    line = care.CheckLine("log", ok=False, detail="The log does not hold.")
    monkeypatch.setattr(care, "check", lambda *_: care.CheckReport(ok=False, lines=(line,)))
    ran = cli("check", kept, user="Nia")
    assert ran.status == 1
    assert "FAULT  log: The log does not hold." in ran.out


def test_a_damaged_store_is_refused(cli: Cli, kept: Path) -> None:
    database = kept / "store.db"
    whole = bytearray(database.read_bytes())
    whole[100:200] = bytes(100)
    database.write_bytes(whole)
    ran = cli("check", kept, user="Nia")
    assert ran.status == 3
    assert "[StoreDamaged]" in ran.err


def test_backup(cli: Cli, kept: Path, tmp_path: Path) -> None:
    ran = cli("backup", kept, "--to", tmp_path / "copy.db", "--json", user="Hal")
    assert ran.status == 0
    assert (tmp_path / "copy.db").stat().st_size == ran.json["size"]
    assert b"The nurse listened" not in (tmp_path / "copy.db").read_bytes()


def test_backup_to_a_full_disk(cli: Cli, kept: Path, tmp_path: Path) -> None:
    with small_disk(tmp_path / "small", 32) as disk:
        ran = cli("backup", kept, "--to", disk / "copy.db", user="Hal")
        assert ran.status == 3
        assert "[StorageFull]" in ran.err
        assert not (disk / "copy.db").exists()


def test_backup_needs_the_head(cli: Cli, kept: Path, tmp_path: Path) -> None:
    assert "[NotAllowed]" in cli("backup", kept, "--to", tmp_path / "copy.db", user="Nia").err


def test_rebuild_changes_nothing(cli: Cli, kept: Path) -> None:
    before = cli("list", kept, "--json", user="Nia").json
    ran = cli("rebuild", kept, "--json", user="Hal")
    assert ran.status == 0
    assert ran.json == {"changes": 2}
    assert cli("list", kept, "--json", user="Nia").json == before
