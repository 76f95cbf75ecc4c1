"""What answers without a session because its address is the key, and that nothing else does."""

from __future__ import annotations

from datetime import time

import httpx
import pytest

from coach.bootstrap import Services
from coach.domain.people import Actor, Person
from coach.domain.reminders import Stream
from coach.services.mail_links import MailLinks, Off
from coach.services.rhythm import Choices, Wish
from tests.support.app_server import AppServer


@pytest.fixture
def actor(services: Services, person: Person) -> Actor:
    grant = services.accounts.open_session(person.id, method="test")
    return services.accounts.actor_for_token(grant.token)


@pytest.fixture
def link(services: Services, actor: Actor) -> str:
    """The way to switch off the weekly mail, which is on."""
    services.rhythm.choose(actor, Choices(timezone="UTC", digest_weekday=0))
    off = Off(stream=Stream.DIGEST, person_id=actor.person_id)
    return f"/mail/off/{MailLinks(services.database.cipher).token(off)}"


def digest(services: Services, actor: Actor) -> int | None:
    return services.rhythm.overview(actor, "UTC").rhythm.digest_weekday


def test_a_calendar_comes_without_a_cookie_until_it_is_taken_back(
    server: AppServer, services: Services, actor: Actor
) -> None:
    services.rhythm.add(actor, Wish(weekdays=(0,), at=time(9)), "Europe/Berlin")
    address = f"{server.url}/calendar/{services.calendar_feed.make(actor)}.ics"
    answer = httpx.get(address)
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/calendar")
    assert answer.headers["cache-control"] == "no-store"
    assert "BEGIN:VEVENT" in answer.text
    assert httpx.head(address).status_code == 200
    assert httpx.post(address).status_code in {403, 405}
    services.calendar_feed.revoke(actor)
    assert httpx.get(address).status_code == 404


@pytest.mark.parametrize(
    "path",
    [
        "/calendar/", "/calendar/x.ics", "/calendar/" + "a" * 43, f"/calendar/{'a' * 43}.ics/more",
        f"/calendar/{'a' * 43}.json", "/mail/", "/mail/off", "/mail/off/", "/mail/on/abc",
        "/mail/off/a/b", "/rhythm", f"/calendar/{'a' * 43}.ics/../../export/journal.md",
    ],
)  # fmt: skip
def test_nothing_beside_them_is_open(visitor: httpx.Client, path: str) -> None:
    answer = visitor.get(path)
    assert answer.status_code in {303, 401}
    assert answer.headers.get("location", "/sign-in").startswith("/sign-in")


def test_a_made_up_calendar_is_not_there(visitor: httpx.Client) -> None:
    assert visitor.get(f"/calendar/{'a' * 43}.ics").status_code == 404


def test_opening_the_link_asks_and_the_button_switches_off(
    visitor: httpx.Client, services: Services, actor: Actor, link: str
) -> None:
    page = visitor.get(link)
    assert page.status_code == 200
    assert "the weekly mail" in page.text
    assert digest(services, actor) == 0
    assert "switched off the weekly mail" in visitor.post(link, data={}).text
    assert digest(services, actor) is None
    assert visitor.post(link).status_code == 200


def test_a_mail_program_does_it_in_one_click(
    server: AppServer, services: Services, actor: Actor, link: str
) -> None:
    body = {"List-Unsubscribe": "One-Click"}
    assert httpx.post(server.url + link, data=body).status_code == 200
    assert digest(services, actor) is None
    services.rhythm.choose(actor, Choices(timezone="UTC", digest_weekday=0))
    form = {"List-Unsubscribe": (None, "One-Click")}
    answer = httpx.post(server.url + link, files=form, headers={"Origin": "https://mail.example"})
    assert answer.status_code == 200
    assert digest(services, actor) is None
    assert not services.rhythm.overview(actor, "UTC").rhythm.is_paused


def test_all_can_be_paused_there(
    visitor: httpx.Client, services: Services, actor: Actor, link: str
) -> None:
    assert "all mails" in visitor.post(link, data={"everything": "yes"}).text
    kept = services.rhythm.overview(actor, "UTC").rhythm
    assert (kept.is_paused, kept.digest_weekday) == (True, 0)


def test_a_link_that_is_not_whole_says_so(visitor: httpx.Client, link: str) -> None:
    for answer in (visitor.get(link[:-1]), visitor.post(link[:-1])):
        assert answer.status_code == 404
        assert "leads nowhere" in answer.text
