# SPDX-License-Identifier: MIT
"""Today gathers what needs somebody, and looks it up in indexes, not through every comment."""

import datetime
from typing import Any

from sqlalchemy import event

from coprod_desktop.domain.records import Complaint
from coprod_desktop.services import today
from coprod_desktop.services.loop import agendas, answers, closing, complaints
from coprod_desktop.services.recording import binning, records
from coprod_desktop.services.session import SignedIn
from tests.stores import Folders, action, feedback, meeting

TODAY = datetime.date(2026, 3, 3)
DAY = datetime.timedelta(days=1)


def test_all_kinds_are_gathered(folders: Folders, wing: SignedIn) -> None:
    comment = records.save(wing, feedback("Who decides?", wants_reply=True)).id
    answers.answer(wing, comment, "tell", "The doctor.")
    records.save(wing, feedback("And now?"))
    complaints.begin(wing, Complaint(received=TODAY))
    records.save(wing, action(due=TODAY))
    found = today.look(wing, TODAY, 5)
    assert (found.replies.number, found.unanswered.number, len(found.complaints)) == (1, 1, 1)
    assert (found.actions.soon, found.records, found.unsent) == (1, 3, 5)
    assert found.meetings == ()
    assert found.open == ()


def test_a_meeting_is_due_until_its_notes_are_there(wing: SignedIn) -> None:
    def due() -> list[str]:
        return [each.title for each in today.look(wing, TODAY, 5).meetings]

    forum = meeting("Forum", date=TODAY - 28 * DAY, next_date=TODAY)
    records.save(wing, forum)
    records.save(wing, meeting("Far away", wing="B", date=TODAY, next_date=TODAY + 8 * DAY))
    records.save(
        wing, meeting("Long ago", wing="C", date=TODAY - 60 * DAY, next_date=TODAY - 8 * DAY)
    )
    assert due() == ["Forum"]
    # Held a day later than was said: its notes are there, and nothing is due.
    held = records.save(wing, meeting("Forum", date=TODAY + DAY)).id
    assert due() == []
    binning.put_away(wing, held)
    assert due() == ["Forum"]


def test_no_question_but_what_is_unanswered_reads_every_comment(wing: SignedIn) -> None:
    records.save(wing, feedback())
    asked: list[tuple[str, Any]] = []

    def note(_c: Any, _cursor: Any, statement: str, values: Any, *_: Any) -> None:
        asked.append((statement, values))

    with wing.vault.read() as connection:
        engine = connection.engine
    event.listen(engine, "before_cursor_execute", note)
    closing.waiting(wing, 5)
    agendas.due(wing)
    event.remove(engine, "before_cursor_execute", note)
    plans: list[str] = []
    with wing.vault.read() as connection:
        for statement, values in asked:
            if statement.lstrip().upper().startswith("SELECT"):
                plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values)
                plans += [str(row[-1]) for row in plan]
    told = "\n".join(plans)
    assert "feedback_wants_reply" in told
    assert "SCAN feedback\n" not in f"{told}\n"
    assert "SCAN answer\n" not in f"{told}\n"
