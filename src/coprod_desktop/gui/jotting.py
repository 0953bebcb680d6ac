# SPDX-License-Identifier: MIT
"""Keeps what is typed into a few fields that stand open on a page, and puts it back by itself."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QLineEdit, QPlainTextEdit, QWidget
from shiboken6 import isValid

from coprod_desktop.gui.desk import Desk
from coprod_desktop.gui.drafting import DraftKeeper
from coprod_desktop.gui.typed import DateField
from coprod_desktop.services.recording.drafts import Draft

_Read = Callable[[], str]
_Put = Callable[[str], None]


def _newest(session: Any, kind: str) -> Draft | None:
    from coprod_desktop.services.recording import drafts

    return next((each for each in drafts.mine(session) if each.kind == kind), None)


class Jotting(DraftKeeper):
    """A draft that holds what differs from what stood in the fields when they were at rest.

    `look` asks once for what was typed before the end of the process. `rest` after the fields were
    filled by the program, `done` once what stood in them is saved.
    """

    came_back = Signal()
    """What was typed before stands in the fields again."""

    def __init__(self, desk: Desk, kind: str, fields: Mapping[str, QWidget]) -> None:
        super().__init__(desk, kind, self.typed, next(iter(fields.values())))
        self._lines = {name: self._listen(field) for name, field in fields.items()}
        self._rest = self._now()
        self._looked = False

    def typed(self) -> dict[str, Any]:
        """What was typed and is not saved, by the field's name."""
        rest = self._rest
        return {name: text for name, text in self._now().items() if text != rest.get(name)}

    def look(self) -> None:
        """Put back what was typed before; the first time only, and not over what is typed."""
        if not self._looked:
            self._looked = True
            self._desk.jobs.run(_newest, self._kind, owner=self, done=self._came)

    def rest(self) -> None:
        """What stands there now is no news."""
        self._rest = self._now()

    def done(self) -> None:
        """It is saved: the draft goes."""
        self.give_up()
        self.rest()

    def flush(self) -> None:
        """As `DraftKeeper.flush`; a draft of nothing goes."""
        if not self.pending or not isValid(self._of):
            return
        if self.id and not self.typed():
            self.give_up()
        elif self.id or self.typed():
            super().flush()

    def _now(self) -> dict[str, str]:
        return {name: read() for name, (read, _) in self._lines.items()}

    def _came(self, draft: Draft | None) -> None:
        if draft is None or self.id or self.typed():
            return
        for name, text in draft.form.items():
            if name in self._lines:
                self._lines[name][1](str(text))
        self.begin(draft.id)
        self.came_back.emit()

    def _listen(self, field: QWidget) -> tuple[_Read, _Put]:
        """How to read the field and to put words into it."""
        match field:
            case DateField():
                field.edited.connect(self.touched)
                return field.line.text, field.line.setText
            case QLineEdit():
                field.textEdited.connect(self.touched)
                return field.text, field.setText
            case QPlainTextEdit():
                field.textChanged.connect(self.touched)
                return field.toPlainText, field.setPlainText
            case QComboBox():
                field.activated.connect(self.touched)
                return field.currentText, field.setCurrentText
            case _:
                raise TypeError(type(field).__name__)
