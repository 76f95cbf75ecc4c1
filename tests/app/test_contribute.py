"""The card below a kept reflection: off at first, all that would go, and back again."""

from __future__ import annotations

from datetime import timedelta

import pytest
from streamlit.testing.v1 import AppTest

from coach.bootstrap import Services
from coach.domain.attempt import Attempt
from coach.domain.contribution import Contribution, source_of
from coach.domain.cycle import CycleStage
from coach.domain.people import Actor
from coach.domain.reflection import Reflection, ReflectionStep
from coach.domain.theme_release import pool_of
from coach.domain.theme_report import ReportState, ThemeReport
from coach.services.common import new_id, utc_now
from coach.web.components.modes import mode_key
from tests.app.conftest import Open, words

QUOTE = "Whoever *waits* hears more."
SAID = {
    ReflectionStep.HAPPENED: "I asked. Then Quinlan spoke <b>first</b>.",
    ReflectionStep.LESSON: QUOTE,
}


@pytest.fixture
def kept(services: Services, actor: Actor, attempt: Attempt) -> Reflection:
    reflection = services.reflections.start(actor, [attempt.id])
    for step, text in SAID.items():
        services.reflections.set_step(actor, reflection.id, step, text)
    return services.reflections.keep(actor, reflection.id)


def given(services: Services, actor: Actor) -> list[Contribution]:
    return [one.contribution for one in services.contributing.mine(actor)]


def box(app: AppTest, label: str) -> str:
    """Return the key of the sentence with this label."""
    return next(str(one.key) for one in app.checkbox if one.label.startswith(label))


def press(app: AppTest, label: str) -> AppTest:
    return next(one for one in app.button if one.label == label).click().run()


def test_it_is_off_and_shows_all_that_would_go(
    page: Open, services: Services, actor: Actor, kept: Reflection
) -> None:
    app = page("reflect", id=kept.id)

    seen = words(app)
    assert "May it count towards your group&#x27;s themes?" in seen
    assert [one.value for one in app.checkbox] == [False, False, False]
    assert "It may tell who is meant: “Quinlan”." in seen
    assert "No sentence of it is shown." in seen
    assert "on the computer that runs Repertoire. Nobody else here opens it" in seen
    assert "at least 3 of you, and not from all but one. Before that you have 24 hours" in seen
    assert "Read in the organisation" not in seen
    assert "Take it back" not in seen
    assert given(services, actor) == []


def test_the_preview_follows_the_choices_and_a_yes_saves_them(
    page: Open, services: Services, actor: Actor, kept: Reflection
) -> None:
    app = page("reflect", id=kept.id)
    app.checkbox(key=box(app, "Whoever")).check().run()
    assert "These sentences, word for word, without a name:" in words(app)
    assert f'<blockquote class="sentence small">{QUOTE}</blockquote>' in words(app)
    app.radio[-1].set_value(True).run()
    assert "under your name (Mira Lind)" in words(app)
    press(app, "Let it count")

    [one] = given(services, actor)
    assert (one.reflection_id, one.quotes, one.named, one.beyond) == (
        kept.id,
        (QUOTE,),
        True,
        False,
    )
    assert "It counts towards the themes of Northside" in words(app)
    assert "May be quoted under your name (Mira Lind):" in words(app)
    assert app.checkbox(key=box(app, "Whoever")).value is True
    app.checkbox(key=box(app, "Whoever")).uncheck().run()
    press(app, "Change what counts")
    assert given(services, actor)[0].quotes == ()
    assert "No sentence of it may be quoted." in words(app)
    press(app, "Take it back")
    assert given(services, actor) == []
    assert "May it count towards" in words(app)


def test_a_choice_changed_in_the_moment_of_the_yes_is_shown_first(
    page: Open, services: Services, actor: Actor, kept: Reflection
) -> None:
    app = page("reflect", id=kept.id)
    app.checkbox(key=box(app, "Whoever")).check()
    press(app, "Let it count")

    assert [e.value for e in app.error] == [
        "You changed a choice just now: look at what would go, then say yes again."
    ]
    assert given(services, actor) == []
    assert app.checkbox(key=box(app, "Whoever")).value is True
    press(app, "Let it count")
    assert given(services, actor)[0].quotes == (QUOTE,)


def test_choices_stay_when_the_reflection_changed_elsewhere(
    page: Open, services: Services, actor: Actor, kept: Reflection
) -> None:
    app = page("reflect", id=kept.id)
    app.checkbox(key=box(app, "Whoever")).check().run()
    services.reflections.reopen(actor, kept.id)
    services.reflections.set_step(actor, kept.id, ReflectionStep.FELT, "I felt calm.")
    services.reflections.keep(actor, kept.id)
    press(app, "Let it count")

    assert [e.value for e in app.error] == [
        "The reflection has changed since you looked at what would count: look at it again."
    ]
    assert app.checkbox(key=box(app, "Whoever")).value is True
    assert app.checkbox(key=box(app, "I felt calm")).value is False
    press(app, "Let it count")
    assert given(services, actor)[0].quotes == (QUOTE,)


def test_a_reflection_that_is_changed_counts_no_longer_until_another_yes(
    page: Open, services: Services, actor: Actor, kept: Reflection
) -> None:
    app = page("reflect", id=kept.id)
    app.checkbox(key=box(app, "Whoever")).check().run()
    press(app, "Let it count")
    press(app, "Change it")
    assert "While it is open it does not count towards the themes of Northside." in words(app)
    app.segmented_control(key=mode_key(kept.id)).set_value("form").run()
    app.text_area(key=f"step-{kept.id}-felt").input("calm").run()
    app.button(key="keep").click().run()

    assert "It no longer counts" in words(app)
    assert app.checkbox(key=box(app, "Whoever")).value is True
    press(app, "Let it count")
    assert "It counts towards the themes of Northside" in words(app)


def test_what_taking_back_still_changes_is_said(
    page: Open, services: Services, actor: Actor, kept: Reflection
) -> None:
    services.contributing.give(
        actor,
        kept.id,
        quotes=[],
        named=False,
        beyond=False,
        seen_sha256=services.contributing.offer(actor, kept.id).seen_sha256,
    )
    [one], now = given(services, actor), utc_now()
    for number, state in enumerate((ReportState.RELEASED, ReportState.PREVIEW), start=1):
        report = ThemeReport(
            id=new_id(),
            group_id=one.group_id,
            cycle_id=one.cycle_id,
            number=number,
            state=state,
            asked_by_id=None,
            asked_at=now,
            updated_at=now,
            preview_ends_at=now + timedelta(days=1),
            released_at=now,
            pool=pool_of([source_of(kept)]),
        )
        with services.database.transaction() as tx:
            tx.theme_reports.add(report)
    seen = words(page("reflect", id=kept.id))
    assert "Those whom they come from see them until tomorrow, and nobody else so far." in seen
    assert "What you take back now is left out." in seen
    assert "The themes that your group reads since today were looked for in it too." in seen
    assert "Counts towards themes" in words(page("reflect"))


def test_without_a_group_the_page_says_why_it_cannot_count(
    page: Open, services: Services, actor: Actor, kept: Reflection
) -> None:
    (group_id,) = actor.group_ids
    services.members.leave(actor, group_id)
    app = page("reflect", id=kept.id)
    assert "It cannot count towards themes. The commitment behind it" in words(app)
    assert "Let it count" not in words(app)


def test_home_points_to_it_while_the_group_looks_back(
    page: Open, services: Services, actor: Actor, kept: Reflection
) -> None:
    assert "could count towards them" not in words(page("home"))
    (group_id,) = actor.group_ids
    services.groups.set_cycle(
        group_id=group_id,
        topic="How do we make room for others to think?",
        stage=CycleStage.REFLECT,
    )
    assert "A reflection of yours could count towards them." in words(page("home"))
