# SPDX-License-Identifier: MIT
"""Where there is little room, what a line shows has all of it; and the list comes back whole."""

from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from coprod_desktop.gui.responsive import Beside
from coprod_desktop.gui.theme import Theme


def test_what_stands_over_a_list_leaves_its_room_to_a_line(qtbot: QtBot, theme: Theme) -> None:
    page = QWidget()
    qtbot.addWidget(page)
    heading, banner, unused = QLabel("Feedback"), QLabel("Saved"), QLabel("Filters")
    beside = Beside(QLabel("list"), QLabel("line"), (600, 400))
    beside.give_way(heading, unused)
    column = QVBoxLayout(page)
    for widget in (heading, unused, banner, beside):
        column.addWidget(widget)
    unused.hide()
    page.resize(700, 500)
    page.show()
    qtbot.waitUntil(lambda: beside.narrow and beside.isVisible())
    beside.show_side()
    assert not heading.isVisible()
    assert banner.isVisible()
    beside.hide()  # another face of the same page
    assert heading.isVisible()
    beside.show()
    assert not heading.isVisible()
    beside.show_main()
    assert heading.isVisible()
    assert not unused.isVisible()
    beside.show_side()
    page.resize(1400, 500)
    qtbot.waitUntil(heading.isVisible)
