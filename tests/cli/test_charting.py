# SPDX-License-Identifier: MIT
"""`coprod spc` as a script uses it: JSON in, JSON out, a sentence for what cannot be charted."""

import io
import json
import sys
from typing import Any

import pytest

from coprod_desktop.cli import main, terminal

SERIES = {
    "dates": [f"2026-{month:02}-01" for month in range(1, 9)],
    "values": [5, 1, 2, 3, 4, 5, 6, 7],
    "options": {"rebase": None, "improvement_direction": "decrease", "target": 3},
}


def spc(monkeypatch: pytest.MonkeyPatch, text: str) -> int:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(text.encode())))
    return main.main(["spc"])


def test_a_series_comes_back_as_a_chart(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert spc(monkeypatch, json.dumps(SERIES)) == terminal.DONE
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    assert found["icons"] == {"variation": "concern_high", "assurance": "inconsistent"}
    assert found["assurance_type"] == "inconsistent"
    assert [point["special_cause_type"] for point in found["points"]][1:] == [
        "7 Point Trend (Increasing)"
    ] * 7
    assert found["groups"][0]["short_group_warning"] is True
    assert len(found["warnings"]) == 1
    assert "worse" in found["sentence"]


@pytest.mark.parametrize(
    "text",
    [
        "not json",
        "[]",
        json.dumps({**SERIES, "values": ["a"] * 8}),
        json.dumps({**SERIES, "options": {"fix_after_n_points": 11}}),
        json.dumps({**SERIES, "dates_type": "character"}),
        json.dumps({"dates": [], "values": []}),
        json.dumps({**SERIES, "more": 1}),
    ],
)
def test_what_is_no_series_is_refused_in_words(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], text: str
) -> None:
    assert spc(monkeypatch, text) == terminal.FAILED
    said = capsys.readouterr()
    assert said.out == ""
    assert "InvalidValue" in said.err
