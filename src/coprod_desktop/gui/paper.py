# SPDX-License-Identifier: MIT
"""What is printed: shown on screen first, printed only when asked."""

from __future__ import annotations

import html

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QTextDocument
from PySide6.QtPrintSupport import QPrinter, QPrintPreviewDialog
from PySide6.QtWidgets import QWidget


def card_document(office: str, twelve: tuple[str, ...]) -> QTextDocument:
    """The office's card as a page: large numbered words, read down the columns."""
    translate = QCoreApplication.translate
    title = html.escape(translate("Paper", "Office card: {office}").format(office=office))
    lead = html.escape(
        translate(
            "Paper",
            "Keep this card apart from the trust list file. A wing PC asks for three of these "
            "words when it is set up.",
        )
    )
    lines = -(-len(twelve) // 3)
    cells = ""
    for line in range(lines):
        row = "".join(
            f'<td width="33%"><p style="font-size:20pt">{place + 1}. {html.escape(twelve[place])}'
            "</p></td>"
            for place in range(line, len(twelve), lines)
        )
        cells += f"<tr>{row}</tr>"
    document = QTextDocument()
    # In every theme: the colours of a dark window would print white words on white paper.
    document.setDefaultStyleSheet("h1, p, td { color: #000000; }")
    document.setHtml(
        f'<h1>{title}</h1><p style="font-size:13pt">{lead}</p>'
        f'<table width="100%" cellpadding="8">{cells}</table>'
    )
    return document


def preview_card(parent: QWidget, office: str, twelve: tuple[str, ...]) -> None:
    """Show the office's card as it will print; the dialog prints it."""
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    document = card_document(office, twelve)
    dialog = QPrintPreviewDialog(printer, parent)
    dialog.paintRequested.connect(document.print_)
    dialog.exec()
