# SPDX-License-Identifier: MIT
"""What the built `coprod` runs: PyInstaller wants a file, not an entry point."""

import sys

from coprod_desktop.cli.main import main

sys.exit(main())
