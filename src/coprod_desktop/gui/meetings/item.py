# SPDX-License-Identifier: MIT
"""The agenda item that is being written: title, notes, decisions, actions, comments, hands."""

from __future__ import annotations

import datetime
from typing import Final

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent, QTextCursor
from PySide6.QtWidgets import QFrame, QLineEdit, QVBoxLayout

from coprod_desktop.gui.dates import long_date
from coprod_desktop.gui.desk import Desk
from coprod_desktop.gui.fields import KeyChoice
from coprod_desktop.gui.forms import Row, words
from coprod_desktop.gui.furniture import discard
from coprod_desktop.gui.guards.staff import StaffGuard
from coprod_desktop.gui.meetings.hands import HandsPart
from coprod_desktop.gui.meetings.item_bar import ItemBar
from coprod_desktop.gui.meetings.lines import ActionLine, DecisionLine, Line
from coprod_desktop.gui.meetings.notebook import Item, Notebook, Promise
from coprod_desktop.gui.meetings.notes import NotesField, called
from coprod_desktop.gui.meetings.said import SaidPart

_NEXT: Final = "n "


class ItemEditor(QFrame):
    """Writes one item of the notebook; another item takes its place in the same fields."""

    edited = Signal()
    asked = Signal(str)
    """Something beyond the item: ``next``, ``insert``, ``up``, ``down``, ``raise``, ``lower``,
    ``delete``, ``agree`` or ``back`` (the next item was not meant after all)."""

    def __init__(self, desk: Desk, notebook: Notebook) -> None:
        super().__init__()
        self.setProperty("part", "well")
        self._desk = desk
        self._notebook = notebook
        self.item = Item()
        self.decisions: list[DecisionLine] = []
        self.lines: list[ActionLine] = []
        self.letter_brought = False  # "n " was typed to come here, and nothing since
        self._letter = ""
        self._showing = False
        self.title = QLineEdit()
        self.title_row = Row("", self.title)
        self.agree = KeyChoice([(1, self.tr("Agreed")), (2, self.tr("Not agreed yet"))])
        self.agree_row = Row(self.tr("Are the notes right?"), self.agree)
        self.notes = NotesField()
        self.notes_row = Row(self.tr("Notes"), self.notes)
        hint = words(
            self.tr(
                "Begin a line with a letter and a space: <b>d</b> decision, <b>a</b> action, "
                "<b>f</b> comment from patients, <b>n</b> next item. Backspace makes it plain "
                "text again."
            ),
            "hint",
        )
        hint.setTextFormat(Qt.TextFormat.RichText)
        self.guard = StaffGuard(desk, "minutes")
        self.guard.watch(self.notes)
        self._decided, self._promised = QVBoxLayout(), QVBoxLayout()
        for column in (self._decided, self._promised):
            column.setSpacing(8)
        self.said = SaidPart(desk, notebook)
        self.hands = HandsPart()
        self.bar = ItemBar()
        self.confidential = self.bar.confidential
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 12)
        column.setSpacing(10)
        column.addWidget(self.title_row)
        column.addWidget(self.agree_row)
        column.addWidget(self.notes_row)
        column.addWidget(hint)
        column.addWidget(self.guard)
        column.addLayout(self._decided)
        column.addLayout(self._promised)
        column.addWidget(self.said)
        column.addWidget(self.hands)
        column.addWidget(self.bar)
        self._listen()

    def show_item(self, item: Item, place: int) -> None:
        """Show an item of the notebook, which stands at a place counted from 0."""
        self.blockSignals(True)
        self._showing = True
        self.item = item
        self.letter_brought = False
        self.rename(place)
        self.title_row.set_error("")
        self.title.setText(item.title)
        self.notes.setPlainText(item.notes)
        self.guard.clear()
        self.agree_row.setVisible(bool(item.agrees))
        self.agree.set_value(1 if item.agreed else None)
        self.show_lines()
        self.said.show_item(item)
        self.hands.show_item(item)
        self.hands.setVisible(bool(item.hands or item.hands_question))
        self.confidential.setChecked(item.confidential)
        self._showing = False
        self.blockSignals(False)

    def show_lines(self) -> None:
        """Show the decisions and actions as they stand in the notebook."""
        for line in (*self.decisions, *self.lines):
            self._let_go(line)
        self.decisions, self.lines = [], []
        for text in self.item.decisions:
            self._decision(text)
        for action in self.item.actions:
            self._action(action)

    def rename(self, place: int) -> None:
        """Say which item it is."""
        number, all_of_them = place + 1, len(self._notebook.items)
        text = self.tr("Agenda item {number} of {all}").format(number=number, all=all_of_them)
        self.title_row.rename(text)

    def go_in(self) -> None:
        """Take the focus where the typing goes on: in the notes once there is a title."""
        if self.item.agrees and not self.item.agreed:
            (self.agree.focusProxy() or self.agree).setFocus()
        elif self.item.title.strip():
            self.notes.moveCursor(QTextCursor.MoveOperation.End)
            self.notes.setFocus()
        else:
            self.title.setFocus()

    def add_decision(self, text: str = "", letter: str = "") -> DecisionLine:
        """Another decision, with the cursor at the end of it."""
        line = self._decision(text)
        line.letter = letter
        line.field.setFocus()
        line.field.moveCursor(line.field.textCursor().MoveOperation.End)
        self._decided_typed()
        return line

    def add_action(self, letter: str = "") -> ActionLine:
        """Another action, with the cursor in it."""
        action = Promise()
        self.item.actions.append(action)
        line = self._action(action)
        line.letter = letter
        line.what.setFocus()
        self.edited.emit()
        return line

    def link_comment(self, letter: str = "") -> None:
        """Look for a comment to link, or write one."""
        self._letter = letter
        self.said.open_search()

    def obey(self, call: str) -> None:
        """Do what a key asked (`notes.called`)."""
        if call == "decision":
            inside = self.notes.hasFocus()
            self.add_decision(self.notes.take_line() if inside else "")
        elif call == "action":
            self.add_action()
        elif call == "comment":
            self.link_comment()
        elif call == "hands":
            self._show_hands()
        else:
            self.asked.emit(call)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take the agenda's keys before a field of words does, and what only the title has."""
        if isinstance(event, QKeyEvent):
            call = called(event)
            if call and event.type() == QEvent.Type.ShortcutOverride:
                event.accept()
                return True
            if event.type() == QEvent.Type.KeyPress:
                if call:
                    self.obey(call)
                    return True
                if self._unmeant(event):
                    self.asked.emit("back")
                    return True
                plain = not event.modifiers() & Qt.KeyboardModifier.ControlModifier
                entered = event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and plain
                if watched is self.title and entered:
                    self.notes.setFocus()
                    return True
        return super().eventFilter(watched, event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take the agenda's keys from buttons too."""
        if call := called(event):
            self.obey(call)
        else:
            super().keyPressEvent(event)

    def wrong(self, today: datetime.date) -> bool:
        """Show what keeps the item from being saved; whether something does."""
        from coprod_desktop.gui.meetings.values import unreadable

        self.title_row.set_error("")
        if not self.item.title.strip() and not self.item.empty():
            self.title_row.set_error(self.tr("Say what this item was about"))
            self.title.setFocus()
            return True
        if self.item.pending.strip():
            self.said.say_pending()
            return True
        for line in self.lines:
            bad = unreadable(line.action.due, today)
            line.say_wrong(
                self.tr("This date cannot be read. Type 4/6, or +14 for two weeks") if bad else ""
            )
            if bad:
                return True
        return False

    def _unmeant(self, event: QKeyEvent) -> bool:
        """Backspace right after the "n " that led here."""
        if not self.letter_brought:
            return False
        if event.key() != Qt.Key.Key_Backspace:
            modifiers = {Qt.Key.Key_Shift, Qt.Key.Key_Control, Qt.Key.Key_Alt}
            self.letter_brought = Qt.Key(event.key()) in modifiers
            return False
        return True

    def _decision(self, text: str) -> DecisionLine:
        line = DecisionLine(text)
        line.edited.connect(self._decided_typed)
        self._line(line, self._decided)
        line.field.installEventFilter(self)
        self.decisions.append(line)
        return line

    def _action(self, action: Promise) -> ActionLine:
        line = ActionLine(action, self._desk.today)
        line.edited.connect(self.edited)
        self._line(line, self._promised)
        for field in (line.what, line.who, line.due.line):
            field.installEventFilter(self)
        self.lines.append(line)
        return line

    def _line(self, line: Line, column: QVBoxLayout) -> None:
        column.addWidget(line)
        line.setVisible(True)  # now: a layout shows it a moment too late for the next key
        line.ended.connect(self._ended)
        line.undone.connect(self._undone)
        line.gone.connect(self._gone)
        self.guard.watch(line.words_field())

    def _ended(self) -> None:
        """Go on in the notes; a line that nothing was typed into goes."""
        for line in (*self.decisions, *self.lines):
            if isinstance(line, DecisionLine):
                empty = not line.field.text().strip()
            else:
                empty = line.action.empty()
            if empty:
                self._out(line)
        self.notes.go_on()

    def _undone(self, line: Line) -> None:
        """Make a line plain text again, where it was typed."""
        if isinstance(line, ActionLine) and line.action.id:
            return  # a saved action does not turn into words
        text = line.plain()
        self._out(line)
        self.notes.give_line(text)

    def _gone(self, line: Line) -> None:
        if isinstance(line, ActionLine) and not line.action.empty():
            place = self.item.actions.index(line.action)
            item, action = self.item, line.action
            self._out(line)
            self._desk.offer_undo(
                self.tr("Action taken out"),
                lambda: self._notebook.put_action_back(item, place, action),
                self._notebook,
            )
        elif isinstance(line, DecisionLine) and line.field.text().strip():
            item, before = self.item, list(self.item.decisions)
            self._out(line)
            self._desk.offer_undo(
                self.tr("Decision taken out"),
                lambda: self._put_decisions(item, before),
                self._notebook,
            )
        else:
            self._out(line)
        self.notes.setFocus()

    def _put_decisions(self, item: Item, before: list[str]) -> None:
        item.decisions = before
        self._notebook.rearranged.emit()
        self.edited.emit()

    def _out(self, line: Line) -> None:
        if isinstance(line, ActionLine):
            self.lines.remove(line)
            self.item.actions = [each for each in self.item.actions if each is not line.action]
            if line.action.id:
                self._notebook.dropped.append(line.action.id)
        elif isinstance(line, DecisionLine):
            self.decisions.remove(line)
        self._let_go(line)
        self._decided_typed()

    def _let_go(self, line: Line) -> None:
        self.guard.leave(line.words_field())
        discard(line)

    def _decided_typed(self) -> None:
        self.item.decisions = [line.field.text() for line in self.decisions]
        self.edited.emit()

    def _turned(self, became: str, rest: str) -> None:
        if became == "decision":
            self.add_decision(rest, letter="d ")
        elif became == "action":
            self.add_action(letter="a ")
        elif became == "comment":
            self.link_comment(letter="f ")
        else:
            self.asked.emit("letter")

    def _search_left(self, plain: bool) -> None:  # noqa: FBT001 - a slot of left(bool)
        if plain and self._letter:
            self.notes.give_line(self._letter)
        else:
            self.notes.go_on()
        self._letter = ""

    def give_back(self) -> None:
        """Have the "n " that was typed here stand as plain text after all."""
        self.notes.give_line(_NEXT)

    def _agreed(self) -> None:
        if self._showing:
            return
        self.item.agreed = self.agree.value() == 1
        said = self._agreement()
        others = [each for each in self.item.decisions if each != said]
        self.item.decisions = [said, *others] if self.item.agreed else others
        self.show_lines()
        self.edited.emit()

    def _agreement(self) -> str:
        day = self._notebook.earlier
        return self.tr("The notes of {date} are agreed.").format(date=long_date(day))

    def _typed(self) -> None:
        if self._showing:
            return
        self.item.title = self.title.text()
        self.item.notes = self.notes.text()
        self.item.confidential = self.confidential.isChecked()
        self.edited.emit()

    def _show_hands(self) -> None:
        self.hands.show()
        self.hands.question.setFocus()

    def _listen(self) -> None:
        for field in (self.title, self.notes):
            field.installEventFilter(self)
        self.title.textEdited.connect(self._typed)
        self.notes.textChanged.connect(self._typed)
        self.notes.turned.connect(self._turned)
        self.confidential.toggled.connect(self._typed)
        self.agree.edited.connect(self._agreed)
        self.bar.asked.connect(self.obey)
        self.said.edited.connect(self.edited)
        self.said.left.connect(self._search_left)
        self.hands.edited.connect(self.edited)
