# SPDX-License-Identifier: MIT
"""That a patient wants a reply: the code on their slip, how it comes, and the slip itself."""

from __future__ import annotations

from typing import Any, Final

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QCheckBox, QLineEdit

from coprod_desktop.domain import ids, vocabulary
from coprod_desktop.gui.desk import Desk
from coprod_desktop.gui.feedback import entering
from coprod_desktop.gui.feedback.parts import Part, choose, choosing
from coprod_desktop.gui.furniture import Button, flowing
from coprod_desktop.gui.responsive import Columns

_PAUSE_MS: Final = 200
_FIELDS: Final = ("wants_reply", "slip_code", "reply_by")


class ReplyPart(Part):
    """A box to tick; the rest shows once it is."""

    print_asked = Signal(str, str)
    """The slip is to be printed: its code, and in words how the reply comes."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._record = ""
        self._ours = ""  # the code that nobody typed
        self.free = ""
        self.wants_reply = QCheckBox(self.tr("The patient wants a reply"))
        self.wants_reply.setToolTip("Alt+R")
        self.slip = self.row(self.tr("Slip code"), QLineEdit())
        self.by = self.row(
            self.tr("How the reply comes"), choosing(vocabulary.options(vocabulary.REPLY_WAYS))
        )
        self.use_free = Button("")
        self.print = Button(self.tr("Print the slip"), icon="print")
        self.print.setToolTip(self.tr("Half for the patient, half to keep (Alt+P)"))
        self.column.addWidget(self.wants_reply)
        pair = ((self.slip, 1), (self.by, 1))
        self._fields = Columns(pair, wide=2, narrow=1, least=440)
        self._buttons = flowing(self.use_free, self.print)
        self.column.addWidget(self._fields)
        self.column.addWidget(self._buttons)
        self._soon = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._soon.timeout.connect(self._look)
        self.wants_reply.toggled.connect(self._toggled)
        self.slip.field.textEdited.connect(self._typed)
        self.slip.field.editingFinished.connect(self._settle)
        self.by.field.currentIndexChanged.connect(self.edited)
        self.use_free.clicked.connect(self._take_free)
        self.print.clicked.connect(self._print)
        self.use_free.hide()
        self._show()

    def begin(self, record: str) -> None:
        """The form is for this record now: its own code may be on its slip."""
        self._record = record
        self._ours = ""
        self._clear_taken()

    def values(self) -> dict[str, Any]:
        """As `Part.values`."""
        return {
            "wants_reply": self.wants_reply.isChecked(),
            "slip_code": self.slip.field.text(),
            "reply_by": self.by.field.currentData() or "",
        }

    def fill(self, values: dict[str, Any]) -> None:
        """As `Part.fill`."""
        self.wants_reply.blockSignals(True)
        self.wants_reply.setChecked(bool(values.get("wants_reply", False)))
        self.wants_reply.blockSignals(False)
        self.slip.field.setText(str(values.get("slip_code", "")))
        choose(self.by.field, values.get("reply_by", ""))
        self._clear_taken()
        self._show()

    def given(self) -> dict[str, Any] | None:
        """The fields of the record, or None after saying what is wrong with the code."""
        if not self.wants_reply.isChecked():
            return dict.fromkeys(_FIELDS[1:], "") | {"wants_reply": False}
        self._settle()
        code = self.slip.field.text()
        way = self.by.field.currentData() or "slip_code"
        if code and ids.read_slip(code) != code:
            self.slip.set_error(self.tr("A code looks like K7-42"))
            return None
        if not code and way == "slip_code":
            self.slip.set_error(self.tr("Type the code on the slip, for example K7-42"))
            return None
        return {"wants_reply": True, "slip_code": code, "reply_by": way}

    def say_taken(self, code: str, free: str) -> None:
        """Say that another open slip has this code, and offer one that is free."""
        self.slip.set_error(self.tr("Another open slip has {code} already").format(code=code))
        self.free = free
        self.use_free.setText(self.tr("Use {code}").format(code=free))
        self.use_free.show()
        self.slip.field.setFocus()

    def turn(self) -> None:
        """Tick or untick, as its shortcut does."""
        self.wants_reply.setFocus()
        self.wants_reply.toggle()

    def _toggled(self) -> None:
        if self.wants_reply.isChecked():
            if not self.slip.field.text():
                self._ours = ids.slip_code()
                self.slip.field.setText(self._ours)
            if not self.by.field.currentData():
                choose(self.by.field, "slip_code")
            self._look()
        self._show()
        self.edited.emit()

    def _typed(self) -> None:
        self._clear_taken()
        if self.slip.error.text():
            self.slip.set_error("")
        self._soon.start()
        self.edited.emit()

    def _settle(self) -> None:
        typed = self.slip.field.text()
        if (code := ids.read_slip(typed, by_hand=True)) and code != typed:
            self.slip.field.setText(code)

    def _look(self) -> None:
        code = ids.read_slip(self.slip.field.text(), by_hand=True)
        if code and self.wants_reply.isChecked():
            self._desk.jobs.run(
                entering.look_at_code,
                code,
                self._record,
                owner=self,
                done=self._looked,
                key="slip-code",
            )

    def _looked(self, found: entering.Code) -> None:
        if not found.taken or ids.read_slip(self.slip.field.text(), by_hand=True) != found.code:
            return
        if found.code == self._ours:  # drawn by chance, and not on paper yet
            self._ours = found.free
            self.slip.field.setText(found.free)
            self.edited.emit()
            return
        self.say_taken(found.code, found.free)

    def _take_free(self) -> None:
        self.slip.field.setText(self.free)
        self._clear_taken()
        self.slip.set_error("")
        self.slip.field.setFocus()
        self.edited.emit()

    def _clear_taken(self) -> None:
        self.free = ""
        self.use_free.hide()

    def _print(self) -> None:
        given = self.given()
        if given is not None:
            way = vocabulary.say(vocabulary.REPLY_WAYS, given["reply_by"])
            self.print_asked.emit(given["slip_code"], way)

    def _show(self) -> None:
        for widget in (self._fields, self._buttons):
            widget.setVisible(self.wants_reply.isChecked())
