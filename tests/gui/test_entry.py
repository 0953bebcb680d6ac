# SPDX-License-Identifier: MIT
"""One comment by keyboard alone: few keys, nothing chosen for you, nothing lost, all undone."""

import datetime
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from coprod_desktop.domain import ids
from coprod_desktop.domain.records import Feedback
from coprod_desktop.gui.feedback import entering
from coprod_desktop.gui.furniture import Tile
from coprod_desktop.gui.window import MainWindow
from coprod_desktop.services.recording import binning, drafts, keeping, lists, records
from tests.gui.pressing import Hands
from tests.stores import PASSWORD, Folders, closing, feedback, kill, start
from tests.windows import Windows


class Entering(Hands):
    """At the keyboard, with one comment to enter."""

    @property
    def entry(self) -> Any:
        return self.shell.page("feedback").entry


@pytest.fixture
def hands(qtbot: QtBot, window: MainWindow, windows: Windows) -> Entering:
    made = Entering(qtbot, window, windows)
    made.settle()
    made.press("Ctrl+N")
    made.settle()
    return made


def session(hands: Entering) -> Any:
    return hands.window.jobs.session


def newest(s: Any) -> Feedback:
    record = records.get(s, lists.page(s, "feedback")[0].id).record
    assert isinstance(record, Feedback)
    return record


def test_a_comment_with_a_theme_and_a_reply_costs_few_keys(hands: Entering) -> None:
    form = hands.entry.form
    hands.press("Tab")
    hands.type("The hatch queue for medicines is too long")
    hands.press("Tab")
    hands.press("4")
    hands.press("Tab")
    hands.qtbot.waitUntil(lambda: bool(form.sorting.offers.buttons))
    assert form.themes.field.value() == ()
    offered = form.sorting.offers.buttons[0]
    code = offered.property("code")
    assert "because of" in offered.accessibleDescription()
    hands.press("1")
    hands.press("Alt+R")
    hands.press("Ctrl+Return")
    assert hands.presses <= 12
    hands.settle()
    record = newest(session(hands))
    assert record.themes == (code,)
    assert (record.wants_reply, record.reply_by) == (True, "slip_code")
    assert ids.read_slip(record.slip_code) == record.slip_code != ""
    assert record.answers["fft_overall"] == 4


def test_the_next_can_be_typed_at_once_and_ctrl_z_takes_the_last_back(hands: Entering) -> None:
    first = hands.entry.form.answers["what_good"].field
    s = session(hands)
    for words in ("The first", "The second"):
        hands.type(words)
        hands.press("Ctrl+Return")
        hands.type("x")
        assert first.text() == "x"  # typed while the last one is saved: it is of the next
        hands.settle()
        hands.press("Ctrl+Z")  # typing first
        assert first.text() == ""
    assert newest(s).answers["what_good"] == "The second"
    assert "2 saved so far" in hands.entry.state.text()
    hands.press("Ctrl+Z")
    hands.settle()
    assert lists.counts(s).feedback == 1
    assert [each.excerpt for each in binning.listed(s)] == ["The second"]
    assert "in the bin" in hands.entry.state.text()
    hands.press("F1")
    hands.settle()
    shell: Any = hands.window.shell
    assert shell.page("help").book.view.name == "comments"


def test_what_is_usual_is_remembered_for_the_person_and_the_date_for_the_day(
    hands: Entering, windows: Windows, folders: Folders
) -> None:
    place = hands.entry.form.place
    place.wing.field.setText("C")
    place.service.field.setCurrentText("Mental health")
    place.channel.field.setCurrentIndex(place.channel.field.findData("letter"))
    place.date.field.line.setText("yesterday")
    hands.type("One")
    hands.press("Ctrl+Return")
    hands.settle()
    yesterday = hands.entry.desk.today() - datetime.timedelta(days=1)
    assert place.date.field.date() == yesterday  # the same box goes on today
    hands.window.close()
    with closing(folders.open("wing", "Nia")) as nurse:
        assert entering.usual(nurse) == {}
    with closing(folders.open("wing", "Hal")) as head:
        # As if it had been kept on another day.
        kept = {**entering.usual(head), "kept_on": "2026-01-01"}
        keeping.keep(head, "usual", entering.USUAL, kept)
    again = windows.sign_in(folders.wing)
    windows.quiet(again)
    shell: Any = again.shell
    shell.desk.go("feedback", "new")
    windows.quiet(again)
    form = shell.page("feedback").entry.form
    assert form.wing.field.text() == "C"
    assert form.service.field.currentText() == "Mental health"
    assert form.channel.field.currentData() == "letter"
    assert form.date.field.date() == shell.desk.today()


def test_a_code_of_another_open_slip_is_refused_and_the_slip_is_shown(
    hands: Entering, qtbot: QtBot
) -> None:
    records.save(session(hands), feedback(wants_reply=True, slip_code="K7-42"))
    form = hands.entry.form
    hands.type("More clinics")
    hands.press("Alt+R")
    form.slip.field.selectAll()
    form.slip.field.setFocus()
    hands.type("k742")
    hands.press("Ctrl+Return")
    hands.settle()
    assert "K7-42" in form.slip.error.text()
    assert form.slip.field.hasFocus()
    assert form.answers["what_good"].field.text() == "More clinics"
    assert form.reply.use_free.isVisible()
    free = form.reply.free
    form.reply.use_free.click()
    hands.press("Alt+P")
    qtbot.waitUntil(lambda: QApplication.activeModalWidget() is not None)
    dialog: Any = QApplication.activeModalWidget()
    assert free in dialog.windowTitle()
    dialog.reject()
    hands.press("Ctrl+Return")
    hands.settle()
    assert newest(session(hands)).slip_code == free != "K7-42"


def test_a_fold_opens_when_filled_and_what_was_thrown_away_or_changed_comes_back(
    hands: Entering,
) -> None:
    form, s = hands.entry.form, session(hands)
    shell: Any = hands.window.shell
    assert not form.more.isVisible()
    hands.press("Alt+M")
    assert form.more.ok_to_quote.field.hasFocus()
    form.more.ok_to_quote.field.setCurrentIndex(1)
    form.answers["what_good"].field.setFocus()
    hands.type("Half a sente")
    hands.entry.discard.click()
    hands.settle()
    assert drafts.mine(s) == ()
    shell.undo.take_back()
    hands.settle()
    assert form.answers["what_good"].field.text() == "Half a sente"
    assert form.more.isVisible()
    hands.press("Ctrl+Return")
    hands.settle()
    assert not form.more.isVisible()
    stored = records.get(s, lists.page(s, "feedback")[0].id)
    hands.entry.revise(stored)
    assert form.more.isVisible()
    form.answers["what_good"].field.setPlainText("After")
    hands.entry.save_and_next()
    hands.settle()
    assert (newest(s).answers["what_good"], newest(s).ok_to_quote) == ("After", "yes")
    shell.undo.take_back()
    hands.settle()
    assert newest(s).answers["what_good"] == "Half a sente"


_TYPING = """
import sys
from pathlib import Path
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from coprod_desktop.gui.messages import BugNet
from coprod_desktop.gui.preferences import Preferences
from coprod_desktop.gui.theme import Theme
from coprod_desktop.gui.window import MainWindow

app = QApplication([])
folder, place = map(Path, sys.argv[1:])
window = MainWindow(Theme(app), Preferences(place), BugNet(), folder)
window.show()
screen = window.centralWidget()
def until(condition):
    while not condition():
        app.processEvents()
until(screen.button.isEnabled)
screen.user.setCurrentText("Nia")
screen.password.line.setText(sys.stdin.readline().strip())
screen.unlock()
until(lambda: window.shell is not None)
window.shell.desk.go("feedback", "new")
entry = window.shell.page("feedback").entry
kept = []
entry.keeper.kept.connect(kept.append)
QTest.keyClicks(entry.form.answers["what_good"].field, "Half a sente")
until(lambda: bool(kept))
print("kept", flush=True)
until(lambda: False)
"""


def test_what_was_typed_before_a_kill_is_its_typists_alone(
    folders: Folders, windows: Windows, qtbot: QtBot
) -> None:
    with start(_TYPING, folders.wing, folders.root / "preferences.ini") as child:
        assert child.stdin is not None
        assert child.stdout is not None
        child.stdin.write(f"{PASSWORD}\n")
        child.stdin.flush()
        while (line := child.stdout.readline()) and line.strip() != "kept":
            pass
        kill(child)
    with closing(folders.open("wing", "Hal")) as head:
        assert drafts.mine(head) == ()
        assert lists.counts(head).feedback == 0
    again = windows.sign_in(folders.wing, "Nia")
    windows.quiet(again)
    shell: Any = again.shell
    tiles = shell.page("today").drafts.findChildren(Tile)
    (tile,) = (each for each in tiles if each.accessibleName() == "Half a sente")
    assert "kept" in tile.accessibleDescription()
    tile.click()
    windows.quiet(again)
    entry = shell.page("feedback").entry
    assert entry.form.answers["what_good"].field.text() == "Half a sente"
    assert "your draft from" in entry.banner.accessibleName()
