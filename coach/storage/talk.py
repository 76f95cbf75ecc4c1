"""Threads, their posts, and how far each person has read."""

from __future__ import annotations

from sqlalchemy import Connection, delete, insert, select, update

from coach.domain.talk import Post, PostState, Space, Thread, is_empty
from coach.storage import rows, talk_tables

_threads = talk_tables.threads
_posts = talk_tables.posts
_marks = talk_tables.thread_marks


class Talk:
    """What groups talk about; access is that of the group and the space."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add_thread(self, thread: Thread) -> None:
        """Save a new thread."""
        self._connection.execute(insert(_threads).values(rows.values(thread)))

    def update_thread(self, thread: Thread) -> None:
        """Save all but where it stands and since when."""
        fixed = frozenset({"id", "group_id", "space", "opened_at"})
        query = update(_threads).where(_threads.c.id == thread.id)
        self._connection.execute(query.values(rows.values(thread, exclude=fixed)))

    def thread(self, thread_id: str, *, lock: bool = False) -> Thread | None:
        """Return it, or None; `lock` keeps other writers out until the transaction ends."""
        query = select(_threads).where(_threads.c.id == thread_id)
        return rows.first(self._connection, query.with_for_update() if lock else query, Thread)

    def threads(self, group_id: str, space: Space) -> list[Thread]:
        """Return a space's threads: the open ones first, of each the last written in first."""
        query = select(_threads).where(_threads.c.group_id == group_id, _threads.c.space == space)
        query = query.order_by(
            _threads.c.closed_at.is_not(None), _threads.c.last_at.desc(), _threads.c.id
        )
        return rows.every(self._connection, query, Thread)

    def delete_thread(self, thread_id: str) -> None:
        """Delete it with its posts and marks."""
        self._connection.execute(delete(_threads).where(_threads.c.id == thread_id))

    def add_post(self, post: Post) -> None:
        """Save a new post; the database refuses a position that is taken."""
        self._connection.execute(insert(_posts).values(rows.values(post)))

    def update_post(self, post: Post) -> None:
        """Save its words and its state."""
        known = {"text": post.text, "state": post.state, "edited_at": post.edited_at}
        self._connection.execute(update(_posts).where(_posts.c.id == post.id).values(known))

    def post(self, post_id: str) -> Post | None:
        """Return it, or None."""
        return rows.first(self._connection, select(_posts).where(_posts.c.id == post_id), Post)

    def posts(self, thread_id: str) -> list[Post]:
        """Return a thread's posts, the earliest first."""
        query = select(_posts).where(_posts.c.thread_id == thread_id)
        return rows.every(self._connection, query.order_by(_posts.c.position), Post)

    def posts_by(self, person_id: str) -> list[Post]:
        """Return what a person wrote and what is still there, the newest first."""
        query = select(_posts).where(
            _posts.c.author_id == person_id, _posts.c.state == PostState.SHOWN
        )
        query = query.order_by(_posts.c.posted_at.desc(), _posts.c.id)
        return rows.every(self._connection, query, Post)

    def mark(self, thread_id: str, person_id: str, position: int) -> None:
        """Save how far a person has read."""
        mine = _marks.c.thread_id == thread_id, _marks.c.person_id == person_id
        self._connection.execute(delete(_marks).where(*mine))
        columns = {"thread_id": thread_id, "person_id": person_id, "position": position}
        self._connection.execute(insert(_marks).values(columns))

    def marks(self, person_id: str) -> dict[str, int]:
        """Return how far a person has read, by thread; threads never opened are not in it."""
        query = select(_marks.c.thread_id, _marks.c.position)
        found = self._connection.execute(query.where(_marks.c.person_id == person_id))
        return {row.thread_id: row.position for row in found}

    def forget(self, person_id: str) -> None:
        """Take away the words of a person whose account goes, and what is left without any.

        Their titles go too. Where others wrote, a line stays that somebody has left.
        """
        touched = select(_posts.c.thread_id).where(_posts.c.author_id == person_id).distinct()
        threads = list(self._connection.execute(touched).scalars())
        theirs = update(_threads).where(_threads.c.opened_by_id == person_id)
        self._connection.execute(theirs.values(title="", opened_by_id=None))
        written = update(_posts).where(_posts.c.author_id == person_id)
        empty = {"text": "", "author_id": None, "edited_at": None}
        self._connection.execute(
            written.where(_posts.c.state == PostState.SHOWN).values(state=PostState.LEFT)
        )
        self._connection.execute(written.values(empty))
        for thread_id in threads:
            if is_empty(self.posts(thread_id)):
                self.delete_thread(thread_id)
