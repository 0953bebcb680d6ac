# SPDX-License-Identifier: MIT
"""The office's board: every wing PC, how it stands, and approving it by its twelve words."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QVBoxLayout

from coprod_desktop.gui.dates import moment
from coprod_desktop.gui.desk import Desk, Page
from coprod_desktop.gui.fields import WordsField
from coprod_desktop.gui.first_run.steps import WordsCard
from coprod_desktop.gui.forms import Form, words
from coprod_desktop.gui.furniture import Button, Card, EmptyState, Heading, Scroll, Stack, bar
from coprod_desktop.gui.jobs import Changed
from coprod_desktop.gui.messages import Banner, Message
from coprod_desktop.gui.responsive import Beside
from coprod_desktop.gui.rows import Line, Lines
from coprod_desktop.gui.tables import Table
from coprod_desktop.services import office
from coprod_desktop.services.office import DeviceRow, OfficeCard

_WORDS = 12


class SitesPage(Page):
    """The board with one PC beside it."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._wanted = ""
        self._device: DeviceRow | None = None
        px = desk.theme.px
        self.banner = Banner()
        self.model = Lines(
            (
                self.tr("State"),
                self.tr("Prison"),
                self.tr("Wing"),
                self.tr("PC"),
                self.tr("Last bundle"),
            ),
            self,
        )
        self.table = Table(self.tr("Wing PCs"), px(38))
        self.table.setModel(self.model)
        self.table.columns((px(230), 0, px(130), px(110), px(110)), 1)
        self.table.chosen.connect(self._chosen)
        self.card = Card()
        self.facts = words("")
        self.approve_form = Form()
        self.typed = self.approve_form.add(
            self.tr("The twelve words, as they are read out to you"),
            WordsField(3, 4),
            hint=self.tr(
                "Ring the wing on a number you already know. The first four letters of each word "
                "are enough."
            ),
        )
        self.approve = Button(self.tr("Approve this PC"), kind="primary", icon="shield")
        self.approve.clicked.connect(self.approve_device)
        self.words = WordsCard(self.tr("Its twelve words"), columns=2)
        self.office_words = WordsCard(self.tr("The office’s twelve words"))
        self._build()

    def arrive(self, target: str) -> None:
        """Show the board, perhaps with one PC chosen."""
        self._wanted = target
        self._ask()
        self.table.setFocus()

    def store_changed(self, changed: Changed) -> None:
        """Look again after taking in or approving."""
        if changed.kinds & {"received", "device"}:
            self._ask()

    def approve_device(self) -> None:
        """Compare the typed words with the device's, and let its bundles in."""
        self.typed.set_error("")
        typed = self.typed.field.text().lower().replace(",", " ").split()
        if len(typed) != _WORDS:
            self.typed.set_error(
                self.tr("{number} of 12 words are typed").format(number=len(typed))
            )
            self.typed.field.setFocus()
            return
        if self._device is None:
            return
        self.approve.setEnabled(False)
        self.desk.jobs.run(
            office.approve,
            self._device.device,
            typed,
            owner=self,
            done=self._approved,
            failed=self._refused,
            changes=("device",),
        )

    def _approved(self, row: DeviceRow) -> None:
        self.approve.setEnabled(True)
        self.typed.field.setPlainText("")
        self._wanted = row.device
        self.banner.show_message(
            Message(
                "success",
                self.tr("{site}, {wing} is approved.").format(site=row.site, wing=row.wing),
                advice=self.tr("Take its waiting bundles in again from the Inbox."),
            )
        )

    def _refused(self, error: Exception) -> None:
        self.approve.setEnabled(True)
        self.banner.show_error(error)
        self.typed.field.setFocus()

    def _build(self) -> None:
        save = Button(self.tr("Save trust list"), icon="save")
        save.clicked.connect(self._save)
        show = Button(self.tr("Office card"), icon="key")
        show.clicked.connect(self._ask_card)
        self._none = EmptyState(
            "sites",
            self.tr("No wing PC yet"),
            self.tr(
                "Give each wing the trust list and the office card. Its enrol request comes back "
                "through the Inbox."
            ),
        )
        for widget in (self.facts, self.approve_form, bar(self.approve), self.words):
            self.card.body.addWidget(widget)
        scroll = Scroll(margins=(0, 0, 0, 0))
        scroll.body.addWidget(self.card)
        scroll.body.addStretch(1)
        self._split = Beside(self.table, scroll, (740, 400))
        self._split.turned.connect(self._turned)
        self.table.opened.connect(self._open)
        self._results = Stack()
        self._results.add(self._none)
        self._results.add(self._split)
        self.office_words.hide()
        self.print = Button(self.tr("Print the card"), icon="print")
        self.print.clicked.connect(self._print)
        self.office_words.body.addWidget(bar(self.print))
        self._office: OfficeCard | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 16)
        column.setSpacing(12)
        column.addWidget(
            Heading(
                self.tr("Sites"),
                self.tr("Every wing PC that sends bundles here."),
                show,
                save,
            )
        )
        column.addWidget(self.banner)
        column.addWidget(self.office_words)
        column.addWidget(self._results, 1)

    def _ask(self) -> None:
        self.desk.jobs.run(
            office.devices,
            owner=self,
            done=self._show,
            failed=self.banner.show_error,
            key="devices",
        )

    def _show(self, found: tuple[DeviceRow, ...]) -> None:
        wanted = self._wanted or (self._device.device if self._device is not None else "")
        self._wanted = ""
        self.model.show_lines([self._line(each) for each in found])
        self._results.turn(self._split if found else self._none)
        places = [place for place, each in enumerate(found) if each.device == wanted]
        self.table.choose(places[0] if places else 0)

    def _line(self, each: DeviceRow) -> Line:
        state, icon, ink = self._state(each)
        last = self.tr("No. {number}").format(number=each.last_seq) if each.last_seq else "–"
        return Line((state, each.site, each.wing, each.short, last), each, icon, ink)

    def _state(self, each: DeviceRow) -> tuple[str, str, str]:
        if each.state == "pending":
            return self.tr("Waits for approval"), "key", "accent"
        if each.state != "active":
            return self.tr("No longer taken in"), "cross", "soft"
        if each.gap_from is not None:
            return self.tr("A bundle is missing"), "warning", "warning"
        if each.overdue_days > 0:
            return (
                self.tr("{days} days late").format(days=each.overdue_days),
                "clock",
                "warning",
            )
        return self.tr("Up to date"), "success", "success"

    def _chosen(self, place: int) -> None:
        line = self.model.line(place)
        self._device = line.value if line is not None else None
        device = self._device
        self.card.setVisible(device is not None)
        if device is None:
            return
        self.card.heading.setText(f"{device.site}, {device.wing}")
        self.card.heading.show()
        state, _icon, _ink = self._state(device)
        parts = [state, self.tr("PC {short}").format(short=device.short)]
        if device.last_at is not None:
            parts.append(
                self.tr("Last bundle: number {seq}, {when}").format(
                    seq=device.last_seq, when=moment(device.last_at)
                )
            )
            parts.append(self.tr("{n} changes held").format(n=f"{device.high_water:,}"))
        if device.gap_from is not None:
            parts.append(
                self.tr(
                    "Ask the wing for the bundle that is missing, or to send everything from "
                    "change {number} again."
                ).format(number=device.gap_from)
            )
        if device.app_version:
            parts.append(self.tr("Version {version}").format(version=device.app_version))
        self.facts.setText("\n".join(parts))
        pending = device.state == "pending"
        self.approve_form.setVisible(pending)
        self.approve.setVisible(pending)
        # Whoever sees the words need not listen for them: they show only once they were typed.
        self.words.setVisible(not pending)
        if not pending:
            self.words.show_words(device.words)

    def _turned(self, narrow: bool) -> None:  # noqa: FBT001 - a slot of turned(bool)
        for column in (3, 4):
            self.table.setColumnHidden(column, narrow)

    def _open(self, _place: int) -> None:
        self._split.show_side()
        if self.approve.isVisible():
            self.typed.field.setFocus()

    def _ask_card(self) -> None:
        if self.office_words.isVisible():
            self.office_words.hide()
            return
        self.desk.jobs.run(
            office.card, owner=self, done=self._show_card, failed=self.banner.show_error
        )

    def _show_card(self, card: OfficeCard) -> None:
        self._office = card
        self.office_words.show_words(card.words)
        self.office_words.show()

    def _print(self) -> None:
        from coprod_desktop.gui.paper import preview_card

        if self._office is not None:
            preview_card(self, self._office.name, self._office.words)

    def _save(self) -> None:
        chosen = QFileDialog.getExistingDirectory(
            self, self.tr("Where to save the trust list"), str(Path.home())
        )
        if chosen:
            self.desk.jobs.run(
                office.write_card,
                Path(chosen),
                owner=self,
                done=self._saved,
                failed=self.banner.show_error,
            )

    def _saved(self, file: Path) -> None:
        self.banner.show_message(
            Message(
                "success",
                self.tr("The trust list was saved."),
                advice=self.tr("It is in {place}.").format(place=file),
            )
        )
