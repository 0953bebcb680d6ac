# SPDX-License-Identifier: MIT
"""Who signs in here: adding people, taking their way in, changing passwords."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QComboBox, QLineEdit, QVBoxLayout, QWidget

from coprod_desktop.domain import vocabulary
from coprod_desktop.gui.desk import Desk
from coprod_desktop.gui.fields import SecretField
from coprod_desktop.gui.forms import Form, words
from coprod_desktop.gui.furniture import Button, Card, Scroll, bar, flowing
from coprod_desktop.gui.messages import Banner, Message
from coprod_desktop.gui.rows import Line, Lines
from coprod_desktop.gui.settings.roles import RoleCard
from coprod_desktop.gui.steps import NewPassword
from coprod_desktop.gui.tables import Table
from coprod_desktop.services.access import people
from coprod_desktop.services.session import Person


class PeopleTab(QWidget):
    """Everybody, oneself first for the password."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        px = desk.theme.px
        self.banner = Banner()
        self.model = Lines((self.tr("Name"), self.tr("Role"), self.tr("Signs in")), self)
        self.table = Table(self.tr("People"), px(38))
        self.table.setModel(self.model)
        self.table.columns((px(170), 0, px(100)), 1)
        self.table.chosen.connect(self._chosen)
        self.disable = Button(self.tr("Stop this person signing in"), icon="cross")
        self.disable.clicked.connect(self._disable)
        self.give = Button(self.tr("Give a new password"), icon="key")
        self.give.clicked.connect(self._ask_password)
        self.change_role = Button(self.tr("Change the role"), icon="edit")
        self.change_role.clicked.connect(self._ask_role)
        self.role_card = RoleCard(desk)
        self.role_card.left.connect(self._keep_role)
        self.role_card.changed.connect(self._role_changed)
        self.role_card.failed.connect(self.banner.show_error)
        self.elsewhere = words(
            self.tr(
                "The office’s records are on a server, and each of its PCs has passwords of its "
                "own. Whoever is not on this PC yet gets one here."
            ),
            "hint",
        )
        self.elsewhere.hide()
        self.sure = Card(self.tr("Are you sure?"))
        self.other = Card()
        self._build()

    def ask(self) -> None:
        """Fetch everybody."""
        self._desk.jobs.run(
            people.everyone, owner=self, done=self._show, failed=self.banner.show_error
        )

    def _build(self) -> None:
        self.own = Card(self.tr("Change my password"))
        own_form = Form()
        self.old = SecretField()
        self.old_row = own_form.add(self.tr("Password now"), self.old, required=True)
        self.new = NewPassword(own_form)
        self.change = Button(self.tr("Change my password"))
        self.change.clicked.connect(self._change)
        self.own.body.addWidget(own_form)
        self.own.body.addWidget(bar(self.change))
        self.add_card = Card(self.tr("Add a person"))
        form = Form()
        self.name = form.add(
            self.tr("Name"),
            QLineEdit(),
            hint=self.tr("As colleagues know them. It stands beside what they record."),
            required=True,
        )
        self.role = QComboBox()
        for code, text in vocabulary.options(vocabulary.ROLES):
            if code != "admin" or self._desk.who.kind == "office":
                self.role.addItem(text, code)
        form.add(self.tr("Role"), self.role)
        self.first = NewPassword(form)
        self._add_form = form
        self._own_form = own_form
        self.add = Button(self.tr("Add this person"), kind="primary", icon="plus")
        self.add.clicked.connect(self._add)
        self.add_card.body.addWidget(form)
        self.add_card.body.addWidget(bar(self.add))
        everyone = Card(self.tr("People who sign in here"))
        everyone.body.addWidget(self.table)
        everyone.body.addWidget(self.elsewhere)
        everyone.body.addWidget(flowing(self.change_role, self.give, self.disable))
        yes = Button(self.tr("Yes, stop them signing in"), kind="danger")
        yes.clicked.connect(self._disable_now)
        no = Button(self.tr("No, keep them"))
        no.clicked.connect(self.sure.hide)
        self._question = words("")
        self.sure.body.addWidget(self._question)
        self.sure.body.addWidget(bar(no, yes))
        self.sure.hide()
        everyone.body.addWidget(self.sure)
        self._build_other()
        everyone.body.addWidget(self.other)
        everyone.body.addWidget(self.role_card)
        scroll = Scroll(margins=(0, 16, 0, 16))
        for card in (self.banner, everyone, self.add_card, self.own):
            scroll.body.addWidget(card)
        scroll.body.addStretch(1)
        if not self._desk.who.manages:
            self.add_card.hide()
            self.disable.hide()
            self.give.hide()
            self.change_role.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(scroll)

    def _build_other(self) -> None:
        self._other_form = Form()
        self._about_other = words("")
        self._other_form.add_widget(self._about_other)
        self.given = NewPassword(self._other_form)
        self.set_given = Button(self.tr("Set this password"), kind="primary")
        self.set_given.clicked.connect(self._give)
        leave = Button(self.tr("Cancel"))
        leave.clicked.connect(self._keep_password)
        self.other.body.addWidget(self._other_form)
        self.other.body.addWidget(bar(self.set_given, leave))
        self.other.hide()

    def _show(self, everyone: tuple[Person, ...]) -> None:
        self.model.show_lines([self._line(each) for each in everyone])
        self.elsewhere.setVisible(not all(each.here for each in everyone))
        lines = max(2, min(8, len(everyone))) + 1
        self.table.setFixedHeight(lines * self._desk.theme.px(38) + self._desk.theme.px(8))
        self.table.choose(0)

    def _line(self, person: Person) -> Line:
        state = self.tr("Yes") if person.active else self.tr("No longer")
        if not person.here:
            state = self.tr("Not on this PC")
        cells = (person.name, vocabulary.say(vocabulary.ROLES, person.role), state)
        return Line(cells, person, "user", "text" if person.active else "soft")

    def _person(self) -> Person | None:
        line = self.model.line(self.table.currentIndex().row())
        return line.value if line is not None else None

    def _chosen(self, _place: int) -> None:
        person = self._person()
        self.sure.hide()
        self._keep_password()
        self.role_card.hide()
        other = person is not None and person.active and person.name != self._desk.who.name
        self.disable.setEnabled(other)
        self.give.setEnabled(other)
        self.change_role.setEnabled(other)
        self.give.setText(
            self.tr("Give a new password")
            if person is None or person.here
            else self.tr("Let them sign in on this PC")
        )

    def _ask_role(self) -> None:
        person = self._person()
        if person is not None:
            self.sure.hide()
            self._keep_password()
            self.role_card.ask(person)

    def _keep_role(self) -> None:
        self.role_card.hide()
        self.change_role.setFocus()

    def _role_changed(self, person: Person) -> None:
        role = vocabulary.say(vocabulary.ROLES, person.role)
        text = self.tr(
            "{name} now has the role: {role}. It holds at once; their screens show it when "
            "they next sign in."
        )
        self._keep_role()
        self._good(text.format(name=person.name, role=role))
        self.ask()

    def _ask_password(self) -> None:
        person = self._person()
        if person is not None:
            self.role_card.hide()
            title = self.tr("A new password for {name}")
            self._about_other.setText(
                self.tr("Let them type it themselves. Their old password stops working at once.")
                if person.here
                else self.tr(
                    "They sign in on another PC of this office. Let them type a password for this "
                    "PC. The one that they have elsewhere stays as it is."
                )
            )
            self.other.heading.setText(title.format(name=person.name))
            self.other.heading.show()
            self.sure.hide()
            self.other.show()
            self.given.first.setFocus()

    def _keep_password(self) -> None:
        self.given.clear()
        self._other_form.clear_errors()
        self.other.hide()

    def _give(self) -> None:
        person = self._person()
        self._other_form.clear_errors()
        self.given.check()
        if person is None or self._stopped(self._other_form):
            return
        self._desk.jobs.run(
            people.change_password,
            person.name,
            None,
            self.given.text(),
            owner=self,
            done=self._was_given,
            failed=self.banner.show_error,
            changes=("people",),
        )

    def _was_given(self, _nothing: Any) -> None:
        self._keep_password()
        self._good(self.tr("They can sign in with the new password now."))
        self.ask()
        self.give.setFocus()

    def _disable(self) -> None:
        person = self._person()
        if person is not None:
            self.role_card.hide()
            self._question.setText(
                self.tr(
                    "{name} can no longer open this store. What they recorded stays. You can add "
                    "them again later."
                ).format(name=person.name)
            )
            self.sure.show()

    def _disable_now(self) -> None:
        person = self._person()
        self.sure.hide()
        if person is not None:
            self._desk.jobs.run(
                people.disable,
                person.name,
                owner=self,
                done=self._disabled,
                failed=self.banner.show_error,
                changes=("people",),
            )

    def _disabled(self, _nothing: Any) -> None:
        self._good(self.tr("They can no longer sign in."))
        self.ask()

    def _add(self) -> None:
        self._add_form.clear_errors()
        name = self.name.field.text().strip()
        if not name:
            self.name.set_error(self.tr("Type a name"))
        self.first.check()
        if self._stopped(self._add_form):
            return
        self.add.setEnabled(False)
        self._desk.jobs.run(
            people.add,
            name,
            self.role.currentData(),
            self.first.text(),
            owner=self,
            done=self._added,
            failed=self._not_added,
            changes=("people",),
        )

    def _added(self, person: Person) -> None:
        self.add.setEnabled(True)
        self.name.field.clear()
        self.first.clear()
        self._good(self.tr("{name} can now sign in on this PC.").format(name=person.name))
        self.ask()

    def _not_added(self, error: Exception) -> None:
        self.add.setEnabled(True)
        self.banner.show_error(error)

    def _change(self) -> None:
        self._own_form.clear_errors()
        if not self.old.text():
            self.old_row.set_error(self.tr("Type your password as it is now"))
        self.new.check()
        if self._stopped(self._own_form):
            return
        self.change.setEnabled(False)
        self._desk.jobs.run(
            people.change_password,
            self._desk.who.name,
            self.old.text(),
            self.new.text(),
            owner=self,
            done=self._changed,
            failed=self._not_changed,
        )

    def _changed(self, _nothing: Any) -> None:
        self.change.setEnabled(True)
        self.old.clear()
        self.new.clear()
        self._good(self.tr("Your password is changed. Use the new one from now on."))

    def _not_changed(self, error: Exception) -> None:
        self.change.setEnabled(True)
        self.old.clear()
        self.banner.show_error(error)

    def _stopped(self, form: Form) -> bool:
        wrong = form.first_wrong()
        if wrong is not None:
            (wrong.field.focusProxy() or wrong.field).setFocus()
        return wrong is not None

    def _good(self, text: str) -> None:
        self.banner.show_message(Message("success", text))
