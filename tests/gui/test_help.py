# SPDX-License-Identifier: MIT
"""The guide is inside the program: whole, linked, with its pictures, and at the right page."""

import importlib
import pkgutil
import re
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QTextDocument
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

import coprod_desktop.gui
from coprod_desktop import paths
from coprod_desktop.gui.desk import Page
from coprod_desktop.gui.help import guide
from coprod_desktop.gui.help.page import HelpWindow
from coprod_desktop.gui.window import MainWindow
from tests.stores import Folders
from tests.windows import Windows, page

PAGES = sorted(file.stem for file in paths.guide().glob("*.md"))
ROOT = Path(__file__).resolve().parents[2]


def every_page_class() -> set[type[Page]]:
    """Every screen of the program."""
    for module in pkgutil.walk_packages(coprod_desktop.gui.__path__, "coprod_desktop.gui."):
        if module.name.endswith(".page") or module.name.endswith("inbox"):
            importlib.import_module(module.name)
    found: set[type[Page]] = set()
    left = [Page]
    while left:
        kind = left.pop()
        found.add(kind)
        left += kind.__subclasses__()
    return found


def test_every_screen_has_a_page_of_the_guide() -> None:
    assert {kind.__name__: kind.HELP for kind in every_page_class() if kind.HELP not in PAGES} == {}


@pytest.mark.parametrize("name", PAGES)
def test_every_link_and_picture_of_the_guide_is_there(name: str) -> None:
    one = guide.pages()[name]
    assert [link for link in one.links() if guide.name_of(link) not in PAGES] == []
    for words, file in one.pictures():
        assert (paths.guide() / file).resolve().is_file(), file
        assert words, f"{file} needs words that say the same"


def test_every_page_is_reached_from_the_contents() -> None:
    reached: set[str] = set()
    left = [guide.FIRST]
    while left:
        name = left.pop()
        if name not in reached and name in PAGES:
            reached.add(name)
            left += [guide.name_of(link) for link in guide.pages()[name].links()]
    assert reached == set(PAGES)


@pytest.mark.parametrize("name", PAGES)
def test_the_guide_is_in_the_house_style(name: str) -> None:
    text = guide.pages()[name].text
    assert text.startswith("# ")
    assert text.count("\n# ") == 0
    wrong = re.findall(r"\b(can't|don't|won't|isn't|medications?|prisoners?|please)\b", text)
    assert wrong == []
    assert "http" not in text


def test_no_picture_lies_about_that_no_page_shows() -> None:
    shown = {
        (paths.guide() / file).resolve()
        for one in guide.pages().values()
        for _words, file in one.pictures()
    }
    assert {file.name for file in (ROOT / "docs" / "images").glob("*.png")} == {
        file.name for file in shown
    }


def test_f1_opens_the_page_about_the_screen_and_escape_comes_back(
    window: MainWindow, windows: Windows, qtbot: QtBot
) -> None:
    shell: Any = window.shell
    settings = page(window, "settings")
    windows.quiet(window)
    qtbot.keyClick(window, Qt.Key.Key_F1)
    book = shell.page("help").book
    assert book.view.name == "settings"
    assert book.view.hasFocus()
    assert guide.pages()["settings"].title in book.view.toPlainText()
    qtbot.keyClick(book.view, Qt.Key.Key_Escape)
    assert shell.here() is settings


def test_a_search_lists_pages_marks_the_words_and_comes_to_them(
    window: MainWindow, qtbot: QtBot
) -> None:
    shell: Any = window.shell
    shell.desk.go("help", "index")
    book = shell.page("help").book
    qtbot.keyClicks(book.search, "lock itself")
    titles = [book.contents.item(place).text() for place in range(book.contents.count())]
    assert 0 < len(titles) < len(PAGES)
    qtbot.keyClick(book.search, Qt.Key.Key_Return)
    assert book.view.hasFocus()
    assert book.view.extraSelections()
    book.search.setText("zebra crossing")
    assert book.none.isVisibleTo(book)


def test_links_lead_on_and_back_and_never_out(window: MainWindow, qtbot: QtBot) -> None:
    shell: Any = window.shell
    shell.desk.go("help", "index")
    view = shell.page("help").book.view
    view.anchorClicked.emit(QUrl("unlock.md"))
    assert view.name == "unlock"
    qtbot.keyClick(view, Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    assert view.name == "index"
    qtbot.keyClick(view, Qt.Key.Key_Right, Qt.KeyboardModifier.AltModifier)
    assert view.name == "unlock"
    view.anchorClicked.emit(QUrl("https://example.org/"))
    assert view.name == "unlock"
    kind = QTextDocument.ResourceType.ImageResource.value
    assert view.loadResource(kind, QUrl("https://example.org/a.png")) is None
    assert view.loadResource(kind, QUrl.fromLocalFile("/etc/hostname")) is None


def test_before_anybody_signs_in_the_guide_opens_in_a_window(
    windows: Windows, folders: Folders, qtbot: QtBot
) -> None:
    window = windows.open(folders.wing)
    screen: Any = window.centralWidget()
    qtbot.waitUntil(screen.button.isEnabled)
    qtbot.keyClick(window, Qt.Key.Key_F1)
    help_window = QApplication.activeModalWidget()
    assert isinstance(help_window, HelpWindow)
    assert help_window.book.view.name == "unlock"
    help_window.close()
