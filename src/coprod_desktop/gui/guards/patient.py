# SPDX-License-Identifier: MIT
"""Looks after a patient's words while they are typed: who they may name, what they may tell.

Put a `PatientGuard` under the fields with a patient's words (and the staff note), `watch` them, ask
`ready` before saving, and save `escalations` with the comment. It never changes a word by itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise
from typing import Any, Final, NamedTuple

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from coprod_desktop.domain import harm, identifying
from coprod_desktop.domain.harm import Match
from coprod_desktop.domain.identifying import Finding
from coprod_desktop.domain.records import Escalation
from coprod_desktop.gui.desk import Desk
from coprod_desktop.gui.fields import WordsField
from coprod_desktop.gui.forms import words
from coprod_desktop.gui.furniture import discard
from coprod_desktop.gui.guards import local
from coprod_desktop.gui.guards.looking import Looking
from coprod_desktop.gui.guards.marking import Mark, mark
from coprod_desktop.gui.guards.naming import Found, NamePanel
from coprod_desktop.gui.guards.passing_on import RouteLine
from coprod_desktop.gui.guards.revealing import reveal
from coprod_desktop.gui.messages import announce
from coprod_desktop.gui.theme import AFTER_PAINT_MS, Theme

PAUSE_MS: Final = 400
_SHOWN: Final = 60


class _Told(NamedTuple):
    """What a text may tell: who somebody is, and of harm."""

    findings: tuple[Finding, ...]
    matches: tuple[Match, ...]


def _told(text: str) -> _Told:
    return _Told(identifying.find(text), harm.find(text))


class PatientGuard(QWidget):
    """The panel under a patient's words; there is nothing to see while there is nothing to ask."""

    edited = Signal()
    """What was answered here has changed: touch the draft."""
    looked_through = Signal()
    """Many words were looked through, for which `ready` had to wait: ask it again."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.setProperty("part", "canvas")
        self.setAccessibleName(self.tr("Reminders about these words"))
        self._desk = desk
        self._watched: list[WordsField] = []
        self._looking: Looking[_Told] = Looking(desk, _told, self)
        self._told: dict[WordsField, _Told] = {}
        self._awaited = False
        self._kept: set[str] = set()
        self._recorded: set[str] = set()
        self._asked_for: object = None
        self._said: set[str] = set()
        self._local: dict[str, dict[str, str]] = {}
        self._matches: list[tuple[WordsField, Match, str]] = []
        self.names = NamePanel()
        self.lines: dict[str, RouteLine] = {}
        self.weak = words("", "soft")
        self.never = words(harm.never_claims(), "hint")
        self._routes = QVBoxLayout()
        self._routes.setSpacing(8)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self.names)
        column.addLayout(self._routes)
        column.addWidget(self.weak)
        column.addWidget(self.never)
        self.names.kept.connect(self._keep)
        self.names.masked.connect(self.look)
        self._looking.came.connect(self._came)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE_MS)
        self._pause.timeout.connect(self.look)
        Theme.of_app().changed.connect(self._pause.start)
        # The lists are read and made ready before the first word is typed, and not while it is.
        QTimer.singleShot(AFTER_PAINT_MS, self, self._warm)
        self._show()

    # --- what a form does with it -------------------------------------------------------------

    def watch(self, field: WordsField) -> None:
        """Look after a field's words."""
        self._watched.append(field)
        field.textChanged.connect(self._typed)

    def escalations(self) -> tuple[Escalation, ...]:
        """What is to be saved with the comment: one for each route that asks for an answer."""
        self._settle()
        return tuple(line.escalation() for line in self.lines.values())

    def show_escalations(self, escalations: Iterable[Escalation]) -> None:
        """Show what was recorded with a comment; forget all else."""
        self.clear()
        for each in escalations:
            self._recorded.add(each.route)
            self._line(each.route).show_escalation(each)
        self._show()

    def values(self) -> dict[str, Any]:
        """What was answered, as plain values for a draft."""
        self._settle()
        return {
            "kept": sorted(self._kept),
            "recorded": sorted(self._recorded),
            "lines": [line.values() for line in self.lines.values()],
        }

    def fill(self, values: dict[str, Any]) -> None:
        """Show a draft's answers; what it lacks is emptied."""
        self.clear()
        self._kept = {str(each) for each in values.get("kept", ())}
        self._recorded = {str(each) for each in values.get("recorded", ())}
        for each in values.get("lines", ()):
            self._line(str(each.get("route", ""))).fill(each)
        self.look()

    def clear(self) -> None:
        """Forget every answer: another comment begins."""
        self._kept.clear()
        self._recorded.clear()
        self._said.clear()
        self._asked_for = None
        self._matches.clear()
        for code in list(self.lines):
            self._drop(code)
        self._pause.start()
        self._show()

    def ready(self) -> bool:
        """Whether the comment can be saved now.

        Not, once, when something stands there that nobody has answered yet: it then has the focus,
        and the next try goes through. Not at all while an answer that was begun is incomplete. Not
        yet while many words are still looked through: `looked_through` then says when.
        """
        self._awaited = not self.look()
        if self._awaited:
            return False
        found = self.found()
        undecided = [line for line in self.lines.values() if not line.state()]
        for line in self.lines.values():
            if not line.check():
                return False
        asked_for = (
            tuple((each.shown, each.finding.kind) for each in found),
            tuple(line.code for line in undecided),
        )
        if not any(asked_for) or asked_for == self._asked_for:
            return True
        self._asked_for = asked_for
        if found:
            self.names.focus_first()
        else:
            undecided[0].focus_first()
        announce(
            self,
            self.tr("Look at this before saving. To save as it is, save once more."),
            at_once=True,
        )
        return False

    def found(self) -> tuple[Found, ...]:
        """What may tell who somebody is and was not decided about, when it was last looked at."""
        found: list[Found] = []
        for field, told in self._told.items():
            text = field.toPlainText()
            for each in told.findings:
                shown = text[each.lead : each.end]
                if _key(shown) not in self._kept:
                    found.append(Found(field, each, shown))
        return tuple(found)

    # --- looking --------------------------------------------------------------------------------

    def look(self) -> bool:
        """Look at the words now; False where they are so many that a worker has to."""
        self._pause.stop()
        texts = {field: field.toPlainText() for field in self._watched}
        told = self._looking.know(texts)
        if told is None:
            return False
        self._told = told
        found = self.found()
        self._matches = [
            (field, match, texts[field][match.start : match.end])
            for field, each in told.items()
            for match in each.matches
        ]
        strong = dict.fromkeys(match.route for _, match, _ in self._matches if match.strong)
        for code in strong:
            self._line(code)
        for code, line in list(self.lines.items()):
            if code not in strong and code not in self._recorded and not line.state():
                self._drop(code)
        self.names.show_found(found)
        self._underline(found)
        self._show()
        return True

    def _typed(self) -> None:
        self._awaited = False  # what is typed on is not what was to be saved
        self._pause.start()

    def _came(self) -> None:
        if self.look() and self._awaited:
            self._awaited = False
            self.looked_through.emit()

    def _settle(self) -> None:
        """Look at what was typed in the last moment."""
        if self._pause.isActive():
            self.look()

    def _underline(self, found: Sequence[Found]) -> None:
        for field in self._watched:
            marks = [
                Mark(each.finding.start, each.finding.end, "wave")
                for each in found
                if each.field is field
            ]
            marks += [
                Mark(match.start, match.end, "dashes" if match.strong else "dots")
                for where, match, _ in self._matches
                if where is field
            ]
            mark(field, "patient", marks)

    def _show(self) -> None:
        for code, line in self.lines.items():
            said = [said for _, match, said in self._matches if match.route == code]
            line.show_because(tuple(dict.fromkeys(each[:_SHOWN] for each in said)))
            line.show_here(local.here(self._local.get(code, {})))
        weak = dict.fromkeys(
            match.route
            for _, match, _ in self._matches
            if not match.strong and match.route not in self.lines
        )
        self.weak.setText("\n".join(harm.route(code).reminder for code in weak))
        self.weak.setVisible(bool(weak))
        self.never.setVisible(bool(weak) or bool(self.lines))
        asks = bool(weak) or bool(self.lines) or not self.names.isHidden()
        if asks and self.isHidden():
            reveal(self)
        self.setVisible(asks)
        self._announce([*self.lines, *weak])

    def _announce(self, routes: Sequence[str]) -> None:
        """Say each route's reminder once, however often the words are typed on."""
        for code in routes:
            if code not in self._said and code not in self._recorded:
                announce(self, harm.route(code).reminder)
        self._said |= set(routes)

    # --- lines ----------------------------------------------------------------------------------

    def _line(self, code: str) -> RouteLine:
        if code not in self.lines:
            line = RouteLine(code, self._desk.today)
            line.edited.connect(self.edited)
            before = next(reversed(self.lines.values())).stops()[-1] if self.lines else None
            self.lines[code] = line
            self._routes.addWidget(line)
            # What is made later comes last on the way of the Tab key, wherever it stands.
            stops = [before or self.names.keep, *line.stops()]
            for one, other in pairwise(stops):
                QWidget.setTabOrder(one, other)
        return self.lines[code]

    def _drop(self, code: str) -> None:
        line = self.lines.pop(code)
        focus = QApplication.focusWidget()
        if focus is not None and line.isAncestorOf(focus) and self._watched:
            self._watched[0].setFocus()
        self._routes.removeWidget(line)
        discard(line)

    def _keep(self, found: Found) -> None:
        self._kept.add(_key(found.shown))
        self.look()
        self.edited.emit()

    def _warm(self) -> None:
        run: Callable[..., Any] = self._desk.jobs.run
        run(_prepare, owner=self, done=self._know)

    def _know(self, details: dict[str, dict[str, str]]) -> None:
        self._local = details
        self._show()


def _key(shown: str) -> str:
    return " ".join(shown.split()).lower()


def _prepare(session: Any) -> dict[str, Any]:
    """Read the lists, which costs tens of milliseconds once, and the site's own details."""
    identifying.find("Mr 1")
    harm.find("Mr 1")
    return local.asked(session) if session is not None else {}
