"""Commit: the list, the form, the sentence, and a commitment's life after the yes."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from coach.bootstrap import Services
from coach.domain.attempt import Attempt
from coach.domain.commitment import Commitment, CommitmentStatus, Slot
from coach.domain.people import Actor
from coach.errors import InvalidInput, NotFound
from coach.services.common import utc_now
from coach.services.operator import OperatorService
from coach.web.components.modes import mode_key
from coach.web.runtime import SESSION_KEY
from tests.app.conftest import PASSWORD, SENTENCE, Open, words


def form(page: Open, commitment: Commitment) -> AppTest:
    """Open the draft as a form."""
    app = page("commit", id=commitment.id)
    return app.segmented_control(key=mode_key(commitment.id)).set_value("form").run()


def test_first_visit_says_what_a_commitment_is_and_offers_both_ways(page: Open) -> None:
    app = page("commit")

    assert "one small thing that you will do differently at work" in words(app)
    assert "Work out your first commitment" in words(app)
    assert {"Talk it through", "Fill in a form"} <= {b.label for b in app.button}


def test_the_form_opens_a_draft_and_saves_each_part_as_it_changes(
    page: Open, services: Services, actor: Actor
) -> None:
    app = page("commit")
    next(b for b in app.button if b.label == "Fill in a form").click().run()
    (draft,) = services.commitments.mine(actor)
    app.text_area(key=f"part-{draft.id}-action").input("be a better listener").run()

    saved = services.commitments.get(actor, draft.id)
    assert saved.draft.slots[Slot.ACTION].text == "be a better listener"
    assert saved.draft.slots[Slot.ACTION].origin == "form"
    (remark,) = services.commitments.remarks(saved)
    assert remark.text in words(app).replace("&#x27;", "'")
    assert "slot" not in words(app).lower()


def test_text_that_cannot_be_saved_stays_in_its_field_with_the_reason(
    page: Open,
    services: Services,
    actor: Actor,
    draft: Commitment,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def refuse(*_: object) -> None:
        raise InvalidInput("This does not fit: shorten it.")

    app = form(page, draft)
    monkeypatch.setattr(type(services.commitments), "set_slot", refuse)
    app.text_area(key=f"part-{draft.id}-sign").input("they all talk").run()

    assert [e.value for e in app.error] == ["This does not fit: shorten it."]
    assert app.text_area(key=f"part-{draft.id}-sign").value == "they all talk"
    kept = services.commitments.get(actor, draft.id).draft.slots[Slot.SIGN].text
    assert kept == "somebody else speaks first"


def test_compose_names_what_is_missing_and_keeps_the_draft(
    page: Open, services: Services, actor: Actor, draft: Commitment
) -> None:
    services.commitments.set_slot(actor, draft.id, Slot.RESPONSE, "")
    app = form(page, draft)
    assert "Still needed: what I will do if the obstacle comes." in words(app)
    app.button(key="compose").click().run()

    assert len(app.error) == 1
    assert services.commitments.get(actor, draft.id).sentence == ""


def test_compose_edit_and_yes(
    page: Open, services: Services, actor: Actor, draft: Commitment
) -> None:
    app = form(page, draft)
    app.button(key="compose").click().run()
    composed = services.commitments.get(actor, draft.id).sentence
    field = app.text_area(key=f"sentence-{draft.id}")
    assert field.value == composed
    assert "press both feet to the floor" in composed
    field.input(SENTENCE).run()
    assert services.commitments.get(actor, draft.id).sentence == SENTENCE
    assert app.radio(key=f"audience-{draft.id}").value == "me"
    assert services.commitments.get(actor, draft.id).status is CommitmentStatus.DRAFT

    app.button(key="yes").click().run()

    done = services.commitments.get(actor, draft.id)
    assert (done.status, done.sentence, done.audience) == (CommitmentStatus.OPEN, SENTENCE, "me")
    assert SENTENCE in words(app)
    assert "My commitment" in words(app)


def test_sharing_is_chosen_and_explained_before_the_yes(
    page: Open, services: Services, actor: Actor, draft: Commitment
) -> None:
    services.commitments.set_sentence(actor, draft.id, SENTENCE)
    app = form(page, draft)
    app.radio(key=f"audience-{draft.id}").set_value("group").run()

    assert "The members of your group see your name, this one sentence" in words(app)
    assert services.commitments.get(actor, draft.id).audience == "group"


def test_the_group_is_on_offer_only_as_far_as_its_rules_and_charter_go(
    page: Open, services: Services, actor: Actor, draft: Commitment
) -> None:
    services.commitments.set_sentence(actor, draft.id, SENTENCE)
    (group_id,) = actor.group_ids
    services.group_rules.change(
        actor, group_id, {"charter_binds": "from_start"}, decided_by="all of us", why="To be clear."
    )
    key = f"audience-{draft.id}"
    assert len(form(page, draft).radio(key=key).options) == 1
    services.charters.accept(actor, group_id, 0)
    assert len(form(page, draft).radio(key=key).options) == 2


def test_what_was_begun_before_joining_a_group_can_be_shared_with_it(
    page: Open, services: Services
) -> None:
    made = services.accounts.create_person(email="lo@example.org", name="Lo", password=PASSWORD)
    grant = services.accounts.open_session(made.id, method="password")
    lone = services.accounts.actor_for_session(grant.session_id)
    early = services.commitments.start(lone)
    services.commitments.commit(lone, early.id, SENTENCE)
    group = OperatorService(services.database, utc_now, services.accounts).group("Northside")
    key = f"audience-{early.id}"

    app = page("commit")
    app.user = {SESSION_KEY: grant.session_id}
    app.query_params["id"] = early.id
    assert app.run().radio(key=key).disabled
    services.groups.add_member(group_id=group.id, email=made.email)
    app.run().radio(key=key).set_value("group").run()

    shared = services.commitments.get(lone, early.id)
    assert (shared.audience, shared.group_id) == ("group", group.id)


def test_an_open_commitment_is_revised_and_its_earlier_wording_shown(
    page: Open, services: Services, actor: Actor, commitment: Commitment, attempt: Attempt
) -> None:
    app = page("commit", id=commitment.id)
    assert "1 attempt: tried once" in words(app)
    app.text_area(key=f"revised-{commitment.id}-0").input("When it is quiet, I will wait.")
    next(b for b in app.button if b.label == "Save the new wording").click().run()

    assert (
        services.commitments.get(actor, commitment.id).sentence == "When it is quiet, I will wait."
    )
    assert "Earlier wordings" in [e.label for e in app.expander]
    assert SENTENCE in words(app)


@pytest.mark.parametrize("outcome", ["kept", "adapted", "dropped"])
def test_closing_with_a_reason_and_opening_again(
    page: Open, services: Services, actor: Actor, commitment: Commitment, outcome: str
) -> None:
    app = page("commit", id=commitment.id)
    app.radio(key=f"outcome-{commitment.id}").set_value(CommitmentStatus(outcome))
    app.text_area(key=f"reason-{commitment.id}").input("It fits <us> now.")
    next(b for b in app.button if b.label == "Close it").click().run()

    closed = services.commitments.get(actor, commitment.id)
    assert (closed.status, closed.reason) == (CommitmentStatus(outcome), "It fits <us> now.")
    assert "It fits &lt;us&gt; now." in words(app)
    next(b for b in app.button if b.label == "Open it again").click().run()
    assert services.commitments.get(actor, commitment.id).status is CommitmentStatus.OPEN


def test_deleting_says_beforehand_what_goes_with_it(
    page: Open, services: Services, actor: Actor, commitment: Commitment, attempt: Attempt
) -> None:
    app = page("commit", id=commitment.id)
    app.button(key=f"delete-{commitment.id}").click().run()

    for line in services.journal.deletion_preview(actor, "commitment", commitment.id):
        assert line in words(app)
    assert services.commitments.get(actor, commitment.id).id == commitment.id
    app.button(key="delete-yes").click().run()
    with pytest.raises(NotFound):
        services.commitments.get(actor, commitment.id)


def test_somebody_elses_commitment_is_not_there(
    page: Open, services: Services, commitment: Commitment
) -> None:
    other = services.accounts.create_person(
        email="eve@example.org", name="Eve", password="other unrelated words here"
    )
    grant = services.accounts.open_session(other.id, method="password")
    app = page("commit")
    app.user = {"session_id": grant.session_id}
    app.query_params["id"] = commitment.id
    app.run()

    assert [e.value for e in app.error] == ["There is nothing here that you can open."]
    assert SENTENCE not in words(app)


def test_a_part_that_is_too_long_stays_in_its_field_with_the_remedy(
    services: Services, actor: Actor, page: Open, draft: Commitment
) -> None:
    app = page("commit", id=draft.id)
    key = f"part-{draft.id}-sign"
    app.segmented_control(key=mode_key(draft.id)).set_value("form").run()
    app.text_area(key=key).input("word " * 300).run()

    assert [e.value for e in app.error] == [
        "'How I will see that it works' has 1499 characters: shorten it to 1000 at most."
    ]
    assert app.text_area(key=key).value == "word " * 300
    kept = services.commitments.get(actor, draft.id).draft.slots[Slot.SIGN].text
    assert kept == "somebody else speaks first"


def test_a_draft_nobody_talked_about_opens_as_a_form_again(
    services: Services, actor: Actor, page: Open, draft: Commitment
) -> None:
    app = page("commit", id=draft.id)

    assert app.segmented_control(key=mode_key(draft.id)).value == "form"
    assert services.conversations.for_subject(actor, draft.id) is None
    app.segmented_control(key=mode_key(draft.id)).set_value("chat").run()

    again = page("commit", id=draft.id)

    assert again.segmented_control(key=mode_key(draft.id)).value == "chat"
