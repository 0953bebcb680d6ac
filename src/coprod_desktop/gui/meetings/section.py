# SPDX-License-Identifier: MIT
"""A part of the notes under a heading that opens it; its fields are made when it first opens."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import Any, ClassVar

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QFrame,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from coprod_desktop.gui.forms import Row, words
from coprod_desktop.gui.furniture import Button


class Section(QFrame):
    """Fields that hold some of a meeting's values.

    A subclass names its values with what they are when nothing was typed, builds its fields in
    `build`, moves values in and out of them with `show_values` and `read`, and says in `summary`
    what stands there while it is closed.
    """

    edited = Signal()
    DEFAULTS: ClassVar[dict[str, Any]] = {}

    def __init__(self, title: str) -> None:
        super().__init__()
        self.setProperty("part", "card")
        self._held: dict[str, Any] = copy.deepcopy(self.DEFAULTS)
        self._built = False
        self.rows: list[Row[Any]] = []
        self.button = Button(title, kind="section", icon="right", parent=self)
        self.button.setCheckable(True)
        self.button.toggled.connect(self._turn)
        self.short = words("", "soft")
        self.inner = QWidget()
        self.inner.setProperty("part", "canvas")
        self.body = QVBoxLayout(self.inner)
        self.body.setContentsMargins(0, 4, 0, 0)
        self.body.setSpacing(12)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 8, 16, 12)
        column.setSpacing(4)
        column.addWidget(self.button, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self.short)
        column.addWidget(self.inner)
        self.inner.hide()
        self.short.hide()

    def build(self) -> None:
        """Make the fields, once."""
        raise NotImplementedError

    def show_values(self, values: dict[str, Any]) -> None:
        """Put values into the fields."""
        raise NotImplementedError

    def read(self) -> dict[str, Any]:
        """The values in the fields."""
        raise NotImplementedError

    def summary(self, values: dict[str, Any]) -> str:
        """What stands here, in a line."""
        raise NotImplementedError

    def check(self) -> None:
        """Put an error to each field that is wrong; only called once the fields are made."""

    def values(self) -> dict[str, Any]:
        """The values, whether the fields are made yet or not."""
        return self.read() if self._built else self._held

    def fill(self, values: dict[str, Any]) -> None:
        """Take other values; what is not there is as if nothing was typed."""
        self._held = {
            name: copy.deepcopy(values.get(name, usual)) for name, usual in self.DEFAULTS.items()
        }
        if self._built:
            self.show_values(self._held)
        self._summarise()

    def is_open(self) -> bool:
        """Whether the fields are shown."""
        return self.button.isChecked()

    def set_open(self, *, on: bool) -> None:
        """Open or close it; the focus stays where it is."""
        self.button.setChecked(on)

    def wrong(self) -> list[Row[Any]]:
        """The rows whose fields are wrong, after a `check`."""
        if not self._built:
            return []
        for row in self.rows:
            if row.error.text():
                row.set_error("")
        self.check()
        return [row for row in self.rows if row.error.text()]

    def row(self, label: str, field: Any, *, hint: str = "", required: bool = False) -> Row[Any]:
        """A labelled field of this section; it is up to the section where it stands."""
        made: Row[Any] = Row(label, field, hint=hint, required=required)
        self.rows.append(made)
        return made

    def _turn(self, on: bool) -> None:  # noqa: FBT001 - a slot of toggled(bool)
        if on and not self._built:
            self.build()
            self._built = True
            self.show_values(self._held)
        self.button.set_icon("down" if on else "right")
        self.inner.setVisible(on)
        self._summarise()

    def _summarise(self) -> None:
        text = "" if self.is_open() else self.summary(self.values())
        self.short.setText(text)
        self.short.setVisible(bool(text))
        state = self.tr("open") if self.is_open() else self.tr("closed")
        self.button.setAccessibleDescription(". ".join(part for part in (state, text) if part))


def stops(root: QWidget) -> Iterator[QWidget]:
    """What Tab can stop at in a widget, in the order of its layouts, which is that of the eye."""
    if isinstance(root, QScrollArea):
        inner = root.widget()
        if inner is not None:
            yield from stops(inner)
        return
    if root.focusPolicy() & Qt.FocusPolicy.TabFocus and root.focusProxy() is None:
        yield root
    layout = root.layout()
    if layout is not None and not isinstance(root, QComboBox):
        yield from _stops_in(layout)


def _stops_in(layout: Any) -> Iterator[QWidget]:
    for place in range(layout.count()):
        item = layout.itemAt(place)
        if item.widget() is not None:
            yield from stops(item.widget())
        elif item.layout() is not None:
            yield from _stops_in(item.layout())


def step(root: QWidget, *, forward: bool) -> bool:
    """Take Tab on as the eye goes, whenever the parts of a widget were made; whether it could.

    Qt goes in the order of making, so what an item is given later would come last of all. From the
    last stop it goes on to what follows the widget.
    """
    here = QApplication.focusWidget()
    live = [each for each in stops(root) if each.isVisible() and each.isEnabled()]
    if here is None or here not in live:
        return False
    place = live.index(here) + (1 if forward else -1)
    reason = Qt.FocusReason.TabFocusReason if forward else Qt.FocusReason.BacktabFocusReason
    if 0 <= place < len(live):
        live[place].setFocus(reason)
        return True
    beyond: QWidget | None = here
    while True:
        beyond = beyond.nextInFocusChain() if forward else beyond.previousInFocusChain()
        if beyond is None or beyond is here:
            return False
        stop = beyond.focusPolicy() & Qt.FocusPolicy.TabFocus and beyond.focusProxy() is None
        there = beyond.isVisible() and beyond.isEnabled() and beyond.window() is root.window()
        if stop and there and not root.isAncestorOf(beyond):
            beyond.setFocus(reason)
            return True
