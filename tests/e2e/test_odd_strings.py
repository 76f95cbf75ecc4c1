"""Odd strings in a real browser: they are shown as text, and nothing in them runs or loads."""

from __future__ import annotations

from typing import Final

from playwright.sync_api import Page, expect

from coach.bootstrap import Services
from coach.domain.cycle import CycleStage
from coach.domain.people import Person
from coach.domain.story import StoryPart
from coach.domain.talk import Space
from coach.evaluation.strings.evaluator import OWN_SET, read_strings
from coach.services.common import utc_now
from coach.services.operator import OperatorService
from tests.e2e.test_journey import actor_of, replies, say
from tests.support.browser import at_rest, press

KINDS: Final = ("script", "template", "direction", "emoji", "combining", "database", "markdown")
_EACH: Final = 4
_LOOKS: Final = 100
"""Tenths of a second until what was typed is saved."""
TYPED: Final = (
    "<script>window.__pwned=1</script>",
    '<img src=x onerror="window.__pwned=1">',
    "{{ 7*7 }} ${7*7}",
    "[here](javascript:window.__pwned=1)",
)


def sample() -> list[str]:
    """Return some of each kind that a page could fall for."""
    strings = [one for one in read_strings(OWN_SET) if one.kind in KINDS]
    chosen = (one for kind in KINDS for one in [s for s in strings if s.kind == kind][:_EACH])
    return [one.whole for one in chosen]


def alive(page: Page) -> None:
    """The page has drawn itself, says that nothing went wrong, and no string has run."""
    at_rest(page)
    assert page.evaluate("window.__pwned") is None
    expect(page.get_by_role("heading", level=1).first).to_be_visible()
    expect(page.get_by_text("Something went wrong")).to_have_count(0)


def test_odd_strings_are_text_wherever_they_are_typed(
    member_page: Page, person: Person, services: Services
) -> None:
    page = member_page
    operator = OperatorService(services.database, utc_now, services.accounts)
    group = operator.add_group(f"Odd with {person.name}")
    services.groups.add_member(group_id=group.id, email=person.email)
    services.groups.set_cycle(group_id=group.id, topic="Odd", stage=CycleStage.TOPIC)
    services.charters.accept(actor_of(services, person), group.id, 0)
    actor = actor_of(services, person)

    conversation = services.conversations.start_commit(actor)
    page.goto(f"/commit?id={conversation.subject_id}")
    for number, text in enumerate(TYPED, 2):
        say(page, text)
        expect(replies(page)).to_have_count(number)
        expect(page.locator("li.turn.member").last).to_contain_text(text[:7])
    alive(page)

    story = services.authoring.start(actor)
    page.goto(f"/story?id={story.id}")
    alive(page)
    page.get_by_label("Title", exact=True).fill(TYPED[0])
    page.get_by_label("Title", exact=True).press("Enter")
    for _ in range(_LOOKS):
        if services.authoring.get(actor, story.id).text(StoryPart.TITLE) == TYPED[0]:
            break
        page.wait_for_timeout(100)
    assert services.authoring.get(actor, story.id).text(StoryPart.TITLE) == TYPED[0]
    alive(page)

    page.goto("/group")
    alive(page)
    page.get_by_label("Propose a challenge").fill(TYPED[1])
    press(page, "Propose it")
    expect(page.get_by_text(TYPED[1]).first).to_be_visible()
    alive(page)

    page.goto("/stories")
    alive(page)
    for text in TYPED[1:3]:
        page.get_by_label("Search the stories").fill(text)
        page.get_by_label("Search the stories").press("Enter")
        alive(page)

    thread = services.talk.begin(actor, group.id, Space.PRIVATE, title=TYPED[0], text=TYPED[1])
    odd = sample()
    assert len(odd) >= 25
    for text in odd:
        services.talk.answer(actor, thread.id, text)
    page.goto(f"/talk?thread={thread.id}")
    expect(page.get_by_text("{{ 7*7 }}").first).to_be_visible()
    alive(page)
    assert page.locator("img[src*='tracker.invalid'], iframe[srcdoc], svg[onload]").count() == 0
