# SPDX-License-Identifier: MIT
"""`coprod report`: figures for others, each in the kind of file that its name says."""

import csv
import json
from pathlib import Path

import docx
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
