"""Members who let reflections count towards themes, and a finder that is told what to find."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from typing import Final

from coach.bootstrap import Services
from coach.domain.attempt import AttemptResult
from coach.domain.commitment import Slot
from coach.domain.contribution import Contribution, Source, source_of
from coach.domain.people import Actor
from coach.domain.reflection import ReflectionStep
from coach.domain.spans import sentence_spans
from coach.domain.theme import Evidence, Found, Theme
from coach.domain.theme_report import ThemeReport
from coach.errors import Cancelled
from coach.llm.ports import CancelFlag
from coach.services.common import utc_now
from coach.themes.ports import Memo, Told

TITLES: Final[Mapping[str, str]] = {
    "silent": "Bearing the silence",
    "late": "Hearing of trouble late",
    "advice": "Giving advice too soon",
}


class PlantedFinder:
    """Finds a theme for each word in whichever texts hold it; `before` is called for each text."""

    def __init__(self, titles: Mapping[str, str] = TITLES) -> None:
        self.titles = titles
        self.read: list[Sequence[Source]] = []
        self.asked: list[str] = []
        self.before: Callable[[Source], None] = lambda _: None
        self.under_way = threading.Event()

    def find(
        self, sources: Sequence[Source], *, told: Told, memo: Memo, cancelled: CancelFlag
    ) -> Found:
        """See FindsThemes; each text is read once over all stops."""
        self.read.append(sources)
        for number, source in enumerate(sources):
            told(number, len(sources))
            self.under_way.set()
            if memo.get(source.id) is None:
                self.before(source)
                if cancelled.is_set():
                    raise Cancelled("stopped")
                self.asked.append(source.id)
                memo.put(source.id, "read")
        told(len(sources), len(sources))
        themes = (self._theme(word, sources) for word in self.titles)
        found = sorted((t for t in themes if t), key=lambda t: -len(t.source_ids()))
        return Found(themes=tuple(found), made_by="words")

    def _theme(self, word: str, sources: Sequence[Source]) -> Theme | None:
        evidence = tuple(
            Evidence(source_id=source.id, start=span.start, end=span.end)
            for source in sources
            for span in sentence_spans(source.text)
            if word in span.of(source.text)
        )
        if not evidence:
            return None
        return Theme(
            id=f"theme-{word}",
            title=self.titles[word],
            summary=f"Several of us speak of {word} things.",
            obstacle="Nobody wants to begin.",
            evidence=evidence,
        )


def contribute(
    services: Services,
    actor: Actor,
    group_id: str,
    text: str,
    *,
    quotes: Sequence[str] = (),
    named: bool = False,
) -> str:
    """Keep a reflection of this text and let it count; return its id."""
    commitment = services.commitments.start(actor)
    services.commitments.set_slot(actor, commitment.id, Slot.ACTION, "ask first")
    services.commitments.commit(actor, commitment.id, "I will ask first.")
    attempt = services.attempts.log(
        actor,
        commitment_id=commitment.id,
        happened_on=utc_now().date().replace(year=2026, month=1, day=5),
        cue_occurred=True,
        result=AttemptResult.TRIED,
    )
    reflection = services.reflections.start(actor, [attempt.id])
    services.reflections.set_step(actor, reflection.id, ReflectionStep.HAPPENED, text)
    services.reflections.keep(actor, reflection.id)
    let_count(services, actor, group_id, reflection.id, quotes=quotes, named=named)
    return reflection.id


def let_count(
    services: Services,
    actor: Actor,
    group_id: str,
    reflection_id: str,
    *,
    quotes: Sequence[str] = (),
    named: bool = False,
) -> None:
    """Let a kept reflection count as it reads now."""
    reflection = services.reflections.get(actor, reflection_id)
    with services.database.transaction() as tx:
        cycle = tx.cycles.current(group_id)
        tx.contributions.put(
            Contribution(
                reflection_id=reflection_id,
                owner_id=actor.person_id,
                group_id=group_id,
                cycle_id=cycle.id if cycle else None,
                text_sha256=source_of(reflection).sha256,
                quotes=tuple(quotes),
                named=named,
                given_at=utc_now(),
            )
        )


def take_back(services: Services, reflection_id: str) -> None:
    """Let a reflection count no longer."""
    with services.database.transaction() as tx:
        tx.contributions.delete(reflection_id)


def kept_report(services: Services, report_id: str) -> ThemeReport:
    """Return a report as it is stored."""
    with services.database.reading() as tx:
        report = tx.theme_reports.get(report_id)
    assert report is not None
    return report
