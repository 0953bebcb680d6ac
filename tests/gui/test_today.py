# SPDX-License-Identifier: MIT
"""Today says what needs somebody now: answers to hand back, a late receipt, an old backup."""

import datetime
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from coprod_desktop.domain.records import Complaint, Escalation
from coprod_desktop.gui.window import MainWindow
from coprod_desktop.services.access import care, recovery
from coprod_desktop.services.loop import actions, answers, complaints
from coprod_desktop.services.recording import drafts, lists, records
from coprod_desktop.services.recording.drafts import Draft
from tests.stores import DAY, Folders, action, closing, feedback, meeting, send
from tests.windows import Windows, focused, page

TODAY = datetime.datetime.now().astimezone().date()


def tiles(card: QWidget) -> list[Any]:
    return [each for each in card.findChildren(QWidget) if each.property("page")]


def names(card: QWidget) -> list[str]:
    return [each.accessibleName() for each in tiles(card)]


def today(window: MainWindow, windows: Windows) -> Any:
    screen = page(window, "today")
    windows.quiet(window)
    return screen


def test_an_answer_leads_to_its_comment_until_the_patient_was_told(
    windows: Windows, folders: Folders, qtbot: QtBot
) -> None:
    with closing(folders.open("wing")) as wing:
        comment = records.save(
            wing, feedback("Who decides?", wants_reply=True, slip_code="K7-42")
        ).id
        answers.answer(wing, comment, "tell", "The doctor decides.")
    window = windows.sign_in(folders.wing, "Nia")
    screen = today(window, windows)
    tile, every = tiles(screen.answers)
    assert (every.property("page"), every.property("target")) == ("actions", "replies")
    assert tile.accessibleName() == "Who decides?"
    assert "slip K7-42" in tile.accessibleDescription()
    tile.click()
    shell: Any = window.shell
    detail = shell.page("feedback").detail
    qtbot.waitUntil(lambda: detail.stored() is not None and detail.stored().id == comment)
    detail.told.click()
    windows.quiet(window)
    assert not today(window, windows).answers.isVisible()


def test_a_late_receipt_leads_to_the_telephone(windows: Windows, folders: Folders) -> None:
    with closing(folders.open("wing")) as wing:
        records.save(wing, feedback("The queue is long"))
        send(wing, folders.stick)  # by the clock of the tests, long ago
    window = windows.sign_in(folders.wing)
    screen = today(window, windows)
    (late,) = (each for each in tiles(screen.bundle) if "No receipt" in each.accessibleName())
    assert late.accessibleName() == "No receipt for bundle 1 since 3 March 2026"
    late.click()
    windows.quiet(window)
    shell: Any = window.shell
    assert shell.page("exchange").history.telephone.isVisible()


@pytest.mark.parametrize(("person", "seen"), [("Hal", True), ("Nia", False)])
def test_an_old_backup_is_the_heads_to_make(
    person: str, seen: bool, windows: Windows, folders: Folders
) -> None:
    with closing(folders.open("wing")) as wing:
        records.save(wing, feedback("The queue is long"))
        care.backup(wing, folders.root / "wing.backup")  # by the clock of the tests, long ago
    window = windows.sign_in(folders.wing, person)
    screen = today(window, windows)
    assert screen.backup.isVisible() is seen
    if seen:
        (tile,) = tiles(screen.backup)
        assert "days old" in tile.accessibleName()
        tile.click()
        shell: Any = window.shell
        assert shell.page("settings").tabs.currentWidget() is shell.page("settings").care


def test_what_needs_somebody_is_told_and_leads_there(
    windows: Windows, folders: Folders, qtbot: QtBot
) -> None:
    day = datetime.timedelta(days=1)
    with closing(folders.open("wing")) as wing:
        harm = feedback("I cannot go on", escalations=(Escalation(route="acct", state="open"),))
        harm_id = records.save(wing, harm).id
        complaint = complaints.begin(wing, Complaint(received=DAY, summary="The bell")).id
        for days in (-2, 3, 40):
            records.save(wing, action(f"In {days}", due=TODAY + days * day))
        forum = meeting("Old forum", wing="B", date=DAY, next_date=TODAY + 2 * day)
        old = records.save(wing, forum).id
        records.save(wing, meeting("Held forum", date=DAY, next_date=TODAY))
        records.save(wing, meeting("Held forum", date=TODAY))
        drafts.keep(wing, Draft("d", "action", {"what": "Mend the bell"}))
    window = windows.sign_in(folders.wing)
    screen = today(window, windows)
    assert names(screen.open) == ["I cannot go on"]
    (clock,) = tiles(screen.complaints)
    assert clock.accessibleName().startswith("Acknowledge by Thursday 5 March 2026")
    assert clock.accessibleName().endswith("working days late")
    assert names(screen.actions_due) == ["In -2", "In 3"]
    assert "Overdue" in tiles(screen.actions_due)[0].accessibleDescription()
    assert names(screen.meetings) == ["Old forum, B"]
    assert names(screen.drafts) == ["Mend the bell"]
    (open_ones,) = names(screen.unanswered)
    assert open_ones == "1 comment has no answer, since 2 March 2026."
    assert not screen.answers.isVisible()
    assert not screen.calm.isVisible()
    places = {
        card: (tiles(card)[0].property("page"), tiles(card)[0].property("target"))
        for card in (screen.open, screen.complaints, screen.drafts, screen.meetings)
    }
    assert set(places.values()) == {
        ("feedback", harm_id),
        ("complaints", complaint),
        ("actions", "draft:d"),
        ("meetings", f"next:{old}"),
    }
    # Whoever stands on a line stands on it still, when something else was done meanwhile.
    clock.setFocus()
    shell: Any = window.shell
    shell.desk.jobs.run(_finish, changes=("action",))
    windows.quiet(window)
    qtbot.waitUntil(lambda: names(screen.actions_due) == ["In 3"])
    assert focused().accessibleName() == tiles(screen.complaints)[0].accessibleName()
    qtbot.keyClick(focused(), Qt.Key.Key_Space)
    windows.quiet(window)
    assert shell.page("complaints").detail.case().stored.id == complaint


def _finish(session: Any) -> None:
    (row,) = (row for row in lists.page(session, "action") if "In -2" in str(row))
    actions.move(session, row.id, "done", "It is mended")


def test_a_day_on_which_nothing_is_left_is_calm(windows: Windows, folders: Folders) -> None:
    with closing(folders.open("wing")) as wing:
        recovery.sheet(wing)
    screen = today(windows.sign_in(folders.wing), windows)
    assert screen.calm.isVisible()
    assert tiles(screen) == []


def test_more_than_fit_lead_to_all_of_them(windows: Windows, folders: Folders) -> None:
    with closing(folders.open("wing")) as wing:
        for number in range(7):
            records.save(wing, action(f"n{number}", due=TODAY))
    screen = today(windows.sign_in(folders.wing), windows)
    assert names(screen.actions_due) == ["n0", "n1", "n2", "n3", "n4", "Show all 7"]
    tiles(screen.actions_due)[-1].click()
    shell: Any = screen.window().shell
    assert shell.page("actions").board.isVisible()


def test_a_search_that_is_behind_is_said(window: MainWindow, windows: Windows) -> None:
    screen = today(window, windows)
    assert not screen.search.isVisible()
    screen.desk.say_behind(12_000)
    assert screen.search.isVisible()
    assert "12,000 records to go" in screen.search.accessibleName()
    screen.desk.say_behind(0)
    assert not screen.search.isVisible()
