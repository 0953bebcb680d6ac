# SPDX-License-Identifier: MIT
"""What the documents say is there is there: the tests they name, and the pages they point to."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
_NAMED = re.compile(r"`?(tests/[\w/]+\.py)::(\w+)")
_LINK = re.compile(r"\]\((?!https?:|#|mailto:)([^)#\s]+)")


@cache
def named_in(path: Path) -> set[str]:
    tree = ast.parse(path.read_text("utf-8"))
    return {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_a_page_names_only_what_is_there(page: Path) -> None:
    text = page.read_text("utf-8")
    missing = [
        f"{file}::{name}"
        for file, name in _NAMED.findall(text)
        if not (ROOT / file).exists() or name not in named_in(ROOT / file)
    ]
    missing += [link for link in _LINK.findall(text) if not (page.parent / link).exists()]
    assert missing == []
