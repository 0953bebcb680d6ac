# SPDX-License-Identifier: MIT
"""The feedback page: search and filters, the list with a comment beside it, and the entry form."""

from __future__ import annotations

import datetime
from array import array
from collections.abc import Callable
from typing import Final

import msgspec
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from coprod_desktop.domain import forms
from coprod_desktop.gui import themes, vocabulary
from coprod_desktop.gui.dates import moment
from coprod_desktop.gui.desk import Desk, Page
from coprod_desktop.gui.feedback import calls
from coprod_desktop.gui.feedback.detail import DetailPanel
from coprod_desktop.gui.feedback.entry import EntryScreen
from coprod_desktop.gui.feedback.table import FeedbackTable
from coprod_desktop.gui.flow import FlowLayout
from coprod_desktop.gui.furniture import Button, EmptyState, Heading, Stack
from coprod_desktop.gui.jobs import Changed
from coprod_desktop.gui.marks import MarkingDelegate
from coprod_desktop.gui.messages import Banner, announce
from coprod_desktop.gui.responsive import Beside
from coprod_desktop.gui.tables import Table
from coprod_desktop.services.lists import Query
from coprod_desktop.services.records import Stored

_TYPING_MS: Final = 60
_DETAIL_MS: Final = 80
_PERIODS: Final = (0, 7, 30, 90, 365)


class FeedbackPage(Page):
    """List and entry take turns."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._query = Query()
        self._shown: Query | None = None
        self._wanted = ""
        self._stale = True
        self._any = False
        self._draft = ""
        office = desk.who.kind == "office"
        self.model = FeedbackTable(desk.jobs, office=office, parent=self)
        self.table = Table(self.tr("Feedback"), desk.theme.px(38))
        self.marks = MarkingDelegate(self)
        self.table.setItemDelegate(self.marks)
        self.table.setModel(self.model)
        px = desk.theme.px
        self.table.columns((px(124), px(200 if office else 96), 0, px(134), px(116)), 2)
        self._left_out = (1, 3) if office else (1, 3, 4)
        if office:
            self.table.setColumnHidden(4, True)  # the words need the room more
        self.detail = DetailPanel(desk)
        self.entry = EntryScreen(desk)
        self.banner = Banner()
        self.count = QLabel()
        self.count.setProperty("say", "soft")
        self._typing = _timer(self, _TYPING_MS, self._search)
        self._detail_soon = _timer(self, _DETAIL_MS, self._fetch_detail)
        self._build()
        self.table.opened.connect(self._open)
        self.table.chosen.connect(self._chosen)
        self.model.loaded.connect(self._rows_came)
        self.detail.change_asked.connect(self._revise)
        self.detail.action_asked.connect(self._action)
        self.entry.closed.connect(self._entry_closed)

    def arrive(self, target: str) -> None:
        """Show the list, a new form (``new``), a draft (``draft:ID``) or a comment (its id)."""
        if target == "new":
            self._stack.turn(self.entry)
            self.entry.start_new()
        elif target.startswith("draft:"):
            self._resume(target.removeprefix("draft:"))
        elif target:
            self._wanted = target
            self._stack.turn(self._list)
            self._search()
        elif self._stack.now() is self._list:
            if self._stale:
                self._search()
            self.table.setFocus()
        else:
            self.entry.form.focus_words()

    def leave(self) -> None:
        """Keep the draft."""
        self.entry.keeper.flush()

    def search_for(self, words: str) -> None:
        """Search as it is typed."""
        if self._stack.now() is not self._list:
            self.entry.keeper.flush()
            self._stack.turn(self._list)
        self._query = msgspec.structs.replace(self._query, words=words)
        self._typing.start()

    def enter_results(self) -> None:
        """Go from the search line into the list."""
        self.table.setFocus()
        if self.model.rowCount() and not self.table.currentIndex().isValid():
            self.table.choose(0)

    def store_changed(self, changed: Changed) -> None:
        """List again when comments changed."""
        if "feedback" in changed.kinds:
            self._stale = True
            if self.isVisible() and self._stack.now() is self._list:
                self._search()

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
        self._none = EmptyState(
            "feedback",
            self.tr("No feedback yet"),
            self.tr("Write down what a patient said, in their own words. It takes a minute."),
            self.tr("New feedback"),
            self._new,
        )
        self._no_match = EmptyState(
            "search",
            self.tr("Nothing matches"),
            self.tr("Try fewer words, or another spelling, or clear the filters."),
            self.tr("Clear search and filters"),
            self._clear_all,
        )
        self._results = Stack()
        split = Beside(self.table, self.detail, (790, 350))
        split.turned.connect(self._turned)
        for widget in (split, self._none, self._no_match):
            self._results.add(widget)
        self._split = split
        self._list = QWidget()
        column = QVBoxLayout(self._list)
        column.setContentsMargins(24, 20, 24, 16)
        column.setSpacing(12)
        column.addWidget(self.heading)
        column.addWidget(filters)
        column.addWidget(self.banner)
        column.addWidget(self.count)
        column.addWidget(self._results, 1)
        self._filters = filters
        self._stack = Stack()
        self._stack.add(self._list)
        self._stack.add(self.entry)
        whole = QHBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self._stack)

    def _filter(self, flow: FlowLayout, name: str, options: list[tuple[str, str]]) -> QComboBox:
        box = QComboBox()
        box.setAccessibleName(name)
        box.setToolTip(name)
        for code, text in options:
            box.addItem(text, code)
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
        self._search()

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

    def _search(self) -> None:
        self._typing.stop()
        self._stale = False
        self.desk.jobs.run(
            calls.positions,
            self._query,
            owner=self,
            done=self._found,
            failed=self.banner.show_error,
            key="feedback-search",
        )

    def _found(self, answer: tuple[Query, array[int], int]) -> None:
        query, positions, total = answer
        chosen = self.detail.stored() if query == self._shown else None
        self._shown = query
        filtered = query != Query()
        self.marks.words = query.words
        self.model.show_positions(positions)
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
        self.count.setText(text)
        self.count.setVisible(bool(text))
        if filtered:
            announce(self.count, text)
        if found:
            self._results.turn(self._split)
        else:
            self._results.turn(self._no_match if total else self._none)
            self.detail.show_nothing()
        if self._wanted or chosen is not None:
            self._wanted = self._wanted or (chosen.id if chosen is not None else "")
            self.detail.ask(self._wanted)
        elif found:
            self.table.choose(0)

    def _rows_came(self) -> None:
        if self._wanted:
            for place in range(min(self.model.rowCount(), 200)):
                row = self.model.row(place)
                if row is not None and row.id == self._wanted:
                    self._wanted = ""
                    self.table.choose(place)
                    return
            self._wanted = ""
        elif self.detail.stored() is None and self.table.currentIndex().isValid():
            self._detail_soon.start()

    def _chosen(self, place: int) -> None:
        if place >= 0:
            self._detail_soon.start()

    def _fetch_detail(self) -> None:
        row = self.model.row(self.table.currentIndex().row())
        if row is not None:
            self.detail.ask(row.id)

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

    def _new(self) -> None:
        self.arrive("new")

    def _revise(self, stored: Stored) -> None:
        self._stack.turn(self.entry)
        self.entry.revise(stored)

    def _action(self, stored: Stored) -> None:
        self.desk.go("actions", f"new:{stored.id}")

    def _resume(self, draft: str) -> None:
        from coprod_desktop.services import drafts

        self._draft = draft
        self.desk.jobs.run(drafts.mine, owner=self, done=self._drafts_came)

    def _drafts_came(self, mine: tuple[object, ...]) -> None:
        for draft in mine:
            if getattr(draft, "id", "") == self._draft:
                self._stack.turn(self.entry)
                self.entry.resume(draft)
                self.entry.tell_resumed(moment(getattr(draft, "at", 0)))
                return
        self._search()

    def _entry_closed(self, saved: str) -> None:
        self._stack.turn(self._list)
        self._wanted = saved
        self._search()
        self.table.setFocus()


def _timer(owner: QWidget, milliseconds: int, act: Callable[[], None]) -> QTimer:
    timer = QTimer(owner)
    timer.setSingleShot(True)
    timer.setInterval(milliseconds)
    timer.timeout.connect(act)
    return timer
