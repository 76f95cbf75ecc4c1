"""Run by alembic: applies the revisions on the connection that `migrate` hands over."""

from __future__ import annotations

from alembic import context

from coach.storage.schema import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    transactional_ddl=True,
    render_as_batch=True,
)
context.run_migrations()
