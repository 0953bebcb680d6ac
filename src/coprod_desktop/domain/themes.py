# SPDX-License-Identifier: MIT
"""The list of themes a person chooses from, and what each is called."""

import functools
import json
from typing import Any

from coprod_desktop import paths
from coprod_desktop.domain import translating


def labels() -> dict[str, str]:
    """Every theme's code with its words: "Medicines", "Medicines: ready and collection day"."""
    return _labels(translating.language())


@functools.cache
def _labels(_language: str) -> dict[str, str]:
    data: dict[str, list[dict[str, Any]]] = json.loads(
        paths.resource("data/themes.json").read_text("utf-8")
    )
    found: dict[str, str] = {}
    for theme in data["themes"]:
        name = translating.known(theme["label"])
        found[theme["code"]] = name
        for child in theme["children"]:
            detail = translating.known(child["label"])
            found[child["code"]] = translating.translate("Themes", "{theme}: {detail}").format(
                theme=name, detail=f"{detail[0].lower()}{detail[1:]}"
            )
    for theme in data["general"]:
        found[theme["code"]] = translating.known(theme["label"])
    return found


def label(code: str) -> str:
    """A theme's words; an unknown code stands for itself."""
    return labels().get(code, code)


def top() -> list[tuple[str, str]]:
    """The first-level themes, as (code, words)."""
    return [(code, words) for code, words in labels().items() if "." not in code]
