"""Reflect: choosing attempts, the five steps as a form, keeping and changing."""

from __future__ import annotations

from coach.bootstrap import Services
from coach.domain.attempt import Attempt
from coach.domain.people import Actor
from coach.domain.reflection import STEP_ORDER, STEP_TITLES, ReflectionStatus, ReflectionStep
from coach.web.components.modes import mode_key
from tests.app.conftest import Open, words


def test_without_an_attempt_the_page_says_what_to_do(page: Open) -> None:
    app = page("reflect")

    assert "A reflection starts from an attempt, and you have logged none yet." in words(app)
    assert "Log an attempt" in [b.label for b in app.button]


def test_the_newest_attempt_is_chosen_and_the_form_has_the_five_steps(
    page: Open, services: Services, actor: Actor, attempt: Attempt
) -> None:
    app = page("reflect")
    assert app.checkbox(key=f"on-{attempt.id}").value is True
    assert "Got to \\*five\\* \\<b\\>seconds" in app.checkbox(key=f"on-{attempt.id}").label
    next(b for b in app.button if b.label == "Fill in a form").click().run()

    (reflection,) = services.reflections.mine(actor)
    assert reflection.attempt_ids == (attempt.id,)
    assert [t.label for t in app.text_area] == [STEP_TITLES[s] for s in STEP_ORDER]
    app.text_area(key=f"step-{reflection.id}-happened").input("I waited").run()
    saved = services.reflections.get(actor, reflection.id)
    assert saved.draft.text(ReflectionStep.HAPPENED) == "I waited"


def test_no_attempt_chosen_is_said(page: Open, attempt: Attempt) -> None:
    app = page("reflect")
    app.checkbox(key=f"on-{attempt.id}").uncheck()
    next(b for b in app.button if b.label == "Fill in a form").click().run()

    assert [e.value for e in app.error] == ["Choose at least one attempt to look back on."]


def test_keep_read_and_change(
    page: Open, services: Services, actor: Actor, attempt: Attempt
) -> None:
    reflection = services.reflections.start(actor, [attempt.id])
    for step in STEP_ORDER:
        services.reflections.set_step(actor, reflection.id, step, f"my <{step}>")
    app = page("reflect", id=reflection.id)
    app.segmented_control(key=mode_key(reflection.id)).set_value("form").run()
    assert "only you can read it" in words(app)
    app.button(key="keep").click().run()

    assert services.reflections.get(actor, reflection.id).status is ReflectionStatus.KEPT
    assert "my &lt;lesson&gt;" in words(app)
    next(b for b in app.button if b.label == "Change it").click().run()
    assert services.reflections.get(actor, reflection.id).status is ReflectionStatus.DRAFT
    assert app.text_area(key=f"step-{reflection.id}-lesson").value == "my <lesson>"


def test_keeping_too_early_is_told_and_loses_nothing(
    page: Open, services: Services, actor: Actor, attempt: Attempt
) -> None:
    reflection = services.reflections.start(actor, [attempt.id])
    app = page("reflect", id=reflection.id)
    app.segmented_control(key=mode_key(reflection.id)).set_value("form").run()
    app.button(key="keep").click().run()

    assert len(app.error) == 1
    assert services.reflections.get(actor, reflection.id).status is ReflectionStatus.DRAFT
