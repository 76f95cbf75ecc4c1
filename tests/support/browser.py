"""What tests in a real browser have in common."""

from __future__ import annotations

import time

from playwright.sync_api import Page, expect

_SLOW_MS = 30_000
_SETTLED_MS = 150
"""A press reaches the server at once; a field that is left, or a timer, within this time."""


def at_rest(page: Page) -> None:
    """Wait until the page is connected and runs no more: meanwhile old elements still stand."""
    still = page.locator(
        "[data-testid=stApp]"
        "[data-test-connection-state=CONNECTED]"
        "[data-test-script-state=notRunning]"
    )
    expect(still).to_be_visible(timeout=_SLOW_MS)
    page.wait_for_timeout(_SETTLED_MS)
    expect(still).to_be_visible(timeout=_SLOW_MS)


def press(page: Page, name: str, *, exact: bool = True) -> None:
    """Press a button of a page at rest."""
    at_rest(page)
    page.get_by_role("button", name=name, exact=exact).click()


def unfold(page: Page, title: str) -> None:
    """Open what is folded under a title, and wait until it has finished growing."""
    at_rest(page)
    fold = page.locator("details", has=page.get_by_text(title))
    fold.locator("summary").click()
    height = -1.0
    end = time.monotonic() + 15
    while (seen := fold.bounding_box()) is None or seen["height"] != height:
        assert time.monotonic() < end, f"{title} is still growing"
        height = seen["height"] if seen else -1.0
        page.wait_for_timeout(_SETTLED_MS)


def until(page: Page, expression: str, *, timeout_s: float = 15.0) -> None:
    """Wait until a JavaScript expression holds.

    Page.wait_for_function looks again by `eval`, which our own security policy forbids.
    """
    end = time.monotonic() + timeout_s
    while not page.evaluate(expression):
        assert time.monotonic() < end, f"{expression} did not come to hold"
        page.wait_for_timeout(50)
