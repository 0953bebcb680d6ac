# SPDX-License-Identifier: MIT
"""The agenda for a projector: large type, one item at a time, and nothing that is private.

Notes, patients' comments and private items stay off it; what is typed into its line is kept like
everything else, because both faces write into the same notebook.
"""

from __future__ import annotations

import re
import sys
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QCloseEvent, QKeyEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from coprod_desktop.gui.dates import iso, long_date, parse
from coprod_desktop.gui.desk import Desk
from coprod_desktop.gui.focus import FocusRing
from coprod_desktop.gui.forms import Row, words
from coprod_desktop.gui.furniture import Button, Scroll, discard, flowing
from coprod_desktop.gui.label import Label
from coprod_desktop.gui.meetings.carried import CarriedCard
from coprod_desktop.gui.meetings.notebook import MOST_CHOICES, Item, Notebook, Promise, hands_of
from coprod_desktop.gui.messages import announce

_LETTERS: Final = {"d": "decision", "a": "action"}
_SHIFTED: Final = '!"£$%^&*('
"""What Shift makes of the keys 1 to 9 on a British keyboard."""
_SCROLL: Final = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}
_NEXT: Final = frozenset({Qt.Key.Key_PageDown, Qt.Key.Key_Right, Qt.Key.Key_Down})
_BEFORE: Final = frozenset({Qt.Key.Key_PageUp, Qt.Key.Key_Left, Qt.Key.Key_Up})


class ForumView(QDialog):
    """Fills the screen; place -1 shows the carried actions, 0 and on the agenda's items."""

    moved_to = Signal(int)

    def __init__(
        self, notebook: Notebook, carried: CarriedCard, title: str, desk: Desk, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Forum view"))
        self.setProperty("part", "forum")
        self._notebook = notebook
        self._carried = carried
        self._desk = desk
        self._title = title
        self.here = 0
        self.where = Label()
        self.where.setProperty("say", "forum-small")
        self.kept = Label()
        self.kept.setProperty("say", "forum-small")
        top = QHBoxLayout()
        top.addWidget(self.where)
        top.addStretch(1)
        top.addWidget(self.kept)
        self.stage = Scroll(margins=(0, 16, 16, 16), widest=0)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.line = QLineEdit()
        hint = self.tr(
            "A note. Begin with d for a decision, with a for an action: what / who / when."
        )
        self.entry = Row(self.tr("For the note-taker"), self.line, hint=hint)
        self.before = Button(self.tr("Before"), icon="back")
        self.next = Button(self.tr("Next"))
        self.ask = Button(self.tr("Show of hands"), icon="plus")
        self.leave = Button(self.tr("Leave the forum view"), kind="quiet")
        self.leave.setToolTip("Esc")
        column = QVBoxLayout(self)
        column.setContentsMargins(48, 32, 48, 24)
        column.setSpacing(16)
        column.addLayout(top)
        column.addWidget(self.stage, 1)
        column.addWidget(self.entry)
        column.addWidget(flowing(self.before, self.next, self.ask, self.leave))
        self._ring = FocusRing(self)
        self._asking = False
        self.line.returnPressed.connect(self._enter)
        self.line.textEdited.connect(self._typed)
        self.before.clicked.connect(self.go_back)
        self.next.clicked.connect(self.go_on)
        self.ask.clicked.connect(self.begin_hands)
        self.leave.clicked.connect(self.accept)
        for button in (self.before, self.next, self.ask, self.leave):
            button.setAutoDefault(False)
        notebook.rearranged.connect(self.show_place)

    def begin(self, place: int) -> None:
        """Fill the screen, at an item."""
        over = self.parentWidget()
        if over is not None:
            self.setGeometry(over.geometry())
        self.here = min(place, len(self._notebook.items) - 1)
        self.line.setText(self._notebook.line)
        self.open()
        self.showFullScreen()
        self.show_place()
        self.setFocus()

    def go_on(self) -> None:
        """The next item."""
        self._go(self.here + 1)

    def go_back(self) -> None:
        """The item before, and before the first what was carried over."""
        self._go(self.here - 1)

    def item(self) -> Item | None:
        """The item that is shown, or none at the carried actions."""
        items = self._notebook.items
        return items[self.here] if 0 <= self.here < len(items) else None

    def begin_hands(self) -> None:
        """Ask for the question and its choices in the entry line."""
        self._asking = True
        self.entry.rename(self.tr("Question / choice / choice"))
        item = self.item()
        if item is not None and item.hands:
            parts = (item.hands_question, *(each.choice for each in item.hands))
            self.line.setText(" / ".join(parts))
        self.line.setFocus()

    def show_place(self) -> None:
        """Show what is to be seen now."""
        body = self.stage.body
        while (part := body.takeAt(0)) is not None:
            discard(part.widget())
        items = self._notebook.items
        self.here = min(self.here, len(items) - 1)
        item = self.item()
        if item is None:
            self._show_carried()
        elif item.confidential:
            body.addWidget(_large(self.tr("A private item"), "forum-title"))
        else:
            self._show_item(item)
        body.addStretch(1)
        place = self.tr("{number} of {all}").format(number=self.here + 1, all=len(items))
        self.where.setText(f"{self._title} · {place}" if self.here >= 0 else self._title)
        first = -1 if self._carried.carried else 0
        self.before.setEnabled(self.here > first)
        self.next.setEnabled(self.here + 1 < len(items))
        public = item is not None and not item.confidential
        self.ask.setEnabled(public)
        self.entry.setEnabled(item is not None)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows and the page keys turn over, numbers count hands, Escape and F11 leave."""
        key, text = Qt.Key(event.key()), event.text()
        if key in {Qt.Key.Key_Escape, Qt.Key.Key_F11}:
            self.accept()
        elif self.line.hasFocus() and key not in {Qt.Key.Key_PageDown, Qt.Key.Key_PageUp}:
            super().keyPressEvent(event)
        elif key in _NEXT and not self._scrolls(key):
            self.go_on()
        elif key in _BEFORE and not self._scrolls(key):
            self.go_back()
        elif number := _digit(event):
            shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            self.count(number - 1, -1 if shift else 1)
        elif key in _SCROLL and self.stage.verticalScrollBar().maximum():
            bar = self.stage.verticalScrollBar()
            bar.setValue(bar.value() + _SCROLL[key] * bar.singleStep() * 3)
        elif len(text) == 1 and text.isprintable() and text.strip() and self.entry.isEnabled():
            self.line.setFocus()
            self.line.insert(text)
            self._typed()
        else:
            super().keyPressEvent(event)

    def accept(self) -> None:
        """Leave; what stands in the line is kept as a note."""
        self._enter()
        super().accept()

    def reject(self) -> None:
        """Leave, whatever it is that closes it."""
        self.accept()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Closing it by any way leaves it."""
        self.accept()
        event.accept()

    def _scrolls(self, key: Qt.Key) -> bool:
        return key in _SCROLL and bool(self.stage.verticalScrollBar().maximum())

    def _typed(self) -> None:
        item = self.item()
        if not self._asking:
            self._notebook.line = self.line.text()
        elif item is not None:
            item.asking = self.line.text()
        self._notebook.edited.emit()

    def count(self, choice: int, by: int) -> None:
        """Count a hand for a choice, from 0, or take one away."""
        item = self.item()
        if item is None or item.confidential or choice >= len(item.hands):
            return
        self._notebook.count(item, choice, by)
        hand = item.hands[choice]
        announce(self, f"{hand.choice}: {hand.count}")

    def _go(self, place: int) -> None:
        first = -1 if self._carried.carried else 0
        if first <= place < len(self._notebook.items):
            if self._asking:
                self._enter()  # what was asked belongs to the item that it was typed at
            self.here = place
            self._stop_asking()
            self.show_place()
            if place >= 0:
                self.moved_to.emit(place)
            self.setFocus()
            announce(self, self.where.text())

    def _show_item(self, item: Item) -> None:
        body = self.stage.body
        title = item.title.strip() or self.tr("No title yet")
        body.addWidget(_large(title, "forum-title"))
        for decision in item.decisions:
            if decision.strip():
                body.addWidget(_large(self.tr("We decided: {what}").format(what=decision)))
        for action in item.actions:
            if action.text.strip():
                body.addWidget(_large(self._promise(action)))
        if item.hands_question or item.hands:
            body.addWidget(_large(item.hands_question, "forum-title"))
            for number, hand in enumerate(item.hands[:MOST_CHOICES], 1):
                text = self.tr("{number}: {choice}, {count}").format(
                    number=number, choice=hand.choice, count=hand.count
                )
                body.addWidget(_large(text))
            hint = self.tr("A number key adds a hand, with Shift it takes one away.")
            body.addWidget(words(hint, "forum-small"))

    def _show_carried(self) -> None:
        body = self.stage.body
        body.addWidget(_large(self.tr("What we said we would do"), "forum-title"))
        said = {each["id"]: each for each in self._carried.values()}
        states = {
            "done": self.tr("Done"),
            "cannot": self.tr("Cannot be done"),
            "again": self.tr("Said again"),
        }
        for each in self._carried.carried:
            answer = said.get(each.id, {})
            due = iso(each.due)
            when = self.tr("by {date}").format(date=long_date(due)) if due else ""
            state = states.get(str(answer.get("status", "")), "")
            rest = ", ".join(part for part in (each.owner_role, when) if part)
            come = ". ".join(part for part in (state, str(answer.get("outcome", ""))) if part)
            line = f"{each.text} ({rest})" if rest else each.text
            body.addWidget(_large(f"{line} – {come}" if come else line))

    def _promise(self, action: Promise) -> str:
        day = parse(action.due, self._desk.today(), future=True)
        when = self.tr("by {date}").format(date=long_date(day)) if day else ""
        joint = self.tr("together") if action.joint else ""
        parts = (action.owner_role, action.with_role, when, joint)
        rest = ", ".join(part.strip() for part in parts if part.strip())
        what = self.tr("We will: {what}").format(what=action.text.strip())
        return f"{what} ({rest})" if rest else what

    def _enter(self) -> None:
        item, typed = self.item(), self.line.text().strip()
        if item is None or not typed:
            return
        if self._asking:
            self._hands(item, typed)
        else:
            self._note(item, self.line.text().lstrip())
        self.line.clear()
        self._notebook.line = ""
        self._notebook.rearranged.emit()
        self._notebook.edited.emit()

    def _note(self, item: Item, typed: str) -> None:
        """Keep what was typed: a letter and a space say what it is, as in the notes."""
        kind = _LETTERS.get(typed[:1]) if typed[1:2] == " " else None
        rest = typed[2:].strip() if kind else typed.strip()
        if kind == "decision":
            item.decisions.append(rest)
        elif kind == "action":
            parts = [*re.split(r"\s+/\s+", rest, maxsplit=2), "", ""]
            what, who, due = parts[:3]
            today = self._desk.today()
            if not due and parse(who, today, future=True):
                who, due = "", who
            day = parse(due, today, future=True)
            text = what if day or not due else f"{what} / {due}"  # nothing typed is lost
            due = long_date(day) if day else ""
            item.actions.append(Promise(text=text, owner_role=who, due=due))
        else:
            item.notes = f"{item.notes.rstrip()}\n{rest}".strip()
        said = {
            "decision": self.tr("Decision kept"),
            "action": self.tr("Action kept"),
        }.get(kind or "", self.tr("Note kept"))
        self.kept.setText(said)
        announce(self, said)

    def _hands(self, item: Item, typed: str) -> None:
        usual = (self.tr("For"), self.tr("Against"), self.tr("Not sure"))
        item.hands_question, item.hands = hands_of(typed, usual, item.hands)
        item.asking = ""
        self._stop_asking()
        self.setFocus()

    def _stop_asking(self) -> None:
        if self._asking:
            self._asking = False
            self.line.setText(self._notebook.line)
        self.entry.rename(self.tr("For the note-taker"))


def _large(text: str, say: str = "forum") -> QLabel:
    label = words(text, say)
    label.setIndent(0)
    return label


def _digit(event: QKeyEvent) -> int:
    """The number key that was pressed, 1 to 9, whatever Shift makes of it; else 0."""
    key = event.key()
    if Qt.Key.Key_1 <= key <= Qt.Key.Key_9:
        return key - Qt.Key.Key_0
    if not event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
        return 0
    code = event.nativeVirtualKey()
    if sys.platform == "win32" and ord("1") <= code <= ord("9"):
        return code - ord("0")
    return _SHIFTED.find(event.text()) + 1 if event.text() else 0
