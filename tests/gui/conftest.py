# SPDX-License-Identifier: MIT
"""The stores and windows that these tests open."""

from tests.stores import central, folders, other, template, wing
from tests.windows import office, theme, window, windows

__all__ = [
    "central",
    "folders",
    "office",
    "other",
    "template",
    "theme",
    "window",
    "windows",
    "wing",
]
