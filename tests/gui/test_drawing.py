# SPDX-License-Identifier: MIT
"""Pages are black on white, break well, and cut nothing off, whatever stands on them."""

import itertools
import re
from typing import Any, cast

import pytest
from PySide6.QtCore import QBuffer, QRectF
from PySide6.QtGui import QColor, QImage, QPainter, QPicture, QTextBlock, QTextDocument
from pytestqt.qtbot import QtBot

from coprod_desktop.domain.document import (
    CutLine,
    Document,
    Figure,
    Heading,
    Listing,
    Page,
    PageBreak,
    Pictured,
    Rule,
    Size,
    Table,
    said,
)
from coprod_desktop.domain.poster import Card, Poster
from coprod_desktop.gui import drawing
from coprod_desktop.gui.drawing import Drawn, Sheets
from coprod_desktop.gui.poster.drawing import DrawnPoster
from coprod_desktop.gui.theme import Theme

_SCALE = 0.06  # 43 dots to the inch
_ODD = ("W" * 300, "مرحبا بكم في الاجتماع " * 6, "Emoji 🙂👍🏽 and words " * 8, "\u200b", "a\nb")


def shot(sheets: Sheets, place: int = 0) -> QImage:
    sheet = drawing.paper(sheets.page)
    image = QImage(
        int(sheet.width() * _SCALE), int(sheet.height() * _SCALE), QImage.Format.Format_RGB32
    )
    image.fill("white")
    painter = QPainter(image)
    painter.scale(_SCALE, _SCALE)
    sheets.draw(painter, place)
    painter.end()
    return image


def ink(image: QImage) -> QRectF:
    """Where an image is not white, in units."""
    grey = image.convertToFormat(QImage.Format.Format_Grayscale8)
    wide = grey.bytesPerLine()
    bits = bytes(cast("Any", grey.constBits()))
    rows = [bits[y * wide : y * wide + grey.width()] for y in range(grey.height())]
    white = bytes([255]) * grey.width()
    inked = [y for y, row in enumerate(rows) if row != white]
    if not inked:
        return QRectF()
    columns = [x for x in range(grey.width()) if any(rows[y][x] != 255 for y in inked)]
    return QRectF(
        columns[0] / _SCALE,
        inked[0] / _SCALE,
        (columns[-1] - columns[0]) / _SCALE,
        (inked[-1] - inked[0]) / _SCALE,
    )


def document(size: Size = "standard", rows: int = 30, **other: object) -> Document:
    blocks = (
        Heading("A meeting", 1),
        Rule(),
        *(said(text) for text in _ODD),
        Listing(_ODD),
        Listing(("one", "two"), numbered=True),
        Pictured("tick", _ODD[0]),
        Heading("Actions"),
        Table(
            ("What", "Who", "By when", "State"),
            tuple((f"Do {n}", _ODD[n % len(_ODD)], "4 June 2026", "To do") for n in range(rows)),
            "Actions from this meeting",
            (10, 6, 5, 5),
        ),
        CutLine(),
        PageBreak(),
        said("The end"),
    )
    return Document("Notes", blocks, size=size, mark="Draft", footer="W" * 400, **other)  # pyright: ignore[reportArgumentType]


@pytest.mark.parametrize("size", ["standard", "large", "easy_read"])
@pytest.mark.parametrize("page", [Page(), Page("A5"), Page("A3", landscape=True)])
def test_everything_is_inside_the_margins(
    qtbot: QtBot, theme: Theme, size: Size, page: Page
) -> None:
    drawn = Drawn(document(size, rows=8, page=page))
    margin = drawing.units(page.margin)
    inside = drawing.paper(page).adjusted(margin, margin, -margin, -margin)
    slack = 3 / _SCALE
    for place in range(drawn.count()):
        found = ink(shot(drawn, place))
        assert not found.isEmpty(), place
        assert inside.adjusted(-slack, -slack, slack, slack).contains(found), (place, found)


def test_no_line_lies_outside_the_page_that_shows_it(qtbot: QtBot, theme: Theme) -> None:
    drawn = Drawn(document(rows=60))
    assert 10 < drawn.count() < 60
    height = drawn.body.height()
    for number, top, bottom in lines(drawn.text):
        page = int(top // height)
        assert bottom <= (page + 1) * height + 3, number  # a third of a point
    right = max(right_of(drawn.text))
    assert right <= drawn.body.width() + 1


def lines(text: QTextDocument) -> list[tuple[int, float, float]]:
    found: list[tuple[int, float, float]] = []
    block = text.begin()
    while block.isValid():
        box = text.documentLayout().blockBoundingRect(block)
        layout = block.layout()
        for n in range(layout.lineCount()):
            line = layout.lineAt(n)
            top = box.top() + line.y()
            found.append((block.blockNumber(), top, top + line.height()))
        block = block.next()
    return found


def right_of(text: QTextDocument) -> list[float]:
    found: list[float] = []
    block = text.begin()
    while block.isValid():
        box = text.documentLayout().blockBoundingRect(block)
        layout = block.layout()
        for n in range(layout.lineCount()):
            line = layout.lineAt(n)
            found.append(box.left() + line.x() + line.naturalTextWidth())
        block = block.next()
    return found


def test_a_heading_never_stands_alone_at_the_foot_of_a_page(qtbot: QtBot, theme: Theme) -> None:
    for fill in range(20, 48, 3):
        blocks = (*(said(f"Line {n}") for n in range(fill)), Heading("After"), said("Text"))
        drawn = Drawn(Document("x", blocks))
        tops = {
            block.text(): drawn.text.documentLayout().blockBoundingRect(block).center().y()
            for block in _blocks(drawn.text)
        }
        height = drawn.body.height()
        assert tops["After"] // height == tops["Text"] // height, fill


def _blocks(text: QTextDocument) -> list[QTextBlock]:
    found: list[QTextBlock] = []
    block = text.begin()
    while block.isValid():
        found.append(block)
        block = block.next()
    return found


def test_an_empty_document_is_one_page(qtbot: QtBot, theme: Theme) -> None:
    assert Drawn(Document("x", ())).count() == 1
    assert Drawn(Document("x", (Heading("x", 1),))).count() == 1


@pytest.mark.parametrize("choice", ["light", "dark", "contrast"])
def test_paper_is_black_on_white_in_every_theme(qtbot: QtBot, theme: Theme, choice: str) -> None:
    theme.wear(choice, 100)  # pyright: ignore[reportArgumentType]
    for sheets in (Drawn(document(rows=2)), DrawnPoster(poster(3))):
        image = shot(sheets)
        darkest = min(
            image.pixelColor(x, y).lightness()
            for x, y in itertools.product(range(0, image.width(), 1), range(20, 80))
        )
        assert image.pixelColor(2, 2).lightness() == 255
        assert darkest < 60
    theme.wear("light", 100)


@pytest.mark.parametrize("choice", ["dark", "contrast"])
def test_a_preview_is_black_too_though_it_draws_again_with_the_windows_pen(
    qtbot: QtBot, theme: Theme, choice: str
) -> None:
    theme.wear(choice, 100)  # pyright: ignore[reportArgumentType]
    for sheets in (Drawn(document(rows=2)), DrawnPoster(poster(3))):
        kept = QPicture()
        painter = QPainter(kept)
        sheets.draw(painter, 0)
        painter.end()
        image = shot(sheets)
        again = QImage(image.size(), QImage.Format.Format_RGB32)
        again.fill("white")
        painter = QPainter(again)
        painter.setPen(QColor("white"))
        painter.scale(_SCALE, _SCALE)
        kept.play(painter)
        painter.end()
        assert abs(ink(again).top() - ink(image).top()) < 2 / _SCALE  # the title
        assert abs(ink(again).bottom() - ink(image).bottom()) < 2 / _SCALE  # the foot
    theme.wear("light", 100)


def test_a_pdf_has_its_title_its_pages_and_its_typeface(qtbot: QtBot, theme: Theme) -> None:
    drawn = Drawn(document(rows=40))
    made = drawing.as_pdf(drawn)
    assert made.startswith(b"%PDF-1.6")
    assert len(re.findall(rb"/Type\s*/Page\b", made)) == drawn.count()
    assert b"/FontFile" in made
    assert "Notes".encode("utf-16-be") in made or b"Notes" in made
    a3 = drawing.as_pdf(DrawnPoster(poster(3, paper="A3", landscape=True)))
    box = re.search(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)", a3)
    assert box is not None
    assert [round(float(each)) for each in box.groups()] == [1191, 842]


# --- posters ------------------------------------------------------------------------------------


def poster(count: int, words: str = "Medicines are often late at the hatch", **paper: object):  # noqa: ANN201
    cards = tuple(Card(str(n), f"{words} {n}", "We open at eight now.") for n in range(count))
    return Poster(place="B wing", cards=cards, **paper)  # pyright: ignore[reportArgumentType]


@pytest.mark.parametrize("count", [1, 3, 4, 5, 7, 8])
@pytest.mark.parametrize("paper", ["A4", "A3"])
@pytest.mark.parametrize("landscape", [False, True])
def test_cards_fill_the_page_and_never_lie_over_each_other(
    qtbot: QtBot, theme: Theme, count: int, paper: str, landscape: bool
) -> None:
    drawn = DrawnPoster(poster(count, paper=paper, landscape=landscape))
    assert drawn.count() == 1
    boxes = [box for _, box in drawn.boxes(0)]
    assert len(boxes) == count
    for one, two in itertools.combinations(boxes, 2):
        assert not one.intersects(two)
    area = sum(box.width() * box.height() for box in boxes)
    whole = QRectF()
    for box in boxes:
        whole = whole.united(box)
    assert area > 0.85 * whole.width() * whole.height()
    sheet = drawing.paper(drawn.page)
    assert whole.height() > 0.55 * sheet.height()
    assert sheet.contains(whole)


def test_words_on_a_card_stay_in_its_box(qtbot: QtBot, theme: Theme) -> None:
    for count, words in itertools.product((1, 3, 8), (*_ODD[:3], "word " * 120)):
        drawn = DrawnPoster(poster(count, words))
        for place in range(drawn.count()):
            for card, box in drawn.boxes(place):
                size = drawn._pages[place].size
                assert drawn._height(card, box.width(), size) <= box.height() + 1
            found = ink(shot(drawn, place))
            assert drawing.paper(drawn.page).contains(found)


def test_what_cannot_be_read_from_two_metres_is_said(qtbot: QtBot, theme: Theme) -> None:
    assert DrawnPoster(poster(3)).readable
    assert not DrawnPoster(poster(8, "word " * 40)).readable
    assert DrawnPoster(poster(8, paper="A3")).readable


def test_a_poster_without_cards_or_title_is_a_page(qtbot: QtBot, theme: Theme) -> None:
    for one in (Poster(), Poster(title="W" * 400, place="W" * 300)):
        drawn = DrawnPoster(one)
        assert drawn.count() == 1
        assert drawing.paper(drawn.page).contains(ink(shot(drawn)))


def test_a_figure_is_drawn_whole_under_its_caption(qtbot: QtBot, theme: Theme) -> None:
    picture = QImage(300, 200, QImage.Format.Format_RGB32)
    picture.fill("black")
    held = QBuffer()
    held.open(QBuffer.OpenModeFlag.WriteOnly)
    picture.save(held, "PNG")  # pyright: ignore[reportCallIssue, reportArgumentType]
    lines_ = tuple(said("Words that fill the page") for _ in range(30))
    figure = Figure(bytes(held.data().data()), "By month", "It is black.")
    drawn = Drawn(Document("x", (*lines_, figure)))
    assert drawn.count() == 2  # there was no room for it, and its caption went along
    found = ink(shot(drawn, 1))
    margin = drawing.units(18)
    assert found.width() == pytest.approx(drawing.paper(Page()).width() - 2 * margin, abs=60)
    first = drawn.text.begin()
    words = [first.text()]
    while (first := first.next()).isValid():
        words.append(first.text())
    assert "By month" in words
