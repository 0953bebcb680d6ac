# SPDX-License-Identifier: MIT
"""Coprod Desktop: an offline-first, encrypted record of prison healthcare feedback and forums."""

__version__ = "0.1.0"

READ_BUNDLES = "--read-bundles"
"""With this for its first argument a built program is the process that reads bundles' contents."""

DRAW_PAPER = "--draw-paper"
"""With this for its first argument the program draws one paper as a PDF, and ends."""
