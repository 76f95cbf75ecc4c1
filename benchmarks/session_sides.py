"""The two servers that many people talk with at once: the app as it is run, and a bare chat."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable, Coroutine, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import httpx
from streamlit.proto.Delta_pb2 import Delta

from benchmarks.page_client import Page, Seen
from benchmarks.process_cost import processor_s, resident_mb
from benchmarks.stand_in import MODEL
from benchmarks.talkers import BareLook, CoachLook, Look
from coach.bootstrap import Services, build
from coach.dialogue.reply import UPSTREAM
from coach.domain.cycle import CycleStage
from coach.evaluation.people import cheap_passwords
from coach.services.common import new_id, utc_now
from coach.services.formats_file import FIRST_FORMAT
from coach.settings import Settings
from tests.support.app_server import ROOT, environment, free_port, running_app, stop
from tests.support.page_socket import cookie_header
from tests.support.world import new_group

_GROUP: Final = 6
_START_S: Final = 60.0
_BARE: Final = ROOT / "benchmarks" / "bare_chat.py"

Opening = Coroutine[Any, Any, Page]
"""A page that is being opened."""


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who is signed in: the token of their browser, and what they work on."""

    person_id: str
    token: str
    commitment_id: str
    conversation_id: str


@dataclass(frozen=True, slots=True)
class Side:
    """A server. `unworded`: how many replies so far came without the endpoint's words."""

    name: str
    url: str
    pid: int
    look: Callable[[], Look]
    opens: Callable[[int, Seen], Opening]
    onlooks: Callable[[int], Opening]
    unworded: Callable[[], int]

    def memory_mb(self) -> float:
        """Return the resident memory of the process."""
        return resident_mb(self.pid)

    def processor_s(self) -> float:
        """Return the processor seconds that the process has used."""
        return processor_s(self.pid)


@contextmanager
def coach_side(folder: Path, endpoint: str, people: int) -> Iterator[Side]:
    """Run the app with so many people signed in, each with a conversation that has been opened."""
    home = folder / "home"
    asked = {"home": home, "llm": "none", "embed": "scripted"}
    services = build(
        Settings.model_validate(asked),
        passwords=cheap_passwords(),
    )
    everybody = signed_in(services, people)
    model = {"llm_base_url": endpoint, "llm_model": MODEL, "llm_api_key": "none"}
    try:
        with running_app(home, **model) as app:

            def opens(number: int, seen: Seen) -> Opening:
                one = everybody[number]
                query = f"id={one.commitment_id}"
                header = cookie_header(one.token)
                return Page.opened(app.url, header, seen, address="commit", query=query)

            def onlooks(number: int) -> Opening:
                header = cookie_header(everybody[-1 - number].token)
                return Page.opened(app.url, header, _unseen)

            yield Side(
                name="Repertoire",
                url=app.url,
                pid=app.process.pid,
                look=CoachLook,
                opens=opens,
                onlooks=onlooks,
                unworded=lambda: unworded(services, everybody),
            )
    finally:
        services.close()


@contextmanager
def bare_side(folder: Path, endpoint: str) -> Iterator[Side]:
    """Run the bare chat with Streamlit's own command."""
    port = free_port()
    words = ["-m", "streamlit", "run", str(_BARE), "--server.port", str(port)]
    with (folder / "bare.log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, *words, "--server.address", "127.0.0.1"],
            cwd=ROOT,
            env=environment(folder, port, {"STAND_IN": endpoint}),
            stdout=log,
            stderr=subprocess.STDOUT,
        )
    url = f"http://127.0.0.1:{port}"
    try:
        _wait(url, process)
        yield Side(
            name="bare Streamlit",
            url=url,
            pid=process.pid,
            look=BareLook,
            opens=lambda _, seen: Page.opened(url, {}, seen),
            onlooks=lambda _: Page.opened(url, {}, _unseen),
            unworded=lambda: 0,
        )
    finally:
        stop(process)


def signed_in(services: Services, people: int) -> Sequence[Person]:
    """Make people in groups of six, each with a session and a conversation about a commitment."""
    made = []
    for number in range(people):
        if number % _GROUP == 0:
            group = new_group(new_id(), f"Group {number}", utc_now(), FIRST_FORMAT)
            with services.database.transaction() as tx:
                tx.groups.add(group)
            services.groups.set_cycle(group_id=group.id, topic="Asking", stage=CycleStage.COMMIT)
        email = f"person{number}@example.org"
        services.accounts.create_person(
            email=email, name=f"Person {number}", password=f"wet umbrellas {number:06}"
        )
        member = services.groups.add_member(group_id=group.id, email=email)
        grant = services.accounts.open_session(member.person_id, method="test")
        actor = services.accounts.actor_for_token(grant.token)
        conversation = services.conversations.start_commit(actor)
        made.append(Person(actor.person_id, grant.token, conversation.subject_id, conversation.id))
    return made


def unworded(services: Services, people: Sequence[Person]) -> int:
    """Return how many replies are the question bank's because the endpoint's came too late."""
    with services.database.reading() as tx:
        turns = [
            turn
            for one in people
            for turn in tx.turns.turns_of(one.conversation_id, owner_id=one.person_id)
        ]
    return sum(UPSTREAM in t.provenance.failed_checks for t in turns if t.provenance is not None)


def _unseen(delta: Delta) -> None:
    del delta


def _wait(url: str, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + _START_S
    while time.monotonic() < deadline and process.poll() is None:
        try:
            if httpx.get(f"{url}/_stcore/health", timeout=1).status_code == httpx.codes.OK:
                return
        except httpx.TransportError:
            time.sleep(0.05)
    raise SystemExit("The bare Streamlit app did not start: run it by hand to see why.")
