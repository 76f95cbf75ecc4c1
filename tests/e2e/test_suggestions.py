"""Peers' stories in a real browser: while one goes on writing, by keyboard, on a phone."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from coach.bootstrap import Services
from coach.domain.people import Person
from coach.domain.repertoire import Item, of_person
from tests.support.repertoire import LATE_PROBLEMS, add_story
from tests.support.talk import finished

WISH = "I want my team to bring problems to me earlier. Today they come when it is almost too late."
TITLE = "Problems that my team brings to me when it is almost too late"
SLOW_MS = 30_000


def started(services: Services, person: Person) -> tuple[str, Item]:
    """Give a member a story that only they see, and a draft; return its id and the story."""
    grant = services.accounts.open_session(person.id, method="password")
    actor = services.accounts.actor_for_session(grant.session_id)
    story = add_story(services, TITLE, LATE_PROBLEMS, audience=of_person(person.id))
    return services.conversations.start_commit(actor).subject_id, story


def test_a_story_appears_beside_the_chat_and_is_taken_up_by_keyboard(
    member_page: Page, person: Person, services: Services
) -> None:
    subject_id, story = started(services, person)
    page = member_page
    page.goto(f"/commit?id={subject_id}")
    box = page.get_by_placeholder("Write to your coach")
    waiting = page.get_by_text("Once you have described your situation")
    expect(waiting).to_be_visible(timeout=SLOW_MS)
    box.fill(WISH)
    box.press("Enter")
    expect(page.locator("li.turn.coach:not(.arriving)")).to_have_count(2, timeout=SLOW_MS)
    box.fill("half a thought")

    expect(page.get_by_role("heading", name=TITLE)).to_be_visible(timeout=SLOW_MS)
    expect(box).to_have_value("half a thought")
    expect(page.locator(".peer-why")).to_contain_text("You wrote")
    page.locator(".st-key-peers .origin summary").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="What I learned")).to_be_visible()

    page.get_by_role("button", name=f"I will try this : {TITLE}").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("You will try this. Say in your own words")).to_be_visible(
        timeout=SLOW_MS
    )
    with services.database.reading() as tx:
        (trial,) = tx.trials.of_person(person.id)
    assert (trial.item_id, trial.commitment_id) == (story.id, subject_id)
    expect(box).to_have_value("half a thought")

    page.get_by_role("button", name="Not after all").click()
    page.get_by_role("button", name="Not for me").click()
    page.get_by_label("What does not fit?").fill("Too far from us")
    page.get_by_role("button", name="Hide it").click()
    expect(page.get_by_text("Nothing that peers have shared fits")).to_be_visible(timeout=SLOW_MS)
    expect(page.get_by_role("heading", name=TITLE)).to_have_count(0)


def test_on_a_phone_the_cards_stand_below_the_chat_with_a_way_to_them(
    member_page: Page, person: Person, services: Services
) -> None:
    subject_id, _ = started(services, person)
    actor = services.accounts.actor_for_session(
        services.accounts.open_session(person.id, method="password").session_id
    )
    conversation = services.conversations.for_subject(actor, subject_id)
    assert conversation is not None
    finished(services.conversations.say(actor, conversation.id, WISH))
    page = member_page
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"/commit?id={subject_id}")

    way = page.get_by_role("link", name="What a peer has tried may fit")
    expect(way).to_be_in_viewport(timeout=SLOW_MS)
    expect(page.get_by_placeholder("Write to your coach")).to_be_in_viewport()
    card = page.get_by_role("heading", name=TITLE)
    expect(card).not_to_be_in_viewport()
    way.click()
    expect(card).to_be_in_viewport()
