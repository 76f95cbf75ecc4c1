"""The same way in a real browser, with the real embedded model behind it."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Page, expect

from coach.bootstrap import Services
from coach.domain.people import Person
from coach.llm.catalogue import load_catalogue
from coach.settings import Settings
from tests.e2e.test_journey import actor_of, only_commitment, walk
from tests.support.app_server import AppServer, running_app

READY_S = 180.0
PATIENCE_MS = 90_000

pytestmark = [pytest.mark.model, pytest.mark.timeout(900)]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[AppServer]:
    """The app with the embedded model, which is ready."""
    if not (Settings().models_dir / load_catalogue().find().file).exists():
        pytest.skip("The weights are not here: run `coach model pull`.")
    home = tmp_path_factory.mktemp("embedded") / "home"
    with running_app(home, llm="embedded", llm_timeout_s="60") as running:
        deadline = time.monotonic() + READY_S
        while _model_state(running) != "ready" and time.monotonic() < deadline:
            time.sleep(0.5)
        assert _model_state(running) == "ready"
        yield running


@pytest.fixture(scope="module")
def services(server: AppServer) -> Iterator[Services]:
    """The services on the app's own database, in this process."""
    with server.services() as opened:
        yield opened


@pytest.fixture(autouse=True)
def _patience() -> Iterator[None]:
    expect.set_options(timeout=PATIENCE_MS)
    yield
    expect.set_options(timeout=15_000)


def test_from_sign_in_to_a_kept_reflection_on_the_model(
    page: Page, person: Person, services: Services, tmp_path: Path
) -> None:
    walk(page, person, services, tmp_path)
    actor = actor_of(services, person)
    conversation = services.conversations.for_subject(actor, only_commitment(services, actor).id)
    assert conversation is not None
    last = services.conversations.open(actor, conversation.id).turns[-1]
    assert last.provenance is not None
    assert last.provenance.model == load_catalogue().find().name


def _model_state(running: AppServer) -> str:
    answer = httpx.get(f"{running.url}/readyz", timeout=10)
    return str(answer.json()["model"]["state"])
