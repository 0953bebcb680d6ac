# SPDX-License-Identifier: MIT
"""Days at a wing, from end to end in the window and by keyboard: the first, and the busy ones."""

import datetime
import zipfile
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication, QFileDialog, QWidget
from pytestqt.qtbot import QtBot

from coprod_desktop.domain.records import Answer, Complaint, Feedback
from coprod_desktop.gui.unlock.screen import UnlockScreen
from coprod_desktop.services.access import opening
from coprod_desktop.services.exchanging import office
from coprod_desktop.services.recording import lists, records
from coprod_desktop.store import slots
from tests.gui.pressing import Hands
from tests.journeys.test_window_set_up import _set_up_wing
from tests.stores import PASSWORD, Folders, action, closing, feedback, meeting, take_in
from tests.windows import Windows, page

_CALM = "This plugin does not support"
"""Said where a list folds out without a screen."""
SLIPS = tuple((1 + n % 5, f"good {n}", f"better {n}") for n in range(20))


def of_wing(folders: Folders, kind: Any) -> list[Any]:
    """All records of a kind that the wing holds, oldest first."""
    with closing(folders.open("wing")) as wing:
        rows = reversed(lists.page(wing, kind))
        return [records.get(wing, row.id).record for row in rows]


def test_a_first_day_from_the_wizard_to_the_first_comment(
    windows: Windows, folders: Folders, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(slots, "tuned_cost", lambda: slots.Cost(8192, 1, 1), raising=False)
    with closing(folders.open("office")) as central:
        office.write_card(central, folders.stick)
        card = list(office.card(central).words)
    folder = folders.root / "made-wing"
    _set_up_wing(windows, qtbot, folder, folders.stick, card)
    hands = Hands(qtbot, windows.sign_in(folder, "Sam"), windows)
    hands.settle()
    hands.press("F1")
    assert hands.shell.page("help").book.view.name == hands.shell.page("today").HELP
    hands.press("Escape", "Ctrl+N")
    hands.settle()
    hands.type("The nurse explained my new medicine")
    hands.press("Ctrl+Return")
    hands.settle()
    assert "Saved at" in hands.shell.status.saved.text()
    assert hands.shell.status.unsent.text() == "1 change not sent yet"
    hands.window.close()
    with closing(opening.unlock(folder, "Sam", PASSWORD)) as wing:
        (row,) = lists.page(wing, "feedback")
        record = records.get(wing, row.id).record
    assert isinstance(record, Feedback)
    assert record.answers == {"what_good": "The nurse explained my new medicine"}
    assert (record.site, record.wing) == ("HMP Oakmere", "House 4")


def test_a_stack_of_twenty_slips(windows: Windows, folders: Folders, qtbot: QtBot) -> None:
    hands = Hands(qtbot, windows.sign_in(folders.wing), windows)
    hands.settle()
    hands.shell.desk.go("stack")
    hands.settle()
    hands.press("Space")
    hands.settle()
    hands.presses = 0
    for number, good, better in SLIPS:
        hands.press(str(number))
        hands.type(good)
        hands.press("Return")
        hands.type(better)
        hands.press("Ctrl+Return")
    hands.settle()
    assert hands.presses == 3 * len(SLIPS)
    stack = hands.shell.page("stack").typing
    assert stack.tally.total.text() == "20 slips"
    hands.window.close()
    made = of_wing(folders, "feedback")
    assert [dict(each.answers) for each in made] == [
        {"fft_overall": number, "what_good": good, "what_better": better}
        for number, good, better in SLIPS
    ]


@pytest.mark.qt_log_ignore(_CALM, extend=True)
def test_a_forum_takes_up_what_was_promised_and_its_minutes_are_saved(
    windows: Windows,
    folders: Folders,
    qtbot: QtBot,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with closing(folders.open("wing")) as wing:
        earlier = datetime.date.today() - datetime.timedelta(days=28)  # noqa: DTZ011 - as typed here
        before = records.save(wing, meeting(date=earlier, wing="B"))
        records.save(wing, action("Put up a clock", meeting=before.id, owner_role="Head"))
    hands = Hands(qtbot, windows.sign_in(folders.wing), windows)
    hands.settle()
    hands.press("Ctrl+M")
    hands.settle()
    form = hands.shell.page("meetings").editor.form
    qtbot.waitUntil(lambda: len(form.carried.parts) == 1)
    part = form.carried.parts[0]
    assert part.carried.text == "Put up a clock"
    part.state.setFocus()
    hands.press("1")
    part.outcome.setFocus()
    hands.type("It hangs by the hatch")
    form.agenda.editor.title.setFocus()
    hands.type("Dentist")
    form.agenda.editor.notes.setFocus()
    hands.type("Waiting is long")
    hands.press("Return", "D", "Space")
    hands.type("A second clinic day")
    hands.press("Return", "A", "Space")
    hands.type("Ask the dental lead")
    hands.press("Tab")
    hands.type("Head of healthcare")
    hands.press("Tab")
    hands.type("+14")
    hands.press("Return", "Ctrl+Return")
    hands.settle()
    screen = hands.shell.page("meetings")
    qtbot.waitUntil(lambda: screen.detail.shown_id() not in {"", before.id})
    text = minutes_of(screen, tmp_path / "minutes.docx", qtbot, monkeypatch)
    for words in ("Dentist", "A second clinic day", "Ask the dental lead", "Put up a clock"):
        assert words in text, words
    hands.window.close()
    made = {each.text: each for each in of_wing(folders, "action")}
    assert made["Put up a clock"].status == "done"
    assert made["Ask the dental lead"].due is not None


def minutes_of(screen: Any, target: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> str:
    """Save the minutes of the meeting on screen as a Word file; the text inside it."""
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_a, **_k: (str(target), ""))
    screen.detail.papers.click()
    qtbot.waitUntil(lambda: QApplication.activeModalWidget() is not None)
    papers: Any = QApplication.activeModalWidget()
    qtbot.waitUntil(lambda: papers._document is not None)
    papers.word.click()
    qtbot.waitUntil(target.exists, timeout=20_000)
    qtbot.waitUntil(papers.banner.isVisible, timeout=20_000)
    papers.close()
    with zipfile.ZipFile(target) as word:
        return word.read("word/document.xml").decode()


def test_a_concern_goes_all_the_way_to_the_office(
    windows: Windows, folders: Folders, qtbot: QtBot
) -> None:
    hands = Hands(qtbot, windows.sign_in(folders.wing), windows)
    hands.settle()
    # Said at the hatch, and written down.
    hands.press("Ctrl+N")
    hands.settle()
    hands.press("Tab")
    hands.type("My medicine was late three days running")
    hands.press("Ctrl+Return")
    hands.settle()
    hands.press("Escape")
    hands.settle()
    feedback_page = page(hands.window, "feedback")
    qtbot.waitUntil(lambda: feedback_page.detail.stored() is not None)
    comment = feedback_page.detail.stored().id
    # A complaint in one step, with its clock on Today.
    feedback_page.detail.complain.click()
    hands.settle()
    hands.press("Ctrl+Return")
    hands.settle()
    case = hands.shell.page("complaints").detail.case()
    assert case.status == "received"
    hands.shell.desk.go("today")
    hands.settle()
    assert any("cknowledge" in text for text in tiles(hands.shell.page("today")))
    # Answered, and told.
    hands.shell.desk.go("feedback", comment)
    hands.settle()
    qtbot.waitUntil(lambda: feedback_page.detail.stored() is not None)
    feedback_page.detail.answer.click()
    hands.press("2", "Tab")
    hands.type("The hatch opens at eight now, with a second nurse.")
    hands.press("Ctrl+Return")
    hands.settle()
    put_on_poster(hands, qtbot)
    send_and_take_in(hands, folders, qtbot)
    with closing(folders.open("office")) as central:
        (said,) = lists.page(central, "feedback")
        (answered,) = lists.page(central, "answer")
        (complaint,) = lists.page(central, "complaint")
        answer = records.get(central, answered.id).record
        begun = records.get(central, complaint.id).record
    assert said.id == comment
    assert isinstance(answer, Answer)
    assert isinstance(begun, Complaint)
    assert begun.feedback == comment


def put_on_poster(hands: Hands, qtbot: QtBot) -> None:
    """Pick the one answer for the poster."""
    poster = page(hands.window, "poster")
    hands.settle()
    qtbot.waitUntil(lambda: poster.picking.list.count() == 1)
    poster.picking.list.setFocus()
    hands.press("Space")
    hands.settle()
    (card,) = poster.poster().cards
    assert "The hatch opens at eight now" in card.did


def send_and_take_in(hands: Hands, folders: Folders, qtbot: QtBot) -> None:
    """The week's round, here with a folder, and the office's import."""
    screen = page(hands.window, "exchange").round
    hands.settle()
    screen.sticks.folder.set_path(folders.stick)
    screen.begin()
    qtbot.waitUntil(screen.check.isVisible, timeout=20_000)
    screen.password.line.setText(PASSWORD)
    screen.send()
    qtbot.waitUntil(screen.done.isVisible, timeout=20_000)
    hands.window.close()
    with closing(folders.open("office")) as central:
        take_in(central, folders.stick)


def test_a_shift_ends_and_another_begins(windows: Windows, folders: Folders, qtbot: QtBot) -> None:
    with closing(folders.open("wing")) as wing:
        records.save(wing, feedback("An earlier comment"))
    window = windows.sign_in(folders.wing, "Nia")
    hands = Hands(qtbot, window, windows)
    hands.settle()
    hands.press("Ctrl+N")
    hands.settle()
    hands.type("Half of what he said")
    hands.press("Ctrl+Shift+L")
    sign_in(window, "Hal", qtbot)
    hands.settle()
    # What the nurse began is hers: it is not offered to the head, and cannot go out as his.
    assert not any("Half of what" in text for text in tiles(hands.shell.page("today")))
    hands.press("Ctrl+N")
    hands.settle()
    assert hands.shell.page("feedback").entry.form.answers["what_good"].field.text() == ""
    hands.type("The head wrote this")
    hands.press("Ctrl+Return")
    hands.settle()
    hands.press("Ctrl+Shift+L")
    sign_in(window, "Nia", qtbot)
    hands.settle()
    today = hands.shell.page("today")
    qtbot.waitUntil(lambda: any("Half of what he said" in text for text in tiles(today)))
    window.close()
    with closing(folders.open("wing", "Nia")) as wing:
        rows = lists.page(wing, "feedback")
        words = {row.excerpt: row.by for row in rows}  # pyright: ignore[reportAttributeAccessIssue]
    assert words == {"The head wrote this": "Hal", "An earlier comment": "Hal"}


def tiles(screen: QWidget) -> list[str]:
    """What the lines of Today say."""
    return [
        each.accessibleName()
        for each in screen.findChildren(QWidget)
        if each.accessibleName() and each.isVisibleTo(screen)
    ]


def sign_in(window: Any, name: str, qtbot: QtBot) -> None:
    """Another person unlocks the window."""
    qtbot.waitUntil(lambda: isinstance(window.centralWidget(), UnlockScreen))
    screen: Any = window.centralWidget()
    qtbot.waitUntil(screen.button.isEnabled)
    screen.user.setCurrentText(name)
    screen.password.line.setText(PASSWORD)
    screen.unlock()
    qtbot.waitUntil(lambda: window.shell is not None)
