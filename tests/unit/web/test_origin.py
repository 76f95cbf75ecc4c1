"""Same origin or not."""

from __future__ import annotations

import pytest
from starlette.datastructures import Headers

from coach.web.origin import is_same_origin

HOST = {"host": "coach.example.org:8501"}


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "http://coach.example.org:8501"},
        {"origin": "http://COACH.example.org:8501"},
        {"referer": "http://coach.example.org:8501/sign-in?next=/"},
        {"sec-fetch-site": "same-origin"},
        {"sec-fetch-site": "none"},
        {"origin": "https://public.example.org"},
    ],
)
def test_our_own_pages_pass(headers: dict[str, str]) -> None:
    assert is_same_origin(Headers(HOST | headers), "https://public.example.org/")


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"origin": ""},
        {"origin": "null"},
        {"origin": "http://coach.example.org"},
        {"origin": "http://coach.example.org:8501.evil.example"},
        {"origin": "ftp://coach.example.org:8501"},
        {"origin": "http://["},
        {"origin": "http://evil.example", "referer": "http://coach.example.org:8501/"},
        {"origin": "http://coach.example.org:8501", "sec-fetch-site": "cross-site"},
        {"origin": "http://evil.example", "sec-fetch-site": "same-origin"},
        {"referer": "/sign-in"},
    ],
)
def test_others_do_not(headers: dict[str, str]) -> None:
    assert not is_same_origin(Headers(HOST | headers), "")


def test_an_absent_host_matches_nothing() -> None:
    assert not is_same_origin(Headers({"origin": "null"}), "")
