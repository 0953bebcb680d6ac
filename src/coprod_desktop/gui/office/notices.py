# SPDX-License-Identifier: MIT
"""Notices to wings: which stand and how far they came, and giving, bettering or withdrawing one."""

from __future__ import annotations

import datetime
from typing import Any, Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QLineEdit, QVBoxLayout, QWidget

from coprod_desktop.domain.records import Notice
from coprod_desktop.gui.bin import putting
from coprod_desktop.gui.dates import long_date
from coprod_desktop.gui.desk import Desk
from coprod_desktop.gui.drafting import DraftKeeper
from coprod_desktop.gui.fields import WordsField
from coprod_desktop.gui.forms import Form, Row, words
from coprod_desktop.gui.furniture import Button, Card, Scroll, Stack, flowing
from coprod_desktop.gui.guards import StaffGuard
from coprod_desktop.gui.messages import Message
from coprod_desktop.gui.office import calls
from coprod_desktop.gui.office.calls import Notices
from coprod_desktop.gui.rows import Line, Lines
from coprod_desktop.gui.tables import Table
from coprod_desktop.gui.typed import DateField
from coprod_desktop.services.loop.notices import Given
from coprod_desktop.services.recording.records import Saved

_STANDS: Final = datetime.timedelta(days=28)
"""So long a notice stands, unless another day is typed."""
_LONGEST: Final = 200


class NoticesTab(QWidget):
    """A card to write one, and the list of those that were given."""

    told = Signal(object)
    """Something to say on the page: a `Message`."""
    failed = Signal(object)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._record = ""
        self._fresh = True
        self.keeper = DraftKeeper(desk, "notice", self.values)
        self.keeper.failed.connect(self.failed)
        self.title = QLineEdit()
        self.title.setMaxLength(_LONGEST)
        self.text = WordsField(lines=3)
        self.guard = StaffGuard(desk, "staff_note")
        self.guard.watch(self.text)
        self.whom = QComboBox()
        self.first = DateField(desk.today, future=True)
        self.last = DateField(desk.today, future=True)
        self.card = self._build_card()
        self.listed = self._build_list()
        scroll = Scroll(margins=(0, 4, 6, 16))
        scroll.body.addWidget(self.card)
        self.card.hide()
        scroll.body.addWidget(self.listed)
        scroll.body.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 12, 0, 0)
        column.addWidget(scroll, 1)
        self.begin()
        self.title.textEdited.connect(self.keeper.touched)
        self.text.textChanged.connect(self.keeper.touched)
        self.whom.activated.connect(self.keeper.touched)
        for date in (self.first, self.last):
            date.edited.connect(self.keeper.touched)

    def values(self) -> dict[str, Any]:
        """What stands in the form, for the draft."""
        return {
            "title": self.title.text(),
            "text": self.text.text(),
            "whom": list(self.whom.currentData() or ("", "")),
            "first": self.first.line.text(),
            "last": self.last.line.text(),
        }

    def ask(self) -> None:
        """Look at what was given; the first time also for a notice that was not finished."""
        self._desk.jobs.run(
            calls.notices, owner=self, done=self._show, failed=self.failed.emit, key="notices"
        )

    def leave(self) -> None:
        """Keep what is half written."""
        self.keeper.flush()

    def begin(self, given: Given | None = None) -> None:
        """Begin another notice, or say one better."""
        today = self._desk.today()
        self._record = given.id if given is not None else ""
        self.title.setText(given.title if given is not None else "")
        self.text.setPlainText(given.text if given is not None else "")
        self._choose((given.site, given.wing) if given is not None else ("", ""))
        self.first.set_date(given.date if given is not None else today)
        self.last.set_date(given.until if given is not None else today + _STANDS)
        self.keeper.begin(record=self._record)
        self._form.clear_errors()
        self._name()

    def give(self) -> None:
        """Give what is written, if it is all there."""
        first, last = self.first.date(), self.last.date()
        missing = self.tr("Type a date, for example 4/6 or +14")
        self._title_row.set_error("" if self.title.text().strip() else self.tr("Say it in a line"))
        self._first_row.set_error("" if first is not None else missing)
        self._last_row.set_error("" if last is not None else missing)
        if first is not None and last is not None and last < first:
            self._last_row.set_error(self.tr("This is before its first day"))
        wrong = self._form.first_wrong()
        if wrong is not None:
            wrong.field.setFocus()
            return
        if first is None or last is None:
            return
        site, wing = self.whom.currentData()
        notice = Notice(
            date=first,
            until=last,
            title=self.title.text().strip(),
            text=self.text.text().strip(),
            site=site,
            wing=wing,
        )
        self.button.setEnabled(False)
        self._desk.jobs.run(
            calls.give_notice,
            notice,
            self._record or None,
            self.keeper.settled(),
            owner=self,
            done=self._given,
            failed=self._refused,
            changes=("notice", "draft"),
        )

    def _build_card(self) -> Card:
        card = Card(self.tr("Give a notice"))
        self._form = Form()
        add = self._form.add
        self._title_row: Row[QLineEdit] = add(self.tr("In a line"), self.title, required=True)
        add(
            self.tr("More words"),
            self.text,
            hint=self.tr("Staff read it on the wing. Write nothing in it about a patient."),
        )
        self._form.add_widget(self.guard)
        add(self.tr("For"), self.whom)
        self._first_row: Row[DateField] = add(self.tr("From"), self.first, required=True)
        self._last_row: Row[DateField] = add(
            self.tr("Until"),
            self.last,
            hint=self.tr("It goes from the screen by itself then."),
            required=True,
        )
        self.button = Button(self.tr("Give notice"), kind="primary", icon="upload")
        self.button.clicked.connect(self.give)
        self.stop = Button(self.tr("Not now"))
        self.stop.clicked.connect(self._stop)
        self.withdraw = Button(self.tr("Withdraw it"), icon="trash")
        self.withdraw.clicked.connect(self._withdraw)
        card.body.addWidget(
            words(
                self.tr(
                    "It goes to wings with what goes back to them next, and stands on the first "
                    "page there until its last day, or until somebody puts it away."
                ),
                "soft",
            )
        )
        card.body.addWidget(self._form)
        card.body.addWidget(flowing(self.button, self.withdraw, self.stop))
        return card

    def _build_list(self) -> Card:
        px = self._desk.theme.px
        self.model = Lines(
            (
                self.tr("Notice"),
                self.tr("For"),
                self.tr("From"),
                self.tr("Until"),
                self.tr("How far it came"),
            ),
            self,
        )
        self.table = Table(self.tr("Notices that were given"), px(38))
        self.table.setModel(self.model)
        self.table.columns((0, px(160), px(158), px(158), px(220)), 0)
        rest = self.table.give_way(2, 1, 3)
        self.table.setMinimumHeight(px(200))
        self.table.opened.connect(self._open)
        self._none = words(
            self.tr(
                "None yet. A notice is a few lines for the staff of wings, such as another number "
                "or a date to know."
            )
        )
        self.new = Button(self.tr("Give a notice"), icon="plus")
        self.new.clicked.connect(self._new)
        self._stack = Stack()
        self._stack.add(self._none)
        self._stack.add(self.table)
        card = Card(self.tr("Notices that were given"))
        card.body.addWidget(self._stack)
        card.body.addWidget(rest)
        card.body.addWidget(
            words(self.tr("Open one to put it right or to withdraw it: wings follow."), "hint")
        )
        card.body.addWidget(flowing(self.new))
        return card

    def _show(self, found: Notices) -> None:
        self._offer(found.audience)
        self.model.show_lines([self._line(each) for each in found.given])
        self._stack.turn(self.table if found.given else self._none)
        if self._fresh and found.draft is not None:
            self._fill(found.draft.id, found.draft.record, found.draft.form)
        self._fresh = False

    def _offer(self, audience: tuple[tuple[str, str], ...]) -> None:
        chosen = self.whom.currentData() or ("", "")
        sites = dict.fromkeys(site for site, _ in audience)
        self.whom.clear()
        self.whom.addItem(self.tr("All wings"), ("", ""))
        for site in sites:
            self.whom.addItem(self.tr("All of {site}").format(site=site), (site, ""))
            for where, wing in audience:
                if where == site:
                    self.whom.addItem(f"{site}, {wing}", (site, wing))
        self._choose(chosen)

    def _choose(self, whom: tuple[str, str]) -> None:
        places = [n for n in range(self.whom.count()) if tuple(self.whom.itemData(n)) == whom]
        if not places:
            text = ", ".join(part for part in whom if part) or self.tr("All wings")
            self.whom.addItem(text, whom)
        self.whom.setCurrentIndex(places[0] if places else self.whom.count() - 1)

    def _line(self, each: Given) -> Line:
        whom = ", ".join(part for part in (each.site, each.wing) if part) or self.tr("All wings")
        over = each.until < self._desk.today()
        far = self.tr("with {sent} of {wings}, seen by {seen}").format(
            sent=each.sent, wings=each.wings, seen=each.seen
        )
        if not each.sent:
            far = self.tr("not gone to a wing yet")
        icon, ink = ("tick", "soft") if over else ("info", "accent")
        cells = (each.title, whom, long_date(each.date), long_date(each.until), far)
        return Line(cells, each, icon, ink)

    def _open(self, place: int) -> None:
        line = self.model.line(place)
        if line is not None:
            self.begin(line.value)
            self.card.show()
            self.title.setFocus()

    def _fill(self, draft: str, record: str, form: dict[str, Any]) -> None:
        """What was not finished comes back as it was."""
        self.begin()
        self._record = record
        self.title.setText(str(form.get("title", "")))
        self.text.setPlainText(str(form.get("text", "")))
        site, wing = (*form.get("whom", ()), "", "")[:2]
        self._choose((str(site), str(wing)))
        self.first.line.setText(str(form.get("first", "")))
        self.last.line.setText(str(form.get("last", "")))
        self.keeper.begin(draft, record)
        self._name()
        self.card.show()
        self.told.emit(Message("info", self.tr("A notice that was not finished is here again.")))

    def _name(self) -> None:
        better = bool(self._record)
        self.card.heading.setText(
            self.tr("Put a notice right") if better else self.tr("Give a notice")
        )
        self.button.setText(self.tr("Give it like this") if better else self.tr("Give notice"))
        self.withdraw.setVisible(better)

    def _new(self) -> None:
        """Write one; what was put aside half written is there still."""
        if self._record:
            self.begin()
        self.card.show()
        self.title.setFocus()

    def _stop(self) -> None:
        self.keeper.flush()
        self._shut()

    def _shut(self) -> None:
        self.card.hide()
        self.new.setFocus()

    def _withdraw(self) -> None:
        self.keeper.give_up()
        putting.put_away(self._desk, self, self._record, "notice", self.failed.emit, self._changed)

    def _given(self, _saved: Saved) -> None:
        self.button.setEnabled(True)
        self._desk.note_saved()
        self.told.emit(
            Message(
                "success",
                self.tr("The notice is given."),
                "",
                self.tr("It goes to its wings with what goes back next."),
            )
        )
        self.begin()
        self._changed()

    def _changed(self) -> None:
        if self._record:
            self.begin()
        if self.card.isVisible():
            self._shut()
        self.ask()

    def _refused(self, error: Exception) -> None:
        self.button.setEnabled(True)
        self.keeper.touched()  # what could not be given is kept
        self.failed.emit(error)
        self.title.setFocus()
