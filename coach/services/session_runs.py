"""Running a session: whoever leads keeps the time, and everybody who takes part sees the same."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping

from coach.domain.access import Action, Kind, allowed, require
from coach.domain.attendance import joined, left
from coach.domain.base import Model
from coach.domain.group_session import GroupSession
from coach.domain.people import Actor
from coach.domain.session_clock import Reading, read_clock
from coach.domain.session_moves import KeptRun, Move, following, made
from coach.domain.session_run import SessionRun, begin
from coach.errors import InvalidInput
from coach.services.agenda_sheet import Sheet
from coach.services.common import Clock, note_event
from coach.services.session_sheets import SessionSheets, facts_of, names_in, session_of
from coach.storage.database import Database
from coach.storage.transaction import Transaction

Change = Callable[[SessionRun, Collection[str]], SessionRun]
"""What a run becomes, given the ids of the group's members."""


class RunView(Model):
    """Where a session stands, for one reader at one moment."""

    session: GroupSession
    sheet: Sheet
    """With the agenda as it is now; before the session begins, as it was planned."""
    kept: KeptRun | None
    """None before the session begins."""
    reading: Reading | None
    """The clock at this moment; None before the session begins."""
    may_lead: bool
    absent: Mapping[str, str]
    """Names by id of the members who are not in the session."""

    @property
    def run(self) -> SessionRun | None:
        """The run itself."""
        return self.kept.run if self.kept else None

    @property
    def version(self) -> int:
        """What a move has to name; 0 before the session begins."""
        return self.kept.version if self.kept else 0


class SessionRunService:
    """The state is stored whole after each move; a move on an older state is refused."""

    def __init__(self, database: Database, clock: Clock, sheets: SessionSheets) -> None:
        self._database = database
        self._clock = clock
        self._sheets = sheets

    def open(self, actor: Actor, session_id: str) -> RunView:
        """Return where the session stands; NotFound for whoever does not take part."""
        with self._database.reading() as tx:
            session, group = session_of(tx, session_id)
            require(actor, Action.READ, facts_of(group))
            kept = tx.session_runs.get(session_id)
            agenda = kept.run.agenda if kept else self._sheets.plan(group, session.request).agenda
            sheet = self._sheets.sheet(tx, actor, group, agenda, session)
            return RunView(
                session=session,
                sheet=sheet,
                kept=kept,
                reading=read_clock(kept.run, self._clock()) if kept else None,
                may_lead=allowed(actor, Action.WRITE, facts_of(group)),
                absent={i: name for i, name in sheet.names.items() if i not in agenda.member_ids},
            )

    def begin(self, actor: Actor, session_id: str) -> KeptRun:
        """Begin a planned session, without those who have left the group since.

        InvalidInput when it has begun already, or when too few are left.
        """
        now = self._clock()
        with self._database.transaction() as tx:
            session, group = session_of(tx, session_id, lock=True)
            require(actor, Action.WRITE, facts_of(group))
            if tx.session_runs.get(session_id) is not None:
                raise InvalidInput("This session has begun already: look where it stands.")
            names = names_in(tx, group.id)
            present = tuple(m for m in session.request.member_ids if m in names)
            request = session.request.model_copy(update={"member_ids": present})
            run = begin(self._sheets.plan(group, request).agenda, now)
            kept = KeptRun(session_id=session_id, version=1, run=run, changed_at=now)
            tx.session_runs.save(kept)
            self._note(tx, actor, "session_begun", session_id)
        return kept

    def move(self, actor: Actor, session_id: str, version: int, move: Move) -> KeptRun:
        """Make a move on the version that the actor sees.

        InvalidInput when it has moved on since, and when the move cannot be made now.
        """
        now = self._clock()
        return self._change(actor, session_id, version, lambda run, _: made(run, move, now))

    def come(self, actor: Actor, session_id: str, version: int, member_id: str) -> KeptRun:
        """Let a member of the group in who comes late; what has not begun is divided anew."""

        def change(run: SessionRun, members: Collection[str]) -> SessionRun:
            if member_id not in members:
                raise InvalidInput("Only members of the group take part: choose one of the list.")
            return joined(run, member_id)

        return self._change(actor, session_id, version, change)

    def leave(self, actor: Actor, session_id: str, version: int, member_id: str) -> KeptRun:
        """Let a member go who leaves early; what has not begun is divided anew."""
        return self._change(actor, session_id, version, lambda run, _: left(run, member_id))

    def _change(self, actor: Actor, session_id: str, version: int, change: Change) -> KeptRun:
        """Save what a change makes of the version that the actor sees."""
        now = self._clock()
        with self._database.transaction() as tx:
            _, group = session_of(tx, session_id, lock=True)
            require(actor, Action.WRITE, facts_of(group))
            before = tx.session_runs.get(session_id)
            if before is None:
                raise InvalidInput("This session has not begun yet: begin it first.")
            members = names_in(tx, group.id)
            after = following(before, version, lambda run: change(run, members), now)
            tx.session_runs.save(after)
            if after.run.is_over:
                self._note(tx, actor, "session_ended", session_id)
        return after

    def _note(self, tx: Transaction, actor: Actor, event: str, session_id: str) -> None:
        note_event(
            tx,
            self._clock(),
            event,
            actor_id=actor.person_id,
            kind=Kind.SESSION.value,
            object_id=session_id,
        )
