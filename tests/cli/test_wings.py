# SPDX-License-Identifier: MIT
from pathlib import Path
from typing import NamedTuple

import pytest

from coprod_desktop.cli import words
from coprod_desktop.cli.terminal import WrongUsage
from tests.cli.conftest import Cli, Ran


class Card(NamedTuple):
    trust: str
    words: list[str]


@pytest.fixture
def card(cli: Cli, office: Path, stick: Path) -> Card:
    made = cli("office card", office, "--to", stick, "--json").json
    return Card(made["trust_list"], made["words"])


def created(cli: Cli, folder: Path, trust: str, *typed: str, terminal: bool = False) -> Ran:
    place = ("--site", "HMP Third", "--wing", "C", "--head", "Hal")
    given = ("--trust", trust, *place, "--new-password-file", cli.password)
    return cli.run("wing", "create", folder, *given, *typed, "--json", terminal=terminal)


def test_create_with_three_words_and_their_places(cli: Cli, card: Card, tmp_path: Path) -> None:
    typed = f"3:{card.words[2]},7:{card.words[6]},11:{card.words[10]}"
    ran = created(cli, tmp_path / "new", card.trust, "--words", typed)
    assert ran.status == 0
    assert (ran.json["site"], ran.json["wing"]) == ("HMP Third", "C")
    assert (ran.json["office"], ran.json["env"]) == ("Central office", "practice")
    assert cli("list", tmp_path / "new").status == 0


def test_create_with_all_twelve_words(cli: Cli, card: Card, tmp_path: Path) -> None:
    ran = created(cli, tmp_path / "new", card.trust, "--words", " ".join(card.words))
    assert ran.status == 0


def test_create_asks_for_three_words_at_random(
    cli: Cli, card: Card, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[int] = []

    def typed(question: str) -> str:
        asked.append(int(question.split()[1]))
        return card.words[asked[-1] - 1]

    monkeypatch.setattr("builtins.input", typed)
    ran = created(cli, tmp_path / "new", card.trust, terminal=True)
    assert ran.status == 0
    assert len(set(asked)) == 3


def test_create_without_words_and_without_a_terminal(cli: Cli, card: Card, tmp_path: Path) -> None:
    ran = created(cli, tmp_path / "new", card.trust)
    assert ran.status == 2
    assert "--words" in ran.err


def test_create_with_words_of_another_office(cli: Cli, card: Card, tmp_path: Path) -> None:
    wrong = [word for word in ("zoo", "abandon", "zebra") if word not in card.words]
    ran = created(cli, tmp_path / "new", card.trust, "--words", f"1:{wrong[0]},2:x,3:y")
    assert ran.status == 3
    assert ran.json["error"]["code"] == "WordsDoNotMatch"
    assert not (tmp_path / "new").exists()


@pytest.mark.parametrize("typed", ["zoo", "zoo zoo zoo", "1:zoo 2:zoo zoo", "1:zoo,2:zoo"])
def test_create_with_too_few_words_or_no_places(
    cli: Cli, card: Card, tmp_path: Path, typed: str
) -> None:
    ran = created(cli, tmp_path / "new", card.trust, "--words", typed)
    assert ran.status in {2, 3}
    assert not (tmp_path / "new").exists()


def test_create_from_a_file_that_is_no_trust_list(cli: Cli, tmp_path: Path) -> None:
    other = cli.file("letter.json", "{}")
    ran = created(cli, tmp_path / "new", str(other), "--words", "1:a,2:b,3:c")
    assert ran.status == 3
    assert ran.json["error"]["code"] == "NotATrustList"


def test_request_writes_a_file_and_says_its_words(cli: Cli, wing: Path, stick: Path) -> None:
    ran = cli("wing request", wing, "--to", stick, "--json", user="Hal")
    assert ran.status == 0
    assert Path(ran.json["path"]).is_file()
    assert len(ran.json["words"]) == 12
    again = cli("wing request", wing, "--to", stick, user="Hal")
    assert all(word in again.out for word in ran.json["words"])


def test_request_needs_the_head(cli: Cli, wing: Path, stick: Path) -> None:
    ran = cli("wing request", wing, "--to", stick, user="Nia")
    assert ran.status == 3
    assert "[NotAllowed]" in ran.err
    assert list(stick.iterdir()) == []


def test_request_of_an_office(cli: Cli, office: Path, stick: Path) -> None:
    ran = cli("wing request", office, "--to", stick)
    assert ran.status == 3
    assert "[WrongKindOfStore]" in ran.err


def test_words_are_read_however_they_are_set_apart() -> None:
    assert words.several(" one, two;three\n four ") == ("one", "two", "three", "four")
    assert words.placed("11:c 3:a,7:b") == {3: "a", 7: "b", 11: "c"}
    with pytest.raises(WrongUsage):
        words.placed("")
