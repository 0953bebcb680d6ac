# SPDX-License-Identifier: MIT
"""What the program is, what it is for and not for, and under which licences its parts stand."""

from __future__ import annotations

import functools
import platform
from typing import Any, Final

import msgspec
import PySide6
from PySide6.QtWidgets import QComboBox, QPlainTextEdit, QVBoxLayout, QWidget

from coprod_desktop import __version__, paths
from coprod_desktop.gui.desk import Desk
from coprod_desktop.gui.forms import Form, words
from coprod_desktop.gui.furniture import Card, Scroll

_TALL: Final = 280


class Part(msgspec.Struct, frozen=True):
    """One part that comes with the program: its name, version, licence (SPDX), and its texts."""

    name: str
    version: str
    licence: str
    texts: tuple[int, ...]


class Licences(msgspec.Struct, frozen=True):
    """All parts; a text that several share stands once."""

    parts: tuple[Part, ...]
    texts: tuple[str, ...]

    def text(self, part: Part) -> str:
        """The licence of a part, in full."""
        return ("\n" + "─" * 40 + "\n\n").join(self.texts[place] for place in part.texts)


_LICENCES = msgspec.json.Decoder(Licences)


@functools.cache
def licences() -> Licences:
    """What `scripts/licences.py` gathered when the dependencies were locked."""
    file = paths.resource("data/licences.json")
    return _LICENCES.decode(file.read_bytes())


class AboutTab(QWidget):
    """What this is, its intended use, and the licences."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._filled = False
        about = Card(self.tr("Coprod Desktop"))
        for text in (
            self.tr("Version {version}").format(version=__version__),
            self.tr("It has no network code. Everything on disk and on a stick is encrypted."),
            self.tr("Store: {folder}").format(folder=desk.folder),
            self.tr("Qt {qt}, Python {python}").format(
                qt=PySide6.__version__, python=platform.python_version()
            ),
        ):
            about.body.addWidget(words(text))
        use = Card(self.tr("What it is for"))
        for text in (
            self.tr(
                "Intended use: to record what patients in prison say about healthcare and what was "
                "done about it, to run meetings with them, and to show what changed. It is used "
                "by healthcare staff, on PCs without a network."
            ),
            self.tr(
                "It is not a clinical record and not a medical device. It gives no advice about "
                "the care of any one person, and no decision about a person’s care may rest on it."
            ),
            self.tr(
                "It is not an alarm system. It may point at words that tell of harm, and it will "
                "miss some. If someone may come to harm, follow the prison’s own process at once."
            ),
            self.tr(
                "It needs no patient’s name. Do not write names, prison numbers or dates of birth "
                "into it."
            ),
        ):
            use.body.addWidget(words(text))
        terms = Card(self.tr("Licences"))
        terms.body.addWidget(
            words(
                self.tr(
                    "Coprod Desktop is free software under the MIT licence. It comes with these "
                    "parts, each under its own."
                )
            )
        )
        form = Form()
        self.part = QComboBox()
        self.part.currentIndexChanged.connect(self._show)
        self.text = QPlainTextEdit()
        self.text.setReadOnly(True)
        self.text.setTabChangesFocus(True)
        self.text.setMinimumHeight(desk.theme.px(_TALL))
        form.add(self.tr("Part"), self.part)
        form.add(self.tr("Its licence"), self.text)
        terms.body.addWidget(form)
        scroll = Scroll(margins=(0, 16, 0, 16))
        for card in (about, use, terms):
            scroll.body.addWidget(card)
        scroll.body.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(scroll)

    def ask(self) -> None:
        """Fill the list of parts, when the tab is first looked at."""
        if self._filled:
            return
        self._filled = True
        line = self.tr("{name} {version}: {licence}")
        for part in licences().parts:
            said = line.format(name=part.name, version=part.version, licence=part.licence)
            self.part.addItem(" ".join(said.split()).replace(" :", ":"), part)

    def _show(self, _place: int) -> None:
        part: Any = self.part.currentData()
        if part is not None:
            self.text.setPlainText(licences().text(part))
