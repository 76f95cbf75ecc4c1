"""What an organisation or its sponsor is told of all groups: rounded numbers, and themes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Final

from coach.domain.access import Action, Kind, Resource, require
from coach.domain.base import Model
from coach.domain.people import Actor
from coach.domain.theme_release import ShownTheme
from coach.domain.theme_report import UNDER_WAY, ReportState, ThemeReport
from coach.domain.totals import Totals, totals
from coach.errors import InvalidInput
from coach.services.common import Clock, new_id, note_event
from coach.services.theme_ending import stop
from coach.storage.database import Database
from coach.storage.transaction import Transaction

_ONE_AT_A_TIME: Final = "A report is under way already: wait for it, or stop it."
_ENDED: Final = "This report is no longer under way: reload the page."


class SponsorView(Model):
    """Everything that a sponsor may see. `themes_at`: when the themes were released, if ever."""

    totals: Totals
    themes: tuple[ShownTheme, ...] = ()
    themes_at: datetime | None = None


class Making(Model):
    """How the newest report on themes stands; `done` of `steps`, as far as is known."""

    state: ReportState
    done: int
    steps: int
    look_until: datetime | None
    trouble: str


class TotalsService:
    """For admins alone, who get the rounded numbers too and no others.

    `add_job`: has a report made in the background.
    """

    def __init__(self, database: Database, clock: Clock, add_job: Callable[[str], None]) -> None:
        self._database = database
        self._clock = clock
        self._add_job = add_job

    def view(self, actor: Actor) -> SponsorView:
        """Return what a sponsor may see; NotFound for anybody but an admin.

        Numbers older than four weeks are counted anew; younger ones stay as they are.
        """
        _require(actor, Action.READ)
        with self._database.transaction() as tx:
            return self._view(tx)

    def export(self, actor: Actor) -> SponsorView:
        """Return it to be taken along, and note that; NotFound as above."""
        _require(actor, Action.EXPORT)
        with self._database.transaction() as tx:
            self._note(tx, actor, "totals_export")
            return self._view(tx)

    def making(self, actor: Actor) -> Making | None:
        """Return how the newest report stands, None before the first; NotFound as above."""
        _require(actor, Action.READ)
        with self._database.reading() as tx:
            report = _newest(tx)
        if report is None:
            return None
        return Making(
            state=report.state,
            done=report.done,
            steps=report.steps,
            look_until=report.preview_ends_at,
            trouble=report.trouble,
        )

    def ask(self, actor: Actor) -> None:
        """Have a report on themes made; InvalidInput while one is under way, NotFound as above."""
        _require(actor, Action.WRITE)
        now = self._clock()
        with self._database.transaction() as tx:
            newest = _newest(tx)
            if newest is not None and newest.state in UNDER_WAY:
                raise InvalidInput(_ONE_AT_A_TIME)
            report = ThemeReport(
                id=new_id(),
                group_id=None,
                cycle_id=None,
                number=newest.number + 1 if newest else 1,
                asked_by_id=actor.person_id,
                asked_at=now,
                updated_at=now,
            )
            tx.theme_reports.add(report)
            self._note(tx, actor, "themes_asked")
        self._add_job(report.id)

    def stop(self, actor: Actor) -> None:
        """End the report that is under way; nothing of it is shown. InvalidInput without one."""
        _require(actor, Action.WRITE)
        with self._database.transaction() as tx:
            newest = _newest(tx)
            if newest is None or newest.state not in UNDER_WAY:
                raise InvalidInput(_ENDED)
            stop(tx, newest, self._clock(), by_id=actor.person_id)
        self._database.scrub()

    def _view(self, tx: Transaction) -> SponsorView:
        reports = tx.theme_reports.of_group(None)
        out = next((one for one in reports if one.state is ReportState.RELEASED), None)
        return SponsorView(
            totals=self._totals(tx),
            themes=out.release.themes if out and out.release else (),
            themes_at=out.released_at if out else None,
        )

    def _totals(self, tx: Transaction) -> Totals:
        kept, now = tx.totals.kept(), self._clock()
        if kept is not None and now < kept.next_at:
            return kept
        told = totals(tx.totals.count(), now)
        tx.totals.keep(told)
        return told

    def _note(self, tx: Transaction, actor: Actor, event: str) -> None:
        by, kind = actor.person_id, Kind.TOTALS.value
        note_event(tx, self._clock(), event, actor_id=by, kind=kind)


def _newest(tx: Transaction) -> ThemeReport | None:
    return next(iter(tx.theme_reports.of_group(None)), None)


def _require(actor: Actor, action: Action) -> None:
    require(actor, action, Resource(kind=Kind.TOTALS))
