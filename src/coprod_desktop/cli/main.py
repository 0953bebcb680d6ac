# SPDX-License-Identifier: MIT
"""The program `coprod`: reads the command, runs it, and turns what came of it into a status."""

import errno
import os
import re
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Sequence
from typing import Final, NoReturn

from coprod_desktop import READ_BUNDLES, __version__
from coprod_desktop.cli import (
    auditing,
    caring,
    charting,
    complaints,
    demo,
    escalations,
    exchanging,
    histories,
    noticing,
    offices,
    people,
    reading,
    recording,
    recovering,
    reporting,
    returning,
    rounds,
    terminal,
    wings,
)
from coprod_desktop.domain.errors import Cancelled, UserError

_EPILOG = """\
A password is asked for, or read from the first line of --password-file FILE; never from an
argument or the environment. --json answers with one JSON document.

exit status: 0 done; 1 done, but some items were refused (each is named with its code);
2 wrong usage; 3 an expected failure (its code and advice on standard error); 70 a bug;
130 stopped with Ctrl+C
"""

_HYPHENED: Final = re.compile(r"-[A-Za-z0-9_-]{42}")
"""A version, SHA-256 in base64url, that looks like an option."""


class _Parser(ArgumentParser):
    """A parser that says what is wrong without repeating values: one may be a password."""

    def error(self, message: str) -> NoReturn:
        what, colon, rest = message.partition(": ")
        if what == "unrecognized arguments":
            options = [word.partition("=")[0] for word in rest.split() if word.startswith("-")]
            message = what + colon + (" ".join(options) or "too many")
        super().error(message)


def parser() -> ArgumentParser:
    """All commands. Their modules load what they need only when they run."""
    from argparse import RawDescriptionHelpFormatter

    top = _Parser(
        prog="coprod",
        description="Coprod Desktop from a terminal: offline records of feedback and forums.",
        epilog=_EPILOG,
        formatter_class=RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    top.add_argument("--version", action="version", version=f"coprod {__version__}")
    commands = top.add_subparsers(metavar="COMMAND", required=True)
    for group in (
        demo,
        offices,
        wings,
        people,
        recording,
        reading,
        complaints,
        escalations,
        exchanging,
        noticing,
        returning,
        rounds,
        caring,
        histories,
        recovering,
        reporting,
        auditing,
        charting,
    ):
        group.add_to(commands)
    return top


def _versions_last(argv: Sequence[str]) -> list[str]:
    """The words of a command, with what names a version behind all options.

    One in 64 versions begins with a hyphen, and would be taken for an option.
    """
    versions = [word for word in argv if _HYPHENED.fullmatch(word)]
    if not versions or "--" in argv:
        return list(argv)
    return [*(word for word in argv if word not in versions), "--", *versions]


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit status."""
    if list(sys.argv[1:] if argv is None else argv)[:1] == [READ_BUNDLES]:
        from coprod_desktop.bundle import worker

        return worker.main()
    terminal.prepare()
    args = Namespace(json=False)
    try:
        parser().parse_args(_versions_last(sys.argv[1:] if argv is None else argv), args)
        status: int = args.run(args)
        sys.stdout.flush()
    except SystemExit as end:  # argparse has said why
        status = end.code if isinstance(end.code, int) else terminal.USAGE
    except terminal.WrongUsage as error:
        terminal.tell(f"coprod: {error}")
        status = terminal.USAGE
    except UserError as error:
        status = terminal.fault(args, error)
    except KeyboardInterrupt:
        status = terminal.fault(args, Cancelled())
    except Exception as error:  # noqa: BLE001  the last resort: no traceback may show data
        if _nobody_reads(error):
            # Whoever read the answer has enough. Python flushes once more at its end: let it.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            status = terminal.DONE
        else:
            status = terminal.bug(error)
    return status


def _nobody_reads(error: Exception) -> bool:
    """Whether the answer found its pipe closed, which Windows calls an invalid argument."""
    if isinstance(error, OSError) and error.errno == errno.EINVAL:
        try:
            print(flush=True)  # a line more: what was refused may be kept for another try, or not
        except OSError:
            return True
    return isinstance(error, BrokenPipeError)


if __name__ == "__main__":
    sys.exit(main())
