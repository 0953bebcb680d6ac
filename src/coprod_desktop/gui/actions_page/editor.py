# SPDX-License-Identifier: MIT
"""One action beside the list: what, who by role, by when, and what came of it."""

from __future__ import annotations

from typing import Final

import msgspec
from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QCheckBox, QComboBox, QVBoxLayout, QWidget

from coprod_desktop.domain.records import Action
from coprod_desktop.gui.actions_page import calls
from coprod_desktop.gui.dates import moment
from coprod_desktop.gui.desk import Desk
from coprod_desktop.gui.fields import KeyChoice, WordsField
from coprod_desktop.gui.forms import Form, words
from coprod_desktop.gui.furniture import Button, Card, Scroll, bar, discard
from coprod_desktop.gui.messages import Banner
from coprod_desktop.gui.typed import DateField
from coprod_desktop.services.records import Event, Saved, Stored

STATES: Final = ("open", "done", "cannot")
OWNERS: Final = (
    "Head of healthcare",
    "Pharmacy lead",
    "Primary care lead",
    "Mental health lead",
    "Dental lead",
    "Health rep",
    "Wing manager",
    "Governor’s office",
    "Co-production facilitator",
)


def owner_box() -> QComboBox:
    """A role, chosen or typed: no names are needed."""
    box = QComboBox()
    box.setEditable(True)
    box.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
    box.addItems(["", *OWNERS])
    return box


class ActionEditor(QWidget):
    """Shows, changes and makes actions."""

    saved = Signal(str)
    """An action was saved: its id."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._stored: Stored | None = None
        self._feedback = ""
        self.banner = Banner()
        self.card = Card(self.tr("Action"))
        self.form = Form(spacing=12)
        self.what = self.form.add(self.tr("What is to be done"), WordsField(2, 6), required=True)
        self.owner = self.form.add(
            self.tr("Who, by role"), owner_box(), hint=self.tr("A role, not a name.")
        )
        self.due = self.form.add(self.tr("By when"), DateField(desk.today, future=True))
        self.joint = QCheckBox(self.tr("Patients and staff do it together"))
        self.form.add_widget(self.joint)
        self.state = self.form.add(
            self.tr("State"),
            KeyChoice([(1, self.tr("Open")), (2, self.tr("Done")), (3, self.tr("Cannot be done"))]),
        )
        self.outcome = self.form.add(
            self.tr("What came of it, or why it cannot be done"), WordsField(2, 6)
        )
        self.save = Button(self.tr("Save action"), kind="primary")
        self.save.setToolTip("Ctrl+Return")
        self.save.clicked.connect(self.save_action)
        self.story = QWidget()
        self._story = QVBoxLayout(self.story)
        self._story.setContentsMargins(0, 0, 0, 0)
        self._why_not = words("", "hint")
        self._why_not.hide()
        for widget in (self.form, self._why_not, bar(self.save), self.story):
            self.card.body.addWidget(widget)
        scroll = Scroll(margins=(0, 0, 6, 0))
        scroll.body.addWidget(self.banner)
        scroll.body.addWidget(self.card)
        scroll.body.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(scroll)
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(self.save_action)

    def start_new(self, feedback: str = "") -> None:
        """An empty form, perhaps for an action that comes from a comment."""
        self._stored = None
        self._feedback = feedback
        self.banner.clear()
        self.card.heading.setText(self.tr("New action"))
        self._fill(Action(text="–"), "")
        self._show_story(())
        self._editable(on=True)
        self.what.field.setFocus()

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

    def set_state(self, state: str) -> None:
        """Choose a state and go where its reason is typed."""
        if self._stored is not None and self._stored.mine:
            self.state.field.set_value(STATES.index(state) + 1)
            self.outcome.field.setFocus()

    def save_action(self) -> None:
        """Check and save."""
        if not self.save.isEnabled():
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
            base = Action(
                text=text,
                site=self._desk.who.site,
                wing=self._desk.who.wing,
                feedback=self._feedback,
            )
        record = msgspec.structs.replace(
            base,
            text=text,
            owner_role=self.owner.field.currentText().strip(),
            due=self.due.field.date(),
            joint=self.joint.isChecked(),
            status=state,
            outcome=self.outcome.field.text(),
        )
        self.save.setEnabled(False)
        self._desk.jobs.run(
            calls.save,
            record,
            self._stored.id if self._stored is not None else None,
            owner=self,
            done=self._saved,
            failed=self._not_saved,
            changes=("action",),
        )

    def _saved(self, saved: Saved) -> None:
        self.save.setEnabled(True)
        self.banner.clear()
        self._desk.note_saved()
        self.saved.emit(saved.id)

    def _not_saved(self, error: Exception) -> None:
        self.save.setEnabled(True)
        self.banner.show_error(error)

    def _show(self, answer: tuple[Stored, tuple[Event, ...]]) -> None:
        stored, story = answer
        if not isinstance(stored.record, Action):
            return
        self._stored = stored
        self.banner.clear()
        self.card.heading.setText(self.tr("Action"))
        self._fill(stored.record, stored.record.text)
        self._show_story(story)
        self._editable(on=stored.mine)

    def _fill(self, action: Action, text: str) -> None:
        self.form.clear_errors()
        self.what.field.setPlainText(text)
        self.owner.field.setCurrentText(action.owner_role)
        self.due.field.set_date(action.due)
        self.joint.setChecked(action.joint)
        self.state.field.set_value(STATES.index(action.status) + 1)
        self.outcome.field.setPlainText(action.outcome)

    def _show_story(self, story: tuple[Event, ...]) -> None:
        while (item := self._story.takeAt(0)) is not None:
            discard(item.widget())
        for event in reversed(story):
            line = (
                self.tr("Written by {who}, {when}")
                if event.rev == 1
                else self.tr("Changed by {who}, {when}")
            )
            self._story.addWidget(words(line.format(who=event.by, when=moment(event.at)), "soft"))

    def _editable(self, *, on: bool) -> None:
        self.form.setEnabled(on)
        self.save.setVisible(on)
        self._why_not.setVisible(not on)
        self._why_not.setText(self.tr("Only the PC where it was written can change it."))
