"""Turns for tests that need no database."""

from __future__ import annotations

from datetime import UTC, datetime

from coach.domain.conversation import Turn, TurnPlan

_AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def member_said(position: int, text: str, *, sent: str = "") -> Turn:
    """Return a member's turn; its id is "m" and the position."""
    return Turn(
        id=f"m{position}",
        conversation_id="c",
        position=position,
        role="member",
        text=text,
        created_at=_AT,
        sent=sent,
    )


def coach_asked(
    position: int, topic: str, intent: str = "ask", question_id: str = "", *, sent: str = ""
) -> Turn:
    """Return a coach's turn with a plan; its id is "k" and the position."""
    plan = TurnPlan.model_validate(
        {"stage": "plan", "topic": topic, "intent": intent, "question_id": question_id}
    )
    return Turn(
        id=f"k{position}",
        conversation_id="c",
        position=position,
        role="coach",
        text="What then?",
        created_at=_AT,
        plan=plan,
        sent=sent,
    )
