"""The conversations of groups as one person sees them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from coach.domain.access import Action, Kind, allowed
from coach.domain.base import Model
from coach.domain.people import Actor
from coach.domain.talk import Post, PostState, Space, Thread
from coach.services.formats_file import Charters
from coach.services.talk_setting import CLOSED, Names, Setting, why_not
from coach.storage.transaction import Transaction


class ThreadLine(Model):
    """A thread in a list. `new`: posts after the last one that the reader has seen."""

    id: str
    title: str
    opened_by: str
    last_at: datetime
    closed: bool
    new: int


class SpaceView(Model):
    """One space of a group with its threads: the open ones first, the last written in first."""

    group_id: str
    group_name: str
    space: Space
    mine: bool
    """Whether the reader takes part in the group, and does not look in from outside."""
    threads: tuple[ThreadLine, ...]
    may_begin: bool
    why_not: str
    """Why a member may not write here now; empty when they may."""
    unnamed: bool
    """Whether those outside read what members write without their names."""


class PostView(Model):
    """A post. `author` is a name, or what is said instead of one; `text` is empty once it is gone.

    `from_outside`: whether the author did not belong to the group.
    """

    id: str
    position: int
    author: str
    from_outside: bool
    mine: bool
    text: str
    state: PostState
    posted_at: datetime
    edited: bool
    may_edit: bool
    may_remove: bool


class ThreadView(Model):
    """A thread with all its posts. `seen`: the position up to which the reader had read."""

    id: str
    title: str
    group_id: str
    group_name: str
    space: Space
    mine: bool
    closed: bool
    posts: tuple[PostView, ...]
    seen: int
    may_answer: bool
    why_not: str
    may_close: bool
    unnamed: bool


def space_view(
    tx: Transaction, charters: Charters, actor: Actor, setting: Setting, space: Space
) -> SpaceView | None:
    """Return a space as the actor sees it; None when they may not read it, or it never was."""
    if not allowed(actor, Action.READ, setting.resource(Kind.THREAD, space)):
        return None
    threads = tx.talk.threads(setting.group.id, space)
    if not setting.planned(space) and not threads:
        return None
    problem = why_not(tx, charters, actor, setting, space)
    mine = setting.group.id in actor.reading_ids
    marks, names = tx.talk.marks(actor.person_id), Names(tx, actor, setting)
    begins = allowed(actor, Action.WRITE, setting.resource(Kind.THREAD, space))
    return SpaceView(
        group_id=setting.group.id,
        group_name=setting.group.name,
        space=space,
        mine=mine,
        threads=tuple(_line(actor, setting, thread, names, marks) for thread in threads),
        may_begin=begins and not problem,
        why_not=problem,
        unnamed=setting.unnamed(space),
    )


def thread_view(
    tx: Transaction, charters: Charters, actor: Actor, setting: Setting, thread: Thread
) -> ThreadView:
    """Return a thread as the actor sees it, who may read it."""
    problem = why_not(tx, charters, actor, setting, thread.space)
    if thread.closed_at is not None:
        problem = CLOSED
    names = Names(tx, actor, setting)
    whole = setting.resource(Kind.THREAD, thread.space, thread.opened_by_id)
    return ThreadView(
        id=thread.id,
        title=thread.title,
        group_id=setting.group.id,
        group_name=setting.group.name,
        space=thread.space,
        mine=setting.group.id in actor.reading_ids,
        closed=thread.closed_at is not None,
        posts=tuple(
            _post(actor, setting, thread, post, names, writable=not problem)
            for post in tx.talk.posts(thread.id)
        ),
        seen=tx.talk.marks(actor.person_id).get(thread.id, 0),
        may_answer=not problem,
        why_not=problem,
        may_close=allowed(actor, Action.MODERATE, whole),
        unnamed=setting.unnamed(thread.space),
    )


def _line(
    actor: Actor, setting: Setting, thread: Thread, names: Names, marks: Mapping[str, int]
) -> ThreadLine:
    reads_all = setting.group.id in actor.reading_ids
    seen = marks.get(thread.id, 0 if reads_all else thread.last)
    return ThreadLine(
        id=thread.id,
        title=thread.title,
        opened_by=names.of(thread.opened_by_id),
        last_at=thread.last_at,
        closed=thread.closed_at is not None,
        new=thread.last - seen,
    )


def _post(
    actor: Actor, setting: Setting, thread: Thread, post: Post, names: Names, *, writable: bool
) -> PostView:
    facts = setting.resource(Kind.POST, thread.space, post.author_id)
    shown, mine = post.state is PostState.SHOWN, post.author_id == actor.person_id
    return PostView(
        id=post.id,
        position=post.position,
        author=names.of(post.author_id, inside=post.inside),
        from_outside=not post.inside,
        mine=mine,
        text=post.text,
        state=post.state,
        posted_at=post.posted_at,
        edited=post.edited_at is not None,
        may_edit=shown and writable and allowed(actor, Action.WRITE, facts),
        may_remove=shown and not mine and allowed(actor, Action.MODERATE, facts),
    )
