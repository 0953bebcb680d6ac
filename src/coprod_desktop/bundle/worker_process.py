# SPDX-License-Identifier: MIT
"""The importer's side of the reading process: starting it, waiting for it, and ending it.

A process that reads a bundle never reads another one. It cannot hold the importer up: each wait
is cut off, and what is left of the process is killed.
"""

import contextlib
import os
import subprocess
import sys
import threading
import time
from abc import ABC, abstractmethod
from collections.abc import Generator
from typing import BinaryIO, Final, NoReturn

from coprod_desktop import READ_BUNDLES
from coprod_desktop.bundle import worker_messages as messages
from coprod_desktop.bundle.errors import ReaderFailed, WorkerLimitExceeded
from coprod_desktop.bundle.fault import BundleError
from coprod_desktop.bundle.worker_messages import Caps, Order
from coprod_desktop.domain.translating import Filled

_MODULE: Final = "coprod_desktop.bundle.worker"


def program() -> list[str]:
    """The command that starts a reading process."""
    if getattr(sys, "frozen", False):
        return [sys.executable, READ_BUNDLES]
    # -P: never from the folder that somebody happens to be in.
    return [sys.executable, "-P", "-m", _MODULE]


class Child(ABC):
    """A reading process with its two pipes. How it is ended differs from system to system."""

    def __init__(self, orders: BinaryIO, answers: BinaryIO) -> None:
        self.orders = orders
        self.answers = answers

    @abstractmethod
    def await_start(self) -> None:
        """Return when it may be expected to answer. Raises `ReaderFailed` when it never will."""

    @abstractmethod
    def end(self) -> int:
        """Kill it, unless it has ended; the status with which it ended, minus a signal's number."""

    def dismiss(self) -> None:
        """See to the end of one that has said all that it has to say."""
        self.end()

    def close(self) -> None:
        """Let go of the pipes."""
        for pipe in (self.orders, self.answers):
            with contextlib.suppress(OSError):
                pipe.close()


if sys.platform == "win32":
    from coprod_desktop.bundle.worker_job import Job

    class _Started(Child):
        """A fresh process."""

        def __init__(self, caps: Caps) -> None:
            command, environment = program(), dict(os.environ)
            if command[0] == sys.executable != getattr(sys, "_base_executable", sys.executable):
                # A virtual environment's python.exe only starts the real one, outside the job.
                command[0] = sys._base_executable  # noqa: SLF001  as multiprocessing does
                environment["__PYVENV_LAUNCHER__"] = sys.executable
            self._process = subprocess.Popen(  # noqa: S603  our own program
                command,
                env=environment,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                creationflags=subprocess.CREATE_NO_WINDOW,
            )
            try:
                self._job = Job(int(self._process._handle), caps.memory, caps.processor)  # noqa: SLF001
            except BaseException:
                self._process.kill()
                raise
            orders, answers = self._process.stdin, self._process.stdout
            if orders is None or answers is None:  # they were asked for
                raise ReaderFailed(why="it has no pipes")
            super().__init__(orders, answers)

        def await_start(self) -> None:
            """Nothing: it has begun."""

        def end(self) -> int:
            self._process.kill()
            status = self._process.wait()
            self._job.close()
            return status

    class _Nursery:
        """Starts a process for each bundle."""

        def begin(self, caps: Caps) -> Child:
            return _Started(caps)

        def close(self) -> None:
            pass

else:
    import fcntl
    import socket

    from coprod_desktop.bundle.worker_messages import ANSWER, COMMAND, DISMISS, END, NEW

    class _Forked(Child):
        def __init__(
            self, nursery: "_Nursery", number: int, orders: BinaryIO, answers: BinaryIO
        ) -> None:
            super().__init__(orders, answers)
            self._nursery = nursery
            self._number = number

        def await_start(self) -> None:
            self._nursery.await_start()

        def end(self) -> int:
            # Where nobody answers, all of them are gone, or end when our pipes are closed.
            with contextlib.suppress(ReaderFailed):
                return self._nursery.end(self._number)
            return 0

        def dismiss(self) -> None:
            with contextlib.suppress(ReaderFailed):
                self._nursery.tell(DISMISS, self._number)

    class _Nursery:
        """One process that has everything loaded and forks itself for each bundle.

        It never sees a bundle or a key. It starts when the first bundle is to be read, and ends,
        with all that it forked, when its control socket is closed, if only because we died.
        Nobody waits while it starts or forks: whoever listens to a child does.
        """

        def __init__(self) -> None:
            self._lock = threading.Lock()
            self._control: socket.socket | None = None
            self._process: subprocess.Popen[bytes] | None = None
            self._count = 0
            self._started = False

        def begin(self, caps: Caps) -> Child:  # noqa: ARG002  they travel in the order
            if self._control is None:
                # The first one, or the one before was ended from outside.
                self.close()
                self._start()
            self._count += 1
            their_orders, our_orders = os.pipe()
            our_answers, their_answers = os.pipe()
            _widen(our_answers)
            try:
                self.tell(NEW, self._count, their_orders, their_answers)
            except BaseException:
                os.close(our_orders)
                os.close(our_answers)
                raise
            finally:
                os.close(their_orders)
                os.close(their_answers)
            pipes = os.fdopen(our_orders, "wb"), os.fdopen(our_answers, "rb")
            return _Forked(self, self._count, *pipes)

        def tell(self, what: bytes, number: int, *pipes: int) -> None:
            """A command; raises `ReaderFailed` when nobody is there to take it."""
            with self._lock:
                self._tell(what, number, *pipes)

        def end(self, number: int) -> int:
            """End a child; how it ended. Raises `ReaderFailed` when nobody answers."""
            with self._lock:
                self._await_start()
                self._tell(END, number)
                return self._answer()

        def await_start(self) -> None:
            """Return when it forks what it is asked for. Raises `ReaderFailed` if it does not."""
            with self._lock:
                self._await_start()

        def _await_start(self) -> None:
            if not self._started:
                self._answer()
                self._started = True

        def _tell(self, what: bytes, number: int, *pipes: int) -> None:
            if self._control is not None:
                with contextlib.suppress(OSError):
                    socket.send_fds(self._control, [COMMAND.pack(what, number)], pipes)
                    return
            self._lost()

        def _answer(self) -> int:
            answer = b""
            if self._control is not None:
                with contextlib.suppress(OSError):
                    answer = self._control.recv(ANSWER.size, socket.MSG_WAITALL)
            if len(answer) < ANSWER.size:
                self._lost()
            (number,) = ANSWER.unpack(answer)
            return number

        def _lost(self) -> NoReturn:
            """The next bundle gets a new one."""
            if self._control is not None:
                self._control.close()
                self._control = None
            raise ReaderFailed(why="it could not be started, or was ended from outside")

        def _start(self) -> None:
            ours, theirs = socket.socketpair()
            with theirs:
                self._process = subprocess.Popen(  # noqa: S603  our own program
                    program(),
                    stdin=theirs.fileno(),
                    stdout=subprocess.DEVNULL,
                    stderr=subprocess.DEVNULL,
                    # Ctrl+C is for us: we end it.
                    start_new_session=True,
                )
            ours.settimeout(_PATIENCE)
            self._control, self._started = ours, False

        def close(self) -> None:
            if self._control is not None:
                self._control.close()
                self._control = None
            if self._process is not None:
                try:
                    self._process.wait(_FAREWELL)
                except subprocess.TimeoutExpired:
                    self._process.kill()
                    self._process.wait()
                self._process = None

    def _widen(pipe: int) -> None:
        """Let a week's bundle fit into the pipe, so that the next can be read meanwhile."""
        if size := getattr(fcntl, "F_SETPIPE_SZ", None):
            with contextlib.suppress(OSError):
                fcntl.fcntl(pipe, size, messages.LONGEST)


_GLANCE: Final = 0.1
"""Seconds between two looks at how long a process has been waited for."""
_PATIENCE: Final = 60.0
"""Seconds in which a process must have started, or said that another one ended."""
_FAREWELL: Final = 5.0
"""Seconds for it to end by itself when it is no longer needed."""


class Reading:
    """One bundle that is being read. Its plaintext comes once, from its beginning."""

    def __init__(self, child: Child, order: Order, caps: Caps) -> None:
        self._child: Child | None = child
        self._left = caps.waiting
        self._late = False
        self._waits_since: float | None = None
        self._over = threading.Event()
        threading.Thread(target=self._watch, args=(child,), daemon=True).start()
        raw = messages.encode_order(order)
        # One that has died already tells why when it is listened to.
        with contextlib.suppress(OSError):
            child.orders.write(raw)
            child.orders.close()

    def pieces(self) -> Generator[bytes, None, None]:
        """The plaintext, up to the end that the process has proven.

        Raises what the process says of the content, `WorkerLimitExceeded` when it takes too long
        or dies of its caps, and `ReaderFailed` when it dies otherwise.
        """
        if self._child is not None:
            self._child.await_start()
        while True:
            kind, length = messages.HEAD.unpack(self._exactly(messages.HEAD.size))
            if length > messages.LONGEST or kind not in _KINDS:
                raise self._failed("it said what it may not say")
            what = self._exactly(length)
            if kind == messages.DATA:
                yield what
            elif kind == messages.DONE:
                self._let_go(done=True)
                return
            else:
                self.close()
                raise messages.decode_fault(what)

    def close(self) -> None:
        """End the process, whatever it does."""
        self._let_go(done=False)

    def _let_go(self, *, done: bool) -> None:
        self._over.set()
        child, self._child = self._child, None
        if child is not None:
            try:
                if done:
                    child.dismiss()
                else:
                    child.end()
            finally:
                child.close()

    def _exactly(self, length: int) -> bytes:
        if self._child is None:
            raise ReaderFailed(why="it was ended")
        self._waits_since = began = time.monotonic()
        try:
            data = self._child.answers.read(length)
        finally:
            self._waits_since = None
        self._left -= time.monotonic() - began
        if len(data) < length:
            raise self._failed("")
        return data

    def _watch(self, child: Child) -> None:
        """End the process when it is waited for too long: one thread for all that it answers."""
        while not self._over.wait(_GLANCE):
            since = self._waits_since
            if since is not None and time.monotonic() - since > self._left:
                self._late = True
                child.end()
                return

    def _failed(self, why: str) -> BundleError:
        self._over.set()
        child, self._child = self._child, None
        status = 0
        if child is not None:
            try:
                status = 0 if self._late else child.end()
            finally:
                child.close()
        if why:
            return ReaderFailed(why=why)
        if self._late or status in _OUT_OF_TIME:
            return WorkerLimitExceeded(what=messages.TIME)
        return ReaderFailed(why=Filled("it ended with status {status}", status=status))


_KINDS: Final = (messages.DATA, messages.DONE, messages.FAULT)
_STATUS_QUOTA: Final = 0xC0000044
_ERROR_QUOTA: Final = 1816
"""How Windows ends a process whose time is up: it tells of jobs, and not of each process in one."""
_OUT_OF_TIME: Final = (-24, _STATUS_QUOTA, _ERROR_QUOTA)


class Readers:
    """Starts reading processes while it is open, and leaves none behind."""

    def __init__(self) -> None:
        self._nursery = _Nursery()

    def begin(self, order: Order, caps: Caps) -> Reading:
        """Let a bundle be read. Raises `ReaderFailed` when no process can be started."""
        return Reading(self._nursery.begin(caps), order, caps)

    def close(self) -> None:
        """End every process."""
        self._nursery.close()
