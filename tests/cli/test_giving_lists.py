# SPDX-License-Identifier: MIT
"""`coprod report STORE csv|xlsx`: a list with its filters, as a file for a spreadsheet."""

import csv
import json
from pathlib import Path

import openpyxl
import pytest

from tests.cli.conftest import Cli


@pytest.fixture
def filled(cli: Cli, wing: Path) -> Path:
    lines: list[str] = []
    for place in ("A", "B", "B"):
        record = {"date": "2026-03-02", "form": "feedback-1", "answers": {"what_good": "=1+1"}}
        lines.append(json.dumps({"type": "feedback", "record": {**record, "wing": place}}))
    cli("record", wing, user="Hal", stdin="\n".join(lines).encode())
    return wing


def test_a_filtered_list_as_a_table(cli: Cli, filled: Path, tmp_path: Path) -> None:
    file = tmp_path / "list.csv"
    ran = cli("report", filled, "csv", "--wing", "B", "--with-words", "--to", file, user="Hal")
    assert ran.status == 0, ran.err
    rows = list(csv.DictReader(file.read_text("utf-8-sig").splitlines()))
    assert [(row["wing"], row["words_what_good"]) for row in rows] == [("B", "'=1+1")] * 2


def test_a_workbook_and_a_wrong_name(cli: Cli, filled: Path, tmp_path: Path) -> None:
    file = tmp_path / "list.xlsx"
    assert cli("report", filled, "xlsx", "--rule", "fft", "--to", file, user="Hal").status == 0
    assert openpyxl.load_workbook(file).sheetnames[1] == "Counts"
    ran = cli("report", filled, "xlsx", "--to", tmp_path / "list.csv", user="Hal")
    assert ran.status == 2
    assert "ends in .xlsx" in ran.err


def test_staff_may_not(cli: Cli, filled: Path, tmp_path: Path) -> None:
    ran = cli("report", filled, "csv", "--to", tmp_path / "list.csv", user="Nia")
    assert ran.status != 0
    assert not (tmp_path / "list.csv").exists()
