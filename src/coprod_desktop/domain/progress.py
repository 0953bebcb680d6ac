# SPDX-License-Identifier: MIT
"""How long work tells where it is, and is told to stop."""

from typing import Protocol


class Progress(Protocol):
    """Called during long work; may raise `domain.errors.Cancelled` to stop it cleanly."""

    def __call__(self, done: int, total: int, what: str, /) -> None:
        """`done` of `total` steps of `what` are behind us; a `total` of 0 is not known."""
        ...


def silent(_done: int, _total: int, _what: str, /) -> None:
    """Progress that nobody watches."""
