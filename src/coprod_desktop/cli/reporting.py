# SPDX-License-Identifier: MIT
"""`coprod report STORE KIND …`: what is given out as a file, each kind from a module of its own.

A module in `_MODULES` has ``add_reports(add)``, which calls ``add(name, help)`` for each of its
kinds. That gives a parser with ``--to`` and what opens a store, for the module to set ``run`` on.
"""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from coprod_desktop.cli import giving_figures, giving_lists, giving_papers

_MODULES = (giving_papers, giving_figures, giving_lists)


def add_to(commands: Any) -> None:
    """Add the command with all its kinds."""
    report = commands.add_parser(
        "report", help="write minutes, posters … to a file", allow_abbrev=False
    )
    report.add_argument("store", type=Path, metavar="STORE", help="the store's folder")
    kinds = report.add_subparsers(metavar="KIND", required=True)

    def add(name: str, says: str) -> ArgumentParser:
        kind: ArgumentParser = kinds.add_parser(name, help=says, allow_abbrev=False)
        kind.add_argument("--to", type=Path, metavar="FILE", required=True, help="the file")
        kind.add_argument("--user", metavar="NAME", help="who opens it (asked when several can)")
        kind.add_argument(
            "--password-file",
            type=Path,
            metavar="FILE",
            help="read the password from the first line of FILE instead of asking",
        )
        kind.add_argument("--json", action="store_true", help="answer with one JSON document")
        return kind

    for module in _MODULES:
        module.add_reports(add)
