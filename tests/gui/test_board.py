# SPDX-License-Identifier: MIT
"""The board of wing PCs: what stands on it, narrowed, ordered, saved and printed."""

import csv
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from coprod_desktop.domain.document import Table
from coprod_desktop.domain.errors import Cancelled, NotAllowed
from coprod_desktop.gui.office import narrowing, standing
from coprod_desktop.gui.office.board import BoardTab
from coprod_desktop.gui.theme import Theme
from coprod_desktop.gui.window import MainWindow
from coprod_desktop.services.access import opening, people
from coprod_desktop.services.exchanging import board, intake, office, returning
from coprod_desktop.services.exchanging.office import DeviceRow
from coprod_desktop.services.recording import records
from coprod_desktop.services.session import SignedIn
from tests.gui.test_office import device
from tests.services.returns import written
from tests.stores import COST, PASSWORD, Folders, closing, feedback, send, take_in
from tests.windows import Windows, page

DAY_MS = 86_400_000


@pytest.mark.parametrize(
    ("row", "code"),
    [
        (device(), "current"),
        (device(returns_unseen=2), "unseen"),
        (device(overdue_days=3, returns_unseen=1), "late"),
        (device(gap_from=4, overdue_days=3), "gap"),
        (device(state="revoked"), "revoked"),
        (device(state="pending"), "restored"),
        (device(state="pending", last_seq=0), "waiting"),
    ],
)
def test_a_pc_is_found_under_how_it_stands(row: DeviceRow, code: str, theme: Theme) -> None:
    assert board.condition(row) == code
    assert standing.shown_by(row, code)
    assert standing.shown_by(row, "")
    assert standing.shown_by(row, "somebody") == (code in board.NEEDS_SOMEBODY)
    assert set(standing.conditions()) == {*board.Condition.__args__, "somebody"}


def test_the_board_is_ordered_by_what_is_asked(theme: Theme, qtbot: QtBot) -> None:
    chips = narrowing.Narrowing()
    qtbot.addWidget(chips)
    rows = (
        device(device="a", site="HMP B", expected_at=9, last_at=5, app_version="0.10.0"),
        device(device="b", site="HMP A", expected_at=None, last_at=None, app_version=""),
        device(device="c", site="HMP C", expected_at=3, last_at=9, app_version="0.9.1"),
        device(device="d", site="HMP C", expected_at=9, last_at=1, returns_unseen=2),
    )

    def order(code: str) -> str:
        chips.order.choose(code)
        return "".join(each.device for each in chips.let_through(rows))

    orders = {code: order(code) for code in narrowing.ORDERS}
    assert orders == {
        "state": "dbac",
        "": "bacd",
        "wing": "bacd",
        "expected": "cadb",
        "last": "cadb",
        "version": "cadb",
        "returns": "dbac",
    }
    for code, there in orders.items():
        order(code)
        chips.turn_round()
        assert "".join(each.device for each in chips.let_through(rows)) == there[::-1]
        assert "turned round" in chips.order.button.text()
        chips.sort_by(code)
        assert chips.sorted_by() == (code, False)
    chips.offer(rows)
    chips.site.choose("HMP C")
    assert [each.device for each in chips.let_through(rows)] == ["d", "c"]


def test_how_far_a_return_came_is_known_until_the_wing_has_said_so(
    central: SignedIn, wing: SignedIn, folders: Folders
) -> None:
    def mine() -> DeviceRow:
        return next(each for each in office.devices(central) if each.device == wing.device)

    assert (mine().returns_unseen, mine().returned_at) == (0, None)
    written(central, wing, folders.stick)
    folders.clock.days(1)
    back = written(central, wing, folders.stick)
    assert (mine().returns_unseen, mine().returned_at) == (2, folders.clock())
    from coprod_desktop.services.exchanging import receiving

    receiving.receive(wing, [back])
    records.save(wing, feedback())
    take_in(central, send(wing, folders.stick))
    assert mine().returns_unseen == 0
    assert mine().expected_at == folders.clock() + office.EXPECTED_DAYS * DAY_MS


@pytest.fixture
def tab(office: MainWindow, windows: Windows) -> Any:
    found = page(office, "sites").board
    windows.quiet(office)
    return found


def states(tab: Any) -> list[tuple[str, str]]:
    lines = [tab.model.line(place).cells for place in range(tab.model.rowCount())]
    return [(cells[0], cells[1]) for cells in lines]


# What the offscreen platform says of every menu.
@pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
def test_chips_narrow_the_board_by_keyboard(
    office: MainWindow, windows: Windows, tab: Any, qtbot: QtBot
) -> None:
    assert states(tab) == [("Up to date", "HMP Elsewhere"), ("Up to date", "HMP Example")]
    chips = tab.narrowing
    chips.site.button.setFocus()
    qtbot.keyClick(chips.site.button, Qt.Key.Key_Return)
    qtbot.keyClick(chips.site.menu, Qt.Key.Key_Down)
    qtbot.keyClick(chips.site.menu, Qt.Key.Key_Return)
    assert [site for _, site in states(tab)] == ["HMP Elsewhere"]
    assert chips.clear.isVisible()
    chips.state.choose("late")
    assert states(tab) == []
    assert tab.no_match.isVisible()
    assert not tab.save.isEnabled()
    assert not tab.panel.card.isVisible()
    chips.clear.click()
    assert len(states(tab)) == 2
    # Who comes for one PC sees it, whatever was narrowed.
    chips.state.choose("late")
    assert office.shell is not None
    wanted = tab._devices[1].device
    office.shell.desk.go("sites", wanted)
    windows.quiet(office)
    assert tab.panel._device.device == wanted


@pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
def test_titles_sort_the_board_and_a_pc_remembers_how(
    office: MainWindow, windows: Windows, tab: Any, qtbot: QtBot
) -> None:
    header = tab.table.horizontalHeader()

    def press(column: int) -> list[str]:
        x = header.sectionViewportPosition(column) + header.sectionSize(column) // 2
        at = QPoint(x, header.height() // 2)
        qtbot.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=at)
        return [site for _, site in states(tab)]

    assert press(1) == ["HMP Example", "HMP Elsewhere"]
    assert header.sortIndicatorSection() == 1
    assert header.sortIndicatorOrder() == Qt.SortOrder.DescendingOrder
    assert press(0) == ["HMP Elsewhere", "HMP Example"]
    assert tab.narrowing.order.value() == "state"
    chip = tab.narrowing.order
    chip.button.setFocus()
    qtbot.keyClick(chip.button, Qt.Key.Key_Return)
    qtbot.keyClick(chip.menu, Qt.Key.Key_Up)
    while chip.menu.activeAction().text() != "The other way round":
        qtbot.keyClick(chip.menu, Qt.Key.Key_Up)
    qtbot.keyClick(chip.menu, Qt.Key.Key_Return)
    assert [site for _, site in states(tab)] == ["HMP Example", "HMP Elsewhere"]
    assert office.shell is not None
    again = BoardTab(office.shell.desk)
    qtbot.addWidget(again)
    assert again.narrowing.sorted_by() == ("state", True)
    chip.cross.click()
    assert header.sortIndicatorSection() == 1
    assert header.sortIndicatorOrder() == Qt.SortOrder.AscendingOrder


def test_what_is_shown_is_saved_and_printed(
    office: MainWindow, windows: Windows, tab: Any, tmp_path: Path
) -> None:
    tab.narrowing.site.choose("HMP Example")
    file = tmp_path / "wings.csv"
    tab.save_to(file)
    windows.quiet(office)
    (row,) = csv.DictReader(file.read_text("utf-8-sig").splitlines())
    assert (row["site"], row["wing"], row["state"]) == ("HMP Example", "B", "current")
    sites = page(office, "sites")
    assert "not encrypted" in sites.banner.accessibleDescription()
    table = next(each for each in tab.paper().blocks if isinstance(each, Table))
    assert [cells[1] for cells in table.rows] == ["HMP Example"]
    assert len(table.header) == len(table.rows[0])


def test_staff_do_not_save_the_board(central: SignedIn, folders: Folders, tmp_path: Path) -> None:
    people.add(central, "Sam", "staff", PASSWORD, COST)
    with pytest.raises(NotAllowed):
        board.write(folders.open("office", "Sam"), (), tmp_path / "x.csv")


def test_returns_for_all_say_of_each_wing_what_became_of_it(
    windows: Windows, folders: Folders
) -> None:
    with (
        closing(opening.unlock(folders.office, "Ada", PASSWORD)) as central,
        central.vault.write() as connection,
    ):
        # An office whose backup is older than what a wing has seen.
        connection.exec_driver_sql(
            "UPDATE device SET return_seq = 9, return_life = "
            "(SELECT value FROM setting WHERE name = 'epoch') WHERE site = 'HMP Elsewhere'"
        )
    main = windows.sign_in(folders.office, "Ada")
    sites = page(main, "sites")
    windows.quiet(main)
    sites.write.click()
    sites.returns.write_to(folders.stick)
    windows.quiet(main)
    said = [label.text() for label in sites.returns.done.findChildren(QLabel) if label.text()]
    assert sites.returns.heading.text() == "1 of 2 were written. It is safe to remove."
    assert said[0].startswith("HMP Elsewhere, B: not written.")
    assert said[1].startswith("HMP Example, B: return 1")


def test_who_stops_in_the_middle_hears_what_was_written(
    central: SignedIn, folders: Folders
) -> None:
    done: list[returning.Returned] = []

    def stop(done_so_far: int, _total: int, what: str) -> None:
        if done_so_far == 1 and "HMP" in what:
            raise Cancelled

    with pytest.raises(Cancelled):
        returning.write(central, folders.stick, progress=stop, told=done.append)
    assert [each.site for each in done] == ["HMP Elsewhere"]
    assert done[0].path.is_file()
    assert intake.inbox(central) == ()
