"""The repositories return what was saved, on SQLite and on PostgreSQL alike."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from sqlalchemy.exc import DBAPIError, IntegrityError, StatementError

from coach.domain.attempt import Attempt, AttemptResult
from coach.domain.commitment import Commitment, CommitmentStatus, Draft, Revision, Slot
from coach.domain.conversation import (
    Conversation,
    ConversationKind,
    Feedback,
    ScreenResult,
    Turn,
    TurnPlan,
    TurnState,
)
from coach.domain.cycle import Cycle, CycleStage
from coach.domain.people import Membership, Person
from coach.domain.provenance import Entry, ReplyProvenance, Span
from coach.domain.reflection import Reflection, ReflectionDraft, ReflectionStep
from coach.domain.rules import Level
from coach.storage.database import Database
from coach.storage.records import AuditEvent, Failures, Invitation, SignInSession
from tests.support.world import new_group

NOW = datetime(2026, 3, 2, 9, 0, 0, 123456, tzinfo=UTC)


def person(name: str) -> Person:
    return Person(id=name, email=f"{name}@example.org", name=name.title(), created_at=NOW)


def turn(position: int, text: str, **more: object) -> Turn:
    fields = {"id": f"t{position}", "conversation_id": "talk", "role": "member", "created_at": NOW}
    return Turn.model_validate({**fields, "position": position, "text": text, **more})


@pytest.fixture
def filled(database: Database) -> Database:
    """Ann and Ben in one group, with one of everything of Ann's."""
    with database.transaction() as tx:
        for name in ("ann", "ben"):
            tx.people.add(person(name), f"hash of {name}")
        tx.groups.add(new_group("group", "Northside", NOW))
        for name in ("ann", "ben"):
            tx.groups.add_member(Membership(group_id="group", person_id=name, joined_at=NOW))
        tx.cycles.add(Cycle(id="cycle", group_id="group", topic="Saying no", stage="practice"))
        tx.commitments.add(COMMITMENT)
        tx.attempts.add(ATTEMPT)
        tx.reflections.add(REFLECTION)
        tx.conversations.add(CONVERSATION)
        tx.turns.add_turn(turn(0, "I always say yes — always."))
    return database


ENTRY = Entry(text="say no", origin="chat", span=Span(turn_id="t0", start=2, end=8))
COMMITMENT = Commitment(
    id="commitment",
    owner_id="ann",
    group_id="group",
    cycle_id="cycle",
    draft=Draft(slots={Slot.ACTION: ENTRY}, review_on=date(2026, 4, 1)),
    created_at=NOW,
    updated_at=NOW,
)
ATTEMPT = Attempt(
    id="attempt",
    owner_id="ann",
    commitment_id="commitment",
    happened_on=date(2026, 3, 1),
    cue_occurred=True,
    result=AttemptResult.ADAPTED,
    note="Half a no, “perhaps later”.",
    created_at=NOW,
    updated_at=NOW,
)
REFLECTION = Reflection(
    id="reflection",
    owner_id="ann",
    attempt_ids=("attempt",),
    draft=ReflectionDraft(steps={ReflectionStep.FELT: (ENTRY, ENTRY)}),
    created_at=NOW,
    updated_at=NOW,
)
CONVERSATION = Conversation(
    id="talk",
    owner_id="ann",
    kind=ConversationKind.COMMIT,
    subject_id="commitment",
    created_at=NOW,
    updated_at=NOW,
)


def test_what_was_saved_comes_back_equal(filled: Database) -> None:
    with filled.reading() as tx:
        assert tx.people.get("ann") == tx.people.by_email("ann@example.org") == person("ann")
        assert tx.people.password_hash("ann") == "hash of ann"
        assert tx.commitments.get("commitment") == COMMITMENT
        assert tx.commitments.of_owner("ann") == [COMMITMENT]
        assert tx.attempts.get("attempt") == ATTEMPT
        assert tx.attempts.of_commitment("commitment", owner_id="ann") == [ATTEMPT]
        assert tx.reflections.get("reflection") == REFLECTION
        assert tx.reflections.of_owner("ann") == [REFLECTION]
        assert tx.conversations.get("talk") == CONVERSATION
        assert tx.conversations.for_subject("commitment", owner_id="ann") == CONVERSATION
        assert tx.cycles.current("group") == Cycle(
            id="cycle", group_id="group", topic="Saying no", stage=CycleStage.PRACTICE
        )
        assert [name for name, _ in tx.groups.members("group")] == ["Ann", "Ben"]


def test_lists_of_private_things_are_empty_for_another_person(filled: Database) -> None:
    with filled.reading() as tx:
        assert tx.commitments.of_owner("ben") == []
        assert tx.attempts.of_owner("ben") == []
        assert tx.attempts.of_commitment("commitment", owner_id="ben") == []
        assert tx.reflections.of_owner("ben") == []
        assert tx.conversations.of_owner("ben") == []
        assert tx.conversations.for_subject("commitment", owner_id="ben") is None
        assert tx.turns.turns_of("talk", owner_id="ben") == []


def test_only_what_the_member_said_something_about_is_spoken_of(filled: Database) -> None:
    silent = CONVERSATION.model_copy(update={"id": "silent", "subject_id": "another"})
    with filled.transaction() as tx:
        tx.conversations.add(silent)
        opening = turn(0, "What is it?", role="coach")
        tx.turns.add_turn(opening.model_copy(update={"id": "q", "conversation_id": "silent"}))
        assert tx.conversations.spoken_of("ann") == {"commitment"}
        assert tx.conversations.spoken_of("ben") == set()


def test_a_draft_is_not_shared_whatever_its_audience(filled: Database) -> None:
    with filled.transaction() as tx:
        tx.commitments.update(COMMITMENT.model_copy(update={"audience": "group"}))
        assert tx.commitments.shared_in_group("group") == []
        open_ = {"audience": "group", "status": CommitmentStatus.OPEN, "sentence": "I say no."}
        tx.commitments.update(COMMITMENT.model_copy(update=open_))
        [(name, found)] = tx.commitments.shared_in_group("group")
        assert (name, found.sentence) == ("Ann", "I say no.")
        assert tx.commitments.shared_in_group("another") == []


def test_revisions_are_added_and_never_altered(filled: Database) -> None:
    first = Revision(number=1, sentence="First.", draft=COMMITMENT.draft, created_at=NOW)
    second = first.model_copy(update={"number": 2, "sentence": "Second."})
    with filled.transaction() as tx:
        tx.commitments.update(COMMITMENT.model_copy(update={"revisions": (first,)}))
        changed = first.model_copy(update={"sentence": "Altered."})
        tx.commitments.update(COMMITMENT.model_copy(update={"revisions": (changed, second)}))
        found = tx.commitments.get("commitment")
    assert found is not None
    assert [r.sentence for r in found.revisions] == ["First.", "Second."]


def test_turns_keep_plan_provenance_and_feedback_in_order(filled: Database) -> None:
    plan = TurnPlan(stage="wish", intent="ask", question="Why?", screen=ScreenResult.LEGAL)
    coach = turn(
        1, "", role="coach", state="streaming", plan=plan, sent="{}",
        provenance=ReplyProvenance(source="mixed", failed_checks=("one_question",), total_s=1.5),
    )  # fmt: skip
    with filled.transaction() as tx:
        tx.turns.add_turn(coach)
        done = coach.model_copy(
            update={
                "text": "Why?",
                "state": TurnState.DONE,
                "feedback": Feedback(helpful=False, reason="too short"),
            }
        )
        assert tx.turns.update_turn(done)
        tx.turns.add_turn(turn(2, "Because."))
        assert tx.turns.next_position("talk") == 3
        assert tx.turns.next_position("other") == 0
    with filled.reading() as tx:
        found = tx.turns.turns_of("talk", owner_id="ann")
        assert [t.position for t in found] == [0, 1, 2]
        assert found[1] == done == tx.turns.get("t1")


def test_turns_behind_a_position_can_be_taken_back(filled: Database) -> None:
    with filled.transaction() as tx:
        for position in (1, 2, 3):
            tx.turns.add_turn(turn(position, str(position)))
        assert tx.turns.delete_turns_after("talk", 1) == 2
        assert [t.id for t in tx.turns.turns_of("talk", owner_id="ann")] == ["t0", "t1"]
        assert not tx.turns.update_turn(turn(3, "gone"))


def test_a_position_can_be_taken_once(filled: Database) -> None:
    with pytest.raises(IntegrityError), filled.transaction() as tx:
        tx.turns.add_turn(turn(0, "again", id="other"))


def test_a_failed_transaction_leaves_nothing(filled: Database) -> None:
    def add_twice() -> None:
        with filled.transaction() as tx:
            tx.turns.add_turn(turn(1, "lost"))
            tx.turns.add_turn(turn(1, "twice", id="other"))

    with pytest.raises(DBAPIError):
        add_twice()
    with filled.reading() as tx:
        assert [t.id for t in tx.turns.turns_of("talk", owner_id="ann")] == ["t0"]


def test_a_moment_keeps_its_instant_and_a_naive_one_is_refused(filled: Database) -> None:
    elsewhere = NOW.astimezone(timezone(timedelta(hours=5)))
    with filled.transaction() as tx:
        tx.conversations.update(CONVERSATION.model_copy(update={"updated_at": elsewhere}))
        found = tx.conversations.get("talk")
    assert found is not None
    assert found.updated_at == NOW
    assert found.updated_at.tzinfo is UTC
    naive = CONVERSATION.model_copy(update={"updated_at": datetime(2026, 1, 1)})  # noqa: DTZ001
    with pytest.raises(StatementError, match="time zone"), filled.transaction() as tx:
        tx.conversations.update(naive)


def test_deleting_a_commitment_takes_revisions_and_attempts(filled: Database) -> None:
    with filled.transaction() as tx:
        tx.commitments.delete("commitment")
        assert tx.attempts.of_owner("ann") == []
        kept = tx.reflections.get("reflection")
        assert kept is not None
        assert kept.attempt_ids == ()


def test_deleting_a_person_takes_all_they_own_and_keeps_the_others(filled: Database) -> None:
    with filled.transaction() as tx:
        tx.people.delete("ann")
        assert tx.people.count() == 1
        assert tx.commitments.get("commitment") is None
        assert tx.attempts.get("attempt") is None
        assert tx.reflections.get("reflection") is None
        assert tx.conversations.get("talk") is None
        assert tx.turns.get("t0") is None
        assert [name for name, _ in tx.groups.members("group")] == ["Ben"]


def test_sessions_invitations_failures_and_audit(filled: Database) -> None:
    session = SignInSession(
        id="s", token_sha256="a" * 64, person_id="ann", method="password", created_at=NOW,
        last_seen_at=NOW, expires_at=NOW + timedelta(days=1),
    )  # fmt: skip
    invitation = Invitation(
        id="i", token_sha256="b" * 64, group_id="group", inviter_id="ann", created_at=NOW,
        expires_at=NOW + timedelta(days=1),
    )  # fmt: skip
    with filled.transaction() as tx:
        tx.sessions.add(session)
        tx.sessions.add(session.model_copy(update={"id": "s2", "token_sha256": "c" * 64}))
        assert tx.sessions.by_token("a" * 64) == session
        tx.sessions.revoke_all("ann", NOW, but="s")
        assert tx.sessions.live_of("ann", NOW) == [session]
        assert tx.sessions.live_of("ann", NOW + timedelta(days=2)) == []
        tx.sessions.forget_ended(NOW + timedelta(seconds=1))
        assert tx.sessions.get("s2") is None
        tx.invitations.add(invitation)
        assert tx.invitations.by_token("b" * 64) == invitation
        assert tx.invitations.use("i", NOW)
        assert not tx.invitations.use("i", NOW)
        for count in (1, 2):
            tx.failures.set("k", Failures(count=count, last_at=NOW))
        assert tx.failures.get("k") == Failures(count=2, last_at=NOW)
        tx.failures.forget_before(NOW + timedelta(seconds=1))
        assert tx.failures.get("k") is None
        event = AuditEvent(id="e", at=NOW, event="sign_in", actor_id="ann")
        tx.audit.add(event)
        assert tx.audit.latest() == [event]
        assert tx.groups.memberships_of("ann")[0].level is Level.MEMBER
