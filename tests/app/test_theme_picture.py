"""The picture of released themes: everything in it is said in words too, and in a table."""

from __future__ import annotations

import re
from collections.abc import Sequence

from streamlit.testing.v1 import AppTest

from coach.domain.theme_release import ShownTheme
from tests.app.conftest import shown, words


def script() -> None:
    import streamlit as st  # noqa: PLC0415 - the test runner reads the lines of this function alone

    from coach.web.components import theme_picture  # noqa: PLC0415 - as above

    theme_picture.draw(*st.session_state["picture"])


def picture(
    now: Sequence[ShownTheme], before: Sequence[ShownTheme] = (), of: int | None = 6
) -> str:
    app = AppTest.from_function(script, default_timeout=20)
    app.session_state["picture"] = (now, before, of)
    return words(shown(app.run()))


def theme(title: str, people: int | None) -> ShownTheme:
    return ShownTheme(id=title, title=title, people=people)


def dots(seen: str, kind: str) -> int:
    drawn = "".join(re.findall(r'<div class="dots".*?</div>', seen))
    return drawn.count(f'"dot {kind}"')


def test_a_first_report_shows_how_many_and_no_motion() -> None:
    seen = picture([theme("Saying <b>no</b>", 4), theme("Waiting", None)])
    assert "Saying &lt;b&gt;no&lt;/b&gt;" in seen
    assert "4 of 6." in seen
    assert "How many of us is not told." in seen
    assert (dots(seen, "full"), dots(seen, "empty")) == (4, 2)
    assert "last time" not in seen
    assert "New" not in seen
    assert "<td>4 of 6</td></tr>" in seen


def test_it_shows_how_themes_moved() -> None:
    now = [theme("Waiting", 5), theme("Saying no", 3), theme("Late meetings", 3)]
    before = [theme("Waiting", 3), theme("Saying no", 4), theme("Doing all alone", 6)]
    seen = picture(now, before)
    assert "5 of 6, 3 last time." in seen
    assert (dots(seen, "added"), dots(seen, "fewer"), dots(seen, "full")) == (2, 1, 9)
    for said in ("More of us", "Fewer of us", "New", "Last time, and not among them now"):
        assert said in seen
    assert "Doing all alone" in seen.split("not among them now")[1]
    assert "<td>not now</td><td>6</td><td>Not among them now</td>" in seen
    assert "<td>3 of 6</td><td>not then</td><td>New</td>" in seen


def test_many_are_a_bar() -> None:
    seen = picture([theme("Waiting", 15)], [theme("Waiting", 30)], of=60)
    assert 'style="width:25%"' in seen
    assert 'style="left:50%"' in seen
    assert '<div class="dots"' not in seen


def test_without_a_number_of_members_the_number_stands_alone() -> None:
    seen = picture([theme("Waiting", 5)], of=None)
    assert "5 of us." in seen
    assert (dots(seen, "full"), dots(seen, "empty")) == (5, 0)


def test_without_themes_it_says_so() -> None:
    assert "There is no theme to show yet." in picture([])
    assert "None this time." in picture([], [theme("Waiting", 3)])
