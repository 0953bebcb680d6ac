# SPDX-License-Identifier: MIT
"""Less-used fields behind one button, which opens by itself when something stands in them."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from coprod_desktop.gui.forms import words
from coprod_desktop.gui.furniture import Button


class Fold(QWidget):
    """A button that shows and hides what is under it, and says while closed what stands there."""

    turned = Signal(bool)
    """Whether it is open now."""

    def __init__(self, title: str, content: QWidget, first: QWidget, key: str = "") -> None:
        """`first` gets the focus when it is opened; `key` is a shortcut to name beside the title.

        The shortcut itself belongs to the screen.
        """
        super().__init__()
        self.setProperty("part", "canvas")
        self._title, self._key = title, key
        self._content, self._first = content, first
        self.button = Button(title, kind="quiet", icon="right", parent=self)
        self.button.setCheckable(True)
        self.button.setToolTip(key)
        self.button.toggled.connect(self._turn)
        self.button.clicked.connect(self._clicked)
        self.summary = words("", "hint")
        self.summary.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self.button, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self.summary)
        column.addWidget(content)
        content.hide()
        self.summarise(())

    def is_open(self) -> bool:
        """Whether the content is shown."""
        return self.button.isChecked()

    def set_open(self, *, on: bool) -> None:
        """Open or close it; the focus stays where it is."""
        self.button.setChecked(on)

    def go_in(self) -> None:
        """Open it and put the focus on the first field, as its shortcut does."""
        self.set_open(on=True)
        (self._first.focusProxy() or self._first).setFocus(Qt.FocusReason.ShortcutFocusReason)

    def summarise(self, filled: Sequence[str]) -> None:
        """Say in short what stands in the fields, for while they are hidden."""
        self.summary.setText(", ".join(filled))
        self._name()
        self.summary.setVisible(bool(filled) and not self.is_open())

    def _clicked(self) -> None:
        if self.is_open():
            self.go_in()

    def _turn(self, on: bool) -> None:  # noqa: FBT001 - a slot of toggled(bool)
        self._content.setVisible(on)
        self.summary.setVisible(bool(self.summary.text()) and not on)
        self.button.set_icon("down" if on else "right")
        self._name()
        self.turned.emit(on)

    def _name(self) -> None:
        state = self.tr("shown") if self.is_open() else self.tr("hidden")
        parts = (state, self.summary.text(), self._key)
        self.button.setAccessibleDescription(". ".join(part for part in parts if part))
