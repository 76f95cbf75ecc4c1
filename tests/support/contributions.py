"""Reflections that count towards themes, and reports that were made of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from coach.domain.contribution import Contribution, source_of
from coach.domain.people import Actor
from coach.domain.reflection import Reflection, ReflectionStep
from coach.domain.theme_release import Quote, Release, ShownTheme, pool_of
from coach.domain.theme_report import ReportState, ThemeReport
from coach.services.common import new_id
from tests.support.world import World

SAID: Mapping[ReflectionStep, str] = {
    ReflectionStep.HAPPENED: "I asked. Then Quinlan spoke of the dispatch desk.",
    ReflectionStep.FELT: "I felt foolish, and then proud.",
    ReflectionStep.LESSON: "Whoever waits hears more.",
}
QUOTE = "Whoever waits hears more."
NAMING = "Then Quinlan spoke of the dispatch desk."


def kept(world: World, actor: Actor, said: Mapping[ReflectionStep, str] = SAID) -> Reflection:
    """Return a kept reflection on an attempt of the actor's, made in their group."""
    attempt = world.attempt(actor, world.commitment(actor))
    reflections = world.services.reflections
    reflection = reflections.start(actor, [attempt.id])
    for step, words in said.items():
        reflections.set_step(actor, reflection.id, step, words)
    return reflections.keep(actor, reflection.id)


def give(
    world: World,
    actor: Actor,
    reflection_id: str,
    *,
    quotes: Sequence[str] = (),
    named: bool = False,
    beyond: bool = False,
) -> Contribution:
    """Let a reflection count as it reads now."""
    contributing = world.services.contributing
    return contributing.give(
        actor,
        reflection_id,
        quotes=quotes,
        named=named,
        beyond=beyond,
        seen_sha256=contributing.offer(actor, reflection_id).seen_sha256,
    )


def add_report(
    world: World,
    group_id: str,
    state: ReportState,
    reflections: Sequence[Reflection] = (),
    quotes: Sequence[Quote] = (),
) -> ThemeReport:
    """Save a report that was made of these reflections and shows these quotes in one theme."""
    now = world.clock()
    shown = ShownTheme(id=new_id(), title="Waiting", quotes=tuple(quotes))
    report = ThemeReport(
        id=new_id(),
        group_id=group_id,
        cycle_id=None,
        number=1,
        state=state,
        asked_by_id=None,
        asked_at=now,
        updated_at=now,
        preview_ends_at=now,
        released_at=now if state is ReportState.RELEASED else None,
        pool=pool_of(source_of(reflection) for reflection in reflections),
        release=Release(themes=(shown,)),
    )
    with world.services.database.transaction() as tx:
        tx.theme_reports.add(report)
    return report
