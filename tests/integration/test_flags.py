"""What readers say is wrong: who is told, what is hidden, and how it comes to an end."""

from __future__ import annotations

import pytest

from coach.domain.consent import Ask
from coach.domain.lineage import Flag, FlagReason, Settled
from coach.domain.people import Actor
from coach.domain.repertoire import ORGANISATION, ItemStatus, of_group
from coach.domain.story import StoryPart
from coach.errors import InvalidInput, NotFound
from coach.services.withdrawing import withdraw
from coach.storage.records import AuditEvent
from tests.integration.test_sharing import Desk
from tests.support.repertoire import SILENT_ROOM, add_story
from tests.support.world import World

WORDS = "The dispatcher is easy to guess."


class Review(Desk):
    """Ann's story is read in Northside, which Lea leads; Ben flags it."""

    def __init__(self, world: World) -> None:
        super().__init__(world)
        lea = world.actor("Lea", self.north, leads=True)
        self.services.charters.accept(lea, self.north.id, 0)
        self.lea = world.signed_in(lea.person_id)
        self.told = self.story()
        self.item_id = self.share(self.told, self.north)
        self.flags = self.services.flags

    def flag(self, reason: FlagReason, actor: Actor | None = None) -> str:
        return self.flags.flag(actor or self.ben, self.item_id, reason, WORDS).id

    def is_read(self) -> bool:
        try:
            return bool(self.reads(self.ben, self.item_id))
        except NotFound:
            return False

    def settled(self) -> list[Settled | None]:
        with self.services.database.reading() as tx:
            return [flag.settled_as for flag in tx.flags.raised_by(self.ben.person_id)]


@pytest.fixture
def review(world: World) -> Review:
    return Review(world)


@pytest.mark.parametrize("reason", FlagReason)
def test_author_and_leader_are_told_and_never_by_whom(review: Review, reason: FlagReason) -> None:
    review.flag(reason)
    for actor, mine in ((review.ann, True), (review.lea, False)):
        (waiting,) = review.flags.open_for(actor)
        assert (waiting.reason, waiting.words, waiting.mine) == (reason, WORDS, mine)
        assert review.ben.person_id not in repr(waiting)
        assert waiting.may_let_stand is (not mine and reason is not FlagReason.ME)
        assert not waiting.may_retire
    for actor in (review.ben, review.cem, review.world.actor("Ada", is_admin=True)):
        assert review.flags.open_for(actor) == []
    (raised,) = review.flags.raised(review.ben)
    assert raised.flag.words == WORDS


@pytest.mark.parametrize("reason", FlagReason)
def test_what_concerns_a_person_is_hidden_until_it_is_settled(
    review: Review, reason: FlagReason
) -> None:
    flag_id = review.flag(reason)
    hides = reason in {FlagReason.RECOGNISABLE, FlagReason.ME}
    assert review.is_read() is not hides
    found = review.services.search.search(review.ben, "nobody answered in our meeting")
    assert bool(found) is not hides
    review.flags.take_back(review.ben, flag_id)
    review.flags.take_back(review.ben, flag_id)
    assert review.is_read()
    assert review.services.search.search(review.ben, "nobody answered in our meeting")
    assert review.flags.open_for(review.lea) == []
    assert review.settled() == [Settled.TAKEN_BACK]


def test_whoever_leads_lets_it_stand_and_the_same_is_not_raised_again(review: Review) -> None:
    flag_id = review.flag(FlagReason.RECOGNISABLE)
    for actor in (review.ann, review.ben, review.cem):
        with pytest.raises(NotFound):
            review.flags.stands(actor, flag_id)
    review.flags.stands(review.lea, flag_id)
    assert review.is_read()
    with pytest.raises(InvalidInput, match="it stands"):
        review.flag(FlagReason.RECOGNISABLE)
    review.flag(FlagReason.ME)
    assert not review.is_read()


def test_one_who_recognises_themselves_alone_takes_that_back(review: Review) -> None:
    flag_id = review.flag(FlagReason.ME)
    with pytest.raises(InvalidInput, match="only they can take that back"):
        review.flags.stands(review.lea, flag_id)
    assert not review.is_read()
    for actor in (review.ann, review.lea, review.cem):
        with pytest.raises(NotFound):
            review.flags.take_back(actor, flag_id)


def test_it_stays_hidden_while_another_flag_or_question_is_open(review: Review) -> None:
    first = review.flag(FlagReason.ME)
    second = Flag(
        id="2" * 32,
        item_id=review.item_id,
        person_id=review.lea.person_id,
        reason=FlagReason.RECOGNISABLE,
        raised_at=review.world.clock(),
    )
    with review.services.database.transaction() as tx:
        tx.flags.add(second)  # raised in the same moment
    review.flags.take_back(review.ben, first)
    assert not review.is_read()
    ask = Ask(
        story_id=review.told.id,
        reason="grown",
        audience=of_group(review.north.id),
        asked_at=review.world.clock(),
    )
    with review.services.database.transaction() as tx:
        tx.consent_asks.put(ask)
    review.flags.take_back(review.lea, second.id)
    assert not review.is_read()
    review.services.sharing.agree(review.ann, review.told.id)
    assert review.is_read()


def test_another_text_settles_it_and_a_yes_to_the_same_text_does_not(review: Review) -> None:
    review.flag(FlagReason.ME)
    review.share(review.told, review.north)
    assert not review.is_read()
    assert review.settled() == [None]
    review.services.authoring.set_part(review.ann, review.told.id, StoryPart.TRIED, "I waited.")
    review.share(review.told, review.north)
    assert review.is_read()
    assert review.settled() == [Settled.CHANGED]


def test_taken_back_by_its_author_nothing_is_left_of_a_flag(review: Review) -> None:
    flag_id = review.flag(FlagReason.ME)
    review.services.sharing.withdraw(review.ann, review.told.id)
    assert review.flags.open_for(review.lea) == []
    assert review.flags.raised(review.ben) == []
    with pytest.raises(NotFound):
        review.flags.take_back(review.ben, flag_id)


def test_given_without_a_story_and_taken_back_it_is_its_authors_again(review: Review) -> None:
    audience = of_group(review.north.id)
    given = add_story(
        review.services, "Mine", SILENT_ROOM, audience=audience, author_id=review.ann.person_id
    )
    review.flags.flag(review.ben, given.id, FlagReason.ME)
    with review.services.database.transaction() as tx:
        item = tx.items.get(given.id)
        assert item is not None
        withdraw(tx, item, review.world.clock(), by_id=review.ann.person_id)
    assert review.reads(review.ann, given.id)
    assert Settled.CHANGED in review.settled()


def test_one_open_flag_a_person_and_none_of_ones_own(review: Review) -> None:
    review.flag(FlagReason.WRONG)
    with pytest.raises(InvalidInput, match="You have said so already"):
        review.flag(FlagReason.HARMFUL)
    with pytest.raises(InvalidInput, match="your own"):
        review.flag(FlagReason.WRONG, review.ann)
    with pytest.raises(NotFound):
        review.flag(FlagReason.WRONG, review.cem)


def test_an_admin_sees_the_organisations_alone_and_may_retire_it(world: World) -> None:
    ada, ben = world.actor("Ada", is_admin=True), world.actor("Ben")
    lou = world.actor("Lou")
    item = add_story(
        world.services,
        "The silent room",
        SILENT_ROOM,
        audience=ORGANISATION,
        author_id=lou.person_id,
    )
    flags = world.services.flags
    flag = flags.flag(ben, item.id, FlagReason.HARMFUL)
    (waiting,) = flags.open_for(ada)
    assert waiting.may_retire
    assert waiting.may_let_stand
    with pytest.raises(NotFound):
        flags.retire(ben, flag.id)
    flags.retire(ada, flag.id)
    with pytest.raises(NotFound):
        world.services.stories.open(ben, item.id)
    with world.services.database.reading() as tx:
        kept = tx.items.get(item.id)
    assert kept is not None
    assert kept.status is ItemStatus.RETIRED
    assert flags.open_for(ada) == []


def test_of_what_the_organisation_loaded_admins_are_told_what_is_wrong(world: World) -> None:
    ada, ben = world.actor("Ada", is_admin=True), world.actor("Ben")
    item = add_story(world.services, "The silent room", SILENT_ROOM)
    with pytest.raises(InvalidInput, match="No member has told this"):
        world.services.flags.flag(ben, item.id, FlagReason.ME)
    flag = world.services.flags.flag(ben, item.id, FlagReason.WRONG)
    assert [w.id for w in world.services.flags.open_for(ada)] == [flag.id]
    world.services.flags.stands(ada, flag.id)
    assert world.services.flags.open_for(ada) == []


def test_the_trail_says_what_happened_and_names_nobody_who_flagged(review: Review) -> None:
    flag_id = review.flag(FlagReason.RECOGNISABLE)
    review.flags.stands(review.lea, flag_id)
    with review.services.database.reading() as tx:
        trail: list[AuditEvent] = tx.audit.latest(100)
    rows = {e.event: e for e in trail if "flag" in e.event}
    assert rows["item_flagged"].actor_id == ""
    assert rows["flag_settled"].actor_id == review.lea.person_id
    assert WORDS not in repr(trail)
