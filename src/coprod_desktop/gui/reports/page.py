# SPDX-License-Identifier: MIT
"""Reports for others: the FFT of a month, complaints of a year, and the inspector's pack."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from pathlib import Path
from typing import Any, ClassVar, Final

from PySide6.QtWidgets import QFileDialog, QVBoxLayout

from coprod_desktop.domain.document import Document
from coprod_desktop.gui.dates import month_and_year
from coprod_desktop.gui.desk import Command, Desk, Page
from coprod_desktop.gui.forms import Row, words
from coprod_desktop.gui.furniture import Button, Card, Heading, Scroll, bar, flowing
from coprod_desktop.gui.listing import choices
from coprod_desktop.gui.messages import Banner, Message, announce
from coprod_desktop.gui.paper_dialog import show_document
from coprod_desktop.gui.typed import DateField
from coprod_desktop.services.charting.rolls import months_before

_MONTHS, _YEARS = 24, 5
_APRIL: Final = 4
_DATE: Final = 240


def _save_fft(session: Any, month: str, path: Path) -> Path:
    from coprod_desktop.services.charting import figures

    return figures.save(session, figures.fft(session, month), path)


def _save_complaints(session: Any, first: datetime.date, last: datetime.date, path: Path) -> Path:
    from coprod_desktop.services.charting import figures

    return figures.save(session, figures.complaints(session, first, last), path)


def _pack(session: Any, first: datetime.date, last: datetime.date, site: str) -> Document:
    from coprod_desktop.services.charting import inspector

    return inspector.pack(inspector.gather(session, first, last, site))


def _sites(session: Any) -> tuple[str, ...]:
    from coprod_desktop.services.recording import places

    return tuple(sorted({place.site for place in places.places(session) if place.site}))


class ReportsPage(Page):
    """A card for each report: what it is for, what to choose, and where it goes."""

    HELP: ClassVar[str] = "reports"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.banner = Banner()
        self.month = choices(self.tr("Month"), self._months())
        self.save_fft = Button(self.tr("Save the month"), icon="download")
        self.save_fft.clicked.connect(self._fft)
        self.year = choices(self.tr("Year"), self._years())
        self.save_complaints = Button(self.tr("Save the year"), icon="download")
        self.save_complaints.clicked.connect(self._complaints)
        self.first = Row(self.tr("From"), DateField(desk.today))
        self.last = Row(self.tr("Until"), DateField(desk.today))
        today = desk.today()
        self.first.field.set_date(months_before(today, 12))
        self.last.field.set_date(today.replace(day=1) - datetime.timedelta(days=1))
        for row in (self.first, self.last):
            row.field.setMinimumWidth(desk.theme.px(_DATE))
        self.site = choices(self.tr("Site"), [("", self.tr("All sites"))])
        self.show_pack = Button(self.tr("Show the pack"), icon="print")
        self.show_pack.clicked.connect(self._show_pack)
        self.waiting = words("", "soft")
        self.waiting.hide()
        self._build()

    def arrive(self, target: str) -> None:
        """Offer the sites there are."""
        del target
        if self.desk.who.kind == "office":
            self.desk.jobs.run(
                _sites, owner=self, done=self._offer, failed=self.banner.show_error, key="sites"
            )
        if self.desk.who.manages:
            self.month.setFocus()

    def commands(self) -> tuple[Command, ...]:
        """Each report."""
        if not self.desk.who.manages:
            return ()
        return (
            Command(self.tr("Save the Friends and Family Test of a month"), self._fft),
            Command(self.tr("Save the complaints of a year"), self._complaints),
            Command(self.tr("Show the inspector’s pack"), self._show_pack),
        )

    # --- saving ----------------------------------------------------------------------------------

    def _fft(self) -> None:
        month = str(self.month.currentData())
        self._save(f"fft-{month}", _save_fft, month)

    def _complaints(self) -> None:
        start = datetime.date(int(self.year.currentData()), _APRIL, 1)
        end = start.replace(year=start.year + 1) - datetime.timedelta(days=1)
        self._save(f"complaints-{start.year}-{end.year}", _save_complaints, start, end)

    def _save(self, name: str, service: Callable[..., Path], *what: object) -> None:
        kinds = (self.tr("Workbooks (*.xlsx)"), self.tr("Tables (*.csv)"))
        chosen, kind = QFileDialog.getSaveFileName(
            self,
            self.tr("Save the figures"),
            str(Path.home() / f"{name}.xlsx"),
            ";;".join(kinds),
        )
        if not chosen:
            return
        path = Path(chosen)
        if path.suffix.lower() not in {".xlsx", ".csv"}:
            path = path.with_name(path.name + (".csv" if kind == kinds[1] else ".xlsx"))
        self.banner.clear()
        self.desk.jobs.run(
            service,
            *what,
            path,
            owner=self,
            done=self._saved,
            failed=self.banner.show_error,
            key="figures",
        )

    def _saved(self, path: Path) -> None:
        text = self.tr("Saved as {file}.").format(file=path)
        safe = self.tr("The file is not encrypted: keep it where only those who may can read it.")
        self.banner.show_message(Message("success", text, safe))

    # --- the pack --------------------------------------------------------------------------------

    def _show_pack(self) -> None:
        first, last = self.first.field.date(), self.last.field.date()
        wrong = self.tr("Type a date, for example “4/6”")
        self.first.set_error("" if first else wrong)
        self.last.set_error("" if last else wrong)
        if first is None or last is None:
            return
        if last < first:
            self.last.set_error(self.tr("This day lies before the first"))
            return
        self.banner.clear()
        self.show_pack.setEnabled(False)
        self.waiting.setText(self.tr("The pack is being made…"))
        self.waiting.show()
        announce(self.waiting, self.waiting.text())
        self.desk.jobs.run(
            _pack,
            first,
            last,
            str(self.site.currentData() or ""),
            owner=self,
            done=self._made,
            failed=self._failed,
            key="pack",
        )

    def _made(self, document: Document) -> None:
        self._ready()
        self._paper = show_document(self.desk.jobs, document, self)

    def _failed(self, error: Exception) -> None:
        self._ready()
        self.banner.show_error(error)

    def _ready(self) -> None:
        self.show_pack.setEnabled(True)
        self.waiting.hide()

    # --- building --------------------------------------------------------------------------------

    def _months(self) -> list[tuple[str, str]]:
        """Months that are over, the newest first."""
        days = [months_before(self.desk.today(), back) for back in range(1, _MONTHS + 1)]
        return [(f"{day:%Y-%m}", month_and_year(day)) for day in days]

    def _years(self) -> list[tuple[str, str]]:
        """Years from April to March, the newest first."""
        today = self.desk.today()
        newest = today.year if today.month >= _APRIL else today.year - 1
        text = self.tr("April {year} to March {next}")
        return [
            (str(year), text.format(year=year, next=year + 1))
            for year in range(newest, newest - _YEARS, -1)
        ]

    def _offer(self, sites: tuple[str, ...]) -> None:
        known = {self.site.itemData(place) for place in range(self.site.count())}
        for site in sites:
            if site not in known:
                self.site.addItem(site, site)

    def _build(self) -> None:
        heading = Heading(
            self.tr("Reports"),
            self.tr("For commissioners and inspectors. Small numbers are hidden in all of them."),
        )
        scroll = Scroll()
        scroll.body.addWidget(heading)
        scroll.body.addWidget(self.banner)
        if self.desk.who.manages:
            for card in (self._fft_card(), self._complaints_card(), self._pack_card()):
                scroll.body.addWidget(card)
        else:
            text = self.tr("A head of healthcare or an administrator can make these.")
            scroll.body.addWidget(words(text, "lead"))
        scroll.body.addStretch(1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(scroll)

    def _fft_card(self) -> Card:
        card = Card(self.tr("Friends and Family Test"))
        about = self.tr(
            "How many gave each of the six answers, by site, and how they gave them. Fewer than "
            "five are not shown. As a workbook it says what each column means."
        )
        for widget in (
            words(about, "soft"),
            flowing(Row(self.month.accessibleName(), self.month)),
            bar(self.save_fft),
        ):
            card.body.addWidget(widget)
        return card

    def _complaints_card(self) -> Card:
        card = Card(self.tr("Complaints as KO41a counts them"))
        about = self.tr(
            "What was brought forward, received, resolved and carried forward, with outcomes, "
            "subjects and who complained."
        )
        for widget in (
            words(about, "soft"),
            flowing(Row(self.year.accessibleName(), self.year)),
            bar(self.save_complaints),
        ):
            card.body.addWidget(widget)
        return card

    def _pack_card(self) -> Card:
        card = Card(self.tr("Inspector’s pack"))
        about = self.tr(
            "What patients said, what changed because of it and what could not, with charts and "
            "where the evidence stands: for HM Inspectorate of Prisons (Expectations 53 and 54) "
            "and the CQC (regulations 16 and 17). You see it before it is printed or saved."
        )
        site = Row(self.site.accessibleName(), self.site)
        for widget in (
            words(about, "soft"),
            flowing(self.first, self.last, site),
            bar(self.show_pack),
            self.waiting,
        ):
            card.body.addWidget(widget)
        site.setVisible(self.desk.who.kind == "office")
        self.waiting.hide()
        return card
