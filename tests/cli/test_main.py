# SPDX-License-Identifier: MIT
import errno
import io
import shutil
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from coprod_desktop.cli import terminal
from coprod_desktop.cli.main import main
from coprod_desktop.domain.errors import Cancelled
from coprod_desktop.services.recording import lists
from tests.cli.conftest import Cli
from tests.stores import Folders, small_disk

HEAVY = ("sqlalchemy", "cryptography", "msgspec", "sqlcipher3", "alembic", "PySide6")


def test_help_loads_nothing_heavy() -> None:
    program = (
        "import sys\nfrom coprod_desktop.cli.main import main\nmain(['--help'])\n"
        f"print([name for name in {HEAVY!r} if name in sys.modules], file=sys.stderr)"
    )
    ran = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert "import-csv" in ran.stdout
    assert ran.stderr.strip() == "[]"


@pytest.mark.parametrize(
    "given",
    [
        (),
        ("dance",),
        ("list",),
        ("list", "store", "biscuits"),
        ("list", "store", "--from", "yesterday"),
        ("list", "store", "--limit", "-1"),
        ("export", "store"),
    ],
)
def test_wrong_usage_is_status_2(cli: Cli, given: tuple[str, ...]) -> None:
    ran = cli.run(*given)
    assert ran.status == 2
    assert "usage:" in ran.err


@pytest.mark.parametrize("option", ["--password", "--pass", "--password="])
def test_a_password_as_an_argument_is_refused_and_not_repeated(cli: Cli, option: str) -> None:
    given = [option + "hunter2"] if option.endswith("=") else [option, "hunter2"]
    ran = cli.run("check", "store", *given)
    assert ran.status == 2
    assert "hunter2" not in ran.err + ran.out
    assert option.rstrip("=") in ran.err


def test_a_folder_without_a_store_is_an_expected_failure(cli: Cli, tmp_path: Path) -> None:
    ran = cli("list", tmp_path)
    assert ran.status == 3
    assert "[NotAStore]" in ran.err
    assert "Choose the folder that holds the store" in ran.err
    assert ran.out == ""


def test_json_also_says_a_failure_on_standard_output(cli: Cli, tmp_path: Path) -> None:
    ran = cli("list", tmp_path, "--json")
    assert ran.status == 3
    assert ran.json["error"]["code"] == "NotAStore"
    assert set(ran.json["error"]) == {"code", "title", "safe", "advice"}


def test_a_wrong_password(cli: Cli, wing: Path) -> None:
    cli.password = cli.file("password", "not the password\n")
    ran = cli("list", wing, user="Hal")
    assert ran.status == 3
    assert "[WrongPassword]" in ran.err
    assert "not the password" not in ran.err


def test_a_password_file_that_is_not_there(cli: Cli, wing: Path) -> None:
    ran = cli.run("list", wing, "--user", "Hal", "--password-file", wing / "none")
    assert ran.status == 3
    assert "[CannotRead]" in ran.err


def test_without_a_terminal_a_password_file_is_asked_for(cli: Cli, wing: Path) -> None:
    # Standard input may hold records: nothing of it may be taken for a password.
    ran = subprocess.run(
        [sys.executable, "-m", "coprod_desktop.cli.main", "list", wing, "--user", "Hal"],
        input="three quiet herons\n",
        capture_output=True,
        text=True,
        check=False,
        start_new_session=True,  # without a terminal of its own
    )
    assert ran.returncode == 2
    assert "--password-file" in ran.stderr


def test_with_several_people_and_no_terminal_the_name_is_asked_for(cli: Cli, wing: Path) -> None:
    ran = cli("list", wing)
    assert ran.status == 2
    assert "--user" in ran.err


def test_the_only_person_need_not_be_named(cli: Cli, office: Path) -> None:
    assert cli("list", office).status == 0


def test_a_store_in_use(cli: Cli, folders: Folders) -> None:
    folders.open("wing")
    ran = cli("list", folders.wing, user="Hal")
    assert ran.status == 3
    assert "[StoreInUse]" in ran.err


def test_a_bug_is_status_70_and_shows_no_data(
    cli: Cli, office: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise ValueError("what a patient said")

    monkeypatch.setattr(lists, "positions", broken)
    ran = cli("list", office)
    assert ran.status == 70
    assert "ValueError" in ran.err
    assert "test_main.py:" in ran.err
    assert "what a patient said" not in ran.err
    assert "Traceback" not in ran.err


def test_ctrl_c_at_a_question_is_a_cancel(
    cli: Cli, office: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def pressed(_question: str) -> str:
        raise KeyboardInterrupt

    monkeypatch.setattr("coprod_desktop.cli.passwords._typed", pressed)
    ran = cli.run("list", office)
    assert ran.status == 130
    assert "[Cancelled]" in ran.err
    assert "Nothing was half done" in ran.err


def test_ctrl_c_during_long_work_is_heard_at_the_next_safe_point() -> None:
    before = signal.getsignal(signal.SIGINT)
    with terminal.watched() as progress:
        progress(1, 2, "records")
        signal.raise_signal(signal.SIGINT)
        with pytest.raises(Cancelled):
            progress(2, 2, "records")
        with pytest.raises(KeyboardInterrupt):  # pressed again: at once
            signal.raise_signal(signal.SIGINT)
    assert signal.getsignal(signal.SIGINT) is before


def test_progress_goes_to_a_terminal_only(capsys: pytest.CaptureFixture[str]) -> None:
    with terminal.watched() as progress:
        progress(1, 2, "records")
    assert capsys.readouterr().err == ""


def test_progress_on_a_terminal_is_one_line_that_goes_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    class Screen(io.StringIO):
        def isatty(self) -> bool:
            return True

    screen = Screen()
    monkeypatch.setattr(sys, "stderr", screen)
    with terminal.watched() as progress:
        progress(1, 2, "records")
    assert "records: 1 of 2" in screen.getvalue()
    assert "\n" not in screen.getvalue()
    assert screen.getvalue().endswith(" \r")


def test_output_is_utf_8_on_a_console_of_another_code_page(
    office: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "password").write_text("three quiet herons")
    console = io.TextIOWrapper(io.BytesIO(), "cp1252")
    monkeypatch.setattr(sys, "stdout", console)
    assert main(["office", "card", str(office), "--to", str(tmp_path / "Zdravstvené")]) == 2
    assert main(["list", str(office), "--password-file", str(tmp_path / "password")]) == 0
    print("żółć – dobře")
    console.flush()
    assert "żółć – dobře".encode() in console.buffer.getvalue()  # type: ignore[attr-defined]


def test_a_pipe_that_windows_finds_closed_is_no_fault(
    cli: Cli, office: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Shut(io.FileIO):
        found = False

        def write(self, piece: Any) -> int:
            if self.found:
                return len(piece)
            raise OSError(errno.EINVAL, "Invalid argument")

    with Shut(cli.root / "out", "wb") as shut:
        monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(io.BufferedWriter(shut)))
        assert cli("list", office) == (0, "", "")
        shut.found = True
        sys.stdout.close()


def test_a_file_name_cannot_steer_the_terminal(cli: Cli, office: Path, tmp_path: Path) -> None:
    ran = cli("import", office, tmp_path / "\x1b[2Jx.coprod")
    assert ran.status == 1
    assert "\x1b" not in ran.out + ran.err
    # U+009B begins a command by itself, and U+202E turns round what follows.
    named = tmp_path / "\u009b2J\u202ex.coprod"
    ran = cli("import", office, named, "--json")
    assert not {"\u009b", "\u202e"} & set(ran.out)
    assert ran.json["bundles"][0]["path"] == str(named)


def test_a_write_protected_drive(cli: Cli, wing: Path, tmp_path: Path) -> None:
    with small_disk(tmp_path / "small", 64) as disk:
        subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)
        ran = cli("wing request", wing, "--to", disk, user="Hal")
        assert ran.status == 3
        assert "[WriteProtected]" in ran.err


def test_a_store_on_a_write_protected_drive(cli: Cli, wing: Path, tmp_path: Path) -> None:
    with small_disk(tmp_path / "small", 4096) as disk:
        shutil.copytree(wing, disk / "wing")
        subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)
        ran = cli("list", disk / "wing", user="Hal")
        assert ran.status == 3
        assert "[WriteProtected]" in ran.err
