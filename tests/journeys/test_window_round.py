# SPDX-License-Identifier: MIT
"""The weekly stick round through the window: out to the office, back with news, and every fault."""

import os
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from coprod_desktop.bundle import media
from coprod_desktop.gui.window import MainWindow
from coprod_desktop.services.books import sticks
from coprod_desktop.services.exchanging import exchange, intake, receipts, returning
from coprod_desktop.services.loop import answers
from coprod_desktop.services.recording import records
from tests.bundle.system import System
from tests.stores import PASSWORD, Folders, closing, feedback, send
from tests.windows import Windows, page

pytestmark = pytest.mark.skipif(os.name != "posix", reason="the tables of Linux")


@pytest.fixture
def pc(folders: Folders, monkeypatch: pytest.MonkeyPatch) -> System:
    """A PC with the stick of the tests plugged in."""
    system = System(folders.root / "pc")
    system.stick("sdb", folders.stick, "S1", "V1")
    monkeypatch.setattr(media, "SYSTEM", system.linux)
    return system


@pytest.fixture
def comment(folders: Folders) -> str:
    with closing(folders.open("wing")) as wing:
        return records.save(wing, feedback("Nobody knows how long it takes")).id


def round_of(window: MainWindow, windows: Windows) -> Any:
    screen = page(window, "exchange").round
    windows.quiet(window)
    return screen


def said(widget: Any) -> str:
    return " ".join(label.text() for label in widget.findChildren(QLabel) if not label.isHidden())


def to_the_check(screen: Any, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: bool(screen.sticks.group.buttons()))
    screen.begin()
    qtbot.waitUntil(screen.check.isVisible, timeout=20_000)


def write(screen: Any, qtbot: QtBot) -> None:
    screen.password.line.setText(PASSWORD)
    screen.send()
    qtbot.waitUntil(screen.done.isVisible, timeout=20_000)


def test_a_round_writes_what_is_new_and_is_booked(
    pc: System, comment: str, windows: Windows, folders: Folders, qtbot: QtBot
) -> None:
    window = windows.sign_in(folders.wing)
    screen = round_of(window, windows)
    assert "Step 1 of 3" in screen.step.text()
    (tile,) = screen.sticks.group.buttons()
    assert tile.isChecked()  # there is no other
    assert "not authorised" in tile.accessibleDescription()
    assert "serial S1" in tile.accessibleDescription()
    to_the_check(screen, qtbot)
    assert "nothing new" in said(screen.came)
    assert "1 change in all" in said(screen.leaving)
    assert "Nobody has authorised" in screen.strange.text()
    assert screen.came.hasFocus()  # what came is read first
    assert "nothing new" in screen.came.accessibleDescription()
    write(screen, qtbot)
    assert "safe to remove" in screen.done.heading.text()
    assert "Bundle 1 was written, read back and verified" in said(screen.done)
    history = page(window, "exchange").history
    page(window, "exchange").tabs.setCurrentWidget(history)
    windows.quiet(window)
    line = history.model.line(0)
    assert line.cells[4] == "stick"
    assert line.cells[1] == "No word yet"
    books = page(window, "exchange").sticks
    page(window, "exchange").tabs.setCurrentWidget(books)
    windows.quiet(window)
    assert books.model.line(0).cells[1].startswith("Yes: Hal")
    assert books.carried.line(0).cells[1] == "Bundle 1, to the office"


def test_the_next_round_takes_in_what_the_office_sent_back(
    pc: System, comment: str, windows: Windows, folders: Folders, qtbot: QtBot
) -> None:
    with closing(folders.open("wing")) as wing:
        sticks.authorise(wing, "S1/V1")
        send(wing, folders.stick)
    with closing(folders.open("office")) as office:
        intake.take_in(office, [folders.stick])
        answers.answer(office, comment, "change", "There is a clock by the hatch.")
        written = returning.write(office, folders.stick, authorise=True)
        others = [each.path.name for each in written if each.site != "HMP Example"]

    again = windows.sign_in(folders.wing)
    screen = round_of(again, windows)
    to_the_check(screen, qtbot)
    assert "Bundle 1 was received at the office on" in said(screen.came)
    assert "1 answer for a patient here." in said(screen.came)
    assert not screen.sign.isVisible()  # nothing is left to send
    assert "2 files" in screen.room.text()
    screen.clear.setChecked(True)
    screen.finish.click()
    qtbot.waitUntil(screen.done.isVisible, timeout=20_000)
    assert "had done their work: 2" in said(screen.done)
    assert list(folders.stick.iterdir()) == [folders.stick / each for each in others]
    detail = page(again, "feedback").detail
    qtbot.waitUntil(lambda: "There is a clock by the hatch." in said(detail))
    history = page(again, "exchange").history
    page(again, "exchange").tabs.setCurrentWidget(history)
    windows.quiet(again)
    assert history.model.line(0).cells[1].startswith("Received ")
    shell: Any = again.shell
    assert "receipt" in shell.status.bundle.whole()


def test_an_unplugged_stick_is_said_and_the_same_file_goes_at_the_next_try(
    pc: System, comment: str, windows: Windows, folders: Folders, qtbot: QtBot
) -> None:
    window = windows.sign_in(folders.wing)
    screen = round_of(window, windows)
    to_the_check(screen, qtbot)
    pc.unmount(folders.stick)
    screen.password.line.setText(PASSWORD)
    screen.send()
    qtbot.waitUntil(screen.fault.isVisible, timeout=20_000)
    assert screen.check.isVisible()
    assert screen.write.text() == "Try again"
    assert screen.password.line.hasFocus()
    pc.mount(pc.names / "sdb1", folders.stick)
    write(screen, qtbot)
    assert "Bundle 1 was written" in said(screen.done)
    assert not screen.fault.isVisible()


def test_another_stick_in_its_place_is_noticed(
    pc: System, comment: str, windows: Windows, folders: Folders, qtbot: QtBot
) -> None:
    window = windows.sign_in(folders.wing)
    screen = round_of(window, windows)
    to_the_check(screen, qtbot)
    pc.unmount(folders.stick)
    pc.stick("sdc", folders.stick, "S2", "V2")
    screen.password.line.setText(PASSWORD)
    screen.send()
    qtbot.waitUntil(screen.fault.isVisible, timeout=20_000)
    assert list(folders.stick.iterdir()) == []
    screen.other.click()
    assert screen.choose.isVisible()
    assert not screen.fault.isVisible()


def test_a_write_protected_stick_is_said(
    comment: str,
    windows: Windows,
    folders: Folders,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    system = System(folders.root / "pc")
    system.stick("sdb", folders.stick, "S1", "V1", read_only=True)
    monkeypatch.setattr(media, "SYSTEM", system.linux)
    window = windows.sign_in(folders.wing)
    screen = round_of(window, windows)
    qtbot.waitUntil(lambda: bool(screen.sticks.group.buttons()))
    assert "write-protected" in screen.sticks.group.buttons()[0].accessibleDescription()
    to_the_check(screen, qtbot)
    screen.password.line.setText(PASSWORD)
    screen.send()
    qtbot.waitUntil(screen.fault.isVisible, timeout=20_000)
    assert "write-protected" in screen.fault.accessibleName()
    assert screen.write.text() == "Try again"


def test_a_wrong_password_writes_nothing(
    comment: str, windows: Windows, folders: Folders, qtbot: QtBot
) -> None:
    window = windows.sign_in(folders.wing)
    screen = round_of(window, windows)
    screen.begin()
    assert screen.sticks.row.error.text()
    screen.sticks.folder.set_path(folders.stick)
    screen.begin()
    qtbot.waitUntil(screen.check.isVisible, timeout=20_000)
    screen.send()
    assert screen.password_row.error.text()
    screen.password.line.setText("not the password")
    screen.send()
    qtbot.waitUntil(lambda: "do not match" in screen.password_row.error.text(), timeout=20_000)
    assert list(folders.stick.iterdir()) == []
    write(screen, qtbot)
    assert screen.done.heading.text() == "Done"  # a folder is not pulled out


def test_a_stick_that_kept_nothing_is_found_out_when_it_is_read_again(
    pc: System, comment: str, windows: Windows, folders: Folders, qtbot: QtBot
) -> None:
    window = windows.sign_in(folders.wing)
    screen = round_of(window, windows)
    to_the_check(screen, qtbot)
    write(screen, qtbot)
    screen.done.once_more.click()
    qtbot.waitUntil(lambda: "is there, whole" in said(screen.done), timeout=20_000)
    for file in folders.stick.iterdir():
        file.unlink()
    screen.verify()
    qtbot.waitUntil(lambda: "is not there" in said(screen.done), timeout=20_000)
    assert "Do not use this stick again" in screen.done.heading.text()
    windows.quiet(window)
    history = page(window, "exchange").history
    page(window, "exchange").tabs.setCurrentWidget(history)
    windows.quiet(window)
    assert history.model.line(0).cells[1] == "Not delivered: send again"


def test_a_stick_of_the_books_is_withdrawn_and_read_once_more(
    pc: System, comment: str, windows: Windows, folders: Folders, qtbot: QtBot
) -> None:
    with closing(folders.open("wing")) as wing:
        sticks.authorise(wing, "S1/V1")
        send(wing, folders.stick)
    window = windows.sign_in(folders.wing)
    shell: Any = window.shell
    shell.desk.go("exchange", "sticks")
    windows.quiet(window)
    books = shell.page("exchange").sticks
    books.verify.click()
    qtbot.waitUntil(lambda: "Bundles read: 1" in books.banner.accessibleName(), timeout=20_000)
    books.withdraw.click()
    qtbot.waitUntil(lambda: books.model.line(0).cells[1].startswith("Withdrawn: Hal"))
    assert books.authorise.isEnabled()
    pc.unmount(folders.stick)
    books.verify.click()
    qtbot.waitUntil(lambda: "Problem" in books.banner.accessibleName(), timeout=20_000)


def test_a_receipt_is_read_out_over_the_telephone(
    comment: str, windows: Windows, folders: Folders, qtbot: QtBot
) -> None:
    with closing(folders.open("wing")) as wing:
        device = wing.device
        send(wing, folders.stick)
    with closing(folders.open("office")) as office:
        intake.take_in(office, [folders.stick])
        code = receipts.code(office, device).code
    window = windows.sign_in(folders.wing)
    shell: Any = window.shell
    shell.desk.go("exchange", "receipt")
    card = shell.page("exchange").history.telephone
    assert card.line.hasFocus()
    qtbot.keyClicks(card.line, code[:4])
    qtbot.keyClick(card.line, Qt.Key.Key_Return)
    assert "these are 4" in card.row.error.text()
    card.line.clear()
    wrong = "".join("1" if each != "1" else "2" for each in code)
    qtbot.keyClicks(card.line, wrong)
    card.confirm()
    qtbot.waitUntil(card.banner.isVisible)
    assert "does not confirm any bundle" in card.banner.accessibleName()
    assert card.line.hasFocus()
    card.line.clear()
    qtbot.keyClicks(card.line, f" {code[:3].lower()}-{code[3:].lower()}")
    assert card.line.text() == f"{code[:5]} {code[5:]}"
    qtbot.keyClick(card.line, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: "1 bundle is confirmed" in card.banner.accessibleName())
    windows.quiet(window)
    history = shell.page("exchange").history
    assert history.model.line(0).cells[1].startswith("By telephone, ")
    window.close()
    with closing(folders.open("wing")) as wing:
        assert exchange.history(wing)[0].acknowledged_by == "telephone"


def test_four_weeks_without_a_receipt_are_said(
    comment: str, windows: Windows, folders: Folders, qtbot: QtBot
) -> None:
    with closing(folders.open("wing")) as wing:
        send(wing, folders.stick)  # by the clock of the tests, long ago
    window = windows.sign_in(folders.wing)
    shell: Any = window.shell
    shell.desk.go("exchange", "history")
    windows.quiet(window)
    history = shell.page("exchange").history
    assert history.late.isVisible()
    assert "No receipt for bundle 1 since 3 March 2026" in history.late.accessibleName()


def test_what_the_office_sent_is_taken_in_from_a_folder(
    comment: str, windows: Windows, folders: Folders, qtbot: QtBot
) -> None:
    with closing(folders.open("wing")) as wing:
        send(wing, folders.stick)
    with closing(folders.open("office")) as office:
        intake.take_in(office, [folders.stick])
        returning.write(office, folders.stick)
    window = windows.sign_in(folders.wing)
    shell: Any = window.shell
    shell.desk.go("exchange", "history")
    windows.quiet(window)
    history = shell.page("exchange").history
    for expected in ("Bundle 1 was received at the office", "was taken in before"):
        history.take_in([folders.stick])
        qtbot.waitUntil(lambda text=expected: text in said(history.came), timeout=20_000)
    assert not history.late.isVisible()


def test_an_alarm_ends_the_round_and_nothing_is_written(
    comment: str, windows: Windows, folders: Folders, qtbot: QtBot
) -> None:
    with closing(folders.open("wing")) as wing:
        send(wing, folders.stick)
    with closing(folders.open("office")) as office:
        intake.take_in(office, [folders.stick])
        written = returning.write(office, folders.stick)
    mine = next(each.path for each in written if each.site == "HMP Example")
    raw = bytearray(mine.read_bytes())
    raw[40] ^= 1  # within the signed header
    mine.write_bytes(bytes(raw))
    window = windows.sign_in(folders.wing)
    screen = round_of(window, windows)
    screen.sticks.folder.set_path(folders.stick)
    screen.begin()
    qtbot.waitUntil(screen.check.isVisible, timeout=20_000)
    assert screen.banner.isVisible()
    assert "nothing will be written" in screen.banner.accessibleDescription()
    assert not screen.sign.isVisible()
    assert not screen.finish.isVisible()
    assert screen.other.hasFocus()


def test_staff_may_hear_from_the_office_but_not_send(
    comment: str, windows: Windows, folders: Folders, qtbot: QtBot
) -> None:
    window = windows.sign_in(folders.wing, "Nia")
    screen = round_of(window, windows)
    screen.sticks.folder.set_path(folders.stick)
    screen.begin()
    qtbot.waitUntil(screen.check.isVisible, timeout=20_000)
    assert "The head of healthcare writes what leaves" in said(screen.leaving)
    assert not screen.sign.isVisible()
    screen.finish.click()
    qtbot.waitUntil(screen.done.isVisible, timeout=20_000)
    assert list(folders.stick.iterdir()) == []
