# SPDX-License-Identifier: MIT
"""Layouts that change with the room they have, so that 200 % text on a small screen still works."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QFrame,
    QGridLayout,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from coprod_desktop.gui.flow import FlowLayout
from coprod_desktop.gui.furniture import Button, bar, discard
from coprod_desktop.gui.theme import Theme

_BESIDE: Final = 900
"""Width, at 100 %, below which a list and what it shows take turns."""


class Columns(QWidget):
    """Fields in a grid of `wide` columns, or of `narrow` ones where there is less room."""

    def __init__(
        self, items: Sequence[tuple[QWidget, int]], *, wide: int, narrow: int, least: int
    ) -> None:
        """`items` are widgets with how many columns they span; `least` is a width at 100 %."""
        super().__init__()
        self.setProperty("part", "canvas")
        self._items = tuple(items)
        self._wide, self._narrow, self._least = wide, narrow, least
        self._now = 0
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(12)
        self._grid.setVerticalSpacing(10)
        self._arrange(narrow)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Count the columns again."""
        super().resizeEvent(event)
        wide = self.width() >= Theme.of_app().px(self._least)
        self._arrange(self._wide if wide else self._narrow)

    def _arrange(self, columns: int) -> None:
        if columns == self._now:
            return
        self._now = columns
        line = place = 0
        for widget, span in self._items:
            taken = min(span, columns)
            if place + taken > columns:
                line, place = line + 1, 0
            self._grid.addWidget(widget, line, place, 1, taken, Qt.AlignmentFlag.AlignTop)
            place += taken
        for column in range(self._wide):
            self._grid.setColumnStretch(column, 1 if column < columns else 0)


class _Fitting(QWidget):
    """Arranges its parts anew whenever its width or the size of the text is another."""

    def resizeEvent(self, event: QResizeEvent) -> None:
        """There is more room, or less."""
        super().resizeEvent(event)
        self._arrange()

    def changeEvent(self, event: QEvent) -> None:
        """Larger words need more room."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._arrange()

    def _arrange(self) -> None:
        raise NotImplementedError


class Halves(_Fitting):
    """Two parts beside each other, or under each other where there is less room."""

    def __init__(self, parts: Sequence[tuple[QWidget, int]], *, least: int) -> None:
        """`parts` are widgets with their shares of the width; `least` is a width at 100 %."""
        super().__init__()
        self.setProperty("part", "canvas")
        self._least = least
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(16)
        for part, share in parts:
            self._row.addWidget(part, share)

    def _arrange(self) -> None:
        wide = self.width() >= Theme.of_app().px(self._least)
        direction = QBoxLayout.Direction
        self._row.setDirection(direction.LeftToRight if wide else direction.TopToBottom)


class Downwards(_Fitting):
    """Short parts that are read down their columns: as many columns as there is room for."""

    def __init__(self, columns: int) -> None:
        super().__init__()
        self.setProperty("part", "canvas")
        self._most, self._now = columns, 0
        self._parts: list[QWidget] = []
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(8)

    def show_parts(self, parts: Sequence[QWidget]) -> None:
        """Show these in place of those that were there."""
        for old in self._parts:
            discard(old)
        self._parts, self._now = list(parts), 0
        self._arrange()

    def minimumSizeHint(self) -> QSize:
        """As narrow as one column, so that the widest arrangement does not hold the window."""
        return QSize(self._widest(), super().minimumSizeHint().height())

    def _widest(self) -> int:
        return max((part.sizeHint().width() for part in self._parts), default=0)

    def _arrange(self) -> None:
        gap = self._grid.spacing()
        room = (self.width() + gap) // max(1, self._widest() + gap)
        columns = max(1, min(self._most, room))
        if columns == self._now:
            return
        self._now = columns
        lines = -(-len(self._parts) // columns)
        for place, part in enumerate(self._parts):
            self._grid.addWidget(part, place % lines, place // lines)
        for column in range(self._most):
            self._grid.setColumnStretch(column, 1 if column < columns else 0)


class Foot(QFrame):
    """The buttons under a form; they go on in another line where there is no room."""

    def __init__(self, *widgets: QWidget) -> None:
        super().__init__()
        self.setProperty("part", "status")
        flow = FlowLayout(self)
        flow.setContentsMargins(24, 8, 24, 8)
        for widget in widgets:
            flow.addWidget(widget)


class Beside(QWidget):
    """A list with what its current line shows beside it, or in its place where it is narrow."""

    turned = Signal(bool)
    """Whether there is little room now."""

    def __init__(self, main: QWidget, side: QWidget, sizes: tuple[int, int]) -> None:
        super().__init__()
        self._main, self._side = main, side
        self.narrow = True  # until it is known: both at once would force the window wider
        self._known = False
        self._above: tuple[QWidget, ...] = ()
        self._hidden: list[QWidget] = []
        self.back = Button(self.tr("Back to the list"), kind="quiet", icon="back")
        self.back.clicked.connect(self.show_main)
        self._back_bar = bar(self.back)
        holder = QWidget()
        self._column = QVBoxLayout(holder)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(8)
        self._column.addWidget(self._back_bar)
        self._column.addWidget(side, 1)
        self._holder = holder
        self._split = QSplitter(Qt.Orientation.Horizontal)
        self._split.setChildrenCollapsible(False)
        self._split.setHandleWidth(16)
        self._split.addWidget(main)
        self._split.addWidget(holder)
        self._split.setSizes(list(sizes))
        holder.hide()
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self._split)

    def give_way(self, *above: QWidget) -> None:
        """What stands over the list and leaves its room to a line where one takes its place."""
        self._above = above

    def aside(self) -> bool:
        """Whether a line has the list's place now."""
        return self.narrow and self._main.isHidden()

    def show_side(self) -> None:
        """Show what the line holds; where there is room it is there anyway."""
        if self.narrow:
            self._main.hide()
            self._holder.show()
            self._hide_above()

    def show_main(self) -> None:
        """Back to the list."""
        if self.narrow:
            self._holder.hide()
            self._main.show()
            self._show_above()
        self._main.setFocus()

    def hideEvent(self, event: QHideEvent) -> None:
        """Another face of the page has its turn, under the same heading."""
        super().hideEvent(event)
        self._show_above()

    def showEvent(self, event: QShowEvent) -> None:
        """Go on where it was."""
        super().showEvent(event)
        if self.aside():
            self._hide_above()

    def _hide_above(self) -> None:
        self._hidden += [each for each in self._above if not each.isHidden()]
        for each in self._hidden:
            each.hide()

    def _show_above(self) -> None:
        for each in self._hidden:
            each.show()
        self._hidden.clear()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape goes back to the list."""
        if event.key() == Qt.Key.Key_Escape and self.narrow and not self._main.isVisible():
            self.show_main()
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """See whether there is room for both."""
        super().resizeEvent(event)
        narrow = self.width() < Theme.of_app().px(_BESIDE)
        if self._known and narrow == self.narrow:
            return
        self._known = True
        self.narrow = narrow
        self._back_bar.setVisible(narrow)
        self._main.show()
        self._show_above()
        self._holder.setVisible(not narrow)
        self.turned.emit(narrow)
