# SPDX-License-Identifier: MIT
"""The end of a stack: what was typed, and the offer to have a sample typed again."""

from __future__ import annotations

from collections import Counter
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from coprod_desktop.domain import agreeing, forms
from coprod_desktop.gui.forms import words
from coprod_desktop.gui.furniture import Button, Card, Heading, Scroll, bar, discard
from coprod_desktop.gui.messages import Banner
from coprod_desktop.gui.responsive import Foot
from coprod_desktop.gui.stack.tally import Tally
from coprod_desktop.gui.stack.typing_slips import first_choice, in_words
from coprod_desktop.gui.theme import Theme
from coprod_desktop.services.entering.stacks import Stack

_WIDEST: Final = 560


class EndFace(QWidget):
    """How many slips, which answers, and what may come next."""

    done = Signal(object)
    check_asked = Signal(object)
    more_asked = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._stack: Stack | None = None
        self._tally: Tally | None = None
        self.banner = Banner()
        self.heading = Heading("", " ")
        self.count = Card(self.tr("What they said overall"))
        self.again = Card(self.tr("Check how well it was typed"))
        self.why = words("")
        self.again.body.addWidget(self.why)
        self.check = Button(self.tr("Draw a sample to type again"), icon="eye")
        self.check.clicked.connect(self._check)
        self.again.body.addWidget(bar(self.check))
        self.close_it = Button(self.tr("Done"), kind="primary", icon="tick")
        self.close_it.clicked.connect(self._done)
        self.more = Button(self.tr("Type more slips"), kind="quiet", icon="back")
        self.more.clicked.connect(self._more)
        scroll = Scroll()
        for widget in (self.heading, self.banner, self.count, self.again):
            scroll.body.addWidget(widget)
        scroll.body.addStretch(1)
        self.heading.lead.show()
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(scroll, 1)
        whole.addWidget(Foot(self.close_it, self.more))

    def show_stack(self, stack: Stack) -> None:
        """Sum a stack up."""
        self._stack = stack
        total = len(stack.slips)
        title = self.tr("1 slip typed") if total == 1 else self.tr("{total} slips typed")
        self.heading.title.setText(title.format(total=total))
        self.heading.lead.setText(in_words(stack))
        if self._tally is not None:
            discard(self._tally)
        _question, options = first_choice(forms.load(stack.form))
        self._tally = Tally(options)
        self._tally.show_counts(Counter(slip.choice for slip in stack.slips))
        # Wider, and a number stands too far from its answer to be read with it.
        self._tally.setMaximumWidth(Theme.of_app().px(_WIDEST))
        self.count.body.addWidget(self._tally)
        size = agreeing.sample_size(total)
        self.why.setText(
            self.tr(
                "{size} of the slips, drawn by chance, are typed again without seeing the first "
                "typing. Ask a colleague to do it: then you know how far your figures hold. Keep "
                "the slips in their order."
            ).format(size=size)
        )
        self.again.setVisible(size >= agreeing.LEAST)
        self.close_it.setFocus()

    def _done(self) -> None:
        self.done.emit(self._stack)

    def _check(self) -> None:
        self.check_asked.emit(self._stack)

    def _more(self) -> None:
        self.more_asked.emit(self._stack)
