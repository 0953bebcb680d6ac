# SPDX-License-Identifier: MIT
"""Secret words reach paper, and nothing but paper."""

import pytest
from PySide6.QtGui import QColor
from PySide6.QtPrintSupport import QPrinterInfo
from PySide6.QtWidgets import QFileDialog, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from coprod_desktop.gui import printing
from coprod_desktop.gui.printing import PaperDialog, page_document, printers, qr_image
from coprod_desktop.gui.theme import Theme
from coprod_desktop.services import sheets
from tests.stores import RECOVERY_WORDS


class _Printer:
    def __init__(self, name: str) -> None:
        self._name = name

    def printerName(self) -> str:  # noqa: N802 - Qt's name
        return self._name


def some_printers(monkeypatch: pytest.MonkeyPatch, *names: str) -> None:
    monkeypatch.setattr(
        QPrinterInfo, "availablePrinters", staticmethod(lambda: [_Printer(n) for n in names])
    )
    monkeypatch.setattr(QPrinterInfo, "defaultPrinterName", staticmethod(lambda: names[-1]))


def test_printers_that_make_a_file_are_not_offered(monkeypatch: pytest.MonkeyPatch) -> None:
    names = ("Microsoft Print to PDF", "Microsoft XPS Document Writer", "Ward 2", "Office laser")
    some_printers(monkeypatch, *names)
    assert printers() == ("Office laser", "Ward 2")


def test_a_sheet_holds_every_word_with_its_number_and_says_how_to_keep_it() -> None:
    page = sheets.recovery_key("Central <office>", "practice", RECOVERY_WORDS)
    text = page_document(page).toPlainText()
    for place, word in enumerate(RECOVERY_WORDS, 1):
        assert f"{place}  {word}" in text
    assert "Recovery key: Central <office>" in text
    assert "For practice only." in text
    assert all(note in text for note in page.notes)


def test_a_qr_code_is_black_on_white_with_a_quiet_zone() -> None:
    image = qr_image(((True, False), (False, True)), 3)
    assert image.width() == (2 + 8) * 3
    assert image.pixelColor(0, 0) == QColor("white")
    assert image.pixelColor(4 * 3, 4 * 3) == QColor("black")
    assert image.pixelColor(5 * 3, 4 * 3) == QColor("white")


def test_without_a_printer_the_words_are_written_by_hand(
    monkeypatch: pytest.MonkeyPatch, qtbot: QtBot, theme: Theme
) -> None:
    monkeypatch.setattr(printing, "printers", tuple)
    window = QWidget()
    qtbot.addWidget(window)
    page = sheets.recovery_key("Central office", "practice", RECOVERY_WORDS)
    dialog = PaperDialog(page.title, page_document(page), window)
    dialog.open()
    assert "by hand" in dialog.none.text()
    assert dialog.none.isVisible()
    assert not dialog.go.isVisible()
    said = {button.text() for button in dialog.findChildren(QPushButton) if button.isVisible()}
    assert said == {"Close"}  # no way to a file
    assert dialog.findChildren(QFileDialog) == []
    dialog.close()
