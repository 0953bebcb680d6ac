# SPDX-License-Identifier: MIT
"""The head gives somebody else a new password, which is the quickest way back in."""

from pytestqt.qtbot import QtBot

from coprod_desktop.gui.window import MainWindow
from tests.stores import Folders, closing
from tests.windows import Windows, page

NEW = "four quiet otters"


def test_a_head_gives_a_nurse_a_new_password(
    window: MainWindow, windows: Windows, folders: Folders, qtbot: QtBot
) -> None:
    tab = page(window, "settings").people
    windows.quiet(window)
    tab.table.choose(0)
    assert tab.model.line(0).value.name == "Hal"
    assert not tab.give.isEnabled()  # one's own is changed with the old one
    tab.table.choose(1)
    tab.give.click()
    assert tab.other.heading.text() == "A new password for Nia"
    assert tab.given.first.line.hasFocus()
    tab.given.first.line.setText(NEW)
    tab.set_given.click()
    assert "not the same" in tab.given.again.error.text()
    tab.given.second.line.setText(NEW)
    tab.set_given.click()
    windows.quiet(window)
    assert "new password" in tab.banner.accessibleName()
    assert not tab.other.isVisible()
    assert tab.given.text() == ""
    window.close()
    with closing(folders.open("wing", "Nia", NEW)) as nia:
        assert nia.person.role == "staff"


def test_staff_are_offered_no_power_over_others(windows: Windows, folders: Folders) -> None:
    nia = windows.sign_in(folders.wing, "Nia")
    tab = page(nia, "settings").people
    windows.quiet(nia)
    assert not tab.give.isVisible()
    assert not tab.disable.isVisible()


def test_a_head_changes_a_role_and_is_told_what_it_may(
    window: MainWindow, windows: Windows, folders: Folders
) -> None:
    tab = page(window, "settings").people
    windows.quiet(window)
    names = [tab.model.line(place).value.name for place in range(tab.model.rowCount())]
    tab.table.choose(names.index("Nia"))
    tab.change_role.click()
    card = tab.role_card
    assert card.role.hasFocus()
    card.role.setCurrentIndex(card.role.findData("head"))
    assert "make backups" in card.may.text()
    card.set.click()
    windows.quiet(window)
    assert "Nia now has the role" in tab.banner.accessibleName()
    assert not card.isVisible()
    window.close()
    with closing(folders.open("wing", "Nia")) as wing:
        assert wing.person.role == "head"
