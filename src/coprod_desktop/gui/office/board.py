# SPDX-License-Identifier: MIT
"""The office's board: every wing PC, how it stands, and the one whose line is current."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from coprod_desktop.gui.desk import Desk
from coprod_desktop.gui.furniture import EmptyState, Stack
from coprod_desktop.gui.office import standing
from coprod_desktop.gui.office.device import DevicePanel
from coprod_desktop.gui.responsive import Beside
from coprod_desktop.gui.rows import Line, Lines
from coprod_desktop.gui.tables import Table
from coprod_desktop.services import office
from coprod_desktop.services.office import DeviceRow


class BoardTab(QWidget):
    """The list with one PC beside it."""

    failed = Signal(object)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._wanted = ""
        self._device: DeviceRow | None = None
        px = desk.theme.px
        self.model = Lines(
            (
                self.tr("State"),
                self.tr("Prison"),
                self.tr("Wing"),
                self.tr("Last bundle"),
                self.tr("Has seen"),
            ),
            self,
        )
        self.table = Table(self.tr("Wing PCs"), px(38))
        self.table.setModel(self.model)
        self.table.columns((px(195), 0, px(115), px(105), px(140)), 1)
        self.table.chosen.connect(self._chosen)
        self.table.opened.connect(self._open)
        self.panel = DevicePanel(desk)
        self.panel.changed.connect(self._changed)
        self.panel.failed.connect(self._look_again)
        self._split = Beside(self.table, self.panel, (760, 420))
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

    def any_active(self) -> bool:
        """Whether any PC is approved."""
        return any(
            line is not None and line.value.state == "active"
            for line in (self.model.line(place) for place in range(self.model.rowCount()))
        )

    def _show(self, found: tuple[DeviceRow, ...]) -> None:
        wanted = self._wanted or (self._device.device if self._device is not None else "")
        self._wanted = ""
        self.model.show_lines([self._line(each) for each in found])
        self._results.turn(self._split if found else self._none)
        places = [place for place, each in enumerate(found) if each.device == wanted]
        self.table.choose(places[0] if places else 0)

    def _line(self, each: DeviceRow) -> Line:
        state = standing.of(each)
        last = self.tr("No. {number}").format(number=each.last_seq) if each.last_seq else "–"
        cells = (state.text, each.site, each.wing, last, standing.seen(each))
        return Line(cells, each, state.icon, state.ink)

    def _chosen(self, place: int) -> None:
        line = self.model.line(place)
        self._device = line.value if line is not None else None
        self.panel.show_device(self._device)

    def _turned(self, narrow: bool) -> None:  # noqa: FBT001 - a slot of turned(bool)
        for column in (3, 4):
            self.table.setColumnHidden(column, narrow)

    def _open(self, _place: int) -> None:
        self._split.show_side()
        if self.panel.approving.isVisible():
            self.panel.approving.setFocus()

    def _look_again(self) -> None:
        """What was stopped half-way has done its first half."""
        self.ask()

    def _changed(self, row: DeviceRow) -> None:
        self._wanted = row.device
