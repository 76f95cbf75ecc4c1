"""Stories in the making, consents, and what became of what was shared.

What people wrote is private; who agreed when, and to which audience, is plain.
"""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Index, Integer, String, Table, UniqueConstraint

from coach.storage import repertoire_tables, tables
from coach.storage.schema import (
    changing,
    identity,
    metadata,
    moment,
    owned,
    private_json,
    private_text,
    reference,
)

_ITEMS = repertoire_tables.items.name
_PEOPLE = tables.people.name

stories = Table(
    "stories",
    metadata,
    *owned(),
    Column("kind", String(20), nullable=False),
    reference("reflection_id", tables.reflections.name, nullable=True),
    reference("group_id", tables.groups.name, nullable=True),
    reference("tried_item_id", _ITEMS, nullable=True),
    private_json("stories.parts"),
    private_json("stories.masks"),
    reference("item_id", _ITEMS, nullable=True),
    *changing(),
    Index(None, "reflection_id"),
    Index(None, "group_id"),
    Index(None, "tried_item_id"),
    Index(None, "item_id"),
)

consents = Table(
    "consents",
    metadata,
    *owned(),
    Column("story_id", String(32), nullable=False),
    Column("item_id", String(32), nullable=False),
    Column("version", Integer, nullable=False),
    Column("audience", String(44), nullable=False),
    Column("attribution", String(20), nullable=False),
    Column("may_build", Boolean, nullable=False),
    Column("may_quote", Boolean, nullable=False),
    private_text("consents.text"),
    private_text("consents.statement"),
    moment("given_at"),
    moment("withdrawn_at", nullable=True),
    moment("cleared_at", nullable=True),
    UniqueConstraint("item_id", "version"),
    Index(None, "story_id"),
)

consent_asks = Table(
    "consent_asks",
    metadata,
    reference("story_id", "stories", key=True),
    Column("reason", String(10), nullable=False),
    Column("audience", String(44), nullable=False),
    moment("asked_at"),
)

group_sets = Table(
    "group_sets",
    metadata,
    Column("set_id", String(32), primary_key=True),
    reference("group_id", tables.groups.name, key=True),
    Index(None, "group_id"),
)

outcomes = Table(
    "outcomes",
    metadata,
    reference("trial_id", repertoire_tables.trials.name, key=True),
    reference("person_id", _PEOPLE),
    Column("verdict", String(10), nullable=False),
    private_text("outcomes.line"),
    Column("told", Boolean, nullable=False),
    Column("named", Boolean, nullable=False),
    moment("updated_at"),
    Index(None, "person_id"),
)

thanks = Table(
    "thanks",
    metadata,
    reference("person_id", _PEOPLE, key=True),
    reference("item_id", _ITEMS, key=True),
    moment("created_at"),
    Index(None, "item_id"),
)

flags = Table(
    "flags",
    metadata,
    identity(),
    reference("item_id", _ITEMS),
    reference("person_id", _PEOPLE),
    Column("reason", String(20), nullable=False),
    private_text("flags.words"),
    moment("raised_at"),
    moment("settled_at", nullable=True),
    Column("settled_as", String(20)),
    Index(None, "item_id"),
    Index(None, "person_id"),
)
