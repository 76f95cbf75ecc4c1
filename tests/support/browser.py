"""What tests in a real browser have in common."""

from __future__ import annotations

import time

from playwright.sync_api import Page, expect


def at_rest(page: Page) -> None:
    """Wait until the page runs no more: while it does, old and new elements stand side by side."""
    still = page.locator("[data-testid=stApp][data-test-script-state=notRunning]")
    expect(still).to_be_visible()


def until(page: Page, expression: str, *, timeout_s: float = 15.0) -> None:
    """Wait until a JavaScript expression holds.

    Page.wait_for_function looks again by `eval`, which our own security policy forbids.
    """
    end = time.monotonic() + timeout_s
    while not page.evaluate(expression):
        assert time.monotonic() < end, f"{expression} did not come to hold"
        page.wait_for_timeout(50)
