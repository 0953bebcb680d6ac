# SPDX-License-Identifier: MIT
"""Secrets on paper: shown as they will print, sent straight to a printer, never to a file."""

from __future__ import annotations

import html
from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QCoreApplication, QPointF, QRectF, QSizeF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QImage,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QTextDocument,
)
from PySide6.QtPrintSupport import QPrinter, QPrinterInfo, QPrintPreviewWidget
from PySide6.QtWidgets import QComboBox, QDialog, QVBoxLayout, QWidget

from coprod_desktop.gui.forms import Form, words
from coprod_desktop.gui.furniture import Button, bar
from coprod_desktop.gui.theme import Theme

Matrix = Sequence[Sequence[bool]]
"""A QR code's modules, line by line, True for dark; without its quiet zone."""

_QUIET: Final = 4
"""Modules left white around a QR code (ISO/IEC 18004)."""
_FILES: Final = ("pdf", "xps", "onenote", "fax", "file", "image")
"""What the names of printers say that print to a file."""
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


class QrPicture(QWidget):
    """A QR code on screen."""

    def __init__(self, side: int = 200) -> None:
        super().__init__()
        self._side = side
        self._image = QImage()
        self.setAccessibleName(self.tr("QR code with the same words"))
        self.hide()

    def show_code(self, matrix: Matrix | None) -> None:
        """Show a code, or nothing."""
        self._image = qr_image(matrix, 1) if matrix else QImage()
        side = Theme.of_app().px(self._side)
        self.setFixedSize(side, side)
        self.setVisible(bool(matrix))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw it as large as fits, module for module."""
        del event
        if self._image.isNull():
            return
        painter = QPainter(self)
        sharp = self.devicePixelRatio()
        module = max(1, int(self.width() * sharp) // self._image.width()) / sharp
        side = self._image.width() * module
        left = (self.width() - side) / 2
        painter.drawImage(QRectF(QPointF(left, 0), QSizeF(side, side)), self._image)


def words_document(
    title: str, lead: str, listed: tuple[str, ...], matrix: Matrix | None, notes: Sequence[str]
) -> QTextDocument:
    """A sheet of numbered words in four columns, with a QR code of the same and what to do."""
    document = QTextDocument()
    columns = 4
    lines = -(-len(listed) // columns)
    table = ""
    for line in range(lines):
        row = "".join(
            f'<td width="25%"><p style="font-size:14pt"><b>{place + 1}</b>&nbsp; '
            f"{html.escape(listed[place])}</p></td>"
            for place in range(line, len(listed), lines)
        )
        table += f"<tr>{row}</tr>"
    code = ""
    if matrix:
        document.addResource(
            QTextDocument.ResourceType.ImageResource.value, "qr", qr_image(matrix, 8)
        )
        code = '<p><img src="qr" width="190" height="190"></p>'
    more = "".join(f'<p style="font-size:11pt">{html.escape(note)}</p>' for note in notes)
    document.setHtml(
        f'<h1>{html.escape(title)}</h1><p style="font-size:12pt">{html.escape(lead)}</p>'
        f'<table width="100%" cellpadding="6">{table}</table>{code}{more}'
    )
    return document


def printers() -> tuple[str, ...]:
    """The printers of this PC that print on paper, the usual one first."""
    found = [info.printerName() for info in QPrinterInfo.availablePrinters()]
    paper = [name for name in found if not any(word in name.lower() for word in _FILES)]
    usual = QPrinterInfo.defaultPrinterName()
    return tuple(sorted(paper, key=lambda name: name != usual))


class PaperDialog(QDialog):
    """Shows a sheet as it will print, and prints it. It has no way to save a file."""

    printed = Signal()

    def __init__(self, title: str, document: QTextDocument, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(title)
        self._document = document
        self._printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        self.preview = QPrintPreviewWidget(self._printer)
        self.preview.paintRequested.connect(self._paint)
        self.preview.setAccessibleName(self.tr("How it will print"))
        form = Form()
        self.choice = QComboBox()
        self.choice.addItems(list(printers()))
        form.add(self.tr("Printer"), self.choice)
        self.none = words(
            self.tr(
                "No printer is set up on this PC. Write the words down by hand, with their numbers."
            ),
            "warning",
        )
        some = self.choice.count() > 0
        form.setVisible(some)
        self.none.setVisible(not some)
        self.go = Button(self.tr("Print"), kind="primary", icon="print")
        self.go.setVisible(some)
        self.go.clicked.connect(self._print)
        close = Button(self.tr("Close"))
        close.clicked.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(12)
        column.addWidget(self.preview, 1)
        column.addWidget(form)
        column.addWidget(self.none)
        column.addWidget(bar(self.go, close))
        theme = Theme.of_app()
        room = parent.window().size()
        self.resize(
            min(theme.px(_WIDTH), room.width() - _AROUND),
            min(theme.px(_HEIGHT), room.height() - _AROUND),
        )
        (self.go if some else close).setFocus()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show the whole page."""
        super().resizeEvent(event)
        self.preview.fitInView()

    def _paint(self, printer: QPrinter) -> None:
        self._document.print_(printer)

    def _print(self) -> None:
        self._printer.setPrinterName(self.choice.currentText())
        if self._printer.outputFormat() != QPrinter.OutputFormat.NativeFormat:
            return  # it would be a file
        self._document.print_(self._printer)
        self.printed.emit()
        self.accept()


def recovery_key_notes() -> tuple[str, ...]:
    """What the sheet with an office's recovery key says under its words."""
    translate = QCoreApplication.translate
    return (
        translate(
            "Paper",
            "These words open everything that wings have sent, and let a wing back in that has "
            "lost every password. Whoever holds this sheet can do the same.",
        ),
        translate(
            "Paper",
            "Keep it in a safe, in another room than the office’s PC. Do not photograph, scan or "
            "copy it.",
        ),
    )


def sheet_notes() -> tuple[str, ...]:
    """What a person's recovery sheet says under its words."""
    translate = QCoreApplication.translate
    return (
        translate(
            "Paper",
            "With these words you set a new password when yours is forgotten. Whoever holds this "
            "sheet and this PC can do the same.",
        ),
        translate("Paper", "Keep it locked away from the PC. A new sheet ends this one."),
    )
