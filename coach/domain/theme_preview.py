"""What a contributor sees of a report before its release, and who has to agree to end that early.

It shows nothing that depends on what others do meanwhile: no number, no other person's sentence,
and the same themes until the end, whoever vetoes or takes something back. Of a name it says what
may happen at most.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

from coach.domain.base import Model
from coach.domain.contribution import Contribution, Source
from coach.domain.theme import Theme, contributors
from coach.domain.theme_release import Pool, Quote, quotes_in
from coach.domain.theme_report import ThemeReport

Given = Mapping[str, tuple[Contribution, Source]]


class OwnPart(Model):
    """A theme as one of those whom it comes from sees it before its release.

    `quotes`: the reader's own that would be shown. `named`: whether the reader's name may stand
    beside the theme and under those of their quotes for which they agreed to that.
    """

    id: str
    title: str
    summary: str
    obstacle: str
    helped: str
    open_question: str
    quotes: tuple[Quote, ...]
    named: bool


def of_pool(given: Given, pool: Pool, member_ids: Collection[str]) -> Given:
    """Return the contributions of members that were read for a report and stand unchanged."""
    return {
        id_: (contribution, source)
        for id_, (contribution, source) in given.items()
        if source.person_id in member_ids and source.sha256 in pool.texts.get(source.person_id, ())
    }


def own_parts(report: ThemeReport, person_id: str, given: Given) -> tuple[OwnPart, ...]:
    """Return the themes that could be released and come from a person's own texts too.

    given: contributions that were read for the report and stand, see `of_pool`.
    """
    own = {id_: pair for id_, pair in given.items() if pair[1].person_id == person_id}
    named = all(contribution.named for contribution, _ in own.values())
    return tuple(
        OwnPart(
            id=theme.id,
            title=theme.title,
            summary=theme.summary,
            obstacle=theme.obstacle,
            helped=theme.helped,
            open_question=theme.open_question,
            quotes=tuple(quotes_in(theme.evidence, own, names=True)),
            named=named,
        )
        for theme in previewed(report)
        if theme.source_ids() & own.keys()
    )


def whom_asked(report: ThemeReport, given: Given) -> frozenset[str]:
    """Return the ids of those who see something of a report before its release."""
    sources = {id_: source for id_, (_, source) in given.items()}
    return frozenset(p for theme in previewed(report) for p in contributors(theme, sources))


def previewed(report: ThemeReport) -> tuple[Theme, ...]:
    """Return the themes that could have been released when the preview began."""
    shown = {theme.id for theme in report.release.themes} if report.release else set()
    return tuple(theme for theme in report.found if theme.id in shown)
