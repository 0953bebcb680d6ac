# SPDX-License-Identifier: MIT
"""Actions as lines: in a list of columns, and as the cards of a board."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QRect, Qt, Signal
from PySide6.QtGui import QColor, QFocusEvent, QFont, QFontMetrics, QKeyEvent, QPainter
from PySide6.QtWidgets import QApplication, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from coprod_desktop.domain import vocabulary
from coprod_desktop.gui.actions_page import calls
from coprod_desktop.gui.dates import iso, short_date
from coprod_desktop.gui.desk import Desk
from coprod_desktop.gui.tables import LazyTable, Table
from coprod_desktop.gui.theme import Theme
from coprod_desktop.services.loop.actions import Column
from coprod_desktop.services.recording.lists import ActionRow

KEYS: Final = {Qt.Key.Key_D: "done", Qt.Key.Key_C: "cannot", Qt.Key.Key_O: "open"}
"""The letters that say how far an action has come."""
_CARD: Final = 76
"""Height of a card, in pixels at 100 %: two lines of what is to be done, one of who and when."""
_PAD: Final = 8


class ActionsTable(LazyTable):
    """What, who, when and how far."""

    def __init__(self, desk: Desk, parent: QObject | None = None) -> None:
        super().__init__(desk.jobs, calls.rows, parent)
        self._desk = desk

    def titles(self) -> tuple[str, ...]:
        """The columns."""
        return self.tr("What"), self.tr("Who"), self.tr("By when"), self.tr("State")

    def text(self, row: ActionRow, column: int) -> str:
        """What a cell says."""
        match column:
            case 0:
                return row.text
            case 1:
                return row.owner_role
            case 2:
                return short_date(iso(row.due))
            case _:
                return self._state(row)

    def _state(self, row: ActionRow) -> str:
        day, today = iso(row.due), self._desk.today()
        if row.status == "open" and day is not None and day < today:
            days = (today - day).days
            return self.tr("1 day late") if days == 1 else self.tr("{n} days late").format(n=days)
        return vocabulary.say(vocabulary.ACTION_STATES, row.status)


class ActionsList(Table):
    """A list where D, C and O say how far the current action has come."""

    state_asked = Signal(str)
    """The current action is to be open, done or cannot be done."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take the three letters."""
        state = KEYS.get(Qt.Key(event.key()))
        if state is not None and event.modifiers() == Qt.KeyboardModifier.NoModifier:
            if self.currentIndex().isValid():
                self.state_asked.emit(state)
        else:
            super().keyPressEvent(event)


class Cards(LazyTable):
    """The actions of one column of the board, each a card."""

    def __init__(self, desk: Desk, column: Column, parent: QObject | None = None) -> None:
        super().__init__(desk.jobs, calls.rows, parent)
        self.column: Column = column

    def titles(self) -> tuple[str, ...]:
        """What the column is called, and how many are in it."""
        names = {
            "overdue": self.tr("Overdue"),
            "open": self.tr("Open"),
            "done": self.tr("Done"),
            "cannot": self.tr("Cannot be done"),
        }
        text = self.tr("{name} ({number})")
        return (text.format(name=names[self.column], number=f"{self.rowCount():,}"),)

    def text(self, row: ActionRow, column: int) -> str:
        """All that the card says, in one run of words."""
        del column
        return ". ".join(part for part in (row.text, self.detail(row)) if part)

    def detail(self, row: ActionRow) -> str:
        """Who, and by when."""
        due = short_date(iso(row.due))
        when = self.tr("Due {day}").format(day=due) if due else ""
        who = f"{row.owner_role} + {row.with_role}" if row.with_role else row.owner_role
        joint = self.tr("together") if row.joint else ""
        return " · ".join(part for part in (when, who, joint) if part)


class CardDelegate(QStyledItemDelegate):
    """Paints a card: what is to be done in two lines, then who and when."""

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        """Paint the ground as the style does, then the words."""
        full = QStyleOptionViewItem(option)
        self.initStyleOption(full, index)
        row = index.data(Qt.ItemDataRole.UserRole)
        model = index.model()
        if not isinstance(row, ActionRow) or not isinstance(model, Cards):
            super().paint(painter, option, index)
            return
        full.text = ""
        style = full.widget.style() if full.widget is not None else QApplication.style()
        style.drawControl(QStyle.ControlElement.CE_ItemViewItem, full, painter, full.widget)
        theme = Theme.of_app()
        pad = theme.px(_PAD)
        box = full.rect.adjusted(pad, pad // 2, -pad, -pad // 2)  # pyright: ignore[reportAttributeAccessIssue]
        painter.save()
        bold = QFont(full.font)
        bold.setWeight(QFont.Weight.DemiBold)
        metrics = QFontMetrics(bold)
        painter.setFont(bold)
        painter.setPen(QColor(theme.palette.text))
        line = metrics.lineSpacing()
        for place, text in enumerate(_two_lines(" ".join(row.text.split()), metrics, box.width())):
            painter.drawText(
                QRect(box.x(), box.y() + place * line, box.width(), line),
                Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft,
                text,
            )
        painter.setFont(full.font)
        late = model.column == "overdue"
        painter.setPen(QColor(theme.palette.warning if late else theme.palette.soft))
        plain = QFontMetrics(full.font)
        detail = plain.elidedText(model.detail(row), Qt.TextElideMode.ElideRight, box.width())
        painter.drawText(
            QRect(box.x(), box.y() + 2 * line, box.width(), plain.lineSpacing()),
            Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft,
            detail,
        )
        painter.restore()


def _two_lines(text: str, metrics: QFontMetrics, width: int) -> tuple[str, ...]:
    """A text broken between words into at most two lines, the second cut where it is too long."""
    if metrics.horizontalAdvance(text) <= width:
        return (text,)
    first, rest = "", text.split(" ")
    while rest and metrics.horizontalAdvance(f"{first} {rest[0]}".strip()) <= width:
        first = f"{first} {rest.pop(0)}".strip()
    if not first:  # one word that is wider than the card
        return (metrics.elidedText(text, Qt.TextElideMode.ElideRight, width),)
    return first, metrics.elidedText(" ".join(rest), Qt.TextElideMode.ElideRight, width)


class CardList(ActionsList):
    """One column of the board; Left and Right go to the others, D, C and O move a card."""

    went = Signal(int)
    """Go so many columns to the right, or with -1 to the left."""
    entered_here = Signal()
    """The focus came here."""

    def __init__(self, name: str) -> None:
        super().__init__(name, Theme.of_app().px(_CARD))
        self.setItemDelegate(CardDelegate(self))

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Only one card of the board is the current one: that of the column one stands in."""
        super().focusInEvent(event)
        self.entered_here.emit()
        if self.currentIndex().isValid():
            self.selectRow(self.currentIndex().row())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take the arrows to the sides."""
        sides = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
        step = sides.get(Qt.Key(event.key()))
        if step is not None and event.modifiers() == Qt.KeyboardModifier.NoModifier:
            self.went.emit(step)
        else:
            super().keyPressEvent(event)
