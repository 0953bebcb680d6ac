# SPDX-License-Identifier: MIT
"""Saving the list as a spreadsheet: what goes into it, a plain warning, and where it went."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QCheckBox, QFileDialog, QVBoxLayout

from coprod_desktop.domain import suppression
from coprod_desktop.gui.desk import Desk
from coprod_desktop.gui.drafting import DraftKeeper
from coprod_desktop.gui.fields import KeyChoice
from coprod_desktop.gui.forms import Form, words
from coprod_desktop.gui.furniture import Button, Card, Heading, Scroll, flowing
from coprod_desktop.gui.listing import ListForm
from coprod_desktop.gui.messages import Banner, Message
from coprod_desktop.services.recording.lists import Query

_KINDS: Final = ("xlsx", "csv")
_RULES: Final = ("nhs_digital", "fft")


def _write(session: Any, file: Path, query: Query, words: bool, rule: str, about: str) -> int:  # noqa: FBT001
    from coprod_desktop.services.papers import exporting

    wanted = exporting.Wanted(query, words=words, rule=rule, filters=about)
    return exporting.write(session, file, wanted)


class ExportScreen(ListForm):
    """Takes the list's turn until the file is written or nobody wants one."""

    done = Signal(str)
    """A file was written; its path."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.setProperty("part", "page")
        self._desk = desk
        self._query = Query()
        self._about = ""
        self.keeper = DraftKeeper(desk, "", dict)
        self.banner = Banner()
        self.what = words("", "lead")
        card = Card()
        self.form = Form()
        self.format = KeyChoice(
            ((1, self.tr("Workbook (XLSX)")), (2, self.tr("Plain table (CSV)")))
        )
        self.form.add(
            self.tr("Kind of file"),
            self.format,
            hint=self.tr(
                "A workbook also says what its columns mean, and counts with small numbers hidden."
            ),
        )
        self.rule = KeyChoice(
            (
                (1, self.tr("Hide 1 to 7, round the rest to 5")),
                (2, self.tr("Hide fewer than 5")),
            )
        )
        self.rule_row = self.form.add(
            self.tr("Small numbers in its counts"),
            self.rule,
            hint=self.tr("The second is the rule of published Friends and Family Test tables."),
        )
        self.said = QCheckBox(self.tr("Put the patients’ words into the file"))
        self.said.toggled.connect(self._warn)
        self.warning = Banner(closable=False)
        self.understood = QCheckBox(self.tr("I will keep this file where only those may read it"))
        self.understood.toggled.connect(self._can)
        self.why = words("", "hint")
        self.save = Button(self.tr("Save the file…"), kind="primary", icon="download")
        self.save.clicked.connect(self._choose)
        self.cancel = Button(self.tr("Back to the list"))
        self.cancel.clicked.connect(self._close)
        self.format.set_value(1)
        self.rule.set_value(1)
        self.format.edited.connect(self._can)
        self.rule.edited.connect(self._can)
        parts = (self.what, self.form, self.why, self.said, self.warning, self.understood)
        for widget in (*parts, flowing(self.save, self.cancel)):
            card.body.addWidget(widget)
        scroll = Scroll()
        for widget in (Heading(self.tr("Save this list as a spreadsheet")), self.banner, card):
            scroll.body.addWidget(widget)
        scroll.body.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(scroll)

    def start_new(self) -> None:
        """Begin with nothing chosen."""

    def ask(self, query: Query, filters: str, number: int) -> None:
        """Offer to save the comments of a list, which are so many."""
        self._query, self._about = query, filters
        self.banner.clear()
        self.said.setChecked(False)
        self.understood.setChecked(False)
        one = number == 1
        text = self.tr("1 comment") if one else self.tr("{number} comments")
        text = text.format(number=f"{number:,}")
        shown = ", ".join(part for part in (filters, self._quoted(query.words)) if part)
        self.what.setText(f"{text}. {shown}" if shown else f"{text}.")
        self._can()
        self.format.setFocus()

    def export_to(self, file: Path) -> None:
        """Write the file."""
        self.save.setEnabled(False)
        self._desk.jobs.run(
            _write,
            file,
            self._query,
            self.said.isChecked(),
            self._rule(),
            self._about,
            owner=self,
            done=partial(self._written, file),
            failed=self._failed,
            lane="long",
            changes=("audit",),
        )

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape goes back to the list."""
        if event.key() == Qt.Key.Key_Escape:
            self._close()
        else:
            super().keyPressEvent(event)

    def _quoted(self, typed: str) -> str:
        return self.tr("with the words “{words}”").format(words=typed) if typed.strip() else ""

    def _kind(self) -> str:
        return _KINDS[(self.format.value() or 1) - 1]

    def _rule(self) -> str:
        return _RULES[(self.rule.value() or 1) - 1]

    def _warn(self, on: bool) -> None:  # noqa: FBT001 - a slot of toggled(bool)
        self.understood.setChecked(False)
        self.understood.setVisible(on)
        if on:
            self.warning.show_message(
                Message(
                    "warning",
                    self.tr("The file is not encrypted."),
                    self.tr("Whoever finds it can read what patients said."),
                    self.tr("Save it only where the provider allows it, and delete it after use."),
                )
            )
        else:
            self.warning.clear()
        self._can()

    def _can(self) -> None:
        workbook = self._kind() == "xlsx"
        self.rule_row.setVisible(workbook)
        self.why.setVisible(workbook)
        self.why.setText(suppression.why(suppression.RULES[self._rule()]))
        self.save.setEnabled(not self.said.isChecked() or self.understood.isChecked())

    def _choose(self) -> None:
        name = f"coprod-feedback-{self._desk.today().isoformat()}.{self._kind()}"
        chosen, _ = QFileDialog.getSaveFileName(
            self, self.tr("Where to save the list"), str(Path.home() / name)
        )
        if chosen:
            file = Path(chosen)
            suffix = f".{self._kind()}"
            self.export_to(file if file.suffix.lower() == suffix else file.with_suffix(suffix))

    def _written(self, file: Path, number: int) -> None:
        self._can()
        text = self.tr("{number} comments were saved to {file}.").format(
            number=f"{number:,}", file=file
        )
        advice = self.tr("The file is not encrypted.")
        self.banner.show_message(Message("success", text, advice=advice))
        self.done.emit(str(file))

    def _failed(self, error: Exception) -> None:
        self._can()
        self.banner.show_error(error)

    def _close(self) -> None:
        self.closed.emit("")
