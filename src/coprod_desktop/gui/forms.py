# SPDX-License-Identifier: MIT
"""Labelled rows: a field cannot be added without a name that a screen reader can say."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, Generic, TypeVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QLabel, QLineEdit, QVBoxLayout, QWidget

from coprod_desktop.gui.label import Label
from coprod_desktop.gui.messages import announce

W = TypeVar("W", bound=QWidget)


def words(text: str, say: str = "") -> QLabel:
    """A label that wraps, in one of the style sheet's voices (``title``, ``hint``, ``error`` …)."""
    label = Label(text)
    label.setWordWrap(True)
    if say:
        label.setProperty("say", say)
    return label


def restyle(widget: QWidget, name: str, value: object) -> None:
    """Set a property that the style sheet looks at, and have it look again."""
    widget.setProperty(name, value)
    widget.style().unpolish(widget)
    widget.style().polish(widget)


SAVE_KEYS: Final = ("Ctrl+Return", "Ctrl+Enter")
"""What saves a form; the second is the key of the number pad."""


def on_keys(widget: QWidget, act: Callable[[], object], *keys: str) -> None:
    """Do something on these keys, wherever in a widget the focus is."""
    for each in keys:
        shortcut = QShortcut(QKeySequence(each), widget)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.activated.connect(act)


class Row(QWidget, Generic[W]):
    """A label, a hint, a field and room for what is wrong with it."""

    def __init__(self, label: str, field: W, *, hint: str = "", required: bool = False) -> None:
        super().__init__()
        self.field = field
        self._name = label
        self._hint = hint
        self._required = required
        self.label = words("", "label")
        self.label.setBuddy(field)
        self.error = words("", "error")
        self.error.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self.label)
        if hint:
            column.addWidget(words(hint, "hint"))
        column.addWidget(self.error)
        column.addWidget(field)
        self.rename(label)

    def rename(self, label: str) -> None:
        """Give the field another label."""
        self._name = label
        self.label.setText(
            self.tr("{label} (needed)").format(label=label) if self._required else label
        )
        self._name_field()

    def set_error(self, text: str) -> None:
        """Show and announce what is wrong with the field; nothing takes it away."""
        self.error.setText(text)
        self.error.setVisible(bool(text))
        for part in self._named():
            restyle(part, "wrong", "true" if text else "false")
        self._name_field()
        if text:
            announce(self.field, f"{self._name}: {text}", at_once=True)

    def _named(self) -> list[QWidget]:
        """The field and, where it is made of parts, the part that takes the focus."""
        proxy = self.field.focusProxy()
        return [self.field, proxy] if proxy is not None else [self.field]

    def _name_field(self) -> None:
        needed = self.tr("needed") if self._required else ""
        detail = ". ".join(part for part in (self._hint, needed, self.error.text()) if part)
        self.field.setAccessibleName(self._name)
        self.field.setAccessibleDescription(detail)
        proxy = self.field.focusProxy()
        if isinstance(proxy, QLineEdit):
            proxy.setAccessibleName(self._name)
            proxy.setAccessibleDescription(detail)


class Form(QWidget):
    """Rows under each other; every field in it has a label."""

    def __init__(self, parent: QWidget | None = None, spacing: int = 16) -> None:
        super().__init__(parent)
        self.setProperty("part", "canvas")
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(spacing)
        self.rows: list[Row[QWidget]] = []

    def add(self, label: str, field: W, *, hint: str = "", required: bool = False) -> Row[W]:
        """Add a labelled field and return its row."""
        row = Row(label, field, hint=hint, required=required)
        self.rows.append(row)  # pyright: ignore[reportArgumentType]
        self._column.addWidget(row)
        return row

    def add_widget(self, widget: QWidget) -> None:
        """Add something that is no field: a heading, a banner, a row of buttons."""
        self._column.addWidget(widget)

    def clear_errors(self) -> None:
        """Take every row's error away."""
        for row in self.rows:
            row.set_error("")

    def first_wrong(self) -> Row[QWidget] | None:
        """The first row with an error, which is where the focus belongs."""
        return next((row for row in self.rows if row.error.text()), None)
