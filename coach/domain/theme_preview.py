"""What a contributor sees of a report before its release, and who has to agree to end that early.

It shows nothing that depends on what others do meanwhile: no number, no other person's sentence,
and the same themes until the end, whoever vetoes or takes something back. Of a name it says what
may happen at most.
"""

from __future__ import annotations

from collections.abc import Collection

from coach.domain.base import Model
from coach.domain.shown_theme import Quote, ShownTheme
from coach.domain.theme import Theme, contributors
from coach.domain.theme_pool import Pool
from coach.domain.theme_quotes import Standing
from coach.domain.theme_release import quotes_in
from coach.domain.theme_report import ThemeReport


class OwnPart(Model):
    """A theme as one of those whom it comes from sees it before its release.

    `quotes`: the reader's own that may be shown. `named`: whether the reader's name may stand
    beside the theme.
    """

    id: str
    title: str
    summary: str
    obstacle: str
    helped: str
    open_question: str
    quotes: tuple[Quote, ...]
    named: bool


def of_pool(given: Standing, pool: Pool, member_ids: Collection[str]) -> Standing:
    """Return the contributions of members that were read for a report and stand unchanged."""
    return {
        id_: (contribution, source)
        for id_, (contribution, source) in given.items()
        if source.person_id in member_ids and pool.holds(source)
    }


def own_parts(report: ThemeReport, person_id: str, given: Standing) -> tuple[OwnPart, ...]:
    """Return the themes that could be released and come from a person's own texts too.

    given: contributions that were read for the report and stand, see `of_pool`.
    """
    own = {id_: pair for id_, pair in given.items() if pair[1].person_id == person_id}
    named = all(contribution.named for contribution, _ in own.values())
    return tuple(
        _own_part(theme, shown, own, named=named)
        for theme, shown in _previewed(report)
        if theme.source_ids() & own.keys()
    )


def whom_asked(report: ThemeReport, given: Standing) -> frozenset[str]:
    """Return the ids of those who see something of a report before its release."""
    sources = {id_: source for id_, (_, source) in given.items()}
    return frozenset(p for theme, _ in _previewed(report) for p in contributors(theme, sources))


def _previewed(report: ThemeReport) -> list[tuple[Theme, ShownTheme]]:
    """Return the themes that could have been released when the preview began, as they read then."""
    found = {theme.id: theme for theme in report.found}
    shown = report.release.themes if report.release else ()
    return [(found[theme.id], theme) for theme in shown if theme.id in found]


def _own_part(theme: Theme, shown: ShownTheme, own: Standing, *, named: bool) -> OwnPart:
    return OwnPart(
        id=shown.id,
        title=shown.title,
        summary=shown.summary,
        obstacle=shown.obstacle,
        helped=shown.helped,
        open_question=shown.open_question,
        quotes=tuple(quotes_in(theme.evidence, own, names=True)),
        named=named,
    )
