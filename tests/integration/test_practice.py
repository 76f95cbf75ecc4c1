"""Commitments, attempts and reflections: from a draft to a kept reflection."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from coach.domain.attempt import AttemptResult
from coach.domain.commitment import CommitmentStatus, Slot
from coach.domain.cycle import CycleStage
from coach.domain.people import Actor
from coach.domain.reflection import ReflectionStatus, ReflectionStep
from coach.errors import InvalidInput
from coach.services.attempts import AttemptService
from coach.services.commitments import LONGEST_SLOT, CommitmentService
from coach.services.reflections import ReflectionService
from tests.support.world import World

SLOTS = {
    Slot.OBSTACLE: "I like to be the one who knows",
    Slot.ACTION: "ask what they would do",
    Slot.CONTEXT: "a team lead brings me a decision",
    Slot.RESPONSE: "count to three",
    Slot.SIGN: "they come with a proposal",
}


@pytest.fixture
def ann(world: World) -> Actor:
    return world.actor("Ann", world.group())


@pytest.fixture
def commitments(world: World) -> CommitmentService:
    return world.services.commitments


@pytest.fixture
def attempts(world: World) -> AttemptService:
    return world.services.attempts


@pytest.fixture
def reflections(world: World) -> ReflectionService:
    return world.services.reflections


def test_from_slots_to_a_kept_commitment(
    world: World, ann: Actor, commitments: CommitmentService
) -> None:
    draft = commitments.start(ann)
    with pytest.raises(InvalidInput):
        commitments.compose(ann, draft.id)
    for slot, words in SLOTS.items():
        commitments.set_slot(ann, draft.id, slot, f"  {words}\n")
    filled = commitments.set_review(ann, draft.id, world.today)
    assert {s: e.text for s, e in filled.draft.slots.items()} == SLOTS
    assert {e.origin for e in filled.draft.slots.values()} == {"form"}
    sentence = commitments.compose(ann, draft.id)
    assert "ask what they would do" in sentence
    world.clock.advance(minutes=5)
    committed = commitments.commit(ann, draft.id, f" {sentence}\n ")
    assert (committed.status, committed.sentence) == (CommitmentStatus.OPEN, sentence)
    assert committed.committed_at == committed.updated_at == world.clock()
    closed = commitments.close(
        ann, draft.id, outcome=CommitmentStatus.KEPT, reason=" It has become a habit. "
    )
    assert (closed.reason, closed.closed_at) == ("It has become a habit.", world.clock())
    reopened = commitments.reopen(ann, draft.id)
    assert (reopened.status, reopened.closed_at) == (CommitmentStatus.OPEN, None)
    assert reopened.reason == "It has become a habit."
    assert commitments.mine(ann) == [commitments.get(ann, draft.id)] == [reopened]


def test_a_draft_belongs_to_the_current_cycle_of_the_group_joined_last(
    world: World, commitments: CommitmentService
) -> None:
    first, second = world.group("First"), world.group("Second")
    bea = world.actor("Bea", first)
    world.clock.advance(days=1)
    world.services.groups.add_member(group_id=second.id, email="bea@example.org")
    [view, _] = world.services.groups.mine(world.signed_in(bea.person_id))
    draft = commitments.start(bea)
    assert view.cycle is not None
    assert (draft.group_id, draft.cycle_id) == (second.id, view.cycle.id)


def test_without_a_group_everything_works_but_sharing(
    world: World, commitments: CommitmentService
) -> None:
    lone = world.actor("Lone")
    commitment = world.commitment(lone)
    assert (commitment.group_id, commitment.cycle_id) == (None, None)
    with pytest.raises(InvalidInput, match="in no group yet"):
        commitments.share(lone, commitment.id, "group")
    group = world.group()
    world.services.groups.add_member(group_id=group.id, email="lone@example.org")
    shared = commitments.share(world.signed_in(lone.person_id), commitment.id, "group")
    assert (shared.audience, shared.group_id) == ("group", group.id)


def test_every_revision_keeps_the_wording_and_the_slots_before_it(
    world: World, ann: Actor, commitments: CommitmentService
) -> None:
    commitment = world.commitment(ann, words="ask first")
    commitments.set_slot(ann, commitment.id, Slot.ACTION, "ask twice")
    commitments.set_slot(ann, commitment.id, Slot.TIME, "daily")
    commitments.revise(ann, commitment.id, "I will ask twice.")
    commitments.revise(ann, commitment.id, "I will ask twice.")
    latest = commitments.revise(ann, commitment.id, "I will ask three times.")
    assert [r.sentence for r in latest.revisions] == ["I will ask first.", "I will ask twice."]
    assert [r.draft.slots[Slot.ACTION].text for r in latest.revisions] == ["ask first", "ask twice"]
    assert [r.number for r in latest.revisions] == [1, 2]
    assert latest.sentence == "I will ask three times."


def test_clearing_a_slot_and_saving_the_same_again(
    world: World, ann: Actor, commitments: CommitmentService
) -> None:
    draft = commitments.start(ann)
    commitments.set_slot(ann, draft.id, Slot.WISH, "more time")
    world.clock.advance(minutes=1)
    same = commitments.set_slot(ann, draft.id, Slot.WISH, "more time ")
    assert same.updated_at < world.clock()
    assert commitments.set_slot(ann, draft.id, Slot.WISH, "  ").draft.slots == {}


def test_the_member_decides_what_may_follow_what(
    world: World, ann: Actor, commitments: CommitmentService
) -> None:
    draft = commitments.start(ann)
    kept = CommitmentStatus.KEPT
    with pytest.raises(InvalidInput, match="no words yet"):
        commitments.commit(ann, draft.id, "  ")
    with pytest.raises(InvalidInput, match="still a draft"):
        commitments.revise(ann, draft.id, "Something else.")
    with pytest.raises(InvalidInput, match="Only an open commitment"):
        commitments.close(ann, draft.id, outcome=kept, reason="because")
    with pytest.raises(InvalidInput, match="not closed"):
        commitments.reopen(ann, draft.id)
    with pytest.raises(InvalidInput, match="has passed"):
        commitments.set_review(ann, draft.id, world.today - timedelta(days=2))
    assert commitments.set_sentence(ann, draft.id, "Half a sen").sentence == "Half a sen"
    commitments.commit(ann, draft.id, "I will ask.")
    with pytest.raises(InvalidInput, match="said yes"):
        commitments.set_sentence(ann, draft.id, "Other words.")
    with pytest.raises(InvalidInput, match="said yes"):
        commitments.commit(ann, draft.id, "Other words.")
    with pytest.raises(InvalidInput, match="reason is empty"):
        commitments.close(ann, draft.id, outcome=kept, reason=" ")
    with pytest.raises(InvalidInput, match="kept, adapted or dropped"):
        commitments.close(ann, draft.id, outcome=CommitmentStatus.OPEN, reason="because")
    commitments.close(ann, draft.id, outcome=CommitmentStatus.DROPPED, reason="Not mine.")
    with pytest.raises(InvalidInput, match="reopen it"):
        commitments.set_slot(ann, draft.id, Slot.WISH, "x")
    with pytest.raises(InvalidInput, match="reopen it"):
        commitments.set_review(ann, draft.id, None)
    with pytest.raises(InvalidInput, match="reopen it"):
        commitments.revise(ann, draft.id, "Other words.")
    with pytest.raises(InvalidInput, match="no audience"):
        commitments.share(ann, draft.id, "everybody")  # type: ignore[arg-type]


def test_what_is_too_long_is_refused_with_its_name_and_nothing_changes(
    ann: Actor, commitments: CommitmentService
) -> None:
    draft = commitments.start(ann)
    commitments.set_slot(ann, draft.id, Slot.WISH, "x" * LONGEST_SLOT)
    with pytest.raises(InvalidInput, match=r"'What I wish for' has 1001 characters") as caught:
        commitments.set_slot(ann, draft.id, Slot.WISH, "y" * (LONGEST_SLOT + 1))
    assert "yyy" not in str(caught.value)
    assert commitments.get(ann, draft.id).draft.slots[Slot.WISH].text == "x" * LONGEST_SLOT


@pytest.mark.parametrize("text", ["naïve 🙂 — „so“", "a\x00b", "lone \ud800 surrogate", "x\u2028y"])
def test_any_text_can_be_saved(ann: Actor, commitments: CommitmentService, text: str) -> None:
    draft = commitments.start(ann)
    saved = commitments.set_slot(ann, draft.id, Slot.WISH, text)
    assert commitments.get(ann, draft.id) == saved
    assert saved.draft.slots[Slot.WISH].text


def test_attempts_are_logged_edited_and_listed_by_day(
    world: World, ann: Actor, attempts: AttemptService
) -> None:
    commitment, other = world.commitment(ann), world.commitment(ann)

    def log(day: date, note: str) -> str:
        return attempts.log(
            ann, commitment_id=commitment.id, happened_on=day, cue_occurred=True,
            result=AttemptResult.TRIED, note=note,
        ).id  # fmt: skip

    later, earlier = log(world.today, " today "), log(world.today - timedelta(days=3), "before")
    assert [a.id for a in attempts.of(ann, commitment.id)] == [later, earlier]
    edited = attempts.edit(
        ann, earlier, commitment_id=other.id, happened_on=world.today, cue_occurred=False,
        result=AttemptResult.NOT, note="",
    )  # fmt: skip
    assert attempts.get(ann, earlier) == edited
    assert (edited.cue_occurred, edited.result, edited.note) == (False, AttemptResult.NOT, "")
    assert [a.id for a in attempts.of(ann, other.id)] == [earlier]
    assert {a.id for a in attempts.mine(ann)} == {later, earlier}
    assert attempts.get(ann, later).note == "today"


def test_attempts_that_cannot_be_are_refused(
    world: World, ann: Actor, commitments: CommitmentService, attempts: AttemptService
) -> None:
    commitment = world.commitment(ann)

    def log(**changes: object) -> None:
        values = {
            "commitment_id": commitment.id, "happened_on": world.today, "cue_occurred": True,
            "result": AttemptResult.TRIED, **changes,
        }  # fmt: skip
        attempts.log(ann, **values)  # type: ignore[arg-type]

    log(happened_on=world.today + timedelta(days=1))
    with pytest.raises(InvalidInput, match="lies ahead"):
        log(happened_on=world.today + timedelta(days=2))
    with pytest.raises(InvalidInput, match="The note has 501 characters"):
        log(note="x" * 501)
    with pytest.raises(InvalidInput, match="is no result"):
        log(result="succeeded")
    with pytest.raises(InvalidInput, match="is a draft"):
        log(commitment_id=commitments.start(ann).id)
    assert len(attempts.mine(ann)) == 1
    commitments.close(ann, commitment.id, outcome=CommitmentStatus.KEPT, reason="done")
    log(note="one more, written down late")


def test_a_reflection_from_attempts_to_kept(
    world: World, ann: Actor, reflections: ReflectionService
) -> None:
    commitment = world.commitment(ann)
    one, two = world.attempt(ann, commitment), world.attempt(ann, commitment)
    with pytest.raises(InvalidInput, match="at least one attempt"):
        reflections.start(ann, [])
    reflection = reflections.start(ann, [two.id, one.id, two.id])
    assert reflection.attempt_ids == (two.id, one.id)
    with pytest.raises(InvalidInput, match="what happened"):
        reflections.keep(ann, reflection.id)
    for step in ReflectionStep:
        reflections.set_step(ann, reflection.id, step, f" about {step} ")
    assert reflections.get(ann, reflection.id).draft.next_step() is None
    kept = reflections.keep(ann, reflection.id)
    assert (kept.status, kept.kept_at) == (ReflectionStatus.KEPT, world.clock())
    assert kept.draft.text(ReflectionStep.FELT) == "about felt"
    assert reflections.keep(ann, reflection.id) == kept
    with pytest.raises(InvalidInput, match="reopen it"):
        reflections.set_step(ann, reflection.id, ReflectionStep.FELT, "other")
    assert reflections.reopen(ann, reflection.id).kept_at is None
    cleared = reflections.set_step(ann, reflection.id, ReflectionStep.FELT, "")
    assert cleared.draft.next_step() is ReflectionStep.FELT
    assert reflections.mine(ann) == [cleared]


def test_home_follows_a_member_through_a_cycle(
    world: World, ann: Actor, commitments: CommitmentService, reflections: ReflectionService
) -> None:
    def step() -> tuple[str, str]:
        view = world.services.home.overview(ann, world.today)
        return view.step.page, view.step.target_id

    home = world.services.home.overview(ann, world.today)
    assert (home.name, home.days_left, home.step.page) == ("Ann", 0, "commit")
    assert home.group is not None
    assert home.cycle is not None
    empty = commitments.start(ann)
    assert world.services.home.overview(ann, world.today).unfinished == ()
    commitments.set_slot(ann, empty.id, Slot.WISH, "more questions, fewer answers")
    [unfinished] = world.services.home.overview(ann, world.today).unfinished
    assert (unfinished.title, unfinished.id) == ("more questions, fewer answers", empty.id)
    assert step() == ("commit", empty.id)
    commitments.commit(ann, empty.id, "I will ask.")
    assert step() == ("practice", empty.id)
    attempt = world.attempt(ann, empty)
    [progress] = world.services.home.overview(ann, world.today).commitments
    assert (progress.commitment.id, progress.attempts) == (empty.id, (attempt,))
    assert step() == ("reflect", attempt.id)
    reflection = reflections.start(ann, [attempt.id])
    assert step() == ("reflect", reflection.id)
    reflections.set_step(ann, reflection.id, ReflectionStep.HAPPENED, "It went well.")
    reflections.keep(ann, reflection.id)
    assert step() == ("practice", empty.id)
    world.services.groups.set_cycle(
        group_id=home.group.id, topic=home.cycle.topic, stage=CycleStage.CLOSE
    )
    assert step() == ("commit", empty.id)
    view = world.services.home.overview(ann, world.today)
    assert (view.cycle and view.cycle.number, view.days_left) == (1, None)


def test_a_draft_that_was_only_talked_about_is_unfinished_too(
    world: World, ann: Actor, commitments: CommitmentService
) -> None:
    draft = commitments.start(ann)
    world.conversation(ann, draft.id, "I do not know yet.")
    [unfinished] = world.services.home.overview(ann, world.today).unfinished
    assert (unfinished.id, unfinished.title) == (draft.id, "A new commitment")


def test_another_topic_begins_the_next_cycle(world: World) -> None:
    group = world.group()
    ann = world.actor("Ann", group)
    world.services.groups.set_cycle(group_id=group.id, topic="New", stage=CycleStage.TOPIC)
    [view] = world.services.groups.mine(ann)
    assert view.cycle is not None
    assert (view.cycle.number, view.cycle.topic) == (2, "New")
    assert [m.name for m in view.members] == ["Ann"]
