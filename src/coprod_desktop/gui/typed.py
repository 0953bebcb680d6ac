# SPDX-License-Identifier: MIT
"""Lines that read what is typed as something: a date, a time of day, a number."""

from __future__ import annotations

import datetime
from collections.abc import Callable

from PySide6.QtCore import QDate, Qt, Signal
from PySide6.QtGui import QIntValidator
from PySide6.QtWidgets import (
    QCalendarWidget,
    QHBoxLayout,
    QLineEdit,
    QMenu,
    QPushButton,
    QWidget,
    QWidgetAction,
)

from coprod_desktop.gui import dates


class DateField(QWidget):
    """A date typed as people write it, or picked; it reads back as "4 June 2026"."""

    edited = Signal()

    def __init__(
        self,
        today: Callable[[], datetime.date],
        parent: QWidget | None = None,
        *,
        future: bool = False,
    ) -> None:
        super().__init__(parent)
        self._today = today
        self._future = future
        self.line = QLineEdit()
        self.line.setProperty("part", "date")
        self.line.setPlaceholderText(
            self.tr("for example 4/6 or +14") if future else self.tr("for example today or 4/6")
        )
        self.line.textEdited.connect(self._typed)
        self.line.editingFinished.connect(self._settle)
        self._pick = QPushButton(self.tr("Calendar"))
        self._pick.setAccessibleName(self.tr("Pick a date"))
        self._pick.setFocusPolicy(Qt.FocusPolicy.ClickFocus)  # typing is quicker: no stop on Tab
        self._pick.clicked.connect(self._open)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self.line, 999)  # all there is, up to its greatest width
        row.addWidget(self._pick)
        row.addStretch(1)
        self.setFocusProxy(self.line)

    def date(self) -> datetime.date | None:
        """The date, or None when the field is empty or unreadable."""
        return dates.parse(self.line.text(), self._today(), future=self._future)

    def set_date(self, day: datetime.date | None) -> None:
        """Show a date."""
        self.line.setText(dates.long_date(day))

    def unreadable(self) -> bool:
        """Whether something is typed that is no date."""
        return bool(self.line.text().strip()) and self.date() is None

    def _typed(self) -> None:
        self.edited.emit()

    def _settle(self) -> None:
        if day := self.date():
            self.set_date(day)

    def _open(self) -> None:
        calendar = QCalendarWidget()
        calendar.setFirstDayOfWeek(Qt.DayOfWeek.Monday)
        calendar.setVerticalHeaderFormat(QCalendarWidget.VerticalHeaderFormat.NoVerticalHeader)
        day = self.date() or self._today()
        calendar.setSelectedDate(QDate(day.year, day.month, day.day))
        menu = QMenu(self)
        holder = QWidgetAction(menu)
        holder.setDefaultWidget(calendar)
        menu.addAction(holder)
        calendar.activated.connect(self._picked)
        calendar.clicked.connect(self._picked)
        calendar.activated.connect(menu.close)
        calendar.clicked.connect(menu.close)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self._pick.mapToGlobal(self._pick.rect().bottomLeft()))
        calendar.setFocus()

    def _picked(self, day: QDate) -> None:
        self.set_date(datetime.date(day.year(), day.month(), day.day()))
        self.edited.emit()


class TimeField(QLineEdit):
    """A time of day as people type it; it reads back as "14:00"."""

    def __init__(self) -> None:
        super().__init__()
        self.setPlaceholderText("14:00")
        self.editingFinished.connect(self._settle)

    def time(self) -> str:
        """The time as HH:MM, or nothing."""
        return dates.parse_time(self.text())

    def unreadable(self) -> bool:
        """Whether something is typed that is no time."""
        return bool(self.text().strip()) and not self.time()

    def _settle(self) -> None:
        if time := self.time():
            self.setText(time)


class NumberField(QLineEdit):
    """A whole number from 0 to `most`; empty is 0."""

    def __init__(self, most: int) -> None:
        super().__init__()
        self.setValidator(QIntValidator(0, most, self))

    def number(self) -> int:
        """The number."""
        return int(self.text()) if self.hasAcceptableInput() else 0

    def set_number(self, number: int) -> None:
        """Show a number; 0 shows as nothing."""
        self.setText(str(number) if number else "")
