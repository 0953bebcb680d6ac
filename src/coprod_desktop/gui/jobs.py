# SPDX-License-Identifier: MIT
"""The only way off the GUI thread: two lanes of work over one signed-in session.

The *quick* lane does what a person waits for (rows, saves, drafts); the *long* lane does exports,
imports and backups, so that keeping a draft never waits behind them, and what gives way to these.
Results come back on the GUI thread, and only while the object they are for still lives.
"""

from __future__ import annotations

import contextlib
import threading
import time
import weakref
from collections import deque
from collections.abc import Callable
from typing import Any, Final, Literal, NamedTuple, Protocol

import shiboken6
from PySide6.QtCore import QObject, Signal

from coprod_desktop.domain.errors import Cancelled, UserError
from coprod_desktop.gui.collecting import Collector

Lane = Literal["quick", "long"]
PROGRESS_SECONDS: Final = 0.05


class Session(Protocol):
    """What the jobs need to know of a signed-in session: that it can be closed."""

    def close(self) -> None:
        """Lock the store."""


class Changed(NamedTuple):
    """What a finished job changed: kinds such as ``feedback``, ``draft`` or ``people``."""

    kinds: frozenset[str]


class Step(NamedTuple):
    """How far a long job has come; `total` 0 means that nobody knows."""

    done: int
    total: int
    what: str


class Job:
    """One call under way; keep it only to cancel it."""

    def __init__(  # noqa: PLR0913, PLR0917  one for each thing that a call is told
        self,
        call: Callable[[Session | None], Any],
        lane: Lane,
        key: str,
        changes: frozenset[str],
        owner: weakref.ref[QObject] | None,
        done: Callable[[Any], None] | None,
        failed: Callable[[Exception], None] | None,
        progress: Callable[[Step], None] | None,
    ) -> None:
        self.call = call
        self.lane: Lane = lane
        self.key = key
        self.changes = changes
        self.owner = owner
        self.done = done
        self.failed = failed
        self.progress = progress
        self.gives_way = False
        self.stop = threading.Event()
        self.superseded = False

    def cancel(self) -> None:
        """Ask the job to stop at its next step; it then fails with `Cancelled`."""
        self.stop.set()

    def deliverable(self) -> bool:
        """Whether anybody is left to hear of it."""
        if self.superseded:
            return False
        if self.owner is None:
            return True
        owner = self.owner()
        return owner is not None and shiboken6.isValid(owner)


class _Arrival(NamedTuple):
    job: Job
    value: Any = None
    error: Exception | None = None
    step: Step | None = None


class _Worker(threading.Thread):
    """One lane: takes jobs from its queue, one at a time."""

    def __init__(self, name: str, report: Callable[[_Arrival], None], desk: Jobs) -> None:
        super().__init__(name=f"coprod-{name}", daemon=True)
        self._queue: deque[Job] = deque()
        self._ready = threading.Condition()
        self._closing = False
        self._report = report
        self._desk = weakref.ref(desk)
        self.now: Job | None = None

    def put(self, job: Job) -> None:
        with self._ready:
            if job.key:
                for waiting in [each for each in self._queue if each.key == job.key]:
                    waiting.superseded = True
                    self._queue.remove(waiting)
                if self.now is not None and self.now.key == job.key:
                    self.now.superseded = True
                    self.now.stop.set()
            first = next((n for n, each in enumerate(self._queue) if each.gives_way), None)
            if job.gives_way or first is None:
                self._queue.append(job)
            else:
                self._queue.insert(first, job)
            if not job.gives_way:
                self._stop_what_gives_way()
            self._ready.notify_all()

    def _stop_what_gives_way(self) -> None:
        if self.now is not None and self.now.gives_way:
            self.now.stop.set()

    def _drop_what_gives_way(self) -> None:
        self._stop_what_gives_way()
        for waiting in [each for each in self._queue if each.gives_way]:
            self._queue.remove(waiting)
            # This may be another lane's thread, and no place to let go of what holds widgets.
            waiting.superseded = True
            self._report(_Arrival(waiting))

    def rest(self) -> None:
        """Stop what gives way, and wait until nothing is left to do; called on another lane."""
        with self._ready:
            self._drop_what_gives_way()
            self._ready.wait_for(lambda: self.now is None and not self._queue)

    def close(self) -> None:
        with self._ready:
            self._closing = True
            self._drop_what_gives_way()
            if self.now is not None and self.now.progress is not None:
                self.now.stop.set()
            self._ready.notify_all()

    def busy(self) -> bool:
        with self._ready:
            now = self.now is not None and not self.now.gives_way
            return now or any(not each.gives_way for each in self._queue)

    def run(self) -> None:
        while True:
            with self._ready:
                while not self._queue and not self._closing:
                    self._ready.wait()
                if not self._queue:
                    return
                self.now = self._queue.popleft()
            self._do(self.now)
            with self._ready:
                self.now = None
                self._ready.notify_all()

    def _do(self, job: Job) -> None:
        desk = self._desk()
        session = desk.session if desk is not None else None
        del desk
        # No name is kept for an error: with its traceback it would hold itself, and what the job
        # was given (a password), until somebody collects.
        try:
            value = job.call(session)
        except Exception as error:  # noqa: BLE001 - whatever it is, it belongs to the GUI thread
            self._report(_Arrival(job, error=error))
        else:
            self._report(_Arrival(job, value=value))


class Jobs(QObject):
    """Runs functions on the workers and brings their results home."""

    changed = Signal(object)
    """A job that alters the store has ended well: a `Changed`."""
    bug_met = Signal(object)
    """A job ended in something that is no `UserError`: the exception."""
    _arrived = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.session: Session | None = None
        self._collector = Collector(self)  # before there is another thread
        # What arrives waits here, and the signal carries nothing: a Python object sent through a
        # queued signal from a thread that is not Qt's was seen freed before it was delivered.
        self._arrivals: deque[_Arrival] = deque()
        self._arrived.connect(self._deliver_all)
        self._lanes: dict[Lane, _Worker] = {
            "quick": _Worker("quick", self._report, self),
            "long": _Worker("long", self._report, self),
        }
        for lane in self._lanes.values():
            lane.start()

    def run(  # noqa: PLR0913 - the named options are the interface
        self,
        function: Callable[..., Any],
        *args: Any,
        owner: QObject | None = None,
        done: Callable[[Any], None] | None = None,
        failed: Callable[[Exception], None] | None = None,
        progress: Callable[[Step], None] | None = None,
        key: str = "",
        lane: Lane = "quick",
        changes: tuple[str, ...] = (),
        gives_way: bool = False,
    ) -> Job:
        """Call ``function(session, *args)`` on a worker.

        Args:
            function: a service; with `progress` it also gets ``progress=`` as a keyword.
            args: what follows the session.
            owner: results are dropped once this object is gone.
            done: gets the value.
            failed: gets the exception, `Cancelled` among them.
            progress: gets a `Step` at most every twentieth of a second.
            key: a newer job with the same key takes the place of older ones.
            lane: where to queue.
            changes: the kinds of thing it alters, for `changed`.
            gives_way: it is work that nobody waits for: it is cancelled when its lane gets other
                work, keeps nobody from locking or leaving, and does not count as `busy`.
        """

        def call(session: Session | None) -> Any:
            return function(session, *args, **self._extra(job))

        job = self._job(call, owner, done, failed, progress, key, lane, changes)
        job.gives_way = gives_way
        return self._put(job)

    def run_unsigned(
        self,
        function: Callable[..., Any],
        *args: Any,
        owner: QObject | None = None,
        done: Callable[[Any], None] | None = None,
        failed: Callable[[Exception], None] | None = None,
        progress: Callable[[Step], None] | None = None,
        key: str = "",
        lane: Lane = "quick",
    ) -> Job:
        """Call ``function(*args)``, which needs nobody signed in, on a worker; else as `run`."""

        def call(_session: Session | None) -> Any:
            return function(*args, **self._extra(job))

        job = self._job(call, owner, done, failed, progress, key, lane, ())
        return self._put(job)

    def sign_in(
        self,
        function: Callable[..., Session],
        *args: Any,
        owner: QObject,
        done: Callable[[Any], None],
        failed: Callable[[Exception], None],
        describe: Callable[[Any], Any],
    ) -> Job:
        """Call ``function(*args)``, which opens a session, and keep that session here.

        `done` gets ``describe(session)``, a plain value: no widget ever holds the session.
        """

        def call(_session: Session | None) -> Any:
            session = function(*args)
            self.session = session
            return describe(session)

        return self._put(self._job(call, owner, done, failed, None, "", "quick", ()))

    def sign_out(self, *, owner: QObject, done: Callable[[Any], None]) -> None:
        """Close the session behind everything queued on the quick lane; `done` gets None."""
        long = self._lanes["long"]

        def call(session: Session | None) -> None:
            long.rest()
            self.session = None
            if session is not None:
                session.close()

        self._put(self._job(call, owner, done, None, None, "", "quick", ()))

    def busy(self, lane: Lane) -> bool:
        """Whether a lane has work queued or under way."""
        return self._lanes[lane].busy()

    def close(self) -> None:
        """End both lanes: cancel long work, finish what is queued, close the session."""
        for lane in self._lanes.values():
            lane.close()
        for lane in self._lanes.values():
            lane.join()
        self._collector.stop()
        session, self.session = self.session, None
        if session is not None:
            session.close()

    def _put(self, job: Job) -> Job:
        self._lanes[job.lane].put(job)
        return job

    def _job(  # noqa: PLR0913, PLR0917 - gathers what `run` takes
        self,
        call: Callable[[Session | None], Any],
        owner: QObject | None,
        done: Callable[[Any], None] | None,
        failed: Callable[[Exception], None] | None,
        progress: Callable[[Step], None] | None,
        key: str,
        lane: Lane,
        changes: tuple[str, ...],
    ) -> Job:
        kept = weakref.ref(owner) if owner is not None else None
        return Job(call, lane, key, frozenset(changes), kept, done, failed, progress)

    def _extra(self, job: Job) -> dict[str, Callable[[int, int, str], None]]:
        if job.progress is None:
            return {}
        last = 0.0
        what_last = ""

        def progress(done: int, total: int, what: str) -> None:
            nonlocal last, what_last
            if job.stop.is_set():
                raise Cancelled
            now = time.monotonic()
            if now - last >= PROGRESS_SECONDS or done == total or what != what_last:
                last, what_last = now, what
                self._report(_Arrival(job, step=Step(done, total, what)))

        return {"progress": progress}

    def _report(self, arrival: _Arrival) -> None:
        """Hand something over to the GUI thread; called on a worker."""
        self._arrivals.append(arrival)
        self._arrived.emit()

    def _deliver_all(self) -> None:
        while self._arrivals:
            self._deliver(self._arrivals.popleft())

    def _deliver(self, arrival: _Arrival) -> None:
        job = arrival.job
        if arrival.step is not None:
            if job.progress is not None and job.deliverable() and not job.stop.is_set():
                job.progress(arrival.step)
            return
        if arrival.error is None and job.changes:
            self.changed.emit(Changed(job.changes))
        if arrival.error is not None and not isinstance(arrival.error, UserError):
            self.bug_met.emit(arrival.error)
        with contextlib.ExitStack() as after:
            after.callback(_forget, job)
            if not job.deliverable():
                return
            if arrival.error is None:
                if job.done is not None:
                    job.done(arrival.value)
            elif job.failed is not None:
                job.failed(arrival.error)


def _forget(job: Job) -> None:
    """Let go of what may hold widgets: the worker may be the last to let go of the job itself."""
    job.done = job.failed = job.progress = None
    job.call = _over


def _over(_session: Session | None) -> None:
    """Stand in the place of a call that has been made."""
