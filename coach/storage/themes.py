"""What members contribute to themes, the reports on them, and who said no or go on."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, Select, delete, insert, select, update

from coach.domain.contribution import Contribution
from coach.domain.theme_report import ReportState, ThemeReport
from coach.storage import rows, theme_tables

_contributions = theme_tables.contributions
_reports = theme_tables.theme_reports
_vetoes = theme_tables.theme_vetoes
_assents = theme_tables.theme_assents

_FIXED = frozenset({"id", "group_id", "cycle_id", "number", "asked_at"})
_READ = [column for column in _reports.c if column.name != "work"]


class Contributions:
    """One for each reflection that counts; they go with it."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def put(self, contribution: Contribution) -> None:
        """Save a yes in place of an earlier one to the same reflection."""
        self.delete(contribution.reflection_id)
        self._connection.execute(insert(_contributions).values(rows.values(contribution)))

    def get(self, reflection_id: str) -> Contribution | None:
        """Return the yes to a reflection, or None."""
        query = select(_contributions).where(_contributions.c.reflection_id == reflection_id)
        return rows.first(self._connection, query, Contribution)

    def get_many(self, reflection_ids: Collection[str]) -> dict[str, Contribution]:
        """Return those there are of several reflections, by the id of the reflection."""
        query = select(_contributions).where(_contributions.c.reflection_id.in_(reflection_ids))
        found = rows.every(self._connection, query, Contribution)
        return {contribution.reflection_id: contribution for contribution in found}

    def of_owner(self, owner_id: str) -> list[Contribution]:
        """Return a person's, the oldest first."""
        return self._every(select(_contributions).where(_contributions.c.owner_id == owner_id))

    def of_group(self, group_id: str, cycle_id: str | None) -> list[Contribution]:
        """Return what counts for a group in a cycle (None: outside of one), the oldest first."""
        return self._every(
            select(_contributions).where(
                _contributions.c.group_id == group_id, _contributions.c.cycle_id == cycle_id
            )
        )

    def beyond(self) -> list[Contribution]:
        """Return what counts for the organisation too, the oldest first."""
        return self._every(select(_contributions).where(_contributions.c.beyond))

    def delete(self, reflection_id: str) -> None:
        """Take a yes back."""
        gone = delete(_contributions).where(_contributions.c.reflection_id == reflection_id)
        self._connection.execute(gone)

    def delete_of(self, owner_id: str, group_id: str) -> None:
        """Take back all that a person contributed in a group."""
        gone = delete(_contributions).where(
            _contributions.c.owner_id == owner_id, _contributions.c.group_id == group_id
        )
        self._connection.execute(gone)

    def delete_of_group(self, group_id: str) -> list[str]:
        """Take back all that counts for a group; return the ids of the reflections."""
        gone = delete(_contributions).where(_contributions.c.group_id == group_id)
        return list(
            self._connection.execute(gone.returning(_contributions.c.reflection_id)).scalars()
        )

    def _every(self, query: Select[tuple[object, ...]]) -> list[Contribution]:
        ordered = query.order_by(_contributions.c.given_at, _contributions.c.reflection_id)
        return rows.every(self._connection, ordered, Contribution)


class ThemeReports:
    """Versions of reports; what the model said meanwhile is kept apart from them."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, report: ThemeReport) -> None:
        """Save a new report."""
        self._connection.execute(insert(_reports).values(rows.values(report)))

    def get(self, report_id: str, *, lock: bool = False) -> ThemeReport | None:
        """Return it, or None; `lock` keeps other writers out until the transaction ends."""
        query = select(*_READ).where(_reports.c.id == report_id)
        return rows.first(self._connection, query.with_for_update() if lock else query, ThemeReport)

    def of_group(self, group_id: str | None) -> list[ThemeReport]:
        """Return a group's reports, or the organisation's for None, the newest first."""
        query = select(*_READ).where(_reports.c.group_id == group_id)
        query = query.order_by(_reports.c.number.desc())
        return rows.every(self._connection, query, ThemeReport)

    def shown(self, group_id: str | None) -> list[ThemeReport]:
        """Return those of which somebody else may have read, the newest first."""
        return [report for report in self.of_group(group_id) if report.was_shown]

    def making(self, *, outside: bool = False) -> list[str]:
        """Return the ids of groups' reports whose making has not come to its end.

        outside: those of the organisation instead.
        """
        query = select(_reports.c.id).where(_reports.c.state == ReportState.MAKING)
        return list(self._connection.execute(query.where(_of(outside=outside))).scalars())

    def in_preview(self, *, outside: bool = False) -> list[ThemeReport]:
        """Return the reports that those whom they come from look at now; `outside` as above."""
        query = select(*_READ).where(_reports.c.state == ReportState.PREVIEW)
        return rows.every(self._connection, query.where(_of(outside=outside)), ThemeReport)

    def progress(self, report_id: str, done: int, steps: int, at: datetime) -> None:
        """Save how far the making of a report is, unless it has come to its end."""
        being_made = (_reports.c.id == report_id) & (_reports.c.state == ReportState.MAKING)
        values = {"done": done, "steps": steps, "updated_at": at}
        self._connection.execute(update(_reports).where(being_made).values(values))

    def update(self, report: ThemeReport) -> None:
        """Save what changed."""
        changed = rows.values(report, exclude=_FIXED)
        self._connection.execute(update(_reports).where(_reports.c.id == report.id).values(changed))

    def work(self, report_id: str) -> Mapping[str, str]:
        """Return what the model has answered so far, by what it was asked."""
        query = select(_reports.c.work).where(_reports.c.id == report_id)
        return dict(self._connection.execute(query).scalar_one_or_none() or {})

    def set_work(self, report_id: str, work: Mapping[str, str] | None) -> None:
        """Keep what the model has answered so far; None forgets it."""
        values = {"work": None if work is None else dict(work)}
        self._connection.execute(update(_reports).where(_reports.c.id == report_id).values(values))

    def delete(self, report_id: str) -> None:
        """Delete it with what was said to it."""
        self._connection.execute(delete(_reports).where(_reports.c.id == report_id))


def _of(*, outside: bool) -> ColumnElement[bool]:
    return _reports.c.group_id.is_(None) if outside else _reports.c.group_id.is_not(None)


class Vetoes:
    """Who does not want a theme to be shown: theirs alone to know."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def put(self, report_id: str, theme_id: str, person_id: str, at: datetime) -> None:
        """Save a veto; a second one of the same person changes nothing."""
        self.delete(report_id, theme_id, person_id)
        row = {"report_id": report_id, "theme_id": theme_id, "person_id": person_id, "at": at}
        self._connection.execute(insert(_vetoes).values(row))

    def delete(self, report_id: str, theme_id: str, person_id: str) -> None:
        """Take a veto back."""
        self._connection.execute(
            delete(_vetoes).where(
                _vetoes.c.report_id == report_id,
                _vetoes.c.theme_id == theme_id,
                _vetoes.c.person_id == person_id,
            )
        )

    def of_report(self, report_id: str) -> frozenset[tuple[str, str]]:
        """Return pairs of the id of a theme and of who vetoed it."""
        query = select(_vetoes.c.theme_id, _vetoes.c.person_id)
        found = self._connection.execute(query.where(_vetoes.c.report_id == report_id))
        return frozenset((row.theme_id, row.person_id) for row in found)

    def forget(self, report_id: str) -> None:
        """Delete all of a report: once it has ended nobody needs to know who said no."""
        self._connection.execute(delete(_vetoes).where(_vetoes.c.report_id == report_id))


class Assents:
    """Which contributors need no more time to look at a report."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def put(self, report_id: str, person_id: str, at: datetime) -> None:
        """Save it; a second time changes nothing."""
        if person_id not in self.of_report(report_id):
            row = {"report_id": report_id, "person_id": person_id, "at": at}
            self._connection.execute(insert(_assents).values(row))

    def of_report(self, report_id: str) -> frozenset[str]:
        """Return the ids of those who said so."""
        query = select(_assents.c.person_id).where(_assents.c.report_id == report_id)
        return frozenset(self._connection.execute(query).scalars())

    def forget(self, report_id: str) -> None:
        """Delete all of a report that has ended."""
        self._connection.execute(delete(_assents).where(_assents.c.report_id == report_id))
