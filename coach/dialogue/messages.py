"""From turns to the messages of a prompt, byte-stable from one turn to the next."""

from __future__ import annotations

import json
from collections.abc import Sequence

from coach.domain.conversation import Turn
from coach.llm.ports import Message
from coach.llm.prompts import fence

HISTORY_TOKENS = 3000
"""Above this estimate the older part of a conversation is cut in one step …"""
KEPT_TOKENS = 900
"""… down to this, so that the next cut, and the next cold prompt, is many turns away."""
LONGEST_MESSAGE = 1600
"""Characters of one member message that a prompt carries; the rest is left out in the middle."""
_CHARS_PER_TOKEN = 3.5
_TOKENS_PER_MESSAGE = 5


def fenced(text: str) -> str:
    """Return a text on one line and inside its fence; a very long one loses its middle."""
    line = " ".join(text.split())
    if len(line) > LONGEST_MESSAGE:
        half = LONGEST_MESSAGE // 2
        line = f"{line[:half].rsplit(' ', 1)[0]} … {line[-half:].split(' ', 1)[-1]}"
    return fence(line)


def remembered(mirror: str, question: str) -> str:
    """Return how a coach turn is replayed: in the form in which the model answers."""
    return json.dumps({"mirror": mirror, "question": question}, ensure_ascii=False)


def prompt(system: Sequence[Message], turns: Sequence[Turn]) -> list[Message]:
    """Return the fixed messages and all turns that have something to replay, the oldest cut off.

    The same turns plus new ones give the same messages plus new ones, but for the rare cut.
    """
    roles = {"member": "user", "coach": "assistant"}
    kept = _after_cut([t for t in turns if t.sent])
    history = [_message(roles[turn.role], turn.sent) for turn in kept]
    return [*system, *history]


def _message(role: str, content: str) -> Message:
    return Message("user" if role == "user" else "assistant", content)


def _after_cut(turns: Sequence[Turn]) -> Sequence[Turn]:
    """Walk from the first turn on: where the cut is depends only on what came before."""
    start, total = 0, 0.0
    for position, turn in enumerate(turns):
        total += tokens(turn.sent)
        if total > HISTORY_TOKENS:
            while start < position and total > KEPT_TOKENS:
                total -= tokens(turns[start].sent)
                start += 1
            while start < position and turns[start].role != "member":
                total -= tokens(turns[start].sent)
                start += 1
    return turns[start:]


def tokens(text: str) -> float:
    """Estimate how many tokens a message takes."""
    return len(text) / _CHARS_PER_TOKEN + _TOKENS_PER_MESSAGE
