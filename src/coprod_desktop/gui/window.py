# SPDX-License-Identifier: MIT
"""The one window: first run, unlock, and the signed-in desk take turns in it."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from PySide6.QtCore import QEvent, QObject, QSize, QTimer
from PySide6.QtGui import QAction, QCloseEvent, QGuiApplication, QIcon
from PySide6.QtWidgets import QDialog, QMainWindow, QWidget

from coprod_desktop import paths
from coprod_desktop.gui.actions import Actions, keys_of
from coprod_desktop.gui.focus import FocusRing
from coprod_desktop.gui.jobs import Jobs
from coprod_desktop.gui.messages import BugNet, Message, announce
from coprod_desktop.gui.preferences import Preferences, home, practice_folder
from coprod_desktop.gui.theme import SIZES, Choice, Theme
from coprod_desktop.gui.unlock.screen import UnlockScreen

if TYPE_CHECKING:
    from coprod_desktop.gui.desk import Desk, Who
    from coprod_desktop.gui.first_run.wizard import FirstRun
    from coprod_desktop.gui.shell import Shell

_INPUT = frozenset(
    {
        QEvent.Type.KeyPress,
        QEvent.Type.MouseButtonPress,
        QEvent.Type.MouseMove,
        QEvent.Type.Wheel,
        QEvent.Type.TouchBegin,
    }
)
ALWAYS = frozenset({"keys", "help", "larger", "smaller", "usual_size"})
"""Actions that need nobody to be signed in."""
PAGE_KEYS = 7
_NOBODY_SECONDS = 2
"""After so long without a key or a click, pages are made ahead of their first visit."""


def _load() -> None:
    """Load what opening a store needs, on a worker, while the person types a password."""
    from coprod_desktop.services.access import opening
    from coprod_desktop.services.recording import lists

    del lists, opening


class MainWindow(QMainWindow):
    """Owns the jobs and whatever screen is due."""

    def __init__(
        self, theme: Theme, preferences: Preferences, net: BugNet, folder: Path | None = None
    ) -> None:
        super().__init__()
        self.theme = theme
        self.preferences = preferences
        self.jobs = Jobs(self)
        self.jobs.bug_met.connect(net.note)
        self.shell: Shell | None = None
        self._net = net
        self._desk: Desk | None = None
        self._folder = Path()
        self._last = ""  # who was signed in last: most likely to come back
        self._idle = 0
        self._warm = QTimer(self)
        self._warm.setSingleShot(True)
        self._warm.timeout.connect(self._warm_up)
        self._clock = QTimer(self)
        self._clock.setInterval(1000)
        self._clock.timeout.connect(self._second)
        self.setWindowTitle(self.tr("Coprod Desktop"))
        self.setWindowIcon(QIcon(str(paths.resource("icons/app.svg"))))
        self.actions_list = Actions(self)
        self._register()
        self.ring = FocusRing(self)
        if not self.restoreGeometry(preferences.geometry):
            self.resize(QSize(1280, 720))
        folder = folder or preferences.store
        if folder is not None:
            self.show_unlock(folder)
        else:
            self.show_first_run()

    def show_unlock(self, folder: Path) -> None:
        """Ask who is there."""
        real = self.preferences.store
        screen = UnlockScreen(self.jobs, folder, real if real != folder else None, self._last)
        screen.opened.connect(self.signed_in)
        screen.other_asked.connect(self.show_unlock)
        screen.new_asked.connect(self.show_first_run)
        screen.practice_asked.connect(self.show_practice)
        screen.forgotten.connect(self._forgotten)
        self._folder = folder
        # Painted first: loading the database holds up everything else in the process.
        screen.readied.connect(self._warm.start)
        self._set(screen)

    def _warm_up(self) -> None:
        self.jobs.run_unsigned(_load)

    def _forgotten(self, card: Any) -> None:
        from coprod_desktop.gui.unlock.recovering import ForgottenScreen

        screen = ForgottenScreen(self.jobs, self._folder, tuple(card.people), card.kind)
        screen.left.connect(self._not_forgotten)
        screen.opened.connect(self.signed_in)
        self._set(screen)

    def _not_forgotten(self) -> None:
        self.show_unlock(self._folder)

    def show_first_run(self) -> None:
        """Set up a store."""
        self._first_run()

    def _first_run(self) -> FirstRun:
        # Seldom needed, and slow to load before the password field is painted.
        from coprod_desktop.gui.first_run.wizard import FirstRun

        screen = FirstRun(self.jobs, home(), can_leave=self.preferences.store is not None)
        screen.opened.connect(self.signed_in)
        screen.left.connect(self._back_to_unlock)
        self._set(screen)
        return screen

    def show_practice(self) -> None:
        """Ask who practises, or set up a store to practise in."""
        if practice_folder().is_dir():
            self.show_unlock(practice_folder())
            return
        self._first_run().choose.choose("practice")

    def signed_in(self, person: Who, folder: Path) -> None:
        """Show the desk."""
        from coprod_desktop.gui.desk import Desk
        from coprod_desktop.gui.shell import Shell

        if person.env == "live" or self.preferences.store is None:
            self.preferences.store = folder  # practising must not take the real store's place
        self._net.folder = folder
        self._last = person.name
        self._desk = Desk(self.jobs, self.preferences, person, folder, self)
        self.shell = Shell(self._desk, self.actions_list)
        self.shell.lock_asked.connect(self.lock)
        self.shell.keys_asked.connect(self.show_keys)
        self._set(self.shell)
        self.shell.begin()
        self.shell.status.say_lock(self._left())
        for place, name in enumerate(self.shell.names(), 1):
            text = self.tr("Go to {page}").format(page=self.shell.words(name))
            self.actions_list[f"page_{place}"].setText(text)
        self._enable(on=True)
        for place in range(len(self.shell.names()) + 1, PAGE_KEYS + 1):
            self.actions_list[f"page_{place}"].setEnabled(False)
        self._idle = 0
        self._clock.start()

    def lock(self) -> None:
        """Keep drafts, close the session and ask again who is there."""
        if self.shell is None or self._desk is None:
            return
        if self.jobs.busy("long"):
            self.shell.status.say(
                Message("warning", self.tr("Wait for the export or import to end, or cancel it."))
            )
            return
        folder = self._desk.folder
        for dialog in self.findChildren(QDialog):
            if dialog.isVisible():
                dialog.reject()  # first: what was typed in it goes into the draft of its page
        self.shell.close_up()
        self._clock.stop()
        self._enable(on=False)
        self.shell = None
        self._desk.deleteLater()
        self._desk = None
        self._folder = folder
        self._set(QWidget())
        self.jobs.sign_out(owner=self, done=self._signed_out)

    def switch_user(self) -> None:
        """Lock, for somebody else to sign in: nobody's name is offered before the others."""
        if self.shell is not None and not self.jobs.busy("long"):
            self._last = ""
        self.lock()

    def show_keys(self) -> None:
        """Show every shortcut."""
        from coprod_desktop.gui.keys import ShortcutSheet

        here = self.shell.here().commands() if self.shell is not None else ()
        sheet = ShortcutSheet(self.actions_list, self, here)
        sheet.open()

    def show_palette(self) -> None:
        """Show what can be done from here, to be found by typing."""
        from coprod_desktop.gui.commanding import Entry, Palette, Recent
        from coprod_desktop.gui.dates import iso, short_date
        from coprod_desktop.gui.desk import Place

        shell = self.shell
        if shell is None:
            return
        entries = [Entry(each.text, each.act, each.shortcut) for each in shell.here().commands()]
        entries += [
            Entry(action.text(), action.trigger, keys_of(action))
            for action in self.actions_list
            if action.isEnabled() and action.objectName() != "palette"
        ]
        entries += [
            Entry(text, partial(shell.go, place), where=self.tr("Go to"))
            for text, place in shell.places()
            if place.target or place.page not in shell.names()
        ]
        palette = Palette(entries, self, shell.search_for_everywhere)

        def entry(one: Recent) -> Entry:
            day = short_date(iso(one.day))
            where = f"{shell.words(one.page)} · {day}" if day else shell.words(one.page)
            return Entry(one.text, partial(shell.go, Place(one.page, one.id)), where=where)

        palette.ask_recent(self.jobs, entry)
        palette.open()
        palette.line.setFocus()

    def show_help(self) -> None:
        """Open the guide at the page about what is on screen."""
        if self.shell is not None:
            if self.shell.here_name() != "help":
                self._go("help", self.shell.here().help_page())
            return
        from coprod_desktop.gui.help.page import HelpWindow

        page = "unlock" if isinstance(self.centralWidget(), UnlockScreen) else "first-day"
        HelpWindow(page, self).open()

    def _resize_text(self) -> None:
        action = self.sender()
        step = int(action.data()) if isinstance(action, QAction) else 0
        now = min(range(len(SIZES)), key=lambda place: abs(SIZES[place] - self.theme.percent))
        place = max(0, min(len(SIZES) - 1, now + step)) if step else 0
        self.preferences.percent = SIZES[place]
        self.theme.wear(self.theme.choice, SIZES[place])
        announce(self, self.tr("Text size {percent} per cent").format(percent=SIZES[place]))

    def _recolour(self) -> None:
        action = self.sender()
        if isinstance(action, QAction):
            choice = cast("Choice", action.data())
            self.preferences.theme = choice
            self.theme.wear(choice, self.theme.percent)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Notice that somebody is there."""
        if event.type() in _INPUT and self._idle:
            self._idle = 0
            if self.shell is not None:
                self.shell.status.say_lock(self._left())
        return super().eventFilter(watched, event)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Keep what is half done, then end the workers."""
        if self.shell is not None and self.jobs.busy("long"):
            self.shell.status.say(
                Message("warning", self.tr("Wait for the export or import to end, or cancel it."))
            )
            event.ignore()
            return
        self.preferences.geometry = self.saveGeometry()
        if self.shell is not None:
            self.shell.close_up()
        self._clock.stop()
        self.hide()
        self.jobs.close()
        super().closeEvent(event)

    def _left(self) -> int:
        """Seconds until the window locks itself."""
        return self.preferences.lock_minutes * 60 - self._idle

    def _second(self) -> None:
        for window in QGuiApplication.topLevelWindows():  # somebody may be busy in a dialog
            window.installEventFilter(self)
        self._idle += 1
        if self.jobs.busy("long"):
            self._idle = 0
        elif self._left() <= 0:
            self.lock()
        elif self.shell is not None:
            self.shell.status.say_lock(self._left())
            if self._idle >= _NOBODY_SECONDS:
                self.shell.prepare_next()

    def _signed_out(self, _nothing: Any) -> None:
        self.show_unlock(self._folder)

    def _back_to_unlock(self) -> None:
        folder = self.preferences.store
        if folder is not None:
            self.show_unlock(folder)

    def _set(self, screen: QWidget) -> None:
        self.setCentralWidget(screen)  # deletes the one before
        self.ring.raise_()

    def _register(self) -> None:
        add = self.actions_list.add
        add("search", self.tr("Search"), "Ctrl+F").triggered.connect(self._search)
        add("new_feedback", self.tr("New feedback"), "Ctrl+N").triggered.connect(self._new_feedback)
        add("new_meeting", self.tr("New meeting"), "Ctrl+M").triggered.connect(self._new_meeting)
        add("undo", self.tr("Undo"), "Ctrl+Z").triggered.connect(self._undo)
        add("palette", self.tr("All commands"), "Ctrl+K").triggered.connect(self.show_palette)
        add("help", self.tr("Help with this page"), "F1").triggered.connect(self.show_help)
        add("lock", self.tr("Lock"), "Ctrl+L").triggered.connect(self.lock)
        add("switch_user", self.tr("Switch user"), "Ctrl+Shift+L").triggered.connect(
            self.switch_user
        )
        add("keys", self.tr("Keyboard shortcuts"), "Ctrl+/").triggered.connect(self.show_keys)
        for name, text, keys, step in (
            ("next_area", self.tr("Next part of the window"), "F6", 1),
            ("area_before", self.tr("Part of the window before"), "Shift+F6", -1),
        ):
            action = add(name, text, keys)
            action.setData(step)
            action.triggered.connect(self._go_area)
        for number in range(1, PAGE_KEYS + 1):
            action = add(
                f"page_{number}",
                self.tr("Go to page {number} of the left rail").format(number=number),
                f"Ctrl+{number}",
            )
            action.setData(number - 1)
            action.triggered.connect(self._page_key)
        for name, text, keys, also, step in (
            ("larger", self.tr("Larger text"), "Ctrl++", ("Ctrl+=",), 1),
            ("smaller", self.tr("Smaller text"), "Ctrl+-", (), -1),
            ("usual_size", self.tr("Usual text size"), "Ctrl+0", (), 0),
        ):
            action = add(name, text, keys, also=also)
            action.setData(step)
            action.triggered.connect(self._resize_text)
        for choice, text in (
            ("system", self.tr("Colours as the system has them")),
            ("light", self.tr("Light colours")),
            ("dark", self.tr("Dark colours")),
            ("contrast", self.tr("High contrast")),
        ):
            action = add(f"look_{choice}", text)
            action.setData(choice)
            action.triggered.connect(self._recolour)
        self._enable(on=False)

    def _enable(self, *, on: bool) -> None:
        for action in self.actions_list:
            action.setEnabled(on or action.objectName() in ALWAYS)
        self.actions_list["undo"].setEnabled(False)  # until something was done

    def _page_key(self) -> None:
        action = self.sender()
        if self.shell is not None and isinstance(action, QAction):
            names = self.shell.names()
            place = int(action.data())
            if place < len(names):
                self._go(names[place])

    def _go_area(self) -> None:
        action = self.sender()
        if self.shell is not None and isinstance(action, QAction):
            self.shell.areas.go(int(action.data()))

    def _go(self, page: str, target: str = "") -> None:
        from coprod_desktop.gui.desk import Place

        if self.shell is not None:
            self.shell.go(Place(page, target))

    def _search(self) -> None:
        if self.shell is not None:
            self.shell.start_search()

    def _undo(self) -> None:
        if self.shell is not None:
            self.shell.undo.take_back()

    def _new_feedback(self) -> None:
        self._go("feedback", "new")

    def _new_meeting(self) -> None:
        self._go("meetings", "new")
