# SPDX-License-Identifier: MIT
"""What leaves of a chart: no small number, and of single events no day."""

import datetime
from pathlib import Path

import pytest

from coprod_desktop.domain.errors import InvalidValue
from coprod_desktop.domain.records import Complaint
from coprod_desktop.services.charting import giving_charts, rolls
from coprod_desktop.services.charting.charts import Words
from coprod_desktop.services.charting.measures import Asked
from coprod_desktop.services.recording import records
from coprod_desktop.services.session import SignedIn
from tests.stores import feedback

FIRST = datetime.date(2025, 1, 6)
WAITS = Asked(measure="complaint_waits", today="2026-03-03")


def complained(s: SignedIn, times: int) -> None:
    days = [FIRST + datetime.timedelta(days=17 * n) for n in range(times)]
    records.save_many(s, [Complaint(received=day) for day in days])


def lines(file: Path) -> list[str]:
    return file.read_text("utf-8-sig").splitlines()


def test_waits_leave_in_their_order_and_without_the_days_of_the_events(
    wing: SignedIn, tmp_path: Path
) -> None:
    complained(wing, 9)
    found = lines(giving_charts.save_numbers(wing, WAITS, tmp_path / "n.csv"))
    assert found[:3] == ["number,complaint_waits", "1,17", "2,17"]
    assert found[8] == "8,17"
    assert "each of them is of one person" in found[9]
    svg = giving_charts.save_chart(wing, WAITS, Words(), "Waits", tmp_path / "c.svg").read_text()
    assert "Jan" not in svg
    assert "2025" not in svg


def test_waits_of_fewer_than_eight_events_do_not_leave(wing: SignedIn, tmp_path: Path) -> None:
    complained(wing, 7)
    found = lines(giving_charts.save_numbers(wing, WAITS, tmp_path / "n.csv"))
    assert found[1:7] == [f"{n},*" for n in range(1, 7)]
    with pytest.raises(InvalidValue, match="very few people"):
        giving_charts.for_paper(wing, WAITS, Words(), "Waits")


def test_rates_hide_what_tells_of_few_and_a_figure_needs_five_points(
    wing: SignedIn, tmp_path: Path
) -> None:
    asked = Asked(measure="per_hundred")
    for month, times in ((1, 20), (2, 3)):
        day = datetime.date(2026, month, 2)
        records.save_many(wing, [feedback(date=day, site="N", wing="A")] * times)
        rolls.enter(wing, day, "N", "A", 60)
    found = lines(giving_charts.save_numbers(wing, asked, tmp_path / "n.csv"))
    assert found[1:3] == ["2026-01-01,33.3,20,60", "2026-02-01,*,*,60"]
    with pytest.raises(InvalidValue, match="very few people"):
        giving_charts.figure(wing, asked, Words(), "Rates")
    january = Asked(measure="per_hundred", last="2026-01-31")
    with pytest.raises(InvalidValue, match="fewer than 5"):
        giving_charts.figure(wing, january, Words(), "Rates")
