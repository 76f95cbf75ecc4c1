"""Invitation links: once, for the right person, with an account or without."""

from __future__ import annotations

from collections.abc import Callable

import httpx
import pytest

from coach.bootstrap import Services
from coach.domain.people import Person
from coach.services.common import utc_now
from coach.services.operator import OperatorService
from tests.support.app_server import PASSWORD, AppServer, form_token, post_form, sign_in


@pytest.fixture(scope="module")
def invite(services: Services) -> Callable[..., str]:
    """Return a function that makes an invitation and returns its path."""
    services.accounts.create_person(
        email="admin@example.org", name="Ada Admin", password=PASSWORD, is_admin=True
    )
    operator = OperatorService(services.database, utc_now, services.accounts)
    operator.add_group("Leading through change", "community_of_practice")

    def make(email: str = "") -> str:
        link = operator.invite("Leading through change", inviter="admin@example.org", email=email)
        return f"/invitation/{link.token}"

    return make


def test_a_new_manager_joins_and_the_link_is_used_up(
    visitor: httpx.Client, invite: Callable[..., str], services: Services
) -> None:
    path = invite()
    shown = visitor.get(path)
    assert "Leading through change" in shown.text
    assert "Ada Admin" in shown.text
    visitor.headers["User-Agent"] = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Firefox/140.0"
    done = visitor.post(path, data=_account("bo@example.org", form_token(shown.text)))
    assert (done.status_code, done.headers["location"]) == (303, "/")
    assert "Firefox on Linux" in visitor.get("/account").text
    actor = services.accounts.actor_for_token(visitor.cookies["coach_session"])
    assert (actor.name, len(actor.memberships)) == ("Bo", 1)
    again = visitor.get(path)
    assert again.status_code == 404
    assert "has been used or has expired" in again.text


def test_two_people_cannot_use_one_link(server: AppServer, invite: Callable[..., str]) -> None:
    path = invite()
    with server.client() as first, server.client() as second:
        late = form_token(second.get(path).text)
        assert post_form(first, path, **_account("c1@example.org")).status_code == 303
        refused = second.post(path, data=_account("c2@example.org", late))
        assert refused.status_code == 404
        assert "coach_session" not in second.cookies


def test_a_member_joins_with_their_account(
    member: httpx.Client, invite: Callable[..., str], services: Services, person: Person
) -> None:
    path = invite()
    assert f"Join as {person.name}" in member.get(path).text
    assert post_form(member, path).headers["location"] == "/"
    actor = services.accounts.actor_for_token(member.cookies["coach_session"])
    assert len(actor.memberships) == 1
    twice = post_form(member, invite())
    assert twice.status_code == 400
    assert "already a member" in twice.text


def test_somebody_with_an_account_comes_back_after_signing_in(
    visitor: httpx.Client, invite: Callable[..., str], person: Person
) -> None:
    path = invite()
    assert f'href="/sign-in?next={path}"' in visitor.get(path).text
    shown = visitor.get("/sign-in", params={"next": path})
    done = visitor.post(
        "/sign-in",
        data={
            "form_token": form_token(shown.text),
            "next": path,
            "email": person.email,
            "password": PASSWORD,
        },
    )
    assert done.headers["location"] == path


def test_somebody_with_an_account_joins_though_another_is_signed_in(
    member: httpx.Client,
    invite: Callable[..., str],
    new_person: Callable[..., Person],
    services: Services,
) -> None:
    other = new_person()
    path = invite(other.email)
    token = form_token(member.get(path).text)
    out = member.post("/sign-out", data={"form_token": token, "next": path})
    assert out.headers["location"] == path
    shown = member.get("/sign-in", params={"next": path})
    back = member.post(
        "/sign-in",
        data={
            "form_token": form_token(shown.text),
            "next": path,
            "email": other.email,
            "password": PASSWORD,
        },
    )
    assert back.headers["location"] == path
    assert f"Join as {other.name}" in member.get(path).text
    assert post_form(member, path).headers["location"] == "/"
    actor = services.accounts.actor_for_token(member.cookies["coach_session"])
    assert (actor.name, len(actor.memberships)) == (other.name, 1)


@pytest.mark.parametrize(
    ("changed", "field", "sentence"),
    [
        ({"password": "short"}, "password", "too short"),
        ({"email": "nowhere"}, "email", "is not an e-mail address"),
        ({"name": "  "}, "name", "The name is empty"),
        ({"email": "admin@example.org"}, "email", "already an account"),
    ],
)
def test_a_refused_form_keeps_what_was_typed_and_the_link(
    visitor: httpx.Client,
    invite: Callable[..., str],
    changed: dict[str, str],
    field: str,
    sentence: str,
) -> None:
    path = invite()
    refused = post_form(visitor, path, **(_account("dee@example.org") | changed))
    assert refused.status_code == 400
    beside = refused.text.split(f'id="{field}-error"')[1].split("</p>")[0]
    assert sentence in beside
    assert f'value="{changed.get("email", "dee@example.org")}"' in refused.text
    assert "a good long password" not in refused.text
    assert visitor.get(path).status_code == 200


def test_a_link_for_one_address_is_no_good_for_another(
    server: AppServer, invite: Callable[..., str], person: Person, visitor: httpx.Client
) -> None:
    path = invite("meant@example.org")
    assert 'value="meant@example.org"' in visitor.get(path).text
    refused = post_form(visitor, path, **_account("other@example.org"))
    assert "made for another e-mail address" in refused.text
    with server.client() as browser:
        sign_in(browser, person.email)
        shown = browser.get(path).text
        assert "was made for another e-mail address" in shown
        assert f"Join as {person.name}" not in shown
        joined = post_form(browser, path)
        assert joined.status_code == 400
        assert "made for another e-mail address" in joined.text


@pytest.mark.parametrize("token", ["made-up", "a" * 200])
def test_a_made_up_link_is_gone(visitor: httpx.Client, token: str) -> None:
    assert visitor.get(f"/invitation/{token}").status_code == 404


@pytest.mark.parametrize("token", ["a" * 201, "%2e%2e", "a/b", "a%00b", "%F0%9F%8D%9E"])
def test_what_is_no_token_does_not_pass_the_gate(visitor: httpx.Client, token: str) -> None:
    assert visitor.get(f"/invitation/{token}").status_code in {303, 400}


def _account(email: str, token: str = "") -> dict[str, str]:
    fields = {"name": "Bo", "email": email, "password": "a good long password"}
    return fields | ({"form_token": token} if token else {})
