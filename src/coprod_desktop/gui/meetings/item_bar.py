# SPDX-License-Identifier: MIT
"""The buttons under an agenda item: each does what a letter or a key does while typing."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QVBoxLayout, QWidget

from coprod_desktop.gui.furniture import Button, flowing


class ItemBar(QWidget):
    """What can be added to the item, whether it is private, and where it stands."""

    asked = Signal(str)
    """``decision``, ``action``, ``comment``, ``hands``, ``raise``, ``lower`` or ``delete``."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("part", "canvas")
        self.confidential = QCheckBox(self.tr("Private: kept off the projector"))
        self.confidential.setToolTip(self.tr("Minutes can be printed without it."))
        adders = [
            self._button(text, tip, call, icon="plus")
            for text, tip, call in (
                (self.tr("Decision"), "Ctrl+D", "decision"),
                (self.tr("Action"), "", "action"),
                (self.tr("Comment"), "Ctrl+J", "comment"),
                (self.tr("Show of hands"), "", "hands"),
            )
        ]
        movers = [
            self._button(text, tip, call, kind="quiet")
            for text, tip, call in (
                (self.tr("Move up"), "Ctrl+Shift+↑", "raise"),
                (self.tr("Move down"), "Ctrl+Shift+↓", "lower"),
                (self.tr("Delete item"), "", "delete"),
            )
        ]
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(flowing(*adders))
        column.addWidget(flowing(self.confidential, *movers))

    def _button(self, text: str, tip: str, call: str, *, kind: str = "", icon: str = "") -> Button:
        button = Button(text, kind=kind, icon=icon)
        button.setToolTip(tip)
        button.clicked.connect(partial(self._ask, call))
        return button

    def _ask(self, call: str, _checked: bool = False) -> None:  # noqa: FBT001, FBT002
        self.asked.emit(call)
