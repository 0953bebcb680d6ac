# SPDX-License-Identifier: MIT
"""The cross behind words to look for can be hit, at any text size and from either side."""

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from coprod_desktop.gui.search_field import SearchField
from coprod_desktop.gui.theme import Theme
from tests.gui.test_access import LEAST


@pytest.mark.parametrize("percent", [100, 200])
def test_the_cross_is_large_enough_and_clears(qtbot: QtBot, theme: Theme, percent: int) -> None:
    theme.wear("light", percent)
    field = SearchField()
    qtbot.addWidget(field)
    field.resize(300, field.sizeHint().height())
    field.show()
    assert not field.cross.isVisible()
    field.setText("hatch")
    qtbot.waitUntil(field.cross.isVisible)
    assert min(field.cross.width(), field.cross.height()) >= LEAST
    assert field.rect().contains(field.cross.geometry())
    qtbot.mouseClick(field.cross, Qt.MouseButton.LeftButton)
    assert field.text() == ""
    assert not field.cross.isVisible()


def test_from_right_to_left_the_cross_is_at_the_left(qtbot: QtBot, theme: Theme) -> None:
    field = SearchField()
    qtbot.addWidget(field)
    field.setText("hatch")
    field.resize(300, 40)
    field.show()
    assert field.cross.x() > 150
    field.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    assert field.cross.x() < 150
    assert field.textMargins().left() >= field.cross.width()
