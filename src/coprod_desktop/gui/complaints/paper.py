# SPDX-License-Identifier: MIT
"""A complaint's case summary: looked through, then printed or saved."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QCheckBox, QWidget

from coprod_desktop.domain.document import Document
from coprod_desktop.gui.concerns import Concerns
from coprod_desktop.gui.desk import Desk
from coprod_desktop.gui.forms import words
from coprod_desktop.gui.paper_dialog import PaperPreview
from coprod_desktop.services.papers.complaint_paper import Source
from coprod_desktop.services.papers.looking_over import Concern


def _source(session: Any, complaint: str) -> Source:
    from coprod_desktop.services.papers import complaint_paper

    return complaint_paper.source(session, complaint)


def _made(found: Source, said: bool) -> tuple[Document, tuple[Concern, ...]]:  # noqa: FBT001
    from coprod_desktop.services.papers import complaint_paper

    document = complaint_paper.made(found, words=said)
    return document, complaint_paper.concerns(document)


class CasePaper(PaperPreview):
    """Whether the patient's words stand on it, what to look at first, and the paper itself."""

    def __init__(self, desk: Desk, complaint: str, parent: QWidget) -> None:
        super().__init__(desk.jobs, "", parent)
        self.setWindowTitle(self.tr("Print the complaint"))
        self._found: Source | None = None
        self.said = QCheckBox(self.tr("The patient’s own words too"))
        self.said.setEnabled(False)
        self._why = words(
            self.tr("Only for those who handle the complaint: the words may tell who said them."),
            "hint",
        )
        self.concerns = Concerns(
            self.tr(
                "This may tell who somebody is. Change it in the complaint, or print it if it may "
                "stay. The program cannot find everything."
            )
        )
        self.lay_out(self.said, self._why, self.concerns)
        self.said.toggled.connect(self._again)
        self._jobs.run(
            _source, complaint, owner=self, done=self._loaded, failed=self.banner.show_error
        )

    def _loaded(self, found: Source) -> None:
        self._found = found
        self.said.setEnabled(bool(found.case.said))
        self._again()

    def _again(self) -> None:
        if self._found is not None:
            self._jobs.run_unsigned(
                _made,
                self._found,
                self.said.isChecked(),
                owner=self,
                done=self._show_made,
                failed=self.banner.show_error,
                key="papers",
            )

    def _show_made(self, made: tuple[Document, tuple[Concern, ...]]) -> None:
        document, concerns = made
        self.show_document(document)
        self.concerns.show_concerns(concerns)
