"""Runs replies on worker threads: in each conversation one at a time, in the order they came."""

from __future__ import annotations

import logging
import math
import threading
import time
from collections import defaultdict, deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from typing import Final

from coach.domain.conversation import TurnState
from coach.services.bugs import log_bug
from coach.services.replies import ReplyHandle

logger = logging.getLogger(__name__)
_WORKERS: Final = 200
"""Replies at once; they wait for the model most of the time, and a thread is made when needed."""

Work = Callable[[ReplyHandle], None]
"""Writes the reply and publishes it through the handle."""


class ReplyDesk:
    """The replies under way in this process. close() waits for them, stopped."""

    def __init__(self) -> None:
        self._pool = ThreadPoolExecutor(_WORKERS, thread_name_prefix="reply")
        self._lock = threading.Lock()
        self._waiting: dict[str, deque[tuple[ReplyHandle, Work]]] = defaultdict(deque)
        self._handles: dict[str, list[ReplyHandle]] = {}
        self._claimed: set[str] = set()
        self._last = -math.inf

    @contextmanager
    def claimed(self, handle: ReplyHandle) -> Iterator[None]:
        """Own the handle's turn from before it is saved until the work has been submitted."""
        with self._lock:
            self._claimed.add(handle.turn_id)
        try:
            yield
        finally:
            with self._lock:
                self._claimed.discard(handle.turn_id)

    def submit(self, conversation_id: str, handle: ReplyHandle, work: Work) -> None:
        """Run the work once the conversation's earlier replies are done; reading drafts waits."""
        with self._lock:
            for earlier in self._handles.get(conversation_id, ()):
                earlier.superseded.set()
            self._waiting[conversation_id].append((handle, work))
            idle = conversation_id not in self._handles
            self._handles.setdefault(conversation_id, []).append(handle)
        if idle:
            self.background(lambda: self._drain(conversation_id))

    def background(self, work: Callable[[], None]) -> None:
        """Run something on a worker; a failure is logged."""
        self._pool.submit(work).add_done_callback(_log_failure)

    def streaming(self, conversation_id: str) -> ReplyHandle | None:
        """Return the first reply of the conversation that is not finished, or None."""
        with self._lock:
            handles = list(self._handles.get(conversation_id, ()))
        return next((h for h in handles if h.snapshot().state is TurnState.STREAMING), None)

    def busy(self) -> bool:
        """Whether any reply of this process is under way, or a message is being read."""
        return self.under_way() > 0

    def under_way(self) -> int:
        """Return how many conversations of this process are being answered."""
        with self._lock:
            return len(self._handles)

    def quiet_for(self) -> float:
        """Return for how many seconds nobody has been answered; 0 while somebody is."""
        with self._lock:
            return 0.0 if self._handles else time.monotonic() - self._last

    def owns(self, conversation_id: str, turn_id: str) -> bool:
        """Whether a worker of this process has the turn in hand."""
        with self._lock:
            return turn_id in self._claimed or any(
                h.turn_id == turn_id for h in self._handles.get(conversation_id, ())
            )

    def end(self, conversation_id: str) -> None:
        """Stop all that is under way in a conversation."""
        with self._lock:
            handles = list(self._handles.get(conversation_id, ()))
        for handle in handles:
            handle.superseded.set()
            handle.stop()

    def close(self) -> None:
        """Stop every reply, let each save what it has, and end the threads."""
        with self._lock:
            conversations = list(self._handles)
        for conversation_id in conversations:
            self.end(conversation_id)
        self._pool.shutdown(wait=True)

    def _drain(self, conversation_id: str) -> None:
        while (first := self._next(conversation_id)) is not None:
            handle, work = first
            try:
                work(handle)
            except Exception as error:  # noqa: BLE001 - a bug must not hold up the replies behind it
                log_bug(logger, "a reply", error)
            finally:
                with self._lock:
                    self._handles[conversation_id].remove(handle)

    def _next(self, conversation_id: str) -> tuple[ReplyHandle, Work] | None:
        with self._lock:
            queue = self._waiting[conversation_id]
            if queue:
                return queue.popleft()
            del self._waiting[conversation_id], self._handles[conversation_id]
            self._last = time.monotonic()
            return None


def _log_failure(future: Future[None]) -> None:
    error = future.exception()
    if error is not None:
        log_bug(logger, "a worker", error)
