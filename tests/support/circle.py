"""Ann and Ben of a group with which Ann has shared a story, made and agreed to as a member does."""

from __future__ import annotations

from coach.domain.charter import Attribution
from coach.domain.consent import Choice
from coach.domain.groups import Group
from coach.domain.people import Actor
from coach.domain.reach import Reach
from coach.domain.story import StoryPart
from coach.services.sharing import seen_of
from tests.support.world import World

PARTS = {
    StoryPart.TITLE: "Waiting for the second answer",
    StoryPart.SITUATION: "In our meeting nobody answered.",
    StoryPart.TRIED: "I asked once and looked at my watch for ten seconds.",
    StoryPart.HAPPENED: "Then somebody spoke, with two numbers that I had never seen.",
}
DECIDED = {"decided_by": "all of us", "why": "More people asked."}


class Circle:
    """Ann and Ben of one group; Ann has shared a story with it."""

    def __init__(self, world: World) -> None:
        self.world, self.services = world, world.services
        self.north = world.group("Northside")
        self.ann, self.ben = (
            world.actor("Ann", self.north, leads=True),
            world.actor("Ben", self.north),
        )
        self.story = self.told(self.ann, self.north)

    def told(self, author: Actor, *groups: Group) -> str:
        story = self.services.authoring.start(author)
        for part, words in PARTS.items():
            self.services.authoring.set_part(author, story.id, part, words)
        seen = seen_of(self.services.authoring.preview(author, story.id).texts)
        choice = Choice(
            reach=Reach.GROUP,
            group_ids=frozenset(g.id for g in groups),
            attribution=Attribution.NAME,
            may_build=True,
        )
        self.services.sharing.share(author, story.id, choice, seen_sha256=seen)
        return story.id

    def item(self) -> str:
        standing = self.services.sharing.standing(self.ann, self.story)
        assert standing.item is not None
        return standing.item.id

    def reads(self, actor: Actor) -> str:
        again = self.world.signed_in(actor.person_id)
        return self.services.stories.open(again, self.item()).item.text

    def grow(self) -> None:
        self.services.group_rules.change(self.ann, self.north.id, {"size_most": 9}, **DECIDED)
