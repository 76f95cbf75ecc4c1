"""A page that has gone white loads itself anew, and not again and again."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.support.browser import until

WATCHED = "window.repertoireRecovers === true"
GO_WHITE = """() => {
  document.getElementById("root").replaceChildren();
  window.dispatchEvent(new ErrorEvent("error", { message: "as Streamlit does" }));
}"""


def test_a_white_page_comes_back_once(member_page: Page) -> None:
    page = member_page
    page.goto("/practice")
    heading = page.get_by_role("heading", level=1)
    expect(heading).to_be_visible()
    until(page, WATCHED)
    page.evaluate(GO_WHITE)
    expect(heading).to_be_visible(timeout=20_000)
    until(page, WATCHED)
    page.evaluate(GO_WHITE)
    page.wait_for_timeout(2_000)
    expect(heading).to_have_count(0)
