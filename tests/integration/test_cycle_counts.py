"""The counts of a cycle as a member of the group gets them from the database."""

from __future__ import annotations

from coach.domain.commitment import CommitmentStatus
from coach.domain.people import Actor
from coach.domain.rules import Expectation, Practice
from tests.support.world import World


def close(world: World, actor: Actor, outcome: CommitmentStatus, *, share: bool = False) -> None:
    commitment = world.commitment(actor)
    world.attempt(actor, commitment)
    if share:
        world.services.commitments.share(actor, commitment.id, "group")
    world.services.commitments.close(actor, commitment.id, outcome=outcome, reason="It was so.")


def test_a_member_sees_totals_and_never_what_one_did(world: World) -> None:
    group = world.group()
    ann, ben, cem, dee = (world.actor(name, group) for name in ("Ann", "Ben", "Cem", "Dee"))
    counts = world.services.cycle_counts
    close(world, ann, CommitmentStatus.KEPT, share=True)
    close(world, ben, CommitmentStatus.DROPPED)
    found = counts.current(dee, group.id)
    assert found is not None
    assert (found.shared, found.attempts, found.kept, found.dropped) == (1, None, 1, 0)
    close(world, cem, CommitmentStatus.ADAPTED)
    assert counts.current(dee, group.id) == found.model_copy(update={"attempts": 3})
    close(world, dee, CommitmentStatus.KEPT)
    found = counts.current(dee, group.id)
    assert found is not None
    assert (found.kept, found.adapted, found.dropped, found.attempts) == (2, 1, 1, 4)


def test_another_cycle_and_a_draft_do_not_count(world: World) -> None:
    group = world.group()
    ann = world.actor("Ann", group, leads=True)
    world.commitment(ann, open_=False)
    found = world.services.cycle_counts.current(ann, group.id)
    assert found is not None
    assert (found.shared, found.kept) == (0, 0)


def test_where_nobody_is_asked_to_commit_there_is_nothing_to_count(world: World) -> None:
    group = world.group(format_key="learning_circle")
    ann = world.actor("Ann", group)
    rules = group.rules.model_copy(
        update={"commitment": Expectation.NONE, "practice": Practice.NONE}
    )
    with world.services.database.transaction() as tx:
        tx.groups.set_rules(group.model_copy(update={"rules": rules}))
    assert world.services.cycle_counts.current(ann, group.id) is None
