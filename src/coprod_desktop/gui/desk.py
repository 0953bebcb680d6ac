# SPDX-License-Identifier: MIT
"""What every page of a signed-in window is given: the jobs, who is signed in, and ways to go on."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from coprod_desktop.gui.jobs import Changed, Jobs
from coprod_desktop.gui.preferences import Preferences
from coprod_desktop.gui.theme import Theme


@dataclass(frozen=True)
class Who:
    """Who is signed in, and to what; the plain face of a session."""

    kind: str
    env: str
    name: str
    role: str
    site: str
    wing: str
    office: str

    @property
    def manages(self) -> bool:
        """Whether this role may export and manage people."""
        return self.role in {"head", "admin"}


def who(session: Any) -> Who:
    """Read off a session what widgets may know; runs on a worker."""
    from coprod_desktop.services.recording import reference

    # Questions are asked, from now on, as the office last sent them.
    reference.show(session)
    return Who(
        kind=session.kind,
        env=session.env,
        name=session.person.name,
        role=session.person.role,
        site=session.site,
        wing=session.wing,
        office=session.office_name,
    )


@dataclass(frozen=True)
class Place:
    """Where to go: a page by name, and what to show there."""

    page: str
    target: str = ""


@dataclass(frozen=True)
class Command:
    """Something that the page on screen can do, as the command palette (Ctrl+K) offers it.

    `text` is translated and reads like a button; `shortcut` is shown beside it where the page
    has a key of its own for it, and does nothing by itself.
    """

    text: str
    act: Callable[[], None]
    shortcut: str = ""


@dataclass(frozen=True)
class Offer:
    """What was just done, in words, and the way back; `about` is what that leads into."""

    text: str
    act: Callable[[], None]
    about: object = None


class Desk(QObject):
    """One signed-in stay in the window."""

    went = Signal(object)
    """Somebody asks for another page: a `Place`."""
    went_back = Signal()
    """Somebody asks for the page before this one."""
    leaving = Signal()
    """Another page is shown, or the window locks or closes: what is typed is to be kept now."""
    search_cleared = Signal()
    """The words in the search line are to go."""
    saved = Signal(object)
    """Something was saved; the local time of it, a `datetime`."""
    behind_changed = Signal(int)
    """So many records stand in lists but not yet in the search."""
    undo_offered = Signal(object)
    """Something was done that can be taken back: an `Offer`."""
    undo_ended = Signal(object)
    """What was offered `about` this cannot be taken back any more, or was already."""

    def __init__(
        self,
        jobs: Jobs,
        preferences: Preferences,
        who: Who,
        folder: Path,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.jobs = jobs
        self.preferences = preferences
        self.theme = Theme.of_app()
        self.who = who
        self.folder = folder
        self.usual: dict[str, Any] = {}
        self.behind = 0

    def go(self, page: str, target: str = "") -> None:
        """Ask the window to show a page."""
        self.went.emit(Place(page, target))

    def go_back(self) -> None:
        """Ask the window to show the page before this one."""
        self.went_back.emit()

    def note_saved(self) -> None:
        """Tell the status bar that something was just saved."""
        self.saved.emit(datetime.datetime.now().astimezone())

    def offer_undo(self, text: str, act: Callable[[], None], about: object = None) -> None:
        """Offer to take back what was just done, for a while or until something else is done.

        `text` says what was done ("Comment put into the bin"); `act` takes it back, and is called
        once at most, by the strip's button or by Ctrl+Z. Where it can be taken back in another way
        too, or leads into a form that may give way to another, say what it is `about`, and
        `end_undo` when that happens.
        """
        self.undo_offered.emit(Offer(text, act, about))

    def offer_undo_by(
        self,
        text: str,
        service: Callable[..., object],
        *arguments: object,
        owner: QObject,
        failed: Callable[[Exception], None],
        changes: tuple[str, ...],
    ) -> None:
        """As `offer_undo`, where one call of a service takes it back."""

        def take_back() -> None:
            self.jobs.run(service, *arguments, owner=owner, failed=failed, changes=changes)

        self.offer_undo(text, take_back)

    def end_undo(self, about: object) -> None:
        """Offer no longer what was offered about this."""
        self.undo_ended.emit(about)

    def say_behind(self, behind: int) -> None:
        """Tell how many records the search does not know yet."""
        if behind != self.behind:
            self.behind = behind
            self.behind_changed.emit(behind)

    def today(self) -> datetime.date:
        """The date here."""
        return datetime.datetime.now().astimezone().date()


class Page(QWidget):
    """A screen in the window."""

    HELP: ClassVar[str] = "index"
    """The page of the user guide that F1 opens here, by its file's name without ``.md``."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self.setProperty("part", "page")

    def help_page(self) -> str:
        """The page of the guide about what is on screen now: `HELP`, or that of a form in it."""
        return self.HELP

    def arrive(self, target: str) -> None:
        """Be shown, perhaps for one thing in particular (an id, ``new`` …)."""

    def leave(self) -> None:
        """Stop being shown: keep what is half done."""

    def store_changed(self, changed: Changed) -> None:
        """Something in the store changed."""

    def search_for(self, words: str) -> None:
        """Look for words, where the page has a search."""

    def enter_results(self) -> None:
        """Take the focus into what was found."""

    def commands(self) -> Sequence[Command]:
        """What can be done here and now, for the command palette."""
        return ()
