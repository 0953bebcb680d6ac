# SPDX-License-Identifier: MIT
"""Starts the window: dressed and painted first, everything heavy loaded behind it."""

import gc
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from coprod_desktop import DRAW_PAPER, READ_BUNDLES, paths

if TYPE_CHECKING:
    from PySide6.QtCore import QLocale
    from PySide6.QtWidgets import QApplication


def speak(app: "QApplication", locale: "QLocale") -> None:
    """Put the texts into the account's language, where there is a translation; else English."""
    from PySide6.QtCore import QTranslator

    translator = QTranslator(app)
    if translator.load(locale, "coprod", "_", str(paths.resource("i18n"))):
        from coprod_desktop.domain import translating
        from coprod_desktop.gui import dates

        app.installTranslator(translator)
        tag = translator.language() or locale.bcp47Name()
        translating.use(app.translate, tag, dates.spoken(tag))


def main(argv: Sequence[str] | None = None) -> int:
    """Run the program: ``coprod-desktop [STORE]``, STORE being a store's folder."""
    arguments = list(sys.argv if argv is None else argv)
    if arguments[1:2] == [READ_BUNDLES]:
        from coprod_desktop.bundle import worker

        return worker.main()
    if arguments[1:2] == [DRAW_PAPER]:
        from coprod_desktop.gui import paper_process

        return paper_process.main()
    # Loading makes much and drops nothing; `gui.collecting` takes over when there is a window.
    gc.disable()
    from PySide6.QtCore import QLocale
    from PySide6.QtWidgets import QApplication

    from coprod_desktop.gui.messages import BugNet
    from coprod_desktop.gui.preferences import Preferences
    from coprod_desktop.gui.theme import Theme
    from coprod_desktop.gui.window import MainWindow

    app = QApplication(arguments[:1])
    app.setApplicationName("Coprod Desktop")
    app.setOrganizationName("Coprod")
    app.setDesktopFileName("coprod-desktop")
    speak(app, QLocale())
    preferences = Preferences()
    theme = Theme(app)
    theme.wear(preferences.theme, preferences.percent)
    net = BugNet()
    net.install()
    folder = Path(arguments[1]) if len(arguments) > 1 else None
    window = MainWindow(theme, preferences, net, folder)
    window.show()
    return app.exec()


if __name__ == "__main__":
    sys.exit(main())
