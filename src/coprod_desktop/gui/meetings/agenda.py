# SPDX-License-Identifier: MIT
"""The agenda on screen: one item open to be written, a line for each of the others."""

from __future__ import annotations

from functools import partial
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QVBoxLayout

from coprod_desktop.gui.desk import Desk
from coprod_desktop.gui.furniture import Button, Card, bar, discard
from coprod_desktop.gui.meetings.item import ItemEditor
from coprod_desktop.gui.meetings.line_button import LineButton
from coprod_desktop.gui.meetings.notebook import MOST_ITEMS, Item, Notebook
from coprod_desktop.gui.meetings.notes import called
from coprod_desktop.gui.messages import announce

_TITLE: Final = 90


class AgendaCard(Card):
    """All items of the notebook."""

    edited = Signal()

    def __init__(self, desk: Desk, notebook: Notebook) -> None:
        super().__init__()
        self.heading.setText(self.tr("Agenda"))
        self.heading.show()
        self._desk = desk
        self._notebook = notebook
        self.here = 0
        self._origin: tuple[int, Item | None] | None = None
        self.rows: list[LineButton] = []
        self.editor = ItemEditor(desk, notebook)
        self._column = QVBoxLayout()
        self._column.setSpacing(8)
        self._column.addWidget(self.editor)
        self.body.addLayout(self._column)
        self.add = Button(self.tr("Add agenda item"), icon="plus")
        self.add.setToolTip("Ctrl+Shift+I")
        self.add.clicked.connect(self.add_item)
        self.body.addWidget(bar(self.add))
        self.editor.edited.connect(self._typed)
        self.editor.asked.connect(self.obey)
        notebook.rearranged.connect(self.show_all)

    def begin(self) -> None:
        """Show other notes, the first item open."""
        self.here = 0
        self._origin = None
        self.show_all()

    def show_all(self) -> None:
        """Show the items as they stand in the notebook."""
        items = self._notebook.items
        self.here = min(self.here, len(items) - 1)
        for row in self.rows[len(items) :]:
            discard(row)
        del self.rows[len(items) :]
        while len(self.rows) < len(items):
            self.rows.append(self._row(len(self.rows)))
        self._place()
        self.editor.show_item(items[self.here], self.here)
        self.add.setEnabled(len(items) < MOST_ITEMS)

    def go(self, place: int) -> None:
        """Open an item and go on typing in it."""
        if 0 <= place < len(self._notebook.items):
            self.here = place
            self._origin = None
            self._place()
            self.editor.show_item(self._notebook.items[place], place)
            self.editor.go_in()
            announce(self.editor, self.editor.title_row.label.text())

    def add_item(self) -> None:
        """Another item at the end, with the cursor in its title."""
        items = self._notebook.items
        if len(items) < MOST_ITEMS:
            self._notebook.add(len(items))
            self.go(len(items) - 1)

    def obey(self, call: str) -> None:
        """Do what a key or a button of the open item asks."""
        match call:
            case "next" | "letter":
                self._next(by_letter=call == "letter")
            case "insert":
                self._notebook.add(self.here + 1)
                self.go(self.here + 1)
            case "up" | "down":
                self.go(self.here + (1 if call == "down" else -1))
            case "raise" | "lower":
                self._move(1 if call == "lower" else -1)
            case "delete":
                self._delete()
            case "back":
                self._back()
            case "agree":
                self._agree()
            case _:
                pass

    def wrong(self) -> bool:
        """Open the first item that cannot be saved; whether there is one."""
        from coprod_desktop.gui.meetings.values import unreadable

        today = self._desk.today()
        for place, item in enumerate(self._notebook.items):
            untitled = not item.title.strip() and not item.empty()
            if (
                untitled
                or item.pending.strip()
                or any(unreadable(each.due, today) for each in item.actions)
            ):
                if place != self.here:
                    self.go(place)
                return self.editor.wrong(today)
        return False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take the agenda's keys from its lines."""
        if call := called(event):
            if call in {"decision", "comment"}:
                self.editor.obey(call)
            else:
                self.obey(call)
        else:
            super().keyPressEvent(event)

    def _next(self, *, by_letter: bool) -> None:
        was, added = self.here, None
        if self.here + 1 == len(self._notebook.items):
            added = self._notebook.add(self.here + 1)
        self.go(was + 1)
        if by_letter:
            self._origin = (was, added)
            self.editor.letter_brought = True

    def _back(self) -> None:
        """The "n " that led here was meant as plain text."""
        if self._origin is None:
            return
        (place, added), self._origin = self._origin, None
        if added is not None and added.empty():
            self._notebook.take(self._notebook.items.index(added))
        self.here = place
        self.show_all()
        self.editor.give_back()

    def _move(self, by: int) -> None:
        focus = self.editor.focusWidget()
        self.here = self._notebook.move(self.here, by)
        self.show_all()
        if focus is not None:
            focus.setFocus()
        text = self.tr("Now agenda item {number}").format(number=self.here + 1)
        announce(self.editor, text)

    def _delete(self) -> None:
        place, item = self.here, self._notebook.items[self.here]
        self._notebook.take(place)
        self.go(min(place, len(self._notebook.items) - 1))
        if not item.empty():
            text = self.tr("Agenda item deleted: {title}").format(title=item.title or "–")
            self._desk.offer_undo(text, partial(self._put_back, place, item), self._notebook)

    def _put_back(self, place: int, item: Item) -> None:
        self._notebook.put_back(place, item)
        self.go(min(place, len(self._notebook.items) - 1))

    def _agree(self) -> None:
        for place, item in enumerate(self._notebook.items):
            if item.agrees:
                self.go(place)
                self.editor.agree.set_value(1)
                self.editor.go_in()
                announce(self.editor, self.tr("The notes of last time are agreed"))
                return

    def _typed(self) -> None:
        self._notebook.edited.emit()

    def _row(self, place: int) -> LineButton:
        row = LineButton()
        row.clicked.connect(partial(self._clicked, place))
        return row

    def _clicked(self, place: int, _checked: bool = False) -> None:  # noqa: FBT001, FBT002
        self.go(place)

    def _place(self) -> None:
        """Put the open item where its line stands, and say in each line what is behind it."""
        for place, row in enumerate(self.rows):
            if self._column.indexOf(row) < 0:
                self._column.addWidget(row)
            row.say(self._line(place, self._notebook.items[place]))
            row.setVisible(place != self.here)
        self._column.removeWidget(self.editor)
        self._column.insertWidget(self.here + 1, self.editor)

    def _line(self, place: int, item: Item) -> str:
        title = item.title.strip() or self.tr("No title yet")
        parts = [f"{place + 1}.  {title[:_TITLE]}"]
        decided = sum(1 for each in item.decisions if each.strip())
        if decided:
            parts.append(
                self.tr("1 decision")
                if decided == 1
                else self.tr("{n} decisions").format(n=decided)
            )
        if actions := len(item.actions):
            parts.append(
                self.tr("1 action") if actions == 1 else self.tr("{n} actions").format(n=actions)
            )
        if said := len(item.said):
            parts.append(
                self.tr("1 comment") if said == 1 else self.tr("{n} comments").format(n=said)
            )
        if item.hands:
            parts.append(self.tr("show of hands"))
        if item.confidential:
            parts.append(self.tr("private"))
        return "  ·  ".join(parts)
