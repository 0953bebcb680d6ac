# SPDX-License-Identifier: MIT
"""A document as values: what stands on paper, in what order, before anybody draws or writes it.

Screens show and print it (`gui.printing`), `services.papers.word_file` writes it for Word. It is
black on white and reads in one column from top to bottom, so that a screen reader says it in order.
"""

import unicodedata
from collections.abc import Sequence
from typing import Final, Literal

from msgspec import Struct, field

from coprod_desktop.domain import translating

Voice = Literal["", "lead", "note", "mark", "huge"]
"""How a paragraph speaks: as text, as what matters first, small, in a frame, or across a room."""
Size = Literal["standard", "large", "easy_read", "poster"]
POINTS: Final[dict[Size, int]] = {"standard": 12, "large": 18, "easy_read": 16, "poster": 26}
"""Size of running text. Large print: 16 points or more, better 18 (UK Association for Accessible
Formats). Easy Read: 14 or more."""
PAPER: Final = {"A3": (297, 420), "A4": (210, 297), "A5": (148, 210)}
"""Width and height in millimetres (ISO 216), upright."""
MARGIN: Final = 18
"""Millimetres left white around the text; A5 has two thirds of it."""

PICTURES: Final = (
    *("actions", "calendar", "clock", "cross", "feedback", "flag", "info", "meetings"),
    *("reply", "sites", "success", "tick", "user"),
)
"""The program's own drawings that may stand on paper."""


class Run(Struct, frozen=True):
    """Words of one weight within a paragraph."""

    text: str
    bold: bool = False


class Heading(Struct, frozen=True, tag=True):
    """A heading; level 1 is the document's title, at most 3."""

    text: str
    level: Literal[1, 2, 3] = 2


class Paragraph(Struct, frozen=True, tag=True):
    """A paragraph, made of runs."""

    runs: tuple[Run, ...]
    voice: Voice = ""

    @property
    def text(self) -> str:
        """Its words without their weights."""
        return "".join(run.text for run in self.runs)


class Listing(Struct, frozen=True, tag=True):
    """A list, with points or with numbers."""

    items: tuple[str, ...]
    numbered: bool = False


class Table(Struct, frozen=True, tag=True):
    """Rows under a header that is said for each of them; the caption says what it holds.

    Every row has as many cells as the header. `shares` are the columns' parts of the width.
    """

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    caption: str
    shares: tuple[int, ...] = ()


class Pictured(Struct, frozen=True, tag=True):
    """A picture with the words that it stands for beside it; `picture` names one of `PICTURES`."""

    picture: str
    text: str
    bold: bool = False


class Figure(Struct, frozen=True, tag=True):
    """A drawing (PNG) as wide as the text, under its caption.

    `alternative` says what it shows, for whoever cannot see it: it is kept in the file, and where
    nothing else on the paper says the same, a paragraph has to.
    """

    png: bytes
    caption: str
    alternative: str


class Rule(Struct, frozen=True, tag=True):
    """A thin line across the page."""


class CutLine(Struct, frozen=True, tag=True):
    """A dashed line along which the paper is cut, with the words that say so."""

    text: str = "Cut or tear here"


class PageBreak(Struct, frozen=True, tag=True):
    """What follows starts on a new page."""


Block = Heading | Paragraph | Listing | Table | Pictured | Figure | Rule | CutLine | PageBreak


class Page(Struct, frozen=True):
    """The paper that a document is for."""

    size: Literal["A3", "A4", "A5"] = "A4"
    landscape: bool = False

    @property
    def millimetres(self) -> tuple[int, int]:
        """Width and height as it is held."""
        width, height = PAPER[self.size]
        return (height, width) if self.landscape else (width, height)

    @property
    def margin(self) -> int:
        """Millimetres left white on each side."""
        return MARGIN * 2 // 3 if self.size == "A5" else MARGIN


class Document(Struct, frozen=True):
    """A whole document, in the language of a BCP 47 tag.

    `footer` is said at the foot of every page, and with `numbered` which of how many it is. `mark`
    is said at the top of every page but the first, whose own words say the same.
    """

    title: str
    blocks: tuple[Block, ...]
    language: str = field(default_factory=translating.language)
    page: Page = Page()
    size: Size = "standard"
    mark: str = ""
    footer: str = ""
    numbered: bool = True


def said(text: str, *, bold: bool = False, voice: Voice = "") -> Paragraph:
    """A paragraph of one weight."""
    return Paragraph((Run(text, bold),), voice)


def labelled(label: str, text: str) -> Paragraph:
    """A paragraph that opens with what it is about, in bold."""
    return Paragraph((Run(f"{label}: ", bold=True), Run(text)))


def paragraphs(text: str, voice: Voice = "") -> tuple[Paragraph, ...]:
    """A text as one paragraph a line; empty lines are left out."""
    return tuple(said(line.strip(), voice=voice) for line in text.splitlines() if line.strip())


def leftwards(text: str) -> bool:
    """Whether text is read from right to left: its first letter decides (Unicode UAX 9, P2)."""
    for letter in text:
        kind = unicodedata.bidirectional(letter)
        if kind in {"L", "R", "AL"}:
            return kind != "L"
    return False


def words(document: Document) -> str:
    """Everything that a document says, a line for each piece: for checks and for tests."""
    return "\n".join(line for block in document.blocks for line in _said(block))


def _said(block: Block) -> Sequence[str]:
    match block:
        case Heading() | Paragraph() | Pictured() | CutLine():
            return (block.text,)
        case Listing():
            return block.items
        case Table():
            return (block.caption, *block.header, *(cell for row in block.rows for cell in row))
        case Figure():
            return (block.caption, block.alternative)
        case Rule() | PageBreak():
            return ()
