# SPDX-License-Identifier: MIT
"""What the built `coprod-desktop` runs: PyInstaller wants a file, not an entry point."""

import sys

from coprod_desktop.app import main

sys.exit(main())
