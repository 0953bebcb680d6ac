# SPDX-License-Identifier: MIT
"""Measures over time: counted once and right, whatever came, changed or went."""

import datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from coprod_desktop.domain.errors import InvalidValue, NotAllowed
from coprod_desktop.domain.records import Action
from coprod_desktop.services import (
    answers,
    binning,
    charts,
    counting,
    erasing,
    insights,
    records,
)
from coprod_desktop.services.measures import Asked
from coprod_desktop.services.session import SignedIn
from coprod_desktop.store import tables, tally
from tests.stores import Folders, feedback, send, take_in

MARCH, APRIL = datetime.date(2026, 3, 1), datetime.date(2026, 4, 1)


def said(s: SignedIn, day: int = 2, code: int = 0, **other: Any) -> str:
    given = {"fft_overall": code} if code else {}
    date = other.pop("date", MARCH.replace(day=day))
    return records.save(s, feedback(date=date, answers=given, **other)).id


def values(s: SignedIn, **asked: Any) -> dict[str, float | None]:
    found = insights.series(s, Asked(**asked))
    return {date.isoformat(): value for date, value in zip(found.dates, found.values, strict=True)}


def test_comments_by_month_and_by_week_with_nothing_left_out_between(wing: SignedIn) -> None:
    for day in (2, 3, 30):
        said(wing, day)
    said(wing, date=datetime.date(2026, 5, 4))
    assert values(wing) == {"2026-03-01": 3, "2026-04-01": 0, "2026-05-01": 1}
    weeks = values(wing, by="week")
    assert (weeks["2026-03-02"], weeks["2026-03-30"], weeks["2026-03-09"]) == (2, 1, 0)
    assert len(weeks) == 10


def test_shares_are_of_answers_and_nothing_where_nobody_answered(wing: SignedIn) -> None:
    for code in (1, 2, 5, 6):
        said(wing, code=code)
    said(wing)
    said(wing, date=APRIL)
    assert values(wing, measure="positive") == {"2026-03-01": 50.0}
    assert values(wing, measure="negative") == {"2026-03-01": 25.0}
    april = values(wing, measure="positive", first="2026-03-01", last="2026-04-30")
    assert april["2026-04-01"] is None


def test_of_one_site_wing_or_theme(wing: SignedIn) -> None:
    said(wing, code=1, site="HMP North", wing="A", themes=("MED.READY",))
    said(wing, code=5, site="HMP North", wing="B", themes=("MED.READY", "MED.STOCK", "ACC"))
    said(wing, code=5, site="HMP South", wing="A")
    assert values(wing, site="HMP North") == {"2026-03-01": 2}
    assert values(wing, site="HMP North", wing="A") == {"2026-03-01": 1}
    assert values(wing, wing="A") == {"2026-03-01": 2}
    assert values(wing, theme="MED") == {"2026-03-01": 2}
    assert values(wing, theme="MED.READY") == {"2026-03-01": 2}
    assert values(wing, theme="ACC") == {"2026-03-01": 1}
    assert values(wing, measure="positive", theme="MED") == {"2026-03-01": 50.0}
    assert values(wing, measure="positive", theme="MED", wing="B") == {"2026-03-01": 0.0}
    assert insights.breakdown(wing, Asked(), "top_theme") == (("MED", 2), ("ACC", 1))


def test_what_changes_goes_into_the_bin_or_is_erased_is_counted_anew(wing: SignedIn) -> None:
    first, second = said(wing, code=1), said(wing, code=1)
    assert values(wing) == {"2026-03-01": 2}
    records.save(wing, feedback(date=APRIL, answers={"fft_overall": 5}), id=first)
    assert values(wing) == {"2026-03-01": 1, "2026-04-01": 1}
    binning.put_away(wing, second)
    assert values(wing) == {"2026-04-01": 1}
    binning.take_back(wing, second)
    erasing.erase(wing, first, "patient_asked")
    assert values(wing) == {"2026-03-01": 1}


def test_time_to_answer_is_of_answers_given_in_that_month(wing: SignedIn) -> None:
    one, other = said(wing, 2), said(wing, 12)
    made = datetime.datetime.fromtimestamp(wing.now() / 1000, datetime.UTC).date()
    for each in (one, other):
        answers.answer(wing, each, "tell", "It is on Tuesdays")
    found = insights.series(wing, Asked(measure="answer_days"))
    days = [(made - MARCH.replace(day=day)).days for day in (2, 12)]
    assert found.values == (sum(max(each, 0) for each in days) / 2,)
    assert found.wholes == (2,)


def test_the_office_counts_what_came_in_as_the_wing_did(
    wing: SignedIn, central: SignedIn, folders: Folders
) -> None:
    for code in (1, 2, 5):
        said(wing, code=code, site="HMP Example", wing="B", themes=("MED",))
    take_in(central, send(wing, folders.stick))
    for asked in ({}, {"measure": "positive"}, {"theme": "MED"}, {"wing": "B"}, {"by": "week"}):
        assert values(central, **asked) == values(wing, **asked), asked


def test_a_rebase_needs_a_reason_and_a_head(wing: SignedIn, folders: Folders) -> None:
    for month in range(1, 13):
        for _ in range(month % 3 + 1):
            said(wing, date=datetime.date(2025, month, 5))
    asked, july = Asked(), datetime.date(2025, 7, 1)
    with pytest.raises(InvalidValue):
        insights.rebase(wing, asked, july, "  ")
    insights.rebase(wing, asked, july, "A second hatch opened")
    found = insights.series(wing, asked)
    assert [(each.on, each.reason, each.by) for each in found.rebases] == [
        (july, "A second hatch opened", "Hal")
    ]
    chart = insights.charted(found)
    assert chart is not None
    assert [group.n for group in chart.groups] == [6, 6]
    insights.take_back_rebase(wing, asked, july)
    again = insights.charted(insights.series(wing, asked))
    assert again is not None
    assert len(again.groups) == 1
    wing.close()
    nurse = folders.open("wing", "Nia")
    with pytest.raises(NotAllowed):
        insights.rebase(nurse, asked, july, "Because")


def test_what_is_not_kept_is_refused_in_words(wing: SignedIn) -> None:
    with pytest.raises(InvalidValue):
        insights.series(wing, Asked(measure="happiness"))
    with pytest.raises(InvalidValue):
        insights.series(wing, Asked(measure="answer_days", theme="MED"))
    assert insights.charted(insights.series(wing, Asked())) is None


said_so = st.tuples(
    st.integers(0, 60), st.sampled_from((0, 1, 5, 6)), st.sampled_from(("", "MED", "ACC.APPS"))
)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(said_so, max_size=12), st.data())
def test_the_tally_always_says_what_counting_everything_says(
    wing: SignedIn, comments: list[tuple[int, int, str]], data: st.DataObject
) -> None:
    ids = [
        said(
            wing,
            date=MARCH + datetime.timedelta(days=day),
            code=code,
            themes=(theme,) if theme else (),
        )
        for day, code, theme in comments
    ]
    for each in ids:
        if data.draw(st.booleans()):
            binning.put_away(wing, each)
        elif data.draw(st.booleans()):
            records.save(wing, feedback(date=APRIL, answers={"fft_overall": 2}), id=each)
    counting.catch_up(wing)
    with wing.vault.write() as connection:
        kept = sorted(tuple(row) for row in connection.execute(select(tables.tally)))
        days = [pos >> tables.ORDER_BITS for pos in _positions(connection)]
        names = {tally.period(by, day) for by in ("week", "month") for day in days}
        for name in names | {row[0] for row in kept}:
            tally.count(connection, name)
        anew = sorted(tuple(row) for row in connection.execute(select(tables.tally)))
    assert kept == anew


def _positions(connection: Any) -> list[int]:
    return list(connection.execute(select(tables.feedback.c.pos)).scalars())


def test_actions_on_a_chart_are_those_done_within_its_time_and_place(wing: SignedIn) -> None:
    today = datetime.datetime.fromtimestamp(wing.now() / 1000).astimezone().date()
    said(wing, date=today, site="HMP North", wing="A")

    def act(text: str, **other: Any) -> None:
        status = other.pop("status", "done")
        records.save(
            wing, Action(text=text, owner_role="healthcare_manager", status=status, **other)
        )

    act("Open a second hatch", site="HMP North", wing="A")
    act("Paint the door", site="HMP South", wing="B")
    act("Not yet", status="open")
    here = insights.series(wing, Asked(site="HMP North", wing="A"))
    assert [each.text for each in insights.done(wing, here)] == ["Open a second hatch"]
    everywhere = insights.done(wing, insights.series(wing, Asked()))
    assert {each.text for each in everywhere} == {"Open a second hatch", "Paint the door"}
    assert {each.place for each in everywhere} == {today.replace(day=1)}
    assert [pin.label for pin in charts.pins(everywhere)] == ["1–2"]
    old = insights.series(wing, Asked(first="2020-01-01", last="2020-06-30"))
    assert insights.done(wing, old) == ()
