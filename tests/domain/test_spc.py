# SPDX-License-Identifier: MIT
"""XmR charts: the reference package's answers, worked examples, and what holds of any series."""

import datetime
import json
import math
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from coprod_desktop.domain import spc, spc_counts, spc_words
from coprod_desktop.domain.errors import InvalidValue
from coprod_desktop.domain.spc import Options

GOLDEN = Path(__file__).parents[3] / "shared" / "data" / "spc_golden.json"
ASSURED = {
    "consistent_pass": "pass",
    "consistent_fail": "fail",
    "inconsistent": "inconsistent",
    None: None,
}
# Both limits and the rules of the worked example in the reference package's own description.
VIGNETTE = [1, 2, 1, 2, 10, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1]


def months(count: int) -> list[datetime.date]:
    return [datetime.date(2015 + m // 12, m % 12 + 1, 1) for m in range(count)]


def charted(values: list[Any], **options: Any) -> spc.Chart:
    return spc.chart(months(len(values)), values, Options(**options))


def kinds(values: list[Any], **options: Any) -> list[str]:
    options = {"screen_outliers": False, **options}
    return [spc.special_cause(cause) for cause in charted(values, **options).causes]


@pytest.mark.skipif(not GOLDEN.is_file(), reason="the reference answers are not beside the project")
def test_every_field_of_200_series_equals_the_reference_package() -> None:
    cases = json.loads(GOLDEN.read_text("utf-8"))["cases"]
    assert len(cases) == 200
    assert [fault for case in cases for fault in faults(case)] == []


def faults(case: dict[str, Any]) -> list[str]:
    """Where a case differs, in words; the test of it is that there is nothing to say."""
    asked = case["input"]
    try:
        chart = spc.chart(
            [datetime.date.fromisoformat(date) for date in asked["dates"]],
            msgspec.convert(asked["values"], list[float | None]),
            msgspec.convert(asked["options"], Options),
        )
    except (InvalidValue, msgspec.ValidationError):
        return [] if case["error"] else [f"{case['id']} was refused"]
    if case["error"]:
        # That a column of dates is text only the command line is told.
        return [f"{case['id']} was not refused"] if asked["dates_type"] == "Date" else []
    scale = max([1.0, *(abs(value) for value in asked["values"] if value is not None)])
    found = list[str]()
    for kind, ours, theirs in (
        ("group", chart.groups, case["groups"]),
        ("point", chart.points(), case["points"]),
    ):
        for mine, other in zip(ours, theirs, strict=True):
            for name, expected in other.items():
                if name == "relative_to_mean" and "y~mean" in case["near_tie"]:
                    continue
                value = getattr(mine, name)
                if not same(value, expected, scale):
                    found.append(f"{case['id']} {kind} {name}: {value} instead of {expected}")
    icons = {"variation": chart.variation, "assurance": chart.assurance}
    if icons != case["icons"] or ASSURED[case["assurance_type"]] != chart.assurance:
        found.append(f"{case['id']} icons: {icons}")
    return found


def same(mine: Any, expected: Any, scale: float) -> bool:
    if isinstance(mine, datetime.date):
        return mine.isoformat() == expected
    if isinstance(mine, float) and expected is not None:
        return math.isclose(mine, expected, rel_tol=0, abs_tol=1e-9 * scale)
    return mine == expected


@pytest.mark.parametrize(
    ("screened", "lower", "upper"), [(True, -0.716, 4.604), (False, -3.063, 6.952)]
)
def test_the_limits_of_the_worked_example(screened: bool, lower: float, upper: float) -> None:
    (group,) = charted(VIGNETTE, screen_outliers=screened).groups
    assert group.mean == pytest.approx(1.944, abs=5e-4)
    assert (group.lpl, group.upl) == (
        pytest.approx(lower, abs=5e-4),
        pytest.approx(upper, abs=5e-4),
    )


def test_seven_rising_points_are_all_named_and_six_are_not() -> None:
    assert kinds([5, 1, 2, 3, 4, 5, 6, 7])[1:] == ["7 Point Trend (Increasing)"] * 7
    assert set(kinds([5, 1, 2, 3, 4, 5, 6])) == {"Common Cause"}


def test_a_tie_breaks_a_trend_and_a_point_on_the_mean_a_run() -> None:
    assert "7 Point Trend (Increasing)" not in kinds([1, 2, 3, 4, 4, 5, 6, 7])
    above, below = [11, 19, 11, 19, 11, 19, 11], [9, 1, 9, 1, 9, 1, 9]
    assert kinds([*above, *below]) == [*["7 Points Above CL"] * 7, *["7 Points Below CL"] * 7]
    above[3] = below[3] = 10
    assert set(kinds([*above, *below])) == {"Common Cause"}


def test_no_rule_looks_across_a_rebase_and_the_first_that_fits_wins() -> None:
    values = [1, 2, 3, 4, 5, 6, 7, 8]
    assert set(kinds(values, rebase=(months(8)[4],))) == {"Common Cause"}
    jump = [*[10, 11] * 10, 40]
    assert kinds(jump)[-1] == "Above UCL"


def test_constant_values_have_no_special_causes_however_they_add_up() -> None:
    assert set(kinds([33.3] * 20)) == {"Common Cause"}


@pytest.mark.parametrize(
    ("direction", "target", "variation", "assurance"),
    [
        ("increase", 100, "improvement_high", "fail"),
        ("decrease", 100, "concern_high", "pass"),
        ("increase", -100, "improvement_high", "pass"),
        ("decrease", 12, "concern_high", "inconsistent"),
        ("neutral", 100, "neutral_high", None),
        ("increase", None, "improvement_high", None),
    ],
)
def test_the_icons_tell_of_the_latest_point_and_the_target(
    direction: Any, target: float | None, variation: str, assurance: str | None
) -> None:
    chart = charted([*[10, 12] * 9, 30], improvement_direction=direction, target=target)
    assert (chart.variation, chart.assurance) == (variation, assurance)


@pytest.mark.parametrize(
    ("dates", "values"),
    [
        ([], []),
        (months(1) * 2, [1, 2]),
        (months(2), [1]),
        (months(7), [1, 2, 3, None, 5, 6, 7]),
    ],
)
def test_what_no_chart_can_be_made_of_is_refused_in_words(
    dates: list[datetime.date], values: list[float | None]
) -> None:
    with pytest.raises(InvalidValue, match="series"):
        spc.chart(dates, values)


numbers = st.lists(st.integers(-1000, 1000), min_size=1, max_size=60)


@given(numbers, st.integers(-50, 50), st.integers(1, 9))
def test_moving_and_stretching_the_scale_changes_no_verdict(
    values: list[int], shift: int, factor: int
) -> None:
    assert charted([value * factor + shift for value in values]).causes == charted(values).causes


@given(numbers)
def test_upside_down_is_the_same_with_the_signs_turned(values: list[int]) -> None:
    upright, turned = charted(values), charted([-value for value in values])
    assert tuple(-cause for cause in upright.causes) == turned.causes


@given(numbers, st.randoms(use_true_random=False))
def test_the_order_in_which_points_are_given_does_not_matter(
    values: list[int], chance: Any
) -> None:
    pairs = list(zip(months(len(values)), values, strict=True))
    chance.shuffle(pairs)
    shuffled = spc.chart([date for date, _ in pairs], [value for _, value in pairs])
    assert shuffled == charted(values, screen_outliers=True)


@given(numbers)
def test_every_chart_has_a_sentence(values: list[int]) -> None:
    said = spc_words.sentence(charted(values, target=3))
    assert said.endswith(".")
    assert "{" not in said


def test_the_sentence_says_when_there_is_too_little_to_tell() -> None:
    assert "too few" in spc_words.sentence(charted([1, 2, 3, 4]))
    assert "trial limits" in spc_words.sentence(charted([1, 2, 3, 4, 5, 4]))
    assert "better" in spc_words.sentence(charted([*[10, 12] * 9, 30]))


def test_a_p_chart_gives_each_point_the_limits_of_its_size() -> None:
    chart = spc_counts.p_chart([5, 50], [10, 100])
    assert chart.centre == 0.5
    assert [(p.lower, p.upper) for p in chart.points] == [
        (pytest.approx(0.5 - 3 * math.sqrt(0.025)), pytest.approx(0.5 + 3 * math.sqrt(0.025))),
        (pytest.approx(0.35), pytest.approx(0.65)),
    ]
    outside = spc_counts.p_chart([50, 50, 50, 90], [100, 100, 100, 100]).points
    assert [point.outside for point in outside] == [False, False, False, True]


def test_a_u_chart_never_goes_below_nothing() -> None:
    chart = spc_counts.u_chart([2, 4], [1, 1])
    assert chart.centre == 3
    assert [(p.lower, p.upper) for p in chart.points] == [
        (0, pytest.approx(3 + 3 * math.sqrt(3)))
    ] * 2


def test_laneys_limits_widen_by_the_spread_between_neighbours() -> None:
    counts, sizes = [400, 600, 420, 590, 410, 610], [1000] * 6
    narrow = spc_counts.p_chart(counts, sizes)
    wide = spc_counts.p_chart(counts, sizes, laney=True)
    assert all(point.outside for point in narrow.points)
    assert wide.sigma_z > 5
    assert not any(point.outside for point in wide.points)


@pytest.mark.parametrize(("counts", "sizes"), [([1], [0]), ([2], [1]), ([], []), ([-1], [2])])
def test_shares_that_cannot_be_are_refused(counts: list[int], sizes: list[int]) -> None:
    with pytest.raises(InvalidValue):
        spc_counts.p_chart(counts, sizes)


def test_a_long_wait_without_a_rare_event_stands_out() -> None:
    first = datetime.date(2026, 1, 1)
    events = [first + datetime.timedelta(days=10 * place) for place in range(12)]
    chart = spc_counts.waits([*events, events[-1] + datetime.timedelta(days=200)])
    assert chart.values[-1] == 200
    assert chart.outside == (*[False] * 11, True)
    assert chart.variation == "improvement_high"
    (group,) = chart.groups
    assert group.mean is not None
    assert group.upl is not None
    assert group.mean < group.upl < 200


def test_two_events_make_one_wait_and_no_limits() -> None:
    chart = spc_counts.waits([datetime.date(2026, 1, 5), datetime.date(2026, 1, 1)])
    assert (chart.values, chart.groups[0].upl) == ((4.0,), None)


def test_waits_may_be_none_and_begin_anew_where_they_are_told_to() -> None:
    first = datetime.date(2026, 1, 1)
    days = [first + datetime.timedelta(days=day) for day in (0, 0, 3, 3, 9, 20, 40, 70)]
    anew = spc.Options(rebase=(datetime.date(2026, 1, 15),))
    chart = spc_counts.waits(days, anew)
    assert chart.values == (0, 3, 0, 6, 11, 20, 30)
    assert [group.n for group in chart.groups] == [4, 3]
    assert spc_counts.waits(days, spc.Options(rebase=(datetime.date(2027, 1, 1),))).groups[0].n == 7


def test_two_on_one_day_are_no_shorter_a_wait_than_days_can_tell() -> None:
    first = datetime.date(2026, 1, 1)
    steps = [9, 11, 10, 9, 12, 10, 11, 9, 10, 11]
    days = [first + datetime.timedelta(days=sum(steps[:n])) for n in range(11)]
    narrow = spc_counts.waits([*days, days[-1]])
    assert narrow.outside[-1]  # the lower limit is days away
    steps = [2, 30, 9, 1, 22, 14, 3, 40, 8, 1]
    days = [first + datetime.timedelta(days=sum(steps[:n])) for n in range(11)]
    wide = spc_counts.waits([*days, days[-1]])
    assert (wide.groups[0].lpl, wide.causes[-1]) == (0.0, 0)


def test_a_share_is_judged_by_how_many_answered() -> None:
    counts, sizes = [10, 11, 9, 10, 12, 10, 1, 10, 11, 9, 1], [20] * 6 + [2] + [20] * 4
    chart = spc_counts.shares(months(11), counts, sizes)
    # Half of two is no news, one of twenty is.
    assert chart.causes == (*[0] * 10, -1)
    assert chart.variation == "concern_low"
    widths = [upper - lower for lower, upper in chart.limits]
    assert widths[6] > widths[5] == widths[10]
    assert (chart.groups[0].lpl, chart.groups[0].upl) == chart.limits[-1]


def test_seven_shares_on_one_side_are_a_change_until_limits_begin_anew() -> None:
    counts = [10] * 8 + [14] * 8
    chart = spc_counts.shares(months(16), counts, [20] * 16)
    assert chart.causes == (*[-4] * 8, *[4] * 8)
    again = spc_counts.shares(months(16), counts, [20] * 16, spc.Options(rebase=(months(9)[-1],)))
    assert set(again.causes) == {0}
    assert [group.mean for group in again.groups] == [50.0, 70.0]


def test_a_rate_is_judged_by_how_many_live_there() -> None:
    chart = spc_counts.rates(
        months(6), [4, 5, 4, 5, 4, 30], [1.0] * 6, spc.Options(improvement_direction="neutral")
    )
    assert chart.causes[-1] == 1
    assert chart.variation == "neutral_high"
    assert chart.limits[0][0] == 0
    # Among thousands chance alone would call every month a change.
    many = [9_000, 11_000] * 6
    assert spc_counts.rates(months(12), many, [100.0] * 12).causes[-1] == 0


@given(st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40)), min_size=1, max_size=30))
def test_limits_of_shares_lie_about_the_average_and_within_what_can_be(
    drawn: list[tuple[int, int]],
) -> None:
    counts = [part for part, _ in drawn]
    sizes = [part + rest + 1 for part, rest in drawn]
    chart = spc_counts.shares(months(len(drawn)), counts, sizes)
    (group,) = chart.groups
    assert group.mean == pytest.approx(100 * sum(counts) / sum(sizes))
    for (lower, upper), outside, value in zip(
        chart.limits, chart.outside, chart.values, strict=True
    ):
        assert 0 <= lower <= upper <= 100
        assert group.mean is not None
        assert lower <= group.mean + 1e-9
        assert group.mean <= upper + 1e-9
        assert value is not None
        assert outside == (not lower <= value <= upper)
