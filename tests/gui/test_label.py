# SPDX-License-Identifier: MIT
"""Words from elsewhere stay words: in labels, in tool tips, and in every class that shows some."""

import re
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import Qt as Markup
from PySide6.QtGui import QTextDocument
from pytestqt.qtbot import QtBot

from coprod_desktop import gui
from coprod_desktop.gui.forms import words
from coprod_desktop.gui.label import Label, tip
from coprod_desktop.gui.messages import Banner, Message
from coprod_desktop.gui.rows import Line, Lines
from coprod_desktop.gui.theme import Theme

HOSTILE = (
    "<b>Approved by the office</b>",
    'B wing<img src="file:////elsewhere/share/seen.png">',
    "Nothing to see<span style='font-size:0'>but this</span>",
    "R&amp;D <table><tr><td>",
    "&lt;b&gt;",
)
DRAWS = {"gui/furniture.py", "gui/insights/picture.py"}
"""Labels that hold a picture and no words."""
_LABELS = re.compile(r"QLabel\(|\(QLabel\b")


@pytest.mark.parametrize("said", HOSTILE)
def test_words_are_shown_as_they_were_written(qtbot: QtBot, theme: Theme, said: str) -> None:
    del theme  # a banner's icon is drawn in its colours
    for label in (Label(said), words(said, "hint")):
        qtbot.addWidget(label)
        assert (label.text(), label.textFormat()) == (said, Qt.TextFormat.PlainText)
    banner = Banner()
    qtbot.addWidget(banner)
    banner.show_message(Message("error", said, said))
    assert {each.textFormat() for each in banner.findChildren(Label)} == {Qt.TextFormat.PlainText}


def as_tip(text: str) -> str:
    """What somebody reads whom Qt shows `text` as a tool tip."""
    if not Markup.mightBeRichText(text):
        return text
    document = QTextDocument()
    document.setHtml(text)
    return document.toPlainText()


@pytest.mark.parametrize("said", [*HOSTILE, "5 < 6 & more", "two\nlines <b>bold</b>"])
def test_a_tool_tip_says_what_was_written(said: str) -> None:
    assert as_tip(tip(said)) == said
    rows = Lines(("What",))
    rows.show_lines([Line((said,), None)])
    assert as_tip(rows.data(rows.index(0, 0), Qt.ItemDataRole.ToolTipRole)) == said


def test_no_label_is_made_that_looks_for_markup() -> None:
    folder = Path(gui.__file__).parent
    found = {
        path.relative_to(folder.parent).as_posix()
        for path in folder.rglob("*.py")
        if _LABELS.search(path.read_text("utf-8"))
    }
    assert found == DRAWS | {"gui/label.py"}
