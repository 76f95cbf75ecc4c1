"""A world on a real SQLite file, and databases of both kinds."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import URL, create_engine

from coach.domain.people import Actor
from coach.llm.ports import ChatModel
from coach.services.conversations import ConversationService
from coach.settings import Settings
from coach.storage.crypto import KEY_BYTES, Cipher
from coach.storage.database import Database, open_database
from tests.support.blank import files_read_once
from tests.support.postgres import new_database, running_postgres
from tests.support.talk import Talk, conversations
from tests.support.world import World, open_world

_NUMBERS = itertools.count(1)


@pytest.fixture(autouse=True, scope="session")
def _files() -> Iterator[None]:
    with files_read_once():
        yield


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """The data folder of an installation that does not exist yet."""
    return tmp_path / "home"


@pytest.fixture
def world(home: Path) -> Iterator[World]:
    """Services on a fresh database."""
    with open_world(home) as opened:
        yield opened


@pytest.fixture
def anna(world: World) -> Actor:
    """A member who is in no group."""
    return world.actor("Anna")


@pytest.fixture
def talk(world: World) -> Iterator[Talk]:
    """Return a function that opens a conversation service on a model of the test's choice."""
    opened: list[ConversationService] = []

    def start(model: ChatModel) -> ConversationService:
        opened.append(conversations(world, model))
        return opened[-1]

    yield start
    for service in opened:
        service.close()


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[URL]:
    """A PostgreSQL server, started once; skips where there is none."""
    with running_postgres() as url:
        yield url


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_database(request: pytest.FixtureRequest, home: Path) -> Iterator[Database]:
    """A database of each kind without any table."""
    address = f"sqlite:///{home}.db"
    if request.param == "postgresql":
        server: URL = request.getfixturevalue("postgres_url")
        address = new_database(server, f"empty_{next(_NUMBERS)}")
    opened = Database(create_engine(address), Cipher(bytes(KEY_BYTES)))
    yield opened
    opened.close()


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
