"""What members contribute to themes, the reports made of it, and who said no or go on.

What people wrote, what was found in it and what is released of it is private; who asked for a
report when, and where it stands, is plain.
"""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Index, Integer, String, Table

from coach.storage import tables
from coach.storage.schema import identity, metadata, moment, private_json, reference

_GROUPS, _CYCLES, _PEOPLE = tables.groups.name, tables.cycles.name, tables.people.name

contributions = Table(
    "contributions",
    metadata,
    reference("reflection_id", tables.reflections.name, key=True),
    reference("owner_id", _PEOPLE),
    reference("group_id", _GROUPS),
    reference("cycle_id", _CYCLES, nullable=True),
    Column("text_sha256", String(64), nullable=False),
    private_json("contributions.quotes"),
    Column("named", Boolean, nullable=False),
    Column("beyond", Boolean, nullable=False),
    moment("given_at"),
    Index(None, "owner_id"),
    Index(None, "group_id"),
)

theme_reports = Table(
    "theme_reports",
    metadata,
    identity(),
    reference("group_id", _GROUPS, nullable=True, goes=True),
    reference("cycle_id", _CYCLES, nullable=True),
    Column("number", Integer, nullable=False),
    Column("state", String(20), nullable=False),
    reference("asked_by_id", _PEOPLE, nullable=True),
    moment("asked_at"),
    moment("updated_at"),
    Column("made_by", String(10)),
    Column("model", String(200), nullable=False),
    Column("done", Integer, nullable=False),
    Column("steps", Integer, nullable=False),
    Column("trouble", String(300), nullable=False),
    moment("preview_ends_at", nullable=True),
    moment("released_at", nullable=True),
    private_json("theme_reports.found"),
    private_json("theme_reports.pool"),
    private_json("theme_reports.release", nullable=True),
    private_json("theme_reports.work", nullable=True),
    Index(None, "group_id"),
)
"""`work`: what the model has answered so far, for whoever goes on after a stop; gone at the end."""

theme_vetoes = Table(
    "theme_vetoes",
    metadata,
    reference("report_id", theme_reports.name, key=True),
    Column("theme_id", String(32), primary_key=True),
    reference("person_id", _PEOPLE, key=True),
    moment("at"),
)

theme_assents = Table(
    "theme_assents",
    metadata,
    reference("report_id", theme_reports.name, key=True),
    reference("person_id", _PEOPLE, key=True),
    moment("at"),
)
