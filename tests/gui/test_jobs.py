# SPDX-License-Identifier: MIT

import threading
import weakref
from collections.abc import Iterator
from typing import Any

import pytest
from PySide6.QtCore import QObject, QThread
from pytestqt.qtbot import QtBot

from coprod_desktop.domain.errors import Cancelled, StorageFull
from coprod_desktop.gui.jobs import Changed, Jobs, Step


class Session:
    """Stands for a signed-in session; only `close` is looked at."""

    def __init__(self) -> None:
        self.closed = False

    def close(self) -> None:
        self.closed = True


@pytest.fixture
def jobs(qtbot: QtBot) -> Iterator[Jobs]:
    made = Jobs()
    made.session = Session()
    yield made
    made.close()


class Owner(QObject):
    def __init__(self) -> None:
        super().__init__()
        self.got: list[Any] = []

    def take(self, value: Any) -> None:
        self.got.append((value, QThread.currentThread() is self.thread()))


def test_the_service_runs_off_the_gui_thread_and_its_value_comes_back_on_it(
    jobs: Jobs, qtbot: QtBot
) -> None:
    owner = Owner()
    here = threading.get_ident()

    def service(session: Any, word: str) -> tuple[bool, str, bool]:
        return session is jobs.session, word, threading.get_ident() == here

    jobs.run(service, "hatch", owner=owner, done=owner.take)
    qtbot.waitUntil(lambda: bool(owner.got))
    assert owner.got == [((True, "hatch", False), True)]


def test_a_result_is_dropped_when_its_owner_is_gone(jobs: Jobs, qtbot: QtBot) -> None:
    release, heard = threading.Event(), list[str]()
    owner: Owner | None = Owner()
    jobs.run(lambda _s: release.wait(5), owner=owner, done=lambda _v: heard.append("dead"))
    del owner
    last = Owner()
    release.set()
    jobs.run(lambda _s: None, owner=last, done=last.take)
    qtbot.waitUntil(lambda: bool(last.got))
    assert heard == []


def test_a_change_is_told_even_when_nobody_waits_for_the_result(jobs: Jobs, qtbot: QtBot) -> None:
    with qtbot.waitSignal(jobs.changed) as told:
        jobs.run(lambda _s: None, changes=("feedback",))
    assert told.args == [Changed(frozenset({"feedback"}))]


def test_a_failed_change_is_not_told(jobs: Jobs, qtbot: QtBot) -> None:
    owner, told = Owner(), list[Any]()
    jobs.changed.connect(told.append)

    def full(_session: Any) -> None:
        raise StorageFull(where="here", need=1)

    jobs.run(full, owner=owner, failed=owner.take, changes=("feedback",))
    qtbot.waitUntil(lambda: bool(owner.got))
    assert told == []


def test_the_newest_search_wins(jobs: Jobs, qtbot: QtBot) -> None:
    owner, release, ran = Owner(), threading.Event(), list[str]()

    def search(_session: Any, words: str) -> str:
        ran.append(words)
        if words == "h":
            release.wait(5)
        return words

    for words in ("h", "ha", "hat"):
        jobs.run(search, words, owner=owner, done=owner.take, key="search")
        if words == "h":
            qtbot.waitUntil(lambda: ran == ["h"])
    release.set()
    qtbot.waitUntil(lambda: bool(owner.got))
    assert [value for value, _ in owner.got] == ["hat"]
    assert ran == ["h", "hat"]


def test_long_work_does_not_hold_up_a_save(jobs: Jobs, qtbot: QtBot) -> None:
    owner, release = Owner(), threading.Event()
    jobs.run(lambda _s: release.wait(5), lane="long")
    jobs.run(lambda _s: "kept", owner=owner, done=owner.take)
    qtbot.waitUntil(lambda: bool(owner.got))
    assert jobs.busy("long")
    release.set()


def test_cancel_ends_the_work_at_its_next_step(jobs: Jobs, qtbot: QtBot) -> None:
    owner, steps = Owner(), list[Step]()

    def export(_session: Any, progress: Any) -> None:
        for done in range(1_000_000):
            progress(done, 1_000_000, "bytes")

    job = jobs.run(export, owner=owner, failed=owner.take, progress=steps.append, lane="long")
    qtbot.waitUntil(lambda: bool(steps))
    job.cancel()
    qtbot.waitUntil(lambda: bool(owner.got))
    assert isinstance(owner.got[0][0], Cancelled)
    assert len(steps) < 1000


def test_progress_is_told_sparingly_but_to_the_end(jobs: Jobs, qtbot: QtBot) -> None:
    owner, steps = Owner(), list[Step]()

    def export(_session: Any, progress: Any) -> None:
        for done in range(1, 5001):
            progress(done, 5000, "bytes")

    jobs.run(export, owner=owner, done=owner.take, progress=steps.append)
    qtbot.waitUntil(lambda: bool(owner.got))
    assert steps[-1] == Step(5000, 5000, "bytes")
    assert len(steps) < 50


def test_a_bug_is_told_apart_from_a_fault_of_the_world(jobs: Jobs, qtbot: QtBot) -> None:
    owner, bugs = Owner(), list[Any]()
    jobs.bug_met.connect(bugs.append)

    def broken(_session: Any) -> None:
        raise ZeroDivisionError

    jobs.run(broken, owner=owner, failed=owner.take)
    qtbot.waitUntil(lambda: bool(owner.got))
    assert [type(bug) for bug in bugs] == [ZeroDivisionError]


def test_signing_out_closes_the_session_after_what_was_queued(jobs: Jobs, qtbot: QtBot) -> None:
    owner, session, seen = Owner(), jobs.session, list[bool]()
    assert isinstance(session, Session)
    jobs.run(lambda s: seen.append(s.closed))
    jobs.sign_out(owner=owner, done=owner.take)
    qtbot.waitUntil(lambda: bool(owner.got))
    assert seen == [False]
    assert session.closed
    assert jobs.session is None


def test_closing_waits_for_what_is_queued(qtbot: QtBot) -> None:
    jobs, kept = Jobs(), list[int]()
    jobs.session = session = Session()
    for number in range(20):
        jobs.run(lambda _s, n: kept.append(n), number)
    jobs.close()
    assert kept == list(range(20))
    assert session.closed


def until_cancelled(started: threading.Event) -> Any:
    """A service that works on until it is told to stop."""

    def service(_session: Any, progress: Any) -> None:
        started.set()
        while True:
            progress(0, 0, "records")

    return service


def nothing(_step: Step) -> None:
    """Progress that nobody watches."""


def test_what_gives_way_stops_for_other_work_and_keeps_nobody(jobs: Jobs, qtbot: QtBot) -> None:
    started, stopped, owner = threading.Event(), Owner(), Owner()
    patient: dict[str, Any] = {"progress": nothing, "lane": "long", "gives_way": True}
    jobs.run(until_cancelled(started), owner=stopped, failed=stopped.take, **patient)
    assert started.wait(5)
    assert not jobs.busy("long")
    jobs.run(lambda _s: "imported", owner=owner, done=owner.take, lane="long")
    qtbot.waitUntil(lambda: bool(owner.got))
    assert owner.got == [("imported", True)]
    assert isinstance(stopped.got[0][0], Cancelled)


def test_locking_waits_until_what_gives_way_has_let_go(jobs: Jobs, qtbot: QtBot) -> None:
    started, owner, heard = threading.Event(), Owner(), list[bool]()
    session: Any = jobs.session

    def service(session: Any, progress: Any) -> None:
        started.set()
        try:
            while True:
                progress(0, 0, "records")
        finally:
            heard.append(session.closed)

    jobs.run(service, progress=nothing, lane="long", gives_way=True)
    assert started.wait(5)
    jobs.sign_out(owner=owner, done=owner.take)
    qtbot.waitUntil(lambda: bool(owner.got))
    assert heard == [False]
    assert session.closed


class Secret:
    """Stands for a password that a job is given."""


def test_what_a_failed_job_was_given_is_let_go_of_without_a_collection(
    jobs: Jobs, qtbot: QtBot
) -> None:
    def fail(_session: Any, _secret: Secret) -> None:
        raise StorageFull(where="here", need=1)

    secret, heard = Secret(), list[str]()
    held = weakref.ref(secret)
    jobs.run(fail, secret, owner=jobs, failed=lambda error: heard.append(str(error)))
    del secret
    qtbot.waitUntil(lambda: bool(heard))
    qtbot.waitUntil(
        lambda: held() is None
    )  # the worker lets go a moment later, and nobody collects
