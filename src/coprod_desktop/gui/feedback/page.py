# SPDX-License-Identifier: MIT
"""The feedback page: search and filters, the list with a comment beside it, and the entry form."""

from __future__ import annotations

import datetime
from array import array
from typing import Final

import msgspec
from PySide6.QtWidgets import QComboBox, QWidget

from coprod_desktop.domain import forms
from coprod_desktop.gui import themes, vocabulary
from coprod_desktop.gui.dates import moment
from coprod_desktop.gui.desk import Desk
from coprod_desktop.gui.feedback import calls
from coprod_desktop.gui.feedback.detail import DetailPanel
from coprod_desktop.gui.feedback.entry import EntryScreen
from coprod_desktop.gui.feedback.table import FeedbackTable
from coprod_desktop.gui.flow import FlowLayout
from coprod_desktop.gui.furniture import Button, EmptyState, Heading
from coprod_desktop.gui.listing import FormListPage, choices
from coprod_desktop.gui.responsive import Beside
from coprod_desktop.gui.tables import Table
from coprod_desktop.services.lists import FeedbackRow, Query
from coprod_desktop.services.records import Stored

_PERIODS: Final = (0, 7, 30, 90, 365)


class FeedbackPage(FormListPage):
    """List and entry take turns."""

    KINDS = frozenset({"feedback"})

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
        self.table.columns((px(124), px(200 if office else 96), 0, px(134), px(116)), 2)
        self._left_out = (1, 3) if office else (1, 3, 4)
        if office:
            self.table.setColumnHidden(4, True)  # the words need the room more
        self.detail = DetailPanel(desk)
        self.entry = EntryScreen(desk)
        self._build()
        self.table.opened.connect(self._open)
        self.detail.change_asked.connect(self._revise)
        self.detail.action_asked.connect(self._action)

    def arrive(self, target: str) -> None:
        """As every list does; a form that is open already gets the focus."""
        super().arrive(target)
        if not target and not self.on_list():
            self.entry.form.focus_words()

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

    def found(self, answer: tuple[Query, array[int], int]) -> None:
        """List them; the one that was current stays so when the question is the same."""
        query, positions, total = answer
        chosen = self.detail.stored() if query == self._shown else None
        self._shown = query
        filtered = query != Query()
        self.clear.setVisible(msgspec.structs.replace(query, words="") != Query())
        self._any = total > 0
        self._show_filters()
        found = len(positions)
        if not total:
            text = ""
        elif found == 1:
            text = self.tr("1 comment")
        elif query.words and found >= 1000:  # noqa: PLR2004 - the search gives the newest thousand
            text = self.tr("The newest 1,000 comments with these words")
        elif filtered:
            text = self.tr("{found} of {total} comments").format(
                found=f"{found:,}", total=f"{total:,}"
            )
        else:
            text = self.tr("{total} comments, newest first").format(total=f"{total:,}")
        self.count.setVisible(bool(text))
        self.say_count(text, aloud=filtered)
        self.show_found(query.words, positions, total)
        if not found:
            self.detail.show_nothing()
        if self._wanted or chosen is not None:
            self._wanted = self._wanted or (chosen.id if chosen is not None else "")
            self.detail.ask(self._wanted)
        else:
            self.table.choose(0)

    def enter_results(self) -> None:
        """Go from the search line into the list, onto a line."""
        super().enter_results()
        if self.model.rowCount() and not self.table.currentIndex().isValid():
            self.table.choose(0)

    def _build(self) -> None:
        new = Button(self.tr("New feedback"), kind="primary", icon="plus")
        new.clicked.connect(self._new)
        self.filters_button = Button(self.tr("Filters"))
        self.filters_button.setCheckable(True)
        self.filters_button.toggled.connect(self._show_filters)
        self.heading = Heading(self.tr("Feedback"), "", self.filters_button, new)
        self.filters_button.hide()
        filters = QWidget()
        filters.setProperty("part", "canvas")
        flow = FlowLayout(filters)
        self.period = self._filter(
            flow,
            self.tr("Period"),
            [
                (str(days), text)
                for days, text in zip(
                    _PERIODS,
                    (
                        self.tr("All dates"),
                        self.tr("Last 7 days"),
                        self.tr("Last 30 days"),
                        self.tr("Last 3 months"),
                        self.tr("Last year"),
                    ),
                    strict=True,
                )
            ],
        )
        question = forms.load(forms.DEFAULT_FORM).question("fft_overall")
        answers = [(str(each.code), each.text) for each in question.options] if question else []
        self.fft = self._filter(
            flow, self.tr("Experience"), [("0", self.tr("Any experience")), *answers]
        )
        self.theme = self._filter(
            flow, self.tr("Theme"), [("", self.tr("All themes")), *themes.top()]
        )
        self.kind = self._filter(
            flow,
            self.tr("Kind"),
            [("", self.tr("All kinds")), *vocabulary.options(vocabulary.FEEDBACK_KINDS)],
        )
        self.status = self._filter(
            flow,
            self.tr("State"),
            [("", self.tr("Any state")), *vocabulary.options(vocabulary.FEEDBACK_STATES)],
        )
        self.clear = Button(self.tr("Clear filters"), kind="quiet")
        self.clear.clicked.connect(self._clear)
        self.clear.hide()
        flow.addWidget(self.clear)
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
        self._split = Beside(self.table, self.detail, (790, 350))
        self._split.turned.connect(self._turned)
        self._filters = filters
        above = (self.heading, filters, self.banner, self.count)
        self.lay_out(QWidget(), above, (self._split, none, no_match))
        self.take_turns(self.entry)

    def _filter(self, flow: FlowLayout, name: str, options: list[tuple[str, str]]) -> QComboBox:
        box = choices(name, options)
        box.setToolTip(name)
        box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        box.setMinimumContentsLength(max(len(text) for _code, text in options[:3]))
        box.currentIndexChanged.connect(self._filtered)
        flow.addWidget(box)
        return box

    def _filtered(self) -> None:
        days = int(self.period.currentData())
        first = self.desk.today() - datetime.timedelta(days=days)
        self._query = msgspec.structs.replace(
            self._query,
            date_from=first.isoformat() if days else "",
            fft=int(self.fft.currentData()),
            theme=self.theme.currentData(),
            kind=self.kind.currentData(),
            status=self.status.currentData(),
        )
        self.search()

    def _boxes(self) -> tuple[QComboBox, ...]:
        return self.period, self.fft, self.theme, self.kind, self.status

    def _clear(self) -> None:
        for box in self._boxes():
            box.blockSignals(True)
            box.setCurrentIndex(0)
            box.blockSignals(False)
        self._filtered()

    def _clear_all(self) -> None:
        self._query = Query()
        self.desk.search_cleared.emit()
        self._clear()

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
        self._filters.setVisible(self._any and wanted)

    def _revise(self, stored: Stored) -> None:
        self._turns.turn(self.entry)
        self.entry.revise(stored)

    def _action(self, stored: Stored) -> None:
        self.desk.go("actions", f"new:{stored.id}")

    def resume(self, draft: str) -> None:
        """Go on with a draft, by its id."""
        from coprod_desktop.services import drafts

        self._draft = draft
        self.desk.jobs.run(drafts.mine, owner=self, done=self._drafts_came)

    def _drafts_came(self, mine: tuple[object, ...]) -> None:
        for draft in mine:
            if getattr(draft, "id", "") == self._draft:
                self._turns.turn(self.entry)
                self.entry.resume(draft)
                self.entry.tell_resumed(moment(getattr(draft, "at", 0)))
                return
        self.search()
