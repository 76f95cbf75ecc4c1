"""Threads, posts and marks come back as they were saved, and words go with their author."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Final

import pytest
from sqlalchemy.exc import IntegrityError

from coach.domain.people import Membership, Person
from coach.domain.talk import Post, PostState, Space, Thread, gone
from coach.storage.database import Database
from tests.support.world import new_group

NOW: Final = datetime(2026, 3, 2, 9, tzinfo=UTC)


def thread(id_: str, *, last: int = 1, hours: int = 0, by: str = "ann") -> Thread:
    return Thread(
        id=id_,
        group_id="group",
        space=Space.PRIVATE,
        title=f"About {id_}",
        opened_by_id=by,
        opened_at=NOW,
        last=last,
        last_at=NOW + timedelta(hours=hours),
    )


def post(thread_id: str, position: int, author: str) -> Post:
    return Post(
        id=f"{thread_id}-{position}",
        thread_id=thread_id,
        position=position,
        author_id=author,
        inside=author != "zoe",
        text=f"{author} said so.",
        posted_at=NOW + timedelta(minutes=position),
    )


@pytest.fixture
def filled(database: Database) -> Database:
    """Ann alone in one thread, and with Ben in another."""
    with database.transaction() as tx:
        tx.groups.add(new_group("group", "Northside", NOW))
        for name in ("ann", "ben"):
            email = f"{name}@example.org"
            tx.people.add(Person(id=name, email=email, name=name.title(), created_at=NOW), "hash")
            tx.groups.add_member(Membership(group_id="group", person_id=name, joined_at=NOW))
        tx.talk.add_thread(thread("alone"))
        tx.talk.add_thread(thread("both", last=2, hours=1))
        for one in (post("alone", 1, "ann"), post("both", 1, "ann"), post("both", 2, "ben")):
            tx.talk.add_post(one)
    return database


def test_what_was_saved_comes_back_equal(filled: Database) -> None:
    edited = post("both", 1, "ann").model_copy(update={"text": "Else.", "edited_at": NOW})
    with filled.transaction() as tx:
        tx.talk.update_post(edited)
    with filled.reading() as tx:
        both = thread("both", last=2, hours=1)
        assert tx.talk.threads("group", Space.PRIVATE) == [both, thread("alone")]
        assert tx.talk.threads("group", Space.PUBLIC) == []
        assert tx.talk.thread("both", lock=True) == both
        assert tx.talk.posts("both") == [edited, post("both", 2, "ben")]
        assert [p.id for p in tx.talk.posts_by("ann")] == ["alone-1", "both-1"]


def test_closed_threads_come_last_and_no_position_is_given_twice(filled: Database) -> None:
    closed = thread("both", last=2, hours=1).model_copy(update={"closed_at": NOW})
    with filled.transaction() as tx:
        tx.talk.update_thread(closed)
        assert [t.id for t in tx.talk.threads("group", Space.PRIVATE)] == ["alone", "both"]
    with pytest.raises(IntegrityError), filled.transaction() as tx:
        tx.talk.add_post(post("both", 2, "ann").model_copy(update={"id": "twin"}))


def test_marks_are_each_persons_own(filled: Database) -> None:
    with filled.transaction() as tx:
        tx.talk.mark("both", "ann", 1)
        tx.talk.mark("both", "ann", 2)
        tx.talk.mark("both", "ben", 1)
    with filled.reading() as tx:
        assert (tx.talk.marks("ann"), tx.talk.marks("ben")) == ({"both": 2}, {"both": 1})


def test_words_go_with_their_author_and_a_thread_without_any_too(filled: Database) -> None:
    with filled.transaction() as tx:
        tx.talk.mark("alone", "ben", 1)
        tx.talk.forget("ann")
        tx.people.delete("ann")
    with filled.reading() as tx:
        assert tx.talk.thread("alone") is None
        assert tx.talk.marks("ben") == {}
        left = tx.talk.thread("both")
        assert left is not None
        assert (left.title, left.opened_by_id) == ("", None)
        [first, second] = tx.talk.posts("both")
        expected = gone(post("both", 1, "ann"), PostState.LEFT)
        assert first == expected.model_copy(update={"author_id": None})
        assert second == post("both", 2, "ben")
        assert tx.talk.posts_by("ann") == []


def test_a_thread_takes_posts_and_marks_along(filled: Database) -> None:
    with filled.transaction() as tx:
        tx.talk.mark("both", "ann", 1)
        tx.talk.delete_thread("both")
        assert tx.talk.posts("both") == []
        assert tx.talk.post("both-1") is None
        assert tx.talk.marks("ann") == {}
