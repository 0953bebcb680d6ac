# SPDX-License-Identifier: MIT
"""Asks for passwords, on the terminal or from a file: never from arguments or the environment.

Arguments stand in the list of processes, which everybody on the PC can read, and both find their
way into logs and histories.
"""

import getpass
import sys
import warnings
from argparse import ArgumentParser, Namespace
from collections.abc import Callable
from pathlib import Path

from coprod_desktop import files
from coprod_desktop.cli.terminal import WrongUsage
from coprod_desktop.domain.errors import InvalidValue

_LONGEST = 4096


def add_new(parser: ArgumentParser) -> None:
    """Let a command read a new password from a file."""
    parser.add_argument(
        "--new-password-file",
        type=Path,
        metavar="FILE",
        help="read the new password from the first line of FILE instead of asking twice",
    )


def current(args: Namespace, name: str) -> str:
    """The password of who opens the store."""
    if args.password_file:
        return _first_line(args.password_file)
    return _asked(f"Password of {name}: ", "--password-file")


def new(args: Namespace, name: str) -> str:
    """A new password, typed twice."""
    if args.new_password_file:
        return _first_line(args.new_password_file)
    first = _asked(f"New password for {name}: ", "--new-password-file")
    if _asked("The same again: ", "--new-password-file") != first:
        raise InvalidValue(what="The new password", why="the two that were typed differ")
    return first


def chosen(args: Namespace, name: str) -> str:
    """A new password that was chosen before, typed once."""
    if args.new_password_file:
        return _first_line(args.new_password_file)
    return _asked(f"The new password of {name}, as chosen when asking: ", "--new-password-file")


def passphrase(file: Path | None, of: str) -> str:
    """The passphrase of a root key, from the first line of `file` or typed."""
    if file:
        return _first_line(file)
    return _asked(f"Passphrase of {of}: ", "--passphrase-file")


def line(question: str, option: str) -> str:
    """Ask for something that is no secret. Raises `WrongUsage` where nobody can be asked."""
    if not sys.stdin.isatty():
        raise WrongUsage(f"there is no terminal to ask on: give {option}")
    return _answered(lambda: input(question), option).strip()


def words(question: str) -> str:
    """Words that are no argument, because a person said them: typed, or on standard input.

    What is piped in is UTF-8 whatever the console's code page is.
    """
    if sys.stdin.isatty():
        return line(question, "it on standard input")
    try:
        return sys.stdin.buffer.read().decode("utf-8-sig")
    except UnicodeDecodeError:
        raise InvalidValue(what="What came on standard input", why="it is not UTF-8") from None


def _asked(question: str, option: str) -> str:
    with warnings.catch_warnings():
        # Without a terminal getpass would read standard input, where records may come from.
        warnings.simplefilter("error", getpass.GetPassWarning)
        return _answered(lambda: _typed(question), option)


def _typed(question: str) -> str:
    if sys.platform == "win32":
        # Where there is no console, as in a scheduled task, getpass would wait for ever.
        try:
            Path("CONIN$").open("rb").close()
        except OSError:
            raise EOFError from None
    return getpass.getpass(question)


def _answered(ask: Callable[[], str], option: str) -> str:
    try:
        return ask()
    except (EOFError, getpass.GetPassWarning):
        raise WrongUsage(f"there is no terminal to ask on: give {option}") from None


def _first_line(file: Path) -> str:
    with files.reading(file), file.open("rb") as handle:
        raw = handle.readline(_LONGEST)
    try:
        return raw.decode("utf-8-sig").rstrip("\r\n")
    except UnicodeDecodeError:
        raise InvalidValue(what="The password file", why="it is not UTF-8 text") from None
