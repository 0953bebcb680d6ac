# SPDX-License-Identifier: MIT
"""The office's board: every wing PC, how it stands, and the one whose line is current."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QVBoxLayout, QWidget

from coprod_desktop.domain.document import Document, Heading, Page
from coprod_desktop.domain.document import Table as Printed
from coprod_desktop.gui.dates import long_date
from coprod_desktop.gui.desk import Desk
from coprod_desktop.gui.forms import words
from coprod_desktop.gui.furniture import Button, EmptyState, Stack
from coprod_desktop.gui.messages import Message, announce
from coprod_desktop.gui.office import calls, standing
from coprod_desktop.gui.office.device import DevicePanel
from coprod_desktop.gui.office.narrowing import Narrowing
from coprod_desktop.gui.responsive import Beside
from coprod_desktop.gui.rows import Line, Lines
from coprod_desktop.gui.tables import Table
from coprod_desktop.services.exchanging import office
from coprod_desktop.services.exchanging.office import DeviceRow

_ORDERS: Final = ("state", "", "wing", "last", "expected", "version", "returns")
"""The order that each column's title asks for."""
_SHARES: Final = (18, 22, 12, 15, 11, 9, 13)
"""The columns' parts of the width on paper."""


class BoardTab(QWidget):
    """The list with one PC beside it, and what narrows it above."""

    told = Signal(object)
    """Something to say on the page: a `Message`."""
    failed = Signal(object)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._wanted = ""
        self._device: DeviceRow | None = None
        self._devices: tuple[DeviceRow, ...] = ()
        px = desk.theme.px
        self.model = Lines(
            (
                self.tr("State"),
                self.tr("Prison"),
                self.tr("Wing"),
                self.tr("Last bundle"),
                self.tr("Expected"),
                self.tr("Version"),
                self.tr("Returns"),
            ),
            self,
        )
        self.table = Table(self.tr("Wing PCs"), px(38))
        self.table.setModel(self.model)
        self.table.columns((px(170), 0, px(84), px(120), px(106), px(84), px(112)), 1)
        self.table.sort_by_titles(self._sort)
        self.table.chosen.connect(self._chosen)
        self.table.opened.connect(self._open)
        self.panel = DevicePanel(desk)
        self.panel.changed.connect(self._changed)
        self.panel.failed.connect(self._look_again)
        self.save = Button(self.tr("Save as CSV"), icon="spreadsheet")
        self.save.clicked.connect(self._choose_file)
        self.print = Button(self.tr("Print"), icon="print")
        self.print.clicked.connect(self.show_paper)
        self.narrowing = Narrowing(self.save, self.print)
        self.narrowing.show_order(desk.preferences.board_order)
        self.narrowing.edited.connect(self._narrow)
        self.no_match = words(self.tr("No wing PC stands like this. Take a filter away."), "soft")
        self.no_match.hide()
        self._split = Beside(self.table, self.panel, (880, 342))
        self._split.turned.connect(self._turned)
        self._none = EmptyState(
            "sites",
            self.tr("No wing PC yet"),
            self.tr(
                "Give each wing the trust list and the office card, which are under “Trust”. Its "
                "enrol request comes back through the Inbox."
            ),
        )
        self._results = Stack()
        self._results.add(self._none)
        self._results.add(self._split)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 12, 0, 0)
        column.setSpacing(8)
        column.addWidget(self.narrowing)
        column.addWidget(self.no_match)
        column.addWidget(self._results, 1)

    def ask(self, device: str = "") -> None:
        """Look at the PCs, perhaps for one in particular."""
        self._wanted = device or self._wanted
        self._desk.jobs.run(
            office.devices,
            owner=self,
            done=self._show,
            failed=self.failed.emit,
            key="devices",
        )

    def save_to(self, file: Path) -> None:
        """Save what is shown as a table."""
        self.save.setEnabled(False)
        self._desk.jobs.run(
            calls.save_board,
            self._shown(),
            file,
            owner=self,
            done=partial(self._saved, file),
            failed=self._not_saved,
        )

    def show_paper(self) -> None:
        """Show what is shown as a paper to print."""
        from coprod_desktop.gui.paper_dialog import show_document

        show_document(self._desk.jobs, self.paper(), self)

    def paper(self) -> Document:
        """What is shown, as a paper."""
        day = long_date(self._desk.today())
        title = self.tr("Wing PCs on {day}").format(day=day)
        rows = tuple(tuple(self._line(each).cells) for each in self._shown())
        caption = self.tr("How each wing PC stands at {office}")
        caption = caption.format(office=self._desk.who.office)
        blocks = (Heading(title, 1), Printed(self.model.titles(), rows, caption, _SHARES))
        return Document(title, blocks, page=Page(landscape=True))

    def _shown(self) -> tuple[DeviceRow, ...]:
        return self.narrowing.let_through(self._devices)

    def _show(self, found: tuple[DeviceRow, ...]) -> None:
        self._devices = found
        self.narrowing.offer(found)
        if any(each.device == self._wanted for each in found) and not any(
            each.device == self._wanted for each in self._shown()
        ):
            self.narrowing.clear_all()  # who comes for this one is to see it
        self._lay()

    def _sort(self, column: int) -> None:
        self.narrowing.sort_by(_ORDERS[column])

    def _narrow(self) -> None:
        self._desk.preferences.board_order = self.narrowing.order.value()
        self._lay()
        number = self.model.rowCount()
        text = self.tr("1 wing PC") if number == 1 else self.tr("{number} wing PCs")
        announce(self.table, text.format(number=number))

    def _lay(self) -> None:
        wanted = self._wanted or (self._device.device if self._device is not None else "")
        self._wanted = ""
        shown = self._shown()
        self.model.show_lines([self._line(each) for each in shown])
        code, turned = self.narrowing.sorted_by()
        self.table.show_sorted(_ORDERS.index(code), down=turned)
        self._results.turn(self._split if self._devices else self._none)
        self.narrowing.setVisible(bool(self._devices))
        self.no_match.setVisible(bool(self._devices) and not shown)
        for button in (self.save, self.print):
            button.setEnabled(bool(shown))
        places = [place for place, each in enumerate(shown) if each.device == wanted]
        self.table.choose(places[0] if places else 0)
        if not shown:
            self._chosen(-1)

    def _line(self, each: DeviceRow) -> Line:
        state = standing.of(each)
        cells = (
            *(state.text, each.site, each.wing, standing.last(each), standing.expected(each)),
            *(each.app_version or "–", standing.seen(each)),
        )
        return Line(cells, each, state.icon, state.ink)

    def _chosen(self, place: int) -> None:
        line = self.model.line(place)
        self._device = line.value if line is not None else None
        self.panel.show_device(self._device)

    def _turned(self, narrow: bool) -> None:  # noqa: FBT001 - a slot of turned(bool)
        for column in (3, 4, 5, 6):
            self.table.setColumnHidden(column, narrow)

    def _open(self, _place: int) -> None:
        self._split.show_side()
        if self.panel.approving.isVisible():
            self.panel.approving.setFocus()

    def _choose_file(self) -> None:
        chosen, _ = QFileDialog.getSaveFileName(
            self,
            self.tr("Where to save the list"),
            str(Path.home() / f"wing-pcs-{self._desk.today():%Y-%m-%d}.csv"),
            self.tr("Tables (*.csv)"),
        )
        if chosen:
            self.save_to(Path(chosen))

    def _saved(self, file: Path, number: int) -> None:
        self.save.setEnabled(True)
        self.told.emit(
            Message(
                "success",
                self.tr("{number} lines were saved to {file}.").format(number=number, file=file),
                "",
                self.tr("The file is not encrypted. It holds no patient’s words."),
            )
        )

    def _not_saved(self, error: Exception) -> None:
        self.save.setEnabled(True)
        self.failed.emit(error)

    def _look_again(self) -> None:
        """What was stopped half-way has done its first half."""
        self.ask()

    def _changed(self, row: DeviceRow) -> None:
        self._wanted = row.device
