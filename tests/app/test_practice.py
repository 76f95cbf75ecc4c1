"""Practice: logging, changing and deleting attempts."""

from __future__ import annotations

from datetime import timedelta

from coach.bootstrap import Services
from coach.domain.attempt import Attempt, AttemptResult
from coach.domain.commitment import Commitment
from coach.domain.people import Actor
from coach.web.components.wording import today
from tests.app.conftest import Open, words


def test_without_an_open_commitment_the_page_says_what_to_do(page: Open) -> None:
    app = page("practice")

    assert "You have no open commitment yet." in words(app)
    assert "Work out a commitment" in [b.label for b in app.button]
    assert not app.text_input


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
    app.segmented_control(key="attempt-cue_occurred").set_value(False)
    app.segmented_control(key="attempt-result").set_value(AttemptResult.NOT)
    app.text_input(key="attempt-note").input("No meeting *this* week")
    app.date_input(key="attempt-happened_on").set_value(today() - timedelta(days=2))
    next(b for b in app.button if b.label == "Save").click().run()

    (logged,) = services.attempts.mine(actor)
    assert (logged.cue_occurred, logged.result) == (False, AttemptResult.NOT)
    assert logged.note == "No meeting *this* week"
    assert logged.happened_on == today() - timedelta(days=2)
    assert app.text_input(key="attempt-note").value == ""
    assert "No meeting *this* week" in words(app)
    assert "the moment did not come" in words(app)


def test_a_refused_attempt_keeps_what_was_typed(
    page: Open, services: Services, actor: Actor, commitment: Commitment
) -> None:
    app = page("practice")
    services.commitments.delete(actor, commitment.id)
    app.text_input(key="attempt-note").input("They waited")
    next(b for b in app.button if b.label == "Save").click().run()

    assert services.attempts.mine(actor) == []
    assert app.session_state["attempt-note"] == "They waited"


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
    app.text_input(key=f"edit-{attempt.id}-note").input("Got to six")
    next(b for b in app.button if b.label == "Save the change").click().run()
    assert services.attempts.get(actor, attempt.id).note == "Got to six"
    assert "Got to six" in words(app)

    app.button(key=f"delete-{attempt.id}").click().run()
    app.button(key="delete-yes").click().run()
    assert services.attempts.mine(actor) == []
    assert "No attempts yet." in words(app)
