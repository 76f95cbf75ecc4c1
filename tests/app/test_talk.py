"""The conversation beside its live draft, on the scripted model."""

from __future__ import annotations

import time

import pytest
from streamlit.testing.v1 import AppTest

from coach.bootstrap import Services
from coach.domain.attempt import Attempt
from coach.domain.commitment import Slot
from coach.domain.conversation import TurnState
from coach.domain.people import Actor
from coach.errors import InvalidInput
from coach.services.conversations import ConversationView
from coach.web.components.companion import COMPOSER
from coach.web.components.modes import mode_key
from tests.app.conftest import Open, words

WISH = "I want my <team> to bring problems to me earlier."


@pytest.fixture
def talk(services: Services, actor: Actor) -> ConversationView:
    """A conversation about a new commitment, opened by the coach."""
    conversation = services.conversations.start_commit(actor)
    return services.conversations.open(actor, conversation.id)


def opened(page: Open, talk: ConversationView) -> AppTest:
    """Open the draft of the conversation, as a chat."""
    return page("commit", id=talk.conversation.subject_id)


def say(app: AppTest, message: str) -> AppTest:
    """Write to the coach and send it; the page returns when the reply is complete."""
    return app.chat_input(key=COMPOSER).set_value(message).run()


def settle(services: Services, actor: Actor, talk: ConversationView) -> None:
    """Wait until the draft has caught up with the newest message."""
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        draft = services.commitments.get(actor, talk.conversation.subject_id).draft
        if Slot.WISH in draft.slots:
            return
        time.sleep(0.05)


def test_talking_starts_with_the_coachs_question(
    page: Open, services: Services, actor: Actor
) -> None:
    app = page("commit")
    next(b for b in app.button if b.label == "Talk it through").click().run()

    (commitment,) = services.commitments.mine(actor)
    conversation = services.conversations.for_subject(actor, commitment.id)
    assert conversation is not None
    (first,) = services.conversations.open(actor, conversation.id).turns
    assert first.text.split("?")[0].split(". ")[-1] in words(app).replace("&#x27;", "'")
    assert words(app).count("still needed") == 5
    assert 'class="chip quiet">not said yet' in words(app)


def test_a_message_is_answered_and_the_draft_quotes_it(
    page: Open, services: Services, actor: Actor, talk: ConversationView
) -> None:
    app = say(opened(page, talk), WISH)
    settle(services, actor, talk)
    app.run()

    turns = services.conversations.open(actor, talk.conversation.id).turns
    assert [t.role for t in turns] == ["coach", "member", "coach"]
    assert turns[1].text == WISH
    assert turns[2].state is TurnState.DONE
    seen = words(app)
    assert "I want my &lt;team&gt; to bring problems to me earlier." in seen
    assert "<summary>From your words</summary>" in seen
    entry = services.commitments.get(actor, talk.conversation.subject_id).draft.slots[Slot.WISH]
    assert f"<mark>{entry.text.replace('<', '&lt;').replace('>', '&gt;')}</mark>" in seen


def test_switching_to_the_form_and_back_keeps_every_word(
    page: Open, services: Services, actor: Actor, talk: ConversationView
) -> None:
    app = say(opened(page, talk), WISH)
    settle(services, actor, talk)
    subject = talk.conversation.subject_id
    wish = services.commitments.get(actor, subject).draft.slots[Slot.WISH].text
    app.segmented_control(key=mode_key(subject)).set_value("form").run()
    assert app.text_area(key=f"part-{subject}-wish").value == wish
    app.text_area(key=f"part-{subject}-sign").input("they come on Monday").run()
    app.segmented_control(key=mode_key(subject)).set_value("chat").run()

    assert "they come on Monday" in words(app)
    assert '<p class="origin">You wrote this.</p>' in words(app)
    assert "I want my &lt;team&gt;" in words(app)


def test_a_refused_message_stays_in_the_box(
    page: Open, services: Services, talk: ConversationView, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise InvalidInput("Not now: try once more.")

    app = opened(page, talk)
    monkeypatch.setattr(type(services.conversations), "say", refuse)
    say(app, "my long message")

    assert [e.value for e in app.error] == ["Not now: try once more."]
    assert app.chat_input(key=COMPOSER).proto.value == "my long message"


def test_another_reply_replaces_the_last_one(
    page: Open, services: Services, actor: Actor, talk: ConversationView
) -> None:
    app = say(opened(page, talk), WISH)
    before = services.conversations.open(actor, talk.conversation.id).turns[-1]
    app.button(key="again").click().run()

    after = services.conversations.open(actor, talk.conversation.id).turns
    assert len(after) == 3
    assert after[-1].id != before.id
    assert before.plan is not None
    assert after[-1].plan is not None
    assert after[-1].plan.question_id != before.plan.question_id


def test_my_last_message_can_be_edited(
    page: Open, services: Services, actor: Actor, talk: ConversationView
) -> None:
    app = say(opened(page, talk), WISH)
    mine = services.conversations.open(actor, talk.conversation.id).turns[1]
    app.button(key="edit").click().run()
    assert app.text_area(key=f"edited-{mine.id}").value == WISH
    app.text_area(key=f"edited-{mine.id}").input("I want calm mornings.")
    app.button(key="resend").click().run()

    turns = services.conversations.open(actor, talk.conversation.id).turns
    assert [t.text for t in turns if t.role == "member"] == ["I want calm mornings."]
    assert "I want calm mornings." in words(app)


def test_thumbs_and_their_reason_are_kept(
    page: Open, services: Services, actor: Actor, talk: ConversationView
) -> None:
    app = say(opened(page, talk), WISH)
    reply = services.conversations.open(actor, talk.conversation.id).turns[-1]
    app.button(key=f"rate-down-{reply.id}").click().run()
    assert "Not helpful ✓" in words(app)
    app.text_input(key=f"why-{reply.id}").input("It repeated me.").run()

    kept = services.conversations.open(actor, talk.conversation.id).turns[-1].feedback
    assert kept is not None
    assert (kept.helpful, kept.reason) == (False, "It repeated me.")


def test_the_page_says_which_model_and_where_words_go(page: Open, talk: ConversationView) -> None:
    seen = words(opened(page, talk))

    assert "Your words stay on the computer that runs Repertoire" in seen
    assert "<dt>Model</dt><dd>scripted</dd>" in seen
    assert "<dt>Where</dt><dd>the computer that runs Repertoire</dd>" in seen


def test_reflecting_by_chat_shows_the_five_steps(
    page: Open, services: Services, actor: Actor, attempt: Attempt
) -> None:
    app = page("reflect")
    next(b for b in app.button if b.label == "Talk it through").click().run()

    seen = words(app)
    assert seen.count("not said yet") == 5
    assert "What I take from it" in seen
    (reflection,) = services.reflections.mine(actor)
    assert services.conversations.for_subject(actor, reflection.id) is not None
    say(app, "I asked and then I waited for eight seconds. Ana spoke first.")
    assert "Ana spoke first." in words(app)
