"""Themes of the organisation: what they may be made of now, their preview, and their release.

Each function works within the caller's transaction.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from coach.domain.access import Kind
from coach.domain.charter import standing
from coach.domain.contribution import Contribution, Source
from coach.domain.groups import Group
from coach.domain.reach import Reach
from coach.domain.rules import Rules
from coach.domain.theme import Found, Theme
from coach.domain.theme_outside import came_through, preview_time, shown_outside
from coach.domain.theme_preview import of_pool
from coach.domain.theme_release import Pool, Release, ShownTheme, pool_of, released
from coach.domain.theme_report import ReportState, ThemeReport
from coach.services.common import note_event
from coach.services.contributions import Given
from coach.services.contributions import standing as standing_contributions
from coach.services.formats_file import Charters
from coach.services.participation import charter_of, newest_yeses
from coach.services.theme_ending import fail
from coach.storage.transaction import Transaction

NOTHING_NEW: Final = (
    "There is nothing that may be shown: a theme needs at least five people of two groups, and a "
    "new report at least five who have changed something since the last one."
)
"""The same sentence for every reason: which one it is would tell what people did."""


@dataclass(frozen=True, slots=True)
class Outside:
    """What counts for the organisation now: contributions with their texts, and their groups."""

    given: Given
    rules_of: Mapping[str, Rules]
    names: frozenset[str]
    """Of these groups and of their members."""

    @property
    def sources(self) -> dict[str, Source]:
        """The texts by id."""
        return {id_: source for id_, (_, source) in self.given.items()}

    def read_for(self, pool: Pool) -> Outside:
        """Return what was read for a report and still counts."""
        people = {source.person_id for source in self.sources.values()}
        given = of_pool(self.given, pool, people)
        groups = {source.group_id for _, source in given.values()}
        rules = {id_: rules for id_, rules in self.rules_of.items() if id_ in groups}
        return Outside(given, rules, self.names)


def outside(tx: Transaction, charters: Charters) -> Outside:
    """Return what members let count beyond their groups, where rules and charter reach so far."""
    by_group: dict[str, dict[str, tuple[Contribution, Source]]] = {}
    for id_, pair in standing_contributions(tx, tx.contributions.beyond()).items():
        by_group.setdefault(pair[1].group_id, {})[id_] = pair
    given: dict[str, tuple[Contribution, Source]] = {}
    rules_of: dict[str, Rules] = {}
    names: set[str] = set()
    for group_id, pairs in by_group.items():
        group = tx.groups.get(group_id)
        counting = _counting(tx, charters, group, pairs) if group is not None else {}
        if group is not None and counting:
            given |= counting
            rules_of[group_id] = group.rules
            names |= {group.name, *(name for name, _ in tx.groups.members(group_id))}
    return Outside(given, rules_of, frozenset(names))


def begin_preview(
    tx: Transaction, report: ThemeReport, found: Found, read: Outside, now: datetime
) -> ThemeReport:
    """Give whom the themes come from their time to look; a report without any has failed.

    read: what the themes were found in, and still counts.
    """
    pool = pool_of(read.sources.values())
    by = {"made_by": found.made_by, "model": found.model, "updated_at": now}
    made = report.model_copy(update={**by, "found": found.themes, "pool": pool})
    release = _release(tx, made, read, vetoes=())
    if release is None:
        return fail(tx, made.model_copy(update={"pool": Pool()}), NOTHING_NEW, now)
    ends_at = now + preview_time(read.rules_of)
    state = {"state": ReportState.PREVIEW, "preview_ends_at": ends_at, "release": release}
    begun = made.model_copy(update=state)
    tx.theme_reports.update(begun)
    tx.theme_reports.set_work(report.id, None)
    return begun


def is_over(report: ThemeReport, now: datetime) -> bool:
    """Return whether the time to look at a report is over and it waits for its release."""
    ends_at = report.preview_ends_at
    return report.state is ReportState.PREVIEW and ends_at is not None and ends_at <= now


def let_out(tx: Transaction, charters: Charters, report: ThemeReport, now: datetime) -> ThemeReport:
    """Release a report whose preview is over, decided anew by what stands now, or let it fail."""
    read = outside(tx, charters).read_for(report.pool)
    vetoes = tx.theme_vetoes.of_report(report.id)
    release = _release(tx, report, read, vetoes=vetoes)
    if release is None:
        return fail(tx, report, NOTHING_NEW, now)
    facts = {
        "state": ReportState.RELEASED,
        "release": release,
        "pool": released(pool_of(read.sources.values()), report.pool),
        "found": (),
        "updated_at": now,
        "released_at": now,
    }
    out = report.model_copy(update=facts)
    tx.theme_reports.update(out)
    tx.theme_vetoes.forget(report.id)
    note_event(tx, now, "themes_released", kind=Kind.TOTALS.value, object_id=report.id)
    return out


def theirs(
    tx: Transaction, charters: Charters, report: ThemeReport, person_id: str
) -> tuple[ShownTheme, ...]:
    """Return the themes of a preview that come from a person's own texts too: without a number.

    They stay the same until the end, whatever others do meanwhile.
    """
    if report.release is None or report.state is not ReportState.PREVIEW:
        return ()
    texts = outside(tx, charters).read_for(report.pool).sources
    own = {id_ for id_, source in texts.items() if source.person_id == person_id}
    seen = {theme.id for theme in _looked_at(report) if theme.source_ids() & own}
    themes = (theme for theme in report.release.themes if theme.id in seen)
    return tuple(theme.model_copy(update={"people": None}) for theme in themes)


def _looked_at(report: ThemeReport) -> tuple[Theme, ...]:
    """Return the themes that may be shown at most: after a preview those that were in it."""
    if report.release is None:
        return report.found
    seen = {theme.id for theme in report.release.themes}
    return tuple(theme for theme in report.found if theme.id in seen)


def _release(
    tx: Transaction, report: ThemeReport, read: Outside, *, vetoes: Collection[tuple[str, str]]
) -> Release | None:
    """Return what may be shown of a report; of one that was looked at nothing beyond that."""
    earlier = [one.pool for one in tx.theme_reports.shown(None) if one.id != report.id]
    return shown_outside(
        _looked_at(report),
        read.sources,
        read.rules_of,
        earlier=earlier,
        names=read.names,
        vetoes=vetoes,
    )


def _counting(
    tx: Transaction,
    charters: Charters,
    group: Group,
    pairs: Mapping[str, tuple[Contribution, Source]],
) -> Given:
    """Return what counts of a group: its authors may share so far, and it came through inside."""
    memberships = {m.person_id: m for _, m in tx.groups.members(group.id, present=True)}
    charter = charter_of(tx, group, charters)
    accepted = newest_yeses(tx, group, memberships)
    reaching = {
        person_id
        for person_id, one in memberships.items()
        if standing(one, group.rules, charter, accepted[person_id]).limit is Reach.ORGANISATION
    }
    reports = [one for one in tx.theme_reports.of_group(group.id) if one.pool.texts]
    vetoed = {one.id for one in reports if tx.theme_vetoes.of_report(one.id)}
    return {id_: pair for id_, pair in pairs.items() if _counts(pair[1], reaching, reports, vetoed)}


def _counts(
    source: Source,
    reaching: Collection[str],
    reports: Iterable[ThemeReport],
    vetoed: Collection[str],
) -> bool:
    return source.person_id in reaching and came_through(source, reports, vetoed)
