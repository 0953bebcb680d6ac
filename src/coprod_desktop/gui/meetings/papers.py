# SPDX-License-Identifier: MIT
"""A meeting's papers: full minutes or one page in Easy Read, looked through before they go out."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QCheckBox, QWidget

from coprod_desktop.domain.document import Document
from coprod_desktop.gui.concerns import Concerns
from coprod_desktop.gui.desk import Desk
from coprod_desktop.gui.forms import Form, words
from coprod_desktop.gui.listing import choices
from coprod_desktop.gui.messages import announce
from coprod_desktop.gui.paper_dialog import PaperPreview
from coprod_desktop.services.papers.looking_over import Concern
from coprod_desktop.services.papers.meeting_parts import Choice, Source


def _source(session: Any, meeting: str) -> Source:
    from coprod_desktop.services.papers import minutes

    return minutes.source(session, meeting)


def _made(found: Source, choice: Choice) -> tuple[Document, tuple[Concern, ...]]:
    from coprod_desktop.services.papers import minutes

    return minutes.made(found, choice), minutes.concerns(found, choice)


def open_papers(desk: Desk, meeting: str, parent: QWidget, *, easy_read: bool = False) -> Papers:
    """Open the papers of a saved meeting, by its id."""
    dialog = Papers(desk, parent, easy_read=easy_read)
    dialog.open()
    dialog.load(meeting)
    return dialog


class Papers(PaperPreview):
    """What kind of paper, what stands in it, what to look at first, and the paper itself."""

    def __init__(self, desk: Desk, parent: QWidget, *, easy_read: bool = False) -> None:
        super().__init__(desk.jobs, "", parent)
        self.setWindowTitle(self.tr("Print the minutes"))
        self._found: Source | None = None
        self.kind = choices(
            self.tr("Which paper"),
            [("full", self.tr("Minutes in full")), ("easy", self.tr("Easy Read, one page"))],
        )
        self.kind.setCurrentIndex(1 if easy_read else 0)
        form = Form()
        form.add(self.tr("Which paper"), self.kind)
        self.large = QCheckBox(self.tr("Large print"))
        self.private = QCheckBox(self.tr("Private items too"))
        self.exact = QCheckBox(self.tr("Exact numbers of patients"))
        why = self.tr(
            "Fewer than 8 patients could be recognised, so small numbers are hidden and others "
            "rounded. Show exact numbers only to those who were there."
        )
        self.exact.setAccessibleDescription(why)
        self.exact.setToolTip(why)
        self._why = words(why, "hint")
        self.fit = words("", "warning")
        self.concerns = Concerns(
            self.tr(
                "This may tell who somebody is. Change it in the meeting’s notes, or print it "
                "if it may stay. The program cannot find everything."
            )
        )
        self.lay_out(form, self.large, self.private, self.exact, self._why, self.fit, self.concerns)
        self.fit.hide()
        self.laid_out.connect(self._say_fit)
        self.kind.currentIndexChanged.connect(self._again)
        for box in (self.large, self.private, self.exact):
            box.toggled.connect(self._again)
        self._say_options()

    def load(self, meeting: str) -> None:
        """Fetch a meeting with its actions, and show its paper."""
        self._jobs.run(
            _source, meeting, owner=self, done=self._loaded, failed=self.banner.show_error
        )

    def wanted(self) -> Choice:
        """What was chosen."""
        easy = self.kind.currentData() == "easy"
        return Choice(
            easy_read=easy,
            large=self.large.isChecked() and not easy,
            confidential=self.private.isChecked(),
            exact=self.exact.isChecked() and not easy,
        )

    def _loaded(self, found: Source) -> None:
        self._found = found
        self._again()

    def _again(self) -> None:
        self._say_options()
        if self._found is not None:
            self._jobs.run_unsigned(
                _made,
                self._found,
                self.wanted(),
                owner=self,
                done=self._show_made,
                failed=self.banner.show_error,
                key="papers",
            )

    def _say_options(self) -> None:
        easy = self.kind.currentData() == "easy"
        for widget in (self.large, self.exact, self._why):
            widget.setVisible(not easy)
        private = self._found.private if self._found is not None else 0
        self.private.setVisible(private > 0)

    def _show_made(self, made: tuple[Document, tuple[Concern, ...]]) -> None:
        document, concerns = made
        self.show_document(document)
        self.concerns.show_concerns(concerns)

    def _say_fit(self) -> None:
        pages = self.count()
        late = self.wanted().easy_read and pages > 1
        self.fit.setVisible(late)
        if late:
            self.fit.setText(
                self.tr(
                    "This takes {pages} pages, and Easy Read has to fit on one. Write fewer or "
                    "shorter Easy Read lines in the meeting’s notes."
                ).format(pages=pages)
            )
            announce(self.fit, self.fit.text())
