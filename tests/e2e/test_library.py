"""A file on its way: an admin loads it, a member finds it at its place."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from coach.bootstrap import Services
from coach.domain.people import Person
from tests.e2e.test_journey import PHONE
from tests.support.app_server import AppServer, sign_in
from tests.support.browser import until

RULE = "A swap counts once both have signed the orange sheet."
_FILLER = "Whoever comes back to this house finds the same rule as before, and nothing else. "
_PATIENCE_MS = 120_000
_MAIN = "document.querySelector('.stMain')"
"""A file is read in a process of its own, which a busy machine takes its time to start."""


@pytest.mark.timeout(400)
def test_an_admin_loads_a_file_and_a_member_finds_the_passage(
    page: Page, server: AppServer, new_person: Callable[..., Person], tmp_path: Path
) -> None:
    admin, member = new_person(is_admin=True), new_person()
    sections = [f"## Part {n}\n\n{_FILLER * 12}\n\n" for n in range(12)]
    sections.insert(9, f"## Swaps\n\n{RULE} {_FILLER * 10}\n\n")
    path = tmp_path / "Night rules.md"
    path.write_text("# Night rules\n\n" + "".join(sections), encoding="utf-8")

    _enter(page, server, admin)
    _load(page, path)
    page.get_by_role("link", name="Night rules").click()
    expect(page.get_by_role("heading", name="Night rules")).to_be_visible()
    expect(page.locator(".passages li").filter(has_text=RULE)).to_contain_text("Swaps")

    _load_again(page, path)

    _enter(page, server, member)
    page.goto("/stories")
    page.get_by_label("Search the stories").fill("signed the orange sheet")
    expect(page.get_by_text("may fit")).to_be_visible()
    page.get_by_role("link", name="Night rules").click()
    hit = page.locator(".hit")
    expect(hit).to_contain_text(RULE)
    expect(hit).to_be_in_viewport()
    page.get_by_role("link", name="All stories").click()
    expect(page.get_by_label("Search the stories")).to_have_value("signed the orange sheet")
    page.goto("/library")
    expect(page.get_by_text("There is nothing here that you can open.")).to_be_visible()
    expect(page.locator("input[type=file]")).to_have_count(0)


def test_a_story_opens_at_its_top_and_the_shelf_is_found_where_it_was_left(
    member_page: Page, services: Services
) -> None:
    services.repertoire.starter.load()
    member_page.goto("/stories")
    last = member_page.get_by_role("link", name=re.compile("Troika"))
    expect(last).to_be_visible()
    until(member_page, "window.repertoirePlace?.shown === 'stories'")
    until(member_page, f"{_MAIN}.scrollHeight > {_MAIN}.clientHeight")
    last.scroll_into_view_if_needed()
    before = _scrolled(member_page)
    assert before > 0
    last.click()
    expect(member_page.get_by_role("heading", level=1)).to_contain_text("Troika")
    expect(member_page.get_by_role("heading", level=1)).to_be_in_viewport()
    member_page.get_by_role("link", name="All stories").click()
    expect(last).to_be_in_viewport()
    member_page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    assert member_page.evaluate(f"{_MAIN}.scrollWidth") == PHONE["width"]


def _enter(page: Page, server: AppServer, person: Person) -> None:
    with server.client() as client:
        sign_in(client, person.email)
        token = client.cookies["coach_session"]
    page.context.add_cookies([{"name": "coach_session", "value": token, "url": server.url}])


def _load(page: Page, path: Path) -> None:
    page.goto("/library")
    page.locator("input[type=file]").set_input_files(path)
    page.get_by_role("button", name="Load 1 file").click()
    row = page.locator("[class*=st-key-load-]").filter(has_text=path.name)
    expect(row).to_contain_text("Loaded", timeout=_PATIENCE_MS)
    expect(page.locator("[class*=st-key-line-]").filter(has_text="Night rules")).to_be_visible()


def _load_again(page: Page, path: Path) -> None:
    """The same content once more is noticed, and there is still one document."""
    page.goto("/library")
    page.locator("input[type=file]").set_input_files(path)
    page.get_by_role("button", name="Load 1 file").click()
    row = page.locator("[class*=st-key-load-]").filter(has_text=path.name)
    expect(row).to_contain_text("Here already", timeout=_PATIENCE_MS)
    expect(page.locator("[class*=st-key-line-]").filter(has_text="Night rules")).to_have_count(1)


def _scrolled(page: Page) -> float:
    return float(page.evaluate(f"{_MAIN}.scrollTop"))
