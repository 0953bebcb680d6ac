# SPDX-License-Identifier: MIT
"""Offers kinder or plainer words for what staff write: with why, never forced, never for patients.

Put a `StaffGuard` under the fields that staff write in, and `watch` them. Ctrl+Space takes what it
offers. It never keeps anybody from saving.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, Final, NamedTuple

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QTextCursor
from PySide6.QtWidgets import QApplication, QFrame, QHBoxLayout, QVBoxLayout

from coprod_desktop.domain import language
from coprod_desktop.domain.language import Hint, Where
from coprod_desktop.gui.desk import Desk
from coprod_desktop.gui.fields import WordsField
from coprod_desktop.gui.forms import words
from coprod_desktop.gui.furniture import Button, Picture, flowing
from coprod_desktop.gui.guards.looking import Looking
from coprod_desktop.gui.guards.marking import Mark, mark, place, span
from coprod_desktop.gui.guards.revealing import reveal
from coprod_desktop.gui.messages import announce
from coprod_desktop.gui.theme import Theme

PAUSE_MS: Final = 400
KEYS: Final = "Ctrl+Space"
_MOST: Final = 4
"""No entry of the list offers more words than this."""


class _Offered(NamedTuple):
    field: WordsField
    hint: Hint


class StaffGuard(QFrame):
    """The panel under what staff write: one offer at a time, the one nearest to the cursor."""

    edited = Signal()
    """Words were replaced."""

    def __init__(self, desk: Desk, where: Where) -> None:
        super().__init__()
        self.setProperty("part", "banner")
        find = partial(language.find, where=where)
        self._looking: Looking[tuple[Hint, ...]] = Looking(desk, find, self)
        self._looking.came.connect(self.look)
        self._fields: dict[WordsField, Callable[[], bool]] = {}
        self._last: WordsField | None = None
        self._kept: set[str] = set()
        self._now: _Offered | None = None
        self._said = ""
        self.text = words("", "subheading")
        self.why = words("", "soft")
        # Made once: what is made later would come last on the way of the Tab key.
        self.offers = tuple(Button("", kind="offer") for _ in range(_MOST))
        self.pick = Button("", kind="offer")
        self.keep = Button("", kind="quiet")
        for button in self.offers:
            button.clicked.connect(self._clicked)
        self.pick.clicked.connect(self._pick)
        self.keep.clicked.connect(self._keep)
        column = QVBoxLayout()
        column.setSpacing(4)
        for part in (self.text, self.why, flowing(*self.offers, self.pick, self.keep)):
            column.addWidget(part)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 8, 12, 8)
        row.setSpacing(12)
        row.addWidget(Picture("edit", "accent"), 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(column, 1)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE_MS)
        self._pause.timeout.connect(self.look)
        Theme.of_app().changed.connect(self._pause.start)
        self.hide()

    def watch(self, field: WordsField, unless: Callable[[], bool] = bool) -> None:
        """Look after a field that staff write in, `unless` a patient's own words stand there."""
        self._fields[field] = unless
        field.textChanged.connect(self._pause.start)
        field.cursorPositionChanged.connect(self._pause.start)
        field.installEventFilter(self)

    def leave(self, field: WordsField) -> None:
        """Look after a field no longer: it goes."""
        if self._now is not None and self._now.field is field:
            self._offer(None, 0)
        if self._last is field:
            self._last = None
        self._fields.pop(field, None)
        field.removeEventFilter(self)

    def look(self) -> None:
        """Look at the words now, and offer the hint nearest to the cursor."""
        self._pause.stop()
        texts = {
            field: "" if unless() else field.toPlainText() for field, unless in self._fields.items()
        }
        known = self._looking.know(texts)
        if known is None:
            return  # a worker is at it
        found: list[_Offered] = []
        for field, every in known.items():
            hints = [
                _Offered(field, hint) for hint in every if hint.avoid.lower() not in self._kept
            ]
            found += hints
            marks = [Mark(each.hint.start, each.hint.end, "dots") for each in hints]
            mark(field, "staff", marks)
        self._offer(self._nearest(found), len(found))

    def clear(self) -> None:
        """Forget what was kept: another record begins."""
        self._kept.clear()
        self._pause.start()

    def accept(self) -> bool:
        """Put the offered words in the place of those that stand there; whether there were any."""
        offered = self._now
        if offered is None or self.isHidden():
            return False
        if offered.hint.prefer:
            self._take(offered.hint.prefer[0])
        else:
            self._pick()
        return True

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Ctrl+Space in a field takes the offer; and note which field is being written in."""
        if event.type() == QEvent.Type.FocusIn and isinstance(watched, WordsField):
            self._last = watched
        if (
            event.type() == QEvent.Type.KeyPress
            and isinstance(event, QKeyEvent)
            and event.key() == Qt.Key.Key_Space
            and event.modifiers() == Qt.KeyboardModifier.ControlModifier
        ):
            if self._pause.isActive():
                self.look()
            if self.accept():
                return True
        return super().eventFilter(watched, event)

    def _nearest(self, found: list[_Offered]) -> _Offered | None:
        """The hint that the cursor was last at or behind, in the field that is being written in."""
        here = [each for each in found if each.field is self._last] or found
        if not here:
            return None
        field = here[0].field
        at = place(field.toPlainText(), field.textCursor().position())
        return min(here, key=lambda each: (each.hint.start > at, abs(each.hint.end - at)))

    def _offer(self, offered: _Offered | None, number: int) -> None:
        if offered == self._now and not self.isHidden():
            return
        self._now = offered
        if offered is None:
            self._give_focus_back()
            self.hide()
            self._said = ""
            return
        hint = offered.hint
        self.text.setText(self._sentence(hint, number))
        source = self.tr("Source: {source}.").format(source=hint.source) if hint.source else ""
        self.why.setText(" ".join(part for part in (hint.why, source) if part))
        self._redraw(hint)
        self.setAccessibleName(self.text.text())
        self.setAccessibleDescription(self.why.text())
        if self.isHidden():
            reveal(self)
        self.show()
        if self.text.text() != self._said:
            self._said = self.text.text()
            announce(self, f"{self._said} {self._how(hint)}")

    def _sentence(self, hint: Hint, number: int) -> str:
        if not hint.prefer:
            text = self.tr("Instead of “{avoid}”: {advice}.").format(
                avoid=hint.avoid, advice=self._advice(hint)
            )
        elif hint.advice:
            text = self.tr("A kinder or plainer word for “{avoid}”? Or {advice}.").format(
                avoid=hint.avoid, advice=self._advice(hint)
            )
        else:
            text = self.tr("A kinder or plainer word for “{avoid}”?").format(avoid=hint.avoid)
        if number > 1:
            text += " " + self.tr("(1 of {number})").format(number=number)
        return text

    def _advice(self, hint: Hint) -> str:
        return self.tr(" or ").join(hint.advice)

    def _how(self, hint: Hint) -> str:
        if hint.prefer:
            return self.tr("{keys} takes “{word}”.").format(keys=KEYS, word=hint.prefer[0])
        return ""

    def _redraw(self, hint: Hint) -> None:
        self._give_focus_back()
        for number, button in enumerate(self.offers):
            word = hint.prefer[number] if number < len(hint.prefer) else ""
            button.setVisible(bool(word))
            button.setText(f"{word}   {KEYS}" if not number else word)
            button.setProperty("word", word)
            button.setAccessibleName(
                self.tr("Put “{word}” in place of “{avoid}”").format(word=word, avoid=hint.avoid)
            )
            button.setAccessibleDescription(hint.why)
        self.pick.setVisible(not hint.prefer)
        self.pick.setText(self.tr("Select “{avoid}”").format(avoid=hint.avoid) + f"   {KEYS}")
        self.pick.setAccessibleName(self.tr("Select “{avoid}”").format(avoid=hint.avoid))
        self.pick.setAccessibleDescription(self.text.text())
        self.keep.setText(self.tr("Keep “{avoid}”").format(avoid=hint.avoid))
        self.keep.setAccessibleDescription(self.tr("It is not offered again here."))

    def _clicked(self) -> None:
        sender = self.sender()
        if sender is not None:
            self._take(str(sender.property("word")))

    def _take(self, word: str) -> None:
        offered = self._now
        if offered is None:
            return
        field, hint = offered
        text = field.toPlainText()
        if text[hint.start : hint.end] != hint.avoid:
            self.look()  # it was typed over meanwhile
            return
        cursor = span(field, text, hint.start, hint.end)
        cursor.insertText(word)
        if "[" in word:
            # What is to be filled in is selected, so that it can be typed at once.
            first = hint.start + word.index("[")
            chosen = span(field, field.toPlainText(), first, hint.start + word.index("]") + 1)
            field.setTextCursor(chosen)
        field.setFocus()
        announce(field, self.tr("“{word}” now stands there.").format(word=word))
        self.look()
        self.edited.emit()

    def _pick(self) -> None:
        if self._now is not None:
            field, hint = self._now
            cursor: QTextCursor = span(field, field.toPlainText(), hint.start, hint.end)
            field.setTextCursor(cursor)
            field.setFocus()

    def _keep(self) -> None:
        if self._now is not None:
            self._now.field.setFocus()
            self._kept.add(self._now.hint.avoid.lower())
            self.look()

    def _give_focus_back(self) -> None:
        focus: Any = QApplication.focusWidget()
        if focus is not None and self.isAncestorOf(focus) and self._fields:
            (self._last or next(iter(self._fields))).setFocus()
