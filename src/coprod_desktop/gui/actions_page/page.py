# SPDX-License-Identifier: MIT
"""All actions as a list and as a board, and the answers that are to be handed back."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from functools import cached_property, partial
from typing import Final

from PySide6.QtWidgets import QTabBar, QVBoxLayout, QWidget

from coprod_desktop.gui.actions_page import calls
from coprod_desktop.gui.actions_page.board import BoardView
from coprod_desktop.gui.actions_page.editor import ActionEditor
from coprod_desktop.gui.actions_page.filters import ActionFilters
from coprod_desktop.gui.actions_page.replies import RepliesView
from coprod_desktop.gui.actions_page.table import ActionsList, ActionsTable
from coprod_desktop.gui.desk import Command, Desk
from coprod_desktop.gui.furniture import Button, EmptyState, Heading, Stack
from coprod_desktop.gui.jobs import Changed
from coprod_desktop.gui.label import Label
from coprod_desktop.gui.listing import ListPage, choices
from coprod_desktop.gui.messages import Message
from coprod_desktop.gui.responsive import Beside
from coprod_desktop.services.loop.actions import Board, Filter
from coprod_desktop.services.recording.drafts import Draft
from coprod_desktop.services.recording.lists import ActionRow

FACES: Final = ("list", "board", "replies")
_REPLIES: Final = FACES.index("replies")


class ActionsPage(ListPage):
    """The list with an action beside it, the board, and the replies."""

    HELP = "actions"
    KINDS = frozenset({"action", "meeting"})
    KIND = "action"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.editor = ActionEditor(desk)
        self.editor.saved.connect(self._saved)
        self.editor.bin_asked.connect(self.put_record_away)
        self.editor.erased.connect(self.was_erased)
        px = desk.theme.px
        table = ActionsList(self.tr("Actions"), px(38))
        table.state_asked.connect(self._ask_state)
        self.hold(table, ActionsTable(desk, self))
        self.table.columns((0, px(166), px(124), px(134)), 0)
        self.table.opened.connect(self._into_editor)
        self.show_box = choices(
            self.tr("Which actions"),
            [
                ("open", self.tr("Open actions")),
                ("overdue", self.tr("Overdue actions")),
                ("done", self.tr("Done")),
                ("cannot", self.tr("Cannot be done")),
                ("", self.tr("All actions")),
            ],
        )
        self.show_box.currentIndexChanged.connect(self.search)
        self._hint = Label(self.tr("In the list: D done, C cannot be done, O open again"))
        self._hint.setProperty("say", "hint")
        self._hint.hide()
        self.filters = ActionFilters((self.show_box,), (self.count, self._hint))
        self.filters.changed.connect(self.search)
        self.tabs = QTabBar()
        self.tabs.setExpanding(False)
        self.tabs.setDrawBase(False)
        self.tabs.setAccessibleName(self.tr("Ways to see the actions"))
        for text in (self.tr("List"), self.tr("Board"), self.tr("Replies to hand back")):
            self.tabs.addTab(text)
        # Nobody at the office can tell a patient of a wing anything.
        self.tabs.setTabVisible(_REPLIES, desk.who.kind != "office")
        self._build()
        self.tabs.currentChanged.connect(self._turn)

    @cached_property
    def board(self) -> BoardView:
        """The board, made when it is first asked for: the list has to be there at once."""
        board = BoardView(self.desk, self.banner)
        board.opened.connect(self._open)
        board.bin_asked.connect(self.put_record_away)
        self._views.add(board)
        return board

    @cached_property
    def replies(self) -> RepliesView:
        """What is to be handed back, made when it is first asked for."""
        replies = RepliesView(self.desk, self.banner)
        self._views.add(replies)
        return replies

    def arrive(self, target: str) -> None:
        """Show ``list``, ``board``, ``replies``, ``new``, ``new:FEEDBACK``, ``draft:ID``, or an id.

        Without a target it is what was shown before.
        """
        if target in FACES:
            self.tabs.setCurrentIndex(FACES.index(target))
            self._turn()
            self._enter()
        elif target == "new" or target.startswith("new:"):
            self._to_list()
            self._results.turn(self._split)
            self._split.show_side()
            self.editor.start_new(target.removeprefix("new").removeprefix(":"))
            if self._stale:
                self.search()
        elif target.startswith("draft:"):
            self._to_list()
            self.desk.jobs.run(
                calls.draft,
                target.removeprefix("draft:"),
                owner=self,
                done=self._resume,
                failed=self.banner.show_error,
            )
        else:
            if target:
                self._wanted = target
                self._to_list()
            if self._stale or target:
                self.search()
            self._enter()

    def leave(self) -> None:
        """Keep the drafts."""
        self.editor.flush()
        self.editor.rest()
        if "board" in self.__dict__:
            self.board.flush()

    def store_changed(self, changed: Changed) -> None:
        """Look again when what is shown changed."""
        if changed.kinds & {"feedback", "answer"} and self._face() == "replies":
            self.replies.ask()
        found_more = "search" in changed.kinds and bool(self._query.words)
        if changed.kinds & self.KINDS or found_more:
            self._stale = True
            if self.isVisible() and self._face() != "replies":
                self.search()

    def commands(self) -> Sequence[Command]:
        """What can be done here."""
        names = (
            self.tr("Actions as a list"),
            self.tr("Actions on a board"),
            self.tr("Replies to hand back"),
        )
        shown = [place for place in range(len(FACES)) if self.tabs.isTabVisible(place)]
        turns = [Command(names[place], partial(self._go, place)) for place in shown]
        poster = Command(self.tr("Make a poster"), self._make_poster)
        return (Command(self.tr("New action"), self._new), poster, *turns)

    def _make_poster(self) -> None:
        self.desk.go("poster")

    def search(self) -> None:
        """Ask for the actions that match."""
        self.ask(calls.board, self.desk.today(), self.filters.value(self._query.words))

    def search_for(self, words: str) -> None:
        """Search as it is typed, in the actions."""
        if self._face() == "replies":
            self._to_list()
        super().search_for(words)

    def enter_results(self) -> None:
        """Go from the search line into what was found."""
        self._enter()

    def found(self, answer: Board) -> None:
        """List them, but leave alone whoever is writing."""
        self.filters.offer(answer)
        if "board" in self.__dict__:
            self.board.show_columns(answer.columns)
        positions = self._listed(answer)
        words = self._query.words
        shown = positions if self._face() == "list" else self._all(answer)
        text = (
            self.tr("1 action")
            if len(shown) == 1
            else self.tr("{number} actions").format(number=f"{len(shown):,}")
        )
        writing = self.editor.writing()
        self.say_count(text, aloud=bool(words) or self.filters.value() != Filter())
        self.show_found(words, positions, answer.total, anyway=writing)
        if self._wanted:
            self.editor.ask(self._wanted)
        elif not writing:
            self.choose_line(len(shown))

    def was_put_away(self) -> None:
        """Go back to the list."""
        super().was_put_away()
        if self._face() == "list":
            self._split.show_main()

    def show_row(self, row: ActionRow) -> None:
        """Show an action beside the list."""
        self.editor.ask(row.id)

    def _listed(self, board: Board) -> array[int]:
        show = self.show_box.currentData()
        columns = board.columns
        if show == "open":
            return columns["overdue"] + columns["open"]
        return columns[show] if show else self._all(board)

    def _all(self, board: Board) -> array[int]:
        columns = board.columns
        return columns["overdue"] + columns["open"] + columns["done"] + columns["cannot"]

    def _face(self) -> str:
        return FACES[self.tabs.currentIndex()]

    def _build(self) -> None:
        new = Button(self.tr("New action"), kind="primary", icon="plus")
        new.clicked.connect(self._new)
        poster = Button(self.tr("Make a poster"), icon="print")
        poster.clicked.connect(self._make_poster)
        none = EmptyState(
            "actions",
            self.tr("No actions yet"),
            self.tr("Write down what somebody will do about what patients said, and by when."),
            self.tr("New action"),
            self._new,
        )
        no_match = EmptyState(
            "success", self.tr("Nothing here"), self.tr("No action matches what is shown above.")
        )
        self._split = Beside(self.table, self.editor, (700, 440))
        self._split.turned.connect(self._turned)
        listed = QWidget()
        listed.setProperty("part", "canvas")
        self.lay_out(listed, (), (self._split, none, no_match))
        inner = listed.layout()
        if inner is not None:
            inner.setContentsMargins(0, 0, 0, 0)
        self._views = Stack()
        self._views.add(listed)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 16)
        column.setSpacing(12)
        heading = Heading(self.tr("Actions"), "", poster, new)
        self._split.give_way(heading, self.tabs, self.filters)
        for widget in (
            heading,
            self.tabs,
            self.banner,
            self.filters,
        ):
            column.addWidget(widget)
        column.addWidget(self._views, 1)

    def _go(self, place: int) -> None:
        self.tabs.setCurrentIndex(place)
        self._enter()

    def _turn(self) -> None:
        face = self._face()
        self.show_box.setVisible(face == "list")
        self.filters.setVisible(face != "replies")
        self._say_hint()
        views = {"board": lambda: self.board, "replies": lambda: self.replies}
        self._views.turn(views[face]() if face in views else self._list)
        if face == "replies":
            self.replies.ask()
        else:
            self.search()

    def _to_list(self) -> None:
        self.tabs.setCurrentIndex(0)

    def _enter(self) -> None:
        match self._face():
            case "list":
                self.table.setFocus()
            case "board":
                self.board.enter()
            case _:
                self.replies.enter()

    def _turned(self, narrow: bool) -> None:  # noqa: FBT001 - a slot of turned(bool)
        for column in (1, 2):
            self.table.setColumnHidden(column, narrow)
        self._say_hint()

    def _say_hint(self) -> None:
        self._hint.setVisible(self._face() == "list" and not self._split.narrow)

    def _into_editor(self, _place: int) -> None:
        self._split.show_side()
        self.editor.what.field.setFocus()

    def _ask_state(self, state: str) -> None:
        self._split.show_side()
        self.editor.set_state(state)

    def _open(self, record_id: str) -> None:
        self._wanted = record_id
        self._to_list()
        self.search()
        self._split.show_side()
        self.editor.what.field.setFocus()

    def _resume(self, answer: tuple[Draft | None, str]) -> None:
        draft, said = answer
        if draft is None:
            gone = self.tr("This draft is not here any more.")
            self.banner.show_message(Message("info", gone))
        elif draft.record:
            self._wanted = draft.record
            self.search()
            self._split.show_side()
        else:
            self._results.turn(self._split)
            self._split.show_side()
            self.editor.resume(draft, said)
            if self._stale:
                self.search()

    def _saved(self, record_id: str) -> None:
        self._wanted = record_id
        self.search()
        self._split.show_main()
