# SPDX-License-Identifier: MIT
"""A meeting's papers: full minutes or one page in Easy Read, looked through before they go out."""

from __future__ import annotations

from typing import Any, Final

from PySide6.QtWidgets import QCheckBox, QWidget

from coprod_desktop.domain import vocabulary
from coprod_desktop.domain.document import Document
from coprod_desktop.gui.desk import Desk
from coprod_desktop.gui.drawing import Drawn
from coprod_desktop.gui.forms import Form, words
from coprod_desktop.gui.furniture import Card, fact
from coprod_desktop.gui.listing import choices
from coprod_desktop.gui.messages import announce
from coprod_desktop.gui.paper_dialog import PaperPreview
from coprod_desktop.services.minutes import Choice, Concern, Source

_MOST_CONCERNS: Final = 12


def _source(session: Any, meeting: str) -> Source:
    from coprod_desktop.services import minutes

    return minutes.source(session, meeting)


def _made(found: Source, choice: Choice) -> tuple[Document, tuple[Concern, ...]]:
    from coprod_desktop.services import minutes

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
        self.concerns = Card(self.tr("Look at these first"))
        self.lay_out(form, self.large, self.private, self.exact, self._why, self.fit, self.concerns)
        self.fit.hide()
        self.concerns.hide()
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
        self.show_paper(lambda: Drawn(document), document)
        pages = self.count()
        late = document.size == "easy_read" and pages > 1
        self.fit.setVisible(late)
        if late:
            self.fit.setText(
                self.tr(
                    "This takes {pages} pages, and Easy Read has to fit on one. Write fewer or "
                    "shorter Easy Read lines in the meeting’s notes."
                ).format(pages=pages)
            )
            announce(self.fit, self.fit.text())
        self._show_concerns(concerns)

    def _show_concerns(self, concerns: tuple[Concern, ...]) -> None:
        self.concerns.empty()
        self.concerns.setVisible(bool(concerns))
        if not concerns:
            return
        self.concerns.body.addWidget(
            words(
                self.tr(
                    "This may tell who somebody is. Change it in the meeting’s notes, or print it "
                    "if it may stay. The program cannot find everything."
                ),
                "hint",
            )
        )
        for each in concerns[:_MOST_CONCERNS]:
            self.concerns.body.addWidget(fact("flag", "warning", self._said(each)))
        if len(concerns) > _MOST_CONCERNS:
            more = self.tr("And {number} more.").format(number=len(concerns) - _MOST_CONCERNS)
            self.concerns.body.addWidget(words(more))
        announce(self.concerns, self.tr("Look at these first"))

    def _said(self, concern: Concern) -> str:
        if concern.kind == "private":
            return self.tr("Check that no Easy Read line tells of what was private.")
        return self.tr("{kind} under “{where}”: {words}").format(
            kind=vocabulary.say(vocabulary.IDENTIFYING, concern.kind),
            where=concern.where,
            words=concern.words,
        )
