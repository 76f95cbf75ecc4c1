"""Six managers in six browsers go once round: from the invitation to the next cycle.

The pages do everything that makes the group; five of the six say yes to their commitment by
service, for test_journey has walked that way already.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, Page, expect

from coach.bootstrap import Services
from coach.domain.commitment import Slot
from coach.domain.people import Actor, Person
from coach.services.common import utc_now
from coach.services.operator import OperatorService
from tests.support.app_server import PASSWORD, AppServer
from tests.support.browser import at_rest, press, unfold

SLOW_MS = 30_000
NAMES = ("Ann Vale", "Ben Roe", "Cem Kaya", "Dee Moss", "Eva Lund")
ASK = "How do we ask before we answer?"
MEET = "How do we end our meetings on time?"
SLOTS = {
    Slot.OBSTACLE: "I get impatient",
    Slot.ACTION: "ask one question",
    Slot.CONTEXT: "somebody brings me a problem",
    Slot.RESPONSE: "count to three",
    Slot.SIGN: "they go on talking",
}


@dataclass
class Manager:
    """One of the six: their tab, and how the services know them."""

    name: str
    page: Page
    actor: Actor


@pytest.fixture
def tab(browser: Browser, server: AppServer) -> Iterator[Callable[[], Page]]:
    """Return a function that opens a tab in a browser profile of its own."""
    opened = []

    def make() -> Page:
        context = browser.new_context(base_url=server.url, viewport={"width": 1200, "height": 900})
        opened.append(context)
        return context.new_page()

    yield make
    for context in opened:
        context.close()


def actor_of(services: Services, email: str) -> Actor:
    signed_in = services.accounts.sign_in(email=email, password=PASSWORD, address="127.0.0.1")
    return services.accounts.actor_for_session(signed_in.session_id)


def sign_in(page: Page, email: str) -> None:
    page.goto("/")
    page.get_by_label("E-mail address").fill(email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", level=1)).to_be_visible(timeout=SLOW_MS)


@pytest.mark.long
@pytest.mark.timeout(900)
def test_six_managers_go_once_round(
    services: Services, person: Person, tab: Callable[[], Page]
) -> None:
    operator = OperatorService(services.database, utc_now, services.accounts)
    group_id = operator.add_group(f"Six with {person.name}").id
    services.groups.add_member(group_id=group_id, email=person.email, leads=True)
    lead = Manager(person.name, tab(), actor_of(services, person.email))
    sign_in(lead.page, person.email)

    others = [join(services, lead, tab(), name, group_id) for name in NAMES]
    six = [lead, *others]
    agree_on_a_charter(six)
    choose_a_challenge(six)
    hold_the_first_session(lead, others[0], group_id)
    commit_and_try(services, six)
    hold_the_second_session(lead, others[1], group_id)
    begin_the_next_cycle(lead, others[0])


def join(services: Services, lead: Manager, page: Page, name: str, group_id: str) -> Manager:
    """Let whoever leads make a link, and somebody join by it."""
    if "/members" not in lead.page.url:
        lead.page.goto(f"/members?group={group_id}")
    press(lead.page, "Invite", exact=False)
    link = lead.page.locator(".stCode code")
    expect(link).to_contain_text("/invitation/", timeout=SLOW_MS)
    address = link.inner_text().strip()
    press(lead.page, "I have copied it")
    expect(link).to_have_count(0, timeout=SLOW_MS)

    email = f"{name.split(maxsplit=1)[0].lower()}.{group_id[:6]}@example.org"
    page.goto(address)
    page.get_by_label("Your name").fill(name)
    page.get_by_label("E-mail address").fill(email)
    page.get_by_label("Choose a password").fill(PASSWORD)
    page.get_by_role("button", name="Create account and join").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(name, timeout=SLOW_MS)
    return Manager(name, page, actor_of(services, email))


def agree_on_a_charter(six: list[Manager]) -> None:
    """Let whoever leads write the charter, and each accept it."""
    lead = six[0].page
    lead.goto("/group")
    unfold(lead, "Write a new version")
    lead.get_by_label("What we expect of each other").fill("We come each time, and on time.")
    press(lead, "Save this version", exact=False)
    expect(lead.get_by_text("Version 1, written by")).to_be_visible(timeout=SLOW_MS)
    for manager in six:
        manager.page.goto("/group")
        press(manager.page, "I accept this charter")
        expect(manager.page.get_by_text("You have accepted it")).to_be_visible(timeout=SLOW_MS)


def choose_a_challenge(six: list[Manager]) -> None:
    """Propose two, vote in secret, and close the vote."""
    lead, second = six[0].page, six[1].page
    press(lead, "Begin the next cycle", exact=False)
    expect(lead.get_by_text("Step 1 of 7")).to_be_visible(timeout=SLOW_MS)
    for page, question in ((lead, MEET), (second, ASK)):
        page.goto("/group")
        at_rest(page)
        page.get_by_label("Propose a challenge").fill(question)
        press(page, "Propose it", exact=False)
        expect(page.locator(".thing", has_text=question)).to_be_visible(timeout=SLOW_MS)
    for manager in six:
        page = manager.page
        page.goto("/group")
        at_rest(page)
        asked = page.locator("[class*=st-key-card-topic-]", has_text=ASK)
        asked.get_by_role("radio", name="2", exact=True).click()
        expect(page.get_by_text("You have 1 vote left.")).to_be_visible(timeout=SLOW_MS)
    lead.goto("/group")
    press(lead, "Close the vote and show the result")
    expect(lead.locator("blockquote", has_text=ASK)).to_be_visible(timeout=SLOW_MS)
    unfold(lead, "How earlier votes ended")
    expect(lead.get_by_text("12 votes, chosen")).to_be_visible()


def move_on(page: Page, stage: str) -> None:
    """Move the group to the next stage from its page."""
    page.goto("/group")
    press(page, f"Move on: {stage}", exact=False)
    expect(page.locator(".rail-said")).to_contain_text(stage, timeout=SLOW_MS)


def hold_the_first_session(lead: Manager, other: Manager, group_id: str) -> None:
    """Plan it, run it by the clock while another one follows, and end it."""
    page = lead.page
    move_on(page, "Session 1: explore")
    page.goto(f"/session?group={group_id}")
    at_rest(page)
    expect(page.get_by_text("It fits into 90 minutes.")).to_be_visible(timeout=SLOW_MS)
    press(page, "Save this agenda")
    run = page.get_by_role("link", name="Run this session")
    expect(run).to_be_visible(timeout=SLOW_MS)
    at_rest(page)
    run.click()
    press(page, "Begin the session", exact=False)
    expect(page.get_by_role("timer")).to_be_visible(timeout=SLOW_MS)
    other.page.goto(page.url)
    expect(other.page.get_by_role("timer")).to_be_visible(timeout=SLOW_MS)
    speaking = page.locator(".run-now dd")
    before = speaking.inner_text()
    press(page, "Next", exact=False)
    expect(speaking).not_to_have_text(before, timeout=SLOW_MS)
    followed = other.page.locator(".run-now dd")
    expect(followed).to_have_text(speaking.inner_text(), timeout=SLOW_MS)
    unfold(page, "Who is here, and the end")
    press(page, "End it now", exact=False)
    over = page.get_by_role("heading", name="The session is over")
    expect(over).to_be_visible(timeout=SLOW_MS)


def commit_and_try(services: Services, six: list[Manager]) -> None:
    """Let each say yes to a commitment; one shares it and logs an attempt on the pages."""
    move_on(six[0].page, "Commit")
    for manager in six:
        actor, commitments = manager.actor, services.commitments
        draft = commitments.start(actor)
        for slot, words in SLOTS.items():
            commitments.set_slot(actor, draft.id, slot, words)
        if manager is not six[1]:
            commitments.commit(actor, draft.id, f"I, {manager.name}, will ask first.")
            continue
        page = manager.page
        page.goto(f"/commit?id={draft.id}")
        press(page, "Compose my sentence")
        page.get_by_label("Change it until it sounds like you").fill("I will ask one question.")
        press(page, "This is my commitment", exact=False)
        expect(page.get_by_role("heading", name="My commitment")).to_be_visible(timeout=SLOW_MS)
        unfold(page, "Who may see it")
        page.get_by_text("Share it with my group").click()
        seen = page.get_by_text("Your group can see this sentence now.")
        expect(seen).to_be_visible(timeout=SLOW_MS)
    move_on(six[0].page, "Practice")
    page = six[1].page
    page.goto("/practice")
    press(page, "Save")
    expect(page.get_by_text("1 attempt: tried once.")).to_be_visible(timeout=SLOW_MS)


def hold_the_second_session(lead: Manager, other: Manager, group_id: str) -> None:
    """Plan it with what is carried over as shared, and read it as another member."""
    page = lead.page
    move_on(page, "Reflect")
    move_on(page, "Session 2: reflect together")
    expect(page.get_by_text("I will ask one question.")).to_be_visible(timeout=SLOW_MS)
    page.goto(f"/session?group={group_id}")
    at_rest(page)
    page.get_by_label("What kind of session?").click()
    page.get_by_role("option", name="Session 2: reflect").click()
    unfold(page, "What shall be in it?")
    page.get_by_label("Commitments that we look at, as they are shared").click()
    page.get_by_role("option", name="Ann Vale: I will ask one question.").click()
    page.keyboard.press("Escape")
    at_rest(page)
    press(page, "Save this agenda")
    expect(page.get_by_role("link", name="Run this session")).to_be_visible(timeout=SLOW_MS)
    other.page.goto(page.url)
    carried = other.page.get_by_text("Ann Vale: I will ask one question.").first
    expect(carried).to_be_visible(timeout=SLOW_MS)
    expect(other.page.get_by_role("link", name="Follow this session")).to_be_visible()


def begin_the_next_cycle(lead: Manager, following: Manager) -> None:
    """Close the cycle and pass the lead on to whose turn it is."""
    page = lead.page
    move_on(page, "Close")
    at_rest(page)
    expect(page.get_by_text("Who leads the next cycle?")).to_be_visible(timeout=SLOW_MS)
    press(page, "Begin the next cycle", exact=False)
    led = page.get_by_text(f"{following.name} leads to the end of cycle 2.")
    expect(led).to_be_visible(timeout=SLOW_MS)
    expect(page.get_by_role("heading", name="You lead")).to_have_count(0)
    following.page.goto("/group")
    expect(following.page.get_by_role("heading", name="You lead")).to_be_visible(timeout=SLOW_MS)
    page.get_by_role("link", name=f"1. {ASK}").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(ASK, timeout=SLOW_MS)
    expect(page.get_by_text("I will ask one question.")).to_be_visible()
