# SPDX-License-Identifier: MIT
"""Comments linked to an agenda item: chips, and a search that opens in place to add another."""

from __future__ import annotations

from functools import partial
from typing import Any, Final

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QFrame,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from coprod_desktop.gui.dates import iso, short_date
from coprod_desktop.gui.desk import Desk
from coprod_desktop.gui.flow import FlowLayout
from coprod_desktop.gui.forms import Row, words
from coprod_desktop.gui.furniture import Button, bar, discard
from coprod_desktop.gui.label import tip
from coprod_desktop.gui.meetings import calls
from coprod_desktop.gui.meetings.new_comment import NewComment
from coprod_desktop.gui.meetings.notebook import Item, Notebook, Said
from coprod_desktop.gui.messages import announce
from coprod_desktop.services.loop.meetings import Comment

_TYPING_MS: Final = 90
_CHIP: Final = 44
_LINE: Final = 96
_LINES: Final = 5


class CommentSearch(QFrame):
    """A line to search in, what it finds, and a comment to be written where there is none."""

    chosen = Signal(object)
    """A `Said`."""
    left = Signal(bool)
    """It was left without a choice; whether by Backspace, which makes plain text again."""
    edited = Signal()
    """A new comment was typed on: see `pending`."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.setProperty("part", "card")
        self._desk = desk
        self._found: tuple[Comment, ...] = ()
        self.line = QLineEdit()
        self.line.setPlaceholderText(self.tr("Words, or a slip’s code. “new” writes a comment"))
        self.list = QListWidget()
        self.list.setAccessibleName(self.tr("Comments found"))
        self.list.setWordWrap(False)
        self.list.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.state = words("", "hint")
        self.write = Button(self.tr("Write a new comment"), kind="quiet", icon="plus")
        self.shut = Button(self.tr("Close the search"), kind="quiet")
        self.new = NewComment(desk)
        self.new.hide()
        self._finder = QWidget()
        self._finder.setProperty("part", "canvas")
        finder = QVBoxLayout(self._finder)
        finder.setContentsMargins(0, 0, 0, 0)
        finder.setSpacing(8)
        finder.addWidget(Row(self.tr("Link a comment"), self.line))
        finder.addWidget(self.list)
        finder.addWidget(self.state)
        finder.addWidget(bar(self.write, self.shut))
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 10, 12, 10)
        column.addWidget(self._finder)
        column.addWidget(self.new)
        self._soon = QTimer(self, singleShot=True, interval=_TYPING_MS)
        self._soon.timeout.connect(self._ask)
        self.line.textEdited.connect(self._soon.start)
        self.line.installEventFilter(self)
        self.list.installEventFilter(self)
        self.list.itemActivated.connect(self._activated)
        self.list.itemClicked.connect(self._activated)
        self.write.clicked.connect(self.write_new)
        self.shut.clicked.connect(self._leave)
        self.new.made.connect(self.chosen)
        self.new.left.connect(self.begin)
        self.new.edited.connect(self.edited)
        self.line.textEdited.connect(self._line_typed)

    def begin(self) -> None:
        """Open with an empty line; the newest comments stand under it."""
        self.new.words.clear()
        self.new.hide()
        self._finder.show()
        self.line.clear()
        self.line.setFocus()
        self._ask()

    def write_new(self) -> None:
        """Write a comment here and now."""
        typed = self.line.text().strip()
        self._write(_after_new(typed) if _is_new(typed) else typed)

    def go_on(self, text: str, more: dict[str, Any]) -> None:
        """Go on with a comment that was begun."""
        self._write(text, more)

    def pending(self) -> tuple[str, dict[str, Any]]:
        """A comment that is typed and not added: its words, and what was said of it."""
        if self.new.isHidden():
            return _after_new(self.line.text().strip()), {}
        text = self.new.words.text()
        return text, self.new.values() if text else {}

    def _write(self, text: str, more: dict[str, Any] | None = None) -> None:
        self._finder.hide()
        self.new.show()
        self.new.begin(text, more)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Arrows go into the list, Return takes, Escape and an empty Backspace leave."""
        if not isinstance(event, QKeyEvent) or event.type() != QEvent.Type.KeyPress:
            return super().eventFilter(watched, event)
        key = event.key()
        if key == Qt.Key.Key_Escape:
            self._leave()
            return True
        if watched is self.line and not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            if key in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
                self._enter()
                return True
            if key == Qt.Key.Key_Backspace and not self.line.text():
                self.left.emit(True)
                return True
            if key == Qt.Key.Key_Down and self._found:
                self.list.setFocus()
                return True
        return super().eventFilter(watched, event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape leaves from anywhere in it."""
        if event.key() == Qt.Key.Key_Escape:
            self._leave()
        else:
            super().keyPressEvent(event)

    def _ask(self) -> None:
        typed = self.line.text().strip()
        if typed.lower().startswith("new"):
            self._show((typed, ()))
            self.state.setText(self.tr("Return writes a new comment."))
            return
        self._desk.jobs.run(
            calls.find_comments,
            typed,
            owner=self,
            done=self._show,
            failed=self._not_found,
            key="meeting-comments",
        )

    def _show(self, answer: tuple[str, tuple[Comment, ...]]) -> None:
        typed, self._found = answer
        self.list.clear()
        for each in self._found:
            day = short_date(iso(each.date))
            parts = (each.slip_code, _short(each.words, _LINE), day)
            self.list.addItem(QListWidgetItem(" · ".join(part for part in parts if part)))
        self.list.setVisible(bool(self._found))
        if self._found:
            self.list.setCurrentRow(0)
            row = self.list.sizeHintForRow(0)
            self.list.setFixedHeight(row * min(_LINES, len(self._found)) + 8)
            text = self.tr("Return links the marked one, ↓ goes into the list.")
        else:
            text = self.tr("Nothing found. Return writes it as a new comment.") if typed else ""
        self.state.setText(text)

    def _not_found(self, _error: Exception) -> None:
        self.state.setText(self.tr("The search did not work. Write the comment as a new one."))

    def _enter(self) -> None:
        typed = self.line.text().strip()
        if typed.lower().startswith("new") or (typed and not self._found):
            self.write_new()
        elif self._found and not self._soon.isActive():
            self._take(max(0, self.list.currentRow()))

    def _activated(self, item: QListWidgetItem) -> None:
        self._take(self.list.row(item))

    def _take(self, place: int) -> None:
        if place < len(self._found):
            found = self._found[place]
            self.chosen.emit(Said(found.id, found.words, found.slip_code))

    def _line_typed(self, text: str) -> None:
        if _is_new(text.strip()):
            self.edited.emit()

    def _leave(self) -> None:
        self.line.clear()
        self.new.words.clear()
        self.edited.emit()
        self.left.emit(False)


class SaidPart(QWidget):
    """An item's comments as chips, and the search for more."""

    edited = Signal()
    left = Signal(bool)
    """The search was closed; whether by Backspace."""

    def __init__(self, desk: Desk, notebook: Notebook) -> None:
        super().__init__()
        self.setProperty("part", "canvas")
        self._desk = desk
        self._notebook = notebook
        self._item = Item()
        self.chips: list[QPushButton] = []
        self._chip_box = QWidget()
        self._chip_box.setProperty("part", "canvas")
        self._flow = FlowLayout(self._chip_box)
        self.search: CommentSearch | None = None
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(8)
        self._column.addWidget(self._chip_box)

    def show_item(self, item: Item) -> None:
        """Show an item's comments."""
        self._item = Item()  # what is closed now is not this item's
        self.close_search()
        self._item = item
        self._redraw()
        pending, more = item.pending, item.pending_more
        if pending:
            self._item = Item()  # opening it empties it first
            self.open_search()
            self._item = item
            if self.search is not None:
                self.search.go_on(pending, more)

    def open_search(self) -> None:
        """Look for a comment to link."""
        if self.search is None:
            self.search = CommentSearch(self._desk)
            self._column.addWidget(self.search)
            self.search.chosen.connect(self._add)
            self.search.left.connect(self._leave)
            self.search.edited.connect(self._pending)
        self.search.show()
        self.search.begin()

    def say_pending(self) -> None:
        """Say that a comment was begun and not added: it is not to be lost."""
        if self.search is not None:
            text = self.tr("Add this comment, or leave it, before you save")
            self.search.new.words_row.set_error(text)
            self.search.new.words.setFocus()

    def close_search(self) -> None:
        """Put the search away."""
        if self.search is not None and not self.search.isHidden():
            self.search.hide()

    def _pending(self) -> None:
        """Keep what is being typed, for the draft."""
        if self.search is None:
            return
        pending = self.search.pending()
        if pending != (self._item.pending, self._item.pending_more):
            self._item.pending, self._item.pending_more = pending
            self.edited.emit()

    def _leave(self, plain: bool) -> None:  # noqa: FBT001 - a slot of left(bool)
        self.close_search()
        self.left.emit(plain)

    def _add(self, said: Said) -> None:
        if all(each.id != said.id for each in self._item.said):
            self._item.said.append(said)
            self._redraw()
            self.edited.emit()
            announce(self, self.tr("Comment linked: {words}").format(words=_short(said.words)))
        self._item.pending, self._item.pending_more = "", {}
        self.close_search()
        self.left.emit(False)

    def _redraw(self) -> None:
        while (item := self._flow.takeAt(0)) is not None:
            discard(item.widget())
        self.chips = []
        for said in self._item.said:
            text = self._label(said)
            chip = QPushButton(f"{text}  ✕")
            chip.setProperty("kind", "chip")
            chip.setAccessibleName(self.tr("Unlink comment: {words}").format(words=text))
            chip.setToolTip(tip(said.words))
            chip.clicked.connect(partial(self._drop, said))
            self._flow.addWidget(chip)
            self.chips.append(chip)
        self._chip_box.setVisible(bool(self.chips))

    def _label(self, said: Said) -> str:
        if said.gone:
            return self.tr("A comment that is erased or in the bin")
        short = f"“{_short(said.words)}”"
        parts = (said.slip_code, short, self.tr("new") if said.new else "")
        return " ".join(part for part in parts if part)

    def _drop(self, said: Said, _checked: Any = None) -> None:
        item, place = self._item, self._item.said.index(said)
        item.said.remove(said)
        self._redraw()
        self.edited.emit()
        self._desk.offer_undo(
            self.tr("Comment unlinked from the agenda item"),
            partial(self._put_back, item, place, said),
            self._notebook,
        )
        self.left.emit(False)

    def _put_back(self, item: Item, place: int, said: Said) -> None:
        item.said.insert(place, said)
        if item is self._item:
            self._redraw()
        self.edited.emit()


def _is_new(typed: str) -> bool:
    """Whether a comment is being written in the line of the search."""
    return typed.lower().startswith("new")


def _after_new(typed: str) -> str:
    first, _, rest = typed.partition(" ")
    return rest.strip() if first.lower().rstrip(":") == "new" else ""


def _short(text: str, most: int = _CHIP) -> str:
    """The first words of a comment."""
    line = " ".join(text.split())
    return line if len(line) <= most else line[:most].rsplit(" ", 1)[0] + "…"
