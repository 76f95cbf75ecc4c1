"""Where a sign-in may lead."""

from __future__ import annotations

from urllib.parse import urljoin, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.web.forms import safe_next


@pytest.mark.parametrize(
    "where", ["/", "/commit", "/commit?subject=7&x=a%20b", "/invitation/abc_-", "/a/b?next=/c"]
)
def test_a_path_of_ours_is_kept(where: str) -> None:
    assert safe_next(where) == where


def test_letters_of_any_language_are_quoted() -> None:
    assert safe_next("/ü?q=ß") == "/%C3%BC?q=%C3%9F"


@given(st.text(max_size=60).map(lambda tail: "/" + tail) | st.text(max_size=60))
def test_no_text_leads_to_another_host(where: str) -> None:
    landed = urlsplit(urljoin("http://coach.example.org/sign-in", safe_next(where)))
    assert (landed.scheme, landed.netloc) == ("http", "coach.example.org")
    assert safe_next(where).isascii()
    assert safe_next(where).isprintable()
