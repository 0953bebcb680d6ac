# SPDX-License-Identifier: MIT
"""The poster page: pick answers, say them in plain words, settle what they tell, print them."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any, Final

import msgspec
from PySide6.QtCore import QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from coprod_desktop.domain.poster import Finding, Original, Poster, Vouched, unsettled
from coprod_desktop.gui.dates import moment
from coprod_desktop.gui.desk import Command, Desk, Page
from coprod_desktop.gui.drafting import DraftKeeper
from coprod_desktop.gui.furniture import Button, Heading, Scroll
from coprod_desktop.gui.jobs import Changed
from coprod_desktop.gui.label import Label
from coprod_desktop.gui.messages import Banner, Message, announce
from coprod_desktop.gui.paper_dialog import PaperPreview
from coprod_desktop.gui.poster import calls
from coprod_desktop.gui.poster.column import CardColumn
from coprod_desktop.gui.poster.drawing import DrawnPoster
from coprod_desktop.gui.poster.head import HeadForm
from coprod_desktop.gui.poster.picking import Picking
from coprod_desktop.gui.poster.shelf import Shelf
from coprod_desktop.gui.poster.sight import Seen, Sight, seen
from coprod_desktop.gui.poster.telling import Telling
from coprod_desktop.gui.responsive import Foot
from coprod_desktop.services.papers.posters import Item, Kept
from coprod_desktop.services.recording.drafts import Draft

_PAUSE_MS: Final = 250
_BESIDE: Final = 980
"""Width, at 100 %, from which the poster is seen beside its fields."""


class PosterPage(Page):
    """Fields at the left, the poster at the right, what can be done under both."""

    HELP = "posters"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._open: tuple[Finding, ...] = ()
        self._vouched: tuple[Vouched, ...] = ()
        self._checked: Poster | None = None
        self._begun = False
        self._print_after = False
        self.banner = Banner()
        self.head = HeadForm(desk)
        self.picking = Picking(desk)
        self.column = CardColumn(desk)
        self.telling = Telling(desk, self.poster)
        self.shelf = Shelf(desk)
        self.sight = Sight()
        self.left_to_do = Label()
        self.first = Button(self.tr("Go to the first"), kind="quiet")
        self.print = Button(self.tr("Print or save"), kind="primary", icon="print")
        self.keep = Button(self.tr("Keep the poster"), icon="save")
        self.new = Button(self.tr("New poster"), icon="plus")
        self.keeper = DraftKeeper(desk, "poster", self.values)
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(_PAUSE_MS)
        self._soon.timeout.connect(self.look)
        self._lay_out()
        self._connect()

    def arrive(self, target: str) -> None:
        """Show the poster being written; ``draft:ID`` goes on with a draft, ``new`` begins one."""
        self.picking.ask()
        if target == "new":
            self._begun = True
            self.begin()
        elif not self._begun or target.startswith("draft:"):
            self._begun = True
            self.keeper.flush()
            self.desk.jobs.run(
                calls.begin,
                target.removeprefix("draft:"),
                owner=self,
                done=self._resume,
                failed=self.banner.show_error,
            )
        self.picking.list.setFocus()

    def leave(self) -> None:
        """Keep what is half done."""
        self.keeper.flush()

    def store_changed(self, changed: Changed) -> None:
        """Look again when what posters are made of changed."""
        if changed.kinds & {"feedback", "answer", "action"} and self.isVisible():
            self.picking.ask()
            self._ask_originals()
            self._soon.start()

    def commands(self) -> Sequence[Command]:
        """What can be done here."""
        return (
            Command(self.tr("Print or save the poster"), self.ask_print),
            Command(self.tr("Keep the poster"), self.ask_keep),
            Command(self.tr("New poster"), self.ask_new),
        )

    def poster(self) -> Poster:
        """The poster as it stands."""
        return msgspec.structs.replace(
            self.head.poster(), cards=self.column.cards(), vouched=self._vouched
        )

    def values(self) -> dict[str, Any]:
        """The poster as a draft keeps it."""
        return {"name": self.shelf.name.text(), "poster": msgspec.to_builtins(self.poster())}

    def begin(self, name: str = "", poster: Poster | None = None) -> None:
        """Show a poster, or an empty one."""
        shown = poster or self.head.fresh()
        self._vouched = shown.vouched
        self.shelf.begin(name)
        self.head.begin(shown)
        self.column.fill(shown.cards)
        self.telling.hide()
        self.picking.show_on(self.column.sources())
        self._ask_originals()
        self.look()

    def look(self) -> None:
        """Draw the poster and ask what has to be settled on it."""
        self._soon.stop()
        poster = self.poster()
        self._see()
        self.desk.jobs.run(
            calls.findings,
            poster,
            owner=self,
            done=self._show_findings,
            failed=self.banner.show_error,
            key="poster-findings",
        )

    def _see(self) -> None:
        """Have a worker draw the poster."""
        self.desk.jobs.run_unsigned(
            seen,
            self.poster(),
            self.sight.room(),
            owner=self,
            done=self._show_seen,
            failed=self.banner.show_error,
            key="poster-seen",
        )

    def _show_seen(self, drawn: Seen) -> None:
        self.sight.show_picture(drawn.picture)
        self.head.say_readable(drawn if self.column.editors else None)

    def go_to_first(self) -> None:
        """Go to the first thing to settle."""
        if self._open:
            self._go_to(self._open[0])

    def _go_to(self, finding: Finding) -> None:
        (self.head if finding.card < 0 else self.column).go_to(finding)

    def _vouch(self, finding: Finding) -> None:
        """Keep that some words identify nobody, or ask about them again."""
        if finding.vouched is None:
            self.desk.jobs.run(
                calls.vouch,
                finding,
                owner=self,
                done=partial(self._was_vouched, finding),
                failed=self.banner.show_error,
            )
        else:
            self._keep_vouched(
                finding, tuple(each for each in self._vouched if each != finding.vouched)
            )

    def _was_vouched(self, finding: Finding, said: Vouched) -> None:
        before = self._vouched
        self._keep_vouched(finding, (*before, said))
        self.desk.offer_undo(
            self.tr("Kept: “{words}” identifies nobody").format(words=finding.words),
            partial(self._keep_vouched, finding, before),
            self,
        )

    def _keep_vouched(self, finding: Finding, vouched: tuple[Vouched, ...]) -> None:
        self._vouched = vouched
        self._go_to(finding)  # the button goes, and the focus is to stay at these words
        self.keeper.touched()
        self.look()

    # --- cards and findings -----------------------------------------------------------------

    def _pick(self, item: Item) -> None:
        from coprod_desktop.services.papers import posters

        self.column.put(posters.card(item), Original(item.said, item.quote))

    def _edited(self) -> None:
        self.keeper.touched()
        self._soon.start()
        self.picking.show_on(self.column.sources())

    def _ask_originals(self) -> None:
        self.desk.jobs.run(
            calls.originals,
            self.poster(),
            owner=self,
            done=self.column.show_originals,
            failed=self.banner.show_error,
            key="poster-originals",
        )

    def _show_findings(self, answer: tuple[Poster, tuple[Finding, ...]]) -> None:
        self._checked, found = answer
        self._open = unsettled(found)
        self.head.show_findings([each for each in found if each.card < 0])
        self.column.show_findings(found)
        number = len(self._open)
        if not self.column.editors:
            text = self.tr("Pick from three to eight answers.")
        elif number == 0:
            text = self.tr("Everything is settled.")
        elif number == 1:
            text = self.tr("1 thing to settle before it is printed.")
        else:
            text = self.tr("{number} things to settle before it is printed.").format(number=number)
        if text != self.left_to_do.text():
            self.left_to_do.setText(text)
            announce(self.left_to_do, text)
        self.first.setVisible(bool(number))
        if self._print_after:
            self._print_after = False
            self._print()

    # --- keeping and printing -----------------------------------------------------------------

    def ask_print(self) -> None:
        """Show the poster as it will print, once everything on it is settled."""
        self.banner.clear()
        if not self.column.editors:
            title = self.tr("There is nothing on the poster yet.")
            advice = self.tr("Pick an answer from the list first.")
            self.banner.show_message(Message("info", title, "", advice))
            self.picking.list.setFocus()
        elif self._checked == self.poster():
            self._print()
        else:
            self._print_after = True  # what was typed a moment ago has to be looked at too
            self.look()

    def _print(self) -> None:
        if self._open:
            advice = self.tr("Each is named under its card, with a way to settle it.")
            self.banner.show_message(Message("warning", self.left_to_do.text(), "", advice))
            self.go_to_first()
            return
        poster = self.poster()
        dialog = PaperPreview(self.desk.jobs, self.tr("Print the poster"), self)
        dialog.lay_out()
        dialog.show_paper(partial(DrawnPoster, poster), calls.document(poster))
        dialog.printed.connect(self.telling.offer)
        dialog.saved.connect(self.telling.offer)
        dialog.finished.connect(self.telling.show_up)
        dialog.open()

    def ask_keep(self) -> None:
        """Keep the poster under its name."""
        self.banner.clear()
        if self.shelf.has_name():
            self.shelf.keep(self.poster(), self.keeper.settled())

    def ask_new(self) -> None:
        """Begin another poster; the one that stands there stays as a draft until it is kept."""
        self.keeper.flush()
        self.keeper.begin()
        self.begin()
        self.picking.list.setFocus()

    def _show_kept(self, found: Kept) -> None:
        self.keeper.flush()
        self.keeper.begin()
        self.begin(found.name, found.poster)

    def _not_kept(self, error: Exception) -> None:
        self.banner.show_error(error)
        self.keeper.touched()

    def _resume(self, answer: tuple[tuple[Kept, ...], Draft | None]) -> None:
        kept, draft = answer
        self.shelf.show_kept("", kept)
        if draft is None:
            self.begin()
            return
        self.keeper.begin(draft.id)
        poster = msgspec.convert(draft.form.get("poster", {}), Poster)
        self.begin(str(draft.form.get("name", "")), poster)
        text = self.tr("This is your draft from {when}.").format(when=moment(draft.at))
        self.banner.show_message(Message("info", text))

    # --- laying out ---------------------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show the poster beside its fields where there is room."""
        super().resizeEvent(event)
        self._pane.setVisible(self.width() >= self.desk.theme.px(_BESIDE))

    def _connect(self) -> None:
        self.keeper.failed.connect(self.banner.show_error)
        self.head.edited.connect(self._edited)
        self.column.edited.connect(self._edited)
        for part in (self.head, self.column):
            part.vouched.connect(self._vouch)
        self.column.emptied.connect(self.picking.list.setFocus)
        self.picking.picked.connect(self._pick)
        self.picking.dropped.connect(self.column.drop)
        for part in (self.picking, self.telling):
            part.failed.connect(self.banner.show_error)
        self.shelf.failed.connect(self._not_kept)
        self.shelf.edited.connect(self.keeper.touched)
        self.shelf.opened.connect(self._show_kept)
        self.sight.resized.connect(self._see)
        self.first.clicked.connect(self.go_to_first)
        self.print.clicked.connect(self.ask_print)
        self.keep.clicked.connect(self.ask_keep)
        self.new.clicked.connect(self.ask_new)

    def _lay_out(self) -> None:
        self.fields = Scroll()
        heading = Heading(
            self.tr("Poster: you said, we did"),
            self.tr("Show people what came of what they said. A poster never needs a name."),
        )
        parts = (heading, self.banner, self.picking, self.column, self.head, self.shelf)
        for part in (*parts, self.telling):
            self.fields.body.addWidget(part)
        self.fields.body.addStretch(1)
        self.left_to_do.setProperty("say", "subheading")
        self._pane = QWidget()
        pane = QVBoxLayout(self._pane)
        pane.setContentsMargins(0, 24, 24, 16)
        pane.addWidget(self.sight, 1)
        row = QHBoxLayout()
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.fields, 5)
        row.addWidget(self._pane, 4)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(row, 1)
        column.addWidget(Foot(self.print, self.keep, self.new, self.first, self.left_to_do))
        self.first.hide()
        self.telling.hide()
