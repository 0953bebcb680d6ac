# SPDX-License-Identifier: MIT
"""The feedback page: search and filters, the list with a comment beside it, and the entry form."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from functools import partial
from typing import Any

import msgspec
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QMenu, QWidget

from coprod_desktop.gui.dates import moment
from coprod_desktop.gui.desk import Command, Desk
from coprod_desktop.gui.feedback import calls
from coprod_desktop.gui.feedback.detail import DetailPanel
from coprod_desktop.gui.feedback.entry import EntryScreen
from coprod_desktop.gui.feedback.exporting import ExportScreen
from coprod_desktop.gui.feedback.filters import Filters, State, query
from coprod_desktop.gui.feedback.table import FeedbackTable
from coprod_desktop.gui.furniture import Button, EmptyState, Heading
from coprod_desktop.gui.jobs import Changed
from coprod_desktop.gui.listing import FormListPage
from coprod_desktop.gui.responsive import Beside
from coprod_desktop.gui.tables import Table
from coprod_desktop.gui.views import Views
from coprod_desktop.services.recording.lists import FeedbackRow, Query
from coprod_desktop.services.recording.places import Place
from coprod_desktop.services.recording.records import Stored


class FeedbackPage(FormListPage):
    """List, entry and export take turns."""

    KINDS = frozenset({"feedback", "answer"})
    KIND = "feedback"
    HELP = "finding"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._shown: Query | None = None
        self._any = False
        self._draft = ""
        office = desk.who.kind == "office"
        px = desk.theme.px
        self.hold(
            Table(self.tr("Feedback"), px(38)),
            FeedbackTable(desk.jobs, office=office, parent=self),
        )
        self.table.columns((px(116), px(180 if office else 84), 0, px(116), px(112)), 2)
        self._left_out = (1, 3) if office else (1, 3, 4)
        if office:
            self.table.setColumnHidden(4, True)  # the words need the room more
        self.detail = DetailPanel(desk)
        self.entry = EntryScreen(desk)
        self.export = ExportScreen(desk)
        self._build()
        self.table.opened.connect(self._open)
        self.detail.change_asked.connect(self._revise)
        self.detail.action_asked.connect(self._action)
        self.detail.put_away.connect(self._put_away_shown)
        self.views.begin()

    def arrive(self, target: str) -> None:
        """As every list does; a form that is open already gets the focus."""
        self._ask_places()
        super().arrive(target)
        if not target and self._turns.now() is self.entry:
            self.entry.form.focus_words()

    def commands(self) -> Sequence[Command]:
        """What the menu beside New feedback offers, and what the form does."""
        if self._turns.now() is self.entry:
            return self.entry.commands()
        found = [Command(text, act) for text, act in self._more_of()]
        if self.detail.answer.isVisible():
            answer = self.tr("Answer this comment")
            found.insert(0, Command(answer, self.detail.answer.click, "Ctrl+R"))
        if self.filters.state():
            found.append(Command(self.tr("Clear all filters"), self.filters.clear_all))
        return found

    def store_changed(self, changed: Changed) -> None:
        """List again, and show the comment again when something was said about it."""
        super().store_changed(changed)
        if changed.kinds & {"action", "complaint", "meeting"} and self._list.isVisible():
            self.detail.look_again()

    def show_record(self, record: str) -> None:
        """Show a comment beside the list."""
        self._wanted = record
        self._turns.turn(self._list)
        self.search()

    def show_row(self, row: FeedbackRow) -> None:
        """Show a comment beside the list."""
        self.detail.ask(row.id)

    def search(self) -> None:
        """Ask for the comments that match."""
        self.ask(calls.positions, self._query)

    def was_put_away(self) -> None:
        """Show nothing until the list is there."""
        super().was_put_away()
        self.detail.show_nothing()

    def found(self, answer: tuple[Query, array[int], int]) -> None:
        """List them; the one that was current stays so when the question is the same."""
        asked, positions, total = answer
        chosen = self.detail.stored() if asked == self._shown else None
        if chosen is not None and chosen.record.binned:
            chosen = None
        self._shown = asked
        self._any = total > 0
        self._show_filters()
        self._say(asked, len(positions), total)
        self.show_found(asked.words, positions, total)
        if not positions:
            self.detail.show_nothing()
        if self._wanted or chosen is not None:
            self._wanted = self._wanted or (chosen.id if chosen is not None else "")
            self.detail.ask(self._wanted)
        else:
            self.choose_line(len(positions))

    def enter_results(self) -> None:
        """Go from the search line into the list, onto a line."""
        super().enter_results()
        if self.model.rowCount() and not self.table.currentIndex().isValid():
            self.table.choose(0)

    def _say(self, asked: Query, found: int, total: int) -> None:
        filters = msgspec.structs.replace(asked, words="") != Query()
        if not total:
            text = ""
        elif asked.words and found >= 1000:  # noqa: PLR2004 - the search gives the newest thousand
            text = self.tr("The newest 1,000 comments with these words")
        elif asked != Query():
            text = self.tr("{found} of {total} comments").format(
                found=f"{found:,}", total=f"{total:,}"
            )
        elif found == 1:
            text = self.tr("1 comment")
        else:
            text = self.tr("{total} comments, newest first").format(total=f"{total:,}")
        if text and filters:
            text = self.tr("{text}, filters on").format(text=text)
        self.count.setVisible(bool(text) and not self._split.aside())
        self.say_count(text, aloud=asked != Query())

    def _build(self) -> None:
        new = Button(self.tr("New feedback"), kind="primary", icon="plus")
        new.clicked.connect(self._new)
        self.filters_button = Button(self.tr("Filters"))
        self.filters_button.setCheckable(True)
        self.filters_button.toggled.connect(self._show_filters)
        self.more = Button(self.tr("More ▾"))
        self.more.setAccessibleName(self.tr("More for this list"))
        self.more.setAccessibleDescription(self.tr("Opens a menu"))
        self.more.clicked.connect(self._open_more)
        self.menu = QMenu(self)
        self.menu.aboutToHide.connect(self.more.setFocus)
        self.heading = Heading(self.tr("Feedback"), "", self.filters_button, self.more, new)
        self.filters_button.hide()
        self.filters = Filters(self.desk)
        self.filters.edited.connect(self._filtered)
        self.views = Views(self.desk, "feedback", self.filters.state)
        self.views.chosen.connect(self._view)
        self.views.failed.connect(self.banner.show_error)
        self.filters.add_behind(self.views.button)
        self.filters.add_below(self.views)
        none = EmptyState(
            "feedback",
            self.tr("No feedback yet"),
            self.tr("Write down what a patient said, in their own words. It takes a minute."),
            self.tr("New feedback"),
            self._new,
        )
        no_match = EmptyState(
            "search",
            self.tr("Nothing matches"),
            self.tr("Try fewer words, or another spelling, or clear the filters."),
            self.tr("Clear search and filters"),
            self._clear_all,
        )
        self._split = Beside(self.table, self.detail, (690, 450))
        self._split.turned.connect(self._turned)
        above = (self.heading, self.filters, self.banner, self.count)
        self.lay_out(QWidget(), above, (self._split, none, no_match))
        self.take_turns(self.entry)
        self._turns.add(self.export)
        self.export.closed.connect(self._exported)

    def _filtered(self) -> None:
        state = self.filters.state()
        self._query = query(state, self._query.words, self.desk.today())
        self.search()

    def _view(self, state: State) -> None:
        self.filters.show_state(state)

    def _clear_all(self) -> None:
        self._query = Query()
        self.desk.search_cleared.emit()
        self.filters.clear_all()

    def _ask_places(self) -> None:
        self.desk.jobs.run(calls.places, owner=self, done=self._places_came, key="places")

    def _places_came(self, found: tuple[Place, ...]) -> None:
        self.filters.offer_places(
            sorted({each.site for each in found}),
            sorted({each.wing for each in found}),
            sorted({each.service for each in found}),
        )

    def _more_of(self) -> list[tuple[str, Any]]:
        go = self.desk.go
        found: list[tuple[str, Any]] = []
        if self.desk.who.kind == "wing":
            found.append((self.tr("Type in a stack of paper slips"), partial(go, "stack")))
        found.append((self.tr("Take in a spreadsheet"), partial(go, "spreadsheet")))
        if self.desk.who.manages:
            found.append((self.tr("Save this list as a spreadsheet"), self._export))
        found.append((self.tr("Open the bin"), partial(go, "bin")))
        return found

    def _open_more(self) -> None:
        self.menu.clear()
        for text, act in self._more_of():
            self.menu.addAction(text).triggered.connect(act)
        corner = QPoint(0, self.more.height())
        self.menu.popup(self.more.mapToGlobal(corner))
        self.menu.setActiveAction(self.menu.actions()[0])

    def _export(self) -> None:
        self._turns.turn(self.export)
        self.export.ask(self._query, self.filters.in_words(), self.model.rowCount())

    def _exported(self, _saved: str) -> None:
        self._turns.turn(self._list)
        self.more.setFocus()

    def _put_away_shown(self, stored: Stored) -> None:
        self.put_record_away(stored.id)
        self._split.show_main()

    def _open(self, _place: int) -> None:
        stored = self.detail.stored()
        if self._split.narrow:
            self._split.show_side()
            self.detail.change.setFocus()
        elif stored is not None and stored.mine:
            self._revise(stored)

    def _turned(self, narrow: bool) -> None:  # noqa: FBT001 - a slot of turned(bool)
        for column in self._left_out:
            self.table.setColumnHidden(column, narrow)
        self.filters_button.setVisible(narrow)
        self._show_filters()

    def _show_filters(self) -> None:
        wanted = not self._split.narrow or self.filters_button.isChecked()
        self.filters.setVisible(self._any and wanted)

    def _revise(self, stored: Stored) -> None:
        self._turns.turn(self.entry)
        self.entry.revise(stored)

    def _action(self, stored: Stored) -> None:
        self.desk.go("actions", f"new:{stored.id}")

    def resume(self, draft: str) -> None:
        """Go on with a draft, by its id: of a comment, or of an answer to one."""
        from coprod_desktop.services.recording import drafts

        self._draft = draft
        self.desk.jobs.run(drafts.mine, owner=self, done=self._drafts_came)

    def _drafts_came(self, mine: tuple[object, ...]) -> None:
        for draft in mine:
            if getattr(draft, "id", "") != self._draft:
                continue
            if getattr(draft, "kind", "") == "answer":
                self._turns.turn(self._list)
                self.detail.resume_answer(draft)
                self._split.show_side()
                return
            self._turns.turn(self.entry)
            self.entry.resume(draft)
            self.entry.tell_resumed(moment(getattr(draft, "at", 0)))
            return
        self.search()
