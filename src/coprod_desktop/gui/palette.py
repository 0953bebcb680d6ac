# SPDX-License-Identifier: MIT
"""Colours named by what they mean, and the arithmetic that proves they can be read."""

from __future__ import annotations

from typing import Final, NamedTuple

TEXT_RATIO: Final = 4.5
"""WCAG 2.2 success criterion 1.4.3 (AA), text against what is behind it."""
GRAPHIC_RATIO: Final = 3.0
"""WCAG 2.2 success criterion 1.4.11 (AA), borders, icons and focus against what is beside them."""


class Palette(NamedTuple):
    """One set of colours, each a ``#rrggbb`` string, named by meaning and never by hue."""

    name: str
    dark: bool
    page: str
    surface: str
    sunken: str
    text: str
    soft: str
    line: str
    edge: str
    link: str
    accent: str
    on_accent: str
    accent_hover: str
    wash: str
    header: str
    on_header: str
    header_wash: str
    primary: str
    primary_hover: str
    on_primary: str
    danger: str
    danger_hover: str
    on_danger: str
    error: str
    error_wash: str
    success: str
    success_wash: str
    warning: str
    warning_wash: str
    practice: str
    on_practice: str
    mark: str
    on_mark: str
    focus: str
    focus_line: str
    off: str
    off_wash: str


LIGHT: Final = Palette(
    name="light",
    dark=False,
    page="#f0f4f5",
    surface="#ffffff",
    sunken="#e8edee",
    text="#212b32",
    soft="#4c6272",
    line="#d8dde0",
    edge="#4c6272",
    link="#005eb8",
    accent="#005eb8",
    on_accent="#ffffff",
    accent_hover="#003d78",
    wash="#e3eef9",
    header="#005eb8",
    on_header="#ffffff",
    header_wash="#004a91",
    primary="#007f3b",
    primary_hover="#00602d",
    on_primary="#ffffff",
    danger="#d5281b",
    danger_hover="#a81f15",
    on_danger="#ffffff",
    error="#b8200f",
    error_wash="#fdeeec",
    success="#00622d",
    success_wash="#e6f4ec",
    warning="#8a4b00",
    warning_wash="#fff5d6",
    practice="#ffb81c",
    on_practice="#212b32",
    mark="#fff08a",
    on_mark="#212b32",
    focus="#ffeb3b",
    focus_line="#212b32",
    off="#536470",
    off_wash="#e3e8ea",
)

DARK: Final = Palette(
    name="dark",
    dark=True,
    page="#12181c",
    surface="#1c252b",
    sunken="#161d22",
    text="#f0f4f5",
    soft="#b9c5cd",
    line="#37444d",
    edge="#8b9ba6",
    link="#86c0f7",
    accent="#86c0f7",
    on_accent="#0b1a28",
    accent_hover="#b3d8fb",
    wash="#1f3a55",
    header="#0c3057",
    on_header="#ffffff",
    header_wash="#1a4a7c",
    primary="#4cc283",
    primary_hover="#74d6a1",
    on_primary="#06180e",
    danger="#ff8a7d",
    danger_hover="#ffb0a7",
    on_danger="#2a0804",
    error="#ff9f94",
    error_wash="#3c1d1a",
    success="#7ddba8",
    success_wash="#163526",
    warning="#ffcf70",
    warning_wash="#3b2d0d",
    practice="#ffb81c",
    on_practice="#212b32",
    mark="#ffe066",
    on_mark="#1a1600",
    focus="#ffeb3b",
    focus_line="#000000",
    off="#93a1ab",
    off_wash="#2a343b",
)

CONTRAST: Final = Palette(
    name="contrast",
    dark=True,
    page="#000000",
    surface="#000000",
    sunken="#000000",
    text="#ffffff",
    soft="#ffffff",
    line="#ffffff",
    edge="#ffffff",
    link="#ffff66",
    accent="#66e0ff",
    on_accent="#000000",
    accent_hover="#ffffff",
    wash="#003c52",
    header="#000000",
    on_header="#ffffff",
    header_wash="#333333",
    primary="#5cff7a",
    primary_hover="#ffffff",
    on_primary="#000000",
    danger="#ff9c94",
    danger_hover="#ffffff",
    on_danger="#000000",
    error="#ffb3ad",
    error_wash="#2b0000",
    success="#8cffa3",
    success_wash="#00260a",
    warning="#ffe066",
    warning_wash="#2b2300",
    practice="#ffb81c",
    on_practice="#000000",
    mark="#ffff66",
    on_mark="#000000",
    focus="#ffeb3b",
    focus_line="#000000",
    off="#c8c8c8",
    off_wash="#1e1e1e",
)

PALETTES: Final = {each.name: each for each in (LIGHT, DARK, CONTRAST)}

PAIRS: Final[tuple[tuple[str, str, float], ...]] = (
    *(
        (ink, ground, TEXT_RATIO)
        for ink in ("text", "soft")
        for ground in ("page", "surface", "sunken")
    ),
    *((ink, "surface", TEXT_RATIO) for ink in ("link", "error", "success", "warning", "off")),
    *((ink, "page", TEXT_RATIO) for ink in ("link", "error", "success", "warning")),
    *(
        ("text", ground, TEXT_RATIO)
        for ground in ("wash", "error_wash", "success_wash", "warning_wash")
    ),
    ("soft", "wash", TEXT_RATIO),
    ("link", "wash", TEXT_RATIO),
    ("error", "error_wash", TEXT_RATIO),
    ("success", "success_wash", TEXT_RATIO),
    ("warning", "warning_wash", TEXT_RATIO),
    ("off", "off_wash", TEXT_RATIO),
    ("on_accent", "accent", TEXT_RATIO),
    ("on_accent", "accent_hover", TEXT_RATIO),
    ("on_header", "header", TEXT_RATIO),
    ("on_header", "header_wash", TEXT_RATIO),
    ("on_primary", "primary", TEXT_RATIO),
    ("on_primary", "primary_hover", TEXT_RATIO),
    ("on_danger", "danger", TEXT_RATIO),
    ("on_danger", "danger_hover", TEXT_RATIO),
    ("on_practice", "practice", TEXT_RATIO),
    ("on_mark", "mark", TEXT_RATIO),
    ("edge", "surface", GRAPHIC_RATIO),
    ("edge", "page", GRAPHIC_RATIO),
    ("accent", "surface", GRAPHIC_RATIO),
    ("accent", "wash", GRAPHIC_RATIO),
    ("primary", "page", GRAPHIC_RATIO),
    ("focus", "focus_line", GRAPHIC_RATIO),
)
"""Every pair of colours the style sheet puts together, with the ratio it must reach."""


_LINEAR: Final = 0.04045


def luminance(colour: str) -> float:
    """Relative luminance of ``#rrggbb``, 0 to 1 (WCAG 2.2, definition of relative luminance)."""
    parts: list[float] = []
    for start in (1, 3, 5):
        share = int(colour[start : start + 2], 16) / 255
        parts.append(share / 12.92 if share <= _LINEAR else ((share + 0.055) / 1.055) ** 2.4)
    red, green, blue = parts
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(ink: str, ground: str) -> float:
    """Contrast ratio of two colours, 1 to 21 (WCAG 2.2, definition of contrast ratio)."""
    lighter, darker = sorted((luminance(ink), luminance(ground)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)
