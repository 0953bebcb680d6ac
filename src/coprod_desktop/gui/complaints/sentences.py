# SPDX-License-Identifier: MIT
"""A complaint's clocks as sentences: what is due, by which day, and how much time is left."""

from __future__ import annotations

from typing import NamedTuple

from PySide6.QtCore import QCoreApplication

from coprod_desktop.domain import complaint_words as codes
from coprod_desktop.domain import vocabulary
from coprod_desktop.domain.complaints import Clock
from coprod_desktop.gui.dates import long_date, short_date, weekday_date
from coprod_desktop.services.loop.complaints import Due


class Sentence(NamedTuple):
    """A line to show: an icon, the meaning of its colour, and the words."""

    icon: str
    ink: str
    text: str


def left(clock: Clock) -> str:
    """How many working days are left of a clock, or how many it is late."""
    translate = QCoreApplication.translate
    if clock.late:
        if clock.left >= 0:
            return translate("Complaints", "its day has passed")
        if clock.left == -1:
            return translate("Complaints", "1 working day late")
        return translate("Complaints", "{number} working days late").format(number=-clock.left)
    if clock.left <= 0:
        return translate("Complaints", "that is today")
    if clock.left == 1:
        return translate("Complaints", "in 1 working day")
    return translate("Complaints", "in {number} working days").format(number=clock.left)


def running(clock: Clock) -> str:
    """What a running clock asks for, by which day."""
    translate = QCoreApplication.translate
    words = {
        "settle": translate("Complaints", "Put right by {day} it need not be a complaint, {left}"),
        "acknowledge": translate("Complaints", "Acknowledge by {day}, {left}"),
        "reply": translate("Complaints", "Reply by {day}, as was agreed, {left}"),
        "six_months": translate(
            "Complaints", "Reply within six months, by {day}, or tell the person why not, {left}"
        ),
    }
    return words[clock.code].format(day=weekday_date(clock.by), left=left(clock))


def met(clock: Clock) -> str:
    """How a clock was stopped, and whether in time."""
    translate = QCoreApplication.translate
    day = long_date(clock.met_on)
    by = long_date(clock.by)
    if clock.late:
        words = {
            "settle": translate("Complaints", "Settled on {day}, after {by}"),
            "acknowledge": translate("Complaints", "Acknowledged on {day}, late: it was due {by}"),
            "reply": translate("Complaints", "Replied on {day}, late: {by} was agreed"),
            "six_months": translate(
                "Complaints", "Replied, or told why, on {day}: six months ended on {by}"
            ),
        }
    else:
        words = {
            "settle": translate("Complaints", "Settled on {day}, in time"),
            "acknowledge": translate("Complaints", "Acknowledged on {day}, in time"),
            "reply": translate("Complaints", "Replied on {day}, in time"),
            "six_months": translate("Complaints", "Replied, or told why, within six months"),
        }
    return words[clock.code].format(day=day, by=by)


def line(clock: Clock) -> Sentence | None:
    """A clock as a line with an icon; None for one that no longer matters."""
    if clock.running:
        late = clock.late
        return Sentence(
            "warning" if late else "clock", "warning" if late else "accent", running(clock)
        )
    if clock.met_on is None:
        return None
    return Sentence("tick", "warning" if clock.late else "success", met(clock))


def column(due: Due) -> str:
    """What comes next of a complaint, in the few words of a column."""
    clock = due.clock
    if clock is None:
        ended = due.status not in {"replied", "with_ombudsman"}
        codes_of, code = (codes.STATUSES, due.status) if ended else (codes.STEPS, due.step)
        return vocabulary.say(codes_of, code)
    translate = QCoreApplication.translate
    words = {
        "settle": translate("Complaints", "Acknowledge by {day}"),
        "acknowledge": translate("Complaints", "Acknowledge by {day}"),
        "reply": translate("Complaints", "Reply by {day}"),
        "six_months": translate("Complaints", "Reply or say why by {day}"),
    }
    text = words[clock.code].format(day=short_date(clock.by))
    late = translate("Complaints", "{what}: late")
    return late.format(what=text) if clock.late else text


def short(due: Due) -> str:
    """What comes next of a complaint, for a column or a line: the clock, or else the next step."""
    if due.clock is None:
        return vocabulary.say(codes.STEPS, due.step)
    translate = QCoreApplication.translate
    words = {
        "settle": translate("Complaints", "Acknowledge, or put right, by {day}, {left}"),
        "acknowledge": translate("Complaints", "Acknowledge by {day}, {left}"),
        "reply": translate("Complaints", "Reply by {day}, {left}"),
        "six_months": translate("Complaints", "Reply or say why by {day}, {left}"),
    }
    return words[due.clock.code].format(day=weekday_date(due.clock.by), left=left(due.clock))
