"""The address bar follows what is shown, and what stands outside the page is legible too."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from coach.bootstrap import Services
from coach.domain.commitment import Slot
from coach.domain.people import Person


def begun(services: Services, person: Person) -> str:
    """Begin a commitment; return its id."""
    grant = services.accounts.open_session(person.id, method="password")
    actor = services.accounts.actor_for_session(grant.session_id)
    commitment = services.commitments.start(actor)
    services.commitments.set_slot(actor, commitment.id, Slot.ACTION, "ask one question first")
    return commitment.id


def test_a_link_from_a_page_to_itself_stays_where_it_led(
    member_page: Page, services: Services, person: Person
) -> None:
    page, draft = member_page, begun(services, person)
    own, all_of_mine = re.compile(rf"/commit\?id={draft}$"), re.compile("/commit$")
    form = page.get_by_role("radio", name="Form", exact=True)

    page.goto("/commit")
    page.get_by_role("link", name="Continue").click()
    expect(form).to_be_checked()
    expect(page).to_have_url(own)
    page.get_by_label("What I will do (needed)").fill("be a better listener")
    page.get_by_label("With whom").click()
    expect(page.get_by_text("This names a trait")).to_be_visible()

    page.get_by_role("link", name="All my commitments").click()
    expect(page.get_by_role("button", name="Talk it through")).to_be_visible()
    expect(page).to_have_url(all_of_mine)
    page.go_back()
    expect(form).to_be_visible()
    expect(page).to_have_url(own)

    page.get_by_role("link", name="Practice").click()
    expect(page.get_by_role("heading", name="Practice")).to_be_visible()
    page.go_back()
    expect(form).to_be_visible()
    page.go_back()
    expect(page.get_by_role("button", name="Talk it through")).to_be_visible()
    expect(page).to_have_url(all_of_mine)


def test_the_account_menu_follows_the_dark_theme(member_page: Page) -> None:
    page = member_page
    page.emulate_media(color_scheme="dark")
    page.goto("/")
    page.locator(".st-key-account button:visible").first.click()

    expect(page.get_by_role("link", name="Account and password")).to_have_css(
        "color", "rgb(124, 195, 164)"
    )
    expect(page.get_by_role("button", name="Sign out")).to_have_css(
        "border-top-color", "rgb(111, 122, 115)"
    )
