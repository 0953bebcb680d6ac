# SPDX-License-Identifier: MIT
"""Sheets of paper, drawn: a document's pages are the same on screen, in a PDF and on a printer.

All lengths are in units of a tenth of a point, whatever the device: a page breaks in the same place
everywhere, and letters stand where the typeface wants them.
"""

from __future__ import annotations

from typing import Final, Protocol

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QMarginsF, QRectF, QSizeF, Qt
from PySide6.QtGui import (
    QAbstractTextDocumentLayout,
    QColor,
    QFont,
    QFontMetricsF,
    QImage,
    QPagedPaintDevice,
    QPageLayout,
    QPageSize,
    QPainter,
    QPalette,
    QPdfWriter,
)
from PySide6.QtPrintSupport import QPrinter

from coprod_desktop.domain.document import POINTS, Document, Page
from coprod_desktop.gui.paper_type import Type, type_of
from coprod_desktop.gui.setting_type import laid_out
from coprod_desktop.gui.theme import FAMILY

UNIT: Final = 720
"""Units to the inch."""
_MM: Final = UNIT / 25.4
BLACK: Final = QColor("black")
_FOOT: Final = 0.8
"""Size of a footer's type over that of running text."""
_STRIP: Final = 2.4
"""Height of the strips at the top and foot of a page, over the size of their type."""
_LARGEST_FOOT: Final = 140


class Sheets(Protocol):
    """Pages that can be drawn one by one."""

    title: str
    page: Page

    def count(self) -> int:
        """How many there are."""
        ...

    def draw(self, painter: QPainter, place: int) -> None:
        """Draw one of them, from 0, with the paper's corner at the origin, in units."""
        ...


def units(millimetres: float) -> float:
    """A length on paper in units."""
    return millimetres * _MM


def paper(page: Page) -> QRectF:
    """The whole sheet in units."""
    width, height = page.millimetres
    return QRectF(0, 0, units(width), units(height))


def blacken(painter: QPainter) -> None:
    """Draw in black from here on, on a preview too.

    A preview keeps what is drawn and draws it again with a pen of the window's colour: one that is
    black already would not be kept, and white words would stand on white paper.
    """
    painter.setPen(QColor("white"))
    painter.setPen(BLACK)


def font(pixels: float, *, bold: bool = False) -> QFont:
    """The program's typeface at a size in units."""
    made = QFont(FAMILY)
    made.setPixelSize(max(1, round(pixels)))
    made.setBold(bold)
    made.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    return made


class Drawn:
    """The pages of a document."""

    def __init__(self, document: Document) -> None:
        self.title = document.title
        self.page = document.page
        self._document = document
        self._type: Type = type_of(document.size)
        foot = min(POINTS[document.size] * 10 * _FOOT, _LARGEST_FOOT)
        self._foot = font(foot)
        self._mark = font(foot * 1.2, bold=True)
        margin = units(document.page.margin)
        self._body = paper(document.page).adjusted(margin, margin, -margin, -margin)
        if document.mark:
            self._body.setTop(self._body.top() + foot * _STRIP)
        if document.footer or document.numbered:
            self._body.setBottom(self._body.bottom() - foot * _STRIP)
        self._body.setSize(QSizeF(self._body.size().toSize()))  # whole units: no page is a hair off
        self.text = laid_out(document, self._type, self._body.size())

    @property
    def body(self) -> QRectF:
        """Where on a sheet the text stands, in units."""
        return self._body

    def count(self) -> int:
        """How many pages it takes."""
        return self.text.pageCount()

    def draw(self, painter: QPainter, place: int) -> None:
        """Draw a page, black on white in every theme."""
        body = self._body
        self._draw_strips(painter, place)
        blacken(painter)
        painter.save()
        painter.translate(body.topLeft())
        painter.translate(0, -place * body.height())
        context = QAbstractTextDocumentLayout.PaintContext()
        context.clip = QRectF(0, place * body.height(), body.width(), body.height())  # pyright: ignore[reportAttributeAccessIssue]
        palette = QPalette()
        palette.setColor(QPalette.ColorRole.Text, BLACK)
        context.palette = palette  # pyright: ignore[reportAttributeAccessIssue]
        painter.setClipRect(context.clip)
        self.text.documentLayout().draw(painter, context)
        painter.restore()

    def _draw_strips(self, painter: QPainter, place: int) -> None:
        page, body = self._document, self._body
        blacken(painter)
        if page.mark and place:
            painter.setFont(self._mark)
            where = QRectF(body.left(), 0, body.width(), body.top() - self._mark.pixelSize() * 0.6)
            painter.drawText(where, Qt.AlignmentFlag.AlignBottom, page.mark)
        if not (page.footer or page.numbered):
            return
        size = self._foot.pixelSize()
        where = QRectF(body.left(), body.bottom() + size * 0.9, body.width(), size * 1.5)
        painter.fillRect(QRectF(where.left(), where.top() - size * 0.4, where.width(), 5), BLACK)
        painter.setFont(self._foot)
        number = f"Page {place + 1} of {self.count()}" if page.numbered else ""
        metrics = QFontMetricsF(self._foot)
        room = where.width() - metrics.horizontalAdvance(number) - size
        said = metrics.elidedText(page.footer, Qt.TextElideMode.ElideRight, room)
        middle = Qt.AlignmentFlag.AlignVCenter
        painter.drawText(where, Qt.AlignmentFlag.AlignLeft | middle, said)
        painter.drawText(where, Qt.AlignmentFlag.AlignRight | middle, number)


def picture(sheets: Sheets, place: int, width: int) -> QImage:
    """A page on white, so many pixels wide."""
    sheet = paper(sheets.page)
    scale = width / sheet.width()
    drawn = QImage(width, max(1, round(sheet.height() * scale)), QImage.Format.Format_RGB32)
    drawn.fill(QColor("white"))
    painter = QPainter(drawn)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.scale(scale, scale)
    sheets.draw(painter, place)
    painter.end()
    return drawn


def page_layout(page: Page) -> QPageLayout:
    """How a device has to hold the paper."""
    sizes = {
        "A3": QPageSize.PageSizeId.A3,
        "A4": QPageSize.PageSizeId.A4,
        "A5": QPageSize.PageSizeId.A5,
    }
    turned = QPageLayout.Orientation.Landscape
    upright = QPageLayout.Orientation.Portrait
    return QPageLayout(
        QPageSize(sizes[page.size]),
        turned if page.landscape else upright,
        QMarginsF(0, 0, 0, 0),
        QPageLayout.Unit.Millimeter,
    )


def print_on(sheets: Sheets, printer: QPrinter) -> None:
    """Draw every page on a printer."""
    set_up(sheets, printer)
    printer.setDocName(sheets.title)
    _draw_all(sheets, printer)


def set_up(sheets: Sheets, printer: QPrinter) -> None:
    """Have a printer take the paper that the sheets are for, up to its edges."""
    printer.setFullPage(True)
    layout = page_layout(sheets.page)
    printer.setPageSize(layout.pageSize())
    printer.setPageOrientation(layout.orientation())


def as_pdf(sheets: Sheets) -> bytes:
    """The pages as a PDF 1.6 file, with the title and the typeface in it. It carries no tags."""
    held = QByteArray()
    buffer = QBuffer(held)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setPdfVersion(QPagedPaintDevice.PdfVersion.PdfVersion_1_6)
    writer.setTitle(sheets.title)
    writer.setCreator("Coprod Desktop")
    writer.setResolution(UNIT)
    writer.setPageLayout(page_layout(sheets.page))
    _draw_all(sheets, writer)
    buffer.close()
    return bytes(held.data())


def _draw_all(sheets: Sheets, device: QPagedPaintDevice) -> None:
    painter = QPainter(device)
    scale = painter.device().logicalDpiX() / UNIT
    for place in range(sheets.count()):
        if place:
            device.newPage()
        painter.save()
        painter.scale(scale, scale)
        sheets.draw(painter, place)
        painter.restore()
    painter.end()
