# SPDX-License-Identifier: MIT
"""The wing's exchange: the stick round, what was sent, the sticks, and this PC's enrolment."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QTabWidget, QVBoxLayout

from coprod_desktop.gui.desk import Desk, Page
from coprod_desktop.gui.exchange.enrolment import Enrolment
from coprod_desktop.gui.exchange.history import History
from coprod_desktop.gui.exchange.round import RoundScreen
from coprod_desktop.gui.exchange.sticks import Sticks
from coprod_desktop.gui.furniture import Heading
from coprod_desktop.gui.jobs import Changed


class ExchangePage(Page):
    """Four tabs around the weekly stick round."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.round = RoundScreen(desk)
        self.history = History(desk)
        self.sticks = Sticks(desk)
        self.enrolment = Enrolment(desk)
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        self.tabs.tabBar().setDrawBase(False)
        self.tabs.addTab(self.round, self.tr("Stick round"))
        self.tabs.addTab(self.history, self.tr("History"))
        self.tabs.addTab(self.sticks, self.tr("Sticks"))
        self.tabs.addTab(self.enrolment, self.tr("Enrolment"))
        self.tabs.setAccessibleName(self.tr("Exchange"))
        self.tabs.currentChanged.connect(self._turned)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 12)
        column.setSpacing(12)
        column.addWidget(
            Heading(
                self.tr("Exchange"),
                self.tr("Everything leaves encrypted. Only the office can read it."),
            )
        )
        column.addWidget(self.tabs, 1)

    def arrive(self, target: str) -> None:
        """Show a tab; ``receipt``: type a telephone receipt; ``open``: what stops a bundle."""
        tab: Any = {
            "open": self.round,
            "receipt": self.history,
            "history": self.history,
            "sticks": self.sticks,
            "enrolment": self.enrolment,
        }.get(target)
        if tab is not None:
            self.tabs.setCurrentWidget(tab)
        self._turned()
        if target == "receipt":
            self.history.enter_code()
        elif target == "open":
            self.tabs.tabBar().setFocus()
            self.round.show_open()
        else:
            self.tabs.tabBar().setFocus()

    def leave(self) -> None:
        """Forget a password that was typed and not used; keep an answer that was begun."""
        self.round.password.clear()
        self.round.unresolved.flush()

    def store_changed(self, changed: Changed) -> None:
        """Look again, unless a bundle is being made."""
        if self.isVisible() and changed.kinds - {"draft", "search"}:
            self._turned()

    def _turned(self) -> None:
        screen: Any = self.tabs.currentWidget()
        if screen.hasFocus():  # Qt gives it to the page when nothing in it can have it yet
            self.tabs.tabBar().setFocus()
        screen.ask()
