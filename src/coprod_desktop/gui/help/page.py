# SPDX-License-Identifier: MIT
"""The guide beside its contents, with a search: a page of the desk, or a window before it."""

from __future__ import annotations

from typing import Any, Final

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)

from coprod_desktop.gui.desk import Command, Desk, Page
from coprod_desktop.gui.forms import words
from coprod_desktop.gui.furniture import Button, Heading, bar
from coprod_desktop.gui.help import guide
from coprod_desktop.gui.help.view import GuideView
from coprod_desktop.gui.messages import announce
from coprod_desktop.gui.search_field import SearchField
from coprod_desktop.gui.theme import Theme

_BESIDE: Final = 860
"""Width, at 100 %, below which the contents and the page stand under each other's button."""
_LOW: Final = 420
_CONTENTS: Final = 280
_AROUND: Final = 48


class HelpBook(QWidget):
    """Contents and search at the left, the page at the right."""

    left = Signal()
    """The reader has done."""

    def __init__(self, back: str) -> None:
        """`back` is what the way out is called."""
        super().__init__()
        self.setProperty("part", "canvas")
        self.view = GuideView()
        self.view.turned.connect(self._turned)
        self.search = SearchField()
        self.contents = QListWidget()
        self.none = words(self.tr("No page has all of these words. Try fewer."), "soft")
        self.before = Button(self.tr("Back"), icon="back")
        self.after = Button(self.tr("Forward"))
        self.toggle = Button(self.tr("Contents"), icon="list")
        self.toggle.setCheckable(True)
        self.toggle.toggled.connect(self._arrange)
        self.out = Button(back, kind="quiet")
        self.out.clicked.connect(self.left)
        self.side = self._beside()
        row = QHBoxLayout()
        row.setSpacing(16)
        row.addWidget(self.side)
        row.addWidget(self.view, 1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(8)
        whole.addWidget(bar(self.before, self.after, self.toggle, None, self.out))
        whole.addLayout(row, 1)
        self._turn_pages()
        self._list(tuple(guide.pages().values()))
        self._arrange()

    def _turn_pages(self) -> None:
        view = self.view
        self.before.setToolTip(self.tr("The page before (Alt+Left)"))
        self.after.setToolTip(self.tr("Forward again (Alt+Right)"))
        for button, act, there in (
            (self.before, view.backward, view.backwardAvailable),
            (self.after, view.forward, view.forwardAvailable),
        ):
            button.setEnabled(False)
            button.clicked.connect(act)
            there.connect(button.setEnabled)

    def _beside(self) -> QWidget:
        self.search.setAccessibleName(self.tr("Search the guide"))
        self.search.setPlaceholderText(self.tr("Search the guide"))
        self.search.textChanged.connect(self._look)
        self.search.returnPressed.connect(self._into_page)
        self.contents.setAccessibleName(self.tr("Contents of the guide"))
        self.contents.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.contents.setWordWrap(True)
        self.contents.itemActivated.connect(self._chosen)
        self.contents.itemClicked.connect(self._chosen)
        side = QWidget()
        side.setProperty("part", "canvas")
        column = QVBoxLayout(side)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self.search)
        column.addWidget(self.none)
        column.addWidget(self.contents, 1)
        self.none.hide()
        return side

    def open(self, name: str) -> None:
        """Show a page, by its name, and put the focus where it can be read."""
        self.view.open(name)
        self.view.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape leaves; from the search it goes to the page first."""
        if event.key() == Qt.Key.Key_Escape:
            if self.search.text():
                self.search.clear()
            else:
                self.left.emit()
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """See whether there is room for the contents beside the page."""
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        theme = Theme.of_app()
        beside = self.width() >= theme.px(_BESIDE)
        self.toggle.setVisible(not beside)
        open_now = beside or self.toggle.isChecked()
        self.side.setVisible(open_now)
        self.view.setVisible(beside or not open_now)
        self.side.setMaximumWidth(theme.px(_CONTENTS) if beside else self.width())

    def _list(self, found: tuple[guide.GuidePage, ...]) -> None:
        self.contents.clear()
        for page in found:
            item = QListWidgetItem(page.title)
            item.setData(Qt.ItemDataRole.UserRole, page.name)
            self.contents.addItem(item)
        self.none.setVisible(not found)
        self._mark()

    def _look(self, typed: str) -> None:
        found = guide.search(typed) if typed.strip() else tuple(guide.pages().values())
        self._list(found)
        self.view.mark(typed)
        if typed.strip():
            count = self.tr("{n} pages of the guide").format(n=len(found))
            announce(self.search, count if found else self.none.text())

    def _into_page(self) -> None:
        first = self.contents.item(0)
        if self.search.text().strip() and first is not None:
            names = [self._name(self.contents.item(n)) for n in range(self.contents.count())]
            if self.view.name not in names:
                self._chosen(first)
            else:
                self.view.find_next()
            self.view.setFocus()

    def _chosen(self, item: QListWidgetItem) -> None:
        self.toggle.setChecked(False)
        self.open(self._name(item))
        self.view.mark(self.search.text())

    def _name(self, item: QListWidgetItem) -> str:
        return str(item.data(Qt.ItemDataRole.UserRole))

    def _turned(self, title: str) -> None:
        self._mark()
        self.view.setAccessibleName(title)
        announce(self.view, title)

    def _mark(self) -> None:
        for place in range(self.contents.count()):
            if self._name(self.contents.item(place)) == self.view.name:
                self.contents.setCurrentRow(place)


class HelpPage(Page):
    """The guide in the window; F1 opens it at the page about what was on screen."""

    HELP = "index"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.book = HelpBook(self.tr("Close help"))
        self.book.left.connect(desk.go_back)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 12)
        column.setSpacing(12)
        self._heading = Heading(self.tr("Help"))
        column.addWidget(self._heading)
        column.addWidget(self.book, 1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where there is little height, the lines of the guide are worth more than its heading."""
        super().resizeEvent(event)
        self._heading.setVisible(self.height() >= self.desk.theme.px(_LOW))

    def arrive(self, target: str) -> None:
        """Show a page of the guide, by its name."""
        self.book.open(target or self.book.view.name or guide.FIRST)

    def commands(self) -> tuple[Command, ...]:
        """Every page of the guide."""
        text = self.tr("Guide: {title}")
        return tuple(
            Command(text.format(title=page.title), self._opener(page.name))
            for page in guide.pages().values()
        )

    def _opener(self, name: str) -> Any:
        def act() -> None:
            self.book.open(name)

        return act


class HelpWindow(QDialog):
    """The guide over a screen that has no desk yet: setting up, and unlocking."""

    def __init__(self, page: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Help"))
        self.book = HelpBook(self.tr("Close"))
        self.book.left.connect(self.accept)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 16)
        column.addWidget(self.book)
        self.resize(parent.size() - QSize(_AROUND, _AROUND))
        self.book.open(page)
