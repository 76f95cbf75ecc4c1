"""The schema of a reply: a mirror of a form that fits the message, then one of the questions."""

from __future__ import annotations

from collections.abc import Sequence

from coach.dialogue.bank import Question
from coach.dialogue.mirror_form import mirror_pattern


def reply_schema(
    topic: str, clauses: Sequence[str], candidates: Sequence[Question]
) -> dict[str, object]:
    """Return the JSON schema; see `mirror_pattern` for `topic` and `clauses`."""
    return {
        "type": "object",
        "properties": {
            "mirror": {"type": "string", "pattern": mirror_pattern(topic, clauses)},
            "question": {"type": "string", "enum": [q.text for q in candidates]},
        },
        "required": ["mirror", "question"],
        "additionalProperties": False,
    }
