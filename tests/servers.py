# SPDX-License-Identifier: MIT
"""A real PostgreSQL for tests: a cluster of its own on loopback, run by an ordinary user."""

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import uuid
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest
import sqlalchemy

_PLACES = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
_SETTINGS = (
    # What a test's cluster holds need not outlive a power cut.
    "fsync=off",
    "full_page_writes=off",
    "max_connections=50",
    "listen_addresses=127.0.0.1",
)


def is_installed() -> bool:
    """Whether this system has a PostgreSQL to run."""
    return sys.platform != "win32" and bool(_PLACES or shutil.which("initdb"))


class Server:
    """A running cluster, and the databases that tests ask it for."""

    def __init__(self, folder: Path, settings: Sequence[str] = _SETTINGS) -> None:
        self._settings = settings
        found = shutil.which("initdb")
        self._programs = Path(found).parent if found else _PLACES[0]
        self._folder = folder
        self.data = folder / "data"
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self._run("initdb", "-D", self.data, "-U", "tester", "-A", "trust", "-E", "UTF8", "-N")
        self.start()

    def start(self) -> None:
        """Start the cluster, and wait until it answers."""
        options = " ".join(f"-c {each}" for each in self._settings)
        options += f" -p {self.port} -k {self._folder}"
        log = self._folder / "log"
        self._run("pg_ctl", "-D", self.data, "-l", log, "-o", options, "-w", "start")

    def stop(self, how: str = "immediate") -> None:
        """Stop the cluster: as a crash would, unless told otherwise."""
        self._run("pg_ctl", "-D", self.data, "-m", how, "-w", "stop")

    def database(self, name: str = "", like: str = "template1") -> str:
        """The address of a new database: empty, or a copy of one that nobody uses just now."""
        name = name or f"office_{uuid.uuid4().hex[:12]}"
        with self.administering() as run:
            run(f'CREATE DATABASE "{name}" TEMPLATE "{like}"')
        return self.url(name)

    @contextmanager
    def administering(self) -> Generator[Callable[[str], object]]:
        """What runs statements as whoever looks after the cluster."""
        engine = sqlalchemy.create_engine(self.url("postgres"), isolation_level="AUTOCOMMIT")
        try:
            with engine.connect() as connection:
                yield connection.exec_driver_sql
        finally:
            engine.dispose()

    def url(self, database: str, user: str = "tester") -> str:
        """The address of a database of the cluster."""
        return f"postgresql+psycopg://{user}@127.0.0.1:{self.port}/{database}"

    def _run(self, program: str, *arguments: object) -> None:
        command = [str(self._programs / program), *map(str, arguments)]
        if hasattr(os, "geteuid") and os.geteuid() == 0:
            # The server refuses to run as root.
            command = ["setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups", *command]
        environment = {**os.environ, "LC_ALL": "C.UTF-8"}
        done = subprocess.run(
            command,
            check=False,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            cwd="/",
            env=environment,
        )
        assert done.returncode == 0, (program, done.stderr.decode())


@contextmanager
def started() -> Generator[Server]:
    """A cluster to measure: what is committed is on the disk, as on one that somebody runs."""
    folder = Path(tempfile.mkdtemp(prefix="coprod-bench-"))
    folder.chmod(0o777)
    running = Server(folder, ("listen_addresses=127.0.0.1", "max_connections=50"))
    try:
        yield running
    finally:
        running.stop()
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    if not is_installed():
        pytest.skip("there is no PostgreSQL on this system (Debian: postgresql)")
    folder = Path(tempfile.mkdtemp(prefix="coprod-server-"))
    folder.chmod(0o777)
    running = Server(folder)
    try:
        yield running
    finally:
        running.stop()
        shutil.rmtree(folder, ignore_errors=True)
