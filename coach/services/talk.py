"""What groups talk about: read and written in a private space, and in a public one where it is."""

from __future__ import annotations

from datetime import datetime

from coach.domain.access import Action, Kind, require
from coach.domain.people import Actor
from coach.domain.talk import (
    LONGEST_POST,
    LONGEST_TITLE,
    Post,
    PostState,
    Space,
    Thread,
    gone,
    is_empty,
    untitled,
)
from coach.errors import InvalidInput, NotFound
from coach.services.common import Clock, new_id, note_event, tidy, tidy_line
from coach.services.formats_file import Charters
from coach.services.talk_setting import CLOSED, Setting, setting_of, why_not
from coach.services.talk_views import SpaceView, ThreadView, space_view, thread_view
from coach.storage.database import Database
from coach.storage.transaction import Transaction


class TalkService:
    """Whoever takes part reads and writes; everybody with an account reads and answers in public.

    A thread never changes its space, and neither search nor the coach reads any of it.
    """

    def __init__(self, database: Database, clock: Clock, charters: Charters) -> None:
        self._database = database
        self._clock = clock
        self._charters = charters

    def spaces(self, actor: Actor) -> list[SpaceView]:
        """Return every space that the actor may read: of own groups first, then public ones."""
        with self._database.reading() as tx:
            own = tx.groups.of_person(actor.person_id)
            known = {group.id for group in own}
            others = [group for group in tx.groups.every() if group.id not in known]
            return [view for group in (*own, *others) for view in self._spaces(tx, actor, group.id)]

    def of_group(self, actor: Actor, group_id: str) -> list[SpaceView]:
        """Return the spaces of one group that the actor may read.

        NotFound when there are none, but for a member who has yet to accept the charter.
        """
        with self._database.reading() as tx:
            found = self._spaces(tx, actor, group_id)
        if not found and group_id not in actor.group_ids:
            raise NotFound
        return found

    def thread(self, actor: Actor, thread_id: str) -> ThreadView:
        """Return a thread with its posts."""
        with self._database.reading() as tx:
            thread, setting = self._thread(tx, actor, thread_id)
            return thread_view(tx, self._charters, actor, setting, thread)

    def seen(self, actor: Actor, thread_id: str, position: int) -> None:
        """Remember for the actor alone that they have read so far; it never goes back."""
        with self._database.transaction() as tx:
            thread, _ = self._thread(tx, actor, thread_id)
            known = tx.talk.marks(actor.person_id).get(thread_id, 0)
            reached = min(position, thread.last)
            if reached > known:
                tx.talk.mark(thread_id, actor.person_id, reached)

    def begin(self, actor: Actor, group_id: str, space: Space, *, title: str, text: str) -> Thread:
        """Begin a thread with its first post; for whoever takes part. InvalidInput says why not."""
        heading = tidy_line(title, name="The title", longest=LONGEST_TITLE)
        words, now = _words(text), self._clock()
        with self._database.transaction() as tx:
            setting = setting_of(tx, self._charters, group_id, lock=True)
            require(actor, Action.WRITE, setting.resource(Kind.THREAD, space))
            self._require_open(tx, actor, setting, space)
            thread = Thread(
                id=new_id(),
                group_id=group_id,
                space=space,
                title=heading,
                opened_by_id=actor.person_id,
                opened_at=now,
                last=1,
                last_at=now,
            )
            tx.talk.add_thread(thread)
            self._add(tx, actor, thread, words, now)
        return thread

    def answer(self, actor: Actor, thread_id: str, text: str) -> Post:
        """Write a post in a thread that is open."""
        words, now = _words(text), self._clock()
        with self._database.transaction() as tx:
            thread, setting = self._thread(tx, actor, thread_id, lock=True)
            own = setting.resource(Kind.POST, thread.space, actor.person_id)
            require(actor, Action.WRITE, own)
            self._require_writable(tx, actor, setting, thread)
            longer = thread.model_copy(update={"last": thread.last + 1, "last_at": now})
            tx.talk.update_thread(longer)
            return self._add(tx, actor, longer, words, now)

    def edit(self, actor: Actor, post_id: str, text: str, *, title: str | None = None) -> Post:
        """Change a post of the actor's own, and with the first one the title; marked as edited."""
        words = _words(text)
        with self._database.transaction() as tx:
            post, thread, setting = self._post(tx, post_id)
            require(actor, Action.WRITE, setting.resource(Kind.POST, thread.space, post.author_id))
            self._require_writable(tx, actor, setting, thread)
            _require_there(post)
            heading = thread.title
            if title is not None and post.position == 1:
                heading = tidy_line(title, name="The title", longest=LONGEST_TITLE)
            if (words, heading) == (post.text, thread.title):
                return post
            edited = post.model_copy(update={"text": words, "edited_at": self._clock()})
            tx.talk.update_post(edited)
            tx.talk.update_thread(thread.model_copy(update={"title": heading}))
        self._database.scrub()
        return edited

    def delete(self, actor: Actor, post_id: str) -> bool:
        """Delete the words of a post of the actor's own; return whether its thread still stands.

        A thread of which no words are left goes.
        """
        with self._database.transaction() as tx:
            post, thread, setting = self._post(tx, post_id)
            require(actor, Action.DELETE, setting.resource(Kind.POST, thread.space, post.author_id))
            stands = self._take_away(tx, post, thread, PostState.DELETED)
            self._note(tx, actor, "deletion", Kind.POST, post.id)
        self._database.scrub()
        return stands

    def remove(self, actor: Actor, post_id: str) -> bool:
        """Take away what somebody wrote; for whoever leads. A line says that it was removed.

        Return whether the thread still stands, as `delete` does.
        """
        with self._database.transaction() as tx:
            post, thread, setting = self._post(tx, post_id)
            facts = setting.resource(Kind.POST, thread.space, post.author_id)
            require(actor, Action.MODERATE, facts)
            stands = self._take_away(tx, post, thread, PostState.REMOVED)
            self._note(tx, actor, "post_removed", Kind.POST, post.id)
        self._database.scrub()
        return stands

    def close(self, actor: Actor, thread_id: str, *, closed: bool = True) -> None:
        """Close a thread, or open it again; for who began it and for whoever leads."""
        with self._database.transaction() as tx:
            thread, setting = self._thread(tx, actor, thread_id, lock=True)
            facts = setting.resource(Kind.THREAD, thread.space, thread.opened_by_id)
            require(actor, Action.MODERATE, facts)
            moment = self._clock() if closed else None
            tx.talk.update_thread(thread.model_copy(update={"closed_at": moment}))
            self._note(
                tx, actor, "thread_closed" if closed else "thread_opened", Kind.THREAD, thread.id
            )

    def _spaces(self, tx: Transaction, actor: Actor, group_id: str) -> list[SpaceView]:
        setting = setting_of(tx, self._charters, group_id)
        found = (space_view(tx, self._charters, actor, setting, space) for space in Space)
        return [view for view in found if view is not None]

    def _thread(
        self, tx: Transaction, actor: Actor, thread_id: str, *, lock: bool = False
    ) -> tuple[Thread, Setting]:
        """Return a thread that the actor may read; NotFound for any other."""
        thread = tx.talk.thread(thread_id)
        if thread is None:
            raise NotFound
        setting = setting_of(tx, self._charters, thread.group_id, lock=lock)
        require(actor, Action.READ, setting.resource(Kind.THREAD, thread.space))
        current = tx.talk.thread(thread_id, lock=True) if lock else thread
        if current is None:
            raise NotFound
        return current, setting

    def _post(self, tx: Transaction, post_id: str) -> tuple[Post, Thread, Setting]:
        """Return a post behind the lock of its group; access is still to be asked."""
        post = tx.talk.post(post_id)
        thread = tx.talk.thread(post.thread_id) if post else None
        if post is None or thread is None:
            raise NotFound
        setting = setting_of(tx, self._charters, thread.group_id, lock=True)
        post, thread = tx.talk.post(post_id), tx.talk.thread(thread.id, lock=True)
        if post is None or thread is None:
            raise NotFound
        return post, thread, setting

    def _add(
        self, tx: Transaction, actor: Actor, thread: Thread, words: str, now: datetime
    ) -> Post:
        post = Post(
            id=new_id(),
            thread_id=thread.id,
            position=thread.last,
            author_id=actor.person_id,
            inside=thread.group_id in actor.group_ids,
            text=words,
            posted_at=now,
        )
        tx.talk.add_post(post)
        tx.talk.mark(thread.id, actor.person_id, post.position)
        return post

    def _take_away(self, tx: Transaction, post: Post, thread: Thread, state: PostState) -> bool:
        _require_there(post)
        tx.talk.update_post(gone(post, state))
        if is_empty(tx.talk.posts(thread.id)):
            tx.talk.delete_thread(thread.id)
            return False
        if post.position == 1:
            tx.talk.update_thread(untitled(thread))
        return True

    def _require_open(self, tx: Transaction, actor: Actor, setting: Setting, space: Space) -> None:
        problem = why_not(tx, self._charters, actor, setting, space)
        if problem:
            raise InvalidInput(problem)

    def _require_writable(
        self, tx: Transaction, actor: Actor, setting: Setting, thread: Thread
    ) -> None:
        if thread.closed_at is not None:
            raise InvalidInput(CLOSED)
        self._require_open(tx, actor, setting, thread.space)

    def _note(self, tx: Transaction, actor: Actor, event: str, kind: Kind, thing_id: str) -> None:
        note_event(
            tx,
            self._clock(),
            event,
            actor_id=actor.person_id,
            kind=kind.value,
            object_id=thing_id,
        )


def _words(text: str) -> str:
    words = tidy(text, name="What you wrote", longest=LONGEST_POST)
    if not words:
        raise InvalidInput("There is nothing to send yet: write something first.")
    return words


def _require_there(post: Post) -> None:
    if post.state is not PostState.SHOWN:
        raise InvalidInput("This has gone already: reload the page.")
