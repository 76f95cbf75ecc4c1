"""A story is shared by its author's yes to an exact text, and taken back without a trace."""

from __future__ import annotations

import pytest

from coach.domain.charter import Attribution
from coach.domain.consent import Choice
from coach.domain.groups import Group
from coach.domain.people import Actor
from coach.domain.reach import Reach
from coach.domain.reflection import ReflectionStep
from coach.domain.story import Story, StoryPart
from coach.errors import InvalidInput, NotFound
from coach.services.sharing import seen_of
from tests.support.world import World

PARTS = {
    StoryPart.TITLE: "Waiting for the second answer",
    StoryPart.SITUATION: "In our meeting nobody answered but Bodo Quax.",
    StoryPart.TRIED: "I asked once and looked at my watch for ten seconds.",
    StoryPart.HAPPENED: "Then Quinlan spoke, with two numbers that I had never seen.",
    StoryPart.LESSON: "A slow answer is an answer.",
}


class Desk:
    """Ann and Ben of one group, Cem of another; Ann tells a story of her practice."""

    def __init__(self, world: World) -> None:
        self.world, self.services = world, world.services
        self.north, self.south = world.group("Northside"), world.group("Southside")
        self.ann = world.actor("Ann", self.north, self.south)
        self.ben = world.actor("Ben", self.north)
        self.cem = world.actor("Cem", self.south)
        for actor, groups in (
            (self.ann, (self.north, self.south)),
            (self.ben, (self.north,)),
            (self.cem, (self.south,)),
        ):
            for group in groups:
                self.services.charters.accept(actor, group.id, 0)
        self.ann, self.ben, self.cem = (
            world.signed_in(a.person_id) for a in (self.ann, self.ben, self.cem)
        )

    def story(self) -> Story:
        story = self.services.authoring.start(self.ann)
        for part, text in PARTS.items():
            story = self.services.authoring.set_part(self.ann, story.id, part, text)
        return story

    def share(self, story: Story, *groups: Group, name: Attribution = Attribution.NAME) -> str:
        seen = seen_of(self.services.authoring.preview(self.ann, story.id).texts)
        choice = Choice(
            reach=Reach.GROUP, group_ids=frozenset(g.id for g in groups), attribution=name
        )
        return self.services.sharing.share(self.ann, story.id, choice, seen_sha256=seen).id

    def reads(self, actor: Actor, item_id: str) -> str:
        return self.services.stories.open(self.world.signed_in(actor.person_id), item_id).item.text


@pytest.fixture
def desk(world: World) -> Desk:
    return Desk(world)


def test_what_others_read_is_the_masked_text(desk: Desk) -> None:
    item_id = desk.share(desk.story(), desk.north)
    text = desk.reads(desk.ben, item_id)
    assert "## What happened" in text
    assert "Quinlan" not in text
    assert "Quax" not in text
    with pytest.raises(NotFound):
        desk.reads(desk.cem, item_id)


def test_a_story_for_two_groups_is_read_in_both(desk: Desk) -> None:
    item_id = desk.share(desk.story(), desk.north, desk.south)
    assert desk.reads(desk.ben, item_id) == desk.reads(desk.cem, item_id)
    outsider = desk.world.actor("Eva", desk.world.group("Elsewhere"))
    with pytest.raises(NotFound):
        desk.reads(outsider, item_id)


def test_nothing_is_shared_that_the_author_has_not_seen(desk: Desk) -> None:
    story = desk.story()
    seen = seen_of(desk.services.authoring.preview(desk.ann, story.id).texts)
    desk.services.authoring.set_part(desk.ann, story.id, StoryPart.LEARNED, "To wait for Umbel.")
    choice = Choice(
        reach=Reach.GROUP, group_ids=frozenset({desk.north.id}), attribution=Attribution.NAME
    )
    with pytest.raises(InvalidInput, match="look at it again"):
        desk.services.sharing.share(desk.ann, story.id, choice, seen_sha256=seen)


def test_the_exact_text_and_what_was_agreed_are_kept_version_by_version(desk: Desk) -> None:
    story = desk.story()
    item_id = desk.share(story, desk.north)
    desk.services.authoring.set_part(desk.ann, story.id, StoryPart.LEARNED, "To wait.")
    assert desk.services.sharing.standing(desk.ann, story.id).changed
    desk.share(story, desk.north, name=Attribution.NONE)
    first, second = desk.services.sharing.standing(desk.ann, story.id).consents
    assert (first.version, second.version) == (1, 2)
    assert "To wait." not in first.text
    assert "To wait." in second.text
    assert desk.reads(desk.ben, item_id) in second.text
    assert first.statement.startswith(
        "The members of Northside may read this text. It is told by Ann."
    )
    assert "No name stands under it." in second.statement


def test_the_charter_of_the_group_that_it_tells_of_is_the_limit(desk: Desk) -> None:
    commitment = desk.world.commitment(desk.ann)
    desk.services.commitments.share(desk.ann, commitment.id, "group")
    attempt = desk.world.attempt(desk.ann, commitment)
    reflection = desk.services.reflections.start(desk.ann, [attempt.id])
    desk.services.reflections.set_step(
        desk.ann, reflection.id, ReflectionStep.HAPPENED, "They answered."
    )
    with pytest.raises(InvalidInput, match="keep it first"):
        desk.services.authoring.start(desk.ann, reflection_id=reflection.id)
    desk.services.reflections.keep(desk.ann, reflection.id)
    story = desk.services.authoring.start(desk.ann, reflection_id=reflection.id)
    assert story.group_id == commitment.group_id
    offer = desk.services.sharing.offer(desk.ann, story.id)
    wide = desk.services.sharing.offer(desk.ann, desk.story().id)
    home = desk.services.charters.read(desk.ann, str(story.group_id)).charter.terms
    assert offer.organisation is (home.widest_audience is Reach.ORGANISATION)
    assert set(wide.groups) == {desk.north.id, desk.south.id}
    if not offer.organisation:
        assert set(offer.groups) == {story.group_id}


def test_fewer_groups_read_it_at_once(desk: Desk) -> None:
    story = desk.story()
    item_id = desk.share(story, desk.north, desk.south)
    desk.services.sharing.narrow(desk.ann, story.id, frozenset({desk.south.id}))
    with pytest.raises(NotFound):
        desk.reads(desk.ben, item_id)
    assert desk.reads(desk.cem, item_id)
    newest = desk.services.sharing.standing(desk.ann, story.id).consents[-1]
    assert newest.statement.startswith("The members of Southside may read this text.")
    with pytest.raises(InvalidInput, match="Fewer groups"):
        desk.services.sharing.narrow(desk.ann, story.id, frozenset({desk.north.id}))


def test_withdrawn_it_is_gone_and_the_story_stays_with_its_author(desk: Desk) -> None:
    story = desk.story()
    item_id = desk.share(story, desk.north)
    commitment = desk.world.commitment(desk.ben)
    desk.services.suggestions.try_it(desk.ben, item_id, commitment.id)
    desk.services.sharing.withdraw(desk.ann, story.id)
    with pytest.raises(NotFound):
        desk.reads(desk.ben, item_id)
    assert desk.services.authoring.get(desk.ann, story.id).item_id is None
    (consent,) = desk.services.sharing.standing(desk.ann, story.id).consents
    assert (consent.text, consent.statement) == ("", "")
    assert consent.withdrawn_at == desk.world.clock()
    assert desk.services.search.search(desk.ben, "nobody answered in our meeting") == []


def test_one_who_leaves_takes_a_story_from_that_group_alone(desk: Desk) -> None:
    item_id = desk.share(desk.story(), desk.north, desk.south)
    desk.services.members.leave(desk.ann, desk.north.id)
    with pytest.raises(NotFound):
        desk.reads(desk.ben, item_id)
    assert desk.reads(desk.cem, item_id)


def test_a_mask_that_the_author_chooses_holds_in_every_part(desk: Desk) -> None:
    story = desk.story()
    desk.services.authoring.set_part(desk.ann, story.id, StoryPart.LEARNED, "My watch helped.")
    desk.services.authoring.set_mask(desk.ann, story.id, "watch", "clock")
    texts = desk.services.authoring.preview(desk.ann, story.id).texts
    assert "my clock for ten" in texts[StoryPart.TRIED]
    assert texts[StoryPart.LEARNED] == "My clock helped."
    with pytest.raises(InvalidInput, match="does not stand in the story"):
        desk.services.authoring.set_mask(desk.ann, story.id, "umbrella", "thing")
