"""What tests in a real browser have in common."""

from __future__ import annotations

from playwright.sync_api import Page, expect


def at_rest(page: Page) -> None:
    """Wait until the page runs no more: while it does, old and new elements stand side by side."""
    still = page.locator("[data-testid=stApp][data-test-script-state=notRunning]")
    expect(still).to_be_visible()
