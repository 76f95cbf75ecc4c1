"""A group of four with an administrator outside, to let people in and out of."""

from __future__ import annotations

from dataclasses import dataclass

from coach.domain.groups import Group
from coach.domain.people import Actor
from coach.domain.repertoire import Item, of_group
from coach.services.group_deletion import GroupDeletionService
from coach.services.members import MemberService, Overview
from tests.support.repertoire import add_story
from tests.support.world import World


@dataclass
class Room:
    """Ann leads, Ben and Cem are members; Ada runs Repertoire and is in no group."""

    world: World
    group: Group
    ann: Actor
    ben: Actor
    cem: Actor
    ada: Actor

    @property
    def members(self) -> MemberService:
        return self.world.services.members

    @property
    def deletion(self) -> GroupDeletionService:
        return self.world.services.group_deletion

    def again(self, actor: Actor) -> Actor:
        """Return the actor as their next request finds them."""
        return self.world.services.accounts.actor_for_session(actor.session_id)

    def overview(self, actor: Actor) -> Overview:
        return self.members.overview(self.again(actor), self.group.id)

    def names(self, actor: Actor) -> list[str]:
        return [row.name for row in self.members.people(self.again(actor), self.group.id)]

    def told(self, actor: Actor) -> list[str]:
        """Return what the group reads, the newest first, without who was in it from the start."""
        notices = self.members.notices(self.again(actor), self.group.id)
        return [n.words for n in notices if n.at > self.group.created_at]

    def story(self, author: Actor, title: str = "The silent room") -> Item:
        """Save a story that its author has shared with the group."""
        return add_story(
            self.world.services,
            title,
            "It was quiet.",
            audience=of_group(self.group.id),
            author_id=author.person_id,
        )

    def events(self) -> list[str]:
        """Return the events of the audit trail, the newest first."""
        return [event.event for event in self.world.services.audit.latest(self.ada)]


def open_room(world: World, format_key: str = "peer_learning_group") -> Room:
    """Make the group, and let a moment pass after everybody has joined."""
    group = world.group(format_key=format_key)
    room = Room(
        world,
        group,
        world.actor("Ann", group, leads=True),
        world.actor("Ben", group),
        world.actor("Cem", group),
        world.actor("Ada", is_admin=True),
    )
    world.clock.advance(minutes=1)
    return room
