# SPDX-License-Identifier: MIT
"""The list of meetings, and the notes of one of them."""

from __future__ import annotations

from array import array

import msgspec
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from coprod_desktop.gui import vocabulary
from coprod_desktop.gui.dates import iso, short_date
from coprod_desktop.gui.desk import Desk
from coprod_desktop.gui.furniture import Button, EmptyState, Heading, bar
from coprod_desktop.gui.jobs import Jobs
from coprod_desktop.gui.listing import FormListPage, choices
from coprod_desktop.gui.meetings import calls
from coprod_desktop.gui.meetings.editor import MeetingEditor
from coprod_desktop.gui.tables import LazyTable, Table
from coprod_desktop.services.drafts import Draft
from coprod_desktop.services.lists import MeetingRow, Query


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


class MeetingsPage(FormListPage):
    """List and editor take turns."""

    KINDS = frozenset({"meeting", "action"})

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        office = desk.who.kind == "office"
        self.editor = MeetingEditor(desk)
        px = desk.theme.px
        self.hold(
            Table(self.tr("Meetings"), px(38)),
            MeetingsTable(desk.jobs, office=office, parent=self),
        )
        self.table.columns(
            (px(124), 0, px(140), px(230 if office else 130), px(96), px(124), px(96)), 1
        )
        self.table.opened.connect(self._open)
        self.kind = choices(
            self.tr("Kind of meeting"),
            [("", self.tr("All kinds")), *vocabulary.options(vocabulary.MEETING_KINDS)],
        )
        self.kind.currentIndexChanged.connect(self._filtered)
        self._build()

    def search(self) -> None:
        """Ask for the meetings that match."""
        self.ask(calls.positions, self._query)

    def found(self, answer: tuple[Query, array[int], int]) -> None:
        """List them, the first one current."""
        query, positions, total = answer
        text = (
            self.tr("1 meeting")
            if len(positions) == 1
            else self.tr("{number} meetings").format(number=f"{len(positions):,}")
        )
        self.say_count(text, aloud=bool(query.words))
        self.show_found(query.words, positions, total)
        if not self._wanted:
            self.table.choose(0)

    def resume(self, draft: str) -> None:
        """Go on with a draft, by its id."""
        self.desk.jobs.run(calls.draft, draft, owner=self, done=self._resume)

    def show_record(self, record: str) -> None:
        """Open a meeting's notes."""
        self._turns.turn(self.editor)
        self.editor.revise(record)

    def _build(self) -> None:
        new = Button(self.tr("New meeting"), kind="primary", icon="plus")
        new.clicked.connect(self._new)
        none = EmptyState(
            "meetings",
            self.tr("No meetings yet"),
            self.tr("Take notes of a forum or a one-to-one, and of what was agreed."),
            self.tr("New meeting"),
            self._new,
        )
        no_match = EmptyState(
            "search", self.tr("Nothing matches"), self.tr("Try fewer words, or all kinds.")
        )
        above = (
            Heading(self.tr("Meetings"), "", new),
            bar(self.kind, self.count),
            self.banner,
        )
        self.lay_out(QWidget(), above, (self.table, none, no_match))
        self.take_turns(self.editor)

    def _filtered(self) -> None:
        self._query = msgspec.structs.replace(self._query, kind=self.kind.currentData())
        self.search()

    def _open(self, place: int) -> None:
        row = self.model.row(place)
        if row is not None:
            self.show_record(row.id)

    def _resume(self, draft: Draft | None) -> None:
        if draft is not None:
            self._turns.turn(self.editor)
            self.editor.resume(draft)
