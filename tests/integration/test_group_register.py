"""Groups, as an admin sees them: made, renamed and counted, and nothing that they write."""

from __future__ import annotations

from datetime import timedelta

import pytest

from coach.domain.cycle import CycleStage
from coach.domain.people import Actor
from coach.errors import InvalidInput, NotFound
from coach.services.audit import Sought
from tests.integration.test_strangers import plan_session
from tests.support.world import World


@pytest.fixture
def ada(world: World) -> Actor:
    return world.actor("Ada", is_admin=True)


def test_the_list_tells_how_each_group_stands(world: World, ada: Actor) -> None:
    north = world.group("Northside", CycleStage.EXPLORE)
    world.actor("Mira", north)
    world.actor("Bo", north)
    world.services.groups.set_cycle(
        group_id=north.id, topic="The next one", stage=CycleStage.COMMIT
    )
    plan_session(world, north.id)
    world.services.group_register.make(ada, "Afterwards", "learning_circle")
    first, second = world.services.group_register.find(ada, world.today).groups
    assert (first.name, first.format, first.members) == ("Afterwards", "learning_circle", 0)
    assert (first.stage, first.meets_on) == (None, None)
    assert (second.members, second.stage) == (2, CycleStage.COMMIT)
    assert second.meets_on == world.today
    _, later = world.services.group_register.find(ada, world.today + timedelta(days=1)).groups
    assert later.meets_on is None


def test_groups_are_found_by_the_words_of_their_names(world: World, ada: Actor) -> None:
    for name in ("Élan of the north", "North and élan", "South"):
        world.group(name)
    register = world.services.group_register
    both = register.find(ada, world.today, "NORTH élan")
    assert [group.name for group in both.groups] == ["North and élan", "Élan of the north"]
    first = register.find(ada, world.today, most=1)
    assert (len(first.groups), first.total) == (1, 3)
    assert register.find(ada, world.today, "west").total == 0
    strange = "half a pair \ud83d and a nought \x00"
    made = register.make(ada, strange, "learning_circle")
    assert register.find(ada, world.today, strange).groups[0].id == made.id


def test_a_group_begins_with_the_rules_of_its_format(world: World, ada: Actor) -> None:
    register = world.services.group_register
    made = register.make(ada, "  A   circle ", "learning_circle")
    chosen = next(one for one in register.formats(ada) if one.key == "learning_circle")
    assert (made.name, made.rules) == ("A circle", chosen.rules)
    with pytest.raises(InvalidInput, match="already a group 'a CIRCLE'"):
        register.make(ada, "a CIRCLE", "peer_coaching")
    with pytest.raises(InvalidInput, match="no format 'choir'"):
        register.make(ada, "A choir", "choir")
    rows = world.services.audit.page(ada, Sought(event="group_created")).rows
    assert [(row.by, row.about) for row in rows] == [("Ada", "A circle")]


def test_a_group_gets_another_name(world: World, ada: Actor) -> None:
    register, north = world.services.group_register, world.group("Northside")
    world.group("Southside")
    register.rename(ada, north.id, "northside")
    register.rename(ada, north.id, "Harbour")
    found = register.find(ada, world.today).groups
    assert [group.name for group in found] == ["Harbour", "Southside"]
    with pytest.raises(InvalidInput, match="already a group 'southside'"):
        register.rename(ada, north.id, "southside")
    with pytest.raises(InvalidInput, match="The name of the group is empty"):
        register.rename(ada, north.id, " ")
    with pytest.raises(NotFound):
        register.rename(ada, "no such group", "Anything")
    rows = world.services.audit.page(ada, Sought(event="group_renamed")).rows
    assert [(row.by, row.about) for row in rows] == [("Ada", "Harbour")] * 2
