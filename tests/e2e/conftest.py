"""Chromium before the running app; skipped, with the way to get one, where there is none."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from typing import Final

import httpx
import pytest
from playwright.sync_api import Browser, BrowserContext, Error, Page, expect, sync_playwright

from coach.domain.people import Person
from tests.support.app_server import AppServer, sign_in
from tests.support.fixtures import new_person, person, server, services

__all__ = ["new_person", "person", "server", "services"]

_NAMES: Final = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark every test of this folder."""
    for item in items:
        if "e2e" in item.path.parts:
            item.add_marker(pytest.mark.e2e)


expect.set_options(timeout=15_000)  # a page's first run takes seconds on a busy machine


@pytest.fixture(scope="module")  # its event loop must not run on beside other tests
def browser() -> Iterator[Browser]:
    """Chromium: $COACH_TEST_CHROMIUM, one that is installed, or Playwright's own."""
    found = os.environ.get("COACH_TEST_CHROMIUM") or next(
        filter(None, map(shutil.which, _NAMES)), None
    )
    with sync_playwright() as playwright:
        try:
            opened = playwright.chromium.launch(executable_path=found, args=["--no-sandbox"])
        except Error:
            pytest.skip(
                "no Chromium here: install one with your system's packages, "
                "or run `.venv/bin/playwright install chromium`"
            )
        yield opened
        opened.close()


@pytest.fixture
def context(browser: Browser, server: AppServer) -> Iterator[BrowserContext]:
    """A fresh browser profile that nobody has signed in with; asks no other host for anything."""
    opened = browser.new_context(base_url=server.url, viewport={"width": 1200, "height": 860})
    abroad: list[str] = []
    opened.on(
        "request",
        lambda request: None if _is_ours(request.url, server) else abroad.append(request.url),
    )
    blocked: list[str] = []
    opened.on(
        "console",
        lambda said: blocked.append(said.text) if "Content Security Policy" in said.text else None,
    )
    yield opened
    opened.close()
    assert blocked == [], "the policy allows all that our pages need"
    assert abroad == [], "the app asks no other host for anything"


@pytest.fixture
def page(context: BrowserContext) -> Page:
    """A tab at no page yet."""
    return context.new_page()


@pytest.fixture
def member_page(context: BrowserContext, server: AppServer, person: Person) -> Page:
    """A tab in a profile where `person` is signed in."""
    with server.client() as client:
        sign_in(client, person.email)
        token = client.cookies["coach_session"]
    context.add_cookies([{"name": "coach_session", "value": token, "url": server.url}])
    return context.new_page()


def _is_ours(url: str, server: AppServer) -> bool:
    own = httpx.URL(server.url)
    other = httpx.URL(url) if url.startswith(("http", "ws")) else own
    return (other.host, other.port) == (own.host, own.port)
