# SPDX-License-Identifier: MIT
"""What the program promises by what it does not hold: no network, and no way round an alarm."""

import argparse
import ast
import re
from collections.abc import Iterator
from pathlib import Path

from coprod_desktop.cli import main

SOURCE = Path(__file__).parents[1] / "src" / "coprod_desktop"
FILES = sorted(SOURCE.rglob("*.py"))
NETWORK = {
    "asyncio",
    "ftplib",
    "http",
    "imaplib",
    "poplib",
    "requests",
    "smtplib",
    "socket",
    "socketserver",
    "ssl",
    "telnetlib",
    "urllib",
    "webbrowser",
    "xmlrpc",
}
# A pair of pipes between two processes of this program is made of sockets; nobody else can join.
PIPES = {"bundle/worker.py", "bundle/worker_process.py"}
ROUND = re.compile(
    r"anyway|overrid|ignore (this|the) |trust (it|this) (all the same|regardless)", re.IGNORECASE
)
_REACHES_OUT = re.compile(r"AF_INET|create_connection|\.connect\(|\.bind\(|\.listen\(")
_QT_REACHES_OUT = re.compile(r"QtNetwork|QtWebEngine|QDesktopServices|QTcp|QUdp")
OPTION = re.compile(
    r"force|ignore|override|unsafe|insecure|skip|no-(check|verify)|trust-all|anyway"
)


def imported(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module


def test_there_is_no_network_code() -> None:
    found: list[tuple[str, str]] = []
    for path in FILES:
        name, source = path.relative_to(SOURCE).as_posix(), path.read_text("utf-8")
        used = {module.split(".")[0] for module in imported(ast.parse(source))} & NETWORK
        if name in PIPES:
            used -= {"socket"}
            found += [(name, call) for call in _REACHES_OUT.findall(source)]
        found += [(name, module) for module in used]
        found += [(name, module) for module in _QT_REACHES_OUT.findall(source)]
    assert len(FILES) > 100
    assert found == []


def options(parser: argparse.ArgumentParser) -> Iterator[str]:
    for action in parser._actions:
        yield from action.option_strings
        if isinstance(action, argparse._SubParsersAction):
            for each in action.choices.values():
                yield from options(each)


def test_no_command_has_a_way_round_an_alarm() -> None:
    found = list(options(main.parser()))
    assert len(found) > 20
    assert [option for option in found if OPTION.search(option)] == []


def test_no_sentence_offers_a_way_round_an_alarm() -> None:
    said: list[str] = []
    for path in FILES:
        tree = ast.parse(path.read_text("utf-8"))
        words = {
            id(node.body[0].value)
            for node in ast.walk(tree)
            if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)
            and node.body
            and isinstance(node.body[0], ast.Expr)
        }
        said += [
            node.value
            for node in ast.walk(tree)
            if isinstance(node, ast.Constant)
            and isinstance(node.value, str)
            and id(node) not in words
        ]
    assert [words for words in said if ROUND.search(words)] == []


ALONE = {"cli/charting.py", "gui/paper_process.py"}
"""They read before any thread is begun, or in a process that has but one."""


def test_types_are_ready_to_be_read_before_a_second_thread_can_have_them() -> None:
    """Msgspec puts a type together when it is first read into, and two threads at once crash."""
    late = re.compile(r"\.decode\([^)]*type=|^[ \t].*= \S*\bDecoder\(", re.MULTILINE)
    held = {"domain/recalling.py", "domain/bulk.py", "domain/canonical.py", *ALONE}
    found = [
        f"{path.relative_to(SOURCE)}: {match[0].strip()}"
        for path in FILES
        if path.relative_to(SOURCE).as_posix() not in held
        for match in late.finditer(path.read_text("utf-8"))
    ]
    assert found == []
