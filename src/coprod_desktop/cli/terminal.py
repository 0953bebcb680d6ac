# SPDX-License-Identifier: MIT
"""Says things: words for people, one JSON document for scripts, progress to a terminal only."""

import io
import json
import re
import signal
import sys
import time
import traceback
from argparse import Namespace
from collections.abc import Generator, Iterable
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Any

from coprod_desktop.domain.errors import Cancelled, UserError

DONE, SOME_REFUSED, USAGE, FAILED, BUG, INTERRUPTED = 0, 1, 2, 3, 70, 130
"""Exit statuses; the last is what a shell gives a program that Ctrl+C stopped (128 + SIGINT)."""

_EVERY_SECONDS = 0.1
_WIDTH = 79
# A file's name may hold what would steer the terminal; a record's text cannot, but costs nothing.
_STEERING_RE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


class WrongUsage(Exception):
    """The command cannot be carried out as it was given."""


def prepare() -> None:
    """Write UTF-8 whatever the console's code page is; what is no text comes out escaped."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


def plain(text: str) -> str:
    """Text that cannot steer a terminal."""
    return _STEERING_RE.sub("\N{REPLACEMENT CHARACTER}", text)


def answer(args: Namespace, document: dict[str, Any], lines: Iterable[str]) -> None:
    """Print what came of a command: the document with ``--json``, else the lines."""
    if args.json:
        said = json.dumps(document, ensure_ascii=False, indent=2, default=_encoded)
        print(_STEERING_RE.sub(lambda found: f"\\u{ord(found[0]):04x}", said))
    else:
        for line in lines:
            print(plain(line))


def tell(*lines: str) -> None:
    """Say something to the person beside the answer, on standard error."""
    for line in lines:
        print(plain(line), file=sys.stderr)


def builtins(value: Any) -> Any:
    """A frozen value as plain lists and dictionaries, for a document."""
    import msgspec

    return msgspec.json.decode(msgspec.json.encode(value, enc_hook=_encoded))


def _encoded(value: object) -> str:
    if isinstance(value, Path):
        # A name that is no text (POSIX allows it) is shown escaped.
        return str(value).encode("utf-8", "backslashreplace").decode()
    if isinstance(value, bytes):
        from coprod_desktop.domain.canonical import b64

        return b64(value)
    raise TypeError(type(value).__name__)


def fault(args: Namespace, error: UserError) -> int:
    """Say an expected failure; returns the exit status."""
    tell(
        f"coprod: {error.title} [{error.code}]",
        *(f"  {line}" for line in (error.safe, error.advice) if line),
    )
    if getattr(args, "json", False):
        said = {"code": error.code, "title": error.title, "safe": error.safe}
        answer(args, {"error": {**said, "advice": error.advice}}, ())
    return INTERRUPTED if isinstance(error, Cancelled) else FAILED


def bug(error: BaseException) -> int:
    """Say that the program failed, and where: no value and no message, which may hold data."""
    frames = traceback.extract_tb(error.__traceback__)
    places = [f"{Path(frame.filename).name}:{frame.lineno}" for frame in reversed(frames)]
    tell(
        f"coprod: something went wrong inside the program ({type(error).__name__}).",
        "  What was saved is safe. Try again; if it happens twice, tell whoever looks after it:",
        f"  {' < '.join(places)}",
    )
    return BUG


class _Meter:
    """A line on standard error that says how far long work is, and where Ctrl+C is heard."""

    def __init__(self) -> None:
        self.shown = sys.stderr.isatty()
        self.stop = False
        self.written = False
        self.next = 0.0

    def __call__(self, done: int, total: int, what: str) -> None:
        """Show progress; raises `Cancelled` once Ctrl+C was pressed."""
        if self.stop:
            raise Cancelled
        if self.shown and (now := time.monotonic()) >= self.next:
            self.next = now + _EVERY_SECONDS
            of = f" of {total}" if total else ""
            line = plain(f"{what}: {done}{of}")[:_WIDTH]
            print(f"\r{line:<{_WIDTH}}", end="", file=sys.stderr, flush=True)
            self.written = True

    def interrupt(self, _number: int, _frame: FrameType | None) -> None:
        """Ctrl+C: stop at the next safe point; pressed again, stop at once."""
        if self.stop:
            raise KeyboardInterrupt
        self.stop = True

    def clear(self) -> None:
        """Take the line away."""
        if self.written:
            print(f"\r{'':<{_WIDTH}}\r", end="", file=sys.stderr, flush=True)


@contextmanager
def watched() -> Generator[_Meter]:
    """A progress for long work, which Ctrl+C cancels cleanly."""
    meter = _Meter()
    try:
        before = signal.signal(signal.SIGINT, meter.interrupt)
    except ValueError:  # not in the main thread: there is no Ctrl+C to hear
        before = None
    try:
        yield meter
    finally:
        if before is not None:
            signal.signal(signal.SIGINT, before)
        meter.clear()
