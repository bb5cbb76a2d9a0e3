"""The state file: an index over all commits, made again from them whenever it is not in order."""

from __future__ import annotations

import contextlib
import os
import sqlite3
import threading
import weakref
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

from opsonin.errors import StoreError
from opsonin.store import commits, files, history, replay
from opsonin.store.durability import is_synced
from opsonin.store.layout import Layout

T = TypeVar("T")

#: How long one process waits for another that is writing its commit.
BUSY_TIMEOUT_S = 120.0

#: Primary result codes of SQLite that speak of the machine, not of what the file holds.
_MACHINE = frozenset(
    {
        sqlite3.SQLITE_BUSY,
        sqlite3.SQLITE_LOCKED,
        sqlite3.SQLITE_NOMEM,
        sqlite3.SQLITE_INTERRUPT,
        sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_PERM,
    }
)


class State:
    """Access to the state of one data folder.

    A process that only reads finds the file up to date and writes nothing. When commits are
    missing in it they are replayed; when it is missing, damaged or of another format it is made
    again. Threads take turns; a forked process opens the file anew.
    """

    def __init__(self, layout: Layout) -> None:
        self._layout = layout
        self._lock = threading.RLock()
        self._connection: sqlite3.Connection | None = None
        self._let_go: weakref.finalize[[sqlite3.Connection, int], State] | None = None
        self._identity: tuple[int, ...] = ()
        self._n_held = 0

    def ask(self, question: Callable[[sqlite3.Connection], T]) -> T:
        """Return the answer to a question about the newest commit, and about it alone.

        Args:
            question: Changes nothing that must not be done twice: it is asked again if another
                process has committed meanwhile.

        Raises:
            StoreError: The state could neither be read nor made again.
        """
        with self._lock:
            try:
                return self._ask(question)
            except sqlite3.Error as error:
                if _is_about_machine(error):
                    raise _explained(error, self._layout.state) from error
                self._mend(self._identity)
            try:
                return self._ask(question)
            except sqlite3.Error as error:
                raise _explained(error, self._layout.state) from error

    @contextlib.contextmanager
    def writing(self) -> Iterator[Transaction]:
        """Give the only transaction that may change the state, which stands at the newest commit.

        What is not published when the block ends is rolled back.
        """
        with self._lock, self._exclusive():
            if not files.size_of(self._layout.state):
                self._mend(_identity(self._layout.state))
            # Makes the state again if it is not in order.
            self.ask(lambda _connection: None)
            connection = None
            try:
                connection = self._begin()
                yield Transaction(connection)
            except sqlite3.Error as error:
                raise _explained(error, self._layout.state) from error
            finally:
                if connection is not None:
                    _close(connection)

    def note(self, change: Callable[[sqlite3.Connection], None]) -> None:
        """Write something that no commit says and that may be lost with the file.

        Raises:
            StoreError: The state could not be written.
        """
        with self.writing() as transaction:
            change(transaction.connection)
            transaction.connection.execute("COMMIT")

    def renew(self) -> None:
        """Make the file again, so that nothing is left in it of what no commit says any more.

        Raises:
            StoreError: It could not be made.
        """
        with self._lock, self._exclusive():
            self._forget_connection()
            rebuild(self._layout)

    @contextlib.contextmanager
    def _exclusive(self) -> Iterator[None]:
        """Keep other processes from writing the state or making it again; may be nested."""
        with contextlib.ExitStack() as stack:
            if not self._n_held:
                stack.enter_context(files.locked(self._layout.state_lock, BUSY_TIMEOUT_S))
            self._n_held += 1
            try:
                yield
            finally:
                self._n_held -= 1

    def _begin(self) -> sqlite3.Connection:
        """Begin a transaction at the newest commit, replaying those that are missing."""
        connection = _open(self._layout.state, "rw")
        try:
            while True:
                connection.execute("BEGIN IMMEDIATE")
                number = number_of(connection)
                newest = commits.latest(self._layout, number)
                if number == newest:
                    return connection
                _catch_up(connection, self._layout, newest)
                connection.execute("COMMIT")
        except BaseException:
            _close(connection)
            raise

    def _ask(self, question: Callable[[sqlite3.Connection], T]) -> T:
        connection = self._newest()
        number = number_of(connection)
        answer = question(connection)
        if number_of(connection) == number:
            return answer
        # Some of it may be about the commit before. A transaction keeps others from publishing
        # theirs, and so comes second.
        connection.execute("BEGIN")
        try:
            return question(connection)
        finally:
            with contextlib.suppress(sqlite3.Error):
                connection.execute("ROLLBACK")

    def _newest(self) -> sqlite3.Connection:
        """Return a connection to a state that stands at the newest commit."""
        connection = self._current()
        number = number_of(connection)
        if commits.latest(self._layout, number) != number:
            with self._exclusive():
                if not files.size_of(self._layout.state):
                    self._mend(_identity(self._layout.state))
                _close(self._begin())
            connection = self._current()
        return connection

    def _current(self) -> sqlite3.Connection:
        identity = _identity(self._layout.state)
        if self._connection is not None and identity == self._identity:
            return self._connection
        self._forget_connection()
        self._identity = identity
        self._connection = self._open_for_reading()
        self._identity = _identity(self._layout.state)
        # Whoever lets go of the store need not close it.
        self._let_go = weakref.finalize(self, _close_own, self._connection, os.getpid())
        return self._connection

    def _open_for_reading(self) -> sqlite3.Connection:
        path = self._layout.state
        if not files.size_of(path):
            if not commits.latest(self._layout):
                return memory_state()
            self._mend(self._identity)
        try:
            return _verified(_open(path, "ro"), self._layout)
        except sqlite3.Error as error:
            if _is_about_machine(error):
                raise
        # A journal that a crash left behind is played back by one that may write; whatever is
        # wrong beyond that is mended by making the state again.
        with contextlib.suppress(sqlite3.Error):
            return _verified(_open(path, "rw"), self._layout)
        self._mend(self._identity)
        return _verified(_open(path, "ro"), self._layout)

    def _mend(self, seen: tuple[int, ...]) -> None:
        """Make the state again, unless it is no longer the file that was seen to be wrong."""
        self._forget_connection()
        with self._exclusive():
            if _identity(self._layout.state) == seen:
                rebuild(self._layout)

    def _forget_connection(self) -> None:
        if self._let_go is not None:
            self._let_go()
        self._connection = self._let_go = None


class Transaction:
    """A transaction on the state that becomes visible only when it is published."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.connection = connection

    def publish(self, number: int, digest: str) -> None:
        """Make the changes durable, once the commit is.

        Should this fail, the commit stands all the same, and the next reader replays it.
        """
        with contextlib.suppress(sqlite3.Error):
            replay.set_head(self.connection, number, digest)
            self.connection.execute("COMMIT")


def memory_state(layout: Layout | None = None, number: int = 0) -> sqlite3.Connection:
    """Return the state as of a commit, in memory."""
    connection = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
    try:
        connection.executescript(replay.SCHEMA)
        if layout is not None and number:
            connection.execute("BEGIN")
            replay.replay(connection, layout, number)
            connection.execute("COMMIT")
    except BaseException:
        _close(connection)
        raise
    return connection


def rebuild(layout: Layout) -> None:
    """Make the state file again from the commits."""
    files.make_folder(layout.store)
    folder = files.make_temporary_folder(layout.state)
    fresh = folder / "state.sqlite"
    try:
        connection = sqlite3.connect(fresh, isolation_level=None)
        try:
            # The file has no name yet that anybody reads: no journal is needed.
            connection.execute("PRAGMA journal_mode = OFF")
            connection.execute("PRAGMA synchronous = OFF")
            connection.executescript(replay.SCHEMA)
            connection.execute("BEGIN")
            replay.replay(connection, layout, commits.latest(layout))
            connection.execute("COMMIT")
        finally:
            connection.close()
        files.replace_database(fresh, layout.state)
    except sqlite3.Error as error:
        raise _explained(error, fresh) from error
    finally:
        files.discard_folder(folder)


def _open(path: Path, mode: str) -> sqlite3.Connection:
    connection = sqlite3.connect(
        f"{path.absolute().as_uri()}?mode={mode}",
        uri=True,
        isolation_level=None,
        timeout=BUSY_TIMEOUT_S,
        check_same_thread=False,
    )
    try:
        connection.execute(f"PRAGMA synchronous = {'FULL' if is_synced() else 'OFF'}")
        connection.execute("PRAGMA temp_store = MEMORY")
    except BaseException:
        _close(connection)
        raise
    return connection


def _verified(connection: sqlite3.Connection, layout: Layout) -> sqlite3.Connection:
    """Return the connection if its file has our format and follows from these commits."""
    try:
        (version,) = connection.execute("PRAGMA user_version").fetchone()
        heads = connection.execute("SELECT number, digest FROM head").fetchall()
        first = history.first_number(layout)
        stands_here = [
            digest == commits.commit_digest(layout, number) and (number >= first or first == 1)
            for number, digest in heads
        ]
        is_ours = version == replay.FORMAT and stands_here == [True]
    except BaseException:
        _close(connection)
        raise
    if not is_ours:
        _close(connection)
        raise sqlite3.DatabaseError("the state is of another format or another data folder")
    return connection


def _catch_up(connection: sqlite3.Connection, layout: Layout, newest: int) -> None:
    read = replay.reader(layout)
    for number in range(number_of(connection) + 1, newest + 1):
        replay.apply_commit(connection, commits.read_commit(layout, number), read)
    replay.set_head(connection, newest, commits.commit_digest(layout, newest))


def number_of(connection: sqlite3.Connection) -> int:
    """Return the number of the commit that a state stands at."""
    return int(connection.execute("SELECT number FROM head").fetchone()[0])


def _identity(path: Path) -> tuple[int, ...]:
    """Return what changes when the file is replaced or the process is forked."""
    try:
        found = path.stat()
    except OSError:
        return (os.getpid(),)
    return (os.getpid(), found.st_dev, found.st_ino, int(found.st_size > 0))


def _is_about_machine(error: sqlite3.Error) -> bool:
    return (getattr(error, "sqlite_errorcode", 0) & 0xFF) in _MACHINE


def _explained(error: sqlite3.Error, path: Path) -> StoreError:
    remedy = "Free space on this disk and check it; the file itself can be deleted at any time."
    if getattr(error, "sqlite_errorcode", 0) & 0xFF in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}:
        remedy = "Another run is writing to this data folder: wait until it ends, and run again."
    return StoreError(f"The state could not be used: {error}.", where=str(path), remedy=remedy)


def _close_own(connection: sqlite3.Connection, pid: int) -> None:
    # After a fork the connection is the parent's: it is left alone, not closed.
    if os.getpid() == pid:
        _close(connection)


def _close(connection: sqlite3.Connection) -> None:
    # Closing rolls back; an error in that is repaired by the journal at the next opening.
    with contextlib.suppress(sqlite3.Error):
        connection.close()
