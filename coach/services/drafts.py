"""The draft that a conversation works on, read and written inside the caller's transaction."""

from __future__ import annotations

from datetime import datetime

from coach.domain.commitment import Commitment, CommitmentStatus, Draft
from coach.domain.conversation import Conversation, ConversationKind
from coach.domain.reflection import Reflection, ReflectionDraft, ReflectionStatus
from coach.errors import NotFound
from coach.services.contributions import drop_changed
from coach.storage.transaction import Transaction

AnyDraft = Draft | ReflectionDraft


def subject_of(tx: Transaction, conversation: Conversation) -> Commitment | Reflection:
    """Return the commitment or reflection, locked; NotFound when it is gone or another's."""
    found: Commitment | Reflection | None
    if conversation.kind is ConversationKind.COMMIT:
        found = tx.commitments.get(conversation.subject_id, lock=True)
    else:
        found = tx.reflections.get(conversation.subject_id, lock=True)
    if found is None or found.owner_id != conversation.owner_id:
        raise NotFound
    return found


def save_draft(
    tx: Transaction, subject: Commitment | Reflection, draft: AnyDraft, now: datetime
) -> None:
    """Write a changed draft; what has been committed to or kept stays as it is."""
    if draft == subject.draft:
        return
    changed = subject.model_copy(update={"draft": draft, "updated_at": now})
    if isinstance(changed, Commitment) and changed.status is CommitmentStatus.DRAFT:
        tx.commitments.update(changed)
    elif isinstance(changed, Reflection) and changed.status is ReflectionStatus.DRAFT:
        tx.reflections.update(changed)
        drop_changed(tx, changed)
