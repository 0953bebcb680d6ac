# SPDX-License-Identifier: MIT
"""What the inbox's tabs have in common: a list, and beside it what a line means."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from PySide6.QtWidgets import QVBoxLayout, QWidget

from coprod_desktop.gui.desk import Desk
from coprod_desktop.gui.furniture import EmptyState, Scroll, Stack
from coprod_desktop.gui.responsive import Beside
from coprod_desktop.gui.rows import Line, Lines
from coprod_desktop.gui.tables import Table


class Column(NamedTuple):
    """A column's title, its width at 100 %, and whether it goes where there is little room."""

    title: str
    width: int = 0
    """0 for the one that takes the rest."""
    spare: bool = False


def origin(site: str, wing: str) -> str:
    """Site and wing, as far as they are known."""
    return ", ".join(part for part in (site, wing) if part) or "–"


class ListTab(QWidget):
    """A list, perhaps with what its current line means beside it, or why there are no lines."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk

    def _build_list(self, name: str, columns: Sequence[Column]) -> None:
        """The list alone, with the name a screen reader says."""
        px = self._desk.theme.px
        widths = [each.width for each in columns]
        self.model = Lines([each.title for each in columns], self)
        self.table = Table(name, px(38))
        self.table.setModel(self.model)
        self.table.columns([px(width) for width in widths], widths.index(0))
        spare = [place for place, each in enumerate(columns) if each.spare]
        self.rest = self.table.give_way(*reversed(spare))

    def _build_side(self, first: QWidget, widths: tuple[int, int] = (700, 420)) -> Beside:
        """The list with a column beside it that begins with a widget."""
        self._side = Scroll(margins=(0, 0, 6, 0))
        self._side.body.addWidget(first)
        self._side.body.addStretch(1)
        self._beside = Beside(self.table, self._side, widths)
        self.table.chosen.connect(self._choose_line)
        self.table.opened.connect(self._open)
        return self._beside

    def _lay_out(self, full: QWidget, icon: str, title: str, text: str) -> None:
        """Show a widget while there are lines, and an icon and words while there are none."""
        self._full = full
        self._none = EmptyState(icon, title, text)
        self._stack = Stack()
        self._stack.add(self._none)
        self._stack.add(full)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 12, 0, 0)
        column.addWidget(self._stack)
        if full is self.table:  # nothing beside it says the rest
            column.addWidget(self.rest)

    def _show_lines(self, lines: Sequence[Line]) -> None:
        here = max(0, self.table.currentIndex().row())
        self.model.show_lines(lines)
        if self._full is self.table:
            self.table.choose(min(here, len(lines) - 1))
        self._stack.turn(self._full if lines else self._none)

    def _explain(self, value: Any, /) -> None:
        """Say beside the list what its current line means, or nothing if there is none."""

    def _choose_line(self, place: int) -> None:
        line = self.model.line(place)
        self._explain(line.value if line is not None else None)

    def _open(self, _place: int, /) -> None:
        self._beside.show_side()
