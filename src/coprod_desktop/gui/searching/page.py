# SPDX-License-Identifier: MIT
"""Search everywhere: feedback, meetings, actions, answers and complaints at once."""

from __future__ import annotations

from typing import Any, Final

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QVBoxLayout

from coprod_desktop.gui.desk import Desk, Page
from coprod_desktop.gui.furniture import EmptyState, Heading, Stack
from coprod_desktop.gui.jobs import Changed
from coprod_desktop.gui.label import Label
from coprod_desktop.gui.marks import MarkingDelegate
from coprod_desktop.gui.messages import Banner, announce
from coprod_desktop.gui.searching.results import Results
from coprod_desktop.gui.tables import Table
from coprod_desktop.services.recording.lists import ActionRow, AnswerRow, ComplaintRow, MeetingRow
from coprod_desktop.services.recording.searching import MOST, Found

_TYPING_MS: Final = 60
_WIDE: Final = 760
"""Width, at 100 %, below which the last column goes."""
_KINDS: Final = frozenset({"feedback", "meeting", "action", "answer", "complaint", "search"})


def _look(session: Any, words: str) -> Found:
    from coprod_desktop.services.recording import searching

    return searching.everywhere(session, words)


class SearchPage(Page):
    """The words stand in the top bar's search line; this is what they found.

    The shell calls `search_for` as they are typed, and `enter_results` on Down or Return.
    """

    HELP = "finding"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._words = ""
        self._found: Found | None = None
        self._entering = False
        self.banner = Banner()
        self.count = Label()
        self.count.setProperty("say", "soft")
        px = desk.theme.px
        self.marks = MarkingDelegate(self)
        self.model = Results(self)
        self.table = Table(self.tr("What was found"), px(38))
        self.table.setItemDelegate(self.marks)
        self.table.setModel(self.model)
        self.table.columns((px(124), 0, px(260)), 1)
        self.table.opened.connect(self._open)
        self._typing = QTimer(self, singleShot=True, interval=_TYPING_MS)
        self._typing.timeout.connect(self._ask)
        self._start = EmptyState(
            "search",
            self.tr("What are you looking for?"),
            self.tr(
                "Type in the line at the top: words from a comment, a meeting, an action, an "
                "answer or a complaint, or the code on a reply slip."
            ),
        )
        self._nothing = EmptyState(
            "search",
            self.tr("Nothing matches"),
            self.tr("Try fewer words, or another spelling. What is in the bin is not searched."),
        )
        self._faces = Stack()
        for face in (self._start, self._nothing, self.table):
            self._faces.add(face)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 16)
        column.setSpacing(12)
        for widget in (Heading(self.tr("Search everywhere")), self.banner, self.count):
            column.addWidget(widget)
        column.addWidget(self._faces, 1)
        self.count.hide()

    def arrive(self, target: str) -> None:
        """Show what was found last, or look for `target`."""
        if target:
            self.search_for(target)

    def leave(self) -> None:
        """Look for nothing in the background."""
        self._typing.stop()

    def search_for(self, words: str) -> None:
        """Look for words, as they are typed."""
        self._words = words
        self._typing.start()

    def enter_results(self) -> None:
        """Go into the results, onto the first one; where they are still coming, when they come."""
        if self._typing.isActive():
            self._typing.stop()
            self._entering = True
            self._ask()
        else:
            self._enter()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave out the last column where there is little room."""
        super().resizeEvent(event)
        self.table.setColumnHidden(2, self.width() < self.desk.theme.px(_WIDE))

    def store_changed(self, changed: Changed) -> None:
        """Look again when something changed that may have been found."""
        if self._words.strip() and changed.kinds & _KINDS and self.isVisible():
            self._ask()

    def _ask(self) -> None:
        if not self._words.strip():
            self._found = None
            self.count.hide()
            self._faces.turn(self._start)
            return
        self.desk.jobs.run(
            _look,
            self._words,
            owner=self,
            done=self._show,
            failed=self.banner.show_error,
            key="search-everywhere",
        )

    def _show(self, found: Found) -> None:
        current = self.table.currentIndex().row() if self.table.hasFocus() else -1
        before = self.model.record(current)
        self._found = found
        self.banner.clear()
        self.marks.words = found.words
        self.table.clearSpans()
        self.model.show_found(found)
        for place in self.model.headings():
            self.table.setSpan(place, 0, 1, 3)
        self._say(found)
        self._faces.turn(self.table if found.groups else self._nothing)
        if before is not None:
            self._choose_again(before.id)
        if self._entering:
            self._enter()

    def _say(self, found: Found) -> None:
        number = sum(group.found for group in found.groups)
        many = any(group.found >= MOST for group in found.groups)
        if number == 1:
            text = self.tr("1 result")
        elif many:
            text = self.tr("More than {number} results, newest first").format(number=f"{number:,}")
        else:
            text = self.tr("{number} results, newest first").format(number=f"{number:,}")
        self.count.setText(text)
        self.count.setVisible(bool(number))
        announce(self.count, text if number else self.tr("Nothing matches"))

    def _choose_again(self, record: str) -> None:
        for place in range(self.model.rowCount()):
            row = self.model.record(place)
            if row is not None and row.id == record:
                self.table.choose(place)
                return

    def _enter(self) -> None:
        self._entering = False
        if self._found is None or not self._found.groups:
            return
        if self.model.record(self.table.currentIndex().row()) is None:
            self.table.choose(self.model.first())
        self.table.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _open(self, place: int) -> None:
        row = self.model.record(place)
        match row:
            case None:
                return
            case MeetingRow():
                self.desk.go("meetings", row.id)
            case ActionRow():
                self.desk.go("actions", row.id)
            case AnswerRow():
                self.desk.go("feedback", row.feedback)
            case ComplaintRow():
                self.desk.go("complaints", row.id)
            case _:
                self.desk.go("feedback", row.id)
