"""One message to the coach, and its answer, as a page would wait for it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from coach.bootstrap import Services
from coach.domain.conversation import Turn, TurnState
from coach.domain.people import Actor
from coach.services.replies import ReplyHandle

_LOOK_AGAIN_S: Final = 10.0


def exchanged(
    services: Services, actor: Actor, conversation_id: str, send: Callable[[], ReplyHandle]
) -> tuple[Turn, Turn]:
    """Send something and return the member's newest turn and the coach's, once both are done."""
    handle = send()
    seen = handle.snapshot()
    while seen.state is TurnState.STREAMING or seen.draft_pending:
        seen = handle.wait(_LOOK_AGAIN_S)
    turns = services.conversations.open(actor, conversation_id).turns
    member = next(turn for turn in reversed(turns) if turn.role == "member")
    return member, next(turn for turn in turns if turn.id == handle.turn_id)
