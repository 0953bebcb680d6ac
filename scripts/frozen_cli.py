# SPDX-License-Identifier: MIT
"""What the built `coprod` runs: PyInstaller wants a file, not an entry point."""

import sys

from coprod_desktop import DRAW_PAPER
from coprod_desktop.cli.main import main

if sys.argv[1:2] == [DRAW_PAPER]:
    # In a build the two programs are one folder; in it only the other one may know Qt.
    from coprod_desktop import app

    sys.exit(app.main())
sys.exit(main())
