# SPDX-License-Identifier: MIT
"""A chart on a sheet of paper, with what it tells in sentences under it."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QWidget

from coprod_desktop.domain.document import Page
from coprod_desktop.gui import drawing
from coprod_desktop.gui.jobs import Jobs
from coprod_desktop.gui.paper_dialog import PaperPreview

_LETTERS: Final = 14 * drawing.UNIT / 72
"""Size of the sentences: large print on a sheet that hangs on a wall."""


class ChartSheet:
    """One sheet, turned: the chart as wide as the paper, and the sentences."""

    def __init__(self, png: bytes, title: str, said: str) -> None:
        self.title = title
        self.page = Page(landscape=True)
        self.said = said
        self._picture = QImage.fromData(png)

    def count(self) -> int:
        """It is one page."""
        return 1

    def draw(self, painter: QPainter, place: int) -> None:
        """Draw it, black on white in every theme."""
        del place
        margin = drawing.units(self.page.margin)
        room = drawing.paper(self.page).adjusted(margin, margin, -margin, -margin)
        height = room.width() * self._picture.height() / max(1, self._picture.width())
        painter.drawImage(QRectF(room.left(), room.top(), room.width(), height), self._picture)
        drawing.blacken(painter)
        painter.setFont(drawing.font(_LETTERS))
        under = room.adjusted(0, height + _LETTERS, 0, 0)
        wrapped = Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignTop
        painter.drawText(under, wrapped, self.said)


def show_on_paper(jobs: Jobs, png: bytes, title: str, said: str, parent: QWidget) -> PaperPreview:
    """Show a chart as it will print; from there it can be printed or saved as PDF."""
    dialog = PaperPreview(jobs, title, parent)
    dialog.lay_out()
    dialog.show_picture(lambda: ChartSheet(png, title, said))
    dialog.open()
    return dialog
