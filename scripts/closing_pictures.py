# SPDX-License-Identifier: MIT
"""Pictures of closing the loop: Today, the board, replies to hand back, and a complaint."""

import datetime
from typing import Any

from PySide6.QtWidgets import QApplication

from coprod_desktop.domain.complaints import Step
from coprod_desktop.domain.records import Action, Complaint, Feedback
from coprod_desktop.services.loop import answers, complaints
from coprod_desktop.services.recording import lists, records

_DAY = datetime.timedelta(days=1)


def take(studio: Any, shell: Any) -> None:
    """All screens, with something on each."""
    shell.desk.go("complaints")
    studio.take("complaints-empty")
    shell.desk.jobs.run(_fill, changes=("complaint", "action", "answer"))
    studio.settle()
    shell.desk.go("today")
    studio.take("closing-today")
    shell.desk.go("actions")
    studio.take("closing-actions")
    shell.desk.go("actions", "board")
    board = shell.page("actions").board
    board.enter()
    studio.take("actions-board")
    board._ask(1, "done")  # noqa: SLF001 - the key D
    studio.take("actions-reason")
    board._give_up()  # noqa: SLF001 - the key Escape
    shell.desk.go("actions", "replies")
    studio.settle()
    shell.page("actions").replies.enter()
    studio.take("actions-replies")
    _complaints(studio, shell)


def _complaints(studio: Any, shell: Any) -> None:
    shell.desk.go("complaints")
    studio.settle()
    page = shell.page("complaints")
    studio.take("complaints")
    page._split.show_side()  # noqa: SLF001 - where there is no room beside the list
    page.detail.take_next()
    studio.take("complaint-step")
    page.detail.step.on.line.clear()
    page.detail.step.how.set_value(None)
    page.detail.step.keep()
    studio.take("complaint-step-errors")
    page.detail.step.give_up()
    studio.settle()
    page.table.choose(2)
    studio.settle()
    studio.take("complaint-open")
    page.detail.show_paper()
    dialog = QApplication.activeModalWidget()
    if dialog is not None:
        studio.take("complaint-print", dialog)
        dialog.close()
    shell.desk.go("feedback")
    studio.settle()
    row = shell.page("feedback").model.row(3)
    shell.desk.go("complaints", f"new:{row.id}")
    studio.settle()
    page.form.event_on.set_date(datetime.date(2024, 1, 5))
    page.form._look_at_days()  # noqa: SLF001 - as typing it does
    studio.take("complaint-new")
    page.form.leave_form()
    studio.settle()
    shell.desk.go("today")


def _fill(s: Any) -> None:
    """Complaints at several places, answers that wait, and actions that are due."""
    today = complaints.today(s)
    rows = lists.page(s, "feedback", limit=60)
    records_of = [(row.id, records.get(s, row.id).record) for row in rows]
    waiting = [(i, r) for i, r in records_of if isinstance(r, Feedback) and r.wants_reply][:3]
    for (record_id, _), (lever, words) in zip(
        waiting,
        (
            ("change", "The hatch opens at 7.45 now, before work starts."),
            ("tell", "The wait for the optician is about nine weeks. You are on the list."),
            ("cannot", "We cannot keep tablets in the cell: the prison decides that."),
        ),
        strict=False,
    ):
        answers.answer(s, record_id, lever, words)  # pyright: ignore[reportArgumentType]
    for days, text, role in (
        (-4, "Ask the wing manager for an officer at the hatch", "Pharmacy lead"),
        (0, "Put the new opening times on every wing’s board", "Health rep"),
        (5, "Send the waiting times to the forum", "Primary care lead"),
    ):
        due = today + days * _DAY
        action = Action(text=text, owner_role=role, due=due, joint=days == 0, wing=s.wing)
        records.save(s, action)
    first = complaints.start(s, records_of[5][0])
    complaints.begin(s, _with(first, received=today - 6 * _DAY, summary="Missed medicines"))
    second = complaints.begin(
        s, Complaint(received=today - _DAY, how="spoken", wing="House 4", summary="A bell call")
    ).id
    complaints.take(s, second, Step("acknowledge", today, how="spoken", reply_by=today + 20 * _DAY))
    third = complaints.begin(
        s,
        Complaint(
            received=today - 200 * _DAY,
            how="written",
            wing="House 2",
            event_on=today - 700 * _DAY,
            subjects=("clin", "wait"),
            complainant="patient",
            summary="A referral was lost when he moved here from another prison.",
            handler_role="Primary care lead",
        ),
    ).id
    acknowledged = Step("acknowledge", today - 199 * _DAY, how="written")
    complaints.take(s, third, acknowledged)
    replied = Step("reply", today - 150 * _DAY, outcome="partially_upheld", learning="Checked")
    complaints.take(s, third, replied)


def _with(record: Complaint, **values: Any) -> Complaint:
    import msgspec

    return msgspec.structs.replace(record, **values)
