# SPDX-License-Identifier: MIT

from tests.stores import run

HEAVY = ("sqlalchemy", "alembic", "sqlcipher3", "coprod_desktop.gui.shell")
STORE = """
import sys
from pathlib import Path
from PySide6.QtWidgets import QApplication
from coprod_desktop.gui.messages import BugNet
from coprod_desktop.gui.preferences import Preferences
from coprod_desktop.gui.theme import Theme
from coprod_desktop.gui.window import MainWindow
folder = Path(sys.argv[1])
app = QApplication([])
theme = Theme(app)
theme.wear("light", 100)
window = MainWindow(theme, Preferences(folder / "preferences.ini"), BugNet(), folder)
window.show()
print(*[name for name in sys.argv[2:] if name in sys.modules])
window.close()
"""


def test_the_password_field_stands_before_anything_heavy_is_loaded(tmp_path: object) -> None:
    assert run(STORE, tmp_path, *HEAVY).strip() == ""
