# SPDX-License-Identifier: MIT
"""Gathers every text on screen into a file for translators.

python scripts/texts.py resources/i18n/coprod_cy.ts
"""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def main() -> int:
    """Run Qt's own tool over the windows' modules."""
    if len(sys.argv) != 2:  # noqa: PLR2004 - the program and one file
        print(__doc__)
        return 2
    modules = sorted(str(file) for file in (ROOT / "src/coprod_desktop/gui").rglob("*.py"))
    tool = Path(sys.executable).with_name("pyside6-lupdate")
    command = [str(tool), *modules, "-source-language", "en_GB", "-ts", sys.argv[1]]
    return subprocess.run(command, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
