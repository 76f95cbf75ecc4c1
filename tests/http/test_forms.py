"""Forms that did not come from our own page, and hostile bytes."""

from __future__ import annotations

import socket

import httpx
import pytest

from coach.domain.people import Person
from tests.support.app_server import PASSWORD, AppServer, form_token, post_form

SCRIPT = '"><script>alert(1)</script>'


@pytest.mark.parametrize("token", ["", "0" * 64, "é", "x" * 10_000])
def test_a_form_without_our_token_changes_nothing(
    visitor: httpx.Client, person: Person, token: str
) -> None:
    visitor.get("/sign-in")
    refused = visitor.post(
        "/sign-in", data={"form_token": token, "email": person.email, "password": PASSWORD}
    )
    assert refused.status_code == 403
    assert "too old: please try once more" in refused.text
    assert f'value="{person.email}"' in refused.text
    assert "coach_session" not in visitor.cookies


def test_a_token_of_another_visitor_is_no_good(server: AppServer, person: Person) -> None:
    with server.client() as one, server.client() as other:
        token = form_token(one.get("/sign-in").text)
        other.get("/sign-in")
        refused = other.post(
            "/sign-in", data={"form_token": token, "email": person.email, "password": PASSWORD}
        )
        assert refused.status_code == 403


@pytest.mark.parametrize("path", ["/sign-out", "/account"])
def test_a_members_forms_need_the_token_too(member: httpx.Client, path: str) -> None:
    refused = member.post(path, data={"action": "everywhere"})
    assert refused.status_code == 400
    assert "too old" in refused.text
    assert member.get("/account").status_code == 200, "still signed in"


def test_what_is_typed_is_never_markup(visitor: httpx.Client) -> None:
    refused = post_form(visitor, "/sign-in", email=SCRIPT, password="x" * 30, next=SCRIPT)
    assert refused.status_code == 400
    assert "<script" not in refused.text
    assert "&lt;script&gt;" in refused.text


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("application/json", b'{"email": "a"}'),
        ("multipart/form-data; boundary=x", b"--x--"),
        ("text/plain", b"email=a"),
        ("", b""),
        ("application/x-www-form-urlencoded", b"email=%ff%fe"),
        ("application/x-www-form-urlencoded", b"\xff\xfe=1"),
        ("application/x-www-form-urlencoded", b"&".join(b"a%d=1" % n for n in range(50))),
        ("application/x-www-form-urlencoded", b"email=" + b"a" * 20_000),
    ],
)
def test_an_odd_body_gets_one_sentence(visitor: httpx.Client, kind: str, body: bytes) -> None:
    refused = visitor.post("/sign-in", content=body, headers={"Content-Type": kind})
    assert refused.status_code == 400
    assert "That did not work" in refused.text


@pytest.mark.parametrize(
    "email",
    [
        "a\x00b@example.org",
        "a\r\nBcc: x@example.org",
        "a" * 400,
        "🦊@例え.jp",
        "' OR 1=1 --",
        "%s%n",
    ],
)
def test_odd_addresses_do_not_sign_in(visitor: httpx.Client, email: str) -> None:
    refused = post_form(visitor, "/sign-in", email=email, password="x" * 30)
    assert refused.status_code == 400
    assert "do not belong together" in refused.text


def test_a_password_of_any_kind_is_only_wrong(visitor: httpx.Client, person: Person) -> None:
    for password in ("\ud7ff" * 5, "\x00" * 20, "a" * 15_000):
        refused = post_form(visitor, "/sign-in", email=person.email, password=password)
        assert refused.status_code in {400, 429}


@pytest.mark.parametrize(
    "request_line",
    [
        b"GET /sign-in HTTP/1.1\r\nHost: x\r\nCookie: coach_session=\xff\xfe\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: x\r\nCookie: " + b"a=b; " * 2000 + b"\r\n\r\n",
        b"GET /%00 HTTP/1.1\r\nHost: x\r\nAccept: text/html\r\n\r\n",
        b"GET /%ff%fe HTTP/1.1\r\nHost: x\r\nAccept: text/html\r\n\r\n",
        b"GET /sign-in?next=%ff HTTP/1.1\r\nHost: x\r\n\r\n",
        b"POST /sign-in HTTP/1.1\r\nHost: x\r\nOrigin: http://x\r\nContent-Length: 5\r\n\r\nab",
        b"POST /sign-in HTTP/1.1\r\nHost: x\r\nOrigin: http://[\r\n\r\n",
        b"BREW /sign-in HTTP/1.1\r\nHost: x\r\n\r\n",
        b"GET http://evil.example/ HTTP/1.1\r\nHost: x\r\nAccept: text/html\r\n\r\n",
    ],
)
def test_raw_requests_never_break_the_server(server: AppServer, request_line: bytes) -> None:
    with socket.create_connection(("127.0.0.1", server.port), timeout=5) as raw:
        raw.sendall(request_line)
        raw.shutdown(socket.SHUT_WR)
        answer = raw.recv(65536)
    assert not answer.startswith(b"HTTP/1.1 5")
    assert httpx.get(f"{server.url}/healthz").status_code == 200


def test_a_visitor_who_leaves_in_the_middle_of_a_form_breaks_nothing(server: AppServer) -> None:
    head = (
        b"POST /sign-in HTTP/1.1\r\nHost: x\r\nOrigin: http://x\r\nContent-Length: 500\r\n"
        b"Content-Type: application/x-www-form-urlencoded\r\n\r\nemail=a"
    )
    for _ in range(3):
        with socket.create_connection(("127.0.0.1", server.port), timeout=5) as raw:
            raw.sendall(head)
    assert httpx.get(f"{server.url}/healthz").status_code == 200


def test_no_answer_of_ours_left_a_traceback(server: AppServer) -> None:
    """Runs last in this file: everything above went through the same process."""
    log = server.log.read_text(encoding="utf-8")
    assert "Traceback" not in log
    assert PASSWORD not in log
