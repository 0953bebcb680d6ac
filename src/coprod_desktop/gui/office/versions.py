# SPDX-License-Identifier: MIT
"""Records with two versions, side by side: why there are two, which is shown, and choosing one."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from coprod_desktop.domain import vocabulary
from coprod_desktop.gui.dates import moment
from coprod_desktop.gui.desk import Desk
from coprod_desktop.gui.forms import words
from coprod_desktop.gui.furniture import Button, Card, discard, fact
from coprod_desktop.gui.messages import Message
from coprod_desktop.gui.office import said
from coprod_desktop.gui.office.listtab import Column, ListTab, origin
from coprod_desktop.gui.responsive import Columns
from coprod_desktop.gui.rows import Line
from coprod_desktop.services.books import forks
from coprod_desktop.services.books.forks import Conflict, Version

_BESIDE = 460
"""Width at 100 % from which two versions stand side by side."""


class VersionCard(Card):
    """One version, with what differs marked, and the button that chooses it."""

    chosen = Signal(str)
    """This version is to be shown: its leaf."""

    def __init__(self, version: Version, others: tuple[Version, ...], *, shown: bool) -> None:
        super().__init__()
        self._leaf = version.leaf
        self.heading.setText(self.tr("Shown now") if shown else self.tr("The other version"))
        self.heading.show()
        self.body.addWidget(
            words(self.tr("{who}, {when}").format(who=version.by, when=moment(version.at)), "soft")
        )
        self.button = Button(
            self.tr("Keep this one") if shown else self.tr("Show this one instead"), icon="tick"
        )
        self.button.clicked.connect(self._choose)
        self.body.addWidget(self.button, 0, Qt.AlignmentFlag.AlignLeft)
        mine, *theirs = said.side_by_side(version.record, *(each.record for each in others))
        differing = said.differing(mine, *theirs)
        for label in differing:
            here = next((each for each in mine if each.label == label), None)
            self._add(here or said.Said(label, self.tr("Nothing")), differs=True)
        for each in mine:
            if each.label not in differing:
                self._add(each, differs=False)
        self.body.addStretch(1)

    def _add(self, each: said.Said, *, differs: bool) -> None:
        if differs:
            self.body.addWidget(
                fact("flag", "accent", self.tr("{label} (differs)").format(label=each.label))
            )
        else:
            self.body.addWidget(words(each.label, "subheading"))
        text = words(each.text, "quote" if each.quote else "")
        self.body.addWidget(text)

    def _choose(self) -> None:
        self.chosen.emit(self._leaf)


class VersionsTab(ListTab):
    """The list of such records, and beside it the versions of one."""

    counted = Signal(int)
    """How many records wait for a choice."""
    told = Signal(object)
    """Something to say on the page: a `Message`."""
    failed = Signal(object)

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._conflict: Conflict | None = None
        self._build_list(
            self.tr("Records with two versions"),
            (Column(self.tr("Record"), 130), Column(self.tr("From"))),
        )
        self.why = words(
            self.tr(
                "A wing’s PC was copied, or restored from a backup, and this record was changed in "
                "both. Both versions are kept for good; choose which one lists and reports show. "
                "Ask the wing if you do not know."
            )
        )
        self.cards: tuple[VersionCard, ...] = ()
        self._holder: QWidget | None = None
        self._lay_out(
            self._build_side(self.why, (360, 760)),
            "tick",
            self.tr("No record has two versions"),
            self.tr(
                "When a wing’s PC was copied or restored, a record may come in two versions. They "
                "stand here side by side, for you to choose one."
            ),
        )

    def ask(self) -> None:
        """Look which records have two versions."""
        self._desk.jobs.run(
            forks.conflicts, owner=self, done=self._show, failed=self.failed.emit, key="versions"
        )

    def choose(self, leaf: str) -> None:
        """Show the version with this leaf from now on."""
        if self._conflict is None:
            return
        for card in self.cards:
            card.button.setEnabled(False)
        self._desk.jobs.run(
            forks.choose,
            self._conflict.record,
            leaf,
            owner=self,
            done=self._chosen,
            failed=self._refused,
            changes=("choice", self._conflict.type),
        )

    def _show(self, found: tuple[Conflict, ...]) -> None:
        self._show_lines([self._line(each) for each in found])
        self.table.choose(0)
        self.counted.emit(len(found))

    def _line(self, each: Conflict) -> Line:
        cells = (
            vocabulary.say(vocabulary.RECORD_TYPES, each.type),
            origin(each.site, each.wing),
        )
        return Line(cells, each, "exchange", "accent")

    def _explain(self, conflict: Conflict | None, /) -> None:
        self._conflict = conflict
        if self._holder is not None:
            self._side.body.removeWidget(self._holder)
            discard(self._holder)
            self._holder, self.cards = None, ()
        if conflict is None:
            return
        versions = (conflict.shown, conflict.other, *conflict.more)
        self.cards = tuple(
            VersionCard(
                version,
                tuple(each for each in versions if each is not version),
                shown=version is conflict.shown,
            )
            for version in versions
        )
        for card in self.cards:
            card.chosen.connect(self.choose)
        self._holder = Columns([(card, 1) for card in self.cards], wide=2, narrow=1, least=_BESIDE)
        self._side.body.insertWidget(1, self._holder)

    def _open(self, place: int, /) -> None:
        super()._open(place)
        if self.cards:
            self.cards[0].button.setFocus()

    def _chosen(self, _nothing: None) -> None:
        self.told.emit(
            Message(
                "success",
                self.tr("The version is chosen."),
                self.tr("The other one is kept in the record’s story."),
            )
        )
        self.table.setFocus()

    def _refused(self, error: Exception) -> None:
        for card in self.cards:
            card.button.setEnabled(True)
        self.failed.emit(error)
