# SPDX-License-Identifier: MIT
"""Which column holds what: guessed from the names, changed by hand, seen at once in a preview."""

from __future__ import annotations

from typing import Any, Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QLineEdit, QVBoxLayout, QWidget

from coprod_desktop.domain import forms, themes, vocabulary
from coprod_desktop.domain.records import Feedback
from coprod_desktop.gui.dates import long_date
from coprod_desktop.gui.desk import Desk
from coprod_desktop.gui.feedback.parts import choose, choosing
from coprod_desktop.gui.folding import Fold
from coprod_desktop.gui.forms import Row, words
from coprod_desktop.gui.furniture import Card
from coprod_desktop.gui.responsive import Columns
from coprod_desktop.gui.rows import Line, Lines
from coprod_desktop.gui.spreadsheet.calls import Looked
from coprod_desktop.gui.tables import Table
from coprod_desktop.services.entering import columns
from coprod_desktop.services.entering.columns import Seen
from coprod_desktop.services.entering.spreadsheet import CsvMap, TriedRow

_OFTEN: Final = ("wing", "channel")
_SELDOM: Final = ("service", "kind", "themes", "who_can_fix", "staff_note")
_SHOWN: Final = 200
_LINES: Final = 9
_WIDEST: Final = 14


class MatchingFace(QWidget):
    """A box for each thing that a comment can hold, and the first rows as they would become."""

    changed = Signal()
    """Another column was chosen."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.setProperty("part", "canvas")
        self._seen: Seen | None = None
        self._form = forms.load(forms.DEFAULT_FORM)
        self.boxes: dict[str, Row[Any]] = {}
        for target, label in self._targets().items():
            box = QComboBox()
            box.setSizeAdjustPolicy(
                QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
            )
            box.setMinimumContentsLength(_WIDEST)
            box.currentIndexChanged.connect(self.changed)
            self.boxes[target] = Row(label, box, required=target == "date")
        self.wing: Row[Any] = Row(self.tr("Wing, the same for all rows"), QLineEdit())
        self.wing.field.setText(desk.who.wing)
        self.wing.field.textEdited.connect(self.changed)
        self.channel: Row[Any] = Row(
            self.tr("How they came, the same for all rows"),
            choosing(vocabulary.options(vocabulary.CHANNELS)),
        )
        choose(self.channel.field, "survey")
        self.channel.field.currentIndexChanged.connect(self.changed)
        self.about = words("", "soft")
        self.model = Lines(
            (
                self.tr("Line"),
                self.tr("What becomes of it"),
                self.tr("Date"),
                self.tr("Wing"),
                self.tr("Experience"),
                self.tr("Words"),
            ),
            self,
        )
        px = desk.theme.px
        self.table = Table(self.tr("The first rows"), px(36))
        self.table.setModel(self.model)
        self.table.columns((px(64), px(300), px(150), px(90), px(130), 0), 5)
        self.table.setMinimumHeight(px(36) * _LINES)
        self._build()

    def show_file(self, looked: Looked) -> None:
        """Show a file's columns, matched as last time or as their names say."""
        self._seen = seen = looked.seen
        kept = looked.kept.get("columns", {})
        matched = kept or columns.guess(seen.heading, self.boxes)
        for target, row in self.boxes.items():
            box: QComboBox = row.field
            box.blockSignals(True)
            box.clear()
            box.addItem(self.tr("– not in the file –"), "")
            for name in seen.heading:
                box.addItem(name, name)
            choose(box, matched.get(target, ""))
            box.blockSignals(False)
        if looked.kept:
            self.wing.field.setText(str(looked.kept.get("wing", "")))
            choose(self.channel.field, looked.kept.get("channel", ""))
        same = self.tr("The columns are matched as they were last time.")
        guessed = self.tr("The columns are matched by their names. Look whether it is right.")
        self.about.setText(same if kept else guessed)
        self._show_constants()
        self.fold.set_open(on=any(self._chosen()[name] for name in _SELDOM))

    def matched(self) -> dict[str, Any]:
        """How the columns are matched, to keep for the next file of this kind."""
        return {
            "columns": self._chosen(),
            "wing": self.wing.field.text().strip(),
            "channel": self.channel.field.currentData() or "",
        }

    def csv_map(self) -> CsvMap | None:
        """The map, or None after saying what is missing."""
        chosen = self._chosen()
        self._show_constants()
        self.boxes["date"].set_error(
            "" if chosen.get("date") else self.tr("Choose the column with the date")
        )
        questions = [question.id for question in self._form.questions]
        said = any(chosen.get(question) for question in questions)
        self.boxes[questions[0]].set_error(
            "" if said else self.tr("Choose a column with what was said")
        )
        if self._seen is None or not chosen.get("date") or not said:
            return None
        constants = {
            "wing": self.wing.field.text().strip(),
            "channel": self.channel.field.currentData() or "",
        }
        return columns.csv_map(
            self._seen, self._form.id, chosen, self._values(), constants, questions
        )

    def show_preview(self, rows: tuple[TriedRow, ...]) -> None:
        """Show what the first rows would become."""
        self.model.show_lines([self._line(row) for row in rows])

    def focus_first(self) -> None:
        """Put the focus on the first box."""
        self.boxes["date"].field.setFocus()

    def _line(self, row: TriedRow) -> Line:
        record = row.record
        if record is None:
            why = self.tr("Refused: {why}").format(why=row.why)
            return Line((str(row.line), why, "", "", "", ""), row, "cross", "error")
        good = (
            self.tr("Becomes a comment, to be passed on")
            if record.escalations
            else self.tr("Becomes a comment")
        )
        cells = (str(row.line), good, long_date(record.date), record.wing, *self._said(record))
        return Line(cells, row, "tick", "success")

    def _said(self, record: Feedback) -> tuple[str, str]:
        said = [each for each in record.answers.values() if isinstance(each, str)]
        choices: list[str] = []
        for question in self._form.questions:
            answer = record.answers.get(question.id)
            choices += [each.text for each in question.options if each.code == answer]
        return ", ".join(choices), " · ".join(said)[:_SHOWN].replace("\n", " ")

    def _chosen(self) -> dict[str, str]:
        return {target: row.field.currentData() or "" for target, row in self.boxes.items()}

    def _show_constants(self) -> None:
        """What a column says needs no value that is the same for all."""
        chosen = self._chosen()
        self.wing.setVisible(not chosen.get("wing"))
        self.channel.setVisible(not chosen.get("channel"))

    def _targets(self) -> dict[str, str]:
        fields = {
            "wing": self.tr("Wing or unit"),
            "service": self.tr("Service"),
            "channel": self.tr("How it came"),
            "kind": self.tr("Kind"),
            "themes": self.tr("Themes"),
            "who_can_fix": self.tr("Who can fix it"),
            "staff_note": self.tr("Staff note"),
        }
        questions = {question.id: question.text for question in self._form.questions}
        return {
            "date": self.tr("Date"),
            **questions,
            **{name: fields[name] for name in (*_OFTEN, *_SELDOM)},
        }

    def _values(self) -> dict[str, dict[str, str | int | None]]:
        """What cells of closed lists may say: the code, or its words."""
        found: dict[str, dict[str, str | int | None]] = {}
        lists = {
            "channel": vocabulary.CHANNELS,
            "kind": vocabulary.FEEDBACK_KINDS,
            "who_can_fix": vocabulary.FIXERS,
        }
        for name, codes in lists.items():
            found[name] = {"": None, **{code: code for code in codes}}
            found[name] |= {vocabulary.say(codes, code): code for code in codes}
            found[name] |= {text: code for code, text in codes.items()}
        labels = themes.labels()
        found["themes"] = {**{code: code for code in labels}, **{v: k for k, v in labels.items()}}
        for question in self._form.questions:
            if question.kind == "choice":
                options = {str(each.code): each.code for each in question.options}
                options |= {each.text: each.code for each in question.options}
                both = {f"{each.code} {each.text}": each.code for each in question.options}
                found[question.id] = {"": None, **options, **both}
        return found

    def _build(self) -> None:
        matching = Card(self.tr("Which column holds what"))
        matching.body.addWidget(self.about)
        often = [(row, 1) for name, row in self.boxes.items() if name not in _SELDOM]
        often += [(self.wing, 1), (self.channel, 1)]
        matching.body.addWidget(Columns(often, wide=3, narrow=1, least=640))
        seldom = [(self.boxes[name], 1) for name in _SELDOM]
        rest = Columns(seldom, wide=3, narrow=1, least=640)
        self.fold = Fold(self.tr("More columns"), rest, self.boxes[_SELDOM[0]].field)
        matching.body.addWidget(self.fold)
        seen = Card(self.tr("How the first rows would be recorded"))
        seen.body.addWidget(self.table)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(16)
        column.addWidget(matching)
        column.addWidget(seen)
