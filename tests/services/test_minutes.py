# SPDX-License-Identifier: MIT
"""Minutes say what a meeting did, and leave out what is not for everybody."""

import datetime
import io
from typing import Any

import docx
import pytest

from coprod_desktop.domain import document as paper
from coprod_desktop.domain.document import Heading, Pictured, Table
from coprod_desktop.domain.errors import InvalidValue
from coprod_desktop.domain.records import (
    Action,
    AgendaItem,
    Attendance,
    CouldNot,
    FedBack,
    Hands,
    Meeting,
    Recognition,
)
from coprod_desktop.services.papers import easy_minutes, minutes, word_file
from coprod_desktop.services.papers.meeting_parts import Choice, Line, Source
from coprod_desktop.services.recording import binning, records
from coprod_desktop.services.session import SignedIn
from tests.stores import DAY, action, central, feedback, folders, meeting, template, wing

__all__ = ["central", "folders", "template", "wing"]

_NEXT = datetime.date(2026, 4, 16)


def whole(**other: Any) -> Meeting:
    agenda = (
        AgendaItem(title="The hatch", notes="It is slow.", decisions=("Open it twice",)),
        AgendaItem(title="A private matter", notes="Not for others.", confidential=True),
        AgendaItem(
            title="The clock",
            hands_question="Do we want one?",
            hands=(Hands(choice="Yes", count=12), Hands(choice="No", count=3)),
        ),
    )
    return meeting(
        agenda=agenda,
        site="HMP Example",
        wing="B",
        place="Education room 3",
        start="14:00",
        end="15:10",
        chair_role="Health rep",
        attendance=(
            Attendance(role="Health rep", wing="A", count=2),
            Attendance(role="Nurse", count=2),
        ),
        apologies=("Dental nurse",),
        patients_present=5,
        wings_not_represented=("Segregation",),
        regime="late_start",
        regime_note="Roll check.",
        fed_back=(FedBack(said="No clock", did="A clock is up"),),
        could_not=(CouldNot(what="Open all day", why="There is one nurse"),),
        recognition=(Recognition(type="certificate", status="given"),),
        ladder_rung=5,
        safe_close_asked=True,
        safe_close="Somebody cried about a letter",
        next_date=_NEXT,
        **other,
    )


def source(**other: Any) -> Source:
    return Source(
        whole(**other),
        (
            Line(Action(text="Buy a clock", owner_role="Estates", due=_NEXT)),
            Line(Action(text="See to it quietly"), private=True),
        ),
        (Line(Action(text="Ask the governor", status="done", outcome="He agreed")),),
    )


def text(found: Source, **choice: bool) -> str:
    return paper.words(minutes.made(found, Choice(**choice)))


def test_full_minutes_say_all_that_others_may_know() -> None:
    said = text(source())
    for words in (
        *("Draft, not yet agreed", "Monday 2 March 2026, 14:00 to 15:10"),
        *("Education room 3, B, HMP Example", "Started late. Roll check", "Nurse: 2"),
        *("Could not come: Dental nurse", "Nobody came from: Segregation", "A clock is up"),
        *("It is slow.", "Open it twice", "Buy a clock", "16 April 2026", "Done: He agreed"),
        *("There is one nurse", "Certificate of taking part: given", "Engagement (step 5 of 7)"),
        "Next meeting: Thursday 16 April 2026",
    ):
        assert words in said, words
    assert "cried" not in said  # that it was asked, and no more
    assert "We asked whether anybody was upset" in said


def test_what_is_private_stays_out_with_its_actions_unless_asked_for() -> None:
    said = text(source())
    for words in ("private matter", "Not for others", "quietly"):
        assert words not in said
    assert "1 private item is left out." in said
    shown = text(source(), confidential=True)
    assert "A private matter (private)" in shown
    assert "quietly" in shown
    assert "left out" not in shown
    for easy in (False, True):
        assert "rivate matter" not in text(source(), easy_read=easy)


def test_small_numbers_of_patients_are_hidden_and_those_of_staff_are_not() -> None:
    said = text(source())
    assert "Patients: fewer than 8" in said
    assert "Yes: about 10" in said
    assert "No: fewer than 8" in said
    assert "Health rep, A wing\n" in said
    exact = text(source(), exact=True)
    for words in ("Patients: 5", "Yes: 12", "No: 3", "Health rep, A wing: 2"):
        assert words in exact


def test_agreed_notes_carry_no_mark() -> None:
    made = minutes.made(source(status="agreed", agreed_on=_NEXT))
    assert made.mark == ""
    assert "Agreed on 16 April 2026" in paper.words(made)
    assert minutes.made(source()).mark == "Draft, not yet agreed"


def test_an_empty_meeting_is_a_short_paper() -> None:
    made = minutes.made(Source(meeting(agenda=())))
    assert [b.text for b in made.blocks if isinstance(b, Heading)] == ["Patient forum"]
    assert not [block for block in made.blocks if isinstance(block, Table)]
    assert minutes.made(Source(meeting(agenda=())), Choice(easy_read=True)).blocks


def test_large_print_is_larger() -> None:
    assert minutes.made(source(), Choice(large=True)).size == "large"
    assert minutes.made(source()).size == "standard"


def test_easy_read_says_one_thing_a_line_with_a_drawing() -> None:
    lines = ("We talked about the queue. We will open the hatch twice.", "We cannot do more.")
    made = minutes.made(source(easy_read=lines), Choice(easy_read=True))
    found = {b.text: b.picture for b in made.blocks if isinstance(b, Pictured)}
    assert found["We talked about the queue."] == "feedback"
    assert found["We will open the hatch twice."] == "actions"
    assert found["We cannot do more."] == "cross"
    assert found["The next meeting is on Thursday 16 April 2026."] == "calendar"
    assert made.size == "easy_read"
    assert set(found.values()) <= set(paper.PICTURES)
    assert "Draft, not yet agreed" in paper.words(made)


def test_easy_read_without_lines_of_its_own_tells_decisions_actions_and_reasons() -> None:
    said = text(source(), easy_read=True)
    for words in ("Open it twice", "Buy a clock, by 16 April 2026.", "This is why: There is one"):
        assert words in said
    assert "quietly" not in said


def test_a_cancelled_meeting_says_so() -> None:
    said = text(Source(meeting(agenda=(), regime="cancelled")), easy_read=True)
    assert "did not happen" in said


@pytest.mark.parametrize("line", ["", " \n ", "One. Two!\nThree"])
def test_lines_are_never_empty(line: str) -> None:
    assert all(easy_minutes.split(line)) or not line.strip()


def test_words_that_may_tell_who_somebody_is_are_found_where_they_stand() -> None:
    agenda = (AgendaItem(title="Letters", notes="Prisoner A1234BC had a letter opened."),)
    found = minutes.concerns(Source(meeting(agenda=agenda)), Choice())
    assert [(each.where, each.kind) for each in found] == [("1. Letters", "prison_number")]
    assert "A1234BC" in found[0].words
    assert minutes.concerns(source(), Choice()) == ()


def test_easy_read_lines_beside_a_private_item_are_to_be_looked_at() -> None:
    found = minutes.concerns(source(easy_read=("We talked.",)), Choice(easy_read=True))
    assert [each.kind for each in found] == ["private"]


def test_the_minutes_of_a_stored_meeting_know_what_is_private(wing: SignedIn) -> None:
    first, done, secret = records.save_meeting(
        wing,
        whole(),
        (
            (action("Buy a clock", agenda_item=3), None),
            (action("See to it quietly", agenda_item=2), None),
        ),
    )
    later = records.save(
        wing, meeting(date=DAY + datetime.timedelta(30), carried=(done.id, secret.id))
    )
    gone = records.save(wing, action("Gone", meeting=first.id))
    binning.put_away(wing, gone.id)
    found = minutes.source(wing, first.id)
    assert [(each.action.text, each.private) for each in found.actions] == [
        ("Buy a clock", False),
        ("See to it quietly", True),
    ]
    carried = minutes.source(wing, later.id).carried
    assert [each.private for each in carried] == [False, True]
    with pytest.raises(InvalidValue):
        minutes.source(wing, records.save(wing, feedback()).id)


def test_minutes_of_two_hundred_actions_are_a_word_file() -> None:
    lines = tuple(Line(Action(text=f"Do {n} مرحبا 🙂", owner_role="W" * 120)) for n in range(200))
    made = minutes.made(Source(whole(), lines))
    file = docx.Document(io.BytesIO(word_file.as_docx(made)))
    assert max(len(table.rows) for table in file.tables) == 201
