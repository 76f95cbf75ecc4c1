"""What an organisation or its sponsor is told of all groups: rounded numbers, and themes."""

from __future__ import annotations

from datetime import datetime

from coach.domain.access import Action, Kind, Resource, require
from coach.domain.base import Model
from coach.domain.people import Actor
from coach.domain.theme_release import ShownTheme
from coach.domain.theme_report import ReportState
from coach.domain.totals import Totals, totals
from coach.services.common import Clock, note_event
from coach.services.formats_file import Charters
from coach.services.totals_release import finished
from coach.storage.database import Database
from coach.storage.transaction import Transaction


class SponsorView(Model):
    """Everything that a sponsor may see. `themes_at`: when the themes were released, if ever."""

    totals: Totals
    themes: tuple[ShownTheme, ...] = ()
    themes_at: datetime | None = None


class TotalsService:
    """For admins alone, who get the rounded numbers too and no others."""

    def __init__(self, database: Database, clock: Clock, charters: Charters) -> None:
        self._database = database
        self._clock = clock
        self._charters = charters

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
            note_event(
                tx,
                self._clock(),
                "totals_export",
                actor_id=actor.person_id,
                kind=Kind.TOTALS.value,
            )
            return self._view(tx)

    def _view(self, tx: Transaction) -> SponsorView:
        reports = [
            finished(tx, self._charters, report, self._clock())
            for report in tx.theme_reports.of_group(None)
        ]
        newest = next((one for one in reports if one.state is ReportState.RELEASED), None)
        release = newest.release if newest else None
        return SponsorView(
            totals=self._totals(tx),
            themes=release.themes if release else (),
            themes_at=newest.released_at if newest else None,
        )

    def _totals(self, tx: Transaction) -> Totals:
        kept, now = tx.totals.kept(), self._clock()
        if kept is not None and now < kept.next_at:
            return kept
        told = totals(tx.totals.count(), now)
        tx.totals.keep(told)
        return told


def _require(actor: Actor, action: Action) -> None:
    require(actor, action, Resource(kind=Kind.TOTALS))
