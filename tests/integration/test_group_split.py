"""A group is split: members come along, both groups are told, each story by its author's yes."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from coach.domain.groups import Group
from coach.domain.people import Actor
from coach.errors import InvalidInput, NotFound
from coach.services.group_split import GroupSplitService, Split
from tests.support.circle import Circle
from tests.support.world import World


class Wide(Circle):
    """The group is a community; Cem and Dora are in it too, and have told stories."""

    def __init__(self, world: World) -> None:
        super().__init__(world)
        self.commons = world.group("Commons", format_key="community_of_practice")
        for person in (self.ann, self.ben):
            world.services.groups.add_member(
                group_id=self.commons.id, email=person.email, leads=person is self.ann
            )
        self.cem, self.dora = world.actor("Cem", self.commons), world.actor("Dora", self.commons)
        self.ann, self.ben = (world.signed_in(a.person_id) for a in (self.ann, self.ben))
        self.bens = self.told(self.ben, self.commons)
        self.doras = self.told(self.dora, self.commons)

    @property
    def splits(self) -> GroupSplitService:
        return self.services.group_split

    def wish(self, people: Iterable[Actor] = (), **more: str) -> Split:
        chosen = list(people) or [self.ben, self.cem]
        facts = {"name": "Three of us", "format": "peer_coaching", "leader_id": "", **more}
        return Split.model_validate({**facts, "member_ids": frozenset(p.person_id for p in chosen)})

    def split(self) -> Group:
        return self.splits.split(self.ann, self.commons.id, self.wish())

    def item_of(self, author: Actor, story_id: str) -> str:
        item = self.services.sharing.standing(author, story_id).item
        assert item is not None
        return item.id

    def now(self, actor: Actor) -> Actor:
        return self.world.signed_in(actor.person_id)


@pytest.fixture
def wide(world: World) -> Wide:
    return Wide(world)


def test_members_come_along_and_stay_and_both_groups_are_told(wide: Wide) -> None:
    new = wide.split()
    names = [row.name for row in wide.services.members.people(wide.now(wide.ben), new.id)]
    assert names == ["Ben", "Cem"]
    assert wide.now(wide.ben).group_ids >= {new.id, wide.commons.id}
    assert new.id not in wide.now(wide.ann).group_ids
    first = wide.services.members.notices(wide.dora, wide.commons.id)
    assert any("made a new group" in n.words and n.reason == "Three of us" for n in first)
    second = wide.services.members.notices(wide.now(wide.cem), new.id)
    assert any("with members of another one" in n.words for n in second)
    events = [e.event for e in wide.services.audit.latest(wide.world.actor("Ada", is_admin=True))]
    assert "group_split" in events


def test_each_accepts_the_charter_before_taking_part(wide: Wide) -> None:
    new = wide.split()
    ben = wide.now(wide.ben)
    assert new.id in ben.held_back
    wide.services.charters.accept(ben, new.id, 0)
    assert new.id in wide.now(wide.ben).reading_ids


def test_only_authors_who_come_along_are_asked_and_nothing_goes_unasked(wide: Wide) -> None:
    new = wide.split()
    [question] = wide.services.consent_asks.questions(wide.now(wide.ben))
    assert (question.ask.reason, question.ask.story_id) == ("split", wide.bens)
    assert set(question.readers) == {"Commons", "Three of us"}
    assert question.new_readers == ("Three of us",)
    assert wide.services.consent_asks.questions(wide.dora) == ()
    wide.services.charters.accept(wide.now(wide.cem), new.id, 0)
    wide.services.members.leave(wide.now(wide.cem), wide.commons.id)
    cem, item_id = wide.now(wide.cem), wide.item_of(wide.ben, wide.bens)
    with pytest.raises(NotFound):
        wide.services.stories.open(cem, item_id)
    with pytest.raises(InvalidInput, match="accept the charter"):
        wide.services.sharing.agree(wide.now(wide.ben), wide.bens)
    wide.services.charters.accept(wide.now(wide.ben), new.id, 0)
    wide.services.sharing.agree(wide.now(wide.ben), wide.bens)
    assert wide.services.stories.open(wide.now(wide.cem), item_id).item.title
    assert wide.services.stories.open(wide.now(wide.dora), item_id).item.title
    with pytest.raises(NotFound):
        wide.services.stories.open(cem, wide.item_of(wide.dora, wide.doras))


def test_a_no_leaves_a_story_where_it_is(wide: Wide) -> None:
    wide.split()
    wide.services.consent_asks.decline(wide.now(wide.ben), wide.bens)
    assert wide.services.consent_asks.questions(wide.now(wide.ben)) == ()
    assert wide.services.stories.open(wide.dora, wide.item_of(wide.ben, wide.bens)).item.title


def test_what_it_leads_to_is_said_beforehand_without_telling_who_wrote_what(wide: Wide) -> None:
    lines = wide.splits.foresee(wide.ann, wide.commons.id, wide.wish())
    assert lines[0].startswith("Ben and Cem are in the new group and stay in Commons too")
    with_author = wide.splits.foresee(wide.ann, wide.commons.id, wide.wish([wide.dora, wide.cem]))
    assert lines[1:] == with_author[1:]


@pytest.mark.parametrize(
    ("people", "more", "message"),
    [
        (("ben",), {}, "at least two people"),
        (("ben", "cem", "dora", "ann"), {}, "has 3 members at most"),
        (("ben", "cem"), {"format": "peer_learning_group"}, "Choose who leads"),
        (("ben", "cem"), {"format": "choir"}, "There is no format"),
        (("ben", "cem"), {"name": "commons"}, "There is already a group"),
    ],
)
def test_what_does_not_fit_is_named(
    wide: Wide, people: tuple[str, ...], more: dict[str, str], message: str
) -> None:
    wish = wide.wish([getattr(wide, name) for name in people], **more)
    with pytest.raises(InvalidInput, match=message):
        wide.splits.split(wide.ann, wide.commons.id, wish)


def test_a_group_with_a_limit_is_not_split_and_strangers_split_nothing(wide: Wide) -> None:
    with pytest.raises(InvalidInput, match="set a limit"):
        wide.splits.split(wide.ann, wide.north.id, wide.wish())
    with pytest.raises(NotFound):
        wide.splits.split(wide.ben, wide.commons.id, wide.wish())
    assert not wide.splits.may(wide.ben, wide.commons.id)
    assert wide.splits.may(wide.ann, wide.commons.id)
    stranger = wide.wish().model_copy(update={"member_ids": frozenset({"a" * 32, "b" * 32})})
    with pytest.raises(InvalidInput, match="no longer in this group"):
        wide.splits.split(wide.ann, wide.commons.id, stranger)


def test_an_administrator_splits_a_group_and_somebody_leads_the_new_one(wide: Wide) -> None:
    ada = wide.world.actor("Ada", is_admin=True)
    wish = wide.wish(format="quality_circle", leader_id=wide.cem.person_id)
    new = wide.splits.split(ada, wide.commons.id, wish)
    assert new.id in wide.now(wide.cem).leading_ids
