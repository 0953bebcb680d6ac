# SPDX-License-Identifier: MIT
"""The sheet of keyboard shortcuts, read from the list of actions."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QDialog, QGridLayout, QLabel, QVBoxLayout, QWidget

from coprod_desktop.gui.actions import Actions
from coprod_desktop.gui.forms import words
from coprod_desktop.gui.furniture import Button


class ShortcutSheet(QDialog):
    """Every shortcut with what it does."""

    def __init__(self, actions: Actions, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Keyboard shortcuts"))
        grid = QGridLayout()
        grid.setHorizontalSpacing(24)
        grid.setVerticalSpacing(8)
        lines = [
            (action.text(), action.shortcut().toString(QKeySequence.SequenceFormat.NativeText))
            for action in actions
            if not action.shortcut().isEmpty()
        ]
        lines += [
            (self.tr("Save this and start the next"), "Ctrl+Return"),
            (self.tr("Answer a question with numbered choices"), "1 – 6"),
            (self.tr("From the search into the results"), "↓"),
            (self.tr("Go back to the list"), "Esc"),
        ]
        for line, (text, keys) in enumerate(lines):
            key = QLabel(keys)
            key.setProperty("say", "key")
            grid.addWidget(key, line, 0, Qt.AlignmentFlag.AlignLeft)
            grid.addWidget(words(text), line, 1)
        grid.setColumnStretch(1, 1)
        close = Button(self.tr("Close"), kind="primary")
        close.clicked.connect(self.accept)
        column = QVBoxLayout(self)
        column.setContentsMargins(28, 24, 28, 24)
        column.setSpacing(16)
        column.addWidget(words(self.tr("Keyboard shortcuts"), "heading"))
        column.addLayout(grid)
        column.addWidget(close, 0, Qt.AlignmentFlag.AlignRight)
        self.setMinimumWidth(520)
