"""The demo group: whole, varied, never over real data."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from coach.dialogue.bank import QuestionBank
from coach.domain.commitment import CommitmentStatus
from coach.domain.reflection import ReflectionStatus
from coach.errors import InvalidInput, SetupError
from coach.services.accounts import AccountService
from coach.services.demo import DEMO_FILE, DemoSignIn, load_demo
from coach.services.demo_file import read_demo
from tests.support.world import World


@pytest.fixture
def sign_ins(world: World) -> tuple[DemoSignIn, ...]:
    return load_demo(world.services, clock=world.clock)


def open_with(accounts: AccountService, sign_in: DemoSignIn) -> str:
    grant = accounts.sign_in(
        email=sign_in.email, password=sign_in.password, address=f"192.0.2.{len(sign_in.name)}"
    )
    return grant.token


def test_six_managers_and_an_admin_can_sign_in(
    world: World, sign_ins: tuple[DemoSignIn, ...]
) -> None:
    accounts = world.services.accounts
    actors = [accounts.actor_for_token(open_with(accounts, s)) for s in sign_ins]
    leading = [a.leading_ids for a in actors if a.memberships]
    assert len(actors) == 7
    assert sorted(map(len, leading)) == [0, 0, 0, 0, 0, 1]
    assert [a.memberships for a in actors if a.is_admin] == [()]
    assert len({s.password for s in sign_ins}) == 7


def test_they_stand_at_different_points(world: World, sign_ins: tuple[DemoSignIn, ...]) -> None:
    services = world.services
    steps, commitments, reflections, talks = [], [], [], 0
    for sign_in in sign_ins[:6]:
        actor = services.accounts.actor_for_token(open_with(services.accounts, sign_in))
        steps.append(services.home.overview(actor, world.today).step.title)
        commitments += services.commitments.mine(actor)
        reflections += services.reflections.mine(actor)
        talks += len(services.journal.items(actor, kinds=["conversation"]))
    found = {(c.status, c.audience) for c in commitments}
    assert {s for s, _ in found} == set(CommitmentStatus) - {CommitmentStatus.DROPPED}
    assert {a for s, a in found if s is CommitmentStatus.OPEN} == {"me", "group"}
    assert len(set(steps)) >= 5
    assert {r.status for r in reflections} == set(ReflectionStatus)
    assert len(reflections) == 2
    assert talks == 1


def test_a_session_was_held_and_the_next_one_is_planned(
    world: World, sign_ins: tuple[DemoSignIn, ...]
) -> None:
    services = world.services
    actor = services.accounts.actor_for_token(open_with(services.accounts, sign_ins[0]))
    [group_id] = actor.group_ids
    coming, held = services.group_sessions.planned(actor, group_id)
    assert held.held_on < world.today < coming.held_on
    notes = services.session_notes.board(actor, held.id).notes
    assert [view.seen_to_by for view in notes] == ["", "", "Deniz Aydin"]
    for session in (held, coming):
        agenda = services.group_sessions.sheet(actor, session.id).agenda
        assert (len(agenda.member_ids), agenda.over) == (6, 0)


def test_the_words_said_in_the_conversation_carry_their_span(
    world: World, sign_ins: tuple[DemoSignIn, ...]
) -> None:
    services = world.services
    priya = next(s for s in sign_ins if s.name.startswith("Priya"))
    actor = services.accounts.actor_for_token(open_with(services.accounts, priya))
    [draft] = services.commitments.mine(actor)
    conversation = services.conversations.for_subject(actor, draft.id)
    assert conversation is not None
    turns = {t.id: t for t in services.conversations.open(actor, conversation.id).turns}
    assert len(draft.draft.slots) == 4
    for entry in draft.draft.slots.values():
        assert entry.span is not None
        assert turns[entry.span.turn_id].text[entry.span.start : entry.span.end] == entry.text


def test_the_coach_asks_the_questions_of_the_bank() -> None:
    bank = {q.id: q.text for q in QuestionBank.load().questions}
    demo = read_demo(DEMO_FILE)
    asked = [
        turn
        for person in demo.people
        for commitment in person.commitments
        if commitment.conversation
        for turn in commitment.conversation.turns
        if turn.coach
    ]
    assert {t.question_id: t.coach for t in asked}.items() <= bank.items()
    assert len(asked) == 5


def test_nothing_of_the_demo_is_loaded_over_real_people(world: World) -> None:
    world.actor("Ann")
    with pytest.raises(InvalidInput, match="real people"):
        load_demo(world.services)
    with world.services.database.reading() as tx:
        assert tx.people.count() == 1
        assert tx.groups.every() == []


def test_loading_again_adds_nothing_and_gives_new_passwords(
    world: World, sign_ins: tuple[DemoSignIn, ...]
) -> None:
    again = load_demo(world.services, clock=world.clock)
    with world.services.database.reading() as tx:
        assert tx.people.count() == 7
        assert len(tx.groups.every()) == 1
    assert [s.email for s in again] == [s.email for s in sign_ins]
    with pytest.raises(InvalidInput):
        open_with(world.services.accounts, sign_ins[0])
    open_with(world.services.accounts, again[0])


def test_passwords_are_stored_nowhere(
    world: World, home: Path, sign_ins: tuple[DemoSignIn, ...]
) -> None:
    stored = b"".join(path.read_bytes() for path in home.iterdir())
    assert [s for s in sign_ins if s.password.encode() in stored] == []


def test_a_broken_file_is_named_and_nothing_is_loaded(world: World, tmp_path: Path) -> None:
    broken = yaml.safe_load(DEMO_FILE.read_text(encoding="utf-8"))
    broken["people"][2]["commitments"][0]["slots"]["wish"]["words"] = "Never said."
    path = tmp_path / "group.yaml"
    path.write_text(yaml.safe_dump(broken), encoding="utf-8")
    with pytest.raises(SetupError, match="'wish' do not stand in turn 1"):
        load_demo(world.services, path=path)
    path.write_text("version: 2", encoding="utf-8")
    with pytest.raises(SetupError, match=r"group\.yaml is wrong at version"):
        load_demo(world.services, path=path)
    with pytest.raises(SetupError, match="cannot be read"):
        load_demo(world.services, path=tmp_path / "none.yaml")
    with world.services.database.reading() as tx:
        assert tx.people.count() == 0
