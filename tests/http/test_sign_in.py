"""Signing in and out, as a browser does it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from http.cookies import SimpleCookie

import httpx
import pytest
from sqlalchemy import update

from coach.bootstrap import Services
from coach.domain.people import Person
from coach.storage.tables import sign_in_sessions
from tests.support.app_server import (
    PASSWORD,
    AppServer,
    form_token,
    post_form,
    running_app,
    sign_in,
)


def test_a_member_signs_in_and_reaches_the_page_they_asked_for(
    visitor: httpx.Client, person: Person
) -> None:
    refused = visitor.get("/commit?subject=7")
    assert refused.status_code == 303
    assert refused.headers["location"] == "/sign-in?next=/commit%3Fsubject%3D7"
    page = visitor.get(refused.headers["location"])
    done = visitor.post(
        "/sign-in",
        data={
            "form_token": form_token(page.text),
            "next": "/commit?subject=7",
            "email": f"  {person.email.upper()} ",
            "password": PASSWORD,
        },
    )
    assert (done.status_code, done.headers["location"]) == (303, "/commit?subject=7")
    assert visitor.get("/commit").status_code == 200


def test_the_session_cookie_is_opaque_and_guarded(visitor: httpx.Client, person: Person) -> None:
    done = sign_in(visitor, person.email)
    cookie = SimpleCookie(done.headers["set-cookie"])["coach_session"]
    assert len(cookie.value) >= 40
    assert person.id not in cookie.value
    assert cookie["httponly"]
    assert cookie["samesite"].lower() == "lax"
    assert cookie["path"] == "/"
    assert not cookie["secure"]
    assert not cookie["domain"]
    assert 13 * 86400 < int(cookie["max-age"]) <= 14 * 86400


def test_the_cookie_lives_as_long_as_a_session_that_use_prolongs(
    member: httpx.Client, services: Services
) -> None:
    assert "coach_session" not in member.get("/").headers.get("set-cookie", "")
    token = member.cookies["coach_session"]
    session_id = services.accounts.actor_for_token(token).session_id
    older = datetime.now(UTC) - timedelta(days=2)
    with services.database.transaction() as tx:
        tx.connection.execute(
            update(sign_in_sessions)
            .where(sign_in_sessions.c.id == session_id)
            .values(created_at=older, last_seen_at=older, expires_at=older + timedelta(days=14))
        )
    for path in ("/", "/account"):
        cookie = SimpleCookie(member.get(path).headers["set-cookie"])["coach_session"]
        assert cookie.value == token
        assert 13.9 * 86400 < int(cookie["max-age"]) <= 14 * 86400
        assert cookie["httponly"]
        assert cookie["samesite"].lower() == "lax"
    for part in (member.get("/_stcore/health"), member.get("/", headers={"Accept": "*/*"})):
        assert "coach_session" not in part.headers.get("set-cookie", "")


def test_behind_tls_cookies_are_secure(tmp_path_factory: pytest.TempPathFactory) -> None:
    home = tmp_path_factory.mktemp("tls") / "home"
    with running_app(home, public_url="https://coach.example.org") as server:
        with server.services() as services:
            services.accounts.create_person(email="a@example.org", name="A", password=PASSWORD)
        with server.client() as browser:
            browser.headers["Origin"] = "https://coach.example.org"
            shown = browser.get("/sign-in")
            assert SimpleCookie(shown.headers["set-cookie"])["coach_form"]["secure"]
            assert shown.headers["strict-transport-security"] == "max-age=31536000"
            secret = SimpleCookie(shown.headers["set-cookie"])["coach_form"].value
            done = browser.post(
                "/sign-in",
                headers={"Cookie": f"coach_form={secret}"},
                data={
                    "form_token": form_token(shown.text),
                    "email": "a@example.org",
                    "password": PASSWORD,
                },
            )
            assert done.status_code == 303
            assert SimpleCookie(done.headers["set-cookie"])["coach_session"]["secure"]


def test_a_wrong_password_keeps_the_typed_address(visitor: httpx.Client, person: Person) -> None:
    refused = post_form(visitor, "/sign-in", email=person.email, password="not the password")
    assert refused.status_code == 400
    assert "do not belong together" in refused.text
    assert f'value="{person.email}"' in refused.text
    assert "not the password" not in refused.text
    assert "coach_session" not in visitor.cookies


def test_an_unknown_address_looks_the_same(visitor: httpx.Client, person: Person) -> None:
    known = post_form(visitor, "/sign-in", email=person.email, password="wrong but long")
    unknown = post_form(visitor, "/sign-in", email="nobody@example.org", password="wrong but long")
    assert known.status_code == unknown.status_code
    assert known.text.replace(person.email, "") == unknown.text.replace("nobody@example.org", "")


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"email": "", "password": "x"}, "Type your e-mail address."),
        ({"email": "a@example.org", "password": ""}, "Type your password."),
    ],
)
def test_an_empty_field_is_named(
    visitor: httpx.Client, fields: dict[str, str], sentence: str
) -> None:
    refused = post_form(visitor, "/sign-in", **fields)
    assert refused.status_code == 400
    assert sentence in refused.text


def test_a_planted_session_cookie_is_replaced(visitor: httpx.Client, person: Person) -> None:
    """Session fixation: what the browser brought along is never what it leaves with."""
    planted = "planted" * 7
    visitor.cookies.set("coach_session", planted, domain="127.0.0.1", path="/")
    done = sign_in(visitor, person.email)
    issued = SimpleCookie(done.headers["set-cookie"])["coach_session"].value
    assert issued != planted
    with_planted = httpx.get(
        str(visitor.base_url), headers={"Cookie": f"coach_session={planted}", "Accept": "text/html"}
    )
    assert with_planted.headers["location"] == "/sign-in"


def test_signing_in_again_ends_the_earlier_session(
    server: AppServer, member: httpx.Client, new_person: Callable[..., Person]
) -> None:
    earlier = member.cookies["coach_session"]
    other = new_person()
    with server.client() as again:
        again.cookies.set("coach_session", earlier, domain="127.0.0.1", path="/")
        token = form_token(again.get("/account").text)
        assert again.get("/sign-in").status_code == 303, "signed in already"
        done = again.post(
            "/sign-in", data={"form_token": token, "email": other.email, "password": PASSWORD}
        )
        assert done.status_code == 303
    assert member.get("/").status_code == 303


def test_sign_out_ends_the_session_on_the_server(member: httpx.Client) -> None:
    token = member.cookies["coach_session"]
    done = post_form_to(member, "/account", "/sign-out")
    assert done.headers["clear-site-data"] == '"storage"'
    assert (done.status_code, done.headers["location"]) == (303, "/sign-in")
    assert "coach_session" not in member.cookies
    stolen = httpx.get(
        str(member.base_url), headers={"Cookie": f"coach_session={token}", "Accept": "text/html"}
    )
    assert stolen.status_code == 303


def test_sign_out_everywhere_ends_the_other_browser(
    server: AppServer, member: httpx.Client, person: Person
) -> None:
    with server.client("127.0.0.2") as other:
        sign_in(other, person.email)
        assert other.get("/").status_code == 200
        done = post_form_to(member, "/account", "/account", action="everywhere")
        assert done.headers["location"] == "/sign-in"
        assert other.get("/").status_code == 303
        assert member.get("/").status_code == 303


def test_five_wrong_passwords_slow_down_one_address_only(server: AppServer, person: Person) -> None:
    with server.client("127.0.0.3") as guesser, server.client("127.0.0.4") as owner:
        for _ in range(5):
            wrong = post_form(guesser, "/sign-in", email=person.email, password="a wrong password")
            assert wrong.status_code == 400
        slowed = post_form(guesser, "/sign-in", email=person.email, password=PASSWORD)
        assert slowed.status_code == 429
        assert int(slowed.headers["retry-after"]) >= 1
        assert "try again in" in slowed.text
        assert f'value="{person.email}"' in slowed.text
        assert sign_in(owner, person.email).status_code == 303


def test_a_made_up_forwarded_address_does_not_get_around_the_delay(
    server: AppServer, person: Person
) -> None:
    with server.client("127.0.0.5") as guesser:
        for number in range(7):
            guesser.headers["X-Forwarded-For"] = f"198.51.100.{number}"
            last = post_form(guesser, "/sign-in", email=person.email, password="a wrong password")
        assert last.status_code == 429


def test_a_trusted_proxy_is_believed(tmp_path_factory: pytest.TempPathFactory) -> None:
    home = tmp_path_factory.mktemp("proxy") / "home"
    with (
        running_app(home, trusted_proxies="127.0.0.6") as server,
        server.client("127.0.0.6") as proxy,
    ):
        for number in range(7):
            proxy.headers["X-Forwarded-For"] = f"198.51.100.{number}"
            last = post_form(proxy, "/sign-in", email="x@example.org", password="a wrong password")
        assert last.status_code == 400, "seven addresses, one try each"


@pytest.mark.parametrize(
    "where",
    [
        "https://evil.example",
        "//evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "/\t/evil.example",
        "/%0d%0aSet-Cookie:x=1\r\nX: y",
        "javascript:alert(1)",
        "/sign-out",
        "evil.example",
        "/" + "a" * 2000,
        "",
    ],
)
def test_next_never_leads_away(visitor: httpx.Client, person: Person, where: str) -> None:
    token = form_token(visitor.get("/sign-in", params={"next": where}).text)
    done = visitor.post(
        "/sign-in",
        data={"form_token": token, "next": where, "email": person.email, "password": PASSWORD},
    )
    assert (done.status_code, done.headers["location"]) == (303, "/")
    passed_on = visitor.get("/sign-in", params={"next": where})
    assert (passed_on.status_code, passed_on.headers["location"]) == (303, "/")


def test_the_password_is_changed_and_other_browsers_are_signed_out(
    server: AppServer, member: httpx.Client, person: Person, services: Services
) -> None:
    with server.client() as other:
        sign_in(other, person.email)
        wrong = post_form(member, "/account", action="password", old="no", new="a much better one")
        assert wrong.status_code == 400
        assert "not your present password" in wrong.text
        short = post_form(member, "/account", action="password", old=PASSWORD, new="short")
        assert short.status_code == 400
        assert "too short" in short.text
        assert other.get("/account").status_code == 200
        done = post_form(
            member, "/account", action="password", old=PASSWORD, new="a much better one"
        )
        assert done.headers["location"] == "/account?done=password"
        assert "Your password is changed" in member.get("/account?done=password").text
        assert other.get("/account").status_code == 303
    with server.client() as fresh:
        assert sign_in(fresh, person.email).status_code == 400
        assert sign_in(fresh, person.email, "a much better one").status_code == 303


def post_form_to(client: httpx.Client, page: str, path: str, /, **fields: str) -> httpx.Response:
    """Post a form of one page to another path, as the page's own buttons do."""
    return client.post(path, data={"form_token": form_token(client.get(page).text), **fields})
