# SPDX-License-Identifier: MIT
"""Texts on screen can be gathered for translators only when they stand there as literals."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QLocale
from PySide6.QtWidgets import QApplication

from coprod_desktop.app import speak

SOURCE = Path(__file__).resolve().parents[2] / "src" / "coprod_desktop"
MODULES = sorted(SOURCE.rglob("*.py"))
PLACES = {"tr": 0, "translate": 1, "QT_TRANSLATE_NOOP": 1}


def texts(file: Path) -> Iterator[tuple[int, ast.expr]]:
    """Every text that a module hands to Qt's translation, with its line."""
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.Call):
            name = getattr(node.func, "attr", getattr(node.func, "id", ""))
            paints = "painter" in ast.unparse(node.func)  # it moves pictures, not words
            if name in PLACES and len(node.args) > PLACES[name] and not paints:
                yield node.lineno, node.args[PLACES[name]]


@pytest.mark.parametrize("file", MODULES, ids=lambda file: str(file.relative_to(SOURCE)))
def test_every_text_is_a_literal(file: Path) -> None:
    wrong = [
        line
        for line, text in texts(file)
        if not (isinstance(text, ast.Constant) and isinstance(text.value, str))
    ]
    assert wrong == []


def test_texts_are_in_the_house_style() -> None:
    said = [
        text.value
        for file in MODULES
        for _line, text in texts(file)
        if isinstance(text, ast.Constant) and isinstance(text.value, str)
    ]
    assert len(said) > 500
    for text in said:
        assert not re.search(r"\b(can't|don't|won't|isn't|medications?|prisoners?)\b", text), text
        assert "  " not in text, text
        assert not text.endswith(("!", "...")), text


def test_a_language_without_a_translation_stays_english(qapp: QApplication) -> None:
    speak(qapp, QLocale("xx"))
    assert qapp.translate("Shell", "Feedback") == "Feedback"
