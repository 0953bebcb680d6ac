# SPDX-License-Identifier: MIT
"""Themes that the patient's words suggest, with why: offered to one press, never chosen."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from coprod_desktop.domain import themes
from coprod_desktop.gui.desk import Desk
from coprod_desktop.gui.feedback import entering
from coprod_desktop.gui.forms import words
from coprod_desktop.gui.furniture import discard

_PAUSE_MS: Final = 250
_MOST: Final = 3
_REASONS: Final = 3


class ThemeOffers(QWidget):
    """Numbered buttons; nothing at all where the words suggest no theme."""

    taken = Signal(str)
    """This theme is to be chosen: its code."""
    changed = Signal(str)
    """What is offered now, in words for a screen reader."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.setProperty("part", "canvas")
        self._desk = desk
        self._text = ""
        self._chosen: tuple[str, ...] = ()
        self._found: tuple[Any, ...] = ()
        self.buttons: list[QPushButton] = []
        self._soon = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._soon.timeout.connect(self._ask)
        self._lead = words(self.tr("Suggested from the words. A number takes one."), "hint")
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(4)
        self._column.addWidget(self._lead)
        self.hide()

    def look(self, text: str) -> None:
        """Look into other words when they stand still for a moment."""
        if text != self._text:
            self._text = text
            self._soon.start()

    def leave_out(self, chosen: Sequence[str]) -> None:
        """Offer what is not chosen already."""
        if tuple(chosen) != self._chosen:
            self._chosen = tuple(chosen)
            self._redraw()

    def take(self, number: int) -> None:
        """Take the offer of this number, from 1."""
        if 1 <= number <= len(self.buttons):
            self.taken.emit(str(self.buttons[number - 1].property("code")))

    def _ask(self) -> None:
        if not self._text.strip():
            self._show(())
            return
        self._desk.jobs.run(
            entering.suggested, self._text, owner=self, done=self._show, key="suggested-themes"
        )

    def _show(self, found: tuple[Any, ...]) -> None:
        if found != self._found:
            self._found = found
            self._redraw()

    def _redraw(self) -> None:
        inside = any(button.hasFocus() for button in self.buttons)
        while self._column.count() > 1:
            item = self._column.takeAt(1)
            discard(item.widget() if item is not None else None)
        self.buttons = []
        said: list[str] = []
        for each in self._found:
            if each.code in self._chosen or len(self.buttons) == _MOST:
                continue
            why = self.tr("because of: {words}").format(words=", ".join(each.because[:_REASONS]))
            self._offer(each.code, why)
            said.append(
                self.tr("{number} for {theme}").format(
                    number=len(self.buttons), theme=themes.label(each.code)
                )
            )
        self.setVisible(bool(self.buttons))
        if inside and self.buttons:
            self.buttons[0].setFocus()
        self.changed.emit(", ".join(said))

    def _offer(self, code: str, why: str) -> None:
        number = len(self.buttons) + 1
        label = themes.label(code)
        button = QPushButton(f"{number}  {label}")
        button.setProperty("kind", "offer")
        button.setProperty("code", code)
        button.setAccessibleName(self.tr("Add the theme {theme}").format(theme=label))
        button.setAccessibleDescription(why)
        button.setToolTip(label)
        button.clicked.connect(self._pressed)
        self.buttons.append(button)
        self._column.addWidget(button)
        self._column.addWidget(words(why, "hint"))

    def _pressed(self) -> None:
        button = self.sender()
        if button is not None:
            self.taken.emit(str(button.property("code")))
