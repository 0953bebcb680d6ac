# SPDX-License-Identifier: MIT
"""The office's notices travel with what goes back; each person reads and puts away their own."""

import datetime
from typing import Any

import pytest

from coprod_desktop.bundle.errors_inside import RecordSchemaError
from coprod_desktop.domain.errors import InvalidValue, NotAllowed, WrongKindOfStore
from coprod_desktop.domain.records import Notice
from coprod_desktop.services.access import care
from coprod_desktop.services.exchanging import returning
from coprod_desktop.services.loop import notices
from coprod_desktop.services.loop.notices import Posted
from coprod_desktop.services.recording import binning, lists, records
from coprod_desktop.services.session import SignedIn
from tests.services.returns import received, returned, written
from tests.stores import Folders, closing, content, enrol, feedback, send, take_in

TODAY = datetime.date(2026, 3, 3)
DAY = datetime.timedelta(days=1)


def notice(title: str = "The hatch is closed", **other: Any) -> Notice:
    days: dict[str, Any] = {"date": TODAY, "until": TODAY + 7 * DAY, **other}
    return Notice(title=title, **days)


def titles(s: SignedIn, day: datetime.date = TODAY) -> list[str]:
    return [each.title for each in notices.posted(s, day)]


def test_a_notice_reaches_those_it_is_for_and_says_how_far_it_came(
    wing: SignedIn, other: SignedIn, central: SignedIn, folders: Folders
) -> None:
    notices.give(central, notice("For all", text="Bring the red cards."))
    notices.give(central, notice("For a site", site="HMP Example"))
    notices.give(central, notice("For a wing", site="HMP Elsewhere", wing="B"))
    assert {(each.title, each.wings, each.sent) for each in notices.given(central)} == {
        ("For all", 2, 0),
        ("For a site", 1, 0),
        ("For a wing", 1, 0),
    }
    done = returned(central, wing, folders.stick)
    assert done.notices == 2
    assert sorted(titles(wing)) == ["For a site", "For all"]
    assert titles(other) == []
    returned(central, other, folders.stick)
    assert sorted(titles(other)) == ["For a wing", "For all"]
    records.save(wing, feedback())
    take_in(central, send(wing, folders.stick))
    (everywhere,) = (each for each in notices.given(central) if each.title == "For all")
    assert (everywhere.wings, everywhere.sent, everywhere.seen) == (2, 2, 1)
    assert everywhere.by == "Ada"
    checked = care.check(central)
    assert checked.ok, checked


def test_a_wing_that_is_let_in_later_has_it_with_its_first_return(folders: Folders) -> None:
    with closing(folders.open("office")) as central:
        notices.give(central, notice("For all"))
        withdrawn = notices.give(central, notice("Withdrawn since"))
        notices.give(central, notice("Over since", until=TODAY))
        binning.put_away(central, withdrawn.id)
    enrol(folders.office, folders.root / "later", "HMP Later")
    folders.clock.days(2)
    central, later = folders.open("office"), folders.open("later")
    assert [each.wings for each in notices.given(central) if each.title == "For all"] == [3]
    assert returned(central, later, folders.stick).notices == 1
    assert titles(later, TODAY + 2 * DAY) == ["For all"]


def test_a_return_that_is_lost_costs_no_notice(
    wing: SignedIn, central: SignedIn, folders: Folders
) -> None:
    notices.give(central, notice())
    written(central, wing, folders.stick)
    # Nothing is said twice, and a return that is lost costs nothing.
    (made,) = returning.write(central, folders.stick, wing.device)
    assert made.notices == 1
    assert received(wing, made.path).notices == 1
    assert len(notices.posted(wing, TODAY)) == 1


def test_what_is_put_right_or_withdrawn_follows(
    wing: SignedIn, central: SignedIn, folders: Folders
) -> None:
    first = notices.give(central, notice("The hach is closed"))
    returned(central, wing, folders.stick)
    (before,) = notices.posted(wing, TODAY)
    notices.mark(wing, before, away=True)
    assert titles(wing) == []
    notices.give(central, notice("The hatch is closed"), id=first.id)
    returned(central, wing, folders.stick)
    (now,) = notices.posted(wing, TODAY)  # another wording is unread again
    assert (now.title, now.unread, now.id) == ("The hatch is closed", True, first.id)
    binning.put_away(central, first.id)
    assert notices.given(central) == ()
    returned(central, wing, folders.stick)
    assert titles(wing) == []
    assert binning.listed(wing) == ()  # a wing could not take it back
    binning.take_back(central, first.id)
    returned(central, wing, folders.stick)
    assert titles(wing) == ["The hatch is closed"]
    returned(central, wing, folders.stick)
    assert lists.counts(central).notice == 2  # the office's own, and one copy


def test_it_shows_from_its_first_day_to_its_last(
    wing: SignedIn, central: SignedIn, folders: Folders
) -> None:
    notices.give(central, notice(date=TODAY + DAY, until=TODAY + 2 * DAY))
    returned(central, wing, folders.stick)
    shown = [bool(titles(wing, TODAY + number * DAY)) for number in range(4)]
    assert shown == [False, True, True, False]
    folders.clock.days(9)
    before = content(central)["change"]
    returned(central, wing, folders.stick)
    assert content(central)["change"] == before  # what is over is left where it is


def test_each_person_reads_and_puts_away_their_own(
    wing: SignedIn, central: SignedIn, folders: Folders
) -> None:
    notices.give(central, notice())
    returned(central, wing, folders.stick)

    def seen(s: SignedIn) -> list[Posted]:
        return list(notices.posted(s, TODAY))

    (one,) = seen(wing)
    assert one.unread
    notices.mark(wing, one)
    assert [each.unread for each in seen(wing)] == [False]
    notices.mark(wing, one, away=True)
    assert seen(wing) == []
    wing.close()
    nia = folders.open("wing", "Nia")
    assert [each.unread for each in seen(nia)] == [True]
    nia.close()
    again = folders.open("wing")
    notices.mark(again, one, read=False)
    assert [each.unread for each in seen(again)] == [True]


def test_only_an_office_gives_notice_and_only_to_those_it_knows(
    wing: SignedIn, central: SignedIn
) -> None:
    with pytest.raises(WrongKindOfStore):
        notices.give(wing, notice())
    with pytest.raises(WrongKindOfStore):
        records.save(wing, notice())
    for wrong in (
        notice(until=TODAY - DAY),
        notice(site="HMP Nowhere"),
        notice(wing="B"),
        notice(site="HMP Example", wing="Z"),
    ):
        with pytest.raises(InvalidValue):
            notices.give(central, wrong)
    assert notices.given(central) == ()


def test_staff_of_an_office_give_none(central: SignedIn, folders: Folders) -> None:
    from coprod_desktop.services.access import people
    from tests.stores import COST, PASSWORD

    people.add(central, "Sam", "staff", PASSWORD, COST)
    with pytest.raises(NotAllowed):
        notices.give(folders.open("office", "Sam"), notice())


def test_a_wing_that_sends_a_notice_is_refused(
    wing: SignedIn, central: SignedIn, folders: Folders, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wing, "must_be", lambda *_: None)  # a wing whose program was altered
    records.save(wing, notice())
    outcome = take_in(central, send(wing, folders.stick))
    assert outcome.code == RecordSchemaError.__name__
    assert lists.counts(central).notice == 0
