# SPDX-License-Identifier: MIT
"""A process that draws one paper as a PDF and ends: for `coprod`, which itself knows no Qt.

The document comes on the standard input as JSON and the file leaves on the standard output, so that
no word of it is ever in an argument, the environment or a file.
"""

from __future__ import annotations

import msgspec
from PySide6.QtGui import QGuiApplication

from coprod_desktop.domain.document import Document
from coprod_desktop.gui import drawing, theme


def main() -> int:
    """Draw the document that comes in; needs no display."""
    app = QGuiApplication(["coprod", "-platform", "offscreen"])
    theme.bring_fonts()
    # Not `sys.stdin`: a program without a console has none.
    with open(0, "rb") as source:
        document = msgspec.json.decode(source.read(), type=Document)
    pdf = drawing.as_pdf(drawing.Drawn(document))
    with open(1, "wb") as sink:
        sink.write(pdf)
    app.quit()
    return 0
