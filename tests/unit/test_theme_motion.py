"""Themes known again from report to report, and what may be said of how they moved."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.domain.theme_motion import Motion, likeness, moved
from coach.domain.theme_release import Mark, ShownTheme


def theme(title: str, people: int | None = None, **more: object) -> ShownTheme:
    values = {"id": title.lower(), "title": title, "people": people, **more}
    return ShownTheme.model_validate(values)


@pytest.mark.parametrize(
    ("people", "before", "motion"),
    [
        (4, 3, Motion.GREW),
        (3, 4, Motion.SHRANK),
        (3, 3, Motion.SAME),
        (None, 3, Motion.AGAIN),
        (3, None, Motion.AGAIN),
        (None, None, Motion.AGAIN),
    ],
)
def test_it_says_how_a_theme_moved_where_both_numbers_are_told(
    people: int | None, before: int | None, motion: Motion
) -> None:
    (found,) = moved(
        [theme("Waiting in silence", people)], [theme("The silence while waiting", before)]
    )
    assert (found.motion, found.people_before) == (motion, before)


def test_what_is_new_and_what_is_gone() -> None:
    found = moved(
        [theme("Saying no", 3), theme("Waiting for answers", 4)],
        [theme("Waiting for an answer", 4), theme("Late meetings", 5)],
    )
    assert [(one.theme.title, one.motion) for one in found] == [
        ("Saying no", Motion.NEW),
        ("Waiting for answers", Motion.SAME),
        ("Late meetings", Motion.GONE),
    ]


def test_a_theme_that_was_worded_anew_is_known_by_its_earlier_title() -> None:
    now = theme("Holding back", 3, was=("Giving advice too early",), mark=Mark.REWORDED)
    assert moved([now], [theme("Giving advice too early", 3)])[0].motion is Motion.SAME


def test_a_theme_is_known_by_its_summary_too() -> None:
    said = "Questions are followed by one's own answer before anybody else can speak."
    now, before = theme("Rushing", summary=said), theme("No pause left", summary=said)
    assert moved([now], [before])[0].motion is Motion.AGAIN


def test_each_theme_is_known_again_once_and_by_the_one_most_alike() -> None:
    now = [theme("Asking questions in meetings", 3), theme("Asking questions", 4)]
    found = moved(now, [theme("Asking questions", 4)])
    assert [one.motion for one in found] == [Motion.NEW, Motion.SAME]


def test_titles_without_any_word_of_meaning_are_still_compared() -> None:
    assert likeness(theme("As it was"), theme("as it was ")) == 1.0
    assert likeness(theme("As it was"), theme("How it is")) == 0.0


TITLES = st.sampled_from(["Waiting", "To wait", "Saying no", "Late meetings", "Meeting late", "…"])
THEMES = st.lists(st.builds(theme, TITLES, st.none() | st.integers(3, 9)), max_size=5)


@given(THEMES, THEMES)
def test_every_theme_stands_there_once(now: list[ShownTheme], before: list[ShownTheme]) -> None:
    found = moved(now, before)
    assert [one.theme for one in found[: len(now)]] == now
    gone = [one for one in found if one.motion is Motion.GONE]
    known = [one for one in found if one.motion not in {Motion.GONE, Motion.NEW}]
    assert len(gone) + len(known) == len(before)
    for one in known:
        told = one.theme.people is not None and one.people_before is not None
        assert told == (one.motion is not Motion.AGAIN)
