# SPDX-License-Identifier: MIT
"""A filter as a chip: a button with a small menu that says what is chosen, and a cross."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QPushButton, QWidget

from coprod_desktop.gui.forms import restyle
from coprod_desktop.gui.label import tip
from coprod_desktop.gui.messages import announce

OTHER: Final = "…"
"""The code of an option that asks for more than the menu can hold; it is only announced."""


@dataclass(frozen=True)
class Option:
    """One thing to choose: its code and words, and what lies under it."""

    code: str
    text: str
    under: tuple[Option, ...] = ()


class ChipButton(QPushButton):
    """The part of a chip that opens the menu."""

    dropped = Signal()
    """Delete or Backspace was pressed."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Down and Return open the menu as a click does; Delete drops what is chosen."""
        if event.key() in {Qt.Key.Key_Delete, Qt.Key.Key_Backspace}:
            self.dropped.emit()
        elif event.key() in {Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.click()
        else:
            super().keyPressEvent(event)


class Chip(QWidget):
    """One filter. Without a choice it is its name; with one, "Wing: B" and a cross."""

    chosen = Signal(str)
    """A code was chosen; empty when it was dropped."""
    asked = Signal()
    """The option that needs more than a menu was chosen."""

    def __init__(self, name: str, none: str, options: Sequence[Option] = ()) -> None:
        """`none` is what the menu calls no choice: "Any wing"."""
        super().__init__()
        self.setProperty("part", "canvas")
        self.name = name
        self._none = none
        self._options = tuple(options)
        self._code = ""
        self._text = ""
        self.button = ChipButton()
        self.button.setProperty("kind", "filter")
        self.button.clicked.connect(self.open)
        self.button.dropped.connect(self.drop)
        self.cross = QPushButton("×")
        self.cross.setProperty("kind", "filter")
        self.cross.clicked.connect(self.drop)
        self.cross.hide()
        self.menu = QMenu(self)
        self.menu.aboutToHide.connect(self.button.setFocus)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(2)
        row.addWidget(self.button)
        row.addWidget(self.cross)
        self._draw()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Hand the focus to the button; a focus proxy inside would hold Tab fast in the chip."""
        super().focusInEvent(event)
        self.button.setFocus(event.reason())

    def value(self) -> str:
        """The code that is chosen, or nothing."""
        return self._code

    def show_value(self, code: str, text: str = "") -> None:
        """Show a choice without announcing it; `text` where no option has the code."""
        self._code = code
        self._text = text or self._words(code) or code
        self._draw()

    def set_options(self, options: Sequence[Option]) -> None:
        """Offer other things."""
        self._options = tuple(options)
        if self._code and (text := self._words(self._code)):
            self._text = text
            self._draw()

    def choose(self, code: str, text: str = "") -> None:
        """Choose as from the menu; `text` where no option has the code."""
        if code == OTHER:
            self.asked.emit()
            return
        self.show_value(code, text)
        said = self._said() if code else self.tr("{name}: no filter").format(name=self.name)
        announce(self.button, said)
        self.chosen.emit(code)

    def drop(self) -> None:
        """Choose nothing."""
        if self._code:
            self.button.setFocus()
            self.choose("")

    def open(self) -> None:
        """Open the menu under the chip."""
        self.menu.clear()
        self._fill(self.menu, (Option("", self._none), *self._options))
        self.menu.popup(self.button.mapToGlobal(QPoint(0, self.button.height())))
        current = next((a for a in self.menu.actions() if a.isChecked()), None)
        self.menu.setActiveAction(current or self.menu.actions()[0])

    def _fill(self, menu: QMenu, options: Sequence[Option]) -> None:
        for option in options:
            # An ampersand would be taken for the mark of a shortcut.
            text = option.text.replace("&", "&&")
            if option.under:
                inner = menu.addMenu(text)
                whole = Option(option.code, self.tr("All of {what}").format(what=option.text))
                self._fill(inner, (whole, *option.under))
                continue
            action = menu.addAction(text)
            action.setCheckable(True)
            action.setChecked(option.code == self._code)
            action.triggered.connect(partial(self._triggered, option.code))

    def _triggered(self, code: str, _checked: bool = False) -> None:  # noqa: FBT001, FBT002 - a slot
        self.choose(code)

    def _words(self, code: str) -> str:
        for option in self._options:
            if option.code == code:
                return option.text
            for inner in option.under:
                if inner.code == code:
                    return inner.text
        return ""

    def _said(self) -> str:
        return self.tr("{name}: {value}").format(name=self.name, value=self._text)

    def _draw(self) -> None:
        text = self._said() if self._code else self.name
        metrics = self.button.fontMetrics()
        most = metrics.averageCharWidth() * 40
        shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, most)
        self.button.setText(f"{shown} ▾".replace("&", "&&"))
        self.button.setAccessibleName(text)
        self.button.setAccessibleDescription(self.tr("Opens a menu"))
        self.button.setToolTip(tip(text) if shown != text else "")
        restyle(self.button, "on", "true" if self._code else "false")
        restyle(self.cross, "on", "true")
        self.cross.setAccessibleName(self.tr("Remove the filter {what}").format(what=text))
        self.cross.setVisible(bool(self._code))
