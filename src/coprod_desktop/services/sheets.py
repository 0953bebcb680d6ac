# SPDX-License-Identifier: MIT
"""What is put on paper: the office's card, its recovery key, a store's recovery sheet.

As plain values, for a window to print, and the office's card, which is no secret, as a page for a
browser too. The words of the other two open stores: nothing here writes them to a disk.
"""

import html
from collections.abc import Sequence

from msgspec import Struct

from coprod_desktop.domain.translating import known, language, translate
from coprod_desktop.services.access.recovery import Sheet
from coprod_desktop.services.exchanging.office import OfficeCard
from coprod_desktop.services.session import Env

Matrix = tuple[tuple[bool, ...], ...]
_QUIET = 4
"""Modules of white that a QR code has around it (ISO/IEC 18004, section 6.3.8)."""


class Page(Struct, frozen=True):
    """One sheet of paper.

    `lines` stand above the words and say what they are for, `notes` below and say how to keep
    them. `qr` is the same words as a QR code: rows of dark (true) and light modules, without the
    white margin of four modules that it needs.
    """

    title: str
    lines: tuple[str, ...]
    words: tuple[str, ...]
    notes: tuple[str, ...]
    qr: Matrix
    secret: bool
    practice: bool = False


def qr(words: Sequence[str]) -> Matrix:
    """The QR code of words: in capitals with spaces between, which scanners type as they stand."""
    # Only when something is printed: it loads in some hundredths of a second.
    import segno

    # Capitals have an encoding of their own, which makes a third fewer modules.
    code = segno.make(" ".join(words).upper(), error="m", micro=False)
    return tuple(tuple(bool(module) for module in row) for row in code.matrix)


_CARD = (
    "Setting up a wing PC asks for some of these words. They are no secret, but they must come "
    "from the office itself: on this paper, or over a number you already know."
)
_CARD_APART = "Do not let the card travel on the stick that carries the trust list."
_KEY = (
    "These 24 words, in this order, are the office's recovery key. With them the office lets a "
    "wing back in that has lost every password, and reads what wings have sent if this office's "
    "PC is lost."
)
_KEY_TWICE = (
    "They are kept nowhere but on this paper. Keep two copies, locked away in two places, neither "
    "of them beside this PC."
)
_KEY_HANDLING = (
    "Whoever has them and a copy of a store can read the store. Do not photograph or scan them, "
    "and type them nowhere but into Coprod Desktop."
)
_REHEARSE = "Twice a year, prove that they still work: coprod check STORE --rehearse {what}."
_SHEET = (
    "With these 24 words, in this order, a head or administrator who has lost the password sets a "
    "new one at the unlock screen."
)
_SHEET_NEWEST = "Made by {by}. Any sheet made earlier for this store opens nothing any more."
_SHEET_HANDLING = (
    "They are kept nowhere but on this paper. Lock it away, and not beside this PC: whoever has it "
    "and this PC can read everything. Do not photograph or scan it. If it is lost or somebody saw "
    "it, make a new one."
)


def office_card(card: OfficeCard) -> Page:
    """The office's card: the words by which wings know its root keys. They are no secret."""
    return Page(
        title=translate("Sheets", "Office card: {name}").format(name=card.name),
        lines=(known(_CARD),),
        words=card.words,
        notes=(known(_CARD_APART),),
        qr=qr(card.words),
        secret=False,
        practice=card.env == "practice",
    )


def recovery_key(office: str, env: Env, words: Sequence[str]) -> Page:
    """The office's recovery key, made when the office is set up."""
    return Page(
        title=translate("Sheets", "Recovery key: {name}").format(name=office),
        lines=(known(_KEY),),
        words=tuple(words),
        notes=(known(_KEY_TWICE), known(_KEY_HANDLING), known(_REHEARSE).format(what="key")),
        qr=qr(words),
        secret=True,
        practice=env == "practice",
    )


def recovery_sheet(sheet: Sheet) -> Page:
    """A store's recovery sheet."""
    return Page(
        title=translate("Sheets", "Recovery sheet: {name}").format(name=sheet.title),
        lines=(known(_SHEET),),
        words=sheet.words,
        notes=(
            known(_SHEET_NEWEST).format(by=sheet.by),
            known(_SHEET_HANDLING),
            known(_REHEARSE).format(what="sheet"),
        ),
        qr=qr(sheet.words),
        secret=True,
        practice=sheet.env == "practice",
    )


def as_html(page: Page) -> str:
    """The page for a browser to show and print; readable by a screen reader, and without scripts.

    Raises `ValueError` for a page of secret words: those are printed by the window, and never lie
    in a file.
    """
    if page.secret:
        msg = "secret words are not written to a file"
        raise ValueError(msg)
    warning = html.escape(translate("Sheets", "For practice only."))
    practice = f"<p><strong>{warning}</strong></p>" if page.practice else ""
    listed = "".join(f"<li>{html.escape(word)}</li>" for word in page.words)
    return (
        f'<!doctype html><html lang="{language()}"><head><meta charset="utf-8">'
        f"<title>{html.escape(page.title)}</title><style>{_STYLE}</style></head><body><main>"
        f"<h1>{html.escape(page.title)}</h1>{practice}{_paragraphs(page.lines)}"
        f"<ol>{listed}</ol>{_svg(page.qr)}{_paragraphs(page.notes)}</main></body></html>\n"
    )


_STYLE = (
    "@page{size:A4;margin:20mm}"
    "body{font:20px/1.5 sans-serif;color:#212b32;background:#fff;margin:2em}"
    "ol{columns:2;max-width:24em}li{margin:.3em 0;break-inside:avoid}"
    "svg{width:50mm;height:50mm}main{max-width:40em}"
)


def _paragraphs(texts: Sequence[str]) -> str:
    return "".join(f"<p>{html.escape(text)}</p>" for text in texts)


def _svg(matrix: Matrix) -> str:
    """The code as one path of unit squares; the words above say the same."""
    side = len(matrix) + 2 * _QUIET
    path = "".join(
        f"M{x},{y}h1v1h-1z"
        for y, row in enumerate(matrix, _QUIET)
        for x, dark in enumerate(row, _QUIET)
        if dark
    )
    label = html.escape(translate("Sheets", "QR code of the words above"))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {side} {side}" role="img" '
        f'aria-label="{label}" shape-rendering="crispEdges">'
        f'<path fill="#fff" d="M0,0h{side}v{side}h-{side}z"/><path d="{path}"/></svg>'
    )
