# SPDX-License-Identifier: MIT
"""Stories in the office's window: letting wings in, answering them, and what nobody hopes for."""

import shutil
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QAbstractButton, QLabel, QWidget
from pytestqt.qtbot import QtBot

from coprod_desktop.domain.errors import RecordErased
from coprod_desktop.gui.window import MainWindow
from coprod_desktop.services.access import opening
from coprod_desktop.services.books import forks
from coprod_desktop.services.exchanging import exchange, intake, receipts, receiving, restoring
from coprod_desktop.services.loop import answers
from coprod_desktop.services.recording import lists, records
from coprod_desktop.services.session import SignedIn
from tests.stores import (
    PASSWORD,
    Folders,
    closing,
    feedback,
    make_wing,
    send,
)
from tests.windows import Windows, page

WORDS = "two patient otters"


def unlock(folders: Folders, name: str) -> SignedIn:
    """A store by the PC's own clock, which the windows use too."""
    return opening.unlock(folders.root / name, "Ada" if name == "office" else "Hal", PASSWORD)


def said(screen: Any) -> str:
    return f"{screen.accessibleName()} {screen.accessibleDescription()}"


def texts(screen: QWidget) -> list[str]:
    return [label.text() for label in screen.findChildren(QLabel)]


def go(windows: Windows, main: MainWindow, name: str, target: str) -> Any:
    """A page, shown for one thing in particular."""
    assert main.shell is not None
    main.shell.desk.go(name, target)
    windows.quiet(main)
    return main.shell.page(name)


def take_in(windows: Windows, main: MainWindow, *paths: Path) -> Any:
    inbox = page(main, "inbox")
    inbox.take_in(list(paths))
    windows.quiet(main)
    return inbox


def choose_device(windows: Windows, main: MainWindow, device: str) -> Any:
    """The board's panel with one PC in it."""
    panel = go(windows, main, "sites", device).board.panel
    assert panel._device.device == device
    return panel


def comments(folders: Folders) -> int:
    with closing(unlock(folders, "office")) as s:
        return len(lists.page(s, "feedback"))


def test_a_new_wing_is_approved_its_bundle_comes_in_and_a_return_is_written(
    windows: Windows, folders: Folders, qtbot: QtBot
) -> None:
    with closing(make_wing(folders.office, folders.root / "new", "HMP Newplace")) as new:
        asked = exchange.request(new, folders.stick)
        records.save(new, feedback("The reply came at once"))
        send(new, folders.stick)
        device = new.device
    main = windows.sign_in(folders.office, "Ada")
    inbox = take_in(windows, main, folders.stick)
    assert {inbox.outcomes.line(place).cells[0] for place in range(2)} == {
        "Wants to be approved",
        "Waiting",
    }
    assert inbox.tabs.tabText(inbox.tabs.indexOf(inbox.waiting)) == "Waiting (1)"
    assert inbox.waiting.card.isHidden() is False
    panel = choose_device(windows, main, device)
    panel.approving.typed.field.setPlainText(" ".join(asked.words))
    panel.approving.button.click()
    windows.quiet(main)
    assert main.shell is not None
    sites: Any = main.shell.page("sites")
    assert "HMP Newplace, B is approved" in said(sites.banner)
    assert inbox.waiting.model.rowCount() == 0
    panel.write.click()
    returns = sites.returns
    assert returns.isVisible()
    back = folders.root / "back"
    back.mkdir()
    returns.place.folder.set_path(back)
    returns.go.click()
    qtbot.waitUntil(returns.done.isVisible, timeout=20_000)
    assert returns.heading.text() == "Done. It is safe to remove."
    main.close()
    assert comments(folders) == 1
    with closing(unlock(folders, "new")) as s:
        (received,) = receiving.receive(s, [back])
        (sent,) = exchange.history(s)
    assert (received.outcome, sent.outcome) == ("imported", "imported")


def test_a_restored_pc_is_approved_by_its_new_words(windows: Windows, folders: Folders) -> None:
    with closing(unlock(folders, "wing")) as s:
        records.save(s, feedback())
        first = send(s, folders.stick)
        with closing(unlock(folders, "office")) as central:
            intake.take_in(central, [first])
        restoring.new_history(s)
        asked = exchange.request(s, folders.stick)
        records.save(s, feedback("Said after the repair"))
        send(s, folders.stick)
        device = s.device
    main = windows.sign_in(folders.office, "Ada")
    inbox = take_in(windows, main, folders.stick)
    inbox.tabs.setCurrentWidget(inbox.waiting)
    assert "began a new history" in inbox.waiting.why.text()
    panel = choose_device(windows, main, device)
    assert "approved before" in panel.approving.why.text()
    assert not panel.words.isVisible()  # the words must come over the telephone
    panel.approving.typed.field.setPlainText(" ".join(asked.words))
    panel.approving.button.click()
    windows.quiet(main)
    main.close()
    assert comments(folders) == 2


def test_a_receipt_is_read_out_and_the_wing_knows_that_it_has_arrived(
    windows: Windows, folders: Folders
) -> None:
    with closing(unlock(folders, "wing")) as s:
        records.save(s, feedback())
        send(s, folders.stick)
        device = s.device
    main = windows.sign_in(folders.office, "Ada")
    take_in(windows, main, folders.stick)
    panel = choose_device(windows, main, device)
    panel.receipt.button.click()
    windows.quiet(main)
    code = panel.receipt.code.text()
    assert len(code.split()) == 2
    assert panel.receipt.code.accessibleName().split(" , ")[0] == " ".join(code.split()[0])
    assert "bundle 1" in panel.receipt.what.text()
    main.close()
    with closing(unlock(folders, "wing")) as s:
        assert receipts.confirm(s, code.lower()).bundles == 1


def test_a_stolen_pc_is_taken_in_from_no_longer(windows: Windows, folders: Folders) -> None:
    with closing(unlock(folders, "wing")) as s:
        records.save(s, feedback())
        send(s, folders.stick)
        device = s.device
    main = windows.sign_in(folders.office, "Ada")
    take_in(windows, main, folders.stick)
    box = choose_device(windows, main, device).revoking
    box.open.click()
    box.last_good.field.setText("7")
    box.confirm.field.setText("yes")
    box.button.click()
    assert "up to 1" in box.last_good.error.text()
    assert "the name of this PC" in box.confirm.error.text()
    box.last_good.field.setText("1")
    box.confirm.field.setText(box.confirm.label.text().split()[1].lower())
    box.button.click()
    windows.quiet(main)
    assert "no longer taken in" in said(page(main, "sites").banner)
    with closing(unlock(folders, "wing")) as s:
        records.save(s, feedback("Written by a stranger"))
        after = send(s, folders.root / "later")
    inbox = take_in(windows, main, after)
    assert inbox.outcomes.line(0).cells[0] == "Alarm: not taken in"
    assert "must not be trusted" in said(inbox.banner)
    main.close()
    assert comments(folders) == 1


def test_a_copied_pc_raises_an_alarm_that_nothing_gets_past(
    windows: Windows, folders: Folders
) -> None:
    shutil.copytree(folders.wing, folders.root / "copy")
    paths: list[Path] = []
    for name in ("wing", "copy"):
        with closing(unlock(folders, name)) as s:
            records.save(s, feedback(f"Written on the {name}"))
            paths.append(send(s, folders.root / f"stick-of-{name}"))
    main = windows.sign_in(folders.office, "Ada")
    inbox = take_in(windows, main, *paths)
    assert inbox.outcomes.line(1).cells[0] == "Alarm: not taken in"
    inbox.tabs.setCurrentWidget(inbox.alarms)
    assert inbox.alarms.model.line(0).cells[0] == "Two different bundles with the same number"
    for card in (inbox.now.card, inbox.alarms.card):
        assert card.findChildren(QAbstractButton) == []
    main.close()
    assert comments(folders) == 1


def test_of_two_versions_of_a_comment_one_is_chosen(windows: Windows, folders: Folders) -> None:
    with closing(unlock(folders, "wing")) as s:
        saved = records.save(s, feedback("The queue is long"))
        first = send(s, folders.stick)
    with closing(unlock(folders, "office")) as central:
        intake.take_in(central, [first])
    shutil.copytree(folders.wing, folders.root / "copy")
    with closing(unlock(folders, "wing")) as s:
        records.save(s, feedback("The queue is long", staff_note="Asked the officer"), id=saved.id)
        send(s, folders.stick)
    with closing(unlock(folders, "copy")) as s:
        restoring.new_history(s)
        asked = exchange.request(s, folders.root / "stick")
        records.save(s, feedback("The queue is long", themes=("PRV",)), id=saved.id)
        send(s, folders.stick)
        device = s.device
    main = windows.sign_in(folders.office, "Ada")
    inbox = take_in(windows, main, folders.stick)
    panel = choose_device(windows, main, device)
    panel.approving.typed.field.setPlainText(" ".join(asked.words))
    panel.approving.button.click()
    windows.quiet(main)
    go(windows, main, "inbox", "versions")
    assert inbox.tabs.tabText(inbox.tabs.indexOf(inbox.versions)) == "Two versions (1)"
    _shown, other = inbox.versions.cards
    assert other.button.text() == "Show this one instead"
    wanted = inbox.versions._conflict.other.record
    other.button.click()
    windows.quiet(main)
    assert inbox.versions.model.rowCount() == 0
    assert "kept in the record’s story" in said(inbox.banner)
    main.close()
    with closing(unlock(folders, "office")) as s:
        assert forks.conflicts(s) == ()
        assert records.get(s, saved.id).record == wanted


def comment(windows: Windows, main: MainWindow, qtbot: QtBot, record: str) -> Any:
    """The panel beside the list, with one comment in it."""
    panel = go(windows, main, "feedback", record).detail
    qtbot.waitUntil(lambda: panel.stored() is not None and panel.stored().id == record)
    windows.quiet(main)
    return panel


def test_the_office_answers_one_comment_and_has_another_erased_at_the_wing(
    windows: Windows, folders: Folders, qtbot: QtBot
) -> None:
    with closing(unlock(folders, "wing")) as s:
        asked = records.save(s, feedback("When is the dentist in?")).id
        wrong = records.save(s, feedback("This names a nurse")).id
        send(s, folders.stick)
    main = windows.sign_in(folders.office, "Ada")
    take_in(windows, main, folders.stick)
    panel = comment(windows, main, qtbot, asked)
    panel.answer.click()
    panel.answering.lever.set_value(1)
    panel.answering.text.setPlainText("On Tuesdays")
    panel.answering.save.click()
    windows.quiet(main)
    panel = comment(windows, main, qtbot, wrong)
    panel.erase.click()
    erasing = panel.erasing
    erasing.reason.setCurrentIndex(erasing.reason.findData("wrong_person"))
    erasing.typed.setText("erase")
    erasing.go.click()
    windows.quiet(main)
    sites = page(main, "sites")
    sites.write.click()
    sites.returns.write_to(folders.root / "stick")
    qtbot.waitUntil(sites.returns.done.isVisible, timeout=20_000)
    assert any("1 answer, 1 order to erase" in text for text in texts(sites.returns))
    main.close()
    with closing(unlock(folders, "wing")) as s:
        (received,) = (
            each for each in receiving.receive(s, [folders.stick]) if each.outcome == "imported"
        )
        assert (received.answers, received.erased) == (1, 1)
        assert [each.text for each in answers.to(s, asked)] == ["On Tuesdays"]
        with pytest.raises(RecordErased):
            records.get(s, wrong)
