"""kill -9 at any point of a turn loses nothing that a page had acknowledged."""

from __future__ import annotations

import itertools
import json
import random
import subprocess
import sys
import time
from pathlib import Path
from typing import Final

import pytest

from coach.bootstrap import Services, build
from coach.domain.conversation import Turn, TurnState
from coach.domain.people import Actor
from coach.settings import Settings

KILLS: Final = 50
CHILD: Final = Path(__file__).parents[1] / "support" / "kill_child.py"


def _run_and_kill(
    home: Path, conversation: str, session: str, delay_s: float
) -> list[dict[str, str]]:
    """Run the child, kill it `delay_s` seconds after it is ready; return what it acknowledged."""
    child = subprocess.Popen(
        [sys.executable, str(CHILD), str(home), conversation, session],
        stdout=subprocess.PIPE,
        text=True,
    )
    assert child.stdout is not None
    first = child.stdout.readline()
    assert json.loads(first)["kind"] == "ready", first
    time.sleep(delay_s)
    child.kill()
    rest, _ = child.communicate(timeout=30)
    lines = rest.splitlines(keepends=True)
    return [json.loads(line) for line in lines if line.endswith("\n")]


def _stored(services: Services, conversation: str, owner: str) -> list[Turn]:
    """Read the turns as they lie in the database, before anything repairs them."""
    with services.database.reading() as tx:
        return tx.turns.turns_of(conversation, owner_id=owner)


def _check_kept(turns: list[Turn], acknowledged: list[dict[str, str]]) -> None:
    """Every word that was acknowledged is there: said texts whole, shown replies not shorter."""
    said = [turn.text for turn in turns if turn.role == "member"]
    for text in (a["text"] for a in acknowledged if a["kind"] == "said"):
        assert text in said
    by_id = {turn.id: turn for turn in turns}
    last_shown = {a["turn"]: a for a in acknowledged if a["kind"] == "shown"}
    for turn_id, shown in last_shown.items():
        stored = by_id[turn_id]
        if shown["state"] == TurnState.DONE:
            assert stored.text == shown["text"]
            assert stored.state is TurnState.DONE
        else:
            assert stored.text.startswith(shown["text"]) or stored.state is TurnState.DONE


def _check_usable(services: Services, actor: Actor, conversation: str) -> None:
    """After the next start the conversation ends in a whole reply, and goes on."""
    view = services.conversations.open(actor, conversation)
    assert view.turns[-1].role == "coach"
    assert all(turn.state is not TurnState.STREAMING for turn in view.turns)
    assert all(turn.text.strip() for turn in view.turns)
    answered = [a.role for a in view.turns]
    assert all(pair != ("member", "member") for pair in itertools.pairwise(answered))


@pytest.mark.long
@pytest.mark.timeout(600)
def test_fifty_kills_lose_nothing(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path / "home", llm="scripted")
    services = build(settings)
    person = services.accounts.create_person(
        email="manager@example.org", name="Manager", password="four unrelated words here"
    )
    session = services.accounts.open_session(person.id, method="password").session_id
    actor = services.accounts.actor_for_session(session)
    points = random.Random(7)
    states: set[TurnState] = set()
    for _ in range(KILLS):
        conversation = services.conversations.start_commit(actor).id
        acknowledged = _run_and_kill(settings.home, conversation, session, points.uniform(0.0, 0.8))
        stored = _stored(services, conversation, person.id)
        states |= {turn.state for turn in stored}
        _check_kept(stored, acknowledged)
        _check_usable(services, actor, conversation)
    assert TurnState.STREAMING in states, (
        "no kill fell into a running reply: the test shows nothing"
    )
    services.close()
