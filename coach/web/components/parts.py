"""The live draft beside a conversation: each part with the words it came from, or missing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape

from coach.domain.conversation import Turn
from coach.domain.provenance import Entry
from coach.web.components.markup import chip, marked, text


def item(
    title: str,
    entries: Sequence[Entry],
    turns: Mapping[str, Turn],
    *,
    needed: bool = False,
    remarks: Sequence[str] = (),
) -> str:
    """Return one part of a draft as a list item."""
    if not entries:
        tag = chip("still needed", "missing") if needed else chip("not said yet", "quiet")
        return f'<li class="part empty"><span class="part-title">{text(title)}</span>{tag}</li>'
    said = "".join(_entry(entry, turns) for entry in entries)
    notes = "".join(f'<p class="remark">{text(r)}</p>' for r in remarks)
    return f'<li class="part"><span class="part-title">{text(title)}</span>{said}{notes}</li>'


def listing(items: Sequence[str], label: str) -> str:
    """Return the parts as one list."""
    return f'<ul class="parts" aria-label="{escape(label)}">{"".join(items)}</ul>'


def _entry(entry: Entry, turns: Mapping[str, Turn]) -> str:
    value = f'<p class="part-text">{text(entry.text)}</p>'
    turn = turns.get(entry.span.turn_id) if entry.span else None
    if entry.span is None or turn is None:
        return value + ('<p class="origin">You wrote this.</p>' if entry.origin == "form" else "")
    return (
        f'{value}<details class="origin"><summary>From your words</summary>'
        f"<blockquote>{marked(turn.text, entry.span)}</blockquote></details>"
    )
