# SPDX-License-Identifier: MIT
"""A spreadsheet says how it is written and what its columns hold, before anything is recorded."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coprod_desktop.domain.errors import CannotRead, InvalidValue
from coprod_desktop.domain.records import Feedback
from coprod_desktop.services.entering import columns, spreadsheet
from coprod_desktop.services.entering.vetting import Guard
from coprod_desktop.services.recording import records
from coprod_desktop.services.session import SignedIn

HEAD = "Date,Wing,What was good?"
ROW = "02/03/2026,B,The café was open"


@pytest.mark.parametrize(
    ("encoding", "found"),
    [
        ("utf-8", "utf-8-sig"),
        ("utf-8-sig", "utf-8-sig"),
        ("cp1252", "cp1252"),
        ("utf-16", "utf-16"),
    ],
)
@pytest.mark.parametrize("delimiter", list(",;\t|"))
def test_how_a_file_is_written_is_found(
    tmp_path: Path, encoding: str, found: str, delimiter: str
) -> None:
    file = tmp_path / "a.csv"
    file.write_text(f"{HEAD}\n{ROW}\n".replace(",", delimiter), encoding)
    seen = columns.look(file)
    assert (seen.encoding, seen.delimiter) == (found, delimiter)
    assert seen.heading == tuple(HEAD.split(","))
    assert seen.rows == (tuple(ROW.split(",")),)


@pytest.mark.parametrize("raw", [b"", b"\n\n", b",,\n1,2,3\n", b"a,a\n1,2\n", b"a\0b,c\n"])
def test_what_names_no_columns_is_refused(tmp_path: Path, raw: bytes) -> None:
    file = tmp_path / "a.csv"
    file.write_bytes(raw)
    with pytest.raises(InvalidValue):
        columns.look(file)
    with pytest.raises(CannotRead):
        columns.look(tmp_path / "gone.csv")


@given(st.lists(st.text(max_size=20), unique=True, max_size=8))
def test_no_column_is_guessed_twice(heading: list[str]) -> None:
    found = columns.guess(heading, ("date", "what_good", "what_better", "fft_overall", "wing"))
    assert len(set(found.values())) == len(found)
    assert set(found.values()) <= set(heading)


def test_the_samples_own_columns_are_all_known() -> None:
    heading = ("date_received", "wing", "what_was_good", "what_could_be_better", "fft_answer")
    wanted = ("date", "wing", "what_good", "what_better", "fft_overall")
    assert columns.guess(heading, wanted) == dict(zip(wanted, heading, strict=True))


def test_a_file_is_tried_and_recorded_alike(wing: SignedIn, tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_text(f"{HEAD}\n{ROW}\n31/02/2026,B,Never\n", "utf-8")
    seen = columns.look(file)
    chosen = {"date": "Date", "wing": "Wing", "what_good": "What was good?"}
    mapping = columns.csv_map(seen, "feedback-1", chosen, {}, {"channel": "survey"}, ["what_good"])
    first = spreadsheet.preview(wing, file, mapping)
    trial = spreadsheet.try_out(wing, file, mapping)
    report = spreadsheet.import_csv(wing, file, mapping)
    assert [row.record is not None for row in first] == [True, False]
    assert (trial.good, trial.refused) == (len(report.taken), report.refused)
    assert spreadsheet.undo(wing, report.taken) == 1
    assert spreadsheet.undo(wing, report.taken) == 0


def test_what_may_tell_of_harm_is_recorded_as_still_to_be_passed_on(
    wing: SignedIn, tmp_path: Path
) -> None:
    file = tmp_path / "a.csv"
    file.write_text(f"{HEAD}\n02/03/2026,B,I will kill myself\n{ROW}\n", "utf-8")
    chosen = {"date": "Date", "what_good": "What was good?"}
    mapping = columns.csv_map(columns.look(file), "feedback-1", chosen, {}, {}, ["what_good"])
    assert spreadsheet.try_out(wing, file, mapping).told == 1
    report = spreadsheet.import_csv(wing, file, mapping, guard=Guard())
    first, second = (records.get(wing, saved.id).record for saved in report.taken)
    assert isinstance(first, Feedback)
    assert isinstance(second, Feedback)
    assert [each.state for each in first.escalations] == ["open"]
    assert second.escalations == ()
