# SPDX-License-Identifier: MIT
"""Several small bundles in one transaction: they share a commit, and each stays whole by itself.

A commit waits for the disk, and writes pages that the next bundle writes again. Each bundle after
the first stands behind a savepoint: a fault takes back that one and leaves its neighbours. Others
who write are held up for no longer than by one large bundle.
"""

import time
from collections.abc import Callable, Generator
from contextlib import ExitStack, contextmanager, suppress
from types import TracebackType
from typing import Final, Self

from sqlalchemy import text
from sqlalchemy.engine import Connection
from sqlalchemy.exc import DBAPIError

from coprod_desktop.bundle.fault import BundleError
from coprod_desktop.domain.errors import CannotWrite, UserError
from coprod_desktop.services.session import SignedIn
from coprod_desktop.store import audit
from coprod_desktop.store.audit import Noted
from coprod_desktop.store.rows import together

LONGEST: Final = 0.25
"""Seconds after which no further bundle joins a group, and it is committed."""
LARGE: Final = 1 << 20
"""A bundle of so many bytes has a transaction of its own."""
_MARK: Final = text("SAVEPOINT bundle")
_BACK: Final = text("ROLLBACK TO SAVEPOINT bundle")
_RELEASE: Final = text("RELEASE SAVEPOINT bundle")
_NOTHING: Final[dict[str, object]] = {}


class Group:
    """The transaction that is open, if one is. As a context it commits what is left at its end.

    So it does when an exception ends it: then only the bundle that was in work is lost.
    """

    def __init__(self, s: SignedIn, waiting: Callable[[], None]) -> None:
        """`waiting` is called while another process writes, as in `Vault.write`."""
        self._s = s
        self._waiting = waiting
        self._open = ExitStack()
        self._connection: Connection | None = None
        self._device = ""
        self._ends = 0.0
        self._bundles = 0
        self._marked = False
        self._lines: list[Noted] = []
        self.words: list[tuple[int, str]] = []
        """What the search is to be told of the bundles in this transaction, by order of arrival."""
        self.told: dict[int, str] = {}
        """The same of bundles that are in."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if kind is None:
            self.commit()
            return
        # What is wrong is being said already, and may well be why this fails too.
        with suppress(UserError):
            self.commit()

    @property
    def left(self) -> float:
        """Seconds for which further bundles may join; 0 where no transaction is open."""
        return 0.0 if self._connection is None else max(self._ends - time.monotonic(), 0.0)

    def rest(self) -> None:
        """Let others write, if the group has had its time."""
        if not self.left:
            self.commit()

    @contextmanager
    def bundle(self, device: str, size: int) -> Generator[Connection]:
        """What one bundle of `size` bytes writes: all of it or nothing.

        It is on the disk once the group was committed. Raises as `Vault.write`.
        """
        if device != self._device or size >= LARGE or not self.left:
            self.commit()
        connection, noted, said = self._begun(device), len(self._lines), len(self.words)
        behind = self._bundles > 0
        try:
            with self._s.vault.translating():
                if behind:
                    self._mark(connection)
                yield connection
        except BaseException as error:
            del self._lines[noted:], self.words[said:]
            if not behind:
                with self._over():
                    raise
            self._take_back(connection, error)
            raise
        self._bundles += 1
        if size >= LARGE:
            self.commit()

    @contextmanager
    def alone(self, device: str = "") -> Generator[Connection]:
        """A transaction of its own, after that of the group. Raises as `Vault.write`."""
        self.commit()
        with self._s.vault.write(self._waiting, device) as connection:
            yield connection

    @contextmanager
    def read(self) -> Generator[Connection]:
        """The store as it is with the group's bundles."""
        if self._connection is not None:
            yield self._connection
            return
        with self._s.vault.read() as connection:
            yield connection

    def note(self, line: Noted) -> None:
        """Write a line into the audit when the group is committed.

        On a server the audit has one writer at a time, and others must not wait for bundles.
        """
        self._lines.append(line)

    def commit(self) -> None:
        """Bring what was taken in onto the disk, and let others write. Raises as `Vault.write`."""
        connection = self._connection
        if connection is None:
            return
        lines, self._lines = self._lines, []
        words, self.words = self.words, []
        try:
            with self._over():
                audit.append_all(connection, self._s.store, lines)
        except DBAPIError as error:
            raise self._lost(error) from error
        self.told.update(words)

    def _mark(self, connection: Connection) -> None:
        """Where to go back to; the mark of the bundle before is let go of on the same way."""
        before = [(_RELEASE, _NOTHING)] if self._marked else []
        together(connection, *before, (_MARK, _NOTHING))
        self._marked = True

    def _begun(self, device: str) -> Connection:
        if self._connection is None:
            transaction = self._s.vault.write(self._waiting, device)
            self._connection = self._open.enter_context(transaction)
            self._device, self._ends = device, time.monotonic() + LONGEST
        return self._connection

    def _over(self) -> ExitStack:
        """The transaction, which ends with the context that this is."""
        self._connection, self._device, self._bundles, self._marked = None, "", 0, False
        return self._open.pop_all()

    def _take_back(self, connection: Connection, error: BaseException) -> None:
        """Take back what the bundle in work wrote, and no more.

        Where the database has ended all of the transaction (a full disk, a server that is gone),
        the others are lost too: that must not pass for a fault of this bundle.
        """
        try:
            together(connection, (_BACK, _NOTHING), (_RELEASE, _NOTHING))
            self._marked = False
        except DBAPIError as gone:
            own = isinstance(error, UserError) and not isinstance(error, BundleError)
            self._lines.clear()
            self.words.clear()
            with self._over():
                raise (error if own else self._lost(gone)) from gone

    def _lost(self, error: DBAPIError) -> CannotWrite:
        return CannotWrite(where=str(self._s.folder), why=type(error.orig).__name__)
