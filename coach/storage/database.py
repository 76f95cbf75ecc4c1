"""The database: opened once, migrated, its key checked, then used through transactions."""

from __future__ import annotations

import fcntl
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

# The library of the jobs loads this later, in a thread of its own: until it is whole, queries of
# every other thread fail inside SQLAlchemy.
import sqlalchemy.orm  # noqa: F401 - for what it does while it is loaded
from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import ArgumentError, DBAPIError
from sqlalchemy.pool import ConnectionPoolEntry

from coach.errors import SetupError
from coach.settings import Settings
from coach.storage.columns import bind_cipher
from coach.storage.crypto import Cipher, load_cipher, prepare_home
from coach.storage.migrate import upgrade
from coach.storage.transaction import Transaction

_WRITES = "repertoire_writes"
_BUSY_TIMEOUT_MS = 10_000
_KEY_CHECK = "key_check"
_MUCH_FREE = 0.2
_SQLITE_POOL = 40
"""Open connections that are kept: each page that is being drawn needs one, and opening one anew
takes longer than what most pages ask."""
_SERVER_POOL = 15
"""The same where each costs the database server a process, of which it allows a hundred."""


class Database:
    """Hands out transactions. Use one at a time in a thread: SQLite lets a single writer in."""

    def __init__(self, engine: Engine, cipher: Cipher) -> None:
        self.engine = engine
        self.cipher = cipher
        self._writing = threading.Lock() if engine.dialect.name == "sqlite" else None
        bind_cipher(engine, cipher)

    @contextmanager
    def transaction(self) -> Iterator[Transaction]:
        """Read and write; committed to disk when the block ends, rolled back when it raises."""
        engine = self.engine.execution_options(**{_WRITES: True})
        with self._turn_to_write(), engine.begin() as connection:
            yield Transaction(connection)

    @contextmanager
    def reading(self) -> Iterator[Transaction]:
        """Read one consistent state, without waiting for a writer."""
        with self.engine.connect() as connection:
            yield Transaction(connection)

    @contextmanager
    def _turn_to_write(self) -> Iterator[None]:
        """Wait for this process's other writers where one may write at a time.

        SQLite itself would have each look again and again, in steps of up to a tenth of a second.
        """
        if self._writing is None:
            yield
            return
        mine = self._writing.acquire(timeout=_BUSY_TIMEOUT_MS / 1000)
        try:
            yield
        finally:
            if mine:
                self._writing.release()

    def scrub(self) -> bool:
        """Empty SQLite's write-ahead log, so that deleted bytes are in no file.

        Deleted cells are overwritten at once (secure_delete). While somebody reads, the log stays
        until the next call, start or close: False then.
        """
        if self.engine.dialect.name != "sqlite":
            return True
        with self.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as link:
            busy, _, _ = link.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").one()
        return not busy

    def compact(self) -> bool:
        """Give the room of deleted rows back to the disk, when it is much; SQLite only.

        Return whether what was deleted has gone from every file of the database, see `scrub`.

        Writers wait meanwhile: for jobs, not for pages.
        """
        if self.engine.dialect.name != "sqlite":
            return True
        with self.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as link:
            free, pages = (
                link.exec_driver_sql(f"PRAGMA {name}").scalar_one()
                for name in ("freelist_count", "page_count")
            )
            if free > pages * _MUCH_FREE:
                link.exec_driver_sql("VACUUM").close()
        return self.scrub()

    def ping(self) -> None:
        """Ask the database for an answer; raises what the driver raises."""
        with self.engine.connect() as connection:
            connection.execute(text("SELECT 1")).close()

    def close(self) -> None:
        """Give back every connection."""
        self.engine.dispose()


def open_database(settings: Settings) -> Database:
    """Open, migrate and check the database of the settings; SetupError names what to mend."""
    url = _url(settings)
    if url.get_backend_name() == "sqlite" and not settings.database_url:
        prepare_home(settings.home)
    cipher = load_cipher(settings, may_create=not _sqlite_file_exists(url))
    try:
        return _open(url, cipher)
    except DBAPIError as error:
        raise SetupError(
            f"The database {url.render_as_string()} cannot be opened "
            f"({type(error.orig).__name__}): check COACH_DATABASE_URL and that it can be reached."
        ) from error


def _open(url: URL, cipher: Cipher) -> Database:
    is_sqlite = url.get_backend_name() == "sqlite"
    size = _SQLITE_POOL if is_sqlite else _SERVER_POOL
    engine = create_engine(
        url,
        pool_size=size,
        max_overflow=size,
        pool_pre_ping=not is_sqlite,
        hide_parameters=True,
    )
    database = Database(engine, cipher)
    try:
        if is_sqlite:
            _listen(engine)
            with _start_lock(Path(str(url.database))):
                _prepare(database)
                database.scrub()
        else:
            _prepare(database)
    except BaseException:
        engine.dispose()
        raise
    return database


def _prepare(database: Database) -> None:
    with database.transaction() as tx:
        upgrade(tx.connection)
        expected = database.cipher.check_value()
        found = tx.meta.get(_KEY_CHECK)
        if found is None:
            tx.meta.set(_KEY_CHECK, expected)
        elif found != expected:
            raise SetupError(
                "The encryption key is not the one that this database was written with: restore "
                "COACH_KEY or the file 'key' in COACH_HOME."
            )


def _url(settings: Settings) -> URL:
    try:
        url = make_url(settings.sqlalchemy_url)
    except ArgumentError:
        raise SetupError(
            "COACH_DATABASE_URL is not a database URL: write it like "
            "postgresql://user:password@host/name, or leave it empty for SQLite."
        ) from None
    if url.drivername in {"postgres", "postgresql"}:
        return url.set(drivername="postgresql+pg8000")
    if url.get_backend_name() not in {"sqlite", "postgresql"}:
        raise SetupError(
            f"The database kind {url.drivername!r} is not supported: use PostgreSQL, or leave "
            "COACH_DATABASE_URL empty for SQLite."
        )
    if url.get_backend_name() == "sqlite" and url.database in {None, "", ":memory:"}:
        raise SetupError("SQLite needs a file: name one in COACH_DATABASE_URL, or leave it empty.")
    return url


def _sqlite_file_exists(url: URL) -> bool:
    return url.get_backend_name() == "sqlite" and Path(str(url.database)).exists()


@contextmanager
def _start_lock(path: Path) -> Iterator[None]:
    """Let one process at a time create and migrate the file, which only its owner can read."""
    try:
        descriptor = os.open(path.with_name(path.name + ".lock"), os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise SetupError(
            f"The database {path} cannot be created ({error.strerror}): choose another folder."
        ) from error
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
        yield
    finally:
        os.close(descriptor)


def _listen(engine: Engine) -> None:
    event.listen(engine, "connect", _configure)
    event.listen(engine, "begin", _begin)


def _configure(connection: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
    """Leave transactions to us, and wait for the disk before anything counts as saved."""
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in (
        f"busy_timeout={_BUSY_TIMEOUT_MS}",
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        "secure_delete=ON",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin(connection: Connection) -> None:
    """Take the write lock at once when there will be writes: a later upgrade can fail."""
    writes = connection.get_execution_options().get(_WRITES, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
