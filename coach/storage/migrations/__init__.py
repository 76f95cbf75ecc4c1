"""Numbered, append-only revisions of the schema."""
