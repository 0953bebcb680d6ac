# SPDX-License-Identifier: MIT
"""Settings: people, looks, care of the store, and about."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

from PySide6.QtWidgets import QComboBox, QRadioButton, QTabWidget, QVBoxLayout, QWidget

from coprod_desktop.gui.desk import Command, Desk, Page
from coprod_desktop.gui.forms import Form, words
from coprod_desktop.gui.furniture import Card, Heading, Scroll
from coprod_desktop.gui.settings.about import AboutTab
from coprod_desktop.gui.settings.audit import AuditTab
from coprod_desktop.gui.settings.care import CareTab
from coprod_desktop.gui.settings.people import PeopleTab
from coprod_desktop.gui.settings.recovery import RecoveryTab
from coprod_desktop.gui.settings.routes import RoutesTab
from coprod_desktop.gui.theme import SIZES


class LooksTab(QWidget):
    """Colours, text size, and when the window locks itself; all at once and remembered."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        colours = Card(self.tr("Colours"))
        self.choices: dict[str, QRadioButton] = {}
        for name, text in (
            ("system", self.tr("As the system has it")),
            ("light", self.tr("Light")),
            ("dark", self.tr("Dark")),
            ("contrast", self.tr("High contrast")),
        ):
            button = QRadioButton(text)
            button.setChecked(desk.theme.choice == name)
            button.setProperty("choice", name)
            button.toggled.connect(self._wear)
            self.choices[name] = button
            colours.body.addWidget(button)
        text = Card(self.tr("Text size"))
        form = Form()
        self.text_size = QComboBox()
        for percent in SIZES:
            self.text_size.addItem(f"{percent} %", percent)
        self.text_size.setCurrentIndex(max(0, self.text_size.findData(desk.theme.percent)))
        self.text_size.currentIndexChanged.connect(self._wear)
        form.add(self.tr("Size of all text"), self.text_size)
        text.body.addWidget(form)
        lock = Card(self.tr("Lock"))
        lock_form = Form()
        self.minutes = QComboBox()
        now = desk.preferences.lock_minutes
        for minutes in sorted({2, 5, 10, 15, 30, now}):
            self.minutes.addItem(self.tr("{n} minutes").format(n=minutes), minutes)
        self.minutes.setCurrentIndex(self.minutes.findData(now))
        self.minutes.currentIndexChanged.connect(self._set_minutes)
        lock_form.add(self.tr("Lock when nobody has used it for"), self.minutes)
        lock.body.addWidget(lock_form)
        if not desk.who.manages:
            self.minutes.setEnabled(False)
            said = self.tr("The head of healthcare or an administrator sets this for the PC.")
            lock.body.addWidget(words(said, "hint"))
        scroll = Scroll(margins=(0, 16, 0, 16))
        for card in (colours, text, lock):
            scroll.body.addWidget(card)
        scroll.body.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(scroll)

        desk.theme.changed.connect(self._worn)

    def ask(self) -> None:
        """Nothing to fetch."""

    def _worn(self) -> None:
        """Show what was chosen elsewhere: by a key, or in the palette of commands."""
        choice, percent = self._desk.theme.choice, self._desk.theme.percent
        for widget in (*self.choices.values(), self.text_size):
            widget.blockSignals(True)
        self.choices[choice].setChecked(True)
        self.text_size.setCurrentIndex(max(0, self.text_size.findData(percent)))
        for widget in (*self.choices.values(), self.text_size):
            widget.blockSignals(False)

    def _wear(self) -> None:
        chosen: Any = next(
            (name for name, button in self.choices.items() if button.isChecked()), "system"
        )
        percent = int(self.text_size.currentData())
        if (chosen, percent) == (self._desk.theme.choice, self._desk.theme.percent):
            return
        self._desk.preferences.theme = chosen
        self._desk.preferences.percent = percent
        self._desk.theme.wear(chosen, percent)

    def _set_minutes(self) -> None:
        self._desk.preferences.lock_minutes = int(self.minutes.currentData())


class SettingsPage(Page):
    """A tab for each concern; those of heads and administrators are theirs alone."""

    HELP = "settings"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.people = PeopleTab(desk)
        self.looks = LooksTab(desk)
        self.care = CareTab(desk)
        self.recovery = RecoveryTab(desk)
        self.routes = RoutesTab(desk)
        self.audit = AuditTab(desk)
        self.about = AboutTab(desk)
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        self.tabs.tabBar().setDrawBase(False)
        self.tabs.setAccessibleName(self.tr("Settings"))
        self.tabs.addTab(self.people, self.tr("People"))
        self.tabs.addTab(self.looks, self.tr("Look"))
        self.tabs.addTab(self.care, self.tr("Backup"))
        if desk.who.kind == "wing":
            self.tabs.addTab(self.routes, self.tr("Whom to tell"))
        if desk.who.manages:
            self.tabs.addTab(self.recovery, self.tr("Recovery"))
            self.tabs.addTab(self.audit, self.tr("Audit"))
        self.tabs.addTab(self.about, self.tr("About"))
        self.tabs.currentChanged.connect(self._turned)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 12)
        column.setSpacing(12)
        column.addWidget(Heading(self.tr("Settings")))
        column.addWidget(self.tabs, 1)

    def help_page(self) -> str:
        """Recovery has a page of its own in the guide."""
        return "recovery" if self.tabs.currentWidget() is self.recovery else self.HELP

    def arrive(self, target: str) -> None:
        """Show a tab; `target` may name one of the page's, and after a colon a place in it."""
        name, _, place = target.partition(":")
        tab = getattr(self, name, None) if name else None
        if isinstance(tab, QWidget) and self.tabs.indexOf(tab) >= 0:
            self.tabs.setCurrentWidget(tab)
        self._turned()
        self.tabs.tabBar().setFocus()
        if place:
            self.recovery.go_to(place)

    def commands(self) -> Sequence[Command]:
        """What is found under Recovery."""
        if not self.desk.who.manages:
            return ()
        go = self.desk.go
        if self.desk.who.kind == "wing":
            return (
                Command(
                    self.tr("Follow a trust list from a file"),
                    partial(go, "settings", "recovery:list"),
                ),
                Command(
                    self.tr("Begin a new history on this PC"),
                    partial(go, "settings", "recovery:history"),
                ),
            )
        return (
            Command(
                self.tr("Read the bundles of an office that was lost"),
                partial(go, "settings", "recovery:lost"),
            ),
            Command(
                self.tr("Begin a new life of this office’s store"),
                partial(go, "settings", "recovery:life"),
            ),
        )

    def leave(self) -> None:
        """Forget words that open the store."""
        self.recovery.leave()

    def _turned(self) -> None:
        screen: Any = self.tabs.currentWidget()
        if screen.hasFocus():  # Qt gives it to the page when nothing in it can have it yet
            self.tabs.tabBar().setFocus()
        screen.ask()
