# SPDX-License-Identifier: MIT
"""Pictures of all that goes on paper: minutes, Easy Read, slips, posters, and their dialogs."""

from __future__ import annotations

import datetime
from typing import Any, Final, Protocol

from PySide6.QtGui import QImage, QPainter, QPixmap
from PySide6.QtWidgets import QApplication, QLabel, QWidget

from coprod_desktop.domain.poster import Card, Lever, Poster
from coprod_desktop.gui import drawing
from coprod_desktop.gui.drawing import Drawn, Sheets
from coprod_desktop.gui.meetings import papers
from coprod_desktop.gui.poster.drawing import DrawnPoster
from coprod_desktop.services.loop import answers
from coprod_desktop.services.papers import minutes, slips
from coprod_desktop.services.papers.meeting_parts import Choice
from coprod_desktop.services.recording import lists

_PIXELS: Final = 100
"""To the inch: a page of A4 is 827 by 1169."""
_CARDS: Final[tuple[tuple[str, str, Lever, bool], ...]] = (
    (
        "Medicines are often late at the hatch, and people miss education.",
        "We open the hatch at 8 in the morning now. A second nurse helps on Mondays.",
        "change",
        False,
    ),
    (
        "Letters from the hospital come opened.",
        "We told the post room. Letters from a hospital now come to you sealed.",
        "change",
        False,
    ),
    (
        "It is hard to talk about private things with the door open.",
        "We asked the prison for a screen in the door. It comes in July.",
        "ask",
        True,
    ),
    (
        "The wait for glasses is long, and nobody tells us where we are on the list.",
        "The optician comes once a month. The list is on the notice board now.",
        "tell",
        False,
    ),
    (
        "We want the hatch to be open all day.",
        "there is one nurse for two wings, and she also sees people who are ill.",
        "cannot",
        False,
    ),
    ("The forum should meet later.", "It meets at 5 on Thursdays from now on.", "change", True),
)


class _Studio(Protocol):
    """What takes the pictures."""

    def take(self, name: str, widget: QWidget | None = None) -> None: ...
    def settle(self) -> None: ...


def poster(count: int, **paper: Any) -> Poster:
    """A poster with so many cards."""
    cards = (
        Card(str(place), said, did, lever, joint)
        for place, (said, did, lever, joint) in enumerate(_CARDS[:count])
    )
    return Poster(
        place="B wing, HMP Fernhill",
        first="2026-03-02",
        last="2026-06-04",
        cards=tuple(cards),
        **paper,
    )


def take(studio: _Studio, shell: Any) -> None:
    """All of them, on a signed-in wing of the practice stores."""
    session = shell.desk.jobs.session
    meeting = next(row for row in lists.page(session, "meeting", limit=50))
    found = minutes.source(session, meeting.id)
    for name, choice in (
        ("paper-minutes", Choice()),
        ("paper-minutes-large", Choice(large=True)),
        ("paper-easy-read", Choice(easy_read=True)),
    ):
        _sheets(studio, name, Drawn(minutes.made(found, choice)))
    slip = slips.reply_slip("K7-42", datetime.date(2026, 3, 2), "HMP Fernhill", "B", "Slip code")
    _sheets(studio, "paper-slip", Drawn(slip))
    _sheets(studio, "paper-poster-a4", DrawnPoster(poster(4)))
    _sheets(studio, "paper-poster-a4-wide", DrawnPoster(poster(3, landscape=True)))
    _sheets(studio, "paper-poster-a3", DrawnPoster(poster(6, paper="A3")))
    _sheets(studio, "paper-poster-a3-wide", DrawnPoster(poster(6, paper="A3", landscape=True)))
    shell.desk.go("meetings")
    studio.settle()
    for name, easy in (("minutes-print", False), ("minutes-print-easy-read", True)):
        dialog = papers.open_papers(shell.desk, meeting.id, shell, easy_read=easy)
        studio.take(name, dialog)
        dialog.close()
    _page(studio, shell, session)


def _page(studio: _Studio, shell: Any, session: Any) -> None:
    """The poster's page: empty, with answers to pick, with things to settle, and printing."""
    shell.desk.go("poster")
    studio.take("poster-empty")
    rows = lists.page(session, "feedback", limit=8)
    for row, (_, did, lever, _joint) in zip(rows[1:], _CARDS, strict=False):
        answers.answer(session, row.id, lever, did)
    page = shell.page("poster")
    page.arrive("new")
    studio.settle()
    for place in range(3):
        page.picking.list.setCurrentRow(place)
        page.picking.toggle.click()
    editors = page.column.editors
    for editor, (said, *_rest) in zip(editors, _CARDS, strict=False):
        editor.said.setPlainText(said)
    editors[1].said.setPlainText("3 people said that Nurse Smith opens their letters")
    studio.settle()
    studio.take("poster")
    page.fields.verticalScrollBar().setValue(editors[1].y() + page.column.y() - 24)
    studio.take("poster-settle")
    editors[1].said.setPlainText(_CARDS[1][0])
    page.look()
    studio.settle()
    page.ask_print()
    studio.settle()
    dialog = QApplication.activeModalWidget()
    if dialog is not None:
        studio.take("poster-print", dialog)
        dialog.close()
    page.telling.offer()
    studio.settle()
    page.fields.verticalScrollBar().setValue(page.fields.verticalScrollBar().maximum())
    studio.take("poster-told")


def _sheets(studio: _Studio, name: str, sheets: Sheets) -> None:
    """The first page, as it prints."""
    sheet, scale = drawing.paper(sheets.page), _PIXELS / drawing.UNIT
    image = QImage(
        round(sheet.width() * scale), round(sheet.height() * scale), QImage.Format.Format_RGB32
    )
    image.fill("white")
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.scale(scale, scale)
    sheets.draw(painter, 0)
    painter.end()
    label = QLabel()
    label.setPixmap(QPixmap.fromImage(image))
    label.resize(image.size())
    studio.take(name, label)
