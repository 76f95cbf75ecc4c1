"""What keeps an item from its readers for a while, and when it is theirs again."""

from __future__ import annotations

from coach.domain.repertoire import Item, ItemStatus
from coach.storage.transaction import Transaction


def is_held(tx: Transaction, item_id: str) -> bool:
    """Whether a flag about a person in it is open, or its author has yet to agree that it stays."""
    if any(flag.reason.hides for flag in tx.flags.open_of(item_id)):
        return True
    story = tx.stories.of_item(item_id)
    ask = tx.consent_asks.get(story.id) if story is not None else None
    return ask is not None and ask.reason == "grown"


def hold(tx: Transaction, item: Item) -> None:
    """Hide an item at once; one that is out of use for another reason stays so."""
    if item.status is ItemStatus.ACTIVE:
        tx.items.update(item.model_copy(update={"status": ItemStatus.HELD}))


def release(tx: Transaction, item: Item) -> None:
    """Show an item that was hidden, unless something else keeps it still."""
    if item.status is ItemStatus.HELD and not is_held(tx, item.id):
        tx.items.update(item.model_copy(update={"status": ItemStatus.ACTIVE}))
