"""Which texts count for themes of the organisation, and what of these themes may be shown. Pure.

Inside comes first. A text counts outside once its group has read the released report that it was
part of, so that whom a theme comes from has had the time to say no; and never again once somebody
vetoed a theme of a report that it was part of, or took back a text that one came from. Which theme
that was is forgotten with the rest of what was found; so the whole report stays inside.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from datetime import timedelta
from typing import Final

from coach.domain.contribution import Source
from coach.domain.rules import Rules
from coach.domain.theme import Theme, contributors
from coach.domain.theme_release import (
    Pool,
    Release,
    Withheld,
    may_follow,
    pool_of,
    release_outside,
)
from coach.domain.theme_report import ReportState, ThemeReport
from coach.domain.totals import FEWEST_PEOPLE

_SHORTEST_NAME: Final = 2
_WORD: Final = re.compile(r"[^\W\d_]+")


def came_through(
    source: Source, reports: Iterable[ThemeReport], vetoed_ids: Collection[str]
) -> bool:
    """Return whether a text was part of a report that its group released, and of no vetoed one.

    reports: of its group. vetoed_ids: of those in which somebody vetoes a theme now; of one that
    has been released the number of vetoed themes alone is left.
    """
    with_it = [one for one in reports if source.sha256 in one.pool.texts.get(source.person_id, ())]
    released = any(one.state is ReportState.RELEASED for one in with_it)
    return released and not any(one.id in vetoed_ids or _was_vetoed(one) for one in with_it)


def shown_outside(
    themes: Iterable[Theme],
    sources: Mapping[str, Source],
    rules_of: Mapping[str, Rules],
    *,
    earlier: Iterable[Pool],
    names: Collection[str],
    vetoes: Collection[tuple[str, str]] = (),
) -> Release | None:
    """Return what may be read outside the groups, None where nothing new may.

    rules_of: of each group that the sources come from. earlier: pools of what was shown before.
    names: of people and groups, of which no theme may hold one. vetoes: as in `release_inside`.
    """
    least = max((rules.release_outside for rules in rules_of.values()), default=FEWEST_PEOPLE)
    if not may_follow(pool_of(sources.values()), earlier, least):
        return None
    allowed = [
        theme
        for theme in themes
        if not any((theme.id, person) in vetoes for person in contributors(theme, sources))
        and names_nobody(theme, names)
    ]
    release = release_outside(allowed, sources, rules_of)
    return release if release.themes else None


def preview_time(rules_of: Mapping[str, Rules]) -> timedelta:
    """Return how long those whom themes come from read them first: as long as any group wants."""
    hours = max((rules.theme_preview_hours for rules in rules_of.values()), default=0)
    return timedelta(hours=hours)


def _was_vetoed(report: ThemeReport) -> bool:
    return report.release is not None and report.release.withheld.get(Withheld.VETO, 0) > 0


def names_nobody(theme: Theme, names: Collection[str]) -> bool:
    """Return whether no word of a name stands in what a theme says, written as in the name.

    A word that is a name and something else besides withholds the theme: that is the safe side.
    """
    said = (theme.title, theme.summary, theme.obstacle, theme.helped, theme.open_question)
    words = {word for line in said for word in _WORD.findall(line)}
    known = {word for name in names for word in _WORD.findall(name) if word[:1].isupper()}
    return not any(len(word) >= _SHORTEST_NAME for word in words & known)
