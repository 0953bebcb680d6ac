# SPDX-License-Identifier: MIT
"""The list of meetings, what is due next, one to read beside it, and the notes of one."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from functools import partial

import msgspec
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QVBoxLayout, QWidget

from coprod_desktop.domain import vocabulary
from coprod_desktop.gui.dates import iso, long_date, short_date
from coprod_desktop.gui.desk import Command, Desk
from coprod_desktop.gui.furniture import Button, EmptyState, Heading, bar, discard
from coprod_desktop.gui.jobs import Jobs
from coprod_desktop.gui.listing import FormListPage, choices
from coprod_desktop.gui.meetings import calls
from coprod_desktop.gui.meetings.detail import MeetingDetail
from coprod_desktop.gui.meetings.editor import MeetingEditor
from coprod_desktop.gui.meetings.line_button import LineButton
from coprod_desktop.gui.responsive import Beside, Columns
from coprod_desktop.gui.tables import LazyTable, Table
from coprod_desktop.services.loop.agendas import Due
from coprod_desktop.services.recording.drafts import Draft
from coprod_desktop.services.recording.lists import MeetingRow, Query

_MOST_DUE = 2


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
    """List and editor take turns; beside the list stands the meeting it is at."""

    KINDS = frozenset({"meeting", "action"})
    KIND = "meeting"
    HELP = "meetings"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        office = desk.who.kind == "office"
        self.editor = MeetingEditor(desk)
        self.editor.reopened.connect(self._show_editor)
        self.detail = MeetingDetail(desk)
        self.detail.open_asked.connect(self.show_record)
        self.detail.next_asked.connect(self.start_next)
        self.detail.bin_asked.connect(self.put_record_away)
        self.detail.erased.connect(self.was_erased)
        px = desk.theme.px
        self.hold(
            Table(self.tr("Meetings"), px(38)),
            MeetingsTable(desk.jobs, office=office, parent=self),
        )
        self.table.columns(
            (px(128), 0, px(124), px(230 if office else 70), px(84), px(128), px(84)), 1
        )
        self.table.opened.connect(self._open)
        self.kind = choices(
            self.tr("Kind of meeting"),
            [("", self.tr("All kinds")), *vocabulary.options(vocabulary.MEETING_KINDS)],
        )
        self.kind.currentIndexChanged.connect(self._filtered)
        self.due: tuple[Due, ...] = ()
        self._all_due: tuple[Due, ...] = ()
        self._due_box = QWidget()
        self._due_box.setProperty("part", "canvas")
        self._due_column = QVBoxLayout(self._due_box)
        self._due_column.setContentsMargins(0, 0, 0, 0)
        self._due_box.hide()
        self._build()

    def search(self) -> None:
        """Ask for the meetings that match."""
        self.ask(calls.positions, self._query)

    def found(self, answer: tuple[Query, array[int], int, tuple[Due, ...]]) -> None:
        """List them, the first one current."""
        query, positions, total, due = answer
        text = (
            self.tr("1 meeting")
            if len(positions) == 1
            else self.tr("{number} meetings").format(number=f"{len(positions):,}")
        )
        self.say_count(text, aloud=bool(query.words))
        self._show_due(due)
        if not positions:
            self.detail.clear()
        self.show_found(query.words, positions, total)
        if not self._wanted:
            self.choose_line(len(positions))

    def was_put_away(self) -> None:
        """Show nothing until the list is there."""
        super().was_put_away()
        self.detail.clear()

    def show_row(self, row: MeetingRow) -> None:
        """Show a meeting beside the list."""
        self.detail.ask(row.id)

    def arrive(self, target: str) -> None:
        """Show what `FormListPage` does, or the meeting that follows another (``next:ID``)."""
        if target.startswith("next:"):
            self.start_next(target.removeprefix("next:"))
        else:
            super().arrive(target)

    def resume(self, draft: str) -> None:
        """Go on with a draft, by its id."""
        self.desk.jobs.run(calls.draft, draft, owner=self, done=self._resume)

    def show_record(self, record: str) -> None:
        """Open a meeting's notes."""
        self._turns.turn(self.editor)
        self.editor.revise(record)

    def start_next(self, after: str) -> None:
        """Begin the meeting that follows another."""
        self._turns.turn(self.editor)
        self.editor.start_next(after)

    def commands(self) -> Sequence[Command]:
        """What the palette offers here."""
        if not self.on_list():
            return (
                Command(self.tr("Save meeting"), self.editor.save_meeting, "Ctrl+Return"),
                Command(self.tr("Show on the projector"), self.editor.show_forum, "F11"),
                Command(self.tr("Add agenda item"), self.editor.form.agenda.add_item),
                *self._item_commands(),
                Command(self.tr("Back to the list"), self.editor.leave_form, "Esc"),
            )
        due = [
            Command(self._due_text(each), partial(self.start_next, each.after)) for each in self.due
        ]
        return (Command(self.tr("New meeting"), self._new, "Ctrl+M"), *due)

    def _item_commands(self) -> Sequence[Command]:
        """What the keys do in the agenda."""
        agenda = self.editor.form.agenda
        texts = {
            "decision": (self.tr("Decision in this item"), "Ctrl+D"),
            "comment": (self.tr("Link or write a comment"), "Ctrl+J"),
            "next": (self.tr("Next agenda item"), "Ctrl+I"),
            "insert": (self.tr("New agenda item after this one"), "Ctrl+Shift+I"),
            "up": (self.tr("Agenda item before"), "Ctrl+↑"),
            "down": (self.tr("Agenda item after"), "Ctrl+↓"),
            "raise": (self.tr("Move the item up"), "Ctrl+Shift+↑"),
            "lower": (self.tr("Move the item down"), "Ctrl+Shift+↓"),
            "agree": (self.tr("The notes of last time are agreed"), "Ctrl+G"),
        }
        obey = agenda.editor.obey
        return [Command(text, partial(obey, call), keys) for call, (text, keys) in texts.items()]

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
        self._split = Beside(self.table, self.detail, (640, 480))
        self._split.turned.connect(self._turned)
        above = (
            Heading(self.tr("Meetings"), "", new),
            self._due_box,
            bar(self.kind, self.count),
            self.banner,
        )
        self.lay_out(QWidget(), above, (self._split, none, no_match))
        self.take_turns(self.editor)

    def _show_due(self, due: tuple[Due, ...]) -> None:
        """A button for each meeting that is to be held next, the soonest few."""
        self._all_due = due
        today = self.desk.today()
        # What was never held again long ago is not to stand before what is due now.
        nearest = sorted(due, key=lambda each: abs((each.date - today).days))
        self.due = tuple(nearest[: 1 if self._split.narrow else _MOST_DUE])
        while (item := self._due_column.takeAt(0)) is not None:
            discard(item.widget())
        lines: list[tuple[QWidget, int]] = []
        for each in self.due:
            line = LineButton("calendar")
            line.say(self._due_text(each))
            line.clicked.connect(partial(self._start_due, each.after))
            lines.append((line, 1))
        if lines:
            self._due_column.addWidget(Columns(lines, wide=2, narrow=1, least=760))
        self._due_box.setVisible(bool(lines))

    def _due_text(self, due: Due) -> str:
        wing = f", {due.wing}" if due.wing else ""
        what = f"{due.title}{wing}"
        return self.tr("Next due {date}: {what} – start").format(
            what=what, date=long_date(due.date)
        )

    def _start_due(self, after: str, _checked: bool = False) -> None:  # noqa: FBT001, FBT002
        self.start_next(after)

    def _turned(self, narrow: bool) -> None:  # noqa: FBT001 - a slot of turned(bool)
        # Beside the notes there is room for what tells meetings apart, and for what is open.
        office = self.desk.who.kind == "office"
        for column in (2, 4, *(() if office else (3,))):
            self.table.setColumnHidden(column, True)
        self.table.setColumnHidden(5, narrow)
        self._show_due(self._all_due)

    def _filtered(self) -> None:
        self._query = msgspec.structs.replace(self._query, kind=self.kind.currentData())
        self.search()

    def _open(self, place: int) -> None:
        row = self.model.row(place)
        if row is not None:
            self.show_record(row.id)

    def _show_editor(self) -> None:
        self._turns.turn(self.editor)

    def _resume(self, draft: Draft | None) -> None:
        if draft is not None:
            self._turns.turn(self.editor)
            self.editor.resume(draft)
