# SPDX-License-Identifier: MIT
"""Posters are made of answers, kept for everybody, and told of only when somebody says so."""

import datetime

import pytest

from coprod_desktop.domain import document as paper
from coprod_desktop.domain.errors import InvalidValue
from coprod_desktop.domain.poster import Card, Poster
from coprod_desktop.domain.records import AgendaItem, Feedback
from coprod_desktop.services.access import auditing
from coprod_desktop.services.loop import answers
from coprod_desktop.services.papers import posters
from coprod_desktop.services.recording import binning, records
from coprod_desktop.services.recording.lists import Query
from coprod_desktop.services.session import SignedIn
from tests.stores import DAY, action, central, feedback, folders, meeting, template, wing

__all__ = ["central", "folders", "template", "wing"]


def answered(s: SignedIn, words: str = "The hatch is late", **other: object) -> str:
    saved = records.save(s, feedback(words, **other))
    answers.answer(s, saved.id, "change", "It opens at eight now.")
    return saved.id


def test_answered_comments_and_joint_actions_are_offered(wing: SignedIn) -> None:
    first = answered(wing, ok_to_quote="yes", wing="B", themes=("MED.HATCH",))
    records.save(wing, feedback("Nobody answered this"))
    agenda = (AgendaItem(title="Open"), AgendaItem(title="Private", confidential=True))
    forum, *_ = records.save_meeting(
        wing,
        meeting(agenda=agenda),
        (
            (action("A clock", joint=True, status="done", outcome="It is up", agenda_item=1), None),
            (action("Quiet", joint=True, status="done", outcome="Done", agenda_item=2), None),
            (action("Alone", status="done", outcome="Done", agenda_item=1), None),
        ),
    )
    found = posters.items(wing, Query())
    assert [(each.said, each.did, each.joint) for each in found] == [
        ("The hatch is late", "It opens at eight now.", False),
        ("A clock", "It is up", True),
    ]
    assert found[0].source == first
    assert [each.said for each in posters.items(wing, Query(theme="MED"))] == ["The hatch is late"]
    assert posters.items(wing, Query(wing="C")) == ()
    later = Query(date_from=(DAY + datetime.timedelta(1)).isoformat())
    assert posters.items(wing, later) == ()
    assert records.get(wing, forum.id).rev == 1


def test_words_that_may_not_be_repeated_are_not_put_on_a_card(wing: SignedIn) -> None:
    answered(wing)
    answered(wing, "Say this", ok_to_quote="yes")
    cards = {each.said: posters.card(each) for each in posters.items(wing, Query())}
    assert cards["The hatch is late"].said == ""
    assert (cards["Say this"].said, cards["Say this"].quoted) == ("Say this", True)


def test_a_poster_is_kept_for_everybody_and_found_again(wing: SignedIn) -> None:
    one = Poster(place="B wing", cards=(Card(answered(wing), "Late", "Earlier now"),))
    posters.keep(wing, " March ", one)
    assert posters.find(wing, "March").poster == one
    posters.keep(wing, "March", Poster())
    assert [(each.name, each.poster) for each in posters.kept(wing)] == [("March", Poster())]
    posters.drop(wing, "March")
    with pytest.raises(InvalidValue):
        posters.find(wing, "March")
    with pytest.raises(InvalidValue):
        posters.keep(wing, "  ", one)


def test_a_poster_is_not_written_before_everything_on_it_is_settled(wing: SignedIn) -> None:
    comment = answered(wing)
    with pytest.raises(InvalidValue, match="no cards"):
        posters.ready(wing, Poster())
    copied = Poster(cards=(Card(comment, "The hatch is late", "Earlier"),))
    with pytest.raises(InvalidValue, match="1 thing on it has to be settled"):
        posters.ready(wing, copied)
    fine = Poster(cards=(Card(comment, "Medicines came late", "Earlier"),), first="2026-03-02")
    said = paper.words(posters.ready(wing, fine))
    assert said.splitlines() == [
        *("You said, we did", "2 March 2026", "You said", "Medicines came late"),
        *("We did", "Earlier"),
    ]
    binning.put_away(wing, comment)
    assert [each.kind for each in posters.findings(wing, fine)] == ["gone"]


def test_comments_are_told_by_poster_once_and_it_can_be_undone(wing: SignedIn) -> None:
    new, old = answered(wing), answered(wing, heard_on=DAY, heard_how="spoken")
    one = Poster(cards=(Card(new), Card(old), Card(new), Card("gone")))
    assert posters.told(wing, one) == (new,)
    record = records.get(wing, new).record
    assert isinstance(record, Feedback)
    assert record.heard_how == "poster"
    assert posters.told(wing, one) == ()
    posters.untold(wing, (new,))
    record = records.get(wing, new).record
    assert isinstance(record, Feedback)
    assert record.heard_on is None


def test_saying_that_words_identify_nobody_is_kept_with_who_and_when(wing: SignedIn) -> None:
    source = answered(wing)
    cards = (Card(source, "Late since 4 June 2008, 3 people said", "We start earlier"),)
    date, number = posters.findings(wing, Poster(cards=cards))
    said = posters.vouch(wing, date)
    assert (said.words, said.by, said.at) == ("4 June 2008", wing.person.name, wing.now())
    line = auditing.page(wing, auditing.AuditQuery(kind="poster"))[0]
    assert (line.by, line.about) == (wing.person.name, "date_of_birth")
    assert "2008" not in line.detail
    with pytest.raises(InvalidValue):
        posters.vouch(wing, number)  # there is no way round small numbers
    poster = Poster(cards=cards, vouched=(said,))
    with pytest.raises(InvalidValue, match="1 thing on it has"):
        posters.ready(wing, poster)
    posters.keep(wing, "June", poster)
    assert posters.find(wing, "June").poster.vouched == (said,)
