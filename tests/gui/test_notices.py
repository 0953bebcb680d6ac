# SPDX-License-Identifier: MIT
"""The office's notices: given at Sites, read and put away on a wing's first page."""

import datetime
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from coprod_desktop.domain.records import Notice
from coprod_desktop.gui.window import MainWindow
from coprod_desktop.services.access import opening
from coprod_desktop.services.loop import notices
from tests.services.returns import returned
from tests.stores import PASSWORD, Folders, closing
from tests.windows import Windows, focused, page

DAY = datetime.timedelta(days=1)


def today() -> datetime.date:
    return datetime.datetime.now().astimezone().date()


def texts(screen: QWidget) -> str:
    return "\n".join(label.text() for label in screen.findChildren(QLabel))


@pytest.fixture
def tab(office: MainWindow, windows: Windows) -> Any:
    assert office.shell is not None
    office.shell.desk.go("sites", "notices")
    windows.quiet(office)
    sites: Any = office.shell.page("sites")
    return sites.notices


def cells(tab: Any) -> list[tuple[str, ...]]:
    return [tab.model.line(place).cells for place in range(tab.model.rowCount())]


def test_a_notice_is_given_put_right_and_withdrawn(
    office: MainWindow, windows: Windows, tab: Any
) -> None:
    tab.new.click()
    tab.give()
    assert focused() is tab.title  # nothing is given without words
    tab.title.setText("The hach is closed")
    tab.text.setPlainText("Until the flood is dry.")
    whom = [tab.whom.itemText(place) for place in range(tab.whom.count())]
    assert whom[0] == "All wings"
    tab.whom.setCurrentIndex(whom.index("HMP Example, B"))
    tab.last.line.setText("+7")
    tab.button.click()
    windows.quiet(office)
    ((title, who, _, _, far),) = cells(tab)
    assert (title, who) == ("The hach is closed", "HMP Example, B")
    assert far == "not gone to a wing yet"
    assert tab.title.text() == ""
    assert focused() is tab.new
    tab.table.opened.emit(0)
    assert tab.text.text() == "Until the flood is dry."
    tab.title.setText("The hatch is closed")
    tab.button.click()
    windows.quiet(office)
    assert [each[0] for each in cells(tab)] == ["The hatch is closed"]
    tab.table.opened.emit(0)
    tab.withdraw.click()
    windows.quiet(office)
    assert cells(tab) == []
    assert not tab.card.isVisible()
    assert office.shell is not None
    office.shell.undo.take_back()
    windows.quiet(office)
    assert [each[0] for each in cells(tab)] == ["The hatch is closed"]


def test_half_a_notice_is_there_again(
    office: MainWindow, windows: Windows, folders: Folders, tab: Any, qtbot: QtBot
) -> None:
    tab.new.click()
    qtbot.keyClicks(tab.title, "The hatch")
    tab.stop.click()
    assert not tab.card.isVisible()
    assert office.shell is not None
    office.shell.desk.go("inbox")
    windows.quiet(office)
    office.lock()
    qtbot.waitUntil(lambda: office.jobs.session is None)
    again = windows.sign_in(folders.office, "Ada")
    assert again.shell is not None
    again.shell.desk.go("sites", "notices")
    windows.quiet(again)
    sites: Any = again.shell.page("sites")
    assert sites.notices.title.text() == "The hatch"
    assert sites.notices.card.isVisible()
    assert "not finished" in sites.banner.accessibleName()


def given(folders: Folders, *titles: str) -> None:
    with (
        closing(opening.unlock(folders.office, "Ada", PASSWORD)) as central,
        closing(opening.unlock(folders.wing, "Hal", PASSWORD)) as wing,
    ):
        for title in titles:
            notices.give(central, Notice(date=today(), until=today() + DAY, title=title))
        returned(central, wing, folders.stick)


def test_each_person_reads_a_notice_and_puts_it_away(
    windows: Windows, folders: Folders, qtbot: QtBot
) -> None:
    given(folders, "The hatch is closed")
    window = windows.sign_in(folders.wing)
    windows.quiet(window)
    card = page(window, "today").notices
    assert card.isVisible()
    assert card.heading.text() == "From the office: 1 new"
    assert "New: The hatch is closed" in texts(card)
    (read, away) = [each for each in card.findChildren(QWidget) if hasattr(each, "click")]
    read.setFocus()
    qtbot.keyClick(read, Qt.Key.Key_Space)
    windows.quiet(window)
    assert card.heading.text() == "From the office"
    assert "New" not in texts(card)
    (away,) = [each for each in card.findChildren(QWidget) if hasattr(each, "click")]
    assert focused() is away  # the other button has gone: the keyboard goes on from here
    qtbot.keyClick(away, Qt.Key.Key_Space)
    windows.quiet(window)
    assert not card.isVisible()
    assert window.shell is not None
    window.shell.undo.take_back()
    windows.quiet(window)
    assert card.isVisible()
    window.close()
    nia = windows.sign_in(folders.wing, "Nia")
    windows.quiet(nia)
    assert page(nia, "today").notices.unread() == 1


def test_a_form_that_the_office_publishes_is_asked_on_the_wing(
    windows: Windows, folders: Folders, tmp_path: Any
) -> None:
    import json

    from coprod_desktop import paths
    from coprod_desktop.services.recording import reference

    form = json.loads(paths.resource("forms/feedback-1.json").read_text("utf-8"))
    form["questions"][0]["text"] = "How was the hatch this week?"
    file = tmp_path / "form.json"
    file.write_text(json.dumps(form), "utf-8")
    with (
        closing(opening.unlock(folders.office, "Ada", PASSWORD)) as central,
        closing(opening.unlock(folders.wing, "Hal", PASSWORD)) as wing,
    ):
        reference.publish(central, file)
        assert returned(central, wing, folders.stick).forms == 1
    window = windows.sign_in(folders.wing)
    entry = page(window, "feedback")
    assert window.shell is not None
    window.shell.desk.go("feedback", "new")
    windows.quiet(window)
    assert "How was the hatch this week?" in texts(entry)
