# SPDX-License-Identifier: MIT
"""The list of comments as a table model."""

from __future__ import annotations

from PySide6.QtCore import QObject

from coprod_desktop.domain import forms
from coprod_desktop.domain.vocabulary import FEEDBACK_STATES, say
from coprod_desktop.gui.dates import iso, short_date
from coprod_desktop.gui.feedback import calls
from coprod_desktop.gui.jobs import Jobs
from coprod_desktop.gui.tables import LazyTable
from coprod_desktop.services.recording.lists import FeedbackRow


def experience(code: int | None) -> str:
    """What an answer to the Friends and Family question says."""
    question = forms.load(forms.DEFAULT_FORM).question("fft_overall")
    if code is None or question is None:
        return ""
    return next((option.text for option in question.options if option.code == code), "")


class FeedbackTable(LazyTable):
    """When, where, the patient's words, the answer given, and how far it has come."""

    def __init__(self, jobs: Jobs, *, office: bool, parent: QObject | None = None) -> None:
        super().__init__(jobs, calls.rows, parent)
        self._office = office

    def titles(self) -> tuple[str, ...]:
        """The columns."""
        return (
            self.tr("Date"),
            self.tr("Where"),
            self.tr("In the patient’s words"),
            self.tr("Experience"),
            self.tr("State"),
        )

    def text(self, row: FeedbackRow, column: int) -> str:
        """What a cell says."""
        match column:
            case 0:
                return short_date(iso(row.date))
            case 1:
                parts = (row.site, row.wing) if self._office else (row.wing,)
                return ", ".join(part for part in parts if part)
            case 2:
                return row.excerpt or self.tr("No words, only an answer")
            case 3:
                return experience(row.fft)
            case _:
                return say(FEEDBACK_STATES, row.status)
