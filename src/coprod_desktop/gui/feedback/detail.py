# SPDX-License-Identifier: MIT
"""One comment beside the list: the patient's words, what came of them, and their story."""

from __future__ import annotations

from functools import partial
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from coprod_desktop.domain import vocabulary
from coprod_desktop.domain.errors import RecordErased
from coprod_desktop.domain.records import Feedback
from coprod_desktop.gui.bin.putting import put_away
from coprod_desktop.gui.dates import iso, long_date
from coprod_desktop.gui.desk import Desk
from coprod_desktop.gui.erasing import ErasePanel
from coprod_desktop.gui.feedback import calls
from coprod_desktop.gui.feedback.answering import AnswerPanel
from coprod_desktop.gui.feedback.shown import Answers, Links, Sorting, Words, plain, said
from coprod_desktop.gui.flow import FlowLayout
from coprod_desktop.gui.forms import words
from coprod_desktop.gui.furniture import Button, Card, EmptyState, Scroll, Stack, bar, rule
from coprod_desktop.gui.messages import Banner, Message
from coprod_desktop.gui.story import StoryView
from coprod_desktop.services.loop.answers import AnswerShown
from coprod_desktop.services.loop.closing import How
from coprod_desktop.services.recording.drafts import Draft
from coprod_desktop.services.recording.records import Stored

_LOW: Final = 330
"""Height, at 100 %, below which the buttons leave the words no room."""


class DetailPanel(QWidget):
    """Shows the comment whose line is current; asks for it a moment after the line changed."""

    change_asked = Signal(object)
    """This comment is to be changed: a `Stored`."""
    action_asked = Signal(object)
    """An action is to come from this comment: a `Stored`."""
    put_away = Signal(object)
    """This comment is to go into the bin: a `Stored`."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._stored: Stored | None = None
        self._draft: Draft | None = None
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
        self._make_buttons()
        self.answering = AnswerPanel(desk)
        self.answering.closed.connect(self._answered)
        self.erasing = ErasePanel(desk)
        self.erasing.closed.connect(self._back)
        self.erasing.erased.connect(self._erased)
        self.story = StoryView(desk)
        self.story.brought_back.connect(self._brought_back)
        self._gone = EmptyState("trash", self.tr("Erased for good"), "")
        self._why_not = words("", "hint")
        self._why_not.hide()
        self._tight = False
        self._column = column = QVBoxLayout(self)
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

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Let the buttons scroll with the words where both would not fit."""
        super().resizeEvent(event)
        tight = self.height() < self._desk.theme.px(_LOW)
        if tight != self._tight:
            self._tight = tight
            shown = not self._buttons.isHidden()
            if tight:
                self._scroll.body.insertWidget(1, self._buttons)
            else:
                self._column.insertWidget(2, self._buttons)
            self._buttons.setVisible(shown)

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

    def look_again(self) -> None:
        """Fetch what is on screen anew: something elsewhere names it."""
        if self._stored is not None and self._stack.now() is self._scroll:
            self.ask(self._stored.id)

    def resume_answer(self, draft: object) -> None:
        """Go on with the draft of an answer."""
        if isinstance(draft, Draft):
            self._draft = draft
            self.ask(draft.record)

    def stored(self) -> Stored | None:
        """The comment on screen."""
        return self._stored

    def _make_buttons(self) -> None:
        self.change = Button(self.tr("Change"), icon="edit")
        self.change.setToolTip(self.tr("Change this comment (Return)"))
        self.change.clicked.connect(self._change)
        self.make_action = Button(self.tr("Action"), icon="plus")
        self.make_action.setAccessibleName(self.tr("New action"))
        self.make_action.setToolTip(self.tr("Write down what somebody will do about it"))
        self.make_action.clicked.connect(self._make_action)
        self.answer = Button(self.tr("Answer"), icon="reply")
        self.answer.setToolTip(self.tr("Write what came of it, for the patient to hear (Ctrl+R)"))
        self.answer.setShortcut("Ctrl+R")
        self.answer.clicked.connect(self._answer)
        self.complain = Button(self.tr("Complaint"), icon="flag")
        self.complain.setToolTip(self.tr("Make a complaint of it, with its clocks"))
        self.complain.clicked.connect(self._complain)
        self.bin = Button(self.tr("Delete"), icon="trash")
        self.bin.setToolTip(self.tr("Put this comment into the bin (Delete)"))
        self.bin.clicked.connect(self._put_away)
        self.told = Button(self.tr("The patient was told"), kind="primary", icon="tick")
        self.told.clicked.connect(partial(self._told, "spoken"))
        self.slip = Button(self.tr("Handed back with the slip"), icon="tick")
        self.slip.clicked.connect(partial(self._told, "slip"))
        self.erase = Button(self.tr("Erase for good…"), kind="quiet", icon="trash")
        self.erase.clicked.connect(self._erase)
        for button in (self.told, self.slip, self.erase):
            button.hide()
        self._heard = bar(self.told, self.slip)
        self._erase_bar = bar(self.erase)
        self._buttons = QWidget()
        self._buttons.setProperty("part", "canvas")
        flow = FlowLayout(self._buttons)
        for button in (self.change, self.answer, self.make_action, self.complain, self.bin):
            flow.addWidget(button)

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

    def _show(self, one: calls.One) -> None:
        stored, answers, linked, story = one
        record = stored.record
        if not isinstance(record, Feedback):
            return
        draft, self._draft = self._draft, None
        busy = self._stack.now() in {self.erasing, self.answering}
        if busy and self._stored is not None and self._stored.id == stored.id and draft is None:
            self._stored = stored
            return  # somebody is at it
        place = self._scroll.verticalScrollBar().value()
        same = self._stored is not None and self._stored.id == stored.id
        self._stored = stored
        self._fill(record, answers, linked)
        self.story.show_story(story)
        self._stack.turn(self._scroll)
        self._scroll.verticalScrollBar().setValue(place if same else 0)
        self._buttons.show()
        self._permit(stored, record, answered=bool(answers))
        if draft is not None:
            self._begin_answer()
            self.answering.resume(stored, said(record), draft)

    def _fill(
        self, record: Feedback, answers: tuple[AnswerShown, ...], linked: calls.Linked
    ) -> None:
        for lasting in (self._heard, self._erase_bar, self.story):
            lasting.setParent(None)  # they outlive what is shown around them
        self._card.empty()
        body = self._card.body
        self._card.heading.setText(long_date(record.date))
        self._card.heading.show()
        channel = vocabulary.say(vocabulary.CHANNELS, record.channel)
        place = (record.site, record.wing, record.service, channel)
        body.addWidget(plain(" · ".join(part for part in place if part), "soft"))
        shown = Answers(self._desk, answers)
        shown.better_asked.connect(self._say_better)
        shown.withdrawn.connect(self._withdraw)
        parts = (Words(record), shown, self._heard, Sorting(record), Links(self._desk, linked))
        for widget in (*parts, rule(), self.story, self._erase_bar):
            body.addWidget(widget)
            widget.show()

    def _permit(self, stored: Stored, record: Feedback, *, answered: bool) -> None:
        """Show the buttons for what this person may do with it here."""
        manages = self._desk.who.manages
        for button in (self.change, self.bin):
            button.setEnabled(stored.mine)
        may = stored.mine or self._desk.who.kind == "office"
        self.erase.setVisible(manages and may)
        self.answer.setVisible(manages)
        heard = record.status == "answered" or not answered or not stored.mine
        self.told.setVisible(not heard)
        self.slip.setVisible(not heard and bool(record.slip_code))
        self._heard.setVisible(not heard)
        self._why_not.setVisible(not stored.mine)
        self._why_not.setText(self.tr("Only the PC where it was written can change it."))

    def _change(self) -> None:
        if self._stored is not None and self._stored.mine:
            self.change_asked.emit(self._stored)

    def _put_away(self) -> None:
        if self._stored is not None and self._stored.mine:
            self.put_away.emit(self._stored)

    def _complain(self) -> None:
        if self._stored is not None:
            self._desk.go("complaints", f"new:{self._stored.id}")

    def _begin_answer(self) -> None:
        self.banner.clear()
        self._stack.turn(self.answering)
        self._buttons.hide()
        self._why_not.hide()

    def _answer(self) -> None:
        self._compose(None)

    def _say_better(self, answer: AnswerShown) -> None:
        self._compose(answer)

    def _compose(self, answer: AnswerShown | None) -> None:
        stored = self._stored
        if stored is not None and isinstance(stored.record, Feedback):
            self._begin_answer()
            self.answering.ask(stored, said(stored.record), answer)

    def _withdraw(self, answer: AnswerShown) -> None:
        self.banner.clear()
        put_away(
            self._desk, self, answer.id, "answer", self.banner.show_error, self._answer_changed
        )

    def _answer_changed(self) -> None:
        if self._stored is not None:
            self.answer.setFocus()
            self.ask(self._stored.id)

    def _answered(self) -> None:
        if self._stored is not None:
            self._back()
            self.answer.setFocus()
            self.ask(self._stored.id)

    def _told(self, how: How) -> None:
        if self._stored is not None:
            self._desk.jobs.run(
                calls.hand_back,
                self._stored.id,
                how,
                owner=self,
                done=partial(self._was_told, self._stored.id),
                failed=self.banner.show_error,
                changes=("feedback",),
            )

    def _was_told(self, record_id: str, _saved: object) -> None:
        self._desk.note_saved()
        self._desk.offer_undo(
            self.tr("Written down that the patient has heard it."),
            partial(self._not_told, record_id),
        )
        self.change.setFocus()
        self.look_again()

    def _not_told(self, record_id: str) -> None:
        self._desk.jobs.run(
            calls.undo_hand_back,
            record_id,
            owner=self,
            done=self._brought_back,
            failed=self.banner.show_error,
            changes=("feedback",),
        )

    def _brought_back(self, _saved: object) -> None:
        self._desk.note_saved()
        self.look_again()

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
