# SPDX-License-Identifier: MIT
"""Lists of two things that belong together: said and done, what and why, a thanks and its state."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QPlainTextEdit, QVBoxLayout, QWidget

from coprod_desktop.gui.feedback.parts import choose, choosing
from coprod_desktop.gui.furniture import Button, bar, discard
from coprod_desktop.gui.guards.staff import StaffGuard
from coprod_desktop.gui.line_field import LineField
from coprod_desktop.gui.responsive import Columns

_SPAN: Final = 4
Make = Callable[[], QWidget]


def text_of(field: QWidget) -> str:
    """What a field of a pair holds: words, or a chosen code."""
    if isinstance(field, QPlainTextEdit):
        return field.toPlainText().strip()
    return str(field.currentData() or "") if isinstance(field, QComboBox) else ""


def words_field(name: str) -> LineField:
    """A field for words, named."""
    field = LineField()
    field.setPlaceholderText(name)
    field.setAccessibleName(name)
    return field


def code_field(name: str, options: list[tuple[str, str]]) -> QComboBox:
    """A box to choose a code from, named."""
    box = choosing(options)
    box.setItemText(0, name)
    box.setAccessibleName(name)
    return box


class Pairs(QWidget):
    """Any number of lines of two or three fields; Return in the last words begins another."""

    edited = Signal()

    def __init__(
        self,
        add: str,
        fields: Sequence[tuple[str, Make]],
        guard: StaffGuard | None = None,
        patients: frozenset[str] = frozenset(),
    ) -> None:
        """`guard` looks after the words that staff write: all but the fields of `patients`."""
        super().__init__()
        self.setProperty("part", "canvas")
        self._guard, self._patients = guard, patients
        self._fields = tuple(fields)
        self.lines: list[dict[str, QWidget]] = []
        self._holders: list[QWidget] = []
        self._column = QVBoxLayout()
        self._column.setSpacing(8)
        self.add = Button(add, icon="plus")
        self.add.clicked.connect(self.add_line)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(8)
        whole.addLayout(self._column)
        if guard is not None:
            whole.addWidget(guard)
        whole.addWidget(bar(self.add))

    def values(self) -> list[dict[str, str]]:
        """The lines as plain values; a line with nothing in it is left out."""
        read = [{name: text_of(field) for name, field in line.items()} for line in self.lines]
        return [each for each in read if any(each.values())]

    def fill(self, lines: Sequence[dict[str, Any]]) -> None:
        """Show plain values in place of what stands there."""
        for holder in tuple(self._holders):
            self._drop(holder)
        for values in lines:
            self._line(values)

    def add_line(self) -> None:
        """Another line, with the cursor in it."""
        line = self._line({})
        next(iter(line.values())).setFocus()

    def _line(self, values: dict[str, Any]) -> dict[str, QWidget]:
        holder = QWidget()
        holder.setProperty("part", "canvas")
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 0, 0, 0)
        parts: list[tuple[QWidget, int]] = []
        line: dict[str, QWidget] = {}
        for name, make in self._fields:
            field = make()
            self._show(field, values.get(name, ""))
            parts.append((field, _SPAN))
            line[name] = field
            guard = self._guard if name not in self._patients else None
            if guard is not None and isinstance(field, LineField):
                guard.watch(field)
        remove = Button(self.tr("Remove"), kind="quiet")
        remove.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        remove.clicked.connect(partial(self._gone, holder))
        parts.append((remove, 1))
        wide = _SPAN * len(self._fields) + 1
        row.addWidget(Columns(parts, wide=wide, narrow=_SPAN, least=620))
        self.lines.append(line)
        self._holders.append(holder)
        self._column.addWidget(holder)
        holder.setVisible(True)
        self._go_on(list(line.values()))
        return line

    def _show(self, field: QWidget, value: object) -> None:
        if isinstance(field, LineField):
            field.setPlainText(str(value))
            field.textChanged.connect(self.edited)
        elif isinstance(field, QComboBox):
            choose(field, value)
            field.currentIndexChanged.connect(self.edited)

    def _go_on(self, fields: list[QWidget]) -> None:
        """Return goes to the next field, and from the last to another line."""
        for place, field in enumerate(fields):
            if isinstance(field, LineField):
                after = fields[place + 1] if place + 1 < len(fields) else None
                field.ended.connect(after.setFocus if after is not None else self.add_line)

    def _drop(self, holder: QWidget) -> None:
        place = self._holders.index(holder)
        for field in self.lines[place].values():
            if self._guard is not None and isinstance(field, LineField):
                self._guard.leave(field)
        del self._holders[place], self.lines[place]
        discard(holder)

    def _gone(self, holder: QWidget, _checked: bool = False) -> None:  # noqa: FBT001, FBT002
        self._drop(holder)
        self.add.setFocus()
        self.edited.emit()
