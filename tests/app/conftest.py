"""Streamlit's own test runner on the real pages, services and database, with the scripted model."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from functools import cache
from pathlib import Path

import pytest
import streamlit as st
from streamlit.components.v2 import manifest_scanner
from streamlit.testing.v1 import AppTest
from streamlit.util import calc_hash

from coach.bootstrap import Services, build
from coach.domain.attempt import Attempt, AttemptResult
from coach.domain.commitment import Commitment, Slot
from coach.domain.cycle import CycleStage
from coach.domain.people import Actor, Person
from coach.evaluation.people import cheap_passwords
from coach.services.common import utc_now
from coach.services.operator import OperatorService
from coach.settings import Settings
from coach.web.runtime import SESSION_KEY, provide
from tests.support.blank import begin, files_read_once

MAIN = Path(__file__).resolve().parents[2] / "coach" / "web" / "main.py"
PASSWORD = "four unrelated words here"
SENTENCE = "When I have asked a question, I will wait. If I get nervous, then I will breathe out."
SLOTS = {
    Slot.OBSTACLE: "the silence makes me nervous",
    Slot.ACTION: "wait for eight seconds before I speak",
    Slot.CONTEXT: "I have asked a question in the staff meeting",
    Slot.RESPONSE: "press both feet to the floor",
    Slot.SIGN: "somebody else speaks first",
}
Open = Callable[..., AppTest]
_SCAN = "scan_component_manifests"


@pytest.fixture(autouse=True, scope="session")
def _components() -> Iterator[None]:
    """Look for installed components once: the test runner does for every page that it opens."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(manifest_scanner, _SCAN, cache(getattr(manifest_scanner, _SCAN)))
        yield


@pytest.fixture(autouse=True, scope="session")
def _files() -> Iterator[None]:
    with files_read_once():
        yield


@pytest.fixture
def embed() -> str:
    """Which embedding model the services have."""
    return "scripted"


@pytest.fixture
def services(tmp_path: Path, embed: str) -> Iterator[Services]:
    """The services on a database of their own, and what the pages find."""
    settings = Settings.model_validate({"home": tmp_path, "llm": "scripted", "embed": embed})
    begin(settings)
    built = build(settings, passwords=cheap_passwords())
    with provide(built):
        yield built
    built.close()


@pytest.fixture
def person(services: Services) -> Person:
    """A manager in a group that practises."""
    made = services.accounts.create_person(
        email="mira@example.org", name="Mira Lind", password=PASSWORD
    )
    group = OperatorService(services.database, utc_now, services.accounts).add_group("Northside")
    services.groups.add_member(group_id=group.id, email=made.email)
    services.groups.set_cycle(
        group_id=group.id,
        topic="How do we make room for others to think?",
        stage=CycleStage.PRACTICE,
        stage_ends_on=date.today() + timedelta(days=12),  # noqa: DTZ011 - as a calendar shows it
    )
    return made


@pytest.fixture
def actor(services: Services, person: Person) -> Actor:
    """The manager, signed in."""
    grant = services.accounts.open_session(person.id, method="password")
    return services.accounts.actor_for_session(grant.session_id)


@pytest.fixture
def admin(services: Services) -> Actor:
    """Somebody who runs the installation, signed in."""
    made = services.accounts.create_person(
        email="ada@example.org", name="Ada Rook", password=PASSWORD, is_admin=True
    )
    grant = services.accounts.open_session(made.id, method="password")
    return services.accounts.actor_for_session(grant.session_id)


@pytest.fixture
def page(actor: Actor, monkeypatch: pytest.MonkeyPatch) -> Open:
    """Return a function that opens a page of the app as the manager sees it."""
    # The test runner has no cookies and says so with a mock.
    monkeypatch.setattr(type(st.context), "cookies", property(lambda _: {}))

    def show(path: str, who: Actor | None = None, **query: str) -> AppTest:
        app = AppTest.from_file(str(MAIN), default_timeout=20)
        app.user = {SESSION_KEY: (who or actor).session_id}
        app.query_params.update(query)
        app._page_hash = "" if path == "home" else calc_hash(path)
        return shown(app.run())

    return show


@pytest.fixture
def draft(services: Services, actor: Actor) -> Commitment:
    """A commitment of which every needed part is there."""
    commitment = services.commitments.start(actor)
    for slot, words in SLOTS.items():
        commitment = services.commitments.set_slot(actor, commitment.id, slot, words)
    return commitment


@pytest.fixture
def commitment(services: Services, actor: Actor, draft: Commitment) -> Commitment:
    """An open commitment."""
    return services.commitments.commit(actor, draft.id, SENTENCE)


@pytest.fixture
def attempt(services: Services, actor: Actor, commitment: Commitment) -> Attempt:
    """An attempt at it."""
    return services.attempts.log(
        actor,
        commitment_id=commitment.id,
        happened_on=date.today(),  # noqa: DTZ011 - as a calendar shows it
        cue_occurred=True,
        result=AttemptResult.TRIED,
        note="Got to *five* <b>seconds</b>",
    )


def shown(app: AppTest) -> AppTest:
    """Return the page after making sure that nothing went wrong in drawing it."""
    assert not app.exception, [e.value for e in app.exception]
    return app


def words(app: AppTest) -> str:
    """Return the HTML and Markdown of the page, the error boxes and the labels of its buttons."""
    parts = [e.value for e in [*app.html, *app.markdown, *app.error]]
    return "\n".join([*parts, *(b.label for b in app.button)])
