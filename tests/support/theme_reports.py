"""Reports on themes as they are once they are released, and what members contributed to them."""

from __future__ import annotations

from typing import Final

from coach.bootstrap import Services
from coach.domain.contribution import Contribution, source_of
from coach.domain.people import Actor
from coach.domain.reflection import Reflection, ReflectionStep
from coach.domain.theme_release import Quote, Release, ShownTheme, Withheld, quote_of
from coach.domain.theme_report import ReportState, ThemeReport
from coach.services.common import new_id, utc_now
from tests.support.world import World

SILENCE: Final = ShownTheme(
    id="silence",
    title="Silence after a question",
    summary="Several of us found it hard to leave a question open.",
    obstacle="Nobody wants to be the first to speak.",
    helped="Counting to eight before saying more.",
    open_question="How long is long enough?",
    people=4,
)
HASTE: Final = ShownTheme(
    id="haste",
    title="Answers that come too early",
    summary="Explaining goes faster than asking, and then nothing changes.",
    obstacle="The next meeting is already waiting.",
    people=3,
)
RELEASE: Final = Release(themes=(SILENCE, HASTE), withheld={Withheld.FEW: 2}, people=5)


def add_report(
    services: Services, group_id: str | None, release: Release | None = RELEASE, **fields: object
) -> ThemeReport:
    """Save a report of the group's present cycle, released unless the fields say otherwise.

    Without a group it is one of the organisation.
    """
    now = utc_now()
    with services.database.transaction() as tx:
        cycle = tx.cycles.current(group_id) if group_id else None
        whole = {
            "id": new_id(),
            "group_id": group_id,
            "cycle_id": cycle.id if cycle else None,
            "number": 1 + len(tx.theme_reports.of_group(group_id)),
            "state": ReportState.RELEASED,
            "asked_by_id": None,
            "asked_at": now,
            "updated_at": now,
            "released_at": now,
            "made_by": "words",
            "release": release,
            **fields,
        }
        report = ThemeReport.model_validate(whole)
        tx.theme_reports.add(report)
    return report


def kept_reflection(world: World, actor: Actor, words: str) -> Reflection:
    """Keep a reflection of the actor in which these words stand."""
    reflections = world.services.reflections
    attempt = world.attempt(actor, world.commitment(actor))
    made = reflections.start(actor, [attempt.id])
    reflections.set_step(actor, made.id, ReflectionStep.HAPPENED, words)
    return reflections.keep(actor, made.id)


def contribute(
    world: World, actor: Actor, group_id: str, sentence: str, *, named: bool = False
) -> Quote:
    """Let a reflection count in which a sentence may be quoted; return the quote."""
    reflection = kept_reflection(world, actor, sentence)
    with world.services.database.transaction() as tx:
        cycle = tx.cycles.current(group_id)
        contribution = Contribution(
            reflection_id=reflection.id,
            owner_id=actor.person_id,
            group_id=group_id,
            cycle_id=cycle.id if cycle else None,
            text_sha256=source_of(reflection).sha256,
            quotes=(sentence,),
            named=named,
            given_at=world.clock(),
        )
        tx.contributions.put(contribution)
    return quote_of(contribution, sentence, named=named)
