# SPDX-License-Identifier: MIT
"""What is printed is black on white, whatever the window wears."""

from collections.abc import Callable

import pytest
from PySide6.QtGui import QImage, QPainter, QTextDocument

from coprod_desktop.gui.paper import card_document
from coprod_desktop.gui.printing import page_document
from coprod_desktop.gui.theme import Choice, Theme
from coprod_desktop.services.sheets import Page, qr

WORDS = tuple(f"word{place}" for place in range(24))
TITLE_LINES = 60
"""Pixels from the top of a page that its title takes at least."""


def sheet() -> QTextDocument:
    page = Page("Recovery sheet", ("Keep it.",), WORDS, ("Locked away.",), qr(WORDS), secret=True)
    return page_document(page)


def card() -> QTextDocument:
    return card_document("Central office", WORDS[:12])


@pytest.mark.parametrize("choice", ["light", "dark", "contrast"])
@pytest.mark.parametrize("paper", [sheet, card])
def test_paper_is_black_on_white_in_every_theme(
    paper: Callable[[], QTextDocument], choice: Choice, theme: Theme
) -> None:
    theme.wear(choice, 100)
    document = paper()
    document.setTextWidth(700)
    image = QImage(700, 900, QImage.Format.Format_RGB32)
    image.fill(0xFFFFFF)
    painter = QPainter(image)
    document.drawContents(painter)
    painter.end()
    inked = [
        (x, y)
        for y in range(TITLE_LINES)
        for x in range(image.width())
        if image.pixelColor(x, y).lightness() < 100
    ]
    assert len(inked) > 300
