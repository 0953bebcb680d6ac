# SPDX-License-Identifier: MIT
"""Puts resources/, migrations/ and the guide into the wheel, where `paths.py` looks for them.

Not done with hatch's static `force-include`: that would also copy them into an editable
install, where the copies would grow stale beside the checkout's own files.
"""

from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class BundledFiles(BuildHookInterface):  # pyright: ignore[reportMissingTypeArgument]
    """Adds the data folders to a standard wheel and leaves an editable one alone."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Name the folders to carry; hatch calls this before it builds."""
        if version == "editable":
            return
        for folder in ("resources", "migrations", "docs/guide", "docs/images"):
            source = Path(self.root) / folder
            build_data["force_include"][str(source)] = f"coprod_desktop/_bundled/{folder}"
