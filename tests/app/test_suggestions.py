"""The cards beside a draft, in Commit and in Reflect, on the scripted model."""

from __future__ import annotations

import time

import pytest
from streamlit.testing.v1 import AppTest

from coach.bootstrap import Services
from coach.domain.attempt import Attempt
from coach.domain.commitment import Commitment, CommitmentStatus, Slot
from coach.domain.conversation import ConversationKind
from coach.domain.people import Actor
from coach.domain.reflection import ReflectionStep
from coach.domain.repertoire import Item
from coach.domain.suggestion import SuggestionState
from coach.web.components.modes import mode_key
from coach.web.components.suggestions import GONE
from tests.app.conftest import Open, words
from tests.support.repertoire import LATE_PROBLEMS, SILENT_ROOM, add_story, retire
from tests.support.talk import finished

WISH = "I want my team to bring problems to me earlier. Today they come when it is almost too late."


@pytest.fixture
def story(services: Services) -> Item:
    """A story that fits the wish; its title holds what could be markup."""
    return add_story(services, "On a *Friday* <i>", f"{LATE_PROBLEMS}\n<script>alert(1)</script>\n")


@pytest.fixture
def draft(services: Services, actor: Actor) -> Commitment:
    """A draft with a wish."""
    started = services.commitments.start(actor)
    return services.commitments.set_slot(actor, started.id, Slot.WISH, WISH)


def searched(
    services: Services, actor: Actor, subject_id: str, kind: str = "commit"
) -> SuggestionState:
    """Wait until the search for a draft has ended."""
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        now = services.suggestions.for_draft(actor, ConversationKind(kind), subject_id)
        if now.state is not SuggestionState.SEARCHING:
            return now.state
        time.sleep(0.02)
    raise AssertionError("the search did not end")


def form(page: Open, services: Services, actor: Actor, draft: Commitment) -> AppTest:
    """Open the draft as a form once its search has ended."""
    searched(services, actor, draft.id)
    app = page("commit")
    app.session_state[mode_key(draft.id)] = "form"
    app.query_params["id"] = draft.id
    return app.run()


def test_before_a_situation_was_described_the_page_asks_first(
    page: Open, services: Services, actor: Actor, story: Item
) -> None:
    empty = services.commitments.start(actor)
    app = page("commit", id=empty.id)
    assert "Once you have described your situation" in words(app)
    assert "Friday" not in words(app)
    assert story.id not in words(app)


def test_a_card_shows_whose_story_why_and_the_whole_of_it(
    page: Open, services: Services, actor: Actor, draft: Commitment, story: Item
) -> None:
    del story
    seen = words(form(page, services, actor, draft))
    assert "On a *Friday* &lt;i&gt;" in seen
    assert "told by the head of a depot" in seen
    mine = seen.partition("<dt>You wrote</dt><dd><q>")[2].partition("</q>")[0]
    theirs = seen.partition("<dt>They write</dt><dd><q>")[2].partition("</q>")[0]
    assert mine
    assert mine in WISH
    assert theirs
    assert theirs in LATE_PROBLEMS
    assert "What I learned</h4>" in seen
    assert "teaches people to bring it when it is ripe" in seen
    assert "<script>" not in seen


def test_when_nothing_fits_the_page_says_so(
    page: Open, services: Services, actor: Actor, draft: Commitment
) -> None:
    app = form(page, services, actor, draft)
    assert "Nothing that peers have shared fits" in words(app)
    assert not [b for b in app.button if "Not for me" in b.label]


def test_helpful_can_be_said_and_taken_back(
    page: Open, services: Services, actor: Actor, draft: Commitment, story: Item
) -> None:
    app = form(page, services, actor, draft)
    app.button(key=f"helpful-{story.id}").click().run()
    with services.database.reading() as tx:
        assert [r.kind for r in tx.reactions.of_person(actor.person_id)] == ["helpful"]
    assert app.button(key=f"helpful-{story.id}").label.startswith("Helpful ✓")
    app.button(key=f"helpful-{story.id}").click().run()
    with services.database.reading() as tx:
        assert tx.reactions.of_person(actor.person_id) == []


def test_not_for_me_asks_why_and_hides(
    page: Open, services: Services, actor: Actor, draft: Commitment, story: Item
) -> None:
    app = form(page, services, actor, draft)
    app.button(key=f"refuse-{story.id}").click().run()
    with services.database.reading() as tx:
        assert tx.reactions.of_person(actor.person_id) == []
    app.text_input(key=f"why-not-{story.id}").input("We have no Fridays.")
    next(b for b in app.button if b.label == "Hide it").click().run()
    with services.database.reading() as tx:
        (said,) = tx.reactions.of_person(actor.person_id)
    assert (said.kind, said.reason) == ("not_for_me", "We have no Fridays.")
    searched(services, actor, draft.id)
    assert "Friday* &lt;i&gt;" not in words(app.run())


def test_keeping_it_after_all_hides_nothing(
    page: Open, services: Services, actor: Actor, draft: Commitment, story: Item
) -> None:
    app = form(page, services, actor, draft)
    app.button(key=f"refuse-{story.id}").click().run()
    next(b for b in app.button if b.label == "Keep it").click().run()
    assert f"refuse-{story.id}" in [b.key for b in app.button]
    with services.database.reading() as tx:
        assert tx.reactions.of_person(actor.person_id) == []


def test_trying_it_links_it_to_this_draft_and_can_be_taken_back(
    page: Open, services: Services, actor: Actor, draft: Commitment, story: Item
) -> None:
    app = form(page, services, actor, draft)
    app.button(key=f"try-{story.id}").click().run()
    with services.database.reading() as tx:
        (trial,) = tx.trials.of_person(actor.person_id)
    assert (trial.item_id, trial.commitment_id) == (story.id, draft.id)
    assert "You will try this. Say in your own words what you will do" in words(app)
    app.button(key=f"leave-{story.id}").click().run()
    with services.database.reading() as tx:
        assert tx.trials.of_person(actor.person_id) == []


def test_a_story_withdrawn_while_the_page_is_open_is_gone_with_the_next_click(
    page: Open, services: Services, actor: Actor, draft: Commitment, story: Item
) -> None:
    app = form(page, services, actor, draft)
    services.suggestions.try_it(actor, story.id, draft.id)
    retire(services, story)
    app.run()
    assert "ripe" not in words(app)
    assert f"You want to try: {GONE[:1].lower()}{GONE[1:]}" in words(app)


def test_a_click_on_a_card_that_is_gone_says_nothing_of_it(
    page: Open, services: Services, actor: Actor, draft: Commitment, story: Item
) -> None:
    app = form(page, services, actor, draft)
    button = app.button(key=f"helpful-{story.id}")
    retire(services, story)
    button.click().run()
    assert [e.value for e in app.error] == ["There is nothing here that you can open."]


def test_in_reflect_a_try_leads_to_the_next_commitment(
    page: Open, services: Services, actor: Actor, attempt: Attempt
) -> None:
    story = add_story(services, "Ten seconds", SILENT_ROOM)
    reflection = services.reflections.start(actor, [attempt.id])
    told = "I asked my questions in the staff meeting and nobody answered, as every week."
    services.reflections.set_step(actor, reflection.id, ReflectionStep.HAPPENED, told)
    assert searched(services, actor, reflection.id, "reflect") is SuggestionState.FOUND
    app = page("reflect")
    app.session_state[mode_key(reflection.id)] = "form"
    app.query_params["id"] = reflection.id
    app.run().button(key=f"try-{story.id}").click().run()
    with services.database.reading() as tx:
        (trial,) = tx.trials.of_person(actor.person_id)
    linked = services.commitments.get(actor, trial.commitment_id)
    assert linked.status is CommitmentStatus.DRAFT
    assert "it waits with your next commitment" in words(app)


def test_asked_for_advice_the_chat_shows_the_story_and_its_loss(
    page: Open, services: Services, actor: Actor, story: Item
) -> None:
    talk = services.conversations.start_commit(actor)
    for message in (WISH, "What would you do?"):
        finished(services.conversations.say(actor, talk.id, message))
    app = page("commit", id=talk.subject_id)
    (turns,) = [e.value for e in app.html if 'class="turns" aria-label="Conversation"' in e.value]
    assert "Before any opinion" in turns
    assert '<p class="peer-title">On a *Friday* &lt;i&gt;</p>' in turns
    assert turns.index("On a *Friday*") < turns.rindex("?")
    retire(services, story)
    (turns,) = [
        e.value for e in app.run().html if 'class="turns" aria-label="Conversation"' in e.value
    ]
    assert GONE in turns
    assert "Friday" not in turns
