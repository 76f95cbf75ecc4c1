"""Groups that share with their organisation, and members who let a reflection count beyond."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from coach.domain.contribution import Contribution, Source, source_of
from coach.domain.groups import Group
from coach.domain.people import Actor
from coach.domain.reflection import ReflectionStep
from coach.domain.theme import Evidence, Found, Theme
from coach.domain.theme_release import Release, Withheld, pool_of
from coach.domain.theme_report import ReportState, ThemeReport
from coach.llm.ports import CancelFlag
from coach.services.common import new_id
from coach.themes.ports import Memo, Told
from tests.support.world import World

WIDE = "quality_circle"
"""A format whose rules and charter reach the organisation."""


class Outsiders:
    """Two groups of `size` members each, whose contributions count beyond them."""

    def __init__(self, world: World, *, size: int = 3) -> None:
        self.world = world
        self.groups = (world.group("East", format_key=WIDE), world.group("West", format_key=WIDE))
        self.people = [
            world.actor(f"{group.name}{number}", group)
            for group in self.groups
            for number in range(size)
        ]
        self.sources = [
            self.contribute(person, self.groups[at // size])
            for at, person in enumerate(self.people)
        ]
        for group in self.groups:
            self.release_inside(group)

    def contribute(self, person: Actor, group: Group, *, beyond: bool = True) -> Source:
        """Keep a reflection of a person and let it count."""
        services, words = self.world.services, f"I waited for an answer, said {new_id()}."
        attempt = self.world.attempt(person, self.world.commitment(person))
        reflection = services.reflections.start(person, [attempt.id])
        services.reflections.set_step(person, reflection.id, ReflectionStep.HAPPENED, words)
        source = source_of(services.reflections.keep(person, reflection.id), group.id)
        contribution = Contribution(
            reflection_id=reflection.id,
            owner_id=person.person_id,
            group_id=group.id,
            cycle_id=None,
            text_sha256=source.sha256,
            beyond=beyond,
            given_at=self.world.clock(),
        )
        with services.database.transaction() as tx:
            tx.contributions.put(contribution)
        return source

    def release_inside(self, group: Group, *, vetoed: int = 0) -> None:
        """Save a report that the group has read, made of what it contributed so far."""
        now, own = self.world.clock(), [s for s in self.sources if s.group_id == group.id]
        with self.world.services.database.transaction() as tx:
            number = len(tx.theme_reports.of_group(group.id)) + 1
            report = _report(group.id, number, ReportState.RELEASED, own, self.world)
            release = Release(withheld={Withheld.VETO: vetoed} if vetoed else {})
            told = {"release": release, "released_at": now}
            tx.theme_reports.add(report.model_copy(update=told))

    def look(self, *themes: Theme) -> ThemeReport:
        """Give those whom the themes come from their time to look; return the report."""
        with self.world.services.database.transaction() as tx:
            number = len(tx.theme_reports.of_group(None)) + 1
            report = _report(None, number, ReportState.MAKING, (), self.world)
            tx.theme_reports.add(report)
        return self.make(report.id, *themes)

    def make(self, report_id: str, *themes: Theme) -> ThemeReport:
        """Let these themes be found for a report that was asked for."""
        maker = self.world.services.outside_maker
        maker.finder, maker.busy = _Finds(themes or (self.theme(),)), lambda: False
        assert maker.make(report_id)
        return self.report(report_id)

    def report(self, report_id: str) -> ThemeReport:
        """Return a report as it stands."""
        with self.world.services.database.reading() as tx:
            found = tx.theme_reports.get(report_id)
        assert found is not None
        return found

    def end_look(self, report: ThemeReport) -> ThemeReport:
        """Let the time pass and release what may be shown."""
        self.world.clock.advance(hours=25)
        self.world.services.outside_maker.end_previews()
        return self.report(report.id)

    def theme(self, title: str = "Waiting for answers", *, of: Iterable[int] = ()) -> Theme:
        """Return a theme that some of the sources show, by their numbers; all of them without."""
        at = tuple(of) or range(len(self.sources))
        evidence = tuple(Evidence(source_id=self.sources[n].id, start=0, end=8) for n in at)
        return Theme(id=title.lower(), title=title, evidence=evidence)


class _Finds:
    """Finds the same whatever it is given."""

    def __init__(self, themes: tuple[Theme, ...]) -> None:
        self._themes = themes

    def find(
        self, sources: Sequence[Source], *, told: Told, memo: Memo, cancelled: CancelFlag
    ) -> Found:
        told(1, 1)
        return Found(themes=self._themes, made_by="words")


def _report(
    group_id: str | None, number: int, state: ReportState, texts: Iterable[Source], world: World
) -> ThemeReport:
    now = world.clock()
    return ThemeReport(
        id=new_id(),
        group_id=group_id,
        cycle_id=None,
        number=number,
        state=state,
        asked_by_id=None,
        asked_at=now,
        updated_at=now,
        pool=pool_of(texts),
    )
