# SPDX-License-Identifier: MIT
"""The sheet of keyboard shortcuts, read from the list of actions and from the page on screen."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QDialog, QGridLayout, QVBoxLayout, QWidget

from coprod_desktop.gui.actions import Actions, keys_of
from coprod_desktop.gui.desk import Command
from coprod_desktop.gui.forms import words
from coprod_desktop.gui.furniture import Button, Scroll
from coprod_desktop.gui.label import Label
from coprod_desktop.gui.theme import Theme

_WIDTH: Final = 520
_HEIGHT: Final = 680
_AROUND: Final = 48
"""Pixels of the window that stay in sight around the sheet, left and right together."""


class ShortcutSheet(QDialog):
    """Every shortcut with what it does."""

    def __init__(self, actions: Actions, parent: QWidget, here: Sequence[Command] = ()) -> None:
        """`here` is what the page on screen can do."""
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Keyboard shortcuts"))
        grid = QGridLayout()
        grid.setHorizontalSpacing(24)
        grid.setVerticalSpacing(8)
        lines = [(action.text(), keys_of(action)) for action in actions if keys_of(action)]
        lines += [(command.text, command.shortcut) for command in here if command.shortcut]
        lines += [
            (self.tr("Save this and start the next"), "Ctrl+Return"),
            (self.tr("Answer a question with numbered choices"), "1 – 6"),
            (self.tr("Take the word that is offered in its place"), "Ctrl+Space"),
            (self.tr("From the search into the results"), "↓"),
            (self.tr("Search everywhere, from the search of a list"), "Ctrl+F, Ctrl+F"),
            (self.tr("Go back to the list"), "Esc"),
        ]
        for line, (text, keys) in enumerate(lines):
            key = Label(keys)
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
        scroll = Scroll(margins=(0, 0, 8, 0))
        # By the arrow and page keys too, where the sheet is taller than the window.
        scroll.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        scroll.setAccessibleName(self.windowTitle())
        scroll.body.addLayout(grid)
        scroll.body.addStretch(1)
        column.addWidget(scroll, 1)
        column.addWidget(close, 0, Qt.AlignmentFlag.AlignRight)
        scroll.setFocus()
        theme = Theme.of_app()
        room = parent.size() - QSize(_AROUND, _AROUND)
        self.resize(QSize(theme.px(_WIDTH), theme.px(_HEIGHT)).boundedTo(room))
