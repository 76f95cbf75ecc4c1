"""A group takes the report on its themes along: what may be read of it at that moment."""

from __future__ import annotations

from coach.domain.access import Kind
from coach.domain.groups import Group
from coach.domain.people import Actor
from coach.services.common import Clock, note_event
from coach.services.formats_file import Charters
from coach.services.participation import charter_line
from coach.services.read_themes import read_themes
from coach.services.released_themes import Released, read_released
from coach.services.theme_sheet import ThemeSheet, theme_sheet, told
from coach.storage.database import Database
from coach.storage.transaction import Transaction


class ThemeExportService:
    """For whoever takes part in the group, once the report is released."""

    def __init__(self, database: Database, clock: Clock, charters: Charters) -> None:
        self._database = database
        self._clock = clock
        self._charters = charters

    def sheet(self, actor: Actor, report_id: str) -> ThemeSheet:
        """Return the released report as it may be read now; NotFound for any other."""
        with self._database.reading() as tx:
            found, group = read_released(tx, actor, report_id)
            return self._sheet(tx, found, group)

    def export(self, actor: Actor, report_id: str) -> ThemeSheet:
        """Return the same for a file, and note that it was taken along."""
        with self._database.transaction() as tx:
            found, group = read_released(tx, actor, report_id)
            note_event(
                tx,
                self._clock(),
                "export",
                actor_id=actor.person_id,
                kind=Kind.THEMES.value,
                object_id=report_id,
            )
            return self._sheet(tx, found, group)

    def _sheet(self, tx: Transaction, found: Released, group: Group) -> ThemeSheet:
        cycle_id = found.report.cycle_id
        cycles = {cycle.id: cycle.topic for cycle in tx.cycles.of_group(group.id)}
        return theme_sheet(
            found,
            map(told, read_themes(tx, found.report)),
            group=group.name,
            topic=cycles.get(cycle_id or "", ""),
            charter_line=charter_line(tx, group, self._charters),
            least=group.rules.release_inside,
            made_on=self._clock().date(),
        )
