"""Telling a story: writing, checking what others would read, sharing, taking back."""

from __future__ import annotations

import time

import pytest
from streamlit.testing.v1 import AppTest

from coach.bootstrap import Services
from coach.domain.attempt import Attempt
from coach.domain.charter import Attribution
from coach.domain.consent import Choice
from coach.domain.people import Actor
from coach.domain.reach import Reach
from coach.domain.reflection import Reflection, ReflectionStep
from coach.domain.story import Story, StoryPart
from coach.services.common import utc_now
from coach.services.made_stories import StoryFate
from coach.services.operator import OperatorService
from coach.services.sharing import seen_of
from coach.services.story_desk import DeskState
from coach.web.components.story_write import field_key
from coach.web.views.story import step_key
from tests.app.conftest import Open, shown, words

PARTS = {
    StoryPart.TITLE: "Waiting for the <second> answer",
    StoryPart.SITUATION: "In our meeting nobody answered but Bodo Quax.",
    StoryPart.TRIED: "I asked once and looked at my watch for ten seconds.",
    StoryPart.HAPPENED: "Then Quinlan spoke, with two numbers that I had never seen.",
    StoryPart.LESSON: "A slow answer is an answer.",
}


@pytest.fixture
def member(services: Services, actor: Actor) -> Actor:
    """The manager, who has accepted the charter of the group."""
    for group_id in actor.group_ids:
        services.charters.accept(actor, group_id, 0)
    return services.accounts.actor_for_session(actor.session_id)


@pytest.fixture
def story(services: Services, member: Actor) -> Story:
    """A story in its author's own words."""
    story = services.authoring.start(member)
    for part, text in PARTS.items():
        story = services.authoring.set_part(member, story.id, part, text)
    return story


@pytest.fixture
def reflection(services: Services, actor: Actor, attempt: Attempt) -> Reflection:
    """A kept reflection."""
    begun = services.reflections.start(actor, [attempt.id])
    services.reflections.set_step(actor, begun.id, ReflectionStep.HAPPENED, "They answered.")
    return services.reflections.keep(actor, begun.id)


def share(services: Services, actor: Actor, story: Story) -> None:
    """Share a story with the author's group."""
    seen = seen_of(services.authoring.preview(actor, story.id).texts)
    choice = Choice(reach=Reach.GROUP, group_ids=actor.group_ids, attribution=Attribution.NAME)
    services.sharing.share(actor, story.id, choice, seen_sha256=seen)


def turn_to(app: AppTest, story: Story, step: str) -> AppTest:
    """Go to a step."""
    return shown(app.segmented_control(key=step_key(story.id)).set_value(step).run())


def named(app: AppTest, start: str) -> str:
    """Return the key of the first button whose label begins like this."""
    return str(next(b.key for b in app.button if b.label.startswith(start)))


def test_a_story_begins_from_a_kept_reflection_once(
    page: Open, services: Services, actor: Actor, reflection: Reflection
) -> None:
    app = page("reflect", id=reflection.id)
    shown(app.button(key="make-story").click().run())
    shown(page("reflect", id=reflection.id).button(key="make-story").click().run())
    (story,) = services.authoring.mine(actor)
    assert story.reflection_id == reflection.id
    seen = words(page("story"))
    assert "Make a story of it" not in seen
    assert "only mine" in seen
    assert "4 parts missing" in seen


def test_one_begins_from_nothing(page: Open, services: Services, actor: Actor) -> None:
    app = page("story")
    assert "Nobody else reads a word before" in words(app)
    assert "You have told no story so far." in words(app)
    shown(app.button(key="begin-empty").click().run())
    (story,) = services.authoring.mine(actor)
    assert story.reflection_id is None
    seen = page("story", id=story.id)
    assert "Nothing is shared before you say yes" in words(seen)
    assert not [b for b in seen.button if b.key == "propose"]


def test_a_part_is_saved_as_it_is_left_and_kept_when_it_is_too_long(
    page: Open, services: Services, member: Actor, story: Story
) -> None:
    app = page("story", id=story.id)
    assert f"{story.words} of 300 words. Everything that a reader needs is there." in words(app)
    app.text_area(key=field_key(story.id, StoryPart.TRIED)).input("I waited.").run()
    assert services.authoring.get(member, story.id).text(StoryPart.TRIED) == "I waited."
    long = "so " * 900
    app.text_area(key=field_key(story.id, StoryPart.TRIED)).input(long).run()
    assert len(app.error) == 1
    assert app.text_area(key=field_key(story.id, StoryPart.TRIED)).value == long
    assert services.authoring.get(member, story.id).text(StoryPart.TRIED) == "I waited."
    app.text_area(key=field_key(story.id, StoryPart.TRIED)).input("").run()
    assert "Still missing: “What I tried”." in words(app)


def test_what_is_proposed_is_marked_until_it_is_taken_or_changed(
    page: Open, services: Services, actor: Actor, reflection: Reflection
) -> None:
    story = services.authoring.start(actor, reflection_id=reflection.id)
    services.authoring.set_part(actor, story.id, StoryPart.TITLE, "Mine")
    app = page("story", id=story.id)
    shown(app.button(key="propose").click().run())
    end = time.monotonic() + 10
    while services.authoring.proposals(actor, story.id).state is DeskState.WORKING:
        assert time.monotonic() < end
        time.sleep(0.05)
    shown(app.run())
    proposed = services.authoring.get(actor, story.id).suggested
    assert len(proposed) > 1
    assert words(app).count("suggested from your reflection") == len(proposed)
    assert f"Still a suggestion: {len(proposed)} parts." in words(app)
    for part in StoryPart:
        if not services.authoring.get(actor, story.id).text(part):
            services.authoring.set_part(actor, story.id, part, "We waited.")
    turn_to(app, story, "share")
    assert "Before you can share it, change or take what is suggested" in words(app)
    turn_to(app, story, "write")
    app.button(key=f"take-{proposed[0]}").click().run()
    app.text_area(key=field_key(story.id, proposed[1])).input("In my words.").run()
    after = services.authoring.get(actor, story.id)
    assert after.suggested == proposed[2:]
    assert after.text(StoryPart.TITLE) == "Mine"


def test_without_a_group_it_can_go_to_everybody_alone(
    page: Open, services: Services, admin: Actor
) -> None:
    story = services.authoring.start(admin)
    services.authoring.set_part(admin, story.id, StoryPart.TITLE, "Mine")
    app = turn_to(page("story", who=admin, id=story.id), story, "share")
    assert [b.label for b in app.checkbox] == ["Everybody who can sign in here"]


def test_check_shows_stand_ins_in_place_and_the_author_has_the_last_word(
    page: Open, services: Services, member: Actor, story: Story
) -> None:
    app = turn_to(page("story", id=story.id), story, "check")
    assert "Waiting for the &lt;second&gt; answer" in words(app)
    assert 'title="Stands for “Bodo Quax”, which others do not read"' in words(app)
    shown(app.button(key=named(app, "Keep my word *: Bodo")).click().run())
    assert '<mark class="left-word" title="Your own word' in words(app)
    shown(app.button(key=named(app, "Use the stand-in *: Bodo")).click().run())
    masks = {m.words: m.stand_in for m in services.authoring.get(member, story.id).masks}
    assert masks["Bodo Quax"]
    number = named(app, "Keep my word *: Bodo").removeprefix("turn-")
    app.text_input(key=f"instead-{number}").input("a quiet engineer").run()
    assert ">a quiet engineer</mark>" in words(app)


def test_another_word_is_hidden_and_one_that_is_not_there_stays_typed(
    page: Open, services: Services, member: Actor, story: Story
) -> None:
    app = turn_to(page("story", id=story.id), story, "check")
    app.text_input(key="hide-words-0").input("umbrella")
    app.text_input(key="hide-instead-0").input("thing")
    shown(app.button(key=_submit(app)).click().run())
    assert "does not stand in the story" in app.error[0].value
    assert app.text_input(key="hide-words-0").value == "umbrella"
    app.text_input(key="hide-words-0").input("watch")
    shown(app.button(key=_submit(app)).click().run())
    assert services.authoring.preview(member, story.id).texts[StoryPart.TRIED] == (
        "I asked once and looked at my thing for ten seconds."
    )
    assert app.text_input(key="hide-words-1").value == ""


def _submit(app: AppTest) -> str:
    return named(app, "Hide it")


def test_nothing_is_chosen_beforehand_and_the_yes_is_to_the_exact_text(
    page: Open, services: Services, member: Actor, story: Story
) -> None:
    app = turn_to(page("story", id=story.id), story, "share")
    assert not [b for b in app.button if b.key == "share-yes"]
    assert not any(box.value for box in app.checkbox)
    assert "So far only you can." in words(app)
    assert "Quax" not in words(app)
    next(b for b in app.checkbox if b.label == "The members of Northside").check().run()
    assert [r.value for r in app.radio] == [None]
    app.radio[0].set_value(Attribution.MEMBER).run()
    assert "The members of Northside may read this text. It is told by a member" in words(app)
    shown(app.button(key="share-yes").click().run())
    (consent,) = services.sharing.standing(member, story.id).consents
    assert consent.attribution is Attribution.MEMBER
    assert "Read by the members of Northside" in words(app)
    assert not any(box.value for box in app.checkbox)


def test_an_unfinished_story_is_refused_in_a_sentence(
    page: Open, services: Services, member: Actor, story: Story
) -> None:
    services.authoring.set_part(member, story.id, StoryPart.TITLE, "")
    app = turn_to(page("story", id=story.id), story, "share")
    assert "Before you can share it, write “Title”." in words(app)
    next(b for b in app.checkbox if b.label == "The members of Northside").check().run()
    app.radio[0].set_value(Attribution.NONE).run()
    shown(app.button(key="share-yes").click().run())
    assert "This is still missing: Title." in app.error[0].value
    assert services.sharing.standing(member, story.id).item is None


def test_what_is_shared_says_so_and_is_taken_back_in_one_click(
    page: Open, services: Services, member: Actor, story: Story
) -> None:
    share(services, member, story)
    services.authoring.set_part(member, story.id, StoryPart.LEARNED, "To wait.")
    app = page("story", id=story.id)
    seen = words(app)
    assert "says something else by now than what they read" in seen
    assert "It is told by Mira Lind." in seen
    assert "Delete my story" not in seen
    shown(app.button(key="share-anew").click().run())
    assert app.segmented_control(key=step_key(story.id)).value == "share"
    shown(app.button(key="withdraw").click().run())
    assert services.sharing.standing(member, story.id).item is None
    assert "It is gone from search and pages" in words(app)
    with services.database.transaction() as tx:
        now = services.authoring._clock()
        tx.consents.clear(withdrawn_before=now, now=now)
    assert "Gone from all files today at" in words(page("story", id=story.id))


def test_fewer_groups_read_it_from_one_click_on(
    page: Open, services: Services, member: Actor, story: Story
) -> None:
    operator = OperatorService(services.database, utc_now, services.accounts)
    south = operator.add_group("Southside")
    services.groups.add_member(group_id=south.id, email=member.email)
    services.charters.accept(services.accounts.actor_for_session(member.session_id), south.id, 0)
    both = services.accounts.actor_for_session(member.session_id)
    share(services, both, story)
    app = page("story", id=story.id)
    assert "Read by the members of Northside and Southside" in words(app)
    shown(app.button(key="narrow").click().run())
    assert "Fewer groups have to be left" in app.error[0].value
    app.checkbox(key=f"fewer-{story.id}-{south.id}").uncheck()
    shown(app.button(key="narrow").click().run())
    assert "Read by the members of Northside</h2>" in words(app)
    assert len(services.sharing.standing(both, story.id).consents) == 2


def test_a_story_nobody_reads_is_deleted(
    page: Open, services: Services, member: Actor, story: Story
) -> None:
    app = page("story", id=story.id)
    app.button(key=f"delete-{story.id}").click().run()
    assert "Nobody else reads it." in words(app)
    app.button(key="delete-yes").click().run()
    assert services.authoring.mine(member) == []


def test_the_author_gets_from_what_others_read_to_the_story(
    page: Open, services: Services, member: Actor, story: Story
) -> None:
    share(services, member, story)
    (own,) = services.authoring.mine(member)
    links = [e.proto.label for e in page("stories", id=own.item_id).get("page_link")]
    assert "Yours: change it or take it back" in links


def test_deleting_a_reflection_asks_what_becomes_of_a_shared_story(
    page: Open, services: Services, member: Actor, reflection: Reflection
) -> None:
    story = services.authoring.start(member, reflection_id=reflection.id)
    for part, text in PARTS.items():
        services.authoring.set_part(member, story.id, part, text)
    share(services, member, services.authoring.get(member, story.id))
    app = page("reflect", id=reflection.id)
    app.button(key=f"delete-{reflection.id}").click().run()
    assert "The members of Northside can read it." in words(app)
    assert app.radio(key=f"fate-{reflection.id}").value is None
    app.button(key="delete-yes").click().run()
    assert services.reflections.mine(member) == [reflection]
    app = page("reflect", id=reflection.id)
    app.button(key=f"delete-{reflection.id}").click().run()
    app.radio(key=f"fate-{reflection.id}").set_value(StoryFate.DELETE)
    app.button(key="delete-yes").click().run()
    assert services.reflections.mine(member) == []
    assert services.authoring.mine(member) == []
