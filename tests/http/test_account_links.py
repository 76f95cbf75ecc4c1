"""Links of admins: to an account without a group, to a new password; and the trail as a file."""

from __future__ import annotations

from collections.abc import Callable

import httpx
import pytest

from coach.bootstrap import Services
from coach.domain.people import Actor, Person
from tests.support.app_server import PASSWORD, AppServer, form_token, post_form, sign_in
from tests.support.kept_mails import password_token

NEW = "seven blue ladders"


@pytest.fixture
def admin(services: Services, new_person: Callable[..., Person]) -> Actor:
    made = new_person(is_admin=True)
    grant = services.accounts.open_session(made.id, method="test")
    return services.accounts.actor_for_session(grant.session_id)


def test_somebody_reads_the_notice_and_makes_an_account(
    visitor: httpx.Client, services: Services, admin: Actor
) -> None:
    path = f"/welcome/{services.account_links.invite(admin, as_admin=True).token}"
    shown = visitor.get(path)
    assert f"{admin.name} invites you to an account" in " ".join(shown.text.split())
    assert "help to run this installation" in shown.text
    assert "Privacy notice" in shown.text
    assert "who is answerable for your data" in " ".join(shown.text.split())
    token = form_token(shown.text)
    form = {"form_token": token, "name": "Bo", "email": "bo.l@example.org", "password": NEW}
    refused = visitor.post(path, data=form | {"password": "short"})
    assert refused.status_code == 400
    assert "too short" in refused.text
    assert 'value="bo.l@example.org"' in refused.text
    done = visitor.post(path, data=form)
    assert (done.status_code, done.headers["location"]) == (303, "/")
    assert services.accounts.actor_for_token(visitor.cookies["coach_session"]).is_admin
    assert "You have an account" in visitor.get(path).text
    visitor.cookies.clear()
    assert visitor.get(path).status_code == 404


def test_somebody_signed_in_does_not_use_up_the_link(
    member: httpx.Client, visitor: httpx.Client, services: Services, admin: Actor
) -> None:
    path = f"/welcome/{services.account_links.invite(admin).token}"
    assert "The link still works" in member.get(path).text
    assert visitor.get(path).status_code == 200


def test_a_lost_password_is_replaced(
    visitor: httpx.Client, member: httpx.Client, services: Services, admin: Actor, person: Person
) -> None:
    assert "was last replaced" not in member.get("/account").text
    path = f"/new-password/{password_token(services, admin, person.id)}"
    shown = visitor.get(path)
    assert f"For {person.name}" in shown.text
    refused = visitor.post(path, data={"form_token": form_token(shown.text), "password": "short"})
    assert (refused.status_code, "too short" in refused.text) == (400, True)
    done = post_form(visitor, path, password=NEW)
    assert "Your new password is set" in done.text
    assert member.get("/account").status_code == 303
    assert visitor.get(path).status_code == 404
    assert sign_in(visitor, person.email).status_code == 400
    assert sign_in(visitor, person.email, NEW).status_code == 303
    assert "was last replaced" in visitor.get("/account").text


@pytest.mark.parametrize("kind", ["welcome", "new-password"])
def test_a_link_of_one_kind_opens_nothing_else(
    visitor: httpx.Client, services: Services, admin: Actor, person: Person, kind: str
) -> None:
    links = services.account_links
    token = links.invite(admin).token
    if kind == "welcome":
        token = password_token(services, admin, person.id)
    assert visitor.get(f"/{kind}/{token}").status_code == 404
    assert visitor.get(f"/{kind}/made-up").status_code == 404


def test_the_privacy_notice_stands_on_an_invitation_into_a_group(
    visitor: httpx.Client, services: Services, admin: Actor
) -> None:
    group = services.group_register.make(admin, "Notice readers", "learning_circle")
    link = services.accounts.invite(admin, group_id=group.id)
    assert "Privacy notice" in visitor.get(f"/invitation/{link.token}").text


def test_the_trail_is_a_file_for_admins_alone(
    server: AppServer, member: httpx.Client, admin: Actor
) -> None:
    with server.client() as browser:
        sign_in(browser, admin.email, PASSWORD)
        made = browser.get("/export/audit.csv", params={"event": "sign_in"})
        assert made.headers["content-type"].startswith("text/csv")
        assert 'filename="audit-' in made.headers["content-disposition"]
        assert made.content.startswith(b"\xef\xbb\xbfat (UTC),event,by")
        assert f"sign_in,{admin.name}" in made.text
        wrong = browser.get("/export/audit.csv", params={"since": "yesterday"})
        assert (wrong.status_code, "names no day" in wrong.text) == (422, True)
    assert member.get("/export/audit.csv").status_code == 404
