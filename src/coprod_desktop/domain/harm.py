# SPDX-License-Identifier: MIT
"""Finds words that may tell of harm, so that staff are reminded of the prison's own routes."""

from msgspec import Struct


class Match(Struct, frozen=True):
    """Words that may tell of harm: the characters `start` to `end`, and the route for them.

    `strong` words want an answer from staff; weak ones are a reminder only.
    """

    route: str
    category: str
    start: int
    end: int
    strong: bool


class Route(Struct, frozen=True):
    """One of the prison's own routes, as every site has it."""

    code: str
    label: str
    tell: str
    steps: tuple[str, ...]
    reminder: str


def find(text: str) -> tuple[Match, ...]:  # noqa: ARG001
    """Words that may tell of harm, in the order of the text."""
    return ()


def routes() -> tuple[Route, ...]:
    """All routes, the most urgent first."""
    return ()
