"""Private texts of every kind, and every answer that an admin gets: none of them is in any."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from coach.domain.charter import SECTION_TITLES, Attribution, Sections, Terms
from coach.domain.commitment import CommitmentStatus
from coach.domain.cycle import CycleStage
from coach.domain.lineage import FlagReason
from coach.domain.reach import Reach
from coach.domain.reflection import ReflectionStep
from coach.domain.repertoire import Gist, Need, Reaction, of_group
from tests.integration.test_strangers import FOR_ADMINS, SECRET, Scene, make_scene
from tests.support.contributions import give
from tests.support.repertoire import add_story
from tests.support.world import World, open_world


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    """Everything that Ann and her group can write, with the canary in it; Zoe is an admin."""
    home: Path = tmp_path_factory.mktemp("canary") / "home"
    with open_world(home) as world:
        made = make_scene(world, "admin")
        _write_more(world, made)
        yield made


def _write_more(world: World, s: Scene) -> None:
    services, now = world.services, world.clock()
    services.groups.add_member(group_id=s.group, email=s.ann.email, leads=True)
    ann = world.signed_in(s.ann.person_id)
    services.groups.set_cycle(group_id=s.group, topic=f"Do {SECRET}", stage=CycleStage.EXPLORE)
    services.charters.write(
        ann,
        s.group,
        sections=Sections.model_validate(dict.fromkeys(SECTION_TITLES, SECRET)),
        terms=Terms(widest_audience=Reach.GROUP, attributions=(Attribution.NAME,)),
    )
    services.commitments.close(
        ann, s.commitment, outcome=CommitmentStatus.DROPPED, reason=f"It was {SECRET}."
    )
    services.reflections.reopen(ann, s.reflection)
    for step in ReflectionStep:
        services.reflections.set_step(ann, s.reflection, step, f"{SECRET} {step}")
    services.reflections.keep(ann, s.reflection)
    services.charters.accept(ann, s.group, 1)
    give(world, ann, s.reflection, quotes=[f"{SECRET} {ReflectionStep.FELT}"], named=True)
    shared = add_story(services, SECRET, f"{SECRET} again.", audience=of_group(s.group))
    gist = Gist(item_id=shared.id, lesson=SECRET, situation=SECRET, origin="author", updated_at=now)
    need = Need(
        conversation_id=s.conversation,
        owner_id=ann.person_id,
        position=0,
        text=SECRET,
        updated_at=now,
    )
    reaction = Reaction(
        person_id=ann.person_id,
        item_id=shared.id,
        kind="not_for_me",
        reason=SECRET,
        created_at=now,
    )
    services.flags.flag(ann, shared.id, FlagReason.HARMFUL, f"It says {SECRET}.")
    with services.database.transaction() as tx:
        tx.gists.put(gist)
        tx.needs.put(need)
        tx.reactions.put(reaction)


def test_no_answer_to_an_admin_holds_what_somebody_wrote(scene: Scene) -> None:
    for name, call in FOR_ADMINS.items():  # in their order: some change what the next one reads
        if name != "account_links.send_password_link":  # there is no mail server here
            assert SECRET not in repr(call(scene)), name


def test_the_canary_is_where_its_owner_reads_it(scene: Scene) -> None:
    ann = scene.world.signed_in(scene.ann.person_id)
    assert SECRET in scene.world.services.journal.export(ann).markdown


def test_no_audit_row_holds_what_somebody_wrote(scene: Scene) -> None:
    with scene.world.services.database.reading() as tx:
        trail = tx.audit.latest(10_000)
    assert len(trail) > 20
    assert SECRET not in repr(trail)
