"""A group's charter: accepted by each member, written by whoever leads, and a cap on sharing."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from coach.domain.charter import SECTION_TITLES, Attribution, Sections, Terms
from coach.domain.groups import Group
from coach.domain.people import Actor
from coach.domain.reach import Reach
from coach.domain.repertoire import of_group
from coach.errors import InvalidInput, NotFound
from coach.services.charters import CharterService
from tests.support.repertoire import add_story
from tests.support.world import PASSWORD, World

SECRET = "quetzalcoatl"


@dataclass
class Room:
    """Ann leads, Ben is a member; `again` builds an actor anew, as the next request does."""

    world: World
    group: Group
    ann: Actor
    ben: Actor

    @property
    def charters(self) -> CharterService:
        return self.world.services.charters

    def write(self, words: str = "We come.", widest: Reach = Reach.GROUP) -> int:
        """Let Ann write the next version and return its number."""
        terms = Terms(widest_audience=widest, attributions=tuple(Attribution))
        view = self.charters.write(self.ann, self.group.id, sections=sections(words), terms=terms)
        return view.charter.number

    def again(self, actor: Actor) -> Actor:
        return self.world.signed_in(actor.person_id)


@pytest.fixture
def room(world: World) -> Room:
    return open_room(world)


def open_room(world: World, format_key: str = "peer_learning_group") -> Room:
    group = world.group(format_key=format_key)
    ann = world.actor("Ann", group, leads=True)
    return Room(world, group, ann, world.actor("Ben", group))


def sections(words: str) -> Sections:
    return Sections.model_validate(dict.fromkeys(SECTION_TITLES, words))


def sees(room: Room, actor: Actor) -> list[str]:
    """Return the sentences that the group shows to somebody now."""
    shared = room.world.services.commitments.shared_in_group(room.again(actor), room.group.id)
    return [c.sentence for c in shared]


def share(room: Room, actor: Actor, words: str = "ask first") -> None:
    commitment = room.world.commitment(actor, words=words)
    room.world.services.commitments.share(actor, commitment.id, "group")


def test_a_group_that_never_wrote_one_works_as_before(room: Room) -> None:
    share(room, room.ann)
    assert sees(room, room.ben) == ["I will ask first."]
    view = room.charters.read(room.ben, room.group.id)
    assert (view.charter.number, view.charter.binds, view.accepted) == (0, False, None)
    assert view.standing.takes_part
    assert "stays here" in view.charter.sections.may_leave
    assert room.charters.versions(room.ben, room.group.id) == []


def test_where_it_binds_from_the_start_each_accepts_before_sharing_or_reading(
    world: World,
) -> None:
    room = open_room(world, "peer_coaching")
    commitments = world.services.commitments
    mine = world.commitment(room.ann)
    assert commitments.audiences(room.ann, mine.id) == ("me",)
    with pytest.raises(InvalidInput, match="a yes to its charter before you share"):
        commitments.share(room.ann, mine.id, "group")
    room.charters.accept(room.ann, room.group.id, 0)
    assert commitments.audiences(room.ann, mine.id) == ("me", "group")
    commitments.share(room.ann, mine.id, "group")
    assert sees(room, room.ben) == []
    assert world.services.home.overview(room.again(room.ben), world.today).shared == ()
    view = room.charters.accept(room.ben, room.group.id, 0)
    assert (view.agreed, view.missing) == (("Ann", "Ben"), ())
    assert sees(room, room.ben) == ["I will ask first."]


def test_the_first_charter_asks_all_and_leaves_nobody_in_the_dark(room: Room) -> None:
    share(room, room.ann)
    room.world.clock.advance(days=1)
    number = room.write()
    assert sees(room, room.ben) == ["I will ask first."]
    commitment = room.world.commitment(room.ben)
    with pytest.raises(InvalidInput, match="a yes to its charter"):
        room.world.services.commitments.share(room.ben, commitment.id, "group")
    room.world.clock.advance(days=1)
    new = room.world.actor("New", room.group)
    assert sees(room, new) == []
    assert room.charters.read(new, room.group.id).missing == ("Ann", "Ben", "New")
    room.charters.accept(new, room.group.id, number)
    assert sees(room, new) == ["I will ask first."]
    share(room, new, "wait")
    assert len(sees(room, room.ben)) == 2


def widen(room: Room) -> None:
    """Let the group agree to let the organisation see what a member offers it."""
    rules = room.world.services.group_rules
    change = rules.change(
        room.ann,
        room.group.id,
        {"widest_audience": "organisation"},
        decided_by="both of us",
        why="Others could use it.",
    )
    rules.answer(room.again(room.ben), change.id, yes=True)


def test_a_wider_charter_shows_nobody_anything_before_they_agree(room: Room) -> None:
    share(room, room.ann, SECRET)
    widen(room)
    story = add_story(
        room.world.services, "A tale", f"It was {SECRET}.", audience=of_group(room.group.id)
    )
    stories = room.world.services.stories
    assert stories.open(room.again(room.ben), story.id).item.id == story.id
    number = room.write(widest=Reach.ORGANISATION)
    assert sees(room, room.ben) == []
    with pytest.raises(NotFound):
        stories.open(room.again(room.ben), story.id)
    found = room.world.services.search.search(room.again(room.ben), f"It was {SECRET}.")
    assert SECRET not in repr(found)
    room.charters.accept(room.ben, room.group.id, number)
    assert sees(room, room.ben) == [f"I will {SECRET}."]
    assert stories.open(room.again(room.ben), story.id).item.id == story.id


def test_a_narrower_charter_takes_effect_on_what_was_shared_before(room: Room) -> None:
    share(room, room.ann)
    room.world.clock.advance(days=1)
    number = room.write(widest=Reach.ME)
    assert sees(room, room.ben) == []
    room.charters.accept(room.ben, room.group.id, number)
    commitments = room.world.services.commitments
    commitment = room.world.commitment(room.ben)
    assert commitments.audiences(room.ben, commitment.id) == ("me",)
    with pytest.raises(InvalidInput, match="keeps this to yourself"):
        commitments.share(room.ben, commitment.id, "group")
    [shared] = [c for c in commitments.mine(room.ann) if c.audience == "group"]
    assert commitments.audiences(room.ann, shared.id) == ("me", "group")
    commitments.share(room.ann, shared.id, "me")


def test_a_draft_meant_for_the_group_is_not_shared_by_the_yes_once_a_charter_waits(
    room: Room,
) -> None:
    commitments = room.world.services.commitments
    draft = room.world.commitment(room.ben, open_=False)
    commitments.share(room.ben, draft.id, "group")
    number = room.write()
    with pytest.raises(InvalidInput, match="a yes to its charter"):
        commitments.commit(room.ben, draft.id, "I will ask.")
    room.charters.accept(room.ben, room.group.id, number)
    assert commitments.commit(room.ben, draft.id, "I will ask.").audience == "group"


def test_rules_cap_the_charter_also_when_they_narrow_later(room: Room) -> None:
    with pytest.raises(InvalidInput, match="end at 'group': change the rule first"):
        room.write(widest=Reach.ORGANISATION)
    widen(room)
    number = room.write(widest=Reach.ORGANISATION)
    accepted = room.charters.accept(room.ann, room.group.id, number)
    assert accepted.standing.limit is Reach.ORGANISATION
    room.world.services.group_rules.change(
        room.again(room.ann),
        room.group.id,
        {"widest_audience": "group"},
        decided_by="us",
        why="Too far.",
    )
    assert room.charters.read(room.ann, room.group.id).standing.limit is Reach.GROUP


def test_whoever_leads_writes_it_and_where_the_lead_is_shared_any_member(world: World) -> None:
    room = open_room(world)
    terms = Terms(widest_audience=Reach.GROUP, attributions=(Attribution.NAME,))
    with pytest.raises(NotFound):
        room.charters.write(room.ben, room.group.id, sections=sections("Mine."), terms=terms)
    assert not room.charters.read(room.ben, room.group.id).may_write
    assert room.charters.read(room.ann, room.group.id).may_write
    circle = world.group("Circle", format_key="learning_circle")
    cem = world.actor("Cem", circle)
    view = room.charters.write(cem, circle.id, sections=sections("Ours."), terms=terms)
    assert (view.charter.number, view.written_by, view.missing) == (1, "Cem", ("Cem",))


def test_versions_are_kept_and_only_the_present_one_is_accepted(room: Room) -> None:
    first = room.write("First.")
    second = room.write("Second.")
    with pytest.raises(InvalidInput, match="has changed meanwhile"):
        room.charters.accept(room.ben, room.group.id, first)
    for _ in range(2):
        view = room.charters.accept(room.ben, room.group.id, second)
    assert (view.accepted, view.agreed) == (second, ("Ben",))
    versions = room.charters.versions(room.ben, room.group.id)
    assert [v.sections.names for v in versions] == ["Second.", "First."]


def test_who_wrote_a_charter_is_told_that_it_stays_when_they_go(room: Room) -> None:
    accounts = room.world.services.accounts
    told = "What you wrote into your group's rules and charter stays, unnamed."
    assert told not in accounts.deletion_preview(room.ann).lines
    room.write("Ours.")
    assert told in accounts.deletion_preview(room.ann).lines
    accounts.delete_account(room.ann, password=PASSWORD)
    view = room.charters.read(room.ben, room.group.id)
    assert (view.charter.sections.names, view.written_by) == ("Ours.", "")


def test_an_empty_or_endless_section_is_refused(room: Room) -> None:
    with pytest.raises(InvalidInput, match="'Under which name' is empty"):
        room.charters.write(
            room.ann,
            room.group.id,
            sections=sections("We come.").model_copy(update={"names": " "}),
            terms=Terms(widest_audience=Reach.GROUP, attributions=(Attribution.NAME,)),
        )
    with pytest.raises(InvalidInput, match="shorten it to 3000"):
        room.write("x" * 3001)


def test_a_yes_to_a_formats_text_does_not_count_for_another_format(world: World) -> None:
    room = open_room(world, "peer_coaching")
    for actor in (room.ann, room.ben):
        room.charters.accept(actor, room.group.id, 0)
    rules = world.services.group_rules
    rules.change(
        room.again(room.ann),
        room.group.id,
        {"size_most": 2},
        decided_by="us",
        why="We are two.",
    )
    assert sees(room, room.ben) == []
    assert room.charters.read(room.ben, room.group.id).standing.takes_part
    change = rules.change_format(
        room.again(room.ann), room.group.id, "learning_circle", decided_by="us", why="We grow."
    )
    rules.answer(room.again(room.ben), change.id, yes=True)
    view = room.charters.read(room.ben, room.group.id)
    assert (view.accepted, view.charter.binds, view.standing.takes_part) == (None, False, True)


def test_the_audit_trail_tells_of_the_charter_without_its_words(room: Room) -> None:
    room.charters.accept(room.ben, room.group.id, room.write(SECRET))
    trail = room.world.services.audit.latest(room.world.actor("Ruth", is_admin=True))
    found = [(e.event, e.actor_id, e.detail) for e in trail if e.kind == "charter"]
    assert sorted(found) == sorted(
        [
            ("charter_written", room.ann.person_id, "version 1"),
            ("charter_accepted", room.ben.person_id, "version 1"),
        ]
    )
    assert SECRET not in repr(trail)
