# SPDX-License-Identifier: MIT
"""What became of each file this time: a line each, and beside it what it means and what to do."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QCoreApplication, Qt, QTimer, Signal

from coprod_desktop.gui import leads
from coprod_desktop.gui.desk import Desk
from coprod_desktop.gui.forms import words
from coprod_desktop.gui.furniture import Button, Card, fact
from coprod_desktop.gui.office.calls import Brought, Taken
from coprod_desktop.gui.office.listtab import Column, ListTab, origin
from coprod_desktop.gui.rows import Line
from coprod_desktop.services.exchanging.intake import Outcome

_SETTLED_MS: Final = 60
_MOST: Final = 500
"""So many lines are kept of what came in by itself; the books have all of it."""
_ICONS: Final = {
    "imported": ("success", "success"),
    "already_imported": ("tick", "soft"),
    "superseded": ("tick", "soft"),
    "held": ("clock", "warning"),
    "refused": ("error", "error"),
    "enrolment_waiting": ("key", "accent"),
}


def remark(code: str) -> str:
    """What a remark about a bundle that was taken in means; its code where nobody knows it."""
    translate = QCoreApplication.translate
    known = {
        "RevisionConflict": translate(
            "Outcomes",
            "A record came in two versions. Both are kept; choose one under “Two versions”.",
        ),
        "ErasedContentDropped": translate(
            "Outcomes",
            "It still held something that was erased here. That part was left out.",
        ),
        "OfficeHistoryDiffers": translate(
            "Outcomes",
            "What it gave back of this office’s own history does not fit, and was left out. If "
            "this office was restored, another copy of its store may be in use: find out which.",
        ),
        "ClockSuspect": translate(
            "Outcomes",
            "The clock of the wing’s PC seems wrong. Ask the wing to set it. Nothing was changed.",
        ),
    }
    return known.get(code, code)


def said(outcome: Outcome) -> str:
    """What became of a file, in a few words."""
    translate = QCoreApplication.translate
    if outcome.security:
        return translate("Outcomes", "Alarm: not taken in")
    if outcome.outcome == "imported" and outcome.remarks:
        return translate("Outcomes", "Taken in, with a remark")
    return {
        "imported": translate("Outcomes", "Taken in"),
        "already_imported": translate("Outcomes", "Already in"),
        "superseded": translate("Outcomes", "A later one is in"),
        "held": translate("Outcomes", "Waiting"),
        "refused": translate("Outcomes", "Not taken in"),
        "enrolment_waiting": translate("Outcomes", "Wants to be approved"),
    }[outcome.outcome]


def _weight(outcome: Outcome) -> int:
    """Which line to look at first: the gravest, and what was known before last."""
    if outcome.security:
        return 0
    order = ("refused", "enrolment_waiting", "held", "imported", "superseded", "already_imported")
    return 1 + order.index(outcome.outcome)


class OutcomeCard(Card):
    """One file's outcome, and what to do about it. For an alarm there is nothing to press."""

    approve_asked = Signal(str)
    """Go to the PC that waits for approval: its id."""
    versions_asked = Signal()
    """Go to the records with two versions."""

    def __init__(self) -> None:
        super().__init__()
        self._device = ""
        self.hide()

    def show_outcome(self, outcome: Outcome | None, stick: str = "") -> None:
        """Show an outcome and the stick that brought it, or nothing."""
        self.empty()
        self.setVisible(outcome is not None)
        if outcome is None:
            return
        self._device = outcome.device
        title, advice = self._said(outcome)
        self.heading.setText(title or said(outcome))
        self.heading.show()
        if advice:
            self.body.addWidget(words(advice))
        for code in outcome.remarks:
            self.body.addWidget(fact("info", "accent", remark(code)))
        self.body.addWidget(words(self._where(outcome, stick), "soft"))
        if outcome.code:
            code = self.tr("Code for support: {code}").format(code=outcome.code)
            self.body.addWidget(words(code, "hint"))
        if outcome.outcome in {"enrolment_waiting", "held"}:
            approve = Button(self.tr("Go to Sites to approve it"))
            approve.clicked.connect(self._ask_approval)
            self.body.addWidget(approve, 0, Qt.AlignmentFlag.AlignLeft)
        if "RevisionConflict" in outcome.remarks:
            versions = Button(self.tr("Look at the two versions"))
            versions.clicked.connect(self.versions_asked)
            self.body.addWidget(versions, 0, Qt.AlignmentFlag.AlignLeft)
        way_on = leads.button((outcome.code,), self)
        if way_on is not None:
            self.body.addWidget(way_on, 0, Qt.AlignmentFlag.AlignLeft)

    def _said(self, outcome: Outcome) -> tuple[str, str]:
        """A title and what to do; of what was refused, in the words of the fault itself."""
        title, advice = outcome.title, outcome.advice
        match outcome.outcome:
            case "enrolment_waiting":
                title = title or self.tr("This wing PC asks to be approved.")
                advice = advice or self.tr(
                    "Ring the wing, and type its twelve words as they are read out to you."
                )
            case "held" if not outcome.security:
                advice = self.tr(
                    "It lies here unopened and is taken in by itself once the PC is approved. The "
                    "stick is no longer needed for it."
                )
            case "already_imported":
                advice = self.tr("Nothing to do: it was taken in before.")
            case "imported" if not outcome.remarks:
                advice = self.tr("Nothing to do. The wing hears of it with what goes back.")
            case _:
                pass
        return title, advice

    def _where(self, outcome: Outcome, stick: str) -> str:
        lines = [self.tr("File: {name}").format(name=outcome.path.name)]
        if outcome.short:
            lines.append(self.tr("PC {short}").format(short=outcome.short))
        if stick:
            lines.append(self.tr("Brought by the stick {name}").format(name=stick))
        return "\n".join(lines)

    def _ask_approval(self) -> None:
        self.approve_asked.emit(self._device)


class OutcomesTab(ListTab):
    """The list of this time, with the card beside it."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._brought: Brought = {}
        self._build_list(
            self.tr("What became of each file"),
            (
                Column(self.tr("State"), 230),
                Column(self.tr("From")),
                Column(self.tr("Number"), 90, spare=True),
                Column(self.tr("Changes"), 100, spare=True),
            ),
        )
        self.card = OutcomeCard()
        self._lay_out(
            self._build_side(self.card),
            "inbox",
            self.tr("Nothing taken in yet today"),
            self.tr(
                "Drop a folder of bundles here, or choose a drive. Each is taken in exactly once."
            ),
        )

    def show_outcomes(self, taken: Taken) -> None:
        """Show what became of each file; the gravest line first in view."""
        found, self._brought = taken
        self._show_lines([self._line(each) for each in found])
        self.table.setFocus()
        places = sorted(range(len(found)), key=lambda place: _weight(found[place]))
        self.table.choose(places[0] if places else 0)
        # Once the message above has taken its room.
        QTimer.singleShot(_SETTLED_MS, self.table, self._keep_in_view)

    def add_outcomes(self, taken: Taken) -> None:
        """Put what came in by itself above the rest; whoever reads a line goes on reading it."""
        reading = self.model.line(self.table.currentIndex().row())
        above = tuple(sorted(taken.outcomes, key=_weight))
        below = (self.model.line(place) for place in range(self.model.rowCount()))
        found = (*above, *(line.value for line in below if line is not None))[:_MOST]
        self._brought = {**self._brought, **taken.brought}
        self._show_lines([self._line(each) for each in found])
        same = [n for n, each in enumerate(found) if reading and each is reading.value]
        self.table.choose(same[0] if same else 0)

    def _keep_in_view(self) -> None:
        self.table.scrollTo(self.table.currentIndex())

    def ask(self) -> None:
        """Nothing to fetch."""

    def _line(self, each: Outcome) -> Line:
        icon, ink = ("warning", "error") if each.security else _ICONS[each.outcome]
        if each.outcome == "imported" and each.remarks:
            icon, ink = "info", "accent"
        cells = (
            said(each),
            origin(each.site, each.wing),
            str(each.seq or "–"),
            f"{each.changes:,}" if each.changes else "–",
        )
        return Line(cells, each, icon, ink)

    def _explain(self, outcome: Outcome | None, /) -> None:
        stick = self._brought.get((outcome.short, outcome.seq), "") if outcome is not None else ""
        self.card.show_outcome(outcome, stick)
