"""Nothing but the sign-in pages answers without a live session."""

from __future__ import annotations

from collections.abc import Callable

import httpx
import pytest
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from coach.bootstrap import Services
from coach.domain.people import Person
from tests.support.app_server import AppServer, sign_in
from tests.support.page_socket import (
    cookie_header,
    page_socket,
    rerun_message,
    rest_of,
    session_id_of,
    settle,
)

PAGES = [
    "/",
    "/commit",
    "/practice",
    "/reflect",
    "/stories",
    "/library",
    "/journal",
    "/account",
    "/sign-in/",
    "/index.html",
]
THINGS = [
    "/_stcore/health",
    "/_stcore/host-config",
    "/_stcore/metrics",
    "/_stcore/script-health-check",
    "/_stcore/agent/openapi.json",
    "/_stcore/agent/mcp",
    "/media/0000.pdf",
    "/component/x/index.html",
    "/static/js/index.js",
    "/assets/../_stcore/metrics",
    "/assets/%2e%2e/_stcore/metrics",
    "/healthz/../_stcore/metrics",
    "/invitation/x/../../_stcore/metrics",
    "//sign-in",
    "/SIGN-IN",
    "/auth/login",
    "/oauth2callback",
    "/manifest.json",
]
OUTSIDERS = [
    {"Origin": "https://evil.example"},
    {"Origin": "null"},
    {"Origin": "http://127.0.0.1:1"},
    {"Origin": "http://localhost@evil.example"},
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site"},
    {"Referer": "https://evil.example/sign-in"},
    {},
]


@pytest.mark.parametrize("path", PAGES)
def test_a_page_leads_to_the_sign_in_page(visitor: httpx.Client, path: str) -> None:
    answer = visitor.get(path)
    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/sign-in")
    assert answer.headers["cache-control"] == "no-store"


@pytest.mark.parametrize("path", THINGS)
def test_everything_else_says_so_in_one_sentence(visitor: httpx.Client, path: str) -> None:
    answer = visitor.get(path, headers={"Accept": "*/*"})
    assert answer.status_code == 401
    assert answer.json() == {"error": "Please sign in."}


@pytest.mark.parametrize("method", ["PUT", "POST", "DELETE", "PATCH", "OPTIONS"])
def test_uploads_and_other_changes_need_a_session(visitor: httpx.Client, method: str) -> None:
    answer = visitor.request(method, "/_stcore/upload_file/s/f", content=b"x")
    assert answer.status_code == 401


def test_a_member_reaches_pages_and_metrics(member: httpx.Client) -> None:
    assert "<title>Streamlit</title>" in member.get("/").text
    assert member.get("/_stcore/health").text == "ok"
    assert member.get("/_stcore/metrics").status_code == 200
    assert member.get("/_stcore/agent/interact").status_code in {404, 405}


def test_live_and_ready_answer_everybody(server: AppServer) -> None:
    assert httpx.get(f"{server.url}/healthz").json() == {"status": "ok"}
    ready = httpx.get(f"{server.url}/readyz")
    assert ready.status_code == 200
    report = ready.json()
    assert report.pop("index") in {"exact", "checking", "building", "ready"}
    assert report == {
        "status": "ok",
        "database": "ok",
        "model": {"kind": "scripted", "state": "ready"},
    }


@pytest.mark.parametrize("name", ["sign_in.css", "mark.svg", "sans.woff2", "serif.woff2"])
def test_assets_of_the_sign_in_pages_are_public(visitor: httpx.Client, name: str) -> None:
    assert visitor.get(f"/assets/{name}").status_code == 200


@pytest.mark.parametrize("path", ["/assets/secret.css", "/assets/pages.css", "/assets/other.woff2"])
def test_no_other_asset_is(visitor: httpx.Client, path: str) -> None:
    assert visitor.get(path).status_code in {401, 404}


@pytest.mark.parametrize("path", ["/sign-in", "/", "/_stcore/health", "/healthz"])
def test_every_answer_carries_the_security_headers(member: httpx.Client, path: str) -> None:
    headers = member.get(path).headers
    policy = headers["content-security-policy"]
    assert "frame-ancestors 'none'" in policy
    assert "http" not in policy.replace("'self'", "")
    assert "unsafe-eval" not in policy
    assert headers["x-frame-options"] == "DENY"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"
    assert "camera=()" in headers["permissions-policy"]
    assert headers["cache-control"] == "no-store"


@pytest.mark.parametrize("outsider", OUTSIDERS)
def test_a_cross_site_post_is_refused(
    server: AppServer, member: httpx.Client, outsider: dict[str, str]
) -> None:
    cookies = {"Cookie": f"coach_session={member.cookies['coach_session']}"}
    for path in ("/sign-in", "/sign-out", "/account", "/_stcore/upload_file/s/f"):
        answer = httpx.post(server.url + path, headers=cookies | outsider)
        assert answer.status_code == 403
        assert answer.json() == {"error": "This request came from another site."}


@pytest.mark.parametrize("outsider", OUTSIDERS)
def test_a_cross_site_socket_is_refused(
    server: AppServer, member: httpx.Client, outsider: dict[str, str]
) -> None:
    assert _refused(server, member.cookies["coach_session"], outsider) == 403


@pytest.mark.parametrize("token", ["", "made-up", "x" * 5000, "é", '";--'])
def test_a_socket_without_a_session_is_refused(server: AppServer, token: str) -> None:
    assert _refused(server, token, {"Origin": server.url}) == 403


def test_a_member_gets_a_socket_and_loses_it_with_the_session(
    server: AppServer, member: httpx.Client, services: Services
) -> None:
    token = member.cookies["coach_session"]
    with page_socket(server.url, token) as socket:
        assert isinstance(socket.recv(timeout=20), bytes)
        settle(socket)
        services.accounts.sign_out(token)
        socket.send(rerun_message())
        rest, code = rest_of(socket)
    assert code == 4401
    assert rest[-1].auth_redirect.url == "/sign-in"
    assert "delta" not in {message.WhichOneof("type") for message in rest}


def test_identity_comes_from_the_session_alone(
    server: AppServer,
    member: httpx.Client,
    person: Person,
    new_person: Callable[..., Person],
    services: Services,
) -> None:
    """A member who names another one's session in a header stays who they are."""
    other = new_person()
    with server.client() as browser:
        sign_in(browser, other.email)
    theirs = services.accounts.actor_for_token(browser.cookies["coach_session"]).session_id
    for name in ("X-Coach-Session", "x-coach-session", "X_Coach_Session", "X-COACH_SESSION"):
        page = _drawn(server, member.cookies["coach_session"], {name: theirs})
        assert person.name.encode() in page
        assert other.name.encode() not in page


def test_another_members_streamlit_session_cannot_be_taken_over(
    server: AppServer, member: httpx.Client, new_person: Callable[..., Person]
) -> None:
    """A reconnect that names somebody else's Streamlit session starts a session of its own."""
    other = new_person()
    with (
        server.client() as browser,
        page_socket(server.url, member.cookies["coach_session"]) as socket,
    ):
        first = session_id_of(socket)
        sign_in(browser, other.email)
        theirs = browser.cookies["coach_session"]
        with page_socket(server.url, theirs, resume=first) as thief:
            assert session_id_of(thief) != first


def _refused(server: AppServer, token: str, headers: dict[str, str]) -> int:
    with (
        pytest.raises(InvalidStatus) as refusal,
        connect(
            f"ws://127.0.0.1:{server.port}/_stcore/stream",
            additional_headers=cookie_header(token) | headers,
            open_timeout=10,
        ),
    ):
        pass
    return refusal.value.response.status_code


def _drawn(server: AppServer, token: str, extra: dict[str, str]) -> bytes:
    with page_socket(server.url, token, extra) as socket:
        return b"".join(settle(socket))


@pytest.mark.parametrize("method", ["PUT", "POST", "DELETE", "OPTIONS"])
def test_a_member_uploads_nothing_not_even_into_a_session_of_theirs(
    server: AppServer, member: httpx.Client, method: str
) -> None:
    with page_socket(server.url, member.cookies["coach_session"]) as socket:
        own = session_id_of(socket)
        for path in (f"/_stcore/upload_file/{own}/f", "/_stcore/upload_file/made-up/f"):
            answer = member.request(method, path, content=b"x")
            assert answer.status_code == 403
            assert answer.json() == {"error": "Only an admin can upload files."}


def test_an_admin_reaches_the_upload(
    server: AppServer, new_person: Callable[..., Person], member: httpx.Client
) -> None:
    """Streamlit itself answers: the request lacks the token of its page, then gets through."""
    admin = new_person(is_admin=True)
    with server.client() as browser:
        sign_in(browser, admin.email)
        with page_socket(server.url, browser.cookies["coach_session"]) as socket:
            path = f"/_stcore/upload_file/{session_id_of(socket)}/f"
            without = browser.put(path, files={"f": ("a.md", b"# A")})
            assert without.status_code == 403
            assert "XSRF" in without.text
            browser.get("/_stcore/health")
            token = browser.cookies["_streamlit_xsrf"]
            answer = browser.put(
                path, files={"f": ("a.md", b"# A")}, headers={"X-Xsrftoken": token}
            )
            assert answer.status_code == 204
        cookies = {"_streamlit_xsrf": token, "coach_session": member.cookies["coach_session"]}
        member.cookies.update(cookies)
        refused = member.put(path, files={"f": ("a.md", b"# B")}, headers={"X-Xsrftoken": token})
        assert refused.json() == {"error": "Only an admin can upload files."}
