# SPDX-License-Identifier: MIT
"""Answers to hand back: the slip's code large, the answer in plain words, and a key for "told"."""

from __future__ import annotations

from functools import partial
from typing import Final

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QLineEdit, QVBoxLayout, QWidget

from coprod_desktop.domain import vocabulary
from coprod_desktop.gui.actions_page import calls
from coprod_desktop.gui.dates import long_date, relative, short_date
from coprod_desktop.gui.desk import Desk
from coprod_desktop.gui.fields import KeyChoice
from coprod_desktop.gui.forms import Form, words
from coprod_desktop.gui.furniture import Button, Card, EmptyState, Scroll, Stack, discard, flowing
from coprod_desktop.gui.messages import Banner, Message, announce
from coprod_desktop.gui.responsive import Beside
from coprod_desktop.gui.rows import Line, Lines
from coprod_desktop.gui.tables import Table
from coprod_desktop.services.loop.closing import How, Reply, Unanswered, Wait

DAYS: Final = 90
"""The period for which the time to an answer is given."""
_WIDE: Final = 860
_LEAST: Final = 240
"""Height of the list and of what stands beside it, at 100 %."""
WAYS: Final[tuple[How, ...]] = ("spoken", "slip", "letter", "peer_rep", "poster")


class RepliesTable(Table):
    """The list, where T says that the patient of the current line was told."""

    told = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take the letter."""
        if event.key() == Qt.Key.Key_T and event.modifiers() == Qt.KeyboardModifier.NoModifier:
            self.told.emit()
        else:
            super().keyPressEvent(event)


class RepliesView(QWidget):
    """What is to be handed back, by wing, and what became of a slip."""

    def __init__(self, desk: Desk, banner: Banner) -> None:
        super().__init__()
        self.setProperty("part", "canvas")
        self._desk, self._banner = desk, banner
        self._replies: tuple[Reply, ...] = ()
        self._shown: Reply | None = None
        self.slip = QLineEdit()
        self.slip.setPlaceholderText(self.tr("for example K7-42"))
        self.slip.setMaxLength(12)
        self.slip.returnPressed.connect(self.look_up)
        look = Button(self.tr("Look up"), icon="search")
        look.clicked.connect(self.look_up)
        form = Form()
        form.setMinimumWidth(desk.theme.px(250))
        self.slip_row = form.add(self.tr("What happened to this slip?"), self.slip)
        self.time = words("", "soft")
        self.open = words("", "soft")
        self.show_open = Button(self.tr("Open the oldest"), kind="quiet", icon="feedback")
        self.show_open.clicked.connect(self._open_oldest)
        px = desk.theme.px
        titles = (self.tr("Wing"), self.tr("Slip"), self.tr("What was said"), self.tr("Answered"))
        self.model = Lines(titles, self)
        self.table = RepliesTable(self.tr("Replies to hand back"), px(38))
        self.table.setModel(self.model)
        self.table.columns((px(92), px(84), 0, px(124)), 2)
        self.table.chosen.connect(self._choose)
        self.table.opened.connect(self._into_side)
        self.table.told.connect(self.tell)
        self._side = self._build_side()
        self._beside = Beside(self.table, self._side, (560, 500))
        self._beside.turned.connect(self._turned)
        self._none = EmptyState(
            "success",
            self.tr("Nothing to hand back"),
            self.tr(
                "When a comment whose patient wants a reply is answered, here or by the office, "
                "the answer waits here until somebody has told them."
            ),
        )
        self._faces = Stack()
        self._faces.add(self._none)
        self._faces.add(self._beside)
        self._top = self._build_top(form, look)
        self._faces.setMinimumHeight(desk.theme.px(_LEAST))
        scroll = Scroll(margins=(0, 0, 0, 0))
        scroll.body.setSpacing(12)
        scroll.body.addLayout(self._top)
        scroll.body.addWidget(self._faces, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(scroll)
        self._oldest = ""

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put what stands above the list under each other where there is no room beside."""
        super().resizeEvent(event)
        wide = self.width() >= self._desk.theme.px(_WIDE)
        direction = QBoxLayout.Direction
        self._top.setDirection(direction.LeftToRight if wide else direction.TopToBottom)

    def ask(self) -> None:
        """Fetch what is to be handed back."""
        self._desk.jobs.run(
            calls.replies,
            DAYS,
            owner=self,
            done=self._show,
            failed=self._banner.show_error,
            key="replies",
        )

    def enter(self) -> None:
        """Go into the list, or where a slip is typed."""
        (self.table if self._replies else self.slip).setFocus()

    def look_up(self) -> None:
        """Say what became of the slip that was typed."""
        self.slip_row.set_error("")
        if self.slip.text().strip():
            self._desk.jobs.run(
                calls.by_slip,
                self.slip.text(),
                owner=self,
                done=self._found,
                failed=self._banner.show_error,
                key="slip",
            )

    def tell(self) -> None:
        """The patient of the reply on screen has heard it."""
        reply = self._shown
        if reply is None or not self.told.isVisibleTo(self):
            return
        how = WAYS[(self.how.value() or 1) - 1]
        self._desk.jobs.run(
            calls.hand_back,
            reply.feedback,
            how,
            owner=self,
            done=partial(self._told, reply),
            failed=self._banner.show_error,
            changes=("feedback",),
        )

    def _build_top(self, form: Form, look: Button) -> QBoxLayout:
        """Where a slip is looked up, and beside it what is said of the time that answers take."""
        buttons = QVBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(look, 0, Qt.AlignmentFlag.AlignLeft)
        told = QVBoxLayout()
        told.addStretch(1)
        told.addWidget(self.open)
        told.addWidget(self.time)
        oldest = QVBoxLayout()
        oldest.addStretch(1)
        oldest.addWidget(self.show_open, 0, Qt.AlignmentFlag.AlignLeft)
        top = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        top.setSpacing(8)
        top.addWidget(form)
        top.addLayout(buttons)
        top.addSpacing(8)
        top.addLayout(told, 1)
        top.addLayout(oldest)
        return top

    def _build_side(self) -> QWidget:
        self.card = Card()
        self.code = words("", "code")
        self.code.setWordWrap(False)
        self.said = words("", "quote")
        self.answers = QWidget()
        self.answers.setProperty("part", "canvas")
        self._answers = QVBoxLayout(self.answers)
        self._answers.setContentsMargins(0, 0, 0, 0)
        self.state = words("", "soft")
        self.how = KeyChoice(
            (
                (1, self.tr("Told aloud")),
                (2, self.tr("Slip")),
                (3, self.tr("Letter")),
                (4, self.tr("Health rep")),
                (5, self.tr("Poster")),
            )
        )
        self.how.set_value(1)
        self.form = Form()
        self.form.add(self.tr("How they hear it"), self.how)
        self.told = Button(self.tr("They were told (T)"), kind="primary", icon="tick")
        self.told.clicked.connect(self.tell)
        self.print = Button(self.tr("Print the answer"), icon="print")
        self.print.clicked.connect(self._print)
        self.comment = Button(self.tr("Open the comment"), kind="quiet", icon="feedback")
        self.comment.clicked.connect(self._open_comment)
        for widget in (
            flowing(self.code),
            self.answers,
            self.said,
            self.state,
            self.form,
            flowing(self.told, self.print, self.comment),
        ):
            self.card.body.addWidget(widget)
        scroll = Scroll(margins=(0, 0, 6, 0))
        scroll.body.addWidget(self.card)
        scroll.body.addStretch(1)
        self.card.hide()
        return scroll

    def _show(self, found: calls.Replies) -> None:
        self._say_time(found.wait)
        self._say_open(found.unanswered)
        stood = self.table.currentIndex().row()
        self._replies = found.replies
        self.model.show_lines([self._line(each) for each in found.replies])
        self._faces.turn(self._beside if found.replies or self._shown is not None else self._none)
        if found.replies:
            self.table.choose(min(max(stood, 0), len(found.replies) - 1))
        elif self._shown is None or self._shown.heard_on is None:
            self._show_reply(None)
            self._faces.turn(self._none)

    def _line(self, reply: Reply) -> Line:
        newest = reply.answers[0]
        cells = (
            reply.wing,
            reply.slip_code or "–",
            reply.said or self.tr("No words, only an answer"),
            short_date(newest.date),
        )
        return Line(cells, reply)

    def _say_time(self, wait: Wait | None) -> None:
        if wait is None:
            text = self.tr("No comment was answered for the first time in the last {days} days.")
            self.time.setText(text.format(days=DAYS))
            return
        if wait.answered == 1:
            text = self.tr("In the last {days} days 1 comment was answered, after {longest} days.")
        else:
            text = self.tr(
                "In the last {days} days {number} comments were answered: half of them within "
                "{median} days, the longest took {longest} days."
            )
        self.time.setText(
            text.format(
                days=DAYS,
                number=f"{wait.answered:,}",
                median=f"{wait.median:g}",
                longest=wait.longest,
            )
        )

    def _say_open(self, unanswered: Unanswered) -> None:
        self._oldest = unanswered.oldest_id
        self.open.setText(unanswered_in_words(unanswered))
        self.show_open.setVisible(bool(self._oldest))

    def _choose(self, place: int) -> None:
        line = self.model.line(place)
        if line is not None:
            self._show_reply(line.value)

    def _into_side(self, _place: int) -> None:
        self._beside.show_side()
        self.told.setFocus()

    def _turned(self, narrow: bool) -> None:  # noqa: FBT001 - a slot of turned(bool)
        self.table.setColumnHidden(3, narrow)

    def _show_reply(self, reply: Reply | None) -> None:
        self._shown = reply
        self.card.setVisible(reply is not None)
        while (item := self._answers.takeAt(0)) is not None:
            discard(item.widget())
        if reply is None:
            return
        self.code.setText(reply.slip_code)
        self.code.setVisible(bool(reply.slip_code))
        self.said.setText(reply.said)
        self.said.setVisible(bool(reply.said))
        for each in reply.answers:
            lever = vocabulary.say(vocabulary.LEVERS, each.lever)
            label = words(f"{lever} · {long_date(each.date)}", "label")
            text = words(each.text, "lead")
            text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            self._answers.addWidget(label)
            self._answers.addWidget(text)
        today = self._desk.today()
        waits = bool(reply.answers) and (
            reply.heard_on is None or reply.answers[0].date > reply.heard_on
        )
        if not reply.answers:
            state = self.tr("It has no answer yet. It was said {when}.").format(
                when=relative(reply.date, today)
            )
        elif not waits and reply.heard_on is not None:
            day = long_date(reply.heard_on)
            state = self.tr("They heard this on {day}.").format(day=day)
        else:
            state = self.tr("Said on {day}.").format(day=long_date(reply.date))
        self.state.setText(state)
        self.form.setVisible(waits)
        self.told.setVisible(waits)
        self.print.setVisible(bool(reply.answers))

    def _found(self, replies: tuple[Reply, ...]) -> None:
        if not replies:
            self.slip_row.set_error(
                self.tr("No comment of this PC has this code. Look at the slip again.")
            )
            self.slip.setFocus()
            return
        self._faces.turn(self._beside)
        self._beside.show_side()
        self.table.clearSelection()
        self._show_reply(replies[0])
        if len(replies) > 1:
            text = self.tr("{number} comments have this code. This is the newest.")
            message = text.format(number=len(replies))
            self._banner.show_message(Message("info", message))
        announce(self.card, self.state.text())
        (self.told if self.told.isVisibleTo(self) else self.comment).setFocus()

    def _told(self, reply: Reply, _saved: object) -> None:
        self._desk.note_saved()
        text = (
            self.tr("Handed back: {code}").format(code=reply.slip_code)
            if reply.slip_code
            else self.tr("Handed back")
        )
        self._shown = None
        self._desk.offer_undo_by(
            text,
            calls.undo_hand_back,
            reply.feedback,
            owner=self,
            failed=self._banner.show_error,
            changes=("feedback",),
        )
        self.enter()

    def _print(self) -> None:
        from coprod_desktop.gui.paper_dialog import show_document
        from coprod_desktop.services.papers.reply_paper import answer_paper

        if self._shown is not None:
            who = self._desk.who
            place = ", ".join(part for part in (self._shown.wing or who.wing, who.site) if part)
            show_document(self._desk.jobs, answer_paper(self._shown, place), self)

    def _open_comment(self) -> None:
        if self._shown is not None:
            self._desk.go("feedback", self._shown.feedback)

    def _open_oldest(self) -> None:
        self._desk.go("feedback", self._oldest)


def unanswered_in_words(unanswered: Unanswered) -> str:
    """How many comments nobody has answered, and since when the oldest waits."""
    translate = QCoreApplication.translate
    day = long_date(unanswered.oldest)
    if not unanswered.number:
        return translate("Replies", "Every comment has an answer.")
    if unanswered.number == 1:
        return translate("Replies", "1 comment has no answer, since {day}.").format(day=day)
    return translate("Replies", "{number} comments have no answer, the oldest since {day}.").format(
        number=f"{unanswered.number:,}", day=day
    )
