# SPDX-License-Identifier: MIT
"""Rows of a spreadsheet: each good one is recorded, each other one is named with why."""

import datetime
from pathlib import Path
from typing import Any

import msgspec
import pytest

from coprod_desktop.domain.errors import Cancelled, CannotRead, InvalidValue, WrongKindOfStore
from coprod_desktop.domain.records import Feedback
from coprod_desktop.services.access import care
from coprod_desktop.services.entering import spreadsheet
from coprod_desktop.services.entering.spreadsheet import CsvReport
from coprod_desktop.services.recording import lists, records
from coprod_desktop.services.session import SignedIn
from tests.stores import content, stop_at

MAP: dict[str, Any] = {
    "form": "feedback-1",
    "date": {"column": "Date", "format": "%d/%m/%Y"},
    "fields": {
        "wing": {"column": "Wing"},
        "themes": {"column": "Themes", "separator": ";"},
        "wants_reply": {"column": "Reply", "values": {"yes": True, "no": False, "": None}},
    },
    "answers": {
        "what_good": {"column": "Good"},
        "fft_overall": {"column": "FFT", "values": {"Very good": 1, "Poor": 4, "": None}},
    },
    "constants": {"channel": "paper_slip"},
}
HEAD = "Date,Wing,Themes,Reply,Good,FFT"
GOOD = "02/03/2026,B,ACC;COM,yes,The nurse listened,Very good"


def given(s: SignedIn, folder: Path, text: str | bytes, **other: Any) -> CsvReport:
    file = folder / "comments.csv"
    file.write_bytes(text.encode() if isinstance(text, str) else text)
    mapping = msgspec.convert({**MAP, **other}, spreadsheet.CsvMap)
    return spreadsheet.import_csv(s, file, mapping)


def stored(s: SignedIn, report: CsvReport) -> list[Feedback]:
    found = [records.get(s, saved.id).record for saved in report.taken]
    assert all(isinstance(record, Feedback) for record in found)
    return [record for record in found if isinstance(record, Feedback)]


def test_a_good_row_becomes_feedback(wing: SignedIn, tmp_path: Path) -> None:
    report = given(wing, tmp_path, f"{HEAD}\n{GOOD}\n")
    assert report.refused == ()
    assert stored(wing, report) == [
        Feedback(
            date=datetime.date(2026, 3, 2),
            form="feedback-1",
            answers={"what_good": "The nurse listened", "fft_overall": 1},
            wing="B",
            themes=("ACC", "COM"),
            wants_reply=True,
            channel="paper_slip",
        )
    ]


@pytest.mark.parametrize(
    ("row", "code", "said"),
    [
        ("31/02/2026,B,,no,Tea,Poor", "InvalidValue", "“Date” is not a date"),
        (",B,,no,Tea,Poor", "InvalidValue", "“Date” is not a date"),
        ("2026-03-02,B,,no,Tea,Poor", "InvalidValue", "“Date” is not a date"),
        ("02/03/2026,B,,perhaps,Tea,Poor", "InvalidValue", "“Reply” has an unknown value"),
        ("02/03/2026,B,,no,Tea,Awful", "InvalidValue", "“FFT” has an unknown value"),
        ("02/03/2026,B,,no,,", "InvalidValue", "no question was answered"),
        ("02/03/2026,B,acc,no,Tea,Poor", "InvalidValue", "“themes” is not written"),
        (f"02/03/2026,{'B' * 201},,no,Tea,Poor", "InvalidValue", "“wing” is longer than"),
        (f"02/03/2026,B,,no,{'w' * 20_001},Poor", "InvalidValue", "longer"),
        ("02/03/2026,B,,no,Tea", "BrokenRow", "5 cells, and the heading 6"),
        ("02/03/2026,B,,no,Tea,Poor,more", "BrokenRow", "7 cells, and the heading 6"),
        ('02/03/2026,B,,no,"Tea"x,Poor', "BrokenRow", "cannot be read"),
        (f'02/03/2026,B,,no,"{"w" * 1_100_000}",Poor', "BrokenRow", "cannot be read"),
    ],
)
def test_a_broken_row_is_named_and_the_others_are_taken(
    wing: SignedIn, tmp_path: Path, row: str, code: str, said: str
) -> None:
    report = given(wing, tmp_path, f"{HEAD}\n{GOOD}\n{row}\n{GOOD}\n")
    assert len(report.taken) == 2
    ((refused),) = report.refused
    assert (refused.line, refused.code) == (3, code)
    assert said in refused.why
    assert lists.counts(wing).feedback == 2
    assert care.check(wing).ok


def test_bytes_that_are_no_text_cost_their_row_alone(wing: SignedIn, tmp_path: Path) -> None:
    bad = b"02/03/2026,B,,no,caf\xe9,Poor"
    text = HEAD.encode() + b"\n" + bad + b"\n" + GOOD.encode()
    report = given(wing, tmp_path, text)
    assert len(report.taken) == 1
    assert [(row.line, row.code) for row in report.refused] == [(2, "BrokenRow")]
    again = given(wing, tmp_path, text, encoding="cp1252")
    assert stored(wing, again)[0].answers["what_good"] == "café"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252", "latin-1"])
def test_encodings(wing: SignedIn, tmp_path: Path, encoding: str) -> None:
    text = f"{HEAD}\r\n02/03/2026,B,,no,café,Poor\r\n".encode(encoding)
    chosen = "utf-8-sig" if encoding.startswith("utf-8") else encoding
    report = given(wing, tmp_path, text, encoding=chosen)
    assert stored(wing, report)[0].answers["what_good"] == "café"


@pytest.mark.parametrize("encoding", ["no-such-encoding", "base64", "utf-16", "utf-32", "ascii\0"])
def test_an_encoding_that_does_not_fit_is_a_fault_of_the_map(
    wing: SignedIn, tmp_path: Path, encoding: str
) -> None:
    with pytest.raises(InvalidValue):
        given(wing, tmp_path, f"{HEAD}\n{GOOD}\n", encoding=encoding)
    assert lists.counts(wing).feedback == 0


@pytest.mark.parametrize("cut", [1, 2, 3])
def test_a_file_that_stops_within_a_letter_takes_nothing_wrong(
    wing: SignedIn, tmp_path: Path, cut: int
) -> None:
    raw = f"{HEAD}\n{GOOD}\n".encode("utf-16")[:-cut]
    try:
        report = given(wing, tmp_path, raw, encoding="utf-16")
    except InvalidValue:
        assert lists.counts(wing).feedback == 0
    else:
        assert len(report.taken) + len(report.refused) == 1


@pytest.mark.parametrize("text", ["", "\n", "Date,Wing\n", HEAD.replace("Good", "Bad"), "a\0b\n"])
def test_a_column_that_is_missing_stops_before_the_first_row(
    wing: SignedIn, tmp_path: Path, text: str
) -> None:
    with pytest.raises(InvalidValue) as caught:
        given(wing, tmp_path, text)
    assert "column" in caught.value.title or "heading" in caught.value.title


def test_quotes_commas_line_ends_and_blank_lines(wing: SignedIn, tmp_path: Path) -> None:
    row = '02/03/2026,B,,no,"He said ""later"", then\nleft",Poor'
    report = given(wing, tmp_path, f"{HEAD}\n\n{row}\n\n{GOOD}\n")
    assert [r.answers["what_good"] for r in stored(wing, report)] == [
        'He said "later", then\nleft',
        "The nurse listened",
    ]


def test_a_quote_that_is_never_closed_is_named(wing: SignedIn, tmp_path: Path) -> None:
    report = given(wing, tmp_path, f'{HEAD}\n{GOOD}\n02/03/2026,B,,no,"Tea,Poor\n{GOOD}\n')
    assert len(report.taken) == 1
    assert [row.code for row in report.refused] == ["BrokenRow"]


def test_columns_in_any_order_and_others_besides(wing: SignedIn, tmp_path: Path) -> None:
    text = "Extra,Good,FFT,Date,Reply,Themes,Wing\nx,Tea,,02/03/2026,,,\n"
    (record,) = stored(wing, given(wing, tmp_path, text))
    assert record.answers == {"what_good": "Tea"}
    assert record.wing == ""


def test_one_answer_a_row(wing: SignedIn, tmp_path: Path) -> None:
    asked = {
        "column": "Question",
        "answer": "Answer",
        "questions": {"What was good?": "what_good", "What could be better?": "what_better"},
    }
    text = (
        "Date,Question,Answer\n"
        "02/03/2026,What  was good? ,Tea\n"
        "02/03/2026,What could be better?,Coffee\n"
        "02/03/2026,Something else?,Milk\n"
        "02/03/2026,What was good?,\n"
    )
    report = given(wing, tmp_path, text, asked=asked, fields={}, answers={})
    assert [r.answers for r in stored(wing, report)] == [
        {"what_good": "Tea"},
        {"what_better": "Coffee"},
    ]
    assert [row.line for row in report.refused] == [4, 5]


def test_cancelled_in_the_middle_takes_nothing(wing: SignedIn, tmp_path: Path) -> None:
    file = tmp_path / "comments.csv"
    file.write_text("\n".join([HEAD] + [GOOD] * 1_200))
    mapping = msgspec.convert(MAP, spreadsheet.CsvMap)
    before = content(wing)
    with pytest.raises(Cancelled):
        spreadsheet.import_csv(wing, file, mapping, stop_at(2, Cancelled()))
    assert content(wing) == before
    assert len(spreadsheet.import_csv(wing, file, mapping).taken) == 1_200


@pytest.mark.parametrize("name", ["gone.csv", "."])
def test_a_file_that_cannot_be_read(wing: SignedIn, tmp_path: Path, name: str) -> None:
    with pytest.raises(CannotRead):
        spreadsheet.import_csv(wing, tmp_path / name, msgspec.convert(MAP, spreadsheet.CsvMap))


def test_an_office_records_no_comments(central: SignedIn, tmp_path: Path) -> None:
    with pytest.raises(WrongKindOfStore):
        given(central, tmp_path, f"{HEAD}\n{GOOD}\n")


def test_formulas_are_words_like_others(wing: SignedIn, tmp_path: Path) -> None:
    report = given(wing, tmp_path, f"{HEAD}\n02/03/2026,B,,no,=cmd|' /C calc'!A0,\n")
    assert stored(wing, report)[0].answers["what_good"] == "=cmd|' /C calc'!A0"


@pytest.mark.parametrize(
    "raw", [b"", b"{", b"[]", b"\xff", b'{"form":"feedback-1"}', b'{"form":1}', b'{"zz":1}']
)
def test_a_map_that_is_none_is_refused_in_words(tmp_path: Path, raw: bytes) -> None:
    (tmp_path / "map.json").write_bytes(raw)
    with pytest.raises(InvalidValue):
        spreadsheet.read_map(tmp_path / "map.json")


def test_a_map_is_read(tmp_path: Path) -> None:
    (tmp_path / "map.json").write_bytes(msgspec.json.encode(MAP))
    assert spreadsheet.read_map(tmp_path / "map.json").constants == {"channel": "paper_slip"}
    with pytest.raises(CannotRead):
        spreadsheet.read_map(tmp_path / "gone.json")
