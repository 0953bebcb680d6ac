# SPDX-License-Identifier: MIT
"""A poster is picked, put into words, settled, kept and told, by keyboard, and nothing is lost."""

import threading
from pathlib import Path
from typing import Any

import pytest
from msgspec import structs
from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from coprod_desktop.domain.poster import Poster
from coprod_desktop.domain.records import Feedback
from coprod_desktop.gui.paper_dialog import PaperPreview
from coprod_desktop.gui.poster import page as poster_page
from coprod_desktop.gui.poster import sight
from coprod_desktop.gui.poster.drawing import DrawnPoster
from coprod_desktop.gui.window import MainWindow
from coprod_desktop.services.loop import answers
from coprod_desktop.services.recording import records
from tests.stores import Folders, closing, feedback
from tests.windows import Windows, focused

WORDS = "The hatch is always late and people miss education"


@pytest.fixture
def comment(folders: Folders) -> str:
    with closing(folders.open("wing")) as wing:
        saved = records.save(wing, feedback(WORDS))
        answers.answer(wing, saved.id, "change", "It opens at eight now.")
        return saved.id


def page_of(window: MainWindow, windows: Windows) -> Any:
    shell: Any = window.shell
    shell.desk.go("poster")
    windows.quiet(window)
    return shell.page("poster")


def settle(page: Any, window: MainWindow, windows: Windows) -> None:
    page.look()
    windows.quiet(window)


def test_a_poster_from_the_first_key_to_the_file(
    comment: str,
    window: MainWindow,
    windows: Windows,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    page = page_of(window, windows)
    assert focused() is page.picking.list
    assert WORDS in page.picking.list.item(0).text()
    qtbot.keyClick(page.picking.list, Qt.Key.Key_Space)
    (card,) = page.column.editors
    assert card.said.text() == ""  # it may not be repeated word for word
    assert card.did.text() == "It opens at eight now."
    assert "may not be repeated" in card.theirs.text()
    card.said.setFocus()
    qtbot.keyClicks(card.said, "3 people said it opens late")
    page.ask_print()
    windows.quiet(window)
    assert "1 thing to settle" in page.left_to_do.text()
    assert focused() is card.said  # at what is to be settled, and no paper is shown
    assert window.findChildren(PaperPreview) == []
    (line,) = card._shown()
    line.take.click()
    assert card.said.text() == "a few people said it opens late"
    settle(page, window, windows)
    assert page.left_to_do.text() == "Everything is settled."
    page.ask_print()
    windows.quiet(window)
    (dialog,) = window.findChildren(PaperPreview)
    assert dialog.count() == 1
    for name, button, start in (("a.pdf", dialog.pdf, b"%PDF-1.6"), ("a", dialog.word, b"PK")):
        chosen = str(tmp_path / name)
        monkeypatch.setattr(
            QFileDialog, "getSaveFileName", staticmethod(lambda *_, c=chosen: (c, ""))
        )
        button.click()
        qtbot.waitUntil(dialog.banner.isVisible)
        windows.quiet(window)
        path = tmp_path / (name if "." in name else f"{name}.docx")
        assert path.read_bytes().startswith(start)
    assert not list(tmp_path.glob("*.new"))
    dialog.close()
    windows.quiet(window)
    assert window.focusWidget() is page.telling.mark


def test_the_patients_words_are_never_put_on_paper_unasked(
    comment: str, window: MainWindow, windows: Windows, qtbot: QtBot
) -> None:
    page = page_of(window, windows)
    page.picking.toggle.click()
    (card,) = page.column.editors
    card.said.setPlainText("They say that the hatch is always late")
    settle(page, window, windows)
    (line,) = card._shown()
    assert "own words" in line.said()
    assert line.take is None
    assert not card.use.isVisible()


def test_a_card_taken_out_comes_back_with_its_words(
    comment: str, window: MainWindow, windows: Windows, qtbot: QtBot
) -> None:
    page = page_of(window, windows)
    page.picking.toggle.click()
    page.column.editors[0].said.setPlainText("Medicines come late")
    offers: list[Any] = []
    page.desk.undo_offered.connect(offers.append)
    page.column.editors[0].out.click()
    assert page.column.editors == []
    assert focused() is page.picking.list
    offers[-1].act()
    assert page.column.editors[0].said.text() == "Medicines come late"
    page.column.editors[0].out.click()
    shell: Any = window.shell
    assert shell.undo.isVisible()
    page.ask_new()
    assert not shell.undo.isVisible()  # it would put the card on another poster


def test_comments_are_marked_as_told_only_when_asked_and_undone(
    comment: str, window: MainWindow, windows: Windows, folders: Folders
) -> None:
    page = page_of(window, windows)
    page.picking.toggle.click()
    page.telling.offer()
    assert "1 comment" in page.telling.mark.text()
    offers: list[Any] = []
    page.desk.undo_offered.connect(offers.append)
    page.telling.mark.click()
    windows.quiet(window)
    session: Any = window.jobs.session
    said = records.get(session, comment).record
    assert isinstance(said, Feedback)
    assert said.heard_how == "poster"
    offers[-1].act()
    windows.quiet(window)
    said = records.get(session, comment).record
    assert isinstance(said, Feedback)
    assert said.heard_how == ""


def test_a_kept_poster_opens_again_and_a_half_typed_one_comes_back(
    comment: str, window: MainWindow, windows: Windows, qtbot: QtBot
) -> None:
    page = page_of(window, windows)
    page.picking.toggle.click()
    page.column.editors[0].said.setPlainText("Medicines come late")
    page.ask_keep()
    assert page.shelf._name_row.error.text()  # a name is asked for
    page.shelf.name.setText("March")
    page.ask_keep()
    windows.quiet(window)
    assert page.shelf.kept_name() == "March"
    page.ask_new()
    windows.quiet(window)
    assert page.column.editors == []
    page.picking.toggle.click()
    page.column.editors[0].said.setPlainText("Half a sent")
    page.leave()
    windows.quiet(window)
    page._begun = False  # as after the end of the process
    page.arrive("")
    windows.quiet(window)
    assert page.column.editors[0].said.text() == "Half a sent"
    assert "draft" in page.banner.accessibleName()
    page.shelf._open(1)
    windows.quiet(window)
    assert page.column.editors[0].said.text() == "Medicines come late"
    offers: list[Any] = []
    page.desk.undo_offered.connect(offers.append)
    page.shelf.drop.click()
    windows.quiet(window)
    assert page.shelf.kept_name() == ""
    offers[-1].act()
    windows.quiet(window)
    assert [each.name for each in page.shelf._kept] == ["March"]


def test_tab_goes_through_the_cards_in_the_order_of_the_eye(
    comment: str, window: MainWindow, windows: Windows, qtbot: QtBot, folders: Folders
) -> None:
    page = page_of(window, windows)
    page.picking.toggle.click()
    (card,) = page.column.editors
    settle(page, window, windows)
    card.said.setFocus()
    order: list[Any] = []
    for _ in range(5):
        qtbot.keyClick(focused(), Qt.Key.Key_Tab)
        order.append(focused())
    assert order[:3] == [card.joint, card.lever, card.did]


def test_words_that_identify_nobody_are_said_to_and_asked_about_again(
    comment: str, window: MainWindow, windows: Windows, qtbot: QtBot
) -> None:
    page = page_of(window, windows)
    page.picking.toggle.click()
    (card,) = page.column.editors
    card.said.setPlainText("Late since 4 June 2008")
    page.head.title.setPlainText("The hatch of 5 May 2009")
    settle(page, window, windows)
    assert "2 things" in page.left_to_do.text()
    (line,) = card._shown()
    line.nobody.setFocus()
    qtbot.keyClick(line.nobody, Qt.Key.Key_Space)
    windows.quiet(window)
    assert focused() is card.said  # and not nowhere: the button is gone
    page.head._settling.itemAt(0).widget().nobody.click()
    windows.quiet(window)
    assert page.left_to_do.text() == "Everything is settled."
    (line,) = card._shown()
    assert "identifies nobody, Hal said" in line.said()
    assert page.poster().vouched[0].by == "Hal"
    page.keeper.flush()
    windows.quiet(window)
    page._begun = False  # as after the end of the process
    page.arrive("")
    windows.quiet(window)
    assert page.left_to_do.text() == "Everything is settled."
    (line,) = page.column.editors[0]._shown()
    line.nobody.click()
    windows.quiet(window)
    assert "1 thing to settle" in page.left_to_do.text()


def test_the_title_of_a_poster_gets_help_with_its_words(
    comment: str, window: MainWindow, windows: Windows, qtbot: QtBot
) -> None:
    page = page_of(window, windows)
    title = page.head.title
    title.selectAll()
    qtbot.keyClicks(title, "What offenders said")
    page.head.guard.look()
    assert "offenders" in page.head.guard.text.text()
    qtbot.keyClick(title, Qt.Key.Key_Space, Qt.KeyboardModifier.ControlModifier)
    assert "offenders" not in page.poster().title
    qtbot.keyClick(title, Qt.Key.Key_Return)
    assert focused() is page.head.place  # a title has one line


def test_a_poster_is_laid_out_and_drawn_by_a_worker(
    comment: str, window: MainWindow, windows: Windows, monkeypatch: pytest.MonkeyPatch
) -> None:
    where: list[int] = []

    class Noted(DrawnPoster):
        """Where it is laid out and drawn."""

        def __init__(self, poster: Poster) -> None:
            where.append(threading.get_ident())
            super().__init__(poster)

        def draw(self, painter: QPainter, place: int) -> None:
            where.append(threading.get_ident())
            super().draw(painter, place)

    for module in (sight, poster_page):
        monkeypatch.setattr(module, "DrawnPoster", Noted)
    page = page_of(window, windows)
    page.picking.toggle.click()
    card = page.column.cards()[0]
    said = "The hatch is always late. " * 12
    page.column.fill([structs.replace(card, said=said, did=said) for _ in range(8)])
    settle(page, window, windows)
    assert "2 pages" in page.head.readable.text()
    page.column.fill([structs.replace(card, said="Late again", did=card.did)])
    settle(page, window, windows)
    page.ask_print()
    windows.quiet(window)
    (dialog,) = window.findChildren(PaperPreview)
    assert dialog.preview.missing() is None
    assert len(where) >= 6
    assert threading.get_ident() not in where
    dialog.close()
