# SPDX-License-Identifier: MIT
"""Secret words on their way to paper and back: never in an argument, never on a disk by default.

They are shown on a terminal that a person looks at, and nowhere that a program might keep them:
not in a document for scripts, not through a pipe. A script may name a file to put them in, which
has to lie on another drive than the store, and is somebody's business to destroy.
"""

import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Sequence
from pathlib import Path
from secrets import SystemRandom
from typing import Final

from coprod_desktop import files
from coprod_desktop.cli import passwords, words
from coprod_desktop.cli.terminal import WrongUsage, tell
from coprod_desktop.domain import words as wordlist
from coprod_desktop.domain.errors import CannotWrite, InvalidValue

COUNT: Final = 24
_ASKED: Final = 3
_LONGEST = 4096
_HANDLING = (
    "Write them down with their numbers: they are kept nowhere else. The window can print them.",
    "Lock the paper away, and not beside this PC. Then clear this terminal.",
)


def add_giving(parser: ArgumentParser, to: str = "--words-to") -> None:
    """Let a command put secret words into a file, for a script."""
    parser.add_argument(
        to,
        type=Path,
        metavar="FILE",
        dest="words_to",
        help="put the 24 words into FILE, on another drive than the store, instead of showing them",
    )


def add_taking(parser: ArgumentParser, option: str = "--words-file") -> None:
    """Let a command read secret words from a file."""
    parser.add_argument(
        option,
        type=Path,
        metavar="FILE",
        dest="words_file",
        help="read the 24 words from FILE instead of asking for them",
    )


def can_show(args: Namespace) -> bool:
    """Whether a person looks at what is printed, and nothing else reads it."""
    return not args.json and sys.stdin.isatty() and sys.stdout.isatty()


def show(what: str, secret: Sequence[str]) -> None:
    """Show secret words on the terminal, once."""
    for line in (f"{what}:", *words.shown(secret), *_HANDLING):
        print(line)


def ask_back(secret: Sequence[str], places: Sequence[int]) -> None:
    """Have some of the words typed from the paper, so that nobody goes on without one."""
    for place in places:
        typed = ""
        while not wordlist.same((typed,), (secret[place - 1],)):
            if typed:
                tell("That is not the word at that place. Look at your paper again.")
            typed = passwords.line(f"Word {place} from your paper: ", "--recovery-words-to")


def put(file: Path, secret: Sequence[str], store: Path, *, practice: bool) -> None:
    """Write secret words into a new file on another drive than the store.

    For practice any place outside the store will do. That the drives differ guards against an
    oversight, not against somebody who mounts one in the other. Raises `InvalidValue`,
    `StorageFull` or `CannotWrite`.
    """
    check_place(file, store, practice=practice)
    with files.writing(file), files.create(file) as handle, files.removed_on_failure(file):
        handle.write((" ".join(secret) + "\n").encode())
        files.sync(handle)
    tell(f"{file} holds the words in clear: put them on paper, then destroy it.")


def check_place(file: Path, store: Path, *, practice: bool) -> None:
    """Raise `InvalidValue` or `CannotWrite` unless secret words may be put there."""
    if file.exists():
        raise CannotWrite(where=str(file), why="something of that name is there already")
    inside = store.resolve() in file.resolve().parents
    if inside or (not practice and _device(file) == _device(store)):
        raise InvalidValue(
            what="The file for the words", why="it would lie on the same drive as the store"
        )


def _device(path: Path) -> int:
    """The number of the file system that a path is on, or will be."""
    place = path.resolve()
    while not place.exists():
        place = place.parent
    return place.stat().st_dev


def taken(args: Namespace, what: str) -> tuple[str, ...]:
    """The 24 words of a paper: from the file that was named, or typed in as many lines as wanted.

    What is typed can be seen: the paper is on the table anyway, and a slip in 24 hidden words is
    not to be found. Raises `WrongUsage`, `InvalidValue` or `CannotRead`.
    """
    if args.words_file:
        with files.reading(args.words_file), args.words_file.open("rb") as handle:
            raw = handle.read(_LONGEST)
        try:
            return _listed(raw.decode("utf-8-sig"))
        except UnicodeDecodeError:
            raise InvalidValue(what="The file of words", why="it is not UTF-8 text") from None
    found: tuple[str, ...] = ()
    while len(found) < COUNT:
        question = f"Words {len(found) + 1} to {COUNT} of {what}: "
        typed = _listed(passwords.line(question, "--words-file"))
        if not typed:
            raise WrongUsage(f"{COUNT} words are needed")
        found += typed
    return found


def _listed(text: str) -> tuple[str, ...]:
    """The words of a text without the numbers that stand before them on paper."""
    return tuple(word for word in words.several(text) if not word.strip(".)").isdecimal())


def recovery_words(args: Namespace, office: str, *, practice: bool) -> tuple[str, ...]:
    """The new office's recovery key, on paper before the office is made.

    From a file, where it is on paper already; into a file, for a script; else shown to the person
    at the terminal, who types three of the words back. Only a practice office may do without.
    """
    from coprod_desktop.services.access import setup

    if args.words_file and args.words_to:
        raise WrongUsage("give one of --recovery-words-to and --recovery-words-file")
    if args.words_file:
        return taken(args, "the recovery key")
    secret = setup.new_recovery_words()
    if args.words_to:
        put(args.words_to, secret, args.store, practice=practice)
        return secret
    if practice:
        return ()
    if not can_show(args):
        raise WrongUsage(
            "an office begins with its recovery key on paper: run this on a terminal without "
            "--json, or give --recovery-words-to FILE or --recovery-words-file FILE"
        )
    show(f"Recovery key of {office}", secret)
    ask_back(secret, sorted(SystemRandom().sample(range(1, COUNT + 1), _ASKED)))
    return secret
