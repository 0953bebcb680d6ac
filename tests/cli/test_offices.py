# SPDX-License-Identifier: MIT
import os
from pathlib import Path

import pytest

from coprod_desktop.cli import paper
from tests.cli.conftest import Cli, Ran
from tests.stores import PASSWORD, RECOVERY_WORDS, Folders, closing, make_wing, small_disk


def created(cli: Cli, folder: Path, *more: object, on_paper: bool = True) -> Ran:
    """Make an office whose recovery key is on paper already, unless the paper is still to come."""
    given = ("--name", "North West", "--admin", "Ada", "--new-password-file", cli.password)
    if on_paper:
        words = cli.file("words", " ".join(RECOVERY_WORDS))
        given = (*given, "--recovery-words-file", words)
    return cli.run("office", "create", folder, *given, *more)


@pytest.fixture
def pending(cli: Cli, folders: Folders, office: Path) -> tuple[str, str]:
    """A wing that has asked: its short name and its words."""
    with closing(make_wing(office, folders.root / "third", "HMP Third")):
        pass
    asked = cli("wing request", folders.root / "third", "--to", folders.stick, "--json").json
    assert cli("import", office, asked["path"]).status == 0
    devices = cli("office devices", office, "--json").json["devices"]
    (row,) = [row for row in devices if row["state"] == "pending"]
    return row["short"], " ".join(asked["words"])


def test_create_prints_the_card(cli: Cli, tmp_path: Path) -> None:
    ran = created(cli, tmp_path / "new", "--json")
    assert ran.status == 0
    assert ran.json["office"] == "North West"
    assert ran.json["env"] == "live"
    assert len(ran.json["words"]) == 12
    card = cli("office card", tmp_path / "new", "--to", tmp_path, "--json").json
    assert card["words"] == ran.json["words"]
    assert Path(card["trust_list"]).is_file()


def test_create_for_people_shows_twelve_numbered_words_and_no_password(
    cli: Cli, tmp_path: Path
) -> None:
    ran = created(cli, tmp_path / "new", "--practice")
    assert "12 " in ran.out
    assert "North West" in ran.out
    assert PASSWORD not in ran.out + ran.err


def test_create_where_something_is_already(cli: Cli, office: Path) -> None:
    ran = created(cli, office)
    assert ran.status == 3
    assert "[StoreExists]" in ran.err


def test_create_with_a_short_password(cli: Cli, tmp_path: Path) -> None:
    cli.password = cli.file("password", "short\n")
    ran = created(cli, tmp_path / "new")
    assert ran.status == 3
    assert "[WeakPassword]" in ran.err
    assert not (tmp_path / "new" / "keys.json").exists()


def test_create_asks_twice(cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    typed = iter(["long enough to use", "long enough to uss"])
    monkeypatch.setattr("coprod_desktop.cli.passwords._typed", lambda _: next(typed))
    ran = cli.run("office", "create", tmp_path / "new", "--name", "N", "--admin", "Ada")
    assert ran.status == 3
    assert "the two that were typed differ" in ran.err


def test_a_live_office_needs_its_recovery_key_on_paper(cli: Cli, tmp_path: Path) -> None:
    ran = created(cli, tmp_path / "new", on_paper=False)
    assert ran.status == 2
    assert "--recovery-words-to" in ran.err
    assert not (tmp_path / "new").exists()


def test_a_practice_office_may_do_without(cli: Cli, tmp_path: Path) -> None:
    assert created(cli, tmp_path / "new", "--practice", on_paper=False).status == 0


def test_the_recovery_key_is_shown_once_and_three_of_its_words_are_asked_back(
    cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown: list[tuple[str, ...]] = []
    asked: list[str] = []

    def show(_what: str, secret: tuple[str, ...]) -> None:
        shown.append(secret)

    def typed(question: str) -> str:
        asked.append(question)
        # The first answer is a slip.
        return "zoo" if len(asked) == 1 else shown[0][int(question.split()[1]) - 1]

    monkeypatch.setattr(paper, "can_show", lambda _: True)
    monkeypatch.setattr(paper, "show", show)
    monkeypatch.setattr("builtins.input", typed)
    given = ("--name", "N", "--admin", "Ada", "--new-password-file", cli.password)
    ran = cli.run("office", "create", tmp_path / "new", *given, terminal=True)
    assert ran.status == 0
    assert len(asked) == 4
    assert "not the word at that place" in ran.err
    words = cli.file("paper", " ".join(shown[0]))
    rehearsed = cli("check", tmp_path / "new", "--rehearse", "key", "--words-file", words)
    assert rehearsed.status == 0
    assert " ".join(shown[0][:3]) not in ran.out + ran.err


def test_the_words_go_into_a_file_on_another_drive_only(cli: Cli, tmp_path: Path) -> None:
    inside = tmp_path / "new" / "words"
    beside = tmp_path / "words"
    for place in (inside, beside):
        ran = created(cli, tmp_path / "new", "--recovery-words-to", place, on_paper=False)
        assert ran.status == 3
        assert "the same drive" in ran.err
        assert not place.exists()
    assert not (tmp_path / "new" / "keys.json").exists()
    with small_disk(tmp_path / "drive", 64) as drive:
        place = drive / "words"
        ran = created(cli, tmp_path / "new", "--recovery-words-to", place, "--json", on_paper=False)
        assert ran.status == 0
        assert len(place.read_text().split()) == 24
        assert place.read_text().split()[0] not in ran.out
        rehearsed = cli("check", tmp_path / "new", "--rehearse", "key", "--words-file", place)
        assert rehearsed.status == 0


def test_words_of_an_office_that_was_not_made_are_not_left_behind(cli: Cli, tmp_path: Path) -> None:
    place = tmp_path / "words"
    given = ("--practice", "--recovery-words-to", place)
    with small_disk(tmp_path / "small", 64) as disk:
        assert created(cli, disk / "new", *given, on_paper=False).status == 3
    assert not place.exists()
    assert created(cli, tmp_path / "new", *given, on_paper=False).status == 0
    assert os.name == "nt" or place.stat().st_mode & 0o077 == 0
    # Nothing is written over.
    before = place.read_text()
    ran = created(cli, tmp_path / "another", *given, on_paper=False)
    assert ran.status == 3
    assert place.read_text() == before


def test_create_on_a_full_disk(cli: Cli, tmp_path: Path) -> None:
    with small_disk(tmp_path / "small", 64) as disk:
        ran = created(cli, disk / "new")
    assert ran.status == 3
    assert "[StorageFull]" in ran.err


def test_card_as_a_page(cli: Cli, office: Path, stick: Path, tmp_path: Path) -> None:
    ran = cli("office card", office, "--to", stick, "--page", tmp_path / "card.html", "--json")
    page = (tmp_path / "card.html").read_text(encoding="utf-8")
    assert page.startswith('<!doctype html><html lang="en-GB">')
    assert "For practice only" in page
    assert 'role="img" aria-label="QR code' in page
    assert "<script" not in page
    assert all(f"<li>{word}</li>" in page for word in ran.json["words"])


def test_card_into_a_folder_that_is_not_there(cli: Cli, office: Path, tmp_path: Path) -> None:
    ran = cli("office card", office, "--to", tmp_path / "none")
    assert ran.status == 3
    assert "[CannotWrite]" in ran.err


def test_card_of_a_wing(cli: Cli, wing: Path, stick: Path) -> None:
    ran = cli("office card", wing, "--to", stick, user="Hal")
    assert ran.status == 3
    assert "[WrongKindOfStore]" in ran.err


def test_devices_for_people(cli: Cli, office: Path, pending: tuple[str, str]) -> None:
    ran = cli("office devices", office)
    assert ran.status == 0
    assert f"{pending[0]}  HMP Third, B  pending" in ran.out
    assert pending[1].split()[11] in ran.out
    assert "HMP Example, B  active" in ran.out
    assert "No bundle yet." in ran.out


def test_approve(cli: Cli, office: Path, pending: tuple[str, str]) -> None:
    short, words = pending
    ran = cli("office approve", office, short, "--words", words.replace(" ", ", "), "--json")
    assert ran.status == 0
    assert ran.json["device"]["state"] == "active"


def test_approve_refuses_other_words(cli: Cli, office: Path, pending: tuple[str, str]) -> None:
    short, words = pending
    ran = cli("office approve", office, short, "--words", "abandon " * 12)
    assert ran.status == 3
    assert "[WordsDoNotMatch]" in ran.err
    states = {row["short"]: row for row in cli("office devices", office, "--json").json["devices"]}
    assert states[short]["state"] == "pending"
    assert words.split()[0] not in ran.err


def test_approve_of_an_unknown_device(cli: Cli, office: Path) -> None:
    ran = cli("office approve", office, "ZZZZZZZZ", "--words", "abandon " * 12)
    assert ran.status == 3
    assert "[DeviceUnknown]" in ran.err
