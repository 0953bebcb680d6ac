# SPDX-License-Identifier: MIT
"""Translators get every reason that a fault gives, and none is put together out of their sight."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import texts

FILES = tuple(texts.beneath())
SAY = re.compile(r"[A-Za-z]{2,} [a-z]{2,}")
"""Two words: a name or a number alone is the same in every language."""
TELLERS = re.compile(r"(.*fault.*|why|problems|_broken|_chain|in_words)$")
"""Functions that give a reason back."""
ENGLISH = {"services/entering/vetting.py", "services/differing.py"}
"""Speak in the terminal only."""


@pytest.fixture(scope="module")
def gathered() -> set[str]:
    return {text for file in FILES for text in texts.reasons(file)}


@pytest.mark.parametrize(
    "text",
    [
        "sending a bundle",
        "The feedback",
        "Your name",
        "it has no title",
        "the name {name} was given before",
        "{where} is longer than {0} letters",
        "it is not in Unicode normal form C",
        "it does not say who has it now",
    ],
)
def test_reasons_are_gathered_wherever_they_stand(gathered: set[str], text: str) -> None:
    assert text in gathered


def test_no_reason_is_an_f_string() -> None:
    wrong = [
        f"{file.relative_to(texts.SOURCE)}:{value.lineno}"
        for file in FILES
        if file.relative_to(texts.SOURCE).as_posix() not in ENGLISH
        for value in given(ast.parse(file.read_text("utf-8")))
        if isinstance(value, (ast.JoinedStr, ast.BinOp)) and SAY.search(plain(value))
    ]
    assert wrong == []


def given(tree: ast.Module) -> Iterator[ast.expr]:
    """Every value that is handed to a fault as its reason, also by another name."""
    for function in ast.walk(tree):
        if not isinstance(function, ast.FunctionDef):
            continue
        tells = TELLERS.match(function.name)
        for node in ast.walk(function):
            named = isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) in texts.REASONS
            gives = bool(tells) and isinstance(node, (ast.Return, ast.Yield))
            if named or gives or isinstance(node, ast.Call):
                yield from texts.handed_on(node)


def plain(value: ast.expr) -> str:
    """The words of a text that is put together."""
    return " ".join(texts.literal(each) for each in ast.walk(value) if isinstance(each, ast.expr))


def test_a_reason_that_is_put_together_would_be_noticed(tmp_path: Path) -> None:
    file = tmp_path / "rolls.py"
    code = 'def enter(n):\n    raise InvalidValue(what="The roll", why=f"it is over {n}")\n'
    file.write_text(code)
    found = list(given(ast.parse(file.read_text("utf-8"))))
    assert [type(each).__name__ for each in found] == ["JoinedStr", "Constant"]
