# SPDX-License-Identifier: MIT

import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QFont, QFontDatabase, QFontInfo, QGuiApplication
from PySide6.QtWidgets import QApplication, QLabel, QListWidget, QMenu
from pytestqt.qtbot import QtBot

from coprod_desktop import paths
from coprod_desktop.gui.palette import CONTRAST, DARK, LIGHT
from coprod_desktop.gui.theme import FAMILY, Theme, style_sheet

ICONS = sorted(paths.resource("icons").glob("*.svg"))


def test_sizes_grow_with_the_text_and_lines_do_not() -> None:
    template = (
        "QLabel { font-size: 16u; padding: 8v; border: 1px solid @edge; image: url(@art/a.svg); }"
    )
    made = style_sheet(template, LIGHT, 150, "/art")
    assert made == (
        "QLabel { font-size: 24px; padding: 10px; "
        f"border: 1px solid {LIGHT.edge}; image: url(/art/a.svg); }}"
    )


def test_the_shipped_typeface_is_the_one_on_screen(theme: Theme) -> None:
    assert FAMILY in QFontDatabase.families()
    assert QFontInfo(QGuiApplication.font()).family() == FAMILY
    assert paths.resource("fonts/OFL.txt").read_text("utf-8").count("SIL Open Font License")


@pytest.mark.parametrize(
    ("choice", "palette"), [("light", LIGHT), ("dark", DARK), ("contrast", CONTRAST)]
)
def test_each_choice_of_colours_is_worn_by_everything(
    theme: Theme, qapp: QApplication, choice: str, palette: object
) -> None:
    theme.wear(choice, 100)  # pyright: ignore[reportArgumentType]
    assert theme.palette is palette
    label = QLabel("words")
    label.ensurePolished()
    assert label.palette().windowText().color().name() == theme.palette.text
    assert theme.palette.primary in qapp.styleSheet()


def test_text_size_is_held_between_100_and_200(theme: Theme, qapp: QApplication) -> None:
    theme.wear("light", 300)
    assert theme.percent == 200
    assert qapp.font().pixelSize() == 32
    theme.wear("light", 20)
    assert theme.percent == 100


def test_lists_and_menus_have_the_one_typeface_on_windows_too(
    theme: Theme, qapp: QApplication, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    wear = QApplication.setStyleSheet

    def as_windows(sheet: str) -> None:
        wear(qapp, sheet)
        for kind in ("QAbstractItemView", "QMenu"):
            qapp.setFont(QFont("Segoe UI", 9), kind)  # pyright: ignore[reportArgumentType]

    monkeypatch.setattr(qapp, "setStyleSheet", as_windows, raising=False)
    theme.wear("light", 150)
    for shown in (QListWidget(), QMenu()):
        qtbot.addWidget(shown)
        shown.ensurePolished()
        assert (shown.font().family(), shown.font().pixelSize()) == (FAMILY, 24)


@pytest.mark.parametrize("file", ICONS, ids=lambda file: file.stem)
def test_icons_are_drawings_in_one_colour(file: Path, theme: Theme) -> None:
    ET.parse(file)
    picture = theme.pixmap(file.stem, "text", 24).toImage()
    assert any(picture.pixelColor(x, y).alpha() for x in range(24) for y in range(24))
    if file.stem != "app":
        assert "#" not in file.read_text("utf-8")


def test_what_points_along_the_line_turns_round_where_it_is_read_from_the_right(
    theme: Theme, qapp: QApplication
) -> None:
    theme.wear("light", 100)
    back, lock = (theme.pixmap(name, "text", 32).toImage() for name in ("back", "lock"))
    qapp.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    try:
        assert theme.pixmap("back", "text", 32).toImage() == back.flipped(Qt.Orientation.Horizontal)
        assert theme.pixmap("lock", "text", 32).toImage() == lock
    finally:
        qapp.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
    assert theme.pixmap("back", "text", 32).toImage() == back
