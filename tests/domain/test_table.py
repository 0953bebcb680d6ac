# SPDX-License-Identifier: MIT
"""A spreadsheet shows what was written, and computes none of it."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coprod_desktop.domain import table

FORMULAS = "=+-@\t\r＝＋－＠"  # noqa: RUF001  full width, as some spreadsheets read them


@pytest.mark.parametrize("said", ["=cmd|' /C calc'!A0", "+1", "-1", "@SUM(A1)", "\t=1", "  =1"])
def test_what_looks_like_a_formula_is_shown_as_text(said: str) -> None:
    assert table.harmless(said) == "'" + said


@pytest.mark.parametrize("said", ["", "Hal", "a=b", "3 + 4", "O'Neil", "£5"])
def test_other_text_stays_as_it_is(said: str) -> None:
    assert table.harmless(said) == said


@given(st.lists(st.tuples(st.text(), st.integers()), max_size=5))
def test_every_row_comes_back_and_no_cell_begins_a_formula(rows: list[tuple[str, int]]) -> None:
    written = b"".join(table.lines(("text", "number"), rows))
    assert written.startswith(b"\xef\xbb\xbf")
    read = list(csv.reader(io.StringIO(written.decode("utf-8-sig"), newline="")))
    assert read[0] == ["text", "number"]
    for (text, number), cells in zip(rows, read[1:], strict=True):
        assert cells in ([text, str(number)], ["'" + text, str(number)])
        assert not cells[0].lstrip().startswith(tuple(FORMULAS))
