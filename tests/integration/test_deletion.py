"""Deleting does what was said beforehand, no more and no less, down to the bytes."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import select

from coach.errors import InvalidInput, NotFound, NotSignedIn
from coach.services.journal import JournalKind
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
