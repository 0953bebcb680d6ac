# SPDX-License-Identifier: MIT
"""Runs commands in this process, on copies of small stores, with passwords from files."""

import io
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from coprod_desktop.cli.main import main
from coprod_desktop.store import slots
from tests.stores import COST, PASSWORD, Folders, folders, template

__all__ = ["folders", "template"]


class Ran(NamedTuple):
    """What a command left behind."""

    status: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


class Typed(io.TextIOWrapper):
    """A standard input that is a terminal."""

    def isatty(self) -> bool:
        return True


class Cli:
    """`cli.run(…)` for any command; `cli(COMMAND, STORE, …)` signs in from a password file."""

    def __init__(
        self,
        root: Path,
        monkeypatch: pytest.MonkeyPatch,
        capsys: pytest.CaptureFixture[str],
    ) -> None:
        self.root = root
        self.monkeypatch = monkeypatch
        self.capsys = capsys
        self.password = self.file("password", PASSWORD + "\nsecond line\n")

    def file(self, name: str, content: str) -> Path:
        path = self.root / name
        path.write_text(content, encoding="utf-8")
        return path

    def run(self, *arguments: object, stdin: bytes = b"", terminal: bool = False) -> Ran:
        self.capsys.readouterr()
        # What is piped in comes under the name of a Windows code page, which is no matter.
        given = io.BytesIO(stdin)
        piped = Typed(given, "utf-8") if terminal else io.TextIOWrapper(given, "cp1252")
        self.monkeypatch.setattr(sys, "stdin", piped)
        status = main([str(argument) for argument in arguments])
        said = self.capsys.readouterr()
        return Ran(status, said.out, said.err)

    def __call__(self, command: str, *arguments: object, user: str = "", stdin: bytes = b"") -> Ran:
        who: Sequence[object] = ("--user", user) if user else ()
        given = (*command.split(), *arguments, "--password-file", self.password, *who)
        return self.run(*given, stdin=stdin)


@pytest.fixture
def cli(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Cli:
    # Stretching keys for a quarter of a second each protects nothing in a test.
    monkeypatch.setattr(slots, "tuned", lambda: COST)
    monkeypatch.setenv("COLUMNS", "140")
    return Cli(tmp_path, monkeypatch, capsys)


@pytest.fixture
def wing(folders: Folders) -> Path:
    """An approved wing's store, closed; its people are Hal (head) and Nia (staff)."""
    return folders.wing


@pytest.fixture
def office(folders: Folders) -> Path:
    """The office's store, closed; its administrator is Ada."""
    return folders.office


@pytest.fixture
def stick(folders: Folders) -> Path:
    return folders.stick
