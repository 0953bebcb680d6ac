# SPDX-License-Identifier: MIT
"""What came back of a lost office, what is still missing, and a line for each file."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QCoreApplication, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from coprod_desktop.gui.desk import Desk
from coprod_desktop.gui.forms import words
from coprod_desktop.gui.furniture import Button, Card, Scroll, fact, flowing
from coprod_desktop.gui.messages import Banner, Message
from coprod_desktop.gui.office.listtab import Column, ListTab, origin
from coprod_desktop.gui.rows import Line

if TYPE_CHECKING:
    from coprod_desktop.services.exchanging.paper_bundles import Opened

_IN: Final = frozenset({"imported", "already_imported", "superseded"})
_ICONS: Final = {
    "imported": ("success", "success"),
    "already_imported": ("tick", "soft"),
    "superseded": ("tick", "soft"),
    "held": ("clock", "warning"),
    "refused": ("error", "error"),
}


def said(each: Opened) -> str:
    """What became of a file, in a few words."""
    translate = QCoreApplication.translate
    if each.security:
        return translate("ReadBack", "Alarm: not taken in")
    if each.wanted:
        return translate("ReadBack", "Changes are missing before it")
    return {
        "imported": translate("ReadBack", "Taken in"),
        "already_imported": translate("ReadBack", "Already in"),
        "superseded": translate("ReadBack", "A later one is in"),
        "held": translate("ReadBack", "Not taken in"),
        "refused": translate("ReadBack", "Not taken in"),
    }[each.outcome]


def _weight(each: Opened) -> tuple[int, str, int]:
    """Which line stands first: the gravest; then by PC and number."""
    grave = 0 if each.security else 2 if each.outcome in _IN else 1
    return grave, each.short, each.seq


class FilesTab(ListTab):
    """A line for each file, and beside it what it means."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._build_list(
            self.tr("What became of each file"),
            (
                Column(self.tr("State"), 260),
                Column(self.tr("From")),
                Column(self.tr("Number"), 90, spare=True),
                Column(self.tr("Changes"), 100, spare=True),
            ),
        )
        self.card = Card()
        self._lay_out(
            self._build_side(self.card),
            "inbox",
            self.tr("There was no bundle in this folder"),
            self.tr("Bundles are files whose names end in .coprod. Choose another folder."),
        )

    def show_files(self, files: Sequence[Opened]) -> None:
        """List the files, the gravest first."""
        self._show_lines([self._line(each) for each in sorted(files, key=_weight)])
        self.table.choose(0)

    def _line(self, each: Opened) -> Line:
        icon, ink = ("warning", "error") if each.security else _ICONS[each.outcome]
        cells = (
            *(said(each), origin(each.site, each.wing), str(each.seq or "–")),
            f"{each.changes:,}" if each.changes else "–",
        )
        return Line(cells, each, icon, ink)

    def _explain(self, each: Opened | None, /) -> None:
        self.card.empty()
        self.card.setVisible(each is not None)
        if each is None:
            return
        body = self.card.body
        self.card.heading.setText(each.title or said(each))
        self.card.heading.show()
        if each.wanted:
            body.addWidget(words(self._how()))
        elif each.advice:
            body.addWidget(words(each.advice))
        if each.text is not None:
            text = self.tr("Written in clear to {file}. Destroy it when you are done.")
            body.addWidget(fact("warning", "warning", text.format(file=each.text)))
        lines = [self.tr("File: {name}").format(name=each.path.name)]
        if each.short:
            lines.append(self.tr("PC {short}").format(short=each.short))
        if each.first:
            span = self.tr("Changes {first} to {last}")
            lines.append(span.format(first=f"{each.first:,}", last=f"{each.last:,}"))
        if each.code:
            lines.append(self.tr("Code for support: {code}").format(code=each.code))
        body.addWidget(words("\n".join(lines), "soft"))

    def _how(self) -> str:
        return self.tr(
            "Look for the bundles before it on old sticks. If the wing’s PC still works, have it "
            "send everything once more, and read the folder again. If nothing of that is left, "
            "read it once more and have the text written."
        )


class ReadBack(QWidget):
    """The sum of it, and the files."""

    closed = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.setProperty("part", "canvas")
        self.banner = Banner(closable=False)
        self.sums = Card(self.tr("From each PC"))
        self.files = FilesTab(desk)
        self.files.setMinimumHeight(desk.theme.px(300))
        self.close_button = Button(self.tr("Back to Recovery"), icon="back")
        self.close_button.clicked.connect(self.closed)
        scroll = Scroll(margins=(0, 16, 6, 16), widest=0)
        for part in (self.banner, flowing(self.close_button), self.sums, self.files):
            scroll.body.addWidget(part)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(scroll)

    def show_files(self, files: Sequence[Opened], *, stopped: bool) -> None:
        """Say what came back, what is missing, and what became of each file."""
        self.files.show_files(files)
        self.sums.empty()
        for text, good in sums(files):
            line = fact("tick", "success", text) if good else fact("warning", "warning", text)
            self.sums.body.addWidget(line)
        self.sums.setVisible(any(each.short for each in files))
        self.banner.show_message(self._message(files, stopped=stopped))
        self.close_button.setFocus()

    def _message(self, files: Sequence[Opened], *, stopped: bool) -> Message:
        bundles = sum(each.outcome == "imported" for each in files)
        changes = f"{sum(each.changes for each in files):,}"
        left = sum(each.outcome not in _IN for each in files)
        if not files:
            return Message("info", self.tr("There was no bundle in this folder."))
        title = (
            self.tr("No new changes came in.")
            if not bundles
            else self.tr("1 bundle was taken in.")
            if bundles == 1
            else self.tr("{number} bundles were taken in.").format(number=f"{bundles:,}")
        )
        safe = self.tr("Changes that came in: {changes}.").format(changes=changes)
        if stopped:
            safe = " ".join((safe, self.tr("You stopped it: what was taken in is whole.")))
        if left:
            advice = (
                self.tr("1 file could not be taken in: its line says why.")
                if left == 1
                else self.tr("{number} files could not be taken in: their lines say why.").format(
                    number=left
                )
            )
            return Message("warning", title, safe, advice)
        if stopped:
            return Message("warning", title, safe, self.tr("Read the folder again for the rest."))
        then = self.tr("Nothing is missing. Set up each wing’s PC anew with this office.")
        return Message("success", title, safe, then)


def sums(files: Sequence[Opened]) -> list[tuple[str, bool]]:
    """For each PC what came back, and what is missing; with whether that is good news."""
    translate = QCoreApplication.translate
    logs: dict[tuple[str, str], list[Opened]] = {}
    for each in files:
        if each.short:
            logs.setdefault((each.short, each.epoch), []).append(each)
    lines: list[tuple[str, bool]] = []
    for own in sorted(logs.values(), key=lambda some: (some[0].site, some[0].wing)):
        where = origin(own[0].site, own[0].wing)
        last = max((each.last for each in own if each.outcome in _IN), default=0)
        if last:
            text = translate("ReadBack", "{where}: everything up to change {last} is here.")
            lines.append((text.format(where=where, last=f"{last:,}"), True))
        for each in sorted(own, key=lambda one: one.first):
            if each.wanted:
                text = translate("ReadBack", "{where}: changes {first} to {last} are missing.")
                first, to = f"{each.wanted:,}", f"{each.first - 1:,}"
                lines.append((text.format(where=where, first=first, last=to), False))
                break
    return lines
