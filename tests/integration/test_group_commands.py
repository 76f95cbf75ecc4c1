"""Setting up a group from the command line: members, roles, topic and stage."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from coach.bootstrap import build
from coach.cli import app
from coach.domain.cycle import CycleStage
from coach.domain.people import Actor
from coach.services.groups import GroupView
from coach.settings import Settings
from tests.support.world import PASSWORD


@pytest.fixture(autouse=True)
def installation(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One account and one group."""
    monkeypatch.setenv("COACH_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("COACH_LLM", "none")
    typed = f"{PASSWORD}\n{PASSWORD}\n"
    added = coach("person", "add", "ann@example.org", "--name", "Ann", typed=typed)
    assert added.exit_code == 0, added.output
    assert coach("group", "add", "Northside").exit_code == 0


def coach(*words: str, typed: str = "") -> Result:
    return CliRunner().invoke(app, list(words), input=typed)


def signed_in() -> tuple[Actor, list[GroupView]]:
    services = build(Settings())
    try:
        grant = services.accounts.sign_in(
            email="ann@example.org", password=PASSWORD, address="192.0.2.1"
        )
        actor = services.accounts.actor_for_token(grant.token)
        return actor, services.groups.mine(actor)
    finally:
        services.close()


def test_a_member_joins_and_becomes_facilitator_and_member_again() -> None:
    for options, role in (([], "member"), (["--facilitator"], "facilitator"), ([], "member")):
        done = coach("group", "member", "northside", "ann@example.org", *options)
        assert done.output == f"ann@example.org is now a {role} of 'Northside'.\n"
        actor, _ = signed_in()
        assert actor.leading_ids == (actor.group_ids if options else frozenset())


def test_a_topic_moves_through_its_stages_and_another_begins_a_cycle() -> None:
    coach("group", "member", "Northside", "ann@example.org")
    assert signed_in()[1][0].cycle is None
    coach("group", "topic", "Northside", "Handing over", "commit")
    done = coach("group", "topic", "Northside", "Handing over", "practice", "--ends", "2026-05-04")
    assert done.output == "'Northside' is at 'Practice' of topic 1.\n"
    cycle = signed_in()[1][0].cycle
    assert cycle is not None
    assert (cycle.number, cycle.topic, cycle.stage) == (1, "Handing over", CycleStage.PRACTICE)
    assert cycle.stage_ends_on == date(2026, 5, 4)
    assert "topic 2" in coach("group", "topic", "Northside", "Saying no", "topic").output


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("member", "Elsewhere", "ann@example.org"), "There is no group 'Elsewhere'"),
        (("member", "Northside", "bo@example.org"), "There is no account"),
        (("topic", "Elsewhere", "Handing over", "commit"), "There is no group 'Elsewhere'"),
        (("topic", "Northside", " ", "commit"), "The topic is empty"),
    ],
)
def test_mistakes_are_named(words: tuple[str, ...], message: str) -> None:
    done = coach("group", *words)
    assert done.exit_code != 0
    assert message in done.output + str(done.exception)
