# SPDX-License-Identifier: MIT
"""A meeting beside the list, with what can be done with its notes."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from coprod_desktop.domain import vocabulary
from coprod_desktop.gui.desk import Desk
from coprod_desktop.gui.erasing import Erasable
from coprod_desktop.gui.forms import words
from coprod_desktop.gui.furniture import Button, Card, Scroll, bar, flowing
from coprod_desktop.gui.meetings import calls
from coprod_desktop.gui.meetings.calls import Shown
from coprod_desktop.gui.meetings.reading import MeetingText, meeting_of
from coprod_desktop.gui.messages import Banner


class MeetingDetail(QWidget):
    """Notes to be read; open, follow, print, story and bin."""

    open_asked = Signal(str)
    next_asked = Signal(str)
    bin_asked = Signal(str)
    erased = Signal(str)
    """A meeting is gone for good: its id."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._shown: Shown | None = None
        self.banner = Banner()
        self.card = Card(self.tr("Meeting"))
        self.text = MeetingText()
        self.state = words("", "tag")
        self.open = Button(self.tr("Open the notes"), kind="primary")
        self.following = Button(self.tr("Start the next one"))
        self.papers = Button(self.tr("Print or save minutes"), icon="print")
        self.story = Button(self.tr("Its story"), kind="quiet", icon="history")
        self.bin = Button(self.tr("Put into the bin"), kind="quiet", icon="trash")
        self.nothing = words(self.tr("Choose a meeting to read its notes."), "soft")
        self._buttons = flowing(self.open, self.following, self.papers, self.story, self.bin)
        self._story_box = QVBoxLayout()
        self._story_view: QWidget | None = None
        for widget in (self.nothing, bar(self.state), self._buttons, self.text):
            self.card.body.addWidget(widget)
        self.card.body.addLayout(self._story_box)
        scroll = Scroll(margins=(0, 0, 6, 0))
        self.erasing = Erasable(desk, scroll)
        self.erasing.erased.connect(self.erased)
        self.card.body.addWidget(bar(self.erasing.button))
        scroll.body.addWidget(self.banner)
        scroll.body.addWidget(self.card)
        scroll.body.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.erasing)
        self.open.clicked.connect(self._open)
        self.following.clicked.connect(self._next)
        self.papers.clicked.connect(self._papers)
        self.story.clicked.connect(self._tell)
        self.bin.clicked.connect(self._put_away)
        self.clear()

    def clear(self) -> None:
        """Show nothing."""
        self._shown = None
        self.text.clear()
        self.card.heading.setText(self.tr("Meeting"))
        self._buttons.hide()
        self.state.hide()
        self.nothing.show()
        self.erasing.offer("", "meeting", mine=False)
        self._shut_story()

    def ask(self, record_id: str) -> None:
        """Fetch a meeting; a newer wish takes this one's place."""
        self._desk.jobs.run(
            calls.shown,
            record_id,
            owner=self,
            done=self.show_meeting,
            failed=self.banner.show_error,
            key="meeting-detail",
        )

    def show_meeting(self, shown: Shown) -> None:
        """Show a meeting."""
        meeting = meeting_of(shown)
        if self._shown is None or self._shown.notes.stored.id != shown.notes.stored.id:
            self._shut_story()
            self.banner.clear()
        self._shown = shown
        mine = shown.notes.stored.mine
        self.nothing.hide()
        self.card.heading.setText(meeting.title)
        status = vocabulary.say(vocabulary.MEETING_STATES, meeting.status or "draft")
        self.state.setText(status)
        self.state.show()
        self.text.show_meeting(shown)
        self._buttons.show()
        self.erasing.offer(shown.notes.stored.id, "meeting", mine=mine)
        self.open.setText(
            self.tr("Open the notes") if meeting.status != "agreed" else self.tr("Read or correct")
        )
        for button in (self.following, self.bin):
            button.setVisible(mine)

    def shown_id(self) -> str:
        """The id of the meeting that is shown, or nothing."""
        return self._shown.notes.stored.id if self._shown is not None else ""

    def _open(self) -> None:
        self.open_asked.emit(self.shown_id())

    def _next(self) -> None:
        self.next_asked.emit(self.shown_id())

    def _papers(self) -> None:
        from coprod_desktop.gui.meetings import papers

        papers.open_papers(self._desk, self.shown_id(), self)

    def _tell(self) -> None:
        from coprod_desktop.gui.story import StoryView

        if self._story_view is None:
            view = StoryView(self._desk)
            view.brought_back.connect(self.ask)
            self._story_view = view
            self._story_box.addWidget(view)
        if isinstance(self._story_view, StoryView):
            self._story_view.show()
            self._story_view.show_record(self.shown_id())

    def _shut_story(self) -> None:
        if self._story_view is not None:
            self._story_view.hide()

    def _put_away(self) -> None:
        self.bin_asked.emit(self.shown_id())
