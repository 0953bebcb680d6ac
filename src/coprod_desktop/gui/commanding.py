# SPDX-License-Identifier: MIT
"""The command palette: everything that can be done from here, found by typing a few letters."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final, NamedTuple

from PySide6.QtCore import (
    QAbstractListModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    QSize,
    Qt,
)
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QLineEdit,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from coprod_desktop.domain.change import RecordType
from coprod_desktop.gui.forms import words as label
from coprod_desktop.gui.jobs import Jobs
from coprod_desktop.gui.messages import announce
from coprod_desktop.gui.theme import Theme

_WIDTH: Final = 680
_HEIGHT: Final = 460
_ROW: Final = 40
_ASIDE: Final = 0.45
"""How much of a line what stands at its right may take."""
_AROUND: Final = 48
RECENT: Final = 6
"""So many records of each kind are offered."""
_MOVES: Final = frozenset({
    Qt.Key.Key_Up,
    Qt.Key.Key_Down,
    Qt.Key.Key_PageUp,
    Qt.Key.Key_PageDown,
})  # fmt: skip
_SHOWN: Final[tuple[tuple[str, RecordType, str, str], ...]] = (
    ("feedback", "feedback", "excerpt", "date"),
    ("meetings", "meeting", "title", "date"),
    ("actions", "action", "text", "due"),
)
"""Which page shows a kind of record, and which fields of its row are its words and its day."""
Index = QModelIndex | QPersistentModelIndex
_NONE: Final = QModelIndex()


class Entry(NamedTuple):
    """A line of the palette: what it says, what it does, its keys, and where it belongs."""

    text: str
    act: Callable[[], None]
    shortcut: str = ""
    where: str = ""

    def aside(self) -> str:
        """What stands at the right of the line."""
        return self.shortcut or self.where


class Recent(NamedTuple):
    """A record to go to: the page that shows it, its id, its words and its day (ISO)."""

    page: str
    id: str
    text: str
    day: str


def recent(session: Any) -> tuple[Recent, ...]:
    """The newest records of each kind; runs on a worker."""
    from coprod_desktop.services.recording import lists

    return tuple(
        Recent(page, row.id, str(getattr(row, text)), str(getattr(row, day)))
        for page, kind, text, day in _SHOWN
        for row in lists.page(session, kind, limit=RECENT)
    )


def matching(entries: Sequence[Entry], words: str) -> list[Entry]:
    """The entries in which every word typed stands, best first.

    Better is: at the beginning of the line, then at the beginning of a word, then anywhere.
    """
    typed = words.casefold().split()
    if not typed:
        return list(entries)
    ranked: list[tuple[int, int, Entry]] = []
    for place, entry in enumerate(entries):
        said = entry.text.casefold()
        whole = f"{said} {entry.where.casefold()}"
        if not all(word in whole for word in typed):
            continue
        starts = all(f" {word}" in f" {whole}" for word in typed)
        rank = 0 if said.startswith(typed[0]) else 1 if starts else 2
        ranked.append((rank, place, entry))
    return [entry for _rank, _place, entry in sorted(ranked, key=lambda each: each[:2])]


class _Entries(QAbstractListModel):
    """The lines that are left."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.entries: list[Entry] = []

    def show_entries(self, entries: list[Entry]) -> None:
        self.beginResetModel()
        self.entries = entries
        self.endResetModel()

    def rowCount(self, parent: Index = _NONE) -> int:
        return 0 if parent.isValid() else len(self.entries)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        entry = self.entries[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return entry.text
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return ", ".join(part for part in (entry.text, entry.aside()) if part)
        return None


class _Lines(QStyledItemDelegate):
    """Paints the words at the left and the keys at the right."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        full = QStyleOptionViewItem(option)
        self.initStyleOption(full, index)
        text, full.text = full.text, ""
        style = full.widget.style() if full.widget is not None else QApplication.style()
        style.drawControl(QStyle.ControlElement.CE_ItemViewItem, full, painter, full.widget)
        theme = Theme.of_app()
        model: Any = index.model()
        aside = model.entries[index.row()].aside()
        metrics = QFontMetrics(full.font)
        box = QRect(full.rect).adjusted(theme.px(12), 0, -theme.px(12), 0)
        right = metrics.elidedText(aside, Qt.TextElideMode.ElideRight, round(box.width() * _ASIDE))
        room = box.width() - metrics.horizontalAdvance(right) - theme.px(24)
        middle = Qt.AlignmentFlag.AlignVCenter
        ahead = style.visualAlignment(full.direction, Qt.AlignmentFlag.AlignLeft | middle)
        behind = style.visualAlignment(full.direction, Qt.AlignmentFlag.AlignRight | middle)
        painter.save()
        painter.setPen(theme.palette.text)
        words = metrics.elidedText(text, Qt.TextElideMode.ElideRight, room)
        painter.drawText(box, ahead.value, words)
        painter.setPen(theme.palette.soft)
        painter.drawText(box, behind.value, right)
        painter.restore()

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(super().sizeHint(option, index).width(), Theme.of_app().px(_ROW))


class Palette(QDialog):
    """A line to type in over the list of what can be done."""

    def __init__(
        self,
        entries: Sequence[Entry],
        parent: QWidget,
        search: Callable[[str], None] | None = None,
    ) -> None:
        """`search` is offered for words that the entries may not hold."""
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Commands"))
        self._entries = list(entries)
        self._search = search
        self.line = QLineEdit()
        self.line.setAccessibleName(self.tr("Type what you want to do"))
        self.line.setPlaceholderText(self.tr("Type what you want to do, or words of a record"))
        self.line.textChanged.connect(self._narrow)
        self.line.returnPressed.connect(self.run)
        self.line.installEventFilter(self)
        self.model = _Entries(self)
        self.list = QListView()
        self.list.setAccessibleName(self.tr("Commands"))
        self.list.setModel(self.model)
        self.list.setItemDelegate(_Lines(self.list))
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setUniformItemSizes(True)
        self.list.activated.connect(self.run)
        self.list.clicked.connect(self.run)
        self.none = label(self.tr("Nothing can be done by that name here."), "soft")
        self.none.hide()
        self.hint = label(self.tr("↑ and ↓ choose, Return does it, Esc closes."), "hint")
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 12)
        column.setSpacing(8)
        for widget in (self.line, self.none):
            column.addWidget(widget)
        column.addWidget(self.list, 1)
        column.addWidget(self.hint)
        theme = Theme.of_app()
        room = parent.size() - QSize(_AROUND, _AROUND)
        self.resize(QSize(theme.px(_WIDTH), theme.px(_HEIGHT)).boundedTo(room))
        self._narrow("")

    def ask_recent(self, jobs: Jobs, entry: Callable[[Recent], Entry]) -> None:
        """Fetch the newest records, and offer them after the commands."""

        def came(found: tuple[Recent, ...]) -> None:
            self._entries += [entry(each) for each in found]
            self._narrow(self.line.text())

        jobs.run(recent, owner=self, done=came, key="palette")

    def shown(self) -> list[Entry]:
        """The entries on screen, in their order."""
        return self.model.entries

    def run(self) -> None:
        """Do what the current line says."""
        place = self.list.currentIndex().row()
        if 0 <= place < len(self.model.entries):
            entry = self.model.entries[place]
            self.accept()
            entry.act()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Let the arrow keys move in the list while the line has the focus."""
        if (
            watched is self.line
            and isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.KeyPress
            and event.key() in _MOVES
        ):
            before = self.list.currentIndex().row()
            QApplication.sendEvent(self.list, event)
            if self.list.currentIndex().row() != before:
                self._say()
            return True
        return super().eventFilter(watched, event)

    def _narrow(self, typed: str) -> None:
        found = matching(self._entries, typed)
        if typed.strip() and self._search is not None:
            text = self.tr("Search everywhere for “{words}”").format(words=typed.strip())
            found.append(Entry(text, self._look))
        self.model.show_entries(found)
        self.none.setVisible(not found)
        self.list.setVisible(bool(found))
        if found:
            self.list.setCurrentIndex(self.model.index(0))
        self._say()

    def _look(self) -> None:
        if self._search is not None:
            self._search(self.line.text().strip())

    def _say(self) -> None:
        """Say the current line aloud: the focus stays where the typing is."""
        current = self.list.currentIndex()
        if current.isValid():
            said = str(self.model.data(current, Qt.ItemDataRole.AccessibleTextRole))
            place = self.tr("{entry}, {n} of {all}")
            rows = self.model.rowCount()
            announce(self.line, place.format(entry=said, n=current.row() + 1, all=rows))
        else:
            announce(self.line, self.none.text())
