# SPDX-License-Identifier: MIT
"""The fields of one slip: a number, words, Return to go on; in the order that the hand goes."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from coprod_desktop.domain.forms import Form, Question
from coprod_desktop.gui.feedback.said import WordsPart
from coprod_desktop.gui.fields import KeyChoice, WordsField

_RETURNS = frozenset({Qt.Key.Key_Return, Qt.Key.Key_Enter})
_HELD = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier


class SlipWords(WordsField):
    """Words in which Return goes on to the next field; Shift+Return begins a line."""

    went_on = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take Return."""
        if event.key() in _RETURNS and not event.modifiers() & _HELD:
            self.went_on.emit()
        else:
            super().keyPressEvent(event)


class SlipFields(WordsPart):
    """Choices first, because they are one key each."""

    finished = Signal()
    """Return was pressed in the last field."""

    def questions(self, form: Form) -> list[Question]:
        """Choices before words."""
        return sorted(form.questions, key=lambda question: question.kind != "choice")

    def words_field(self) -> WordsField:
        """Words in which Return goes on."""
        field = SlipWords(2, 8)
        field.went_on.connect(self._go_on)
        return field

    def choice_field(self, question: Question) -> KeyChoice:
        """A choice whose number key goes on."""
        field = super().choice_field(question)
        field.keyed.connect(self._go_on)
        return field

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Return goes on from a choice too."""
        if event.key() in _RETURNS and not event.modifiers() & _HELD:
            self._go_on()
        else:
            super().keyPressEvent(event)

    def focus_first(self) -> None:
        """Put the focus where typing begins: the first field with nothing in it."""
        fields = [row.field for row in self.rows]
        values = list(self.values().values())
        empty = (field for field, value in zip(fields, values, strict=True) if not value)
        self._enter(next(empty, fields[0]))

    def answered(self) -> dict[str, Any]:
        """What was answered, and nothing else."""
        return {name: each for name, each in self.values().items() if each not in {"", None}}

    def _go_on(self) -> None:
        fields = [row.field for row in self.rows]
        here = self.focusWidget()
        place = next((n for n, f in enumerate(fields) if f is here or _inside(f, here)), 0)
        if place + 1 < len(fields):
            self._enter(fields[place + 1])
        else:
            self.finished.emit()

    @staticmethod
    def _enter(field: QWidget) -> None:
        (field.focusProxy() or field).setFocus(Qt.FocusReason.TabFocusReason)


def _inside(field: QWidget, widget: QWidget | None) -> bool:
    return widget is not None and field.isAncestorOf(widget)
