# SPDX-License-Identifier: MIT
"""All actions, by when they are due, with the keyboard to change how far they have come."""

from __future__ import annotations

from array import array
from typing import Final

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLabel

from coprod_desktop.gui import vocabulary
from coprod_desktop.gui.actions_page import calls
from coprod_desktop.gui.actions_page.editor import ActionEditor
from coprod_desktop.gui.dates import iso, short_date
from coprod_desktop.gui.desk import Desk
from coprod_desktop.gui.furniture import Button, EmptyState, Heading, bar
from coprod_desktop.gui.listing import ListPage, choices
from coprod_desktop.gui.responsive import Beside
from coprod_desktop.gui.tables import LazyTable, Table
from coprod_desktop.services.lists import ActionRow

_KEYS: Final = {Qt.Key.Key_D: "done", Qt.Key.Key_C: "cannot", Qt.Key.Key_O: "open"}


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
    """The list, where D, C and O change the state of the current action."""

    def __init__(self, name: str, line: int, editor: ActionEditor) -> None:
        super().__init__(name, line)
        self._editor = editor

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take the three letters."""
        state = _KEYS.get(Qt.Key(event.key()))
        if state is not None and event.modifiers() == Qt.KeyboardModifier.NoModifier:
            self.opened.emit(self.currentIndex().row())
            self._editor.set_state(state)
        else:
            super().keyPressEvent(event)


class ActionsPage(ListPage):
    """The list with an action beside it."""

    KINDS = frozenset({"action", "meeting"})

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.editor = ActionEditor(desk)
        self.editor.saved.connect(self._saved)
        px = desk.theme.px
        self.hold(ActionsList(self.tr("Actions"), px(38), self.editor), ActionsTable(desk, self))
        self.table.columns((0, px(166), px(124), px(134)), 0)
        self.table.opened.connect(self._into_editor)
        self.show_box = choices(
            self.tr("Which actions"),
            [
                ("open", self.tr("Open actions")),
                ("overdue", self.tr("Overdue actions")),
                ("done", self.tr("Done")),
                ("cannot", self.tr("Cannot be done")),
                ("", self.tr("All actions")),
            ],
        )
        self.show_box.currentIndexChanged.connect(self.search)
        self._build()

    def arrive(self, target: str) -> None:
        """Show the list, a new action (``new``, ``new:FEEDBACK``) or one by its id."""
        if target == "new" or target.startswith("new:"):
            self._results.turn(self._split)
            self._split.show_side()
            self.editor.start_new(target.removeprefix("new").removeprefix(":"))
            if self._stale:
                self.search()
            return
        if target:
            self._wanted = target
        if self._stale or target:
            self.search()
        self.table.setFocus()

    def search(self) -> None:
        """Ask for the actions that match."""
        today = self.desk.today().isoformat()
        self.ask(calls.positions, self._query.words, self.show_box.currentData(), today)

    def found(self, answer: tuple[array[int], int]) -> None:
        """List them, but leave alone whoever is writing."""
        positions, total = answer
        words = self._query.words
        text = (
            self.tr("1 action")
            if len(positions) == 1
            else self.tr("{number} actions").format(number=f"{len(positions):,}")
        )
        writing = self.editor.isVisible() and self.editor.what.field.hasFocus()
        self.say_count(text, aloud=bool(words))
        self.show_found(words, positions, total, anyway=writing)
        if self._wanted:
            self.editor.ask(self._wanted)
        elif not writing:
            self.table.choose(0)

    def show_row(self, row: ActionRow) -> None:
        """Show an action beside the list."""
        self.editor.ask(row.id)

    def _build(self) -> None:
        new = Button(self.tr("New action"), kind="primary", icon="plus")
        new.clicked.connect(self._new)
        self._hint = hint = QLabel(self.tr("In the list: D done, C cannot be done, O open again"))
        hint.setProperty("say", "hint")
        hint.hide()
        none = EmptyState(
            "actions",
            self.tr("No actions yet"),
            self.tr("Write down what somebody will do about what patients said, and by when."),
            self.tr("New action"),
            self._new,
        )
        no_match = EmptyState(
            "success", self.tr("Nothing here"), self.tr("No action matches what is shown above.")
        )
        self._split = Beside(self.table, self.editor, (720, 420))
        self._split.turned.connect(self._turned)
        above = (
            Heading(self.tr("Actions"), "", new),
            bar(self.show_box, self.count, None, hint),
            self.banner,
        )
        self.lay_out(self, above, (self._split, none, no_match))

    def _turned(self, narrow: bool) -> None:  # noqa: FBT001 - a slot of turned(bool)
        for column in (1, 2):
            self.table.setColumnHidden(column, narrow)
        self._hint.setVisible(not narrow)

    def _into_editor(self, _place: int) -> None:
        self._split.show_side()
        self.editor.what.field.setFocus()

    def _saved(self, record_id: str) -> None:
        self._wanted = record_id
        self.search()
        self._split.show_main()
