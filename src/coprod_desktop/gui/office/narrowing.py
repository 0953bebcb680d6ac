# SPDX-License-Identifier: MIT
"""What narrows and orders the board of wing PCs: chips for how they stand, site, version, order."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from coprod_desktop.gui.chips import OTHER, Chip, Option
from coprod_desktop.gui.flow import FlowLayout
from coprod_desktop.gui.furniture import Button
from coprod_desktop.gui.office import standing
from coprod_desktop.services.exchanging import board
from coprod_desktop.services.exchanging.office import DeviceRow

Key = Callable[[DeviceRow], Any]
_PLACE: Final[Key] = lambda d: (d.site.casefold(), d.wing.casefold(), d.device)  # noqa: E731
_LATE: Final[Key] = lambda d: (d.expected_at is None, d.expected_at or 0)  # noqa: E731
ORDERS: Final[dict[str, Key]] = {
    "state": lambda d: (board.GRAVEST_FIRST.index(board.condition(d)), *_PLACE(d)),
    "": _PLACE,
    "wing": lambda d: (d.wing.casefold(), *_PLACE(d)),
    "expected": lambda d: (*_LATE(d), *_PLACE(d)),
    "last": lambda d: (-(d.last_at or 0), *_PLACE(d)),
    "version": lambda d: (_numbers(d.app_version), *_PLACE(d)),
    "returns": lambda d: (-d.returns_unseen, *_PLACE(d)),
}
"""The orders of the board, by their codes; without one it goes by prison and wing."""
_TURNED: Final = "-"
"""Before the code of an order that goes the other way round."""


def _numbers(version: str) -> tuple[tuple[int, int | str], ...]:
    """A version so that 0.9 comes before 0.10."""
    parts = version.replace("-", ".").split(".")
    return tuple((0, int(part)) if part.isdigit() else (1, part) for part in parts)


class Narrowing(QWidget):
    """The chips, and what is done with all that is shown."""

    edited = Signal()
    """Something else is chosen."""

    def __init__(self, *actions: QWidget) -> None:
        super().__init__()
        self.setProperty("part", "canvas")
        states = [Option(code, text) for code, text in standing.conditions().items()]
        self.state = Chip(self.tr("State"), self.tr("Any state"), states)
        self.site = Chip(self.tr("Prison"), self.tr("Any prison"))
        self.version = Chip(self.tr("Version"), self.tr("Any version"))
        self._orders = {
            "": self.tr("By prison and wing"),
            "wing": self.tr("By wing"),
            "state": self.tr("Gravest state first"),
            "expected": self.tr("Longest expected first"),
            "last": self.tr("Newest bundle first"),
            "version": self.tr("Oldest version first"),
            "returns": self.tr("Most not seen first"),
        }
        usual, *others = (Option(code, text) for code, text in self._orders.items())
        turned = Option(OTHER, self.tr("The other way round"))
        self.order = Chip(self.tr("Sort"), usual.text, (*others, turned))
        self.order.asked.connect(self.turn_round)
        self.clear = Button(self.tr("Clear all"), kind="quiet")
        self.clear.setToolTip(self.tr("Take every filter away"))
        self.clear.clicked.connect(self.clear_all)
        flow = FlowLayout(self)
        for widget in (self.state, self.site, self.version, self.order, self.clear, *actions):
            flow.addWidget(widget)
        for chip in (self.state, self.site, self.version, self.order):
            chip.chosen.connect(self._chosen)
        self.clear.hide()

    def offer(self, devices: Sequence[DeviceRow]) -> None:
        """Offer the prisons and versions there are; what there is one of needs no filter."""
        for chip, found in (
            (self.site, {each.site for each in devices}),
            (self.version, {each.app_version for each in devices if each.app_version}),
        ):
            chip.set_options([Option(code, code) for code in sorted(found)])
            chip.setVisible(len(found) > 1 or bool(chip.value()))

    def let_through(self, devices: Sequence[DeviceRow]) -> tuple[DeviceRow, ...]:
        """Those that the chips let through, in their order."""
        state, site, version = self.state.value(), self.site.value(), self.version.value()
        found = (
            each
            for each in devices
            if standing.shown_by(each, state)
            and site in {"", each.site}
            and version in {"", each.app_version}
        )
        code, turned = self.sorted_by()
        return tuple(sorted(found, key=ORDERS[code], reverse=turned))

    def sorted_by(self) -> tuple[str, bool]:
        """The code of the order, and whether it goes the other way round."""
        chosen = self.order.value()
        return chosen.removeprefix(_TURNED), chosen.startswith(_TURNED)

    def sort_by(self, code: str) -> None:
        """Sort as when a title is pressed: pressed again, it turns the order round."""
        if code == self.sorted_by()[0]:
            self.turn_round()
        else:
            self.order.choose(code)

    def turn_round(self) -> None:
        """Sort the other way round."""
        code, turned = self.sorted_by()
        if turned:
            self.order.choose(code)
        else:
            self.order.choose(_TURNED + code, self._turned(code))

    def show_order(self, chosen: str) -> None:
        """Show an order that was remembered, if there still is such a one."""
        code = chosen.removeprefix(_TURNED)
        if code in ORDERS:
            self.order.show_value(chosen, "" if code == chosen else self._turned(code))

    def _turned(self, code: str) -> str:
        return self.tr("{order}, turned round").format(order=self._orders[code])

    def clear_all(self) -> None:
        """Choose nothing anywhere; the order stays."""
        for chip in (self.state, self.site, self.version):
            chip.show_value("")
        self.state.button.setFocus()
        self._chosen("")

    def _chosen(self, _code: str) -> None:
        narrowed = any(each.value() for each in (self.state, self.site, self.version))
        self.clear.setVisible(narrowed)
        self.edited.emit()
