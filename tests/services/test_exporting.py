# SPDX-License-Identifier: MIT
"""A list goes out as a spreadsheet: whole, harmless, noted, and with small counts hidden."""

import csv
import io
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from coprod_desktop.domain import suppression
from coprod_desktop.domain.errors import Cancelled, InvalidValue, NotAllowed
from coprod_desktop.services.access import auditing
from coprod_desktop.services.papers import exporting, list_workbook
from coprod_desktop.services.papers.exporting import Wanted
from coprod_desktop.services.recording import records
from coprod_desktop.services.recording.lists import FeedbackRow, Query
from coprod_desktop.services.session import SignedIn
from tests.stores import Folders, feedback, stop_at

FORMULA = "=HYPERLINK(A1) is what I was told"


@pytest.fixture
def some(wing: SignedIn) -> SignedIn:
    for n in range(12):
        kind = "concern" if n < 3 else "compliment"
        answers = {"fft_overall": 1 if n else 5}
        made = feedback(f"Comment {n}", wing="B", kind=kind, themes=("MED.HATCH",), answers=answers)
        records.save(wing, made)
    records.save(wing, feedback(FORMULA, wing="+A", staff_note="@SUM(1)", slip_code="K7-42"))
    return wing


def read(file: Path) -> list[dict[str, str]]:
    assert file.read_bytes().startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(file.read_text("utf-8-sig"), newline="")))


def test_the_table_holds_codes_and_labels_and_no_words(some: SignedIn, tmp_path: Path) -> None:
    file = tmp_path / "list.csv"
    assert exporting.write(some, file, Wanted()) == 13
    rows = read(file)
    assert len(rows) == 13
    assert list(rows[0])[:6] == ["id", "date", "site", "wing", "service", "channel"]
    last = rows[-1]
    assert (last["kind"], last["kind_label"], last["fft_label"]) == (
        "concern",
        "Concern",
        "Very poor",
    )
    assert last["themes_label"] == "Medicines: hatch queue and timing"
    assert "Comment" not in file.read_text("utf-8-sig")
    assert not any(name.startswith(("words", "staff", "slip")) for name in last)


def test_words_go_along_when_they_are_asked_for_and_compute_nothing(
    some: SignedIn, tmp_path: Path
) -> None:
    file = tmp_path / "list.csv"
    exporting.write(some, file, Wanted(Query(words="told"), words=True))
    (row,) = read(file)
    assert row["words_what_good"] == "'" + FORMULA
    assert (row["wing"], row["staff_note"], row["slip_code"]) == ("'+A", "'@SUM(1)", "K7-42")


def test_a_workbook_has_the_list_counts_a_dictionary_and_the_rule(
    some: SignedIn, tmp_path: Path
) -> None:
    file = tmp_path / "list.xlsx"
    exporting.write(some, file, Wanted(words=True, filters="Wing: B"))
    book = openpyxl.load_workbook(file)
    assert book.sheetnames == ["Feedback", "Counts", "Data dictionary", "How suppressed"]
    said: list[Any] = [cell.value for row in book["Feedback"].rows for cell in row]
    assert "'" + FORMULA in said
    assert all(cell.data_type != "f" for sheet in book for row in sheet.rows for cell in row)
    heading = [cell.value for cell in next(iter(book["Feedback"].rows))]
    named = [row[0].value for row in book["Data dictionary"].rows][1:]
    assert named == heading
    counts = [cell.value for row in book["Counts"].rows for cell in row]
    assert "*" in counts
    assert not {"1", "2", "3"} & set(counts)
    about = [str(cell.value) for row in book["How suppressed"].rows for cell in row]
    assert suppression.why() in about
    assert "Wing: B" in about


def test_only_heads_may_and_it_is_noted(some: SignedIn, folders: Folders, tmp_path: Path) -> None:
    exporting.write(some, tmp_path / "list.csv", Wanted(words=True))
    (line,) = auditing.page(some, auditing.AuditQuery(kind="report"))
    assert (line.about, line.detail) == ("csv", "13 comments, with patients' words")
    some.close()
    nia = folders.open("wing", "Nia")
    with pytest.raises(NotAllowed):
        exporting.write(nia, tmp_path / "other.csv", Wanted())
    assert not (tmp_path / "other.csv").exists()


def test_another_kind_of_file_and_a_stop_leave_nothing(some: SignedIn, tmp_path: Path) -> None:
    with pytest.raises(InvalidValue):
        exporting.write(some, tmp_path / "list.ods", Wanted())
    for name in ("list.csv", "list.xlsx"):
        with pytest.raises(Cancelled):
            exporting.write(some, tmp_path / name, Wanted(), stop_at(1, Cancelled()))
    assert list(tmp_path.glob("list*")) == []


def row(wing: str, kind: str, fft: int | None) -> FeedbackRow:
    texts: dict[str, Any] = dict.fromkeys(FeedbackRow.__struct_fields__, "")
    texts.update(wing=wing, kind=kind, fft=fft, themes=("MED",))
    return FeedbackRow(**texts)


ROWS = st.lists(
    st.builds(
        row,
        st.sampled_from("ABC"),
        st.sampled_from(["", "concern", "mixed"]),
        st.sampled_from([None, 1, 5]),
    ),
    max_size=40,
)


@given(ROWS)
def test_no_count_on_the_sheet_is_small(rows: list[FeedbackRow]) -> None:
    total = suppression.shown(len(rows))
    for counted in list_workbook.summary(rows, suppression.NHS_DIGITAL):
        for line in counted.lines:
            assert all(text == "*" or int(text) == 0 or int(text) >= 10 for text in line[1:])
            if line[0] == "All":
                assert line[-1] == total
