# SPDX-License-Identifier: MIT
"""The filters over the list of comments, and the question to the service that they make."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from typing import Final

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from coprod_desktop.domain import forms, themes, vocabulary
from coprod_desktop.gui.chips import OTHER, Chip, Option
from coprod_desktop.gui.dates import iso, short_date
from coprod_desktop.gui.desk import Desk
from coprod_desktop.gui.flow import FlowLayout
from coprod_desktop.gui.furniture import Button
from coprod_desktop.gui.label import Label
from coprod_desktop.gui.typed import DateField
from coprod_desktop.services.recording.lists import Query

State = Mapping[str, str]
"""What is chosen, by the filter's name; an empty or missing one filters nothing."""
_BETWEEN: Final = ".."
_MONTHS_IN_QUARTER: Final = 3
_WIDE: Final = 760
"""Width, at 100 %, below which the chips make room for what stands under them."""
_SAME: Final = ("site", "wing", "service", "theme", "who_can_fix", "kind")


def period(code: str, today: datetime.date) -> tuple[str, str]:
    """The first and last day (ISO, or empty) of a period: ``week``, ``30`` days, ``from..to``.

    Weeks begin on Monday; ``month`` and ``quarter`` are those of the calendar.
    """
    if _BETWEEN in code:
        first, _, last = code.partition(_BETWEEN)
        return first, last
    if code == "week":
        start = today - datetime.timedelta(days=today.weekday())
    elif code == "month":
        start = today.replace(day=1)
    elif code == "quarter":
        start = today.replace(month=(today.month - 1) // _MONTHS_IN_QUARTER * 3 + 1, day=1)
    elif code == "year":
        start = today - datetime.timedelta(days=365)
    elif code.isdigit():
        start = today - datetime.timedelta(days=int(code))
    else:
        return "", ""
    return start.isoformat(), ""


def query(state: State, words: str, today: datetime.date) -> Query:
    """The question that filters make."""
    first, last = period(state.get("period", ""), today)
    answered = state.get("answered", "")
    return Query(
        words=words,
        date_from=first,
        date_to=last,
        fft=int(state.get("fft", "") or 0),
        status="" if answered in {"yes", "no"} else answered,
        answered="yes" if answered == "yes" else "no" if answered == "no" else "",
        hand_back=state.get("reply", "") == "hand_back",
        wants_reply=state.get("reply", "") == "wants",
        escalation=state.get("escalation", ""),
        **{name: state.get(name, "") for name in _SAME},
    )


class Filters(QWidget):
    """The chips, in the order in which people narrow a list, and Clear all."""

    edited = Signal()
    """Something else is chosen."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.setProperty("part", "canvas")
        self._desk = desk
        self.chips: dict[str, Chip] = {}
        self._holder = QWidget()
        self._holder.setProperty("part", "canvas")
        self._flow = FlowLayout(self._holder)
        for name, chip in self._make():
            self.chips[name] = chip
            chip.chosen.connect(self._chosen)
            self._flow.addWidget(chip)
            if name in {"site", "wing", "service"}:
                chip.hide()  # until it is known what of
        self.chips["period"].asked.connect(self._ask_dates)
        self.clear = Button(self.tr("Clear all"), kind="quiet")
        self.clear.setToolTip(self.tr("Take every filter away"))
        self.clear.clicked.connect(self.clear_all)
        self._flow.addWidget(self.clear)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(8)
        self._column.addWidget(self._holder)
        self._below: list[QWidget] = []
        self.add_below(self._dates())
        self.clear.hide()

    def state(self) -> dict[str, str]:
        """What is chosen."""
        return {name: chip.value() for name, chip in self.chips.items() if chip.value()}

    def show_state(self, state: State) -> None:
        """Show other choices, and announce them once."""
        for name, chip in self.chips.items():
            code = state.get(name, "")
            chip.show_value(code, self._between(code) if name == "period" else "")
        self._chosen("")

    def clear_all(self) -> None:
        """Choose nothing anywhere."""
        self.show_state({})

    def add_behind(self, widget: QWidget) -> None:
        """Put something behind the chips."""
        self._flow.addWidget(widget)

    def add_below(self, widget: QWidget) -> None:
        """Put something under the chips, which takes their turn where there is little room."""
        self._below.append(widget)
        widget.installEventFilter(self)
        self._column.addWidget(widget)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Something below came or went."""
        if event.type() in {QEvent.Type.ShowToParent, QEvent.Type.HideToParent}:
            narrow = self.width() < self._desk.theme.px(_WIDE)
            there = any(not each.isHidden() for each in self._below)
            self._holder.setVisible(not (narrow and there))
        return super().eventFilter(watched, event)

    def offer_places(self, sites: Sequence[str], wings: Sequence[str], some: Sequence[str]) -> None:
        """Offer the sites, wings and services there are; what there is one of needs no filter."""
        for name, found in (("site", sites), ("wing", wings), ("service", some)):
            if name in self.chips:
                options = [Option(each, each) for each in found if each]
                self.chips[name].set_options(options)
                chosen = bool(self.chips[name].value())
                self.chips[name].setVisible(len(options) > 1 or chosen)

    def in_words(self) -> str:
        """What is chosen, for whoever gets the list on paper: "Wing: B, Kind: Concern"."""
        return ", ".join(
            chip.button.accessibleName() for chip in self.chips.values() if chip.value()
        )

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape gives up on other dates."""
        if event.key() == Qt.Key.Key_Escape and not self.dates.isHidden():
            self._shut_dates()
        else:
            super().keyPressEvent(event)

    def _make(self) -> list[tuple[str, Chip]]:
        days = self.tr("Last {days} days")
        periods = (
            Option("week", self.tr("This week")),
            Option("month", self.tr("This month")),
            Option("quarter", self.tr("This quarter")),
            Option("30", days.format(days=30)),
            Option("90", days.format(days=90)),
            Option("year", self.tr("Last 12 months")),
            Option(OTHER, self.tr("Other dates…")),
        )
        question = forms.load(forms.DEFAULT_FORM).question("fft_overall")
        answers = question.options if question is not None else ()
        states = (
            Option("no", self.tr("Unanswered")),
            Option("yes", self.tr("Answered")),
            *_coded(vocabulary.FEEDBACK_STATES),
        )
        replies = (
            Option("wants", self.tr("Wants a reply")),
            Option("hand_back", self.tr("Reply to hand back")),
        )
        passed = (
            Option("open", self.tr("Still to be passed on")),
            Option("done", self.tr("Passed on")),
        )
        chips = [
            ("period", Chip(self.tr("Dates"), self.tr("All dates"), periods)),
            ("wing", Chip(self.tr("Wing"), self.tr("Any wing"))),
            ("service", Chip(self.tr("Service"), self.tr("Any service"))),
            ("theme", Chip(self.tr("Theme"), self.tr("Any theme"), _themes())),
            (
                "who_can_fix",
                Chip(
                    self.tr("Who can fix it"),
                    self.tr("Anybody"),
                    _coded(vocabulary.FIXERS),
                ),
            ),
            ("kind", Chip(self.tr("Kind"), self.tr("Any kind"), _coded(vocabulary.FEEDBACK_KINDS))),
            ("answered", Chip(self.tr("State"), self.tr("Any state"), states)),
            (
                "fft",
                Chip(
                    self.tr("Experience"),
                    self.tr("Any experience"),
                    [Option(str(each.code), each.text) for each in answers],
                ),
            ),
            ("reply", Chip(self.tr("Reply"), self.tr("With or without"), replies)),
            ("escalation", Chip(self.tr("Passing on"), self.tr("Any or none"), passed)),
        ]
        if self._desk.who.kind == "office":
            chips.insert(1, ("site", Chip(self.tr("Site"), self.tr("Any site"))))
        return chips

    def _dates(self) -> QWidget:
        self.first, self.last = DateField(self._desk.today), DateField(self._desk.today)
        names = (self.tr("From"), self.tr("To, that day included"))
        self.dates = QWidget()
        self.dates.setProperty("part", "canvas")
        flow = FlowLayout(self.dates)
        for name, field in zip(names, (self.first, self.last), strict=True):
            field.line.setAccessibleName(name)
            field.line.setFixedWidth(self._desk.theme.px(160))
            field.line.returnPressed.connect(self._use_dates)
            pair = QWidget()
            pair.setProperty("part", "canvas")
            row = QHBoxLayout(pair)
            row.setContentsMargins(0, 0, 0, 0)
            row.setSpacing(8)
            row.addWidget(Label(name))
            row.addWidget(field)
            flow.addWidget(pair)
        use = Button(self.tr("Show these dates"), kind="primary")
        use.clicked.connect(self._use_dates)
        cancel = Button(self.tr("Cancel"))
        cancel.clicked.connect(self._shut_dates)
        self.wrong = Label("")
        self.wrong.setProperty("say", "error")
        self.wrong.hide()
        for widget in (use, cancel, self.wrong):
            flow.addWidget(widget)
        self.dates.hide()
        return self.dates

    def _ask_dates(self) -> None:
        first, last = period(self.chips["period"].value(), self._desk.today())
        self.first.set_date(iso(first))
        self.last.set_date(iso(last))
        self.wrong.hide()
        self.dates.show()
        self.first.setFocus()

    def _use_dates(self) -> None:
        first, last = self.first.date(), self.last.date()
        wrong = ""
        if self.first.unreadable() or self.last.unreadable():
            wrong = self.tr("Write a date like 4 June 2026")
        elif first is None and last is None:
            wrong = self.tr("Write at least one date")
        elif first is not None and last is not None and last < first:
            wrong = self.tr("The last day is before the first")
        self.wrong.setText(wrong)
        self.wrong.setVisible(bool(wrong))
        if wrong:
            self.first.setFocus()
            return
        days = [day.isoformat() if day is not None else "" for day in (first, last)]
        code = _BETWEEN.join(days)
        self._shut_dates()
        self.chips["period"].show_value(code, self._between(code))
        self._chosen(code)

    def _shut_dates(self) -> None:
        self.dates.hide()
        self.chips["period"].button.setFocus()

    def _between(self, code: str) -> str:
        if _BETWEEN not in code:
            return ""
        first, _, last = code.partition(_BETWEEN)
        if not last:
            return self.tr("from {day}").format(day=short_date(iso(first)))
        if not first:
            return self.tr("to {day}").format(day=short_date(iso(last)))
        return self.tr("{first} to {last}").format(
            first=short_date(iso(first)), last=short_date(iso(last))
        )

    def _chosen(self, _code: str) -> None:
        on = any(chip.value() for chip in self.chips.values())
        focus = self.clear.hasFocus()
        self.clear.setVisible(on)
        if focus and not on:
            self.chips["period"].button.setFocus()
        self.edited.emit()


def _coded(words: dict[str, str]) -> list[Option]:
    return [Option(code, text) for code, text in vocabulary.options(words)]


def _themes() -> list[Option]:
    every = themes.labels()
    found: list[Option] = []
    for code, text in themes.top():
        under = [
            Option(inner, _without(text, label))
            for inner, label in every.items()
            if inner.startswith(f"{code}.")
        ]
        found.append(Option(code, text, tuple(under)))
    return found


def _without(top: str, label: str) -> str:
    """A second-level theme without the first: it stands under it."""
    rest = label.removeprefix(f"{top}: ")
    return rest[:1].upper() + rest[1:]
