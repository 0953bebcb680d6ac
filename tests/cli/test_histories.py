# SPDX-License-Identifier: MIT
"""Erasing, restoring and settling a copied store, from a terminal."""

import json
import shutil
from pathlib import Path

import pytest

from tests.cli.conftest import Cli

RECORD = {
    "date": "2026-03-02",
    "form": "feedback-1",
    "answers": {"what_good": "Mr Brown was kind"},
}


def record(cli: Cli, store: Path, said: str = "Mr Brown was kind", **known: str) -> str:
    """Record a comment, or with `id` a new version of one; its id."""
    given = {"type": "feedback", "record": {**RECORD, "answers": {"what_good": said}}, **known}
    said_to = ("record", store, "--identifying", "keep", "--json")
    ran = cli(*said_to, user="Hal", stdin=json.dumps(given).encode())
    assert ran.status == 0, ran.err
    found = cli("list", store, "--json", "--search", said, user="Hal").json["records"]
    return found[0]["id"]


def test_erase_and_the_story_that_is_left(cli: Cli, wing: Path) -> None:
    kept = record(cli, wing)
    ran = cli("erase", wing, kept, "--reason", "patient_asked", user="Hal")
    assert ran.status == 0
    assert "Erased for good" in ran.out
    assert cli("list", wing, "--json", user="Hal").json["records"] == []
    told = cli("log", wing, kept, user="Hal")
    assert "Hal erased this feedback (patient asked)" in told.out
    assert "Brown" not in told.out
    assert cli("log", wing, kept, "--json", user="Hal").json["type"] == "feedback"
    again = cli("erase", wing, kept, "--reason", "law", user="Hal")
    assert again.status == 3
    assert "[RecordErased]" in again.err


def test_erase_needs_a_reason_and_the_right_role(cli: Cli, wing: Path) -> None:
    kept = record(cli, wing)
    assert cli("erase", wing, kept, user="Hal").status == 2
    assert cli("erase", wing, kept, "--reason", "because", user="Hal").status == 2
    refused = cli("erase", wing, kept, "--reason", "law", user="Nia")
    assert refused.status == 3
    assert "[NotAllowed]" in refused.err


@pytest.fixture
def backup(cli: Cli, wing: Path, tmp_path: Path) -> Path:
    record(cli, wing)
    assert cli("backup", wing, "--to", tmp_path / "copy.db", user="Hal").status == 0
    return tmp_path / "copy.db"


def test_restore(cli: Cli, backup: Path, tmp_path: Path) -> None:
    ran = cli("restore", backup, "--to", tmp_path / "again", user="Hal")
    assert ran.status == 0, ran.err
    assert "coprod wing request" in ran.out
    assert len(cli("list", tmp_path / "again", "--json", user="Hal").json["records"]) == 1
    twice = cli("restore", backup, "--to", tmp_path / "again", user="Hal")
    assert (twice.status, "[StoreExists]" in twice.err) == (3, True)
    asked = cli("wing request", tmp_path / "again", "--to", tmp_path, user="Hal")
    assert asked.status == 0


def test_restore_without_the_key_file(cli: Cli, backup: Path, tmp_path: Path) -> None:
    backup.with_name("copy.db.keys.json").unlink()
    ran = cli("restore", backup, "--to", tmp_path / "again", "--json", user="Hal")
    assert ran.status == 3
    assert "KeyFileMissing" in ran.err


def test_a_copied_store_is_settled_from_the_terminal(
    cli: Cli, wing: Path, office: Path, stick: Path, tmp_path: Path
) -> None:
    shared = record(cli, wing, "Shared")
    shutil.copytree(wing, tmp_path / "copy")
    record(cli, wing, "Revised at the first", id=shared)
    record(cli, tmp_path / "copy", "Revised at the copy", id=shared)
    assert cli("export", wing, "--to", stick, user="Hal").status == 0
    assert cli("import", office, stick, user="Ada").status == 0

    anew = cli("wing new-history", tmp_path / "copy", user="Hal")
    assert anew.status == 0
    assert "coprod wing request" in anew.out
    asked = cli("wing request", tmp_path / "copy", "--to", tmp_path, "--json", user="Hal").json
    assert cli("import", office, asked["path"], user="Ada").status == 0
    device = cli("office devices", office, "--json", user="Ada").json["devices"]
    (waiting,) = [each for each in device if each["site"] == "HMP Example"]
    words = " ".join(asked["words"])
    let_in = cli("office approve", office, waiting["short"], "--words", words, user="Ada")
    assert let_in.status == 0, let_in.err
    (tmp_path / "stick-2").mkdir()
    assert cli("export", tmp_path / "copy", "--to", tmp_path / "stick-2", user="Hal").status == 0
    assert cli("import", office, tmp_path / "stick-2", user="Ada").status == 0

    shown = cli("office conflicts", office, user="Ada")
    assert shown.status == 0
    assert shared in shown.out
    assert "Revised at the first" in shown.out
    assert "Revised at the copy" in shown.out
    (conflict,) = cli("office conflicts", office, "--json", user="Ada").json["conflicts"]
    other = conflict["other"]
    assert cli("office choose", office, shared, other["leaf"], user="Ada").status == 0
    assert "No record has two versions" in cli("office conflicts", office, user="Ada").out
    (now,) = cli("list", office, "--json", user="Ada").json["records"]
    assert now["record"] == other["record"]
    assert "Ada chose which version" in cli("log", office, shared, user="Ada").out


def test_a_version_may_begin_with_a_hyphen(cli: Cli, wing: Path, office: Path) -> None:
    kept = record(cli, wing)
    ran = cli("office choose", office, kept, "-" + "Bi03naNFpp" * 4 + "-a", user="Ada")
    assert ran.status == 3
    assert "[InvalidValue]" in ran.err


def test_an_office_has_no_new_history(cli: Cli, office: Path) -> None:
    ran = cli("wing new-history", office, user="Ada")
    assert ran.status == 3
    assert "[WrongKindOfStore]" in ran.err
