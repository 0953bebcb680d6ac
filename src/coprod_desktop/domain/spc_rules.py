# SPDX-License-Identifier: MIT
"""The four rules by which Making Data Count names a point: which of them fits it first."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from coprod_desktop.domain.errors import InvalidValue

RUN: Final = 7
OUTSIDE, TREND, TWO_IN_THREE, ONE_SIDE = 1, 2, 3, 4
"""The rules by number; what they find below the mean, or falling, is counted below nought."""


def causes(
    values: Sequence[float | None],
    relative: Sequence[int | None],
    outside: Sequence[bool | None],
    close: Sequence[bool | None],
) -> list[int]:
    """The first rule that fits each point, with its side as the sign; 0 for none."""
    count = len(values)
    causes = [0] * count
    if count >= RUN:
        _mark_one_side(causes, relative)
    if True in close:
        _mark_two_in_three(causes, relative, close)
    if count >= RUN:
        _mark_trends(causes, values)
    if True in outside:
        for place, beyond in enumerate(outside):
            if beyond:
                causes[place] = OUTSIDE if relative[place] == 1 else -OUTSIDE
    return causes


def _mark_one_side(causes: list[int], relative: Sequence[int | None]) -> None:
    start = 0
    for place in range(1, len(relative) + 1):
        if place < len(relative) and relative[place] == relative[start]:
            continue
        side = relative[start]
        if side and place - start >= RUN:
            causes[start:place] = [side * ONE_SIDE] * (place - start)
        start = place


def _mark_two_in_three(
    causes: list[int], relative: Sequence[int | None], close: Sequence[bool | None]
) -> None:
    for start in range(len(close) - 2):
        side = relative[start]
        if not side or relative[start + 1] != side or relative[start + 2] != side:
            continue
        near = [place for place in (start, start + 1, start + 2) if close[place]]
        if len(near) > 1:
            for place in near:
                causes[place] = side * TWO_IN_THREE


def _mark_trends(causes: list[int], values: Sequence[float | None]) -> None:
    signs = _signs(values)
    part = [False] * len(values)
    steps = RUN - 1
    start = 0
    for place in range(1, len(signs) + 1):
        if place < len(signs) and signs[place] == signs[start]:
            continue
        if signs[start] and place - start >= steps:
            part[start : place + 1] = [True] * (place + 1 - start)
        start = place
    if None in signs:
        _refuse_hidden_trends(signs)
    last = len(values) - 1
    for place, is_part in enumerate(part):
        if is_part:
            # Of a point in two runs the reference package tells by the step that follows.
            ahead = place < last and part[place + 1]
            step = signs[place] if ahead else signs[place - 1]
            causes[place] = TREND if step == 1 else -TREND


def _signs(values: Sequence[float | None]) -> list[int | None]:
    """Whether each value after the first rises (1) or falls (−1); None beside a missing one."""
    return [
        None if a is None or b is None else 1 if b > a else -1 if b < a else 0
        for a, b in pairwise(values)
    ]


def _refuse_hidden_trends(signs: Sequence[int | None]) -> None:
    """Refuse a series in which a missing value may hide a trend, as the reference package does."""
    for start in range(len(signs) - RUN + 2):
        window = signs[start : start + RUN - 1]
        known = {sign for sign in window if sign is not None}
        if None in window and known in (set[int](), {1}, {-1}):
            why = "a value is missing where there may be a trend"
            raise InvalidValue(what="The series", why=why)
