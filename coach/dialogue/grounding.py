"""Values in the member's own words: an entry from the chat equals the span that it came from."""

from __future__ import annotations

from collections.abc import Mapping

from coach.domain.provenance import Entry, Span


def entry_at(turn_id: str, message: str, start: int, end: int) -> Entry | None:
    """Return the entry for characters `start` to `end` of a turn; None where nothing stands."""
    if not 0 <= start < end <= len(message) or not message[start:end].strip():
        return None
    text = " ".join(message[start:end].split())
    return Entry(text=text, origin="chat", span=Span(turn_id=turn_id, start=start, end=end))


def traces(entry: Entry, messages: Mapping[str, str]) -> bool:
    """Whether a chat entry stands word for word where its span says; form entries always do.

    `messages`: the member's turns, id to text.
    """
    if entry.origin == "form":
        return True
    span = entry.span
    if span is None or span.turn_id not in messages:
        return False
    said = messages[span.turn_id][span.start : span.end]
    return bool(said) and said.split() == entry.text.split()


def came_from(entry: Entry, turn_id: str) -> bool:
    """Whether the entry was taken from this turn."""
    return entry.span is not None and entry.span.turn_id == turn_id
