"""Which one of many processes does what only one should do: the one that holds a lock.

The lock ends with its process, however that ends, so another one can take over at once.
"""

from __future__ import annotations

from pathlib import Path
from typing import IO, Protocol

from sqlalchemy import Connection, text
from sqlalchemy.exc import SQLAlchemyError

from blog.config import Config
from blog.db import db

try:
    import fcntl
except ImportError:  # Windows has no flock.
    fcntl = None  # type: ignore[assignment]

LOCK_NUMBER = 0x0C7A41  # Any number that no other program uses in this PostgreSQL database.


class Seat(Protocol):
    """What at most one process holds."""

    def is_held(self) -> bool:
        """Whether it is ours, taking it if it is free."""

    def release(self) -> None:
        """Leave it to another process."""


def seat(config: Config) -> Seat:
    """The seat that all processes on the same database compete for."""
    if not config.is_sqlite:
        return DatabaseSeat()
    return FileSeat(config.data_dir / "background.lock") if fcntl else OnlySeat()


class FileSeat:
    """A file lock: whoever shares an SQLite file shares its folder."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file: IO[str] | None = None

    def is_held(self) -> bool:
        if self._file:
            return True
        file = open(self._path, "a")  # noqa: SIM115  The lock lasts as long as it is open.
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.close()
            return False
        self._file = file
        return True

    def release(self) -> None:
        if self._file:
            self._file.close()
            self._file = None


class DatabaseSeat:
    """A PostgreSQL lock that lives as long as a connection of its own."""

    def __init__(self) -> None:
        self._connection: Connection | None = None

    def is_held(self) -> bool:
        if self._connection:
            return self._is_alive(self._connection)
        connection = db.engine.connect().execution_options(isolation_level="AUTOCOMMIT")
        connection.detach()  # It stays open, so it must not be one of the pool's.
        if connection.scalar(text("SELECT pg_try_advisory_lock(:n)"), {"n": LOCK_NUMBER}):
            self._connection = connection
            return True
        connection.close()
        return False

    def release(self) -> None:
        if self._connection:
            self._connection.close()
            self._connection = None

    def _is_alive(self, connection: Connection) -> bool:
        """With the connection the server has given up the lock, too."""
        try:
            connection.execute(text("SELECT 1"))
        except SQLAlchemyError:
            self._connection = None
            connection.invalidate()
            connection.close()
            return False
        return True


class OnlySeat:
    """Without file locks every process takes part; the jobs bear being done twice."""

    def is_held(self) -> bool:
        return True

    def release(self) -> None:
        """There is nothing to leave."""
