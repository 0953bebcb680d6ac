# SPDX-License-Identifier: MIT
"""A show of hands: a question, choices, and how many hands went up for each."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from coprod_desktop.gui.furniture import Button, bar, discard
from coprod_desktop.gui.meetings.notebook import MOST_CHOICES, Hand, Item
from coprod_desktop.gui.typed import NumberField


class _Choice(QWidget):
    """One choice with its number."""

    edited = Signal()
    entered = Signal()
    gone = Signal(object)

    def __init__(self, hand: Hand, place: int) -> None:
        super().__init__()
        self.setProperty("part", "canvas")
        self.hand = hand
        self.choice = QLineEdit(hand.choice)
        self.choice.setPlaceholderText(self.tr("Choice {number}").format(number=place + 1))
        self.choice.setAccessibleName(self.choice.placeholderText())
        self.count = NumberField(9999)
        self.count.set_number(hand.count)
        self.count.setPlaceholderText(self.tr("Hands"))
        self.count.setAccessibleName(self.tr("Hands for choice {number}").format(number=place + 1))
        remove = Button(self.tr("Remove"), kind="quiet")
        remove.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        remove.clicked.connect(self._take_out)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self.choice, 4)
        row.addWidget(self.count, 1)
        row.addWidget(remove)
        self.choice.textEdited.connect(self._typed)
        self.count.textEdited.connect(self._typed)
        self.choice.returnPressed.connect(self.entered)

    def _typed(self) -> None:
        self.hand.choice = self.choice.text()
        self.hand.count = self.count.number()
        self.edited.emit()

    def _take_out(self) -> None:
        self.gone.emit(self)


class HandsPart(QWidget):
    """The question and its choices; Return in a choice begins the next."""

    edited = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("part", "canvas")
        self._item = Item()
        self.lines: list[_Choice] = []
        self.question = QLineEdit()
        self.question.setPlaceholderText(self.tr("Question for a show of hands"))
        self.question.setAccessibleName(self.question.placeholderText())
        self.question.textEdited.connect(self._typed)
        self.question.returnPressed.connect(self.add_choice)
        self._add = Button(self.tr("Add a choice"), icon="plus")
        self._add.clicked.connect(self.add_choice)
        self._column = QVBoxLayout()
        self._column.setSpacing(8)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(8)
        whole.addWidget(self.question)
        whole.addLayout(self._column)
        whole.addWidget(bar(self._add))
        self.setFocusProxy(self.question)

    def show_item(self, item: Item) -> None:
        """Show an item's show of hands."""
        self._item = item
        self.question.setText(item.hands_question)
        for line in tuple(self.lines):
            self._drop(line)
        for hand in item.hands:
            self._line(hand)
        self._add.setEnabled(len(self.lines) < MOST_CHOICES)

    def add_choice(self) -> None:
        """Another choice, with the cursor in it."""
        if len(self._item.hands) >= MOST_CHOICES:
            return
        hand = Hand()
        self._item.hands.append(hand)
        self._line(hand).choice.setFocus()
        self._add.setEnabled(len(self.lines) < MOST_CHOICES)

    def _line(self, hand: Hand) -> _Choice:
        line = _Choice(hand, len(self.lines))
        line.edited.connect(self.edited)
        line.entered.connect(self.add_choice)
        line.gone.connect(self._gone)
        self.lines.append(line)
        self._column.addWidget(line)
        line.setVisible(True)
        return line

    def _drop(self, line: _Choice) -> None:
        self.lines.remove(line)
        discard(line)

    def _gone(self, line: _Choice) -> None:
        self._item.hands = [each for each in self._item.hands if each is not line.hand]
        self._drop(line)
        self.question.setFocus()
        self.edited.emit()

    def _typed(self) -> None:
        self._item.hands_question = self.question.text()
        self.edited.emit()
