"""Practice: logging, changing and deleting attempts."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

import pytest
from streamlit.runtime.scriptrunner import RerunData, RerunException
from streamlit.runtime.state import SafeSessionState

from coach.bootstrap import Services
from coach.domain.attempt import Attempt, AttemptResult
from coach.domain.commitment import Commitment
from coach.domain.people import Actor
from coach.services.attempts import AttemptService
from coach.web.components.wording import today
from coach.web.views import practice
from coach.web.views.practice import keys_of
from tests.app.conftest import Open, words

FIRST: Final = keys_of(0)
"""Where the first sheet of the form keeps its values."""


def test_without_an_open_commitment_the_page_says_what_to_do(page: Open) -> None:
    app = page("practice")

    assert "You have no open commitment yet." in words(app)
    assert "Work out a commitment" in [b.label for b in app.button]
    assert not app.text_input
    assert "Account and sign-out" in words(app), "every page ends with the footer"


def test_one_press_logs_todays_attempt_at_the_one_commitment(
    page: Open, services: Services, actor: Actor, commitment: Commitment
) -> None:
    app = page("practice")
    next(b for b in app.button if b.label == "Save").click().run()

    (logged,) = services.attempts.mine(actor)
    assert logged.commitment_id == commitment.id
    assert (logged.happened_on, logged.cue_occurred) == (today(), True)
    assert (logged.result, logged.note) == (AttemptResult.TRIED, "")


def test_every_field_is_saved_and_the_form_starts_anew(
    page: Open, services: Services, actor: Actor, commitment: Commitment
) -> None:
    app = page("practice")
    app.segmented_control(key=FIRST.of("cue_occurred")).set_value(False)
    app.segmented_control(key=FIRST.of("result")).set_value(AttemptResult.NOT)
    app.text_input(key=FIRST.of("note")).input("No meeting *this* week")
    app.date_input(key=FIRST.of("happened_on")).set_value(today() - timedelta(days=2))
    next(b for b in app.button if b.label == "Save").click().run()

    (logged,) = services.attempts.mine(actor)
    assert (logged.cue_occurred, logged.result) == (False, AttemptResult.NOT)
    assert logged.note == "No meeting *this* week"
    assert logged.happened_on == today() - timedelta(days=2)
    assert [field.value for field in app.text_input] == [""]
    assert [field.value for field in app.segmented_control] == [True, AttemptResult.TRIED]
    assert "No meeting *this* week" in words(app)
    assert "the moment did not come" in words(app)


def test_a_click_right_after_save_finds_the_form_cleared(
    page: Open,
    services: Services,
    actor: Actor,
    commitment: Commitment,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    app = page("practice")
    app.text_input(key=FIRST.of("note")).input("They waited")
    what_the_browser_holds = app._tree.get_widget_states()
    _drop_what_follows_saving(monkeypatch)
    next(b for b in app.button if b.label == "Save").click().run()
    app._run(what_the_browser_holds)

    assert [a.note for a in services.attempts.mine(actor)] == ["They waited"]
    assert [field.value for field in app.text_input] == [""]


def test_pressing_twice_saves_once(
    page: Open,
    services: Services,
    actor: Actor,
    commitment: Commitment,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    save = practice._save

    def twice(commitment_id: str, number: int) -> None:
        save(commitment_id, number)
        save(commitment_id, number)

    monkeypatch.setattr(practice, "_save", twice)
    app = page("practice")
    next(b for b in app.button if b.label == "Save").click().run()
    assert len(services.attempts.mine(actor)) == 1
    assert not app.error


def _drop_what_follows_saving(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let Streamlit drop the run for a newer click at its first chance once an attempt is saved."""
    waiting: list[str] = []
    log, write = AttemptService.log, SafeSessionState.__setitem__

    def then_click(*args: object, **named: object) -> Attempt:
        saved = log(*args, **named)  # type: ignore[arg-type]
        waiting.append("a newer click")
        return saved

    def interrupting(state: SafeSessionState, key: str, value: object) -> None:
        if waiting:
            waiting.clear()
            raise RerunException(RerunData())
        write(state, key, value)

    monkeypatch.setattr(AttemptService, "log", then_click)
    monkeypatch.setattr(SafeSessionState, "__setitem__", interrupting)


def test_a_refused_attempt_keeps_what_was_typed(
    page: Open, services: Services, actor: Actor, commitment: Commitment
) -> None:
    app = page("practice")
    services.commitments.delete(actor, commitment.id)
    app.text_input(key=FIRST.of("note")).input("They waited")
    next(b for b in app.button if b.label == "Save").click().run()

    assert services.attempts.mine(actor) == []
    assert [e.value for e in app.error] == ["There is nothing here that you can open."]
    assert "You have no open commitment yet." in words(app)
    second = services.commitments.start(actor)
    services.commitments.commit(actor, second.id, "When the week starts, I will ask one person.")
    assert app.run().text_input(key=FIRST.of("note")).value == "They waited"
    assert [field.value for field in app.segmented_control] == [True, AttemptResult.TRIED]


def test_the_commitment_in_the_address_is_chosen_among_several(
    page: Open, services: Services, actor: Actor, commitment: Commitment
) -> None:
    second = services.commitments.start(actor)
    services.commitments.commit(actor, second.id, "When the week starts, I will ask one person.")

    assert page("practice").selectbox[0].value == second.id
    app = page("practice", commitment=commitment.id)
    assert app.selectbox[0].value == commitment.id
    next(b for b in app.button if b.label == "Save").click().run()
    assert [a.commitment_id for a in services.attempts.mine(actor)] == [commitment.id]


def test_an_attempt_is_changed_and_deleted(
    page: Open, services: Services, actor: Actor, attempt: Attempt
) -> None:
    app = page("practice")
    assert "Got to *five* &lt;b&gt;seconds&lt;/b&gt;" in words(app)
    app.button(key=f"change-{attempt.id}").click().run()
    app.text_input(key=f"edit-{attempt.id}-note").input("no, leave it")
    next(b for b in app.button if b.label == "Leave as it was").click().run()
    app.button(key=f"change-{attempt.id}").click().run()
    assert app.text_input(key=f"edit-{attempt.id}-note").value == attempt.note
    app.text_input(key=f"edit-{attempt.id}-note").input("Got to six")
    next(b for b in app.button if b.label == "Save the change").click().run()
    assert services.attempts.get(actor, attempt.id).note == "Got to six"
    assert "Got to six" in words(app)

    app.button(key=f"delete-{attempt.id}").click().run()
    app.button(key="delete-yes").click().run()
    assert services.attempts.mine(actor) == []
    assert "No attempts yet." in words(app)
