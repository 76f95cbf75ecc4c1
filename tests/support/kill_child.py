"""A process that talks to the coach and reports what a page would have shown, until it is killed.

Arguments: data folder, conversation id, session id. It prints one JSON line for each thing that the
page acknowledges, and flushes it, so that the parent knows exactly what a person could have seen.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from coach.bootstrap import build
from coach.domain.conversation import TurnState
from coach.settings import Settings


def report(**facts: str) -> None:
    """Tell the parent what has been acknowledged."""
    sys.stdout.write(json.dumps(facts) + "\n")
    sys.stdout.flush()


def main(home: str, conversation_id: str, session_id: str) -> None:
    """Say one thing after another, following each reply as the page does."""
    services = build(Settings(home=Path(home), llm="scripted", llm_scripted_delay_s=0.02))
    actor = services.accounts.actor_for_session(session_id)
    services.conversations.open(actor, conversation_id)
    report(kind="ready")
    number = 0
    while True:
        number += 1
        text = f"I will ask the shift leads one question first, attempt {number} of the week."
        handle = services.conversations.say(actor, conversation_id, text)
        report(kind="said", text=text)
        snapshot = handle.snapshot()
        while snapshot.state is TurnState.STREAMING or snapshot.draft_pending:
            report(kind="shown", turn=handle.turn_id, text=snapshot.text, state=snapshot.state)
            snapshot = handle.wait(0.05)
        report(kind="shown", turn=handle.turn_id, text=snapshot.text, state=snapshot.state)


if __name__ == "__main__":
    main(*sys.argv[1:])
