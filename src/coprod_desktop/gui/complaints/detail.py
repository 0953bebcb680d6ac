# SPDX-License-Identifier: MIT
"""One complaint beside the list: where it stands, what is due by when, and its next step."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from coprod_desktop.domain import complaint_words as codes
from coprod_desktop.domain import vocabulary
from coprod_desktop.domain.complaints import FIELDS, Step, StepCode
from coprod_desktop.gui.complaints import calls, sentences
from coprod_desktop.gui.complaints.step import StepPanel
from coprod_desktop.gui.dates import long_date
from coprod_desktop.gui.desk import Desk
from coprod_desktop.gui.forms import words
from coprod_desktop.gui.furniture import (
    Button,
    Card,
    EmptyState,
    Scroll,
    Stack,
    bar,
    discard,
    fact,
    flowing,
    rule,
)
from coprod_desktop.gui.messages import Banner
from coprod_desktop.gui.story import StoryView
from coprod_desktop.services.loop.complaints import Case, may
from coprod_desktop.services.recording.drafts import Draft


class ComplaintPanel(QWidget):
    """Shows the complaint whose line is current."""

    change_asked = Signal(object)
    """What it is about is to be said better: a `Case`."""
    bin_asked = Signal(str)
    """The complaint is to go into the bin: its id."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._case: Case | None = None
        self._draft: Draft | None = None
        self._resumed = ""
        self.banner = Banner()
        self._stack = Stack()
        self._nothing = EmptyState(
            "flag",
            self.tr("Nothing chosen"),
            self.tr("Choose a line to see where a complaint stands, and its next step."),
        )
        self._scroll = Scroll(margins=(0, 0, 6, 0))
        self.card = Card()
        self.next = Button("", kind="primary")
        self.next.clicked.connect(self.take_next)
        self.others: list[Button] = []
        self._others = QWidget()
        self._clocks = QWidget()
        self._about = QWidget()
        for holder in (self._clocks, self._about):
            holder.setProperty("part", "canvas")
            column = QVBoxLayout(holder)
            column.setContentsMargins(0, 0, 0, 0)
            column.setSpacing(8)
        self.state = words("", "lead")
        self._place = words("", "soft")
        self._whose = words("", "hint")
        self.comment = Button(self.tr("Open the comment"), kind="quiet", icon="feedback")
        self.comment.clicked.connect(self._open_comment)
        self.paper = Button(self.tr("Print or save"), icon="print")
        self.paper.setToolTip("Ctrl+P")
        self.paper.clicked.connect(self.show_paper)
        self.change = Button(self.tr("Change"), icon="edit")
        self.change.setToolTip(self.tr("Say better what it is about"))
        self.change.clicked.connect(self._change)
        self.bin = Button(self.tr("Put into the bin"), kind="quiet", icon="trash")
        self.bin.clicked.connect(self._put_away)
        self.story = StoryView(desk)
        self.story.brought_back.connect(self.ask)
        self._lay_out()
        self.step = StepPanel(desk)
        self.step.closed.connect(self._step_closed)
        for face in (self._nothing, self._scroll, self.step):
            self._stack.add(face)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(12)
        whole.addWidget(self.banner)
        whole.addWidget(self._stack, 1)

    def _lay_out(self) -> None:
        body = self.card.body
        for widget in (
            self._place,
            self.state,
            self._clocks,
            bar(self.next),
            self._others,
            self._whose,
            rule(),
            self._about,
            flowing(self.comment, self.paper, self.change, self.bin),
            rule(),
            self.story,
        ):
            body.addWidget(widget)
        self._others_at = body.indexOf(self._others)
        self._scroll.body.addWidget(self.card)
        self._scroll.body.addStretch(1)

    def show_nothing(self) -> None:
        """No line is current."""
        self._case = None
        self._stack.turn(self._nothing)

    def case(self) -> Case | None:
        """The complaint on screen."""
        return self._case

    def ask(self, record_id: str) -> None:
        """Fetch a complaint; a newer wish takes this one's place."""
        self._desk.jobs.run(
            calls.case,
            record_id,
            owner=self,
            done=self._show,
            failed=self.banner.show_error,
            key="complaint-detail",
        )

    def resume(self, draft: Draft) -> None:
        """Go on with a step that was begun."""
        self._draft = draft
        self.ask(draft.record)

    def take_next(self) -> None:
        """Take the step that mostly comes now."""
        if self._case is not None and self.next.isVisibleTo(self):
            self._take(self._steps(self._case)[0])

    def show_paper(self) -> None:
        """Show the complaint as it prints."""
        if self._case is not None:
            from coprod_desktop.gui.complaints.paper import CasePaper

            CasePaper(self._desk, self._case.stored.id, self).open()

    def flush(self) -> None:
        """Keep what is half done."""
        self.step.keeper.flush()

    def _steps(self, case: Case) -> list[StepCode]:
        if not case.stored.mine:
            return []
        return [step for step in case.steps if may(self._desk.who.role, step)]

    def _show(self, case: Case) -> None:
        draft, self._draft = self._draft, None
        same = self._case is not None and self._case.stored.id == case.stored.id
        if draft is None and same and self._stack.now() is self.step:
            return  # somebody is at it
        self._case = case
        self.banner.clear()
        record = case.record
        self.card.heading.setText(
            self.tr("Complaint that came on {day}").format(day=long_date(record.received))
        )
        self.card.heading.show()
        parts = (record.site, record.wing, record.service, record.reference)
        self._place.setText(" · ".join(part for part in parts if part))
        self._place.setVisible(bool(self._place.text()))
        self.state.setText(vocabulary.say(codes.STATUSES, case.status))
        self._show_clocks(case)
        self._show_steps(case)
        self._show_about(case)
        self.comment.setVisible(bool(record.feedback))
        self.change.setVisible(case.stored.mine)
        self.bin.setVisible(case.stored.mine and self._desk.who.manages)
        self.story.show_record(case.stored.id)
        if draft is not None and case.stored.mine:
            self.step.resume(case, draft)
            self._stack.turn(self.step)
            return
        self._stack.turn(self._scroll)
        if not same:
            self._scroll.verticalScrollBar().setValue(0)

    def _show_clocks(self, case: Case) -> None:
        column = _emptied(self._clocks)
        for clock in case.clocks:
            if said := sentences.line(clock):
                column.addWidget(fact(*said))
        record = case.record
        if case.past_limit:
            text = self.tr(
                "It came more than 12 months after the event, or after the person knew of it: "
                "the last day was {day}. It can be looked into where there is good reason."
            )
            column.addWidget(fact("info", "accent", text.format(day=long_date(case.limit))))
            why = record.late_reason or self.tr("Nobody has written down yet why.")
            column.addWidget(_plain(why))
        if case.ombudsman_until is not None:
            text = self.tr(
                "The Prisons and Probation Ombudsman takes it until {day}, but not where it is "
                "about clinical judgement."
            )
            day = long_date(case.ombudsman_until)
            column.addWidget(fact("info", "accent", text.format(day=day)))

    def _show_steps(self, case: Case) -> None:
        steps = self._steps(case)
        self.next.setVisible(bool(steps))
        if steps:
            self.next.setText(vocabulary.say(codes.STEPS, steps[0]))
        discard(self._others)
        self.others = []
        for step in steps[1:]:
            button = Button(vocabulary.say(codes.STEPS, step))
            button.clicked.connect(partial(self._take, step))
            self.others.append(button)
        self._others = flowing(*self.others)
        self.card.body.insertWidget(self._others_at, self._others)
        self._others.setVisible(bool(self.others))
        if not case.stored.mine:
            text = self.tr("Only the PC where it was written can change it.")
        elif not self._desk.who.manages:
            text = self.tr("The head of healthcare takes it further than its acknowledgement.")
        else:
            text = ""
        self._whose.setText(text)
        self._whose.setVisible(bool(text))

    def _show_about(self, case: Case) -> None:
        column = _emptied(self._about)
        record = case.record
        if case.said:
            column.addWidget(words(self.tr("What the patient said"), "subheading"))
            quote = _plain(case.said)
            quote.setProperty("say", "quote")
            column.addWidget(quote)
        for title, text in (
            (self.tr("What it is about"), record.summary),
            (self.tr("Why it takes longer"), record.delay_reason),
            (self.tr("What was done, and learned"), record.learning),
        ):
            if text:
                column.addWidget(words(title, "subheading"))
                column.addWidget(_plain(text))
        if record.subjects:
            column.addWidget(words(self.tr("Subjects"), "subheading"))
            tags = [words(vocabulary.say(codes.SUBJECTS, each), "tag") for each in record.subjects]
            for tag in tags:
                tag.setWordWrap(False)
            column.addWidget(flowing(*tags))
        facts = (
            (self.tr("How it came"), vocabulary.say(codes.HOW, record.how)),
            (self.tr("When it happened"), long_date(record.event_on)),
            (self.tr("Who complains"), vocabulary.say(codes.COMPLAINANTS, record.complainant)),
            (self.tr("Who looks after it"), record.handler_role),
            (self.tr("Outcome"), vocabulary.say(codes.OUTCOMES, record.outcome)),
        )
        for name, value in facts:
            if value:
                column.addWidget(_plain(f"{name}: {value}"))

    def _take(self, step: StepCode) -> None:
        case = self._case
        if case is None:
            return
        if FIELDS[step]:
            self.step.ask(case, step)
            self._stack.turn(self.step)
            self.step.focus_first()
        else:
            self.step.take(case.stored.id, Step(step, self._desk.today()))

    def _step_closed(self) -> None:
        self._stack.turn(self._scroll)
        (self.next if self.next.isVisibleTo(self) else self.change).setFocus()
        if self._case is not None:
            self.ask(self._case.stored.id)

    def _open_comment(self) -> None:
        if self._case is not None:
            self._desk.go("feedback", self._case.record.feedback)

    def _change(self) -> None:
        if self._case is not None:
            self.change_asked.emit(self._case)

    def _put_away(self) -> None:
        if self._case is not None:
            self.bin_asked.emit(self._case.stored.id)


def _emptied(holder: QWidget) -> QVBoxLayout:
    column = holder.layout()
    if not isinstance(column, QVBoxLayout):
        raise TypeError(holder)
    while (item := column.takeAt(0)) is not None:
        discard(item.widget())
    return column


def _plain(text: str) -> QLabel:
    """Words shown exactly as they are, never read as markup, and free to be copied."""
    label = words(text)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return label
