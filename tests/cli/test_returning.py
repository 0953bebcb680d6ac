# SPDX-License-Identifier: MIT
"""What goes back to a wing, and what wings trust, from a terminal."""

import json
from pathlib import Path

import pytest

from coprod_desktop import paths
from coprod_desktop.services.access.slowing import Tries
from coprod_desktop.services.exchanging import receipts
from tests.cli.conftest import Cli


@pytest.fixture
def comment(cli: Cli, wing: Path, office: Path, stick: Path) -> str:
    """A comment that the wing recorded and the office has."""
    line = {
        "type": "feedback",
        "record": {"date": "2026-03-02", "form": "feedback-1", "answers": {"what_good": "Soup"}},
    }
    raw = json.dumps(line).encode()
    made = cli("record", wing, "--json", user="Hal", stdin=raw).json
    assert cli("export", wing, "--to", stick, user="Hal").status == 0
    assert cli("import", office, stick).status == 0
    return made["recorded"][0]["id"]


def test_an_answer_travels_back(
    cli: Cli, wing: Path, office: Path, stick: Path, comment: str
) -> None:
    said = ("--lever", "change", "--text", "More soup from Monday.")
    ran = cli("answer", office, comment, *said)
    assert ran.status == 0
    assert "next return" in ran.out
    ran = cli("return", office, "--to", stick)
    assert ran.status == 0
    assert "1 answers" in ran.out
    ran = cli("receive", wing, stick, user="Hal")
    assert ran.status == 0
    assert "1 receipts, 1 answers" in ran.out
    assert "already imported" in cli("receive", wing, stick, user="Hal").out
    shown = cli("log", wing, comment, user="Hal")
    assert "More soup from Monday." in shown.out
    assert "the office (change)" in shown.out
    found = cli("log", wing, comment, "--json", user="Hal").json["answers"]
    assert [each["text"] for each in found] == ["More soup from Monday."]


def test_what_is_not_for_this_wing_is_named(
    cli: Cli, wing: Path, office: Path, stick: Path
) -> None:
    made = cli("return", office, "--to", stick, "--json").json["returns"]
    theirs = next(each["path"] for each in made if each["site"] == "HMP Elsewhere")
    ran = cli("receive", wing, theirs, user="Hal")
    assert ran.status == 1
    assert "[NotForThisPc]" in ran.out
    empty = stick / "empty"
    empty.mkdir()
    assert cli("receive", wing, empty, user="Hal").out.startswith("There was nothing")


def test_a_receipt_over_the_telephone(
    cli: Cli,
    wing: Path,
    office: Path,
    comment: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(receipts, "_TRIES", Tries())
    device = cli("office devices", office, "--json").json["devices"]
    short = next(each["short"] for each in device if each["high_water"])
    ran = cli("receipt", office, short)
    assert ran.out.startswith("Read out: ")
    code = ran.out.splitlines()[0].removeprefix("Read out: ")
    wrong = cli("receipt", wing, "--code", "00000 00000", user="Hal")
    assert wrong.status == 3
    assert "[ReceiptCodeWrong]" in wrong.err
    ran = cli("receipt", wing, "--code", code, user="Hal")
    assert ran.status == 0
    assert "up to change 1" in ran.out
    assert "[ReceiptCodeOld]" in cli("receipt", wing, "--code", code, user="Hal").err
    assert cli("receipt", wing, user="Hal").status == 2
    assert cli("receipt", office, short, "--code", code).status == 2


def test_a_form_goes_out(cli: Cli, wing: Path, office: Path, stick: Path) -> None:
    assert "Only the forms of the program" in cli("form", office).out
    file = paths.resource("forms") / "feedback-1.json"
    assert "version 1" in cli("form", office, file).out
    cli("return", office, "--to", stick)
    assert "1 forms" in cli("receive", wing, stick, user="Hal").out
    assert [each["version"] for each in cli("form", wing, "--json", user="Hal").json["forms"]] == [
        1
    ]


def test_the_trust_list_and_holders_of_root_keys(cli: Cli, office: Path, tmp_path: Path) -> None:
    ran = cli("office trust", office)
    assert "1 of 1 root keys have to sign" in ran.out
    assert cli("office retire", office).status == 3
    holders: list[object] = []
    for name in ("Ann", "Bo", "Cy"):
        (tmp_path / name).mkdir()
        secret = cli.file(f"secret-{name}", f"the secret of {name}\n")
        holders += ["--holder", name, tmp_path / name, "--passphrase-file", secret]
    ran = cli("office roots", office, *holders, "--threshold", 2, "--json")
    assert ran.status == 0
    assert ran.json["trust"]["threshold"] == 2
    assert len(ran.json["words"]) == 12
    for name in ("Ann", "Bo", "Cy"):
        assert f"the secret of {name}" not in ran.out + ran.err
    ran = cli("office rotate", office)
    assert "Waits for 2 more signatures" in ran.out
    assert "[ChangeWaiting]" in cli("office rotate", office).err
    for name in ("Ann", "Cy"):
        (file,) = (tmp_path / name).iterdir()
        secret = tmp_path / f"secret-{name}"
        ran = cli("office sign", office, file, "--passphrase-file", secret)
        assert ran.status == 0
    assert "Former keys still in use: 1." in ran.out
    assert "HMP Example, B has not seen" in ran.out
    assert "[WingsNotInformed]" in cli("office retire", office).err
    cli("office rotate", office)
    assert cli("office withdraw", office).status == 0
    assert "[NothingToSign]" in cli("office withdraw", office).err


def test_plans_that_are_not_whole(cli: Cli, office: Path, tmp_path: Path) -> None:
    secret = cli.file("secret", "the secret of Ann\n")
    for wrong in (
        [],
        ["--threshold", 2],
        ["--in-store", "--holder", "Ann", tmp_path, "--passphrase-file", secret],
        ["--holder", "A", tmp_path, "--holder", "B", tmp_path, "--passphrase-file", secret],
        ["--holder", "A", tmp_path],
    ):
        assert cli("office roots", office, *wrong).status == 2


def test_another_recovery_key(cli: Cli, office: Path, tmp_path: Path) -> None:
    words = tmp_path / "words.txt"
    ran = cli("office rotate", office, "--recovery", "--recovery-words-to", words)
    assert ran.status == 0, ran.err
    assert len(words.read_text("utf-8").split()) == 24
    assert words.read_text("utf-8").split()[0] not in ran.out.split()


def test_a_story_asks_in_the_words_of_the_offices_form(
    cli: Cli, wing: Path, office: Path, stick: Path
) -> None:
    tree = json.loads((paths.resource("forms") / "feedback-1.json").read_text("utf-8"))
    tree["id"] = "kitchen-1"
    tree["questions"][0]["text"] = "What was good about the food?"
    form = cli.file("kitchen.json", json.dumps(tree))
    assert cli("form", office, form).status == 0
    cli("return", office, "--to", stick)
    assert cli("receive", wing, stick, user="Hal").status == 0
    answers = {tree["questions"][0]["id"]: "The soup"}
    line = {"date": "2026-03-02", "form": "kitchen-1", "answers": answers}
    raw = json.dumps({"type": "feedback", "record": line}).encode()
    made = cli("record", wing, "--json", user="Hal", stdin=raw)
    (record,) = made.json["recorded"]
    told = cli("log", wing, record["id"], user="Hal").out
    assert "What was good about the food: The soup" in told
