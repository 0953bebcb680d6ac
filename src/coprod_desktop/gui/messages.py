# SPDX-License-Identifier: MIT
"""Turns faults and good news into what a person sees and a screen reader says."""

from __future__ import annotations

import datetime
import sys
import traceback
from pathlib import Path
from types import TracebackType
from typing import Final, Literal, NamedTuple

from PySide6.QtCore import QCoreApplication, QEvent, Qt, Signal
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QFrame,
    QHBoxLayout,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from coprod_desktop.domain.errors import Cancelled, UserError
from coprod_desktop.gui import leads
from coprod_desktop.gui.desk import Desk
from coprod_desktop.gui.label import Label
from coprod_desktop.gui.theme import Theme

Tone = Literal["info", "success", "warning", "error"]
CRASH_LOG: Final = "crash.log"
CRASH_LOG_BYTES: Final = 262_144


class Message(NamedTuple):
    """What to tell a person: what happened, what is safe, what to do next."""

    tone: Tone
    title: str
    safe: str = ""
    advice: str = ""
    code: str = ""

    def spoken(self) -> str:
        """The message as one run of words."""
        return " ".join(part for part in (self.title, self.safe, self.advice) if part)


def describe(error: Exception) -> Message:
    """Say a fault in words; what is no `UserError` is a fault of the program, and says so."""
    if isinstance(error, UserError):
        tone: Tone = "info" if isinstance(error, Cancelled) else "error"
        return Message(tone, error.title, error.safe, error.advice, error.code)
    translate = QCoreApplication.translate
    return Message(
        "error",
        translate("Messages", "Something went wrong inside the program."),
        translate("Messages", "What was saved is safe, and drafts are kept."),
        translate(
            "Messages",
            "Try again. If it happens twice, close the program, open it again, and tell the "
            "office what you were doing.",
        ),
        type(error).__name__,
    )


def announce(widget: QWidget, words: str, *, at_once: bool = False) -> None:
    """Have a screen reader say `words`, politely or at once."""
    if not words:
        return
    # Here: its enumerations are made when it is loaded, and the first picture needs none.
    from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent

    event = QAccessibleAnnouncementEvent(widget, words)
    event.setPoliteness(
        QAccessible.AnnouncementPoliteness.Assertive
        if at_once
        else QAccessible.AnnouncementPoliteness.Polite
    )
    QAccessible.updateAccessibility(event)


class Banner(QFrame):
    """A message in the page: a colour, an icon and a word for its tone, then the sentences."""

    closed = Signal()

    def __init__(self, parent: QWidget | None = None, *, closable: bool = True) -> None:
        super().__init__(parent)
        self.setProperty("part", "banner")
        self._tone: Tone = "info"
        self._lead: tuple[Desk, leads.Lead] | None = None
        self._icon = Label()
        self._icon.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._title = Label()
        self._title.setProperty("say", "subheading")
        self._detail = Label()
        for label in (self._title, self._detail):
            label.setWordWrap(True)
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        words = QVBoxLayout()
        words.setSpacing(2)
        words.setContentsMargins(0, 8, 0, 0)
        self._icon.setContentsMargins(0, 7, 0, 0)
        words.addWidget(self._title)
        words.addWidget(self._detail)
        self.way_on = QPushButton(self.tr("Go there"))
        self.way_on.clicked.connect(self._go_on)
        self.way_on.hide()
        self._foot = QHBoxLayout()
        self._foot.setSpacing(8)
        self._foot.addWidget(self.way_on)
        self._foot.addStretch(1)
        words.addLayout(self._foot)
        words.addStretch(1)
        self._close = QPushButton(self.tr("Close message"))
        self._close.setProperty("kind", "quiet")
        self._close.clicked.connect(self._shut)
        self._row = row = QHBoxLayout(self)
        row.setContentsMargins(16, 6, 8, 10)
        row.setSpacing(12)
        row.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(words, 1)
        row.addWidget(self._close, 0, Qt.AlignmentFlag.AlignTop)
        # Shown before it has a parent, a widget is a window of its own for a moment.
        self._close.setVisible(closable)
        self.hide()

    def show_message(self, message: Message) -> None:
        """Show and announce a message."""
        self._tone = message.tone
        self.setProperty("role", message.tone)
        self._title.setText(f"{self._tone_word()} {message.title}".strip())
        detail = " ".join(part for part in (message.safe, message.advice) if part)
        self._detail.setText(detail)
        self._detail.setVisible(bool(detail))
        self._offer_way_on(message.code)
        self.setAccessibleName(self._title.text())
        self.setAccessibleDescription(detail)
        self._draw_icon()
        self.style().unpolish(self)
        self.style().polish(self)
        self.show()
        announce(self, message.spoken(), at_once=message.tone == "error")

    def show_error(self, error: Exception) -> None:
        """Show and announce a fault."""
        self.show_message(describe(error))

    def clear(self) -> None:
        """Take the message away."""
        self.hide()

    def changeEvent(self, event: QEvent) -> None:
        """Redraw the icon when the colours change."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._draw_icon()

    def _offer_way_on(self, code: str) -> None:
        """Where the fault can be dealt with at another place in the window, a button goes there."""
        self._lead = leads.way_on((code,), self)
        self.way_on.setText(self._lead[1].text if self._lead is not None else self.tr("Go there"))
        self.way_on.setVisible(self._lead is not None)
        self._detail.setContentsMargins(0, 0, 0, 6 if self._lead is not None else 0)
        # Side by side below the words they take no room from them: in large text that tells.
        self._row.removeWidget(self._close)
        self._foot.removeWidget(self._close)
        if self._lead is not None:
            self._foot.insertWidget(1, self._close)
        else:
            self._row.addWidget(self._close, 0, Qt.AlignmentFlag.AlignTop)

    def _go_on(self) -> None:
        if self._lead is not None:
            desk, lead = self._lead
            self._shut()
            desk.go(lead.page, lead.target)

    def _shut(self) -> None:
        self.hide()
        self.closed.emit()

    def _draw_icon(self) -> None:
        theme = Theme.of_app()
        ink = "accent" if self._tone == "info" else self._tone
        self._icon.setPixmap(theme.pixmap(self._tone, ink, theme.px(24)))

    def _tone_word(self) -> str:
        return {
            "info": "",
            "success": self.tr("Done:"),
            "warning": self.tr("Take care:"),
            "error": self.tr("Problem:"),
        }[self._tone]


class LastResort(QDialog):
    """What is shown when the program itself has failed: no data, no jargon, what is safe."""

    def __init__(self, code: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Coprod Desktop met a problem"))
        banner = Banner(self, closable=False)
        banner.show_message(describe(RuntimeError()))
        note = Label(
            self.tr(
                "For the office: {code}. No names or comments are in the problem report."
            ).format(code=code)
        )
        note.setProperty("say", "hint")
        note.setWordWrap(True)
        close = QPushButton(self.tr("Carry on"))
        close.setProperty("kind", "primary")
        close.clicked.connect(self.accept)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 24, 24, 24)
        column.setSpacing(16)
        column.addWidget(banner)
        column.addWidget(note)
        column.addWidget(close, 0, Qt.AlignmentFlag.AlignRight)
        self.setMinimumWidth(560)


def crash_lines(error: BaseException) -> list[str]:
    """Where an exception came from, as ``module:line`` of each frame; no values, no message."""
    frames = traceback.extract_tb(error.__traceback__)
    return [f"{Path(frame.filename).name}:{frame.lineno}" for frame in frames]


def log_crash(folder: Path | None, error: BaseException) -> None:
    """Add an exception's type and places to the store's crash log; never what it said."""
    if folder is None or not folder.is_dir():
        return
    file = folder / CRASH_LOG
    try:
        if file.exists() and file.stat().st_size > CRASH_LOG_BYTES:
            file.unlink()
        stamp = datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds")
        line = f"{stamp} {type(error).__name__} {' < '.join(reversed(crash_lines(error)))}\n"
        with file.open("a", encoding="utf-8") as log:
            log.write(line)
    except OSError:
        return  # a full or missing disk must not turn one fault into two


class BugNet:
    """Catches exceptions nobody expected: logs where, tells the person, carries on."""

    def __init__(self) -> None:
        self.folder: Path | None = None
        self._shown = False

    def install(self) -> None:
        """Take the place of Python's own handler."""
        sys.excepthook = self._catch

    def note(self, error: BaseException) -> None:
        """Log a bug that was already told to the person in the page."""
        log_crash(self.folder, error)

    def _catch(
        self, kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, error, trace)
            return
        self.note(error)
        if self._shown or QApplication.instance() is None:
            return
        self._shown = True
        try:
            LastResort(kind.__name__, QApplication.activeWindow()).exec()
        finally:
            self._shown = False
