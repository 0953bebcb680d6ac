# SPDX-License-Identifier: MIT
"""Comments from a spreadsheet, step by step: choose, match, check every row, record, undo."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any, ClassVar

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QVBoxLayout, QWidget

from coprod_desktop.gui.desk import Command, Desk, Page
from coprod_desktop.gui.forms import Row, words
from coprod_desktop.gui.furniture import Button, Card, EmptyState, Heading, Scroll
from coprod_desktop.gui.furniture import Stack as Turns
from coprod_desktop.gui.messages import Banner, Message, announce
from coprod_desktop.gui.progress import ProgressPanel
from coprod_desktop.gui.responsive import Foot
from coprod_desktop.gui.spreadsheet import calls
from coprod_desktop.gui.spreadsheet.calls import Looked
from coprod_desktop.gui.spreadsheet.matching import MatchingFace
from coprod_desktop.gui.spreadsheet.naming import NamingCard
from coprod_desktop.gui.spreadsheet.refusals import RefusalsFace
from coprod_desktop.gui.steps import FolderField
from coprod_desktop.services.entering.spreadsheet import CsvMap, CsvReport, Trial, TriedRow
from coprod_desktop.services.entering.vetting import Guard

_PAUSE_MS = 150


class SpreadsheetPage(Page):
    """Nothing is recorded before every row was checked and somebody said so."""

    HELP: ClassVar[str] = "spreadsheet"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.looked: Looked | None = None
        self._map: CsvMap | None = None
        self._good = 0
        self._report: CsvReport | None = None
        self.banner = Banner()
        self.heading = Heading(self.tr("From a spreadsheet"), " ")
        self.file = FolderField(
            self.tr("Choose a spreadsheet"), file=self.tr("Spreadsheets as text (*.csv *.txt)")
        )
        self.file_row: Row[Any] = Row(
            self.tr("Spreadsheet"),
            self.file,
            hint=self.tr("In Excel: Save as, then “CSV UTF-8 (comma delimited)”."),
        )
        self.matching = MatchingFace(desk)
        self.naming = NamingCard(desk)
        self.refusals = RefusalsFace(desk, self.naming)
        self.progress = ProgressPanel()
        self.open_it = Button(self.tr("Look into it"), kind="primary")
        self.check = Button(self.tr("Check every row"), kind="primary")
        self.record_them = Button("", kind="primary", icon="save")
        self.naming.edited.connect(self.banner.clear)
        self.again = Button(self.tr("Change the columns"), icon="back")
        self.undo = Button(self.tr("Undo all of it"), icon="undo")
        self.other = Button(self.tr("Another spreadsheet"), kind="quiet")
        self.to_list = Button(self.tr("Go to the feedback"), kind="primary")
        self._turns = Turns()
        self._soon = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._soon.timeout.connect(self._preview)
        self._build()
        self.file.line.returnPressed.connect(self.look)
        for button, act in (
            (self.open_it, self.look),
            (self.check, self.check_all),
            (self.record_them, self.record),
            (self.again, self.back_to_columns),
            (self.undo, self.undo_all),
            (self.other, self.start),
            (self.to_list, self._to_list),
        ):
            button.clicked.connect(act)
        self.matching.changed.connect(self._soon.start)
        self.start()

    def arrive(self, target: str) -> None:
        """Where it was left."""
        del target
        if self._turns.now() is self._choose:
            self.file.setFocus()

    def commands(self) -> Sequence[Command]:
        """What comes next."""
        buttons = (self.open_it, self.check, self.record_them, self.undo, self.other)
        shown = [button for button in buttons if button.isVisible() and button.isEnabled()]
        return tuple(Command(button.text(), button.click) for button in shown)

    def start(self) -> None:
        """Choose a file."""
        self.looked = self._report = None
        self.naming.show_rows(())
        self._face(
            self._choose,
            self.tr("For comments that were collected in Excel or came from a survey."),
            self.open_it,
        )
        self.file.setFocus()

    def choose(self, file: Path) -> None:
        """Look into this file."""
        self.file.set_path(file)
        self.look()

    def look(self) -> None:
        """Look into the chosen file."""
        self.banner.clear()
        path = self.file.path()
        self.file_row.set_error("" if path else self.tr("Choose a spreadsheet"))
        if path is None:
            self.file.setFocus()
            return
        self._run(calls.look, path, done=self._looked)

    def back_to_columns(self) -> None:
        """Match the columns."""
        self.banner.clear()
        name = self.looked.file.name if self.looked is not None else ""
        self._face(self.matching, name, self.check, self.other)
        self.matching.focus_first()

    def check_all(self) -> None:
        """Try every row, and record none."""
        self.banner.clear()
        self._map = self.matching.csv_map()
        if self._map is None or self.looked is None:
            self.matching.focus_first()
            return
        self._work(self.tr("Checking every row"), calls.try_out, self.looked.file, self._map,
                   done=self._tried)  # fmt: skip

    def record(self) -> None:
        """Record the good rows, once somebody has said what becomes of each that may identify."""
        if self.looked is None or self._map is None or not self._good:
            return
        if self.naming.undecided():
            title = self.tr("Some rows may tell who somebody is, and are not decided yet.")
            advice = self.tr("Say of each whether to mask those words or to keep them.")
            self.banner.show_message(Message("warning", title, "", advice))
            self.naming.go_to_first()
            return
        matched, guard = self.matching.matched(), Guard(decided=self.naming.decided())
        self._work(self.tr("Recording"), calls.record, self.looked, self._map, matched, guard,
                   self._good, done=self._recorded, changes=("feedback",))  # fmt: skip

    def undo_all(self) -> None:
        """Put all that was recorded into the bin."""
        if self._report is not None:
            self._undo(self._report)

    def _undo(self, report: CsvReport) -> None:
        self.desk.end_undo(self)
        self._work(self.tr("Putting them into the bin"), calls.undo, report.taken,
                   done=partial(self._undone, report), changes=("feedback",))  # fmt: skip

    def _looked(self, looked: Looked) -> None:
        self.looked = looked
        self.matching.show_file(looked)
        self.back_to_columns()
        self._preview()

    def _preview(self) -> None:
        self.banner.clear()
        mapping = self.matching.csv_map()
        if mapping is None or self.looked is None:
            self.matching.show_preview(())
            return
        self._run(calls.preview, self.looked.file, mapping, done=self._previewed, key="csv-preview")

    def _previewed(self, rows: tuple[TriedRow, ...]) -> None:
        self.matching.show_preview(rows)

    def _tried(self, trial: Trial) -> None:
        self._end_work()
        self._good = trial.good
        good = (
            self.tr("1 row becomes a comment.")
            if trial.good == 1
            else self.tr("{good} rows become comments.").format(good=f"{trial.good:,}")
        )
        out = len(trial.refused)
        left = (
            self.tr("None is left out.")
            if not out
            else self.tr("1 row is left out.")
            if out == 1
            else self.tr("{out} rows are left out.").format(out=f"{out:,}")
        )
        self.refusals.show_refused(f"{good} {left}", trial.refused, self._told(trial.told))
        self.naming.show_rows(trial.naming)
        self.record_them.setText(
            self.tr("Record {good} comments").format(good=f"{trial.good:,}")
            if trial.good != 1
            else self.tr("Record 1 comment")
        )
        self.record_them.setEnabled(trial.good > 0)
        name = self.looked.file.name if self.looked is not None else ""
        self._face(self.refusals, name, self.record_them, self.again, self.other)
        if self.naming.undecided():
            self.naming.go_to_first()
            text = f"{self.naming.heading.text()}. {self.naming.count.text()}"
            announce(self.refusals.sentence, f"{self.refusals.sentence.text()} {text}")
            return
        (self.record_them if trial.good else self.again).setFocus()
        announce(self.refusals.sentence, self.refusals.sentence.text())

    def _told(self, told: int) -> str:
        if not told:
            return ""
        many = (
            self.tr("1 comment may tell of harm.")
            if told == 1
            else self.tr("{told} comments may tell of harm.").format(told=f"{told:,}")
        )
        advice = self.tr(
            "It is recorded as still to be passed on. Open it in the feedback and say what was "
            "done: nothing goes to the office before."
        )
        return f"{many} {advice}"

    def _recorded(self, report: CsvReport) -> None:
        self._end_work()
        self._report = report
        self.desk.note_saved()
        taken = len(report.taken)
        done = (
            self.tr("✓ 1 comment is recorded.")
            if taken == 1
            else self.tr("✓ {taken} comments are recorded.").format(taken=f"{taken:,}")
        )
        self.refusals.show_refused(done, report.refused)
        self.naming.show_rows(())
        name = self.looked.file.name if self.looked is not None else ""
        self._face(self.refusals, name, self.to_list, self.undo, self.other)
        self.to_list.setFocus()
        said = self.tr("{taken} comments recorded from a spreadsheet").format(taken=f"{taken:,}")
        self.desk.offer_undo(said, partial(self._undo, report), self)
        announce(self.refusals.sentence, done)

    def _undone(self, report: CsvReport, binned: int) -> None:
        self._end_work()
        text = self.tr("Undone. {binned} comments are in the bin.").format(binned=f"{binned:,}")
        if self._report is not report:  # another spreadsheet is on screen by now
            self.banner.show_message(Message("success", text))
            return
        self._report = None
        self.refusals.show_refused(text, ())
        self._face(self.refusals, "", self.other, self.to_list)
        self.other.setFocus()
        announce(self.refusals.sentence, text)

    def _to_list(self) -> None:
        self.start()
        self.desk.go("feedback")

    def _run(self, service: Any, *arguments: Any, **options: Any) -> Any:
        return self.desk.jobs.run(service, *arguments, owner=self, failed=self._failed, **options)

    def _work(self, what: str, service: Any, *arguments: Any, **options: Any) -> None:
        """Long work, with its progress in place of the buttons."""
        self.banner.clear()
        self._foot.hide()
        self.progress.begin(what, {"rows": what, "records": what})
        job = self._run(service, *arguments, lane="long", progress=self.progress.step, **options)
        self.progress.follow(job)

    def _end_work(self) -> None:
        self.progress.end()
        self._foot.show()

    def _failed(self, error: Exception) -> None:
        self._end_work()
        self.banner.show_error(error)
        first = next((each for each in self._buttons if not each.isHidden()), None)
        if first is not None:
            first.setFocus()

    def _face(self, face: QWidget, lead: str, *buttons: Button) -> None:
        self._turns.turn(face)
        self.heading.lead.setText(lead)
        self.heading.lead.setVisible(bool(lead))
        for button in self._buttons:
            button.setVisible(button in buttons)

    def _build(self) -> None:
        card = Card(self.tr("Which file"))
        card.body.addWidget(self.file_row)
        card.body.addWidget(
            words(
                self.tr(
                    "The first line names the columns. Each row after it becomes one comment. "
                    "Nothing is recorded before you have seen what each row would become."
                ),
                "soft",
            )
        )
        self._choose = card
        for face in (card, self.matching, self.refusals):
            self._turns.add(face)
        scroll = Scroll()
        for widget in (self.heading, self.banner, self._turns, self.progress):
            scroll.body.addWidget(widget)
        scroll.body.addStretch(1)
        self._buttons = (
            *(self.open_it, self.check, self.record_them, self.to_list),
            *(self.again, self.undo, self.other),
        )
        self._foot = Foot(*self._buttons)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        if self.desk.who.kind == "office":
            none = EmptyState(
                "spreadsheet",
                self.tr("Comments are recorded on a wing"),
                self.tr("The wing’s PC takes the spreadsheet, and sends the comments here."),
            )
            scroll.hide()
            whole.addWidget(none)
            self._hidden = (scroll, self._foot)
            return
        whole.addWidget(scroll, 1)
        whole.addWidget(self._foot)
