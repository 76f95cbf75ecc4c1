"""Stories in the making, what their authors agreed to, and which groups make a set."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import Connection, delete, insert, select, update

from coach.domain.consent import Ask, Consent
from coach.domain.repertoire import set_id_of
from coach.domain.story import Story
from coach.storage import rows, story_tables

_stories = story_tables.stories
_consents = story_tables.consents
_asks = story_tables.consent_asks
_sets = story_tables.group_sets

_FIXED = frozenset({"id", "owner_id", "created_at"})


class Stories:
    """Private to their authors."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, story: Story) -> None:
        """Save a new story."""
        self._connection.execute(insert(_stories).values(_values(story)))

    def update(self, story: Story) -> None:
        """Save what changed."""
        changed = {k: v for k, v in _values(story).items() if k not in _FIXED}
        self._connection.execute(update(_stories).where(_stories.c.id == story.id).values(changed))

    def get(self, story_id: str, *, lock: bool = False) -> Story | None:
        """Return it, or None; `lock` keeps other writers out until the transaction ends."""
        query = select(_stories).where(_stories.c.id == story_id)
        return rows.first(self._connection, query.with_for_update() if lock else query, Story)

    def of_owner(self, owner_id: str) -> list[Story]:
        """Return a person's stories, the newest first."""
        query = select(_stories).where(_stories.c.owner_id == owner_id)
        query = query.order_by(_stories.c.updated_at.desc(), _stories.c.id)
        return rows.every(self._connection, query, Story)

    def of_item(self, item_id: str) -> Story | None:
        """Return the story that an item is the shared text of, or None."""
        query = select(_stories).where(_stories.c.item_id == item_id)
        return rows.first(self._connection, query, Story)

    def telling_of(self, item_id: str) -> list[Story]:
        """Return the shared stories that tell what happened with an item, the oldest first."""
        query = select(_stories).where(
            _stories.c.tried_item_id == item_id, _stories.c.item_id.is_not(None)
        )
        query = query.order_by(_stories.c.created_at, _stories.c.id)
        return rows.every(self._connection, query, Story)

    def delete(self, story_id: str) -> None:
        """Delete it; what was agreed to stays until it is withdrawn."""
        self._connection.execute(delete(_stories).where(_stories.c.id == story_id))


class Consents:
    """What authors said yes to, version by version."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, consent: Consent) -> None:
        """Save a new version; the database refuses one that is there."""
        self._connection.execute(insert(_consents).values(rows.values(consent)))

    def of_story(self, story_id: str) -> list[Consent]:
        """Return a story's, the oldest first."""
        query = select(_consents).where(_consents.c.story_id == story_id)
        query = query.order_by(_consents.c.given_at, _consents.c.version)
        return rows.every(self._connection, query, Consent)

    def of_owner(self, owner_id: str) -> list[Consent]:
        """Return a person's, the oldest first."""
        query = select(_consents).where(_consents.c.owner_id == owner_id)
        return rows.every(self._connection, query.order_by(_consents.c.given_at), Consent)

    def newest(self, item_id: str) -> Consent | None:
        """Return what holds for an item, None for one that no member gave."""
        query = select(_consents).where(_consents.c.item_id == item_id)
        query = query.order_by(_consents.c.version.desc()).limit(1)
        return rows.first(self._connection, query, Consent)

    def withdraw(self, item_id: str, now: datetime) -> None:
        """Blank the words of every version; that and when they were withdrawn stays."""
        blank = {"text": "", "statement": "", "withdrawn_at": now}
        self._connection.execute(
            update(_consents).where(_consents.c.item_id == item_id).values(blank)
        )

    def clear(self, *, withdrawn_before: datetime, now: datetime) -> None:
        """Note that the bytes of what had been withdrawn by then have gone from the files."""
        gone = _consents.c.withdrawn_at <= withdrawn_before, _consents.c.cleared_at.is_(None)
        self._connection.execute(update(_consents).where(*gone).values(cleared_at=now))


class ConsentAsks:
    """Questions to authors whose stories more people would come to read."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def put(self, ask: Ask) -> None:
        """Ask, in place of an earlier question about the same story."""
        self.delete(ask.story_id)
        self._connection.execute(insert(_asks).values(rows.values(ask)))

    def get(self, story_id: str) -> Ask | None:
        """Return the question about a story, or None."""
        query = select(_asks).where(_asks.c.story_id == story_id)
        return rows.first(self._connection, query, Ask)

    def of_owner(self, owner_id: str) -> list[Ask]:
        """Return the questions to a person, the oldest first."""
        query = select(_asks).join(_stories, _stories.c.id == _asks.c.story_id)
        query = query.where(_stories.c.owner_id == owner_id)
        return rows.every(self._connection, query.order_by(_asks.c.asked_at), Ask)

    def delete(self, story_id: str) -> None:
        """Take the question back."""
        self._connection.execute(delete(_asks).where(_asks.c.story_id == story_id))


class GroupSets:
    """Which groups a story that is shared with several is shared with."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def keep(self, group_ids: Collection[str]) -> str:
        """Return the id of the set of these groups, which is known from now on."""
        set_id = set_id_of(group_ids)
        known = self.groups(set_id)
        new = [{"set_id": set_id, "group_id": g} for g in sorted(group_ids) if g not in known]
        if new:
            self._connection.execute(insert(_sets), new)
        return set_id

    def groups(self, set_id: str) -> frozenset[str]:
        """Return the groups of a set that there still are."""
        query = select(_sets.c.group_id).where(_sets.c.set_id == set_id)
        return frozenset(self._connection.execute(query).scalars())

    def with_any(self, group_ids: Collection[str]) -> frozenset[str]:
        """Return the sets that have one of these groups in them."""
        query = select(_sets.c.set_id).where(_sets.c.group_id.in_(sorted(group_ids)))
        return frozenset(self._connection.execute(query.distinct()).scalars())


def _values(story: Story) -> dict[str, object]:
    plain = story.model_dump(mode="json", include={"parts", "masks"})
    return rows.values(story) | plain
