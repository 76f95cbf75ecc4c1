"""A community of practice in browsers: core, active and peripheral members, and an outsider."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from coach.bootstrap import Services
from coach.domain.people import Person
from coach.services.common import utc_now
from coach.services.operator import OperatorService
from tests.support.app_server import AppServer
from tests.support.browser import at_rest, unfold

SLOW_MS = 30_000
LEVELS = ("Core", "Active", "Peripheral")
ASK = "How do we get people to say what went wrong?"


@pytest.fixture
def tab(
    browser: Browser, server: AppServer, services: Services
) -> Iterator[Callable[[Person], Page]]:
    """Return a function that opens a tab in which a person is signed in."""
    opened = []

    def make(person: Person) -> Page:
        context = browser.new_context(base_url=server.url, viewport={"width": 1200, "height": 900})
        token = services.accounts.open_session(person.id, method="password").token
        cookie = {"name": "coach_session", "value": token, "url": server.url}
        context.add_cookies([cookie])  # type: ignore[list-item]
        opened.append(context)
        return context.new_page()

    yield make
    for context in opened:
        context.close()


@pytest.mark.long
@pytest.mark.timeout(600)
def test_a_community_takes_part_in_three_ways_and_talks_in_two_spaces(
    services: Services, new_person: Callable[..., Person], tab: Callable[[Person], Page]
) -> None:
    operator = OperatorService(services.database, utc_now, services.accounts)
    *members, outsider = (new_person() for _ in range(4))
    group_id = operator.add_group(f"Community of {members[0].name}", "community_of_practice").id
    for number, member in enumerate(members):
        services.groups.add_member(group_id=group_id, email=member.email, leads=not number)
    pages = [tab(member) for member in members]

    for page, level in zip(pages, LEVELS, strict=True):
        page.goto("/group")
        accept_charter(page)
        say_how_much(page, level)
    core, active, peripheral = pages
    core.reload()
    for level in LEVELS:
        expect(core.get_by_text(f"{level} · 1")).to_be_visible(timeout=SLOW_MS)

    at_rest(active)
    active.get_by_label("Propose a challenge").fill(ASK)
    active.get_by_role("button", name="Propose it").click()
    expect(active.locator(".thing", has_text=ASK)).to_be_visible(timeout=SLOW_MS)
    core.goto("/group")
    at_rest(core)
    core.get_by_role("button", name="Take this one").click()
    expect(core.locator("blockquote", has_text=ASK)).to_be_visible(timeout=SLOW_MS)

    private = begin(core, group_id, "only this group", "only the group reads it", "Among us")
    public = begin(core, group_id, "open to the organisation", "everybody reads it", "Waiting")
    answer(peripheral, private, "only the group reads it", "I mostly listen.")
    answer(active, public, "everybody reads it", "We waited for eight seconds.")
    outside = tab(outsider)
    answer(outside, public, "everybody reads it", "Here it took ten.")
    outside.goto(private)
    refused = outside.get_by_text("There is nothing here that you can open.")
    expect(refused).to_be_visible(timeout=SLOW_MS)
    core.goto(public)
    for words in ("We waited for eight seconds.", "Here it took ten."):
        expect(core.locator(".prose", has_text=words)).to_be_visible(timeout=SLOW_MS)
    expect(core.get_by_text("from outside")).to_be_visible()


def accept_charter(page: Page) -> None:
    at_rest(page)
    page.get_by_role("button", name="I accept this charter").click()
    expect(page.get_by_text("You have accepted it")).to_be_visible(timeout=SLOW_MS)


def say_how_much(page: Page, level: str) -> None:
    """Choose a level of participation; the last one is where everybody begins."""
    page.reload()
    at_rest(page)
    field = page.get_by_role("combobox", name="How much do you take part?")
    field.click()
    field.fill(level)
    page.get_by_role("option", name=level).click()
    mine = page.locator(".members li", has_text="(you)")
    expect(mine).to_be_visible(timeout=SLOW_MS)
    expect(page.get_by_text(f"{level} · 1")).to_be_visible(timeout=SLOW_MS)


def begin(page: Page, group_id: str, space: str, button: str, title: str) -> str:
    """Begin a thread in a space; return its address."""
    page.goto(f"/talk?group={group_id}")
    there = page.get_by_role("heading", level=1, name="Conversations")
    expect(there).to_be_visible(timeout=SLOW_MS)
    unfold(page, f"Begin a conversation: {space}")
    page.get_by_label("What is it about?").locator("visible=true").fill(title)
    page.get_by_label("What do you want to say?").locator("visible=true").fill(f"On {title}.")
    page.get_by_role("button", name=button).click()
    expect(page.get_by_role("heading", level=1, name=title)).to_be_visible(timeout=SLOW_MS)
    at_rest(page)
    return page.url


def answer(page: Page, address: str, button: str, words: str) -> None:
    page.goto(address)
    at_rest(page)
    page.get_by_label("Your answer").fill(words)
    page.get_by_role("button", name=f"Answer: {button}").click()
    expect(page.locator(".prose", has_text=words)).to_be_visible(timeout=SLOW_MS)
