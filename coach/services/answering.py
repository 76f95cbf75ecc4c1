"""Adds coach turns to conversations and has workers write them, in the order they were added."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from coach.dialogue.engine import Coach
from coach.dialogue.extract import Reader
from coach.domain.conversation import Turn, TurnState
from coach.errors import InvalidInput
from coach.services.citing import Citing
from coach.services.common import Clock
from coach.services.new_turns import reply_turn
from coach.services.replies import ReplyHandle
from coach.services.reply_desk import ReplyDesk
from coach.services.reply_worker import ReplyWorker, Task
from coach.storage.database import Database
from coach.storage.transaction import Transaction


class Answering:
    """The replies of this process, from the transaction that adds one until it is written."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        coach: Coach,
        reader: Reader,
        citing: Citing | None = None,
    ) -> None:
        self._database = database
        self._clock = clock
        self._desk = ReplyDesk()
        self._worker = ReplyWorker(database, clock, coach, reader, citing)
        self._adding = threading.Lock()
        self._desk.background(coach.get_ready)

    @contextmanager
    def adding(self, task: Task, handle: ReplyHandle) -> Iterator[Transaction]:
        """Run a transaction that adds the handle's turn; once on disk, a worker writes it.

        One at a time in this process: what the block finds is not changed by another reply.
        """
        with self._desk.claimed(handle), self._adding:
            with self._database.transaction() as tx:
                yield tx
            self._desk.submit(task.conversation_id, handle, lambda h: self._worker.write(task, h))

    def add(
        self, tx: Transaction, conversation_id: str, position: int, handle: ReplyHandle
    ) -> None:
        """Save the turn that the worker is to write."""
        tx.turns.add_turn(reply_turn(conversation_id, position, handle.turn_id, self._clock()))

    def under_way(self, conversation_id: str) -> ReplyHandle | None:
        """Return the first reply of the conversation that is not finished, or None."""
        return self._desk.streaming(conversation_id)

    def busy(self) -> bool:
        """Whether anybody in this process is being answered."""
        return self._desk.busy()

    def how_many(self) -> int:
        """Return how many conversations are being answered in this process."""
        return self._desk.under_way()

    def quiet_for(self) -> float:
        """Return for how many seconds nobody in this process has been answered."""
        return self._desk.quiet_for()

    def require_quiet(self, conversation_id: str) -> None:
        """Raise InvalidInput while a reply is under way; inside `adding` the answer holds."""
        if self.under_way(conversation_id) is not None:
            raise InvalidInput("The coach is still answering: wait for the reply, or stop it.")

    def mend(self, task: Task, turns: Sequence[Turn]) -> bool:
        """Give replies that a dead process left open a usable text; say if there was any."""
        broken = [turn for turn in turns if self._is_orphan(task.conversation_id, turn)]
        for turn in broken:
            self._worker.repair(task, turn.id)
        return bool(broken)

    def stop(self, conversation_id: str) -> None:
        """Stop the reply under way, if there is one; what then stands is usable."""
        running = self.under_way(conversation_id)
        if running is not None:
            running.stop()

    def end(self, conversation_id: str) -> None:
        """Stop all that is under way in a conversation that is gone."""
        self._desk.end(conversation_id)

    def close(self) -> None:
        """Stop what is running, save it, and end the threads."""
        self._desk.close()

    def _is_orphan(self, conversation_id: str, turn: Turn) -> bool:
        is_open = turn.role == "coach" and turn.state is TurnState.STREAMING
        return is_open and not self._desk.owns(conversation_id, turn.id)
