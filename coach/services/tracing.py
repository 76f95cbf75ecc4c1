"""Values from the chat must be the member's own words: what cannot be traced is dropped."""

from __future__ import annotations

from coach.domain.provenance import Entry
from coach.storage.transaction import Transaction


def traceable(tx: Transaction, owner_id: str, entry: Entry) -> bool:
    """Whether a chat entry equals its span of one of the owner's own turns, up to white space."""
    if entry.origin != "chat" or entry.span is None or not entry.text.strip():
        return False
    turn = tx.turns.get(entry.span.turn_id)
    if turn is None or turn.role != "member" or entry.span.end > len(turn.text):
        return False
    conversation = tx.conversations.get(turn.conversation_id)
    said = turn.text[entry.span.start : entry.span.end]
    return (
        conversation is not None
        and conversation.owner_id == owner_id
        and said.split() == entry.text.split()
    )
