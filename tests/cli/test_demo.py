# SPDX-License-Identifier: MIT
import subprocess
from pathlib import Path

import pytest

from tests.cli.conftest import Cli


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(folder))
    return folder


def test_the_journey_leaves_nothing_behind(cli: Cli, temporary: Path) -> None:
    ran = cli.run("demo")
    assert ran.status == 0
    assert "300 pieces of feedback, 8 meetings and 26 actions" in ran.out
    assert "all identical" in ran.out
    assert "password" not in ran.out
    assert list(temporary.iterdir()) == []


def test_the_stores_are_kept_with_their_passwords(cli: Cli, tmp_path: Path) -> None:
    ran = cli.run("demo", "--dir", tmp_path / "kept", "--json")
    assert ran.status == 0
    found = ran.json
    assert found["identical"] is True
    assert found["records"] == {"feedback": 300, "meeting": 8, "action": 26}
    assert found["replay"] == "already_imported"
    assert found["damaged_copy"] == "TruncatedBundle"
    assert found["seconds"] < 120
    for row in found["sign_in"]:
        cli.password = cli.file("password", row["password"])
        assert cli("check", row["store"], user=row["user"]).status == 0
    office, wing = found["sign_in"]
    assert office["password"] != wing["password"]


def test_a_folder_that_holds_a_demonstration_already(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "kept" / "office").mkdir(parents=True)
    (tmp_path / "kept" / "office" / "letter.txt").write_text("Dear")
    ran = cli.run("demo", "--dir", tmp_path / "kept")
    assert ran.status == 3
    assert "[StoreExists]" in ran.err


def test_without_a_display_the_window_is_not_tried(
    cli: Cli, temporary: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    ran = cli.run("demo", "--window")
    assert ran.status == 0
    assert "The window is not opened: there is no display." in ran.err
    assert "--dir DIR keeps them" in ran.out


def test_the_window_opens_on_the_wing_for_a_person_with_a_display(
    cli: Cli, temporary: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[list[str]] = []

    def window(command: list[str], *, check: bool) -> subprocess.CompletedProcess[str]:
        assert (Path(command[-1]) / "keys.json").is_file()
        seen.append(command)
        return subprocess.CompletedProcess(command, 1)

    monkeypatch.delenv("QT_QPA_PLATFORM", raising=False)
    monkeypatch.setenv("DISPLAY", ":7")
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    monkeypatch.setattr(subprocess, "run", window)
    ran = cli.run("demo", "--window")
    assert ran.status == 0
    ((_python, _m, module, store),) = seen
    assert (module, Path(store).name) == ("coprod_desktop.app", "wing")
    password = ran.out.rpartition("password ")[2].split()[0]
    assert not any(password in part for part in seen[0])
    assert "will be deleted when the window closes" in ran.out
    assert "The window could not be opened. The journey itself went well." in ran.err
    assert list(temporary.iterdir()) == []


def test_comments_that_are_not_there(cli: Cli, temporary: Path) -> None:
    ran = cli.run("demo", "--comments", temporary / "none.csv")
    assert ran.status == 3
    assert "[CannotRead]" in ran.err
