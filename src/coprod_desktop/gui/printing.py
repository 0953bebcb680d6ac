# SPDX-License-Identifier: MIT
"""Paper shown as it will print; secrets go straight to a printer, and never to a file."""

from __future__ import annotations

import html
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QCoreApplication, QEventLoop, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QImage,
    QPainter,
    QResizeEvent,
    QTextDocument,
)
from PySide6.QtPrintSupport import QPrinter, QPrinterInfo, QPrintPreviewWidget
from PySide6.QtWidgets import QComboBox, QDialog, QGraphicsView, QVBoxLayout, QWidget

from coprod_desktop.gui.forms import Form, words
from coprod_desktop.gui.furniture import Button, bar
from coprod_desktop.gui.theme import Theme

if TYPE_CHECKING:
    from coprod_desktop.services.sheets import Matrix, Page

_QUIET: Final = 4
"""Modules left white around a QR code (ISO/IEC 18004)."""
_FILES: Final = ("pdf", "xps", "onenote", "fax", "file", "image")
"""What the names of printers say that print to a file."""
_FINE: Final = 1200
"""Dots to the inch of a preview: what a good printer has."""
_WIDTH: Final = 760
_HEIGHT: Final = 680
_AROUND: Final = 48


def qr_image(matrix: Matrix, module: int) -> QImage:
    """Draw a QR code, black on white in every theme: a camera must read it."""
    side = (len(matrix) + 2 * _QUIET) * module
    image = QImage(side, side, QImage.Format.Format_RGB32)
    image.fill(QColor("white"))
    painter = QPainter(image)
    for line, modules in enumerate(matrix):
        for place, dark in enumerate(modules):
            if dark:
                x, y = (place + _QUIET) * module, (line + _QUIET) * module
                painter.fillRect(x, y, module, module, QColor("black"))
    painter.end()
    return image


def page_document(page: Page) -> QTextDocument:
    """A sheet of numbered words in four columns, with a QR code of the same and what to do."""
    document = QTextDocument()
    # In every theme: the colours of a dark window would print white words on white paper.
    document.setDefaultStyleSheet("p, td, b { color: #000000; }")
    columns = 4
    lines = -(-len(page.words) // columns)
    table = ""
    for line in range(lines):
        row = "".join(
            f'<td width="25%"><p style="font-size:16pt"><b>{place + 1}</b>&nbsp; '
            f"{html.escape(page.words[place])}</p></td>"
            for place in range(line, len(page.words), lines)
        )
        table += f"<tr>{row}</tr>"
    document.addResource(QTextDocument.ResourceType.ImageResource.value, "qr", qr_image(page.qr, 8))
    practice = QCoreApplication.translate("Paper", "For practice only.") if page.practice else ""
    document.setHtml(
        f'<p style="font-size:24pt"><b>{html.escape(page.title)}</b></p>'
        f"{_paragraphs((practice,) if practice else (), 16)}{_paragraphs(page.lines, 13)}"
        f'<table width="100%" cellpadding="8">{table}</table>'
        f'<p><img src="qr" width="200" height="200"></p>{_paragraphs(page.notes, 12)}'
    )
    return document


def _paragraphs(texts: Sequence[str], points: int) -> str:
    return "".join(f'<p style="font-size:{points}pt">{html.escape(text)}</p>' for text in texts)


def with_timers() -> None:
    """Let a worker's thread hold timers: without, Qt complains where a long text is set there."""
    QEventLoop()


def printers() -> tuple[str, ...]:
    """The printers of this PC that print on paper, the usual one first."""
    found = [info.printerName() for info in QPrinterInfo.availablePrinters()]
    paper = [name for name in found if not any(word in name.lower() for word in _FILES)]
    usual = QPrinterInfo.defaultPrinterName()
    return tuple(sorted(paper, key=lambda name: name != usual))


class PreviewDialog(QDialog):
    """Shows sheets as they will print, and prints them; what they are is a subclass's business.

    It has no way to save a file.
    """

    printed = Signal()

    def __init__(self, title: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(title)
        self.printing = Form()
        self.choice = QComboBox()
        self.choice.addItems(list(printers()))
        self.printing.add(self.tr("Printer"), self.choice)
        self.none = words("", "warning")
        self.go = Button(self.tr("Print"), kind="primary", icon="print")
        self.go.clicked.connect(self._print)
        self.shut = Button(self.tr("Close"))
        self.shut.clicked.connect(self.reject)

    def settle(self, width: int, height: int) -> None:
        """Show what there is a printer for, at a size at 100 %; once everything has a parent."""
        some = self.choice.count() > 0
        # Before they have a parent they would be windows of their own for a moment.
        self.printing.setVisible(some)
        self.go.setVisible(some)
        self.none.setVisible(not some)
        theme = Theme.of_app()
        size = QSize(theme.px(width), theme.px(height))
        parent = self.parentWidget()
        if parent is not None:
            size = size.boundedTo(parent.window().size() - QSize(_AROUND, _AROUND))
        self.resize(size)
        (self.go if some else self.shut).setFocus()

    def paint(self, printer: QPrinter) -> None:
        """Draw the sheets on a printer."""
        raise NotImplementedError

    def _print(self) -> None:
        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        printer.setPrinterName(self.choice.currentText())
        if printer.outputFormat() != QPrinter.OutputFormat.NativeFormat:
            return  # it would be a file
        self.paint(printer)
        self.printed.emit()


class PaperDialog(PreviewDialog):
    """Shows a sheet of secrets as it will print, and prints it. It never saves a file."""

    def __init__(self, title: str, document: QTextDocument, parent: QWidget) -> None:
        super().__init__(title, parent)
        self.none.setText(
            self.tr(
                "No printer is set up on this PC. Write the words down by hand, with their numbers."
            )
        )
        self._document = document
        # With a printer of its own: one of Python's may go before the preview that draws on it.
        self.preview = QPrintPreviewWidget(self)
        self.preview.paintRequested.connect(self._show)
        self.preview.setAccessibleName(self.tr("How it will print"))
        for view in self.preview.findChildren(QGraphicsView):
            view.setAccessibleName(self.tr("How it will print"))
        self.printed.connect(self.accept)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(12)
        column.addWidget(self.preview, 1)
        column.addWidget(self.printing)
        column.addWidget(self.none)
        column.addWidget(bar(self.go, self.shut))
        self.settle(_WIDTH, _HEIGHT)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show the whole page."""
        super().resizeEvent(event)
        self.preview.fitInView()

    def _show(self, printer: QPrinter) -> None:
        printer.setResolution(_FINE)
        self.paint(printer)

    def paint(self, printer: QPrinter) -> None:
        """Draw the sheet, on its preview too."""
        self._document.print_(printer)
