# SPDX-License-Identifier: MIT
"""The step of the first run that asks who holds the root keys."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from coprod_desktop.gui.jobs import Jobs
from coprod_desktop.gui.steps import Step
from coprod_desktop.gui.trust.roots import RootsForm


class RootsStep(Step):
    """One key in the store, or three people of whom two must agree."""

    def __init__(self, jobs: Jobs) -> None:
        super().__init__("", "")
        self.title.setText(self.tr("Who may change what wings trust?"))
        self.lead.setText(
            self.tr(
                "Every wing trusts the office by its root key. You can change this later, under "
                "Sites."
            )
        )
        self.form.hide()
        self.choice = RootsForm(jobs)
        self.column.addWidget(self.choice)

    def complete(self) -> bool:
        """Everything about the three people is needed, where there are three."""
        return self.choice.check()

    def first(self) -> QWidget:
        """Where the focus begins."""
        return self.choice.first()
