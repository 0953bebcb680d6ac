# SPDX-License-Identifier: MIT
"""A record's story on screen: who changed what and when, word by word, and the way back."""

from __future__ import annotations

import html
from functools import partial
from typing import Any, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from coprod_desktop.domain.differing import Difference, Run
from coprod_desktop.gui import story_words
from coprod_desktop.gui.dates import moment
from coprod_desktop.gui.desk import Desk
from coprod_desktop.gui.forms import words
from coprod_desktop.gui.furniture import Button, bar, discard
from coprod_desktop.gui.messages import Banner
from coprod_desktop.services.recording.history import Did, Step, Story

_FIRST: Final = 10
_AROUND: Final = 60
"""Characters of unchanged words that are shown on each side of a change."""


def _tell(session: Any, record_id: str) -> Story:
    from coprod_desktop.services.recording import history

    return history.told(session, record_id)


def _bring_back(session: Any, record_id: str, place: int) -> object:
    from coprod_desktop.services.recording import history

    return history.bring_back(session, record_id, place)


def _undo(session: Any, record_id: str) -> object:
    from coprod_desktop.services.recording import binning

    return binning.undo(session, record_id)


class StoryView(QWidget):
    """The story of one record of any type, the newest first.

    `show_record` fetches it. An earlier revision can be brought back where the record may be
    revised on this PC; that is a new revision, and can be undone like any other change. Put it into
    something that scrolls.
    """

    brought_back = Signal(str)
    """The record of this id says again what it said before."""

    def __init__(self, desk: Desk, *, revises: bool = True) -> None:
        """With `revises` off, nothing can be brought back from here."""
        super().__init__()
        self.setProperty("part", "canvas")
        self._desk = desk
        self._revises = revises
        self._story: Story | None = None
        self._all = False
        self.banner = Banner()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(8)
        self.heading = words(self.tr("Its story"), "subheading")
        self._column.addWidget(self.heading)
        self._column.addWidget(self.banner)

    def show_record(self, record_id: str) -> None:
        """Fetch a record's story; a newer wish takes this one's place."""
        if self._story is not None and self._story.id != record_id:
            self.clear()
        self._desk.jobs.run(
            _tell,
            record_id,
            owner=self,
            done=self.show_story,
            failed=self.banner.show_error,
            key=f"story-{id(self)}",
        )

    def clear(self) -> None:
        """Show nothing."""
        self._story = None
        self._all = False
        self._empty()

    def show_story(self, story: Story) -> None:
        """Show a story that was fetched with something else."""
        if story == self._story:
            return
        self._all = self._all and self._story is not None and self._story.id == story.id
        self._story = story
        self.banner.clear()
        self._fill()

    def texts(self) -> tuple[str, ...]:
        """Every line as a screen reader says it."""
        found: list[str] = []
        for place in range(self._column.count()):
            item = self._column.itemAt(place)
            widget = item.widget() if item is not None else None
            if widget is not None and widget.accessibleName():
                found.append(widget.accessibleName())
        return tuple(found)

    def _empty(self) -> None:
        while (item := self._column.takeAt(2)) is not None:
            discard(item.widget())

    def _fill(self) -> None:
        self._empty()
        if self._story is None:
            return
        steps = self._story.steps
        shown = steps if self._all else steps[:_FIRST]
        for number, step in enumerate(shown):
            self._add(step, newest=number == 0)
        if len(shown) < len(steps):
            more = Button(
                self.tr("Show all {number} steps").format(number=len(steps)), kind="quiet"
            )
            more.clicked.connect(self._show_all)
            self._column.addWidget(bar(more))

    def _show_all(self) -> None:
        self._all = True
        self._fill()

    def _add(self, step: Step, *, newest: bool) -> None:
        line = self._said(step.did).format(who=step.by, when=moment(step.at))
        label = words(line, "soft")
        label.setAccessibleName(line)
        self._column.addWidget(label)
        kind = self._story.type if self._story is not None else ""
        for each in step.changed:
            self._add_difference(kind, each, step.form)
        if self._story is None or newest or not (self._story.mine and self._revises):
            return
        if step.did in {"written", "changed", "taken_back", "binned"}:
            back = Button(self.tr("Bring this version back"), kind="quiet", icon="history")
            back.setAccessibleName(
                self.tr("Bring back the version of {when}").format(when=moment(step.at))
            )
            back.clicked.connect(partial(self._bring_back, self._story.id, step.place))
            self._column.addWidget(bar(back))

    def _add_difference(self, kind: str, difference: Difference, form: str) -> None:
        name = story_words.name(kind, difference, form)
        name = name if name.endswith("?") else f"{name}:"
        runs = difference.runs
        if difference.whole:
            runs = tuple(
                Run(run.kind, story_words.value(kind, difference, run.text, form)) for run in runs
            )
        text = self._rich(runs, whole=difference.whole)
        label = words(f"<b>{html.escape(name)}</b> {text}")
        label.setTextFormat(Qt.TextFormat.RichText)
        label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        label.setContentsMargins(12, 0, 0, 0)
        label.setAccessibleName(f"{name} {self._spoken(runs)}")
        self._column.addWidget(label)

    def _rich(self, runs: tuple[Run, ...], *, whole: bool) -> str:
        """Removed words struck through, added ones underlined: no colour has to be seen."""
        parts: list[str] = []
        for place, run in enumerate(runs):
            text = run.text
            if run.kind == "kept":
                text = _shortened(text, first=place == 0, last=place == len(runs) - 1)
            escaped = html.escape(text).replace("\n", "<br>")
            tags = {"removed": ("<s>", "</s>"), "added": ("<u>", "</u>")}.get(run.kind, ("", ""))
            parts.append(f"{tags[0]}{escaped}{tags[1]}")
        if whole:
            return " ".join(parts)
        return "".join(
            f"{part} " if _needs_gap(runs, place) else part for place, part in enumerate(parts)
        )

    def _spoken(self, runs: tuple[Run, ...]) -> str:
        said: list[str] = []
        for place, run in enumerate(runs):
            if run.kind == "kept":
                said.append(_shortened(run.text, first=place == 0, last=place == len(runs) - 1))
            elif run.kind == "added":
                said.append(self.tr("added: {words};").format(words=run.text.strip()))
            else:
                said.append(self.tr("removed: {words};").format(words=run.text.strip()))
        return " ".join(part.strip() for part in said).rstrip(";")

    def _bring_back(self, record_id: str, place: int) -> None:
        kind = self._story.type if self._story is not None else "feedback"
        self._desk.jobs.run(
            _bring_back,
            record_id,
            place,
            owner=self,
            done=partial(self._came_back, record_id, kind),
            failed=self.banner.show_error,
            changes=(kind,),
        )

    def _came_back(self, record_id: str, kind: str, _saved: object) -> None:
        self._desk.note_saved()
        self._desk.offer_undo(
            self.tr("The earlier version is back."), partial(self._undo, record_id, kind)
        )
        self.show_record(record_id)
        self.brought_back.emit(record_id)

    def _undo(self, record_id: str, kind: str) -> None:
        self._desk.jobs.run(
            _undo,
            record_id,
            owner=self,
            done=partial(self._undone, record_id),
            failed=self.banner.show_error,
            changes=(kind,),
        )

    def _undone(self, record_id: str, _saved: object) -> None:
        self._desk.note_saved()
        self.show_record(record_id)
        self.brought_back.emit(record_id)

    def _said(self, did: Did) -> str:
        return {
            "written": self.tr("Written by {who}, {when}"),
            "changed": self.tr("Changed by {who}, {when}"),
            "binned": self.tr("Put into the bin by {who}, {when}"),
            "taken_back": self.tr("Taken out of the bin by {who}, {when}"),
            "chosen": self.tr("This version chosen by {who}, {when}"),
            "erased": self.tr("Erased for good by {who}, {when}"),
        }[did]


def _needs_gap(runs: tuple[Run, ...], place: int) -> bool:
    """Whether struck and underlined words would run into each other."""
    if place + 1 >= len(runs):
        return False
    here, there = runs[place], runs[place + 1]
    both = here.kind != "kept" and there.kind != "kept"
    return both and not here.text[-1:].isspace() and not there.text[:1].isspace()


def _shortened(text: str, *, first: bool, last: bool) -> str:
    """Unchanged words, with only those near a change left."""
    if len(text) <= 2 * _AROUND + 10:
        return text
    before = "" if first else text[:_AROUND].rsplit(" ", 1)[0] + " "
    after = "" if last else " " + text[-_AROUND:].split(" ", 1)[-1]
    return f"{before}…{after}"
