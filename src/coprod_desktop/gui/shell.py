# SPDX-License-Identifier: MIT
"""The signed-in window: rail, top bar, page and status bar around one stay at the desk."""

from __future__ import annotations

import importlib
import sys
from typing import Any, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QFrame,
    QHBoxLayout,
    QScrollArea,
    QSizePolicy,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from coprod_desktop.gui.actions import Actions
from coprod_desktop.gui.areas import Areas
from coprod_desktop.gui.catching_up import CatchingUp
from coprod_desktop.gui.desk import Desk, Page, Place
from coprod_desktop.gui.furniture import Button, Picture
from coprod_desktop.gui.jobs import Changed
from coprod_desktop.gui.label import Label
from coprod_desktop.gui.messages import announce
from coprod_desktop.gui.search_field import SearchField
from coprod_desktop.gui.status import StatusBar
from coprod_desktop.gui.stops import BEHIND, OFFICE, WING, called
from coprod_desktop.gui.undoing import UndoStrip

_WIDE: Final = 1000
_LOW: Final = 560
"""Height, at 100 %, below which every line counts."""
SEARCHED: Final = ("feedback", "meetings", "actions")


class SearchLine(SearchField):
    """The search in the top bar: Down goes into the results, Escape empties it."""

    left_downwards = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take Down, Return and Escape."""
        if event.key() in {Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.left_downwards.emit()
        elif event.key() == Qt.Key.Key_Escape:
            self.clear()
        else:
            super().keyPressEvent(event)


class Shell(QWidget):
    """Everything around the pages."""

    lock_asked = Signal()
    keys_asked = Signal()

    def __init__(self, desk: Desk, actions: Actions) -> None:
        super().__init__()
        self.desk = desk
        self.actions_list = actions
        self._stops = OFFICE if desk.who.kind == "office" else WING
        self._all = {stop.name: stop for stop in (*self._stops, *BEHIND)}
        self._pages: dict[str, Page] = {}
        self._here = ""
        self._before = ""
        self._spare: list[QWidget] = []
        self._new: list[Button] = []
        self.stack = QStackedWidget()
        self.search = SearchLine()
        self.rail = QButtonGroup(self)
        self.status = StatusBar(desk)
        self.undo = UndoStrip()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        if desk.who.env == "practice":
            column.addWidget(self._practice())
        header, rail = self._header(), self._rail()
        self.areas = Areas(header, rail, self.stack, self.undo)
        column.addWidget(header)
        middle = QHBoxLayout()
        middle.setSpacing(0)
        middle.addWidget(rail)
        middle.addWidget(self.stack, 1)
        column.addLayout(middle, 1)
        column.addWidget(self.undo)
        column.addWidget(self.status)
        desk.undo_offered.connect(self.undo.offer)
        desk.undo_ended.connect(self.undo.end)
        self.undo.offered.connect(actions["undo"].setEnabled)
        self.undo.offered.connect(self._share_foot)
        self.status.warned.connect(self._share_foot)
        desk.went.connect(self._went)
        desk.went_back.connect(self.go_back)
        desk.search_cleared.connect(self.search.clear)
        desk.jobs.changed.connect(self._changed)

    def begin(self) -> None:
        """Show the first page, once there is a window around it."""
        self.go(Place(self._stops[0].name))
        self._catching_up = CatchingUp(self.desk)
        self._catching_up.look()

    def page(self, name: str) -> Page:
        """The page called `name`, made on the first visit."""
        if name not in self._pages:
            stop = self._all[name]
            module = importlib.import_module(stop.whole_module)
            kind: type[Page] = getattr(module, stop.page)
            page = kind(self.desk)
            self._pages[name] = page
            self.stack.addWidget(page)
        return self._pages[name]

    def prepare_next(self) -> bool:
        """Make one page ahead of its first visit, or load what it needs; False when all are there.

        For a moment in which nobody does anything: it takes longer than a key press should.
        """
        for name, stop in self._all.items():
            if name in self._pages:
                continue
            if stop.whole_module in sys.modules:
                self.page(name)
            else:
                self.desk.jobs.run_unsigned(importlib.import_module, stop.whole_module)
            return True
        return False

    def names(self) -> tuple[str, ...]:
        """The pages of this window, as on the rail."""
        return tuple(stop.name for stop in self._stops)

    def behind(self) -> tuple[str, ...]:
        """The pages that are not on the rail."""
        return tuple(name for name in self._all if name not in self.names())

    def go(self, place: Place) -> None:
        """Show a page."""
        if place.page not in self._all:
            return
        page = self.page(place.page)
        if self._here and self._here != place.page:
            self.desk.leaving.emit()
            self._pages[self._here].leave()
            if self.search.text():
                self.search.blockSignals(True)
                self.search.clear()
                self.search.blockSignals(False)
                self._pages[self._here].search_for("")
            self._before = self._here
        self._here = place.page
        self.stack.setCurrentWidget(page)
        self._light(self._all[place.page].under or place.page)
        self._name_search()
        announce(self, self.words(place.page))
        page.arrive(place.target)
        if page.hasFocus():  # Qt gives it to the page when nothing in it can have it yet
            (self.search if place.page == "search" else self._lit()).setFocus()

    def _lit(self) -> QWidget:
        """The stop of the rail to go on from."""
        return self.rail.checkedButton() or self.rail.button(0)

    def _light(self, name: str) -> None:
        if name in self.names():
            self.rail.button(self.names().index(name)).setChecked(True)
        elif (lit := self.rail.checkedButton()) is not None:
            self.rail.setExclusive(False)
            lit.setChecked(False)
            self.rail.setExclusive(True)

    def go_back(self) -> None:
        """Show the page before this one, as it was."""
        self.go(Place(self._before or self._stops[0].name))

    def places(self) -> tuple[tuple[str, Place], ...]:
        """Everything that can be gone to, with its words: pages, and tabs of pages."""
        found = [(self.words(name), Place(name)) for name in self._all]
        page = self.tr("{page}: {tab}")
        if self.desk.who.kind == "wing":
            for tab, words in (
                ("history", self.tr("What was sent")),
                ("sticks", self.tr("Sticks")),
                ("enrolment", self.tr("Enrolment")),
            ):
                text = page.format(page=self.words("exchange"), tab=words)
                found.append((text, Place("exchange", tab)))
        for tab, words in (
            ("people", self.tr("People")),
            ("looks", self.tr("Colours, text size and lock")),
            ("care", self.tr("Backup and check-up")),
            ("about", self.tr("About and licences")),
        ):
            text = page.format(page=self.words("settings"), tab=words)
            found.append((text, Place("settings", tab)))
        return tuple(found)

    def here(self) -> Page:
        """The page on screen."""
        return self._pages[self._here]

    def here_name(self) -> str:
        """The name of the page on screen."""
        return self._here

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave out of the top bar what there is no room for."""
        super().resizeEvent(event)
        self._share_foot()
        wide = self.width() >= self.desk.theme.px(_WIDE)
        for widget in self._spare:
            widget.setVisible(wide)
        texts = (
            (self.tr("New feedback"), self.tr("New meeting"))
            if wide
            else (self.tr("Feedback"), self.tr("Meeting"))
        )
        for button, text in zip(self._new, texts, strict=True):
            button.setText(text)

    def _share_foot(self) -> None:
        """In a low window the strip stands in place of the status bar, unless that warns."""
        low = self.height() < self.desk.theme.px(_LOW)
        self.status.setVisible(not (low and self.undo.offers()) or self.status.warns())

    def close_up(self) -> None:
        """Have the page keep what is half done, before locking or closing."""
        self.desk.leaving.emit()
        for page in self._pages.values():
            page.leave()

    def _went(self, place: Any) -> None:
        self.go(place)

    def _changed(self, changed: Changed) -> None:
        for page in self._pages.values():
            page.store_changed(changed)
        self.status.store_changed(changed)

    def _practice(self) -> QFrame:
        frame = QFrame()
        frame.setProperty("part", "practice")
        row = QHBoxLayout(frame)
        row.setContentsMargins(16, 6, 16, 6)
        row.addStretch(1)
        row.addWidget(Picture("practice", "on_practice", 22))
        row.addWidget(Label(self.tr("Practice store: everything here is made up, nothing is real")))
        row.addStretch(1)
        return frame

    def _header(self) -> QFrame:
        frame = QFrame()
        frame.setProperty("part", "header")
        row = QHBoxLayout(frame)
        row.setContentsMargins(20, 8, 12, 8)
        row.setSpacing(8)
        brand = Label(self.tr("Coprod"))
        brand.setProperty("say", "brand")
        row.addWidget(brand)
        where = self.desk.who.office if self.desk.who.kind == "office" else self._where()
        place = Label(where)
        place.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        row.addWidget(place, 2)
        self._spare.append(place)
        self.search.setProperty("part", "search")
        self.search.setAccessibleName(self.tr("Search"))
        self.search.setMinimumWidth(self.desk.theme.px(90))
        self.search.textChanged.connect(self._search)
        self.search.left_downwards.connect(self._into_results)
        row.addWidget(self.search, 3)
        feedback = self.actions_list["new_feedback"]
        meeting = self.actions_list["new_meeting"]
        for action, icon in ((feedback, "plus"), (meeting, "plus")):
            button = Button(action.text(), kind="header", icon=icon)
            self._new.append(button)
            button.setToolTip(f"{action.text()} ({action.shortcut().toString()})")
            button.setAccessibleName(action.text())
            button.clicked.connect(action.trigger)
            row.addWidget(button)
        name = Label(self.desk.who.name)
        name.setAccessibleName(self.tr("Signed in as {name}").format(name=self.desk.who.name))
        row.addSpacing(8)
        row.addWidget(Picture("user", "on_header", 20))
        row.addWidget(name)
        self._spare.append(name)
        lock = Button(self.tr("Lock"), kind="header", icon="lock")
        lock.setToolTip(self.tr("Lock (Ctrl+L)"))
        lock.clicked.connect(self.lock_asked)
        row.addWidget(lock)
        for widget in self._spare:
            widget.hide()  # until it is known that there is room
        return frame

    def _where(self) -> str:
        parts = (self.desk.who.site, self.desk.who.wing)
        return " · ".join(part for part in parts if part)

    def _rail(self) -> QWidget:
        frame = QFrame()
        frame.setProperty("part", "rail")
        column = QVBoxLayout(frame)
        column.setContentsMargins(0, 8, 0, 8)
        column.setSpacing(2)
        for place, stop in enumerate(self._stops):
            button = Button(self.words(stop.name), kind="rail", icon=stop.icon)
            button.setCheckable(True)
            button.setToolTip(f"{self.words(stop.name)} (Ctrl+{place + 1})")
            self.rail.addButton(button, place)
            column.addWidget(button)
        column.addStretch(1)
        guide = Button(self.tr("Help"), kind="rail", icon="help")
        guide.setToolTip(self.tr("Help with this page (F1)"))
        guide.clicked.connect(self.actions_list["help"].trigger)
        column.addWidget(guide)
        keys = Button(self.tr("Keys"), kind="rail", icon="keyboard")
        keys.setToolTip(self.tr("All keyboard shortcuts (Ctrl+/)"))
        keys.clicked.connect(self.keys_asked)
        column.addWidget(keys)
        self.rail.setExclusive(True)
        self.rail.idClicked.connect(self._rail_clicked)
        scroll = QScrollArea()
        scroll.setWidget(frame)
        scroll.setWidgetResizable(True)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setMinimumWidth(max(self.desk.theme.px(168), frame.sizeHint().width()))
        scroll.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Expanding)
        scroll.setMaximumWidth(scroll.minimumWidth())
        return scroll

    def _rail_clicked(self, place: int) -> None:
        self.desk.go(self._stops[place].name)

    def words(self, name: str) -> str:
        """What a page is called."""
        return called(name)

    def search_everywhere(self) -> None:
        """Look for the words in the search line in everything, and not in one list."""
        self.search_for_everywhere(self.search.text())

    def search_for_everywhere(self, text: str) -> None:
        """Look for words in everything."""
        self.go(Place("search"))
        self.search.setText(text)
        self.search.setFocus()

    def start_search(self) -> None:
        """Go to the search line; from there, on to everything."""
        if self.search.hasFocus() and self._here in SEARCHED:
            self.search_everywhere()
        else:
            self.search.setFocus()
            self.search.selectAll()

    def _name_search(self) -> None:
        text = {
            "feedback": self.tr("Search feedback"),
            "meetings": self.tr("Search meetings"),
            "actions": self.tr("Search actions"),
        }.get(self._here, self.tr("Search everywhere"))
        self.search.setPlaceholderText(self.tr("{what} (Ctrl+F)").format(what=text))
        self.search.setAccessibleName(text)
        if self._here in SEARCHED:
            self.search.setToolTip(self.tr("Ctrl+F once more searches everywhere"))
        else:
            self.search.setToolTip("")

    def _search(self, text: str) -> None:
        if self._here not in SEARCHED and self._here != "search":
            if not text.strip():
                return
            self.search.blockSignals(True)
            self.go(Place("search" if "search" in self._all else "feedback"))
            self.search.setText(text)
            self.search.blockSignals(False)
            self.search.setFocus()
        self.here().search_for(text)

    def _into_results(self) -> None:
        self.here().enter_results()
