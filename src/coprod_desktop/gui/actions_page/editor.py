# SPDX-License-Identifier: MIT
"""One action beside the list: what, who by role, by when, and what came of it."""

from __future__ import annotations

import datetime
from functools import partial
from typing import Any, Final

import msgspec
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QVBoxLayout, QWidget

from coprod_desktop.domain import vocabulary
from coprod_desktop.domain.records import Action
from coprod_desktop.gui.actions_page import calls
from coprod_desktop.gui.actions_page.roles import OWNERS, owner_box
from coprod_desktop.gui.dates import moment
from coprod_desktop.gui.desk import Desk
from coprod_desktop.gui.drafting import DraftKeeper
from coprod_desktop.gui.erasing import Erasable
from coprod_desktop.gui.fields import KeyChoice, WordsField
from coprod_desktop.gui.forms import SAVE_KEYS, Form, on_keys, words
from coprod_desktop.gui.furniture import Button, Card, Scroll, bar, flowing
from coprod_desktop.gui.guards import StaffGuard
from coprod_desktop.gui.listing import choices
from coprod_desktop.gui.messages import Banner, Message
from coprod_desktop.gui.story import StoryView
from coprod_desktop.gui.typed import DateField
from coprod_desktop.services.recording.drafts import Draft
from coprod_desktop.services.recording.records import Saved

__all__ = ["OWNERS", "STATES", "ActionEditor", "owner_box"]
STATES: Final = ("open", "done", "cannot")


class ActionEditor(QWidget):
    """Shows, changes and makes actions."""

    saved = Signal(str)
    """An action was saved: its id."""
    bin_asked = Signal(str)
    """The action is to go into the bin: its id."""
    erased = Signal(str)
    """The action is gone for good: its id."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._stored: Any = None
        self._feedback = ""
        self._meeting = ""
        self._dirty = False
        self._fresh = False  # a new action was asked for, and is not saved yet
        self.banner = Banner()
        self.card = Card(self.tr("Action"))
        self.form = Form(spacing=12)
        self._fields()
        self.keeper = DraftKeeper(desk, "action", self.values)
        self.keeper.failed.connect(self.banner.show_error)
        self.save = Button(self.tr("Save action"), kind="primary")
        self.save.setToolTip("Ctrl+Return")
        self.save.clicked.connect(self.save_action)
        self.bin = Button(self.tr("Put into the bin"), kind="quiet", icon="trash")
        self.bin.clicked.connect(self._put_away)
        self.meeting = Button("", kind="quiet", icon="meetings")
        self.meeting.clicked.connect(self._open_meeting)
        self.comment = Button("", kind="quiet", icon="feedback")
        self.comment.clicked.connect(self._open_comment)
        self.story = StoryView(desk)
        self.story.brought_back.connect(self.ask)
        self._why_not = words(self.tr("Only the PC where it was written can change it."), "hint")
        self._why_not.hide()
        self.said = words("", "quote")
        for widget in (
            self.said,
            self.form,
            self._why_not,
            flowing(self.save, self.bin),
            flowing(self.meeting, self.comment),
            self.story,
        ):
            self.card.body.addWidget(widget)
        scroll = Scroll(margins=(0, 0, 6, 0))
        self.erasing = Erasable(desk, scroll)
        self.erasing.erased.connect(self._erased)
        self.card.body.addWidget(bar(self.erasing.button))
        scroll.body.addWidget(self.banner)
        scroll.body.addWidget(self.card)
        scroll.body.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.erasing)
        on_keys(self, self.save_action, *SAVE_KEYS)
        for field in (self.what.field, self.outcome.field):
            field.textChanged.connect(self._touched)
        for line in (self.owner.field, self.other.field):
            line.currentTextChanged.connect(self._touched)
        self.due.field.edited.connect(self._touched)
        for part in (self.said, self.bin, self.meeting, self.comment, self.story):
            part.hide()

    def start_new(self, feedback: str = "") -> None:
        """An empty form, perhaps for an action that comes from a comment."""
        self.flush()
        self._stored = None
        self._meeting, self._feedback = "", feedback
        self.banner.clear()
        self.card.heading.setText(self.tr("New action"))
        self._fill(Action(text="–"), "")
        self._fresh = True
        self.keeper.begin()
        self.erasing.offer("", "action", mine=True)
        self._show_links("", "")
        self.story.hide()
        self._editable(on=True)
        self.what.field.setFocus()
        if feedback:
            self._desk.jobs.run(calls.said, feedback, owner=self, done=self._show_said)

    def resume(self, draft: Draft, said: str) -> None:
        """Go on with a draft of a new action."""
        self.start_new()
        self._feedback = str(draft.form.get("feedback", ""))
        self._show_said(said)
        self._resume(draft)

    def ask(self, record_id: str) -> None:
        """Fetch an action; a newer wish takes this one's place."""
        self._desk.jobs.run(
            calls.one,
            record_id,
            owner=self,
            done=self._show,
            failed=self.banner.show_error,
            key="action-detail",
        )

    def flush(self) -> None:
        """Keep what was typed."""
        self.keeper.flush()

    def writing(self) -> bool:
        """Whether somebody is in the middle of it."""
        return self._dirty or self._fresh

    def rest(self) -> None:
        """Nobody is here any more; a form in which nothing was typed is none."""
        self._fresh = self._fresh and self._dirty

    def set_state(self, state: str) -> None:
        """Choose a state and go where its reason is typed."""
        if self._stored is not None and self._stored.mine:
            self.state.field.set_value(STATES.index(state) + 1)
            self.outcome.field.setFocus()

    def values(self) -> dict[str, Any]:
        """All that stands in the form, for a draft."""
        return {
            "what": self.what.field.text(),
            "owner": self.owner.field.currentText(),
            "with": self.other.field.currentText(),
            "due": self.due.field.line.text(),
            "joint": self.joint.isChecked(),
            "lever": self.lever.field.currentData(),
            "state": STATES[(self.state.field.value() or 1) - 1],
            "outcome": self.outcome.field.text(),
            "feedback": self._feedback,
            "meeting": self._meeting,
        }

    def save_action(self) -> None:
        """Check and save."""
        if not self.save.isEnabled() or not self.save.isVisibleTo(self):
            return
        self.form.clear_errors()
        text = self.what.field.text().strip()
        state = STATES[(self.state.field.value() or 1) - 1]
        if not text:
            self.what.set_error(self.tr("Write what is to be done"))
        if self.due.field.unreadable():
            self.due.set_error(self.tr("Type a date, for example 4/6, or +14 for two weeks"))
        if state != "open" and not self.outcome.field.text().strip():
            self.outcome.set_error(
                self.tr("Say what was done")
                if state == "done"
                else self.tr("Say why, so that people can be told")
            )
        if (wrong := self.form.first_wrong()) is not None:
            (wrong.field.focusProxy() or wrong.field).setFocus()
            return
        base = self._stored.record if self._stored is not None else None
        if not isinstance(base, Action):
            who = self._desk.who
            base = Action(text=text, site=who.site, wing=who.wing, feedback=self._feedback)
        record = msgspec.structs.replace(
            base,
            text=text,
            owner_role=self.owner.field.currentText().strip(),
            with_role=self.other.field.currentText().strip(),
            due=self.due.field.date(),
            joint=self.joint.isChecked(),
            lever=str(self.lever.field.currentData() or ""),
            status=state,
            outcome=self.outcome.field.text(),
        )
        self.save.setEnabled(False)
        self._desk.jobs.run(
            calls.save,
            record,
            self._stored.id if self._stored is not None else None,
            self.keeper.id or None,
            owner=self,
            done=self._saved,
            failed=self._not_saved,
            changes=("action", "draft"),
        )

    def _fields(self) -> None:
        add = self.form.add
        self.what = add(self.tr("What is to be done"), WordsField(2, 6), required=True)
        self.title_guard = StaffGuard(self._desk, "minutes")
        self.title_guard.watch(self.what.field)
        self.form.add_widget(self.title_guard)
        self.owner = add(self.tr("Who, by role"), owner_box(), hint=self.tr("A role, not a name."))
        self.due = add(self.tr("By when"), DateField(self._desk.today, future=True))
        self.quick: list[Button] = []
        for days, text in (
            (7, self.tr("In 1 week")),
            (14, self.tr("In 2 weeks")),
            (28, self.tr("In 4 weeks")),
        ):
            button = Button(text, kind="quiet")
            button.clicked.connect(partial(self._due_in, days))
            self.quick.append(button)
        self.form.add_widget(bar(*self.quick))
        self.state = add(
            self.tr("State"),
            KeyChoice([(1, self.tr("Open")), (2, self.tr("Done")), (3, self.tr("Cannot be done"))]),
        )
        self.outcome = add(
            self.tr("What came of it, or why it cannot be done"),
            WordsField(2, 6),
            hint=self.tr("In words that patients can hear or read"),
        )
        self.guard = StaffGuard(self._desk, "patient_facing")
        self.guard.watch(self.outcome.field)
        self.form.add_widget(self.guard)
        self.other = add(self.tr("Together with, by role"), owner_box())
        self.joint = QCheckBox(self.tr("Patients and staff do it together: “we said, we did”"))
        self.joint.toggled.connect(self._touched)
        self.form.add_widget(self.joint)
        self.lever: Any = add(
            self.tr("What it leads to"),
            choices(
                self.tr("What it leads to"),
                [("", self.tr("Not known yet")), *vocabulary.options(vocabulary.LEVERS)],
            ),
        )
        lever: QComboBox = self.lever.field
        lever.activated.connect(self._touched)

    def _touched(self) -> None:
        self._dirty = True
        self.keeper.touched()

    def _due_in(self, days: int) -> None:
        self.due.field.set_date(self._desk.today() + datetime.timedelta(days=days))
        self.due.field.setFocus()
        self._touched()

    def _saved(self, saved: Saved) -> None:
        self.save.setEnabled(True)
        self.keeper.settled()
        self._dirty = self._fresh = False
        self.banner.clear()
        self._desk.note_saved()
        text = self.tr("Action written down") if saved.rev == 1 else self.tr("Action changed")
        self._desk.offer_undo_by(
            text,
            calls.undo,
            saved.id,
            owner=self,
            failed=self.banner.show_error,
            changes=("action",),
        )
        self.saved.emit(saved.id)

    def _not_saved(self, error: Exception) -> None:
        self.save.setEnabled(True)
        self.banner.show_error(error)

    def _put_away(self) -> None:
        if self._stored is not None:
            self.bin_asked.emit(self._stored.id)

    def _erased(self, record_id: str) -> None:
        # Its draft went with it.
        self.keeper.settled()
        self._stored, self._dirty = None, False
        self.erased.emit(record_id)

    def _show(self, one: calls.One) -> None:
        stored = one.stored
        record = stored.record
        if not isinstance(record, Action):
            return
        same = self._stored is not None and self._stored.id == stored.id
        if same and self._dirty:
            return  # somebody is at it
        self.flush()
        # Whoever chose a state, and types its reason next, is at it too.
        if same and self._stored == stored and self.form.isAncestorOf(_focus(self)):
            return
        self._stored, self._fresh = stored, False
        self._meeting, self._feedback = record.meeting, record.feedback
        self.banner.clear()
        self.card.heading.setText(self.tr("Action"))
        self._fill(record, record.text)
        self.keeper.begin("", stored.id)
        self._show_links(one.meeting, one.said)
        self.story.show()
        self.story.show_record(stored.id)
        self._editable(on=stored.mine)
        self.erasing.offer(stored.id, "action", mine=stored.mine)
        if one.draft is not None and stored.mine:
            self._resume(one.draft)

    def _resume(self, draft: Draft) -> None:
        form = draft.form
        for name, field in (("what", self.what.field), ("outcome", self.outcome.field)):
            if name in form:
                field.setPlainText(str(form[name]))
        for name, box in (("owner", self.owner.field), ("with", self.other.field)):
            if name in form:
                box.setCurrentText(str(form[name]))
        if "due" in form:
            self.due.field.line.setText(str(form["due"]))
        if "joint" in form:
            self.joint.setChecked(bool(form["joint"]))
        if "lever" in form:
            self.lever.field.setCurrentIndex(max(self.lever.field.findData(form["lever"]), 0))
        if form.get("state") in STATES:
            self.state.field.set_value(STATES.index(str(form["state"])) + 1)
        self.keeper.begin(draft.id, draft.record)
        self._dirty = True
        text = self.tr("This is your draft from {when}.").format(when=moment(draft.at))
        self.banner.show_message(Message("info", text))

    def _fill(self, action: Action, text: str) -> None:
        self.form.clear_errors()
        self.what.field.setPlainText(text)
        self.owner.field.setCurrentText(action.owner_role)
        self.other.field.setCurrentText(action.with_role)
        self.due.field.set_date(action.due)
        self.joint.setChecked(action.joint)
        self.lever.field.setCurrentIndex(max(self.lever.field.findData(action.lever), 0))
        self.state.field.set_value(STATES.index(action.status) + 1)
        self.outcome.field.setPlainText(action.outcome)
        self._dirty = False

    def _show_said(self, said: str) -> None:
        self.said.setText(said)
        self.said.setVisible(bool(said))

    def _show_links(self, meeting: str, said: str) -> None:
        self._show_said(said)
        self.meeting.setText(self.tr("From the meeting: {title}").format(title=_short(meeting)))
        self.meeting.setVisible(bool(meeting))
        self.comment.setText(self.tr("Open the comment"))
        self.comment.setVisible(bool(said))

    def _open_meeting(self) -> None:
        self._desk.go("meetings", self._meeting)

    def _open_comment(self) -> None:
        self._desk.go("feedback", self._feedback)

    def _editable(self, *, on: bool) -> None:
        self.form.setEnabled(on)
        self.save.setVisible(on)
        self.bin.setVisible(on and self._stored is not None)
        self._why_not.setVisible(not on)


def _focus(widget: QWidget) -> QWidget:
    """What has the focus in the window of a widget, or else that widget."""
    return widget.window().focusWidget() or widget


def _short(text: str) -> str:
    longest = 40
    return text if len(text) <= longest else f"{text[:longest].rstrip()}…"
