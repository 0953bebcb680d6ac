# SPDX-License-Identifier: MIT
"""Typing a sample again, blind: which slip it is by its number, and nothing of its first typing."""

from __future__ import annotations

import datetime
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from coprod_desktop.domain import forms
from coprod_desktop.gui.dates import iso, long_date
from coprod_desktop.gui.desk import Desk
from coprod_desktop.gui.drafting import DraftKeeper
from coprod_desktop.gui.forms import SAVE_KEYS, on_keys, words
from coprod_desktop.gui.furniture import Button, Card, Heading, Scroll, discard
from coprod_desktop.gui.guards import PatientGuard
from coprod_desktop.gui.messages import Banner
from coprod_desktop.gui.responsive import Foot
from coprod_desktop.gui.stack import calls
from coprod_desktop.gui.stack.calls import Settling
from coprod_desktop.gui.stack.slip_fields import SlipFields
from coprod_desktop.services.rekeying import Check


class AgainFace(QWidget):
    """One slip of the sample after the other."""

    typed = Signal(object)
    """All of the sample is typed: a `Settling`."""
    left = Signal()
    given_up = Signal(object)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.check: Check | None = None
        self._flying = False
        self._holder: QWidget | None = None
        self.fields: SlipFields
        self.guard: PatientGuard
        self.keeper = DraftKeeper(desk, "rekey", self._values)
        self.banner = Banner()
        self.heading = Heading("", " ")
        self.where = words("", "lead")
        self.state = QLabel()
        self.state.setProperty("say", "hint")
        self.save = Button(self.tr("Save and go on"), kind="primary")
        self.save.setToolTip("Ctrl+Return")
        self.later = Button(self.tr("Go on later"), kind="quiet", icon="back")
        self.drop = Button(self.tr("Give this check up"), kind="quiet")
        self.save.clicked.connect(self.save_slip)
        self.later.clicked.connect(self._leave)
        self.drop.clicked.connect(self._drop)
        self.keeper.kept.connect(self._kept)
        self.keeper.failed.connect(self.banner.show_error)
        on_keys(self, self.save_slip, *SAVE_KEYS)
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
        whole.addWidget(Foot(self.save, self.later, self.drop, self.state))

    def go_on(self, check: Check, draft: dict[str, Any] | None = None, draft_id: str = "") -> None:
        """Type the next slip of this check; `draft` is what was half typed of it."""
        self._make_fields(check)
        self.banner.clear()
        self._show(check)
        if draft:
            self.fields.fill(draft.get("answers", {}))
            self.guard.fill(draft.get("guard", {}))
            self.fields.focus_first()
        self.keeper.begin(draft_id)

    def save_slip(self) -> None:
        """Keep this typing; the next slip of the sample is there, or the end."""
        if self.check is None or self._flying:
            return
        self.fields.clear_errors()
        given = self.fields.given()
        if given is None:
            self.fields.focus_first()
            return
        if not self.guard.ready():
            return
        self._flying = True
        self._desk.jobs.run(
            calls.type_again,
            self.check,
            given,
            self.guard.escalations(),
            owner=self,
            done=self._saved,
            failed=self._not_saved,
            changes=("feedback",),
        )

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Return on the button saves; Escape leaves."""
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and self.save.hasFocus():
            self.save_slip()
        elif event.key() == Qt.Key.Key_Escape:
            self._leave()
        else:
            super().keyPressEvent(event)

    def focus_first(self) -> None:
        """Put the focus into the slip."""
        if self.check is not None:
            self.fields.focus_first()

    def _show(self, check: Check) -> None:
        self.check = check
        slip = check.next
        if slip is None:
            return
        place = check.sample.index(slip) + 1
        self.heading.title.setText(self.tr("Type slip {number} again").format(number=slip.number))
        where = ", ".join(part for part in (check.wing, long_date(iso(check.date))) if part)
        self.heading.lead.setText(
            self.tr("{place} of {size} in the sample. {where}, stack of {slips} slips").format(
                place=place, size=len(check.sample), where=where, slips=check.slips
            )
        )
        self.where.setText(
            self.tr("Take slip number {number} from the top of the stack. Type what stands on it.")
            .format(number=slip.number)
        )  # fmt: skip
        self.fields.blockSignals(True)
        self.fields.fill({})
        self.fields.blockSignals(False)
        self.guard.clear()
        self.fields.focus_first()

    def _saved(self, settling: Settling) -> None:
        self._flying = False
        self._desk.note_saved()
        self.keeper.give_up()
        if settling.check.next is None:
            self.check = None
            self.typed.emit(settling)
            return
        self._show(settling.check)
        self.keeper.begin()

    def _not_saved(self, error: Exception) -> None:
        self._flying = False
        self.banner.show_error(error)

    def _values(self) -> dict[str, Any]:
        check = self.check
        slip = check.next if check is not None else None
        if check is None or slip is None:
            return {}
        return {
            "check": check.id,
            "number": slip.number,
            "answers": self.fields.answered(),
            "guard": self.guard.values(),
        }

    def _leave(self) -> None:
        self.keeper.flush()
        self.left.emit()

    def _drop(self) -> None:
        self.keeper.give_up()
        self.given_up.emit(self.check)

    def _kept(self, when: datetime.datetime) -> None:
        self.state.setText(self.tr("Draft kept at {time}").format(time=f"{when:%H:%M}"))

    def _make_fields(self, check: Check) -> None:
        if self._holder is not None:
            self.where.setParent(None)
            discard(self._holder)
        self.fields = SlipFields(forms.load(check.form))
        self.fields.edited.connect(self.keeper.touched)
        self.fields.finished.connect(self.save.setFocus)
        self.guard = PatientGuard(self._desk)
        self.guard.edited.connect(self.keeper.touched)
        self.guard.looked_through.connect(self.save_slip)
        for field in self.fields.words_fields():
            self.guard.watch(field)
        slip = Card()
        slip.body.addWidget(self.where)
        slip.body.addWidget(self.fields)
        slip.body.addWidget(self.guard)
        self._holder = slip
        self._column.insertWidget(2, slip)
