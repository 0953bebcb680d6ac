# SPDX-License-Identifier: MIT
"""Draws the icons that stand on paper as PNG files, because Word wants its pictures made of dots.

python scripts/word_pictures.py
"""

import os
import sys

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtGui import QGuiApplication, QImage, QPainter

from coprod_desktop import paths
from coprod_desktop.domain.document import PICTURES
from coprod_desktop.gui.paper_rows import drawing

PIXELS = 240
"""Sharp up to 20 millimetres at 300 to the inch."""


def main() -> int:
    """Draw them again."""
    app = QGuiApplication(sys.argv)
    folder = paths.resource("icons").parent / "pictures"
    folder.mkdir(exist_ok=True)
    for name in PICTURES:
        image = QImage(PIXELS, PIXELS, QImage.Format.Format_RGB32)
        image.fill("white")
        painter = QPainter(image)
        painter.drawImage(0, 0, drawing(name, PIXELS))
        painter.end()
        image.convertToFormat(QImage.Format.Format_Grayscale8).save(str(folder / f"{name}.png"))
    app.quit()
    return 0


if __name__ == "__main__":
    sys.exit(main())
