# SPDX-License-Identifier: MIT
"""One card of a poster being written: what was said, what came of it, and what is to be settled."""

from __future__ import annotations

from typing import Any, Final

import msgspec
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QVBoxLayout, QWidget

from coprod_desktop.domain import poster as posters
from coprod_desktop.domain import vocabulary
from coprod_desktop.domain.poster import Card as Values
from coprod_desktop.domain.poster import Finding, Original
from coprod_desktop.gui.dates import moment
from coprod_desktop.gui.desk import Desk
from coprod_desktop.gui.fields import WordsField
from coprod_desktop.gui.forms import Form, words
from coprod_desktop.gui.furniture import Button, Card, discard, fact, flowing
from coprod_desktop.gui.guards import StaffGuard
from coprod_desktop.gui.guards.marking import span
from coprod_desktop.gui.listing import choices

_LONGEST: Final = 500


class Settling(QWidget):
    """One thing to settle, in words, with buttons for what can be done about it."""

    taken = Signal(object)
    """What stands instead is wanted: the `Finding`."""
    vouched = Signal(object)
    """A person says that it identifies nobody, or asks about it again: the `Finding`."""

    def __init__(self, finding: Finding) -> None:
        super().__init__()
        self.setProperty("part", "canvas")
        self.finding = finding
        self.take: Button | None = None
        self.nobody: Button | None = None
        known = finding.vouched is not None
        said = self.said()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        icon, ink = ("tick", "soft") if known else ("flag", "warning")
        column.addWidget(fact(icon, ink, said))
        if finding.instead and not known:
            words_instead = self.tr("Write “{words}”").format(words=finding.instead)
            self.take = Button(words_instead, kind="offer")
            self.take.clicked.connect(self._take)
        if finding.like:
            text = self.tr("Ask about it again") if known else self.tr("This identifies nobody")
            self.nobody = Button(text, kind="quiet")
            self.nobody.setAccessibleDescription(said)
            self.nobody.clicked.connect(self._vouch)
        if buttons := self.stops():
            column.addWidget(flowing(*buttons))

    def stops(self) -> list[QWidget]:
        """What the Tab key stops at."""
        return [each for each in (self.take, self.nobody) if each is not None]

    def said(self) -> str:
        """What it is about, and what to do."""
        found = self.finding
        match found.kind:
            case "identifying" if found.vouched is not None:
                return self.tr("“{words}” identifies nobody, {name} said {when}.").format(
                    words=found.words, name=found.vouched.by, when=moment(found.vouched.at)
                )
            case "identifying":
                return self.tr(
                    "{kind}: “{words}”. Mask it, or write it in another way. If it identifies "
                    "nobody, say so: your name and the time are kept."
                ).format(kind=vocabulary.say(vocabulary.IDENTIFYING, found.like), words=found.words)
            case "number":
                return self.tr(
                    "“{words}”: so few people could be recognised, and others are rounded."
                ).format(words=found.words)
            case "quote":
                return self.tr(
                    "“{words}” are the patient’s own words, and they did not say that these may "
                    "be repeated. Say it in your own words."
                ).format(words=found.words)
            case "gone":
                return self.tr("The record behind this card is not there any more. Take it out.")
            case _:
                return self.tr("Nothing stands here yet.")

    def _take(self) -> None:
        self.taken.emit(self.finding)

    def _vouch(self) -> None:
        self.vouched.emit(self.finding)


class CardEditor(Card):
    """The fields of one card."""

    edited = Signal()
    out_asked = Signal()
    moved = Signal(int)
    """It is to stand so many places further on."""
    vouched = Signal(object)
    """As `Settling.vouched`."""

    def __init__(self, desk: Desk, values: Values) -> None:
        super().__init__(self.tr("Card"))
        self._source, self._comment = values.source, values.comment
        self._own = values.said if values.quoted else ""
        self._quote = False
        self.theirs = words("", "soft")
        self.use = Button(self.tr("Use their words"), kind="quiet")
        self.use.clicked.connect(self._use_theirs)
        self.joint = QCheckBox(self.tr("Patients and staff said it together (“We said”)"))
        self.said = WordsField(lines=2, most=8)
        self.did = WordsField(lines=2, most=8)
        self.lever = choices(
            self.tr("What came of it is"),
            (
                ("change", self.tr("We did")),
                ("tell", self.tr("Our answer")),
                ("ask", self.tr("We asked")),
                ("cannot", self.tr("We cannot, because")),
            ),
        )
        self.earlier = Button(self.tr("Move up"), kind="quiet")
        self.later = Button(self.tr("Move down"), kind="quiet")
        self.out = Button(self.tr("Take the card out"), kind="quiet", icon="trash")
        self._settling = QVBoxLayout()
        self.guard = StaffGuard(desk, "patient_facing")
        self._lay_out()
        self.fill(values)
        self.guard.watch(self.said, unless=self._quotes)
        self.guard.watch(self.did)
        for field in (self.said, self.did):
            field.textChanged.connect(self.edited)
        self.joint.toggled.connect(self._changed)
        self.lever.currentIndexChanged.connect(self._changed)
        self.earlier.clicked.connect(self._up)
        self.later.clicked.connect(self._down)
        self.out.clicked.connect(self.out_asked)

    def values(self) -> Values:
        """The card as it stands."""
        return Values(
            source=self._source,
            said=self.said.text(),
            did=self.did.text(),
            lever=self.lever.currentData(),
            joint=self.joint.isChecked(),
            quoted=self._quotes(),
            comment=self._comment,
        )

    def fill(self, values: Values) -> None:
        """Show a card."""
        self.said.setPlainText(values.said)
        self.did.setPlainText(values.did)
        self.joint.setChecked(values.joint)
        self.lever.setCurrentIndex(max(0, self.lever.findData(values.lever)))

    def stand(self, place: int, count: int) -> None:
        """Say which of how many it is."""
        self.heading.setText(
            self.tr("Card {place} of {count}").format(place=place + 1, count=count)
        )
        self.setAccessibleName(self.heading.text())
        self.earlier.setEnabled(place > 0)
        self.later.setEnabled(place < count - 1)

    def stops(self) -> tuple[QWidget, ...]:
        """What the Tab key stops at, in the order of the eye."""
        settling = [stop for each in self._shown() for stop in each.stops()]
        fields = (self.use, self.said, self.joint, self.lever, self.did)
        guard = (*self.guard.offers, self.guard.pick, self.guard.keep)
        return (*fields, *guard, *settling, self.earlier, self.later, self.out)

    def show_original(self, original: Original | None) -> None:
        """Show what the record says, and whether it may be repeated."""
        self._quote = original is not None and original.quote and self._comment
        if original is None:
            self.theirs.setText("")
            return
        short = original.said if len(original.said) <= _LONGEST else original.said[:_LONGEST] + "…"
        if not self._comment:
            text = self.tr("The action: “{words}”")
        elif original.quote:
            text = self.tr("They said, and it may be repeated: “{words}”")
            self._own = original.said
        else:
            text = self.tr("They said, and it may not be repeated word for word: “{words}”")
        self.theirs.setText(text.format(words=short))
        self.use.setVisible(self._quote)

    def show_findings(self, findings: list[Finding]) -> None:
        """Show what is to be settled on it."""
        now = [each.finding for each in self._shown()]
        if now == findings:
            return
        while (item := self._settling.takeAt(0)) is not None:
            discard(item.widget())
        for each in findings:
            line = Settling(each)
            line.taken.connect(self._settle)
            line.vouched.connect(self.vouched)
            self._settling.addWidget(line)

    def go_to(self, finding: Finding) -> None:
        """Put the cursor on what is to be settled."""
        if finding.kind == "gone":
            self.out.setFocus()
            return
        field = self.did if finding.part == "did" else self.said
        field.setFocus()
        text = field.text()
        start, end = (min(each, len(text)) for each in (finding.start, finding.end))
        field.setTextCursor(span(field, text, start, end))

    def _quotes(self) -> bool:
        """Whether the patient's own words stand there, which nobody is to write better."""
        return self._comment and bool(self._own) and self.said.text() == self._own.strip()

    def _shown(self) -> list[Settling]:
        items = (self._settling.itemAt(n) for n in range(self._settling.count()))
        widgets = [item.widget() for item in items if item is not None]
        return [each for each in widgets if isinstance(each, Settling)]

    def _settle(self, finding: Finding) -> None:
        field = self.did if finding.part == "did" else self.said
        text = field.text()
        if text[finding.start : finding.end].strip():
            cursor = span(field, text, finding.start, finding.end)
            cursor.insertText(finding.instead)  # so that Ctrl+Z brings it back
        field.setFocus()

    def _use_theirs(self) -> None:
        cursor = self.said.textCursor()
        cursor.select(cursor.SelectionType.Document)
        cursor.insertText(self._own)
        self.said.setFocus()

    def _changed(self, *_: Any) -> None:
        above, below = posters.labels(
            msgspec.structs.replace(self.values(), lever=self.lever.currentData())
        )
        self._said_row.rename(self.tr("“{label}” in plain words").format(label=above))
        self._did_row.rename(self.tr("“{label}” in plain words").format(label=below))
        self.edited.emit()

    def _up(self) -> None:
        self.moved.emit(-1)

    def _down(self) -> None:
        self.moved.emit(1)

    def _lay_out(self) -> None:
        form = Form(spacing=12)
        form.add_widget(self.theirs)
        form.add_widget(flowing(self.use))
        self._said_row = form.add(self.tr("“You said” in plain words"), self.said)
        form.add_widget(self.joint)
        form.add(self.tr("What came of it is"), self.lever)
        self._did_row = form.add(self.tr("“We did” in plain words"), self.did)
        form.add_widget(self.guard)
        self.use.setVisible(False)
        self.body.addWidget(form)
        self.body.addLayout(self._settling)
        self.body.addWidget(flowing(self.earlier, self.later, self.out))
