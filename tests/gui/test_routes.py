# SPDX-License-Identifier: MIT
"""Whom to tell at a site; and the stop before a bundle, with the way to resolve it."""

from typing import Any

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from coprod_desktop.domain import harm
from coprod_desktop.domain.records import Escalation
from coprod_desktop.gui.today import lines
from coprod_desktop.gui.window import MainWindow
from coprod_desktop.services.loop import guarding
from coprod_desktop.services.recording import drafts, records
from tests.stores import PASSWORD, Folders, feedback
from tests.windows import Windows, focused, page

OPEN = Escalation(route="acct", state="open")


def told(window: MainWindow, *routes: str) -> str:
    session: Any = window.jobs.session
    escalations = tuple(Escalation(route=code, state="open") for code in routes)
    return records.save(session, feedback("I feel suicidal", escalations=escalations)).id


def test_a_head_says_whom_to_tell(window: MainWindow, windows: Windows) -> None:
    session: Any = window.jobs.session
    settings = page(window, "settings")
    settings.arrive("routes")
    windows.quiet(window)
    tab = settings.routes
    assert set(tab.lines) == {route.code for route in harm.routes()}

    tab.lines["acct"]["who"].setText("Safer Custody")
    tab.ask()  # whatever else happens, what is typed stays
    windows.quiet(window)
    tab.save.click()
    windows.quiet(window)
    assert guarding.site_routes(session)["acct"] == {"who": "Safer Custody"}
    assert tab.banner.isVisible()

    assert window.shell is not None
    window.shell.undo.take_back()
    windows.quiet(window)
    assert guarding.site_routes(session)["acct"] == {}


def test_staff_read_it_and_cannot_change_it(windows: Windows, folders: Folders) -> None:
    window = windows.sign_in(folders.wing, "Nia")
    settings = page(window, "settings")
    settings.arrive("routes")
    assert settings.routes.lines["acct"]["who"].isReadOnly()
    assert not settings.routes.save.isVisible()


def test_a_round_stops_at_what_is_open_and_goes_on_when_it_is_resolved(
    window: MainWindow, windows: Windows, qtbot: QtBot, folders: Folders
) -> None:
    told(window, "acct", "security")
    round_ = page(window, "exchange").round
    windows.quiet(window)
    card = round_.unresolved
    assert card.isVisible()  # before a stick is even chosen

    round_.sticks.folder.set_path(folders.stick)
    round_.begin()
    windows.quiet(window)
    assert card.isVisible()
    assert not round_.sign.isVisible()
    assert round_.leaving.isVisible()

    next(iter(card.tiles.values())).click()
    line = card.form.lines["acct"]
    assert focused() is line.choices["done"]
    qtbot.keyClick(focused(), Qt.Key.Key_Space)
    line.by.field.setCurrentText("Nurse")
    card.form.save.click()
    windows.quiet(window)
    assert card.number == 1  # of the other route nobody has said anything
    (left,) = guarding.open_ones(window.jobs.session)  # pyright: ignore[reportArgumentType]
    assert left.routes == ("security",)

    next(iter(card.tiles.values())).click()
    card.form.lines["security"].choices["not_needed"].click()
    card.form.lines["security"].reason.field.setText("It was a film")
    card.form.save.click()
    windows.quiet(window)
    assert not card.isVisible()
    assert round_.sign.isVisible()

    round_.password.line.setText(PASSWORD)
    round_.send()
    windows.quiet(window)
    assert round_.done.isVisible()


def test_an_answer_can_be_taken_back(window: MainWindow, windows: Windows) -> None:
    told(window, "acct")
    card = page(window, "exchange").round.unresolved
    windows.quiet(window)
    next(iter(card.tiles.values())).click()
    card.form.save.click()
    assert card.form.isVisible()  # nothing was chosen
    card.form.lines["acct"].choices["done"].click()
    card.form.lines["acct"].by.field.setCurrentText("Nurse")
    card.form.save.click()
    windows.quiet(window)
    assert card.number == 0

    assert window.shell is not None
    window.shell.undo.take_back()
    windows.quiet(window)
    assert card.number == 1


def test_what_was_begun_is_a_draft_until_it_is_saved(
    window: MainWindow, windows: Windows, folders: Folders, qtbot: QtBot
) -> None:
    record = told(window, "acct")
    card = page(window, "exchange").round.unresolved
    windows.quiet(window)
    card.tiles[record].click()
    card.form.lines["acct"].choices["not_needed"].click()
    qtbot.keyClicks(card.form.lines["acct"].reason.field, "It was a fi")
    card.form.later.click()
    windows.quiet(window)
    card.tiles[record].click()
    assert card.form.lines["acct"].reason.field.text() == "It was a fi"
    window.close()

    again = windows.sign_in(folders.wing)
    card = page(again, "exchange").round.unresolved
    windows.quiet(again)
    (draft,) = drafts.mine(again.jobs.session)  # pyright: ignore[reportArgumentType]
    assert (lines.draft(draft).page, lines.draft(draft).target) == ("exchange", "open")
    card.tiles[record].click()
    line = card.form.lines["acct"]
    assert line.state() == "not_needed"
    qtbot.keyClicks(line.reason.field, "lm")
    card.form.save.click()
    windows.quiet(again)
    assert card.number == 0
    assert drafts.mine(again.jobs.session) == ()  # pyright: ignore[reportArgumentType]


def test_the_whole_comment_is_one_press_away(window: MainWindow, windows: Windows) -> None:
    record = told(window, "acct")
    card = page(window, "exchange").round.unresolved
    windows.quiet(window)
    next(iter(card.tiles.values())).click()
    card.form.later.click()
    assert focused() is card.tiles[record]
    card.tiles[record].click()

    card.form.read.click()
    windows.quiet(window)

    shell: Any = window.shell
    assert shell.page("feedback").isVisible()


@pytest.fixture(autouse=True)
def _warm() -> None:
    harm.find("Mr 1")
