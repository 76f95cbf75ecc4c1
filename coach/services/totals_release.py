"""Themes of the organisation: what they may be made of now, their preview, and their release.

Whatever finds the themes gives them to `previewed` together with the sources that it read; the
rest happens here, within the caller's transaction.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from coach.domain.charter import standing
from coach.domain.contribution import Source
from coach.domain.groups import Group
from coach.domain.reach import Reach
from coach.domain.rules import Rules
from coach.domain.theme import Found, contributors
from coach.domain.theme_outside import came_through, preview_time, shown_outside
from coach.domain.theme_release import Pool, Release, ShownTheme, pool_of
from coach.domain.theme_report import ReportState, ThemeReport
from coach.services.contributions import standing as standing_contributions
from coach.services.formats_file import Charters
from coach.services.participation import charter_of, newest_yeses
from coach.storage.transaction import Transaction

NOTHING_NEW: Final = (
    "There is nothing that may be shown: a theme needs at least five people of two groups, and a "
    "new report at least five who have changed something since the last one."
)
"""The same sentence for every reason: which one it is would tell what people did."""


@dataclass(frozen=True, slots=True)
class Outside:
    """What counts for the organisation now: the texts by id, and the rules of their groups."""

    sources: Mapping[str, Source]
    rules_of: Mapping[str, Rules]
    names: frozenset[str]
    """Of their groups and of the members of these."""


def outside(tx: Transaction, charters: Charters) -> Outside:
    """Return what members let count beyond their groups, where rules and charter reach so far."""
    given = standing_contributions(tx, tx.contributions.beyond())
    by_group: dict[str, list[Source]] = {}
    for _, source in given.values():
        by_group.setdefault(source.group_id, []).append(source)
    sources: dict[str, Source] = {}
    rules_of: dict[str, Rules] = {}
    names: set[str] = set()
    for group_id, texts in by_group.items():
        group = tx.groups.get(group_id)
        counting = _counting(tx, charters, group, texts) if group is not None else ()
        if group is not None and counting:
            sources |= {source.id: source for source in counting}
            rules_of[group_id] = group.rules
            names |= {group.name, *(name for name, _ in tx.groups.members(group_id))}
    return Outside(sources, rules_of, frozenset(names))


def previewed(
    tx: Transaction,
    charters: Charters,
    report: ThemeReport,
    found: Found,
    read: Mapping[str, Source],
    now: datetime,
) -> ThemeReport:
    """Save what was found in the sources that were read, and give whom it comes from their time.

    A report of which nothing may be shown has failed, with the one sentence that says so.
    """
    made = report.model_copy(
        update={
            "updated_at": now,
            "made_by": found.made_by,
            "model": found.model,
            "found": found.themes,
            "pool": pool_of(read.values()),
        }
    )
    counts, release = _release(tx, charters, made, vetoes=())
    if release is None:
        return _saved(tx, _forgotten(made, ReportState.FAILED, trouble=NOTHING_NEW))
    ends_at = now + preview_time(counts.rules_of)
    state = {"state": ReportState.PREVIEW, "preview_ends_at": ends_at}
    return _saved(tx, made.model_copy(update=state))


def finished(
    tx: Transaction, charters: Charters, report: ThemeReport, now: datetime
) -> ThemeReport:
    """Return a report whose preview is over as it was released, decided anew by what stands now."""
    over = report.preview_ends_at is not None and report.preview_ends_at <= now
    if report.state is not ReportState.PREVIEW or not over:
        return report
    vetoes = tx.theme_vetoes.of_report(report.id)
    counts, release = _release(tx, charters, report, vetoes=vetoes)
    changed = report.model_copy(update={"updated_at": now})
    if release is None:
        return _saved(tx, _forgotten(changed, ReportState.FAILED, trouble=NOTHING_NEW))
    released = _forgotten(changed, ReportState.RELEASED, release=release, released_at=now)
    pool = {"pool": pool_of(counts.sources.values())}
    return _saved(tx, released.model_copy(update=pool))


def theirs(
    tx: Transaction, charters: Charters, report: ThemeReport, person_id: str
) -> tuple[ShownTheme, ...]:
    """Return the themes of a preview that come from a person too: their wording, no number.

    What was vetoed is among them, so that nobody learns of another's veto.
    """
    if report.state is not ReportState.PREVIEW:
        return ()
    counts, release = _release(tx, charters, report, vetoes=())
    if release is None:
        return ()
    own = {t.id for t in report.found if person_id in contributors(t, counts.sources)}
    return tuple(t.model_copy(update={"people": None}) for t in release.themes if t.id in own)


def _release(
    tx: Transaction,
    charters: Charters,
    report: ThemeReport,
    *,
    vetoes: Collection[tuple[str, str]],
) -> tuple[Outside, Release | None]:
    """Return what of the report's texts still counts, and what may be shown of it."""
    counts = _still_read(outside(tx, charters), report.pool)
    earlier = [one.pool for one in tx.theme_reports.shown(None) if one.id != report.id]
    release = shown_outside(
        report.found,
        counts.sources,
        counts.rules_of,
        earlier=earlier,
        names=counts.names,
        vetoes=vetoes,
    )
    return counts, release


def _still_read(counts: Outside, pool: Pool) -> Outside:
    """Leave out what was not read when the themes were found."""
    sources = {
        id_: source
        for id_, source in counts.sources.items()
        if source.sha256 in pool.texts.get(source.person_id, ())
    }
    groups = {source.group_id for source in sources.values()}
    rules = {id_: rules for id_, rules in counts.rules_of.items() if id_ in groups}
    return Outside(sources, rules, counts.names)


def _counting(
    tx: Transaction, charters: Charters, group: Group, texts: Iterable[Source]
) -> tuple[Source, ...]:
    """Return the texts of a group whose authors may share with the organisation, as they did."""
    memberships = {m.person_id: m for _, m in tx.groups.members(group.id, present=True)}
    charter = charter_of(tx, group, charters)
    accepted = newest_yeses(tx, group, memberships)
    reports = [one for one in tx.theme_reports.of_group(group.id) if one.pool.texts]
    vetoed = {one.id for one in reports if tx.theme_vetoes.of_report(one.id)}
    return tuple(
        source
        for source in texts
        if (membership := memberships.get(source.person_id)) is not None
        and standing(membership, group.rules, charter, accepted[source.person_id]).limit
        is Reach.ORGANISATION
        and came_through(source, reports, vetoed)
    )


def _forgotten(report: ThemeReport, state: ReportState, **more: object) -> ThemeReport:
    """Return the report at its end, without what was found."""
    return report.model_copy(update={"state": state, "found": (), **more})


def _saved(tx: Transaction, report: ThemeReport) -> ThemeReport:
    tx.theme_reports.update(report)
    if report.state is not ReportState.PREVIEW:
        tx.theme_reports.set_work(report.id, None)
    return report
