# SPDX-License-Identifier: MIT
"""What stands beside the list of one comment: its words, its answers, its sorting, its links."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtWidgets import QFrame, QLabel, QVBoxLayout, QWidget

from coprod_desktop.domain import forms, themes, vocabulary
from coprod_desktop.domain.errors import InvalidValue
from coprod_desktop.domain.records import Feedback
from coprod_desktop.gui.dates import iso, long_date, moment, short_date
from coprod_desktop.gui.desk import Desk
from coprod_desktop.gui.feedback.table import experience
from coprod_desktop.gui.forms import words
from coprod_desktop.gui.furniture import Button, flowing
from coprod_desktop.gui.label import tip
from coprod_desktop.services.loop.answers import AnswerShown
from coprod_desktop.services.recording.linking import Linked


def plain(text: str, say: str = "") -> QLabel:
    """Words shown exactly as they are, never read as markup, and free to be copied."""
    label = words(text, say)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return label


def said(record: Feedback) -> str:
    """All that the patient said, as one text to answer to."""
    return "\n".join(each for each in record.answers.values() if isinstance(each, str))


class Words(QWidget):
    """The patient's own words, by question, and their choices."""

    def __init__(self, record: Feedback) -> None:
        super().__init__()
        self.setProperty("part", "canvas")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        try:
            questions = {each.id: each.text for each in forms.load(record.form).questions}
        except InvalidValue:  # a form that has not come here yet
            questions = {each: each for each in record.answers}
        choices: list[tuple[str, str]] = []
        for question, text in questions.items():
            answer = record.answers.get(question)
            if isinstance(answer, str) and answer:
                column.addWidget(words(text, "subheading"))
                column.addWidget(plain(answer, "quote"))
            elif isinstance(answer, int):
                choices.append((text, experience(answer) or str(answer)))
        for text, choice in choices:
            column.addWidget(words(text, "subheading"))
            column.addWidget(plain(choice))


class Answers(QWidget):
    """What came of the comment, the newest first, with the ways to say it better or withdraw it."""

    better_asked = Signal(object)
    """This answer is to be said better: an `AnswerShown`."""
    withdrawn = Signal(object)
    """This answer is to be withdrawn: an `AnswerShown`."""

    def __init__(self, desk: Desk, answers: tuple[AnswerShown, ...]) -> None:
        super().__init__()
        self.setProperty("part", "canvas")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        if not answers:
            return
        column.addWidget(words(self.tr("What came of it"), "subheading"))
        office = desk.who.kind == "office"
        for each in reversed(answers):
            may = desk.who.manages and each.office == office
            column.addWidget(self._one(each, may=may))

    def _one(self, each: AnswerShown, *, may: bool) -> QFrame:
        well = QFrame()
        well.setProperty("part", "well")
        inside = QVBoxLayout(well)
        inside.setContentsMargins(12, 10, 12, 10)
        inside.setSpacing(4)
        lever = vocabulary.say(vocabulary.LEVERS, each.lever)
        inside.addWidget(words(f"{lever} · {long_date(each.date)}", "label"))
        inside.addWidget(plain(each.text, "lead"))
        place = self.tr("the office") if each.office else self.tr("this PC")
        line = self.tr("{who}, {place}, {when}").format(
            who=each.by, place=place, when=moment(each.at)
        )
        inside.addWidget(words(line, "hint"))
        if may:
            better = Button(self.tr("Say it better"), kind="quiet", icon="edit")
            better.clicked.connect(partial(self.better_asked.emit, each))
            withdraw = Button(self.tr("Withdraw"), kind="quiet", icon="trash")
            withdraw.setToolTip(self.tr("Put this answer into the bin"))
            withdraw.clicked.connect(partial(self.withdrawn.emit, each))
            for button in (better, withdraw):
                name = self.tr("{what}: the answer of {day}")
                button.setAccessibleName(name.format(what=button.text(), day=long_date(each.date)))
            inside.addWidget(flowing(better, withdraw))
        well.setAccessibleName(f"{lever}, {long_date(each.date)}: {each.text}")
        return well


class Sorting(QWidget):
    """What staff added: themes, who can fix it, how far it has come, and their own note."""

    def __init__(self, record: Feedback) -> None:
        super().__init__()
        self.setProperty("part", "canvas")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        if record.themes:
            column.addWidget(words(self.tr("Themes"), "subheading"))
            column.addWidget(flowing(*(words(themes.label(code), "tag") for code in record.themes)))
        for name, value in self._facts(record):
            if value:
                column.addWidget(plain(f"{name}: {value}"))
        if record.staff_note:
            column.addWidget(words(self.tr("Staff note"), "subheading"))
            column.addWidget(plain(record.staff_note))

    def _facts(self, record: Feedback) -> tuple[tuple[str, str], ...]:
        heard = long_date(record.heard_on)
        passed = ""
        if record.escalations:
            waiting = any(each.state == "open" for each in record.escalations)
            passed = self.tr("Still to be passed on") if waiting else self.tr("Dealt with")
        return (
            (self.tr("Kind"), vocabulary.say(vocabulary.FEEDBACK_KINDS, record.kind)),
            (self.tr("Who can fix it"), vocabulary.say(vocabulary.FIXERS, record.who_can_fix)),
            (self.tr("State"), vocabulary.say(vocabulary.FEEDBACK_STATES, record.status)),
            (self.tr("Passing on"), passed),
            (self.tr("Quoting"), vocabulary.say(vocabulary.QUOTING, record.ok_to_quote)),
            (
                self.tr("Reply"),
                self.tr("Wanted, slip {code}").format(code=record.slip_code or "–")
                if record.wants_reply
                else "",
            ),
            (self.tr("Handed back"), heard),
        )


class Links(QWidget):
    """The meetings, actions and complaints that name the comment, each a way there."""

    def __init__(self, desk: Desk, linked: Linked) -> None:
        super().__init__()
        self.setProperty("part", "canvas")
        self._desk = desk
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(4)
        if linked.actions:
            self._column.addWidget(words(self.tr("Actions"), "subheading"))
        for action in linked.actions:
            state = vocabulary.say(vocabulary.ACTION_STATES, action.status)
            due = short_date(iso(action.due))
            parts = (action.text, state, due and self.tr("by {day}").format(day=due))
            self._add("actions", parts, partial(desk.go, "actions", action.id))
        if linked.meetings:
            self._column.addWidget(words(self.tr("Meetings"), "subheading"))
        for meeting in linked.meetings:
            parts = (meeting.title, short_date(iso(meeting.date)))
            self._add("meetings", parts, partial(desk.go, "meetings", meeting.id))
        if linked.complaints:
            self._column.addWidget(words(self.tr("Complaints"), "subheading"))
        for complaint in linked.complaints:
            received = QCoreApplication.translate("Links", "Received {day}")
            parts = (received.format(day=short_date(iso(complaint.date))), complaint.excerpt)
            self._add("flag", parts, partial(desk.go, "complaints", complaint.id))

    def _add(self, icon: str, parts: tuple[str, ...], act: Callable[[], None]) -> None:
        text = " · ".join(part for part in parts if part)
        shown = self.fontMetrics().elidedText(
            text, Qt.TextElideMode.ElideRight, self._desk.theme.px(330)
        )
        button = Button(shown.replace("&", "&&"), kind="quiet", icon=icon)
        button.setAccessibleName(text)
        button.setToolTip(tip(text))
        button.clicked.connect(act)
        row = flowing(button)
        self._column.addWidget(row)
