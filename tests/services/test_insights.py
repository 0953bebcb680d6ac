# SPDX-License-Identifier: MIT
"""Measures over time: counted once and right, whatever came, changed or went."""

import datetime
from collections import Counter
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from coprod_desktop.domain.errors import InvalidValue, NotAllowed
from coprod_desktop.domain.records import Action, Complaint, Escalation
from coprod_desktop.services.charting import charts, insights, rolls
from coprod_desktop.services.charting.measures import MEASURES, Asked
from coprod_desktop.services.loop import answers
from coprod_desktop.services.recording import binning, erasing, records
from coprod_desktop.services.session import SignedIn
from coprod_desktop.store import tables, tally
from coprod_desktop.store.tally import By
from tests.stores import Folders, feedback, meeting, send, take_in

MARCH, APRIL = datetime.date(2026, 3, 1), datetime.date(2026, 4, 1)
BY: tuple[By, ...] = ("week", "month")
SITES, HOUSES = ("", "HMP North", "HMP South"), ("", "A", "B")


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


def test_a_comment_of_a_wrong_year_stretches_no_chart(wing: SignedIn) -> None:
    for year in (1926, 2026, 2126):
        said(wing, date=datetime.date(year, 3, 2))
    weeks = values(wing, by="week", today="2026-05-04")
    assert len(weeks) <= 1040
    assert weeks["2026-03-02"] == 1
    assert max(weeks) == "2026-04-27"
    assert values(wing, first="1926-01-01", last="1926-03-31")["1926-03-01"] == 1


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
    st.integers(0, 60),
    st.sampled_from((0, 1, 5, 6)),
    st.sampled_from(("", "MED", "ACC.APPS")),
    st.sampled_from(("HMP North", "HMP South")),
    st.sampled_from(("A", "B", "")),
)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(said_so, max_size=12), st.data())
def test_the_tally_always_says_what_counting_everything_says(
    wing: SignedIn, comments: list[tuple[int, int, str, str, str]], data: st.DataObject
) -> None:
    ids = [
        said(
            wing,
            date=MARCH + datetime.timedelta(days=day),
            code=code,
            themes=(theme,) if theme else (),
            site=site,
            wing=house,
        )
        for day, code, theme, site, house in comments
    ]
    for each in ids:
        if data.draw(st.booleans()):
            binning.put_away(wing, each)
        elif data.draw(st.booleans()):
            moved = feedback(date=APRIL, answers={"fft_overall": 2}, site="HMP North", wing="B")
            records.save(wing, moved, id=each)
    by = data.draw(st.sampled_from(BY))
    site, house = data.draw(st.sampled_from(SITES)), data.draw(st.sampled_from(HOUSES))
    found = insights.series(wing, Asked("positive", by=by, site=site, wing=house))
    with wing.vault.write() as connection:
        kept = sorted(tuple(row) for row in connection.execute(select(tables.tally)))
        days = [pos >> tables.ORDER_BITS for pos in _positions(connection)]
        names = {tally.period(each, day) for each in BY for day in days}
        for name in names | {row[0] for row in kept}:
            tally.count(connection, name)
        anew = sorted(tuple(row) for row in connection.execute(select(tables.tally)))
        assert kept == anew
        f = tables.feedback.c
        rows = connection.execute(select(f.date, f.site, f.wing, f.fft).where(f.fft > 0)).all()
    plain = Counter(
        (tally.first_day(tally.period(by, datetime.date.fromisoformat(row.date).toordinal())), part)
        for row in rows
        if site in {"", row.site} and house in {"", row.wing}
        for part in ("whole", *(["good"] if row.fft < 3 else []))
    )
    for date, good, whole in zip(found.dates, found.counts, found.wholes, strict=True):
        assert (good, whole) == (plain.pop((date, "good"), 0), plain.pop((date, "whole"), 0))
    assert not plain


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


def test_the_month_that_is_not_over_is_no_point_and_told_apart(wing: SignedIn) -> None:
    for code in (1, 1, 5):
        said(wing, code=code)
    said(wing, date=APRIL, code=5)
    asked = Asked(measure="positive", today="2026-04-20")
    found = insights.series(wing, asked)
    assert (found.dates, found.wholes) == ((MARCH,), (3,))
    assert found.running == insights.Running(APRIL, 0.0, 0, 1)
    chart = insights.charted(found)
    assert chart is not None
    assert chart.dates == (MARCH,)
    week = insights.series(wing, Asked(by="week", today="2026-03-04"))
    assert week.running is not None
    assert (week.dates, week.running.count) == ((), 3)
    over = insights.series(wing, Asked(measure="positive", today="2026-05-01"))
    assert (over.running, over.dates) == (None, (MARCH, APRIL))


def test_language_help_is_counted_of_comments_and_interpreters_of_meetings(
    wing: SignedIn, central: SignedIn, folders: Folders
) -> None:
    for language, helped in (("Polish", False), ("english ", False), ("", True), ("", False)):
        said(wing, language=language, helped=helped, site="HMP North", wing="A")
    for used in ("yes", "no", "yes", "not_needed", ""):
        records.save_meeting(
            wing, meeting(date=APRIL, interpreter_used=used, site="HMP North", wing="A")
        )
    take_in(central, send(wing, folders.stick))
    for s in (wing, central):
        for where in ({}, {"wing": "A"}, {"site": "HMP North"}):
            assert values(s, measure="language_help", **where)["2026-03-01"] == 50.0
            (share,) = {v for v in values(s, measure="interpreters", **where).values() if v}
            assert share == pytest.approx(200 / 3)
    assert list(values(wing, measure="interpreters", wing="B")) == []


def test_comments_for_each_hundred_count_only_where_a_roll_says_how_many_live(
    wing: SignedIn, central: SignedIn, folders: Folders
) -> None:
    for _ in range(3):
        said(wing, site="HMP North", wing="A")
    said(wing, site="HMP North", wing="B")
    rolls.enter(wing, MARCH, "HMP North", "A", 60)
    rolls.enter(wing, datetime.date(2026, 5, 1), "HMP North", "A", 40)
    take_in(central, send(wing, folders.stick))
    for s in (wing, central):
        found = insights.series(s, Asked(measure="per_hundred"))
        assert found.values == (5.0, None, 0.0)
        assert (found.counts, found.wholes) == ((3, 0, 0), (60, 0, 40))
        chart = insights.charted(found)
        assert chart is not None
        assert [value for value in chart.values if value is not None] == [5.0, 0.0]
        assert insights.series(s, Asked(measure="per_hundred", wing="B")).dates == ()
        ended = insights.series(s, Asked(measure="per_hundred", last="2026-03-31"))
        assert ended.values == (5.0,)
    with pytest.raises(InvalidValue, match="by month"):
        insights.series(wing, Asked(measure="per_hundred", by="week"))


def test_what_is_rare_is_charted_by_the_days_between(wing: SignedIn) -> None:
    told = (Escalation(route="acct", on=MARCH, by_role="nurse"),)
    for day in (1, 4, 4, 10, 31):
        said(wing, day, escalations=told, site="HMP North", wing="A" if day < 31 else "B")
    said(wing, 20)
    asked = Asked(measure="harm_waits", today="2026-04-10")
    found = insights.series(wing, asked)
    assert found.values == (3, 0, 6, 21)
    assert found.running == insights.Running(MARCH.replace(day=31), 10.0, 10, 10)
    chart = insights.charted(found)
    assert chart is not None
    assert (chart.dates[-1], chart.options.improvement_direction) == (
        MARCH.replace(day=31),
        "increase",
    )
    assert values(wing, measure="harm_waits", wing="B") == {}
    assert insights.series(wing, Asked(measure="harm_waits", last="2026-03-05")).values == (3, 0)
    records.save(wing, Complaint(received=MARCH, wing="A"))
    gone = records.save(wing, Complaint(received=MARCH.replace(day=9), wing="A")).id
    assert values(wing, measure="complaint_waits", wing="A") == {"2026-03-09": 8}
    binning.put_away(wing, gone)
    assert values(wing, measure="complaint_waits") == {}


def test_each_measure_is_charted_as_it_calls_for_unless_somebody_says_otherwise() -> None:
    shares = {code for code, measure in MEASURES.items() if measure.unit == "percent"}
    assert {Asked(measure=code).kind for code in shares} == {"p"}
    assert Asked(measure="per_hundred").kind == "u"
    assert Asked(measure="harm_waits", chart="p").kind == "t"
    assert Asked(measure="positive", chart="xmr").kind == "xmr"
    assert Asked(measure="comments", chart="p").kind == "xmr"
