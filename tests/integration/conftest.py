"""A world on a real SQLite file, and databases of both kinds."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import URL

from coach.settings import Settings
from coach.storage.database import Database, open_database
from tests.support.postgres import new_database, running_postgres
from tests.support.world import World, open_world

_NUMBERS = itertools.count(1)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """The data folder of an installation that does not exist yet."""
    return tmp_path / "home"


@pytest.fixture
def world(home: Path) -> Iterator[World]:
    """Services on a fresh database."""
    with open_world(home) as opened:
        yield opened


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[URL]:
    """A PostgreSQL server, started once; skips where there is none."""
    with running_postgres() as url:
        yield url


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, home: Path) -> Iterator[Database]:
    """A fresh database of each kind."""
    address = ""
    if request.param == "postgresql":
        server: URL = request.getfixturevalue("postgres_url")
        address = new_database(server, f"test_{next(_NUMBERS)}")
    opened = open_database(Settings(home=home, database_url=address))
    yield opened
    opened.close()
