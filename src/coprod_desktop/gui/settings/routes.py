# SPDX-License-Identifier: MIT
"""Settings: whom to tell at this site, and how, for each of the prison's own routes."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, Final

from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from coprod_desktop.domain import harm
from coprod_desktop.gui.desk import Desk
from coprod_desktop.gui.forms import Row, words
from coprod_desktop.gui.furniture import Button, Card, Scroll, bar
from coprod_desktop.gui.jotting import Jotting
from coprod_desktop.gui.messages import Banner, Message
from coprod_desktop.gui.responsive import Columns

_LONGEST: Final = 200
_BESIDE: Final = 520


def _listed(session: Any) -> dict[str, dict[str, str]]:
    from coprod_desktop.services.loop import guarding

    return guarding.site_routes(session)


def _set(session: Any, changed: dict[str, dict[str, str]]) -> None:
    from coprod_desktop.services.loop import guarding

    for code, details in changed.items():
        guarding.set_site_route(session, code, details)


class RoutesTab(QWidget):
    """Every route with the site's own names, numbers and forms. Staff read it, heads change it."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._shown: dict[str, dict[str, str]] = {}
        self.banner = Banner()
        self.lines: dict[str, dict[str, QLineEdit]] = {}
        self.save = Button(self.tr("Save whom to tell"), kind="primary")
        self.save.clicked.connect(self._save)
        scroll = Scroll(margins=(0, 16, 0, 16))
        scroll.body.addWidget(self.banner)
        scroll.body.addWidget(
            words(
                self.tr(
                    "When words may tell of harm, these lines stand under the prison’s own route: "
                    "whom to tell here, and how. Go through them with Safer Custody, Security and "
                    "the safeguarding lead, and again when anything changes."
                )
                if desk.who.manages
                else self.tr(
                    "Whom to tell at this site, and how. The head of healthcare keeps it current."
                )
            )
        )
        for route in harm.routes():
            scroll.body.addWidget(self._card(route))
        self.jotting = Jotting(
            desk,
            "route",
            {
                f"{code}.{name}": line
                for code, lines in self.lines.items()
                for name, line in lines.items()
            },
        )
        self.jotting.failed.connect(self.banner.show_error)
        self.jotting.came_back.connect(self._say_back)
        if desk.who.manages:
            scroll.body.addWidget(bar(self.save))
        scroll.body.addWidget(words(harm.never_claims(), "hint"))
        scroll.body.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(scroll)

    def ask(self) -> None:
        """Fetch what was written, unless somebody is writing."""
        if self._changed():
            return
        self._desk.jobs.run(_listed, owner=self, done=self._show, failed=self.banner.show_error)

    def _card(self, route: harm.Route) -> Card:
        card = Card(route.label)
        card.body.addWidget(words(route.tell, "soft"))
        lines: dict[str, QLineEdit] = {}
        rows: list[tuple[QWidget, int]] = []
        for name, label in (
            ("who", self.tr("Whom to tell")),
            ("phone", self.tr("Phone or radio")),
            ("form", self.tr("Form or system")),
            ("out_of_hours", self.tr("Out of hours")),
        ):
            line = QLineEdit()
            line.setMaxLength(_LONGEST)
            line.setReadOnly(not self._desk.who.manages)
            row = Row(label, line)
            line.setAccessibleName(
                self.tr("{label}, {route}").format(label=label, route=route.label)
            )
            lines[name] = line
            rows.append((row, 1))
        self.lines[route.code] = lines
        card.body.addWidget(Columns(rows, wide=2, narrow=1, least=_BESIDE))
        return card

    def _show(self, found: dict[str, dict[str, str]]) -> None:
        self._shown = found
        for code, lines in self.lines.items():
            for name, line in lines.items():
                line.setText(found.get(code, {}).get(name, ""))

        self.jotting.rest()
        if self._desk.who.manages:
            self.jotting.look()

    def _say_back(self) -> None:
        text = self.tr("What you typed here before is back. It is not saved yet.")
        self.banner.show_message(Message("info", text))

    def _changed(self) -> dict[str, dict[str, str]]:
        """What was typed and not saved, by route."""
        typed = {
            code: {name: line.text().strip() for name, line in lines.items() if line.text().strip()}
            for code, lines in self.lines.items()
        }
        return {code: said for code, said in typed.items() if said != self._shown.get(code, {})}

    def _save(self) -> None:
        self.banner.clear()
        changed = self._changed()
        if not changed:
            self.banner.show_message(Message("info", self.tr("Nothing was changed.")))
            return
        before = {code: self._shown.get(code, {}) for code in changed}
        self._put(changed, partial(self._saved, before))

    def _put(self, changed: dict[str, dict[str, str]], done: Callable[[], None]) -> None:
        def kept(_: object) -> None:
            self._shown |= changed
            self.jotting.done()
            self._desk.note_saved()
            done()

        self._desk.jobs.run(
            _set,
            changed,
            owner=self,
            done=kept,
            failed=self.banner.show_error,
            changes=("setting",),
        )

    def _saved(self, before: dict[str, dict[str, str]]) -> None:
        self.banner.show_message(Message("success", self.tr("It stands under the routes now.")))
        back = partial(self._put, before, partial(self._taken_back, before))
        self._desk.offer_undo(self.tr("Changed whom to tell"), back)

    def _taken_back(self, before: dict[str, dict[str, str]]) -> None:
        self.banner.clear()
        self._show({**self._shown, **before})
