# SPDX-License-Identifier: MIT
"""All complaints: the one whose time runs out first on top, and its next step beside it."""

from __future__ import annotations

from array import array
from collections.abc import Sequence

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from coprod_desktop.domain.records import Complaint
from coprod_desktop.gui.complaints import calls, sentences
from coprod_desktop.gui.complaints.detail import ComplaintPanel
from coprod_desktop.gui.complaints.form import ComplaintForm
from coprod_desktop.gui.dates import short_date
from coprod_desktop.gui.desk import Command, Desk
from coprod_desktop.gui.forms import on_keys
from coprod_desktop.gui.furniture import Button, EmptyState, Heading, bar
from coprod_desktop.gui.listing import FormListPage, choices
from coprod_desktop.gui.messages import Message
from coprod_desktop.gui.responsive import Beside
from coprod_desktop.gui.tables import LazyTable, Table
from coprod_desktop.services.loop.complaints import Case, Due
from coprod_desktop.services.recording.drafts import Draft
from coprod_desktop.services.recording.records import Stored


class ComplaintsTable(LazyTable):
    """When it came, what is next, what it is about, and where it stands."""

    def __init__(self, desk: Desk, parent: QObject | None = None) -> None:
        super().__init__(desk.jobs, calls.rows, parent)

    def titles(self) -> tuple[str, ...]:
        """The columns."""
        return self.tr("Came"), self.tr("What is next"), self.tr("Wing"), self.tr("About")

    def text(self, row: Due, column: int) -> str:
        """What a cell says."""
        match column:
            case 0:
                return short_date(row.received)
            case 1:
                return sentences.column(row)
            case 2:
                return row.wing
            case _:
                return row.excerpt


class ComplaintsPage(FormListPage):
    """The list, a complaint beside it, and the form of a new one."""

    HELP = "complaints"
    KINDS = frozenset({"complaint"})
    KIND = "complaint"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        px = desk.theme.px
        self.model = ComplaintsTable(desk, self)
        self.table = Table(self.tr("Complaints"), px(38))
        self.hold(self.table, self.model)
        self.table.columns((px(124), px(266), px(88), 0), 3)
        self.show_box = choices(
            self.tr("Which complaints"),
            (
                ("open", self.tr("Still open")),
                ("over", self.tr("Ended")),
                ("", self.tr("All complaints")),
            ),
        )
        self.show_box.currentIndexChanged.connect(self.search)
        self.detail = ComplaintPanel(desk)
        self.detail.change_asked.connect(self._revise)
        self.detail.bin_asked.connect(self.put_record_away)
        on_keys(self, self._print, "Ctrl+P")
        self.form = ComplaintForm(desk)
        self._build()
        self.take_turns(self.form)

    def arrive(self, target: str) -> None:
        """The list, one complaint, ``new``, ``new:FEEDBACK_ID`` or ``draft:ID``."""
        if target.startswith("new:"):
            self.desk.jobs.run(
                calls.start,
                target.removeprefix("new:"),
                owner=self,
                done=self._begin,
                failed=self._not_begun,
            )
            return
        super().arrive(target)

    def leave(self) -> None:
        """Keep the drafts."""
        super().leave()
        self.detail.flush()

    def commands(self) -> Sequence[Command]:
        """What can be done here."""
        found = [Command(self.tr("New complaint"), self._new)]
        if self.on_list() and self.detail.case() is not None:
            found.append(Command(self.detail.next.text(), self.detail.take_next))
            text = self.tr("Print or save the complaint")
            found.append(Command(text, self._print, "Ctrl+P"))
        return found

    def show_record(self, record: str) -> None:
        """Show a complaint beside the list, whether it is still open or not."""
        self._wanted = record
        self._turns.turn(self._list)
        self.search()
        self._split.show_side()

    def resume(self, draft: str) -> None:
        """Go on with a draft of the form, or of a step."""
        self.desk.jobs.run(
            calls.draft, draft, owner=self, done=self._resume, failed=self.banner.show_error
        )

    def search(self) -> None:
        """Ask for the complaints that match."""
        self.ask(calls.listed, self._query.words, self.show_box.currentData())

    def found(self, answer: tuple[array[int], int]) -> None:
        """List them."""
        positions, total = answer
        words = self._query.words
        text = (
            self.tr("1 complaint")
            if len(positions) == 1
            else self.tr("{number} complaints").format(number=f"{len(positions):,}")
        )
        self.say_count(text if total else "", aloud=bool(words))
        self.show_box.setVisible(total > 0)
        wanted, case = self._wanted, self.detail.case()
        self.show_found(words, positions, total, anyway=bool(wanted))
        if wanted:
            self.detail.ask(wanted)
        elif case is not None:
            self._wanted = case.stored.id
            self.detail.ask(case.stored.id)
        elif positions:
            self.choose_line(len(positions))
        else:
            self.detail.show_nothing()

    def was_put_away(self) -> None:
        """Show nothing until the list is there."""
        super().was_put_away()
        self.detail.show_nothing()

    def show_row(self, row: Due) -> None:
        """Show a complaint beside the list."""
        self.detail.ask(row.id)

    def _build(self) -> None:
        new = Button(self.tr("New complaint"), kind="primary", icon="plus")
        new.clicked.connect(self._new)
        none = EmptyState(
            "flag",
            self.tr("No complaints"),
            self.tr(
                "A comment becomes a complaint in one step, from the comment itself. What comes in "
                "another way is begun here."
            ),
            self.tr("New complaint"),
            self._new,
        )
        no_match = EmptyState(
            "success", self.tr("Nothing here"), self.tr("No complaint matches what is shown above.")
        )
        self._split = Beside(self.table, self.detail, (620, 520))
        self._split.turned.connect(self._turned)
        self.table.opened.connect(self._into_detail)
        lead = self.tr("Days are working days in England and Wales. A help, and no legal advice.")
        heading = Heading(self.tr("Complaints"), lead, new)
        listed = QWidget()
        above = (heading, bar(self.show_box, self.count), self.banner)
        self.lay_out(listed, above, (self._split, none, no_match))

    def _print(self) -> None:
        if self.on_list():
            self.detail.show_paper()

    def _turned(self, narrow: bool) -> None:  # noqa: FBT001 - a slot of turned(bool)
        self.table.setColumnHidden(2, narrow)

    def _into_detail(self, _place: int) -> None:
        self._split.show_side()
        self.detail.next.setFocus()

    def _begin(self, answer: tuple[str, Complaint, str]) -> None:
        known, record, said = answer
        if known:
            self.show_record(known)
            return
        self._turns.turn(self.form)
        self.form.begin(record, said)

    def _not_begun(self, error: Exception) -> None:
        self._turns.turn(self._list)
        self.banner.show_error(error)

    def _revise(self, case: Case) -> None:
        self._turns.turn(self.form)
        self.form.revise(case.record, case.stored.id, case.said)

    def _resume(self, answer: tuple[Draft | None, str]) -> None:
        draft, said = answer
        if draft is None:
            self._turns.turn(self._list)
            gone = self.tr("This draft is not here any more.")
            self.banner.show_message(Message("info", gone))
            return
        if draft.form.get("face") == "step":
            self._turns.turn(self._list)
            self._wanted = draft.record
            self.detail.resume(draft)
            self.search()
            self._split.show_side()
        elif draft.record:
            self._fetch_base(draft, said)
        else:
            self._turns.turn(self.form)
            self.form.resume(draft, None, said)

    def _fetch_base(self, draft: Draft, said: str) -> None:
        def based(stored: Stored) -> None:
            if isinstance(stored.record, Complaint):
                self._turns.turn(self.form)
                self.form.resume(draft, stored.record, said)

        self.desk.jobs.run(
            calls.record, draft.record, owner=self, done=based, failed=self._not_begun
        )

    def _form_closed(self, saved: str) -> None:
        super()._form_closed(saved)
        if saved:
            self._split.show_side()
