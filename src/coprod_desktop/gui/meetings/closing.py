# SPDX-License-Identifier: MIT
"""What surrounds the agenda: fed back since last time, what cannot be done, thanks, and the end."""

from __future__ import annotations

import datetime
from functools import partial
from typing import Any, ClassVar

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox

from coprod_desktop.domain import coproduction, recurring, vocabulary
from coprod_desktop.gui import dates
from coprod_desktop.gui.desk import Desk
from coprod_desktop.gui.feedback.parts import choose, choosing
from coprod_desktop.gui.fields import KeyChoice, WordsField
from coprod_desktop.gui.forms import words
from coprod_desktop.gui.furniture import Button, bar
from coprod_desktop.gui.guards.staff import StaffGuard
from coprod_desktop.gui.meetings.pairs import Pairs, code_field, words_field
from coprod_desktop.gui.meetings.section import Section
from coprod_desktop.gui.responsive import Columns
from coprod_desktop.gui.typed import DateField


def _options(coded: tuple[coproduction.Coded, ...]) -> list[tuple[str, str]]:
    return [(each.code, each.label) for each in coded]


class SinceSection(Section):
    """What was done about what people said before: the loop closed in the room."""

    DEFAULTS: ClassVar[dict[str, Any]] = {"fed_back": []}

    def __init__(self, desk: Desk) -> None:
        super().__init__("")
        self._desk = desk
        self.button.setText(self.tr("Fed back since last time"))

    def build(self) -> None:
        """Said, and done."""
        kinds = _options(coproduction.words().fed_back_kinds)
        self.pairs = Pairs(
            self.tr("Add what was fed back"),
            (
                ("said", partial(words_field, self.tr("What people said"))),
                ("did", partial(words_field, self.tr("What was done"))),
                ("kind", partial(code_field, self.tr("Who did it"), kinds)),
            ),
            StaffGuard(self._desk, "minutes"),
            frozenset({"said"}),
        )
        self.body.addWidget(self.pairs)
        self.pairs.edited.connect(self.edited)

    def show_values(self, values: dict[str, Any]) -> None:
        """Put values into the fields."""
        self.pairs.fill(values["fed_back"])

    def read(self) -> dict[str, Any]:
        """The values in the fields."""
        return {"fed_back": self.pairs.values()}

    def summary(self, values: dict[str, Any]) -> str:
        """What was done."""
        return " · ".join(each.get("did", "") for each in values["fed_back"])


class CannotSection(Section):
    """What cannot be done, with the reason that people were given."""

    DEFAULTS: ClassVar[dict[str, Any]] = {"could_not": []}

    def __init__(self, desk: Desk) -> None:
        super().__init__("")
        self._desk = desk
        self.button.setText(self.tr("What cannot be done, and why"))

    def build(self) -> None:
        """What, and why."""
        self.pairs = Pairs(
            self.tr("Add what cannot be done"),
            (
                ("what", partial(words_field, self.tr("What cannot be done"))),
                ("why", partial(words_field, self.tr("Why, in plain words"))),
            ),
            StaffGuard(self._desk, "patient_facing"),
        )
        self.body.addWidget(self.pairs)
        self.pairs.edited.connect(self.edited)

    def show_values(self, values: dict[str, Any]) -> None:
        """Put values into the fields."""
        self.pairs.fill(values["could_not"])

    def read(self) -> dict[str, Any]:
        """The values in the fields."""
        return {"could_not": self.pairs.values()}

    def summary(self, values: dict[str, Any]) -> str:
        """What cannot be done."""
        return " · ".join(each.get("what", "") for each in values["could_not"])


class TogetherSection(Section):
    """How people were thanked, and how the work was shared: where it is, and no score."""

    DEFAULTS: ClassVar[dict[str, Any]] = {"recognition": [], "ladder_rung": 0}

    def __init__(self) -> None:
        super().__init__("")
        self.button.setText(self.tr("Thanks, and how we worked together"))

    def build(self) -> None:
        """Thanks over the ladder."""
        data = coproduction.words()
        types, states = _options(data.recognition_types), _options(data.recognition_states)
        self.thanks = Pairs(
            self.tr("Add a thanks"),
            (
                ("type", partial(code_field, self.tr("How people were thanked"), types)),
                ("status", partial(code_field, self.tr("How far it has come"), states)),
            ),
        )
        self.rung = KeyChoice([(each.number, each.name) for each in data.ladder.rungs])
        self.meaning = words("", "soft")
        self.body.addWidget(self.thanks)
        self.body.addWidget(self.row(self.tr("How did we work together today?"), self.rung))
        self.body.addWidget(self.meaning)
        right = self.tr("Each can be the right way for a task, except making people come.")
        self.body.addWidget(words(f"{right} {data.ladder.credit}", "hint"))
        self.thanks.edited.connect(self.edited)
        self.rung.edited.connect(self._chosen)

    def show_values(self, values: dict[str, Any]) -> None:
        """Put values into the fields."""
        self.thanks.fill(values["recognition"])
        self.rung.set_value(values["ladder_rung"] or None)
        self._explain()

    def read(self) -> dict[str, Any]:
        """The values in the fields."""
        return {"recognition": self.thanks.values(), "ladder_rung": self.rung.value() or 0}

    def summary(self, values: dict[str, Any]) -> str:
        """The thanks and the rung."""
        data = coproduction.words()
        thanks = [
            coproduction.label(data.recognition_types, each.get("type", ""))
            for each in values["recognition"]
        ]
        rung = [each.name for each in data.ladder.rungs if each.number == values["ladder_rung"]]
        return " · ".join((*thanks, *rung))

    def _chosen(self) -> None:
        self._explain()
        self.edited.emit()

    def _explain(self) -> None:
        chosen = self.rung.value()
        rungs = {each.number: each for each in coproduction.words().ladder.rungs}
        rung = rungs.get(chosen or 0)
        self.meaning.setText(f"{rung.band}: {rung.plain}" if rung else "")
        self.meaning.setVisible(rung is not None)


class EndSection(Section):
    """The safe close, the Easy Read lines, and the next date."""

    easy_read_asked = Signal()
    """The Easy Read lines are to be made from what was decided."""
    DEFAULTS: ClassVar[dict[str, Any]] = {
        "safe_close_asked": False,
        "easy_read": [],
        **dict.fromkeys(("safe_close", "next_date", "repeats"), ""),
    }

    def __init__(self, desk: Desk) -> None:
        super().__init__("")
        self.button.setText(self.tr("Closing, and the next meeting"))
        self._desk = desk
        self.held_on: datetime.date | None = None

    def build(self) -> None:
        """In the order in which a meeting closes."""
        self.asked = QCheckBox(self.tr("We asked whether anyone was upset by what was said"))
        self.safe_close = self.row(
            self.tr("What was done about it"),
            WordsField(1, 4),
            hint=self.tr("No names and no details of anyone’s health."),
        )
        self.easy_read = self.row(
            self.tr("Easy Read: short lines for the notice board, one on each line"),
            WordsField(2, 10),
        )
        make = Button(self.tr("Make them from the decisions"))
        make.clicked.connect(self.easy_read_asked)
        repeats = vocabulary.options(vocabulary.REPEATS)
        self.repeats = self.row(self.tr("It is held again"), choosing(repeats))
        self.next_date = self.row(self.tr("Next meeting"), DateField(self._desk.today, future=True))
        guard = StaffGuard(self._desk, "patient_facing")
        for row in (self.safe_close, self.easy_read):
            guard.watch(row.field)
        for widget in (self.asked, self.safe_close, self.easy_read, guard, bar(make)):
            self.body.addWidget(widget)
        parts = ((self.repeats, 1), (self.next_date, 1))
        self.body.addWidget(Columns(parts, wide=2, narrow=1, least=500))
        self.asked.toggled.connect(self.edited)
        for row in (self.safe_close, self.easy_read):
            row.field.textChanged.connect(self.edited)
        self.repeats.field.currentIndexChanged.connect(self._repeats)
        self.next_date.field.edited.connect(self.edited)

    def show_values(self, values: dict[str, Any]) -> None:
        """Put values into the fields."""
        self.asked.setChecked(bool(values["safe_close_asked"]))
        self.safe_close.field.setPlainText(str(values["safe_close"]))
        self.easy_read.field.setPlainText("\n".join(values["easy_read"]))
        self.repeats.field.blockSignals(True)
        choose(self.repeats.field, values["repeats"])
        self.repeats.field.blockSignals(False)
        self.next_date.field.line.setText(str(values["next_date"]))

    def read(self) -> dict[str, Any]:
        """The values in the fields."""
        return {
            "safe_close_asked": self.asked.isChecked(),
            "safe_close": self.safe_close.field.text(),
            "easy_read": self.easy_read.field.text().splitlines(),
            "next_date": self.next_date.field.line.text(),
            "repeats": self.repeats.field.currentData(),
        }

    def summary(self, values: dict[str, Any]) -> str:
        """The next date."""
        again = vocabulary.say(vocabulary.REPEATS, values["repeats"]) if values["repeats"] else ""
        day = str(values["next_date"])
        following = self.tr("next on {date}").format(date=day) if day else ""
        return " · ".join(part for part in (again, following) if part)

    def check(self) -> None:
        """The next date can be read."""
        if self.next_date.field.unreadable():
            self.next_date.set_error(self.tr("Type a date, for example 4/6 or +28"))

    def set_easy_read(self, lines: list[str]) -> None:
        """Put lines into the field, behind those that stand there."""
        held = [each for each in self.easy_read.field.text().splitlines() if each.strip()]
        new = [each for each in lines if each not in held]
        self.easy_read.field.setPlainText("\n".join((*held, *new)))
        self.easy_read.field.setFocus()

    def _repeats(self) -> None:
        """Propose the next date, where none was typed."""
        if self.held_on is not None and not self.next_date.field.line.text().strip():
            day = recurring.following(self.held_on, self.repeats.field.currentData())
            self.next_date.field.line.setText(dates.long_date(day))
        self.edited.emit()
