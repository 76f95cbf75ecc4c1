"""The turns that a conversation adds."""

from __future__ import annotations

from datetime import datetime

from coach.domain.conversation import Turn, TurnPlan, TurnState
from coach.services.common import new_id


def opening_turn(conversation_id: str, plan: TurnPlan, text: str, now: datetime) -> Turn:
    """Return the coach's first turn."""
    return Turn(
        id=new_id(),
        conversation_id=conversation_id,
        position=0,
        role="coach",
        text=text,
        created_at=now,
        plan=plan,
    )


def member_turn(conversation_id: str, position: int, text: str, now: datetime) -> Turn:
    """Return a member's turn, which is done as soon as it is saved."""
    return Turn(
        id=new_id(),
        conversation_id=conversation_id,
        position=position,
        role="member",
        text=text,
        created_at=now,
    )


def reply_turn(conversation_id: str, position: int, turn_id: str, now: datetime) -> Turn:
    """Return a coach's turn that a worker is to write."""
    return Turn(
        id=turn_id,
        conversation_id=conversation_id,
        position=position,
        role="coach",
        text="",
        state=TurnState.STREAMING,
        created_at=now,
    )
