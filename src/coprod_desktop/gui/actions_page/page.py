# SPDX-License-Identifier: MIT
"""All actions, by when they are due, with the keyboard to change how far they have come."""

from __future__ import annotations

from array import array
from typing import Final

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QComboBox, QLabel, QVBoxLayout

from coprod_desktop.gui import vocabulary
from coprod_desktop.gui.actions_page import calls
from coprod_desktop.gui.actions_page.editor import ActionEditor
from coprod_desktop.gui.dates import iso, short_date
from coprod_desktop.gui.desk import Desk, Page
from coprod_desktop.gui.furniture import Button, EmptyState, Heading, Stack, bar
from coprod_desktop.gui.jobs import Changed
from coprod_desktop.gui.marks import MarkingDelegate
from coprod_desktop.gui.messages import Banner, announce
from coprod_desktop.gui.responsive import Beside
from coprod_desktop.gui.tables import LazyTable, Table
from coprod_desktop.services.lists import ActionRow

_TYPING_MS: Final = 60
_DETAIL_MS: Final = 80
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


class ActionsPage(Page):
    """The list with an action beside it."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._words = ""
        self._wanted = ""
        self._stale = True
        self.banner = Banner()
        self.editor = ActionEditor(desk)
        self.editor.saved.connect(self._saved)
        px = desk.theme.px
        self.table = ActionsList(self.tr("Actions"), px(38), self.editor)
        self.model = ActionsTable(desk, self)
        self.marks = MarkingDelegate(self)
        self.table.setItemDelegate(self.marks)
        self.table.setModel(self.model)
        self.table.columns((0, px(166), px(124), px(134)), 0)
        self.table.chosen.connect(self._chosen)
        self.table.opened.connect(self._into_editor)
        self.model.loaded.connect(self._rows_came)
        self.show_box = QComboBox()
        self.show_box.setAccessibleName(self.tr("Which actions"))
        for code, text in (
            ("open", self.tr("Open actions")),
            ("overdue", self.tr("Overdue actions")),
            ("done", self.tr("Done")),
            ("cannot", self.tr("Cannot be done")),
            ("", self.tr("All actions")),
        ):
            self.show_box.addItem(text, code)
        self.show_box.currentIndexChanged.connect(self._search)
        self.count = QLabel()
        self.count.setProperty("say", "soft")
        self._typing = QTimer(self, singleShot=True, interval=_TYPING_MS)
        self._typing.timeout.connect(self._search)
        self._soon = QTimer(self, singleShot=True, interval=_DETAIL_MS)
        self._soon.timeout.connect(self._fetch)
        self._build()

    def arrive(self, target: str) -> None:
        """Show the list, a new action (``new``, ``new:FEEDBACK``) or one by its id."""
        if target == "new" or target.startswith("new:"):
            self._results.turn(self._split)
            self._split.show_side()
            self.editor.start_new(target.removeprefix("new").removeprefix(":"))
            if self._stale:
                self._search()
            return
        if target:
            self._wanted = target
        if self._stale or target:
            self._search()
        self.table.setFocus()

    def search_for(self, words: str) -> None:
        """Search as it is typed."""
        self._words = words
        self._typing.start()

    def enter_results(self) -> None:
        """Go from the search line into the list."""
        self.table.setFocus()

    def store_changed(self, changed: Changed) -> None:
        """List again when actions changed."""
        if changed.kinds & {"action", "meeting"}:
            self._stale = True
            if self.isVisible():
                self._search()

    def _build(self) -> None:
        new = Button(self.tr("New action"), kind="primary", icon="plus")
        new.clicked.connect(self._new)
        self._hint = hint = QLabel(self.tr("In the list: D done, C cannot be done, O open again"))
        hint.setProperty("say", "hint")
        hint.hide()
        self._none = EmptyState(
            "actions",
            self.tr("No actions yet"),
            self.tr("Write down what somebody will do about what patients said, and by when."),
            self.tr("New action"),
            self._new,
        )
        self._no_match = EmptyState(
            "success", self.tr("Nothing here"), self.tr("No action matches what is shown above.")
        )
        self._split = Beside(self.table, self.editor, (720, 420))
        self._split.turned.connect(self._turned)
        self._results = Stack()
        for widget in (self._split, self._none, self._no_match):
            self._results.add(widget)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 16)
        column.setSpacing(12)
        column.addWidget(Heading(self.tr("Actions"), "", new))
        column.addWidget(bar(self.show_box, self.count, None, hint))
        column.addWidget(self.banner)
        column.addWidget(self._results, 1)

    def _search(self) -> None:
        self._typing.stop()
        self._stale = False
        self.desk.jobs.run(
            calls.positions,
            self._words,
            self.show_box.currentData(),
            self.desk.today().isoformat(),
            owner=self,
            done=self._found,
            failed=self.banner.show_error,
            key="action-search",
        )

    def _found(self, answer: tuple[array[int], int]) -> None:
        positions, total = answer
        self.marks.words = self._words
        self.model.show_positions(positions)
        found = len(positions)
        text = (
            self.tr("1 action")
            if found == 1
            else self.tr("{number} actions").format(number=f"{found:,}")
        )
        self.count.setText(text)
        if self._words:
            announce(self.count, text)
        writing = self.editor.isVisible() and self.editor.what.field.hasFocus()
        if found or writing:
            self._results.turn(self._split)
        else:
            self._results.turn(self._no_match if total else self._none)
        if self._wanted:
            self.editor.ask(self._wanted)
        elif found and not writing:
            self.table.choose(0)

    def _rows_came(self) -> None:
        if not self._wanted:
            return
        for place in range(min(self.model.rowCount(), 200)):
            row = self.model.row(place)
            if row is not None and row.id == self._wanted:
                self.table.choose(place)
        self._wanted = ""

    def _chosen(self, place: int) -> None:
        if place >= 0:
            self._soon.start()

    def _fetch(self) -> None:
        row = self.model.row(self.table.currentIndex().row())
        if row is not None:
            self.editor.ask(row.id)
        elif self.table.currentIndex().isValid():
            self._soon.start()  # its block is still on the way

    def _turned(self, narrow: bool) -> None:  # noqa: FBT001 - a slot of turned(bool)
        for column in (1, 2):
            self.table.setColumnHidden(column, narrow)
        self._hint.setVisible(not narrow)

    def _into_editor(self, _place: int) -> None:
        self._split.show_side()
        self.editor.what.field.setFocus()

    def _new(self) -> None:
        self.arrive("new")

    def _saved(self, record_id: str) -> None:
        self._wanted = record_id
        self._search()
        self._split.show_main()
