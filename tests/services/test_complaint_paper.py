# SPDX-License-Identifier: MIT
"""A complaint's case summary says all that its record holds, and nothing of the patient unasked."""

import datetime

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coprod_desktop.domain import complaints as rules
from coprod_desktop.domain import document as paper
from coprod_desktop.domain.complaints import Step
from coprod_desktop.domain.errors import InvalidValue
from coprod_desktop.domain.records import Action, Complaint
from coprod_desktop.services.loop import answers, complaints
from coprod_desktop.services.loop.complaints import Case
from coprod_desktop.services.papers import complaint_paper, word_file
from coprod_desktop.services.papers.complaint_paper import Source
from coprod_desktop.services.recording import records
from coprod_desktop.services.recording.records import Stored
from coprod_desktop.services.session import SignedIn
from tests.stores import feedback

TODAY = datetime.date(2026, 3, 3)  # a Tuesday, by the clock of the tests


def text(s: SignedIn, complaint: str, *, words: bool = False) -> str:
    return paper.words(complaint_paper.made(complaint_paper.source(s, complaint), words=words))


@pytest.fixture
def complaint(wing: SignedIn) -> str:
    said = records.save(wing, feedback("Mr Smith never came", kind="concern", channel="letter"))
    begun = msgspec.structs.replace(
        complaints.start(wing, said.id),
        received=datetime.date(2026, 2, 26),
        summary="Nobody came when a bell was rung",
        subjects=("clin", "wait"),
        reference="C-17",
    )
    records.save(wing, Action(text="Mend the bell", owner_role="Nurse", feedback=said.id))
    answers.answer(wing, said.id, "change", "The bell was mended")
    return complaints.begin(wing, begun).id


def test_an_open_complaint_says_how_much_time_is_left(wing: SignedIn, complaint: str) -> None:
    said = text(wing, complaint)
    for words in (
        *(
            "Complaint that came on 26 February 2026",
            "Number: C-17",
            "As it stood on: 3 March 2026",
        ),
        *("Nobody came when a bell was rung", "Clinical treatment (with specialty)"),
        *("Acknowledge within 3 working days", "Open, and this is its last day"),
        *("The comment was answered: The bell was mended", "Mend the bell", "To do"),
        *("It has no outcome yet", "Parliamentary and Health Service Ombudsman"),
        "does not look at clinical judgement",
    ):
        assert words in said, words
    assert "Smith" not in said
    assert "takes this complaint until" not in said


def test_an_ended_one_says_when_each_duty_was_met_and_what_was_learned(
    wing: SignedIn, complaint: str
) -> None:
    step = Step("acknowledge", TODAY, how="spoken", talk_offered=True)
    complaints.take(wing, complaint, step)
    step = Step("reply", TODAY, outcome="upheld", learning="Bells are looked at each day")
    complaints.take(wing, complaint, step)
    said = text(wing, complaint)
    for words in (
        *("3 March 2026, in time, after 3 working days", "It was acknowledged aloud. A talk"),
        *("The reply was given.", "Upheld: One issue, and the evidence supports it"),
        *("Bells are looked at each day", "Ombudsman takes this complaint until 3 June 2026"),
    ):
        assert words in said, words


def test_the_patients_words_stand_on_it_when_asked_and_what_names_somebody_is_shown_first(
    wing: SignedIn, complaint: str
) -> None:
    made = complaint_paper.made(complaint_paper.source(wing, complaint), words=True)
    assert "Mr Smith never came" in paper.words(made)
    (concern,) = complaint_paper.concerns(made)
    assert (concern.kind, "Smith" in concern.words) == ("name", True)
    assert "patient’s words" in concern.where
    assert word_file.as_docx(made).startswith(b"PK")


def test_one_that_came_of_no_comment_and_one_that_is_none(wing: SignedIn, complaint: str) -> None:
    alone = complaints.begin(wing, Complaint(received=TODAY, event_on=datetime.date(2024, 1, 5)))
    said = text(wing, alone.id, words=True)
    assert (
        complaint_paper.concerns(complaint_paper.made(complaint_paper.source(wing, alone.id))) == ()
    )
    assert "Nobody has summed it up yet" in said
    assert "more than 12 months after" in said
    assert "words\n" not in said
    comment = records.get(wing, complaint).record
    assert isinstance(comment, Complaint)
    with pytest.raises(InvalidValue):
        complaint_paper.source(wing, comment.feedback)


DAYS = st.dates(datetime.date(2020, 1, 1), datetime.date(2030, 1, 1))
RECORDS = st.builds(
    Complaint,
    received=DAYS,
    how=st.sampled_from(["", "spoken", "written"]),
    status=st.sampled_from(["", *(each.code for each in rules.facts().statuses)]),
    acknowledged_on=st.none() | DAYS,
    reply_by=st.none() | DAYS,
    delay_told_on=st.none() | DAYS,
    replied_on=st.none() | DAYS,
    ombudsman_on=st.none() | DAYS,
    closed_on=st.none() | DAYS,
    outcome=st.sampled_from(["", "upheld", "unheard-of"]),
)


@settings(max_examples=40)
@given(RECORDS, DAYS)
def test_any_complaint_makes_a_paper_in_which_days_follow_each_other(
    record: Complaint, today: datetime.date
) -> None:
    stored = Stored("0" * 32, "complaint", 1, record, 0, "Nia", "device", mine=True)
    case = Case(
        *(stored, record, rules.status(record), rules.clocks(record, today)),
        *(rules.steps(record, today), None, False, None),
    )
    made = complaint_paper.made(Source(case, today))
    tables = [block for block in made.blocks if isinstance(block, paper.Table)]
    assert all(len(row) == len(each.header) for each in tables for row in each.rows)
    (done,) = [each for each in tables if each.header[0] == "Day"]
    days = [datetime.datetime.strptime(row[0], "%d %B %Y").astimezone() for row in done.rows]
    assert days == sorted(days)
    assert "{" not in paper.words(made)
