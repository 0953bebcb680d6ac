# SPDX-License-Identifier: MIT
"""The poster page: pick answers, say them in plain words, settle what they tell, print them."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any, Final

import msgspec
from PySide6.QtCore import QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from coprod_desktop.domain.poster import MOST, Finding, Original, Poster
from coprod_desktop.domain.poster import Card as Values
from coprod_desktop.gui.dates import moment
from coprod_desktop.gui.desk import Command, Desk, Page
from coprod_desktop.gui.drafting import DraftKeeper
from coprod_desktop.gui.forms import words
from coprod_desktop.gui.furniture import Button, Card, Heading, Scroll, discard, flowing
from coprod_desktop.gui.jobs import Changed
from coprod_desktop.gui.messages import Banner, Message, announce
from coprod_desktop.gui.paper_dialog import PaperPreview
from coprod_desktop.gui.poster import calls
from coprod_desktop.gui.poster.cards import CardEditor
from coprod_desktop.gui.poster.drawing import DrawnPoster
from coprod_desktop.gui.poster.head import HeadForm
from coprod_desktop.gui.poster.picking import Picking
from coprod_desktop.gui.poster.sight import Sight
from coprod_desktop.services.drafts import Draft
from coprod_desktop.services.posters import Item, Kept

_PAUSE_MS: Final = 250
_BESIDE: Final = 980
"""Width, at 100 %, from which the poster is seen beside its fields."""


class PosterPage(Page):
    """Fields at the left, the poster at the right."""

    HELP = "posters"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._cards: list[CardEditor] = []
        self._originals: dict[str, Original] = {}
        self._findings: tuple[Finding, ...] = ()
        self._checked: Poster | None = None
        self._begun = False
        self._filling = False
        self.banner = Banner()
        self.head = HeadForm(desk)
        self.picking = Picking(desk)
        self.sight = Sight()
        self.readable = words("", "warning")
        self.left_to_do = QLabel()
        self.first = Button(self.tr("Go to the first"), kind="quiet")
        self.print = Button(self.tr("Print or save"), kind="primary", icon="print")
        self.keep = Button(self.tr("Keep the poster"), icon="save")
        self.new = Button(self.tr("New poster"), icon="plus")
        self.drop = Button(self.tr("Delete this poster"), kind="quiet", icon="trash")
        self.told = Card(self.tr("Was it put up?"))
        self.tell = Button("", icon="tick")
        self.keeper = DraftKeeper(desk, "poster", self.values)
        self._soon = QTimer(self, singleShot=True, interval=_PAUSE_MS)
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
            draft = target.removeprefix("draft:")
            self.desk.jobs.run(
                calls.begin,
                draft,
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

    def commands(self) -> Sequence[Command]:
        """What can be done here."""
        return (
            Command(self.tr("Print or save the poster"), self.ask_print),
            Command(self.tr("Keep the poster"), self.ask_keep),
            Command(self.tr("New poster"), self.ask_new),
        )

    def poster(self) -> Poster:
        """The poster as it stands."""
        cards = tuple(each.values() for each in self._cards)
        return msgspec.structs.replace(self.head.poster(), cards=cards)

    def values(self) -> dict[str, Any]:
        """The poster as a draft keeps it."""
        return {"name": self.head.name.text(), "poster": msgspec.to_builtins(self.poster())}

    def begin(self, name: str = "", poster: Poster | None = None) -> None:
        """Show a poster, or an empty one."""
        self._filling = True
        self.head.begin(name, poster or self.head.fresh())
        for editor in self._cards:
            discard(editor)
        self._cards = []
        for card in poster.cards if poster is not None else ():
            self._put(len(self._cards), card)
        self._filling = False
        self.told.hide()
        self._arrange()
        self._ask_originals()
        self.look()

    def look(self) -> None:
        """Draw the poster and ask what has to be settled on it."""
        self._soon.stop()
        poster = self.poster()
        drawn = DrawnPoster(poster)
        self.sight.show_poster(drawn)
        self._say_readable(drawn)
        self.desk.jobs.run(
            calls.findings,
            poster,
            owner=self,
            done=self._show_findings,
            failed=self.banner.show_error,
            key="poster-findings",
        )

    # --- cards ----------------------------------------------------------------------------------

    def _pick(self, item: Item) -> None:
        from coprod_desktop.services import posters

        if len(self._cards) >= MOST:
            return
        editor = self._put(len(self._cards), posters.card(item))
        self._originals[item.source] = Original(item.said, item.quote)
        self._edited()
        self._arrange()
        announce(editor, self.tr("Put on the poster: {card}").format(card=editor.heading.text()))

    def _put(self, place: int, values: Values) -> CardEditor:
        editor = CardEditor(values)
        editor.edited.connect(self._edited)
        editor.out_asked.connect(partial(self._take_out, editor))
        editor.moved.connect(partial(self._move, editor))
        self._cards.insert(place, editor)
        self._column.insertWidget(place, editor)
        return editor

    def _drop_source(self, source: str) -> None:
        for editor in self._cards:
            if editor.values().source == source:
                self._take_out(editor)
                return

    def _take_out(self, editor: CardEditor) -> None:
        place, values = self._cards.index(editor), editor.values()
        self._cards.remove(editor)
        discard(editor)
        self._edited()
        self._arrange()
        following = self._cards[min(place, len(self._cards) - 1)] if self._cards else None
        (following.said if following is not None else self.picking.list).setFocus()
        self.desk.offer_undo(
            self.tr("Card taken off the poster"), partial(self._bring_back, place, values)
        )

    def _bring_back(self, place: int, values: Values) -> None:
        if len(self._cards) < MOST:
            editor = self._put(min(place, len(self._cards)), values)
            self._edited()
            self._arrange()
            editor.said.setFocus()

    def _move(self, editor: CardEditor, places: int) -> None:
        place = self._cards.index(editor)
        new = max(0, min(len(self._cards) - 1, place + places))
        self._cards.insert(new, self._cards.pop(place))
        self._column.removeWidget(editor)
        self._column.insertWidget(new, editor)
        self._edited()
        self._arrange()
        announce(editor, editor.heading.text())

    def _arrange(self) -> None:
        before: QWidget = self.picking.toggle
        for place, editor in enumerate(self._cards):
            editor.stand(place, len(self._cards))
            editor.show_original(self._originals.get(editor.values().source))
            for stop in editor.stops():
                QWidget.setTabOrder(before, stop)
                before = stop
        QWidget.setTabOrder(before, self.first)
        self.picking.show_on(frozenset(each.values().source for each in self._cards))
        self.empty.setVisible(not self._cards)

    def _edited(self) -> None:
        if not self._filling:
            self.keeper.touched()
            self._soon.start()

    def _ask_originals(self) -> None:
        self.desk.jobs.run(
            calls.originals,
            self.poster(),
            owner=self,
            done=self._show_originals,
            failed=self.banner.show_error,
            key="poster-originals",
        )

    def _show_originals(self, found: dict[str, Original]) -> None:
        self._originals = found
        self._arrange()

    # --- what has to be settled -------------------------------------------------------------------

    def _show_findings(self, answer: tuple[Poster, tuple[Finding, ...]]) -> None:
        poster, self._findings = answer
        self._checked = poster
        self.head.show_findings([each for each in self._findings if each.card < 0])
        for place, editor in enumerate(self._cards):
            editor.show_findings([each for each in self._findings if each.card == place])
        number = len(self._findings)
        if not self._cards:
            text = self.tr("Pick from three to eight answers.")
        elif number == 0:
            text = self.tr("Everything is settled. It can be printed.")
        elif number == 1:
            text = self.tr("1 thing to settle before it can be printed.")
        else:
            text = self.tr("{number} things to settle before it can be printed.").format(
                number=number
            )
        if text != self.left_to_do.text():
            self.left_to_do.setText(text)
            announce(self.left_to_do, text)
        self.first.setVisible(bool(number))

    def go_to_first(self) -> None:
        """Go to the first thing to settle."""
        if not self._findings:
            return
        first = self._findings[0]
        if first.card < 0:
            self.head.go_to(first)
        elif first.card < len(self._cards):
            self._cards[first.card].go_to(first)

    def _say_readable(self, drawn: DrawnPoster) -> None:
        poster = self.poster()
        text = ""
        if self._cards and drawn.count() > 1:
            text = self.tr("It takes {pages} pages. Shorten the words, or take a card out.").format(
                pages=drawn.count()
            )
        elif self._cards and not drawn.readable:
            points = drawn.size // 10
            larger = self.tr("Shorten the words, take a card out, or print it on A3.")
            shorter = self.tr("Shorten the words, or take a card out.")
            text = self.tr(
                "The letters are {points} points, too small to read from two metres."
            ).format(points=points)
            text = f"{text} {larger if poster.paper == 'A4' else shorter}"
        self.readable.setText(text)
        self.readable.setVisible(bool(text))

    # --- keeping and printing -----------------------------------------------------------------

    def ask_print(self) -> None:
        """Show the poster as it will print, once everything on it is settled."""
        self.banner.clear()
        if not self._cards:
            self.banner.show_message(
                Message(
                    "info",
                    self.tr("There is nothing on the poster yet."),
                    "",
                    self.tr("Pick an answer from the list first."),
                )
            )
            self.picking.list.setFocus()
        elif self._checked != self.poster():
            # What was typed a moment ago has to be looked at too.
            self.desk.jobs.run(
                calls.findings,
                self.poster(),
                owner=self,
                done=self._print_checked,
                failed=self.banner.show_error,
                key="poster-findings",
            )
        else:
            self._print()

    def _print_checked(self, answer: tuple[Poster, tuple[Finding, ...]]) -> None:
        self._show_findings(answer)
        self._print()

    def _print(self) -> None:
        if self._findings:
            self.banner.show_message(
                Message(
                    "warning",
                    self.left_to_do.text(),
                    "",
                    self.tr("Each is named under its card, with a way to settle it."),
                )
            )
            self.go_to_first()
            return
        poster = self.poster()
        dialog = PaperPreview(self.desk.jobs, self.tr("Print the poster"), self)
        dialog.lay_out()
        dialog.show_paper(partial(DrawnPoster, poster), calls.document(poster))
        dialog.printed.connect(self._offer_told)
        dialog.saved.connect(self._offer_told)
        dialog.open()

    def _offer_told(self) -> None:
        comments = {each.source for each in self.poster().cards if each.comment}
        if not comments:
            return
        number = len(comments)
        self.tell.setText(
            self.tr("Mark 1 comment as told by poster")
            if number == 1
            else self.tr("Mark these {number} comments as told by poster").format(number=number)
        )
        self.told.show()

    def mark_told(self) -> None:
        """Write down that the comments were told by poster."""
        self.told.hide()
        self.desk.jobs.run(
            calls.told,
            self.poster(),
            owner=self,
            done=self._was_told,
            failed=self.banner.show_error,
            changes=("feedback",),
        )

    def _was_told(self, comments: tuple[str, ...]) -> None:
        if not comments:
            self.banner.show_message(
                Message("info", self.tr("These comments were all marked as told before."))
            )
            return
        self.desk.note_saved()
        self.desk.offer_undo(
            self.tr("{number} marked as told by poster").format(number=len(comments)),
            partial(self._not_told, comments),
        )

    def _not_told(self, comments: tuple[str, ...]) -> None:
        self.desk.jobs.run(
            calls.untold,
            comments,
            owner=self,
            failed=self.banner.show_error,
            changes=("feedback",),
        )

    def ask_keep(self) -> None:
        """Keep the poster under its name."""
        self.banner.clear()
        if not self.head.has_name():
            return
        self.desk.jobs.run(
            calls.keep,
            self.head.name.text(),
            self.poster(),
            self.keeper.settled(),
            owner=self,
            done=self._was_kept,
            failed=self._not_kept,
            changes=("poster", "draft"),
        )

    def _not_kept(self, error: Exception) -> None:
        self.banner.show_error(error)
        self.keeper.touched()

    def _was_kept(self, answer: tuple[Kept, Kept | None]) -> None:
        made, before = answer
        self.desk.note_saved()
        self.desk.offer_undo(
            self.tr("Poster “{name}” kept").format(name=made.name),
            partial(self._unkeep, made.name, before),
        )
        self._ask_kept(made.name)

    def _unkeep(self, name: str, before: Kept | None) -> None:
        self.keeper.touched()  # what is on the screen stays, as a draft
        self.desk.jobs.run(
            calls.put_back,
            name,
            before,
            owner=self,
            done=partial(self._again, before.name if before else ""),
            failed=self.banner.show_error,
            changes=("poster",),
        )

    def ask_new(self) -> None:
        """Begin another poster; the one that stands there is kept as a draft till it is kept."""
        self.keeper.flush()
        self.keeper.begin()
        self.begin()
        self.picking.list.setFocus()

    def ask_drop(self) -> None:
        """Delete the poster that is kept under this name."""
        name = self.head.kept_name()
        if name:
            self.desk.jobs.run(
                calls.drop,
                name,
                owner=self,
                done=self._was_dropped,
                failed=self.banner.show_error,
                changes=("poster",),
            )

    def _was_dropped(self, found: Kept) -> None:
        self.desk.offer_undo(
            self.tr("Poster “{name}” deleted").format(name=found.name),
            partial(self._unkeep, found.name, found),
        )
        self._ask_kept("")

    def _again(self, name: str, _: object) -> None:
        self._ask_kept(name)

    def _ask_kept(self, name: str) -> None:
        self.desk.jobs.run(
            calls.kept,
            owner=self,
            done=partial(self._show_kept, name),
            failed=self.banner.show_error,
            key="poster-kept",
        )

    def _show_kept(self, name: str, kept: tuple[Kept, ...]) -> None:
        self.head.show_kept(kept, name)
        self.drop.setVisible(bool(self.head.kept_name()))

    def _open(self, found: Kept) -> None:
        self.keeper.flush()
        self.keeper.begin()
        self.begin(found.name, found.poster)
        self.drop.setVisible(True)

    def _resume(self, answer: tuple[tuple[Kept, ...], Draft | None]) -> None:
        kept, draft = answer
        name, poster = "", None
        if draft is not None:
            name = str(draft.form.get("name", ""))
            poster = msgspec.convert(draft.form.get("poster", {}), Poster)
            self.keeper.begin(draft.id)
            self.banner.show_message(
                Message(
                    "info",
                    self.tr("This is your draft from {when}.").format(when=moment(draft.at)),
                )
            )
        self._show_kept(name, kept)
        self.begin(name, poster)

    # --- laying out ---------------------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show the poster beside its fields where there is room."""
        super().resizeEvent(event)
        self._pane.setVisible(self.width() >= self.desk.theme.px(_BESIDE))

    def _connect(self) -> None:
        self.keeper.failed.connect(self.banner.show_error)
        self.head.edited.connect(self._edited)
        self.head.opened.connect(self._open)
        self.picking.picked.connect(self._pick)
        self.picking.dropped.connect(self._drop_source)
        self.picking.failed.connect(self.banner.show_error)
        self.first.clicked.connect(self.go_to_first)
        self.print.clicked.connect(self.ask_print)
        self.keep.clicked.connect(self.ask_keep)
        self.new.clicked.connect(self.ask_new)
        self.drop.clicked.connect(self.ask_drop)
        self.tell.clicked.connect(self.mark_told)

    def _lay_out(self) -> None:
        scroll = Scroll()
        heading = Heading(
            self.tr("Poster: you said, we did"),
            self.tr("Show people what came of what they said. A poster never needs a name."),
        )
        self.empty = words(
            self.tr("No cards yet. Pick an answer above, and it gets a card here."), "soft"
        )
        holder = QWidget()
        holder.setProperty("part", "canvas")
        self._column = QVBoxLayout(holder)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(16)
        self.left_to_do.setProperty("say", "subheading")
        self.left_to_do.setWordWrap(True)
        checks = Card(self.tr("Before it is printed"))
        for part in (self.left_to_do, flowing(self.first), self.readable):
            checks.body.addWidget(part)
        self.told.body.addWidget(
            words(
                self.tr(
                    "When the poster hangs where people see it, write down that they were told."
                )
            )
        )
        self.told.body.addWidget(flowing(self.tell))
        for part in (heading, self.banner, self.picking, holder, self.empty, self.head, checks):
            scroll.body.addWidget(part)
        scroll.body.addWidget(self.told)
        scroll.body.addWidget(flowing(self.print, self.keep, self.new, self.drop))
        scroll.body.addStretch(1)
        self._pane = QWidget()
        pane = QVBoxLayout(self._pane)
        pane.setContentsMargins(0, 24, 24, 24)
        pane.addWidget(self.sight, 1)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(scroll, 5)
        row.addWidget(self._pane, 4)
        self.first.hide()
        self.told.hide()
        self.drop.hide()
        self.readable.hide()
