# SPDX-License-Identifier: MIT
"""Words from a paper sheet, typed back in: four letters complete one, and a wrong one is named."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from coprod_desktop.domain import words as wordlist
from coprod_desktop.gui.forms import restyle, words
from coprod_desktop.gui.label import Label
from coprod_desktop.gui.messages import announce
from coprod_desktop.gui.misread import slips
from coprod_desktop.gui.responsive import Columns
from coprod_desktop.gui.theme import Theme

COUNT: Final = 24
_TELLING: Final = 4
"""So many first letters tell any two words of the list apart."""
_WIDE: Final = 440
_MOST: Final = 760
"""Pixels at 100 %: the eye goes from number to number, and not across the whole window."""
_NEXT: Final = frozenset({Qt.Key.Key_Space, Qt.Key.Key_Comma, Qt.Key.Key_Return, Qt.Key.Key_Enter})


def completed(typed: str) -> str:
    """The word of the list that was begun, or nothing when it could be several or none."""
    begun = wordlist.normal(typed)
    if begun in wordlist.wordlist():
        return begun
    found = [each for each in wordlist.wordlist() if begun and each.startswith(begun)]
    return found[0] if len(found) == 1 else ""


def meant(typed: str) -> str:
    """The word that was probably meant by one that is not on the list: four letters tell."""
    begun = wordlist.normal(typed)[:_TELLING]
    return completed(begun) if len(begun) == _TELLING else ""


class WordsField(QWidget):
    """Numbered boxes, one for each word; a space goes on to the next, and all can be pasted."""

    edited = Signal()
    entered = Signal()
    """Return was pressed in the last box."""

    def __init__(self, count: int = COUNT) -> None:
        super().__init__()
        self.setProperty("part", "canvas")
        self.lines: list[QLineEdit] = []
        self._lengths = [0] * count
        cells: list[tuple[QWidget, int]] = []
        for place in range(count):
            line = QLineEdit()
            name = self.tr("Word {place} of {count}").format(place=place + 1, count=count)
            line.setAccessibleName(name)
            line.setProperty("place", place)
            line.setInputMethodHints(
                Qt.InputMethodHint.ImhNoPredictiveText
                | Qt.InputMethodHint.ImhSensitiveData
                | Qt.InputMethodHint.ImhLowercaseOnly
            )
            line.textEdited.connect(self._typed)
            line.installEventFilter(self)
            self.lines.append(line)
            cells.append((_numbered(place + 1, line), 1))
        self.error = words("", "error")
        self.error.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self.error)
        column.addWidget(Columns(cells, wide=3, narrow=2, least=_WIDE))
        self.setFocusProxy(self.lines[0])
        self.setMaximumWidth(Theme.of_app().px(_MOST))

    def words(self) -> tuple[str, ...]:
        """What was typed, each word completed where it can be; an empty box is an empty word."""
        return tuple(completed(line.text()) or wordlist.normal(line.text()) for line in self.lines)

    def set_words(self, listed: Sequence[str]) -> None:
        """Show words."""
        self._spread(0, listed)

    def clear(self) -> None:
        """Forget every word."""
        for line in self.lines:
            line.clear()
        self.say_wrong("", ())

    def check(self) -> bool:
        """Show and announce the words that are missing or on no list; whether there are none."""
        typed = self.words()
        missing = [place for place, word in enumerate(typed) if not word]
        strange = [place for place, word in enumerate(typed) if word and not completed(word)]
        if missing:
            text = self.tr("Type every word. Missing: {places}").format(places=_places(missing))
            self.say_wrong(text, missing)
        elif strange:
            text = self._strange(strange, typed)
            self.say_wrong(text, strange)
        else:
            self.say_wrong("", ())
        return not missing and not strange

    def say_wrong(self, text: str, places: Sequence[int]) -> None:
        """Say what is wrong and mark the boxes, counted from 0; nothing takes it away."""
        self.error.setText(text)
        self.error.setVisible(bool(text))
        for place, line in enumerate(self.lines):
            restyle(line, "wrong", "true" if place in places else "false")
            line.setAccessibleDescription(text if place in places else "")
        if text:
            announce(self.lines[places[0] if places else 0], text, at_once=True)
            self.lines[places[0] if places else 0].setFocus()

    def say_misfit(self) -> None:
        """Name the words to look at again, when all are on the list but do not fit together."""
        found = slips(self.words())
        places = sorted({slip.place for slip in found})
        if len(found) == 1:
            text = self.tr(
                "These words do not fit together. Look first at word {place}: is it “{word}” on "
                "the paper? Then compare the others."
            ).format(place=places[0] + 1, word=found[0].word)
        elif found:
            text = self.tr(
                "These words do not fit together. Look first at words {places}, then compare the "
                "others with the paper."
            ).format(places=_places(places))
        else:
            text = self.tr(
                "These words do not fit together. Compare each of them with the paper, and their "
                "order."
            )
        self.say_wrong(text, places)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """A space, a comma or Return ends a word; leaving a box completes it."""
        place = int(watched.property("place"))
        line = self.lines[place]
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if event.key() in _NEXT and line.text().strip():
                self._complete(place)
                if place + 1 < len(self.lines):
                    self.lines[place + 1].setFocus()
                elif event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
                    self.entered.emit()
                return True
            if event.key() == Qt.Key.Key_Backspace and not line.text() and place:
                self.lines[place - 1].setFocus()
                return True
        elif event.type() == QEvent.Type.FocusOut:
            self._complete(place)
        return super().eventFilter(watched, event)

    def _typed(self, text: str) -> None:
        line = self.sender()
        if not isinstance(line, QLineEdit):
            return
        place = int(line.property("place"))
        several = text.replace(",", " ").split()
        if len(several) > 1:
            self._spread(place, several)
        elif len(text) > self._lengths[place] and len(text) >= _TELLING:
            # As a browser completes an address: what was not typed stays selected.
            whole = completed(text)
            if whole and wordlist.normal(text) == text:
                line.setText(whole)
                line.setSelection(len(text), len(whole) - len(text))
        self._lengths[place] = len(text)
        if self.error.isVisible():
            self._unmark(place)
        self.edited.emit()

    def _unmark(self, place: int) -> None:
        restyle(self.lines[place], "wrong", "false")
        self.lines[place].setAccessibleDescription("")

    def _spread(self, first: int, several: Sequence[str]) -> None:
        # A copied sheet may hold the numbers too.
        listed = [each for each in several if not each.strip(".)").isdigit()]
        for place, word in enumerate(listed[: len(self.lines) - first], first):
            self.lines[place].setText(completed(word) or wordlist.normal(word))
            self._lengths[place] = len(self.lines[place].text())
        self.lines[min(first + len(listed), len(self.lines)) - 1].setFocus()

    def _complete(self, place: int) -> None:
        line = self.lines[place]
        whole = completed(line.text())
        if whole and whole != line.text():
            line.setText(whole)
        line.deselect()

    def _strange(self, places: Sequence[int], typed: Sequence[str]) -> str:
        place = places[0]
        guess = meant(typed[place])
        if len(places) > 1:
            several = self.tr("Words {places} are not on the list. Look at the sheet again.")
            return several.format(places=_places(places))
        if guess:
            return self.tr("Word {place} is not on the list. Is it “{guess}”?").format(
                place=place + 1, guess=guess
            )
        return self.tr("Word {place} is not on the list. Look at the sheet again.").format(
            place=place + 1
        )


def _places(places: Sequence[int]) -> str:
    """Places counted from 1, in words; a run of them as its ends."""
    runs: list[list[int]] = []
    for place in places:
        if runs and runs[-1][-1] == place - 1:
            runs[-1].append(place)
        else:
            runs.append([place])
    between = QCoreApplication.translate("WordsField", "{first} to {last}")
    said = [
        between.format(first=run[0] + 1, last=run[-1] + 1)
        if len(run) > 2  # noqa: PLR2004 - two are named one by one
        else ", ".join(str(place + 1) for place in run)
        for run in runs
    ]
    return ", ".join(said)


def _numbered(number: int, line: QLineEdit) -> QWidget:
    holder = QWidget()
    holder.setProperty("part", "canvas")
    label = Label(str(number))
    label.setProperty("say", "soft")
    label.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
    label.setMinimumWidth(label.fontMetrics().horizontalAdvance("24"))
    row = QHBoxLayout(holder)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(6)
    row.addWidget(label)
    row.addWidget(line, 1)
    return holder
