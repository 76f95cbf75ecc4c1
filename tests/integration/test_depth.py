"""The self-check as a service: the member's own words, and nothing left behind."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest

from coach.bootstrap import Services
from coach.depth.asking import read_questions
from coach.depth.reader import DepthReader
from coach.domain.depth import Depth
from coach.domain.people import Actor
from coach.domain.reflection import Reflection, ReflectionStep
from coach.errors import InvalidInput, NotFound, SetupError
from coach.services.depth import DepthService
from tests.support.depth import Silent, by_cues
from tests.support.world import World, open_world

SAID = {
    ReflectionStep.HAPPENED: "I did it twice. I did not wait.",
    ReflectionStep.FELT: "I felt <small> and quetzalcoatl.",
    ReflectionStep.LESSON: "I felt it again.",
}


def written(world: World, ann: Actor) -> Reflection:
    attempt = world.attempt(ann, world.commitment(ann))
    reflection = world.services.reflections.start(ann, [attempt.id])
    for step, text in SAID.items():
        reflection = world.services.reflections.set_step(ann, reflection.id, step, text)
    return reflection


def service(services: Services, folder: Path) -> DepthService:
    reader = DepthReader(Silent(), by_cues(folder))
    return DepthService(services.database, reader, read_questions())


def test_the_member_sees_each_sentence_in_its_step_and_one_question(tmp_path: Path) -> None:
    with open_world(tmp_path / "home") as world:
        ann = world.actor("Ann", world.group())
        check = service(world.services, tmp_path).check(ann, written(world, ann).id)

    assert [one.step for one in check.steps] == list(SAID)
    assert [[s.words for s in one.sentences] for one in check.steps] == [
        ["I did it twice.", "I did not wait."],
        ["I felt <small> and quetzalcoatl."],
        ["I felt it again."],
    ]
    assert check.read.whole is Depth.REFLECTION
    assert check.question == read_questions()[Depth.REFLECTION][ReflectionStep.FELT]


def test_nothing_is_stored_logged_or_noted(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    with open_world(tmp_path / "home") as world:
        ann = world.actor("Ann", world.group())
        reflection = written(world, ann)
        before = _bytes(tmp_path / "home")
        service(world.services, tmp_path).check(ann, reflection.id)

        assert _bytes(tmp_path / "home") == before
        assert world.services.reflections.get(ann, reflection.id) == reflection
    assert "quetzalcoatl" not in caplog.text


def test_nobody_else_reads_it_and_nothing_is_embedded_for_them(tmp_path: Path) -> None:
    embeds = Silent()
    with open_world(tmp_path / "home") as world:
        group = world.group()
        ann, zoe = world.actor("Ann", group), world.actor("Zoe", group, is_admin=True)
        reader = DepthReader(embeds, by_cues(tmp_path))
        checks = DepthService(world.services.database, reader, read_questions())
        with pytest.raises(NotFound):
            checks.check(zoe, written(world, ann).id)
    assert embeds.asked == []


def test_an_empty_reflection_and_an_installation_without_a_model_are_told(tmp_path: Path) -> None:
    with open_world(tmp_path / "home", embed="none") as world:
        ann = world.actor("Ann", world.group())
        attempt = world.attempt(ann, world.commitment(ann))
        empty = world.services.reflections.start(ann, [attempt.id])
        with pytest.raises(InvalidInput, match="nothing to read"):
            service(world.services, tmp_path).check(ann, empty.id)
        with pytest.raises(SetupError, match="COACH_EMBED"):
            world.services.depth.check(ann, written(world, ann).id)


def _bytes(home: Path) -> dict[str, bytes]:
    """Return what lies in the data folder; nothing is written between two looks."""
    files = (file for file in home.rglob("*") if file.is_file() and file.suffix != ".db-shm")
    return {file.name: file.read_bytes() for file in files}
