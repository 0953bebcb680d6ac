# SPDX-License-Identifier: MIT
"""What looks at words while they are typed, and what stops a bundle, for `screenshots.py`."""

import datetime
from typing import Any

from PySide6.QtWidgets import QScrollArea, QWidget

from coprod_desktop.domain.records import Escalation, Feedback
from coprod_desktop.gui.furniture import MARGIN
from coprod_desktop.services.loop import guarding
from coprod_desktop.services.recording import records


def take(studio: Any, shell: Any) -> None:
    """The guards on the entry screen, the routes of a site, and the list before a round."""
    session = shell.desk.jobs.session
    guarding.set_site_route(
        session,
        "acct",
        {
            "who": "Safer Custody, or the orderly officer",
            "phone": "Extension 2222, radio channel 1",
            "form": "Concern and Keep Safe form, in each wing office",
            "out_of_hours": "Night orderly officer, through the control room",
        },
    )
    shell.desk.go("feedback", "new")
    studio.settle()
    entry = shell.page("feedback").entry
    form = entry.form
    better = form.answers["what_better"].field
    better.setPlainText("I told nurse Smith on Tuesday that I am in cell 14 and she came at once")
    form.guard.look()
    studio.take("guard-names")
    better.setPlainText("Nobody came for two days and I feel suicidal")
    form.guard.look()
    form.guard.lines["acct"].choices["done"].click()
    form.guard.lines["acct"].by.field.setCurrentText("Nurse")
    studio.settle()
    _scroll_to(form.guard.lines["acct"].by)
    studio.take("guard-harm")
    better.setPlainText("Waited four weeks for a review")
    form.guard.clear()
    note = form.staff_note.field
    note.setPlainText("Diabetics on this wing refused to come on the day of the visit.")
    note.setFocus()
    form.help.look()
    studio.take("guard-words")
    form.start({})
    entry.keeper.give_up()
    _open(session)
    shell.desk.go("exchange", "open")
    studio.settle()
    studio.take("exchange-open")
    card = shell.page("exchange").round.unresolved
    next(iter(card.tiles.values())).click()
    studio.settle()
    _scroll_to(card.form.save)
    studio.take("exchange-open-one")
    for each in guarding.open_ones(session):
        done = Escalation(
            route=each.routes[0], state="done", on=shell.desk.today(), by_role="Nurse"
        )
        guarding.resolve(session, each.feedback, [done])
    shell.desk.go("settings", "routes")
    studio.take("settings-routes")


def _scroll_to(widget: QWidget) -> None:
    above = widget.parentWidget()
    while above is not None and not isinstance(above, QScrollArea):
        above = above.parentWidget()
    if above is not None:
        above.ensureWidgetVisible(widget, 0, MARGIN)


def _open(session: Any) -> None:
    """Leave two comments to be passed on."""
    for wing, said, route in (
        ("House 4", "Nobody came for two days and I feel suicidal", "acct"),
        ("House 1", "They take my meds off me in the queue", "safeguarding_adult"),
    ):
        waiting = Escalation(route=route, state="open")
        record = Feedback(
            date=datetime.date(2026, 11, 19),
            form="feedback-1",
            answers={"what_better": said},
            wing=wing,
            escalations=(waiting,),
        )
        records.save(session, record)
