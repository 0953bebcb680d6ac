# SPDX-License-Identifier: MIT
"""The stores and windows that these stories play in."""

from tests.stores import central, folders, other, template, wing
from tests.windows import theme, window, windows

__all__ = ["central", "folders", "other", "template", "theme", "window", "windows", "wing"]
