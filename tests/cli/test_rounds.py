# SPDX-License-Identifier: MIT
from pathlib import Path

import pytest

from coprod_desktop.domain import ids
from coprod_desktop.services.exchanging import returning
from coprod_desktop.services.recording import records
from tests.cli.conftest import Cli
from tests.services.plugging import ID, Plugged
from tests.stores import PASSWORD, Folders, closing, feedback


@pytest.fixture
def stick(folders: Folders) -> Path:
    return folders.stick


@pytest.fixture
def pc(folders: Folders, monkeypatch: pytest.MonkeyPatch) -> Plugged:
    return Plugged(folders.root / "pc", folders.stick, monkeypatch)


@pytest.fixture
def recorded(folders: Folders) -> None:
    with closing(folders.open("wing")) as wing:
        records.save(wing, feedback())


def write_return(folders: Folders) -> None:
    with closing(folders.open("office")) as central:
        returning.write(central, folders.stick, authorise=True)


def test_without_a_drive_it_says_which_are_in(cli: Cli, wing: Path, pc: Plugged) -> None:
    ran = cli("round", wing, user="Hal")
    assert ran.status == 0
    assert "serial S1" in ran.out
    assert "not authorised" in ran.out
    (drive,) = cli("round", wing, "--json", user="Hal").json["drives"]
    assert (drive["id"], drive["path"]) == (ID, str(pc.folder))
    pc.pull()
    assert "no stick" in cli("round", wing, user="Hal").out


@pytest.mark.parametrize("called", ["stick", "S1", ID, "path"])
def test_a_round_there_and_back(
    cli: Cli, folders: Folders, stick: Path, pc: Plugged, recorded: None, called: str
) -> None:
    wing, office = folders.wing, folders.office
    drive = stick if called == "path" else called
    ran = cli("round", wing, "--drive", drive, "--authorise", user="Hal")
    assert ran.status == 0, ran.err
    for said in ("nothing from the office", "1 feedback", "read back and whole", "safe to remove"):
        assert said in ran.out
    assert cli("import", office, stick).status == 0
    write_return(folders)
    ran = cli("round", wing, "--drive", drive, "--json", user="Hal")
    assert ran.status == 0, ran.err
    assert [each["outcome"] for each in ran.json["received"]] == ["imported"]
    assert ran.json["exported"] is None
    assert ran.json["safe_to_remove"] is True
    ran = cli("round", wing, "--drive", drive, "--tidy", user="Hal")
    assert "nothing to send" in ran.out
    assert "2 files were removed" in ran.out
    assert [path.name for path in stick.iterdir() if "-r" not in path.name] == []


def test_a_stick_that_nobody_authorised(
    cli: Cli, wing: Path, stick: Path, pc: Plugged, recorded: None
) -> None:
    ran = cli("round", wing, "--drive", stick, user="Hal")
    assert ran.status == 3
    assert "[MediumNotAuthorised]" in ran.err
    assert "--authorise" in ran.err
    assert list(stick.iterdir()) == []
    assert "[NotAllowed]" in cli("round", wing, "--drive", stick, user="Nia").err


def test_a_head_at_a_terminal_is_asked(
    cli: Cli,
    wing: Path,
    stick: Path,
    pc: Plugged,
    recorded: None,
) -> None:
    given = ("round", wing, "--drive", stick, "--user", "Hal", "--password-file", cli.password)
    ran = cli.run(*given, stdin=b"no\n", terminal=True)
    assert "[MediumNotAuthorised]" in ran.err
    ran = cli.run(*given, stdin=b"yes\n", terminal=True)
    assert ran.status == 0, ran.err


def test_export_and_return_keep_to_authorised_sticks_as_well(
    cli: Cli, wing: Path, office: Path, stick: Path, pc: Plugged, recorded: None
) -> None:
    for command, store, user in (("export", wing, "Hal"), ("return", office, "Ada")):
        assert "[MediumNotAuthorised]" in cli(command, store, "--to", stick, user=user).err
        assert list(stick.glob("*.coprod")) == []
        ran = cli(command, store, "--to", stick, "--authorise", user=user)
        assert ran.status == 0, ran.err
        for path in stick.iterdir():
            path.unlink()


def test_a_folder_in_place_of_a_stick(
    cli: Cli, wing: Path, tmp_path: Path, pc: Plugged, recorded: None
) -> None:
    ran = cli("round", wing, "--drive", tmp_path, "--json", user="Hal")
    assert ran.status == 0, ran.err
    assert Path(ran.json["exported"]["path"]).parent == tmp_path


def test_a_drive_that_is_not_there(cli: Cli, wing: Path, pc: Plugged) -> None:
    ran = cli("round", wing, "--drive", "E:", user="Hal")
    assert ran.status == 3
    assert "[MediumUnknown]" in ran.err


def test_a_forgery_stops_the_round(
    cli: Cli, folders: Folders, stick: Path, pc: Plugged, recorded: None
) -> None:
    wing, office = folders.wing, folders.office
    cli("round", wing, "--drive", stick, "--authorise", user="Hal")
    cli("import", office, stick)
    write_return(folders)
    with closing(folders.open("wing")) as s:
        (back,) = stick.glob(f"{ids.short(s.device)}-r*")
    for path in stick.iterdir():
        if path != back:
            path.unlink()
    raw = bytearray(back.read_bytes())
    raw[16 + int.from_bytes(raw[12:16]) + 2 + 12 + 3] ^= 1  # in the signature
    back.write_bytes(raw)
    before = sorted(stick.iterdir())
    ran = cli("round", wing, "--drive", stick, user="Hal")
    assert ran.status == 1
    assert "[BadSignature]" in ran.out
    assert "safe to remove" not in ran.out
    assert sorted(stick.iterdir()) == before


def test_a_stick_is_read_once_more(
    cli: Cli, wing: Path, stick: Path, pc: Plugged, recorded: None
) -> None:
    assert "nothing" in cli("verify-stick", wing, "--drive", stick, user="Hal").out
    cli("round", wing, "--drive", stick, "--authorise", user="Hal")
    assert "Bundle 1: whole" in cli("verify-stick", wing, "--drive", stick, user="Hal").out
    (path,) = stick.iterdir()
    path.unlink()
    ran = cli("verify-stick", wing, "--drive", "S1", user="Hal")
    assert ran.status == 1
    assert "Bundle 1: missing" in ran.out


def test_the_books(cli: Cli, wing: Path, stick: Path, pc: Plugged, recorded: None) -> None:
    assert "No stick" in cli("sticks", wing, user="Hal").out
    cli("sticks", wing, "--authorise", "stick", user="Hal")
    cli("round", wing, "--drive", stick, user="Hal")
    ran = cli("sticks", wing, user="Nia")
    assert f"{ID}  stick: authorised by Hal" in ran.out
    assert "Hal: bundle 1 to stick" in ran.out
    pc.pull()
    ran = cli("sticks", wing, "--withdraw", ID, "--json", user="Hal")
    assert ran.json["sticks"][0]["withdrawn_by"] == "Hal"
    assert "[NotAllowed]" in cli("sticks", wing, "--authorise", ID, user="Nia").err


def test_no_password_is_repeated(cli: Cli, wing: Path, stick: Path, pc: Plugged) -> None:
    ran = cli("round", wing, "--drive", stick, "--authorise", "--json", user="Hal")
    assert PASSWORD not in ran.out + ran.err
