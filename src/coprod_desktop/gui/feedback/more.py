# SPDX-License-Identifier: MIT
"""The less-used facts of a comment: who wrote it down, in which language, and quoting it."""

from __future__ import annotations

from typing import Any, Final

from PySide6.QtWidgets import QCheckBox

from coprod_desktop.domain import vocabulary
from coprod_desktop.gui.feedback.parts import Part, choose, choosing, suggesting
from coprod_desktop.gui.responsive import Columns

WRITERS: Final = (
    "Patient",
    "Health rep",
    "Healthcare assistant",
    "Nurse",
    "Pharmacy technician",
    "Patient experience facilitator",
    "Healthcare administrator",
)
LANGUAGES: Final = (
    "English",
    "Welsh",
    "Albanian",
    "Arabic",
    "Kurdish (Sorani)",
    "Lithuanian",
    "Polish",
    "Portuguese",
    "Romanian",
    "Urdu",
    "Vietnamese",
)


class MorePart(Part):
    """Fields that stay behind one button until something stands in them."""

    def __init__(self) -> None:
        super().__init__()
        self.ok_to_quote = self.row(
            self.tr("May we quote it?"), choosing(vocabulary.options(vocabulary.QUOTING))
        )
        self.written_by = self.row(self.tr("Who wrote it down"), suggesting(WRITERS))
        self.language = self.row(self.tr("Language it was given in"), suggesting(LANGUAGES))
        self.helped = QCheckBox(self.tr("Somebody helped to write it"))
        items = tuple((row, 1) for row in self.rows)
        self.column.addWidget(Columns(items, wide=2, narrow=1, least=420))
        self.column.addWidget(self.helped)
        self.ok_to_quote.field.currentIndexChanged.connect(self.edited)
        for row in (self.written_by, self.language):
            row.field.editTextChanged.connect(self.edited)
        self.helped.toggled.connect(self.edited)

    def values(self) -> dict[str, Any]:
        """As `Part.values`."""
        return {
            "ok_to_quote": self.ok_to_quote.field.currentData() or "",
            "written_by": self.written_by.field.currentText(),
            "language": self.language.field.currentText(),
            "helped": self.helped.isChecked(),
        }

    def fill(self, values: dict[str, Any]) -> None:
        """As `Part.fill`."""
        choose(self.ok_to_quote.field, values.get("ok_to_quote", ""))
        self.written_by.field.setCurrentText(str(values.get("written_by", "")))
        self.language.field.setCurrentText(str(values.get("language", "")))
        self.helped.setChecked(bool(values.get("helped", False)))

    def said(self) -> list[str]:
        """What stands in the fields, in short."""
        found: list[str] = []
        values = self.values()
        if values["ok_to_quote"]:
            quoting = vocabulary.say(vocabulary.QUOTING, values["ok_to_quote"])
            found.append(self.tr("quoting: {answer}").format(answer=quoting))
        if values["written_by"]:
            found.append(self.tr("written by: {who}").format(who=values["written_by"]))
        if values["language"]:
            found.append(self.tr("language: {name}").format(name=values["language"]))
        if values["helped"]:
            found.append(self.tr("helped to write"))
        return found
