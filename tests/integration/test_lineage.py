"""What happened with what was tried: said by whoever tried it, told only as they agree."""

from __future__ import annotations

import pytest

from coach.domain.commitment import Commitment
from coach.domain.lineage import Verdict
from coach.domain.people import Actor
from coach.domain.release import Amount
from coach.domain.repertoire import Item, of_group
from coach.domain.story import StoryPart
from coach.errors import InvalidInput, NotFound
from tests.integration.test_sharing import PARTS, Desk
from tests.support.repertoire import SILENT_ROOM, add_story
from tests.support.world import World


class Room:
    """Ann gave an item to everybody in her group; others try it."""

    def __init__(self, world: World) -> None:
        self.world, self.services = world, world.services
        self.group = world.group()
        self.ann = self.person("Ann")
        self.item = add_story(
            self.services,
            "The silent room",
            SILENT_ROOM,
            audience=of_group(self.group.id),
            author_id=self.ann.person_id,
        )

    def person(self, name: str) -> Actor:
        made = self.world.actor(name, self.group)
        self.services.charters.accept(made, self.group.id, 0)
        return self.world.signed_in(made.person_id)

    def trying(self, actor: Actor, item: Item | None = None, *, attempt: bool = True) -> Commitment:
        commitment = self.world.commitment(actor)
        self.services.suggestions.try_it(actor, (item or self.item).id, commitment.id)
        if attempt:
            self.world.attempt(actor, commitment)
        return commitment

    def says(self, name: str, verdict: Verdict, line: str = "", **told: bool) -> Actor:
        actor = self.person(name)
        commitment = self.trying(actor)
        self.services.lineage.say(actor, commitment.id, self.item.id, verdict, line, **told)
        return actor


@pytest.fixture
def room(world: World) -> Room:
    return Room(world)


def test_it_is_said_once_an_attempt_is_logged_and_only_of_what_is_tried(room: Room) -> None:
    ben, lineage = room.person("Ben"), room.services.lineage
    commitment = room.trying(ben, attempt=False)
    (before,) = lineage.of_commitment(ben, commitment.id)
    assert not before.may_say
    with pytest.raises(InvalidInput, match="No attempt is logged yet"):
        lineage.say(ben, commitment.id, room.item.id, Verdict.WORKED)
    room.world.attempt(ben, commitment)
    with pytest.raises(NotFound):
        lineage.say(ben, room.world.commitment(ben).id, room.item.id, Verdict.WORKED)
    with pytest.raises(InvalidInput, match="301 characters"):
        lineage.say(ben, commitment.id, room.item.id, Verdict.WORKED, "x" * 301)
    lineage.say(ben, commitment.id, room.item.id, Verdict.WORKED, " It did. ")
    said = lineage.say(ben, commitment.id, room.item.id, Verdict.PARTLY, "Only twice.")
    (after,) = lineage.of_commitment(ben, commitment.id)
    assert after.outcome == said
    assert [tried.outcome for tried in lineage.mine(ben)] == [said]
    lineage.take_back(ben, after.trial_id)
    assert lineage.mine(ben) == []


def test_of_ones_own_nothing_is_said_and_nobody_thanks_oneself(room: Room) -> None:
    commitment = room.trying(room.ann)
    with pytest.raises(InvalidInput, match="your own"):
        room.services.lineage.say(room.ann, commitment.id, room.item.id, Verdict.WORKED)
    with pytest.raises(InvalidInput, match="your own"):
        room.services.lineage.thank(room.ann, room.item.id)


def test_the_author_reads_what_was_meant_for_them_under_the_name_that_was_agreed(
    room: Room,
) -> None:
    room.says("Ben", Verdict.WORKED, "The third wait did it.", told=True, named=True)
    room.says("Cem", Verdict.NOT, "They laughed.", told=True)
    room.says("Dua", Verdict.NOT, "Nobody came.", named=True)
    lines = room.services.lineage.reception(room.ann, room.item.id).lines
    assert {(x.verdict, x.line, x.name) for x in lines} == {
        (Verdict.WORKED, "The third wait did it.", "Ben"),
        (Verdict.NOT, "They laughed.", ""),
    }


def test_one_who_tried_it_and_told_nobody_is_not_told_of(room: Room) -> None:
    room.says("Ben", Verdict.NOT, "They laughed.")
    reception = room.services.lineage.reception(room.ann, room.item.id)
    assert reception.lines == ()
    assert (reception.told.some, reception.told.tried) == (True, None)
    assert reception.told.heard.by == {}


def test_three_who_keep_it_to_themselves_count_and_with_them_no_fourth(room: Room) -> None:
    ben = room.says("Ben", Verdict.WORKED)
    room.says("Cem", Verdict.WORKED)
    room.says("Dua", Verdict.NOT, told=True)
    assert room.services.stories.open(ben, room.item.id).told.heard.by == {}
    room.says("Eva", Verdict.WORKED)
    expected = {Verdict.WORKED: Amount(sure=3)}
    assert room.services.stories.open(ben, room.item.id).told.heard.by == expected
    reception = room.services.lineage.reception(room.ann, room.item.id)
    assert reception.told.heard.by == expected
    assert [line.verdict for line in reception.lines] == [Verdict.NOT]


def test_a_person_counts_once_with_what_they_said_last(room: Room) -> None:
    for name in ("Ben", "Cem"):
        room.says(name, Verdict.WORKED)
    dua = room.says("Dua", Verdict.NOT)
    room.world.clock.advance(days=1)
    again = room.trying(dua)
    room.services.lineage.say(dua, again.id, room.item.id, Verdict.WORKED)
    told = room.services.stories.open(dua, room.item.id).told
    assert told.heard.by == {Verdict.WORKED: Amount(sure=3)}


def test_thanks_cost_one_click_and_are_counted_for_the_author_alone(room: Room) -> None:
    lineage, people = room.services.lineage, [room.person(n) for n in ("Ben", "Cem", "Dua")]
    for person in people:
        assert not lineage.ties(person, room.item.id).thanked
        lineage.thank(person, room.item.id)
        lineage.thank(person, room.item.id)
    assert lineage.ties(people[0], room.item.id).thanked
    assert lineage.reception(room.ann, room.item.id).thanks == Amount(sure=3)
    lineage.unthank(people[0], room.item.id)
    assert lineage.reception(room.ann, room.item.id).thanks == Amount(more=True)
    with pytest.raises(NotFound):
        lineage.reception(people[0], room.item.id)


def test_what_the_organisation_gave_has_no_author_to_thank_or_to_tell(room: Room) -> None:
    ben = room.person("Ben")
    starter = add_story(room.services, "On Fridays", SILENT_ROOM)
    assert not room.services.lineage.ties(ben, starter.id).may_thank
    with pytest.raises(InvalidInput, match="No member gave this"):
        room.services.lineage.thank(ben, starter.id)
    commitment = room.trying(ben, starter)
    said = room.services.lineage.say(
        ben, commitment.id, starter.id, Verdict.WORKED, told=True, named=True
    )
    assert (said.told, said.named) == (False, False)


@pytest.mark.parametrize("may_build", [True, False])
def test_a_story_says_what_it_was_built_on_where_that_was_agreed_to(
    world: World, *, may_build: bool
) -> None:
    desk = Desk(world)
    source_story = desk.story()
    source = desk.share(source_story, desk.north)
    with world.services.database.transaction() as tx:
        consent = tx.consents.newest(source)
        assert consent is not None
        tx.consents.add(
            consent.model_copy(update={"id": "f" * 32, "version": 2, "may_build": may_build})
        )
    authoring, lineage = desk.services.authoring, desk.services.lineage
    story = authoring.start(desk.ann, tried_item_id=source)
    for part, text in PARTS.items():
        authoring.set_part(desk.ann, story.id, part, text)
    authoring.set_part(desk.ann, story.id, StoryPart.TITLE, "And again")
    told = desk.share(story, desk.north, desk.south)
    ben, cem = (world.signed_in(a.person_id) for a in (desk.ben, desk.cem))
    links = [link.item_id for link in lineage.ties(ben, source).built_on]
    assert links == ([told] if may_build else [])
    origin = lineage.ties(ben, told).origin
    assert (origin.item_id if origin else None) == (source if may_build else None)
    assert lineage.ties(cem, told).origin is None, "whoever may not read it is told of none"
