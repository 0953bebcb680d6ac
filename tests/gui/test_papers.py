# SPDX-License-Identifier: MIT
"""The minutes of a meeting on their way to paper."""

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QSizeF, Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QFileDialog, QLabel
from pytestqt.qtbot import QtBot

from coprod_desktop.domain.records import AgendaItem
from coprod_desktop.gui.meetings import papers
from coprod_desktop.gui.page_view import PageView
from coprod_desktop.gui.paper_dialog import file_name
from coprod_desktop.gui.theme import Theme
from coprod_desktop.gui.window import MainWindow
from coprod_desktop.services.recording import records
from tests.gui.watchdog import Watchdog
from tests.stores import Folders, action, closing, meeting
from tests.windows import Windows


@pytest.fixture
def forum(folders: Folders) -> str:
    agenda = (
        AgendaItem(title="The hatch", notes="Nurse Smith was late."),
        AgendaItem(title="Quiet", confidential=True),
    )
    with closing(folders.open("wing")) as wing:
        return records.save(wing, meeting(agenda=agenda, easy_read=("We talked. " * 60,))).id


def opened(window: MainWindow, windows: Windows, forum: str) -> papers.Papers:
    shell: Any = window.shell
    dialog = papers.open_papers(shell.desk, forum, shell)
    windows.quiet(window)
    return dialog


def said(dialog: papers.Papers) -> str:
    return " ".join(label.text() for label in dialog.concerns.findChildren(QLabel))


def test_what_may_identify_is_named_first_and_private_items_stay_out(
    forum: str, window: MainWindow, windows: Windows, qtbot: QtBot
) -> None:
    dialog = opened(window, windows, forum)
    assert dialog.concerns.isVisible()
    assert "Nurse Smith" in said(dialog)
    assert dialog.private.isVisible()
    assert not dialog.wanted().confidential
    assert dialog.count() == 1
    dialog.kind.setCurrentIndex(1)
    windows.quiet(window)
    assert dialog.count() > 1
    assert "has to fit on one" in dialog.fit.text()
    assert dialog.fit.isVisible()
    assert not dialog.large.isVisible()
    dialog.close()


def whole(dialog: papers.Papers) -> bytes:
    """What is seen of the paper."""
    picture = dialog.preview.grab().toImage().convertToFormat(QImage.Format.Format_Grayscale8)
    return bytes(picture.constBits())


def test_minutes_of_two_hundred_actions_never_hold_the_window_up(
    window: MainWindow, windows: Windows, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(window.shell, "prepare_next", lambda: False)  # pages are made when idle
    session: Any = window.jobs.session
    items = tuple(AgendaItem(title=f"Item {n}", notes="The queue is long. " * 9) for n in range(20))
    made = records.save(session, meeting(agenda=items)).id
    what = "Put up a clock at the hatch, and a list beside it of who is called when"
    records.save_many(
        session,
        [
            action(f"{what} {n}", meeting=made, agenda_item=n % 20 + 1, owner_role="Pharmacy lead")
            for n in range(200)
        ],
    )
    opened(window, windows, made).close()  # typefaces are read for the first paper of all

    with Watchdog() as dog:
        dialog = opened(window, windows, made)
        assert dialog.count() > 8
        dialog.preview.go(dialog.count() - 3)
        windows.quiet(window)
        for _ in range(2):  # the last pages are drawn like any other
            shown = whole(dialog)
            dialog.after.click()
            QApplication.processEvents()
            assert whole(dialog) != shown  # at once: it was drawn before anybody asked
            windows.quiet(window)
        assert not dialog.after.isEnabled()
        dialog.larger.click()
        windows.quiet(window)
        assert dialog.preview.missing() is None
        dialog.close()
        windows.quiet(window)
    assert dog.busiest < 0.05


def test_a_failed_save_is_said_and_leaves_nothing(
    forum: str,
    window: MainWindow,
    windows: Windows,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    dialog = opened(window, windows, forum)
    away = tmp_path / "gone" / "minutes.docx"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", staticmethod(lambda *_: (str(away), "")))
    dialog.word.click()
    qtbot.waitUntil(dialog.banner.isVisible)
    windows.quiet(window)
    assert "cannot be written" in dialog.banner.accessibleName()
    assert not away.exists()
    monkeypatch.setattr(QFileDialog, "getSaveFileName", staticmethod(lambda *_: ("", "")))
    dialog.banner.clear()
    dialog.pdf.click()
    windows.quiet(window)
    assert not dialog.banner.isVisible()  # nothing was chosen, nothing is said
    dialog.close()


def test_a_title_becomes_a_name_that_every_system_takes() -> None:
    assert file_name('Forum: "B" 4/6?') == "Forum B 4 6"
    assert file_name("  ...") == "Coprod"
    assert len(file_name("W" * 300)) <= 80


def test_keys_turn_the_page_that_has_the_focus(qtbot: QtBot, theme: Theme) -> None:
    view = PageView()
    qtbot.addWidget(view)
    view.resize(300, 400)
    view.show()
    view.show_pages(3, QSizeF(210, 297))
    asked: list[int] = []
    while (missing := view.missing()) is not None:
        place, width = missing
        asked.append(place)
        view.put(place, width, QImage(width, 10, QImage.Format.Format_RGB32))
    assert asked == [0, 1]  # the next page is there before anybody asks
    for key, place in (
        (Qt.Key.Key_PageDown, 1),
        (Qt.Key.Key_End, 2),
        (Qt.Key.Key_PageDown, 2),
        (Qt.Key.Key_PageUp, 1),
        (Qt.Key.Key_Home, 0),
    ):
        qtbot.keyClick(view, key)
        assert view.here() == place
