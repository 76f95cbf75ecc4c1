"""Brings a database to the newest schema, inside the caller's transaction."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util.exc import CommandError
from sqlalchemy import Connection, text

from coach.errors import SetupError

_FOLDER = Path(__file__).parent / "migrations"
_POSTGRESQL_LOCK = 7_236_001


def upgrade(connection: Connection, revision: str = "head") -> None:
    """Apply every revision that is missing; SetupError when a newer program wrote the database.

    The caller's transaction makes it all or nothing. PostgreSQL starters wait for each other here;
    SQLite's are kept apart by the write lock that the caller holds.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(
            text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _POSTGRESQL_LOCK}
        ).close()
    config = _config(connection)
    scripts = ScriptDirectory.from_config(config)
    found = MigrationContext.configure(connection).get_current_revision()
    _require_known(scripts, found)
    if found is None or found != scripts.get_current_head():
        command.upgrade(config, revision)


def _config(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(_FOLDER).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config


def _require_known(scripts: ScriptDirectory, found: str | None) -> None:
    if found is None:
        return
    try:
        scripts.get_revision(found)
    except CommandError:
        raise SetupError(
            f"The database is at schema {found!r}, which this version does not know: start the "
            "version that wrote it, or a newer one."
        ) from None
