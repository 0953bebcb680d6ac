# SPDX-License-Identifier: MIT
"""What narrows the actions, in the list and on the board alike."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QVBoxLayout, QWidget

from coprod_desktop.gui.furniture import Button, flowing
from coprod_desktop.gui.listing import choices
from coprod_desktop.services.loop.actions import Board, Filter


class ActionFilters(QWidget):
    """Whose, where, whence, and whether done together."""

    changed = Signal()

    def __init__(self, first: Sequence[QWidget], last: Sequence[QWidget]) -> None:
        """`first` stands before the filters, `last` after them."""
        super().__init__()
        self.setProperty("part", "canvas")
        self.owner = choices(self.tr("Whose"), [("", self.tr("Everybody’s"))])
        self.wing = choices(self.tr("Which wing"), [("", self.tr("All wings"))])
        self.source = choices(
            self.tr("Where from"),
            (
                ("", self.tr("From anywhere")),
                ("meeting", self.tr("From meetings")),
                ("feedback", self.tr("From comments")),
            ),
        )
        self.joint = QCheckBox(self.tr("Done together"))
        self.clear = Button(self.tr("Clear filters"), kind="quiet")
        self.clear.clicked.connect(self.reset)
        for box in (self.owner, self.wing, self.source):
            box.currentIndexChanged.connect(self._edited)
        self.joint.toggled.connect(self._edited)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(
            flowing(*first, self.owner, self.wing, self.source, self.joint, self.clear, *last)
        )
        self.clear.hide()

    def value(self, words: str = "") -> Filter:
        """What is chosen, with the words that are searched for."""
        return Filter(
            words=words,
            owner_role=str(self.owner.currentData() or ""),
            wing=str(self.wing.currentData() or ""),
            joint=self.joint.isChecked(),
            source=self.source.currentData(),
        )

    def offer(self, board: Board) -> None:
        """Offer the roles and wings that there are; what is chosen stays."""
        _offer(self.owner, board.owners)
        _offer(self.wing, board.wings)
        self.wing.setVisible(len(board.wings) > 1 or bool(self.wing.currentData()))

    def reset(self) -> None:
        """Filter nothing."""
        for box in (self.owner, self.wing, self.source):
            box.setCurrentIndex(0)
        self.joint.setChecked(False)

    def _edited(self) -> None:
        self.clear.setVisible(self.value() != Filter())
        self.changed.emit()


def _offer(box: QComboBox, names: tuple[str, ...]) -> None:
    chosen = str(box.currentData() or "")
    wanted = [*names, chosen] if chosen and chosen not in names else list(names)
    if [box.itemData(place) for place in range(1, box.count())] == wanted:
        return
    box.blockSignals(True)
    while box.count() > 1:
        box.removeItem(1)
    for name in wanted:
        box.addItem(name, name)
    box.setCurrentIndex(max(box.findData(chosen), 0))
    box.blockSignals(False)
