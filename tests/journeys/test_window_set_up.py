# SPDX-License-Identifier: MIT
"""The story before all others: an office and a wing are set up and approved in the window."""

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from coprod_desktop.services.access import opening, recovery
from coprod_desktop.services.exchanging import office, trusting
from coprod_desktop.store import slots
from tests.stores import PASSWORD, Folders, closing
from tests.windows import Windows, page


@pytest.fixture
def quick_slots(monkeypatch: pytest.MonkeyPatch) -> None:
    """New key slots are stretched cheaply: a test's password protects nothing."""
    monkeypatch.setattr(slots, "tuned_cost", lambda: slots.Cost(8192, 1, 1), raising=False)


def test_an_office_and_a_wing_are_set_up_enrolled_and_approved_in_the_window(
    windows: Windows, tmp_path: Path, qtbot: QtBot, quick_slots: None
) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    card = _set_up_office(windows, qtbot, tmp_path / "made-office", stick)
    twelve = _set_up_wing(windows, qtbot, tmp_path / "made-wing", stick, card)
    _approve(windows, qtbot, tmp_path / "made-office", stick, twelve)
    with closing(opening.unlock(tmp_path / "made-office", "Ada", PASSWORD)) as s:
        (device,) = office.devices(s)
    assert (device.state, device.site, device.wing) == ("active", "HMP Oakmere", "House 4")


def test_a_recovery_sheet_that_was_left_for_later_is_reminded_of(
    windows: Windows, folders: Folders, qtbot: QtBot, quick_slots: None
) -> None:
    with closing(folders.open("office")) as s:
        office.write_card(s, folders.stick)
        card = list(office.card(s).words)
    folder = folders.root / "made-wing"
    _set_up_wing(windows, qtbot, folder, folders.stick, card, later=True)
    main = windows.sign_in(folder, "Sam")
    today = page(main, "today")
    windows.quiet(main)
    assert today.sheet.isVisible()
    main.close()
    with closing(opening.unlock(folder, "Sam", PASSWORD)) as s:
        recovery.sheet(s)
    main = windows.sign_in(folder, "Sam")
    today = page(main, "today")
    windows.quiet(main)
    assert not today.sheet.isVisible()


def test_three_people_hold_the_root_keys_and_one_drive_for_two_is_warned_of(
    windows: Windows, tmp_path: Path, qtbot: QtBot, quick_slots: None
) -> None:
    main = windows.open()
    wizard: Any = main.centralWidget()
    _name_office(wizard, tmp_path / "made-office")
    wizard.go_on()
    wizard.roots.choice.choose(several=True)
    wizard.go_on()
    cards = wizard.roots.choice.cards
    assert "Type a name" in cards[0].name.error.text()
    assert wizard.step() is wizard.roots
    for card, name in zip(cards, ("Rose", "Sam", "Tia"), strict=True):
        folder = tmp_path / name
        folder.mkdir()
        card.name.field.setText(name)
        card.folder.set_path(folder)
        card.first.line.setText(PASSWORD)
        card.second.line.setText(PASSWORD)
    qtbot.waitUntil(wizard.roots.choice.warning.isVisible)
    assert "1 and 2 are on the same drive" in wizard.roots.choice.warning.accessibleName()
    wizard.go_on()
    _recovery_key(wizard, qtbot)
    qtbot.waitUntil(wizard.office_end.print.isEnabled, timeout=20_000)
    said = [label.text() for label in wizard.office_end.findChildren(QLabel)]
    assert any("Rose, Sam, Tia" in text for text in said)
    assert cards[0].first.text() == ""  # no passphrase stays in the window
    main.close()
    for name in ("Rose", "Sam", "Tia"):
        assert len(list((tmp_path / name).iterdir())) == 1
    with closing(opening.unlock(tmp_path / "made-office", "Ada", PASSWORD)) as s:
        status = trusting.status(s)
    assert (status.threshold, len(status.roots)) == (2, 3)


def _set_up_office(windows: Windows, qtbot: QtBot, folder: Path, stick: Path) -> list[str]:
    """Through the wizard; gives the card's words."""
    main = windows.open()
    wizard: Any = main.centralWidget()
    _name_office(wizard, folder)
    wizard.office.password.second.line.setText("something else")
    wizard.go_on()
    assert "not the same" in wizard.office.password.again.error.text()
    wizard.office.password.second.line.setText(PASSWORD)
    wizard.go_on()
    assert wizard.step() is wizard.roots
    wizard.go_on()
    _recovery_key(wizard, qtbot)
    qtbot.waitUntil(wizard.office_end.print.isEnabled, timeout=20_000)
    card: list[str] = wizard.office_end.card.accessibleDescription().split()
    assert len(card) == 12
    wizard.office_end.write_to(stick)
    qtbot.waitUntil(wizard.office_end.banner.isVisible)
    wizard.go_on()
    qtbot.waitUntil(lambda: main.shell is not None)
    main.close()
    return card


def _name_office(wizard: Any, folder: Path) -> None:
    wizard.choose.choose("office")
    wizard.go_on()
    wizard.office.name.field.setText("Northern office")
    wizard.office.admin.field.setText("Ada")
    wizard.office.password.first.line.setText(PASSWORD)
    wizard.office.password.second.line.setText(PASSWORD)
    wizard.office.folder.set_path(folder)


def _recovery_key(wizard: Any, qtbot: QtBot) -> None:
    """The 24 words are on paper before there is a store, and three of them are asked back."""
    qtbot.waitUntil(lambda: wizard.step() is wizard.key)
    paper = wizard.key.card.accessibleDescription().split()
    assert len(paper) == 24
    wizard.go_on()
    for row in wizard.ask_back.lines:
        row.field.setText("zebra" if "zoo" in paper else "zoo")
    wizard.go_on()
    assert "another word" in wizard.ask_back.lines[0].error.text()
    for row, place in zip(wizard.ask_back.lines, wizard.ask_back.asked(), strict=True):
        row.field.setText(paper[place - 1][:4])
    wizard.go_on()


def _recovery_sheet(wizard: Any, qtbot: QtBot, *, later: bool) -> None:
    """Made and printed, or left for later with a reminder."""
    assert wizard.sheet.words() == ()
    assert not wizard.back.isVisible()  # the store is made
    if later:
        wizard.later.click()
        assert "no recovery sheet" in wizard.wing_end.banner.accessibleName()
        return
    wizard.go_on()
    qtbot.waitUntil(lambda: len(wizard.sheet.card.accessibleDescription().split()) == 24)
    assert not wizard.later.isVisible()
    wizard.go_on()


def _set_up_wing(
    windows: Windows,
    qtbot: QtBot,
    folder: Path,
    stick: Path,
    card: list[str],
    *,
    later: bool = False,
) -> str:
    """Through the wizard, with wrong words first; gives the PC's own words."""
    (trust,) = stick.iterdir()
    wing = windows.open(folder.parent / "no-store")
    wing.show_first_run()
    wizard: Any = wing.centralWidget()
    wizard.choose.choose("wing")
    wizard.go_on()
    wizard.trust.file.set_path(trust)
    wizard.go_on()
    qtbot.waitUntil(lambda: wizard.step() is wizard.words)
    for row in wizard.words.lines:
        row.field.setText("abandon")
    wizard.go_on()
    _name_wing(wizard, folder)
    wizard.go_on()
    qtbot.waitUntil(wizard.banner.isVisible, timeout=20_000)
    assert "words do not match" in wizard.banner.accessibleName()
    assert wizard.step() is wizard.words
    for row, place in zip(wizard.words.lines, wizard.words._asked, strict=True):
        row.field.setText(card[place - 1])
    wizard.go_on()
    wizard.go_on()
    qtbot.waitUntil(lambda: wizard.step() is wizard.sheet, timeout=20_000)
    _recovery_sheet(wizard, qtbot, later=later)
    assert wizard.step() is wizard.wing_end
    wizard.wing_end.write_to(stick)
    qtbot.waitUntil(wizard.wing_end.card.isVisible)
    assert wizard.sheet.words() == ()  # what was on screen is forgotten
    twelve: str = wizard.wing_end.card.accessibleDescription()
    wizard.go_on()
    qtbot.waitUntil(lambda: wing.shell is not None)
    wing.close()
    return twelve


def _approve(windows: Windows, qtbot: QtBot, folder: Path, stick: Path, twelve: str) -> None:
    """Take the request in, and approve it with the words as they are read out."""
    main = windows.sign_in(folder, "Ada")
    inbox = page(main, "inbox")
    inbox.take_in([stick])
    qtbot.waitUntil(inbox.banner.isVisible, timeout=20_000)
    sites = page(main, "sites")
    windows.quiet(main)
    assert sites.board.panel.approving.isVisible()
    assert not sites.board.panel.words.isVisible()  # the words must come over the telephone
    sites.board.panel.approving.typed.field.setPlainText(" ".join(reversed(twelve.split())))
    sites.board.panel.approving.button.click()
    qtbot.waitUntil(sites.banner.isVisible)
    assert "words do not match" in sites.banner.accessibleName()
    sites.board.panel.approving.typed.field.setPlainText(twelve)
    sites.board.panel.approving.button.click()
    windows.quiet(main)
    assert sites.board.model.line(0).cells[0] == "Up to date"
    main.close()


def _name_wing(wizard: Any, folder: Path) -> None:
    wizard.wing.site.field.setText("HMP Oakmere")
    wizard.wing.wing.field.setText("House 4")
    wizard.wing.head.field.setText("Sam")
    wizard.wing.password.first.line.setText(PASSWORD)
    wizard.wing.password.second.line.setText(PASSWORD)
    wizard.wing.folder.set_path(folder)
