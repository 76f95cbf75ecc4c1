"""A reply that is under way: what the page reads and what the worker writes."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass, replace

from coach.domain.conversation import TurnState


@dataclass(frozen=True, slots=True)
class ReplySnapshot:
    """A reply at one moment; its text is in the database already.

    `draft_pending`: the draft has not caught up with the member's message yet. `source`: see
    ReplyProvenance, '' while it is open. `notice`: one calm sentence for the member, mostly ''.
    """

    text: str = ""
    state: TurnState = TurnState.STREAMING
    draft_pending: bool = True
    source: str = ""
    notice: str = ""


class ReplyHandle:
    """Follows one reply; any thread may use it."""

    def __init__(self, turn_id: str, *, notice: str = "") -> None:
        self.turn_id = turn_id
        self.stopping = threading.Event()
        """Set when the member presses Stop."""
        self.superseded = threading.Event()
        """Set when something newer makes reading the message into the draft wait."""
        self._changed = threading.Condition()
        self._snapshot = ReplySnapshot(notice=notice)
        self._seen = self._snapshot

    def snapshot(self) -> ReplySnapshot:
        """Return the reply as it stands; never blocks."""
        return self._snapshot

    def wait(self, timeout_s: float) -> ReplySnapshot:
        """Return at the next change since the last call, or after the time-out."""
        deadline = time.monotonic() + timeout_s
        with self._changed:
            while self._snapshot is self._seen:
                left = deadline - time.monotonic()
                if left <= 0 or not self._changed.wait(left):
                    break
            self._seen = self._snapshot
            return self._seen

    def stop(self) -> None:
        """End the reply soon, also before its first word; what then stands is usable."""
        self.stopping.set()

    def update(self, **changes: object) -> None:
        """Publish changed fields of the snapshot; for the worker."""
        with self._changed:
            self._snapshot = replace(self._snapshot, **changes)  # type: ignore[arg-type]
            self._changed.notify_all()
