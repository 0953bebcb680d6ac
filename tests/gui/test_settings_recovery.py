# SPDX-License-Identifier: MIT
"""A new recovery sheet goes to paper and nowhere else; the paper can be rehearsed."""

from typing import Any

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from coprod_desktop.gui import printing
from coprod_desktop.gui.printing import PaperDialog
from coprod_desktop.gui.window import MainWindow
from coprod_desktop.services.access import recovery
from tests.stores import Folders
from tests.windows import Windows, page


@pytest.fixture
def printer(monkeypatch: pytest.MonkeyPatch) -> None:
    """A PC with a printer."""
    monkeypatch.setattr(printing, "printers", lambda: ("Ward printer",))


@pytest.fixture
def tab(window: MainWindow, windows: Windows) -> Any:
    settings = page(window, "settings")
    settings.tabs.setCurrentWidget(settings.recovery)
    windows.quiet(window)
    return settings.recovery


def paper() -> PaperDialog:
    found = QApplication.activeModalWidget()
    assert isinstance(found, PaperDialog)
    return found


def test_a_new_sheet_is_shown_for_printing_and_then_forgotten(
    printer: None,
    tab: Any,
    window: MainWindow,
    windows: Windows,
    folders: Folders,
    qtbot: QtBot,
) -> None:
    tab.make.click()
    assert "opens nothing any more" in tab.sure.findChildren(type(tab.made.heading))[1].text()
    tab.yes.click()
    qtbot.waitUntil(lambda: QApplication.activeModalWidget() is not None, timeout=20_000)
    sheet = paper()
    assert "Recovery sheet" in sheet.windowTitle()
    sheet.reject()
    listed = tab._page.words
    tab.done.click()
    assert tab._page is None
    assert "gone from this PC" in tab.banner.accessibleName()
    written = [file for file in folders.wing.rglob("*") if file.is_file()]
    assert all(" ".join(listed).encode() not in file.read_bytes() for file in written)
    tab.words.set_words(listed)
    tab.check.click()
    qtbot.waitUntil(lambda: "open this store" in tab.banner.accessibleName(), timeout=20_000)
    assert not any(tab.words.words())


def test_without_a_printer_the_words_are_written_down_by_hand(
    tab: Any, window: MainWindow, windows: Windows, qtbot: QtBot
) -> None:
    tab.make_sheet()
    qtbot.waitUntil(tab.by_hand.isVisible, timeout=20_000)
    shown = tuple(tab.by_hand.accessibleDescription().split())
    assert shown == tab._page.words
    assert not tab.show_paper.isVisible()
    tab.done.click()
    assert tab.by_hand.accessibleDescription() == ""
    session: Any = window.jobs.session
    recovery.rehearse_sheet(session, shown)


def test_the_wrong_paper_is_told_from_the_right_one(
    tab: Any, window: MainWindow, windows: Windows, qtbot: QtBot
) -> None:
    session: Any = window.jobs.session
    old = recovery.sheet(session).words
    recovery.sheet(session)
    tab.words.set_words(old)
    tab.check.click()
    qtbot.waitUntil(tab.banner.isVisible, timeout=20_000)
    assert "not the words" in tab.banner.accessibleName()


def test_leaving_the_page_forgets_the_words(
    printer: None, tab: Any, window: MainWindow, windows: Windows, qtbot: QtBot
) -> None:
    tab.words.set_words(["zoo", "abandon"])
    tab.make_sheet()
    qtbot.waitUntil(lambda: QApplication.activeModalWidget() is not None, timeout=20_000)
    paper().reject()
    page(window, "today")
    assert tab._page is None
    assert not any(tab.words.words())


def test_staff_have_neither_recovery_nor_audit(windows: Windows, folders: Folders) -> None:
    nia = windows.sign_in(folders.wing, "Nia")
    settings = page(nia, "settings")
    names = [settings.tabs.tabText(place) for place in range(settings.tabs.count())]
    assert names == ["People", "Look", "Backup", "Whom to tell", "About"]


def test_a_cloned_pc_begins_a_new_history_and_is_told_what_follows(
    tab: Any, window: MainWindow, windows: Windows, qtbot: QtBot
) -> None:
    session: Any = window.jobs.session
    before = session.epoch
    tab.history.ask.click()
    tab.history.no.click()
    windows.quiet(window)
    assert session.epoch == before
    tab.history.ask.click()
    tab.history.yes.click()
    qtbot.waitUntil(tab.banner.isVisible, timeout=20_000)
    assert "new history has begun" in tab.banner.accessibleName()
    assert session.epoch != before
    tab.history.enrol.click()
    windows.quiet(window)
    shell: Any = window.shell
    assert shell.here() is shell.page("exchange")


def test_a_check_up_names_what_it_looked_at_and_what_is_still_to_do(
    window: MainWindow, windows: Windows, qtbot: QtBot
) -> None:
    care = page(window, "settings").care
    page(window, "settings").tabs.setCurrentWidget(care)
    care.start_check()
    qtbot.waitUntil(care.report.isVisible, timeout=20_000)
    said = care.report.accessibleDescription()
    assert "Audit: " in said
    assert "Recovery sheet: No recovery sheet was made yet" in said
    assert "Recovery key: The office's recovery key opens this store" in said
    assert care.report.hasFocus()
    assert "good order" in care.banner.accessibleName()
