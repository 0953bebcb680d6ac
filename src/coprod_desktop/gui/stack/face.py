# SPDX-License-Identifier: MIT
"""A slip of paper on screen: questions, the guard under its words, its draft and its buttons."""

from __future__ import annotations

import datetime
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from coprod_desktop.domain.forms import Form
from coprod_desktop.gui.desk import Desk
from coprod_desktop.gui.drafting import DraftKeeper
from coprod_desktop.gui.forms import SAVE_KEYS, on_keys, restyle
from coprod_desktop.gui.furniture import Button, Card, Heading, Scroll, discard
from coprod_desktop.gui.guards import PatientGuard
from coprod_desktop.gui.label import Label
from coprod_desktop.gui.messages import Banner
from coprod_desktop.gui.responsive import Foot
from coprod_desktop.gui.stack.slip_fields import SlipFields


class SlipFace(QWidget):
    """What typing a slip and typing it again share; a subclass says what is saved, and to where."""

    def __init__(self, desk: Desk, kind: str) -> None:
        """`kind` is that of its drafts."""
        super().__init__()
        self._desk = desk
        self._holder: QWidget | None = None
        self.fields: SlipFields
        self.guard: PatientGuard
        self.keeper = DraftKeeper(desk, kind, self._values)
        self.banner = Banner()
        self.heading = Heading("", " ")
        self.state = Label()
        self.state.setProperty("say", "hint")
        self.save = Button(self.tr("Save and go on"), kind="primary")
        self.save.setToolTip("Ctrl+Return")
        self.save.clicked.connect(self.save_slip)
        self.keeper.kept.connect(self._kept)
        self.keeper.failed.connect(self.banner.show_error)
        on_keys(self, self.save_slip, *SAVE_KEYS)

    def save_slip(self) -> None:
        """Save the slip on screen and go on to the next."""
        raise NotImplementedError

    def leave(self) -> None:
        """Go elsewhere; what was typed stays as a draft."""
        raise NotImplementedError

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Return on the button saves; Escape leaves."""
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and self.save.hasFocus():
            self.save_slip()
        elif event.key() == Qt.Key.Key_Escape:
            self.leave()
        else:
            super().keyPressEvent(event)

    def lay_out(self, *buttons: Button) -> None:
        """Put everything in its place, these buttons beside the one that saves."""
        scroll = Scroll()
        self._column = scroll.body
        for widget in (self.heading, self.banner):
            self._column.addWidget(widget)
        self._column.addStretch(1)
        self.heading.lead.show()
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(scroll, 1)
        whole.addWidget(Foot(self.save, *buttons, self.state))

    def given(self) -> dict[str, Any] | None:
        """The slip's answers, looked through; None where something is to be mended first."""
        self.fields.clear_errors()
        found = self.fields.given()
        if found is None:
            self.fields.focus_first()
        return found if found is not None and self.guard.ready() else None

    def make_fields(self, form: Form) -> Card:
        """The fields of a form and their guard, in a card for `hold`."""
        self.fields = SlipFields(form)
        self.fields.edited.connect(self.keeper.touched)
        self.fields.finished.connect(self.save.setFocus)
        self.guard = PatientGuard(self._desk)
        self.guard.edited.connect(self.keeper.touched)
        self.guard.looked_through.connect(self.save_slip)
        for field in self.fields.words_fields():
            self.guard.watch(field)
        slip = Card()
        slip.body.addWidget(self.fields)
        slip.body.addWidget(self.guard)
        return slip

    def hold(self, holder: QWidget) -> None:
        """Show this in place of the slip that was there."""
        if self._holder is not None:
            discard(self._holder)
        self._holder = holder
        self._column.insertWidget(2, holder)

    def say(self, text: str, voice: str = "hint") -> None:
        """Say something beside the buttons."""
        self.state.setText(text)
        restyle(self.state, "say", voice)

    def _values(self) -> dict[str, Any]:
        raise NotImplementedError

    def _kept(self, when: datetime.datetime) -> None:
        self.say(self.tr("Draft kept at {time}").format(time=f"{when:%H:%M}"))
