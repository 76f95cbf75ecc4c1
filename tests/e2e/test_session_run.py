"""A session in two real browsers: one leads, the other sees every turn change by itself."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from coach.bootstrap import Services
from coach.domain.agenda import SessionKind
from coach.domain.agenda_request import Request
from coach.domain.people import Person
from coach.services.common import utc_now
from coach.services.operator import OperatorService
from tests.support.app_server import AppServer, sign_in
from tests.support.browser import at_rest, press, unfold

SLOW_MS = 30_000


@pytest.fixture
def other(new_person: Callable[..., Person]) -> Person:
    """One more manager."""
    return new_person()


@pytest.fixture
def other_page(browser: Browser, server: AppServer, other: Person) -> Iterator[Page]:
    """A tab of a second browser in which the other manager is signed in."""
    context = browser.new_context(base_url=server.url, viewport={"width": 390, "height": 844})
    with server.client() as client:
        sign_in(client, other.email)
        token = client.cookies["coach_session"]
    context.add_cookies([{"name": "coach_session", "value": token, "url": server.url}])
    yield context.new_page()
    context.close()


@pytest.fixture
def session_id(services: Services, person: Person, other: Person) -> str:
    """A session of a group of two that the first manager leads."""
    operator = OperatorService(services.database, utc_now, services.accounts)
    group = operator.add_group(f"Group of {person.name}")
    services.groups.add_member(group_id=group.id, email=person.email, leads=True)
    services.groups.add_member(group_id=group.id, email=other.email)
    grant = services.accounts.open_session(person.id, method="password")
    lead = services.accounts.actor_for_session(grant.session_id)
    wanted = Request(kind=SessionKind.EXPLORE, member_ids=(other.id, person.id), minutes=60)
    day = date.today()  # noqa: DTZ011 - as a calendar shows it
    return services.group_sessions.plan(lead, group.id, wanted, held_on=day).id


def now(page: Page) -> Locator:
    return page.locator(".run-now dd")


def seconds_pass(page: Page) -> None:
    """Wait until the clock has shown two more seconds, and so the page has been drawn anew."""
    clock = page.get_by_role("timer")
    for _ in range(2):
        expect(clock).not_to_have_text(clock.inner_text(), timeout=SLOW_MS)


def test_one_leads_a_session_and_another_sees_every_turn(
    member_page: Page, other_page: Page, session_id: str, person: Person, other: Person
) -> None:
    lead, seen = member_page, other_page
    lead.goto(f"/session?id={session_id}")
    at_rest(lead)
    lead.get_by_role("link", name="Run this session").click()
    waiting = lead.get_by_role("heading", name="The session has not begun")
    expect(waiting).to_be_visible(timeout=SLOW_MS)
    seen.goto(f"/run?session={session_id}")
    expect(seen.get_by_text("Whoever leads begins it")).to_be_visible(timeout=SLOW_MS)
    expect(seen.get_by_role("button", name="Begin the session")).to_have_count(0)

    press(lead, "Begin the session")
    for page in (lead, seen):
        opening = page.get_by_role("heading", name="Opening", exact=True)
        expect(opening).to_be_visible(timeout=SLOW_MS)
        expect(page.get_by_role("timer")).to_have_text(re.compile(r"^\d+:\d\d$"))
    expect(seen.get_by_role("button", name="Next", exact=True)).to_have_count(0)

    box = seen.get_by_label("What shall everybody find again?")
    box.fill("Silence helps")
    press(lead, "Next")
    for page in (lead, seen):
        expect(now(page)).to_have_text(other.name, timeout=SLOW_MS)
    expect(box).to_have_value("Silence helps")
    seen.get_by_role("button", name="Write it down").click()
    for page in (lead, seen):
        expect(page.get_by_text("Silence helps").first).to_be_visible(timeout=SLOW_MS)
    expect(box).to_have_value("")

    onward = lead.get_by_role("button", name="Next", exact=True)
    onward.focus()
    lead.keyboard.press("Enter")
    expect(now(seen)).to_have_text(person.name, timeout=SLOW_MS)
    lead.evaluate("document.querySelector('.run-left').dataset.kept = 'yes'")
    seconds_pass(lead)
    expect(onward).to_be_focused()
    expect(lead.locator(".run-left")).to_have_attribute("data-kept", "yes")

    press(lead, "Pause")
    for page in (lead, seen):
        expect(page.get_by_text("the clock stands still")).to_be_visible(timeout=SLOW_MS)
    press(lead, "Go on")
    expect(seen.get_by_text("left of this turn")).to_be_visible(timeout=SLOW_MS)
    ends = seen.locator(".run-people > div").last
    before = ends.inner_text()
    press(lead, "Add a minute")
    expect(ends).not_to_have_text(before, use_inner_text=True, timeout=SLOW_MS)


def test_decisions_the_end_and_what_is_handed_over(
    member_page: Page,
    other_page: Page,
    session_id: str,
    services: Services,
    person: Person,
    other: Person,
) -> None:
    lead, seen = member_page, other_page
    lead.goto(f"/run?session={session_id}")
    press(lead, "Begin the session")
    seen.goto(f"/run?session={session_id}")
    expect(seen.get_by_role("timer")).to_be_visible(timeout=SLOW_MS)

    at_rest(lead)
    lead.get_by_role("radio", name="Decision").click()
    lead.get_by_label("What shall everybody find again?").fill("We ask before we answer")
    lead.get_by_label("Who sees to it?").click()
    lead.get_by_role("option", name=other.name, exact=True).click()
    lead.get_by_role("button", name="Write it down").click()
    expect(seen.get_by_text(f"{other.name} sees to it")).to_be_visible(timeout=SLOW_MS)

    unfold(lead, "Who is here, and the end")
    press(lead, "End it now")
    for page in (lead, seen):
        over = page.get_by_role("heading", name="The session is over")
        expect(over).to_be_visible(timeout=SLOW_MS)
    expect(seen.get_by_text("For whoever leads next")).to_have_count(0)
    at_rest(lead)
    lead.get_by_label("What should they know or take up?").fill("Begin with the quiet ones")
    lead.get_by_role("button", name="Hand it over").click()
    expect(lead.get_by_text("It is there for whoever leads next.")).to_be_visible(timeout=SLOW_MS)

    with services.database.reading() as tx:
        session = tx.group_sessions.get(session_id)
    assert session is not None
    lead.goto(f"/session?group={session.group_id}")
    expect(lead.get_by_text("Begin with the quiet ones")).to_be_visible(timeout=SLOW_MS)
    expect(lead.get_by_text(f"From {person.name}, who led last")).to_be_visible()
