"""What is said of released themes: numbers, names, reasons and marks."""

from __future__ import annotations

import pytest

from coach.domain.theme_release import Mark, Release, ShownTheme, Withheld
from coach.domain.theme_words import (
    lines,
    listed,
    made,
    mark,
    rule_of_release,
    taken_part,
    whom_from,
    withheld,
)

SILENCE = ShownTheme(
    id="t1", title="Silence", obstacle="Nobody wants to be first.", open_question="When?", people=4
)


def test_a_number_or_names_or_neither() -> None:
    assert whom_from(SILENCE) == "From 4 of us"
    assert whom_from(SILENCE, ["Ann", "Ben", "Cem"]) == "From Ann, Ben and Cem"
    assert whom_from(SILENCE.model_copy(update={"people": None})) == ""


def test_only_what_a_theme_shows_has_a_line() -> None:
    assert lines(SILENCE) == (
        ("What gets in the way", "Nobody wants to be first."),
        ("Still open", "When?"),
    )


@pytest.mark.parametrize(
    ("update", "words"),
    [
        ({}, ""),
        ({"mark": Mark.REWORDED, "was": ("Silence",)}, "Reworded by whoever leads."),
        (
            {"mark": Mark.REWORDED, "was": ("Quiet",)},
            "Reworded by whoever leads; it was called “Quiet”.",
        ),
        (
            {"mark": Mark.MERGED, "was": ("Quiet", "Haste")},
            "Made of “Quiet” and “Haste” by whoever leads: a number is no longer told.",
        ),
        (
            {"mark": Mark.SPLIT, "was": ("Quiet",)},
            "Split from “Quiet” by whoever leads: a number is no longer told.",
        ),
    ],
)
def test_what_was_done_with_a_theme_is_said(update: dict[str, object], words: str) -> None:
    assert mark(SILENCE.model_copy(update=update)) == words


def test_what_is_withheld_is_a_number_with_its_reason() -> None:
    release = Release(withheld={Withheld.VETO: 1, Withheld.FEW: 2, Withheld.ALL_BUT_ONE: 0})
    assert list(withheld(release)) == [
        "Two themes are not shown: they come from too few of us, or from all but one.",
        "One theme was kept back by somebody whom it comes from.",
    ]


def test_how_many_contributed_is_told_or_is_said_to_be_untold() -> None:
    assert taken_part(Release(people=6)) == "Six of us contributed."
    assert taken_part(Release(people=12)) == "12 of us contributed."
    assert "is not told" in taken_part(Release())


def test_who_named_the_themes_and_by_which_rule() -> None:
    assert "a language model m-1.5b and checked" in made("model", "m-1.5b")
    assert "without a language model" in made("words", "")
    assert "at least 4 of us" in rule_of_release(4)


def test_a_row_of_words() -> None:
    assert listed([]) == ""
    assert listed(["a"]) == "a"
    assert listed(["a", "b"]) == "a and b"
