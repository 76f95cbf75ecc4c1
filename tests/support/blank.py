"""What a test of something else begins with, made once: a new database, and the shipped files."""

from __future__ import annotations

import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import pytest

from coach import bootstrap
from coach.dialogue.bank import QuestionBank
from coach.llm.prompts import load_prompts
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


@contextmanager
def files_read_once() -> Iterator[None]:
    """Read the prompts and the questions once for all the services that are built meanwhile."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(bootstrap, "load_prompts", cache(load_prompts))
        patch.setattr(QuestionBank, "load", staticmethod(cache(QuestionBank.load)))
        yield


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
