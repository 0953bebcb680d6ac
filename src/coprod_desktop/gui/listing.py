# SPDX-License-Identifier: MIT
"""What the list pages share: search as it is typed, lines as they come, turns with a form."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Sequence
from typing import Any, ClassVar, Final

import msgspec
from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QVBoxLayout, QWidget

from coprod_desktop.domain.records import RecordType
from coprod_desktop.gui.bin.putting import put_away
from coprod_desktop.gui.desk import Desk, Page
from coprod_desktop.gui.drafting import DraftKeeper
from coprod_desktop.gui.furniture import EmptyState, Stack
from coprod_desktop.gui.jobs import Changed
from coprod_desktop.gui.label import Label
from coprod_desktop.gui.marks import MarkingDelegate
from coprod_desktop.gui.messages import Banner, Message, announce
from coprod_desktop.gui.responsive import Beside
from coprod_desktop.gui.tables import BLOCK, LazyTable, Table
from coprod_desktop.services.recording.lists import Query

_TYPING_MS: Final = 60
_DETAIL_MS: Final = 80


def choices(name: str, options: Sequence[tuple[str, str]]) -> QComboBox:
    """A box to narrow a list with: (code, text) each, the code as its data."""
    box = QComboBox()
    box.setAccessibleName(name)
    for code, text in options:
        box.addItem(text, code)
    return box


class ListPage(Page):
    """A list under a search line.

    A subclass gives its parts with `hold` and `lay_out`, asks its service in `search`, shows the
    answer with `say_count` and `show_found`, and says in `show_row` what stands beside the list.
    """

    KINDS: ClassVar[frozenset[str]] = frozenset()
    """The kinds of record that change what is listed."""
    KIND: ClassVar[RecordType | None] = None
    """What Delete puts into the bin here, with the way back; None where nothing is."""
    table: Table
    model: LazyTable

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._query = Query()
        self._wanted = ""  # the id of the record to make current when its line comes
        self._stale = True
        self._late = False
        self._place = -1  # of the line that went into the bin, until the list is there without it
        self.marks = MarkingDelegate(self)
        self.banner = Banner()
        self.count = Label()
        self.count.setProperty("say", "soft")
        self._typing = self._timer(_TYPING_MS, self.search)
        self._detail_soon = self._timer(_DETAIL_MS, self._fetch_detail)

    def search(self) -> None:
        """Ask for the list anew, with `ask`."""
        raise NotImplementedError

    def found(self, answer: Any) -> None:
        """Show the answer to `search`."""
        raise NotImplementedError

    def show_row(self, row: Any) -> None:
        """Show beside the list what its current line stands for."""

    def search_for(self, words: str) -> None:
        """Search as it is typed."""
        self._query = msgspec.structs.replace(self._query, words=words)
        self._typing.start()

    def enter_results(self) -> None:
        """Go from the search line into the list."""
        self.table.setFocus()

    def store_changed(self, changed: Changed) -> None:
        """List again when what is listed changed, or when the search knows more of it."""
        found_more = "search" in changed.kinds and bool(self._query.words)
        if changed.kinds & self.KINDS or found_more:
            self._stale = True
            if self._list.isVisible():
                self.search()

    def hold(self, table: Table, model: LazyTable) -> None:
        """Take the table that shows the list."""
        self.table, self.model = table, model
        table.setItemDelegate(self.marks)
        table.setModel(model)
        table.chosen.connect(self._chosen)
        table.deleted.connect(self.put_away)
        model.loaded.connect(self._rows_came)

    def put_away(self, place: int) -> None:
        """Put the record of a line into the bin, with the way back."""
        row = self.model.row(place)
        if row is not None:
            self.put_record_away(row.id)

    def put_record_away(self, record: str) -> None:
        """Put a record into the bin, by its id, with the way back."""
        if self.KIND is not None:
            self.banner.clear()
            put_away(self.desk, self, record, self.KIND, self.banner.show_error, self.was_put_away)

    def was_put_away(self) -> None:
        """A record is in the bin, or has come back out of it: go on with the line in its place."""
        self._detail_soon.stop()
        self._place = self.table.currentIndex().row()

    def was_erased(self, _record: str) -> None:
        """A record is gone for good: say so, and go on as when one was put away."""
        self.was_put_away()
        self.banner.show_message(Message("success", self.tr("It is erased for good.")))
        self.table.setFocus()

    def choose_line(self, number: int) -> None:
        """Make current the first of so many lines, or what took the place of one put away."""
        place, self._place = self._place, -1
        self.table.choose(min(max(place, 0), number - 1))

    def lay_out(
        self,
        where: QWidget,
        above: Sequence[QWidget],
        faces: tuple[QWidget, EmptyState, EmptyState],
    ) -> None:
        """Put into a widget what stands above, and the list, or why there is none.

        `faces` are shown when something was found, when there is nothing yet, and when nothing
        matches.
        """
        self._list = where
        self._faces = faces
        if isinstance(beside := faces[0], Beside):
            beside.give_way(*(each for each in above if each is not self.banner))
        self._results = Stack()
        for face in faces:
            self._results.add(face)
        column = QVBoxLayout(where)
        column.setContentsMargins(24, 20, 24, 16)
        column.setSpacing(12)
        for widget in above:
            column.addWidget(widget)
        column.addWidget(self._results, 1)

    def ask(self, service: Callable[..., Any], *arguments: Any) -> None:
        """Ask a service for `found`; a newer question takes this one's place."""
        self._typing.stop()
        self._stale = False
        self.desk.jobs.run(
            service,
            *arguments,
            owner=self,
            done=self.found,
            failed=self.banner.show_error,
            key=f"{type(self).__name__}-search",
        )

    def say_count(self, text: str, *, aloud: bool) -> None:
        """Say how many there are; aloud when somebody asked."""
        self.count.setText(text)
        if aloud:
            announce(self.count, text)

    def show_found(
        self, words: str, positions: array[int], total: int, *, anyway: bool = False
    ) -> None:
        """List the positions with the words marked; `anyway` keeps the list though it is empty."""
        self.marks.words = words
        self.model.show_positions(positions)
        listed, none, no_match = self._faces
        self._results.turn(listed if positions or anyway else no_match if total else none)

    def _timer(self, milliseconds: int, act: Callable[[], None]) -> QTimer:
        timer = QTimer(self, singleShot=True, interval=milliseconds)
        timer.timeout.connect(act)
        return timer

    def _rows_came(self) -> None:
        wanted, self._wanted = self._wanted, ""
        if wanted:
            for place in range(min(self.model.rowCount(), BLOCK)):
                row = self.model.row(place)
                if row is not None and row.id == wanted:
                    self.table.choose(place)
                    return
        elif self._late:
            self._detail_soon.start()

    def _chosen(self, place: int) -> None:
        if place >= 0:
            self._detail_soon.start()

    def _fetch_detail(self) -> None:
        current = self.table.currentIndex()
        row = self.model.row(current.row())
        self._late = row is None and current.isValid()  # its block is still on the way
        if row is not None:
            self.show_row(row)

    def _new(self) -> None:
        self.arrive("new")


class ListForm(QWidget):
    """A form that takes turns with a list."""

    HELP: ClassVar[str] = ""
    """The page of the guide about this form, where it is another than the list's."""
    closed = Signal(str)
    """Back to the list; the id of what was saved last, or nothing."""
    keeper: DraftKeeper

    def start_new(self) -> None:
        """Begin a new record."""
        raise NotImplementedError


class FormListPage(ListPage):
    """A list that takes turns with a form."""

    def resume(self, draft: str) -> None:
        """Go on with a draft, by its id."""
        raise NotImplementedError

    def show_record(self, record: str) -> None:
        """Show a record, by its id."""
        raise NotImplementedError

    def arrive(self, target: str) -> None:
        """Show the list, a new form (``new``), a draft (``draft:ID``) or a record (its id)."""
        if target == "new":
            self._turns.turn(self._form)
            self._form.start_new()
        elif target.startswith("draft:"):
            self.resume(target.removeprefix("draft:"))
        elif target:
            self.show_record(target)
        elif self.on_list():
            if self._stale:
                self.search()
            self.table.setFocus()

    def leave(self) -> None:
        """Keep the draft."""
        self._form.keeper.flush()

    def search_for(self, words: str) -> None:
        """Search as it is typed, in the list."""
        if not self.on_list():
            self._form.keeper.flush()
            self._turns.turn(self._list)
        super().search_for(words)

    def help_page(self) -> str:
        """That of the form while it is the form's turn."""
        return self.HELP if self.on_list() else self._form.HELP or self.HELP

    def on_list(self) -> bool:
        """Whether it is the list's turn."""
        return self._turns.now() is self._list

    def take_turns(self, form: ListForm) -> None:
        """Fill the page with the list, as it was laid out, and the form."""
        self._form = form
        form.closed.connect(self._form_closed)
        self._turns = Stack()
        self._turns.add(self._list)
        self._turns.add(form)
        whole = QHBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self._turns)

    def _form_closed(self, saved: str) -> None:
        self._turns.turn(self._list)
        self._wanted = saved
        self.search()
        self.table.setFocus()
