"""The sign-in pages in a real browser: keyboard, labels, widths, and a session that ends."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from coach.bootstrap import Services
from coach.domain.people import Person
from tests.support.app_server import PASSWORD, AppServer


def test_a_member_signs_in_with_the_keyboard_alone(page: Page, person: Person) -> None:
    page.goto("/journal")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.type(person.email)
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/journal$"))


def test_a_wrong_password_is_said_beside_the_field_which_has_the_focus(
    page: Page, person: Person
) -> None:
    page.goto("/sign-in")
    page.get_by_label("E-mail address").fill(person.email)
    page.get_by_label("Password").fill("not the password")
    page.get_by_role("button", name="Sign in").click()
    password = page.get_by_label("Password")
    expect(password).to_be_focused()
    expect(password).to_have_attribute("aria-invalid", "true")
    expect(password).to_have_accessible_description(re.compile("do not belong together"))
    expect(page.get_by_label("E-mail address")).to_have_value(person.email)


@pytest.mark.parametrize("width", [320, 375, 1200])
def test_no_page_scrolls_sideways(member_page: Page, width: int) -> None:
    member_page.set_viewport_size({"width": width, "height": 700})
    for path in ("/account", "/invitation/made-up"):
        member_page.goto(path)
        wide = member_page.evaluate("document.documentElement.scrollWidth")
        assert wide <= width, path


def test_pages_work_without_scripts(browser: Browser, server: AppServer, person: Person) -> None:
    context = browser.new_context(base_url=server.url, java_script_enabled=False)
    page = context.new_page()
    page.goto("/sign-in?next=/account")
    page.get_by_label("E-mail address").fill(person.email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", name="Your account")).to_be_visible()
    page.get_by_role("button", name="Sign out here").click()
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    context.close()


def test_an_open_page_goes_to_sign_in_when_its_session_ends(
    member_page: Page, services: Services
) -> None:
    member_page.goto("/")
    expect(member_page.locator("body")).to_contain_text("Repertoire", timeout=20_000)
    member_page.wait_for_load_state("networkidle")
    token = next(
        cookie["value"]
        for cookie in member_page.context.cookies()
        if cookie["name"] == "coach_session"
    )
    services.accounts.sign_out(token)
    member_page.locator("a, button").get_by_text("Journal").first.click()
    expect(member_page).to_have_url(re.compile("/sign-in"), timeout=10_000)
