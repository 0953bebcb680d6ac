# SPDX-License-Identifier: MIT
"""Offers to mask what may tell who somebody is; the words change only when a person says so."""

from __future__ import annotations

from typing import NamedTuple

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout

from coprod_desktop.domain.identifying import Finding, Kind
from coprod_desktop.gui.fields import WordsField
from coprod_desktop.gui.forms import words
from coprod_desktop.gui.furniture import Button, Picture, flowing
from coprod_desktop.gui.guards.marking import Units
from coprod_desktop.gui.messages import announce


class Found(NamedTuple):
    """A finding and the field it stands in; `shown` are the words that gave it away."""

    field: WordsField
    finding: Finding
    shown: str


class NamePanel(QFrame):
    """One finding at a time, with what can be done about it."""

    kept = Signal(object)
    """A person wants these words kept: a `Found`."""
    masked = Signal()
    """Words were masked."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("part", "banner")
        self._found: tuple[Found, ...] = ()
        self._said = ""
        self.text = words("", "subheading")
        self.hint = words("", "soft")
        self.mask_one = Button(self.tr("Mask"))
        self.mask_all = Button(self.tr("Mask all"))
        self.keep = Button(self.tr("Keep as it is"), kind="quiet")
        self.mask_one.clicked.connect(self._mask)
        self.mask_all.clicked.connect(self._mask_all)
        self.keep.clicked.connect(self._keep)
        column = QVBoxLayout()
        column.setSpacing(4)
        column.addWidget(self.text)
        column.addWidget(self.hint)
        column.addWidget(flowing(self.mask_one, self.mask_all, self.keep))
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 8, 12, 8)
        row.setSpacing(12)
        row.addWidget(Picture("eye", "accent"), 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(column, 1)
        self.hide()

    def show_found(self, found: tuple[Found, ...]) -> None:
        """Offer to mask the first of these; with none there is nothing to see."""
        inside = self.isAncestorOf(self.focusWidget()) if self.focusWidget() else False
        last, self._found = self._found, found
        if not found:
            if inside and last:
                last[0].field.setFocus()
            self.hide()
            self._said = ""
            return
        first = found[0]
        text = self._question(first.finding.kind).format(words=first.shown, mask=first.finding.mask)
        self.text.setText(text)
        several = len(found) > 1
        self.hint.setText(
            self.tr("1 of {number}. Nothing changes unless you press a button.").format(
                number=len(found)
            )
            if several
            else self.tr("Nothing changes unless you press a button.")
        )
        self.mask_all.setVisible(several)
        self.mask_all.setText(self.tr("Mask all {number}").format(number=len(found)))
        for button in (self.mask_one, self.keep):
            button.setAccessibleDescription(text)
        self.show()
        if text != self._said:
            self._said = text
            announce(self, text)

    def focus_first(self) -> None:
        """Put the focus on the first answer."""
        self.mask_one.setFocus(Qt.FocusReason.TabFocusReason)

    def _mask(self) -> None:
        if self._found:
            _replace(self._found[:1])
            self.masked.emit()

    def _mask_all(self) -> None:
        _replace(self._found)
        self.masked.emit()

    def _keep(self) -> None:
        if self._found:
            self.kept.emit(self._found[0])

    def _question(self, kind: Kind) -> str:
        return {
            "name": self.tr("This looks like a name: “{words}”. Mask it as {mask}?"),
            "prison_number": self.tr(
                "This looks like a prison number: “{words}”. Mask it as {mask}?"
            ),
            "date_of_birth": self.tr(
                "This looks like a date of birth: “{words}”. Mask it as {mask}?"
            ),
            "cell": self.tr("This looks like a cell number: “{words}”. Mask it as {mask}?"),
            "phone": self.tr("This looks like a phone number: “{words}”. Mask it as {mask}?"),
            "nhs_number": self.tr("This looks like an NHS number: “{words}”. Mask it as {mask}?"),
            "email": self.tr("This looks like an email address: “{words}”. Mask it as {mask}?"),
        }[kind]


def _replace(found: tuple[Found, ...]) -> None:
    """Put masks in place of words, in one step that Ctrl+Z in the field takes back.

    What was typed over since it was found is left as it is.
    """
    for field in dict.fromkeys(each.field for each in found):
        text = field.toPlainText()
        units = Units(text)
        cursor = units.span(field, 0, 0)
        cursor.beginEditBlock()
        for _, finding, shown in sorted(
            (each for each in found if each.field is field),
            key=lambda each: each.finding,
            reverse=True,
        ):
            if text[finding.lead : finding.end] == shown:
                at = units.span(field, finding.start, finding.end)
                cursor.setPosition(at.anchor())
                cursor.setPosition(at.position(), cursor.MoveMode.KeepAnchor)
                cursor.insertText(finding.mask)
        cursor.endEditBlock()
