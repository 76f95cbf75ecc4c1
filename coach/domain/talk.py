"""What a group talks about: threads of posts in a private space, and in a public one if it has it.

A thread stays in the space in which it was begun. Its title belongs to its first post. Of a post
that is gone there stays a line that says so, because others may have answered it.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum
from typing import Final

from pydantic import Field

from coach.domain.base import Model
from coach.domain.charter import Attribution, Terms, limit
from coach.domain.reach import Reach
from coach.domain.rules import Rules, Spaces

LONGEST_TITLE: Final = 120
LONGEST_POST: Final = 6000
"""Characters."""


class Space(StrEnum):
    """Where a thread stands: seen by those who take part, or by everybody with an open account."""

    PRIVATE = "private"
    PUBLIC = "public"


class PostState(StrEnum):
    """Whether a post is there, or how its words went."""

    SHOWN = "shown"
    DELETED = "deleted"
    """By its author."""
    REMOVED = "removed"
    """By whoever leads."""
    LEFT = "left"
    """With the account of its author."""


class Thread(Model):
    """A conversation in one space of a group.

    `opened_by_id`: None once they have deleted their account. `last`: the position of the newest
    post, from 1. `title` is empty once the first post is gone.
    """

    id: str
    group_id: str
    space: Space
    title: str
    opened_by_id: str | None
    opened_at: datetime
    last: int = Field(ge=1)
    last_at: datetime
    closed_at: datetime | None = None


class Post(Model):
    """What somebody wrote in a thread, as Markdown; empty when it is gone."""

    id: str
    thread_id: str
    position: int = Field(ge=1)
    author_id: str | None
    inside: bool
    """Whether the author belonged to the group when they wrote it."""
    text: str
    state: PostState = PostState.SHOWN
    posted_at: datetime
    edited_at: datetime | None = None


_SEEN_BY: Final = {Space.PRIVATE: Reach.GROUP, Space.PUBLIC: Reach.ORGANISATION}


def is_open(space: Space, rules: Rules, terms: Terms) -> bool:
    """Return whether somebody may write there, and, in a public space, whether outsiders may read.

    Rules and charter both have to allow it; where one no longer does, the space is shut at once.
    Nobody writes in a shut one: if it opens again, it shows what its authors meant for everybody.
    """
    if _SEEN_BY[space].wider_than(limit(rules, terms)):
        return False
    return space is Space.PRIVATE or rules.spaces is Spaces.PRIVATE_AND_PUBLIC


def hides_names(terms: Terms) -> bool:
    """Return whether those outside read what members wrote without their names."""
    return Attribution.NAME not in terms.attributions


def gone(post: Post, state: PostState) -> Post:
    """Return what stays of a post: the line in its place."""
    return post.model_copy(update={"text": "", "state": state, "edited_at": None})


def untitled(thread: Thread) -> Thread:
    """Return the thread without its title."""
    return thread.model_copy(update={"title": ""})


def is_empty(posts: Iterable[Post]) -> bool:
    """Return whether nothing is left of a thread that anybody could want to read or be told.

    A line that says that something was removed is worth keeping: the group should know.
    """
    return all(post.state in {PostState.DELETED, PostState.LEFT} for post in posts)
