# SPDX-License-Identifier: MIT
"""On a small screen, at 200 per cent and in every look, no word is cut and nothing overlaps.

A full wing in light colours at 100 per cent, and an empty one at 200, are looked at by
`test_access.py`.
"""

from functools import partial
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication, QDialog, QLabel, QLineEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from coprod_desktop.gui.furniture import WIDEST, EmptyState, Scroll
from coprod_desktop.gui.steps import WordsCard
from coprod_desktop.gui.theme import Theme
from coprod_desktop.gui.window import MainWindow
from tests.gui import fitting, walking
from tests.gui.test_access import full
from tests.stores import Folders
from tests.windows import Windows

__all__ = ["full"]


def look(window: MainWindow, windows: Windows, places: tuple[str, ...]) -> list[str]:
    """What is wrong with any of these screens."""
    shell: Any = window.shell
    there = {*shell.names(), *shell.behind()}
    wrong: list[str] = []
    for place in places:
        if place.split(":", maxsplit=1)[0] not in there:
            continue
        walking.go(window, windows, place)
        assert (window.width(), window.height()) == walking.SMALL, (
            f"{place} makes the window larger"
        )
        wrong += [f"{place}: {each}" for each in fitting.faults(window)]
    return wrong


def test_no_word_of_a_wing_is_cut(windows: Windows, full: Folders) -> None:
    windows.theme.wear("contrast", 200)
    window = windows.sign_in(full.wing)
    page = walking.go(window, windows, "feedback")
    page.filters_button.setChecked(True)
    page.filters.chips["period"].asked.emit()
    windows.quiet(window)
    assert page.filters.dates.isVisible()
    walking.nothing(fitting.faults(window))
    page.filters_button.setChecked(False)
    walking.nothing(look(window, windows, walking.WING))


def test_no_word_of_an_office_is_cut(windows: Windows, folders: Folders) -> None:
    windows.theme.wear("dark", 200)
    window = windows.sign_in(folders.office, "Ada")
    walking.nothing(look(window, windows, walking.OFFICE))


def test_what_is_cut_or_covered_is_noticed(qtbot: QtBot, theme: Theme) -> None:
    root = QWidget()
    qtbot.addWidget(root)
    root.resize(400, 300)
    for place, (kind, width) in enumerate(((QLabel, 60), (QPushButton, 60), (QLabel, 300))):
        widget = kind("Medicines at the hatch", root)
        widget.setGeometry(10, 10 + 50 * place, width, 40)
    wrapped = QLabel("Medicines at the hatch, every morning at eight", root)
    wrapped.setWordWrap(True)
    wrapped.setGeometry(10, 160, 90, 20)
    covering = QPushButton("Lock", root)
    covering.setGeometry(250, 120, 100, 40)
    outside = QPushButton("Undo", root)
    outside.setGeometry(350, 250, 100, 40)
    holder = QWidget(root)
    holder.setGeometry(10, 240, 200, 30)
    QPushButton("Cancel", holder).setGeometry(0, 0, 100, 45)
    root.show()
    assert len(fitting.cut_off(root)) == 1
    assert len(fitting.clipped(root)) == 3
    assert len(fitting.overlapping(root)) == 1
    assert len(fitting.beyond(root)) == 1


def test_on_a_wide_screen_lines_end_where_the_eye_can_follow(
    windows: Windows, full: Folders
) -> None:
    window = windows.sign_in(full.wing)
    assert window.shell is not None
    search = window.shell.search
    window.resize(1920, 1080)
    for place in ("exchange", "settings", "settings:about", "stack", "complaints:new"):
        walking.go(window, windows, place)
        for line in walking.on_screen(window, lambda each: isinstance(each, QLineEdit)):
            assert line is search or line.width() <= WIDEST, f"{place}: {walking.name_of(line)}"
        for scroll in window.findChildren(Scroll):
            if scroll.isVisible() and not isinstance(scroll, EmptyState):
                assert scroll.body.contentsRect().width() <= WIDEST, place


def _stand_in(labels: list[QLabel], columns: int) -> bool:
    return len({label.x() for label in labels}) == columns


def test_words_to_be_read_out_stand_in_as_many_columns_as_fit(qtbot: QtBot, theme: Theme) -> None:
    theme.wear("light", 200)
    scroll = Scroll()
    qtbot.addWidget(scroll)
    card = WordsCard("", columns=4)
    scroll.body.addWidget(card)
    card.show_words(("catalogue", "understand", "despair") * 8)
    for width, columns in ((1900, 4), (900, 2), (560, 1)):
        scroll.resize(width, 900)
        scroll.show()
        labels = [each for each in card.findChildren(QLabel) if each.property("say") == "word"]
        qtbot.waitUntil(partial(_stand_in, labels, columns))
        qtbot.waitUntil(lambda: fitting.faults(scroll) == [])
        assert labels[1].y() > labels[0].y()  # read downwards


@pytest.mark.parametrize("name", ["show_keys", "show_palette"])
def test_no_word_of_a_dialog_is_cut(window: MainWindow, windows: Windows, name: str) -> None:
    windows.theme.wear("light", 200)
    windows.quiet(window)
    getattr(window, name)()
    windows.quiet(window)
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, QDialog)
    assert fitting.faults(dialog) == []
    assert dialog.width() <= walking.SMALL[0]
    assert dialog.height() <= walking.SMALL[1]
    dialog.reject()


def test_what_comes_before_signing_in_is_not_cut(windows: Windows, folders: Folders) -> None:
    windows.theme.wear("light", 200)
    wizard: Any = windows.open()
    windows.quiet(wizard)
    wrong = fitting.faults(wizard)
    unlock: Any = windows.open(folders.wing)
    windows.quiet(unlock)
    assert wrong + fitting.faults(unlock) == []
