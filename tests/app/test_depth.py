"""The button below a reflection, and what it shows to its member."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from coach.bootstrap import Services
from coach.depth.asking import read_questions
from coach.depth.reader import DepthReader
from coach.depth.weights import Measured
from coach.domain.attempt import Attempt
from coach.domain.depth import Depth
from coach.domain.people import Actor
from coach.domain.reflection import Reflection, ReflectionStep
from coach.services.depth import DepthService
from coach.web.components.depth import wrong
from coach.web.components.modes import mode_key
from coach.web.runtime import provide
from tests.app.conftest import Open, words
from tests.support.depth import Silent, by_cues

BUTTON = "How deep does this go? Only you see this"


@pytest.fixture
def reflection(services: Services, actor: Actor, attempt: Attempt) -> Reflection:
    started = services.reflections.start(actor, [attempt.id])
    services.reflections.set_step(
        actor, started.id, ReflectionStep.HAPPENED, "I did <it>. I did more. I did."
    )
    return services.reflections.set_step(
        actor, started.id, ReflectionStep.FELT, "I felt it. Bananas are yellow."
    )


def reading(services: Services, folder: Path) -> Services:
    reader = DepthReader(Silent(), by_cues(folder))
    return replace(services, depth=DepthService(services.database, reader, read_questions()))


def test_nothing_is_read_before_the_button_and_all_is_marked_in_words_after_it(
    page: Open, services: Services, actor: Actor, reflection: Reflection, tmp_path: Path
) -> None:
    services.reflections.keep(actor, reflection.id)
    with provide(reading(services, tmp_path)):
        app = page("reflect", id=reflection.id)
        assert "How deep this goes" not in words(app)
        assert app.button(key="depth").label == BUTTON
        app.button(key="depth").click().run()

        seen = words(app)
        assert "I did &lt;it&gt;." in seen
        for mark in ("Description", "Reflection", "Not sure"):
            assert f">{mark}</span>" in seen
        assert read_questions()[Depth.DESCRIPTION][ReflectionStep.HAPPENED] in seen
        assert "wrong about one in 4; about 3 in 10 it leaves open. It misses most" in seen
        assert "Nothing of this is stored" in seen
        app.button(key="depth").click().run()
        assert "How deep this goes" not in words(app)


def test_it_is_offered_for_a_draft_too(
    page: Open, services: Services, reflection: Reflection, tmp_path: Path
) -> None:
    with provide(reading(services, tmp_path)):
        app = page("reflect", id=reflection.id)
        app.segmented_control(key=mode_key(reflection.id)).set_value("form").run()
        app.button(key="depth").click().run()
        assert "How deep this goes" in words(app)


def test_another_embedding_model_is_told(page: Open, reflection: Reflection) -> None:
    app = page("reflect", id=reflection.id)
    app.button(key="depth").click().run()
    assert ["another" in e.value for e in app.error] == [True]


def test_an_empty_draft_has_no_button(
    page: Open, services: Services, actor: Actor, attempt: Attempt
) -> None:
    empty = services.reflections.start(actor, [attempt.id])
    app = page("reflect", id=empty.id)
    assert "depth" not in [b.key for b in app.button]


def test_how_often_it_is_wrong_is_told_as_measured() -> None:
    measured = Measured(right=0.86, told=0.72, critical=0.6, sentences=339)
    told = wrong(measured)
    assert told.endswith("it is wrong about one in 7; about 3 in 10 it leaves open.")
    assert "misses most" in wrong(measured.model_copy(update={"critical": 0.4}))
