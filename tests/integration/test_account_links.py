"""Links to an account without a group, and to a new password: once, in time, by an open admin."""

from __future__ import annotations

from typing import Any

import pytest

from coach.domain.people import Actor
from coach.errors import InvalidInput, NotFound, NotSignedIn, UpstreamUnavailable
from coach.services.account_links import AccountLinkService
from coach.services.audit import Sought
from coach.services.sessions import SessionGrant
from tests.support.kept_mails import KeptMails, password_token
from tests.support.world import PASSWORD, World

NEW: str = "seven blue ladders"


@pytest.fixture
def ada(world: World) -> Actor:
    return world.actor("Ada", is_admin=True)


def accept(world: World, token: str, **changed: str) -> SessionGrant:
    fields = {"name": "Bo", "email": "bo@example.org", "password": NEW, "address": "here"}
    return world.services.account_links.accept(token, **(fields | changed))


def events(world: World, admin: Actor) -> list[tuple[str, str, str]]:
    rows = world.services.audit.page(admin, Sought()).rows
    return [(row.event, row.by, row.detail) for row in rows]


def test_a_link_makes_a_plain_account_in_no_group(world: World, ada: Actor) -> None:
    link = world.services.account_links.invite(ada)
    view = world.services.account_links.view(link.token)
    assert (view.purpose, view.maker_name, view.as_admin) == ("invitation", "Ada", False)
    actor = world.services.accounts.actor_for_token(accept(world, link.token).token)
    assert (actor.name, actor.is_admin, actor.memberships) == ("Bo", False, ())
    with pytest.raises(NotFound):
        accept(world, link.token, email="second@example.org")
    assert ("account_invite", "Ada", "") in events(world, ada)


def test_a_link_makes_an_admin_when_it_says_so(world: World, ada: Actor) -> None:
    link = world.services.account_links.invite(ada, as_admin=True)
    grant = accept(world, link.token)
    assert world.services.accounts.actor_for_token(grant.token).is_admin
    assert ("account_invite", "Ada", "admin") in events(world, ada)


def test_a_link_for_one_address_is_no_good_for_another(world: World, ada: Actor) -> None:
    link = world.services.account_links.invite(ada, email=" Bo@Example.org ")
    with pytest.raises(InvalidInput, match="another e-mail address"):
        accept(world, link.token, email="other@example.org")
    assert accept(world, link.token).person.email == "bo@example.org"


def test_no_link_for_somebody_who_has_an_account(world: World, ada: Actor) -> None:
    with pytest.raises(InvalidInput, match=r"already an account 'ada@example\.org'"):
        world.services.account_links.invite(ada, email=ada.email)
    with pytest.raises(InvalidInput, match="choose 1 to 60"):
        world.services.account_links.invite(ada, days=61)


def test_what_is_refused_leaves_the_link_as_it_was(world: World, ada: Actor) -> None:
    link = world.services.account_links.invite(ada)
    refused: list[dict[str, Any]] = [{"password": "short"}, {"email": ada.email}, {"name": " "}]
    for changed in refused:
        with pytest.raises(InvalidInput):
            accept(world, link.token, **changed)
    accept(world, link.token)


@pytest.mark.parametrize("what", ["shut", "unmade", "gone", "late"])
def test_a_link_lasts_as_long_as_its_maker_and_its_days(
    world: World, ada: Actor, what: str
) -> None:
    other = world.actor("Otto", is_admin=True)
    link = world.services.account_links.invite(other, as_admin=True, days=2)
    if what == "shut":
        world.services.people.shut(ada, other.person_id)
    elif what == "unmade":
        world.services.people.unmake_admin(ada, other.person_id)
    elif what == "gone":
        world.services.accounts.delete_account(other, password=PASSWORD)
    else:
        world.clock.advance(days=2)
    with pytest.raises(NotFound):
        world.services.account_links.view(link.token)
    with pytest.raises(NotFound):
        accept(world, link.token)


def test_a_person_sets_a_new_password_by_a_link(world: World, ada: Actor) -> None:
    bo, links = world.actor("Bo"), world.services.account_links
    assert links.password_replaced(bo) is None
    token = password_token(world.services, ada, bo.person_id, world.clock)
    view = links.view(token)
    assert (view.purpose, view.person_name, view.email) == ("password", "Bo", bo.email)
    with pytest.raises(InvalidInput, match="too short"):
        links.set_password(token, "short")
    world.clock.advance(hours=1)
    assert links.set_password(token, NEW).id == bo.person_id
    with pytest.raises(NotSignedIn):
        world.services.accounts.actor_for_session(bo.session_id)
    world.services.accounts.sign_in(email=bo.email, password=NEW, address="here")
    assert links.password_replaced(bo) == world.clock.now
    with pytest.raises(NotFound):
        links.set_password(token, PASSWORD)
    told = events(world, ada)
    assert ("password_link", "Ada", "") in told
    assert ("password_reset", "Bo", "") in told


def test_an_older_link_for_a_password_is_void(world: World, ada: Actor) -> None:
    bo, links = world.actor("Bo"), world.services.account_links
    old, new = (password_token(world.services, ada, bo.person_id, world.clock) for _ in range(2))
    with pytest.raises(NotFound):
        links.set_password(old, NEW)
    links.set_password(new, NEW)


def test_a_shut_account_gets_no_new_password(world: World, ada: Actor) -> None:
    bo, links = world.actor("Bo"), world.services.account_links
    token = password_token(world.services, ada, bo.person_id, world.clock)
    world.services.people.shut(ada, bo.person_id)
    with pytest.raises(NotFound):
        links.set_password(token, NEW)
    with pytest.raises(InvalidInput, match="shut: open it first"):
        password_token(world.services, ada, bo.person_id, world.clock)


def test_one_kind_of_link_is_no_good_for_the_other(world: World, ada: Actor) -> None:
    bo, links = world.actor("Bo"), world.services.account_links
    with pytest.raises(NotFound):
        links.set_password(links.invite(ada).token, NEW)
    with pytest.raises(NotFound):
        accept(
            world,
            password_token(world.services, ada, bo.person_id, world.clock),
            email="c@example.org",
        )


def test_a_made_up_link_leads_nowhere(world: World) -> None:
    with pytest.raises(NotFound):
        world.services.account_links.view("made up")


def test_links_that_expired_long_ago_are_forgotten(world: World, ada: Actor) -> None:
    world.services.account_links.invite(ada, email="old@example.org", days=1)
    world.clock.advance(days=40)
    world.services.account_links.invite(ada)
    with world.services.database.reading() as tx:
        rows = tx.connection.exec_driver_sql("SELECT email FROM account_links").all()
    assert rows == [("",)]


def test_without_a_mail_server_no_admin_gets_at_a_password(world: World, ada: Actor) -> None:
    bo, links = world.actor("Bo"), world.services.account_links
    assert not links.sends_passwords
    with pytest.raises(InvalidInput, match="No mail server is set up"):
        links.send_password_link(ada, bo.person_id)


def test_a_mail_that_is_not_taken_is_told(world: World, ada: Actor) -> None:
    bo, mails = world.actor("Bo"), KeptMails(refuses=True)
    services = world.services
    links = AccountLinkService(services.database, world.clock, services.accounts, mails.links())
    with pytest.raises(UpstreamUnavailable, match=r"did not take the mail for 'bo@example\.org'"):
        links.send_password_link(ada, bo.person_id)
