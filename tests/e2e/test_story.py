"""A story in a real browser: from a kept reflection to a peer's page, and back."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

import pytest
from playwright.sync_api import Browser, Page, expect

from coach.bootstrap import Services
from coach.domain.attempt import AttemptResult
from coach.domain.charter import Attribution
from coach.domain.commitment import Slot
from coach.domain.consent import Choice
from coach.domain.groups import Group
from coach.domain.people import Actor, Person
from coach.domain.reach import Reach
from coach.domain.reflection import Reflection, ReflectionStep
from coach.domain.story import StoryPart
from coach.services.common import utc_now
from coach.services.operator import OperatorService
from coach.services.sharing import seen_of
from tests.support.app_server import AppServer
from tests.support.browser import at_rest, press, unfold

_SLOW: Final = 45_000
"""Milliseconds: two browsers and the app share what the machine has."""
TITLE: Final = "The slow answer"
WISH: Final = (
    "I want my people to answer my questions in our staff meeting. I asked once and nobody "
    "answered, somebody else spoke."
)
OUTCOME: Final = "On the third morning our youngest spoke first."
PARTS: Final = {
    "Title": TITLE,
    "Situation": "In our staff meeting nobody answered but Bodo Quax.",
    "What I tried": "I asked once and looked at my watch for ten seconds.",
    "What happened": "Then somebody else spoke, with two numbers that I had never seen.",
    "The lesson, in one general sentence": "A slow answer is an answer.",
}


@dataclass(frozen=True)
class Pair:
    """Two of one group, each in a browser of their own; the author has kept a reflection."""

    group: Group
    author: Actor
    reflection: Reflection
    peer: Actor
    mine: Page
    peers: Page


@pytest.fixture
def pair(
    browser: Browser, server: AppServer, services: Services, new_person: Callable[..., Person]
) -> Iterator[Pair]:
    people = (new_person(), new_person())
    operator = OperatorService(services.database, utc_now, services.accounts)
    group = operator.add_group(f"Tellers with {people[0].name}")
    for person in people:
        services.groups.add_member(group_id=group.id, email=person.email)
    grants = [services.accounts.open_session(p.id, method="password") for p in people]
    for grant in grants:
        actor = services.accounts.actor_for_session(grant.session_id)
        services.charters.accept(actor, group.id, 0)
    contexts = [browser.new_context(base_url=server.url) for _ in people]
    for context, grant in zip(contexts, grants, strict=True):
        cookie = {"name": "coach_session", "value": grant.token, "url": server.url}
        context.add_cookies([cookie])  # type: ignore[list-item]
        context.set_default_timeout(_SLOW)
    author, peer = (services.accounts.actor_for_session(g.session_id) for g in grants)
    mine, peers = (context.new_page() for context in contexts)
    yield Pair(group, author, kept_reflection(services, author), peer, mine, peers)
    for context in contexts:
        context.close()


def kept_reflection(services: Services, actor: Actor) -> Reflection:
    """Return a kept reflection on an attempt at a commitment."""
    draft = services.commitments.start(actor)
    services.commitments.set_slot(actor, draft.id, Slot.ACTION, "wait after a question")
    commitment = services.commitments.commit(actor, draft.id, "I will wait after a question.")
    attempt = services.attempts.log(
        actor,
        commitment_id=commitment.id,
        happened_on=date.today(),  # noqa: DTZ011 - as a calendar shows it
        cue_occurred=True,
        result=AttemptResult.TRIED,
    )
    begun = services.reflections.start(actor, [attempt.id])
    services.reflections.set_step(actor, begun.id, ReflectionStep.HAPPENED, "Bodo answered.")
    return services.reflections.keep(actor, begun.id)


def turn_to(page: Page, step: str) -> None:
    """Go to a step of the story."""
    at_rest(page)
    page.get_by_role("radio", name=step).click()
    at_rest(page)


@pytest.mark.long
@pytest.mark.timeout(400)
def test_from_a_reflection_to_a_peer_and_taken_back(pair: Pair, services: Services) -> None:
    mine, peers = pair.mine, pair.peers
    mine.goto(f"/reflect?id={pair.reflection.id}")
    press(mine, "Make a story of it")
    _write(mine)
    _check(mine)
    _share(mine, pair.group.name)

    peers.goto("/stories")
    expect(peers.get_by_role("link", name=TITLE)).to_be_visible(timeout=_SLOW)
    at_rest(peers)
    peers.get_by_role("link", name=TITLE).click()
    expect(peers.get_by_role("heading", level=1, name=TITLE)).to_be_visible(timeout=_SLOW)
    expect(peers.locator(".prose")).to_contain_text("nobody answered but")
    expect(peers.locator(".stMain")).not_to_contain_text("Quax")

    item = peers.url
    _try(peers, services, pair)
    mine.goto(f"/story?id={services.authoring.mine(pair.author)[0].id}")
    turn_to(mine, "Share")
    expect(mine.get_by_text(f"{OUTCOME}").first).to_be_visible(timeout=_SLOW)

    press(mine, "Take it back")
    expect(mine.locator(".st-key-card-story-gone")).to_be_visible(timeout=_SLOW)
    expect(mine.get_by_text("Gone from all files")).to_be_visible(timeout=_SLOW)
    turn_to(mine, "Write")
    expect(mine.get_by_label("Situation")).to_have_value(PARTS["Situation"])

    peers.reload()
    expect(peers.get_by_role("heading", level=1, name="My commitment")).to_be_visible(timeout=_SLOW)
    at_rest(peers)
    expect(peers.get_by_text(TITLE)).to_have_count(0)
    peers.goto(item)
    expect(peers.get_by_text("There is nothing here that you can open.")).to_be_visible(
        timeout=_SLOW
    )
    peers.goto("/stories")
    peers.get_by_label("Search the stories").fill("nobody answered in our staff meeting")
    expect(peers.get_by_text("Nothing here fits that.")).to_be_visible(timeout=_SLOW)
    expect(peers.get_by_text(TITLE)).to_have_count(0)
    (story,) = services.authoring.mine(pair.author)
    assert (story.item_id, story.reflection_id) == (None, pair.reflection.id)


def _try(page: Page, services: Services, pair: Pair) -> None:
    """Find it beside an own draft, try it, log an attempt and say what happened with it."""
    draft = services.commitments.start(pair.peer)
    services.commitments.set_slot(pair.peer, draft.id, Slot.WISH, WISH)
    page.goto(f"/commit?id={draft.id}")
    suggested = page.get_by_role("button", name=f"I will try this : {TITLE}")
    suggested.click(timeout=_SLOW)
    expect(page.get_by_text("You will try this. Say in your own words")).to_be_visible(
        timeout=_SLOW
    )
    services.commitments.set_slot(pair.peer, draft.id, Slot.ACTION, "look at my watch")
    commitment = services.commitments.commit(pair.peer, draft.id, "I will look at my watch.")
    page.goto("/practice")
    press(page, "Save")
    page.goto(f"/commit?id={commitment.id}")
    unfold(page, "Say what happened with it")
    page.get_by_text("It worked", exact=True).click()
    page.get_by_label("What happened, in a line (you may leave this empty)").fill(OUTCOME)
    page.get_by_text("Its author, without my name").click()
    page.locator("[class*=st-key-say-save-] button").click()
    expect(page.get_by_text("read by: its author, without my name")).to_be_visible(timeout=_SLOW)


def _write(page: Page) -> None:
    expect(page.get_by_label("Title", exact=True)).to_be_visible(timeout=_SLOW)
    at_rest(page)
    for label, words in PARTS.items():
        page.get_by_label(label, exact=True).fill(words)
    page.get_by_label("It works when", exact=True).focus()
    expect(page.get_by_text("Everything that a reader needs is there.")).to_be_visible(
        timeout=_SLOW
    )
    expect(page.get_by_role("heading", level=1, name=TITLE)).to_be_visible()


def _check(page: Page) -> None:
    turn_to(page, "Check")
    sheet = page.locator(".story-sheet")
    expect(sheet.locator("mark.stand-in")).to_have_attribute(
        "title", "Stands for “Bodo Quax”, which others do not read"
    )
    expect(sheet).not_to_contain_text("Quax")
    page.set_viewport_size({"width": 390, "height": 844})
    assert page.evaluate("document.querySelector('.stMain').scrollWidth") == 390
    page.set_viewport_size({"width": 1200, "height": 860})


def _share(page: Page, group_name: str) -> None:
    turn_to(page, "Share")
    expect(page.get_by_role("button", name="Yes, share it")).to_have_count(0)
    page.get_by_text(f"The members of {group_name}", exact=True).click()
    page.get_by_text(f"A member of {group_name}", exact=True).click()
    expect(page.get_by_text(f"It is told by a member of {group_name}.")).to_be_visible(
        timeout=_SLOW
    )
    press(page, "Yes, share it")
    expect(page.get_by_role("heading", name=f"Read by the members of {group_name}")).to_be_visible(
        timeout=_SLOW
    )


def test_deleting_the_reflection_asks_what_becomes_of_its_story(
    pair: Pair, services: Services
) -> None:
    share_by_service(services, pair)
    page = pair.mine
    page.goto(f"/reflect?id={pair.reflection.id}")
    press(page, "Delete")
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text(f"The members of {pair.group.name} can read it.", timeout=_SLOW)
    press(page, "Delete for good")
    expect(dialog).to_contain_text("choose whether it stays", timeout=_SLOW)
    assert services.reflections.mine(pair.author) == [pair.reflection]
    dialog.get_by_text("Take it back and delete it too").click()
    press(page, "Delete for good")
    expect(page.get_by_role("heading", level=1, name="Reflect", exact=True)).to_be_visible(
        timeout=_SLOW
    )
    assert services.reflections.mine(pair.author) == []
    assert services.authoring.mine(pair.author) == []


def share_by_service(services: Services, pair: Pair) -> None:
    """Share a story of the reflection with the author's group."""
    story = services.authoring.start(pair.author, reflection_id=pair.reflection.id)
    for part in StoryPart:
        services.authoring.set_part(pair.author, story.id, part, f"We waited, {part}.")
    seen = seen_of(services.authoring.preview(pair.author, story.id).texts)
    choice = Choice(
        reach=Reach.GROUP, group_ids=pair.author.group_ids, attribution=Attribution.NONE
    )
    services.sharing.share(pair.author, story.id, choice, seen_sha256=seen)
