# SPDX-License-Identifier: MIT
"""One comment beside the list: the patient's words, what staff added, and its story."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QLabel, QVBoxLayout, QWidget

from coprod_desktop.domain import forms
from coprod_desktop.domain.errors import RecordErased
from coprod_desktop.domain.records import Choice, Feedback
from coprod_desktop.gui import themes, vocabulary
from coprod_desktop.gui.dates import iso, long_date, moment
from coprod_desktop.gui.desk import Desk
from coprod_desktop.gui.erasing import ErasePanel
from coprod_desktop.gui.feedback import calls
from coprod_desktop.gui.feedback.answering import AnswerPanel
from coprod_desktop.gui.feedback.table import experience
from coprod_desktop.gui.flow import FlowLayout
from coprod_desktop.gui.forms import words
from coprod_desktop.gui.furniture import Button, Card, EmptyState, Scroll, Stack, bar, rule
from coprod_desktop.gui.messages import Banner, Message
from coprod_desktop.services.answers import AnswerShown
from coprod_desktop.services.records import Event, Stored


class DetailPanel(QWidget):
    """Shows the comment whose line is current; asks for it a moment after the line changed."""

    change_asked = Signal(object)
    """This comment is to be changed: a `Stored`."""
    action_asked = Signal(object)
    """An action is to come from this comment: a `Stored`."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._stored: Stored | None = None
        self.banner = Banner()
        self._stack = Stack()
        self._nothing = EmptyState(
            "feedback",
            self.tr("Nothing chosen"),
            self.tr("Choose a line to read the whole comment here."),
        )
        self._scroll = Scroll(margins=(0, 0, 6, 0))
        self._card = Card()
        self._scroll.body.addWidget(self._card)
        self._scroll.body.addStretch(1)
        self.change = Button(self.tr("Change"), icon="edit")
        self.change.setToolTip(self.tr("Change this comment (Return)"))
        self.change.clicked.connect(self._change)
        self.make_action = Button(self.tr("New action"), icon="plus")
        self.make_action.setToolTip(self.tr("Write down what somebody will do about it"))
        self.make_action.clicked.connect(self._make_action)
        self.answer = Button(self.tr("Answer"), icon="reply")
        self.answer.setToolTip(self.tr("Write what came of it, for the patient to hear"))
        self.answer.clicked.connect(self._answer)
        self.told = Button(self.tr("The patient was told"), kind="primary", icon="tick")
        self.told.clicked.connect(self._told)
        self.erase = Button(self.tr("Erase for good…"), kind="quiet", icon="trash")
        self.erase.clicked.connect(self._erase)
        self.erase.setVisible(False)
        self._buttons = QWidget()
        self._buttons.setProperty("part", "canvas")
        flow = FlowLayout(self._buttons)
        for button in (self.change, self.make_action, self.answer):
            flow.addWidget(button)
        self.answering = AnswerPanel(desk)
        self.answering.closed.connect(self._answered)
        self.erasing = ErasePanel(desk)
        self.erasing.closed.connect(self._back)
        self.erasing.erased.connect(self._erased)
        self._gone = EmptyState("trash", self.tr("Erased for good"), "")
        self._why_not = words("", "hint")
        self._why_not.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addWidget(self.banner)
        self._stack.add(self._nothing)
        for face in (self._scroll, self.answering, self.erasing, self._gone):
            self._stack.add(face)
        column.addWidget(self._stack, 1)
        column.addWidget(self._buttons)
        column.addWidget(self._why_not)
        self.show_nothing()

    def show_nothing(self) -> None:
        """No line is current."""
        self._stored = None
        self._stack.turn(self._nothing)
        self._buttons.hide()
        self._why_not.hide()

    def ask(self, record_id: str) -> None:
        """Fetch a comment and its story; a newer wish takes this one's place."""
        self._desk.jobs.run(
            calls.one,
            record_id,
            owner=self,
            done=self._show,
            failed=self._not_there,
            key="feedback-detail",
        )

    def _not_there(self, error: Exception) -> None:
        if not isinstance(error, RecordErased):
            self.banner.show_error(error)
            return
        self.show_nothing()
        day = long_date(iso(str(error.fields["at"]))) or str(error.fields["at"])
        self._gone.text.setText(
            self.tr("By {who}, {day}. What was said is gone, and cannot come back.").format(
                who=error.fields["by"], day=day
            )
        )
        self._stack.turn(self._gone)

    def stored(self) -> Stored | None:
        """The comment on screen."""
        return self._stored

    def _show(self, one: calls.One) -> None:
        stored, story, answers = one
        record = stored.record
        if not isinstance(record, Feedback):
            return
        if self._stack.now() in {self.erasing, self.answering} and self._stored == stored:
            return  # somebody is at it
        self._stored = stored
        for button in (self.told, self.erase):
            button.setParent(None)  # they outlive what is shown around them
        self._card.empty()
        body = self._card.body
        self._card.heading.setText(long_date(record.date))
        self._card.heading.show()
        channel = vocabulary.say(vocabulary.CHANNELS, record.channel)
        place = (record.site, record.wing, record.service, channel)
        body.addWidget(words(" · ".join(part for part in place if part), "soft"))
        self._add_words(record, body)
        self._add_answers(answers, body)
        body.addWidget(bar(self.told))
        self._add_choices(record, body)
        self._add_sorting(record, body)
        if record.staff_note:
            body.addWidget(words(self.tr("Staff note"), "subheading"))
            body.addWidget(_plain(record.staff_note))
        body.addWidget(rule())
        self._add_story(story, body)
        body.addWidget(bar(self.erase))
        self._stack.turn(self._scroll)
        self._scroll.verticalScrollBar().setValue(0)
        self._buttons.show()
        self.change.setEnabled(stored.mine)
        may = stored.mine or self._desk.who.kind == "office"
        self.erase.setVisible(self._desk.who.manages and may)
        self.answer.setVisible(self._desk.who.manages)
        self.told.setVisible(stored.mine and bool(answers) and record.status != "answered")
        self._why_not.setVisible(not stored.mine)
        self._why_not.setText(self.tr("Only the PC where it was written can change it."))

    def _add_answers(self, answers: tuple[AnswerShown, ...], body: QVBoxLayout) -> None:
        if not answers:
            return
        body.addWidget(words(self.tr("What came of it"), "subheading"))
        for each in reversed(answers):
            well = QFrame()
            well.setProperty("part", "well")
            inside = QVBoxLayout(well)
            inside.setContentsMargins(12, 10, 12, 10)
            inside.setSpacing(4)
            lever = vocabulary.say(vocabulary.LEVERS, each.lever)
            inside.addWidget(words(f"{lever} · {long_date(each.date)}", "label"))
            text = _plain(each.text)
            text.setProperty("say", "lead")
            inside.addWidget(text)
            place = self.tr("the office") if each.office else self.tr("this PC")
            line = self.tr("{who}, {place}").format(who=each.by, place=place)
            inside.addWidget(words(line, "hint"))
            well.setAccessibleName(f"{lever}, {long_date(each.date)}: {each.text}")
            body.addWidget(well)

    def _add_words(self, record: Feedback, body: QVBoxLayout) -> None:
        form = forms.load(record.form)
        for question in form.questions:
            answer = record.answers.get(question.id)
            if isinstance(answer, str) and answer:
                body.addWidget(words(question.text, "subheading"))
                quote = _plain(answer)
                quote.setProperty("say", "quote")
                body.addWidget(quote)

    def _add_choices(self, record: Feedback, body: QVBoxLayout) -> None:
        for question in forms.load(record.form).questions:
            answer = record.answers.get(question.id)
            if isinstance(answer, int):
                body.addWidget(words(question.text, "subheading"))
                body.addWidget(_plain(experience(answer)))

    def _add_sorting(self, record: Feedback, body: QVBoxLayout) -> None:
        if record.themes:
            body.addWidget(words(self.tr("Themes"), "subheading"))
            for code in record.themes:
                body.addWidget(words(themes.label(code), "tag"))
        facts = (
            (self.tr("Kind"), vocabulary.say(vocabulary.FEEDBACK_KINDS, record.kind)),
            (self.tr("Who can fix it"), vocabulary.say(vocabulary.FIXERS, record.who_can_fix)),
            (self.tr("State"), vocabulary.say(vocabulary.FEEDBACK_STATES, record.status)),
            (self.tr("Quoting"), vocabulary.say(vocabulary.QUOTING, record.ok_to_quote)),
            (
                self.tr("Reply"),
                self.tr("Wanted, slip {code}").format(code=record.slip_code or "–")
                if record.wants_reply
                else "",
            ),
        )
        for name, value in facts:
            if value:
                body.addWidget(_plain(f"{name}: {value}"))

    def _add_story(self, story: tuple[Event, ...], body: QVBoxLayout) -> None:
        body.addWidget(words(self.tr("Its story"), "subheading"))
        for event in reversed(story):
            if isinstance(event.record, Choice):
                line = self.tr("This version chosen by {who}, {when}")
            elif event.rev == 1:
                line = self.tr("Written by {who}, {when}")
            else:
                line = self.tr("Changed by {who}, {when}")
            body.addWidget(words(line.format(who=event.by, when=moment(event.at)), "soft"))

    def _change(self) -> None:
        if self._stored is not None and self._stored.mine:
            self.change_asked.emit(self._stored)

    def _answer(self) -> None:
        stored = self._stored
        if stored is not None and isinstance(stored.record, Feedback):
            said = [each for each in stored.record.answers.values() if isinstance(each, str)]
            self._stack.turn(self.answering)
            self._buttons.hide()
            self._why_not.hide()
            self.answering.ask(stored, "\n".join(said))

    def _answered(self) -> None:
        if self._stored is not None:
            self._back()
            self.answer.setFocus()
            self.ask(self._stored.id)

    def _told(self) -> None:
        if self._stored is not None:
            self._desk.jobs.run(
                calls.told,
                self._stored.id,
                owner=self,
                done=self._was_told,
                failed=self.banner.show_error,
                changes=("feedback",),
            )

    def _was_told(self, _saved: object) -> None:
        self._desk.note_saved()
        self.change.setFocus()
        if self._stored is not None:
            self.ask(self._stored.id)

    def _erase(self) -> None:
        if self._stored is not None:
            self._stack.turn(self.erasing)
            self._buttons.hide()
            self._why_not.hide()
            self.erasing.ask(self._stored.id)

    def _back(self) -> None:
        stored = self._stored
        if stored is not None:
            self._stack.turn(self._scroll)
            self._buttons.show()
            self._why_not.setVisible(not stored.mine)
            self.erase.setFocus()

    def _erased(self, _record: str) -> None:
        self.show_nothing()
        self.banner.show_message(Message("success", self.tr("The comment is erased for good.")))

    def _make_action(self) -> None:
        if self._stored is not None:
            self.action_asked.emit(self._stored)


def _plain(text: str) -> QLabel:
    """Words shown exactly as they are, never read as markup, and free to be copied."""
    label = words(text)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return label
