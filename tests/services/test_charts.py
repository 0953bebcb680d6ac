# SPDX-License-Identifier: MIT
"""A chart as a picture: the same for all files, readable as words, and right without colour."""

import datetime
import re

import pytest

from coprod_desktop.domain import spc
from coprod_desktop.services.charting import charts
from coprod_desktop.services.charting.charts import Look, Pin, Words

DATES = [datetime.date(2024 + m // 12, m % 12 + 1, 1) for m in range(20)]
VALUES = [10.0, 12.0] * 9 + [11.0, 30.0]


def drawn(**options: object) -> spc.Chart:
    asked = spc.Options(**options)  # type: ignore[arg-type]
    return spc.chart(DATES, VALUES, asked)


def words_in(svg: bytes) -> str:
    return " | ".join(re.findall(r">([^<>]+)<", svg.decode()))


@pytest.fixture(scope="module")
def svg() -> bytes:
    chart = drawn(target=20, rebase=(DATES[10],))
    figure = charts.draw(chart, "Comments by month", pins=[Pin(DATES[5], "7, 8")])
    return charts.saved(figure, "svg")


def test_what_stands_on_a_chart_can_be_read_as_words(svg: bytes) -> None:
    said = words_in(svg)
    for text in ("Comments by month", "average", "upper limit", "target 20", "limits begin anew"):
        assert text in said
    assert {"7, 8", "H"} <= {text.strip() for text in said.split("|")}


def test_each_kind_of_file_is_what_it_says_and_the_same_each_time() -> None:
    figure = charts.draw(drawn(), "Comments")
    for form, start in (("svg", b"<?xml"), ("png", b"\x89PNG"), ("pdf", b"%PDF")):
        first = charts.saved(figure, form)  # type: ignore[arg-type]
        assert first.startswith(start)
        assert first == charts.saved(charts.draw(drawn(), "Comments"), form)  # type: ignore[arg-type]


def test_other_words_and_colours_take_the_place_of_the_usual() -> None:
    figure = charts.draw(
        drawn(), "Sylwadau", Look(background="#111111", ink="#eeeeee"), Words(mean="cyfartaledd")
    )
    found = charts.saved(figure, "svg")
    assert "cyfartaledd" in words_in(found)
    assert b"#111111" in found


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("name", ["ink", "soft", "line", "better", "worse", "neutral"])
def test_every_colour_stands_out_from_the_paper(name: str) -> None:
    look = Look()
    light, dark = luminance(look.background), luminance(getattr(look, name))
    assert (light + 0.05) / (dark + 0.05) >= (4.5 if name in {"ink", "soft"} else 3)


def test_one_point_and_missing_values_are_drawn_too() -> None:
    one = spc.chart(DATES[:1], [3.0])
    assert charts.saved(charts.draw(one, "One"), "png")
    gap = spc.chart(DATES[:4], [3.0, None, 4.0, 5.0])
    assert charts.saved(charts.draw(gap, "Gap"), "png")
