# SPDX-License-Identifier: MIT
"""The list of meetings, and the notes of one of them."""

from __future__ import annotations

from array import array
from typing import Final

import msgspec
from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from coprod_desktop.gui import vocabulary
from coprod_desktop.gui.dates import iso, short_date
from coprod_desktop.gui.desk import Desk, Page
from coprod_desktop.gui.furniture import Button, EmptyState, Heading, Stack, bar
from coprod_desktop.gui.jobs import Changed, Jobs
from coprod_desktop.gui.marks import MarkingDelegate
from coprod_desktop.gui.meetings import calls
from coprod_desktop.gui.meetings.editor import MeetingEditor
from coprod_desktop.gui.messages import Banner, announce
from coprod_desktop.gui.tables import LazyTable, Table
from coprod_desktop.services.drafts import Draft
from coprod_desktop.services.lists import MeetingRow, Query

_TYPING_MS: Final = 60


class MeetingsTable(LazyTable):
    """When, what, where, how many came, and what is still open."""

    def __init__(self, jobs: Jobs, *, office: bool, parent: QObject | None = None) -> None:
        super().__init__(jobs, calls.rows, parent)
        self._office = office

    def titles(self) -> tuple[str, ...]:
        """The columns."""
        return (
            self.tr("Date"),
            self.tr("Meeting"),
            self.tr("Kind"),
            self.tr("Where"),
            self.tr("Patients"),
            self.tr("Open actions"),
            self.tr("State"),
        )

    def text(self, row: MeetingRow, column: int) -> str:
        """What a cell says."""
        where = (row.site, row.wing) if self._office else (row.wing,)
        return (
            short_date(iso(row.date)),
            row.title,
            vocabulary.say(vocabulary.MEETING_KINDS, row.kind),
            ", ".join(part for part in where if part),
            str(row.patients_present or "–"),
            str(row.actions_open or "–"),
            vocabulary.say(vocabulary.MEETING_STATES, row.status),
        )[column]


class MeetingsPage(Page):
    """List and editor take turns."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._query = Query()
        self._wanted = ""
        self._stale = True
        office = desk.who.kind == "office"
        self.banner = Banner()
        self.editor = MeetingEditor(desk)
        self.editor.closed.connect(self._closed)
        px = desk.theme.px
        self.table = Table(self.tr("Meetings"), px(38))
        self.model = MeetingsTable(desk.jobs, office=office, parent=self)
        self.marks = MarkingDelegate(self)
        self.table.setItemDelegate(self.marks)
        self.table.setModel(self.model)
        self.table.columns(
            (px(124), 0, px(140), px(230 if office else 130), px(96), px(124), px(96)), 1
        )
        self.table.opened.connect(self._open)
        self.model.loaded.connect(self._rows_came)
        self.kind = QComboBox()
        self.kind.setAccessibleName(self.tr("Kind of meeting"))
        for code, text in (
            ("", self.tr("All kinds")),
            *vocabulary.options(vocabulary.MEETING_KINDS),
        ):
            self.kind.addItem(text, code)
        self.kind.currentIndexChanged.connect(self._filtered)
        self.count = QLabel()
        self.count.setProperty("say", "soft")
        self._typing = QTimer(self, singleShot=True, interval=_TYPING_MS)
        self._typing.timeout.connect(self._search)
        self._build()

    def arrive(self, target: str) -> None:
        """Show the list, a new meeting (``new``), a draft (``draft:ID``) or one by its id."""
        if target == "new":
            self._stack.turn(self.editor)
            self.editor.start_new()
        elif target.startswith("draft:"):
            self.desk.jobs.run(
                calls.draft, target.removeprefix("draft:"), owner=self, done=self._resume
            )
        elif target:
            self._stack.turn(self.editor)
            self.editor.revise(target)
        elif self._stack.now() is self._list:
            if self._stale:
                self._search()
            self.table.setFocus()

    def leave(self) -> None:
        """Keep the draft."""
        self.editor.keeper.flush()

    def search_for(self, words: str) -> None:
        """Search as it is typed."""
        if self._stack.now() is not self._list:
            self.editor.keeper.flush()
            self._stack.turn(self._list)
        self._query = msgspec.structs.replace(self._query, words=words)
        self._typing.start()

    def enter_results(self) -> None:
        """Go from the search line into the list."""
        self.table.setFocus()

    def store_changed(self, changed: Changed) -> None:
        """List again when meetings or their actions changed."""
        if changed.kinds & {"meeting", "action"}:
            self._stale = True
            if self.isVisible() and self._stack.now() is self._list:
                self._search()

    def _build(self) -> None:
        new = Button(self.tr("New meeting"), kind="primary", icon="plus")
        new.clicked.connect(self._new)
        self._none = EmptyState(
            "meetings",
            self.tr("No meetings yet"),
            self.tr("Take notes of a forum or a one-to-one, and of what was agreed."),
            self.tr("New meeting"),
            self._new,
        )
        self._no_match = EmptyState(
            "search", self.tr("Nothing matches"), self.tr("Try fewer words, or all kinds.")
        )
        self._results = Stack()
        for widget in (self.table, self._none, self._no_match):
            self._results.add(widget)
        self._list = QWidget()
        column = QVBoxLayout(self._list)
        column.setContentsMargins(24, 20, 24, 16)
        column.setSpacing(12)
        column.addWidget(Heading(self.tr("Meetings"), "", new))
        column.addWidget(bar(self.kind, self.count))
        column.addWidget(self.banner)
        column.addWidget(self._results, 1)
        self._stack = Stack()
        self._stack.add(self._list)
        self._stack.add(self.editor)
        whole = QHBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self._stack)

    def _filtered(self) -> None:
        self._query = msgspec.structs.replace(self._query, kind=self.kind.currentData())
        self._search()

    def _search(self) -> None:
        self._typing.stop()
        self._stale = False
        self.desk.jobs.run(
            calls.positions,
            self._query,
            owner=self,
            done=self._found,
            failed=self.banner.show_error,
            key="meeting-search",
        )

    def _found(self, answer: tuple[Query, array[int], int]) -> None:
        query, positions, total = answer
        self.marks.words = query.words
        self.model.show_positions(positions)
        found = len(positions)
        text = (
            self.tr("1 meeting")
            if found == 1
            else self.tr("{number} meetings").format(number=f"{found:,}")
        )
        self.count.setText(text)
        if query.words:
            announce(self.count, text)
        if found:
            self._results.turn(self.table)
            if not self._wanted:
                self.table.choose(0)
        else:
            self._results.turn(self._no_match if total else self._none)

    def _rows_came(self) -> None:
        if not self._wanted:
            return
        for place in range(min(self.model.rowCount(), 200)):
            row = self.model.row(place)
            if row is not None and row.id == self._wanted:
                self.table.choose(place)
        self._wanted = ""

    def _open(self, place: int) -> None:
        row = self.model.row(place)
        if row is not None:
            self._stack.turn(self.editor)
            self.editor.revise(row.id)

    def _new(self) -> None:
        self.arrive("new")

    def _resume(self, draft: Draft | None) -> None:
        if draft is not None:
            self._stack.turn(self.editor)
            self.editor.resume(draft)

    def _closed(self, saved: str) -> None:
        self._stack.turn(self._list)
        self._wanted = saved
        self._search()
        self.table.setFocus()
