# SPDX-License-Identifier: MIT
"""The process that reads a bundle's content: it has the file key, the sealed copy, and no store.

It gives back plaintext, and of that only what it has read strictly from end to end; whoever takes
it reads it again. On POSIX one process is started and forks itself for each bundle, so that no
bundle is read where another one was; on Windows one is started for each.
"""

import contextlib
import gc
import os
import signal
import socket
import sys
from collections.abc import Generator
from pathlib import Path
from typing import BinaryIO

from coprod_desktop.bundle import content, header, worker_caps, worker_warm
from coprod_desktop.bundle import worker_messages as messages
from coprod_desktop.bundle.errors import ReaderFailed, WorkerLimitExceeded
from coprod_desktop.bundle.fault import BundleError
from coprod_desktop.bundle.intake import Limits, Quarantined
from coprod_desktop.bundle.worker_messages import ANSWER, COMMAND, END, NEW, Order
from coprod_desktop.domain.errors import CannotRead


def serve(orders: BinaryIO, answers: BinaryIO) -> None:
    """Read one bundle; the first bytes of it are touched when the caps are in place."""
    (length,) = messages.LENGTH.unpack(orders.read(messages.LENGTH.size))
    order = messages.decode_order(orders.read(length))
    worker_caps.apply(order.memory, order.processor)
    try:
        for piece in _proven(order):
            _answer(answers, messages.DATA, piece)
    except BundleError as error:
        _answer(answers, messages.FAULT, messages.encode_fault(error))
    except MemoryError:
        over = WorkerLimitExceeded(what=messages.MEMORY)
        _answer(answers, messages.FAULT, messages.encode_fault(over))
    except CannotRead:
        gone = ReaderFailed(why="the private copy could not be read")
        _answer(answers, messages.FAULT, messages.encode_fault(gone))
    else:
        _answer(answers, messages.DONE, b"")


def _answer(answers: BinaryIO, kind: bytes, what: bytes) -> None:
    answers.write(messages.HEAD.pack(kind, len(what)))
    answers.write(what)
    answers.flush()


def _proven(order: Order) -> Generator[bytes, None, None]:
    """The plaintext, each piece when everything that is whole by its end has been read strictly."""
    found = header.decode(order.header)
    copy = Quarantined(path=Path(order.path), size=order.size, sha256=b"")
    sealed = content.sealed(order.file_key, copy, found)
    pieces: list[bytes] = []

    def noted() -> Generator[bytes, None, None]:
        for piece in sealed():
            pieces.append(piece)
            yield piece

    opened = content.Content(noted, found, Limits(changes=order.changes))
    pieces.clear()
    for _ in opened.entries():
        # A piece is asked for when the one before it has been read to its last whole part.
        while len(pieces) > 1:
            yield pieces.pop(0)
    yield from pieces


def fork_for_each(control: socket.socket) -> None:
    """Fork a process for each bundle that is asked for, until nobody asks any more (POSIX)."""
    worker_caps.apply_to_all()
    worker_warm.up()
    # What is loaded is shared with every fork, as long as nobody looks through it for cycles.
    gc.disable()
    gc.freeze()
    control.sendall(ANSWER.pack(0))
    children: dict[int, int] = {}
    while True:
        command, pipes, _, _ = socket.recv_fds(control, COMMAND.size, 2)
        if len(command) < COMMAND.size:
            break
        kind, number = COMMAND.unpack(command)
        if kind == NEW:
            # Where none can be had, the pipes' closed ends tell.
            with contextlib.suppress(OSError):
                children[number] = os.fork()
                if not children[number]:
                    control.close()
                    _run(*pipes)
            for pipe in pipes:
                os.close(pipe)
            continue
        pid = children.pop(number, 0)
        status = _end(pid) if pid else 0
        if kind == END:
            control.sendall(ANSWER.pack(status))
    for pid in children.values():
        _end(pid)


def _end(pid: int) -> int:
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


def _run(orders: int, answers: int) -> None:
    """Serve, and end without going back to where the fork was: never returns."""
    status = 1
    with contextlib.suppress(BaseException):
        with open(orders, "rb") as source, open(answers, "wb") as sink:
            serve(source, sink)
        status = 0
    os._exit(status)


def main() -> int:
    """Run as a process of its own: orders come on the standard input, which is a pipe."""
    if hasattr(socket, "AF_UNIX") and hasattr(os, "fork"):
        with socket.socket(fileno=0) as control:
            fork_for_each(control)
    else:
        # Not `sys.stdin`: a program without a console has none.
        with open(0, "rb") as source, open(1, "wb") as sink:
            serve(source, sink)
    return 0


if __name__ == "__main__":
    sys.exit(main())
