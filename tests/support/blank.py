"""A database at the newest schema, made once: what a test of something else begins with."""

from __future__ import annotations

import sqlite3
import tempfile
from functools import cache
from pathlib import Path

from coach.settings import Settings
from coach.storage.crypto import load_cipher
from coach.storage.database import open_database


def begin(settings: Settings) -> None:
    """Put a migrated database without anybody's row into a home without one; its key is its own."""
    file = settings.home / "coach.db"
    if settings.database_url or file.exists():
        return
    load_cipher(settings)
    file.touch(mode=0o600)
    file.write_bytes(_migrated())


@cache
def _migrated() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "home"
        open_database(Settings(home=home, database_url="")).close()
        file = home / "coach.db"
        with sqlite3.connect(file) as link:
            link.execute("DELETE FROM meta WHERE name = 'key_check'")
        link.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        link.close()
        return file.read_bytes()
