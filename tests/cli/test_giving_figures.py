# SPDX-License-Identifier: MIT
"""`coprod report`: figures for others, each in the kind of file that its name says."""

import csv
import json
from pathlib import Path

import docx
import openpyxl
import pytest

from tests.cli.conftest import Cli


@pytest.fixture
def filled(cli: Cli, wing: Path) -> Path:
    record = {"date": "2026-03-02", "form": "feedback-1", "answers": {"fft_overall": 1}}
    line = json.dumps({"type": "feedback", "record": {**record, "site": "HMP North"}})
    cli("record", wing, user="Hal", stdin=(line + "\n").encode() * 6)
    return wing


def test_the_fft_return(cli: Cli, filled: Path, tmp_path: Path) -> None:
    file = tmp_path / "fft.csv"
    ran = cli("report", filled, "fft", "--month", "2026-03", "--to", file, user="Hal")
    assert ran.status == 0, ran.err
    rows = list(csv.reader(file.read_text("utf-8-sig").splitlines()))
    assert rows[1][:9] == ["2026-03", "HMP North", "6", "0", "0", "0", "0", "0", "6"]
    assert rows[1][9] == "100.0"
    assert rows[-1][0] == "how suppressed"


def test_returns_are_workbooks_too_that_say_what_they_hold(
    cli: Cli, filled: Path, tmp_path: Path
) -> None:
    fft, complaints = tmp_path / "fft.xlsx", tmp_path / "k.XLSX"
    ran = cli("report", filled, "fft", "--month", "2026-03", "--to", fft, user="Hal")
    assert ran.status == 0, ran.err
    found = sheets(fft)
    assert list(found) == ["FFT", "Data dictionary", "How suppressed"]
    assert [row[1] for row in found["FFT"]] == ["site", "HMP North", "all sites"]
    assert found["FFT"][1][2] == 6
    columns = [row[0] for row in found["Data dictionary"][1:]]
    assert columns == list(found["FFT"][0])
    assert any("Fewer" in str(row[1]) or "*" in str(row[1]) for row in found["How suppressed"])
    period = ("--from", "2026-04-01", "--until", "2027-03-31")
    assert cli("report", filled, "ko41a", *period, "--to", complaints, user="Hal").status == 0
    assert [str(row[1]) for row in sheets(complaints)["KO41a"][1:3]] == [
        "brought_forward",
        "received",
    ]
    ran = cli("report", filled, "ko41a", *period, "--to", tmp_path / "k.ods", user="Hal")
    assert ran.status == 2


def sheets(file: Path) -> dict[str, list[list[object]]]:
    book = openpyxl.load_workbook(file)
    return {sheet.title: [list(row) for row in sheet.values] for sheet in book}


def test_the_complaints_return(cli: Cli, filled: Path, tmp_path: Path) -> None:
    file = tmp_path / "ko41a.csv"
    period = ("--from", "2026-04-01", "--until", "2027-03-31")
    assert cli("report", filled, "ko41a", *period, "--to", file, user="Hal").status == 0
    assert "acknowledged" in file.read_text("utf-8-sig")


def test_fhir_calendar_and_the_inspectors_pack(cli: Cli, filled: Path, tmp_path: Path) -> None:
    fhir, calendar, pack = (tmp_path / name for name in ("c.ndjson", "m.ics", "p.docx"))
    assert cli("report", filled, "fhir", "--to", fhir, "--json", user="Hal").json["lines"] == 7
    assert cli("report", filled, "calendar", "--to", calendar, user="Hal").status == 0
    assert calendar.read_text().startswith("BEGIN:VCALENDAR")
    period = ("--from", "2026-03-01", "--until", "2026-03-31")
    assert cli("report", filled, "inspector", *period, "--to", pack, user="Hal").status == 0
    assert "What patients said" in docx.Document(str(pack)).paragraphs[0].text
    drawn = tmp_path / "p.pdf"
    assert cli("report", filled, "inspector", *period, "--to", drawn, user="Hal").status == 0
    assert drawn.read_bytes().startswith(b"%PDF")
    ran = cli("report", filled, "inspector", *period, "--to", tmp_path / "p.txt", user="Hal")
    assert ran.status == 2


def test_a_file_of_the_wrong_name_or_a_person_who_may_not(
    cli: Cli, filled: Path, tmp_path: Path
) -> None:
    ran = cli("report", filled, "fhir", "--to", tmp_path / "c.txt", user="Hal")
    assert ran.status == 2
    ran = cli("report", filled, "fhir", "--to", tmp_path / "c.ndjson", user="Nia")
    assert "[NotAllowed]" in ran.err
    assert not (tmp_path / "c.ndjson").exists()
    ran = cli("report", filled, "fft", "--month", "June", "--to", tmp_path / "f.csv", user="Hal")
    assert ran.status == 2
