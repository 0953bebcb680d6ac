# SPDX-License-Identifier: MIT
"""What stops a bundle: comments that may tell of harm, and a small form for what was done."""

from __future__ import annotations

from functools import partial
from typing import Any, Final, NamedTuple

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from coprod_desktop.domain import harm
from coprod_desktop.domain.records import Escalation
from coprod_desktop.gui.dates import iso, long_date
from coprod_desktop.gui.desk import Desk
from coprod_desktop.gui.drafting import DraftKeeper
from coprod_desktop.gui.forms import words
from coprod_desktop.gui.furniture import Button, Card, Tile, discard, flowing
from coprod_desktop.gui.guards import local
from coprod_desktop.gui.guards.passing_on import RouteLine
from coprod_desktop.gui.messages import Banner, announce
from coprod_desktop.services.loop.guarding import OpenEscalation
from coprod_desktop.services.recording.drafts import Draft

_DRAFT: Final = "passing_on"


class _Asked(NamedTuple):
    """What is open, whom to tell at this site, and answers that were begun, by their comment."""

    open: tuple[OpenEscalation, ...]
    local: dict[str, Any]
    begun: dict[str, Draft]


def _asked(session: Any) -> _Asked:
    from coprod_desktop.services.loop import guarding
    from coprod_desktop.services.recording import drafts

    begun = {each.record: each for each in drafts.mine(session) if each.kind == _DRAFT}
    return _Asked(guarding.open_ones(session), guarding.site_routes(session), begun)


def _resolve(session: Any, feedback: str, said: tuple[Escalation, ...], draft: str | None) -> None:
    from coprod_desktop.services.loop import guarding
    from coprod_desktop.services.recording import drafts

    guarding.resolve(session, feedback, said)
    if draft is not None:
        drafts.discard(session, draft)


def _take_back(session: Any, feedback: str) -> None:
    from coprod_desktop.services.recording import binning

    binning.undo(session, feedback)


class OpenCard(Card):
    """The open comments as a list; each opens the question what was done. Hidden without any."""

    settled = Signal()
    """Nothing is open any more."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.heading.setText(self.tr("Before anything can be sent"))
        self.heading.show()
        self.heading.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._open: tuple[OpenEscalation, ...] = ()
        self._wants_focus = False
        self._local: dict[str, dict[str, str]] = {}
        self._begun: dict[str, Draft] = {}
        self.tiles: dict[str, Tile] = {}
        self.lead = words("")
        self.banner = Banner()
        self._list = QVBoxLayout()
        self._list.setSpacing(8)
        self.form = _Answer(desk)
        self.form.saved.connect(self._saved)
        self.form.failed.connect(self.banner.show_error)
        self.form.left.connect(self._left)
        for part in (self.lead, self.banner):
            self.body.addWidget(part)
        self.body.addLayout(self._list)
        self.body.addWidget(self.form)
        self.hide()

    @property
    def number(self) -> int:
        """How many comments are open."""
        return len(self._open)

    def ask(self) -> None:
        """Fetch what is open."""
        self._desk.jobs.run(
            _asked,
            owner=self,
            done=self._show,
            failed=self.banner.show_error,
            key="open-escalations",
        )

    def open_first(self) -> None:
        """Put the focus on the first of them, now or when they have come."""
        self._wants_focus = not self.tiles
        if self.tiles:
            next(iter(self.tiles.values())).setFocus()

    def flush(self) -> None:
        """Keep what was typed and not saved."""
        self.form.keeper.flush()

    def _show(self, found: _Asked) -> None:
        before = self.number
        self._open, self._local, self._begun = found
        while (item := self._list.takeAt(0)) is not None:
            discard(item.widget())
        self.tiles.clear()
        for each in self._open:
            tile = Tile("flag", self._title(each), each.excerpt, ink="warning")
            tile.clicked.connect(partial(self._pick, each))
            self.tiles[each.feedback] = tile
            self._list.addWidget(tile)
            tile.setVisible(self.form.feedback != each.feedback)
        if self.form.feedback not in self.tiles:
            self.form.close_it()
        text = (
            self.tr("1 comment may tell of harm, and nobody has said yet what was done about it.")
            if self.number == 1
            else self.tr(
                "{number} comments may tell of harm, and nobody has said yet what was done "
                "about them."
            ).format(number=self.number)
        )
        self.lead.setText(
            text + " " + self.tr("If somebody may come to harm, use the prison’s process first.")
        )
        self.setAccessibleName(self.heading.text())
        self.setAccessibleDescription(self.lead.text())
        self.setVisible(bool(self._open))
        if self._wants_focus and self.tiles:
            self.open_first()
        if before and not self._open:
            announce(self, self.tr("Nothing is open any more. The bundle can be sent."))
            self.settled.emit()

    def _title(self, each: OpenEscalation) -> str:
        named = ", ".join(harm.route(code).label for code in each.routes)
        day = long_date(iso(each.date))
        if each.wing:
            return self.tr("{day}, {wing}: {routes}").format(day=day, wing=each.wing, routes=named)
        return self.tr("{day}: {routes}").format(day=day, routes=named)

    def _pick(self, each: OpenEscalation) -> None:
        for code, tile in self.tiles.items():
            tile.setVisible(code != each.feedback)
        self.banner.clear()
        self.form.open_it(each, self._local, self._title(each), self._begun.get(each.feedback))

    def _left(self) -> None:
        self.ask()
        for tile in self.tiles.values():
            tile.show()
        self.open_first()

    def _saved(self, feedback: str) -> None:
        self.form.close_it()
        self._desk.note_saved()
        self._desk.offer_undo(
            self.tr("It is recorded what was done"), partial(self._take_back, feedback)
        )
        self.ask()

    def _take_back(self, feedback: str) -> None:
        self._desk.jobs.run(
            _take_back,
            feedback,
            owner=self,
            done=lambda _: self.ask(),
            failed=self.banner.show_error,
            changes=("feedback",),
        )


class _Answer(QWidget):
    """What was done about one comment."""

    saved = Signal(str)
    failed = Signal(object)
    left = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.setProperty("part", "canvas")
        self._desk = desk
        self.feedback = ""
        self.title = words("", "subheading")
        self.said = words("", "quote")
        self.lines: dict[str, RouteLine] = {}
        self.keeper = DraftKeeper(desk, _DRAFT, self.values)
        self.keeper.failed.connect(self.failed)
        self._routes = QVBoxLayout()
        self._routes.setSpacing(8)
        self.save = Button(self.tr("Save what was done"), kind="primary")
        self.save.clicked.connect(self._save)
        self.read = Button(self.tr("Read the whole comment"))
        self.read.clicked.connect(lambda: desk.go("feedback", self.feedback))
        self.later = Button(self.tr("Back to the list"), kind="quiet", icon="back")
        self.later.clicked.connect(self._leave)
        self._foot = flowing(self.save, self.read, self.later)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self.title)
        column.addWidget(self.said)
        column.addLayout(self._routes)
        column.addWidget(self._foot)
        self.hide()

    def values(self) -> dict[str, Any]:
        """What was typed, and of it the words to know it by."""
        typed = [line.values() for line in self.lines.values()]
        known_by = (each[name] for name in ("reason", "by") for each in typed)
        return {"routes": typed, "reason": next((text for text in known_by if text), "")}

    def open_it(
        self, each: OpenEscalation, details: dict[str, Any], title: str, begun: Draft | None
    ) -> None:
        """Ask about one comment, perhaps with what was begun before."""
        self.close_it()
        self.feedback = each.feedback
        self.keeper.begin(begun.id if begun is not None else "", each.feedback)
        typed: list[dict[str, Any]] = begun.form.get("routes", []) if begun is not None else []
        before_now = {values.get("route"): values for values in typed}
        self.title.setText(title)
        self.said.setText(each.excerpt)
        self.read.setVisible(not each.binned)
        before: QWidget | None = None
        for code in each.routes:
            line = RouteLine(code, self._desk.today)
            line.show_here(local.here(details.get(code, {})))
            line.fill(before_now.get(code, {}))
            line.edited.connect(self.keeper.touched)
            self.lines[code] = line
            self._routes.addWidget(line)
            # What is made later comes last on the way of the Tab key, wherever it stands.
            for stop in line.stops():
                if before is not None:
                    QWidget.setTabOrder(before, stop)
                before = stop
        for stop in (self.save, self.read, self.later):
            if before is not None:
                QWidget.setTabOrder(before, stop)
            before = stop
        self.show()
        self.lines[each.routes[0]].focus_first()

    def close_it(self) -> None:
        """Ask no longer; what was typed and not saved stays a draft."""
        self.keeper.flush()
        self.feedback = ""
        for line in self.lines.values():
            self._routes.removeWidget(line)
            discard(line)
        self.lines.clear()
        self.hide()

    def _leave(self) -> None:
        self.close_it()
        self.left.emit()

    def _save(self) -> None:
        for line in self.lines.values():
            if not line.check():
                return
        said = tuple(
            line.escalation() for line in self.lines.values() if line.state() not in {"", "open"}
        )
        if not said:
            first = next(iter(self.lines.values()))
            first.focus_first()
            announce(first, self.tr("Choose what was done, or go back to the list."), at_once=True)
            return
        feedback, draft = self.feedback, self.keeper.settled()
        self._desk.jobs.run(
            _resolve,
            feedback,
            said,
            draft,
            owner=self,
            done=lambda _: self.saved.emit(feedback),
            failed=partial(self._not_saved, feedback, draft or ""),
            changes=("feedback", "draft"),
        )

    def _not_saved(self, feedback: str, draft: str, error: Exception) -> None:
        if self.feedback == feedback:
            self.keeper.begin(draft, record=feedback)
            self.keeper.touched()
        self.failed.emit(error)
