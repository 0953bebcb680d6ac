# SPDX-License-Identifier: MIT
import os
from pathlib import Path

import pytest

from coprod_desktop.cli import paper
from coprod_desktop.services.access import opening
from coprod_desktop.services.exchanging import office as services_office
from coprod_desktop.services.recording import records
from tests.cli.conftest import Cli
from tests.stores import PASSWORD, RECOVERY_WORDS, closing, feedback, make_office, send

NEW = "four loud pelicans"


@pytest.fixture
def new(cli: Cli) -> tuple[str, Path]:
    return ("--new-password-file", cli.file("new", NEW + "\n"))


@pytest.fixture
def sheet(cli: Cli, wing: Path, tmp_path: Path) -> Path:
    """A recovery sheet of the wing; a practice store's words may go beside it."""
    file = tmp_path / "sheet"
    assert cli("recover sheet", wing, "--words-to", file, user="Hal").status == 0
    return file


def signs_in(cli: Cli, store: Path, user: str) -> bool:
    file = cli.file("typed", NEW + "\n")
    return cli.run("list", store, "--user", user, "--password-file", file).status == 0


def test_a_sheet_gives_a_new_password(
    cli: Cli, wing: Path, sheet: Path, new: tuple[str, Path]
) -> None:
    ran = cli.run("recover", "use", wing, "--user", "Hal", "--words-file", sheet, *new, "--json")
    assert ran.status == 0
    assert ran.json == {"person": "Hal"}
    assert signs_in(cli, wing, "Hal")
    assert cli("list", wing, user="Hal").status == 3


def test_a_numbered_list_of_words_is_read_too(
    cli: Cli, wing: Path, sheet: Path, new: tuple[str, Path]
) -> None:
    words = sheet.read_text().split()
    listed = "\n".join(f"{place}. {word}" for place, word in enumerate(words, 1))
    file = cli.file("listed", listed)
    assert cli.run("recover", "use", wing, "--user", "Hal", "--words-file", file, *new).status == 0


def test_words_can_be_typed_in_as_many_lines_as_wanted(
    cli: Cli,
    wing: Path,
    sheet: Path,
    new: tuple[str, Path],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    words = sheet.read_text().split()
    lines = iter([" ".join(words[:11]), " ".join(words[11:20]), " ".join(words[20:])])
    monkeypatch.setattr("builtins.input", lambda _: next(lines))
    ran = cli.run("recover", "use", wing, "--user", "Hal", *new, terminal=True)
    assert ran.status == 0


def test_nobody_to_type_them_is_wrong_usage(cli: Cli, wing: Path, new: tuple[str, Path]) -> None:
    ran = cli.run("recover", "use", wing, "--user", "Hal", *new)
    assert ran.status == 2
    assert "--words-file" in ran.err


def test_a_sheet_is_rehearsed(cli: Cli, wing: Path, sheet: Path) -> None:
    ran = cli("check", wing, "--rehearse", "sheet", "--words-file", sheet, user="Hal")
    assert ran.status == 0
    assert "they open this store" in ran.out
    wrong = cli("check", wing, "--rehearse", "key", "--words-file", sheet, user="Hal")
    assert wrong.status == 3
    assert "[WrongPaper]" in wrong.err
    said = cli("check", wing, user="Hal").out
    assert "recovery sheet: Made by Hal today, rehearsed today." in said


def test_words_without_a_rehearsal_are_wrong_usage(cli: Cli, wing: Path, sheet: Path) -> None:
    assert cli("check", wing, "--words-file", sheet, user="Hal").status == 2


def test_the_whole_way_by_the_office(
    cli: Cli, wing: Path, office: Path, stick: Path, new: tuple[str, Path]
) -> None:
    asked = cli.run("recover", "ask", wing, "--user", "Hal", "--to", stick, *new, "--json").json
    words = cli.file("words", " ".join(RECOVERY_WORDS))
    said = " ".join(asked["words"])
    given = (office, asked["path"], "--to", stick, "--words-file", words, "--said", said)
    answered = cli("recover answer", *given)
    assert answered.status == 0
    assert "Hal asks to be let back into “HMP Example, B” (for practice)." in answered.err
    (file,) = stick.glob("answer-*.coprod-recovery")
    assert str(file) in answered.out
    ran = cli.run("recover", "finish", wing, file, "--user", "Hal", *new)
    assert ran.status == 0
    assert signs_in(cli, wing, "Hal")
    again = cli.run("recover", "finish", wing, file, "--user", "Hal", *new)
    assert again.status == 3
    assert "[RecoveryNotAsked]" in again.err


def test_words_that_differ_are_not_answered(
    cli: Cli, wing: Path, office: Path, stick: Path, new: tuple[str, Path]
) -> None:
    asked = cli.run("recover", "ask", wing, "--user", "Hal", "--to", stick, *new, "--json").json
    words = cli.file("words", " ".join(RECOVERY_WORDS))
    said = " ".join([*asked["words"][:-1], "zoo"])
    given = (office, asked["path"], "--to", stick, "--words-file", words, "--said", said)
    ran = cli("recover answer", *given)
    assert ran.status == 3
    assert "[WordsDoNotMatch]" in ran.err


@pytest.mark.parametrize(
    "given",
    [
        (),
        ("--show",),
        ("--show", "--json"),
        ("--show", "--words-to", "x"),
        ("--page", "page.html"),
        ("--page", "page.html", "--show"),
    ],
)
def test_secret_words_are_put_nowhere_by_default(
    cli: Cli, wing: Path, given: tuple[str, ...]
) -> None:
    ran = cli("recover sheet", wing, *given, user="Hal")
    assert ran.status == 2
    assert ran.out == ""
    assert "No recovery sheet was made yet" in cli("check", wing, user="Hal").out


def test_show_is_for_a_person_at_a_terminal(
    cli: Cli, wing: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(paper, "can_show", lambda _: True)
    ran = cli("recover sheet", wing, "--show", user="Hal")
    assert ran.status == 0
    assert "24 " in ran.out
    assert "kept nowhere else" in ran.out


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such modes")
def test_a_file_of_words_is_for_its_owner_alone(sheet: Path) -> None:
    assert sheet.stat().st_mode & 0o777 == 0o600


def test_no_words_go_into_the_store_or_over_a_file(cli: Cli, wing: Path, tmp_path: Path) -> None:
    there = cli.file("there", "mine")
    for place in (wing / "words", there, tmp_path / "gone" / "words"):
        assert cli("recover sheet", wing, "--words-to", place, user="Hal").status == 3
    assert there.read_text() == "mine"
    assert not (wing / "words").exists()


def test_bundles_of_a_lost_office_are_read_with_its_paper(
    cli: Cli, office: Path, wing: Path, tmp_path: Path
) -> None:
    stick, new, texts = (tmp_path / name for name in ("stick", "another", "texts"))
    for folder in (stick, texts):
        folder.mkdir(exist_ok=True)
    with closing(opening.unlock(wing, "Hal", PASSWORD)) as s:
        records.save(s, feedback("Kept on a stick"))
        send(s, stick)
    assert cli("office give-list", office, "--to", tmp_path, user="Ada").status == 0
    with closing(opening.unlock(office, "Ada", PASSWORD)) as central:
        card = " ".join(services_office.card(central).words)
    make_office(new, "Another office")
    file = cli.file("words", " ".join(RECOVERY_WORDS))
    given = ("--trust", tmp_path / "trust-list.json", "--card", card, "--words-file", file)
    ran = cli("recover bundles", new, stick, *given, "--texts", texts, "--json", user="Ada")
    assert ran.status == 0
    (bundle,) = ran.json["bundles"]
    assert (bundle["outcome"], bundle["changes"]) == ("imported", 1)
    assert "Kept on a stick" in Path(bundle["text"]).read_text("utf-8")
    wrong = (*given[:3], "zoo " * 12, *given[4:])
    assert cli("recover bundles", new, stick, *wrong, user="Ada").status != 0


def test_a_trust_list_goes_by_hand(cli: Cli, office: Path, wing: Path, tmp_path: Path) -> None:
    assert cli("office rotate", office, user="Ada").status == 0
    assert cli("office give-list", office, "--to", tmp_path, user="Ada").status == 0
    file = tmp_path / "trust-history.json"
    ran = cli("wing follow-list", wing, file, "--json", user="Hal")
    assert (ran.status, ran.json["trust"]["former"]) == (0, 1)
    assert cli("office new-life", office, user="Ada").status == 0
