# SPDX-License-Identifier: MIT
"""A thing that is not done by one click: a button that first says what it means."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from coprod_desktop.gui.forms import words
from coprod_desktop.gui.furniture import Button, bar, discard, flowing


class Confirm(QWidget):
    """A button; pressed, it gives way to what will happen, a button to do it and one not to."""

    confirmed = Signal()

    def __init__(self, label: str, meaning: str, deed: str, *, icon: str, grave: bool) -> None:
        super().__init__()
        self.setProperty("part", "canvas")
        self.open = Button(label, icon=icon)
        self.open.clicked.connect(self._open)
        self.meaning = words(meaning)
        self.go = Button(deed, kind="danger" if grave else "primary", icon=icon)
        self.go.clicked.connect(self.confirmed)
        self.keep = Button(self.tr("Leave it as it is"))
        self.keep.clicked.connect(self.shut)
        self._first = bar(self.open)
        self._second = QWidget()
        self._second.setProperty("part", "canvas")
        self.inner = QVBoxLayout(self._second)
        self.inner.setContentsMargins(0, 0, 0, 0)
        self.inner.setSpacing(12)
        self.inner.addWidget(self.meaning)
        self.inner.addWidget(flowing(self.go, self.keep))
        self._second.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._first)
        column.addWidget(self._second)

    def add(self, widget: QWidget, *, first: bool = False) -> None:
        """Ask for something more before it is done, behind or before all that is asked."""
        self.inner.insertWidget(1 if first else self.inner.count() - 1, widget)
        # Tab comes to what is asked before it comes to the button that does it.
        last: QWidget = widget
        while (following := last.nextInFocusChain()) and widget.isAncestorOf(following):
            last = following
        for stop in (self.go, self.keep):
            QWidget.setTabOrder(last, stop)
            last = stop

    def empty(self, widget: QWidget) -> None:
        """No longer ask for this."""
        self.inner.removeWidget(widget)
        discard(widget)

    def busy(self, *, on: bool) -> None:
        """While it is being done nothing may be pressed."""
        self.go.setEnabled(not on)
        self.keep.setEnabled(not on)

    def shut(self) -> None:
        """Back to the one button."""
        focus = QApplication.focusWidget()
        inside = focus is not None and self._second.isAncestorOf(focus)
        self._second.hide()
        self._first.show()
        if inside:
            self.open.setFocus()

    def _open(self) -> None:
        self._first.hide()
        self._second.show()
        self.keep.setFocus()
