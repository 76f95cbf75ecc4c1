"""Deleting does what was said beforehand, no more and no less, down to the bytes."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import select

from coach.domain.charter import Attribution
from coach.domain.consent import Choice
from coach.domain.reach import Reach
from coach.domain.reflection import ReflectionStep
from coach.domain.story import StoryPart
from coach.errors import InvalidInput, NotFound, NotSignedIn
from coach.services.journal import JournalKind
from coach.services.made_stories import StoryFate
from coach.services.sharing import seen_of
from coach.storage import tables
from tests.support.world import PASSWORD, World, open_world

ALONE = "What you took from it into a commitment or a reflection stays there."
ATTEMPTS_STAY = "The attempts that it looks back on stay."


class Garden:
    """Ann's commitment with three attempts; a reflection on each of two, and one on two of them."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.ann = world.actor("Ann", world.group())
        self.other = world.commitment(self.ann, words="do something else")
        self.commitment = world.commitment(self.ann)
        services = world.services
        services.commitments.revise(self.ann, self.commitment.id, "I will ask twice.")
        self.attempts = [world.attempt(self.ann, self.commitment, note=str(n)) for n in range(3)]
        self.elsewhere = world.attempt(self.ann, self.other)
        start = services.reflections.start
        self.alone = start(self.ann, [self.attempts[0].id])
        self.both = start(self.ann, [self.attempts[1].id, self.elsewhere.id])
        self.talk, _ = world.conversation(self.ann, self.commitment.id, "about it")
        self.looking_back, _ = world.conversation(
            self.ann, self.alone.id, "looking back", kind="reflect"
        )

    def preview(self, kind: JournalKind, thing_id: str) -> tuple[str, ...]:
        return self.world.services.journal.deletion_preview(self.ann, kind, thing_id)

    def left(self) -> set[str]:
        """Return the ids of all that Ann has left."""
        return {item.id for item in self.world.services.journal.items(self.ann)}


@pytest.fixture
def garden(world: World) -> Garden:
    return Garden(world)


def test_a_commitment_takes_all_that_hangs_on_it(garden: Garden) -> None:
    garden.world.services.commitments.share(garden.ann, garden.commitment.id, "group")
    assert garden.preview("commitment", garden.commitment.id) == (
        (
            "This also deletes 1 earlier wording, 3 attempts, the reflection made from them and "
            "the 2 conversations about this."
        ),
        "Your group will no longer see it.",
        "1 other reflection will stay, without these attempts.",
    )
    garden.world.services.commitments.delete(garden.ann, garden.commitment.id)
    assert garden.left() == {garden.other.id, garden.elsewhere.id, garden.both.id}
    kept = garden.world.services.reflections.get(garden.ann, garden.both.id)
    assert kept.attempt_ids == (garden.elsewhere.id,)
    with garden.world.services.database.reading() as tx:
        for table in (tables.turns, tables.commitment_revisions):
            assert tx.connection.execute(select(table)).all() == []


def test_an_attempt_takes_the_reflection_that_has_no_other(garden: Garden) -> None:
    before = garden.left()
    assert garden.preview("attempt", garden.attempts[0].id) == (
        "This also deletes the reflection made from it and the conversation about it.",
    )
    garden.world.services.attempts.delete(garden.ann, garden.attempts[0].id)
    gone = {garden.attempts[0].id, garden.alone.id, garden.looking_back.id}
    assert garden.left() == before - gone


def test_an_attempt_leaves_the_reflection_that_has_others(garden: Garden) -> None:
    before = garden.left()
    assert garden.preview("attempt", garden.attempts[1].id) == (
        "1 other reflection will stay, without this attempt.",
    )
    garden.world.services.attempts.delete(garden.ann, garden.attempts[1].id)
    assert garden.left() == before - {garden.attempts[1].id}


def test_a_reflection_leaves_its_attempts(garden: Garden) -> None:
    before = garden.left()
    assert garden.preview("reflection", garden.alone.id) == (
        "This also deletes the conversation about this.",
        ATTEMPTS_STAY,
    )
    garden.world.services.reflections.delete(garden.ann, garden.alone.id)
    assert garden.left() == before - {garden.alone.id, garden.looking_back.id}


def test_a_conversation_leaves_what_was_made_of_it(garden: Garden) -> None:
    before = garden.left()
    assert garden.preview("conversation", garden.talk.id) == (ALONE,)
    garden.world.services.conversations.delete(garden.ann, garden.talk.id)
    assert garden.left() == before - {garden.talk.id}


def test_what_stands_alone_says_nothing(garden: Garden) -> None:
    assert garden.preview("attempt", garden.attempts[2].id) == ()


class Told:
    """Ann's story of a kept reflection, and Ben, who is in her group."""

    def __init__(self, world: World, *, shared: bool) -> None:
        self.services = world.services
        group = world.group()
        self.ann, self.ben = (world.actor(name, group) for name in ("Ann", "Ben"))
        self.commitment = world.commitment(self.ann)
        attempt = world.attempt(self.ann, self.commitment)
        reflections = self.services.reflections
        self.reflection = reflections.start(self.ann, [attempt.id])
        reflections.set_step(self.ann, self.reflection.id, ReflectionStep.HAPPENED, "It rained.")
        reflections.keep(self.ann, self.reflection.id)
        authoring = self.services.authoring
        self.story = authoring.start(self.ann, reflection_id=self.reflection.id)
        for part in StoryPart:
            authoring.set_part(self.ann, self.story.id, part, f"We waited, {part}.")
        if shared:
            seen = seen_of(authoring.preview(self.ann, self.story.id).texts)
            choice = Choice(
                reach=Reach.GROUP, group_ids=frozenset({group.id}), attribution=Attribution.NONE
            )
            self.item = self.services.sharing.share(
                self.ann, self.story.id, choice, seen_sha256=seen
            )


def test_a_story_nobody_reads_stays_unless_its_author_says_otherwise(world: World) -> None:
    told = Told(world, shared=False)
    journal, services = world.services.journal, world.services
    line = "The story “We waited, title.” was made from this. Nobody else reads it."
    assert line in journal.deletion_preview(told.ann, "reflection", told.reflection.id)
    services.reflections.delete(told.ann, told.reflection.id)
    left = services.authoring.get(told.ann, told.story.id)
    assert (left.reflection_id, left.text(StoryPart.TITLE)) == (None, "We waited, title.")


def test_a_story_that_others_read_stays_as_its_author_chooses(world: World) -> None:
    told = Told(world, shared=True)
    services = world.services
    (made,) = services.journal.made_stories(told.ann, "commitment", told.commitment.id)
    assert made.read_by == "The members of Northside"
    with pytest.raises(InvalidInput, match="choose whether it stays"):
        services.commitments.delete(told.ann, told.commitment.id)
    assert [r.id for r in services.reflections.mine(told.ann)] == [told.reflection.id]
    services.commitments.delete(told.ann, told.commitment.id, stories=StoryFate.KEEP)
    assert services.reflections.mine(told.ann) == []
    assert services.stories.open(told.ben, told.item.id).item.text == told.item.text
    assert services.authoring.get(told.ann, told.story.id).item_id == told.item.id


def test_a_story_is_taken_back_and_goes_with_its_reflection(world: World) -> None:
    told = Told(world, shared=True)
    services = world.services
    services.reflections.delete(told.ann, told.reflection.id, stories=StoryFate.DELETE)
    assert services.authoring.mine(told.ann) == []
    with pytest.raises(NotFound):
        services.stories.open(told.ben, told.item.id)
    assert services.search.search(told.ben, "We waited") == []
    with services.database.reading() as tx:
        (consent,) = tx.consents.of_owner(told.ann.person_id)
        events = {(e.event, e.object_id) for e in tx.audit.latest()}
    assert (consent.text, consent.withdrawn_at) == ("", world.clock())
    assert {("deletion", told.story.id), ("audience_change", told.item.id)} <= events


def test_a_shared_story_is_taken_back_before_it_is_deleted(world: World) -> None:
    told = Told(world, shared=True)
    services = world.services
    assert services.journal.deletion_preview(told.ann, "story", told.story.id) == (
        "The members of Northside can read it: take it back first, on its own page.",
    )
    with pytest.raises(InvalidInput, match="take it back first"):
        services.authoring.delete(told.ann, told.story.id)


def test_with_the_account_what_was_shared_goes_and_it_says_so(world: World) -> None:
    told = Told(world, shared=True)
    lines = world.services.accounts.deletion_preview(told.ann).lines
    assert "1 reflection and 1 story, and nobody" in lines[1]
    assert "What you shared goes from others' pages and searches too: 1 story." in lines
    world.services.accounts.delete_account(told.ann, password=PASSWORD)
    with pytest.raises(NotFound):
        world.services.stories.open(told.ben, told.item.id)


def test_only_things_of_a_journal_have_a_preview(garden: Garden) -> None:
    for kind in ("account", "nonsense"):
        with pytest.raises(InvalidInput, match=kind):
            garden.preview(kind, garden.ann.person_id)  # type: ignore[arg-type]


def test_a_deleted_thing_is_gone(garden: Garden) -> None:
    services = garden.world.services
    services.commitments.delete(garden.ann, garden.commitment.id)
    with pytest.raises(NotFound):
        services.commitments.delete(garden.ann, garden.commitment.id)


def raw_secrets(world: World) -> list[bytes]:
    """Return the encrypted values as they stand in the files."""
    columns = (
        tables.turns.c.text, tables.commitments.c.draft, tables.commitments.c.sentence,
        tables.commitment_revisions.c.sentence, tables.attempts.c.note, tables.reflections.c.draft,
    )  # fmt: skip
    with world.services.database.reading() as tx:
        return [
            bytes(row[0])
            for column in columns
            for row in tx.connection.exec_driver_sql(f"SELECT {column.name} FROM {column.table}")
        ]


def files(home: Path) -> bytes:
    return b"".join(path.read_bytes() for path in home.iterdir() if path.name != "key")


def test_an_account_goes_with_every_byte_and_leaves_the_others(home: Path) -> None:
    with open_world(home) as world:
        garden = Garden(world)
        bea = world.actor("Bea")
        kept = world.commitment(bea)
        secrets = raw_secrets(world)
        world.services.commitments.delete(bea, kept.id)
        kept = world.commitment(bea)
        assert len(secrets) > 10
        assert b"ann@example.org" in files(home)
        preview = world.services.accounts.deletion_preview(garden.ann)
        assert preview.lines[:3] == (
            "This deletes your account, and you are signed out everywhere.",
            (
                "It deletes 2 commitments, 4 attempts, 2 reflections and 2 conversations, and "
                "nobody can bring them back."
            ),
            "You leave your group, which reads of it and no longer sees what you shared.",
        )
        assert not any("nvitation" in line for line in preview.lines)
        with pytest.raises(InvalidInput):
            world.services.accounts.delete_account(garden.ann, password="wrong password")
        world.services.accounts.delete_account(garden.ann, password=PASSWORD)
        left = files(home)
        assert [s for s in secrets if s in left] == []
        assert b"ann@example.org" not in left
        with pytest.raises(NotSignedIn):
            world.services.accounts.actor_for_session(garden.ann.session_id)
        with pytest.raises(InvalidInput, match="do not belong together"):
            world.services.accounts.sign_in(
                email="ann@example.org", password=PASSWORD, address="192.0.2.1"
            )
        with world.services.database.reading() as tx:
            for table in (
                tables.conversations, tables.turns, tables.attempts, tables.reflections,
                tables.reflection_attempts, tables.commitment_revisions, tables.memberships,
            ):  # fmt: skip
                assert tx.connection.execute(select(table)).all() == [], table.name
            assert [c.id for c in tx.commitments.of_owner(bea.person_id)] == [kept.id]
            trail = [e for e in tx.audit.latest() if e.actor_id == garden.ann.person_id]
        assert ("deletion", garden.ann.person_id) in {(e.event, e.object_id) for e in trail}


def test_a_deleted_account_can_be_made_anew_and_finds_nothing(world: World) -> None:
    garden = Garden(world)
    world.services.accounts.delete_account(garden.ann, password=PASSWORD)
    again = world.actor("Ann")
    assert world.services.journal.items(again) == []


def test_an_administrator_is_told_that_open_invitations_go_too(world: World) -> None:
    north, south = world.group("North"), world.group("South")
    ada = world.actor("Ada", north, south, is_admin=True)
    accounts = world.services.accounts

    def told() -> tuple[str, ...]:
        return accounts.deletion_preview(ada).lines[1:-1]

    assert told() == ("You leave your groups, which read of it and no longer see what you shared.",)
    used, kept = (accounts.invite(ada, group_id=north.id, days=2) for _ in range(2))
    accounts.join(world.actor("Bo"), used.token)
    assert told()[1:] == ("Invitations that you made and that nobody has used stop working.",)
    world.clock.advance(days=2)
    assert told()[1:] == ()
    world.clock.advance(days=-2)
    accounts.delete_account(ada, password=PASSWORD)
    with pytest.raises(NotFound):
        accounts.invitation(kept.token)
