# SPDX-License-Identifier: MIT
"""Sites: the wing PCs, what goes back to them, and what they trust."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

from PySide6.QtWidgets import QTabWidget, QVBoxLayout

from coprod_desktop.gui.desk import Command, Desk, Page
from coprod_desktop.gui.furniture import Button, Heading, Scroll, Stack
from coprod_desktop.gui.jobs import Changed
from coprod_desktop.gui.messages import Banner
from coprod_desktop.gui.office.board import BoardTab
from coprod_desktop.gui.office.challenge import ChallengeTab
from coprod_desktop.gui.office.notices import NoticesTab
from coprod_desktop.gui.office.publishing import FormsTab
from coprod_desktop.gui.office.returns import ReturnsCard
from coprod_desktop.gui.trust.page import TrustTab


class SitesPage(Page):
    """The board, and all that goes to wings, in tabs; returns take their place when written."""

    HELP = "office"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.banner = Banner()
        self.board = BoardTab(desk)
        self.trust = TrustTab(desk)
        self.challenge = ChallengeTab(desk)
        self.forms = FormsTab(desk)
        self.notices = NoticesTab(desk)
        self.returns = ReturnsCard(desk)
        self.returns.closed.connect(self._back)
        self.board.table.opened.connect(self.banner.clear)  # it needs the room on a small screen
        panel = self.board.panel
        for part in (self.board, panel, self.trust, self.challenge, self.forms, self.notices):
            part.told.connect(self.banner.show_message)
        panel.return_asked.connect(self._ask_return)
        parts = (self.board, panel, self.returns, self.trust, self.challenge, self.forms)
        for part in (*parts, self.notices):
            part.failed.connect(self.banner.show_error)
        self._build()

    def arrive(self, target: str) -> None:
        """Show the board, perhaps with one PC chosen, a tab by its name, or ``returns``.

        ``trust:list`` is the place on the tab where the trust list is carried by hand.
        """
        target, _, place = target.partition(":")
        names = {"notices": 1, "forms": 2, "trust": 3, "recovery": 4}
        self._back()
        self.tabs.setCurrentIndex(names.get(target, 0))
        self.board.ask("" if target in {*names, "returns"} else target)
        self._ask_tab()
        if target == "returns":
            self._ask_returns()
        elif place:
            self.trust.by_hand.save.setFocus()
        elif target in names:
            self.tabs.tabBar().setFocus()
        else:
            self.board.table.setFocus()

    def commands(self) -> Sequence[Command]:
        """What can be done with all wing PCs, and where the tabs are."""
        tabs = [
            Command(text, partial(self.desk.go, "sites", name))
            for name, text in (
                ("notices", self.tr("Give a notice to wings")),
                ("forms", self.tr("Publish a form")),
                ("trust", self.tr("Change the office’s keys")),
                ("trust:list", self.tr("Save or follow a trust list by hand")),
                ("recovery", self.tr("Help a locked wing in")),
            )
        ]
        return (
            Command(self.write.text(), self._ask_returns),
            Command(self.board.save.text(), self.board.save.click),
            Command(self.board.print.text(), self.board.print.click),
            *tabs,
        )

    def leave(self) -> None:
        """Keep a notice that is half written."""
        self.notices.leave()

    def store_changed(self, changed: Changed) -> None:
        """Look again after taking in, approving or writing."""
        if changed.kinds & {"received", "device", "returned", "trust", "notice"}:
            self.board.ask()
            self._ask_tab()

    def _build(self) -> None:
        self.write = Button(self.tr("Write what goes back"), kind="primary", icon="upload")
        self.write.clicked.connect(self._ask_returns)
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        self.tabs.tabBar().setDrawBase(False)
        self.tabs.setAccessibleName(self.tr("Sites"))
        # In large text a long message may need their room; it is read before they are.
        self.tabs.setMinimumHeight(self.desk.theme.px(44))
        for tab, text in (
            (self.board, self.tr("Wing PCs")),
            (self.notices, self.tr("Notices")),
            (self.forms, self.tr("Forms")),
            (self.trust, self.tr("Trust")),
            (self.challenge, self.tr("Recovery")),
        ):
            self.tabs.addTab(tab, text)
        self.tabs.currentChanged.connect(self._turned)
        self._aside = Scroll(margins=(0, 4, 0, 0))
        self._aside.body.addWidget(self.returns)
        self._aside.body.addStretch(1)
        self._turns = Stack()
        self._turns.add(self.tabs)
        self._turns.add(self._aside)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 16)
        column.setSpacing(12)
        column.addWidget(
            Heading(
                self.tr("Sites"),
                "",
                self.write,
            )
        )
        column.addWidget(self.banner)
        column.addWidget(self._turns, 1)

    def _turned(self) -> None:
        # The focus would go to the whole page of the tab where nothing in it takes it.
        self.tabs.tabBar().setFocus()
        self.banner.clear()
        self._ask_tab()

    def _show_write(self) -> None:
        # One thing at a time: there the paper from the safe lies on the desk.
        self.write.setVisible(self.tabs.currentWidget() is not self.challenge)

    def _ask_tab(self) -> None:
        self._show_write()
        tab: Any = self.tabs.currentWidget()
        if tab is not self.board:
            tab.ask()

    def _ask_returns(self) -> None:
        self._ask_return(None)

    def _ask_return(self, device: Any) -> None:
        self.returns.ask(device)
        self._turn_returns()

    def _turn_returns(self) -> None:
        self.banner.clear()
        self.write.hide()
        self._turns.turn(self._aside)

    def _back(self) -> None:
        self._turns.turn(self.tabs)
        self._show_write()
        self.board.table.setFocus()
