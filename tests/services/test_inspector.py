# SPDX-License-Identifier: MIT
"""The inspector's pack: what was heard and what changed, with evidence, and nobody named."""

import datetime

import pytest

from coprod_desktop.domain.document import Document, Figure, Heading, Listing, Paragraph, Table
from coprod_desktop.domain.errors import NotAllowed
from coprod_desktop.domain.records import Complaint, CouldNot
from coprod_desktop.services.charting import inspector
from coprod_desktop.services.loop import answers
from coprod_desktop.services.recording import lists, records
from coprod_desktop.services.session import SignedIn
from tests.stores import DAY, Folders, action, feedback, meeting

LAST = DAY + datetime.timedelta(days=20)


def words(document: Document) -> str:
    said: list[str] = []
    for block in document.blocks:
        match block:
            case Heading() | Paragraph():
                said.append(block.text)
            case Listing():
                said += block.items
            case Table():
                said += [" ".join(row) for row in block.rows]
            case _:
                pass
    return "\n".join(said)


@pytest.fixture
def pack(wing: SignedIn) -> Document:
    for number in range(24):
        good = 1 if number < 14 else 5
        saved = records.save(
            wing,
            feedback(
                f"Comment {number} about nurse Smith",
                answers={"fft_overall": good},
                ok_to_quote="yes" if number == 0 else "no",
                who_can_fix="healthcare",
            ),
        )
        if number < 16:
            answers.answer(wing, saved.id, "change", f"There is a bench now ({number})")
    records.save_meeting(
        wing,
        meeting(could_not=(CouldNot(what="A second hatch", why="there is no room"),)),
        [(action("Put up a clock", status="done", outcome="It hangs", joint=True), None)],
    )
    records.save(wing, Complaint(received=DAY))
    return inspector.pack(inspector.gather(wing, DAY, LAST))


def test_it_says_what_was_heard_what_changed_and_what_could_not(pack: Document) -> None:
    said = words(pack)
    assert "25 comments were recorded." in said
    assert "58 % said very good or good, and 42 % poor or very poor" in said
    assert "67 % of the comments have an answer" in said
    assert "There is a bench now (3)" in said
    assert "A second hatch: there is no room" in said
    assert "1 are done, 1 of them by patients and staff together" in said
    assert "Received *" in said


def test_a_share_that_would_tell_of_a_few_is_not_shown(wing: SignedIn) -> None:
    for number in range(10):
        saved = records.save(wing, feedback(f"Comment {number}"))
        if number:
            answers.answer(wing, saved.id, "tell", "It is on Tuesdays")
    said = words(inspector.pack(inspector.gather(wing, DAY, LAST)))
    assert "not shown" in said
    assert "90 %" not in said


def test_only_whoever_agreed_is_quoted_and_nobody_is_named(pack: Document) -> None:
    said = words(pack)
    assert "Comment 0 about" in said
    assert "Smith" not in said
    assert "Comment 1 about" not in said


def test_the_evidence_leads_to_the_records(wing: SignedIn, pack: Document) -> None:
    (row,) = lists.page(wing, "meeting")
    assert row.id[:13] in words(pack)


def test_an_empty_period_is_told_plainly_and_staff_may_not_make_it(
    wing: SignedIn, folders: Folders
) -> None:
    early = datetime.date(2020, 1, 1)
    said = words(inspector.pack(inspector.gather(wing, early, early)))
    assert "No comments were recorded" in said
    wing.close()
    with pytest.raises(NotAllowed):
        inspector.gather(folders.open("wing", "Nia"), DAY, LAST)


def test_charts_stand_in_it_with_their_sentence_and_small_ones_are_left_out(
    wing: SignedIn,
) -> None:
    last = datetime.date(2026, 3, 31)
    records.save_many(
        wing,
        [
            feedback(date=datetime.date(2025, month, 3), answers={"fft_overall": 1 + 4 * (n % 2)})
            for month in range(3, 13)
            for n in range(16)
        ],
    )
    # Three in a month are too few to show, unless the period does not hold that month whole.
    records.save_many(wing, [feedback(date=last.replace(day=2)) for _ in range(3)])
    first = last.replace(day=1)
    whole = words(inspector.pack(inspector.gather(wing, first, last)))
    assert "Comments recorded (number): there is no chart, because some of its" in whole
    pack = inspector.pack(inspector.gather(wing, first, last.replace(day=15)))
    figures = [block for block in pack.blocks if isinstance(block, Figure)]
    assert [each.caption.partition(" (")[0] for each in figures] == [
        "Comments recorded",
        "Very good or good in the Friends and Family Test",
        "Language help needed",
    ]
    assert all(each.png.startswith(b"\x89PNG") for each in figures)
    for each in figures:
        assert each.alternative in words(pack)
        assert "chance" in each.alternative
    assert "Time from comment to answer (days): there is no chart, because" in words(pack)
