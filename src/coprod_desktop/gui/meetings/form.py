# SPDX-License-Identifier: MIT
"""A meeting's notes on one page, in the order in which a meeting goes."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from coprod_desktop.domain.records import Meeting
from coprod_desktop.gui import dates
from coprod_desktop.gui.dates import long_date
from coprod_desktop.gui.desk import Desk
from coprod_desktop.gui.forms import Row
from coprod_desktop.gui.meetings.about import AboutSection
from coprod_desktop.gui.meetings.agenda import AgendaCard
from coprod_desktop.gui.meetings.attendance import CameSection
from coprod_desktop.gui.meetings.calls import Begun
from coprod_desktop.gui.meetings.carried import CarriedCard
from coprod_desktop.gui.meetings.closing import (
    CannotSection,
    EndSection,
    SinceSection,
    TogetherSection,
)
from coprod_desktop.gui.meetings.notebook import Item, Notebook
from coprod_desktop.gui.meetings.section import Section
from coprod_desktop.gui.meetings.values import begun, shown, written
from coprod_desktop.services.loop.meetings import Before, Notes, Series, Written


class MeetingForm(QWidget):
    """All parts of the notes; the agenda in the middle is a notebook that others may show too."""

    edited = Signal()
    series_changed = Signal()
    """Another kind, wing, day or title: what went before has to be asked again."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.setProperty("part", "canvas")
        self._desk = desk
        self._notes: Notes | None = None
        self.before = Before()
        self._filling = False
        self._series: Series | None = None
        self.notebook = Notebook()
        self.corrected = Row(
            self.tr("What do you correct, and why?"),
            QLineEdit(),
            hint=self.tr("These notes are agreed. The reason stands in their story."),
            required=True,
        )
        self.about = AboutSection(desk.today)
        self.came = CameSection()
        self.carried = CarriedCard(desk)
        self.since = SinceSection(desk)
        self.agenda = AgendaCard(desk, self.notebook)
        self.cannot = CannotSection(desk)
        self.together = TogetherSection()
        self.end = EndSection(desk)
        self.sections: tuple[Section, ...] = (
            *(self.about, self.came, self.since, self.cannot, self.together, self.end),
        )
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        for widget in (
            *(self.corrected, self.about, self.came, self.carried, self.since, self.agenda),
            *(self.cannot, self.together, self.end),
        ):
            column.addWidget(widget)
        self.corrected.hide()
        self._listen()

    def begin(self, opened: Begun, values: dict[str, Any]) -> None:
        """Show a saved meeting, a proposed one or none, and over it what a draft holds."""
        self._filling = True
        self._notes = opened.notes
        base: dict[str, Any] = {"date": long_date(self._desk.today())}
        if opened.notes is not None:
            base = shown(opened.notes)
        elif opened.meeting is not None:
            base = begun(opened.meeting)
        elif "agenda" not in values:
            base |= {"wing": self._desk.who.wing, "title": self.tr("Patient forum")}
        all_values = {**base, **values}
        agreed = isinstance(record := _record(opened.notes), Meeting) and record.status == "agreed"
        self.corrected.setVisible(agreed)
        self.corrected.set_error("")
        # The reason of the last correction is not that of the next.
        self.corrected.field.setText(str(values.get("corrected", "")))
        for section in self.sections:
            section.fill(all_values)
        self.about.set_open(on=opened.notes is None)
        for section in self.sections[1:]:
            section.set_open(on=False)
        self._desk.end_undo(self.notebook)  # what was taken out of other notes is none of these
        self.notebook.fill(all_values.get("agenda", []), all_values.get("dropped", []))
        self.notebook.line = str(all_values.get("line", ""))
        self._take_over(opened.before, all_values.get("carried", []))
        self.agenda.begin()
        self.end.held_on = self.about.day()
        self._series = self.series()
        self._filling = False

    def take_over(self, before: Before) -> None:
        """Show what another series carries over; what was said of carried actions stays."""
        self._filling = True
        self._take_over(before, self.carried.values())
        self.agenda.show_all()
        self._filling = False

    def values(self) -> dict[str, Any]:
        """All that stands here as plain values, for a draft."""
        values: dict[str, Any] = {}
        for section in self.sections:
            values |= section.values()
        return {
            **values,
            "agenda": self.notebook.values(),
            "dropped": list(self.notebook.dropped),
            "line": self.notebook.line,
            "carried": self.carried.values(),
            "shown": self.carried.ids(),
            "corrected": self.corrected.field.text(),
        }

    def written(self, site: str) -> Written | None:
        """All that a save writes, or None after showing what is wrong."""
        values = self.values()
        self._open_wrong(values)
        wrong: list[Row[Any]] = []
        if not self.corrected.isHidden() and not values["corrected"].strip():
            self.corrected.set_error(self.tr("Say what you correct"))
            wrong.append(self.corrected)
        else:
            self.corrected.set_error("")
        for section in self.sections:
            rows = section.wrong()
            if rows:
                section.set_open(on=True)
            wrong += rows
        if wrong:
            (wrong[0].field.focusProxy() or wrong[0].field).setFocus()
            return None
        if self.carried.wrong() or self.agenda.wrong():
            return None
        kept = _record(self._notes)
        if isinstance(kept, Meeting) and self.corrected.isHidden():
            values["corrected"] = kept.corrected
        return written(values, self._notes, site, self._desk.today())

    def series(self) -> Series:
        """The series that the meeting belongs to."""
        values = self.about.values()
        lines = (str(values["wing"]).strip(), str(values["title"]).strip())
        return Series(str(values["kind"]), *lines)

    def easy_read(self) -> list[str]:
        """Short lines for the notice board, from what was decided and is to be done."""
        lines: list[str] = []
        for item in self.notebook.items:
            if not item.confidential:
                lines += [each.strip() for each in item.decisions if each.strip()]
                lines += [
                    self.tr("We will: {what}").format(what=each.text.strip())
                    for each in item.actions
                    if each.text.strip()
                ]
        if day := str(self.end.values()["next_date"]).strip():
            lines.append(self.tr("Next meeting: {date}").format(date=day))
        return lines

    def _take_over(self, before: Before, answers: list[dict[str, Any]]) -> None:
        self.before = before
        self.carried.begin(before.carried, answers)
        earlier = before.earlier
        self.notebook.earlier = earlier.date if earlier is not None else None
        items = self.notebook.items
        for stale in [each for each in items if each.agrees]:
            if earlier is None or stale.agrees != earlier.id:
                items.remove(stale)
        if earlier is None:
            if not items:
                items.append(Item())
            return
        title = self.tr("Notes of the meeting of {date}").format(date=long_date(earlier.date))
        item = next((each for each in items if each.title == title), None)
        if item is not None:
            item.agrees = earlier.id
        elif self._notes is None and all(not each.agrees for each in items):
            items.insert(0, Item(title=title, agrees=earlier.id))

    def _open_wrong(self, values: dict[str, Any]) -> None:
        """Open what is closed and cannot be read: its fields are not made before."""
        today = self._desk.today()
        if not str(values["title"]).strip() or dates.parse(values["date"], today) is None:
            self.about.set_open(on=True)
        following = str(values["next_date"]).strip()
        if following and dates.parse(following, today, future=True) is None:
            self.end.set_open(on=True)

    def _listen(self) -> None:
        self.corrected.field.textEdited.connect(self._edited)
        for section in self.sections:
            section.edited.connect(self._edited)
        self.carried.edited.connect(self._edited)
        self.notebook.edited.connect(self._edited)
        self.about.series_changed.connect(self._another_series)
        self.end.easy_read_asked.connect(self._make_easy_read)

    def _edited(self) -> None:
        if not self._filling:
            self.edited.emit()

    def _another_series(self) -> None:
        self.end.held_on = self.about.day()
        if not self._filling and self._notes is None and self.series() != self._series:
            self._series = self.series()
            self.series_changed.emit()

    def _make_easy_read(self) -> None:
        self.end.set_easy_read(self.easy_read())


def _record(notes: Notes | None) -> object:
    return notes.stored.record if notes is not None else None
