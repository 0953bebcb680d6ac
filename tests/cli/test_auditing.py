# SPDX-License-Identifier: MIT
import csv
from pathlib import Path

from tests.cli.conftest import Cli


def test_audit_lists_who_did_what_newest_first(cli: Cli, wing: Path) -> None:
    cli("list", wing, user="Nia")
    ran = cli("audit", wing, "--json", user="Hal")
    assert ran.status == 0
    lines = ran.json["lines"]
    assert [line["n"] for line in lines] == sorted((line["n"] for line in lines), reverse=True)
    assert [line["kind"] for line in lines[:4]] == ["audit", "sign_in", "sign_out", "sign_in"]
    assert lines[3]["by"] == "Nia"
    assert set(lines[0]) == {"n", "at", "by", "kind", "about", "detail"}


def test_audit_for_people(cli: Cli, wing: Path) -> None:
    ran = cli("audit", wing, "--kind", "person", user="Hal")
    (line,) = ran.out.splitlines()
    assert "Hal  person  Nia  added as staff" in line
    none = cli("audit", wing, "--search", "nothing of the kind", user="Hal")
    assert none.out == "There is no such line.\n"


def test_audit_finds_and_limits(cli: Cli, wing: Path) -> None:
    for _ in range(3):
        cli("list", wing, user="Nia")
    nia = cli("audit", wing, "--by", "Nia", "--limit", "4", "--json", user="Hal").json["lines"]
    assert len(nia) == 4
    every = cli("audit", wing, "--limit", "0", "--json", user="Hal").json["lines"]
    assert every[-1]["n"] == 1
    assert cli("audit", wing, "--to", "2020-01-01", "--json", user="Hal").json["lines"] == []
    assert cli("audit", wing, "--from", "2020-01-01", "--json", user="Hal").json["lines"]


def test_audit_as_a_table(cli: Cli, wing: Path, tmp_path: Path) -> None:
    file = tmp_path / "audit.csv"
    ran = cli("audit", wing, "--export", file, "--json", user="Hal")
    assert ran.status == 0
    rows = list(csv.DictReader(file.read_text("utf-8-sig").splitlines()))
    assert len(rows) == ran.json["lines"]
    assert rows[0]["kind"] == "set_up"


def test_audit_is_not_for_everybody(cli: Cli, wing: Path, tmp_path: Path) -> None:
    assert cli("audit", wing, user="Nia").status == 3
    assert cli("audit", wing, "--export", tmp_path / "x.csv", user="Nia").status == 3
    assert not (tmp_path / "x.csv").exists()


def test_audit_refuses_a_kind_that_is_none(cli: Cli, wing: Path) -> None:
    ran = cli("audit", wing, "--kind", "gossip", user="Hal")
    assert ran.status == 2
    assert "sign_in" in ran.err
