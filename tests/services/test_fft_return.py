# SPDX-License-Identifier: MIT
"""The Friends and Family Test by month: counted right, and never giving a small number away."""

import datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from coprod_desktop.domain.errors import NotAllowed
from coprod_desktop.domain.suppression import HIDDEN
from coprod_desktop.services.charting import fft_return
from coprod_desktop.services.recording import binning, records
from coprod_desktop.services.session import SignedIn
from tests.stores import Folders, feedback


def answers(s: SignedIn, site: str, code: int, count: int, **other: Any) -> None:
    said = [feedback(answers={"fft_overall": code}, site=site, **other) for _ in range(count)]
    records.save_many(s, said)


def test_a_month_by_site_option_and_way(wing: SignedIn) -> None:
    answers(wing, "HMP North", 1, 30, channel="paper_slip")
    answers(wing, "HMP North", 5, 10, channel="kiosk_or_tablet")
    answers(wing, "HMP North", 1, 7, date=datetime.date(2026, 4, 1))
    found = fft_return.monthly(wing, "2026-03")
    (north,) = found.sites
    assert north.options == ("30", "0", "0", "0", "10", "0")
    assert (north.total, north.positive, north.negative) == ("40", "75.0", "25.0")
    modes = dict(zip(fft_return.MODES, north.modes, strict=True))
    assert (modes["paper_home"], modes["electronic_discharge"]) == ("30", "10")


def test_fewer_than_five_are_hidden_with_the_shares_they_are_part_of(wing: SignedIn) -> None:
    answers(wing, "HMP North", 1, 20)
    answers(wing, "HMP North", 5, 2)
    (north,) = fft_return.monthly(wing, "2026-03").sites
    assert north.options[4] == HIDDEN
    assert north.negative == HIDDEN
    # Or the hidden two could be had by subtraction.
    assert HIDDEN in (north.options[0], north.total)


def test_a_month_without_answers_is_empty_and_staff_may_not_make_it(
    wing: SignedIn, folders: Folders
) -> None:
    assert fft_return.monthly(wing, "2026-01").sites == ()
    wing.close()
    with pytest.raises(NotAllowed):
        fft_return.monthly(folders.open("wing", "Nia"), "2026-01")


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.sampled_from("AB"), st.integers(1, 6)), max_size=30))
def test_a_shown_row_adds_up_to_its_shown_total(
    wing: SignedIn, said: list[tuple[str, int]]
) -> None:
    month = "2031-05"
    day = datetime.date(2031, 5, 1)
    made = [feedback(answers={"fft_overall": c}, site=site, date=day) for site, c in said]
    saved = records.save_many(wing, made)
    found = fft_return.monthly(wing, month)
    for row in found.sites:
        if HIDDEN not in (*row.options, row.total):
            assert sum(map(int, row.options)) == int(row.total)
        hidden = [option for option in row.options if option == HIDDEN]
        assert len(hidden) != 1 or row.total == HIDDEN
    for each in saved:
        binning.put_away(wing, each.id)
