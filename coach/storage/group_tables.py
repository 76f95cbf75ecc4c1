"""What groups have agreed on: their rules, how these changed, and their charters.

Rules and terms are plain: they hold our words only. What members wrote is private.
"""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Date,
    ForeignKeyConstraint,
    Index,
    Integer,
    String,
    Table,
    Time,
)

from coach.storage import tables
from coach.storage.schema import (
    identity,
    metadata,
    moment,
    private_json,
    private_text,
    reference,
)

_FORMAT = String(40)

group_rules = Table(
    "group_rules",
    metadata,
    reference("group_id", tables.groups.name, key=True),
    Column("rules", JSON, nullable=False),
)

leads = Table(
    "leads",
    metadata,
    identity(),
    Column("group_id", String(32), nullable=False),
    Column("person_id", String(32), nullable=False),
    Column("term", String(20), nullable=False),
    Column("through_cycle", Integer),
    Column("until", Date),
    moment("since"),
    moment("ended_at", nullable=True),
    ForeignKeyConstraint(
        ["group_id", "person_id"],
        ["memberships.group_id", "memberships.person_id"],
        ondelete="CASCADE",
    ),
    Index(None, "group_id"),
    Index(None, "person_id"),
)

rule_changes = Table(
    "rule_changes",
    metadata,
    identity(),
    reference("group_id", tables.groups.name),
    Column("state", String(20), nullable=False),
    Column("format_before", _FORMAT, nullable=False),
    Column("format_after", _FORMAT, nullable=False),
    Column("differences", JSON, nullable=False),
    private_text("rule_changes.decided_by"),
    private_text("rule_changes.why"),
    reference("proposed_by_id", tables.people.name, nullable=True),
    moment("proposed_at"),
    moment("settled_at", nullable=True),
    Index(None, "group_id"),
)

rule_answers = Table(
    "rule_answers",
    metadata,
    reference("change_id", "rule_changes", key=True),
    reference("person_id", tables.people.name, key=True),
    Column("yes", Boolean, nullable=False),
    moment("answered_at"),
    Index(None, "person_id"),
)

charters = Table(
    "charters",
    metadata,
    reference("group_id", tables.groups.name, key=True),
    Column("number", Integer, primary_key=True),
    Column("reads_since", Integer, nullable=False),
    moment("joined_before", nullable=True),
    private_json("charters.sections"),
    Column("terms", JSON, nullable=False),
    reference("written_by_id", tables.people.name, nullable=True),
    moment("written_at"),
    Index(None, "written_by_id"),
)

charter_acceptances = Table(
    "charter_acceptances",
    metadata,
    reference("group_id", tables.groups.name, key=True),
    reference("person_id", tables.people.name, key=True),
    Column("number", Integer, primary_key=True),
    Column("format", _FORMAT, primary_key=True),
    moment("accepted_at"),
    Index(None, "person_id"),
)

proposals = Table(
    "proposals",
    metadata,
    identity(),
    reference("group_id", tables.groups.name),
    reference("author_id", tables.people.name, nullable=True),
    private_text("proposals.question"),
    moment("proposed_at"),
    moment("closed_at", nullable=True),
    Column("chosen", Boolean, nullable=False),
    Column("votes", Integer, nullable=False),
    Column("voters", Integer, nullable=False),
    Index(None, "group_id"),
)

ballots = Table(
    "ballots",
    metadata,
    reference("group_id", tables.groups.name, key=True),
    reference("person_id", tables.people.name, key=True),
    private_json("ballots.votes"),
    Index(None, "person_id"),
)

group_sessions = Table(
    "group_sessions",
    metadata,
    identity(),
    reference("group_id", tables.groups.name),
    reference("cycle_id", tables.cycles.name, nullable=True),
    Column("held_on", Date, nullable=False),
    Column("begins_at", Time),
    private_json("group_sessions.request"),
    moment("created_at"),
    moment("updated_at"),
    Index(None, "group_id"),
)
