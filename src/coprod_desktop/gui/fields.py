# SPDX-License-Identifier: MIT
"""The fields that Qt lacks: secret, choice by number key, words that grow, chips."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, QSize, QStringListModel, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import (
    QButtonGroup,
    QCompleter,
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from coprod_desktop.gui.flow import FlowLayout
from coprod_desktop.gui.furniture import discard
from coprod_desktop.gui.label import Label
from coprod_desktop.gui.messages import announce
from coprod_desktop.gui.theme import Theme, line_height


class SecretField(QWidget):
    """A password: pasting allowed, a button to see it, and a warning when Caps Lock is on."""

    edited = Signal(str)
    entered = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.line = QLineEdit()
        self.line.setProperty("part", "secret")
        self.line.setEchoMode(QLineEdit.EchoMode.Password)
        self.line.setInputMethodHints(
            Qt.InputMethodHint.ImhHiddenText | Qt.InputMethodHint.ImhSensitiveData
        )
        self.line.textChanged.connect(self.edited)
        self.line.returnPressed.connect(self.entered)
        self.line.installEventFilter(self)
        self._show = QPushButton(self.tr("Show"))
        self._show.setCheckable(True)
        self._show.setAccessibleName(self.tr("Show password"))
        self._show.toggled.connect(self._reveal)
        self._caps = Label(self.tr("Caps Lock is on"))
        self._caps.setProperty("say", "warning")
        self._caps.hide()
        row = QHBoxLayout()
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self.line, 999)  # all there is, up to its greatest width
        row.addWidget(self._show)
        row.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addLayout(row)
        column.addWidget(self._caps)
        self.setFocusProxy(self.line)

    def text(self) -> str:
        """What was typed."""
        return self.line.text()

    def clear(self) -> None:
        """Forget what was typed, and hide it again."""
        self.line.clear()
        self._show.setChecked(False)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Look at Caps Lock whenever a key is pressed in the field."""
        if event.type() in {QEvent.Type.KeyPress, QEvent.Type.FocusIn}:
            lock = caps_lock()
            if lock and self._caps.isHidden():
                announce(self.line, self._caps.text())
            self._caps.setVisible(bool(lock))
        elif event.type() == QEvent.Type.FocusOut:
            self._caps.hide()
        return super().eventFilter(watched, event)

    def _reveal(self, on: bool) -> None:  # noqa: FBT001 - a slot of toggled(bool)
        mode = QLineEdit.EchoMode.Normal if on else QLineEdit.EchoMode.Password
        self.line.setEchoMode(mode)
        self._show.setText(self.tr("Hide") if on else self.tr("Show"))
        self._show.setAccessibleName(self.tr("Hide password") if on else self.tr("Show password"))


def caps_lock() -> bool | None:
    """Whether Caps Lock is on; None where this system does not say."""
    if sys.platform == "win32":
        import ctypes

        key_capital = 0x14
        return bool(ctypes.windll.user32.GetKeyState(key_capital) & 1)
    return None


class KeyChoice(QWidget):
    """One of a few answers, by its number key, the arrow keys or the mouse; 0 takes it back."""

    edited = Signal()
    keyed = Signal()
    """A number key has chosen: typing may go on in the next field."""

    def __init__(self, options: Sequence[tuple[int, str]], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._group = QButtonGroup(self)
        flow = FlowLayout(self, 4)
        for code, text in options:
            button = QRadioButton(f"{code}  {text}")
            button.setProperty("kind", "choice")
            button.setAccessibleName(text)
            button.setAccessibleDescription(self.tr("Key {code}").format(code=code))
            self._group.addButton(button, code)
            flow.addWidget(button)
        self._group.idToggled.connect(self._toggled)
        if options:
            self.setFocusProxy(self._group.button(options[0][0]))

    def value(self) -> int | None:
        """The chosen code, or None."""
        code = self._group.checkedId()
        return None if code == -1 else code

    def set_value(self, code: int | None) -> None:
        """Choose a code, or with None nothing."""
        button = self._group.button(code) if code is not None else None
        if button is not None:
            button.setChecked(True)
            return
        chosen = self._group.checkedButton()
        if chosen is not None:
            self._group.setExclusive(False)
            chosen.setChecked(False)
            self._group.setExclusive(True)
            self.edited.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take number keys."""
        text = event.text()
        if text.isascii() and text.isdigit():
            code = int(text)
            if code == 0:
                self.set_value(None)
                return
            button = self._group.button(code)
            if button is not None:
                button.setChecked(True)
                button.setFocus()
                self.keyed.emit()
                return
        super().keyPressEvent(event)

    def _toggled(self, code: int, on: bool) -> None:  # noqa: FBT001 - a slot of idToggled(int, bool)
        if on:
            self.setFocusProxy(self._group.button(code))
            self.edited.emit()


class WordsField(QPlainTextEdit):
    """Several lines of words; it grows with them, and Tab goes on to the next field."""

    def __init__(self, lines: int = 3, most: int = 12, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._least = lines
        self._most = most
        self.setTabChangesFocus(True)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self.textChanged.connect(self._fit)
        self._fit()

    def text(self) -> str:
        """The words."""
        return self.toPlainText()

    def event(self, event: QEvent) -> bool:
        """Leave Ctrl+Z to others where there is no typing to take back."""
        if (
            event.type() in {QEvent.Type.ShortcutOverride, QEvent.Type.KeyPress}
            and isinstance(event, QKeyEvent)
            and event.matches(QKeySequence.StandardKey.Undo)
            and not self.document().isUndoAvailable()
        ):
            event.ignore()
            return False
        return super().event(event)

    def changeEvent(self, event: QEvent) -> None:
        """Fit again when the text size changes."""
        super().changeEvent(event)
        if event.type() in {QEvent.Type.FontChange, QEvent.Type.StyleChange}:
            self._fit()

    def sizeHint(self) -> QSize:
        """As tall as its words."""
        return QSize(super().sizeHint().width(), self._height())

    def _height(self) -> int:
        layout = self.document().documentLayout()
        lines = round(layout.documentSize().height()) if layout else 1
        lines = max(self._least, min(self._most, lines))
        return lines * line_height(self.font()) + Theme.of_app().px(12) + 12

    def _fit(self) -> None:
        self.setFixedHeight(self._height())


class ChipsField(QWidget):
    """Several of a long list, chosen by typing part of a name; Backspace takes the last away."""

    edited = Signal()
    numbered = Signal(int)
    """A number key was pressed in the empty line: it takes the offer of that number."""

    def __init__(
        self,
        options: Sequence[tuple[str, str]],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._labels = dict(options)
        self._codes = {label: code for code, label in options}
        self._chosen: list[str] = []
        self.line = QLineEdit()
        self.line.setPlaceholderText(self.tr("Type part of a theme, then Enter"))
        completer = QCompleter(self)
        completer.setModel(QStringListModel([label for _, label in options], completer))
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        completer.setMaxVisibleItems(8)
        completer.activated.connect(self._take)
        self._completer = completer
        self.line.setCompleter(completer)
        self.line.returnPressed.connect(self._enter)
        self.line.installEventFilter(self)
        self._chips = QWidget()
        self._chips.setProperty("part", "canvas")
        self._flow = FlowLayout(self._chips)
        self._chips.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self.line)
        column.addWidget(self._chips)
        self.setFocusProxy(self.line)

    def value(self) -> tuple[str, ...]:
        """The chosen codes, in the order chosen."""
        return tuple(self._chosen)

    def set_value(self, codes: Sequence[str]) -> None:
        """Show these codes as chosen."""
        self._chosen = list(codes)
        self._redraw()

    def add(self, code: str) -> None:
        """Choose one more, as if it had been typed."""
        self._take(self._labels.get(code, ""))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """In the empty line Backspace takes the last chip away, and a number takes an offer."""
        if (
            event.type() == QEvent.Type.KeyPress
            and isinstance(event, QKeyEvent)
            and not self.line.text()
        ):
            typed = event.text()
            if event.key() == Qt.Key.Key_Backspace and self._chosen:
                self._drop(self._chosen[-1])
                return True
            if len(typed) == 1 and typed in "123456789":  # no theme begins with a number
                self.numbered.emit(int(typed))
                return True
        return super().eventFilter(watched, event)

    def _enter(self) -> None:
        if self._completer.currentCompletion() and self.line.text().strip():
            self._take(self._completer.currentCompletion())

    def _take(self, label: str) -> None:
        code = self._codes.get(label)
        if code is not None and code not in self._chosen:
            self._chosen.append(code)
            self._redraw()
            self.edited.emit()
            announce(self.line, self.tr("{label} added").format(label=label))
        # The completer writes the label into the line after this slot: empty it behind that.
        self.line.clear()
        QTimer.singleShot(0, self.line, self.line.clear)

    def _drop(self, code: str) -> None:
        self._chosen.remove(code)
        self._redraw()
        self.edited.emit()
        self.line.setFocus()
        announce(self.line, self.tr("{label} removed").format(label=self._labels.get(code, code)))

    def _redraw(self) -> None:
        while (item := self._flow.takeAt(0)) is not None:
            discard(item.widget())
        for code in self._chosen:
            label = self._labels.get(code, code)
            chip = QPushButton(f"{label}  ✕")
            chip.setProperty("kind", "chip")
            chip.setProperty("code", code)
            chip.setAccessibleName(self.tr("Remove {label}").format(label=label))
            chip.clicked.connect(self._chip_clicked)
            self._flow.addWidget(chip)
        self._chips.setVisible(bool(self._chosen))
        self.updateGeometry()

    def _chip_clicked(self) -> None:
        chip = self.sender()
        if chip is not None:
            self._drop(str(chip.property("code")))
