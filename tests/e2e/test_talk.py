"""Inside and outside in a real browser: two spaces, and what happens when the public one shuts."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

import pytest
from playwright.sync_api import Browser, Page, expect

from coach.bootstrap import Services
from coach.domain.people import Actor, Person
from coach.services.common import utc_now
from coach.services.operator import OperatorService
from tests.support.app_server import AppServer
from tests.support.browser import at_rest, unfold

_SLOW: Final = 45_000
"""Milliseconds: two browsers and the app share what the machine has."""
GROUP_READS: Final = "Only this group can read this."
ALL_READ: Final = "Everybody in the organisation can read this."


@dataclass(frozen=True)
class Two:
    """A member of a community and somebody outside it, each in a browser of their own."""

    group_id: str
    member: Actor
    inside: Page
    outside: Page


@pytest.fixture
def two(
    browser: Browser, server: AppServer, services: Services, new_person: Callable[..., Person]
) -> Iterator[Two]:
    operator = OperatorService(services.database, utc_now, services.accounts)
    group = operator.add_group("Field notes", "community_of_practice")
    people = (new_person(), new_person())
    services.groups.add_member(group_id=group.id, email=people[0].email)
    grants = [services.accounts.open_session(p.id, method="password") for p in people]
    contexts = [browser.new_context(base_url=server.url) for _ in people]
    for context, grant in zip(contexts, grants, strict=True):
        cookie = {"name": "coach_session", "value": grant.token, "url": server.url}
        context.add_cookies([cookie])  # type: ignore[list-item]
        context.set_default_timeout(_SLOW)
    inside, outside = (context.new_page() for context in contexts)
    yield Two(
        group_id=group.id,
        member=services.accounts.actor_for_session(grants[0].session_id),
        inside=inside,
        outside=outside,
    )
    for context in contexts:
        context.close()


def begin(page: Page, space: str, button: str, title: str, words: str) -> None:
    """Begin a thread in one space, from the list of the group."""
    unfold(page, f"Begin a conversation: {space}")
    page.get_by_label("What is it about?").locator("visible=true").fill(title)
    page.get_by_label("What do you want to say?").locator("visible=true").fill(words)
    page.get_by_role("button", name=button).click()
    expect(page.get_by_role("heading", level=1, name=title)).to_be_visible(timeout=_SLOW)
    at_rest(page)


def test_inside_and_outside_talk_until_the_rule_falls_back(two: Two, services: Services) -> None:
    inside, outside = two.inside, two.outside
    inside.goto(f"/talk?group={two.group_id}")
    expect(inside.get_by_role("heading", level=1, name="Conversations")).to_be_visible(
        timeout=_SLOW
    )
    at_rest(inside)
    begin(inside, "only this group", "only the group reads it", "Among us", "We are tired.")
    expect(inside.get_by_text(GROUP_READS).first).to_be_visible()
    expect(inside.get_by_text(ALL_READ)).to_have_count(0)
    private = inside.url

    inside.get_by_role("link", name="All of Field notes").click()
    expect(inside.get_by_role("link", name="Among us")).to_be_visible(timeout=_SLOW)
    at_rest(inside)
    begin(inside, "open to the organisation", "everybody reads it", "Silence", "How long?")
    expect(inside.get_by_text(ALL_READ).first).to_be_visible()
    public = inside.url
    assert re.search(r"thread=[0-9a-f]{32}", public)

    outside.goto("/talk")
    expect(outside.get_by_role("link", name="Silence")).to_be_visible(timeout=_SLOW)
    expect(outside.get_by_text("Among us")).to_have_count(0)
    outside.get_by_role("link", name="Silence").click()
    expect(outside.get_by_role("heading", level=1, name="Silence")).to_be_visible(timeout=_SLOW)
    at_rest(outside)
    outside.get_by_label("Your answer").fill("Eight seconds.")
    outside.get_by_role("button", name="Answer: everybody reads it").click()
    expect(outside.locator(".prose", has_text="Eight seconds.")).to_be_visible(timeout=_SLOW)
    expect(outside.get_by_label("Your answer")).to_have_value("")

    inside.reload()
    expect(inside.locator(".prose", has_text="Eight seconds.")).to_be_visible(timeout=_SLOW)
    expect(inside.get_by_text("from outside")).to_be_visible()

    outside.goto(private)
    expect(outside.get_by_text("There is nothing here that you can open.")).to_be_visible(
        timeout=_SLOW
    )

    services.group_rules.change(
        two.member, two.group_id, {"spaces": "private"}, decided_by="all of us", why="Quiet."
    )
    outside.goto(public)
    expect(outside.get_by_text("There is nothing here that you can open.")).to_be_visible(
        timeout=_SLOW
    )
    expect(outside.get_by_text("How long?")).to_have_count(0)
    inside.reload()
    expect(inside.locator(".prose", has_text="How long?")).to_be_visible(timeout=_SLOW)
    expect(inside.get_by_text("This group has no public space any more")).to_be_visible()
    expect(inside.get_by_label("Your answer")).to_have_count(0)
