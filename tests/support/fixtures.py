"""Fixtures of the tiers that talk to the running app (http, e2e)."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator

import httpx
import pytest

from coach.bootstrap import Services
from coach.domain.people import Person
from tests.support.app_server import PASSWORD, AppServer, running_app, sign_in

_NUMBERS = itertools.count(1)


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[AppServer]:
    """The app with the scripted model, started once."""
    with running_app(tmp_path_factory.mktemp("app") / "home") as running:
        yield running


@pytest.fixture(scope="session")
def services(server: AppServer) -> Iterator[Services]:
    """The services on the app's own database, in this process."""
    with server.services() as opened:
        yield opened


@pytest.fixture
def new_person(services: Services) -> Callable[..., Person]:
    """Return a function that makes one more account."""

    def make(*, is_admin: bool = False) -> Person:
        number = next(_NUMBERS)
        return services.accounts.create_person(
            email=f"manager{number}@example.org",
            name=f"Manager {number}",
            password=PASSWORD,
            is_admin=is_admin,
        )

    return make


@pytest.fixture
def person(new_person: Callable[..., Person]) -> Person:
    """A manager with an account."""
    return new_person()


@pytest.fixture
def visitor(server: AppServer) -> Iterator[httpx.Client]:
    """A browser that has not signed in."""
    with server.client() as client:
        yield client


@pytest.fixture
def member(server: AppServer, person: Person) -> Iterator[httpx.Client]:
    """A browser in which `person` is signed in."""
    with server.client() as client:
        assert sign_in(client, person.email).status_code == 303
        yield client
