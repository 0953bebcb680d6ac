# SPDX-License-Identifier: MIT
"""How many slips gave which answer: a number, its words, and a bar as long as the number."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QGridLayout, QLabel, QSizePolicy, QWidget

from coprod_desktop.gui.forms import words
from coprod_desktop.gui.label import Label
from coprod_desktop.gui.theme import Theme

_HIGH: Final = 12
_LEAST: Final = 24


class Bar(QWidget):
    """A bar whose length says how many; decoration, for its number stands beside it."""

    def __init__(self) -> None:
        super().__init__()
        self.share = 0.0
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_share(self, share: float) -> None:
        """Show a share of the whole length, from 0 to 1."""
        self.share = share
        self.update()

    def sizeHint(self) -> QSize:
        """Room for a short bar at least."""
        theme = Theme.of_app()
        return QSize(theme.px(_LEAST), theme.px(_HIGH))

    def minimumSizeHint(self) -> QSize:
        """As `sizeHint`."""
        return self.sizeHint()

    def changeEvent(self, event: QEvent) -> None:
        """Draw in the colours of now."""
        super().changeEvent(event)
        if event.type() in {QEvent.Type.PaletteChange, QEvent.Type.FontChange}:
            self.updateGeometry()
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the bar from where reading begins."""
        del event
        if self.share <= 0:
            return
        width = max(2.0, self.width() * self.share)
        leftwards = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
        left = self.width() - width if leftwards else 0.0
        painter = QPainter(self)
        painter.fillRect(
            QRectF(left, 0, width, self.height()), QColor(Theme.of_app().palette.accent)
        )
        painter.end()


class Tally(QWidget):
    """A line for each answer of a choice, and one for the slips that gave none."""

    def __init__(self, options: Sequence[tuple[int, str]]) -> None:
        super().__init__()
        self.setProperty("part", "canvas")
        self._options = (*options, (0, self.tr("No answer")))
        self.total = words("", "subheading")
        self.numbers: dict[int, QLabel] = {}
        self._bars: dict[int, Bar] = {}
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(6)
        grid.addWidget(self.total, 0, 0, 1, 3)
        for line, (code, text) in enumerate(self._options, 1):
            label = words(f"{code}  {text}" if code else text)
            self.numbers[code] = Label()
            self.numbers[code].setAlignment(Qt.AlignmentFlag.AlignRight)
            self._bars[code] = Bar()
            grid.addWidget(label, line, 0)
            grid.addWidget(self._bars[code], line, 1, Qt.AlignmentFlag.AlignVCenter)
            grid.addWidget(self.numbers[code], line, 2)
        grid.setColumnStretch(0, 5)
        grid.setColumnStretch(1, 3)
        self.show_counts({})

    def show_counts(self, counts: Mapping[int, int]) -> None:
        """Show how many slips gave each answer, by its number; 0 is for none."""
        total, most = sum(counts.values()), max(counts.values(), default=0)
        self.total.setText(
            self.tr("1 slip") if total == 1 else self.tr("{total} slips").format(total=total)
        )
        for code, text in self._options:
            count = counts.get(code, 0)
            self.numbers[code].setText(str(count))
            self.numbers[code].setAccessibleName(
                self.tr("{answer}: {count}").format(answer=text, count=count)
            )
            self._bars[code].set_share(count / most if most else 0)
