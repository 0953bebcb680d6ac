# SPDX-License-Identifier: MIT
"""Draws a poster: its cards fill the page in the largest letters that fit, and nothing is cut off.

Letters a two-hundredth of the distance high can be read (the rule of sign makers): from two metres
that is capitals of 10 millimetres for a heading, and running text from about 18 points.
"""

from __future__ import annotations

import functools
from collections.abc import Sequence
from typing import Final, NamedTuple

from PySide6.QtCore import QByteArray, QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPen, QTextLayout, QTextOption
from PySide6.QtSvg import QSvgRenderer

from coprod_desktop import paths
from coprod_desktop.domain import poster as posters
from coprod_desktop.domain.document import Page
from coprod_desktop.domain.poster import Card, Poster
from coprod_desktop.gui import drawing
from coprod_desktop.gui.drawing import BLACK, font, paper, units

READABLE: Final = 180
"""Units: 18 points. Below that a poster says that it cannot be read from two metres."""
SMALLEST: Final = 110
"""Below 11 points the cards go on to another page."""
_LARGEST: Final = {"A4": 340, "A3": 480}
_TITLE: Final = {"A4": 600, "A3": 900}
_FLATTER: Final = 0.75
"""A title across a page that lies is this much of one on a page that stands."""
_WORTH: Final = 1.1
"""Another column has to make the letters larger by so much: narrow ones are hard to read."""
_MARGIN: Final = 10
_GAP: Final = 4
_PADDING: Final = 4
_MOST_COLUMNS: Final = 3
_LINE: Final = 1.05
_TITLE_LINES: Final = 2
_ASK: Final = "Want to know more? Ask healthcare staff or a health rep."


class _Half(NamedTuple):
    label: str
    words: str
    picture: str


class _Grid(NamedTuple):
    """How cards stand: so many in each row, at a size, in rows of these heights."""

    size: int
    rows: tuple[tuple[Card, ...], ...]
    heights: tuple[float, ...]


def _halves(card: Card) -> tuple[_Half, _Half]:
    above, below = posters.labels(card)
    first = _Half(above, posters.said_of(card), "feedback")
    return first, _Half(below, card.did.strip(), "cross" if card.lever == "cannot" else "tick")


def _set(text: str, size: float, width: float, *, bold: bool = False) -> tuple[QTextLayout, float]:
    """Words in lines of a width, and their height."""
    # What breaks a line in a text layout is this character alone.
    layout = QTextLayout(text.replace("\n", "\N{LINE SEPARATOR}"), font(size, bold=bold))
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    option.setTextDirection(Qt.LayoutDirection.LayoutDirectionAuto)
    option.setUseDesignMetrics(True)
    layout.setTextOption(option)
    layout.beginLayout()
    height = 0.0
    while (line := layout.createLine()).isValid():
        line.setLineWidth(width)
        line.setPosition(QPointF(0, height))
        height += line.height() * _LINE
    layout.endLayout()
    return layout, height


class DrawnPoster:
    """The pages of a poster; mostly one."""

    def __init__(self, poster: Poster) -> None:
        self.title = ", ".join(p for p in (poster.title, poster.place) if p) or posters.title()
        self.page = Page(poster.paper, poster.landscape)
        self._poster = poster
        self._sheet = paper(self.page)
        margin = units(_MARGIN)
        self._area = self._sheet.adjusted(margin, margin, -margin, -margin)
        self._head()
        self._pages = self._paged(poster.cards)

    @property
    def size(self) -> int:
        """The size of the words on the cards, in units (a tenth of a point)."""
        return min((grid.size for grid in self._pages), default=_LARGEST[self._poster.paper])

    @property
    def readable(self) -> bool:
        """Whether it can be read from two metres."""
        return self.size >= READABLE and self.count() == 1

    def count(self) -> int:
        """How many pages it takes."""
        return max(1, len(self._pages))

    def boxes(self, place: int) -> list[tuple[Card, QRectF]]:
        """Where the cards of a page stand."""
        if place >= len(self._pages):
            return []
        grid, gap = self._pages[place], units(_GAP)
        found: list[tuple[Card, QRectF]] = []
        top = self._cards.top()
        for row, height in zip(grid.rows, grid.heights, strict=True):
            width = (self._cards.width() - gap * (len(row) - 1)) / len(row)
            for column, card in enumerate(row):
                left = self._cards.left() + column * (width + gap)
                found.append((card, QRectF(left, top, width, height)))
            top += height + gap
        return found

    def draw(self, painter: QPainter, place: int) -> None:
        """Draw a page, black on white in every theme."""
        drawing.blacken(painter)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        top = self._area.top()
        for layout, height in self._heads:
            layout.draw(painter, QPointF(self._area.left(), top))
            top += height
        foot, height = self._foot
        foot.draw(painter, QPointF(self._area.left(), self._area.bottom() - height))
        for card, box in self.boxes(place):
            self._draw_card(painter, card, box, self._pages[place].size)

    # --- the head and the foot --------------------------------------------------------------

    def _head(self) -> None:
        poster, width = self._poster, self._area.width()
        size = round(_TITLE[poster.paper] * (_FLATTER if poster.landscape else 1))
        title, height = _set(poster.title or posters.title(), size, width, bold=True)
        while title.lineCount() > _TITLE_LINES and size > SMALLEST:
            size -= 20
            title, height = _set(poster.title, size, width, bold=True)
        self._heads = [(title, height)]
        lead = ", ".join(part for part in (poster.place, posters.period(poster)) if part)
        small = _LARGEST[poster.paper] * 0.5
        if lead:
            self._heads.append(_set(lead, small, width))
        self._foot = _set(_ASK, small, width)
        top = self._area.top() + sum(height for _, height in self._heads) + units(_GAP) / 2
        bottom = self._area.bottom() - self._foot[1] - units(_GAP) / 2
        self._cards = QRectF(self._area.left(), top, width, max(bottom - top, units(20)))

    # --- the cards --------------------------------------------------------------------------

    def _paged(self, cards: Sequence[Card]) -> list[_Grid]:
        """The cards on as few pages as they need at the smallest size."""
        left, pages = tuple(cards), list[_Grid]()
        while left:
            taken = len(left)
            while (grid := self._best(left[:taken])) is None and taken > 1:
                taken -= 1
            pages.append(grid or self._squeezed(left[:1]))
            left = left[taken:]
        return pages

    def _best(self, cards: Sequence[Card]) -> _Grid | None:
        """The grid with the largest letters, or None where not even the smallest fit."""
        found: _Grid | None = None
        for columns in range(1, min(_MOST_COLUMNS, len(cards)) + 1):
            least = round(found.size * _WORTH) + 1 if found is not None else SMALLEST
            grid = self._largest(cards, columns, least)
            found = grid or found
        return found

    def _largest(self, cards: Sequence[Card], columns: int, least: int) -> _Grid | None:
        """The largest letters from `least` on that fit into so many columns."""
        low, high = least, _LARGEST[self._poster.paper]
        found: _Grid | None = None
        while low <= high:
            middle = (low + high) // 2
            grid = self._fitted(cards, columns, middle)
            if grid is None:
                high = middle - 1
            else:
                found, low = grid, middle + 1
        return found

    def _fitted(self, cards: Sequence[Card], columns: int, size: int) -> _Grid | None:
        """The cards in rows, which fill the page; None where they are too high for it."""
        rows = _rows(cards, columns)
        gap = units(_GAP)
        needed: list[float] = []
        for row in rows:
            width = (self._cards.width() - gap * (len(row) - 1)) / len(row)
            longest = max(_longest(card) for card in row) * size
            if size > SMALLEST and longest > width - 2 * units(_PADDING):
                return None  # letters are not made larger at the price of words that break
            needed.append(max(self._height(card, width, size) for card in row))
        spare = self._cards.height() - sum(needed) - gap * (len(rows) - 1)
        if spare < 0:
            return None
        return _Grid(size, rows, tuple(height + spare / len(rows) for height in needed))

    def _squeezed(self, cards: Sequence[Card]) -> _Grid:
        """One card that is too long even for a page of its own: smaller until it fits."""
        for size in range(SMALLEST, 10, -10):
            grid = self._fitted(cards, 1, size)
            if grid is not None:
                return grid
        return _Grid(10, (tuple(cards),), (self._cards.height(),))

    def _height(self, card: Card, width: float, size: int) -> float:
        inside = width - 2 * units(_PADDING)
        height = 3 * units(_PADDING)
        for half in _halves(card):
            height += self._label(half, inside, size)[1] + _set(half.words, size, inside)[1]
        return height

    def _label(self, half: _Half, width: float, size: int) -> tuple[QTextLayout, float]:
        side = size * 1.3
        layout, height = _set(half.label, size, width - side * 1.3, bold=True)
        return layout, max(height, side) + size * 0.25

    def _draw_card(self, painter: QPainter, card: Card, box: QRectF, size: int) -> None:
        padding = units(_PADDING)
        painter.setPen(QPen(BLACK, 16))
        painter.drawRoundedRect(box.adjusted(8, 8, -8, -8), units(3), units(3))
        inside = box.adjusted(padding, padding, -padding, -padding)
        above, below = _halves(card)
        spare = box.height() - self._height(card, box.width(), size)
        top = self._draw_half(painter, above, inside, inside.top(), size)
        middle = top + spare / 2 + padding / 2
        painter.setPen(QPen(BLACK, 6))
        painter.drawLine(QPointF(inside.left(), middle), QPointF(inside.right(), middle))
        self._draw_half(painter, below, inside, middle + padding / 2, size)

    def _draw_half(
        self, painter: QPainter, half: _Half, inside: QRectF, top: float, size: int
    ) -> float:
        """Draw one half from `top` on; returns where it ends."""
        drawing.blacken(painter)
        side = size * 1.3
        label, height = self._label(half, inside.width(), size)
        renderer = _picture(half.picture)
        renderer.render(painter, QRectF(inside.left(), top, side, side))
        drop = max(0.0, (side - label.boundingRect().height()) / 2)
        label.draw(painter, QPointF(inside.left() + side * 1.3, top + drop))
        words, tall = _set(half.words, size, inside.width())
        words.draw(painter, QPointF(inside.left(), top + height))
        return top + height + tall


@functools.lru_cache(maxsize=64)
def _longest(card: Card) -> float:
    """The width of a card's longest word over the size of its letters."""
    metrics = QFontMetricsF(font(1000, bold=True))
    said = " ".join(part for half in _halves(card) for part in (half.label, half.words))
    return max((metrics.horizontalAdvance(word) for word in said.split()), default=0) / 1000


def _rows(cards: Sequence[Card], columns: int) -> tuple[tuple[Card, ...], ...]:
    """Rows as even as they can be, the shorter ones last: their cards are wider."""
    count = -(-len(cards) // columns)
    rows: list[tuple[Card, ...]] = []
    left = list(cards)
    for row in range(count):
        taken = -(-len(left) // (count - row))
        rows.append(tuple(left[:taken]))
        left = left[taken:]
    return tuple(rows)


def _picture(name: str) -> QSvgRenderer:
    source = paths.resource(f"icons/{name}.svg").read_text("utf-8")
    return QSvgRenderer(QByteArray(source.replace("currentColor", "#000000").encode()))
