# SPDX-License-Identifier: MIT
"""A document as a PDF file without a window: drawn by a process of the program's own that knows Qt.

The window draws papers itself; this is for `coprod`. Same pages, byte for byte the same words.
`docs/decisions/0016-charts-for-counts.md` tells why it is not another library.
"""

import os
import subprocess
import sys
from typing import Final

import msgspec

from coprod_desktop import DRAW_PAPER
from coprod_desktop.domain.document import Document
from coprod_desktop.domain.errors import CannotDraw

_MODULE: Final = "coprod_desktop.app"
_LONGEST: Final = 120
"""Seconds after which nothing will come any more."""


def as_pdf(document: Document) -> bytes:
    """The pages as a PDF file. Raises `CannotDraw` where this PC lacks what draws them."""
    try:
        done = subprocess.run(  # noqa: S603  our own program
            _program(),
            input=msgspec.json.encode(document),
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
            timeout=_LONGEST,
            check=False,
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )
    except (OSError, subprocess.TimeoutExpired):
        raise CannotDraw from None
    if done.returncode or not done.stdout.startswith(b"%PDF"):
        raise CannotDraw
    return done.stdout


def _program() -> list[str]:
    """The command that draws a paper."""
    if getattr(sys, "frozen", False):
        return [sys.executable, DRAW_PAPER]
    # -P: never from the folder that somebody happens to be in.
    return [sys.executable, "-P", "-m", _MODULE, DRAW_PAPER]
