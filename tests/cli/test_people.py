# SPDX-License-Identifier: MIT
from pathlib import Path

import pytest

from tests.cli.conftest import Cli
from tests.stores import PASSWORD


@pytest.fixture
def new_password(cli: Cli) -> Path:
    return cli.file("new-password", "a different long one\n")


def test_add_list_disable(cli: Cli, wing: Path, new_password: Path) -> None:
    given = ("--role", "head", "--new-password-file", new_password, "--json")
    ran = cli("user add", wing, "Mo", *given, user="Hal")
    assert ran.json["person"] == {"name": "Mo", "role": "head", "active": True}
    assert cli.run("list", wing, "--user", "Mo", "--password-file", new_password).status == 0

    assert cli("user disable", wing, "Nia", user="Hal").status == 0
    listed = cli("user list", wing, "--json", user="Hal").json["people"]
    assert {p["name"]: p["active"] for p in listed} == {"Hal": True, "Mo": True, "Nia": False}
    assert "Nia  staff  (disabled)" in cli("user list", wing, user="Hal").out
    assert "[WrongPassword]" in cli("list", wing, user="Nia").err


def test_staff_may_not_add(cli: Cli, wing: Path, new_password: Path) -> None:
    ran = cli("user add", wing, "Mo", "--new-password-file", new_password, user="Nia")
    assert ran.status == 3
    assert "[NotAllowed]" in ran.err


@pytest.mark.parametrize(
    ("command", "code"),
    [("add Nia", "PersonExists"), ("disable Mo", "PersonUnknown"), ("disable Hal", "LastHead")],
)
def test_refusals(cli: Cli, wing: Path, new_password: Path, command: str, code: str) -> None:
    what, name = command.split()
    more = ("--new-password-file", new_password) if what == "add" else ()
    ran = cli(f"user {what}", wing, name, *more, user="Hal")
    assert ran.status == 3
    assert f"[{code}]" in ran.err


def test_own_password(cli: Cli, wing: Path, new_password: Path) -> None:
    ran = cli("user password", wing, "--new-password-file", new_password, user="Nia")
    assert ran.status == 0
    assert "a different long one" not in ran.out + ran.err
    assert cli("list", wing, user="Nia").status == 3
    assert cli.run("list", wing, "--user", "Nia", "--password-file", new_password).status == 0


def test_another_persons_password(cli: Cli, wing: Path, new_password: Path) -> None:
    given = ("Hal", "--new-password-file", new_password)
    assert "[NotAllowed]" in cli("user password", wing, *given, user="Nia").err
    given = ("Nia", "--new-password-file", new_password)
    assert cli("user password", wing, *given, user="Hal").status == 0
    assert cli.run("list", wing, "--user", "Nia", "--password-file", new_password).status == 0
    assert PASSWORD != "a different long one"


def test_a_role_is_changed(cli: Cli, wing: Path) -> None:
    ran = cli("user role", wing, "Nia", "head", "--json", user="Hal")
    assert ran.status == 0
    assert ran.json["person"]["role"] == "head"
    assert cli("user role", wing, "Hal", "staff", user="Nia").status == 0
    refused = cli("user role", wing, "Nia", "staff", user="Nia")
    assert refused.status == 3
    assert "[LastHead]" in refused.err
