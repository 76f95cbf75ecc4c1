"""What a group reads about itself: totals, and cycles that are over, from what is shared alone."""

from __future__ import annotations

import pytest

from coach.domain.commitment import CommitmentStatus
from coach.domain.cycle import CycleStage
from coach.domain.group_health import Measure
from coach.domain.people import Actor
from coach.domain.repertoire import of_group
from coach.errors import NotFound
from tests.support.repertoire import LATE_PROBLEMS, add_story
from tests.support.world import World


def health(world: World, actor: Actor, group_id: str) -> dict[str, Measure]:
    found = world.services.group_reading.health(actor, group_id)
    return {measure.title: measure for measure in found}


def test_private_commitments_count_and_are_not_read(world: World) -> None:
    group = world.group()
    people = [world.actor(name, group) for name in ("Ann", "Ben", "Cem")]
    for actor in people[:2]:
        world.attempt(actor, world.commitment(actor))
    assert health(world, people[0], group.id)["Attempts in this cycle"].part == 0, "only two"
    third = world.commitment(people[2], words="quetzalcoatl")
    world.attempt(people[2], third, note="quetzalcoatl")
    found = health(world, people[0], group.id)
    assert found["Attempts in this cycle"].part == 3
    assert found["Commitments that you can ask about"].part == 0
    assert "quetzalcoatl" not in str(found)
    world.services.commitments.share(people[2], third.id, "group")
    assert health(world, people[0], group.id)["Commitments that you can ask about"].part == 1
    [shared] = world.services.group_reading.trying(people[0], group.id)
    assert shared.name == "Cem"


def test_stories_of_members_count_and_reuse_by_others_from_three_on(world: World) -> None:
    group = world.group()
    people = [world.actor(name, group) for name in ("Ann", "Ben", "Cem", "Dee")]
    story = add_story(
        world.services, "Late", LATE_PROBLEMS, audience=of_group(group.id),
        author_id=people[0].person_id,
    )  # fmt: skip
    add_story(world.services, "Loaded", LATE_PROBLEMS)
    for number, actor in enumerate(people):
        assert health(world, people[0], group.id)["Taken up from others"].part == 0, number
        commitment = world.commitment(actor, open_=False)
        world.services.suggestions.try_it(actor, story.id, commitment.id)
    found = health(world, people[0], group.id)
    assert found["Stories, tools and ways of yours"].part == 1
    assert found["Taken up from others"].part == 3, "one's own does not count"


def test_a_closed_cycle_is_read_from_what_was_shared(world: World) -> None:
    group = world.group(stage=CycleStage.TOPIC)
    ann, ben = world.actor("Ann", group, leads=True), world.actor("Ben", group)
    services = world.services
    proposal = services.topics.propose(ben, group.id, "How do we ask before we answer?")
    services.topics.vote(ben, group.id, {proposal.id: 2})
    services.topics.close(ann, group.id)
    for actor, words in ((ann, "ask first"), (ben, "keep quiet")):
        commitment = world.commitment(actor, words=words)
        if actor is ann:
            services.commitments.share(actor, commitment.id, "group")
            kept = CommitmentStatus.KEPT
            services.commitments.close(actor, commitment.id, outcome=kept, reason="It worked.")
    services.cycles.move(ann, group.id, CycleStage.CLOSE)
    services.cycles.begin(ann, group.id)
    reading = services.group_reading.cycle(ben, group.id, 1)
    assert reading.cycle.topic == "How do we ask before we answer?"
    assert [(c.name, c.sentence, c.status) for c in reading.commitments] == [
        ("Ann", "I will ask first.", CommitmentStatus.KEPT)
    ]
    assert [(p.question, p.votes) for p in reading.proposals] == [(reading.cycle.topic, 2)]
    with pytest.raises(NotFound):
        services.group_reading.cycle(ben, group.id, 3)
